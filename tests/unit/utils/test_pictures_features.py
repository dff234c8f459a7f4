"""The pictures of notebook 07: images, weights, a detector's responses, polynomials, and how a training goes."""

from __future__ import annotations

import numpy as np
import pytest
from looking import *  # noqa: F403
from looking import Drawn, artists
from matplotlib.text import Text

from utils.pictures import (
    detector_responses,
    grey_images,
    learning_curves,
    polynomial_fits,
    weight_images,
    worst_mistakes,
)
from utils.tasks.detectors import responses, strokes

RNG = np.random.default_rng(3)
STROKES = strokes()
DETECTOR = np.where(STROKES["main diagonal"] > 0, 1.0, -0.1).ravel()
X = np.linspace(0, 1, 10)
T = np.sin(2 * np.pi * X) + 0.25 * RNG.normal(size=10)
EPOCHS = np.arange(60)
SHARES = RNG.dirichlet(np.ones(10), size=30)
LABELS = RNG.integers(10, size=30)
FALLING, TURNING = np.exp(-EPOCHS / 8), 0.45 + (EPOCHS - 17) ** 2 / 6000


def features(x, M):
    return np.vander(x, M + 1, increasing=True)


def fit(Phi, t, lam):
    return np.linalg.solve(Phi.T @ Phi + lam * np.diag(np.arange(Phi.shape[1]) > 0), Phi.T @ t)


def truth(x):
    return np.sin(2 * np.pi * x)


PICTURES = {
    "strokes": lambda: grey_images(list(STROKES.values()), list(STROKES)),
    "one image": lambda: grey_images(RNG.random((1, 8, 8)), ["seven"]),
    "twelve images": lambda: grey_images(RNG.random((12, 4, 6)), range(12)),
    "forty units": lambda: weight_images(RNG.normal(size=(40, 8, 8))),
    "three units": lambda: weight_images(1e-4 * RNG.normal(size=(3, 28, 28))),
    "two rows": lambda: weight_images(
        np.concatenate([RNG.normal(size=(10, 8, 8)), np.cumsum(RNG.normal(size=(10, 8, 8)), axis=2)]),
        rows=("at the start", "afterwards"),
    ),
    "no weights": lambda: weight_images(np.zeros((12, 2, 5))),
    "detector": lambda: detector_responses(DETECTOR, STROKES),
    "stroke alone": lambda: detector_responses((DETECTOR > 0).astype(float), STROKES),
    "minus one beside": lambda: detector_responses(np.where(DETECTOR > 0, 1.0, -1.0), STROKES),
    "negative responses": lambda: detector_responses(1e3 * DETECTOR - 600.0, STROKES),
    "mistakes": lambda: worst_mistakes(SHARES, RNG.random((30, 64)), LABELS),
    "many mistakes": lambda: worst_mistakes(SHARES, RNG.random((30, 784)), LABELS, most=99),
    "no mistake": lambda: worst_mistakes(np.eye(10)[[3, 8]], RNG.random((2, 64)), np.array([3, 8])),
    "fits": lambda: polynomial_fits(features, fit, X, T, 1e-3, truth),
    "curves": lambda: learning_curves(FALLING, TURNING, best=17, stop=25),
    "best at the end": lambda: learning_curves(FALLING, 2 * FALLING + 0.01, best=59, stop=59),
    "best at once": lambda: learning_curves(FALLING, 1 + EPOCHS / 60, best=0, stop=4),
    "first epoch": lambda: learning_curves([2.3], [2.31], epochs=60),
    "on its way": lambda: learning_curves([2.3, 1.1, 0.7], [2.3, 1.2, 0.9], epochs=8),
    "all epochs": lambda: learning_curves(FALLING, TURNING),
    "held out": lambda: learning_curves([2.3, 1.1], [2.3, 0.9], held_out="held out"),
    "one epoch": lambda: learning_curves([0.4], [0.4]),
}


@pytest.fixture(scope="module")
def drawn():
    return Drawn(PICTURES)


@pytest.fixture(params=PICTURES)
def picture(request, drawn):
    return drawn[request.param]


def test_an_image_shows_its_numbers_between_black_and_white(drawn):
    (shown,) = artists(drawn["strokes"], "image:0")
    assert np.array_equal(shown.get_array(), STROKES["main diagonal"])
    assert shown.get_clim() == (0, 1) and shown.get_cmap()(0.0)[:3] == (0, 0, 0)


def test_all_weights_are_on_one_scale_with_nothing_at_white_and_equal_sizes_equally_dark(drawn):
    shown = [artists(drawn["forty units"], f"weights:{i}")[0] for i in range(40)]
    assert len({image.get_clim() for image in shown}) == 1
    low, high = shown[0].get_clim()
    assert low == -high and high == pytest.approx(max(np.abs(image.get_array()).max() for image in shown))
    red, _, blue = shown[0].cmap(0.9)[:3], shown[0].cmap(0.5)[:3], shown[0].cmap(0.1)[:3]
    assert shown[0].cmap(shown[0].norm(0.0))[:3] == pytest.approx((1, 1, 1), abs=0.01)
    assert red[0] > red[2] and blue[2] > blue[0]


def test_rows_of_weights_are_named_and_the_alt_text_tells_shapes_from_noise(drawn):
    assert {"at the start", "afterwards"} <= {text.get_text() for text in drawn["two rows"].figure.findobj(Text)}
    said = drawn["two rows"].alt.split("0 for random ones, is ")[1].rstrip(".").split(", ")
    noise, shapes = (float(part.split()[0].replace("−", "-")) for part in said)
    assert said[0].endswith(" at the start") and abs(noise) < 0.15 and shapes > 0.7


def test_the_bars_are_the_detectors_responses(drawn):
    for name, value in responses(DETECTOR).items():
        (bar,) = artists(drawn["detector"], f"bar:{name}")
        assert bar.get_width() == pytest.approx(value)
    (half,) = artists(drawn["detector"], "half")
    assert half.get_xdata()[0] == pytest.approx(41)
    assert "all white 11.8" in drawn["detector"].alt


@pytest.mark.parametrize("name", ["detector", "minus one beside", "negative responses"])
def test_the_words_for_half_of_the_first_response_stay_inside_the_picture(drawn, name):
    (words,) = artists(drawn[name], "words:half")
    figure = drawn[name].figure
    place = words.get_window_extent(figure.canvas.get_renderer())
    assert figure.bbox.x0 <= place.x0 and place.x1 <= figure.bbox.x1


def test_the_fits_are_drawn_with_the_length_of_their_weights(drawn):
    for lam in (0.0, 1e-3):
        for M in (0, 1, 3, 9):
            w = fit(features(X, M), T, lam)
            (line,) = artists(drawn["fits"], f"fit:{M}:{lam:g}")
            x, y = line.get_data()
            assert np.allclose(y, features(np.asarray(x), M) @ w)
            title = next(text for text in drawn["fits"].figure.findobj(Text) if text.get_gid() == f"norm:{M}:{lam:g}")
            shown = title.get_text().split("=")[1].strip(" $").replace(r" \times 10^{", "e").rstrip("}")
            assert float(shown) == pytest.approx(np.linalg.norm(w), rel=0.06)


def test_points_and_curves_of_the_fits_are_named_each_in_its_own_colour(drawn):
    names = {text.get_text()[2:]: text for text in drawn["fits"].figure.findobj(Text) if text.get_gid()}
    assert {"the points", "the fitted curve", "the curve behind them"} <= set(names)
    assert len({names[name].get_color() for name in ("the points", "the fitted curve", "the curve behind them")}) == 3
    assert [text.get_text() for text in drawn["fits"].figure.findobj(Text)].count("M = 9") == 2


@pytest.mark.parametrize(
    "scale, words",
    [(1, "−0.1 (blue) to 1 (brown)"), (-1, "−1 (blue) to 0.1 (orange)"), (0, "0 (white) to 0 (white)")],
)
def test_the_colours_at_the_ends_of_a_detectors_weights_are_named(scale, words):
    picture = detector_responses(scale * DETECTOR, STROKES)
    assert words in [text.get_text() for text in picture.figure.findobj(Text)]


def test_the_restored_epoch_and_the_stop_stand_where_they_are(drawn):
    (best,), (stop,) = artists(drawn["curves"], "best"), artists(drawn["curves"], "stop")
    assert best.get_xdata()[0] == 17 and best.get_ydata()[0] == pytest.approx(TURNING[17])
    assert stop.get_xdata()[0] == 25
    assert (
        drawn["curves"].takeaway
        == "The validation cost is lowest at epoch 17, 0.45; at the end of the curve it is 0.744."
    )


def test_a_training_on_its_way_leaves_room_for_what_is_to_come(drawn):
    (line,) = artists(drawn["on its way"], "validation")
    assert list(line.get_ydata()) == [2.3, 1.2, 0.9] and line.axes.get_xlim()[1] > 7
    assert drawn["on its way"].takeaway == "Epoch 2, of 0 to 7: training cost 0.7, validation cost 0.9."


def test_axis_alt_and_takeaway_count_epochs_in_one_way(drawn):
    picture = drawn["all epochs"]
    (line,) = artists(picture, "validation")
    assert line.get_xdata()[-1] == 59 and "from 0 to 59; the axis ends at 59" in picture.alt
    assert picture.takeaway.startswith("Epoch 59, the last: ")


def test_the_curve_of_what_is_not_trained_on_has_the_callers_name_everywhere(drawn):
    picture = drawn["held out"]
    assert {text.get_text() for text in picture.figure.findobj(Text)} >= {"training", "held out"}
    assert "validation" not in picture.alt + picture.takeaway and "held out cost 0.9" in picture.takeaway


def test_the_alt_text_speaks_of_both_lines_beside_the_curves(drawn):
    assert (
        "A dashed line marks epoch 25" in drawn["curves"].alt and "a dotted line marks epoch 17" in drawn["curves"].alt
    )


@pytest.mark.parametrize("call", [
    lambda: grey_images(np.zeros((3, 4)), [1]), lambda: weight_images(np.zeros((0, 2, 2))), lambda: learning_curves([], []),
    lambda: learning_curves([1.0], [1.0, 2.0]),
])  # fmt: skip
def test_what_cannot_be_drawn_is_refused_by_the_functions_name(call):
    with pytest.raises(ValueError, match=r"^(grey_images|weight_images|learning_curves): "):
        call()


def test_the_worst_mistakes_come_first_with_what_was_thought_of_them(drawn):
    given = SHARES[np.arange(30), LABELS]
    said = [text.get_text() for text in artists(drawn["mistakes"], "thought")]
    wanted = [
        f"is {LABELS[i]}, it says {SHARES[i].argmax()}\n{SHARES[i].max():.0%} sure" for i in np.argsort(given)[:10]
    ]
    assert said == wanted
    for axes in drawn["mistakes"].figure.axes:  # the answer is read after the image has been looked at
        assert axes.xaxis.label.get_window_extent().y1 < axes.get_window_extent().y0
    wrong = int((SHARES.argmax(axis=1) != LABELS).sum())
    assert f"Of 30 images the network gets {wrong} wrong" in drawn["mistakes"].takeaway
    assert len(artists(drawn["many mistakes"], "thought")) == 15
    assert [text.get_text() for text in artists(drawn["no mistake"], "thought")] == [
        "is 3, it says 3\n100% sure", "is 8, it says 8\n100% sure"
    ]  # fmt: skip


@pytest.mark.parametrize(
    "given", [(SHARES, np.zeros((29, 64)), LABELS), (SHARES, np.zeros((30, 60)), LABELS), (LABELS, SHARES, LABELS)]
)
def test_mistakes_want_a_square_image_and_a_row_for_each_label(given):
    with pytest.raises(ValueError, match="do not belong together"):
        worst_mistakes(*given)
