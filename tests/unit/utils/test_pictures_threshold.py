from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from looking import *  # noqa: F403
from looking import Drawn, artists

from utils.pictures import closing_on_the_threshold, gates_in_hidden_space, hidden_space, neuron
from utils.pictures.hidden import INPUTS, MOST_MOVES
from utils.pictures.hidden_gates import NAMES
from utils.pictures.picture import Picture
from utils.tasks.networks import separable

LECTURE = ([[1, 1], [1, 1]], [-0.5, -1.5], [1, -1], -0.5)
NETWORKS = {
    "lecture": LECTURE,
    "one input each": ([[1, -1], [-1, 1]], [-0.5, -0.5], [1, 1], -0.5),
    "OR and NAND": ([[1, 1], [-1, -1]], [-0.5, 1.5], [1, 1], -1.5),
    "AND and NOR": ([[1, 1], [-1, -1]], [-1.5, 0.5], [-1, -1], 0.5),
    "NAND and NOR": ([[-2.3, -2.1], [-0.7, -0.9]], [3.0, 0.4], [5, -4], -2.0),
    "a dead unit": ([[1, 1], [0, 0]], [-0.5, -1.0], [1, 0], -0.5),
    "ties": ([[1, -1], [-1, 1]], [0, 0], [1, 1], 0),
}
PICTURES = {
    "neuron": neuron,
    "gates": gates_in_hidden_space,
    "sharp": closing_on_the_threshold,
    **{name: (lambda net=net: hidden_space(*net)) for name, net in NETWORKS.items()},
}


@pytest.fixture(scope="module")
def drawn() -> dict[str, Picture]:
    return Drawn(PICTURES)


@pytest.fixture(params=PICTURES)
def picture(request, drawn) -> Picture:
    return drawn[request.param]


def test_the_threshold_beside_the_neuron_has_its_value_at_0_below(drawn):
    figure = drawn["neuron"].figure
    (full,), (hollow,) = artists(figure, "value at 0"), artists(figure, "no value at 0")
    assert full.get_xydata().tolist() == [[0, 0]] and hollow.get_xydata().tolist() == [[0, 1]]
    assert hollow.get_markerfacecolor() == "white"
    (low, high) = artists(figure, "threshold")
    assert set(low.get_ydata()) == {0} and set(high.get_ydata()) == {1}
    assert len(artists(figure, "part:sum")) == len(artists(figure, "part:activation")) == 1


@pytest.mark.parametrize("name", NETWORKS)
def test_inputs_arrive_where_the_network_takes_them(drawn, name):
    W1, b1, w2, b2 = (np.asarray(part, dtype=float) for part in NETWORKS[name])
    H = (INPUTS @ W1.T + b1 > 0).astype(float)
    y = H @ w2 + b2 > 0
    figure = drawn[name].figure
    inputs = {tuple(point.get_xydata()[0]): point.get_marker() for point in artists(figure, "input")}
    assert inputs == {tuple(x): "o" if one else "s" for x, one in zip(INPUTS, y, strict=True)}
    places = {tuple(point.get_xydata()[0]): point.get_marker() for point in artists(figure, "place")}
    assert places == {tuple(h): "o" if one else "s" for h, one in zip(H, y, strict=True)}
    moved = sum((INPUTS != H).any(axis=1))
    assert len(artists(figure, "move")) == len(artists(figure, "was")) == (moved if moved <= MOST_MOVES else 0)


def test_the_lectures_network_moves_one_input_onto_another(drawn):
    figure = drawn["lecture"].figure
    (was,) = artists(figure, "was")
    assert was.get_xydata().tolist() == [[0, 1]]
    assert "(0, 1) and (1, 0)" in {text.get_text() for text in artists(figure, "name")}
    assert "(0, 1) and (1, 0) to (1, 0)" in drawn["lecture"].alt
    assert "(0, 1) and (1, 0) to one place" in drawn["lecture"].takeaway


@pytest.mark.parametrize("name", [name for name in NETWORKS if name != "a dead unit"])
def test_lines_are_where_the_units_step(drawn, name):
    W1, b1, w2, b2 = (np.asarray(part, dtype=float) for part in NETWORKS[name])
    left, right = drawn[name].figure.axes
    for axes, units in ((left, zip(W1, b1, strict=True)), (right, [(w2, b2)])):
        for line, (w, b) in zip(artists(axes, "line"), units, strict=True):
            np.testing.assert_allclose(line.get_xydata() @ w + b, 0, atol=1e-9)


def test_a_unit_without_weights_has_no_line(drawn):
    assert len(artists(drawn["a dead unit"].figure.axes[0], "line")) == 1


def test_weights_of_another_shape_are_refused():
    with pytest.raises(ValueError, match="hidden_space: W1, b1, w2, b2 must have the shapes"):
        hidden_space(np.ones((3, 2)), np.ones(3), np.ones(3), 0.0)


def test_each_gate_is_shown_once_and_separated_where_a_line_can_do_it(drawn):
    panels = {axes.get_gid(): axes for axes in drawn["gates"].figure.axes if axes.get_gid()}
    assert sorted(panels) == sorted(NAMES) == ["".join(bits) for bits in product("01", repeat=4)]
    H = np.array([[0, 0], [1, 0], [1, 0], [1, 1]])
    can = {code for code in panels if separable(H, np.array([int(bit) for bit in code]))}
    assert len(can) == 8
    for code, axes in panels.items():
        assert len(artists(axes, "ring")) == (code not in can)
        shown = {tuple(point.get_xydata()[0]): point.get_marker() for point in artists(axes, "place")}
        wanted = {tuple(h): "o" if bit == "1" else "s" for h, bit in zip(H, code, strict=True)}
        if code not in can:
            del wanted[1, 0]
            assert sorted(point.get_marker() for point in artists(axes, "conflict")) == ["o", "s"]
        assert shown == wanted
    assert "8 gates: never; AND; OR; XOR" in drawn["gates"].alt


def test_the_eight_that_are_lost_are_those_that_input_space_separates_all(drawn):
    lost = [code for code in NAMES if code[1] != code[2]]
    assert all(separable(INPUTS, np.array([int(bit) for bit in code])) for code in lost) and len(lost) == 8
    assert "gains XOR and XNOR, and loses the 8" in drawn["gates"].takeaway


def test_gates_are_called_what_they_compute():
    x1, x2 = INPUTS.astype(bool).T
    means = {
        "never": x1 & ~x1, "always": x1 | ~x1, "AND": x1 & x2, "OR": x1 | x2, "XOR": x1 ^ x2, "NAND": ~(x1 & x2),
        "NOR": ~(x1 | x2), "XNOR": ~(x1 ^ x2), "x₁": x1, "x₂": x2, "not x₁": ~x1, "not x₂": ~x2,
        "x₁, not x₂": x1 & ~x2, "x₂, not x₁": x2 & ~x1, "x₁ or not x₂": x1 | ~x2, "x₂ or not x₁": x2 | ~x1,
    }  # fmt: skip
    for code, name in NAMES.items():
        assert "".join(str(int(bit)) for bit in means[name]) == code


def test_scaled_together_the_crossing_stays_and_scaled_alone_it_moves(drawn):
    left, right = drawn["sharp"].figure.axes
    assert [float(dot.get_xdata()[0]) for dot in artists(left, "crossing")] == [2.0, 2.0, 2.0]
    assert [float(dot.get_xdata()[0]) for dot in artists(right, "crossing")] == [2.0, 0.5, 0.125]
    for axes, moved in ((left, False), (right, True)):
        for k, dot in zip((1, 4, 16), artists(axes, "crossing"), strict=True):
            (curve,) = artists(axes, f"k={k}")
            x, y = curve.get_data()
            np.testing.assert_allclose(y, 1 / (1 + np.exp(-(k * x - (2 if moved else 2 * k)))), atol=1e-12)
            assert np.interp(dot.get_xdata()[0], x, y) == pytest.approx(0.5, abs=1e-2)
    assert "x = 2, then 0.5, then 0.125" in drawn["sharp"].alt


@pytest.mark.parametrize(("name", "arrows"), [("lecture", 1), ("one input each", 1), ("OR and NAND", 0)])
def test_arrows_show_where_inputs_move_as_long_as_they_are_few(drawn, name, arrows):
    H = np.heaviside(INPUTS @ np.transpose(NETWORKS[name][0]) + NETWORKS[name][1], 0.0)
    moved = int((H != INPUTS).any(axis=1).sum())
    assert (moved <= MOST_MOVES) == (arrows > 0)
    assert len(artists(drawn[name], "move")) == len(artists(drawn[name], "was")) == (moved if arrows else 0)
