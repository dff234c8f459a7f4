"""Notebook 05: the task of counting the multiply-adds of a forward and a backward pass."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from utils.checks.kinds import EXTRA_FACTOR, EXTRA_TERM, FACTOR, INPUT_LEFT_OUT, WRONG_ARGUMENT, WRONG_FACTOR
from utils.checks.task import Mistake, Task, integers_equal_to

LAST_LAYER = "last layer"


def _instead(kind: str, words: str, function: Callable) -> Mistake:
    return Mistake(kind, f"This is what you get {words}.", function)


def _counts(sizes: Sequence[int], ahead: int, back: int, without: int = 0, biases: int = 0) -> tuple[int, int]:
    """Multiples of the number of weights: ahead, and back without some of the first layer's."""
    weights = np.multiply(sizes[:-1], sizes[1:])
    return int(ahead * weights.sum() + biases * sum(sizes[1:])), int(back * weights.sum() - without * weights[0])


def _last_left_out(sizes: Sequence[int]) -> tuple[int, int]:
    return _counts(sizes, 1, 0)[0], 2 * _counts(sizes, 1, 0)[0] - sizes[-2] * sizes[-1]


def _with_biases(sizes: Sequence[int]) -> tuple[int, int]:
    forward, backward = _counts(sizes, 1, 2, 1, biases=1)
    return forward, backward + sum(sizes[1:])


def _biases_as_weights(sizes: Sequence[int]) -> tuple[int, int]:
    weights = [(inputs + 1) * units for inputs, units in zip(sizes, sizes[1:], strict=False)]
    return sum(weights), 2 * sum(weights) - weights[0]


multiply_adds = Task(
    ("sizes",),
    lambda rng: ([int(size) for size in rng.integers(2, 400, size=int(rng.integers(3, 7)))],),
    integers_equal_to(lambda sizes: _counts(sizes, 1, 2, 1), "forward", "backward"),
    first=(([3, 4, 2],), ([784, 100, 10],)),
    edges=(([3, 2] * 7,), ([3, 2],), ([1, 1],), ([5, 1, 5],), ([7, 7, 7, 7],), ([10000, 10000, 10000, 1000],)),
    mistakes=(
        _instead("order", "when the two are returned in the opposite order",
                 lambda sizes: _counts(sizes, 1, 2, 1)[::-1]),
        _instead("x_bar", "for backward when an error signal is sent back into x too",
                 lambda sizes: _counts(sizes, 1, 2)),
        _instead(INPUT_LEFT_OUT, "for backward when only W_bar is counted", lambda sizes: _counts(sizes, 1, 1)),
        _instead(INPUT_LEFT_OUT, "for backward when only the error signals sent back are counted",
                 lambda sizes: _counts(sizes, 1, 1, 1)),
        _instead(LAST_LAYER, "for backward when it is the last layer that sends nothing back", _last_left_out),
        _instead(EXTRA_TERM, "when forward counts the biases", lambda sizes: _counts(sizes, 1, 2, 1, biases=1)),
        _instead(EXTRA_TERM, "when both passes count the biases", _with_biases),
        _instead(EXTRA_TERM, "when both passes count the biases as weights", _biases_as_weights),
        _instead(WRONG_FACTOR, "for forward when all sizes are multiplied with one another", lambda sizes: (
            int(np.prod(sizes)), _counts(sizes, 1, 2, 1)[1])),
        _instead(WRONG_FACTOR, "when all sizes are multiplied with one another", lambda sizes: (
            int(np.prod(sizes)), 2 * int(np.prod(sizes)) - sizes[0] * sizes[1])),
        _instead(EXTRA_FACTOR, "when a multiplication and an addition count as two", lambda sizes: (
            _counts(sizes, 2, 0)[0], 2 * _counts(sizes, 1, 2, 1)[1])),
        _instead(FACTOR, "for backward when the first layer's W_bar is left out as well",
                 lambda sizes: _counts(sizes, 1, 2, 2)),
        _instead(WRONG_ARGUMENT, "for units instead of weights", lambda sizes: (sum(sizes[1:]), 2 * sum(sizes[1:]))),
    ),
    against="the counts",
)  # fmt: skip
