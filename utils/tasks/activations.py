"""Tasks of activation functions and their derivatives: any shape in, the same shape out, finite up to |z| = 1000.

Derivatives are judged by the complex step, so that no formula for them stands here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from utils.checks.kinds import LEFT_OUT, SIGN, STEP_LEFT_OUT, VALUE_FOR_DERIVATIVE, WRONG_ARGUMENT
from utils.checks.task import Mistake, Task, equal_to
from utils.checks.witness import Seen, witness
from utils.elementwise import logistic
from utils.models import signed
from utils.numerical import COMPLEX_STEP

KINK = "at the kink"
ANOTHER_FUNCTION = "another function"
FOR_VALUE = "derivative for value"

LARGE = np.array([-1000.0, -800.0, -710.0, -30.0, -0.3, 0.0, 0.3, 30.0, 710.0, 800.0, 1000.0])
EDGES = ((np.float64(0.7),), (np.array(-1.3),), (LARGE,), (np.array([[0.0], [-0.0], [2.5]]),),
         (np.linspace(-4.0, 5.0, 300).reshape(15, 20),))  # fmt: skip


@dataclass(frozen=True)
class Together:
    """Two functions of one exercise as one: the pair of what they return."""

    first: Callable
    second: Callable

    @property
    def parts(self) -> tuple[Callable, Callable]:
        """Both, in the order in which they are called."""
        return self.first, self.second

    def witness(self, arguments: tuple, quiet: bool = False) -> Seen:
        """What a call of both did; of the first alone, where that is nothing to go on with."""
        first = self._named(self.first, witness(self.first, arguments, quiet))
        if first.trouble is not None or first.changed or first.warnings:
            return first
        second = self._named(self.second, witness(self.second, arguments, quiet))
        return replace(second, result=(first.result, second.result))

    @staticmethod
    def _named(function: Callable, seen: Seen) -> Seen:
        """What was seen, the warnings with the function that they come from."""
        name = getattr(function, "__name__", "")
        return replace(seen, warnings=tuple(f"{warning} (in {name})" for warning in seen.warnings)) if name else seen


def _draw(rng: np.random.Generator) -> tuple:
    shape = ((3, 4), (5,), (2, 3, 2))[int(rng.integers(3))]
    return (signed(rng, *shape, high=3.0).round(2),)


def _slope(f: Callable, z: np.ndarray) -> np.ndarray:
    return f(np.asarray(z) + 1j * COMPLEX_STEP).imag / COMPLEX_STEP


def _softplus(z: np.ndarray) -> np.ndarray:
    return np.logaddexp(0.0, z)


def _d_relu(z: np.ndarray) -> np.ndarray:
    return np.heaviside(z, 0.0)


def _d_softplus(z: np.ndarray) -> np.ndarray:
    return _slope(lambda v: np.where(v.real > 0, v, 0) + np.log1p(np.exp(np.where(v.real > 0, -v, v))), z)


def _task(trusted: Callable, name: str, *mistakes: Mistake) -> Task:
    return Task(("z",), _draw, equal_to(trusted, f"{name}(z)"), EDGES, mistakes)


def _instead(kind: str, words: str, function: Callable) -> Mistake:
    return Mistake(kind, f"This is what you get for {words}.", function)


def _clipped(function: Callable, limit: float) -> Mistake:
    words = f"z clipped at ±{limit}, which changes the value"
    return _instead("clipped", words, lambda z: function(np.clip(z, -limit, limit)))


def _draw_with_zero(rng: np.random.Generator) -> tuple:
    (z,) = _draw(rng)
    z[(1,) * z.ndim] = 0.0
    return (z,)


relu = _task(
    lambda z: (z + np.abs(z)) / 2,
    "relu",
    _instead(SIGN, "the smaller of 0 and z, not the larger", lambda z: np.minimum(0, z)),
    _instead(SIGN, "−z in the place of z", lambda z: np.maximum(0, -z)),
    _instead(ANOTHER_FUNCTION, "the absolute value of z", np.abs),
    _instead(ANOTHER_FUNCTION, "softplus, which has no kink", _softplus),
    _instead(FOR_VALUE, "the slope of ReLU, not for ReLU itself", _d_relu),
    _instead(
        "one for all", "np.max(z, 0), the largest along axis 0; another function compares two", lambda z: np.max(z, 0)
    ),
)

softplus = _task(
    _softplus,
    "softplus",
    _instead(SIGN, "−z in the place of z", lambda z: _softplus(-z)),
    _instead(STEP_LEFT_OUT, "1 + exp(z), without the logarithm", lambda z: 1 + np.exp(z)),
    _instead(ANOTHER_FUNCTION, "another logarithm, to the base 10", lambda z: _softplus(z) / np.log(10)),
    _instead(ANOTHER_FUNCTION, "another logarithm, to the base 2", lambda z: _softplus(z) / np.log(2)),
    _instead(ANOTHER_FUNCTION, "ReLU, which has a kink", lambda z: np.maximum(z, 0)),
    _instead("term left out", "log(1 + exp(−|z|)) alone", lambda z: _softplus(-np.abs(z))),
    _instead(
        "term left out",
        "|z| in the place of the larger of 0 and z; or else for −z in the place of −|z| in the exponent",
        lambda z: np.abs(z) + _softplus(-np.abs(z)),
    ),
    _instead(SIGN, "minus softplus of −z", lambda z: -_softplus(-z)),
    _instead(SIGN, "a logarithm that is subtracted", lambda z: np.maximum(z, 0) - _softplus(-np.abs(z))),
    _instead(
        "argument of the larger",
        "the smaller of 0 and z before the logarithm",
        lambda z: np.minimum(z, 0) + _softplus(-np.abs(z)),
    ),
    _instead(
        "argument of the larger",
        "z itself before the logarithm, where the larger of 0 and z belongs",
        lambda z: z + _softplus(-np.abs(z)),
    ),
    _instead(
        "argument of the larger",
        "z in the place of −|z| in the exponent",
        lambda z: np.maximum(z, 0) + _softplus(z),
    ),
    _instead(STEP_LEFT_OUT, "exp(−|z|) without the logarithm", lambda z: np.maximum(z, 0) + np.exp(-np.abs(z))),
    _instead(STEP_LEFT_OUT, "log exp(−|z|), without the 1 beside it", lambda z: np.maximum(z, 0) - np.abs(z)),
    _instead(
        ANOTHER_FUNCTION,
        "another logarithm, to the base 2",
        lambda z: np.maximum(z, 0) + _softplus(-np.abs(z)) / np.log(2),
    ),
    _instead(
        ANOTHER_FUNCTION,
        "another logarithm, to the base 10",
        lambda z: np.maximum(z, 0) + _softplus(-np.abs(z)) / np.log(10),
    ),
    _instead(FOR_VALUE, "σ(−z), not for softplus itself", lambda z: logistic(-z)),
    *(_clipped(_softplus, limit) for limit in (100, 500, 700, 709)),
    _instead(FOR_VALUE, "the slope of softplus, not for softplus itself", logistic),
)

logistic_function = _task(
    logistic,
    "logistic",
    _instead(SIGN, "−z in the place of z", lambda z: logistic(-z)),
    Mistake("exponent", "It is 1/(1 + u) with u = exp(−|z|) for either sign of z, which is right for z ≥ 0 only.",
            lambda z: logistic(np.abs(z)), "Write the other form with u too, and choose between them."),
    Mistake("exponent", "It is u/(1 + u) with u = exp(−|z|) for either sign of z, which is right for z < 0 only.",
            lambda z: logistic(-np.abs(z)), "Write the other form with u too, and choose between them."),
    *(_clipped(logistic, limit) for limit in (10, 20)),
    Mistake("both branches", "This is what you get when np.where is given two formulas of which one overflows where it "
            "is not chosen: it computes both at every entry.",
            lambda z: np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z))),
            "u is that exponential already: for z < 0 it equals e^z. Write u in the place of np.exp(z)."),
    _instead(ANOTHER_FUNCTION, "tanh", np.tanh),
    _instead(ANOTHER_FUNCTION, "the hard threshold", _d_relu),
    _instead(STEP_LEFT_OUT, "1 + exp(−z), without 1 over it", lambda z: 1 + np.exp(-z)),
    _instead(FOR_VALUE, "the slope of σ, not for σ itself", lambda z: _slope(logistic, z)),
    Mistake("divided twice", "It is divided by 1 + u twice: the last line does it already.",
            lambda z: logistic(z) * logistic(np.abs(z))),
    _instead("brackets", "a numerator / 1 + u: without brackets around 1 + u only the 1 divides",
             lambda z: np.where(z >= 0, 1.0, np.exp(-np.abs(z))) + np.exp(-np.abs(z))),
)  # fmt: skip

tanh_from_logistic = _task(
    np.tanh,
    "tanh_from_logistic",
    _instead(WRONG_ARGUMENT, "σ taken at z/2, where another argument belongs", lambda z: 2 * logistic(z / 2) - 1),
    _instead(WRONG_ARGUMENT, "σ taken at z, where another argument belongs", lambda z: 2 * logistic(z) - 1),
    _instead(STEP_LEFT_OUT, "σ(2z): its values lie between 0 and 1, those of tanh do not", lambda z: logistic(2 * z)),
    _instead(STEP_LEFT_OUT, "σ(z): its values lie between 0 and 1, those of tanh do not", logistic),
    _instead("shift", "values between 0 and 2, not between −1 and 1", lambda z: 2 * logistic(2 * z)),
    _instead("stretch", "values between −1 and 0 or between −½ and ½", lambda z: logistic(2 * z) - 1),
    _instead("stretch", "values between −1 and 0 or between −½ and ½", lambda z: logistic(2 * z) - 0.5),
    _instead(SIGN, "the opposite sign", lambda z: -np.tanh(z)),
    _instead(WRONG_ARGUMENT, "σ taken at 4z, where 2z belongs", lambda z: 2 * logistic(4 * z) - 1),
    _instead(
        WRONG_ARGUMENT,
        "σ taken at 2z − 1: the 1 is subtracted inside the brackets",
        lambda z: 2 * logistic(2 * z - 1),
    ),
    _instead(WRONG_ARGUMENT, "σ taken at z, with half of the exponent", lambda z: logistic(z) - logistic(-z)),
    _instead(
        SIGN,
        "(1 − σ)/(1 + σ): σ where an exponential belongs",
        lambda z: (1 - logistic(z)) / (1 + logistic(z)),
    ),
    _instead(SIGN, "1 − σ(2z)", lambda z: 1 - logistic(2 * z)),
    _instead("shift", "1 added, where it is subtracted", lambda z: 2 * logistic(2 * z) + 1),
    _instead("shift", "2 subtracted: the brackets are doubled with the 1 in them", lambda z: 2 * (logistic(2 * z) - 1)),
    _instead(ANOTHER_FUNCTION, "a difference of two values of σ", lambda z: logistic(2 * z) - logistic(z)),
    _instead(ANOTHER_FUNCTION, "the square of σ", lambda z: 2 * logistic(z) ** 2 - 1),
    _instead(ANOTHER_FUNCTION, "the square of σ", lambda z: 2 * logistic(2 * z) ** 2 - 1),
)

_RELU = (
    _instead(KINK, "a slope of 1 at 0; here it is 0", lambda z: np.heaviside(z, 1.0)),
    _instead(KINK, "a slope of ½ at 0; here it is 0", lambda z: np.heaviside(z, 0.5)),
    _instead(VALUE_FOR_DERIVATIVE, "ReLU itself, not for its slope", lambda z: np.maximum(z, 0)),
    _instead(SIGN, "the slope 1 where z is negative", lambda z: np.heaviside(-z, 0.0)),
    _instead(ANOTHER_FUNCTION, "the sign of z, −1 or 1", np.sign),
)
_SOFTPLUS = (
    _instead(VALUE_FOR_DERIVATIVE, "softplus itself, not for its slope", _softplus),
    _instead(LEFT_OUT, "1/(1 + exp(z)): the derivative of exp(z) is left out", lambda z: logistic(-z)),
    _instead(ANOTHER_FUNCTION, "the slope of σ", lambda z: _slope(logistic, z)),
    _instead(ANOTHER_FUNCTION, "the slope of ReLU, a step", lambda z: np.heaviside(z, 0.0)),
)

# Two functions in one cell: a mistake is looked for in either, beside the other one right.
d_relu_and_d_softplus = Task(
    ("z",),
    _draw_with_zero,
    equal_to(lambda z: (_d_relu(z), _d_softplus(z)), "d_relu(z)", "d_softplus(z)"),
    EDGES,
    (
        *(Mistake(one.kind, one.says, lambda z, f=one.function: (f(z), _d_softplus(z))) for one in _RELU),
        *(Mistake(one.kind, one.says, lambda z, f=one.function: (_d_relu(z), f(z))) for one in _SOFTPLUS),
    ),
)

d_logistic = _task(
    lambda z: _slope(logistic, z),
    "d_logistic",
    _instead(WRONG_ARGUMENT, "z(1 − z): a formula in terms of σ(z), given z", lambda z: z * (1 - z)),
    _instead(WRONG_ARGUMENT, "the slope taken at σ(z), not at z", lambda z: _slope(logistic, logistic(z))),
    _instead(VALUE_FOR_DERIVATIVE, "σ itself, not for its slope", logistic),
    _instead("factor left out", "σ(−z) alone, without the other factor", lambda z: logistic(-z)),
    _instead(SIGN, "the opposite sign", lambda z: -_slope(logistic, z)),
    _instead(SIGN, "σ(1 + σ), with a sum in the second factor", lambda z: logistic(z) * (1 + logistic(z))),
    _instead(ANOTHER_FUNCTION, "the slope of tanh", lambda z: _slope(np.tanh, z)),
    Mistake("sum for product", "It is 1 everywhere, as σ(z) + (1 − σ(z)) is.", np.ones_like,
            "Are the two factors added? They are multiplied."),
)  # fmt: skip

d_tanh = _task(
    lambda z: _slope(np.tanh, z),
    "d_tanh",
    _instead(WRONG_ARGUMENT, "1 − z²: a formula in terms of tanh(z), given z", lambda z: 1 - z**2),
    _instead(WRONG_ARGUMENT, "the slope taken at tanh(z), not at z", lambda z: _slope(np.tanh, np.tanh(z))),
    _instead(VALUE_FOR_DERIVATIVE, "tanh itself, not for its slope", np.tanh),
    _instead("square left out", "1 − tanh(z), without the square", lambda z: 1 - np.tanh(z)),
    _instead(
        ANOTHER_FUNCTION, "tanh(z)(1 − tanh(z)), a formula that belongs to σ", lambda z: np.tanh(z) * (1 - np.tanh(z))
    ),
    _instead(ANOTHER_FUNCTION, "the slope of σ", lambda z: _slope(logistic, z)),
    _instead(SIGN, "the opposite sign", lambda z: -_slope(np.tanh, z)),
)
