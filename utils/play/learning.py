"""A small network that learns XOR while one looks on: its boundary bends until all four inputs lie right."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from utils import xor_runs
from utils.drawn import only_to_look_at
from utils.pictures import style
from utils.pictures.hidden import LOOK
from utils.pictures.picture import Picture
from utils.pictures.training import outputs
from utils.play.controls import Control, Slider, Steps
from utils.play.plane import Plane
from utils.play.runs import LR, Run, cost, right, start
from utils.play.thing import Seen, Thing
from utils.xor_graph import Train, descend_by
from utils.xor_runs import Parameters, T, X

EVERY, LOOKS = 10, 50  # steps of gradient descent between two looks, and looks after the first
TAKEAWAY = (
    "One small rule, repeated a few hundred times, moves the boundary; with enough hidden units every point usually "
    "ends up on its own side."
)


@only_to_look_at
def learning_xor(train: Train | None = None, number: int = 3, units: int = 3) -> Thing:
    """A network learning XOR: press play, or move the steps by hand.

    Args:
        train: the reader's loop over a graph of single operations (see ``xor_graph``); else the course's own training.
        number: of the random start.
        units: hidden units, from 1 to 8.
    """
    scene = _Learning(train)
    controls: dict[str, Control] = {
        "steps": Steps("steps", 0, EVERY * LOOKS, EVERY),
        "number": Slider("start number", number, 0, 29, 1, 0),
        "units": Slider("hidden units", units, 1, 8, 1, 0),
    }
    return Thing(controls, scene.show, TAKEAWAY, lambda: _three_looks(scene.run(units, number)))


class _Learning:
    def __init__(self, train: Train | None) -> None:
        self._train = train
        self._runs: dict[tuple[int, int], Run] = {}
        with style.drawing():
            self.figure = style.new_figure(3.3)
            self._plane = Plane(self.figure.add_axes((0.07, 0.12, 0.78 * 3.3 / style.WIDTH, 0.78)))
            self._plane.axes.set_title("blue: it says 1, red: it says 0", fontsize=style.SIZE, loc="left", pad=8)
            for point, target in zip(X, T[:, 0], strict=True):
                self._plane.axes.plot(*point, **LOOK[int(target)], markersize=13, linestyle="", zorder=4)
            axes = self.figure.add_axes((0.56, 0.2, 0.41, 0.62))
            (self._curve,) = axes.plot([], [], color=style.BLUE, linewidth=2.5)
            (self._end,) = axes.plot([], [], "o", color=style.BLUE, markersize=9, clip_on=False)
            axes.set(xlim=(0, EVERY * LOOKS), ylim=(0, 0.3), yticks=(0, 0.1, 0.2, 0.3), xlabel="steps")
            axes.set_title("cost: how wrong it still is", fontsize=style.SIZE, loc="left", pad=14)

    def run(self, units: int, number: int) -> Run:
        """The training from this start, kept for all who look at it."""
        return self._runs.setdefault((units, number), Run(self._descend, EVERY, [start(units, number)]))

    def _descend(self, now: Parameters, steps: int) -> Parameters:
        return descend_by(self._train, now, steps) if self._train else xor_runs.descend(now, steps, LR)

    def show(self, steps: int, number: int, units: int) -> Seen:
        look = steps // EVERY
        run = self.run(units, number)
        parameters = run.until(look)
        costs = run.costs(look)
        self._plane.show(lambda points: outputs(points, parameters)[1])
        self._curve.set_data(EVERY * np.arange(look + 1), np.minimum(costs, 0.3))
        self._end.set_data([EVERY * look], [min(costs[-1], 0.3)])
        yours = " by your loop" if self._train else ""
        says = f"After {steps} steps{yours}: {_state(costs[-1], right(parameters))}"
        return Seen(self.figure, says, "The input plane of XOR, shaded by the network's output, beside its cost.")


def _state(now: float, count: int) -> str:
    found = " It has learned XOR." if count == 4 else ""
    return f"{count} of 4 points on the right side, cost {style.number(now, 2)}.{found}"


def _output_of(parameters: Parameters) -> Callable[[np.ndarray], np.ndarray]:
    return lambda points: outputs(points, parameters)[1]


@style.drawing()
def _three_looks(run: Run) -> Picture:
    """At the start, on the way, and at the end."""
    figure = style.new_figure(2.95)
    said = []
    for place, look in enumerate((0, LOOKS // 4, LOOKS)):
        parameters = run.until(look)
        plane = Plane(figure.add_axes((0.05 + 0.33 * place, 0.12, 0.27, 0.27 * style.WIDTH / 2.95)))
        plane.show(_output_of(parameters))
        for point, target in zip(X, T[:, 0], strict=True):
            plane.axes.plot(*point, **LOOK[int(target)], markersize=11, linestyle="", zorder=4)
        count = right(parameters)
        plane.axes.set_title(f"after {EVERY * look} steps\n{count} of 4 right", fontsize=style.SIZE, pad=6)
        said.append(f"after {EVERY * look} steps {_state(cost(parameters), count)}")
    alt = (
        "Three panels of the input plane of XOR, shaded by a network's output, with a line where it is ½: "
        + " ".join(said)
    )
    return Picture(figure, alt, TAKEAWAY)
