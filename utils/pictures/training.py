"""Pictures of a network that learns XOR: input plane and hidden space on the way, and how often it comes through."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from utils.elementwise import logistic
from utils.pictures import style
from utils.pictures.hidden import LOOK, WHERE_1
from utils.pictures.picture import Picture
from utils.xor_runs import Parameters, Snapshot, T, Tries, X

NAMES = ("(0, 0)", "(0, 1)", "(1, 0)", "(1, 1)")
SIZE = 7  # of a marker, in points: small enough to see on which side of the line it lies
NAME_SIZE = 10  # of the names in hidden space, in points
NEAR = (0.16, 0.3, 0.6, 2.0)  # hidden points less than this apart share one name; the more, if there is no room for two
MISLEADING = 200  # the cost of a name at another's point


def outputs(inputs: np.ndarray, parameters: Parameters) -> tuple[np.ndarray, np.ndarray]:
    """The hidden activations and the one output of the network, for inputs of shape ``(…, 2)``."""
    hidden = logistic(inputs @ parameters["W1"].T + parameters["b1"])
    return hidden, (hidden @ parameters["W2"].T + parameters["b2"])[..., 0]


@style.picture
def xor_training(snapshots: Sequence[Snapshot]) -> Picture:
    """The input plane above, hidden space below, for a network with two hidden units at several steps of training.

    Args:
        snapshots: two to four of them, each of a network with two inputs, two hidden units and one output.

    Raises:
        ValueError: there are more or fewer, or a network has other sizes.
    """
    if not 2 <= len(snapshots) <= 4 or any(shot.parameters["W1"].shape != (2, 2) for shot in snapshots):
        raise ValueError("xor_training: give two to four snapshots of a network with two hidden units.")
    figure = style.new_figure(4.7)
    panels = figure.subplots(2, len(snapshots), squeeze=False)
    figure.subplots_adjust(left=0.085, right=0.965, bottom=0.145, top=0.83, wspace=0.22, hspace=0.34)
    right = [int((np.heaviside(outputs(X, shot.parameters)[1] - 0.5, 0.0) == T[:, 0]).sum()) for shot in snapshots]
    for column, shot in enumerate(snapshots):
        above, below = panels[:, column]
        for axes in (above, below):
            axes.set_aspect("equal")  # names are placed by the size that a panel then has
        _plane(above, shot.parameters)
        _hidden(below, shot.parameters)
        said = f"after {shot.step} steps\ncost {style.number(shot.cost, 2)}\n{right[column]} of 4 right"
        above.set_title(said, fontsize=style.SIZE, pad=6)
        for axes, letter in ((above, "x"), (below, "h")):
            axes.set_xlabel(f"${letter}_1$", labelpad=-8)
            axes.set(xticks=(0, 1), yticks=(0, 1))
            if column:
                axes.set_yticklabels([])
            else:
                axes.set_ylabel(f"${letter}_2$", labelpad=-4, rotation=0, va="center")
    key: list[Artist] = [
        Line2D([], [], **LOOK[one], markersize=SIZE, linestyle="", label=f"target {one}") for one in (1, 0)
    ]
    key.append(Patch(facecolor=WHERE_1, label="output above ½"))
    figure.legend(handles=key, loc="lower center", bbox_to_anchor=(0.53, -0.01), ncols=3, frameon=False,
                  fontsize=style.SMALL, handletextpad=0.4)  # fmt: skip
    return Picture(figure, _alt(snapshots, right), _takeaway(snapshots, right))


def _plane(axes: Axes, parameters: Parameters) -> None:
    _shade(axes, -0.35, 1.35, lambda points: outputs(points, parameters)[1])
    _points(axes, X)


def _hidden(axes: Axes, parameters: Parameters) -> None:
    def output(hidden: np.ndarray) -> np.ndarray:
        return hidden @ parameters["W2"][0] + parameters["b2"][0]

    _shade(axes, -0.08, 1.08, output)
    places = outputs(X, parameters)[0]
    _points(axes, places)
    axes.apply_aspect()
    scale = axes.get_window_extent().width / axes.figure.dpi * 72 / 1.16  # points of the page for 1 of the axis
    for near in NEAR:
        named, worst = _placed(axes.figure, _near(places, near), places, output, scale)
        if worst < MISLEADING:
            break
    for name, centre in named.items():
        x, y = centre
        axes.text(x, y, name, ha="center", va="center", fontsize=NAME_SIZE, zorder=5, gid="name")


def _placed(
    figure: Figure | SubFigure, groups: list[list[int]], places: np.ndarray, output: Callable, scale: float
) -> tuple[dict[str, np.ndarray], float]:
    """Names of groups with the centres of their places, and what the worst of them costs."""
    named: dict[str, np.ndarray] = {}
    taken: list[np.ndarray] = []
    worst = 0.0
    for group in sorted(groups, key=len, reverse=True):  # the longest name is the hardest to place
        name = ", ".join(NAMES[i][1] + NAMES[i][-2] for i in group)
        half = np.array([style.text_width(figure, name, NAME_SIZE) * 72, 0.9 * NAME_SIZE]) / 2 / scale
        boxes = _boxes_around(places[group].mean(axis=0), half, scale)
        costs = [_cost(box, group, places, taken, output, scale) for box in boxes]
        best = boxes[int(np.argmin(costs))]
        taken.append(best)
        named[name], worst = best.mean(axis=0), max(worst, min(costs))
    return named, worst


def _boxes_around(at: np.ndarray, half: np.ndarray, scale: float) -> list[np.ndarray]:
    """Boxes for a name, lower left and upper right corner, in all directions from a point, near ones first."""
    directions = [np.array([np.cos(a), np.sin(a)]) for a in np.arange(0, 2 * np.pi, np.pi / 8)]
    centres = [at + way * (half + away / scale) for away in (8, 13, 20, 30) for way in directions]
    return [np.array([centre - half, centre + half]) for centre in centres]


def _cost(
    box: np.ndarray, group: list[int], places: np.ndarray, taken: list[np.ndarray], output: Callable, scale: float
) -> float:
    """How bad a place for the name of these points is, in points of the page that it might be farther away instead."""
    low, high = box
    over_another = sum(np.all(low < other[1]) and np.all(other[0] < high) for other in taken)
    outside = np.any(low < -0.06) or np.any(high > 1.06)
    gaps = np.hypot(*np.maximum(np.maximum(low - places, places - high), 0).T) * scale
    over_points = sum(gaps < SIZE / 2)
    elsewhere = gaps.min() < gaps[group].min()  # nearer to a point that has another name
    corners = output(np.array([(x, y) for x in box[:, 0] for y in box[:, 1]]))
    on_the_line = corners.min() < 0.5 < corners.max()
    at = places[group].mean(axis=0)
    beyond_it = (output(box.mean(axis=0)) > 0.5) != (output(at) > 0.5)
    away = scale * float(np.hypot(*(box.mean(axis=0) - at)))
    worst = 1000 * over_another + 1000 * outside + 300 * over_points + MISLEADING * elsewhere
    return worst + 40 * on_the_line + 20 * beyond_it + away


def _near(places: np.ndarray, near_enough: float) -> list[list[int]]:
    """The points in groups: in one group those that lie near to one another, or to one between them."""
    groups: list[list[int]] = []
    for i, place in enumerate(places):
        near = [group for group in groups if min(np.hypot(*(place - places[j])) for j in group) < near_enough]
        groups = [group for group in groups if group not in near] + [sorted([i, *(j for group in near for j in group)])]
    return sorted(groups)


def _shade(axes: Axes, low: float, high: float, output) -> None:
    ticks = np.linspace(low, high, 121)
    grid = np.stack(np.meshgrid(ticks, ticks), axis=-1)
    values = output(grid)
    axes.set(xlim=(low, high), ylim=(low, high))
    if values.max() > 0.5:
        axes.contourf(ticks, ticks, values, levels=[0.5, max(1.0, values.max()) + 1], colors=[WHERE_1], zorder=0)
    if values.min() < 0.5 < values.max():
        axes.contour(ticks, ticks, values, levels=[0.5], colors=[style.TEXT], linewidths=1.6, zorder=1)


def _points(axes: Axes, places: np.ndarray) -> None:
    for place, target in zip(places, T[:, 0].astype(int), strict=True):
        axes.plot(*place, **LOOK[int(target)], markersize=SIZE, linestyle="", zorder=4, clip_on=False, gid="point")


def _alt(snapshots: Sequence[Snapshot], right: Sequence[int]) -> str:
    said = []
    for shot, count in zip(snapshots, right, strict=True):
        hidden = outputs(X, shot.parameters)[0]
        places = ", ".join(f"{name} to ({h[0]:.2f}, {h[1]:.2f})" for name, h in zip(NAMES, hidden, strict=True))
        said.append(
            f"After {shot.step} steps the cost is {style.number(shot.cost, 2)}, {count} of the 4 inputs are on the "
            f"right side of the boundary, and hidden space has {places}"
        )
    return (
        "Two rows of panels. Above, the input plane with the four inputs of XOR, and shaded where the output exceeds "
        "½; below, where the two hidden units take the inputs, each named by its two digits, with the straight line on "
        "which the output is ½. "
        f"{'. '.join(said)}."
    )


def _takeaway(snapshots: Sequence[Snapshot], right: Sequence[int]) -> str:
    if right[-1] == 4:
        return (
            "Training moves the four inputs through hidden space until one straight line separates them; in the input "
            "plane the same boundary is not one straight line."
        )
    last = snapshots[-1].step
    return f"After {last} steps {right[-1]} of the 4 inputs are on the right side: this start has not found XOR."


@style.picture
def how_often_xor(tries: Sequence[Tries], steps: int = 800) -> Picture:
    """From how many random starts training found XOR, for each number of hidden units.

    Args:
        tries: one for each number of hidden units.
        steps: how many each of them made.
    """
    if not tries:
        raise ValueError("how_often_xor: there are no tries to show.")
    figure = style.new_figure(3.2)
    axes = figure.add_axes((0.09, 0.2, 0.89, 0.56))
    shares = [one.found / one.starts for one in tries]
    for i, (one, share) in enumerate(zip(tries, shares, strict=True)):
        colour = style.ACCENT if one.units == 2 else style.BLUE
        axes.plot((i, i), (0, share), color=colour, linewidth=9, solid_capstyle="butt", alpha=0.35, gid="stem")
        axes.plot(i, share, "s" if one.units == 2 else "o", color=colour, markersize=9, clip_on=False, gid="share")
        axes.annotate(f"{one.found} of {one.starts}", (i, share), xytext=(0, 10), textcoords="offset points",
                      ha="center", gid="label")  # fmt: skip
    axes.set(xlim=(-0.5, len(tries) - 0.5), ylim=(0, 1.0), xticks=range(len(tries)), yticks=(0, 0.5, 1))
    axes.set_xticklabels([str(one.units) for one in tries])
    axes.set_yticklabels(["0", "½", "1"])
    axes.set_xlabel("hidden units")
    title = f"share of random starts that find XOR within {steps} steps"
    axes.text(-0.5, 1.2, title, ha="left", va="bottom", color=style.GREY,
              transform=axes.get_xaxis_transform(), gid="title")  # fmt: skip
    each = ", ".join(f"{one.found} of {one.starts} with {one.units}" for one in tries)
    alt = (
        "For each number of hidden units, how many random starts lead to a network that labels the four inputs of XOR "
        f"correctly within {steps} steps: {each}."
    )
    return Picture(figure, alt, _lesson(tries, steps))


def _lesson(tries: Sequence[Tries], steps: int) -> str:
    two = next((one for one in tries if one.units == 2), None)
    if two is None or two.found == two.starts:
        return "What a network can represent and what training finds are two questions."
    return (
        f"Two hidden units can represent XOR, but within {steps} steps training finds it from {two.found} of "
        f"{two.starts} starts only; with more units it finds it more often."
    )
