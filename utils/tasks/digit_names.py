"""Digits whose labels, and pixels, may have been dealt out anew: what is called how, and which pixel stands where.

What is learned minds neither; what was known beforehand does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np

from utils import data

CLASSES = 10


def dealt(
    rng: np.random.Generator, splits: Sequence[int], train: int, validation: int, renamed: bool
) -> tuple[data.Split, np.ndarray]:
    """One of the splits with these seeds, and the name of each digit ``(10,)``: its own, or another's."""
    split = data.digits(train, validation, seed=int(rng.choice(splits)))
    return split, rng.permutation(CLASSES) if renamed else np.arange(CLASSES)


def digits_of(X: np.ndarray) -> np.ndarray:
    """The digits that rows of scikit-learn's set show: (N,) ints; −1 for a row that is none of them."""
    digit = _by_row()
    return np.array([digit.get(row.tobytes(), -1) for row in X])


@cache
def _by_row() -> dict[bytes, int]:
    """What each row of scikit-learn's set shows."""
    return {row.tobytes(): int(label) for row, label in zip(*data.all_digits(), strict=True)}


def names_of(X: np.ndarray, t: np.ndarray) -> np.ndarray:
    """What the labels ``t`` of the rows ``X`` call each digit: (10,) ints, each digit being among the rows."""
    names = np.empty(CLASSES, dtype=int)
    names[digits_of(X)] = t
    return names


def order_of(X: np.ndarray, originals: Iterable[np.ndarray]) -> np.ndarray:
    """The order of pixels in which ``X`` shows the first of ``originals`` that it can be: ``X = original[:, order]``.

    Pixels that are alike in all rows stand for one another.

    Raises:
        ValueError: it can be none of them.
    """
    columns = [column.tobytes() for column in np.ascontiguousarray(X.T)]
    for original in originals:
        places = defaultdict(list)
        for place, column in enumerate(np.ascontiguousarray(original.T)):
            places[column.tobytes()].append(place)
        order = [places[column].pop(0) if places[column] else -1 for column in columns]
        if -1 not in order:
            return np.array(order)
    raise ValueError("these are no digits of a split that is asked")
