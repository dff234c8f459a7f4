"""The pictures of one logistic unit: its slope and its descent, and by name all others of its notebook.

Knows z = wx + b, y = σ(z) and the loss ½(y − t)², and computes what it shows with its own formulas.
"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from utils.elementwise import logistic
from utils.pictures import style
from utils.pictures.differences import difference_errors
from utils.pictures.formulas import repeated_work
from utils.pictures.gates import mark
from utils.pictures.picture import Picture

__all__ = ["descent_path", "difference_errors", "logistic_and_slope", "repeated_work"]

FLAT = 0.02  # a slope below this is called flat
DESCENT_HEIGHT = 7.0


def _slope(z: float | np.ndarray) -> np.ndarray:
    return logistic(z) * (1 - logistic(z))


def _number(value: np.ndarray) -> str:
    return style.number(float(value))


@style.picture
def logistic_and_slope() -> Picture:
    """σ(z) above σ′(z): the slope is 0.25 at 0 and next to nothing where σ has flattened."""
    z = np.linspace(-8, 8, 401)
    edge = float(z[(z > 0) & (_slope(z) < FLAT)][0])
    steepest = float(_slope(0.0))
    figure = style.new_figure(4.9)
    upper, lower = figure.subplots(2, 1, sharex=True)
    figure.subplots_adjust(left=0.1, right=0.975, bottom=0.115, top=0.97, hspace=0.16)
    for axes in (upper, lower):
        for left, right in ((-8, -edge), (edge, 8)):
            axes.axvspan(left, right, color=style.PALE, linewidth=0, zorder=0)
    upper.plot(z, logistic(z), color=style.BLUE, linewidth=2.5, gid="sigma")
    upper.set(ylim=(-0.06, 1.06), yticks=(0, 0.5, 1), xlim=(-8, 8))
    upper.text(1.4, 0.62, r"$\sigma(z)$", color=style.BLUE, fontsize=style.LABEL)
    for side in (-1, 1):
        upper.text(side * (8 + edge) / 2, 0.5, f"flat: $\\sigma′(z)$ < {FLAT:g}", ha="center", va="center", gid="flat")
    lower.plot(z, _slope(z), color=style.ink(style.VERMILLION), linewidth=2.5, linestyle=(0, (5, 1.2)), gid="slope")
    lower.plot([0], [steepest], "o", color=style.TEXT, markersize=8, gid="steepest")
    lower.text(0.35, steepest + 0.008, f"{style.number(steepest)} at $z$ = 0, the largest", va="bottom")
    lower.text(2.2, 0.125, r"$\sigma′(z)$", color=style.ink(style.VERMILLION), fontsize=style.LABEL)
    lower.set(ylim=(-0.015, 0.3), yticks=(0, 0.1, 0.2), xlabel="pre-activation $z$")
    alt = (
        "Two panels over the pre-activation z from −8 to 8. Above, σ(z) rises in an S from 0 to 1 and is ½ at z = 0. "
        f"Below, its slope σ′(z) is a bump with its peak, {style.number(steepest)}, at z = 0. "
        f"For |z| above {style.number(edge, 2)} both panels are shaded: σ is flat there, its slope below {FLAT:g}; "
        f"at z = 8 the slope is {style.number(float(_slope(8)), 2)}."
    )
    return Picture(
        figure,
        alt,
        f"σ passes on at most {style.number(steepest)} of a change in z, and next to nothing where it has flattened.",
    )


@style.picture
def descent_path(path: float | np.ndarray, x: float | np.ndarray, t: float | np.ndarray) -> Picture:
    """The path of a gradient descent over the contours of the cost J(w, b), above the points with σ(wx + b) on them.

    Args:
        path: `(steps + 1, 3)`, rows w, b, J.
        x: inputs `(N,)`.
        t: targets `(N,)`.
    """
    path, x, t = (np.asarray(array, dtype=float) for array in (path, x, t))
    if path.ndim != 2 or path.shape[1] != 3 or not np.isfinite(path).all():
        raise ValueError(f"descent_path: path must be finite, with rows w, b, J; its shape is {path.shape}.")
    figure = style.new_figure(DESCENT_HEIGHT)
    box = (0.1, 0.405, 0.875, 0.58)
    axes = figure.add_axes(box)
    (w_low, w_high), (b_low, b_high) = _limits(path, style.WIDTH * box[2] / (DESCENT_HEIGHT * box[3]))
    w, b = np.meshgrid(np.linspace(w_low, w_high, 121), np.linspace(b_low, b_high, 81))
    cost = np.mean(0.5 * (logistic(w[..., None] * x + b[..., None]) - t) ** 2, axis=-1)
    contours = axes.contour(w, b, cost, levels=9, colors=style.FAINT, linewidths=1.3)
    for level, curve in list(zip(contours.levels, contours.get_paths(), strict=True))[::2]:
        spot = _clear_spot(np.asarray(curve.vertices), axes, path, (w_low, w_high), (b_low, b_high))
        if spot is not None:
            axes.text(
                spot[0],
                spot[1],
                f"$\\mathcal{{J}}$ = {style.number(level)}",
                fontsize=style.SMALL,
                color=style.GREY,
                ha="center",
                va="center",
                gid="level",
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
            )
    steps = len(path) - 1
    every = max(1, steps // 20)
    axes.plot(path[:, 0], path[:, 1], color=style.ACCENT, linewidth=2, gid="path")
    axes.plot(path[::every, 0], path[::every, 1], ".", color=style.ACCENT, markersize=8, gid="steps")
    # Each label on the side of its point that the path does not take; but never both in one place.
    near = max(1, steps // 4)
    start_up = bool(path[0, 1] > path[min(near, steps), 1])
    end_up = bool(path[-1, 1] > path[max(-1 - near, -1 - steps), 1])
    if abs(path[-1, 0] - path[0, 0]) < 0.25 * (w_high - w_low):
        end_up = not start_up
    ends = [("start", path[0], start_up, "s"), ("end", path[-1], end_up, "o")]
    for word, (w_end, b_end, cost_there), up, marker in ends[: 1 + bool(steps)]:
        axes.plot([w_end], [b_end], marker, color=style.ACCENT, markersize=10, gid=word)
        axes.annotate(
            f"{word}, $\\mathcal{{J}}$ = {style.number(cost_there)}",
            (w_end, b_end),
            xytext=(0, 11 if up else -11),
            textcoords="offset points",
            ha="center",
            va="bottom" if up else "top",
            color=style.ink(style.ACCENT),
            gid=f"says:{word}",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
        )
    axes.set(xlim=(w_low, w_high), ylim=(b_low, b_high), xlabel="weight $w$", ylabel="bias $b$", aspect="equal")
    if steps:
        spacing = "step" if every == 1 else f"{every} steps"
        figure.text(box[0] + box[2], 0.34, f"a dot every {spacing}", ha="right", fontsize=style.SMALL, color=style.GREY)
    _points_and_unit(figure.add_axes((0.1, 0.085, 0.875, 0.2)), path, x, t)
    first, last = (
        ", ".join(f"{name} = {style.number(value)}" for name, value in zip("wbJ", row, strict=True))
        for row in path[[0, -1]]
    )
    count, verb = ("1 step", "takes") if steps == 1 else (f"{steps} steps", "take")
    alt = (
        f"Above, contours of the cost J(w, b) of one logistic unit on {x.size} examples, for w from "
        f"{style.number(w_low)} to {style.number(w_high)} and b from {style.number(b_low)} to {style.number(b_high)}. "
        f"The path of gradient descent starts at {first}"
    )
    if not steps:
        alt = f"{alt}; no step is taken. Below, the examples and σ(wx + b) at that start."
        return Picture(figure, alt, f"Before any step the cost is {style.number(path[0, 2])}.")
    before, after = style.number(path[0, 2]), style.number(path[-1, 2])
    takeaway = f"{count} of gradient descent {verb} the cost from {before} to {after}"
    if path[-1, 2] < path[0, 2]:
        takeaway += ": each goes straight across the contours, and is short where the surface is flat"
    below = "Below, the examples, filled circles where t = 1 and open squares where t = 0, with σ(wx + b) at both ends."
    return Picture(figure, f"{alt} and ends after {count} at {last}. {below}", f"{takeaway}.")


def _points_and_unit(axes: Axes, path: np.ndarray, x: np.ndarray, t: np.ndarray) -> None:
    """The examples, with the unit's σ(wx + b) at the start of the path, dashed, and at its end."""
    middle, half = (x.min() + x.max()) / 2, 0.65 * (x.max() - x.min()) + 0.5
    grid = np.linspace(middle - half, middle + half, 201)
    curves = [("start", path[0], style.GREY, (0, (5, 1.5))), ("end", path[-1], style.ink(style.ACCENT), "-")]
    for word, (w, b, _), colour, dashes in curves[: 1 + (len(path) > 1)]:
        axes.plot(grid, logistic(w * grid + b), color=colour, linewidth=2.5, linestyle=dashes, gid=f"unit:{word}")
    for word, (w, b, _), colour, _ in curves[: 1 + (len(path) > 1)]:
        # Each label at its own side, where the curve has levelled off or comes nearest to that.
        right = word == "end"
        y = float(logistic(w * grid[-1 if right else 0] + b))
        axes.annotate(f"$\\sigma(wx + b)$ at the {word}", (grid[-1 if right else 0], y),
                      xytext=(-4 if right else 4, 9 if y < 0.5 else -9), textcoords="offset points", color=colour,
                      ha="right" if right else "left", va="bottom" if y < 0.5 else "top", gid=f"says:unit:{word}",
                      fontsize=style.SMALL, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1})  # fmt: skip
    mark(axes, np.stack([x, t], axis=1), t, size=9)
    axes.set(xlim=(grid[0], grid[-1]), ylim=(-0.15, 1.15), yticks=(0, 0.5, 1), xlabel="input $x$")


def _clear_spot(
    points: np.ndarray, axes: Axes, path: np.ndarray, w: tuple[float, float], b: tuple[float, float]
) -> np.ndarray | None:
    """Of a contour's points the one farthest from the path and from other labels, well inside the limits w and b."""
    low, size = np.array([w[0], b[0]]), np.array([w[1] - w[0], b[1] - b[0]])
    inside = (np.abs((points - low) / size - 0.5) < 0.42).all(axis=1)
    if not inside.any():
        return None
    points = points[inside]
    taken = np.array([*path[:, :2], *(text.get_position() for text in axes.texts)])
    distance = np.linalg.norm(points[:, None] - taken, axis=-1).min(axis=1)
    return points[np.argmax(np.minimum(distance, 0.2 * size[0]))]


def _limits(path: np.ndarray, ratio: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """Limits of w and b around the path, with room for labels, in which one unit of w is as long as one of b."""
    low, high = path[:, :2].min(axis=0), path[:, :2].max(axis=0)
    middle, half = (low + high) / 2, 0.75 * (high - low) + 0.5
    half = np.maximum(half, half[::-1] * (ratio, 1 / ratio))
    (w_low, b_low), (w_high, b_high) = middle - half, middle + half
    return (float(w_low), float(w_high)), (float(b_low), float(b_high))
