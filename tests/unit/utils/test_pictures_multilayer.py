"""The pictures of activations, layers and bumps: they draw what they say, and can be read."""

from __future__ import annotations

import re

import numpy as np
import pytest
from looking import *  # noqa: F403
from looking import Drawn, artists

from utils.pictures import activations, bumps, layers
from utils.pictures.picture import Picture


def build(edges, heights, k):
    return np.full((len(edges), 1), k), -k * edges, np.diff(heights, prepend=0.0, append=0.0), 0.0


def target(x):
    return np.sin(2 * x) + x / 2


PICTURES = {
    "six": activations.six_activations,
    "ledger": layers.shape_ledger,
    "larger ledger": lambda: layers.shape_ledger(N=8, D=1, H=6, K=3),
    "bump": bumps.bump_of_two_units,
    "closing": lambda: bumps.bumps_closing_in(build, target),
    "closing on a parabola": lambda: bumps.bumps_closing_in(build, np.square, (-1.0, 1.0)),
    "outside": lambda: bumps.outside_the_interval(build, target),
}


@pytest.fixture(scope="module")
def drawn() -> dict[str, Picture]:
    return Drawn(PICTURES)


@pytest.fixture(params=PICTURES)
def picture(request, drawn) -> Picture:
    return drawn[request.param]


def test_each_activation_stands_over_its_derivative(drawn):
    for one in activations.SIX:
        values, slopes = artists(drawn["six"], f"value:{one.name}"), artists(drawn["six"], f"slope:{one.name}")
        assert len(values) == (2 if one.breaks == "value" else 1) and len(slopes) == (2 if one.breaks == "slope" else 1)
        for value, slope in zip(values, slopes, strict=False):
            z, y = value.get_data()
            if len(values) == len(slopes):
                inside = np.gradient(y, z)[1:-1]
                corner = np.abs(z[1:-1]) < 0.1
                np.testing.assert_allclose(inside[~corner], slope.get_ydata()[1:-1][~corner], atol=2e-3)


def test_the_six_are_the_lectures_and_at_zero_they_are_what_the_course_says(drawn):
    names = [text.get_text().partition(",")[0] for text in artists(drawn["six"], "title")]
    assert names == ["linear", "ReLU", "softplus", "threshold", "logistic", "tanh"]
    for name in ("ReLU", "threshold"):  # the slope of ReLU, the value of the threshold
        (point,) = artists(drawn["six"], f"at zero:{name}")
        assert point.get_xydata().tolist() == [[0.0, 0.0]]
    assert "logistic: 0.018, 0.5, 0.98 at z = −4, 0, 4; derivative 0.018, 0.25, 0.018." in drawn["six"].alt


@pytest.mark.parametrize(("name", "sizes"), [("ledger", (5, 3, 4, 2)), ("larger ledger", (8, 1, 6, 3))])
def test_every_number_of_every_array_is_a_cell_of_the_ledger(drawn, name, sizes):
    N, D, H, K = sizes
    expected = {"X": N * D, "W1.T": D * H, "b1": H, "h1": 2 * N * H, "W2.T": H * K, "b2": K, "Y": N * K}
    assert {array: len(artists(drawn[name], f"cell:{array}")) for array in expected} == expected
    shapes = [text.get_text() for text in artists(drawn[name], "shape")]
    assert shapes[:4] == [f"({N}, {H})", f"({N}, {D})", f"({D}, {H})", f"({H},)"]
    assert [text.get_text() for text in artists(drawn[name], "meets")] == [f"{D} and {D} meet", f"{H} and {H} meet"]


def test_sizes_that_cannot_be_drawn_are_refused():
    with pytest.raises(ValueError, match="between 1 and 8"):
        layers.shape_ledger(N=9)


def test_a_bump_is_the_sum_of_its_two_steps(drawn):
    up, down = artists(drawn["bump"], "step")
    (bump,) = artists(drawn["bump"], "bump:12")
    np.testing.assert_allclose(bump.get_ydata(), up.get_ydata() + down.get_ydata(), atol=1e-12)
    assert "0.762 for k = 4" in drawn["bump"].alt


def test_the_networks_shown_are_those_of_the_builder_and_the_errors_are_theirs(drawn):
    (errors,) = artists(drawn["closing"], "errors")
    counts, shown = errors.get_data()
    assert list(counts) == [5, 10, 20, 40, 80]
    for count, error in zip(counts, shown, strict=True):
        (curve,) = artists(drawn["closing"], f"network:{count}")
        x, y = curve.get_data()
        assert 0 <= error - np.abs(y - target(x)).max() < 0.01 * error  # measured between the points drawn, too
    assert (np.diff(shown) < 0).all() and shown[-2] / shown[-1] == pytest.approx(2, rel=0.1)
    assert re.search(r"5, 10, 20, 40 and 80 bumps", drawn["closing"].alt)


def test_at_a_jump_the_largest_error_is_half_of_it_or_more_however_many_bumps():
    picture = bumps.bumps_closing_in(build, np.sign)
    (errors,) = artists(picture, "errors")
    assert (errors.get_ydata() > 0.999).all()
    assert picture.takeaway.startswith("At x = 0 the curve jumps by 2")


def at_once(x):
    return 1.0 if x > 0 else 0.0


@pytest.mark.parametrize(
    ("curve", "says"),
    [
        (at_once, "np.where"),
        (lambda x: 0.5, "one number"),
        (lambda x: np.full_like(x, 0.5), "varies"),
        (lambda x: np.where(x > 0, np.nan, 1.0), "finite"),
        (lambda x: x[1:], "shape"),
        (None, "not callable"),
        (lambda x: None, "returns nothing"),
    ],
)
def test_a_curve_that_cannot_be_drawn_is_refused_in_one_line(curve, says):
    with pytest.raises(ValueError, match=says) as refused:
        bumps.bumps_closing_in(build, curve)
    assert "\n" not in str(refused.value)


def test_a_builder_of_another_topology_gives_the_same_picture(drawn):
    def two_for_each(edges, heights, k):
        b1 = np.concatenate([-k * edges[:-1], -k * edges[1:]])
        return np.full((len(b1), 1), k), b1, np.concatenate([heights, -heights]), 0

    (one,), (other,) = (
        artists(p, "network:20") for p in (drawn["closing"], bumps.bumps_closing_in(two_for_each, target))
    )
    np.testing.assert_allclose(one.get_ydata(), other.get_ydata(), atol=1e-9)


def test_outside_the_interval_the_network_is_zero_and_the_target_is_not(drawn):
    (curve,) = artists(drawn["outside"], "network")
    x, y = curve.get_data()
    far = np.abs(x) > 3.2
    assert np.abs(y[far]).max() < 1e-6 and np.abs(target(x[far])).max() > 2
    assert np.abs(y - target(x))[np.abs(x) <= 3].max() < 0.1
