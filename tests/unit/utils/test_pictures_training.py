"""The pictures of notebook 06: a two-layer network, its ledger, its training on XOR, how often that comes through."""

from __future__ import annotations

import re

import numpy as np
import pytest
from looking import *  # noqa: F403
from looking import Drawn, artists
from matplotlib.patches import FancyArrowPatch

from utils.pictures import ledger, network, training
from utils.pictures.picture import Picture
from utils.xor_runs import Snapshot, T, Tries, X, random_start

SOLVED = {
    "W1": np.array([[20.0, 20.0], [20.0, 20.0]]),
    "b1": np.array([-10.0, -30.0]),
    "W2": np.array([[1.0, -1.0]]),
    "b2": np.zeros(1),
}
START = {"W1": np.array([[0.4, -0.9], [1.1, 0.3]]), "b1": np.zeros(2), "W2": np.array([[0.5, -0.2]]), "b2": np.zeros(1)}
TRIES = [Tries(1, 0, 30), Tries(2, 16, 30), Tries(3, 26, 30), Tries(8, 30, 30)]

PICTURES = {
    "forward": lambda: ledger.two_layer_ledger("forward"),
    "backward": lambda: ledger.two_layer_ledger("backward"),
    "largest backward": lambda: ledger.two_layer_ledger("backward", N=6, D=6, H=6, K=6),
    "weights": lambda: network.two_layer_network(),
    "network forward": lambda: network.two_layer_network("forward"),
    "network backward": lambda: network.two_layer_network("backward"),
    "training": lambda: training.xor_training([Snapshot(0, 0.31, START), Snapshot(900, 1.2e-9, SOLVED)]),
    "not found": lambda: training.xor_training([Snapshot(0, 0.31, SOLVED), Snapshot(10, 0.2, START)]),
    "four": lambda: training.xor_training([Snapshot(i, 0.1, SOLVED) for i in (0, 100, 200, 5000)]),
    "crowded": lambda: training.xor_training([Snapshot(0, 0.7, random_start(2, (2, n))) for n in (1, 3, 12, 6)]),
    "often": lambda: training.how_often_xor(TRIES),
}


@pytest.fixture(scope="module")
def drawn() -> dict[str, Picture]:
    return Drawn(PICTURES)


@pytest.fixture(params=PICTURES)
def picture(request, drawn) -> Picture:
    return drawn[request.param]


@pytest.mark.parametrize("part", ["forward", "backward"])
def test_every_array_of_the_ledger_has_as_many_cells_as_numbers_and_the_shapes_of_the_program_fit(drawn, part):
    sizes = {"N": 5, "D": 3, "H": 4, "K": 2, "1": 1}
    expected: dict[str, int] = {}
    for row in ledger.ROWS[part]:
        for item in (*row.formula, *row.program):
            if not isinstance(item, str):
                expected[item.name] = expected.get(item.name, 0) + int(np.prod([sizes[one] for one in item.shape]))
    found = {}
    for name in expected:
        corners = [mesh.get_coordinates().shape for mesh in artists(drawn[part], f"cells:{name}")]
        found[name] = sum((rows - 1) * (columns - 1) for rows, columns, _ in corners)
    assert found == expected


@pytest.mark.parametrize("row", [row for rows in ledger.ROWS.values() for row in rows])
def test_sizes_that_meet_in_a_product_are_equal_and_the_others_remain(row):
    for items in (row.formula, row.program):
        arrays = [item for item in items if not isinstance(item, str)]
        result, first, *rest = arrays
        if rest and (
            "@" in items or ("=" in items and len(arrays) >= 3 and not {*items} & {r"$\circ$", "*", ledger.MINUS})
        ):
            assert first.shape[1] == rest[0].shape[0] and result.shape == first.shape[0] + rest[0].shape[1]
        elif rest:
            assert {item.shape for item in arrays} == {result.shape}


@pytest.mark.parametrize("number", range(30))
def test_a_name_in_hidden_space_stands_at_its_own_point(number):
    shot = Snapshot(0, 0.7, random_start(2, (2, number)))
    picture = training.xor_training([shot, shot])
    picture.figure.canvas.draw()
    places = dict(zip(("00", "01", "10", "11"), training.outputs(X, shot.parameters)[0], strict=True))
    below = picture.figure.axes[2]
    names = [name for name in artists(picture, "name") if name.axes is below]
    assert sorted(", ".join(name.get_text() for name in names).split(", ")) == list(places)
    for name in names:
        box = name.get_window_extent()
        gaps = {}
        for key, place in places.items():
            x, y = below.transData.transform(place)
            gaps[key] = np.hypot(max(box.x0 - x, x - box.x1, 0), max(box.y0 - y, y - box.y1, 0))
        assert min(gaps, key=gaps.get) in name.get_text()
        assert min(gaps.values()) < 40 / 72 * picture.figure.dpi


def _arrows(picture):
    """Each arrow of a drawing by its weight: (weight, from, to), the weight being the label that stands on it."""
    labels = {label: np.array(label.get_position()) for label in artists(picture, "weight")}
    found = []
    for arrow in picture.figure.findobj(FancyArrowPatch):
        matched = re.fullmatch(r"arrow:(\w+)>(\w+)", arrow.get_gid() or "")
        if matched is None:
            continue
        start, end = (np.array(place) for place in arrow._posA_posB)
        on_it = [
            label.get_text()
            for label, at in labels.items()
            if np.hypot(*(at - start)) + np.hypot(*(at - end)) < np.hypot(*(end - start)) + 1e-9
        ]
        found.append((*on_it, *matched.groups()))
    assert len(found) == len(labels)
    return found


def test_every_weight_of_the_drawing_stands_on_its_own_arrow_to_from(drawn):
    found = _arrows(drawn["weights"])
    assert len(found) == 8
    for weight, start, end in found:
        layer = {"x": 1, "h": 2}[start[0]]
        assert weight == f"$w^{{({layer})}}_{{{end[-1]}{start[-1]}}}$"


@pytest.mark.parametrize("name", ["network forward", "network backward"])
def test_the_arrows_that_a_formula_means_carry_its_indices_to_from(drawn, name):
    found = _arrows(drawn[name])
    assert len(found) == {"network forward": 3 + 4, "network backward": 1 + 2 + 1}[name]
    for weight, start, end in found:
        to, source = re.fullmatch(r"\$w\^\{\(\d\)\}_\{(\w)(\w)\}\$", weight).groups()
        letter = {"x": "d", "h": "j", "y": "k"}
        assert to in (end[-1], letter[end[0]]) and source in (start[-1], letter[start[0]])


def test_the_drawing_leaves_the_formulas_of_the_exercise_open(drawn):
    formulas = [formula.get_text() for formula in artists(drawn["network backward"], "formula")]
    assert [formula.endswith("?$") for formula in formulas] == [False, True, False]


def test_the_arrays_beside_the_drawing_hold_each_weight_once(drawn):
    on_arrows = sorted(label.get_text() for label in artists(drawn["weights"], "weight"))
    assert sorted(entry.get_text() for entry in artists(drawn["weights"], "entry")) == on_arrows


def test_a_part_or_a_size_that_cannot_be_drawn_is_refused():
    with pytest.raises(ValueError, match="forward"):
        ledger.two_layer_ledger("sideways")
    with pytest.raises(ValueError, match="between 1 and 6"):
        ledger.two_layer_ledger("forward", N=7)
    with pytest.raises(ValueError, match="weights"):
        network.two_layer_network("sideways")


def test_each_snapshot_has_the_four_inputs_in_both_spaces_and_says_how_many_are_right(drawn):
    points = [line.get_xydata()[0] for line in artists(drawn["training"], "point")]
    assert len(points) == 16
    np.testing.assert_array_equal(points[:4], X)
    np.testing.assert_allclose(points[12:], training.outputs(X, SOLVED)[0])
    assert "After 900 steps the cost is 1.2×10⁻⁹, 4 of the 4 inputs are on the right side" in drawn["training"].alt
    assert drawn["not found"].takeaway.startswith("After 10 steps 2 of the 4 inputs")


def test_the_title_says_how_many_are_right_and_every_hidden_point_has_its_name(drawn):
    titles = [axes.get_title() for axes in drawn["training"].figure.axes[:2]]
    assert titles == ["after 0 steps\ncost 0.31\n2 of 4 right", "after 900 steps\ncost 1.2×10⁻⁹\n4 of 4 right"]
    names = [text.get_text() for text in artists(drawn["training"], "name")]
    assert sorted(names[-3:]) == ["00", "01, 10", "11"]  # the two that hidden space does not tell apart have one label


def test_the_key_shows_the_markers_as_they_are_drawn(drawn):
    (key,) = drawn["training"].figure.legends
    shown = [(handle.get_marker(), handle.get_markerfacecolor()) for handle in key.legend_handles[:2]]
    drawn_points = {(line.get_marker(), line.get_markerfacecolor()) for line in artists(drawn["training"], "point")}
    assert set(shown) == drawn_points


def test_the_solved_network_computes_xor():
    np.testing.assert_allclose(training.outputs(X, SOLVED)[1], T[:, 0], atol=1e-3)


def test_too_many_snapshots_or_another_network_are_refused():
    with pytest.raises(ValueError, match="two to four"):
        training.xor_training([Snapshot(0, 0.1, SOLVED)])
    three = {**SOLVED, "W1": np.ones((3, 2))}
    with pytest.raises(ValueError, match="two hidden units"):
        training.xor_training([Snapshot(0, 0.1, three)] * 2)


def test_every_share_is_drawn_at_its_height_and_labelled(drawn):
    heights = [line.get_ydata()[0] for line in artists(drawn["often"], "share")]
    assert heights == [one.found / one.starts for one in TRIES]
    assert [text.get_text() for text in artists(drawn["often"], "label")] == [f"{t.found} of {t.starts}" for t in TRIES]
    assert "within 800 steps training finds it from 16 of 30 starts only" in drawn["often"].takeaway
    assert "within 800 steps" in drawn["often"].alt
    assert "within 5000 steps" in training.how_often_xor(TRIES, 5000).takeaway
    with pytest.raises(ValueError, match="no tries"):
        training.how_often_xor([])
