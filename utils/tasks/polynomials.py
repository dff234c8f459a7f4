"""Notebook 07, a curve through points: powers as features, and least squares with a penalty."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from utils.checks.kinds import EXTRA_TERM, FACTOR, INPUT_LEFT_OUT, SIGN, TRANSPOSE
from utils.checks.task import Mistake, Task, equal_to
from utils.models import signed

REVERSED, EXCHANGED, BIAS = "reversed", "exchanged", "bias penalised"
WORST = 1e4  # the largest condition number of a drawn problem: rounding then stays far below one part in a million


def _powers(x: np.ndarray, M: int) -> np.ndarray:
    return np.vander(x, M + 1, increasing=True)


def _instead(kind: str, words: str, function: Callable) -> Mistake:
    return Mistake(kind, f"This is what you get {words}.", function)


polynomial_features = Task(
    ("x", "M"),
    lambda rng: (signed(rng, int(rng.integers(6, 9)), high=1.9), int(rng.integers(2, 5))),
    equal_to(_powers, "Phi"),
    first=((np.array([2.0, 3.0, -1.0]), 3),),
    edges=(
        (np.array([0.5, -0.7, 1.2]), 0),
        (np.array([0.0, 1.0, 2.0]), 2),
        (np.array([1.7]), 4),
        (np.array([-0.4]), 0),
        (np.linspace(0.0, 1.0, 10), 9),
        (np.array([0.3, -1.1, 0.9]), 2),
        (np.array([0.0]), 0),
        (np.linspace(-1.0, 1.0, 40), 15),  # many
    ),
    mistakes=(
        _instead(REVERSED, "with the highest power first", lambda x, M: _powers(x, M)[:, ::-1]),
        _instead("power missing", "without the power 0: there are the powers 1 to M",
                 lambda x, M: _powers(x, M)[:, 1:]),
        _instead("power missing", "without the power M: there are the powers 0 to M − 1",
                 lambda x, M: _powers(x, M)[:, :-1]),
        _instead("powers shifted", "for the powers 1 to M + 1", lambda x, M: _powers(x, M + 1)[:, 1:]),
        _instead(TRANSPOSE, "with one row for each power, not one for each example", lambda x, M: _powers(x, M).T),
        _instead("multiples", "for multiples of x, not powers", lambda x, M: np.outer(x, np.arange(M + 1.0))),
        _instead("multiples", "for multiples of x, not powers, behind a column of ones",
                 lambda x, M: np.column_stack([np.ones(len(x)), np.outer(x, np.arange(1.0, M + 1))])),
        _instead("not a power", "when every column beyond the first is x itself",
                 lambda x, M: np.column_stack([np.ones(len(x)), *[x] * M])),
    ),
    against="the powers",
)  # fmt: skip


def _least(Phi: np.ndarray, t: np.ndarray, penalties: np.ndarray) -> np.ndarray:
    """The w that minimises ½‖Φw − t‖² + ½ Σ penalties·w², by the equations that its derivatives give."""
    return np.linalg.solve(Phi.T @ Phi + np.diag(penalties), Phi.T @ t)


def _all_but_first(Phi: np.ndarray, lam: float) -> np.ndarray:
    return lam * (np.arange(Phi.shape[1]) > 0)


def _ridge(Phi: np.ndarray, t: np.ndarray, lam: float) -> np.ndarray:
    return _least(Phi, t, _all_but_first(Phi, lam))


def _problem(rng: np.random.Generator) -> tuple:
    while True:
        N, K = int(rng.integers(7, 11)), int(rng.integers(3, 6))
        Phi, t, lam = signed(rng, N, K), signed(rng, N), float(rng.uniform(1.5, 4.0))
        if np.linalg.cond(Phi.T @ Phi + np.diag(_all_but_first(Phi, lam))) < WORST:
            return Phi, t, lam


def _last_free(Phi: np.ndarray, t: np.ndarray, lam: float) -> np.ndarray:
    return _least(Phi, t, lam * (np.arange(Phi.shape[1]) < Phi.shape[1] - 1))


def _whole_block(Phi: np.ndarray, t: np.ndarray, lam: float) -> np.ndarray:
    penalties = np.zeros((Phi.shape[1], Phi.shape[1]))
    penalties[1:, 1:] = lam
    return np.linalg.solve(Phi.T @ Phi + penalties, Phi.T @ t)


def _ones_first(Phi: np.ndarray) -> np.ndarray:
    return np.column_stack([np.ones(len(Phi)), Phi[:, 1:]])


def _centred(Phi: np.ndarray, t: np.ndarray, lam: float) -> np.ndarray:
    rest = Phi[:, 1:] - Phi[:, 1:].mean(axis=0)
    w = _least(rest, t - t.mean(), np.full(rest.shape[1], lam))
    return np.concatenate([[t.mean()], w])


_x = np.linspace(0.0, 1.0, 8)
_T = np.array([0.3, 1.1, 0.9, 0.2, -0.7, -1.2, -0.8, 0.1])

ridge_fit = Task(
    ("Phi", "t", "lam"),
    _problem,
    equal_to(_ridge, "w"),
    first=((np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0], [1.0, 3.0]]), np.array([1.0, 3.0, 2.0, 5.0]), 1.0),),
    edges=(
        (_powers(_x, 3), _T, 0.1),
        (_powers(2 * _x - 1, 3), _T, 0.0),
        (_powers(2 * _x - 1, 2), _T, 1000.0),
        (_powers(_x, 0), _T, 2.0),
        (np.array([[2.0], [-1.0], [0.5]]), np.array([1.0, 2.0, -1.0]), 3.0),
        (np.array([[2.0, 1.0, -0.5], [1.0, -1.0, 0.7]]), np.array([1.0, 3.0]), 1.0),  # more weights than examples
        (np.array([[1.5]]), np.array([3.0]), 2.0),
        (np.sin(np.arange(480.0) ** 2).reshape(60, 8), np.cos(np.arange(60.0)), 1.3),  # many
        (np.array([[1.0, 0.4, 2.0], [-2.0, 1.0, 0.3], [0.6, -1.4, 1.0]]), np.array([1.0, -2.0, 0.5]), 0.7),
    ),
    mistakes=(
        _instead(BIAS, "when the first weight is penalised as well",
                 lambda Phi, t, lam: _least(Phi, t, np.full(Phi.shape[1], lam))),
        _instead(BIAS, "when the penalty spares the last weight, not the first", _last_free),
        _instead(BIAS, "when only the first weight is penalised",
                 lambda Phi, t, lam: _least(Phi, t, lam * (np.arange(Phi.shape[1]) == 0))),
        _instead(INPUT_LEFT_OUT, "without a penalty", lambda Phi, t, lam: _ridge(Phi, t, 0.0)),
        _instead(INPUT_LEFT_OUT, "when the penalty is 1, whatever lam is", lambda Phi, t, lam: _ridge(Phi, t, 1.0)),
        *(_instead(FACTOR, f"when lam is {words}", lambda Phi, t, lam, by=by: _ridge(Phi, t, by(lam, len(t))))
          for words, by in (("doubled", lambda lam, N: 2 * lam), ("halved", lambda lam, N: lam / 2),
                            ("multiplied by N, as if the squares were averaged", lambda lam, N: N * lam),
                            ("multiplied by 2N", lambda lam, N: 2 * N * lam),
                            ("divided by N", lambda lam, N: lam / N), ("squared", lambda lam, N: lam * lam))),
        _instead(SIGN, "when the penalty is subtracted", lambda Phi, t, lam: _ridge(Phi, t, -lam)),
        _instead(SIGN, "for −t", lambda Phi, t, lam: _ridge(Phi, -t, lam)),
        _instead("first column", "when the first column is taken to hold ones, whatever it holds",
                 lambda Phi, t, lam: _ridge(_ones_first(Phi), t, lam)),
        _instead("first column", "when the first column is taken to hold ones, and the means are subtracted",
                 _centred),
        _instead("first column", "when the first column is taken to hold ones, and the means are subtracted",
                 lambda Phi, t, lam: _ridge(_ones_first(Phi), t, lam)),
        _instead(EXTRA_TERM, "when lam is added to every entry of ΦᵀΦ, not only on the diagonal",
                 lambda Phi, t, lam: np.linalg.solve(Phi.T @ Phi + lam, Phi.T @ t)),
        _instead(EXTRA_TERM, "when lam is added to all entries of ΦᵀΦ but those of the first row and column, not only "
                 "on the diagonal", _whole_block),
        _instead("not solved", "when Φᵀt is returned, and no system of equations is solved",
                 lambda Phi, t, lam: Phi.T @ t),
        _instead("not squared", "when the penalty is lam·|w|, by its square root",
                 lambda Phi, t, lam: _ridge(Phi, t, np.sqrt(lam))),
    ),
    against="the weights that minimise the cost",
)  # fmt: skip
