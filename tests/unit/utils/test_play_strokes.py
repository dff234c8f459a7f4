"""What is drawn on a pad, as a network trained on scikit-learn's digits sees it."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from utils.data import all_digits
from utils.play.draw_digit import SAMPLE, probabilities
from utils.play.strokes import as_image


def arc(x, y, across, up, first, last):
    """A part of an ellipse; angles in degrees, from the right and then downwards."""
    angles = np.radians(np.linspace(first, last, 24))
    return [*zip(x + across * np.cos(angles), y + up * np.sin(angles), strict=True)]


# The ten digits as one writes them on a pad.
WRITTEN = {
    0: [arc(0.5, 0.5, 0.22, 0.35, -90, 270)],
    1: [[(0.43, 0.27), (0.53, 0.14), (0.51, 0.86)]],
    2: SAMPLE,
    3: [arc(0.47, 0.32, 0.2, 0.17, -150, 90) + arc(0.47, 0.66, 0.23, 0.18, -90, 150)],
    4: [[(0.56, 0.15), (0.27, 0.6), (0.75, 0.6)], [(0.6, 0.38), (0.58, 0.87)]],
    5: [[(0.7, 0.15), (0.36, 0.15), (0.34, 0.46), *arc(0.48, 0.63, 0.22, 0.2, -120, 140)]],
    6: [[(0.6, 0.12), (0.45, 0.3), (0.36, 0.5), (0.33, 0.7), *arc(0.5, 0.7, 0.17, 0.15, 180, 500)]],
    7: [[(0.28, 0.17), (0.72, 0.17), (0.44, 0.86)]],
    8: [arc(0.5, 0.32, 0.17, 0.16, 90, 450) + arc(0.5, 0.67, 0.2, 0.19, -90, 270)],
    9: [[*arc(0.5, 0.33, 0.19, 0.18, 20, 380), (0.68, 0.4), (0.6, 0.86)]],
}


def by_another_hand(strokes, rng):
    """Smaller or larger, wider or narrower, slanted, elsewhere, and a little shaky."""
    turn = np.array([[rng.uniform(0.7, 1.1), -rng.uniform(-0.1, 0.2)], [0, rng.uniform(0.7, 1.0)]])
    shift = rng.uniform(-0.05, 0.05, 2)
    return [
        [tuple(np.clip(turn @ (np.array(at) - 0.5) + 0.5 + shift + rng.normal(0, 0.005, 2), 0, 1)) for at in stroke]
        for stroke in strokes
    ]


@pytest.fixture(scope="module")
def network():
    """A logistic–softmax network, as trained in notebook 07: about 93 % right on digits that it has not seen."""
    from sklearn.neural_network import MLPClassifier

    X, t = all_digits()
    trained = MLPClassifier(
        (40,), activation="logistic", max_iter=60, random_state=0, alpha=1e-3, learning_rate_init=0.01
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it might go on
        trained.fit(X[:1200], t[:1200])
    (W1, W2), (b1, b2) = trained.coefs_, trained.intercepts_
    return {"W1": W1.T, "b1": b1, "W2": W2.T, "b2": b2}


def test_a_network_trained_on_scikit_learns_digits_reads_drawn_ones(network):
    images = np.array([as_image(strokes).ravel() for strokes in WRITTEN.values()])
    assert probabilities(network, images).argmax(axis=1).tolist() == [*WRITTEN]
    rng = np.random.default_rng(1)
    labels = [digit for digit in WRITTEN for _ in range(12)]
    images = np.array([as_image(by_another_hand(WRITTEN[digit], rng)).ravel() for digit in labels])
    # Chance is 0.1. It is not 0.93: people draw on a pad otherwise than on the forms that it learned from.
    assert np.mean(probabilities(network, images).argmax(axis=1) == labels) > 0.8


def test_drawn_digits_have_as_much_ink_as_scikit_learns():
    ink = np.mean([as_image(strokes) for strokes in WRITTEN.values()])
    assert ink == pytest.approx(all_digits()[0].mean(), abs=0.03)


def test_where_and_how_large_it_is_drawn_makes_no_difference():
    small = [[(0.1 + 0.2 * x, 0.7 + 0.2 * y) for x, y in stroke] for stroke in WRITTEN[3]]
    assert np.allclose(as_image(small), as_image(WRITTEN[3]))
    assert np.allclose(as_image(small, 28), as_image(WRITTEN[3], 28))


def test_an_image_of_28_pixels_has_its_margin_and_its_ink_in_the_middle():
    image = as_image(WRITTEN[7], 28)
    rows, columns = np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))
    assert len(rows) in (20, 21) and len(columns) <= 20 and image.max() == 1
    assert abs((image.sum(axis=0) @ np.arange(28)) / image.sum() - 13.5) <= 0.5


@pytest.mark.parametrize("strokes", [[], [[]]])
def test_nothing_drawn_is_an_empty_image(strokes):
    assert not as_image(strokes).any()


@pytest.mark.parametrize("side", [8, 28])
def test_a_dot_and_a_straight_line_are_images_too(side):
    for strokes in ([[(0.5, 0.5)]], [[(0.2, 0.5), (0.9, 0.5)]], [[(0.5, 0.1), (0.5, 0.9)]]):
        image = as_image(strokes, side)
        assert image.any() and image.min() >= 0 and image.max() <= 1
