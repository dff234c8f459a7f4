from __future__ import annotations

import re

import numpy as np
import pytest
from looking import *  # noqa: F403
from looking import Drawn, artists
from matplotlib.text import Text

from utils.pictures import difference_errors, logistic
from utils.pictures.formulas import BY_HAND, STRUCTURED, count_marks
from utils.pictures.picture import Picture

X, T = np.array([-2.0, -1.2, -0.5, 0.3, 0.8, 1.7]), np.array([0.0, 0.0, 1.0, 0.0, 1.0, 1.0])


def sigma(z):
    return 1 / (1 + np.exp(-z))


def descent(steps: int) -> np.ndarray:
    w, b, rows = -2.0, 1.5, []
    for _ in range(steps + 1):
        y = sigma(w * X + b)
        rows.append((w, b, np.mean((y - T) ** 2 / 2)))
        z_bar = (y - T) * y * (1 - y)
        w, b = w - 2 * np.mean(z_bar * X), b - 2 * np.mean(z_bar)
    return np.array(rows)


PICTURES = {
    "slope": logistic.logistic_and_slope,
    "differences of exp": lambda: logistic.difference_errors(np.exp, np.exp, 1.0, name="e^x"),
    "differences of sigma": lambda: logistic.difference_errors(
        sigma, lambda z: sigma(z) * (1 - sigma(z)), 0.7, name=r"\sigma(z)"
    ),
    "differences of a square": lambda: logistic.difference_errors(lambda v: v * v, lambda v: 2 * v, 1.3, name="x^2"),
    "descent": lambda: logistic.descent_path(descent(60), X, T),
    "one step": lambda: logistic.descent_path(descent(1), X, T),
    "steps down": lambda: logistic.descent_path([[0.2, 2.0, 0.3], [0.2, 1.9, 0.2], [0.2, 1.8, 0.1]], X, T),
    "standing still": lambda: logistic.descent_path([[0.0, 0.0, 0.1], [0.0, 0.0, 0.1]], X, T),
    "no step": lambda: logistic.descent_path(descent(0), X, T),
    "repeated work": logistic.repeated_work,
    "work done once": lambda: logistic.repeated_work(structured=True),
}


@pytest.fixture(scope="module")
def drawn() -> dict[str, Picture]:
    return Drawn(PICTURES)


@pytest.fixture(params=PICTURES)
def picture(request, drawn) -> Picture:
    return drawn[request.param]


def artist(picture: Picture, gid: str):
    (found,) = artists(picture, gid)
    return found


def test_sigma_and_its_slope_are_the_curves_shown(drawn):
    z, y = artist(drawn["slope"], "sigma").get_data()
    np.testing.assert_allclose(y, sigma(z), atol=1e-12)
    np.testing.assert_allclose(artist(drawn["slope"], "slope").get_ydata(), y * (1 - y), atol=1e-12)
    assert artist(drawn["slope"], "steepest").get_ydata() == [0.25]
    assert "0.25, at z = 0" in drawn["slope"].alt


def test_the_shaded_regions_are_those_where_sigma_is_flat(drawn):
    edge = float(re.search(r"\|z\| above ([\d.]+)", drawn["slope"].alt)[1])
    assert sigma(edge) * (1 - sigma(edge)) == pytest.approx(0.02, rel=0.05)


def test_errors_shown_are_those_of_the_two_differences(drawn):
    h, error = artist(drawn["differences of exp"], "forward").get_data()
    assert h.max() == pytest.approx(1e-1) and h.min() == pytest.approx(1e-13)
    i, e = 20, np.e
    assert error[i] == abs((np.exp(1 + h[i]) - e) / h[i] - e)
    h, error = artist(drawn["differences of exp"], "centred").get_data()
    assert error[i] == abs((np.exp(1 + h[i]) - np.exp(1 - h[i])) / (2 * h[i]) - e)


@pytest.mark.parametrize("name", ["differences of exp", "differences of sigma"])
def test_the_best_step_lies_where_theory_puts_it(drawn, name):
    for kind, low, high in (("forward", 1e-9, 2e-7), ("centred", 5e-7, 5e-5)):
        (h,), (error,) = artist(drawn[name], f"best:{kind}").get_data()
        assert low < h < high
        assert error in artist(drawn[name], kind).get_ydata()


def test_a_power_of_the_step_is_named_only_where_the_errors_follow_it(drawn):
    assert artist(drawn["differences of exp"], "name:forward").get_text() == r"forward, $\propto h$"
    assert artist(drawn["differences of exp"], "name:centred").get_text() == r"centred, $\propto h^2$"
    assert "falls in proportion to h² and" in drawn["differences of exp"].alt
    # A parabola's centred difference has no error but rounding.
    assert artist(drawn["differences of a square"], "name:centred").get_text() == "centred"
    assert "h²" not in drawn["differences of a square"].alt


def test_the_path_shown_is_the_path_given(drawn):
    path = descent(60)
    np.testing.assert_array_equal(artist(drawn["descent"], "path").get_xydata(), path[:, :2])
    assert artist(drawn["descent"], "start").get_xydata()[0] == pytest.approx(path[0, :2])
    assert artist(drawn["descent"], "end").get_xydata()[0] == pytest.approx(path[-1, :2])
    assert artist(drawn["descent"], "says:start").get_text() == f"start, $\\mathcal{{J}}$ = {path[0, 2]:.3g}"
    assert artist(drawn["descent"], "says:end").get_text() == f"end, $\\mathcal{{J}}$ = {path[-1, 2]:.3g}"
    assert f"J = {path[-1, 2]:.3g}." in drawn["descent"].alt and "60 steps" in drawn["descent"].takeaway


def test_contour_labels_stand_on_points_of_that_cost(drawn):
    labels = artists(drawn["descent"], "level")
    assert len(labels) >= 3
    for label in labels:
        w, b = label.get_position()
        assert np.mean((sigma(w * X + b) - T) ** 2 / 2) == pytest.approx(
            float(label.get_text().split("=")[1]), abs=2e-3
        )


def test_a_unit_of_w_is_as_long_as_one_of_b_so_that_steps_meet_contours_at_right_angles(drawn):
    axes = drawn["descent"].figure.axes[0]
    drawn["descent"].figure.canvas.draw()
    (x0, y0), (x1, y1) = axes.transData.transform([(0, 0), (1, 1)])
    assert x1 - x0 == pytest.approx(y1 - y0)
    assert axes.get_xlim()[0] < descent(60)[:, 0].min() and axes.get_ylim()[1] > descent(60)[:, 1].max()


def test_below_a_descent_are_its_points_and_the_unit_before_and_after(drawn):
    path, points = descent(60), drawn["descent"].figure.axes[1]
    for word, (w, b, _) in (("start", path[0]), ("end", path[-1])):
        x, y = artist(drawn["descent"], f"unit:{word}").get_data()
        np.testing.assert_allclose(y, sigma(w * x + b), atol=1e-12)
        assert x[0] < X.min() and x[-1] > X.max()
    shown = [tuple(point) for line in points.lines if line.get_marker() in ("o", "s") for point in line.get_xydata()]
    assert sorted(shown) == sorted(zip(X, T, strict=True))
    assert "the examples" in drawn["descent"].alt


def test_a_descent_without_steps_shows_its_start_alone(drawn):
    assert artists(drawn["no step"], "end") == [] == artists(drawn["no step"], "unit:end")
    assert "no step is taken" in drawn["no step"].alt


@pytest.mark.parametrize("df", [lambda v: 0.3, lambda v: float("nan")])
def test_a_derivative_that_is_not_the_functions_is_refused(df):
    with pytest.raises(ValueError, match="is df its derivative"):
        logistic.difference_errors(np.sin, df, 1.3, name="sin")


def test_a_function_without_any_error_is_refused():
    with pytest.raises(ValueError, match="no errors of f to show"):
        logistic.difference_errors(lambda v: 1.0, lambda v: 0.0, 1.3)


def test_a_path_without_costs_is_refused_by_name():
    with pytest.raises(ValueError, match="path must"):
        logistic.descent_path(np.zeros((4, 2)), X, T)
    with pytest.raises(ValueError, match="path must"):
        logistic.descent_path(np.full((4, 3), np.nan), X, T)


def test_by_hand_parts_are_repeated_and_structured_they_are_not():
    assert count_marks(BY_HAND) == {"z": 4, "y": 2, "ȳ": 2, "σ′(z)": 2, "z̄": 2}
    assert count_marks(STRUCTURED) == {"z": 1, "y": 1, "ȳ": 1, "σ′(z)": 1, "z̄": 1}


@pytest.mark.parametrize(("picture", "count"), [("repeated work", "4 times"), ("work done once", "once, not 4 times")])
def test_every_repeated_part_is_underlined_as_often_as_it_is_counted(drawn, picture, count):
    for name, times in count_marks(BY_HAND).items():
        marks = artists(drawn[picture], f"mark:{name}")
        assert len(marks) == times + 1  # in the formulas, and once beside them
        assert len({(mark.get_color(), str(mark.get_linestyle())) for mark in marks}) == 1
        assert len(artists(drawn[picture], f"name:{name}")) == times
    assert artist(drawn[picture], "count:z").get_text() == count
    for mark in ("y", "ȳ", "σ′(z)", "z̄"):  # each has its count beside it, also the one inside another
        assert artist(drawn[picture], f"count:{mark}").get_text().endswith("twice")
    assert re.search(r"z( = wx \+ b)? 4 times", drawn[picture].alt)


def test_the_backward_pass_is_shown_only_when_asked_for(drawn):
    def words(picture):
        return "".join(text.get_text() for text in drawn[picture].figure.findobj(Text)) + drawn[picture].alt

    assert "bar" not in words("repeated work") and "ȳ" not in words("repeated work")
    assert "bar" in words("work done once") and "ȳ" in words("work done once")


def test_the_underline_of_z_is_as_wide_as_the_formula_it_stands_for(drawn):
    picture = drawn["work done once"]
    picture.figure.canvas.draw()
    renderer = picture.figure.canvas.get_renderer()
    pieces = [piece for piece in artists(picture, "piece") if piece.get_text() == "$wx + b$"]
    marks = artists(picture, "mark:z")
    assert len(pieces) == len(marks) == 5
    for piece, mark in zip(pieces, marks, strict=True):
        text, line = piece.get_window_extent(renderer), mark.get_window_extent(renderer)
        assert text.x0 - 3 < line.x0 < line.x1 < text.x1 + 3
        assert line.y1 < text.y0 + 3


def test_no_dot_beside_the_ring_is_lower_than_the_one_in_it():
    for name, f, df in (
        ("e^x", np.exp, np.exp),
        ("\\sin x", np.sin, np.cos),
        ("x^3", lambda x: x**3, lambda x: 3 * x**2),
    ):
        picture = difference_errors(f, df, 1.0, name)
        for kind in ("forward", "centred"):
            (h,), (error,) = artist(picture, f"best:{kind}").get_data()
            steps, errors = artist(picture, kind).get_data()
            near = np.abs(np.log10(steps / h)) < 0.45
            assert error <= np.nanmin(errors[near])
