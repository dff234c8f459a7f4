"""The pictures of a layer: the shapes of a forward pass, and what layers do to a grid of inputs."""

from __future__ import annotations

import numpy as np
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
    for top, line in zip((5.0, 2.4), lines, strict=True):
        _line(axes, top, line, sizes)
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


def _line(axes: Axes, top: float, line: tuple, sizes: dict[str, int]) -> None:
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
    sign = "\N{GREEK SMALL LETTER PHI}"
    for x, written in zip(SIGNS, (f"= {sign}(", "@", "+", ")"), strict=True):
        axes.text(x, middle, written, ha="center", va="center", family="monospace", fontsize=15)
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


# Three linear layers with two units each, and one layer whose pre-activations the logistic function visibly bends.
LINEAR = (
    (np.array([[0.9, 0.5], [-0.3, 1.0]]), np.array([0.2, -0.1])),
    (np.array([[1.1, -0.4], [0.6, 0.8]]), np.array([-0.3, 0.4])),
    (np.array([[0.8, 0.3], [-0.5, 0.9]]), np.array([0.1, 0.2])),
)
BENDING = (np.array([[2.4, 1.1], [-1.3, 2.6]]), np.array([0.6, -0.4]))
CORNERS = {"s": (-1, -1), "o": (1, -1), "D": (1, 1), "^": (-1, 1)}


@style.picture
def carried_grid() -> Picture:
    """A square grid of inputs; the same grid after three linear layers; and after one linear layer followed by σ."""
    figure = style.new_figure(3.0)
    panels = figure.subplots(1, 3)
    figure.subplots_adjust(left=0.075, right=0.99, bottom=0.165, top=0.88, wspace=0.3)
    titles = ("inputs", "after 3 linear layers", "after 1 layer and $\\sigma$")
    names = (("x_1", "x_2"), ("y_1", "y_2"), ("h_1", "h_2"))
    for axes, carry, title, (across, up) in zip(panels, (_unmoved, _linear, _bent), titles, names, strict=True):
        _grid(axes, carry)
        axes.set_title(title, fontsize=style.SIZE, pad=9, gid="title")
        axes.set_xlabel(f"${across}$", labelpad=1)
        axes.set_ylabel(f"${up}$", labelpad=1)
        axes.set_aspect("equal")
    for axes, low, size, ticks in (
        (panels[0], (-1.2, -1.2), 2.4, (-1, 0, 1)),
        (panels[1], (-1.75, -1.35), 3.9, (-1, 0, 1, 2)),
        (panels[2], (-0.08, -0.08), 1.16, (0, 0.5, 1)),
    ):
        axes.set(xlim=(low[0], low[0] + size), ylim=(low[1], low[1] + size), xticks=ticks, yticks=ticks)
    corners = [
        ", ".join(_point(carry(np.array(corner, dtype=float))) for corner in CORNERS.values())
        for carry in (_linear, _bent)
    ]
    alt = (
        "Three panels. First a square grid of inputs, its corners marked. Then the same grid after three linear "
        "layers: a parallelogram of straight, parallel, evenly spaced lines, with corners at "
        f"{corners[0]}. "
        "Last the grid after one linear layer and σ: its lines are curved and crowd towards the sides of the unit "
        f"square, with corners at {corners[1]}."
    )
    takeaway = "However many linear layers: straight lines stay straight and parallel ones parallel; σ bends them."
    return Picture(figure, alt, takeaway)


def _point(at: np.ndarray) -> str:
    return f"({style.number(at[0], 2)}, {style.number(at[1], 2)})"


def _unmoved(points: np.ndarray) -> np.ndarray:
    return points


def _linear(points: np.ndarray) -> np.ndarray:
    for W, b in LINEAR:
        points = points @ W.T + b
    return points


def _bent(points: np.ndarray) -> np.ndarray:
    W, b = BENDING
    return 0.5 * (1 + np.tanh(0.5 * (points @ W.T + b)))


def _grid(axes: Axes, carry) -> None:
    along = np.linspace(-1, 1, 81)
    for level in np.linspace(-1, 1, 7):
        for vary, colour, dashes in ((0, style.BLUE, "-"), (1, style.ORANGE, (0, (4, 1)))):
            line = np.full((81, 2), level)
            line[:, vary] = along
            moved = carry(line)
            axes.plot(moved[:, 0], moved[:, 1], color=colour, linewidth=1.4, linestyle=dashes, gid=f"along:{vary}")
    for marker, corner in CORNERS.items():
        at = carry(np.array(corner, dtype=float))
        axes.plot(*at, marker, color=style.TEXT, markersize=7, gid="corner")
