"""The picture of a logistic unit that is made steeper: with a fixed crossing, and with one that moves."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from utils.elementwise import logistic
from utils.pictures import style
from utils.pictures.picture import Picture

W, B = 1.0, -2.0  # of the unit that is shown
SCALES = (1, 4, 16)
LOOKS = (("-", style.SKY, 4.0), ("--", style.BLUE, 2.6), ("-", style.TEXT, 1.8))  # from the flattest to the steepest
LEFT, RIGHT = -1.5, 5.0  # of the input axis


@style.picture
def closing_on_the_threshold() -> Picture:
    """σ(k(wx + b)) for three k, whose crossing stays, beside σ(kwx + b), whose crossing moves."""
    figure = style.new_figure(3.7)
    left, right = figure.subplots(1, 2, sharey=True)
    figure.subplots_adjust(left=0.085, right=0.985, bottom=0.15, top=0.87, wspace=0.1)
    left.set_title(r"$w$ and $b$ scaled: $\sigma(k \cdot (wx + b))$", fontsize=style.SIZE)
    right.set_title(r"$w$ alone scaled: $\sigma(k \cdot wx + b)$", fontsize=style.SIZE)
    # Each label stands clear of all curves: x, y and the side of the text that is given.
    _panel(left, False, ((3.65, 0.7, "left"), (1.3, 0.125, "right"), (1.82, 0.8, "right")))
    _panel(right, True, ((3.65, 0.7, "left"), (0.86, 0.62, "left"), (0.0, 0.8, "right")))
    left.set_ylabel("activation")
    moves = ", then ".join(style.number(-B / (k * W)) for k in SCALES)
    listed = ", ".join(style.number(k) for k in SCALES)
    crossing = style.number(-B / W)
    alt = (
        f"Two panels with the logistic unit of weight w = {style.number(W)} and bias b = {style.number(B)} against its "
        f"input x, for k = {listed}. Left, w and b are both multiplied by k: the curves get steeper and close on the "
        f"hard threshold, a step drawn in grey, and all of them cross ½ at x = {crossing}. Right, w alone is "
        f"multiplied by k: the curves get steeper too, but they cross ½ at x = {moves}; the step stays at {crossing}."
    )
    return Picture(
        figure,
        alt,
        "Scaled together, w and b sharpen the unit and leave its crossing where it was; w alone moves it towards 0.",
    )


def _panel(axes: Axes, moved: bool, labels: tuple[tuple[float, float, str], ...]) -> None:
    x = np.linspace(LEFT, RIGHT, 601)
    axes.plot([LEFT, -B / W, -B / W, RIGHT], [0, 0, 1, 1], color=style.PALE, linewidth=9, zorder=0, gid="threshold")
    axes.text(2.28, 0.04, "hard threshold", ha="left", va="center", color=style.GREY, gid="label")
    axes.axhline(0.5, color=style.FAINT, linewidth=1, zorder=1)
    for k, (line, colour, width), (at, height, side) in zip(SCALES, LOOKS, labels, strict=True):
        y = logistic(k * W * x + (B if moved else k * B))
        axes.plot(x, y, line, color=colour, linewidth=width, zorder=2, gid=f"k={k}")
        at_half = -B / W / (k if moved else 1)
        axes.plot([at_half], [0.5], "o", color=style.ACCENT, markersize=8, zorder=3, gid="crossing")
        axes.text(at, height, f"$k$ = {k}", ha=side, va="center", color=style.ink(colour), gid="label")
    axes.set(xlim=(LEFT, RIGHT), ylim=(-0.06, 1.06), yticks=(0, 0.5, 1), xlabel="input $x$")
    axes.set_yticklabels(["0", "½", "1"])
