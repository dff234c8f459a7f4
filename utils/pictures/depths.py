"""The picture of what depth does to accuracy: one mark for each training."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from utils.pictures import style
from utils.pictures.picture import Picture


@style.drawing()
def accuracy_by_depth(results: Sequence[tuple[int, float]], depths: Sequence[int], least: float = 0.95) -> Picture:
    """The share of held-out examples labelled rightly, against the number of weight layers.

    Args:
        results: (weight layers, share from 0 to 1), one for each training so far.
        depths: all that there are to be, in order: the axis is that long from the start.
        least: the share that the exercise asks for.
    """
    results = [(int(depth), float(share)) for depth, share in results]
    if not results or not all(depth in depths and 0 <= share <= 1 for depth, share in results):
        raise ValueError(f"accuracy_by_depth: give pairs of one of {list(depths)} and a share from 0 to 1: {results}")
    place = {depth: i for i, depth in enumerate(depths)}
    means = {depth: float(np.mean([share for d, share in results if d == depth]))
             for depth in depths if any(d == depth for d, _ in results)}  # fmt: skip
    lowest = min(share for _, share in results)
    low = min(0.9, float(np.floor(20 * lowest) / 20)) if lowest >= 0.5 else 0.0
    figure = style.new_figure(3.5)
    axes = figure.add_axes((0.115, 0.17, 0.86, 0.78))
    axes.axhline(least, color=style.GREY, linewidth=1, linestyle="--", gid="least")
    axes.annotate(f"asked for: {least:.0%}", (len(depths) - 0.45, least), xytext=(0, -5), textcoords="offset points",
                  ha="right", va="top", color=style.GREY, gid="says:least")  # fmt: skip
    axes.plot([place[depth] for depth in means], list(means.values()), color=style.BLUE, linewidth=1.4, gid="mean")
    for depth, share in results:
        look = {"color": style.BLUE, "markersize": 7, "markeredgecolor": "white"}
        axes.plot(place[depth], share, "o", gid=f"depth:{depth}", **look)
    for depth, mean in means.items():
        axes.annotate(f"{mean:.1%}", (place[depth], max(share for d, share in results if d == depth)), xytext=(0, 9),
                      textcoords="offset points", ha="center", fontsize=style.SMALL, gid=f"says:{depth}")  # fmt: skip
    axes.set(xlim=(-0.5, len(depths) - 0.4), ylim=(low, 1.0 + 0.1 * (1 - low)), xlabel="weight layers")
    axes.set_ylabel("held-out digits right")
    axes.set_xticks(range(len(depths)), [str(depth) for depth in depths])
    axes.set_yticks(np.linspace(low, 1, 3) if low else (0, 0.5, 1))
    axes.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.3g}%")
    said = "; ".join(f"{depth} weight layer{'s' * (depth != 1)}, {mean:.1%}" for depth, mean in means.items())
    alt = f"Accuracy on held-out digits against the number of weight layers, mean of the trainings so far: {said}."
    best = max(means, key=means.get)
    takeaway = f"The best mean so far is that of {best} weight layer{'s' * (best != 1)}, {means[best]:.1%}."
    if set(means) == set(depths):
        takeaway = (
            f"From {depths[0]} weight layer{'s' * (depths[0] != 1)} to {depths[-1]} the mean goes from "
            f"{means[depths[0]]:.1%} to {means[depths[-1]]:.1%}; it is highest with {best}."
        )
    return Picture(figure, alt, takeaway)
