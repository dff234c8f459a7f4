"""The picture of one unit: a weighted sum, then an activation, for which the hard threshold is the example."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch

from utils.pictures import style
from utils.pictures.picture import Picture

HEIGHT = 3.0
INPUTS = (("x_1", "w_1", 2.45), ("x_2", "w_2", 1.65), ("x_D", "w_D", 0.55))  # symbol, its weight, height in inches
SUM, ACTIVATION, MIDDLE = 2.35, 3.75, 1.5  # where the two parts stand
RADIUS = 0.27
HEAD = "-|>,head_length=5,head_width=2.5"


@style.picture
def neuron() -> Picture:
    """A unit as a diagram, from its inputs to its activation, beside the graph of the hard threshold."""
    figure = style.new_figure(HEIGHT)
    axes = style.canvas_in_inches(figure)
    for symbol, weight, y in INPUTS:
        axes.add_patch(
            FancyBboxPatch(
                (0.22, y - 0.2), 0.5, 0.4, boxstyle="round,pad=0,rounding_size=0.06",
                facecolor=style.PALE, edgecolor=style.TEXT, linewidth=1.2, gid=f"input:{symbol}",
            )
        )  # fmt: skip
        _mathematics(axes, 0.47, y, symbol)
        _arrow(axes, (0.74, y), (SUM - RADIUS, MIDDLE), f"arrow:{symbol}")
        along = 0.42
        x = 0.74 + along * (SUM - RADIUS - 0.74)
        _mathematics(axes, x, y + along * (MIDDLE - y), weight, background=True)
    axes.text(0.47, 1.13, "⋮", ha="center", va="center", fontsize=style.LABEL)
    _mathematics(axes, SUM, 2.45, "b")
    _arrow(axes, (SUM, 2.27), (SUM, MIDDLE + RADIUS), "arrow:b")
    axes.add_patch(
        Circle((SUM, MIDDLE), RADIUS, facecolor="white", edgecolor=style.TEXT, linewidth=1.6, gid="part:sum")
    )
    _mathematics(axes, SUM, MIDDLE, r"\Sigma")
    _arrow(axes, (SUM + RADIUS, MIDDLE), (ACTIVATION - RADIUS, MIDDLE), "arrow:z")
    _mathematics(axes, (SUM + ACTIVATION) / 2, MIDDLE + 0.2, "z")
    axes.add_patch(
        FancyBboxPatch(
            (ACTIVATION - RADIUS, MIDDLE - RADIUS), 2 * RADIUS, 2 * RADIUS, boxstyle="round,pad=0,rounding_size=0.08",
            facecolor="white", edgecolor=style.TEXT, linewidth=1.6, gid="part:activation",
        )
    )  # fmt: skip
    _mathematics(axes, ACTIVATION, MIDDLE, r"\varphi")
    _arrow(axes, (ACTIVATION + RADIUS, MIDDLE), (4.62, MIDDLE), "arrow:h")
    _mathematics(axes, 4.76, MIDDLE, "h")
    for x, words, formula in (
        (SUM, "weighted sum", r"z = \mathbf{w} \cdot \mathbf{x} + b"),
        (ACTIVATION, "activation", r"h = \varphi(z)"),
    ):
        axes.text(x, 0.83, words, ha="center", va="center", fontsize=style.SMALL, color=style.ink(style.BLUE))
        axes.text(x, 0.55, f"${formula}$", ha="center", va="center", fontsize=13)
    _threshold(figure.add_axes((5.5 / style.WIDTH, 0.6 / HEIGHT, 1.85 / style.WIDTH, 1.75 / HEIGHT)))
    alt = (
        "A unit as a diagram, from left to right. The inputs x1, x2, … xD each have an arrow with a weight, w1, w2, … "
        "wD, into a node marked Σ, which also receives the bias b: it computes the weighted sum z = w·x + b. An arrow "
        "leads on to a node marked φ, the activation function, and out of it comes h = φ(z). On the right, the graph "
        "of one such function, the hard threshold: 0 for z up to and including 0, and 1 for z above 0."
    )
    return Picture(figure, alt, "A unit adds up its weighted inputs and its bias, and passes the sum through φ.")


def _mathematics(axes: Axes, x: float, y: float, symbol: str, background: bool = False) -> None:
    paper = {"facecolor": "white", "edgecolor": "none", "pad": 1.0} if background else None
    look: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": style.LABEL, "zorder": 4}
    axes.text(x, y, f"${symbol}$", bbox=paper, gid=f"symbol:{symbol}", **look)


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float], gid: str) -> None:
    axes.add_patch(
        FancyArrowPatch(start, end, arrowstyle=HEAD, color=style.GREY, linewidth=1.3, shrinkA=0, shrinkB=1, gid=gid)
    )


def _threshold(axes: Axes) -> None:
    """The graph of 𝕀[z > 0], with a full dot on the value at 0 and an open one on the value it has not."""
    for z, h in ((np.array([-2.0, 0.0]), 0.0), (np.array([0.0, 2.0]), 1.0)):
        axes.plot(z, np.full(2, h), color=style.ACCENT, linewidth=3, solid_capstyle="butt", gid="threshold")
    axes.plot([0], [0], "o", color=style.ACCENT, markersize=8, gid="value at 0")
    axes.plot(
        [0], [1], "o", markerfacecolor="white", markeredgecolor=style.ACCENT, markeredgewidth=2, markersize=8,
        gid="no value at 0",
    )  # fmt: skip
    axes.set(xlim=(-2, 2), ylim=(-0.15, 1.25), xticks=(-2, 0, 2), yticks=(0, 1), xlabel="$z$")
    axes.set_title("hard threshold\n" + r"$h = \mathbb{I}[z > 0]$", fontsize=style.SIZE, pad=8)
