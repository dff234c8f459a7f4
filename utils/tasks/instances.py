"""The tasks beside the algorithm: two paths from one input, softmax, and what the passes cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy import special

from utils.checks.observations import (
    BRANCH_LOST,
    EXTRA_FACTOR,
    EXTRA_TERM,
    FACTOR,
    INPUT_LEFT_OUT,
    LEFT_OUT,
    SIGN,
    STEP_LEFT_OUT,
    WRONG_ARGUMENT,
    WRONG_FACTOR,
    Hypothesis,
    Observation,
)
from utils.checks.shapes import BROADCASTING, WRONG_AXIS
from utils.checks.task import Mistake, Task, equal_to, integers_equal_to
from utils.models import signed
from utils.numerical import COMPLEX_STEP

EXCHANGED, LAST_LAYER = "exchanged", "last layer"


def _instead(kind: str, words: str, function: Callable) -> Mistake:
    return Mistake(kind, f"It is what comes out {words}.", function)


# Two paths. What arrives along one of them is measured: t moves on it, and stands still on the other.


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
    }


def _of_slopes(kind: str, words: str, pair: Callable[[dict[str, float]], tuple[float, float]]) -> Mistake:
    return _instead(kind, words, lambda t: pair(_slopes(float(t))))


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
        _of_slopes(LEFT_OUT, "when ∂f/∂x and ∂f/∂y are left out", lambda d: (d["xt"], d["yt"])),
        _of_slopes(EXCHANGED, "when dx/dt and dy/dt are exchanged", lambda d: (d["fx"] * d["yt"], d["fy"] * d["xt"])),
        _of_slopes(SIGN, "when the slope of the cosine has the opposite sign",
                   lambda d: (-d["fx"] * d["xt"], d["fy"] * d["yt"])),
        _of_slopes(BRANCH_LOST, "when ∂f/∂y forgets that f contains y itself, beside the exponential",
                   lambda d: (d["fx"] * d["xt"], d["ey"] * d["yt"])),
        _of_slopes(BRANCH_LOST, "when ∂f/∂y forgets the exponential", lambda d: (d["fx"] * d["xt"], d["yt"])),
        _of_slopes(LEFT_OUT, "when the exponential is its own derivative by x and by y too: the inner one is left out",
                   lambda d: (d["e"] * d["xt"], (1 + d["e"]) * d["yt"])),
        _of_slopes(LEFT_OUT, "when ∂f/∂x is just the exponential: its inner derivative is left out",
                   lambda d: (d["e"] * d["xt"], d["fy"] * d["yt"])),
        _of_slopes(LEFT_OUT, "when the exponential is its own derivative by y: the inner one is left out",
                   lambda d: (d["fx"] * d["xt"], (1 + d["e"]) * d["yt"])),
        _of_slopes(EXTRA_TERM, "when ∂f/∂x has a 1 in it: y does not change with x",
                   lambda d: ((1 + d["fx"]) * d["xt"], d["fy"] * d["yt"])),
    ),
    against="the numerical derivative along each path",
)  # fmt: skip


# Softmax


def _shares(Z: np.ndarray, axis: int | None = 1) -> np.ndarray:
    return special.softmax(Z, axis=axis)


def _draw_scores(rng: np.random.Generator) -> tuple:
    N, K = (int(size) for size in rng.permutation([3, 4, 5, 6])[:2])
    return (signed(rng, N, K, high=3.0),)


# Its largest entries subtracted or its sums divided by: the error is the same one, so the sentence leaves that open.
_AS_A_ROW = "when one number for each row, its largest entry or its sum, has shape (N,): NumPy takes these for one row"

softmax = Task(
    ("Z",),
    _draw_scores,
    equal_to(_shares, "softmax(Z)"),
    edges=tuple((np.array(Z),) for Z in (
        [[0.3, -1.2]],
        [[0.0, 0.0, 0.0], [2.0, 2.0, 2.0]],
        [[1.0, 2.0, 3.0], [0.5, -0.5, 1.5], [-2.0, 0.0, 1.0]],
        [[1000.0, 999.0], [-1000.0, -1001.0], [1000.0, -1000.0], [0.0, 0.0]],
        [[-1000.0, -1000.0, -999.5], [1000.0, 1000.0, 1000.0]],
        [[710.0, -710.0, 0.0, 705.0, -1000.0]],
        [[0.4], [-900.0]],
    )),
    mistakes=(
        _instead(WRONG_AXIS, "when each column sums to 1, not each row", lambda Z: _shares(Z, axis=0)),
        _instead(WRONG_AXIS, "when all entries together sum to 1, not each row", lambda Z: _shares(Z, axis=None)),
        _instead(WRONG_AXIS, "when all entries together sum to 1, not each row", lambda Z: _below(Z) / _below(Z).sum()),
        _instead(BROADCASTING, _AS_A_ROW, lambda Z: np.exp(Z) / np.exp(Z).sum(axis=1)),
        _instead(BROADCASTING, _AS_A_ROW, lambda Z: _other_rows(Z)),
        _instead(STEP_LEFT_OUT, "when the exponentials are not divided by their sum", np.exp),
        _instead(STEP_LEFT_OUT, "when the exponentials are not divided by their sum",
                 lambda Z: _below(Z)),
        _instead(STEP_LEFT_OUT, "without an exponential", lambda Z: Z / Z.sum(axis=1, keepdims=True)),
        _instead("another function", "for the logistic function of each entry", special.expit),
        _instead("another function", "for the logarithm of softmax", lambda Z: special.log_softmax(Z, axis=1)),
        _instead("another function", "for 1 at the largest entry and 0 elsewhere",
                 lambda Z: np.float64(Z.max(axis=1, keepdims=True) == Z)),
        _instead(SIGN, "for −Z", lambda Z: _shares(-Z)),
        *(_instead("clipped", "when large entries of Z are clipped",
                   lambda Z, limit=limit: _shares(Z.clip(-limit, limit))) for limit in (100, 500, 700, 709)),
    ),
)  # fmt: skip


def _below(Z: np.ndarray) -> np.ndarray:
    """The exponentials, each row's largest entry subtracted before."""
    return np.exp(Z - Z.max(axis=1, keepdims=True))


def _other_rows(Z: np.ndarray) -> np.ndarray:
    """With the largest entries and the sums as rows where columns are wanted; possible for square Z only."""
    E = np.exp(Z - Z.max(axis=1))
    return E / E.sum(axis=1)


# What else a wrong cost of softmax regression may be consistent with. The general hypotheses know of N, not of K.


def _classes(seen: Observation) -> int:
    return seen.values["T"].shape[1]


def _cost_with(change: Callable[[np.ndarray], np.ndarray]) -> Callable[[Observation], np.ndarray | None]:
    """The cost by the logarithm of softmax, after a change to it that is meant to keep the logarithm finite."""

    def predict(seen: Observation) -> np.ndarray | None:
        if seen.derivative:
            return None
        kept = np.log(change(_shares(seen.values["Z"])))
        return np.asarray(-np.mean(kept[seen.values["T"] == 1]))

    return predict


def _cost_from_logarithms(logarithms: Callable[[np.ndarray], np.ndarray]) -> Callable:
    """The cost with other logarithms than those of softmax, (N, K) from Z."""

    def predict(seen: Observation) -> np.ndarray | None:
        if seen.derivative:
            return None
        return np.asarray(-np.mean(logarithms(seen.values["Z"])[seen.values["T"] == 1]))

    return predict


def _largest(Z: np.ndarray) -> np.ndarray:
    return Z.max(axis=1, keepdims=True)


softmax_regression_slips = (
    Hypothesis("largest entry once", "It is what comes out when m is subtracted inside the sum alone: z_k stands in "
               "front without it.", _cost_from_logarithms(lambda Z: special.log_softmax(Z, axis=1) + _largest(Z))),
    Hypothesis("largest entry once", "It is what comes out when m is subtracted in front alone, not inside the sum.",
               _cost_from_logarithms(lambda Z: special.log_softmax(Z, axis=1) - _largest(Z))),
    Hypothesis(
        FACTOR,
        "It is exactly 1/K times what is expected, where K is the number of classes: a mean over all N·K entries.",
        lambda seen: seen.expected / _classes(seen),
    ),
    Hypothesis(FACTOR, "It is K times what is expected.", lambda seen: seen.expected * _classes(seen)),
    *(
        Hypothesis("clipped", f"It is what comes out when softmax is kept away from 0 by {eps:g}.", _cost_with(change))
        for eps in (1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16, 1e-20, 1e-30, 1e-100, 1e-300)
        for change in (lambda Y, eps=eps: Y + eps, lambda Y, eps=eps: Y.clip(eps, None),
                       lambda Y, eps=eps: Y.clip(eps, 1 - eps))
    ),
)  # fmt: skip


# What it costs


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
    edges=(([3, 2],), ([1, 1],), ([5, 1, 5],), ([7, 7, 7, 7],), ([10000, 10000, 10000, 1000],)),
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
