"""The picture of a training: both costs against the epoch, as far as they have come, with the epoch to go back to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from utils.pictures import style
from utils.pictures.picture import Picture

TRAINING, VALIDATION = style.BLUE, style.VERMILLION


@style.picture
def learning_curves(
    training: Sequence[float],
    validation: Sequence[float],
    *,
    epochs: int | None = None,
    best: int | None = None,
    stop: int | None = None,
    held_out: str = "validation",
) -> Picture:
    """Training and validation cost against the epoch, from 0.

    Args:
        training, validation: the costs after each epoch so far, equally many.
        epochs: how many there are to be; as many as there are, unless told.
        best: the epoch whose parameters are restored; marked.
        stop: the epoch at which the training would have stopped; marked.
        held_out: what the second curve is called.
    """
    if len(training) != len(validation) or not len(training):
        raise ValueError(f"learning_curves: {len(training)} and {len(validation)} costs; give equally many, 1 or more.")
    count = len(training)
    epochs = max(epochs or count, count)
    figure = style.new_figure(3.3)
    axes = figure.add_axes((0.09, 0.165, 0.755, 0.79))
    x = np.arange(count)
    look: dict[str, Any] = {"markevery": max(1, epochs // 12), "markersize": 4.5, "linewidth": 1.8}
    axes.plot(x, training, "o-", color=TRAINING, gid="training", **look)
    axes.plot(x, validation, "s-", color=VALIDATION, gid="validation", **look)
    high = 1.06 * max(max(training), max(validation))
    axes.set(xlim=(-0.02 * epochs - 0.2, epochs - 0.6), ylim=(0, high or 1.0), xlabel="epoch", ylabel="cost")
    ends = _apart(float(training[-1]), float(validation[-1]), 0.085 * high)
    for text, y, colour in zip(("training", held_out), ends, (TRAINING, VALIDATION), strict=True):
        axes.annotate(text, (x[-1], y), xytext=(7, 0), textcoords="offset points", va="center",
                      color=style.ink(colour), annotation_clip=False, gid=f"name:{text}")  # fmt: skip
    where = ""
    if stop is not None:
        axes.axvline(stop, color=style.GREY, linewidth=1, linestyle="--", gid="stop")
        _note(axes, f"stop: {stop}", stop, 0.97, epochs)
        where += f" A dashed line marks epoch {stop}, where the training stops."
    if best is not None:
        axes.plot(best, validation[best], "D", color=style.GREEN, markersize=10, markeredgecolor="white", zorder=5,
                  gid="best")  # fmt: skip
        axes.axvline(best, color=style.GREEN, linewidth=1, linestyle=":", gid="from:best")
        right = best > 0.3 * epochs
        axes.annotate(f"restored: {best}", (best, 0.86), xycoords=("data", "axes fraction"), va="top",
                      xytext=(-5 if right else 5, 0), textcoords="offset points", ha="right" if right else "left",
                      color=style.ink(style.GREEN), gid="says:best")  # fmt: skip
        cost = style.number(validation[best])
        where += (
            f" A diamond on a dotted line marks epoch {best}, whose parameters are restored: {held_out} cost {cost}."
        )
    lowest = int(np.argmin(validation))
    said = f"training cost {style.number(training[-1])}, {held_out} cost {style.number(validation[-1])}"
    alt = (
        f"Two curves against the epoch, from 0 to {count - 1}; the axis ends at {epochs - 1}. At the end: {said}. "
        f"The {held_out} cost was lowest at epoch {lowest}, {style.number(validation[lowest])}.{where}"
    )
    shown = last_epoch(count, epochs)
    takeaway = f"{shown[0].upper()}{shown[1:]}: {said}."
    if best is not None:
        takeaway = (
            f"The {held_out} cost is lowest at epoch {best}, {style.number(validation[best])}; "
            f"at the end of the curve it is {style.number(validation[-1])}."
        )
    return Picture(figure, alt, takeaway)


def last_epoch(count: int, epochs: int) -> str:
    """How far a training has come after ``count`` of its epochs, which are counted from 0 as on the axis."""
    return f"epoch {count - 1}, {'the last' if count == epochs else f'of 0 to {epochs - 1}'}"


def _apart(one: float, other: float, least: float) -> tuple[float, float]:
    """Two heights moved apart until texts at them do not touch."""
    gap = max(0.0, least - abs(one - other)) / 2
    up = 1 if one >= other else -1
    return one + up * gap, other - up * gap


def _note(axes: Axes, text: str, x: float, y: float, epochs: int) -> None:
    side = 1 if x < 0.8 * epochs else -1
    axes.annotate(text, (x, y), xycoords=("data", "axes fraction"), xytext=(5 * side, 0), textcoords="offset points",
                  ha="left" if side > 0 else "right", va="top", color=style.GREY, gid="says:stop")  # fmt: skip
