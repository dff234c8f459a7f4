"""The convex hulls of two classes: apart for AND, crossing for XOR."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from utils.pictures import style
from utils.pictures.gates import INPUTS, ONE, REGION, TABLES, ZERO, key, mark
from utils.pictures.picture import Picture

_XOR = np.array([0, 1, 1, 0])
_MARGIN = 0.3


@style.picture
def crossing_hulls(alpha: ArrayLike, beta: ArrayLike) -> Picture:
    """The hulls of AND, with a line between them, beside those of XOR, with the point that the shares lead to.

    Args:
        alpha: the shares of (0, 1) and (1, 0), where XOR is 1.
        beta: the shares of (0, 0) and (1, 1), where XOR is 0.
    """
    alpha, beta = np.asarray(alpha, dtype=float), np.asarray(beta, dtype=float)
    point = alpha @ INPUTS[1:3]
    figure = style.new_figure(4.3)
    left, right = (figure.add_axes((x, 0.2, 0.41, 0.41 * 7.5 / 4.3)) for x in (0.055, 0.57))
    left.fill(*INPUTS[[0, 1, 2]].T, facecolor="#FBE9DF", edgecolor=ZERO, linewidth=3, gid="hull 0")
    low, high = -_MARGIN, 1 + _MARGIN
    left.plot([1.5 - high, high], [high, 1.5 - high], color=style.TEXT, linewidth=2, gid="line")
    left.fill([high, 1.5 - high, high], [1.5 - high, high, high], color=REGION, linewidth=0, zorder=0)
    left.text(-0.24, 1.19, "a line\nfits between", va="center", linespacing=1.25, gid="says")
    for pair, colour, name in (([1, 2], ONE, "hull 1"), ([0, 3], ZERO, "hull 0")):
        right.plot(*INPUTS[pair].T, color=colour, linewidth=4, alpha=0.55, solid_capstyle="butt", gid=name)
    right.plot(*point, "*", color=style.TEXT, markersize=19, zorder=6, gid="common point")
    right.annotate(
        f"one point in both:\n({', '.join(map(style.number, point))})",
        point,
        (0.5, -0.03),
        ha="center",
        va="center",
        linespacing=1.25,
        gid="says",
        arrowprops={"arrowstyle": "-", "color": style.GREY, "shrinkB": 9},
    )
    _finish(left, TABLES["AND"], "AND: the hulls are apart", low, high)
    _finish(right, _XOR, "XOR: the hulls cross", low, high)
    key(figure, 0.02, region=False)
    alt = (
        "Two panels in the plane of x1 and x2. Left, AND: the hull of the inputs where it is 0 is a triangle, the hull "
        "where it is 1 is the single point (1, 1), and a straight line passes between them. Right, XOR: the hull of "
        "(0, 1) and (1, 0) is one diagonal of the square, that of (0, 0) and (1, 1) the other. They cross in the point "
        f"({', '.join(map(style.number, point))}), reached with the shares {_shares(alpha)} and {_shares(beta)}."
    )
    takeaway = "A line has each hull on one side; hulls with a common point leave no place for it."
    return Picture(figure, alt, takeaway)


def _finish(axes: Axes, table: np.ndarray, title: str, low: float, high: float) -> None:
    mark(axes, INPUTS, table, size=12)
    axes.set(xlim=(low, high), ylim=(low, high), aspect="equal", xticks=(0, 1), yticks=(0, 1))
    axes.set_title(title, fontsize=style.SIZE, pad=8)
    axes.set_xlabel("$x_1$", labelpad=-6)
    axes.set_ylabel("$x_2$", labelpad=-4, rotation=0, va="center")


def _shares(shares: np.ndarray) -> str:
    return " and ".join(map(style.number, shares))
