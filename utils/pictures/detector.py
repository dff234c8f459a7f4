"""The picture of a designed detector: its weights, the strokes it is shown, and what it says to each."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from utils.pictures import style
from utils.pictures.images import SIGNED, frame, signed_scale
from utils.pictures.picture import Picture


def _colour(value: float, w: np.ndarray) -> str:
    """What a weight's colour is called; the darkest vermillion is brown."""
    share = float(value) / (float(np.abs(w).max()) or 1.0)
    if abs(share) < 0.03:
        return "white"
    return "blue" if share < 0 else "brown" if share > 0.8 else "orange"


@style.picture
def detector_responses(w: np.ndarray, images: Mapping[str, np.ndarray]) -> Picture:
    """A detector's weights as an image, and beside it its responses to images as bars.

    Args:
        w: the weights, ``(rows·columns,)``.
        images: name -> image ``(rows, columns)``; the first is the one to be detected.
    """
    names = list(images)
    shape = np.shape(images[names[0]])
    w = np.asarray(w, dtype=np.float64).reshape(shape)
    found = [float((w * images[name]).sum()) for name in names]
    figure = style.new_figure(3.5)
    axes = figure.add_axes((0.015, 0.1, 0.32, 0.74))
    axes.imshow(w, cmap=SIGNED, norm=signed_scale(w), interpolation="nearest", gid="weights")
    frame(axes)
    axes.set_title("the weights", fontsize=style.SIZE, pad=6)
    largest, smallest = (style.number(value, 2) for value in (w.max(), w.min()))
    ends = f"{smallest} ({_colour(w.min(), w)}) to {largest} ({_colour(w.max(), w)})"
    axes.text(0.5, -0.05, ends, transform=axes.transAxes, ha="center", va="top",
              fontsize=style.SMALL)  # fmt: skip
    bars = figure.add_axes((0.66, 0.06, 0.32, 0.84))
    place = np.arange(len(names))[::-1].astype(float)
    colours = [style.VERMILLION] + [style.BLUE] * (len(names) - 1)
    for y, name, value, colour in zip(place, names, found, colours, strict=True):
        bars.barh(y, value, 0.5, color=colour, gid=f"bar:{name}")
    low, high = min(0.0, *found), max(0.0, *found)
    width = (high - low) or 1.0
    # Room for the numbers at the bars' ends, in inches on either side.
    wide = [style.text_width(figure, style.number(value), style.SMALL) for value in found]
    room = [
        0.12 + max((inches for inches, value in zip(wide, found, strict=True) if (value < 0) == left), default=0)
        for left in (True, False)
    ]
    inch = width / (0.32 * style.WIDTH - sum(room))
    bars.set(xlim=(low - room[0] * inch, high + room[1] * inch), ylim=(-0.6, len(names) - 0.4))
    bars.axvline(0, color=style.GREY, linewidth=1)
    bars.axvline(found[0] / 2, color=style.GREY, linewidth=1, linestyle="--", gid="half")
    for y, value in zip(place, found, strict=True):
        side = 1 if value >= 0 else -1
        bars.annotate(style.number(value), (value, y), xytext=(4 * side, 0), textcoords="offset points", va="center",
                      ha="left" if side > 0 else "right", fontsize=style.SMALL)  # fmt: skip
    bars.set_axis_off()
    words = "half of the first"
    reach = 0.5 * style.text_width(figure, words, style.SMALL) * inch  # of the words, which stay inside the picture
    centre = min(max(found[0] / 2, bars.get_xlim()[0] + reach), bars.get_xlim()[1] - reach)
    bars.text(centre, len(names) - 0.42, words, ha="center", va="bottom", color=style.GREY, fontsize=style.SMALL,
              gid="words:half")  # fmt: skip
    for y, name in zip(place, names, strict=True):
        height = 0.84 / len(names)
        image = figure.add_axes((0.59, 0.06 + height * (y + 0.16), 0.06, 0.68 * height))
        image.imshow(images[name], cmap="gray", vmin=0, vmax=1, interpolation="nearest", gid=f"image:{name}")
        frame(image)
        figure.text(0.58, 0.06 + height * (y + 0.5), name, ha="right", va="center", gid=f"name:{name}")
    said = ", ".join(f"{name} {style.number(value)}" for name, value in zip(names, found, strict=True))
    alt = (
        f"Left the detector's {shape[0]} × {shape[1]} weights as an image, from {smallest} to {largest}. Right its "
        f"responses as bars, with half of the first one marked: {said}."
    )
    most = max(found[1:])
    takeaway = (
        f"The response to the {names[0]} is {style.number(found[0])}; no other is larger than {style.number(most)}."
    )
    return Picture(figure, alt, takeaway)
