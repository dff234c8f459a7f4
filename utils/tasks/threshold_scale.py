"""Notebook 02, the logistic in the threshold's place: weights scaled, and how far they have to be."""

from __future__ import annotations

from typing import Any

import numpy as np

from utils.checks.answers import Returns, number
from utils.checks.kinds import FACTOR, INPUT_LEFT_OUT, NOTHING
from utils.checks.refusals import CannotJudge, cannot_judge
from utils.checks.task import Mistake, Task, equal_to
from utils.checks.writing import short
from utils.elementwise import logistic
from utils.outcomes import Wrong
from utils.tasks.networks import HIDDEN_LAYER, all_inputs

NOT_WHOLE, OFF_BY_ONE, ORDER = "not whole", "off by one", "order"

_SUM_AT_CROSSINGS = (0.5, 1.5)  # of the lecture's hidden units: where x1 + x2 crosses
_XOR = np.array([0.0, 1.0, 1.0, 0.0])


def _sharpen_arguments(rng: np.random.Generator) -> tuple:
    D, H = (int(size) for size in rng.choice(np.arange(2, 7), 2, replace=False))
    k = float(rng.uniform(1.5, 9.0))
    if rng.integers(2):
        return rng.normal(size=D), np.float64(rng.normal()), k
    return rng.normal(size=(H, D)), rng.normal(size=H), k


sharpen = Task(
    ("w", "b", "k"),
    _sharpen_arguments,
    equal_to(lambda w, b, k: (k * w, k * b), "k·w", "k·b"),
    edges=(
        (np.array([[0.7, -1.1], [0.2, 1.9]]), np.array([0.4, -0.3]), 3),
        (np.array([[0.7, -1.1]]), np.array([0.4]), 2.5),
        (np.array([0.8]), np.float64(-1.2), 4),
        (np.array([0.8, -0.1, 0.5]), np.float64(0.7), 1),
        (np.array([0.8, -0.1, 0.5]), np.float64(0.7), 0.25),  # blunter, not sharper
        (np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([-0.5, -1.5]), 1000.0),
    ),
    mistakes=(
        Mistake(
            INPUT_LEFT_OUT, "b is returned as it was.", lambda w, b, k: (k * w, b), "What does k do to b, beside w?"
        ),
        Mistake(
            INPUT_LEFT_OUT, "w is returned as it was.", lambda w, b, k: (w, k * b), "What does k do to w, beside b?"
        ),
        Mistake(FACTOR, "Both are divided by k.", lambda w, b, k: (w / k, b / k)),
        Mistake(FACTOR, "b is divided by k.", lambda w, b, k: (k * w, b / k)),
        Mistake("sum for product", "k is added.", lambda w, b, k: (w + k, b + k)),
        Mistake(ORDER, "They are in each other's place.", lambda w, b, k: (k * b, k * w)),
    ),
)


def _smooth_xor(k: float) -> np.ndarray:
    """How far the lecture's network with σ(k·z) for 𝕀[z > 0] is from XOR, on the four inputs."""
    sums = all_inputs(2).sum(axis=1)
    h1, h2 = (logistic(k * (sums - crossing)) for crossing in _SUM_AT_CROSSINGS)
    z = k * (h1 - h2 - 0.5)
    return np.where(_XOR > 0, logistic(-z), logistic(z))  # |y − XOR| without a subtraction


def _least(error: Any, tolerance: float) -> int:
    """The smallest scale with which it is small enough.

    Raises:
        ValueError: it never is.
    """
    for k in range(1, 2000):
        if error(k) <= tolerance:
            return k
    raise ValueError("no scale is large enough")


def _tolerance(rng: np.random.Generator) -> tuple:
    """One that lies well between the errors of two neighbouring scales, so that no rounding decides."""
    k = int(rng.integers(4, 30))
    share = rng.uniform(0.3, 0.7)
    return (float(_smooth_xor(k).max() ** share * _smooth_xor(k - 1).max() ** (1 - share)),)


def _within(k: int) -> float:
    """A tolerance well between the errors of k − 1 and of k."""
    return float(np.sqrt(_smooth_xor(k).max() * _smooth_xor(k - 1).max()))


def _judge_scale(exercise: str, arguments: tuple, answer: Any, where: str) -> None:
    tolerance = arguments[0]
    if answer is None:
        step = (
            "Is there a return? print shows a number and returns nothing. If your search ended without a k: is k in "
            "both layers, and is the return inside the loop?"
        )
        raise cannot_judge(exercise, "it returned None", where, step, NOTHING)
    value = Returns.as_value("k").unpack(exercise, answer, where)["k"]
    k = number(exercise, "k", value, where)
    if k != round(k) or k < 1:
        step = "The scale is to be 1, 2, 3 or another positive whole number."
        raise cannot_judge(exercise, f"k = {short(k)} is no positive whole number", where, step, NOT_WHOLE)
    errors = _smooth_xor(k)
    worst = "({:g}, {:g})".format(*all_inputs(2)[int(np.argmax(errors))])
    error = ("evidence", f"with k = {k:g} the largest error is {short(errors.max())}, on the input {worst}")
    if errors.max() > tolerance:
        step = "Compute the network's output on all four inputs with your k, and compare each with XOR."
        raise _wrong_scale(exercise, f"k = {k:g} is too small", where, step, error)
    if k > 1 and (before := _smooth_xor(k - 1).max()) <= tolerance:
        error = ("evidence", f"with k = {k - 1:g} the largest error is {short(before)}, within the tolerance already")
        step = "Try 1, 2, 3, … in this order, and return the first that is within the tolerance."
        if k > 3 * _least(lambda scale: _smooth_xor(scale).max(), tolerance):
            step = f"Is k in both layers? With k in the hidden layer alone no scale is enough. {step}"
        raise _wrong_scale(exercise, f"k = {k:g} is not the smallest", where, step, error)


def _wrong_scale(exercise: str, headline: str, where: str, step: str, evidence: tuple[str, str]) -> CannotJudge:
    return CannotJudge(Wrong(exercise, headline, (("where", where), evidence, ("next", step))))


def _scale_if(error: Any) -> Any:
    return lambda tolerance: _least(error, tolerance)


smallest_scale = Task(
    ("tolerance",),
    _tolerance,
    _judge_scale,
    first=((0.25,), (0.12,)),  # large enough to tell the inputs, and the layers, apart
    edges=((0.1,), (0.01,), (0.49,), (0.3,), (1e-6,), (_within(60),)),
    mistakes=(
        Mistake(
            OFF_BY_ONE, "It is one too small.", lambda tolerance: _least(lambda k: _smooth_xor(k).max(), tolerance) - 1
        ),
        Mistake(
            OFF_BY_ONE, "It is one too large.", lambda tolerance: _least(lambda k: _smooth_xor(k).max(), tolerance) + 1
        ),
        Mistake("mean", "The mean error is compared, not the largest.", _scale_if(lambda k: _smooth_xor(k).mean())),
        Mistake("squared", "The squared error is compared.", _scale_if(lambda k: (_smooth_xor(k) ** 2).max())),
        Mistake("squared", "Half the squared error is compared.", _scale_if(lambda k: (_smooth_xor(k) ** 2).max() / 2)),
        Mistake(
            "some inputs",
            "The errors at (0, 1) and (1, 0) do not count. Is np.abs missing, so that a negative difference passes? "
            "Or is it enough that any one of the four is within the tolerance?",
            _scale_if(lambda k: _smooth_xor(k)[0]),
        ),
        Mistake(HIDDEN_LAYER, "The hidden layer keeps the hard threshold.", _scale_if(lambda k: logistic(-k / 2))),
        Mistake("sum", "The sum of the four errors is compared.", _scale_if(lambda k: _smooth_xor(k).sum())),
    ),
    against="the smallest scale, found by trying each,",
)  # fmt: skip
