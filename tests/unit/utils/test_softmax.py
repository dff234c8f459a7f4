"""Softmax, its logarithm and σ as the course gives them, against SciPy's, which a browser would take seconds to load."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from utils.elementwise import sigma
from utils.softmax import log_softmax, softmax

SCORES = (
    np.random.default_rng(4).normal(scale=5.0, size=(5, 7)),
    np.array([[1000.0, 0.0, -1000.0], [-1e300, 0.0, 3.0], [710.0, 710.0, 709.0]]),
    np.array([[0.5]]),
)


@pytest.mark.parametrize("Z", SCORES)
@pytest.mark.parametrize("axis", [0, 1, -1, None])
def test_softmax_and_its_logarithm_are_scipys_bit_for_bit(Z, axis):
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        for mine, theirs in ((softmax, special.softmax), (log_softmax, special.log_softmax)):
            np.testing.assert_array_equal(mine(Z, axis=axis), theirs(Z, axis=axis))


def test_sigma_is_as_near_to_the_true_value_as_scipys_from_end_to_end():
    z = np.concatenate(
        [np.linspace(-700, 700, 20_001), np.random.default_rng(5).normal(size=5000), [-1e-300, 0, 1e-20]]
    )
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        mine = sigma(z)
    # exp is right to a unit in the last place, the sum and the quotient to half of one each: so is SciPy's.
    np.testing.assert_array_max_ulp(mine, special.expit(z), maxulp=4)
    exact = 1 / (1 + np.exp(-z.astype(np.longdouble)))
    assert np.max(np.abs(mine - exact) / exact) < 4 * np.finfo(np.float64).eps


@pytest.mark.parametrize(
    "z", [0.3, -2, True, np.array([True, False]), np.array([0, 3], dtype=np.uint8), [1, -2], np.float32(0.5)]
)
def test_sigma_takes_what_scipys_takes_and_gives_what_scipys_gives(z):
    mine, theirs = sigma(z), special.expit(np.asarray(z, dtype=np.result_type(np.asarray(z), np.float32)))
    np.testing.assert_allclose(mine, theirs, rtol=1e-6)
    assert np.shape(mine) == np.shape(theirs) and isinstance(mine, np.ndarray) == isinstance(theirs, np.ndarray)
    assert sigma(np.float32(0.5)).dtype == np.float32


@pytest.mark.parametrize("z", [None, "0.3", [object()], {"z": 1}])
def test_sigma_says_what_it_was_given_in_the_place_of_numbers(z):
    with pytest.raises(TypeError, match="σ was given something else than numbers"):
        sigma(z)
