"""Notebook 05: the task of two paths from one input; to measure one of them, the other input stands still."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from utils.checks.kinds import BRANCH_LOST, EXTRA_FACTOR, EXTRA_TERM, LEFT_OUT, SIGN, WRONG_FACTOR
from utils.checks.task import Mistake, Task, equal_to
from utils.models import signed
from utils.numerical import COMPLEX_STEP

EXCHANGED = "exchanged"


def _instead(kind: str, words: str, function: Callable, step: str = "") -> Mistake:
    return Mistake(kind, f"This is what you get {words}.", function, step)


def two_paths(t: complex, s: complex) -> complex:
    """f(x, y) = y + e^(xy) with x = cos t and y = s²; what the lecture means where s is t."""
    y = s * s
    return y + np.exp(np.cos(t) * y)


def _moved(f: Callable[[complex], complex], at: float) -> float:
    return float(np.imag(f(at + 1j * COMPLEX_STEP)) / COMPLEX_STEP)


def _along_both(t: float) -> tuple[float, float]:
    return _moved(lambda v: two_paths(v, t), t), _moved(lambda v: two_paths(t, v), t)


def _slopes(t: float) -> dict[str, float]:
    """The local derivatives, measured: of f by x and by y, of x and y by t, and of the exponential by y."""
    x, y = np.cos(t), t * t
    return {
        "fx": _moved(lambda v: y + np.exp(v * y), x),
        "fy": _moved(lambda v: v + np.exp(x * v), y),
        "ey": _moved(lambda v: np.exp(x * v), y),
        "xt": _moved(np.cos, t),
        "yt": _moved(lambda v: v * v, t),
        "e": float(np.exp(x * y)),
        "ex": float(np.exp(x)),
        "x": float(x),
        "y": float(y),
    }


def _of_slopes(
    kind: str, words: str, pair: Callable[[dict[str, float]], tuple[float, float]], step: str = ""
) -> Mistake:
    return _instead(kind, words, lambda t: pair(_slopes(float(t))), step)


_NOT_Q, _IS_GIVEN = "when the exponential is that of x alone", "The exponential of f is given, as q."
_LAST_LINE = "The last line multiplies by dx/dt and dy/dt already. Is one of them in df_dx or df_dy as well?"


path_contributions = Task(
    ("t",),
    lambda rng: (signed(rng, high=1.9)[()],),
    equal_to(_along_both, "via_x", "via_y"),
    first=((np.float64(0.5),),),
    edges=((np.float64(0.0),), (np.float64(np.pi / 2),), (np.float64(-3.0),), (np.float64(4.0),)),
    mistakes=(
        _instead("order", "when the two are returned in the opposite order", lambda t: _along_both(t)[::-1]),
        _of_slopes(LEFT_OUT, "when dx/dt and dy/dt are left out", lambda d: (d["fx"], d["fy"])),
        _of_slopes(LEFT_OUT, "when dx/dt is left out", lambda d: (d["fx"], d["fy"] * d["yt"])),
        _of_slopes(LEFT_OUT, "when dy/dt is left out", lambda d: (d["fx"] * d["xt"], d["fy"])),
        _of_slopes(EXTRA_FACTOR, "when dx/dt and dy/dt are counted twice",
                   lambda d: (d["fx"] * d["xt"] ** 2, d["fy"] * d["yt"] ** 2), _LAST_LINE),
        _of_slopes(EXTRA_FACTOR, "when dx/dt is counted twice",
                   lambda d: (d["fx"] * d["xt"] ** 2, d["fy"] * d["yt"]), _LAST_LINE),
        _of_slopes(EXTRA_FACTOR, "when dy/dt is counted twice",
                   lambda d: (d["fx"] * d["xt"], d["fy"] * d["yt"] ** 2), _LAST_LINE),
        _of_slopes(LEFT_OUT, "when ∂f/∂x and ∂f/∂y are left out", lambda d: (d["xt"], d["yt"])),
        _of_slopes(EXCHANGED, "when dx/dt and dy/dt are exchanged", lambda d: (d["fx"] * d["yt"], d["fy"] * d["xt"])),
        _of_slopes(WRONG_FACTOR, "when x and y are exchanged: to differentiate x·y with respect to x, hold y still",
                   lambda d: (d["x"] * d["e"] * d["xt"], (1 + d["y"] * d["e"]) * d["yt"])),
        _of_slopes(WRONG_FACTOR, "when the derivative of y with respect to y is taken to be y",
                   lambda d: (d["fx"] * d["xt"], (d["fy"] - 1 + d["y"]) * d["yt"])),
        _of_slopes(WRONG_FACTOR, _NOT_Q,
                   lambda d: (d["y"] * d["ex"] * d["xt"], (1 + d["x"] * d["ex"]) * d["yt"]), _IS_GIVEN),
        _of_slopes(WRONG_FACTOR, _NOT_Q, lambda d: (d["y"] * d["ex"] * d["xt"], d["fy"] * d["yt"]), _IS_GIVEN),
        _of_slopes(WRONG_FACTOR, _NOT_Q, lambda d: (d["fx"] * d["xt"], (1 + d["x"] * d["ex"]) * d["yt"]), _IS_GIVEN),
        _of_slopes(SIGN, "when the slope of the cosine has the opposite sign",
                   lambda d: (-d["fx"] * d["xt"], d["fy"] * d["yt"])),
        _of_slopes(BRANCH_LOST, "when ∂f/∂y forgets that f contains y itself, beside the exponential",
                   lambda d: (d["fx"] * d["xt"], d["ey"] * d["yt"])),
        _of_slopes(BRANCH_LOST, "when ∂f/∂y forgets the exponential", lambda d: (d["fx"] * d["xt"], d["yt"])),
        _of_slopes(LEFT_OUT, "when the inner derivatives, y and x, are left out: the exponent is x·y",
                   lambda d: (d["e"] * d["xt"], (1 + d["e"]) * d["yt"])),
        _of_slopes(LEFT_OUT, "when ∂f/∂x is just the exponential: its inner derivative is left out",
                   lambda d: (d["e"] * d["xt"], d["fy"] * d["yt"])),
        _of_slopes(LEFT_OUT, "when the inner derivative, x, is left out of ∂f/∂y: the exponent is x·y",
                   lambda d: (d["fx"] * d["xt"], (1 + d["e"]) * d["yt"])),
        _of_slopes(EXTRA_TERM, "when ∂f/∂x has a 1 in it: y does not change with x",
                   lambda d: ((1 + d["fx"]) * d["xt"], d["fy"] * d["yt"])),
    ),
    against="the numerical derivative along each path",
)  # fmt: skip
