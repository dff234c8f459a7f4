"""The sixteen gates of two inputs in the hidden space of the lecture's XOR network. Knows that network and no other."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Ellipse

from utils.pictures import style
from utils.pictures.hidden import INPUTS, LOOK, WHERE_1, step
from utils.pictures.picture import Picture

# Truth tables in counting order, (0, 0), (0, 1), (1, 0), (1, 1), and what a gate is called.
NAMES = {
    "0000": "never", "0001": "AND", "0111": "OR", "0110": "XOR",
    "1111": "always", "1110": "NAND", "1000": "NOR", "1001": "XNOR",
    "0011": "x₁", "0101": "x₂", "0010": "x₁, not x₂", "0100": "x₂, not x₁",
    "1100": "not x₁", "1010": "not x₂", "1011": "x₁ or not x₂", "1101": "x₂ or not x₁",
}  # fmt: skip
PLACES = step(np.stack([INPUTS.sum(axis=1) - 0.5, INPUTS.sum(axis=1) - 1.5], axis=1))  # (h1, h2) of each input
HEIGHT = 6.6
LEFT, CELL, PANEL = 0.12, 1.84, 1.02  # inches: the left edge, from one panel to the next, the size of one


@style.picture
def gates_in_hidden_space() -> Picture:
    """All sixteen gates in hidden space: the eight that a line separates there, and the eight that none does."""
    figure = style.new_figure(HEIGHT)
    canvas = style.canvas_in_inches(figure)
    tables = [tuple(map(int, name)) for name in NAMES]
    can = [table for table in tables if _line(table) is not None]
    cannot = [table for table in tables if _line(table) is None]
    canvas.text(LEFT, 6.45, f"A line separates these {len(can)}", va="center", weight="bold", gid="heading")
    words = f"No line separates these {len(cannot)}: at (1, 0) both labels meet"
    canvas.text(LEFT, 3.2, words, va="center", weight="bold", gid="heading")
    for group, top in ((can, 6.33), (cannot, 3.08)):
        for i, table in enumerate(group):
            row, column = divmod(i, 4)
            x, y = LEFT + column * CELL + 0.28, top - row * 1.36 - 0.24 - PANEL
            panel = figure.add_axes((x / style.WIDTH, y / HEIGHT, PANEL * 1.2 / style.WIDTH, PANEL / HEIGHT))
            panel.set_gid("".join(map(str, table)))
            _gate(panel, table)
            if column:
                panel.set_yticklabels([])
            if not row:
                panel.set_xticklabels([])
            if not row and not column:
                panel.text(1.75, -0.42, "$h_1$", ha="left", va="center", fontsize=13, gid="axis")
                panel.text(-0.62, 1.42, "$h_2$", ha="right", va="center", fontsize=13, gid="axis")
    shown = {True: _said(can), False: _said(cannot)}
    alt = (
        "Sixteen small panels, one for each gate, with h1 and h2 of the XOR network for axes. The four inputs stand at "
        "three places: (0, 0); (1, 0), which holds both (0, 1) and (1, 0); and (1, 1). A disc is an output of 1, a "
        f"square of 0. A line separates discs from squares for {len(can)} gates: {shown[True]}. For the other "
        f"{len(cannot)}, a disc and a square stand at the same place, in a ring: {shown[False]}."
    )
    return Picture(
        figure,
        alt,
        f"In hidden space a line separates {len(can)} of the 16 gates: it gains XOR and XNOR, and "
        f"loses the {len(cannot)} gates that tell (0, 1) from (1, 0).",
    )


def _line(table: tuple[int, ...]) -> tuple[np.ndarray, float] | None:
    """A threshold unit on (h1, h2) that computes the gate: its weights and bias; None if there is none."""
    wanted: dict[tuple, set[int]] = {tuple(place): set() for place in PLACES}
    for place, label in zip(PLACES, table, strict=True):
        wanted[tuple(place)].add(label)
    if any(len(labels) > 1 for labels in wanted.values()):
        return None
    # Three places that are on no line: an affine function takes any values there, so ½ and −½ as the gate wants.
    A = np.array([[*place, 1.0] for place in wanted])
    *w, b = np.linalg.solve(A, [labels.copy().pop() - 0.5 for labels in wanted.values()])
    return np.array(w), float(b)


def _said(tables: list[tuple[int, ...]]) -> str:
    return "; ".join(NAMES["".join(map(str, table))] for table in tables)


def _gate(axes: Axes, table: tuple[int, ...]) -> None:
    code = "".join(map(str, table))
    axes.set(xlim=(-0.5, 1.7), ylim=(-0.42, 1.42), xticks=(0, 1), yticks=(0, 1))
    axes.tick_params(labelsize=10, length=2.5, pad=2)
    for side in ("right", "top"):
        axes.spines[side].set_visible(False)
    special = NAMES[code] in ("XOR", "XNOR")
    axes.set_title(NAMES[code], fontsize=style.SMALL, pad=3, color=style.ink(style.ACCENT) if special else style.TEXT,
                   weight="bold" if special else "normal")  # fmt: skip
    separated = _line(table)
    if separated is not None:
        w, b = separated
        across, up = np.meshgrid(np.linspace(-0.5, 1.7, 300), np.linspace(-0.42, 1.42, 300))
        z = w[0] * across + w[1] * up + b
        axes.contourf(across, up, step(z), levels=[0.5, 1.5], colors=[WHERE_1], zorder=0)
        if w.any():
            axes.contour(across, up, z, levels=[0], colors=[style.TEXT], linewidths=1.5, zorder=1)
    for place in {tuple(place) for place in PLACES}:
        labels = [label for at, label in zip(PLACES, table, strict=True) if tuple(at) == place]
        if len(set(labels)) == 1:
            axes.plot(*place, **LOOK[labels[0]], markersize=8, linestyle="", zorder=3, gid="place")
            continue
        for shift, label in zip((-0.14, 0.14), sorted(labels), strict=True):
            axes.plot(place[0] + shift, place[1], **LOOK[label], markersize=8, linestyle="", zorder=3, gid="conflict")
        axes.add_patch(
            Ellipse(place, 0.72, 0.5, facecolor="none", edgecolor=style.TEXT, linewidth=1.5, zorder=2, gid="ring")
        )
