"""Least squares where some of the unknowns may not be negative.

For problems of some dozen unknowns, in the place of SciPy's ``lsq_linear`` and ``nnls``: a browser takes seconds to
load SciPy. It is the method of Lawson and Hanson (1974): bounded unknowns wait at 0 and are let go one by one.
"""

from __future__ import annotations

import numpy as np

ROUNDING = 1e-10  # of a slope beside the largest that there could be: far above rounding, far below what matters


def least_squares(A: np.ndarray, b: np.ndarray, bounded: np.ndarray) -> np.ndarray:
    """The x with the smallest ``|A x − b|``, no entry below 0 where ``bounded`` is True.

    Args:
        A: ``(rows, unknowns)``.
        b: ``(rows,)``.
        bounded: ``(unknowns,)``, of booleans.

    Raises:
        RuntimeError: none was found in so many turns as always do.
    """
    least = ROUNDING * (1 + np.linalg.norm(A) * np.linalg.norm(b))
    let_go = ~bounded
    x = _solved(A, b, let_go)
    for _ in range(3 * len(x) + 10):
        slope = np.where(let_go, -np.inf, A.T @ (b - A @ x))  # how much better it gets as an entry grows
        if not np.any(slope > least):
            return x
        let_go[np.argmax(slope)] = True
        while np.any(low := bounded & let_go & ((wanted := _solved(A, b, let_go)) <= 0)):
            # As far as all stay allowed; who has come to 0 waits there again.
            x = x + np.min(x[low] / (x[low] - wanted[low])) * (wanted - x)
            let_go &= ~(low & (x <= ROUNDING))
        x = wanted
    raise RuntimeError("least squares with bounds did not come to an end")


def _solved(A: np.ndarray, b: np.ndarray, let_go: np.ndarray) -> np.ndarray:
    """The same without bounds, all other unknowns 0."""
    x = np.zeros(A.shape[1])
    x[let_go] = np.linalg.lstsq(A[:, let_go], b, rcond=None)[0]
    return x
