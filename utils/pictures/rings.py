"""Two classes on circles around one point: no line separates them, the squared distance from that point does."""

from __future__ import annotations

import numpy as np

from utils.pictures import style
from utils.pictures.gates import REGION, key, mark
from utils.pictures.picture import Picture

CENTRE = np.array([2.0, 1.0])
THRESHOLD = 2.25
_EACH = 20  # points on each circle


def ring_points() -> tuple[np.ndarray, np.ndarray]:
    """The points, 20 on each circle, and their labels: 1 at distance 1 from the centre, 0 at distance 2."""
    angles = np.linspace(0, 2 * np.pi, _EACH, endpoint=False)
    circle = np.column_stack([np.cos(angles), np.sin(angles)])
    return CENTRE + np.concatenate([circle, 2 * circle]), np.repeat([1, 0], _EACH)


@style.picture
def two_rings() -> Picture:
    """The points in the plane with the threshold as a circle, beside their squared distances from the centre."""
    points, labels = ring_points()
    figure = style.new_figure(4.2)
    left = figure.add_axes((0.06, 0.2, 0.405, 0.405 * 7.5 / 4.2))
    angles = np.linspace(0, 2 * np.pi, 200)
    edge = CENTRE + np.sqrt(THRESHOLD) * np.column_stack([np.cos(angles), np.sin(angles)])
    left.fill(*edge.T, facecolor=REGION, edgecolor=style.TEXT, linewidth=2, zorder=1, gid="threshold circle")
    mark(left, points, labels, size=8)
    left.plot(*CENTRE, "+", color=style.TEXT, markersize=12, markeredgewidth=2, gid="centre")
    left.annotate("(2, 1)", tuple(CENTRE), (0, -16), textcoords="offset points", ha="center", va="center", gid="says")
    left.set(aspect="equal", xlim=(-0.4, 4.4), ylim=(-1.4, 3.4), xticks=(0, 2, 4), yticks=(-1, 1, 3))
    left.set_xlabel("$x_1$", labelpad=0)
    left.set_ylabel("$x_2$", labelpad=0, rotation=0, va="center")
    left.set_title("the inputs", fontsize=style.SIZE, pad=8)
    right = figure.add_axes((0.56, 0.34, 0.42, 0.4))
    squared = ((points - CENTRE) ** 2).sum(axis=1)
    right.fill_between((0, THRESHOLD), -0.2, 0.2, color=REGION, linewidth=0)
    right.plot([THRESHOLD] * 2, [-0.2, 0.2], color=style.TEXT, linewidth=2, gid="threshold")
    right.plot([0, 5], [0, 0], color=style.GREY, linewidth=1, zorder=1)
    mark(right, np.column_stack([squared, np.zeros(len(squared))]), labels, size=11)
    right.text(THRESHOLD, 0.34, "threshold 2.25", ha="center", va="center", gid="says")
    right.set(xlim=(0, 5), ylim=(-0.7, 0.7), xticks=range(6), yticks=())
    right.spines[["left"]].set_visible(False)
    right.set_xlabel("squared distance from (2, 1)")
    right.set_title("the feature", fontsize=style.SIZE, pad=8)
    key(figure, 0.02, region=False)
    alt = (
        f"Two panels. Left, the plane of x1 and x2: {_EACH} filled circles, class 1, on a circle of radius 1 around "
        f"the point (2, 1), and {_EACH} open squares, class 0, on a circle of radius 2 around it; a circle of radius "
        "1.5 lies between them. Right, their squared distances from (2, 1) on a line: 1 for class 1, 4 for class 0, "
        "and a threshold at 2.25 between these. Class 1 is below it."
    )
    return Picture(figure, alt, "No line separates the two circles, but one threshold on the squared distance does.")
