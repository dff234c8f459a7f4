"""Wrong answers to whether a line separates the data: by a cheaper rule, or by constraints that are slightly wrong.

Made to name a mistake, at data without anything special about them; never to decide what is right.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from utils.checks.kinds import SIGN
from utils.checks.task import Mistake

Columns = Callable[[np.ndarray], np.ndarray]
_BOUNDS = "The rows may be right. Look at what your call says of bounds: unless told, no variable may go below 0."


def _free(X: np.ndarray) -> np.ndarray:
    return np.column_stack([X, -X, np.ones(len(X)), -np.ones(len(X))])


def _reached(X: np.ndarray, t: np.ndarray, columns: Columns) -> bool:
    """Whether numbers of 0 or more before these columns give every example at least 1 on its side."""
    from scipy.optimize import nnls  # here, because it takes longer to import than everything else

    sides = np.where(t == 1, 1.0, -1.0)[:, np.newaxis] * columns(np.asarray(X, dtype=np.float64))
    _, rest = nnls(np.column_stack([sides, -np.eye(len(X))]), np.ones(len(X)))
    return bool(rest < 1e-8)


def _by_means(X: np.ndarray, t: np.ndarray) -> bool:
    one, zero = X[t == 1].mean(axis=0), X[t == 0].mean(axis=0)
    return _fits(X, t, one - zero, -(one - zero) @ (one + zero) / 2)


def _by_projected_means(X: np.ndarray, t: np.ndarray) -> bool:
    along = X @ (X[t == 1].mean(axis=0) - X[t == 0].mean(axis=0))
    return bool(along[t == 0].max() < along[t == 1].min())


def _by_regression(X: np.ndarray, t: np.ndarray, half: bool) -> bool:
    ones = np.column_stack([X, np.ones(len(X))])
    *w, b = np.linalg.lstsq(ones, t if half else 2 * t - 1, rcond=None)[0]
    return _fits(X, t, np.array(w), b - 0.5 * half)


def _fits(X: np.ndarray, t: np.ndarray, w: np.ndarray, b: float) -> bool:
    return bool(np.array_equal(X @ w + b > 0, t == 1))


def _by_one_column(X: np.ndarray, t: np.ndarray) -> bool:
    one, zero = X[t == 1], X[t == 0]
    return bool(((zero.max(axis=0) < one.min(axis=0)) | (one.max(axis=0) < zero.min(axis=0))).any())


def _no_point_twice(X: np.ndarray, t: np.ndarray) -> bool:
    return not {tuple(x) for x in X[t == 1].tolist()} & {tuple(x) for x in X[t == 0].tolist()}


GUESSES = (
    Mistake(
        "always True", "It says True of everything. Can w = 0 and b = 0 fulfil your constraints?", lambda X, t: True
    ),
    Mistake("always True", "It says True unless one point has both labels.", _no_point_twice),
    Mistake(
        "always False",
        "It says False of everything that has two classes. Is there any w, b at all that fulfils your constraints?",
        lambda X, t: False,
    ),
    Mistake(
        "status",
        "This is linprog's status itself, where 0 means that there is a solution: compare it with 0.",
        lambda X, t: 0 if _reached(X, t, _free) else 2,
    ),
    Mistake(
        SIGN,
        "True and False are exchanged. (linprog's status is 0 where there is a solution.)",
        lambda X, t: not _reached(X, t, _free),
    ),
    Mistake(
        "bounds",
        "It allows no negative weight and no negative bias: linprog's default bounds.",
        lambda X, t: _reached(X, t, lambda X: np.column_stack([X, np.ones(len(X))])),
        _BOUNDS,
    ),
    Mistake(
        "bounds",
        "It allows no negative weight.",
        lambda X, t: _reached(X, t, lambda X: np.column_stack([X, np.ones(len(X)), -np.ones(len(X))])),
        _BOUNDS,
    ),
    Mistake(
        "bias left out",
        "It allows only boundaries through the origin: there is no bias.",
        lambda X, t: _reached(X, t, lambda X: np.column_stack([X, -X])),
    ),
    Mistake(
        "bias left out",
        "It allows only boundaries through the mean of the data: there is no bias.",
        lambda X, t: _reached(X - X.mean(axis=0), t, lambda X: np.column_stack([X, -X])),
    ),
    Mistake("one line tried", "It tries one line only, halfway between the means of the classes.", _by_means),
    Mistake("one line tried", "It tries one direction only, from mean to mean.", _by_projected_means),
    Mistake(
        "one line tried", "It tries one line only, the least-squares fit.", lambda X, t: _by_regression(X, t, False)
    ),
    Mistake(
        "one line tried", "It tries one line only, the least-squares fit.", lambda X, t: _by_regression(X, t, True)
    ),
    Mistake("one column", "It looks at one column at a time: no boundary may be oblique.", _by_one_column),
)
