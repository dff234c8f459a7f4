"""The picture of a trace: what was recorded while a program ran, line by line, with values and error signals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch

from utils.pictures import style
from utils.pictures.picture import Picture

MOST = 14  # lines that can be read at a glance
LINE = 0.34  # inches
NAME, FORMULA, VALUE, SIGNAL, WIDTH = 0.75, 1.15, 3.6, 4.9, 5.9
_SIGNS = {"add": "+", "sub": "−", "mul": "·", "div": "/"}


@style.picture
def trace(graph: Sequence[tuple], values: Mapping[str, float], signals: Mapping[str, float] | None = None) -> Picture:
    """A trace as a table: recorded downwards as it ran, and, where error signals are given, read upwards.

    Args:
        graph: the nodes (name, op, parents) in the order in which they were recorded; numbers may be parents.
        values: the value of each node.
        signals: the error signal of each node.
    """
    if not 1 <= len(graph) <= MOST:
        raise ValueError(f"trace: from 1 to {MOST} lines can be shown; there are {len(graph)}.")
    for what, numbers in (("value", values), ("error signal", signals)):
        if numbers is not None and (left := [name for name, *_ in graph if name not in numbers]):
            raise ValueError(f"trace: no {what} of {', '.join(left)}.")
    height = 0.85 + LINE * len(graph)
    figure = style.new_figure(height, WIDTH if signals is not None else VALUE + 0.3)
    axes = style.canvas_in_inches(figure)
    top = height - 0.62
    columns = [(NAME, "recorded", style.TEXT, "left"), (VALUE, "value", style.VALUE, "right")]
    if signals is not None:
        columns.append((SIGNAL, "error signal", style.ink(style.SIGNAL), "right"))
    for x, text, colour, side in columns:
        axes.text(x, height - 0.26, text, color=colour, ha=side, va="center", fontsize=style.SMALL, gid=f"head:{text}")
    for i, (name, op, parents) in enumerate(graph):
        y = top - i * LINE
        look: dict[str, Any] = {"va": "center_baseline", "fontsize": 14}
        axes.text(NAME, y, f"${style.symbol(name)}$", gid=f"name:{name}", **look)
        if op == "input":
            axes.text(FORMULA, y, "input", color=style.GREY, va="center_baseline", gid=f"formula:{name}")
        else:
            axes.text(FORMULA, y, f"$= {_formula(op, parents)}$", gid=f"formula:{name}", **look)
        axes.text(VALUE, y, f"${style.math_number(values[name])}$", ha="right", color=style.VALUE,
                  gid=f"value:{name}", **look)  # fmt: skip
        if signals is not None:
            axes.text(SIGNAL, y, f"${style.math_number(signals[name])}$", ha="right", color=style.ink(style.SIGNAL),
                      gid=f"signal:{name}", **look)  # fmt: skip
    bottom = top - (len(graph) - 1) * LINE
    _arrow(axes, 0.3, top + 0.1, bottom - 0.1, style.VALUE, "forward")
    if signals is not None:
        _arrow(axes, SIGNAL + 0.45, bottom - 0.1, top + 0.1, style.ink(style.SIGNAL), "backward")
    lines = "; ".join(
        f"{name} {'is an input' if op == 'input' else f'= {_words(op, parents)}'}, value {style.number(values[name])}"
        + (f", error signal {style.number(signals[name])}" if signals is not None else "")
        for name, op, parents in graph
    )
    alt = f"A table of {len(graph)} recorded lines, first to last: {lines}."
    takeaway = "Each operation leaves a line as it runs; a parent always stands above its children."
    if signals is not None:
        takeaway = "What was recorded from top to bottom is read from bottom to top: no other order is needed."
    return Picture(figure, alt, takeaway)


def _arrow(axes: Axes, x: float, start: float, end: float, colour: str, text: str) -> None:
    axes.add_patch(FancyArrowPatch((x, start), (x, end), arrowstyle="-|>,head_length=5,head_width=2.5", color=colour,
                                   linewidth=1.6, shrinkA=0, shrinkB=0, gid=f"arrow:{text}"))  # fmt: skip
    if abs(start - end) > 0.9:
        axes.text(x + (0.14 if text == "backward" else -0.14), (start + end) / 2, text, rotation=90, color=colour,
                  ha="center", va="center", fontsize=style.SMALL, gid=f"says:{text}")  # fmt: skip


def _parent(parent: str | float) -> str:
    return style.symbol(parent) if isinstance(parent, str) else style.math_number(parent)


def _formula(op: str, parents: Sequence[str | float]) -> str:
    said = [_parent(parent) for parent in parents]
    if op in _SIGNS:
        sign = {"·": r"\cdot", "−": "-"}.get(_SIGNS[op], _SIGNS[op])
        return f"{said[0]} {sign} {said[1]}"
    plain = {
        "neg": f"-{said[0]}",
        "square": f"{said[0]}^{{2}}",
        "half_square": rf"\frac{{1}}{{2}} {said[0]}^{{2}}",
        "power": f"{said[0]}^{{{said[-1]}}}",
        "exp": rf"\exp\,{said[0]}",
        "logistic": rf"\sigma({said[0]})",
    }
    return plain.get(op, rf"\mathrm{{{op}}}\,{said[0]}")


def _words(op: str, parents: Sequence[str | float]) -> str:
    said = [parent if isinstance(parent, str) else style.number(parent) for parent in parents]
    return f" {_SIGNS[op]} ".join(said) if op in _SIGNS else f"{op}({', '.join(said)})"
