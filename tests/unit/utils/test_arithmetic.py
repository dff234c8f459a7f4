"""What NumPy warns of where the processor has flags is noticed without them, in the same words."""

from __future__ import annotations

import warnings
from collections import Counter

import numpy as np
import pytest

from utils import CheckFailed, check_task
from utils.checks import arithmetic
from utils.checks.witness import witness
from utils.tasks import activations

BIG, ZERO, HOLE = np.array([1.0, 1e308]), np.array([2.0, 0.0]), np.array([1.0, np.nan])


@pytest.fixture
def no_flags(monkeypatch):
    """As in a browser, but that NumPy goes on warning of its own: what is right is said twice."""
    monkeypatch.setattr(arithmetic, "there_are_flags", lambda: False)


@pytest.mark.parametrize(
    "compute",
    [
        lambda: np.exp(np.array([1.0, 1000.0])),
        lambda: np.exp(np.array([-1000.0, np.inf, 800.0])),
        lambda: np.exp(-np.inf) + np.exp(np.inf) + np.exp(HOLE),
        lambda: np.log(ZERO),
        lambda: np.log(-1.0),
        lambda: np.log1p(-1.0),
        lambda: np.divide(1.0, ZERO),
        lambda: np.divide(ZERO, ZERO),
        lambda: np.divide(BIG, 1e-10),
        lambda: np.divide([1, 2], [0, 2]),
        lambda: np.divide(1.0, ZERO, out=np.zeros(2), where=ZERO != 0),
        lambda: np.reciprocal(ZERO),
        lambda: np.power(ZERO, -1.0),
        lambda: np.power(-8.0, 1 / 3),
        lambda: np.power(10.0, 400.0),
        lambda: np.square(BIG),
        lambda: np.multiply(BIG, 10),
        lambda: np.multiply(0.0, np.inf),
        lambda: np.subtract(np.inf, np.inf),
        lambda: np.sqrt(-1.0),
        lambda: np.cosh(1000.0),
        lambda: np.exp(np.array([1, 2])),
        lambda: np.maximum.accumulate(BIG) + np.add.reduce(ZERO) + np.multiply.outer(ZERO, ZERO).sum(),
        lambda: np.matmul(np.full((2, 2), 1e308), np.full((2, 2), 10.0)),
        lambda: np.dot(np.array([np.inf, 1.0]), np.zeros(2)),
    ],
)
def test_it_says_what_numpy_says_where_it_has_flags(no_flags, compute):
    with warnings.catch_warnings(record=True) as numpys, np.errstate(all="warn", under="ignore"):
        warnings.simplefilter("always")
        compute()
    with (
        warnings.catch_warnings(record=True) as both,
        np.errstate(all="warn", under="ignore"),
        arithmetic.watching_arithmetic(),
    ):
        warnings.simplefilter("always")
        compute()
    numpys, both = (Counter(str(one.message).replace("scalar ", "") for one in many) for many in (numpys, both))
    assert both == numpys + numpys


def test_it_heeds_what_a_reader_has_asked_for(no_flags):
    with arithmetic.watching_arithmetic(), warnings.catch_warnings():
        warnings.simplefilter("error")
        with np.errstate(over="ignore", divide="ignore"):
            assert np.exp(1000.0) == np.inf and np.log(0.0) == -np.inf
        with np.errstate(all="raise"), pytest.raises(FloatingPointError, match="overflow encountered in exp"):
            np.exp(1000.0)


def test_an_inverse_that_came_out_as_nan_is_of_a_singular_matrix(no_flags, monkeypatch):
    monkeypatch.setattr(np.linalg, "inv", lambda A: np.full_like(A, np.nan))  # as in a browser
    with arithmetic.watching_arithmetic():
        with pytest.raises(np.linalg.LinAlgError, match="Singular"):
            np.linalg.inv(np.zeros((2, 2)))
        assert np.isnan(np.linalg.inv(np.full((2, 2), np.nan))).all()


def test_numpys_functions_are_its_own_again_whatever_happens(no_flags):
    before = np.exp, np.matmul, np.linalg.inv

    def fails():
        assert np.exp is not before[0]
        raise ValueError("on purpose")

    assert witness(fails, ()).trouble.name == "ValueError"
    assert (np.exp, np.matmul, np.linalg.inv) == before


def test_a_reader_is_told_of_an_overflow_without_flags_too(no_flags, monkeypatch):
    exp = np.exp

    def silent(z, *more, **options):
        with np.errstate(all="ignore"):
            return exp(z, *more, **options)

    monkeypatch.setattr(np, "exp", silent)

    def logistic(z):
        return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))

    with pytest.raises(CheckFailed, match="overflow"):
        check_task("logistic", logistic, activations.logistic_function)


def test_where_there_are_flags_nothing_is_put_in_their_place():
    assert arithmetic.there_are_flags()
    exp = np.exp
    with arithmetic.watching_arithmetic():
        assert np.exp is exp
