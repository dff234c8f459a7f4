"""Points on their way from the inputs of a layer to its outputs: first through its weights, then through its φ.

One slider carries the four inputs of a gate into hidden space, another a grid through a layer of the reader's choice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from utils.drawn import only_to_look_at
from utils.elementwise import logistic
from utils.pictures import style
from utils.pictures.hidden import INPUTS, LOOK, step
from utils.pictures.picture import Picture
from utils.play.controls import Choice, Control, Slider
from utils.play.thing import Seen, Thing, Trouble

Phi = Callable[[np.ndarray], np.ndarray]
OR_AND = (np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([-0.5, -1.5]), np.array([1.0, -1.0]), -0.5)
# A layer of two units whose pre-activations σ visibly bends, and the corners of the grid that it carries.
BENDING = (np.array([[2.4, 1.1], [-1.3, 2.6]]), np.array([0.6, -0.4]))
CORNERS = {"s": (-1, -1), "o": (1, -1), "D": (1, 1), "^": (-1, 1)}
CARRIES = "Two units carry the inputs to places where one straight line is enough for the third."
BENDS = "Wx + b keeps straight lines straight and parallel ones parallel; only φ bends them."
PHIS: Mapping[str, Phi] = {
    "σ": lambda z: logistic(z),
    "tanh": np.tanh,
    "ReLU": lambda z: np.maximum(z, 0.0),
    "none": lambda z: z,
}


@only_to_look_at
def morph(
    W1: ArrayLike = OR_AND[0],
    b1: ArrayLike = OR_AND[1],
    w2: ArrayLike = OR_AND[2],
    b2: float = OR_AND[3],
) -> Thing:
    """The four inputs of a gate, carried into the space of two hidden threshold units, where a line separates them.

    Args:
        W1: ``(2, 2)``, the weights of hidden unit j in row j. All four are the lecture's network for XOR unless told.
        b1: ``(2,)``.
        w2: ``(2,)``, the weights of the output.
        b2: its bias.
    """
    weights = [np.asarray(part, dtype=np.float64) for part in (W1, b1, w2, b2)]
    shapes = tuple(part.shape for part in weights)
    if shapes != ((2, 2), (2,), (2,), ()):
        raise Trouble(f"morph: W1, b1, w2, b2 must have the shapes (2, 2), (2,), (2,), (); they have {shapes}.")
    scene = _Gate(*weights)
    controls: dict[str, Control] = {"way": Slider("way from x to h", 0, 0, 1, 0.02, 2)}
    return Thing(controls, scene.show, CARRIES, scene.at_rest)


class _Gate:
    def __init__(self, W1: np.ndarray, b1: np.ndarray, w2: np.ndarray, b2: np.ndarray) -> None:
        self._w2, self._b2 = w2, float(b2)
        self._hidden = step(INPUTS @ W1.T + b1)
        self._labels = step(self._hidden @ w2 + self._b2).astype(int)
        with style.drawing():
            self.figure = style.new_figure(4.3)
            self._axes = self.figure.add_axes((0.2, 0.12, 0.8 * 4.3 / style.WIDTH, 0.8))

    def show(self, way: float) -> Seen:
        self._axes.cla()
        self._panel(self._axes, way)
        places = (1 - way) * INPUTS + way * self._hidden
        where = "; ".join(f"{_pair(x)} is at {_pair(at)}" for x, at in zip(INPUTS, places, strict=True))
        meet = len(np.unique(np.round(self._hidden, 9), axis=0))
        says = f"{round(100 * way)} % of the way. {where}."
        if way == 1:
            says = f"In hidden space the four inputs are at {meet} places: {where}."
        alt = "The four inputs of a gate, filled circles where the network says 1 and open squares where it says 0."
        return Seen(self.figure, says, alt)

    def _panel(self, axes: Axes, way: float) -> None:
        low, high = -0.35, 1.45
        axes.set(xlim=(low, high), ylim=(low, high), xticks=(0, 1), yticks=(0, 1), aspect="equal")
        words: dict[float, tuple[str, str, str]] = {
            0: ("$x_1$", "$x_2$", "input space"),
            1: ("$h_1$", "$h_2$", "hidden space"),
        }
        across, up, title = words.get(way, ("", "", "on the way"))
        axes.set_xlabel(across, fontsize=style.LABEL, labelpad=-6)
        axes.set_ylabel(up, fontsize=style.LABEL, labelpad=-4, rotation=0, va="center")
        axes.set_title(title, fontsize=style.SIZE, pad=8)
        if way == 1:
            _line(axes, self._w2, self._b2, low, high)
        places = (1 - way) * INPUTS + way * self._hidden
        for x, at in zip(INPUTS, places, strict=True):
            axes.plot([x[0], at[0]], [x[1], at[1]], color=style.FAINT, linewidth=2, linestyle=":", zorder=1)
        drawn: list[tuple[np.ndarray, list[str]]] = []
        for x, at, label in zip(INPUTS, places, self._labels, strict=True):
            axes.plot(*at, **LOOK[int(label)], markersize=13, linestyle="", zorder=4, gid="point")
            name = f"{x[0]:.0f}{x[1]:.0f}"
            near = next((names for place, names in drawn if np.abs(place - at).max() < 0.12), None)
            if near is None:
                drawn.append((at, [name]))
            else:
                near.append(name)
        for at, names in drawn:
            side = 1 if at[1] >= 0.5 else -1
            axes.annotate(", ".join(names), tuple(at), xytext=(0, 11 * side), textcoords="offset points", ha="center",
                          va="bottom" if side > 0 else "top", gid="name")  # fmt: skip

    @style.drawing()
    def at_rest(self) -> Picture:
        """Where they start, half the way, and where they arrive."""
        figure = style.new_figure(2.95)
        for place, way in enumerate((0, 0.5, 1)):
            axes = figure.add_axes((0.055 + 0.33 * place, 0.14, 0.27, 0.27 * style.WIDTH / 2.95))
            self._panel(axes, way)
        where = ", ".join(f"{_pair(x)} to {_pair(h)}" for x, h in zip(INPUTS, self._hidden, strict=True))
        alt = (
            "Three panels: the four inputs of a gate in input space, half the way, and in hidden space, filled circles "
            f"where the network says 1, open squares where it says 0. They are carried {where}. In hidden space the "
            "straight line of the output is drawn."
        )
        return Picture(figure, alt, CARRIES)


def _pair(at: np.ndarray) -> str:
    return f"({style.number(at[0], 2)}, {style.number(at[1], 2)})"


def _line(axes: Axes, w: np.ndarray, b: float, low: float, high: float) -> None:
    """The line where w·h + b = 0, as far as it passes through the square."""
    ticks = np.linspace(low, high, 61)
    across, up = np.meshgrid(ticks, ticks)
    z = w[0] * across + w[1] * up + b
    if z.min() < 0 < z.max():
        axes.contour(ticks, ticks, z, levels=[0], colors=[style.TEXT], linewidths=2, zorder=2)


@only_to_look_at
def layer(
    dense: Callable | None = None,
    phis: Mapping[str, Phi] = PHIS,
    W: ArrayLike = BENDING[0],
    b: ArrayLike = BENDING[1],
) -> Thing:
    """A grid of inputs on its way through one layer: first Wx + b, then φ.

    Args:
        dense: ``(X, W, b, phi)``, the course's or the reader's.
        phis: name -> φ, of arrays; the first is shown first.
        W: ``(2, 2)``.
        b: ``(2,)``.
    """
    scene = _Layer(dense or (lambda X, W, b, phi: phi(X @ W.T + b)), phis, np.asarray(W, float), np.asarray(b, float))
    first = next(iter(phis))
    controls: dict[str, Control] = {
        "way": Slider("way: 1 after Wx + b, 2 after φ", 0, 0, 2, 0.05, 2),
        "phi": Choice("φ", first, list(phis)),
    }
    return Thing(controls, scene.show, BENDS, lambda: scene.at_rest(first))


class _Layer:
    def __init__(self, dense: Callable, phis: Mapping[str, Phi], W: np.ndarray, b: np.ndarray) -> None:
        self._dense, self._phis, self._W, self._b = dense, phis, W, b
        with style.drawing():
            self.figure = style.new_figure(4.3)
            self._axes = self.figure.add_axes((0.2, 0.1, 0.83 * 4.3 / style.WIDTH, 0.83))

    def show(self, way: float, phi: str) -> Seen:
        self._axes.cla()
        corners = self._panel(self._axes, way, phi)
        part = f"With φ = {phi}, {round(100 * (way - 1))} % of the way from z to h = φ(z)"
        if way <= 1:
            part = f"{round(100 * way)} % of the way from x to z = Wx + b"
        says = f"{part}. The corners of the grid are at {', '.join(map(_pair, corners))}."
        return Seen(self.figure, says, "A square grid of inputs on its way through one layer, its corners marked.")

    def _carried(self, X: np.ndarray, way: float, phi: str) -> np.ndarray:
        z = np.asarray(self._dense(X.copy(), self._W.copy(), self._b.copy(), lambda z: z), dtype=np.float64)
        if way <= 1:
            return (1 - way) * X + way * z
        h = np.asarray(self._dense(X.copy(), self._W.copy(), self._b.copy(), self._phis[phi]), dtype=np.float64)
        return (2 - way) * z + (way - 1) * h

    def _panel(self, axes: Axes, way: float, phi: str) -> np.ndarray:
        """Draws the grid; returns where its corners are."""
        along, levels = np.linspace(-1, 1, 41), np.linspace(-1, 1, 7)
        lines = np.array([[(x, level) for x in along] for level in levels])
        lines = np.concatenate([lines, lines[:, :, ::-1]])
        corners = np.array(list(CORNERS.values()), dtype=np.float64)
        moved = self._carried(np.concatenate([lines.reshape(-1, 2), corners]), way, phi)
        rows = moved[:-4].reshape(lines.shape)
        for i, row in enumerate(rows):
            first = i < len(levels)
            axes.plot(row[:, 0], row[:, 1], color=style.BLUE if first else style.ORANGE, linewidth=1.4,
                      linestyle="-" if first else (0, (4, 1)))  # fmt: skip
        for marker, corner in zip(CORNERS, moved[-4:], strict=True):
            axes.plot(*corner, marker, color=style.TEXT, markersize=8)
        low, high = moved.min(axis=0), moved.max(axis=0)
        middle, half = (low + high) / 2, 0.62 * max(float((high - low).max()), 1e-9)
        axes.set(xlim=(middle[0] - half, middle[0] + half), ylim=(middle[1] - half, middle[1] + half), aspect="equal")
        axes.locator_params(nbins=4)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(lambda value, _: style.number(value))
        titles: dict[float, str] = {0: "inputs $x$", 1: "$z = Wx + b$", 2: r"$h = \varphi(z)$"}
        axes.set_title(titles.get(way, "on the way"), fontsize=style.SIZE, pad=8)
        return moved[-4:]

    @style.drawing()
    def at_rest(self, phi: str) -> Picture:
        """The grid before the layer, behind its weights, and behind φ."""
        figure = style.new_figure(2.95)
        said = []
        for place, (way, name) in enumerate(((0, "as inputs"), (1, "behind Wx + b"), (2, f"behind φ = {phi}"))):
            axes = figure.add_axes((0.065 + 0.33 * place, 0.1, 0.265, 0.265 * style.WIDTH / 2.95))
            corners = self._panel(axes, way, phi)
            said.append(f"{name} at {', '.join(map(_pair, corners))}")
        alt = f"Three panels of a grid that one layer carries along, its corners {'; '.join(said)}."
        return Picture(figure, alt, BENDS)
