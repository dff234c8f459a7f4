"""Data sets made so that it is known whether a line separates them, each with the proof that it was made with.

Separable: points are moved away from a line that was drawn first. Inseparable: points of both classes are moved until
one mixture of each is the same point. No solver is asked, so none can be wrong about it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from utils.checks.writing import show


class Planted(tuple):
    """The arguments ``(X, t)``, and what is known of them.

    Attributes:
        separable: whether a line separates the classes.
        proof: the line or the common point, in words.
        note: what is special about the data, in words; empty where nothing is.
        kind: the name of the mistake that an answer wrong here alone would show.
    """

    separable: bool
    proof: str
    note: str
    kind: str


def by_line(
    rows: ArrayLike, labels: ArrayLike, weights: ArrayLike, b: float, note: str = "", kind: str = ""
) -> Planted:
    """Data, a row and a label for each example, that w and b separate.

    Raises:
        ValueError: they do not; the author's mistake.
    """
    X, t, w = np.array(rows), np.array(labels), np.asarray(weights, dtype=np.float64)
    if not np.array_equal(X @ w + b > 0, t == 1):
        raise ValueError(f"by_line: w = {w}, b = {b} do not separate these data")
    proof = f"with w = {show(w)}, b = {show(float(b))} every label comes out right"
    return _planted(X, t, True, proof, note, kind)


def by_point(rows: ArrayLike, labels: ArrayLike, shares: ArrayLike, note: str = "", kind: str = "") -> Planted:
    """Data of which one mixture of each class is the same point; ``shares`` hold one share for each row.

    Raises:
        ValueError: the shares of a class do not add up to 1, or the mixtures differ.
    """
    X, t, share = np.array(rows), np.array(labels), np.asarray(shares, dtype=np.float64)
    zero, one = (share * (t == label) for label in (0, 1))
    difference = np.abs(zero @ X - one @ X)
    if not np.allclose([zero.sum(), one.sum()], 1) or (share < 0).any() or (difference > 1e-9 * _spread(X)).any():
        raise ValueError("by_point: these mixtures are not one point")
    proof = f"the point {show(np.round(zero @ X, 6))} lies in both hulls"
    return _planted(X, t, False, proof, note, kind)


def _planted(X: np.ndarray, t: np.ndarray, separable: bool, proof: str, note: str, kind: str) -> Planted:
    data = Planted((X, t))
    data.separable, data.proof, data.note, data.kind = separable, proof, note, kind
    return data


def _spread(X: np.ndarray) -> np.ndarray:
    size = np.ptp(X, axis=0)
    return np.where(size > 0, size, 1.0)


def draw(rng: np.random.Generator, margin: float = 0.1) -> Planted:
    """Random data in one to four dimensions, separable or not, with nothing special about them."""
    return _separable(rng, margin) if rng.random() < 0.6 else _inseparable(rng)


def draw_hard(rng: np.random.Generator) -> Planted:
    """Random data far from 0, close together, nearly touching or with unlike columns; gaps are 1e-6 at the least."""
    case = rng.integers(4)
    if case == 0:
        return _separable(rng, 1e-6 * float(rng.uniform(1, 9)), "the classes nearly touch", "narrow margin")
    data = draw(rng)
    if case == 3:
        return moved(data, 2.0 ** rng.integers(-9, 21, size=data[0].shape[1]), 0.0)
    scale = 2.0 ** -int(rng.integers(12, 16)) if case == 1 else 2.0 ** -int(rng.integers(0, 16))
    offset = np.zeros(data[0].shape[1])
    if case == 2:
        offset = rng.integers(1, 17, size=offset.size) * rng.choice([-1.0, 1.0], size=offset.size) * 2.0**22 * scale
    return moved(data, scale, offset)


def moved(data: Planted, scale: ArrayLike, offset: ArrayLike) -> Planted:
    """The same data, scaled and then shifted: a line still separates them, or none does.

    The proof is that of the data before, and says how to get them back: its numbers do not fit X itself.
    """
    scale, offset = np.asarray(scale, dtype=np.float64), np.asarray(offset, dtype=np.float64)
    X = scale * data[0] + offset
    spread = _spread(X)
    if (np.abs(X.mean(axis=0)) > 100 * spread).any():
        note, kind = "the data lie far from 0, compared with the distances between them", "not centred"
    elif spread.max() > 1000 * spread.min():
        note, kind = "one column is tiny beside another", "not scaled"
    else:
        note, kind = "the distances are tiny", "not scaled"
    back = f"(X - {_written(offset)})" if offset.any() else "X"
    back += f" * {_written(1 / scale)}" if (scale != 1).any() else ""
    proof = f"{data.proof},\nfor the points {back}: shifting and scaling a column changes nothing"
    return _planted(X, data[1], data.separable, proof, note, kind)


def _written(numbers: np.ndarray) -> str:
    return show(numbers if numbers.ndim else float(numbers))


def _size(rng: np.random.Generator) -> tuple[int, int]:
    D = int(rng.integers(1, 5))
    return D, int(rng.integers(max(4, D + 2), (11, 12, 9, 7)[D - 1]))


def _separable(rng: np.random.Generator, margin: float, note: str = "", kind: str = "") -> Planted:
    D, N = _size(rng)
    along = rng.choice([-1.0, 1.0], size=D) * rng.uniform(0.4, 1.6, size=D)
    w: np.ndarray = np.round(along / np.linalg.norm(along), 4)
    b = float(rng.choice([-1, 1]) * np.round(rng.uniform(0.3, 0.9), 4))
    while True:
        X = rng.uniform(-2, 2, size=(N, D))
        z = X @ w + b
        t = (z > 0).astype(int)
        if 1 < t.sum() < N - 1:
            break
    # Move each point along w until it is about as near to the line as its margin says, and some exactly.
    away = margin * (1 + rng.exponential(2.0, size=N) * (rng.random(N) < 0.7))
    X = X + np.outer(np.where(t == 1, away, -away) - z, w / (w @ w)) * (np.abs(z) < 1.0)[:, None]
    X = np.round(X, 3 if margin > 1e-2 else 12)
    return by_line(X, t, w, b, note, kind)


def _inseparable(rng: np.random.Generator) -> Planted:
    """D + 2 points with a common point of both hulls, well inside, so that rounding takes nothing away; then others."""
    D, N = _size(rng)
    total = np.concatenate([np.zeros(D), [1.0, 1.0]])
    while True:
        t = (np.arange(D + 2) < rng.integers(1, D + 2)).astype(int)
        one, zero = t == 1, t == 0
        X = rng.uniform(-2, 2, size=(D + 2, D))
        shares = np.concatenate([rng.dirichlet(np.full(n, 3.0)) for n in (one.sum(), zero.sum())])
        X[one] += shares[zero] @ X[zero] - shares[one] @ X[one]
        X = np.round(X, 3)
        equations = np.vstack([np.where(one, X.T, -X.T), one, zero])
        if np.linalg.cond(equations) < 50 and (shares := np.linalg.solve(equations, total)).min() > 0.1:
            break
    others = rng.uniform(-2, 2, size=(N - len(t), D))
    order = rng.permutation(N)
    X = np.vstack([X, np.round(others, 3)])[order]
    t = np.concatenate([t, rng.integers(0, 2, size=len(others))])[order]
    return by_point(X, t, np.concatenate([shares, np.zeros(len(others))])[order])
