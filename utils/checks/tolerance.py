"""How close is right: the one comparison of numbers that every check makes, and its tolerances."""

from __future__ import annotations

import math
from typing import cast

import numpy as np
from numpy.typing import ArrayLike

# In float64 a right answer differs from the reference by rounding alone, a planted mistake by far more than 1e-6 at
# points that hide nothing. The floor lets a number that should be 0 be a rounding error.
RELATIVE = 1e-6
FLOOR = 1e-12

# Numbers that a reader chooses, such as shares that add up to 1: exact, but for the rounding of a few operations.
ROUNDING = 1e-9

# Of a number: what is closer than this is a rounded or a measured one rather than what another formula gives.
NEARLY = 1e-4

# Entries below this say nothing about how exact an answer is, relative to their size.
MEANINGFUL = 1e-6


def close(answer: ArrayLike, expected: ArrayLike, floor: float = FLOOR) -> np.ndarray:
    """Which entries agree: ``|answer − expected| <= max(floor, 1e-6 · larger of both)``."""
    answer, expected = np.asarray(answer), np.asarray(expected)
    if answer.ndim == expected.ndim == 0 and answer.dtype == expected.dtype == np.float64:
        # The same, sooner: most answers are single numbers.
        return cast(np.ndarray, np.bool_(_close(float(answer), float(expected), floor)))
    with np.errstate(invalid="ignore"):
        larger = np.maximum(np.abs(answer), np.abs(expected))
        return np.abs(answer - expected) <= np.maximum(floor, RELATIVE * np.where(np.isfinite(larger), larger, 0.0))


def _close(answer: float, expected: float, floor: float) -> bool:
    larger = max(abs(answer), abs(expected))  # with a NaN, no comparison below is true
    return abs(answer - expected) <= max(floor, RELATIVE * larger if math.isfinite(larger) else 0.0)


def nearly(answer: ArrayLike, expected: ArrayLike) -> bool:
    """Whether a wrong number is so close that a formula like the right one is behind it."""
    answer, expected = np.asarray(answer), np.asarray(expected)
    return bool(np.abs(answer - expected) <= NEARLY * np.abs(expected))


def relative_error(answer: np.ndarray, expected: np.ndarray) -> float:
    """The largest of ``|a − e| / |e|`` over the entries large enough for it to mean something."""
    size = np.abs(expected)
    error = np.abs(answer - expected) / np.maximum(size, MEANINGFUL)
    return float(np.max(error, where=size > MEANINGFUL, initial=0.0))
