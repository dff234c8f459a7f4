"""A network with two inputs while it learns to tell two classes apart: where its output is above ½, and its cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from utils.pictures import style
from utils.pictures.gates import REGION, key, mark
from utils.pictures.picture import Picture
from utils.words import counted

FINE = 121  # points on a side of the plane
HIGHEST = 0.3  # cost that the axis has room for; a higher one lies at its end
TOO_HIGH = 1e6  # which no training comes back from
ROOM = 0.25  # around the points, as a part of their extent


@style.picture
def learned_boundary(
    output: Callable[[np.ndarray], np.ndarray],
    points: ArrayLike,
    labels: ArrayLike,
    costs: Sequence[float],
    steps: int | None = None,
) -> Picture:
    """The input plane, shaded where ``output`` is above ½, beside the cost so far.

    Args:
        output: the network as it is now, ``(N, 2) -> (N,)``.
        points: ``(N, 2)``.
        labels: 0 or 1 for each.
        costs: before each step so far, and now.
        steps: how many there are to be; as many as there were, unless told.
    """
    points, labels, costs = np.asarray(points, dtype=float), np.asarray(labels), [float(cost) for cost in costs]
    steps = max(steps or 0, len(costs) - 1, 1)
    figure = style.new_figure(3.6)
    plane = figure.add_axes((0.09, 0.22, 0.46, 0.66), anchor="NW")
    room = ROOM * np.ptp(points, axis=0)
    low, high = points.min(axis=0) - room, points.max(axis=0) + room
    across, upwards = np.linspace(low[0], high[0], FINE), np.linspace(low[1], high[1], FINE)
    grid = np.stack(np.meshgrid(across, upwards), axis=-1).reshape(-1, 2)
    with np.errstate(all="ignore"):  # steps that are too large lead anywhere
        values = np.clip(np.nan_to_num(np.asarray(output(grid), dtype=float)), -9, 9).reshape(FINE, FINE)
        labelled = np.heaviside(np.nan_to_num(np.asarray(output(points), dtype=float)) - 0.5, 0.0)
    if values.max() > 0.5:
        plane.contourf(across, upwards, values, levels=[0.5, 10], colors=[REGION], zorder=0)
    if values.min() < 0.5 < values.max():
        plane.contour(across, upwards, values, levels=[0.5], colors=[style.TEXT], linewidths=2, zorder=1)
    mark(plane, points, labels, size=11 if len(points) < 20 else 6)
    plane.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), aspect="equal")
    plane.locator_params(nbins=4)
    plane.set_title("$x_1$ across, $x_2$ upwards", fontsize=style.SIZE, loc="left", pad=8)
    curve = figure.add_axes((0.65, 0.33, 0.32, 0.55))
    seen = np.minimum(np.nan_to_num(costs, nan=HIGHEST), HIGHEST)
    curve.plot(range(len(costs)), seen, color=style.BLUE, linewidth=2.2, gid="cost")
    curve.plot(len(costs) - 1, seen[-1], "o", color=style.BLUE, markersize=8, clip_on=False, gid="now")
    curve.set(xlim=(0, steps), ylim=(0, HIGHEST), yticks=(0, 0.1, 0.2, 0.3), xlabel="steps")
    curve.set_title("cost", fontsize=style.SIZE, loc="left", pad=8)
    key(figure, 0.02, who="network")
    right = int((labelled == labels).sum())
    said = (
        f"After {counted(len(costs) - 1, 'step')} the cost is {style.number(costs[-1], 2)}, and {right} of "
        f"{len(points)} points are classified correctly"
    )
    if not costs[-1] < TOO_HIGH:
        said = (
            f"After {counted(len(costs) - 1, 'step')} the cost has grown beyond all measure: a smaller learning rate "
            "is needed"
        )
    alt = (
        f"Left, the plane of two inputs with {len(points)} points of two classes, shaded where the network's output is "
        f"above ½, and a line where it is ½. Right, the cost against the number of steps, of {steps}. {said}."
    )
    return Picture(figure, alt, f"{said}.")
