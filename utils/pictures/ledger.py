"""The ledger of a two-layer network: each equation as a formula, for one column, beside the program's, for rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.patches import Rectangle

from utils.pictures import style
from utils.pictures.picture import Picture

CELL = 0.105  # inches
GAP = 0.1  # between an array and a sign
MINUS = "\N{MINUS SIGN}"
SHADES = {"value": "#CFE3F2", "signal": "#F6CDB6", "parameter": "#DADADA"}
MEANS = {"value": "a value of the forward pass, or data", "signal": "an error signal", "parameter": "a parameter"}
KEY = 0.3  # inches at the bottom, for what the shades mean
HALVES = (0.12, 3.82)  # where the formulas begin, and where the program does


@dataclass(frozen=True)
class Array:
    """An array of an equation: what it is called, and its shape in letters."""

    name: str
    shape: str  # such as "NH", "H" for a vector; "H1" for a column, "1H" for one that is transposed
    kind: str  # a key of SHADES


@dataclass(frozen=True)
class Row:
    """One equation as a formula and in the program: arrays with signs between them."""

    formula: tuple[Array | str, ...]
    program: tuple[Array | str, ...]


def _value(name: str, shape: str) -> Array:
    return Array(name, shape, "value")


def _signal(name: str, shape: str) -> Array:
    return Array(name, shape, "signal")


def _parameter(name: str, shape: str) -> Array:
    return Array(name, shape, "parameter")


_W1, _W2 = r"$\mathbf{W}^{(1)}$", r"$\mathbf{W}^{(2)}$"
_B1_BAR, _B2_BAR = r"$\overline{\mathbf{b}}^{(1)}$", r"$\overline{\mathbf{b}}^{(2)}$"
_W1_BAR, _W2_BAR = r"$\overline{\mathbf{W}}^{(1)}$", r"$\overline{\mathbf{W}}^{(2)}$"

ROWS = {
    "forward": (
        Row(
            (_value(r"$\mathbf{z}$", "H1"), "=", _parameter(_W1, "HD"), _value(r"$\mathbf{x}$", "D1"), "+",
             _parameter(r"$\mathbf{b}^{(1)}$", "H1")),
            (_value("Z", "NH"), "=", _value("X", "ND"), "@", _parameter("W1.T", "DH"), "+", _parameter("b1", "H")),
        ),
        Row(
            (_value(r"$\mathbf{h}$", "H1"), r"$= \,\sigma($", _value(r"$\mathbf{z}$", "H1"), ")"),
            (_value("A", "NH"), "= σ(", _value("Z", "NH"), ")"),
        ),
        Row(
            (_value(r"$\mathbf{y}$", "K1"), "=", _parameter(_W2, "KH"), _value(r"$\mathbf{h}$", "H1"), "+",
             _parameter(r"$\mathbf{b}^{(2)}$", "K1")),
            (_value("Y", "NK"), "=", _value("A", "NH"), "@", _parameter("W2.T", "HK"), "+", _parameter("b2", "K")),
        ),
    ),
    "backward": (
        Row(
            (_signal(r"$\bar{\mathbf{y}}$", "K1"), "=", _value(r"$\mathbf{y}$", "K1"), MINUS,
             _value(r"$\mathbf{t}$", "K1")),
            (_signal("Y_bar", "NK"), "= (", _value("Y", "NK"), "-", _value("T", "NK"), ") / N"),
        ),
        Row(
            (_signal(_W2_BAR, "KH"), "=", _signal(r"$\bar{\mathbf{y}}$", "K1"), _value(r"$\mathbf{h}^\top$", "1H")),
            (_signal("W2_bar", "KH"), "=", _signal("Y_bar.T", "KN"), "@", _value("A", "NH")),
        ),
        Row(
            (_signal(_B2_BAR, "K1"), "=", _signal(r"$\bar{\mathbf{y}}$", "K1")),
            (_signal("b2_bar", "K"), "=", _signal("Y_bar", "NK"), ".sum(axis=0)"),
        ),
        Row(
            (_signal(r"$\bar{\mathbf{h}}$", "H1"), "=", _parameter(r"$\mathbf{W}^{(2)\top}$", "HK"),
             _signal(r"$\bar{\mathbf{y}}$", "K1")),
            (_signal("A_bar", "NH"), "=", _signal("Y_bar", "NK"), "@", _parameter("W2", "KH")),
        ),
        Row(
            (_signal(r"$\bar{\mathbf{z}}$", "H1"), "=", _signal(r"$\bar{\mathbf{h}}$", "H1"), r"$\circ$",
             _value(r"$\sigma\prime(\mathbf{z})$", "H1")),
            (_signal("Z_bar", "NH"), "=", _signal("A_bar", "NH"), "*", _value("A * (1 - A)", "NH")),
        ),
        Row(
            (_signal(_W1_BAR, "HD"), "=", _signal(r"$\bar{\mathbf{z}}$", "H1"), _value(r"$\mathbf{x}^\top$", "1D")),
            (_signal("W1_bar", "HD"), "=", _signal("Z_bar.T", "HN"), "@", _value("X", "ND")),
        ),
        Row(
            (_signal(_B1_BAR, "H1"), "=", _signal(r"$\bar{\mathbf{z}}$", "H1")),
            (_signal("b1_bar", "H"), "=", _signal("Z_bar", "NH"), ".sum(axis=0)"),
        ),
    ),
}  # fmt: skip

SAID = {
    "forward": (
        "z is W1 x plus b1 with shapes {H}×1, {H}×{D}, {D}×1, {H}×1; in the program Z is X @ W1.T + b1 with shapes "
        "({N}, {H}), ({N}, {D}), ({D}, {H}), ({H},). Then h is σ of z, and y is W2 h plus b2, with Y ({N}, {K}) as "
        "A ({N}, {H}) @ W2.T ({H}, {K}) + b2 ({K},)"
    ),
    "backward": (
        "the error signal of y, {K}×1, is y minus t; in the program Y_bar ({N}, {K}) is (Y - T) / N. "
        "That of W2, {K}×{H}, is that of y times h transposed; in the program Y_bar.T ({K}, {N}) @ A "
        "({N}, {H}). That of h, {H}×1, is W2 transposed times that of y; in the program Y_bar ({N}, {K}) @ W2 "
        "({K}, {H}). "
        "That of z is that of h times the slope σ′(z), entry by entry; in the program A_bar * A * (1 - A). "
        "That of W1, {H}×{D}, is that of z times x transposed; in the program Z_bar.T ({H}, {N}) @ X ({N}, {D}). The "
        "biases receive the error signals of y and z; in the program, summed over the rows"
    ),
}
TAKEAWAY = {
    "forward": (
        "What is a column in the formulas is a row in the array, so the factors change sides and the weights are "
        "transposed."
    ),
    "backward": (
        "Where a formula multiplies by a transposed column, the program multiplies two whole batches, and sums over "
        "the N examples."
    ),
}
TITLES = ("in formulas: one example, a column", "in the program: N examples, rows")


@style.picture
def two_layer_ledger(part: str, N: int = 5, D: int = 3, H: int = 4, K: int = 2) -> Picture:
    """The equations of a pass, every array drawn with as many cells as it has numbers.

    Args:
        part: "forward" or "backward".
        N: examples.
        D: inputs.
        H: hidden units.
        K: outputs.

    Raises:
        ValueError: another part, or a size that is not between 1 and 6.
    """
    if part not in ROWS:
        raise ValueError(f'two_layer_ledger: part must be "forward" or "backward"; it is {part!r}.')
    sizes = {"N": N, "D": D, "H": H, "K": K, "1": 1}
    if min(sizes.values()) < 1 or max(sizes.values()) > 6:
        raise ValueError(f"two_layer_ledger: the sizes must be between 1 and 6; they are {N}, {D}, {H} and {K}.")
    height = max(sizes.values()) * CELL + 0.62
    rows = ROWS[part]
    figure = style.new_figure(0.42 + height * len(rows) + KEY)
    axes = style.canvas_in_inches(figure)
    top = figure.get_figheight()
    for left, words in zip(HALVES, TITLES, strict=True):
        axes.text(left, top - 0.1, words, va="top", color=style.GREY, gid="title")
    axes.plot((3.66, 3.66), (KEY, top - 0.05), color=style.FAINT, linewidth=1)
    for number, row in enumerate(rows):
        middle = top - 0.42 - height * (number + 0.5)
        for left, items in zip(HALVES, (row.formula, row.program), strict=True):
            _equation(axes, left, middle, items, sizes)
    kinds = {item.kind for row in rows for item in (*row.formula, *row.program) if isinstance(item, Array)}
    x = HALVES[0]
    for kind in (kind for kind in MEANS if kind in kinds):
        axes.add_patch(Rectangle((x, 0.07), CELL * 1.3, CELL * 1.3, facecolor=SHADES[kind], edgecolor="none"))
        axes.text(x + 0.22, 0.07 + CELL * 0.65, MEANS[kind], va="center", fontsize=style.SMALL, gid="key")
        x += 0.22 + style.text_width(figure, MEANS[kind], style.SMALL) + 0.35
    alt = (
        f"A ledger of the {part} pass for N = {N} examples, D = {D} inputs, H = {H} hidden units and K = {K} outputs, "
        f"every array a grid of cells; on the left the formula, on the right the program: {SAID[part].format(**sizes)}."
    )
    return Picture(figure, alt, TAKEAWAY[part])


def _equation(axes: Axes, left: float, middle: float, items: tuple[Array | str, ...], sizes: dict[str, int]) -> None:
    figure, x = axes.figure, left
    for before, item in zip((None, *items), items, strict=False):
        if isinstance(item, str):
            width = style.text_width(figure, item, style.SIZE)
            axes.text(x + width / 2, middle, item, ha="center", va="center", gid="sign")
            x += width + GAP
            continue
        if isinstance(before, Array):
            x += GAP
        formula = item.name.startswith("$")
        size = style.LABEL - 1 if formula else style.SMALL
        shape = _shape(item.shape, sizes, formula)
        wide = max(
            style.text_width(figure, item.name, size), style.text_width(figure, shape, 10), CELL * _columns(item, sizes)
        )
        _cells(axes, x + wide / 2, middle, item, sizes)
        up = middle + _lines(item, sizes) * CELL / 2 + 0.05
        axes.text(x + wide / 2, up, item.name, ha="center", va="bottom", fontsize=size, gid="name")
        down = middle - _lines(item, sizes) * CELL / 2 - 0.05
        axes.text(x + wide / 2, down, shape, ha="center", va="top", fontsize=10, color=style.GREY, gid="shape")
        x += wide + GAP


def _shape(letters: str, sizes: dict[str, int], formula: bool) -> str:
    if formula:
        return "×".join(str(sizes[letter]) for letter in letters)
    return f"({sizes[letters]},)" if len(letters) == 1 else f"({sizes[letters[0]]}, {sizes[letters[1]]})"


def _lines(item: Array, sizes: dict[str, int]) -> int:
    return 1 if len(item.shape) == 1 else sizes[item.shape[0]]


def _columns(item: Array, sizes: dict[str, int]) -> int:
    return sizes[item.shape[-1]]


def _cells(axes: Axes, centre: float, middle: float, item: Array, sizes: dict[str, int]) -> None:
    lines, columns = _lines(item, sizes), _columns(item, sizes)
    x = centre + (np.arange(columns + 1) - columns / 2) * CELL
    y = middle + (np.arange(lines + 1) - lines / 2) * CELL
    cells = QuadMesh(np.stack(np.meshgrid(x, y), axis=-1), facecolor=SHADES[item.kind], edgecolor="white", linewidth=1,
                     gid=f"cells:{item.name}")  # fmt: skip
    axes.add_collection(cells, autolim=False)  # one artist for all: a patch for each cell takes a second to draw
