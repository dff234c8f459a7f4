"""The picture of the chain rule for two variables: two paths from t to f, and what arrives along each."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch

from utils.numerical import complex_step_gradient
from utils.pictures import style
from utils.pictures.picture import Picture

HEIGHT = 3.5
RADIUS = 0.25
PLACES = {"t": (0.5, 1.6), "x": (2.0, 2.45), "y": (2.0, 0.75), "f": (3.5, 1.6)}
PATHS = (("x", style.BLUE, "-"), ("y", style.VERMILLION, (0, (4, 1.5))))
HEAD = "-|>,head_length=6,head_width=3"
SLOTS = {"x": 0.0, "y": 1.0, "sum": 2.0}
BAR = 0.84  # in slots: a number of three digits fits into a bar
SLOT = 3.05 / 4.35  # inches


@style.picture
def two_paths(t: float, via_x: float, via_y: float) -> Picture:
    """Both paths from t to f(x, y) = y + e^(xy), x = cos t, y = t², and their contributions to df/dt.

    Args:
        t: where.
        via_x: what arrives along the path over x, as the reader's function says.
        via_y: the same over y.
    """
    if not np.isfinite([t, via_x, via_y]).all():
        raise ValueError(f"two_paths: t, via_x and via_y must be finite numbers; they are {t}, {via_x} and {via_y}.")
    x, y = float(np.cos(t)), float(t) ** 2
    locals_ = {
        ("t", "x"): _slope(np.cos, t),
        ("t", "y"): _slope(lambda v: v * v, t),
        ("x", "f"): _slope(lambda v: y + np.exp(v * y), x),
        ("y", "f"): _slope(lambda v: v + np.exp(x * v), y),
    }
    measured = _slope(lambda v: v * v + np.exp(np.cos(v) * v * v), t)
    figure = style.new_figure(HEIGHT)
    canvas = style.canvas_in_inches(figure)
    for over, colour, dashes in PATHS:
        for start, end in (("t", over), (over, "f")):
            _edge(canvas, start, end, colour, dashes, locals_[start, end])
    for name in PLACES:
        _node(canvas, name)
    axes = figure.add_axes((4.4 / style.WIDTH, 0.42 / HEIGHT, 3.05 / style.WIDTH, 2.55 / HEIGHT))
    for left, title in ((0.1, "local derivatives"), (4.5, "their products, and the sum")):
        canvas.text(left, HEIGHT - 0.12, title, va="top", weight="bold", gid=f"title:{title}")
    _bars(axes, float(via_x), float(via_y), measured)
    agree = bool(np.isclose(via_x + via_y, measured, rtol=1e-6, atol=1e-9))
    total = style.number(via_x + via_y)
    said = (
        f"On the left, two paths from t to f at t = {style.number(t)}. Over x the local derivatives are "
        f"{style.number(locals_['t', 'x'])} and {style.number(locals_['x', 'f'])}, over y "
        f"{style.number(locals_['t', 'y'])} and {style.number(locals_['y', 'f'])}. On the right, bars: the path over x "
        f"contributes {style.number(via_x)}, the path over y {style.number(via_y)}, and their sum is {total}. "
    )
    alt = said + f"The numerical derivative of f with respect to t is {style.number(measured)}."
    takeaway = "The contributions of the two paths add up to the numerical derivative."
    if not agree:
        takeaway = "These contributions do not add up to the numerical derivative."
    return Picture(figure, alt, takeaway)


def _slope(f, at: float) -> float:
    return float(complex_step_gradient(f, at))


def _node(axes: Axes, name: str) -> None:
    x, y = PLACES[name]
    look: dict[str, Any] = {
        "facecolor": "white",
        "edgecolor": style.TEXT,
        "linewidth": 1.3,
        "zorder": 3,
        "gid": f"node:{name}",
    }
    if name == "t":
        corner = (x - RADIUS, y - RADIUS)
        box = "round,pad=0,rounding_size=0.06"
        axes.add_patch(
            FancyBboxPatch(corner, 2 * RADIUS, 2 * RADIUS, boxstyle=box, **{**look, "facecolor": style.PALE})
        )
    else:
        axes.add_patch(Circle((x, y), RADIUS, **look))
    axes.text(x, y, f"${name}$", ha="center", va="center_baseline", fontsize=style.LABEL + 1, zorder=4)


def _edge(axes: Axes, start: str, end: str, colour: str, dashes, slope: float) -> None:
    """An arrow with its local derivative beside it, on the outer side."""
    a, b = np.array(PLACES[start]), np.array(PLACES[end])
    along = (b - a) / np.linalg.norm(b - a)
    a, b = a + (RADIUS + 0.03) * along, b - (RADIUS + 0.03) * along
    axes.add_patch(
        FancyArrowPatch(
            tuple(a), tuple(b), arrowstyle=HEAD, color=colour, linewidth=2.2, linestyle=dashes, shrinkA=0, shrinkB=0,
            gid=f"edge:{start}->{end}",
        )
    )  # fmt: skip
    up = 1 if "x" in (start, end) else -1
    d = r"\partial" if end == "f" else "d"
    fraction = rf"\frac{{{d} {end}}}{{{d} {start}}}"
    middle = (a + b) / 2
    axes.text(
        middle[0] + (0.04 if end != "f" else -0.04),
        middle[1] + 0.12 * up,
        f"${fraction} = {style.math_number(slope)}$",
        ha="right" if end != "f" else "left",
        va="bottom" if up > 0 else "top",
        fontsize=style.LABEL + 2,
        color=style.ink(colour),
        gid=f"slope:{start}->{end}",
    )


def _bars(axes: Axes, via_x: float, via_y: float, measured: float) -> None:
    """A bar for each path, the second where the first ends, and their sum; the measured number as a line across."""
    bars = {"x": (0.0, via_x), "y": (via_x, via_y), "sum": (0.0, via_x + via_y)}
    colours = {"x": style.BLUE, "y": style.VERMILLION, "sum": style.GREY}
    lows = [min(base, base + size) for base, size in bars.values()]
    highs = [max(base, base + size) for base, size in bars.values()]
    low, high = min([*lows, measured, 0.0]), max([*highs, measured, 0.0])
    span = (high - low) or 1.0
    for name, (base, size) in bars.items():
        axes.bar(
            SLOTS[name], size, bottom=base, width=BAR, color=colours[name], gid=f"bar:{name}",
            hatch="//" if name == "y" else None, edgecolor="white", linewidth=0,
        )  # fmt: skip
        # A number in the middle of its bar reads as the bar's length, not as its end; one that is wider cuts it in two.
        fits = style.text_width(axes.figure, style.number(size), style.SIZE) + 0.06 < BAR * SLOT
        inside = abs(size) > 0.2 * span and fits
        above = size >= 0
        axes.annotate(
            style.number(size),
            (SLOTS[name], base + size / 2 if inside else base + size),
            xytext=(0, 0 if inside else 4 if above else -4),
            textcoords="offset points",
            ha="center",
            va="center" if inside else "bottom" if above else "top",
            color=style.ink(colours[name]),
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5} if inside else None,
            gid=f"number:{name}",
        )
    axes.plot([BAR / 2, 1 - BAR / 2], [via_x, via_x], color=style.GREY, linewidth=1, linestyle=":")
    axes.plot([1 + BAR / 2, 2.6], [measured] * 2, color=style.TEXT, linewidth=1.4, linestyle="--", gid="measured")
    axes.annotate(
        f"measured\n{style.number(measured)}",
        (2.6, measured),
        xytext=(4, 0),
        textcoords="offset points",
        va="center",
        fontsize=style.SMALL,
        gid="says:measured",
    )
    axes.axhline(0, color=style.GREY, linewidth=1)
    axes.set(xlim=(-0.45, 3.9), ylim=(low - 0.14 * span, high + 0.14 * span), yticks=())
    axes.set_xticks(list(SLOTS.values()), ["via $x$", "via $y$", "sum"])
    axes.tick_params(axis="x", length=0)
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_visible(False)
