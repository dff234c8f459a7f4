"""Numerical derivatives against calculus."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.numerical import centred_gradient, complex_step_gradient

FUNCTIONS = [
    (np.sin, np.cos),
    (np.exp, np.exp),
    (np.tanh, lambda x: 1 - np.tanh(x) ** 2),
    (np.cos, lambda x: -np.sin(x)),
]


@given(st.sampled_from(FUNCTIONS), st.floats(-3, 3))
def test_complex_step_is_exact_to_rounding(pair, x):
    f, derivative = pair
    assert complex_step_gradient(f, x) == pytest.approx(derivative(x), rel=1e-13, abs=1e-15)


@given(st.sampled_from(FUNCTIONS), st.floats(-3, 3))
def test_centred_difference_is_good_to_nine_digits_of_the_value(pair, x):
    f, derivative = pair
    assert abs(centred_gradient(f, x) - derivative(x)) <= 1e-9 * max(1, abs(f(x)), abs(derivative(x)))


def test_a_gradient_has_the_shape_of_its_argument_and_one_derivative_for_each_entry():
    x = np.arange(6.0).reshape(2, 3) / 5 - 0.4
    weights = np.array([[1.0, -2.0, 3.0], [0.5, 4.0, -1.0]])
    for gradient in (complex_step_gradient, centred_gradient):
        got = gradient(lambda v: np.sum(weights * np.sin(v)), x)
        assert got.shape == x.shape
        np.testing.assert_allclose(got, weights * np.cos(x), rtol=1e-9)


def test_the_argument_is_left_as_it_was():
    x = np.array([1.0, 2.0])
    complex_step_gradient(lambda v: np.sum(v**2), x)
    centred_gradient(lambda v: np.sum(v**2), x)
    assert x.tolist() == [1.0, 2.0]


def test_a_function_that_returns_an_array_is_refused():
    with pytest.raises(ValueError, match=r"one number from f, which returned shape \(2,\)"):
        complex_step_gradient(lambda v: v, np.ones(2))
