"""Notebook 02, the units: the hard threshold, one unit, and the lecture's network of three."""

from __future__ import annotations

from typing import Any

import numpy as np

from utils.checks.answers import Returns, array
from utils.checks.kinds import FACTOR, INPUT_LEFT_OUT, MANY_TIMES, SIGN, STEP_LEFT_OUT, WRONG_INPUT
from utils.checks.refusals import CannotJudge, with_step
from utils.checks.task import Mistake, Task, equal_to, labels_equal_to
from utils.checks.tolerance import ROUNDING
from utils.checks.writing import short
from utils.elementwise import logistic
from utils.outcomes import Wrong
from utils.tasks.networks import TIE, all_inputs

WRONG_THRESHOLD, OTHER_VALUES, NO_STEP = "wrong threshold", "other values", "no step"
OPERATION_ORDER, ORDER, BITS_ONLY = "order of operations", "order", "bits only"

# The hard threshold


def _any_shape(rng: np.random.Generator) -> tuple:
    z = rng.normal(scale=3.0, size=((5,), (3, 4), (2, 3, 2))[rng.integers(3)])
    z.flat[rng.integers(z.size)] = 0.0
    return (z,)


hard_threshold = Task(
    ("z",),
    _any_shape,
    labels_equal_to(lambda z: np.heaviside(z, 0.0), "the activation"),
    edges=(
        (np.array([0.0, -0.0, 5e-324, -5e-324, 1e-9, -1e-9]),),
        (np.array([-1000.0, 1000.0]),),
        (np.array([[0.5], [0.0], [-0.5]]),),
        (np.array([0.3]),),
        (np.linspace(-3.0, 4.0, 200).reshape(20, 10),),  # many
        (np.array(2.0),),
        (np.array(-0.2),),
        (np.float64(0.0),),
        (np.float64(0.25),),
    ),
    mistakes=(
        Mistake(TIE, "A tie, z = 0, gives 1 here. The threshold is strict.", lambda z: np.heaviside(z, 1.0)),
        Mistake(TIE, "A tie, z = 0, gives ½ here. The threshold is strict.", lambda z: np.heaviside(z, 0.5)),
        Mistake(OTHER_VALUES, "It is the sign of z: −1, 0 or 1.", np.sign),
        Mistake(OTHER_VALUES, "The values are −1 and 1.", lambda z: 2 * np.heaviside(z, 0.0) - 1),
        Mistake(SIGN, "It is 1 where z is negative.", lambda z: np.heaviside(-z, 0.0)),
        Mistake(SIGN, "It is 1 where z is not positive.", lambda z: np.heaviside(-z, 1.0)),
        Mistake(NO_STEP, "Where z is positive it is z itself, not 1.", lambda z: np.maximum(z, 0.0)),
        Mistake(NO_STEP, "It is σ(z), which has no step.", logistic),
        Mistake(NO_STEP, "It is tanh(z), which has no step.", np.tanh),
        Mistake(NO_STEP, "It is z itself.", lambda z: z),
        Mistake(
            WRONG_THRESHOLD, "It is z rounded, or σ(z) rounded: that decides at ½.", lambda z: np.round(logistic(z))
        ),
        Mistake(WRONG_THRESHOLD, "It steps at ½. The threshold is at 0.", lambda z: np.heaviside(z - 0.5, 0.0)),
        Mistake(WRONG_THRESHOLD, "It steps at 1. The threshold is at 0.", lambda z: np.heaviside(z - 1.0, 0.0)),
    ),
)


# One unit


def _unit_arguments(rng: np.random.Generator) -> tuple:
    D = int(rng.integers(2, 6))
    shape = (D,) if rng.integers(2) else (D + int(rng.integers(1, 4)), D)
    phi = (np.tanh, np.sin, np.arctan)[rng.integers(3)]
    return rng.normal(size=shape), rng.normal(size=D), np.float64(rng.uniform(0.3, 1.0) * rng.choice([-1, 1])), phi


_X = np.array([[0.7, -1.2, 0.4], [1.5, 0.3, -0.8], [-0.6, 0.9, 1.1]])
_W = np.array([1.1, -0.5, 0.8])

unit = Task(
    ("x", "w", "b", "phi"),
    _unit_arguments,
    equal_to(lambda x, w, b, phi: phi(np.einsum("...d,d->...", x, w) + b), "the activation"),
    edges=(
        (_X, _W, np.float64(-0.4), np.tanh),  # as many examples as inputs
        (_X[:1], _W, np.float64(0.3), np.sin),
        (_X[0], _W, np.float64(0.3), np.sin),
        (np.array([[0.4], [-1.3], [2.0]]), np.array([0.6]), np.float64(0.2), np.arctan),
        (np.array([0.4]), np.array([-0.6]), np.float64(0.2), np.tanh),
        (np.array([[600.0, 400.0], [-600.0, -400.0], [0.0, 0.0]]), np.ones(2), np.float64(0.0), np.tanh),
        (np.sin(np.arange(720.0)).reshape(60, 12), np.cos(np.arange(12.0)), np.float64(0.3), np.sin),  # many
        (np.array([[0.0, 1.0], [1.0, 1.0], [0.0, 0.0]]), np.ones(2), np.float64(-1.5), np.square),
    ),
    mistakes=(
        Mistake(INPUT_LEFT_OUT, "The bias b is left out.", lambda x, w, b, phi: phi(x @ w)),
        Mistake(STEP_LEFT_OUT, "It is the weighted sum, without phi.", lambda x, w, b, phi: x @ w + b),
        Mistake(INPUT_LEFT_OUT, "phi is not used: it is always tanh.", lambda x, w, b, phi: np.tanh(x @ w + b)),
        Mistake(SIGN, "The bias is subtracted.", lambda x, w, b, phi: phi(x @ w - b)),
        Mistake(OPERATION_ORDER, "The bias is added after phi.", lambda x, w, b, phi: phi(x @ w) + b),
        Mistake(OPERATION_ORDER, "phi is applied to x, before the sum.", lambda x, w, b, phi: phi(x) @ w + b),
        Mistake(
            OPERATION_ORDER,
            "phi is applied to every product, before the sum.",
            lambda x, w, b, phi: phi(x * w).sum(axis=-1) + b,
        ),
        Mistake(
            OPERATION_ORDER,
            "phi is applied to every product plus b, before the sum.",
            lambda x, w, b, phi: phi(x * w + b).sum(axis=-1),
        ),
        Mistake(
            "sum over the batch",
            "The sum runs over all rows of the batch at once. Each row has a sum of its own.",
            lambda x, w, b, phi: phi(np.sum(x * w) + b),
        ),
        Mistake(
            MANY_TIMES,
            "The bias is added once for every input, not once for the unit.",
            lambda x, w, b, phi: phi((x * w + b).sum(axis=-1)),
        ),
        Mistake(
            "one example alone",
            "It is w @ x, which fits one example only: in a batch, the examples are the rows of x.",
            lambda x, w, b, phi: phi(w @ x + b),
            "Write x on the left of @: its rows are the examples.",
        ),
        Mistake(
            FACTOR,
            "The products are averaged, not summed.",
            lambda x, w, b, phi: phi((x * w).mean(axis=-1) + b),
        ),
    ),
)


# The lecture's XOR network


def _inputs_off_the_lines(rng: np.random.Generator) -> tuple:
    """Points at least 0.02 away from both lines, in all three regions, in any order."""
    sums = np.concatenate([rng.uniform(-0.8, 0.48, 2), rng.uniform(0.52, 1.48, 4), rng.uniform(1.52, 2.8, 2)])
    x1 = rng.uniform(-1.0, 2.0, len(sums))
    X = np.column_stack([x1, sums - x1])[: rng.integers(6, len(sums) + 1)]
    return (rng.permutation(X),)


def _xor_pass(X: np.ndarray, at_tie: float = 0.0, b: tuple = (-0.5, -1.5, -0.5), v: float = -1.0) -> tuple:
    sums = np.asarray(X).sum(axis=1)
    h1, h2 = np.heaviside(sums + b[0], at_tie), np.heaviside(sums + b[1], at_tie)
    return np.stack([h1, h2], axis=1), np.heaviside(h1 + v * h2 + b[2], at_tie)


def _judge_xor_network(exercise: str, arguments: tuple, answer: Any, where: str) -> None:
    X = arguments[0]
    parts = Returns.as_tuple("h", "y").unpack(exercise, answer, where)
    for name, expected in zip(("h", "y"), _xor_pass(X), strict=True):
        value = parts[name]
        if isinstance(value, np.ndarray) and value.dtype.kind == "b":
            value = value.astype(np.float64)  # a truth value is as good as 0 or 1
        try:
            found = array(exercise, name, value, expected.shape, where)
        except CannotJudge as cannot:
            if name == "y" and np.shape(value) == (2,):  # as many as h has columns
                step = "h[0] is the first row of h, the two hidden units of one example. The first column is h[:, 0]."
                raise with_step(cannot, step) from None
            raise
        columns = [("h1", 0), ("h2", 1)] if name == "h" else [("y", None)]
        for of, column in columns:
            mine, right = (found, expected) if column is None else (found[:, column], expected[:, column])
            bad = np.flatnonzero(np.abs(mine - right) > ROUNDING)
            if len(bad):
                raise CannotJudge(_wrong_unit(exercise, of, X, found, mine, right, bad, where))


def _wrong_unit(
    exercise: str, of: str, X: np.ndarray, layer: np.ndarray, mine: np.ndarray, right: np.ndarray, bad: np.ndarray,
    where: str,
) -> Wrong:  # fmt: skip
    i = int(bad[0])
    at = f"h[{i}, {int(of[1]) - 1}]" if of[0] == "h" else f"y[{i}]"
    row = ", ".join(short(value) for value in X[i])
    rows = [("where", where)]
    if of != "h1":
        rows.append(("right so far", "h1" if of == "h2" else "h"))
    rows.append(("wrong at", f"{len(bad)} of {len(X)} examples, the first is row {i}, x = ({row})"))
    if of == "y":
        h1, h2 = _xor_pass(X)[0][i]
        rows.append(("hidden layer", f"h = ({h1:g}, {h2:g}) for this row"))
        step = "The hidden layer is right. Work out the output's sum for this h on paper: is it above 0?"
    else:
        step = f"Work out the sum of {of} for this row on paper: is it above 0?"
    bias, words = (1.5, "1.5") if of == "h2" else (0.5, "½")
    if np.isin(mine + bias, (0, 1)).all():
        step = (
            f"{of} is {short(mine[i])} here, but a threshold gives only 0 or 1: −{words} belongs inside the brackets, "
            "before the threshold, and not behind them."
        )
    rows += [("yours", f"{at} = {short(mine[i])}"), ("expected", f"{at} = {right[i]:g}"), ("next", step)]
    return Wrong(exercise, f"{of} is wrong", tuple(rows))


def _sums(X: np.ndarray) -> np.ndarray:
    return np.asarray(X).sum(axis=1)[:, np.newaxis] - (0.5, 1.5)


def _smooth(X: np.ndarray) -> np.ndarray:
    return logistic(_sums(X))


def _from_bits(X: np.ndarray) -> tuple:
    h1, h2 = np.logical_or(X[:, 0], X[:, 1]), np.logical_and(X[:, 0], X[:, 1])
    return np.stack([h1, h2], axis=1).astype(float), np.asarray(h1 & ~h2, dtype=float)


xor_network = Task(
    ("X",),
    _inputs_off_the_lines,
    _judge_xor_network,
    edges=(
        (all_inputs(2),),
        (np.array([[0.3, 0.4]]),),
        (np.array([[1.2, 0.9]]),),
        (np.array([[0.0, 1.0], [1.0, 1.0]]),),  # as many examples as hidden units
        (np.array([[0.25, 0.25], [0.75, 0.75], [-0.5, 1.0], [1.0, 0.5], [-0.0, 0.0]]),),  # ties
        (np.array([[500.0, -500.0], [1000.0, 0.0], [-1000.0, 0.0]]),),
        (2 * np.sin(np.arange(120.0)).reshape(60, 2),),  # many
    ),
    mistakes=(
        Mistake(TIE, "A tie gives 1 here. The threshold is strict.", lambda X: _xor_pass(X, at_tie=1.0)),
        Mistake(SIGN, "The constants are added, not subtracted.", lambda X: _xor_pass(X, b=(0.5, 1.5, 0.5))),
        Mistake(SIGN, "h2 is added in the output, not subtracted.", lambda X: _xor_pass(X, v=1.0)),
        Mistake(
            ORDER,
            "The columns of h are in each other's place.",
            lambda X: (_xor_pass(X)[0][:, ::-1], _xor_pass(X)[1]),
        ),
        Mistake(
            STEP_LEFT_OUT,
            "The output is its weighted sum, without the threshold.",
            lambda X: (_xor_pass(X)[0], _xor_pass(X)[0] @ np.array([1.0, -1.0]) - 0.5),
        ),
        Mistake(
            WRONG_INPUT,
            "The output reads x1 and x2, not h1 and h2.",
            lambda X: (_xor_pass(X)[0], np.heaviside(X[:, 0] - X[:, 1] - 0.5, 0.0)),
        ),
        Mistake(WRONG_THRESHOLD, "h2 steps where x1 + x2 is 1.", lambda X: _xor_pass(X, b=(-0.5, -1.0, -0.5))),
        Mistake(WRONG_THRESHOLD, "h1 steps where x1 + x2 is 0.", lambda X: _xor_pass(X, b=(0.0, -1.5, -0.5))),
        Mistake(WRONG_THRESHOLD, "They step where x1 + x2 is 0 and 1.", lambda X: _xor_pass(X, b=(0.0, -1.0, -0.5))),
        Mistake(STEP_LEFT_OUT, "h holds the weighted sums, without the threshold.",
                lambda X: (_sums(X), np.heaviside(_sums(X) @ (1.0, -1.0) - 0.5, 0.0))),
        Mistake(STEP_LEFT_OUT, "h holds the weighted sums, without the threshold.",
                lambda X: (_sums(X), _xor_pass(X)[1])),
        Mistake(NO_STEP, "σ takes the place of the threshold.",
                lambda X: (_smooth(X), logistic(_smooth(X) @ (1.0, -1.0) - 0.5))),
        Mistake(NO_STEP, "σ takes the place of the hidden units' threshold.",
                lambda X: (_smooth(X), np.heaviside(_smooth(X) @ (1.0, -1.0) - 0.5, 0.0))),
        Mistake(WRONG_INPUT, "h holds the inputs, each with a threshold of its own at ½: each hidden unit reads both.",
                lambda X: (1.0 * (X > 0.5), 1.0 * (np.sum(X > 0.5, axis=1) == 1))),
        Mistake(ORDER, "The hidden units are in each other's place: the first is OR, the second AND.",
                lambda X: (_xor_pass(X)[0][:, ::-1], np.heaviside(_xor_pass(X)[0] @ (-1.0, 1.0) - 0.5, 0.0))),
        Mistake(BITS_ONLY, "It takes every input that is not 0 for a 1. The inputs are real numbers.", _from_bits),
    ),
)  # fmt: skip
