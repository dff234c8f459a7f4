"""The picture of what depth does to accuracy: one mark for each training."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from utils.pictures import style
from utils.pictures.picture import Picture
from utils.words import counted

BESIDE = 0.13  # of the way from one depth to the next, between two trainings of a depth
STEEP = 0.3  # on the axis: by so much a neighbour's mean is higher where the line would cross a number put above
LEAST_WRONG = 1e-3  # where the axis ends, that has no place for 100 %


@style.picture
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
    figure = style.new_figure(3.5)
    axes = figure.add_axes((0.14, 0.17, 0.835, 0.78))
    axes.axhline(_height(least), color=style.GREY, linewidth=1, linestyle="--", gid="least")
    axes.annotate(f"asked for: {least:.0%}", (len(depths) - 0.45, _height(least)), xytext=(0, -5),
                  textcoords="offset points", ha="right", va="top", color=style.GREY, gid="says:least")  # fmt: skip
    axes.plot([place[depth] for depth in means], [_height(mean) for mean in means.values()], color=style.BLUE,
              linewidth=1.4, gid="mean")  # fmt: skip
    for depth, mean in means.items():
        shares = [share for d, share in results if d == depth]
        beside = BESIDE * (np.arange(len(shares)) - (len(shares) - 1) / 2)  # or equal ones would hide each other
        for share, aside in zip(shares, beside, strict=True):
            axes.plot(place[depth] + aside, _height(share), "o", gid=f"depth:{depth}", color=style.BLUE, markersize=7,
                      markeredgecolor="white")  # fmt: skip
        beside_it = [_height(means[other]) for other in means if abs(place[other] - place[depth]) == 1]
        below = any(height > _height(mean) + STEEP for height in beside_it)
        axes.annotate(f"{mean:.1%}", (place[depth], _height(min(shares) if below else max(shares))),
                      xytext=(0, -9 if below else 9), textcoords="offset points", ha="center",
                      va="top" if below else "bottom", fontsize=style.SMALL, gid=f"says:{depth}",
                      bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8})  # fmt: skip
    ticks = [share for share in (0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99) if share >= _lowest_tick(results)]
    axes.set(xlim=(-0.5, len(depths) - 0.4), xlabel="weight layers")
    axes.set_ylim(_height(ticks[0]) - 0.45, _height(max(0.99, *(share for _, share in results))) + 0.35)
    axes.set_ylabel("held-out digits right\n(stretched towards 100%)")
    axes.text(
        0.012,
        0.03,
        "a dot: one training; the line and the numbers: means",
        transform=axes.transAxes,
        color=style.GREY,
        fontsize=style.SMALL,
        gid="says:marks",
    )
    axes.set_xticks(range(len(depths)), [str(depth) for depth in depths])
    axes.set_yticks([_height(share) for share in ticks], [f"{share:.0%}" for share in ticks])
    said = "; ".join(f"{counted(depth, 'weight layer')}, {mean:.1%}" for depth, mean in means.items())
    alt = f"Accuracy on held-out digits against the number of weight layers, mean of the trainings so far: {said}."
    alt += " The axis is stretched towards 100%."
    highest = f"{max(means.values()):.1%}"
    best = " and ".join(str(depth) for depth, mean in means.items() if f"{mean:.1%}" == highest)
    layers = "layer" if best == "1" else "layers"
    takeaway = f"The best mean so far is {highest}, with {best} weight {layers}."
    if set(means) == set(depths):
        takeaway = (
            f"From {counted(depths[0], 'weight layer')} to {depths[-1]} the mean goes from "
            f"{means[depths[0]]:.1%} to {means[depths[-1]]:.1%}; it is highest with {best}."
        )
    return Picture(figure, alt, takeaway)


def _height(share: float) -> float:
    """Where a share lies on an axis that is stretched towards 100 %: from 98 to 99 % as far as from 96 to 98 %."""
    return float(-np.log10(max(1 - share, LEAST_WRONG)))


def _lowest_tick(results: Sequence[tuple[int, float]]) -> float:
    lowest = min(share for _, share in results)
    return max(tick for tick in (0, 0.5, 0.8, 0.9) if tick == 0 or tick <= lowest)
