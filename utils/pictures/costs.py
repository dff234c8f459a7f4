"""The picture of what the two passes cost: multiply-adds per layer, forward beside backward."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from utils.pictures import style
from utils.pictures.picture import Picture

MOST = 7  # layers whose bars can be told apart
FORWARD, WEIGHTS, BACK = style.BLUE, style.VERMILLION, style.ORANGE


@style.picture
def cost_per_layer(sizes: Sequence[int] = (100, 100, 100, 100, 100, 100)) -> Picture:
    """The multiply-adds of each layer as bars, and how the ratio of the passes grows with equal layers.

    Args:
        sizes: the sizes of the layers, from the inputs to the outputs; two to eight of them.
    """
    sizes = [int(size) for size in sizes]
    if not 2 <= len(sizes) <= MOST + 1 or min(sizes) < 1:
        raise ValueError(f"cost_per_layer: give from 2 to {MOST + 1} sizes, each at least 1; they are {sizes}.")
    weights = np.multiply(sizes[:-1], sizes[1:])
    sent = np.where(np.arange(len(weights)) > 0, weights, 0)
    ratio = (weights.sum() + sent.sum()) / weights.sum()
    figure = style.new_figure(3.7)
    _bars(figure.add_axes((0.135, 0.165, 0.5, 0.72)), sizes, weights, sent)
    _ratios(figure.add_axes((0.755, 0.165, 0.225, 0.72)))
    parts = "; ".join(
        f"layer {i + 1}, {sizes[i]} to {sizes[i + 1]}, forward {weights[i]}, backward {weights[i] + sent[i]}"
        for i in range(len(weights))
    )
    alt = (
        f"Bars of multiply-adds per layer, forward beside backward: {parts}. The backward bar is made of one part for "
        "the weights' error signals and one for the error signal sent back, which the first layer lacks. "
        f"Altogether backward costs {style.number(ratio)} times forward. Beside it, this ratio for equal layers, by "
        "their number: 1 for one layer, 1.5 for two, 1.9 for ten, and ever closer to 2."
    )
    return Picture(figure, alt, "Every layer but the first costs twice as much backward as forward.")


def _bars(axes: Axes, sizes: Sequence[int], weights: np.ndarray, sent: np.ndarray) -> None:
    place = np.arange(len(weights), dtype=float)
    width = 0.36
    axes.bar(place - 0.2, weights, width, color=FORWARD, gid="forward")
    look: dict[str, Any] = {"width": width, "edgecolor": "white", "linewidth": 0}
    axes.bar(place + 0.2, weights, color=WEIGHTS, hatch="//", gid="W_bar", **look)
    axes.bar(place + 0.2, sent, bottom=weights, color=BACK, hatch="..", gid="sent", **look)
    high = float((weights + sent).max())
    axes.set(xlim=(-0.6, len(weights) - 0.4), ylim=(0, 1.3 * high), ylabel="multiply-adds")
    labels = [f"{i + 1}" for i in range(len(weights))]
    axes.set_xticks(place, labels)
    axes.set_xlabel("layer")
    axes.tick_params(axis="x", length=0)
    axes.yaxis.set_major_formatter(lambda value, _: f"{int(value):,}".replace(",", "\N{THIN SPACE}"))
    x = 0.0
    for text, colour in (("forward", FORWARD), (r"backward: $\bar{W}$", WEIGHTS), ("sent back", BACK)):
        look = {"transform": axes.transAxes, "color": style.ink(colour), "va": "center"}
        axes.text(x, 1.07, f"■ {text}", gid=f"name:{text}", **look)
        x += (style.text_width(axes.figure, f"■ {text}", style.SIZE) + 0.16) / (0.5 * style.WIDTH)


def _ratios(axes: Axes) -> None:
    layers = np.arange(1, 11)
    axes.axhline(2, color=style.GREY, linewidth=1, linestyle="--")
    axes.plot(layers, 2 - 1 / layers, "o", color=style.TEXT, markersize=5, gid="ratio")
    axes.set(xlim=(0.3, 10.7), ylim=(0.9, 2.12), xticks=(1, 5, 10), yticks=(1, 1.5, 2), xlabel="equal layers")
    axes.set_title("backward / forward", fontsize=style.SIZE, pad=8, loc="center")
