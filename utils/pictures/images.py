"""Pictures made of small images: black and white ones, and weights on one signed scale."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize

from utils.pictures import style
from utils.pictures.picture import Picture

MOST = 60  # images in one picture
# Blue below 0, white at 0, vermillion above: as dark on either side, and told apart by every eye.
SIGNED = LinearSegmentedColormap.from_list("signed", ["#004C7A", style.BLUE, "white", style.VERMILLION, "#8A3D00"])


def signed_scale(values: np.ndarray) -> Normalize:
    """One scale for all values, with 0 in its middle."""
    largest = float(np.abs(values).max(initial=0.0)) or 1.0
    return Normalize(-largest, largest)


def frame(axes: Axes) -> None:
    """Axes as the thin frame of an image."""
    axes.set_xticks(())
    axes.set_yticks(())
    for side in axes.spines.values():
        side.set(visible=True, color=style.FAINT, linewidth=0.8)


def _in_place(images: np.ndarray, function: str) -> np.ndarray:
    images = np.asarray(images, dtype=np.float64)
    if images.ndim != 3 or not 1 <= len(images) <= MOST:
        raise ValueError(f"{function}: give from 1 to {MOST} images, (images, rows, columns); this is {images.shape}.")
    return images


def _grid(count: int, across: int) -> tuple[int, int]:
    across = min(across, count)
    return -(-count // across), across


@style.picture
def grey_images(images: np.ndarray, names: Sequence[object], takeaway: str = "", across: int = 5) -> Picture:
    """Images side by side, 0 black and 1 white.

    Args:
        images: ``(images, rows, columns)``, numbers from 0 to 1.
        names: what stands above each.
        takeaway: the sentence below; one about the number of images where it is empty.
        across: how many stand in a row.
    """
    images = _in_place(images, "grey_images")
    down, across = _grid(len(images), across)
    side = (style.WIDTH - 0.1) / across - 0.14
    above = 0.3
    figure = style.new_figure(down * (side * images.shape[1] / images.shape[2] + above) + 0.1)
    grid = figure.subplots(down, across, squeeze=False)
    tall = figure.get_figheight()
    figure.subplots_adjust(left=0.01, right=0.99, bottom=0.06 / tall, top=1 - above / tall, wspace=0.08,
                           hspace=above / side + 0.02)  # fmt: skip
    for i, axes in enumerate(grid.ravel()):
        if i >= len(images):
            axes.set_axis_off()
            continue
        axes.imshow(images[i], cmap="gray", vmin=0, vmax=1, interpolation="nearest", gid=f"image:{i}")
        frame(axes)
        axes.set_title(str(names[i]), fontsize=style.SIZE, pad=4, gid=f"name:{i}")
    said = f", named {', '.join(map(str, names))}"
    size = f"{images.shape[1]} × {images.shape[2]}"
    bright = (images > 0.5).mean(axis=(1, 2))
    alt = (
        f"{len(images)} images of {size} pixels, from black (0) to white (1){said}. "
        f"From {bright.min():.0%} to {bright.max():.0%} of an image's pixels are brighter than half."
    )
    return Picture(figure, alt, takeaway or f"Each image is {images[0].size} numbers, one for each pixel.")


@style.picture
def weight_images(images: np.ndarray, across: int = 10, rows: Sequence[str] = ()) -> Picture:
    """The weights of units as images, all on one signed scale, with the scale beside them.

    Args:
        images: ``(units, rows, columns)``.
        across: how many stand in a row.
        rows: what stands above each row of images, where they show different things.
    """
    images = _in_place(images, "weight_images")
    down, across = _grid(len(images), across)
    scale = signed_scale(images)
    side = (style.WIDTH - 1.17) / across
    above = 0.3 if rows else 0.0  # inches
    tall = max(down * (side * images.shape[1] / images.shape[2] + above) + 0.16, 1.7)
    figure = style.new_figure(tall)
    grid = figure.subplots(down, across, squeeze=False)
    figure.subplots_adjust(left=0.01, right=1 - 1.07 / style.WIDTH, bottom=0.08 / tall, top=1 - (0.08 + above) / tall,
                           wspace=0.08, hspace=0.08 + above / side)  # fmt: skip
    for axes, name in zip(grid[:, 0], rows, strict=False):
        axes.set_title(name, loc="left", fontsize=style.SMALL, pad=5, gid=f"row:{name}")
    for i, axes in enumerate(grid.ravel()):
        if i >= len(images):
            axes.set_axis_off()
            continue
        shown = axes.imshow(images[i], cmap=SIGNED, norm=scale, interpolation="nearest", gid=f"weights:{i}")
        frame(axes)
    high = 1 - (0.08 + 0.32) / tall  # below its title, which stands clear of the number beside the bar's upper end
    bar = figure.add_axes((1 - 0.72 / style.WIDTH, 0.1, 0.16 / style.WIDTH, high - 0.1))
    figure.colorbar(shown, cax=bar)
    low, top = float(scale.vmin or 0), float(scale.vmax or 0)
    bar.set_yticks((low, 0, top), [style.number(value, 2) for value in (low, 0, top)])
    bar.tick_params(length=0)
    bar.set_title("weight", fontsize=style.SMALL, pad=9)
    size = f"{images.shape[1]} × {images.shape[2]}"
    alt = (
        f"The weights of {len(images)} hidden units as images of {size} pixels, all on one scale from "
        f"{style.number(low, 2)} in blue over 0 in white to {style.number(top, 2)} in orange and brown. "
        f"{_agreement(images, across, rows)}"
    )
    takeaway = (
        "White pixels raise the unit's pre-activation where its image is orange or brown, and lower it where it is "
        "blue."
    )
    return Picture(figure, alt, takeaway)


def _agreement(images: np.ndarray, across: int, rows: Sequence[str]) -> str:
    """How far neighbouring pixels have similar weights: what tells a shape from a random start, which has 0."""
    parts = {name: images[i * across : (i + 1) * across] for i, name in enumerate(rows)} or {"": images}
    said = [f"{style.number(_with_the_next(part), 2)}{' ' * bool(name)}{name}" for name, part in parts.items()]
    return f"The correlation of weights side by side, 0 for random ones, is {', '.join(said)}."


def _with_the_next(images: np.ndarray) -> float:
    one, other = images[:, :, 1:].ravel(), images[:, :, :-1].ravel()
    return float(np.corrcoef(one, other)[0, 1]) if np.ptp(one) and np.ptp(other) else 0.0
