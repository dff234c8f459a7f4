"""What people often use in the place of a program's loss or activation: other losses, other functions, their slopes.

A loss is a step that reads an output and its target, t or T; an activation is a step that reads one value and has its
shape. Each comes as words, and as what it makes of an observation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from utils.checks.observations import Observation
from utils.checks.tolerance import close
from utils.elementwise import logistic

LIMITS = ((0.0, 1.0), (-1.0, 1.0))

Taken = Callable[[Observation], np.ndarray]
Formula = Callable[[np.ndarray], np.ndarray]
Loss = Callable[[np.ndarray, np.ndarray, int], Any]  # of outputs, targets and the number of examples


def _cross_entropy(y: np.ndarray, t: np.ndarray) -> np.ndarray:
    return -(t * np.log(y) + (1 - t) * np.log(1 - y))


_ALONE = "only one of output and target is squared, or each by itself: (y − t)² is the square of the difference"
_NO_SQUARES = "it is made of the errors, not of their squares"

_LOSSES: tuple[tuple[str, tuple[Loss, ...]], ...] = (
    (
        "a root is taken of the squared error",
        (
            lambda y, t, n: np.sqrt(np.mean((y - t) ** 2)),
            lambda y, t, n: np.sqrt(np.sum((y - t) ** 2)) / n,
            lambda y, t, n: np.sqrt(np.sum((y - t) ** 2)) / 2,
            lambda y, t, n: np.sqrt(np.sum((y - t) ** 2)),
            lambda y, t, n: np.sqrt(np.sum((y - t) ** 2) / 2 / n),
        ),
    ),
    (
        "it is made of the absolute errors, not of their squares",
        (
            lambda y, t, n: np.sum(np.abs(y - t)) / n,
            lambda y, t, n: np.mean(np.abs(y - t)),
            lambda y, t, n: np.sum(np.abs(y - t)),
            lambda y, t, n: np.mean(np.abs(y - t)) / 2,
            lambda y, t, n: np.sum(np.abs(y - t)) / 2 / n,
        ),
    ),
    (
        _NO_SQUARES,
        (
            lambda y, t, n: np.sum(y - t) / n,
            lambda y, t, n: np.sum(y - t),
            lambda y, t, n: np.sum(y - t) / 2 / n,
            lambda y, t, n: np.sum(t - y) / 2 / n,
        ),
    ),
    (
        _ALONE,
        (
            lambda y, t, n: np.sum(y - t**2) / 2 / n,
            lambda y, t, n: np.sum(y - t**2) / n,
            lambda y, t, n: np.sum(y / 2 - t**2) / n,
            lambda y, t, n: np.sum(y**2 / 2 - t) / n,
            lambda y, t, n: np.sum(y**2 / 2 - t**2) / n,
            lambda y, t, n: np.sum(y**2 - t) / 2 / n,
            lambda y, t, n: np.sum(y**2 - t / 2) / n,
            lambda y, t, n: np.sum(y**2 - t**2) / 2 / n,
            lambda y, t, n: np.sum(y**2 - t**2) / n,
            lambda y, t, n: np.sum(y**2 + t**2) / 2 / n,
        ),
    ),
    (
        "output and target are added: (y + t)²",
        (lambda y, t, n: np.sum((y + t) ** 2) / 2 / n, lambda y, t, n: np.sum((y + t) ** 2) / n),
    ),
    ("half the error is squared: ((y − t)/2)²", (lambda y, t, n: np.sum(((y - t) / 2) ** 2) / n,)),
    ("the sum is divided by N − 1, not by N", (lambda y, t, n: np.sum((y - t) ** 2) / 2 / (n - 1),)),
    (
        "it is the cross-entropy",
        tuple(
            lambda y, t, n, p=p, size=size: np.sum(_cross_entropy(p(y), t)) / size(y, n)
            for p in (lambda y: y, logistic)
            for size in (lambda y, n: n, lambda y, n: y.size, lambda y, n: 1)
        )
        + (lambda y, t, n: -np.sum(t * np.log(y)) / n, lambda y, t, n: -np.mean(t * np.log(y))),
    ),
)  # fmt: skip

# By the output: what stands where y − t belongs.
_SLOPES_OF_LOSSES: tuple[tuple[str, Callable[[np.ndarray, np.ndarray], np.ndarray]], ...] = (
    ("it is the sign of the error, as behind an absolute error", lambda y, t: np.sign(y - t)),
    ("it is the squared error itself, not its slope", lambda y, t: (y - t) ** 2),
    ("it is half the squared error itself, not its slope", lambda y, t: (y - t) ** 2 / 2),
    ("it is the slope of the cross-entropy", lambda y, t: (y - t) / (y * (1 - y))),
    ("it is the slope of the cross-entropy", lambda y, t: -t / y),
    ("it is the cross-entropy itself", lambda y, t: -t * np.log(y)),
    ("it is the output alone, without the target", lambda y, t: y),
    ("it is the target alone, without the output", lambda y, t: -t),
)

# Each function with its slope, both of z; where the slope has a usual name, the slope is one of the functions as well.
_FUNCTIONS: tuple[tuple[str, Formula, str, Formula], ...] = (
    ("tanh", np.tanh, "the slope of tanh", lambda z: 1 / np.cosh(z) ** 2),
    ("ReLU", lambda z: np.maximum(z, 0.0), "the slope of ReLU", lambda z: np.heaviside(z, 0.0)),
    ("the threshold", lambda z: np.heaviside(z, 0.0), "the slope of a threshold, 0", np.zeros_like),
    ("σ", logistic, "the slope of σ", lambda z: logistic(z) * logistic(-z)),
    ("σ(−z)", lambda z: logistic(-z), "the slope of σ(−z)", lambda z: -logistic(z) * logistic(-z)),
    ("2σ(z) − 1", lambda z: 2 * logistic(z) - 1, "the slope of 2σ(z) − 1", lambda z: 2 * logistic(z) * logistic(-z)),
    ("softplus", lambda z: np.logaddexp(0.0, z), "the slope of softplus, σ", logistic),
    ("a leaky ReLU", lambda z: np.where(z > 0, z, 0.01 * z),
     "the slope of a leaky ReLU", lambda z: np.where(z > 0, 1.0, 0.01)),
    ("the sine", np.sin, "the cosine, the slope of the sine", np.cos),
    ("the cosine", np.cos, "minus the sine, the slope of the cosine", lambda z: -np.sin(z)),
    ("minus the sine", lambda z: -np.sin(z), "minus the cosine", lambda z: -np.cos(z)),
    ("minus the cosine", lambda z: -np.cos(z), "the sine", np.sin),
    ("the tangent", np.tan, "the slope of the tangent", lambda z: 1 / np.cos(z) ** 2),
    ("the arc tangent", np.arctan, "the slope of the arc tangent", lambda z: 1 / (1 + z * z)),
    ("the exponential", np.exp, "the exponential", np.exp),
    ("exp(−z)", lambda z: np.exp(-z), "−exp(−z)", lambda z: -np.exp(-z)),
    ("the logarithm", np.log, "1/z, the slope of the logarithm", lambda z: 1 / z),
    ("the square", np.square, "2·z, the slope of the square", lambda z: 2 * z),
    ("the cube", lambda z: z**3, "3·z², the slope of the cube", lambda z: 3 * z * z),
    ("the square root", np.sqrt, "the slope of the square root", lambda z: 0.5 / np.sqrt(z)),
    ("1/z", lambda z: 1 / z, "−1/z², the slope of 1/z", lambda z: -1 / (z * z)),
    ("the absolute value", np.abs, "the sign, the slope of the absolute value", np.sign),
    ("the sign", np.sign, "the slope of the sign, 0", np.zeros_like),
    ("the hyperbolic sine", np.sinh, "the hyperbolic cosine", np.cosh),
    ("the hyperbolic cosine", np.cosh, "the hyperbolic sine", np.sinh),
)  # fmt: skip


def target_of(first: Observation, step: str) -> tuple[str, str] | None:
    """The output and the target that a loss reads; None where the step is none."""
    parents = first.program.parents[step]
    targets = [name for name in parents if name in ("t", "T")]
    others = [name for name in parents if name not in targets]
    return (others[0], targets[0]) if len(parents) == 2 and len(targets) == 1 else None


def losses(first: Observation, step: str) -> Iterator[tuple[str, Taken]]:
    """What a loss is when it is another one."""
    if (read := target_of(first, step)) is None:
        return
    y, t = read

    def value(loss: Loss) -> Taken:
        return lambda seen: np.asarray(loss(seen.values[y], seen.values[t], seen.examples or 1))

    for words, ways in _LOSSES:
        for loss in ways:
            yield words, value(loss)


def step_to_the_square(first: Observation, step: str, words: str) -> str:
    """The next step for a loss that ``words`` call another one: what is to be squared; empty for all the others."""
    if words not in (_ALONE, _NO_SQUARES) or (read := target_of(first, step)) is None:
        return ""
    y, t = read
    return f"Square the difference {y} − {t}" + (f", not {y} or {t} alone." if words == _ALONE else ".")


def slopes_of_losses(first: Observation, step: str) -> Iterator[tuple[str, Taken]]:
    """What stands in the place of y − t."""
    if (read := target_of(first, step)) is None:
        return
    y, t = read

    def slope(formula: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> Taken:
        return lambda seen: formula(seen.values[y], seen.values[t]) / (seen.examples or 1)

    for words, formula in _SLOPES_OF_LOSSES:
        yield words, slope(formula)


def functions(first: Observation, step: str) -> Iterator[tuple[str, Taken]]:
    """What an activation is when it is another function."""
    parents = first.program.parents[step]
    if len(parents) != 1 or first.values[step].shape != first.values[parents[0]].shape:
        return
    (z,) = parents

    def value(function: Callable[[np.ndarray], np.ndarray]) -> Taken:
        return lambda seen: function(seen.values[z])

    with np.errstate(all="ignore"):
        others = [one for one in _FUNCTIONS if not close(one[1](first.values[z]), first.values[step]).all()]
    for words, function, _, _ in others:
        yield _of(words, z), value(function)


def slopes_of_functions(first: Observation, step: str) -> Iterator[tuple[str, Taken]]:
    """What stands in the place of an activation's slope."""
    parents = first.program.parents[step]
    if len(parents) != 1 or first.values[step].shape != first.values[parents[0]].shape:
        return
    (z,) = parents

    def value(function: Formula) -> Taken:
        return lambda seen: function(seen.values[z])

    yield f"it is 1 − {step}², the slope of tanh where {step} is tanh", lambda seen: 1 - seen.values[step] ** 2
    with np.errstate(all="ignore"):
        others = [one for one in _FUNCTIONS if not close(one[1](first.values[z]), first.values[step]).all()]
    for _, _, words, slope in others:
        yield f"it is {_of(words, z)}", value(slope)
    yield f"it is 1 − {step}: one of two factors is missing", lambda seen: 1 - seen.values[step]
    for other in first.program.parents:
        if other not in (step, z) and first.values[other].shape == first.values[z].shape:
            yield f"it is v(1 − v), given {other}", _own_slope(other)
    if first.derivative:
        yield f"v(1 − v) is formed of the error signal of {step}, not of {step}", lambda seen: 1 - seen.signal(step)
        for other in first.program.parents:
            if first.values[other].shape == first.values[z].shape and other in first.program.descendants(step):
                yield f"it is v(1 − v), given the error signal of {other}", _slope_of_signal(other)


def _of(words: str, z: str) -> str:
    """The words with the argument's own name in the place of z."""
    return re.sub(r"\bz\b", z, words)


def _own_slope(name: str) -> Taken:
    return lambda seen: seen.values[name] * (1 - seen.values[name])


def _slope_of_signal(name: str) -> Taken:
    return lambda seen: seen.signal(name) * (1 - seen.signal(name))


def clipped(first: Observation, step: str) -> Iterator[tuple[str, Taken]]:
    """A value that is kept between limits."""

    def value(low: float, high: float) -> Taken:
        return lambda seen: np.clip(seen.values[step], low, high)

    for low, high in LIMITS:
        if first.values[step].shape and not close(np.clip(first.values[step], low, high), first.values[step]).all():
            yield f"clipped to [{low:g}, {high:g}]", value(low, high)
