"""The task of counting different hidden units: rows of W1 with their biases, equal up to a tolerance.

Cases are made so that the count is beyond doubt: within a group of equal units every number differs by half of the
tolerance or a little more, between groups some number differs by twice the tolerance at least.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from utils.checks.kinds import INPUT_LEFT_OUT, WRONG_AXIS
from utils.checks.task import Mistake, Task, integers_equal_to
from utils.checks.writing import show
from utils.models import signed

TOL = 1e-8  # of the exercise, where none is given
_APART = "of two that are close, one may be rounded up and the other down"


def _groups(rows: np.ndarray, equal: Callable[[np.ndarray, np.ndarray], bool]) -> int:
    kept: list[np.ndarray] = []
    for row in rows:
        if not any(equal(row, other) for other in kept):
            kept.append(row)
    return len(kept)


def _units(W1: np.ndarray, b1: np.ndarray) -> np.ndarray:
    return np.column_stack([W1, b1])


def _within(tol: float) -> Callable[[np.ndarray, np.ndarray], bool]:
    return lambda one, other: bool(np.abs(one - other).max() <= tol)


def _places(tol: float) -> int:
    return int(round(-np.log10(tol)))


def _unlike_any(units: np.ndarray, tol: float) -> int:
    kept = list(units[:1])
    for unit in units[1:]:
        if any(not _within(tol)(unit, other) for other in kept):
            kept.append(unit)
    return len(kept)


def count(W1: np.ndarray, b1: np.ndarray, tol: float = TOL) -> int:
    """How many groups of equal units there are."""
    return _groups(_units(W1, b1), _within(tol))


def _draw(rng: np.random.Generator) -> tuple:
    """Groups of equal units, in any order; two of the groups differ in one weight alone, or in the bias alone."""
    D, groups = int(rng.integers(2, 5)), int(rng.integers(3, 5))
    tol = (1e-8, 1e-3, 0.05)[int(rng.integers(3))]
    different = signed(rng, groups, D + 1)
    different[1] = different[0]
    different[1, int(rng.integers(2)) * D] += (3.0, -3.0)[int(rng.integers(2))] * tol
    chosen = rng.permutation([*range(groups), *rng.integers(0, groups, size=int(rng.integers(1, 4)))])
    units = different[chosen] + 0.24 * tol * rng.choice([-1.0, 1.0], size=(len(chosen), D + 1))
    return units[:, :D], units[:, D], tol


def _case(units: list, *tol: float) -> tuple:
    rows = np.array(units, dtype=np.float64)
    return (rows[:, :-1], rows[:, -1], *tol)


def _say(W1: np.ndarray, b1: np.ndarray, tol: float | None = None) -> str:
    last = "without tol" if tol is None else f"tol = {tol:g}"
    return f"W1 = {show(W1, 5)}\nb1 = {show(b1, 5)}\n{last}"


def _instead(kind: str, words: str, function: Callable) -> Mistake:
    return Mistake(kind, f"This is what you get {words}.", function)


distinct = Task(
    ("W1", "b1", "tol"),
    _draw,
    integers_equal_to(count, "the number of different units"),
    first=(
        _case([[0.5, -1.0, 0.2], [0.5, -1.0, 0.2], [0.5, -1.0, 0.7]]),
        _case([[1.0, 2.0, 0.0], [2.0, 1.0, 0.0], [1.0, 2.0, 0.0], [-1.0, -2.0, 0.0]]),
        _case([[0.3, 0.1, -0.4], [0.32, 0.12, -0.42], [0.9, 0.1, -0.4]], 0.05),
    ),
    edges=(
        _case([[0.4, 0.1, 0.3]]),
        _case([[0.0, 0.0, 0.0]] * 4),
        _case([[0.5, 1.0], [0.5, 1.0], [0.5, -1.0]]),
        _case([[1.0, 0.0, 0.2], [0.0, 1.0, 0.2], [0.5, 0.5, 0.2]]),
        _case([[0.5, 0.2, 0.1], [0.5 + 6e-9, 0.2 + 6e-9, 0.1 + 6e-9]]),
        _case([[0.5, 0.2, 0.1], [0.5, 0.2, 0.1 + 3e-8]]),
        _case([[1e6, 0.2, 0.1], [1e6 + 0.01, 0.2, 0.1]]),
        _case([[1e-7, 2e-7, 0.0], [3e-7, 1e-7, 0.0]]),
        _case([[0.5, 0.2, 0.1], [0.5, 0.2, 0.1]], 0.0),
        _case([[0.5, 0.2, 0.1], [0.5, 0.2, 0.1 + 1e-9]], 0.0),
        _case([[-0.3, 0.2, 0.1], [0.3, 0.2, 0.1], [0.3, -0.2, 0.1]]),
        _case([[np.sin(i % 25), np.cos(i % 25), 0.1] for i in range(60)]),
        _case([[*np.sin(i % 7 + np.arange(13.0)), 0.2] for i in range(20)]),
    ),
    mistakes=(
        _instead(INPUT_LEFT_OUT, "when the biases are not looked at", lambda W1, b1, tol=TOL: count(W1, 0 * b1, tol)),
        _instead(INPUT_LEFT_OUT, "when only the biases are looked at", lambda W1, b1, tol=TOL: count(0 * W1, b1, tol)),
        _instead(INPUT_LEFT_OUT, "when the biases are not looked at, and the weights are rounded",
                 lambda W1, b1, tol=TOL: len(np.unique(np.round(W1 / tol), axis=0))),
        _instead(INPUT_LEFT_OUT, "when the biases are not looked at, and the weights are rounded",
                 lambda W1, b1, tol=TOL: len(np.unique(np.round(W1, _places(tol)), axis=0))),
        _instead(INPUT_LEFT_OUT, "when the biases are not looked at, and only weights equal in every digit count as "
                 "equal", lambda W1, b1, tol=TOL: len(np.unique(W1, axis=0))),
        _instead("tolerance ignored", "when only units that are equal in every digit count as equal",
                 lambda W1, b1, tol=TOL: len(np.unique(_units(W1, b1), axis=0))),
        _instead("rounding", f"when all numbers are rounded to multiples of tol before they are compared: {_APART}",
                 lambda W1, b1, tol=TOL: len(np.unique(np.round(_units(W1, b1) / tol), axis=0))),
        _instead("rounding", f"when all numbers are rounded to tol's decimal place before they are compared: {_APART}",
                 lambda W1, b1, tol=TOL: len(np.unique(np.round(_units(W1, b1), _places(tol)), axis=0))),
        _instead("rounding", "when all numbers are rounded to 8 decimal places, whatever tol is",
                 lambda W1, b1, tol=TOL: len(np.unique(np.round(_units(W1, b1), 8), axis=0))),
        _instead("any for all", "when a unit counts as new if it differs from any of those before, not from all",
                 lambda W1, b1, tol=TOL: _unlike_any(_units(W1, b1), tol)),
        _instead("any for all", "when the first unit, which has nothing to be compared with, is not taken for new: "
                 "then no other one ever is", lambda W1, b1, tol=TOL: 0),
        _instead("another tolerance", "for a tol of 1e-8, whatever is given",
                 lambda W1, b1, tol=TOL: count(W1, b1, TOL)),
        _instead("another tolerance", "when np.allclose adds a relative tolerance",
                 lambda W1, b1, tol=TOL: _groups(_units(W1, b1), lambda one, other: np.allclose(one, other, atol=tol))),
        _instead("another distance", "when the differences are added up before they are compared with tol",
                 lambda W1, b1, tol=TOL: _groups(_units(W1, b1), lambda one, other: np.abs(one - other).sum() <= tol)),
        _instead("another distance", "for the length of the difference, instead of its largest entry",
                 lambda W1, b1, tol=TOL: _groups(_units(W1, b1), lambda u, v: np.hypot.reduce(u - v) <= tol)),
        _instead("another distance", "when a unit counts as equal if any of its numbers is",
                 lambda W1, b1, tol=TOL: _groups(_units(W1, b1), lambda one, other: np.abs(one - other).min() <= tol)),
        _instead("another distance", "when differences are compared without their absolute value",
                 lambda W1, b1, tol=TOL: _groups(_units(W1, b1), lambda one, other: (one - other).max() <= tol)),
        _instead(WRONG_AXIS, "for the columns of W1, which are its inputs",
                 lambda W1, b1, tol=TOL: _groups(W1.T, _within(tol))),
        _instead("all units", "for the number of all units", lambda W1, b1, tol=TOL: len(b1)),
        _instead("repeated ones", "for the number of units that are like an earlier one",
                 lambda W1, b1, tol=TOL: len(b1) - count(W1, b1, tol)),
        _instead("pairs", "for the number of pairs of different units",
                 lambda W1, b1, tol=TOL: sum(not _within(tol)(one, other) for i, one in enumerate(_units(W1, b1))
                                             for other in _units(W1, b1)[:i])),
        _instead("neighbours", "when a unit is compared with the one before it only",
                 lambda W1, b1, tol=TOL: 1 + sum(not _within(tol)(one, other) for one, other in
                                                 zip(_units(W1, b1)[1:], _units(W1, b1)[:-1], strict=True))),
    ),
    say=_say,
)  # fmt: skip
