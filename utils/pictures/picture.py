"""What a notebook displays: a figure, its alt text and its takeaway. Knows nothing of what is drawn."""

from __future__ import annotations

import base64
import html
import io
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from utils.pictures import style

CSS_PIXELS_PER_INCH = 100  # a figure 7.5 inches wide fills a notebook's column of 750 to 800 pixels
DPI = 2 * CSS_PIXELS_PER_INCH  # two image pixels for each of them: crisp on every screen


@dataclass(frozen=True)
class Picture:
    """A figure that is rendered only when it is displayed.

    Attributes:
        figure: the Matplotlib figure, made without pyplot.
        alt: what a reader who cannot see the figure needs to know; plain text.
        takeaway: the one sentence to remember; plain text, shown below the figure.
    """

    figure: Figure
    alt: str
    takeaway: str

    def png(self) -> bytes:
        """The image; the same bytes at every call, on every day."""
        raw, png = io.BytesIO(), io.BytesIO()
        with style.drawing():
            self.figure.savefig(raw, format="png", dpi=DPI, pil_kwargs={"compress_level": 1})
        _with_few_colours(Image.open(raw)).save(png, format="png", optimize=True)
        return png.getvalue()

    def html(self) -> str:
        """The image with its alt text, and the takeaway as its caption."""
        data = base64.b64encode(self.png()).decode("ascii")
        width = round(self.figure.get_figwidth() * CSS_PIXELS_PER_INCH)
        return (
            f'<figure style="margin: 0"><img alt="{html.escape(self.alt)}" src="data:image/png;base64,{data}"'
            f' width="{width}" style="max-width:100%"/>'
            f"<figcaption>{html.escape(self.takeaway)}</figcaption></figure>"
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": self.html(), "text/plain": f"{self.alt}\n{self.takeaway}"}


def _with_few_colours(image: Image.Image) -> Image.Image:
    """The image with each colour rounded to a step of 8 out of 255, with a palette if 256 colours are then enough.

    Notebooks carry their pictures: this takes two thirds off, and no eye sees it. Unlike a palette fitted to
    the image it moves each pixel by itself, so two images that nearly agree still do.
    """
    steps = (np.asarray(image.convert("RGB"), dtype=np.int32) + 4) // 8  # 0 … 32
    codes = (steps[..., 0] * 33 + steps[..., 1]) * 33 + steps[..., 2]
    used = np.flatnonzero(np.bincount(codes.ravel()))
    if used.size > 256:
        return Image.fromarray(np.minimum(8 * steps, 255).astype(np.uint8))
    place = np.zeros(33**3, dtype=np.uint8)
    place[used] = np.arange(used.size)
    colours = np.stack([used // 33**2, used // 33 % 33, used % 33], axis=1)
    few = Image.frombytes("P", image.size, place[codes].tobytes())
    few.putpalette(np.minimum(8 * colours, 255).astype(np.uint8).tobytes())
    return few
