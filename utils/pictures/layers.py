"""The picture of layers in a row: the shapes of a forward pass."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from utils.pictures import style
from utils.pictures.picture import Picture

CENTRES = (0.95, 2.85, 4.65, 6.4)  # inches: the four arrays of a line
SIGNS = (1.83, 3.68, 5.5, 7.05)
COLOURS = {"N": style.GREY, "D": style.BLUE, "H": style.VERMILLION, "K": style.GREEN}
DASHES = {"N": "-", "D": (0, (4, 1)), "H": (0, (1, 0.8)), "K": (0, (5, 1, 1, 1))}


@style.picture
def shape_ledger(N: int = 5, D: int = 3, H: int = 4, K: int = 2) -> Picture:
    """The two lines of a forward pass, every array drawn with as many cells as it has numbers.

    Args:
        N: examples.
        D: inputs.
        H: hidden units.
        K: outputs.
    """
    sizes = {"N": N, "D": D, "H": H, "K": K}
    if min(sizes.values()) < 1 or max(sizes.values()) > 8:
        raise ValueError(f"shape_ledger: the sizes must be between 1 and 8; they are {N}, {D}, {H} and {K}.")
    figure = style.new_figure(5.1)
    axes = style.canvas_in_inches(figure)
    lines = (
        (("h1", "NH"), ("X", "ND"), ("W1.T", "DH"), ("b1", "H"), "D"),
        (("Y", "NK"), ("h1", "NH"), ("W2.T", "HK"), ("b2", "K"), "H"),
    )
    for top, line, phi in zip((5.0, 2.4), lines, ("φ₁", "φ₂"), strict=True):  # each layer has its own
        _line(axes, top, line, sizes, phi)
    shapes = [
        f"{out[0]} {_shape(out[1], sizes)} is phi of {read[0]} {_shape(read[1], sizes)} times {weight[0]} "
        f"{_shape(weight[1], sizes)} plus {bias[0]} {_shape(bias[1], sizes)}; the {sizes[inner]} of {inner} meet"
        for out, read, weight, bias, inner in lines
    ]
    alt = (
        f"A ledger of the forward pass with N = {N} examples, D = {D} inputs, H = {H} hidden units and K = {K} "
        f"outputs, each array drawn as a grid of cells. {'. '.join(shapes)}."
    )
    return Picture(
        figure, alt, "Two sizes that meet in a product must be equal, and they vanish; the other two remain."
    )


def _shape(letters: str, sizes: dict[str, int]) -> str:
    inside = ", ".join(str(sizes[letter]) for letter in letters)
    return f"({inside},)" if len(letters) == 1 else f"({inside})"


def _line(axes: Axes, top: float, line: tuple, sizes: dict[str, int], phi: str) -> None:
    """One line of the ledger: result = φ(read @ weight + bias), names above, shapes below, centres on one height."""
    (*arrays, inner) = line
    largest = max(sizes.values())
    cell = min(0.22, 1.2 / largest)
    middle = top - 0.55 - cell * largest / 2
    below = middle - cell * largest / 2 - 0.12
    for (name, letters), centre in zip(arrays, CENTRES, strict=True):
        rows, columns = (1 if len(letters) == 1 else sizes[letters[0]]), sizes[letters[-1]]
        left, lowest = centre - columns * cell / 2, middle - rows * cell / 2
        for i in range(rows):
            for j in range(columns):
                axes.add_patch(
                    Rectangle(
                        (left + j * cell, lowest + i * cell),
                        cell,
                        cell,
                        facecolor=style.PALE,
                        edgecolor="white",
                        linewidth=1.5,
                        gid=f"cell:{name}",
                    )
                )
        upper = lowest + rows * cell
        _side(axes, (left, left + columns * cell), (upper + 0.06,) * 2, letters[-1])
        _size(axes, centre, upper + 0.1, letters[-1], "center", "bottom")
        if len(letters) == 2:
            _side(axes, (left - 0.06,) * 2, (lowest, upper), letters[0])
            _size(axes, left - 0.12, middle, letters[0], "right", "center")
        axes.text(centre, top, name, ha="center", va="top", family="monospace", gid="name")
        shape = _shape(letters, sizes)
        axes.text(centre, below, shape, ha="center", va="top", family="monospace", color=style.GREY, gid="shape")
    for x, written in zip(SIGNS, (f"= {phi}(", "@", "+", ")"), strict=True):
        axes.text(
            x, middle, written, ha="center", va="center", family="monospace", fontsize=12 if phi in written else 15
        )
    ends = CENTRES[1] + 0.2, CENTRES[2] - 0.2
    level = below - 0.3
    colour = style.ink(COLOURS[inner])
    axes.plot(
        (ends[0], ends[0], ends[1], ends[1]), (level + 0.07, level, level, level + 0.07), color=colour, gid="bracket"
    )
    says = f"{sizes[inner]} and {sizes[inner]} meet"
    axes.text(sum(ends) / 2, level - 0.05, says, ha="center", va="top", color=colour, gid="meets")


def _size(axes: Axes, x: float, y: float, letter: str, ha: str, va: str) -> None:
    axes.text(x, y, f"${letter}$", ha=ha, va=va, fontsize=14, color=style.ink(COLOURS[letter]), gid="size")


def _side(axes: Axes, x: tuple[float, float], y: tuple[float, float], letter: str) -> None:
    axes.plot(x, y, color=COLOURS[letter], linestyle=DASHES[letter], linewidth=3, solid_capstyle="butt",
              dash_capstyle="butt", gid=f"side:{letter}")  # fmt: skip
