"""Draws any small computation graph: values above the nodes, error signals below. Computes neither."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path

from utils.pictures import style
from utils.pictures.layout import Edge, Layout, Parents, arrange
from utils.pictures.picture import Picture

RADIUS = 0.23  # inches, of a node
OFFSET = 0.07  # between a node and the texts above and below it
NUMBER = 14  # points, of a value or an error signal
LINE = 0.21  # inches, the height of one line of them
MARGIN = 0.15
COLUMN_GAP = 0.4  # the least free space between the texts of two columns
HEAD = "-|>,head_length=5,head_width=2.5"
Numbers = Mapping[str, float | str]
Texts = Mapping[str, str]
Spot = Callable[[float, float], tuple[float, float]]  # (column, row) -> (x, y) in inches


@dataclass(frozen=True)
class _Node:
    x: float
    y: float
    half: float  # half the width of the box; its height is always 2 * RADIUS


@style.picture
def draw_graph(
    parents: Parents,
    values: Numbers | None = None,
    signals: Numbers | None = None,
    labels: Mapping[str, str] | None = None,
    takeaway: str | None = None,
    title: str | None = None,
    highlight: Collection[str] = (),
) -> Picture:
    """Draw a computation graph from left to right.

    Args:
        parents: name -> names of its parents, in topological order; `()` for an input. A name may occur twice.
        values: name -> what the forward pass computed, shown above the node; numbers, or texts such as shapes.
        signals: name -> error signal, shown below; nodes left out (data, say) have none.
        labels: name -> what to write in the node; the name in the lecture's notation unless told.
        takeaway: the sentence below the picture.
        title: a line above it.
        highlight: names of the nodes to look at.
    """
    values, signals = values or {}, signals or {}
    for name in [*values, *signals, *(labels or {}), *highlight]:
        if name not in parents:
            raise ValueError(f"draw_graph: {name!r} is no node of the graph; its nodes are {', '.join(parents)}.")
    layout = arrange(parents)
    label = {name: (labels or {}).get(name, f"${style.symbol(name)}$") for name in parents}
    above = {name: _set(value) for name, value in values.items()}
    below = {name: _set(value, style.symbol(name, bar=True)) for name, value in signals.items()}

    figure = style.new_figure(1.0)
    half = {name: max(RADIUS, style.text_width(figure, text, style.LABEL) / 2 + 0.13) for name, text in label.items()}
    xs, width = _across(figure, layout, half, above, below)
    if width > style.WIDTH:  # the signals' symbols can be missed: the nodes have their names
        below = {name: _set(value) for name, value in signals.items()}
        xs, width = _across(figure, layout, half, above, below)
    text_room = OFFSET + LINE
    row_height = 2 * RADIUS + (bool(above) + bool(below)) * text_room + 0.2
    key_room = 0.36
    bottom = MARGIN + bool(below) * (text_room + key_room) + RADIUS
    top = MARGIN + bool(above) * (text_room + key_room) + bool(title) * 0.34 + RADIUS
    figure.set_size_inches(width, bottom + layout.height * row_height + top)
    axes = style.canvas_in_inches(figure)

    def spot(column: float, row: float) -> tuple[float, float]:
        return xs[round(column)], bottom + (layout.height - row) * row_height

    nodes = {name: _Node(*spot(*place), half[name]) for name, place in layout.places.items()}
    _draw_edges(axes, layout.edges, nodes, spot)
    for name, node in nodes.items():
        _draw_node(axes, name, node, label[name], bool(parents[name]), name in highlight)
        for kind, texts, side, colour in (
            ("value", above, 1, style.VALUE),
            ("signal", below, -1, style.ink(style.SIGNAL)),
        ):
            if name in texts:
                look: dict[str, Any] = {
                    "ha": "center",
                    "va": "bottom" if side > 0 else "top",
                    "fontsize": NUMBER,
                    "color": colour,
                }
                paper = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}  # an arrow may pass behind
                height = node.y + side * (RADIUS + OFFSET)
                axes.text(node.x, height, texts[name], gid=f"{kind}:{name}", bbox=paper, zorder=2.5, **look)
    if title:
        axes.text(
            MARGIN, figure.get_figheight() - 0.12, title, va="top", fontsize=style.SIZE, weight="bold", gid="title"
        )
    if above:
        _key(axes, MARGIN, figure.get_figheight() - 0.26 - bool(title) * 0.34, "value", style.VALUE, forward=True)
    if below:
        _key(axes, width - MARGIN, 0.24, "error signal", style.ink(style.SIGNAL), forward=False)
    return Picture(figure, _alt(parents, values, signals, highlight), takeaway or _takeaway(values, signals))


def _set(value: float | str, symbol: str = "") -> str:
    """The text of a number in the picture, after its symbol and an equals sign if it has one."""
    if isinstance(value, str):
        return f"${symbol}$ = {value}" if symbol else value
    equals = f"{symbol} = " if symbol else ""
    return f"${equals}{style.math_number(value)}$"


def _said(value: float | str) -> str:
    return value if isinstance(value, str) else style.number(value)


def _across(
    figure: Figure, layout: Layout, half: Mapping[str, float], above: Texts, below: Texts
) -> tuple[list[float], float]:
    """The columns' centres, and the figure's width: even steps where texts allow it, never so narrow that they meet."""
    widest = [RADIUS] * layout.columns
    for name, (column, _) in layout.places.items():
        texts = [style.text_width(figure, kind[name], NUMBER) / 2 for kind in (above, below) if name in kind]
        widest[round(column)] = max(widest[round(column)], half[name], *texts)
    least = [a + b + COLUMN_GAP for a, b in zip(widest, widest[1:], strict=False)]
    room = style.WIDTH - 2 * MARGIN - widest[0] - widest[-1]
    if sum(least) > room:
        least = [step - COLUMN_GAP / 2 for step in least]
    even = min(1.6, room / max(1, len(least)))
    steps = [max(even, need) for need in least]
    if sum(steps) > room:
        spare = max(0.0, room - sum(least)) / max(1, len(least))
        steps = [need + spare for need in least]
    centres = MARGIN + widest[0] + np.concatenate(([0.0], np.cumsum(steps)))
    return [float(x) for x in centres], float(centres[-1] + widest[-1] + MARGIN)


def _draw_node(axes: Axes, name: str, node: _Node, label: str, computed: bool, highlighted: bool) -> None:
    look: dict[str, Any] = {
        "facecolor": style.YELLOW if highlighted else "white" if computed else style.PALE,
        "edgecolor": style.TEXT,
        "linewidth": 2.2 if highlighted else 1.2,
        "gid": f"node:{name}",
        "zorder": 3,
    }
    if computed and node.half == RADIUS:
        axes.add_patch(Circle((node.x, node.y), RADIUS, **look))
    else:
        style_of_box = f"round,pad=0,rounding_size={RADIUS if computed else 0.06}"
        corner = (node.x - node.half, node.y - RADIUS)
        axes.add_patch(FancyBboxPatch(corner, 2 * node.half, 2 * RADIUS, boxstyle=style_of_box, **look))
    axes.text(
        node.x, node.y, label, ha="center", va="center_baseline", fontsize=style.LABEL, gid=f"label:{name}", zorder=4
    )


def _draw_edges(axes: Axes, edges: Sequence[Edge], nodes: Mapping[str, _Node], spot: Spot) -> None:
    """Curves that leave and enter each node side by side, in the order of where they come from and go to."""
    stops = []
    for edge in edges:
        start, end = nodes[edge.parent], nodes[edge.child]
        stops.append([(start.x, start.y), *(spot(*place) for place in edge.via), (end.x, end.y)])
    leaving: dict[int, float] = {}
    entering: dict[int, float] = {}
    for name, node in nodes.items():
        leaving |= _fan({e: stops[e][1][1] - node.y for e, edge in enumerate(edges) if edge.parent == name})
        entering |= _fan({e: stops[e][-2][1] - node.y for e, edge in enumerate(edges) if edge.child == name})
    for e, edge in enumerate(edges):
        start, end = nodes[edge.parent], nodes[edge.child]
        a, b = leaving[e], entering[e]
        reach = RADIUS + 0.02  # the arrow's head stops short of the box
        first = np.array([start.x + start.half - RADIUS + RADIUS * np.cos(a), start.y + RADIUS * np.sin(a)])
        last = np.array([end.x - end.half + RADIUS - reach * np.cos(b), end.y + reach * np.sin(b)])
        points = [first, *(np.array(stop) for stop in stops[e][1:-1]), last]
        # Two arrows between the same two nodes bulge; all others run level near nodes, clear of their texts.
        twin = sum((edge.parent, edge.child) == (other.parent, other.child) for other in edges) > 1
        tangents = [np.array([1.0, 0.0]) for _ in points]
        if twin:
            tangents[0], tangents[-1] = np.array([np.cos(a), np.sin(a)]), np.array([np.cos(b), -np.sin(b)])
        vertices, codes = [points[0]], [Path.MOVETO]
        for p, q, u, v in zip(points, points[1:], tangents, tangents[1:], strict=False):
            handle = 0.5 * (q[0] - p[0])
            vertices += [p + handle * u, q - handle * v, q]
            codes += [Path.CURVE4] * 3
        axes.add_patch(
            FancyArrowPatch(
                path=Path(vertices, codes),
                arrowstyle=HEAD,
                linewidth=1.2,
                color=style.GREY,
                zorder=2,
                gid=f"edge:{edge.parent}->{edge.child}",
            )
        )


def _fan(rises: Mapping[int, float]) -> dict[int, float]:
    """For each edge, by how much its other end is higher, the angle at which it meets the node."""
    ranked = sorted(rises, key=lambda e: -rises[e])
    over = [e for e in ranked if rises[e] > 0.1]
    under = [e for e in ranked if rises[e] < -0.1]
    level = [e for e in ranked if e not in over and e not in under]
    angles = {e: 0.6 + 0.3 * i for i, e in enumerate(reversed(over))}
    angles |= {e: -0.6 - 0.3 * i for i, e in enumerate(under)}
    return angles | {e: 0.6 * ((len(level) - 1) / 2 - i) for i, e in enumerate(level)}


def _key(axes: Axes, x: float, y: float, text: str, colour: str, forward: bool) -> None:
    """What the coloured numbers are, and which way they are computed."""
    sign = 1 if forward else -1
    width = style.text_width(axes.figure, text, style.SMALL)
    axes.text(
        x,
        y,
        text,
        color=colour,
        fontsize=style.SMALL,
        va="center_baseline",
        ha="left" if forward else "right",
        gid=f"key:{text}",
    )
    start = x + sign * (width + 0.1)
    axes.add_patch(
        FancyArrowPatch(
            (start, y), (start + sign * 0.8, y), arrowstyle=HEAD, color=colour, linewidth=1.6, shrinkA=0, shrinkB=0
        )
    )


def _alt(parents: Parents, values: Numbers, signals: Numbers, highlight: Collection[str]) -> str:
    sentences = []
    for name, above in parents.items():
        origin = f"computed from {' and '.join(above)}" if above else "an input"
        parts = [f"{name}, {origin}"]
        if name in values:
            parts.append(f"value {_said(values[name])}")
        if name in signals:
            parts.append(f"error signal {_said(signals[name])}")
        if name in highlight:
            parts.append("highlighted")
        sentences.append(", ".join(parts))
    size = "1 node" if len(parents) == 1 else f"{len(parents)} nodes"
    return f"Computation graph of {size}, from left to right: {'; '.join(sentences)}."


def _takeaway(values: Numbers, signals: Numbers) -> str:
    if signals:
        return "Values are computed from left to right, error signals from right to left along the same arrows."
    if values:
        return "Each value is computed from those whose arrows reach it, from left to right."
    return "Each node is computed from the nodes whose arrows lead to it."
