"""The picture of two gradients of one cost, entry against entry."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from utils.pictures import style
from utils.pictures.picture import Picture

LOOKS = (("o", style.BLUE), ("s", style.VERMILLION), ("^", style.GREEN), ("D", style.PURPLE))


@style.picture
def two_gradients(own: Mapping[str, np.ndarray], theirs: Mapping[str, np.ndarray]) -> Picture:
    """Each entry of one's own gradients across, and of autograd's upwards; where they agree, on the diagonal.

    Args:
        own, theirs: name -> array; the same names, at most four, and shapes.
    """
    if set(own) != set(theirs) or not 1 <= len(own) <= len(LOOKS):
        names = f"{', '.join(own)} and {', '.join(theirs)}"
        raise ValueError(f"two_gradients: the names are {names}; give the same, up to {len(LOOKS)}.")
    pairs = {name: (np.asarray(own[name], dtype=float), np.asarray(theirs[name], dtype=float)) for name in own}
    for name, (one, other) in pairs.items():
        if one.shape != other.shape or not np.isfinite(one).all() or not np.isfinite(other).all():
            raise ValueError(f"two_gradients: {name} has shapes {one.shape} and {other.shape}, or is not finite.")
    every = np.concatenate([np.concatenate([one.ravel(), other.ravel()]) for one, other in pairs.values()])
    low, high = float(every.min()), float(every.max())
    room = 0.08 * (high - low or 1.0)
    figure = style.new_figure(4.4)
    axes = figure.add_axes((0.13, 0.14, 0.56, 0.82))
    limits = (low - room, high + room)
    axes.plot(limits, limits, color=style.FAINT, linewidth=1.2, zorder=1, gid="diagonal")
    apart = max(float(np.abs(one - other).max()) for one, other in pairs.values())
    for i, (name, (one, other)) in enumerate(pairs.items()):
        marker, colour = LOOKS[i]
        axes.plot(one.ravel(), other.ravel(), marker, color=colour, markersize=7, alpha=0.85, markeredgecolor="white",
                  gid=f"entries:{name}")  # fmt: skip
        y = 0.93 - 0.1 * i
        axes.plot([1.06], [y], marker, color=colour, markersize=7, transform=axes.transAxes, clip_on=False)
        entries = f"{one.size} entr{'y' if one.size == 1 else 'ies'}"
        axes.text(1.1, y, f"${_barred(name)}$: {entries}", transform=axes.transAxes, va="center",
                  color=style.ink(colour), gid=f"name:{name}")  # fmt: skip
    axes.set(xlim=limits, ylim=limits, xlabel="your Node", ylabel="autograd")
    axes.set_aspect("equal")
    axes.text(1.06, 0.93 - 0.1 * len(pairs) - 0.05, "largest difference\n" + style.number(apart, 2), va="top",
              transform=axes.transAxes, gid="largest")  # fmt: skip
    count = sum(one.size for one, _ in pairs.values())
    agree = apart <= 1e-9 * max(abs(low), abs(high), 1e-12)
    where = "All lie on the diagonal" if agree else "Not all lie on the diagonal"
    alt = (
        f"A scatter plot of {count} entries of {', '.join(pairs)}: your Node's gradient across, autograd's upwards. "
        f"{where}. The largest difference is {style.number(apart, 2)}."
    )
    takeaway = (
        "Both are the same algorithm, and give the same numbers up to rounding."
        if agree
        else "The two gradients differ; one of the two programs computes another cost."
    )
    return Picture(figure, alt, takeaway)


def _barred(name: str) -> str:
    return style.symbol(name.removesuffix("_bar"), bar=True)
