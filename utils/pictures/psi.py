"""The features ψ(x) = (x1, x2, x1·x2): the four inputs in space with a plane, and the curve it pulls back to.

The space is drawn by a parallel projection of its own, so that every label has its place.
"""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from utils.pictures import style
from utils.pictures.gates import INPUTS, key, mark, shade
from utils.pictures.picture import Picture

_XOR = np.array([0, 1, 1, 0])
_PSI = np.column_stack([INPUTS, INPUTS.prod(axis=1)])
_AZIMUTH, _ELEVATION = np.radians(-62), np.radians(14)  # from where one looks: the plane is seen from its narrow side
_RIGHT = np.array([-np.sin(_AZIMUTH), np.cos(_AZIMUTH), 0.0])
_TOWARDS = np.array([np.cos(_ELEVATION) * np.cos(_AZIMUTH), np.cos(_ELEVATION) * np.sin(_AZIMUTH), np.sin(_ELEVATION)])
_UP = np.cross(_TOWARDS, _RIGHT)
_LOW, _HIGH = np.full(3, -0.25), np.full(3, 1.25)  # the box in which the plane is drawn


@style.picture
def feature_space(w: ArrayLike, b: float) -> Picture:
    """XOR behind ψ: the plane w·ψ + b = 0 between the classes, beside its curve in the plane of x1 and x2.

    Args:
        w: `(3,)`, the weights of x1, x2 and x1·x2.
        b: the bias.
    """
    w, b = np.asarray(w, dtype=float), float(b)
    figure = style.new_figure(4.4)
    left = figure.add_axes((0.0, 0.1, 0.53, 0.748))
    right = figure.add_axes((0.6, 0.2, 0.38, 0.38 * 7.5 / 4.4))
    _space(left, w, b)
    shade(right, w, b)
    mark(right, INPUTS, _XOR, size=12)
    right.set(xticks=(0, 1), yticks=(0, 1))
    right.set_xlabel("$x_1$", labelpad=-6)
    right.set_ylabel("$x_2$", labelpad=-4, rotation=0, va="center")
    right.set_title("the same boundary over the inputs", fontsize=style.SIZE, pad=8)
    left.set_title(r"the features $\psi(x)$ and a plane", fontsize=style.SIZE, pad=8)
    key(figure, 0.02)
    z = _PSI @ w + b
    values = ", ".join(
        f"z = {style.number(value)} at ({int(x1)}, {int(x2)})" for value, (x1, x2) in zip(z, INPUTS, strict=True)
    )
    alt = (
        "Two panels. Left, the space of the features x1, x2 and x1·x2: the inputs (0, 0), (0, 1) and (1, 0) lie on the "
        "floor, (1, 1) is lifted to height 1, and a plane passes between the filled circles, where XOR is 1, and "
        f"the open squares, where it is 0: {values}. Right, the plane of x1 and x2: the same boundary is "
        f"{_curve(w, b)}, and the shaded side holds (0, 1) and (1, 0)."
    )
    takeaway = "A flat boundary in the space of features is not one straight line in the plane of inputs."
    if w[2] == 0:
        takeaway = "With weight 0 on x₁·x₂ the feature is not used: the boundary is a straight line in both pictures."
    return Picture(figure, alt, takeaway)


def _curve(w: np.ndarray, b: float) -> str:
    """What w1 x1 + w2 x2 + w3 x1 x2 + b = 0 is: it factors where b = w1 w2 / w3."""
    return (
        "a straight line"
        if w[2] == 0
        else "a pair of crossing lines"
        if np.isclose(b * w[2], w[0] * w[1])
        else "a curve of two branches"
    )


def project(points: ArrayLike) -> np.ndarray:
    """Points ``(N, 3)`` on paper, ``(N, 2)``."""
    return np.asarray(points, dtype=float) @ np.column_stack([_RIGHT, _UP])


def plane_in_box(w: np.ndarray, b: float) -> np.ndarray:
    """The corners, in order, of the part of the plane w·p + b = 0 in the box; none where it misses the box."""
    corners = np.array(list(product(*zip(_LOW, _HIGH, strict=True))))
    found = []
    for one, other in combinations(corners, 2):
        if (one != other).sum() == 1:
            z_one, z_other = one @ w + b, other @ w + b
            if z_one * z_other < 0:
                found.append(one + (other - one) * z_one / (z_one - z_other))
            found += [corner for corner, z in ((one, z_one), (other, z_other)) if z == 0]
    if len(found) < 3:
        return np.empty((0, 3))
    edge = np.unique(np.round(found, 12), axis=0)
    away = edge - edge.mean(axis=0)
    across = away[0] / np.linalg.norm(away[0])
    along = np.cross(w / np.linalg.norm(w), across)
    return edge[np.argsort(np.arctan2(away @ along, away @ across))]


def _space(axes: Axes, w: np.ndarray, b: float) -> None:
    floor = project([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]])
    axes.fill(*floor.T, facecolor="#F4F4F4", edgecolor=style.FAINT, linewidth=1, zorder=0)
    tips = (((1.4, 0, 0), "$x_1$", (9, 0)), ((0, 1.4, 0), "$x_2$", (9, 3)), ((0, 0, 1.3), "$x_1 x_2$", (0, 10)))
    for end, name, place in tips:
        tip = project([end])[0]
        axes.annotate("", tip, (0, 0), arrowprops={"arrowstyle": "-|>", "color": style.GREY, "shrinkA": 0}, zorder=1)
        axes.annotate(name, tip, place, textcoords="offset points", ha="center", va="center", gid="axis")
    plane = plane_in_box(w, b)
    if len(plane):
        corners = project(plane).T
        axes.fill(*corners, facecolor=style.SKY, alpha=0.4, linewidth=0, zorder=3, gid="plane")
        axes.fill(*corners, facecolor="none", edgecolor=style.TEXT, linewidth=1.3, zorder=3)
    top, foot = project([[1, 1, 1], [1, 1, 0]])
    axes.plot(*np.array([foot, top]).T, color=style.GREY, linewidth=1.2, linestyle=":", zorder=2, gid="lift")
    z = _PSI @ w + b
    before = z * (w @ _TOWARDS) > 0  # the plane; what is behind it is drawn first, and seen through it
    for point, value, near in zip(_PSI, z, before, strict=True):
        foot_on_plane = point - value * w / (w @ w)  # the nearest point of the plane
        ends = project([point, foot_on_plane])
        axes.plot(*ends.T, color=style.TEXT, linewidth=2, zorder=3.4 if near else 2.4, gid="distance")
        axes.plot(*ends[1], ".", color=style.TEXT, markersize=7, zorder=3.4 if near else 2.4)
    on_paper = project(_PSI)
    for near in (False, True):
        mark(axes, on_paper[before == near], _XOR[before == near], size=12, zorder=3.5 if near else 2.5)
    places = ((-30, 4), (2, -19), (0, -19), (0, 19))
    for (x1, x2), at, place in zip(INPUTS.astype(int), on_paper, places, strict=True):
        axes.annotate(
            f"({x1}, {x2})", at, place, textcoords="offset points", ha="center", va="center", gid="input", zorder=6
        )
    axes.set(aspect="equal", xlim=(-0.5, 1.85), ylim=(-0.45, 1.65))
    axes.set_axis_off()
