"""Numerical derivatives: what a gradient should be, found without any algebra.

Knows functions and numbers only; nothing of networks, checks or notebooks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from utils.elementwise import COMPLEX_STEP

Scalar = complex | np.generic | np.ndarray  # one number; an array of it has shape ()

# The centred difference errs by h² |f'''| / 6 (the formula) plus about ε |f| / h (rounding); the sum is least
# near h = ε^(1/3), for values and arguments of size one.
CENTRED_STEP = float(np.finfo(np.float64).eps ** (1 / 3))


def complex_step_gradient(f: Callable[[np.ndarray], Scalar], x: np.ndarray | float) -> np.ndarray:
    """The gradient of an analytic, scalar function: ``df/dx_i = Im f(x + i h e_i) / h``.

    Exact to rounding (relative error about 1e-16 times the conditioning of ``f``), but ``f`` must be written with
    analytic operations only: no ``abs``, no comparison of complex numbers, no cast to float.

    Source: Squire and Trapp, "Using complex variables to estimate derivatives of real functions",
    SIAM Review 40 (1998).

    Args:
        f: takes an array of the shape of ``x`` with complex entries, returns one complex number.
        x: where to differentiate, any shape, real.

    Returns:
        float64 array of the shape of ``x``.

    Raises:
        ValueError: ``f`` returned something other than one number.
    """
    return _entry_by_entry(f, np.array(x, dtype=np.complex128), _complex_quotient)


def centred_gradient(
    f: Callable[[np.ndarray], Scalar], x: np.ndarray | float, step: float = CENTRED_STEP
) -> np.ndarray:
    """The gradient of a scalar function by centred differences: ``(f(x + h e_i) − f(x − h e_i)) / (2 h)``.

    The step is ``h = step · max(1, |x_i|)``, which fits functions that vary over a distance of about the argument's
    size, or of 1 near 0; for others give another ``step``. Error about 1e-10 of the gradient's largest entry for
    smooth functions of size one.

    Args:
        f: takes an array of the shape of ``x``, returns one number.
        x: where to differentiate, any shape, real.
        step: relative step.

    Returns:
        float64 array of the shape of ``x``.

    Raises:
        ValueError: ``f`` returned something other than one number.
    """

    def quotient(f_of_entry: Callable[[float], float], entry: float) -> float:
        h = step * max(1.0, abs(entry))
        above, below = entry + h, entry - h  # rounded; their distance is what f really saw, so divide by it
        return (f_of_entry(above) - f_of_entry(below)) / (above - below)

    return _entry_by_entry(f, np.array(x, dtype=np.float64), quotient)


def gradients(
    f: Callable[..., Scalar],
    at: Mapping[str, np.ndarray | float],
    method: Callable[[Callable, np.ndarray], np.ndarray] = complex_step_gradient,
) -> dict[str, np.ndarray]:
    """The gradients of a scalar function of several named numbers or arrays, one after the other.

    Args:
        f: takes keyword arguments of the names and shapes in ``at``, returns one number.
        at: where to differentiate; not changed.
        method: ``complex_step_gradient``, or ``centred_gradient`` for a function that is not analytic.

    Returns:
        name -> float64 array of the shape of ``at[name]``.

    Raises:
        ValueError: ``f`` returned something other than one number.
    """

    def of_one(name: str) -> Callable[[np.ndarray], Scalar]:
        return lambda moved: f(**{**at, name: moved})

    return {name: method(of_one(name), np.asarray(at[name])) for name in at}


def _complex_quotient(f_of_entry: Callable, entry: complex) -> float:
    return f_of_entry(entry + 1j * COMPLEX_STEP).imag / COMPLEX_STEP


def _entry_by_entry(f: Callable, x: np.ndarray, quotient: Callable) -> np.ndarray:
    gradient = np.empty(x.shape, dtype=np.float64)
    for place in range(x.size):

        def f_of_entry(value, place=place):
            moved = x.copy()  # of its own: f may keep what it is given
            moved.flat[place] = value
            result = np.asarray(f(moved))
            if result.shape != ():
                raise ValueError(f"a gradient needs one number from f, which returned shape {result.shape}")
            return result[()]

        gradient.flat[place] = quotient(f_of_entry, x.flat[place])
    return gradient
