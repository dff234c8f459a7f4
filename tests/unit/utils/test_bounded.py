"""Least squares with bounds, against SciPy's."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog, lsq_linear, nnls

from utils.bounded import least_squares
from utils.tasks.networks import separable


@pytest.mark.parametrize("seed", range(40))
def test_it_finds_what_scipy_finds(seed):
    rng = np.random.default_rng(seed)
    unknowns = int(rng.integers(1, 9))
    A = rng.normal(size=(unknowns + int(rng.integers(0, 6)), unknowns))
    b, bounded = rng.normal(size=len(A)), rng.random(unknowns) < (1.0 if seed % 2 else 0.6)
    theirs = lsq_linear(A, b, (np.where(bounded, 0.0, -np.inf), np.inf), method="bvls").x
    mine = least_squares(A, b, bounded)
    np.testing.assert_allclose(mine, theirs, atol=1e-8)
    assert np.all(mine[bounded] >= 0)
    if bounded.all():
        np.testing.assert_allclose(mine, nnls(A, b)[0], atol=1e-8)


def test_unknowns_that_are_worth_the_same_do_not_hold_it_up():
    A = np.array([[1.0, 1.0, -1.0], [1.0, 1.0, -1.0]])
    x = least_squares(A, np.array([2.0, 2.0]), np.array([True, True, True]))
    np.testing.assert_allclose(A @ x, [2.0, 2.0])
    np.testing.assert_array_equal(least_squares(-A[:, :2], np.array([2.0, 2.0]), np.array([True, True])), [0, 0])


@pytest.mark.parametrize("seed", range(30))
def test_whether_one_threshold_unit_tells_hidden_values_apart_is_decided_as_a_linear_program_does(seed):
    rng = np.random.default_rng(seed)
    H = rng.integers(0, 2, size=(int(2 ** rng.integers(1, 5)), int(rng.integers(1, 6)))).astype(float)
    t = rng.integers(0, 2, size=len(H)) if seed % 2 else (H @ rng.normal(size=H.shape[1]) > 0.1).astype(int)
    sign = np.where(t > 0, 1.0, -1.0)[:, np.newaxis]
    demands = -sign * np.hstack([H, np.ones((len(H), 1))])
    program = linprog(np.zeros(demands.shape[1]), A_ub=demands, b_ub=-np.ones(len(H)), bounds=(None, None))
    assert separable(H, t) == (program.status == 0)
