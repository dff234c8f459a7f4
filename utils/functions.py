"""Functions of an array that return one number, to try a gradient check on. None is a polynomial.

They are found by name, here and in another process. Nobody writes their gradients down: ``numerical`` measures them.
"""

from __future__ import annotations

import numpy as np


def wave(x: np.ndarray) -> np.ndarray:
    """Σ sin xᵢ, over all entries."""
    return np.sum(np.sin(x))


def log_sum_exp(x: np.ndarray) -> np.ndarray:
    """log Σ exp xᵢ, over all entries of moderate size."""
    return np.log(np.sum(np.exp(x)))


def hill(x: np.ndarray) -> np.ndarray:
    """exp(−½ Σ xᵢ²)."""
    return np.exp(-np.sum(x * x) / 2)


def ripples(x: np.ndarray) -> np.ndarray:
    """Σ i sin(xᵢ) exp(xᵢ₊₁ / 3), the entries in a row, 1, 2, …; behind the last comes the first."""
    row = np.reshape(x, -1)
    return np.sum((1 + np.arange(row.size)) * np.sin(row) * np.exp(np.roll(row, -1) / 3))


def first_only(x: np.ndarray) -> np.ndarray:
    """tanh of the first entry; no other one counts."""
    return np.tanh(np.reshape(x, -1)[0])


def row_by_row(x: np.ndarray) -> np.ndarray:
    """Σ (log Σ exp xᵢⱼ)², the inner sum along each row: of a matrix that was made flat it is another number."""
    return np.sum(np.log(np.sum(np.exp(np.atleast_2d(x)), axis=1)) ** 2)


def basin(x: np.ndarray) -> np.ndarray:
    """0.005 Σ (exp xᵢ − i xᵢ), the entries in a row, 1, 2, …: lowest where xᵢ = log i."""
    row = np.reshape(x, -1)
    return 0.005 * np.sum(np.exp(row) - (1 + np.arange(row.size)) * row)


def steep_and_flat(x: np.ndarray) -> np.ndarray:
    """800 sin(x₁) + Σ cos(xᵢ) over the others: one slope is hundreds of times as large as the rest."""
    row = np.reshape(x, -1)
    return 800 * np.sin(row[0]) + np.sum(np.cos(row[1:]))
