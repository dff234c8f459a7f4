from __future__ import annotations

from functools import cache
from itertools import combinations

import numpy as np
import pytest
from matplotlib.transforms import Bbox

from utils.pictures.graph import draw_graph
from utils.pictures.layout import arrange
from utils.pictures.picture import Picture

UNIT = {"w": (), "b": (), "x": (), "t": (), "z": ("w", "x", "b"), "y": ("z",), "L": ("y", "t")}
REGULARISED = UNIT | {"lam": (), "R": ("w",), "L_reg": ("L", "R", "lam")}
SQUARE = {"x": (), "s": ("x", "x"), "f": ("s",)}
DIAMOND = {"t": (), "x": ("t",), "y": ("t",), "p": ("x", "y"), "e": ("p",), "f": ("y", "e")}
CHAIN = {f"v{i}": (f"v{i - 1}",) if i else () for i in range(12)}
NETWORK = {"x1": (), "x2": (), "h1": ("x1", "x2"), "h2": ("x1", "x2"), "y1": ("h1", "h2"), "y2": ("h1", "h2")} | {
    "L": ("y1", "y2"),
    "R": ("x1",),
    "J": ("L", "R", "x2"),
}
ONE = {"x": ()}
GRAPHS = [ONE, UNIT, REGULARISED, SQUARE, DIAMOND, CHAIN, NETWORK]
NAMES = ["one", "unit", "regularised", "square", "diamond", "chain", "network"]
every_graph = pytest.mark.parametrize("parents", GRAPHS, ids=NAMES)


def full(parents: dict) -> Picture:
    """With long numbers everywhere."""
    return _full(tuple(parents.items()))


@cache
def _full(items: tuple) -> Picture:
    parents = dict(items)
    return draw_graph(parents, dict.fromkeys(parents, -0.12345), dict.fromkeys(parents, -0.05678), title="T")


def boxes(picture: Picture, *kinds: str) -> dict[str, Bbox]:
    """The extents in inches of the artists of these kinds, by gid."""
    figure = picture.figure
    renderer = figure.canvas.get_renderer()
    found = {}
    for artist in (*figure.axes[0].texts, *figure.axes[0].patches):
        gid = artist.get_gid() or ""
        if gid.split(":")[0] in kinds:
            box = artist.get_window_extent(renderer)
            found[gid] = Bbox(box.get_points() / figure.dpi)
    return found


def texts(picture: Picture, kind: str) -> dict[str, str]:
    found = ((text.get_gid() or "", text.get_text()) for text in picture.figure.axes[0].texts)
    return {gid.split(":")[1]: text for gid, text in found if gid.startswith(f"{kind}:")}


def edges(picture: Picture) -> list[tuple[str, str, np.ndarray]]:
    """Each arrow's ends, and points along its curve in inches."""
    found = []
    u = np.linspace(0, 1, 25)[:, None]
    for patch in picture.figure.axes[0].patches:
        gid = patch.get_gid() or ""
        if gid.startswith("edge:"):
            parent, child = gid.removeprefix("edge:").split("->")
            p = patch._path_original.vertices  # the path as given, to which the arrow's head is added
            pieces = [p[i : i + 4] for i in range(0, len(p) - 1, 3)]
            curve = [
                (1 - u) ** 3 * a + 3 * (1 - u) ** 2 * u * b + 3 * (1 - u) * u**2 * c + u**3 * d for a, b, c, d in pieces
            ]
            found.append((parent, child, np.concatenate(curve)))
    return found


@every_graph
def test_every_node_and_every_use_of_a_node_is_drawn_once(parents):
    picture = full(parents)
    assert boxes(picture, "node").keys() == {f"node:{name}" for name in parents}
    drawn = sorted((parent, child) for parent, child, _ in edges(picture))
    assert drawn == sorted((parent, child) for child in parents for parent in parents[child])


@every_graph
def test_nodes_and_their_texts_do_not_overlap(parents):
    found = boxes(full(parents), "node", "value", "signal", "key", "title")
    assert len(found) >= 3 * len(parents) + 3
    for (one, first), (other, second) in combinations(found.items(), 2):
        assert not first.overlaps(second), f"{one} and {other}"


@every_graph
def test_everything_lies_inside_the_figure(parents):
    picture = full(parents)
    width, height = picture.figure.get_size_inches()
    for gid, box in boxes(picture, "node", "value", "signal", "key", "title", "edge").items():
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height, gid


@every_graph
def test_labels_fit_into_their_nodes(parents):
    picture = full(parents)
    nodes = boxes(picture, "node")
    for gid, label in boxes(picture, "label").items():
        node = nodes[gid.replace("label", "node")]
        assert node.x0 < label.x0 and label.x1 < node.x1 and node.y0 < label.y0 and label.y1 < node.y1, gid


@every_graph
def test_no_arrow_crosses_a_node_it_does_not_belong_to(parents):
    picture = full(parents)
    nodes = boxes(picture, "node")
    for parent, child, points in edges(picture):
        for name in parents:
            if name not in (parent, child):
                assert (
                    not nodes[f"node:{name}"].contains(*points.T[:, :1])
                    if False
                    else not any(nodes[f"node:{name}"].contains(x, y) for x, y in points)
                ), f"{parent} -> {child} through {name}"


@every_graph
def test_arrows_run_from_left_to_right(parents):
    nodes = boxes(full(parents), "node")
    for child, above in parents.items():
        for parent in above:
            assert nodes[f"node:{parent}"].x1 < nodes[f"node:{child}"].x0


def test_a_node_used_twice_by_one_child_sends_two_arrows_apart():
    first, second = (points for parent, _, points in edges(full(SQUARE)) if parent == "x")
    middle = len(first) // 2
    assert abs(first[middle][1] - second[middle][1]) > 0.2


def test_values_stand_above_and_error_signals_below_their_nodes():
    picture = full(UNIT)
    found = boxes(picture, "node", "value", "signal")
    for name in UNIT:
        node, value, signal = (found[f"{kind}:{name}"] for kind in ("node", "value", "signal"))
        assert value.y0 > node.y1 and signal.y1 < node.y0
        assert value.x0 < (node.x0 + node.x1) / 2 < value.x1


def test_the_numbers_shown_are_the_numbers_given():
    picture = draw_graph(UNIT, {"z": -2.5, "y": np.float64(0.07585818)}, {"z": np.array(-0.0648), "w": 2e-9})
    assert texts(picture, "value") == {"z": "$−2.5$", "y": "$0.0759$"}
    assert texts(picture, "signal") == {"z": r"$\bar{z} = −0.0648$", "w": r"$\bar{w} = 2 \times 10^{-9}$"}
    assert "y, computed from z, value 0.0759;" in picture.alt
    assert "z, computed from w and x and b, value −2.5, error signal −0.0648" in picture.alt
    assert "w, an input, error signal 2×10⁻⁹" in picture.alt


def test_shapes_may_be_shown_instead_of_numbers():
    picture = draw_graph(SQUARE, {"x": "(N, D)"}, {"x": "(N, D)"})
    assert texts(picture, "value") == {"x": "(N, D)"}
    assert texts(picture, "signal") == {"x": r"$\bar{x}$ = (N, D)"}
    assert "value (N, D), error signal (N, D)" in picture.alt


def test_without_numbers_there_is_no_key_to_them():
    assert texts(draw_graph(UNIT), "key") == {}
    assert texts(draw_graph(UNIT, {"w": 1.0}), "key") == {"value": "value"}
    assert set(texts(full(UNIT), "key")) == {"value", "error signal"}


def test_highlighted_nodes_look_different_and_are_named_in_the_alt_text():
    picture = draw_graph(UNIT, highlight=("w",))
    faces = {p.get_gid(): p.get_facecolor() for p in picture.figure.axes[0].patches if "node" in (p.get_gid() or "")}
    assert faces["node:w"] not in (faces["node:x"], faces["node:z"])
    assert "w, an input, highlighted" in picture.alt and picture.alt.count("highlighted") == 1


def test_labels_and_takeaway_can_be_given():
    picture = draw_graph(SQUARE, labels={"s": r"$x \cdot x$"}, takeaway="Both uses count.")
    assert texts(picture, "label") == {"x": "$x$", "s": r"$x \cdot x$", "f": "$f$"}
    assert picture.takeaway == "Both uses count."


@every_graph
def test_every_graph_has_an_alt_text_with_all_its_nodes_and_a_takeaway(parents):
    picture = draw_graph(parents)
    assert all(f"{name}, " in picture.alt for name in parents)
    assert picture.takeaway.endswith(".")


@every_graph
def test_all_but_the_longest_graphs_fit_a_notebook_without_shrinking(parents):
    assert full(parents).figure.get_figwidth() <= (7.5 if len(parents) < 12 else 12)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (({"y": ("x",)},), "'x', a parent of 'y', is no node"),
        (({"y": ("x",), "x": ()},), "'x', a parent of 'y', is listed after it"),
        (({},), "without nodes"),
        ((ONE, {"q": 1.0}), "'q' is no node"),
    ],
)
def test_what_cannot_be_drawn_is_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        draw_graph(*arguments)


def test_an_input_stands_just_left_of_its_first_use():
    columns = {name: place[0] for name, place in arrange(UNIT).places.items()}
    assert columns == {"w": 0, "b": 0, "x": 0, "z": 1, "y": 2, "t": 2, "L": 3}


def test_the_main_line_of_a_unit_is_level():
    rows = {arrange(UNIT).places[name][1] for name in ("z", "y", "L")}
    assert max(rows) - min(rows) < 0.01


def test_the_lectures_graphs_are_laid_out_without_crossings():
    for parents in (UNIT, REGULARISED, DIAMOND):
        curves = [points for _, _, points in edges(draw_graph(parents))]
        for one, other in combinations(curves, 2):
            at = np.linspace(max(one[0, 0], other[0, 0]), min(one[-1, 0], other[-1, 0]), 50)[1:-1]
            if at[0] < at[-1]:
                gap = np.interp(at, *one.T) - np.interp(at, *other.T)
                assert (gap >= -1e-6).all() or (gap <= 1e-6).all()
