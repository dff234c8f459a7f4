"""Formulas with parts of them underlined and named, and the picture of repeated work made of them.

Knows how a formula is set piece by piece, so that it knows where each part is; computes no derivative.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes

from utils.pictures import style
from utils.pictures.picture import Picture

SIZE = 18  # points, of a formula
LEVEL = 0.27  # inches from one underline to the next


@dataclass(frozen=True)
class Mark:
    """How a part is underlined, and the name that the structured lines give it."""

    name: str
    symbol: str
    colour: str
    dashes: str | tuple


@dataclass(frozen=True)
class Marked:
    """A part of a formula with its underline; its pieces may hold such parts again."""

    mark: Mark
    pieces: Sequence[Piece]

    def depth(self) -> int:
        """How many underlines lie between this part and its own."""
        return max((1 + piece.depth() for piece in self.pieces if isinstance(piece, Marked)), default=0)


Piece = str | Marked

Z = Mark("z", "z", style.VERMILLION, "-")
Y = Mark("y", "y", style.BLUE, (0, (4, 1.5)))
SLOPE = Mark("σ′(z)", r"\sigma′(z)", style.PURPLE, (0, (1.2, 1.2)))
Y_BAR = Mark("ȳ", r"\bar{y}", style.ORANGE, (0, (5, 1.5, 1.2, 1.5)))
Z_BAR = Mark("z̄", r"\bar{z}", style.GREEN, "-")

MARKS = (Z, Y, Y_BAR, SLOPE, Z_BAR)
# What the parts are called before error signals are introduced: in a formula, and read aloud.
IN_WORDS = {"z": "z", "y": "y", "ȳ": "y-t", "σ′(z)": r"\sigma′(z)", "z̄": r"(y-t)\;\sigma′(z)"}
SPOKEN = {"z": "z = wx + b", "y": "y = σ(z)", "ȳ": "y − t", "σ′(z)": "σ′(z)", "z̄": "(y − t) σ′(z)"}

_z = Marked(Z, ["wx + b"])
_y_bar = Marked(Y_BAR, ["(", Marked(Y, [r"\sigma(", _z, ")"]), r"\,-\,", "t)"])
_z_bar = Marked(Z_BAR, [_y_bar, r"\;", Marked(SLOPE, [r"\sigma′(", _z, ")"])])

BY_HAND: Sequence[Sequence[Piece]] = (
    (r"\frac{\partial\mathcal{L}}{\partial w}", r"\;=\;", _z_bar, r"\;", "x"),
    (r"\frac{\partial\mathcal{L}}{\partial b}", r"\;=\;", _z_bar),
)
STRUCTURED: Sequence[Sequence[Piece]] = (
    ("z", r"\;=\;", Marked(Z, ["wx + b"])),
    ("y", r"\;=\;", Marked(Y, [r"\sigma(z)"])),
    (r"\bar{y}", r"\;=\;", Marked(Y_BAR, ["y - t"])),
    (r"\bar{z}", r"\;=\;", Marked(Z_BAR, [r"\bar{y}", r"\;", Marked(SLOPE, [r"\sigma′(z)"])])),
    (r"\bar{w}", r"\;=\;", r"\bar{z}\,x"),
    (r"\bar{b}", r"\;=\;", r"\bar{z}"),
)
TIMES = {1: "once", 2: "twice"}


def count_marks(formulas: Sequence[Sequence[Piece]]) -> Counter[str]:
    """How often each underlined part is worked out, as the formulas are written."""
    counts: Counter[str] = Counter()
    pieces = [piece for formula in formulas for piece in formula]
    while pieces:
        piece = pieces.pop()
        if isinstance(piece, Marked):
            counts[piece.mark.name] += 1
            pieces += piece.pieces
    return counts


@style.picture
def repeated_work(structured: bool = False) -> Picture:
    """The two gradients written out by hand, with what they repeat underlined.

    Args:
        structured: False: beside them, how often each part is worked out. True: beside them, the structured lines
            that work out each part once (these are the backward pass of a logistic unit).
    """
    figure = style.new_figure(4.0)
    axes = style.canvas_in_inches(figure)
    left, right, last = 0.2, 4.55, style.WIDTH - 0.2
    top = figure.get_figheight() - 0.3
    heading: dict[str, Any] = {"weight": "bold", "va": "center"}
    axes.text(left, top, "By hand", **heading)
    axes.text(right, top, "Structured" if structured else "Worked out", **heading)
    axes.plot([right - 0.3] * 2, [0.2, top + 0.1], color=style.PALE, linewidth=1.5)
    naming = {mark.name: mark.symbol if structured else IN_WORDS[mark.name] for mark in MARKS}
    for i, formula in enumerate(BY_HAND):
        _draw(axes, left, top - 0.55 - 1.72 * i, formula, naming)
    if structured:
        _draw_structured(axes, right, last, top)
    else:
        _draw_counts(axes, right, last, top)
    counts = count_marks(BY_HAND)
    alt = "dL/dw = (σ(wx + b) − t) σ′(wx + b) x and dL/db = (σ(wx + b) − t) σ′(wx + b), with underlines: "
    if structured:
        alt += ", ".join(f"{mark.name} {_times(counts[mark.name])}" for mark in MARKS)
        alt += (
            ". Beside them the structured lines z = wx + b, y = σ(z), ȳ = y − t, z̄ = ȳ σ′(z), w̄ = z̄ x, b̄ = z̄, "
            f"with the same underlines, each of which occurs {_times(max(count_marks(STRUCTURED).values()))}."
        )
        takeaway = "Once every intermediate value has a name, each is worked out once, and both gradients share them."
    else:
        alt += ", ".join(f"{SPOKEN[mark.name]} {_times(counts[mark.name])}" for mark in MARKS) + "."
        takeaway = (
            f"Written out by hand, wx + b is worked out {_times(counts['z'])}, "
            f"and the whole product that both gradients share {_times(counts['z̄'])}."
        )
    return Picture(figure, alt, takeaway)


def _draw_structured(axes: Axes, right: float, last: float, top: float) -> None:
    before = count_marks(BY_HAND)
    for i, formula in enumerate(STRUCTURED):
        y = top - 0.55 - 0.53 * i
        _draw(axes, right, y, formula)
        parts = [piece for piece in formula if isinstance(piece, Marked)]
        for part in parts:
            inside = [piece for piece in part.pieces if isinstance(piece, Marked)]
            for k, mark in enumerate([part.mark, *(one.mark for one in inside)]):
                _say(axes, last, y - 0.22 * k, f"once, not {_times(before[mark.name])}", mark)


def _draw_counts(axes: Axes, right: float, last: float, top: float) -> None:
    counts = count_marks(BY_HAND)
    for i, mark in enumerate(MARKS):
        y = top - 0.55 - 0.53 * i
        _draw(axes, right, y, (Marked(mark, [IN_WORDS[mark.name]]),))
        _say(axes, last, y, _times(counts[mark.name]), mark)


def _say(axes: Axes, x: float, y: float, text: str, mark: Mark) -> None:
    axes.text(x, y, text, ha="right", va="baseline", color=style.ink(mark.colour), gid=f"count:{mark.name}")


def _times(count: int) -> str:
    return TIMES.get(count, f"{count} times")


def _draw(axes: Axes, x: float, y: float, pieces: Sequence[Piece], naming: Mapping[str, str] | None = None) -> float:
    """Set the pieces from x on, on the baseline y, underlines named by ``naming``; return where they end."""
    for piece in pieces:
        if isinstance(piece, Marked):
            end = _draw(axes, x, y, piece.pieces, naming)
            _underline(axes, x, end, y, piece, naming)
            x = end
        else:
            text = f"${piece}$"
            axes.text(x, y, text, fontsize=SIZE, va="baseline", gid="piece")
            x += style.text_width(axes.figure, text, SIZE)
    return x


def _underline(axes: Axes, start: float, end: float, y: float, part: Marked, naming: Mapping[str, str] | None) -> None:
    y -= 0.17 + part.depth() * (LEVEL if naming else 0.07)
    mark = part.mark
    axes.plot(
        [start + 0.02, end - 0.02],
        [y, y],
        color=mark.colour,
        linestyle=mark.dashes,
        linewidth=2.5,
        solid_capstyle="butt",
        dash_capstyle="butt",
        gid=f"mark:{mark.name}",
    )
    if naming:
        axes.text(
            (start + end) / 2,
            y,
            f"${naming[mark.name]}$",
            ha="center",
            va="center",
            fontsize=style.SIZE + 1,
            color=style.ink(mark.colour),
            gid=f"name:{mark.name}",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
        )
