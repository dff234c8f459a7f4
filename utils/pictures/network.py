"""The drawing of a network with one hidden layer: every weight on its arrow, and the arrows that a formula means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyArrowPatch, Rectangle

from utils.pictures import style
from utils.pictures.picture import Picture

Place = tuple[float, float]  # in inches
HEAD = "-|>,head_length=4.5,head_width=2.2"
SMALL_HEIGHT = 3.05
SIZES = {"x": 3, "h": 4, "y": 2}  # of the small drawings: all different
MARKED = style.YELLOW
DRAWN = "A network with 3 inputs, 4 hidden units and 2 outputs, drawn once for each formula. "
ALT = {
    "weights": (
        "A network of two inputs x1 and x2, two hidden units h1 and h2, and two outputs y1 and y2, with an arrow from "
        "every input to every hidden unit and from every hidden unit to every output. On each arrow stands its weight: "
        "w12 of the first layer, marked, is on the arrow from x2 to h1. Each hidden unit and each output has its bias. "
        "On the right the same weights as arrays: W1 has a row for each hidden unit that arrows lead to and a column "
        "for each input that they come from, and w12 is marked there too, in row 1 and column 2; W2 has a row for "
        "each output and a column for each hidden unit."
    ),
    "forward": (
        f"{DRAWN}For z of hidden unit j, the arrows from all inputs into it are marked, with the weights wj1, wj2 and "
        "wj3. For output k, the arrows from all hidden units into it are marked, with the weights wk1 to wk4."
    ),
    "backward": (
        f"{DRAWN}For the error signal of one weight of the second layer, one arrow is marked, from hidden unit j to "
        "output k, with h of j at its beginning and the error signal of y of k at its end: their product is the "
        "weight's error signal. For the error signal of h of j, all arrows that leave hidden unit j are marked, with "
        "the weights w1j and w2j, and the error signals of the outputs at their ends. For one weight of the first "
        "layer, the arrow from input d to hidden unit j is marked, with x of d at its beginning and the error signal "
        "of z of j at its end. The last two formulas are left for the reader."
    ),
}
TAKEAWAY = {
    "weights": "The first index of a weight says where its arrow ends, the second where it begins: W[to, from].",
    "forward": "Forward, a unit sums over the arrows that end in it: the second index of the weights runs.",
    "backward": "A weight sees the two ends of its arrow; a hidden unit sees every arrow that leaves it.",
}


@style.picture
def two_layer_network(part: str = "weights") -> Picture:
    """A network with one hidden layer as circles and arrows.

    Args:
        part: "weights" (all of a 2-2-2 network, beside the arrays that hold them), or "forward" or "backward" (which
            arrows the indices of a pass's formulas mean).

    Raises:
        ValueError: another part.
    """
    if part not in ALT:
        raise ValueError(f'two_layer_network: part must be "weights", "forward" or "backward"; it is {part!r}.')
    figure = {"weights": _weights, "forward": _forward, "backward": _backward}[part]()
    return Picture(figure, ALT[part], TAKEAWAY[part])


def _weights() -> Any:
    figure = style.new_figure(3.5)
    axes = style.canvas_in_inches(figure)
    at = {f"{letter}_{i + 1}": (x, (2.6, 0.9)[i])
          for letter, x in (("x", 0.35), ("h", 2.15), ("y", 3.95)) for i in (0, 1)}  # fmt: skip
    for layer, (start, end) in enumerate((("x", "h"), ("h", "y")), start=1):
        for to in (1, 2):
            for from_ in (1, 2):
                a, b = f"{start}_{from_}", f"{end}_{to}"
                marked = (layer, to, from_) == (1, 1, 2)
                _arrow(axes, at[a], at[b], 0.26, f"arrow:{a}>{b}", style.ACCENT if marked else style.GREY)
                # Where two arrows cross, each weight stands nearer to where its own begins.
                _on(axes, at[a], at[b], 0.5 if to == from_ else 0.33, _w(layer, to, from_), marked)
    for name, place in at.items():
        _node(axes, place, name, 0.26)
        if name[0] != "x":
            up = 1 if name.endswith("1") else -1
            layer = 1 if name[0] == "h" else 2
            _text(axes, (place[0], place[1] + 0.66 * up), f"b^{{({layer})}}_{name[-1]}", gid="bias", fontsize=13)
            _arrow(axes, (place[0], place[1] + 0.52 * up), place, 0.0, "arrow:bias", style.GREY, end_gap=0.26)
    for layer, top, (start, end) in ((1, 2.55, ("x", "h")), (2, 0.95, ("h", "y"))):
        _matrix(axes, layer, top, start, end)
    return figure


def _matrix(axes: Axes, layer: int, middle: float, start: str, end: str) -> None:
    """The array of a layer's weights, with what its rows and columns stand for."""
    columns, rows = (5.55, 6.15), (middle + 0.2, middle - 0.2)
    _text(axes, (4.95, middle), rf"\mathbf{{W}}^{{({layer})}} =", fontsize=13)
    for to, y in enumerate(rows, start=1):
        for from_, x in enumerate(columns, start=1):
            if (layer, to, from_) == (1, 1, 2):
                axes.add_patch(Rectangle((x - 0.2, y - 0.17), 0.4, 0.34, facecolor=MARKED, edgecolor="none"))
            _text(axes, (x, y), _w(layer, to, from_), gid="entry", fontsize=13)
        axes.text(6.6, y, f"to ${end}_{to}$", va="center", color=style.GREY, fontsize=style.SIZE)
    for from_, x in enumerate(columns, start=1):
        axes.text(x, middle + 0.6, f"from ${start}_{from_}$", ha="center", va="center", color=style.GREY, fontsize=10)
    for x, way in ((5.27, 1), (6.44, -1)):
        axes.plot([x + 0.06 * way, x, x, x + 0.06 * way], [middle + 0.38] * 2 + [middle - 0.38] * 2, color=style.TEXT,
                  linewidth=1.2)  # fmt: skip


def _forward() -> Any:
    figure = style.new_figure(SMALL_HEIGHT)
    axes = style.canvas_in_inches(figure)
    _small(axes, 0.2, 3.1, r"z_j = \sum_d\, w^{(1)}_{jd}\; x_d + b^{(1)}_j", [(f"x{d}", "h2") for d in (1, 2, 3)],
           {f"x{d}": f"x_{d}" for d in (1, 2, 3)} | {"h2": "z_j"},
           {(f"x{d}", "h2"): _w(1, "j", d) for d in (1, 2, 3)})  # fmt: skip
    _small(axes, 4.1, 3.1, r"y_k = \sum_j\, w^{(2)}_{kj}\; h_j + b^{(2)}_k", [(f"h{j}", "y1") for j in (1, 2, 3, 4)],
           {f"h{j}": f"h_{j}" for j in (1, 2, 3, 4)} | {"y1": "y_k"},
           {(f"h{j}", "y1"): _w(2, "k", j) for j in (1, 2, 3, 4)})  # fmt: skip
    return figure


def _backward() -> Any:
    figure = style.new_figure(SMALL_HEIGHT)
    axes = style.canvas_in_inches(figure)
    y_bar, z_bar = r"\bar{y}", r"\bar{z}"
    _small(axes, 0.05, 2.25, rf"\bar{{w}}^{{(2)}}_{{kj}} = {y_bar}_k\; h_j", [("h2", "y1")],
           {"h2": "h_j", "y1": "y_k"}, {("h2", "y1"): _w(2, "k", "j")}, {"y1": f"{y_bar}_k"}, 0.9)  # fmt: skip
    _small(axes, 2.6, 2.25, r"\bar{h}_j =\; ?", [("h2", "y1"), ("h2", "y2")],
           {"h2": "h_j", "y1": "y_1", "y2": "y_2"},
           {("h2", "y1"): _w(2, 1, "j"), ("h2", "y2"): _w(2, 2, "j")},
           {"y1": f"{y_bar}_1", "y2": f"{y_bar}_2"}, 0.9)  # fmt: skip
    _small(axes, 5.15, 2.25, rf"\bar{{w}}^{{(1)}}_{{jd}} = {z_bar}_j\; x_d", [("x2", "h2")],
           {"x2": "x_d", "h2": "z_j"}, {("x2", "h2"): _w(1, "j", "d")}, {"h2": f"{z_bar}_j"}, 1.3)  # fmt: skip
    return figure


def _small(
    axes: Axes, left: float, width: float, formula: str, marked: Sequence[tuple[str, str]], names: dict[str, str],
    weights: dict[tuple[str, str], str], signals: dict[str, str] | None = None, hidden: float = 1.5,
) -> None:  # fmt: skip
    """The small drawing with the arrows of one formula marked, under that formula."""
    middle, radius = 1.2, 0.19
    at = {}
    for letter, x, gap in (("x", left + 0.2, 0.75), ("h", left + hidden, 0.65), ("y", left + width - 0.25, 1.05)):
        count = SIZES[letter]
        for i in range(count):
            at[f"{letter}{i + 1}"] = (x, middle + gap * ((count - 1) / 2 - i))
    for start, end in (("x", "h"), ("h", "y")):
        for a in (name for name in at if name[0] == start):
            for b in (name for name in at if name[0] == end and (a, name) not in marked):
                axes.plot(*zip(at[a], at[b], strict=True), color=style.PALE, linewidth=1, zorder=0)
    into_one = len({b for _, b in marked}) == 1 and len(marked) > 1
    for ends in marked:
        a, b = ends
        _arrow(axes, at[a], at[b], radius, f"arrow:{a}>{b}", style.BLUE)
        _on(axes, at[a], at[b], 0.37 if into_one else 0.47, weights[ends], size=11)
    for name, place in at.items():
        _node(axes, place, names.get(name, ""), radius)
    for name, signal in (signals or {}).items():
        x, y = at[name]
        _text(axes, (x, y + 0.33), signal, gid="signal", fontsize=12, color=style.ink(style.SIGNAL))
    _text(axes, (left + width / 2, SMALL_HEIGHT - 0.25), formula, gid="formula", fontsize=14)


def _w(layer: int, to: int | str, from_: int | str) -> str:
    return rf"w^{{({layer})}}_{{{to}{from_}}}"


def _node(axes: Axes, place: Place, name: str, radius: float) -> None:
    faint = not name
    axes.add_patch(Circle(place, radius, facecolor="white", edgecolor=style.FAINT if faint else style.TEXT,
                          linewidth=1.0 if faint else 1.5, zorder=2, gid=f"node:{name}"))  # fmt: skip
    if name:
        _text(axes, place, name, gid="name", fontsize=style.LABEL if radius > 0.2 else 12)


def _arrow(
    axes: Axes, start: Place, end: Place, radius: float, gid: str, colour: str, end_gap: float | None = None
) -> None:
    """An arrow between two circles, from edge to edge."""
    (x0, y0), (x1, y1) = start, end
    length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
    first, last = radius / length, 1 - (radius if end_gap is None else end_gap) / length
    ends = [(x0 + part * (x1 - x0), y0 + part * (y1 - y0)) for part in (first, last)]
    axes.add_patch(FancyArrowPatch(*ends, arrowstyle=HEAD, color=colour, linewidth=1.4, shrinkA=0, shrinkB=1, zorder=1,
                                   gid=gid))  # fmt: skip


def _on(axes: Axes, start: Place, end: Place, part: float, words: str, marked: bool = False, size: float = 13) -> None:
    """Words on an arrow, at this part of its length."""
    (x0, y0), (x1, y1) = start, end
    paper = {"facecolor": MARKED if marked else "white", "edgecolor": "none", "pad": 1.0}
    _text(axes, (x0 + part * (x1 - x0), y0 + part * (y1 - y0)), words, gid="weight", fontsize=size, bbox=paper)


def _text(axes: Axes, place: Place, words: str, **look: Any) -> None:
    axes.text(*place, f"${words}$", ha="center", va="center", zorder=4, **look)
