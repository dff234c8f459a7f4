"""The pictures of what a line can separate: they draw what they say."""

from __future__ import annotations

import numpy as np
import pytest
from looking import *  # noqa: F403
from looking import Drawn, artists

from utils import pictures
from utils.pictures.gates import INPUTS, NAMES, bits, fitted
from utils.pictures.picture import Picture
from utils.pictures.psi import plane_in_box, project
from utils.pictures.rings import CENTRE, THRESHOLD, ring_points

WEIGHTS = {
    "NOT": (np.array([-1.0]), 0.5),
    "AND": (np.array([1.0, 1.0]), -1.5),
    "OR": (np.array([1.0, 1.0]), -0.5),
    "NAND": (np.array([-2.0, -1.0]), 2.5),
}
PICTURES = {
    "boundaries": lambda: pictures.gate_boundaries(WEIGHTS),
    "boundaries on ties": lambda: pictures.gate_boundaries(
        {"NOT": ([-1], 1), "AND": ([1, 1], -1), "OR": ([1, 1], 0), "NAND": ([-90, -90], 91)}
    ),
    "atlas": pictures.gate_atlas,
    "atlas behind psi": lambda: pictures.gate_atlas(features=True),
    "hulls": lambda: pictures.crossing_hulls([0.5, 0.5], [0.5, 0.5]),
    "weight space": lambda: pictures.weight_space([-1.0], 0.5),
    "weight space, large": lambda: pictures.weight_space(np.array([-30.0]), 10),
    "weight space, on a tie": lambda: pictures.weight_space(np.array([-1.0]), 1.0),
    "rings": pictures.two_rings,
    "psi": lambda: pictures.feature_space([1.0, 1.0, -2.0], -0.5),
    "psi, uneven": lambda: pictures.feature_space(np.array([3.0, 5.0, -20.0]), -1.0),
    "psi, b = 0": lambda: pictures.feature_space([1, 1, -2], 0),
}


@pytest.fixture(scope="module")
def drawn() -> dict[str, Picture]:
    return Drawn(PICTURES)


@pytest.fixture(params=PICTURES)
def picture(request, drawn) -> Picture:
    return drawn[request.param]


def test_a_line_is_drawn_for_exactly_the_fourteen_gates_that_have_one(drawn):
    # Every table that some small weights give, found without any fit.
    found = set()
    for w1 in (-1, 0, 1):
        for w2 in (-1, 0, 1):
            for b in (-1.5, -0.5, 0.5, 1.5):
                found.add(tuple((INPUTS @ [w1, w2] + b > 0).astype(int)))
    drawn_here = {tuple(bits(number)) for number in range(16) if fitted(bits(number), INPUTS)[2]}
    assert len(found) == 14 and drawn_here == found
    assert len(artists(drawn["atlas"], "no line")) == 2
    assert "14 panels show a boundary" in drawn["atlas"].alt and "XOR and XNOR have none" in drawn["atlas"].alt


def test_behind_psi_every_gate_has_a_boundary(drawn):
    assert artists(drawn["atlas behind psi"], "no line") == []
    assert "16 panels show a boundary" in drawn["atlas behind psi"].alt


@pytest.mark.parametrize("which", ["atlas", "atlas behind psi"])
def test_each_panel_marks_the_inputs_of_its_gate(drawn, which):
    panels = [axes for axes in drawn[which].figure.axes if axes.get_title()]
    assert [axes.get_title() for axes in panels] == list(NAMES)
    for number, axes in enumerate(panels):
        for label in (0, 1):
            marked = [line.get_xydata() for line in axes.lines if line.get_gid() == f"class {label}"]
            expected = INPUTS[bits(number) == label]
            assert np.array_equal(np.concatenate([*marked, np.empty((0, 2))]), expected)


def test_names_of_gates_fit_their_tables():
    named = {name: tuple(bits(number)) for number, name in enumerate(NAMES)}
    assert named["AND"] == (0, 0, 0, 1) and named["OR"] == (0, 1, 1, 1) and named["XOR"] == (0, 1, 1, 0)
    assert named["x₁, not x₂"] == (0, 0, 1, 0) and named["x₁ or not x₂"] == (1, 0, 1, 1) and named["x₂"] == (0, 1, 0, 1)
    assert named["x₂ or not x₁"] == (1, 1, 0, 1) and named["NAND"] == (1, 1, 1, 0) and named["not x₂"] == (1, 0, 1, 0)


def test_the_boundary_of_not_and_the_sums_in_words_are_those_of_the_weights(drawn):
    (line,) = artists(drawn["boundaries"], "boundary")
    assert line.get_xdata() == pytest.approx([0.5, 0.5])
    assert "NOT: −x + 0.5 > 0; AND: x1 + x2 − 1.5 > 0" in drawn["boundaries"].alt
    assert "NAND: −2 x1 − x2 + 2.5 > 0." in drawn["boundaries"].alt


def test_the_hulls_are_those_of_the_classes_and_the_star_is_the_common_point(drawn):
    (star,) = artists(drawn["hulls"], "common point")
    assert star.get_xydata()[0] == pytest.approx([0.5, 0.5])
    (one,) = artists(drawn["hulls"], "hull 1")
    assert np.array_equal(one.get_xydata(), [[0, 1], [1, 0]])
    (line,) = artists(drawn["hulls"], "line")
    z = line.get_xydata().sum(axis=1) - 1.5
    assert z == pytest.approx([0, 0])


@pytest.mark.parametrize("which", ["weight space", "weight space, large", "weight space, on a tie"])
def test_the_point_lies_in_the_shaded_wedge_where_both_demands_hold(drawn, which):
    (star,) = artists(drawn[which], "yours")
    w, b = star.get_xydata()[0]
    assert b > 0 and w + b <= 0
    (wedge,) = artists(drawn[which], "both")
    corners = wedge.get_xy()
    assert (corners[:, 1] >= 0).all() and (corners.sum(axis=1) <= 1e-9).all()
    assert wedge.get_path().contains_point((w, b), radius=0.01) or w + b == 0
    (edge,) = artists(drawn[which], "boundary")
    assert edge.get_xdata()[0] == pytest.approx(-b / w)


@pytest.mark.parametrize(("w", "b"), [((1.0, 1.0, -2.0), -0.5), ((3.0, 5.0, -20.0), -1.0), ((1.0, 1.0, -2.0), 0.0)])
def test_the_plane_shown_is_the_plane_of_the_weights(w, b):
    corners = plane_in_box(np.array(w), b)
    assert len(corners) >= 3
    assert corners @ np.array(w) + b == pytest.approx(np.zeros(len(corners)))
    assert np.abs(corners - 0.5).max() <= 0.75 + 1e-9
    sides = np.roll(corners, -1, axis=0) - corners
    turns = np.cross(sides, np.roll(sides, -1, axis=0)) @ np.array(w)
    assert (turns > -1e-9).all() or (turns < 1e-9).all()  # in order around the polygon


def test_each_input_is_joined_to_the_nearest_point_of_the_plane(drawn):
    lines = artists(drawn["psi"], "distance")
    psi = np.column_stack([INPUTS, INPUTS.prod(axis=1)])
    assert np.array([line.get_xydata()[0] for line in lines]) == pytest.approx(project(psi))
    w, b = np.array([1.0, 1.0, -2.0]), -0.5
    feet = psi - np.outer((psi @ w + b) / (w @ w), w)
    assert np.array([line.get_xydata()[1] for line in lines]) == pytest.approx(project(feet))


def test_the_pulled_back_boundary_is_called_what_it_is(drawn):
    assert "a pair of crossing lines" in drawn["psi"].alt
    assert "a curve of two branches" in drawn["psi, uneven"].alt
    assert "z = −0.5 at (0, 0), z = 0.5 at (0, 1)" in drawn["psi"].alt


def test_the_circle_between_the_rings_is_the_threshold_on_the_squared_distance(drawn):
    points, labels = ring_points()
    squared = ((points - CENTRE) ** 2).sum(axis=1)
    assert np.array_equal(squared < THRESHOLD, labels == 1) and len(set(np.round(squared, 9))) == 2
    (circle,) = artists(drawn["rings"], "threshold circle")
    assert ((circle.get_xy() - CENTRE) ** 2).sum(axis=1) == pytest.approx(THRESHOLD)
    (line,) = artists(drawn["rings"], "threshold")
    assert line.get_xdata()[0] == THRESHOLD


def test_a_corner_of_the_box_that_lies_on_the_plane_is_a_corner_of_what_is_shown():
    shown = plane_in_box(np.array([1.0, 1.0, -2.0]), 0.0)
    for corner in ([-0.25] * 3, [1.25] * 3):
        assert np.isclose(shown, corner).all(axis=1).any()


def test_without_the_product_the_boundary_is_called_a_straight_line():
    picture = pictures.feature_space([1.0, 2.0, 0.0], -0.5)
    assert "a straight line" in picture.alt and "straight line in both" in picture.takeaway
