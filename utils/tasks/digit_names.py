"""Digits whose labels may have been dealt out anew: what is called how. What is learned does not mind the names; what
was known beforehand does.
"""

from __future__ import annotations

from collections.abc import Sequence

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
    everything, t = data.all_digits()
    digit = {row.tobytes(): int(label) for row, label in zip(everything, t, strict=True)}
    return np.array([digit.get(row.tobytes(), -1) for row in X])


def names_of(X: np.ndarray, t: np.ndarray) -> np.ndarray:
    """What the labels ``t`` of the rows ``X`` call each digit: (10,) ints, each digit being among the rows."""
    names = np.empty(CLASSES, dtype=int)
    names[digits_of(X)] = t
    return names
