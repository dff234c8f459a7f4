"""Weight space: what each input of NOT demands of the weight and the bias, beside the input space."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from utils.pictures import style
from utils.pictures.gates import REGION, TABLES, mark
from utils.pictures.picture import Picture

_INPUTS = np.array([[0.0, 0.0], [1.0, 0.0]])
_FIRST, _SECOND = style.ink(style.GREEN), style.ink(style.PURPLE)  # the two demands


@style.picture
def weight_space(w: ArrayLike, b: float) -> Picture:
    """The input space of NOT with the boundary of (w, b), beside the plane of w and b with the demands on them.

    Args:
        w: the weight, a number or an array (1,); not 0.
        b: the bias.
    """
    w, b = float(np.asarray(w, dtype=float).reshape(())), float(b)
    figure = style.new_figure(4.0)
    left = figure.add_axes((0.03, 0.15, 0.32, 0.73))
    right = figure.add_axes((0.47, 0.15, 0.51, 0.51 * 7.5 / 4.0 * 0.76))
    _input_space(left, w, b)
    reach = 1.35 * max(abs(w), abs(b), 1.0)
    _demands(right, reach)
    right.plot([w], [b], "*", color=style.TEXT, markersize=18, zorder=6, gid="yours")
    right.annotate(
        f"yours: $w$ = {style.math_number(w)}, $b$ = {style.math_number(b)}",
        (w, b),
        (0.02 * reach - reach, -0.28 * reach),
        gid="says",
        arrowprops={"arrowstyle": "-", "color": style.GREY, "shrinkB": 8},
    )
    alt = (
        "Two panels about NOT. Left, the input space, a line: a filled circle at x = 0, where 1 is wanted, and an open "
        f"square at x = 1, where 0 is wanted; your boundary is at x = {style.number(-b / w)}. Right, weight space, the "
        "plane of w and b. The input 0 demands b > 0, above the horizontal axis; the input 1 demands w + b ≤ 0, "
        "below a falling diagonal. Where both hold, a wedge at the upper left, is shaded. "
        f"Your weights are the point w = {style.number(w)}, b = {style.number(b)}."
    )
    takeaway = "A unit is a point in weight space, a demand allows half of it: NOT lies where both halves overlap."
    return Picture(figure, alt, takeaway)


def _input_space(axes: Axes, w: float, b: float) -> None:
    edge = -b / w
    low, high = min(-0.4, edge - 0.3), max(1.4, edge + 0.3)
    axes.fill_between((low, edge) if w < 0 else (edge, high), -0.13, 0.13, color=REGION, linewidth=0)
    axes.plot([low, high], [0, 0], color=style.GREY, linewidth=1, zorder=1)
    axes.plot([edge, edge], [-0.13, 0.13], color=style.TEXT, linewidth=2.5, gid="boundary")
    mark(axes, _INPUTS, TABLES["NOT"], size=13)
    for x, wanted, colour in ((0, 1, _FIRST), (1, 0, _SECOND)):
        axes.text(x, 0.24, f"$x$ = {x}", ha="center", color=colour)
        axes.text(x, -0.3, f"{wanted} is\nwanted", ha="center", va="center", linespacing=1.2, color=colour)
    axes.text(edge, 0.55, "boundary,\n$z$ = 0", ha="center", va="center", linespacing=1.2, gid="says")
    axes.plot([edge, edge], [0.15, 0.42], color=style.GREY, linewidth=1)
    axes.set(xlim=(low, high), ylim=(-0.9, 0.9))
    axes.set_axis_off()
    axes.set_title("input space", fontsize=style.SIZE)


def _demands(axes: Axes, reach: float) -> None:
    ends = np.array([-reach, reach])
    axes.fill([-reach, 0, -reach], [reach, 0, 0], color=REGION, linewidth=0, gid="both")
    axes.plot(ends, 0 * ends, color=_FIRST, linewidth=2.5, linestyle=(0, (4, 2)), gid="demand of 0")
    axes.plot(ends, -ends, color=_SECOND, linewidth=2.5, gid="demand of 1")
    axes.text(0.97 * reach, 0.06 * reach, "$x$ = 0:  $b$ > 0", ha="right", va="bottom", color=_FIRST, gid="says")
    axes.text(0.2 * reach, -0.86 * reach, "$x$ = 1:  $w$ + $b$ ≤ 0", ha="right", va="bottom", color=_SECOND, gid="says")
    for start, step in (((0.32 * reach, 0), (0, 0.2)), ((0.62 * reach, -0.62 * reach), (-0.15, -0.15))):
        axes.annotate(
            "",
            (start[0] + step[0] * reach, start[1] + step[1] * reach),
            start,
            arrowprops={"arrowstyle": "-|>", "color": _FIRST if step[0] == 0 else _SECOND, "linewidth": 1.8},
        )
    axes.set(xlim=(-reach, reach), ylim=(-reach, reach), xlabel="weight $w$")
    axes.set_ylabel("bias $b$", labelpad=2)
    axes.set_title("weight space; shaded: both hold", fontsize=style.SIZE)
    axes.locator_params(nbins=5)
