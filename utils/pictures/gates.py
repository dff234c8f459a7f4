"""What a line can do with two inputs: gates with their boundaries, and the atlas of all sixteen.

Knows the unit 𝕀[w·x + b > 0] and the features ψ(x) = (x1, x2, x1·x2), and how both classes are marked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from utils.pictures import style
from utils.pictures.picture import Picture

INPUTS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
ONE, ZERO = style.BLUE, style.VERMILLION  # the two classes, wherever they are shown
REGION = "#DCEBF5"  # where a unit says 1; pale, and lighter than any text
NAMES = (
    "never", "AND", "x₁, not x₂", "x₁", "x₂, not x₁", "x₂", "XOR", "OR",
    "NOR", "XNOR", "not x₂", "x₁ or not x₂", "not x₁", "x₂ or not x₁", "NAND", "always",
)  # fmt: skip
TABLES = {
    "NOT": np.array([1, 0]),
    "AND": np.array([0, 0, 0, 1]),
    "OR": np.array([0, 1, 1, 1]),
    "NAND": np.array([1, 1, 1, 0]),
}


def mark(axes: Axes, points: np.ndarray, labels: ArrayLike, size: float = 11, zorder: float = 5) -> None:
    """Points of class 1 as filled circles, of class 0 as open squares: they differ in grey too."""
    for label, marker, face, colour in ((1, "o", ONE, ONE), (0, "s", "white", ZERO)):
        chosen = points[np.asarray(labels) == label]
        if not len(chosen):
            continue
        axes.plot(
            chosen[:, 0],
            chosen[:, 1],
            marker,
            linestyle="none",
            markersize=size,
            markerfacecolor=face,
            markeredgecolor=colour,
            markeredgewidth=2.2,
            zorder=zorder,
            clip_on=False,
            gid=f"class {label}",
        )


def shade(axes: Axes, w: np.ndarray, b: float, low: float = -0.45, high: float = 1.45) -> None:
    """The region where w·ψ(x) + b > 0, shaded, and its boundary as a line; w has two entries or three."""
    grid = np.linspace(low, high, 97)
    x1, x2 = np.meshgrid(grid, grid)
    z = w[0] * x1 + w[1] * x2 + b + (w[2] * x1 * x2 if len(w) == 3 else 0.0)
    if z.max() > 0:
        axes.contourf(x1, x2, z, levels=[0, np.inf], colors=[REGION], zorder=0)
    if z.min() < 0 < z.max():
        axes.contour(x1, x2, z, levels=[0], colors=[style.TEXT], linewidths=2, zorder=2)
    axes.set(xlim=(low, high), ylim=(low, high), aspect="equal")


def fitted(labels: ArrayLike, features: np.ndarray) -> tuple[np.ndarray, float, bool]:
    """The least-squares fit of ±1 to the labels of the four inputs, and whether its sign gives every label.

    With two inputs it does for every gate that a line can draw at all; a test tries all sixteen.
    """
    side = 2 * np.asarray(labels) - 1
    *w, b = np.linalg.lstsq(np.column_stack([features, np.ones(len(side))]), side, rcond=None)[0]
    z = features @ np.array(w) + b
    return np.array(w), float(b), bool(((z > 1e-9) == (side > 0)).all() and (np.abs(z) > 1e-9).all())


def bits(number: int) -> np.ndarray:
    """The table of a gate by its number: what it gives to (0,0), (0,1), (1,0) and (1,1), first bit first."""
    return np.array([number >> place & 1 for place in (3, 2, 1, 0)])


def key(figure: Figure, height: float, extra: str = "", region: bool = True, who: str = "unit") -> None:
    """A line of words at this height that says what the marks mean."""
    axes = style.canvas_in_inches(figure)
    axes.set_zorder(-1)
    y = height * figure.get_figheight() + 0.09
    for x, label, says in ((0.3, 1, "1 is wanted"), (1.75, 0, "0 is wanted")):
        mark(axes, np.array([[x, y]]), [label], size=9)
        axes.text(x + 0.15, y, says, va="center", fontsize=style.SMALL, gid="key")
    if not region:
        return
    axes.add_patch(Rectangle((3.2, y - 0.09), 0.26, 0.18, facecolor=REGION, edgecolor=style.FAINT, gid="key"))
    axes.text(3.56, y, f"the {who} says 1{extra}", va="center", fontsize=style.SMALL, gid="key")


@style.picture
def gate_boundaries(weights: Mapping[str, tuple[ArrayLike, float]]) -> Picture:
    """NOT on a line and AND, OR, NAND in the plane, each with the boundary of the given weights.

    Args:
        weights: gate -> (w, b), of the shapes (1,) for NOT and (2,) for the others.
    """
    figure = style.new_figure(2.95)
    said = []
    for place, (gate, table) in enumerate(TABLES.items()):
        w, b = np.asarray(weights[gate][0], dtype=float), float(weights[gate][1])
        axes = figure.add_axes((0.02 + place * 0.2375 + (place > 0) * 0.045, 0.3, 0.21, 0.21 * 7.5 / 2.95))
        axes.set_title(gate, fontsize=style.SIZE, pad=8)
        if gate == "NOT":
            _line(axes, w[0], b, table)
        else:
            shade(axes, w, b)
            mark(axes, INPUTS, table)
            axes.set(xticks=(0, 1), yticks=(0, 1) if place == 1 else ())
            axes.set_xlabel("$x_1$", labelpad=0)
            if place == 1:
                axes.set_ylabel("$x_2$", labelpad=-2, rotation=0, va="center")
        said.append(f"{gate}: {_sum(w, b)} > 0")
    key(figure, 0.03)
    alt = (
        "Four panels, NOT on a line and AND, OR and NAND in the plane of x1 and x2. The inputs are filled circles "
        "where the gate is 1 and open squares where it is 0; the side on which the unit says 1 is shaded. "
        + "; ".join(said)
        + "."
    )
    return Picture(figure, alt, "Each boundary is where z = 0; on its shaded side z is positive, and the unit says 1.")


def _line(axes: Axes, w: float, b: float, table: np.ndarray) -> None:
    edge = -b / w
    ends = (-0.45, edge) if w < 0 else (edge, 1.45)
    axes.fill_between(ends, -0.25, 0.25, color=REGION, linewidth=0)
    axes.plot([edge, edge], [-0.25, 0.25], color=style.TEXT, linewidth=2, gid="boundary")
    axes.plot([-0.45, 1.45], [0, 0], color=style.GREY, linewidth=1, zorder=1)
    mark(axes, np.array([[0.0, 0.0], [1.0, 0.0]]), table)
    axes.set(xlim=(-0.45, 1.45), ylim=(-0.95, 0.95), xticks=(0, 1), yticks=())
    axes.set_xlabel("$x$", labelpad=0)
    axes.spines[["left"]].set_visible(False)


def _sum(w: np.ndarray, b: float) -> str:
    names = ("x",) if len(w) == 1 else ("x1", "x2", "x1·x2")
    text = ""
    for factor, name in [*zip(w, names, strict=False), (b, "")]:
        if factor:
            sign = ("−" if factor < 0 else "") if not text else (" − " if factor < 0 else " + ")
            size = style.number(abs(factor))
            text += sign + (name if size == "1" and name else f"{size} {name}".strip())
    return text or "0"


@style.picture
def gate_atlas(features: bool = False) -> Picture:
    """All sixteen gates of two inputs, each with a boundary where there is one; with ``features`` behind ψ."""
    figure = style.new_figure(7.6)
    psi = np.column_stack([INPUTS, INPUTS.prod(axis=1)]) if features else INPUTS
    drawn, without = 0, []
    for number in range(16):
        row, column = divmod(number, 4)
        table = bits(number)
        w, b, works = fitted(table, psi)
        axes = figure.add_axes((0.03 + column * 0.2475, 0.785 - row * 0.2445, 0.1975, 0.19))
        if works:
            shade(axes, w, b)
            drawn += 1
        else:
            axes.set(xlim=(-0.45, 1.45), ylim=(-0.45, 1.45), aspect="equal")
            axes.set_facecolor("#F4F4F4")
            axes.text(0.5, 0.5, "no line", ha="center", va="center", color=style.ink(style.ACCENT), gid="no line")
            without.append(NAMES[number])
        mark(axes, INPUTS, table, size=9)
        axes.set(xticks=(), yticks=())
        for spine in axes.spines.values():
            spine.set(visible=True, color=style.FAINT if works else style.ACCENT, linewidth=1 if works else 3)
        weight: dict[str, Any] = {} if works else {"color": style.ink(style.ACCENT), "weight": "bold"}
        axes.set_title(NAMES[number], fontsize=style.SMALL, pad=4, gid="name", **weight)
    key(figure, 0.005, r"  ($x_1$ to the right, $x_2$ upwards)")
    what = "a plane in the features x1, x2 and x1·x2" if features else "a straight line"
    alt = (
        "Sixteen small panels in four rows, one for each gate of two inputs: "
        + ", ".join(NAMES)
        + ". In each the four inputs are filled circles where the gate is 1 and open squares where it is 0. "
        f"{drawn} panels show a boundary that separates them, {what}"
        + ("; where x1·x2 is used it is curved." if features else ".")
        + (f" {' and '.join(without)} have none and are framed." if without else "")
    )
    if features:
        return Picture(
            figure, alt, f"With the features ψ, {drawn} of the 16 gates are separable: one more feature is enough."
        )
    missing = " and ".join(without)
    return Picture(figure, alt, f"A line separates {drawn} of the 16 gates; only {missing} are out of reach.")
