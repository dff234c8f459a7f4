"""How every picture looks: colours, fonts, numbers and symbols. Knows nothing of what a picture shows."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast

import matplotlib.style
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure, SubFigure
from matplotlib.text import Text

from utils.drawn import Draws, only_to_look_at

# The palette of Okabe and Ito, which colour-blind readers can tell apart.
ORANGE = "#E69F00"
SKY = "#56B4E9"
GREEN = "#009E73"
YELLOW = "#F0E442"
BLUE = "#0072B2"
VERMILLION = "#D55E00"
PURPLE = "#CC79A7"

TEXT = "#222222"
GREY = "#6B6B6B"  # axes, arrows, second thoughts
FAINT = "#A8A8A8"  # lines in the background
PALE = "#E8E8E8"  # areas

VALUE = BLUE  # what is computed forward
SIGNAL = VERMILLION  # what is computed backward
ACCENT = VERMILLION  # the one thing to look at

WIDTH = 7.5  # inches: 750 pixels in a notebook
SIZE = 12  # points: 16 pixels there, 13 where the picture is shown 600 wide
SMALL = 11
LABEL = 15  # mathematics that stands alone: its font is smaller than the other at the same size

# Everything else is Matplotlib's own default, whatever the reader's settings are.
SETTINGS: Mapping[str, object] = {
    "font.family": "DejaVu Sans",
    "font.size": SIZE,
    "mathtext.fontset": "stix",
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "axes.edgecolor": GREY,
    "axes.labelcolor": TEXT,
    "axes.labelsize": SIZE,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "text.color": TEXT,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.labelcolor": TEXT,
    "ytick.labelcolor": TEXT,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "lines.solid_capstyle": "round",
}

_GREEK = {name: name for name in ("sigma", "psi", "phi", "alpha", "beta", "mu", "theta")} | {"lam": "lambda"}


@contextmanager
def drawing() -> Iterator[None]:
    """The settings of all pictures, while one is drawn or rendered: a context, and a decorator."""
    with matplotlib.style.context(["default", dict(SETTINGS)]):
        yield


def picture(draw: Draws) -> Draws:
    """A decorator for every function that draws a picture: in our style, and not where nobody looks."""

    @only_to_look_at
    @functools.wraps(draw)
    def in_our_style(*arguments: Any, **keywords: Any) -> Any:
        with drawing():
            return draw(*arguments, **keywords)

    return cast(Draws, in_our_style)


def new_figure(height: float, width: float = WIDTH) -> Figure:
    """An empty figure in inches, with the canvas that measures texts; pyplot never hears of it."""
    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)
    return figure


def canvas_in_inches(figure: Figure) -> Axes:
    """Invisible axes over the whole figure whose coordinates are inches, from the lower left corner."""
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, figure.get_figwidth()), ylim=(0, figure.get_figheight()))
    axes.set_axis_off()
    return axes


def text_width(figure: Figure | SubFigure, text: str, size: float) -> float:
    """The width in inches that the text takes at this size in points."""
    probe = Text(0, 0, text, fontsize=size)
    probe.set_figure(figure)
    return probe.get_window_extent(cast(FigureCanvasAgg, figure.canvas).get_renderer()).width / figure.dpi


def ink(colour: str) -> str:
    """The colour, darkened as far as text on white needs it (a contrast of 4.5)."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    shade = 1.0
    while contrast((shade * red, shade * green, shade * blue)) < 4.5:
        shade -= 0.02
    return "#" + "".join(f"{int(shade * part * 255):02X}" for part in (red, green, blue))


def contrast(rgb: tuple[float, float, float]) -> float:
    """The contrast of a colour with white, from 1 to 21, as the web's accessibility guidelines define it."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def number(value: float, digits: int = 3) -> str:
    """A number for texts: three digits, a true minus, 1.2×10⁻⁵ where it is tiny."""
    mantissa, exponent = _parts(value, digits)
    if not exponent:
        return mantissa
    power = "10" + exponent.translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return power if mantissa == "1" else f"{mantissa}×{power}"


def math_number(value: float, digits: int = 3) -> str:
    """The same number, for use between dollar signs."""
    mantissa, exponent = _parts(value, digits)
    if not exponent:
        return mantissa
    power = f"10^{{{exponent}}}"
    return power if mantissa == "1" else rf"{mantissa} \times {power}"


def _parts(value: float, digits: int) -> tuple[str, str]:
    value = float(value)
    mantissa, _, exponent = f"{value if value else 0.0:.{digits}g}".partition("e")
    return mantissa.replace("-", "\N{MINUS SIGN}"), str(int(exponent)) if exponent else ""


def symbol(name: str, bar: bool = False) -> str:
    """A name of the code in the lecture's notation, for use between dollar signs; with its bar for an error signal.

    `J`, `L` and `R` are the lecture's script letters, `w1` and `h_1` get subscripts, `L_reg` an upright one.
    """
    matched = re.fullmatch(r"([A-Za-z]+?)_?(\d+|(?<=_)[A-Za-z]\w*)?", name)
    stem, index = matched.groups() if matched else (name, None)
    if stem in ("J", "L", "R"):
        stem = rf"\mathcal{{{stem}}}"
    elif stem in _GREEK:
        stem = rf"\{_GREEK[stem]}"
    elif len(stem) > 1:
        stem = rf"\mathrm{{{stem}}}".replace("_", r"\_")
    if index is None:
        line = "overline" if stem.startswith(r"\mathrm") else "bar"
        return rf"\{line}{{{stem}}}" if bar else stem
    index = index if index.isdigit() or len(index) == 1 else rf"\mathrm{{{index}}}".replace("_", r"\_")
    if bar and index.isdigit():
        return rf"\bar{{{stem}}}_{{{index}}}"
    return rf"\overline{{{stem}_{{{index}}}}}" if bar else f"{stem}_{{{index}}}"
