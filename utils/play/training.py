"""A training on XOR to be moved through: input plane, hidden space, and the network, its lines as thick as weights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from utils import xor_runs
from utils.drawn import only_to_look_at
from utils.pictures import style
from utils.pictures.hidden import LOOK
from utils.pictures.picture import Picture
from utils.pictures.training import outputs
from utils.play.controls import Control, Slider, Steps
from utils.play.plane import Plane
from utils.play.runs import LR, Descend, Run, cost, right, start
from utils.play.thing import Seen, Thing
from utils.xor_runs import Parameters, T, X

EVERY, LOOKS, UNITS = 20, 40, 2
LEFT, MIDDLE, RIGHT = 0.0, 1.25, 2.5  # of the network's drawing
PLACES = {
    "x_1": (LEFT, 1.0), "x_2": (LEFT, 0.0), "h_1": (MIDDLE, 1.0), "h_2": (MIDDLE, 0.0), "y": (RIGHT, 0.5),
}  # fmt: skip
POSITIVE, NEGATIVE = style.BLUE, style.VERMILLION


@only_to_look_at
def training(train: Callable | None = None, number: int = 4) -> Thing:
    """The two hidden units of a network while it trains on XOR, from one of thirty random starts.

    Args:
        train: the reader's ``(X, T, W1, b1, W2, b2, lr, steps)``, which returns the parameters; else the course's.
        number: of the random start, the same as in ``xor_runs.how_often``.
    """
    scene = _Training(_of(train) if train else lambda now, steps: xor_runs.descend(now, steps, LR))
    controls: dict[str, Control] = {
        "steps": Steps("steps", 0, EVERY * LOOKS, EVERY),
        "number": Slider("start number", number, 0, 29, 1, 0),
    }
    takeaway = (
        "Training changes the weights until the network's line in hidden space separates the classes; "
        "from some starts this takes very long."
    )

    def at_rest() -> Picture:
        with style.drawing():
            seen = scene.show(EVERY * LOOKS, number)
        return Picture(seen.figure, f"{seen.alt} {seen.says}", takeaway)

    return Thing(controls, scene.show, takeaway, at_rest)


def _of(train: Callable) -> Descend:
    def descend(now: Parameters, steps: int) -> Parameters:
        copies = (now[name].copy() for name in ("W1", "b1", "W2", "b2"))
        found = train(X.copy(), T.copy(), *copies, LR, steps)
        return {name: np.asarray(found[name], dtype=np.float64).reshape(now[name].shape) for name in now}

    return descend


class _Training:
    def __init__(self, descend: Descend) -> None:
        self._descend = descend
        self._runs: dict[int, Run] = {}
        with style.drawing():
            self.figure = style.new_figure(3.0)
            side = 0.27
            across, up = side, side * style.WIDTH / 3.0
            self._inputs = Plane(self.figure.add_axes((0.05, 0.13, across, up)))
            self._hidden = Plane(self.figure.add_axes((0.39, 0.13, across, up)), -0.12, 1.12, "h")
            self._inputs.axes.set_title("input plane", fontsize=style.SIZE, pad=7)
            self._hidden.axes.set_title("hidden space", fontsize=style.SIZE, pad=7)
            for point, target in zip(X, T[:, 0], strict=True):
                self._inputs.axes.plot(*point, **LOOK[int(target)], markersize=10, linestyle="", zorder=4)
            self._carried = [
                self._hidden.axes.plot([], [], **LOOK[int(target)], markersize=10, linestyle="", zorder=4,
                                       clip_on=False)[0]
                for target in T[:, 0]
            ]  # fmt: skip
            self._network = _Network(self.figure.add_axes((0.7, 0.05, 0.295, 0.9)))

    def show(self, steps: int, number: int) -> Seen:
        run = self._runs.setdefault(int(number), Run(self._descend, EVERY, [start(UNITS, int(number))]))
        now = run.until(steps // EVERY)
        self._inputs.show(lambda points: outputs(points, now)[1])
        self._hidden.show(lambda hidden: hidden @ now["W2"][0] + now["b2"][0])
        places = outputs(X, now)[0]
        for mark, place in zip(self._carried, places, strict=True):
            mark.set_data([place[0]], [place[1]])
        self._network.show(now)
        count = right(now)
        says = f"Start {number:.0f}, after {steps} steps: cost {style.number(cost(now), 2)}, {count} of 4 points right."
        if steps == EVERY * LOOKS:
            says += " It has found XOR." if count == 4 else " It has not found XOR."
        at = ", ".join(f"({x[0]:.0f}, {x[1]:.0f}) at ({h[0]:.2f}, {h[1]:.2f})" for x, h in zip(X, places, strict=True))
        alt = (
            "Left, the input plane of XOR, shaded by the output, with a line where it is ½. In the middle the same in "
            f"hidden space, where the inputs lie: {at}. Right, the network, each line as thick as its weight, blue "
            f"where it is positive, dashed orange where it is negative: {_listed(now)}."
        )
        return Seen(self.figure, says, alt)


def _weights(now: Parameters) -> dict[tuple[str, str], float]:
    """Each weight by the nodes that it goes from and to."""
    found = {(f"x_{i + 1}", f"h_{j + 1}"): float(now["W1"][j, i]) for j in range(UNITS) for i in range(2)}
    return found | {(f"h_{j + 1}", "y"): float(now["W2"][0, j]) for j in range(UNITS)}


def _listed(now: Parameters) -> str:
    weights = ", ".join(f"{a} to {b} {w:.1f}" for (a, b), w in _weights(now).items()).replace("_", "")
    return f"{weights}, biases {now['b1'][0]:.1f}, {now['b1'][1]:.1f} and {now['b2'][0]:.1f}".replace("-", "−")


class _Network:
    """The drawing of the network: circles, lines, and the numbers on them."""

    def __init__(self, axes: Axes) -> None:
        axes.set(xlim=(-0.3, RIGHT + 0.35), ylim=(-0.75, 1.6))
        axes.set_axis_off()
        axes.text(-0.28, 1.52, "weights", va="center")
        self._lines, self._numbers = {}, {}
        for a, b in _weights({"W1": np.zeros((2, 2)), "W2": np.zeros((1, 2))}):
            (x0, y0), (x1, y1) = PLACES[a], PLACES[b]
            (self._lines[a, b],) = axes.plot([x0, x1], [y0, y1], solid_capstyle="butt", zorder=1)
            # Where two lines cross, each number stands nearer to where its line comes from.
            part = 0.5 if y0 == y1 or b == "y" else 0.27
            paper = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
            self._numbers[a, b] = axes.text(x0 + part * (x1 - x0), y0 + part * (y1 - y0), "", ha="center", va="center",
                                            fontsize=10, bbox=paper, zorder=2)  # fmt: skip
        for name, place in PLACES.items():
            axes.plot(*place, "o", markersize=25, color="white", markeredgecolor=style.TEXT, zorder=3)
            axes.text(*place, f"${name}$", ha="center", va="center_baseline", fontsize=style.LABEL - 2, zorder=4)
        look: dict[str, Any] = {"va": "center", "fontsize": 10, "color": style.GREY}
        self._biases = [
            axes.text(MIDDLE, 1.34, "", ha="center", **look),
            axes.text(MIDDLE, -0.36, "", ha="center", **look),
            axes.text(RIGHT + 0.33, 0.05, "", ha="right", **look),
        ]

    def show(self, now: Parameters) -> None:
        for ends, weight in _weights(now).items():
            line = self._lines[ends]
            line.set_linewidth(min(0.5 + 1.1 * abs(weight), 9))
            line.set_color(POSITIVE if weight >= 0 else NEGATIVE)
            line.set_linestyle("-" if weight >= 0 else (0, (2, 0.7)))
            self._numbers[ends].set_text(f"{weight:.1f}".replace("-", "−"))
        for text, bias in zip(self._biases, (*now["b1"], now["b2"][0]), strict=True):
            text.set_text(f"b = {bias:.1f}".replace("-", "−"))
