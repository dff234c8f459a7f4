"""Pictures of hidden space: where a threshold network with two hidden units takes the four inputs of a gate."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch
from numpy.typing import ArrayLike

from utils.pictures import style
from utils.pictures.picture import Picture

INPUTS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
LOW, HIGH = -0.62, 1.62  # of both axes of both spaces
# How an output looks: a filled disc for 1, an open square for 0; they differ in grey too.
LOOK: dict[int, dict[str, Any]] = {
    0: {"marker": "s", "markerfacecolor": "white", "markeredgecolor": style.VERMILLION, "markeredgewidth": 2.2},
    1: {"marker": "o", "markerfacecolor": style.BLUE, "markeredgecolor": style.BLUE, "markeredgewidth": 2.2},
}
MOST_MOVES = 2  # arrows from where inputs were to where they are now; more would cross, and the names say it too
WHERE_1 = "#DCEBF5"  # where the output would be 1


def step(z: np.ndarray) -> np.ndarray:
    """The strict threshold 𝕀[z > 0]."""
    return np.heaviside(z, 0.0)


@style.picture
def hidden_space(W1: ArrayLike, b1: ArrayLike, w2: ArrayLike, b2: ArrayLike) -> Picture:
    """The four inputs of a gate, and where a network with two hidden threshold units takes them.

    Args:
        W1: `(2, 2)`, the weights of hidden unit j in row j.
        b1: `(2,)`.
        w2: `(2,)`, the weights of the output.
        b2: its bias, a number.
    """
    W1, b1, w2, b2 = (np.asarray(array, dtype=float) for array in (W1, b1, w2, b2))
    shapes = W1.shape, b1.shape, w2.shape, b2.shape
    if shapes != ((2, 2), (2,), (2,), ()):
        wanted = "(2, 2), (2,), (2,), ()"
        raise ValueError(f"hidden_space: W1, b1, w2, b2 must have the shapes {wanted}; they have {shapes}.")
    H = step(INPUTS @ W1.T + b1)
    y = step(H @ w2 + b2).astype(int)
    figure = style.new_figure(4.1)
    left = figure.add_axes((0.075, 0.135, 0.4, 0.4 * style.WIDTH / 4.1))
    right = figure.add_axes((0.585, 0.135, 0.4, 0.4 * style.WIDTH / 4.1))
    for axes, name, words in ((left, "x", "input space"), (right, "h", "hidden space")):
        axes.set(xlim=(LOW, HIGH), ylim=(LOW, HIGH), xticks=(0, 1), yticks=(0, 1))
        axes.set_xlabel(f"${name}_1$", fontsize=style.LABEL, labelpad=0)
        axes.set_ylabel(f"${name}_2$", fontsize=style.LABEL, labelpad=0, rotation=0, va="center")
        axes.set_title(words, fontsize=style.SIZE, pad=8)
    _shade(left, lambda X: step(step(X @ W1.T + b1) @ w2 + b2))
    _shade(right, lambda H: step(H @ w2 + b2))
    for j in range(2):
        _line(left, W1[j], b1[j], f"$h_{j + 1}$ = 1", ("-", "--")[j])
    moved = [(x, h) for x, h in zip(INPUTS, H, strict=True) if not np.array_equal(x, h)]
    if len(moved) > MOST_MOVES:
        moved = []
    moves = [(1 - share) * x + share * h for x, h in moved for share in (0.2, 0.4, 0.6, 0.8)]
    _line(right, w2, float(b2), "$y$ = 1", "-", moves)
    for x, label in zip(INPUTS, y, strict=True):
        left.plot(*x, **LOOK[label], markersize=11, linestyle="", zorder=4, gid="input")
        _name(left, x, _pair(x))
    for x, to in moved:
        _move(right, x, to)
    figure.text(0.53, 0.02, "● y = 1    □ y = 0", ha="center", fontsize=style.SMALL, color=style.GREY, gid="key")
    places = {tuple(h): [_pair(x) for x, g in zip(INPUTS, H, strict=True) if np.array_equal(g, h)] for h in H}
    for place, names in places.items():
        label = int(y[np.flatnonzero((np.array(place) == H).all(axis=1))[0]])
        right.plot(*place, **LOOK[label], markersize=11 + 4 * (len(names) > 1), linestyle="", zorder=4, gid="place")
        _name(right, place, " and ".join(names) if len(names) < 3 else f"{', '.join(names[:-1])},\n{names[-1]}")
    return Picture(figure, _alt(H, y, places), _takeaway(places, y))


def _pair(x: ArrayLike) -> str:
    return "({:g}, {:g})".format(*np.asarray(x))


def _said(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _alt(H: np.ndarray, y: np.ndarray, places: dict[tuple, list[str]]) -> str:
    goes = "; ".join(f"{_said(names)} to {_pair(place)}" for place, names in places.items())
    ones = _said([_pair(x) for x in INPUTS[y == 1]]) if y.any() else "none of them"
    return (
        "Two panels. Left, input space with the four inputs at the corners of a square and the lines at which the two "
        f"hidden units step; the output is 1, a disc, for {ones}, and 0, a square, otherwise; the region where it is 1 "
        f"is shaded. Right, hidden space with h1 and h2 for axes. The inputs arrive there as follows: {goes}. "
        "One straight line, at which the output unit steps, has the discs on one side and the squares on the other."
    )


def _takeaway(places: dict[tuple, list[str]], y: np.ndarray) -> str:
    together = [names for names in places.values() if len(names) > 1]
    if not together:
        return "The hidden units take the four inputs to four places, and one line separates them by their output."
    also = "; ".join(_said(names) for names in together)
    each = " each" if len(together) > 1 else ""
    return f"The hidden units take {also} to one place{each}, and then one line separates the discs from the squares."


def _shade(axes: Axes, output) -> None:
    """Shade where the output is 1."""
    ticks = np.linspace(LOW, HIGH, 450)
    grid = np.stack(np.meshgrid(ticks, ticks), axis=-1)
    axes.contourf(ticks, ticks, output(grid), levels=[0.5, 1.5], colors=[WHERE_1], zorder=0)


def _line(axes: Axes, w: np.ndarray, b: float, says: str, line: str, avoid: ArrayLike = ()) -> None:
    """The line w·x + b = 0, with an arrow to the side on which the unit is 1, away from points to avoid."""
    norm = float(np.hypot(*w))
    if not norm:
        return
    foot = np.array([0.5, 0.5]) - (w @ (0.5, 0.5) + b) * w / norm**2
    along = np.array([-w[1], w[0]]) / norm
    reach = np.linspace(-3, 3, 1201)
    points = foot + reach[:, np.newaxis] * along
    inside = points[(np.abs(points - 0.5) < 1.1).all(axis=1)]
    if len(inside) < 2:
        return
    axes.plot(*inside[[0, -1]].T, line, color=style.TEXT, linewidth=2, zorder=2, gid="line")
    names = [(x, y + (0.2 if y > 0.5 else -0.2)) for x, y in INPUTS]
    taken = np.array([*INPUTS, *names, *(text.get_position() for text in axes.texts), *np.reshape(avoid, (-1, 2))])
    ends = inside[(np.abs(inside - 0.5) < 0.92).all(axis=1)]
    tips = ends + 0.22 * w / norm
    spots = tips + np.array([0.22, 0.14]) * w / norm
    room = np.linalg.norm(spots[:, np.newaxis] - taken, axis=-1).min(axis=1)
    room[(np.abs(spots - 0.5) > (0.82, 0.95)).any(axis=1)] = -1.0
    i = int(np.argmax(np.minimum(room, 0.75)))
    axes.add_patch(
        FancyArrowPatch(ends[i], tips[i], arrowstyle="-|>,head_length=4,head_width=2.2", color=style.TEXT,
                        shrinkA=0, shrinkB=0, linewidth=1.5, zorder=3)
    )  # fmt: skip
    x, y = spots[i]
    axes.text(x, y, says, ha="center", va="center", fontsize=style.SIZE, zorder=5, gid="side")


def _name(axes: Axes, place: np.ndarray | tuple[float, ...], words: str) -> None:
    """A point's name, above it or below it, away from the middle."""
    x, y = place
    up = y > 0.5
    axes.annotate(
        words, (x, y), xytext=(0, 13 if up else -13), textcoords="offset points", ha="center",
        va="bottom" if up else "top", fontsize=style.SMALL, zorder=5, gid="name",
    )  # fmt: skip


def _move(axes: Axes, start: np.ndarray, end: np.ndarray) -> None:
    """From where an input was to where it is now, in the same coordinates."""
    look: dict[str, Any] = {"markerfacecolor": "white", "markeredgecolor": style.GREY, "markeredgewidth": 1.3}
    axes.plot(*start, "o", markersize=9, **look, gid="was")
    axes.add_patch(
        FancyArrowPatch(tuple(start), tuple(end), arrowstyle="-|>,head_length=6,head_width=3", linestyle=(0, (4, 2)),
                        connectionstyle="arc3,rad=0.12", color=style.GREY, linewidth=1.5, shrinkA=6, shrinkB=11,
                        zorder=3, gid="move")
    )  # fmt: skip
