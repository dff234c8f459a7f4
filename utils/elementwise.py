"""Activation functions, entry by entry: those that the course's own computations use, and hands to a reader's function.

They are found by name, here and in another process. With them the tiny imaginary step by which slopes are measured.
"""

from __future__ import annotations

import numpy as np

from utils.trusted import own

# Im f(x + ih) / h has no subtraction, hence no cancellation: the step may be far below rounding error, where the
# method's own error, h² |f'''| / 6, vanishes. 1e-30 squared is still a normal double.
COMPLEX_STEP = 1e-30


def sigma(z: np.ndarray | float) -> np.ndarray:
    """``logistic``, for what a reader's function is given to call.

    Raises:
        TypeError: z holds something else than numbers.
    """
    z = np.asarray(z)
    if z.dtype.kind not in "fc":
        if z.dtype.kind not in "biu":
            # Its type, not itself: an object's text holds its address, and two equal mistakes would differ by it.
            one = z.item(0) if z.dtype == object and z.size else z
            raise TypeError(f"σ was given something else than numbers: {type(one).__name__}")
        z = z.astype(np.float64)  # of booleans and unsigned integers there is no negative
    positive = z.real >= 0
    if z.ndim == 0:  # the same numbers, sooner: most of the course's points are single numbers
        e = np.exp(-z if positive else z)
        return (1.0 if positive else e) / (1.0 + e)
    e = np.exp(np.where(positive, -z, z))
    return np.where(positive, 1.0, e) / (1.0 + e)


@own
def logistic(z: np.ndarray | float) -> np.ndarray:
    """σ(z) = 1 / (1 + e^(−z)), for real or complex z of any shape, without overflow.

    For a negative real part it uses e^z / (1 + e^z), the same number, so that no exponential exceeds 1.
    """
    return sigma(z)


@own
def identity(z: np.ndarray) -> np.ndarray:
    """The linear activation: z itself."""
    return z


@own
def leaky(z: np.ndarray) -> np.ndarray:
    """z where it is positive, a tenth of it elsewhere."""
    return np.where(z > 0, z, 0.1 * z)
