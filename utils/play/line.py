"""A line to be laid between four points by hand, and the point that a unit is in weight space.

Knows the unit 𝕀[w·x + b > 0]; says no weights that solve a gate.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Polygon

from utils.drawn import only_to_look_at
from utils.pictures import style
from utils.pictures.gates import INPUTS, REGION, TABLES, mark
from utils.play.controls import Choice, Control, Slider
from utils.play.thing import Seen, Thing

LOW, HIGH = -0.6, 1.6
SQUARE = np.array([[LOW, LOW], [HIGH, LOW], [HIGH, HIGH], [LOW, HIGH]])
GATES = {"AND": TABLES["AND"], "OR": TABLES["OR"], "XOR": np.array([0, 1, 1, 0])}
Classifier = Callable[[np.ndarray, np.ndarray, float], np.ndarray]


def unit(X: np.ndarray, w: np.ndarray, b: float) -> np.ndarray:
    """𝕀[Xw + b > 0]."""
    return np.heaviside(X @ w + b, 0.0)


@only_to_look_at
def line(linear_classifier: Classifier = unit, gate: str = "AND") -> Thing:
    """Move w1, w2 and b until no input lies on the wrong side; then try XOR.

    Args:
        linear_classifier: ``(X, w, b) -> labels``, the course's or the reader's.
        gate: the one to begin with, AND, OR or XOR.
    """
    scene = _Line(linear_classifier)
    controls: dict[str, Control] = {
        "gate": Choice("gate", gate, list(GATES)),
        "w1": Slider("w₁", 1.0, -3, 3),
        "w2": Slider("w₂", -0.5, -3, 3),
        "b": Slider("b", 0.2, -3, 3),
    }
    takeaway = "Each gate asks for a line of its own, if there is one at all."
    return Thing(controls, scene.show, takeaway)


class _Line:
    def __init__(self, classify: Classifier) -> None:
        self._classify = classify
        self._fewest: dict[str, int] = {}
        with style.drawing():
            self.figure = style.new_figure(4.2)
            self._axes = self.figure.add_axes((0.06, 0.12, 0.82 * 4.2 / style.WIDTH, 0.82))
            self._words = self.figure.add_axes((0.6, 0.12, 0.38, 0.82))
        self._words.set(xlim=(0, 1), ylim=(0, 1))

    def show(self, gate: str, w1: float, w2: float, b: float) -> Seen:
        w, table = np.array([w1, w2]), GATES[gate]
        said = np.asarray(self._classify(INPUTS.copy(), w.copy(), b), dtype=float)
        wrong = said != table
        count = int(wrong.sum())
        self._fewest[gate] = min(count, self._fewest.get(gate, 4))
        axes = self._axes
        axes.cla()
        _half(axes, w, b)
        mark(axes, INPUTS, table, size=14)
        axes.plot(*INPUTS[wrong].T, "x", color=style.TEXT, markersize=26, markeredgewidth=2.5, zorder=6, gid="wrong")
        axes.set(xlim=(LOW, HIGH), ylim=(LOW, HIGH), xticks=(0, 1), yticks=(0, 1), aspect="equal")
        axes.set_xlabel("$x_1$", fontsize=style.LABEL, labelpad=-4)
        axes.set_ylabel("$x_2$", fontsize=style.LABEL, labelpad=-2, rotation=0, va="center")
        self._tell(gate, said, table)
        names = " and ".join(f"({x1:.0f}, {x2:.0f})" for x1, x2 in INPUTS[wrong])
        says = f"{gate}: {count} of 4 inputs on the wrong side{': ' if count else ''}{names}."
        says += f" Fewest so far: {self._fewest[gate]}."
        alt = (
            f"The four inputs of {gate}: filled circles where it is 1, open squares where it is 0. The side on which "
            f"w₁x₁ + w₂x₂ + b is positive is shaded, for w₁ = {style.number(w1)}, w₂ = {style.number(w2)} and "
            f"b = {style.number(b)}. Crosses are on inputs that get the wrong label."
        )
        return Seen(self.figure, says, alt)

    def _tell(self, gate: str, said: np.ndarray, table: np.ndarray) -> None:
        """A table beside the plane: for each input what is wanted and what the unit says."""
        axes = self._words
        axes.cla()
        axes.set(xlim=(0, 1), ylim=(0, 1))
        axes.set_axis_off()
        for x, text in ((0.12, "input"), (0.48, f"{gate} wants"), (0.86, "it says")):
            axes.text(x, 0.9, text, ha="center", color=style.GREY)
        for row, (point, wanted, label) in enumerate(zip(INPUTS, table, said, strict=True)):
            y = 0.74 - 0.17 * row
            right = wanted == label
            axes.text(0.12, y, f"({point[0]:.0f}, {point[1]:.0f})", ha="center", va="center")
            mark(axes, np.array([[0.48, y]]), [wanted], size=10)
            axes.text(0.86, y, f"{label:.0f}" + ("" if right else "  ✗"), ha="center", va="center",
                      weight="normal" if right else "bold",
                      color=style.TEXT if right else style.ink(style.ACCENT))  # fmt: skip
        axes.text(0.12, 0.04, "shaded: it says 1", va="center", color=style.GREY)


def _half(axes: Axes, w: np.ndarray, b: float) -> None:
    """The part of the square where z > 0, its boundary, and the weights as an arrow that stands on it."""
    z = SQUARE @ w + b
    corners, edge = [], []
    for i in range(4):
        here, there, z0, z1 = SQUARE[i], SQUARE[i - 3], z[i], z[i - 3]
        if z0 > 0:
            corners.append(here)
        if (z0 > 0) != (z1 > 0):
            edge.append(here + (there - here) * z0 / (z0 - z1))
            corners.append(edge[-1])
    if len(corners) > 2:
        axes.add_patch(Polygon(corners, color=REGION, linewidth=0, zorder=0, gid="positive"))
    if len(edge) == 2:
        axes.plot(*np.transpose(edge), color=style.TEXT, linewidth=2.2, zorder=2, gid="boundary")
        middle, way = np.mean(edge, axis=0), 0.35 * w / np.hypot(*w)
        if (middle + way > LOW).all() and (middle + way < HIGH).all():
            arrow = {"arrowstyle": "-|>", "color": style.GREY, "linewidth": 1.8, "shrinkA": 0}
            axes.annotate("", middle + way, middle, zorder=3, arrowprops=arrow)
            axes.annotate("$w$", middle + 1.3 * way, ha="center", va="center", color=style.GREY, fontsize=style.LABEL)


@only_to_look_at
def weights_of_not() -> Thing:
    """The unit of NOT as a line of inputs and, beside it, as a star in the plane of its weight and its bias."""
    scene = _Weights()
    controls: dict[str, Control] = {"w": Slider("w", 1.0, -3, 3), "b": Slider("b", -0.5, -3, 3)}
    takeaway = "A unit is one point in weight space, and each input allows one half of that plane."
    return Thing(controls, scene.show, takeaway)


class _Weights:
    """Both panels; only what depends on w and b is drawn anew."""

    def __init__(self) -> None:
        first, second = style.ink(style.GREEN), style.ink(style.PURPLE)
        with style.drawing():
            self.figure = style.new_figure(4.0)
            self._inputs = self.figure.add_axes((0.03, 0.2, 0.38, 0.6))
            axes = self.figure.add_axes((0.53, 0.15, 0.45, 0.45 * style.WIDTH / 4.0 * 0.92))
            ends = np.array([-3.2, 3.2])
            axes.plot(ends, 0 * ends, color=first, linewidth=2.5, linestyle=(0, (4, 2)))
            axes.plot(ends, -ends, color=second, linewidth=2.5)
            axes.text(3.1, 0.12, "$x$ = 0: above", ha="right", va="bottom", color=first)
            axes.text(0.75, -2.9, "$x$ = 1: below", ha="right", va="bottom", color=second)
            axes.set(xlim=ends, ylim=ends, xlabel="weight $w$", aspect="equal")
            axes.set_ylabel("bias $b$", labelpad=0)
            axes.set_title("weight space: what each input allows", fontsize=style.SIZE)
            (self._star,) = axes.plot([], [], "*", color=style.TEXT, markersize=20, zorder=6, gid="yours")

    def show(self, w: float, b: float) -> Seen:
        axes = self._inputs
        axes.cla()
        axes.set_axis_off()
        axes.set(xlim=(-1.1, 2.1), ylim=(-1, 1))
        axes.set_title("inputs; shaded: it says 1", fontsize=style.SIZE)
        ticks = np.linspace(-1, 2, 301)
        positive = w * ticks + b > 0
        axes.fill_between(ticks, -0.14, 0.14, where=positive, color=REGION, linewidth=0, zorder=0)
        axes.plot([-1, 2], [0, 0], color=style.GREY, linewidth=1, zorder=1)
        if w and -1 <= -b / w <= 2:
            axes.plot([-b / w] * 2, [-0.2, 0.2], color=style.TEXT, linewidth=2.5, zorder=2, gid="boundary")
        points = np.array([[0.0, 0.0], [1.0, 0.0]])
        mark(axes, points, TABLES["NOT"], size=15)
        said = unit(points[:, :1], np.array([w]), b)
        wrong = said != TABLES["NOT"]
        for x, (label, wanted, bad) in enumerate(zip(said, TABLES["NOT"], wrong, strict=True)):
            axes.text(x, 0.34, f"$x$ = {x}", ha="center", va="bottom")
            axes.text(x, -0.34, f"wants {wanted}\nsays {label:.0f}{'  ✗' if bad else ''}", ha="center", va="top",
                      color=style.ink(style.ACCENT) if bad else style.TEXT, linespacing=1.3)  # fmt: skip
        self._star.set_data([w], [b])
        count = int(wrong.sum())
        says = f"w = {style.number(w)}, b = {style.number(b)}: {count} of 2 inputs on the wrong side"
        says += ": " * bool(count) + " and ".join(f"x = {x}" for x in np.flatnonzero(wrong)) + "."
        alt = (
            "Left, the two inputs of NOT on a line, with the side shaded on which the unit says 1. Right, the plane of "
            "w and b with a star at the unit's weights; the input 0 allows b > 0, the input 1 allows w + b ≤ 0, below "
            "a falling diagonal."
        )
        return Seen(self.figure, says, alt)
