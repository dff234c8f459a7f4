"""Notebook 07: the task of one step of gradient descent with weight decay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from utils.checks.kinds import EXTRA_FACTOR, FACTOR, INPUT_LEFT_OUT, SIGN
from utils.checks.task import Mistake, Task, equal_to
from utils.models import signed

Params = Mapping[str, np.ndarray]


def _params(rng: np.random.Generator) -> tuple:
    D, H, K = (int(size) for size in rng.permutation([2, 3, 4, 5])[:3])
    shapes = {"W1": (H, D), "b1": (H,), "W2": (K, H), "b2": (K,)}
    params, grads = ({name: signed(rng, *shape) for name, shape in shapes.items()} for _ in range(2))
    return params, grads, float(rng.uniform(0.2, 0.7)), float(rng.uniform(1.5, 3.0))


def _stepped(params: Params, grads: Params, change: Any) -> dict[str, np.ndarray]:
    return {name: change(name, np.asarray(params[name]), np.asarray(grads[name])) for name in params}


def _step(params: Params, grads: Params, lr: float, lam: float) -> dict[str, np.ndarray]:
    return _stepped(params, grads, lambda name, p, g: p - lr * (g + lam * p * name.startswith("W")))


def _side_by_side(params: Params, grads: Params, lr: float, lam: float) -> dict[str, np.ndarray]:
    return _step(params, dict(zip(params, grads.values(), strict=True)), lr, lam)


def _when(mistake: str, words: str, change: Any, step: str = "") -> Mistake:
    """A step in which each parameter changes as ``change(name, p, g, lr, lam)`` says."""
    return Mistake(
        mistake,
        f"This is what you get {words}.",
        lambda params, grads, lr, lam: _stepped(params, grads, lambda name, p, g: change(name, p, g, lr, lam)),
        step,
    )


def _decays(name: str) -> bool:
    return name.startswith("W")


_one = {"W1": np.array([[0.5, -1.0, 2.0]]), "b1": np.array([0.3])}
_slope = {"W1": np.array([[0.2, 0.4, -0.6]]), "b1": np.array([-0.8])}
_deep = {f"{letter}{i}": np.full((2, 2) if letter == "W" else 2, 0.3 * i) for i in range(1, 5) for letter in "Wb"}

sgd_step = Task(
    ("params", "grads", "lr", "lam"),
    _params,
    equal_to(_step, fills="new"),
    first=((_one, _slope, 0.1, 2.0),),
    edges=(
        (_one, _slope, 0.5, 0.0),
        (_one, _slope, 0.01, 1000.0),
        (_one, dict(reversed(_slope.items())), 0.1, 0.5),
        ({"W": np.array([1.5, -2.0]), "b": np.float64(0.7)}, {"W": np.array([0.1, 0.2]), "b": np.float64(-0.4)},
         0.3, 1.2),
        ({"b": np.array([2.0, -3.0])}, {"b": np.array([1.0, 1.0])}, 0.2, 3.0),
        ({"bW": np.array([2.0]), "W_out": np.array([[1.0]]), "gain": np.array([0.5])},
         {"bW": np.array([0.1]), "W_out": np.array([[-0.2]]), "gain": np.array([0.3])}, 0.4, 1.5),
        (_deep, _deep, 0.1, 0.5),
        ({"w": np.array([1.5]), "W": np.array([-0.5, 2.0])}, {"w": np.array([0.2]), "W": np.array([0.4, -0.3])},
         0.3, 1.2),
        ({}, {}, 0.1, 0.1),
    ),
    mistakes=(
        _when("bias penalised", "when every parameter decays, the biases as well",
              lambda name, p, g, lr, lam: p - lr * (g + lam * p)),
        _when("bias penalised", "when the biases decay, and the weights do not",
              lambda name, p, g, lr, lam: p - lr * (g + lam * p * (not _decays(name)))),
        _when(INPUT_LEFT_OUT, "without the penalty", lambda name, p, g, lr, lam: p - lr * g,
              "Is slope used in the second blank? The first blank puts the penalty into slope; grads[name] has none."),
        _when(INPUT_LEFT_OUT, "without lr in the penalty's part",
              lambda name, p, g, lr, lam: p - lr * g - lam * p * _decays(name)),
        _when(EXTRA_FACTOR, "when lr stands in the penalty's part twice: lr times the slope is taken at the end",
              lambda name, p, g, lr, lam: p - lr * (g + lr * lam * p * _decays(name)),
              "Leave lr out of the first blank."),
        _when(INPUT_LEFT_OUT, "without lam", lambda name, p, g, lr, lam: p - lr * (g + p * _decays(name))),
        _when(INPUT_LEFT_OUT, "without lr", lambda name, p, g, lr, lam: p - (g + lam * p * _decays(name))),
        _when(INPUT_LEFT_OUT, "without lr before the gradient",
              lambda name, p, g, lr, lam: p - g - lr * lam * p * _decays(name)),
        _when("gradient left out", "for the weights when only the penalty moves them",
              lambda name, p, g, lr, lam: p - lr * (lam * p if _decays(name) else g)),
        _when("gradient left out", "when the change is returned, not the new parameter",
              lambda name, p, g, lr, lam: -lr * (g + lam * p * _decays(name))),
        _when("gradient left out", "when the direction is returned, not the new parameter",
              lambda name, p, g, lr, lam: g + lam * p * _decays(name)),
        _when(SIGN, "when the step goes uphill", lambda name, p, g, lr, lam: p + lr * (g + lam * p * _decays(name))),
        _when(SIGN, "when the penalty makes weights grow",
              lambda name, p, g, lr, lam: p - lr * (g - lam * p * _decays(name))),
        _when(FACTOR, "with twice the penalty", lambda name, p, g, lr, lam: p - lr * (g + 2 * lam * p * _decays(name))),
        _when(FACTOR, "with half the penalty", lambda name, p, g, lr, lam: p - lr * (g + lam / 2 * p * _decays(name))),
        _when("value for derivative", "when the penalty itself is added to the gradient, not its derivative",
              lambda name, p, g, lr, lam: p - lr * (g + lam / 2 * np.sum(p**2) * _decays(name))),
        _when("value for derivative", "when the penalty itself is added to the gradient, not its derivative",
              lambda name, p, g, lr, lam: p - lr * (g + lam / 2 * p**2 * _decays(name))),
        _when("value for derivative", "when the derivative of the penalty is taken to be lam · w²",
              lambda name, p, g, lr, lam: p - lr * (g + lam * p**2 * _decays(name))),
        _when("value for derivative", "when the penalty is lam times the sum of |w|",
              lambda name, p, g, lr, lam: p - lr * (g + lam * np.sign(p) * _decays(name))),
        _when("after the step", "when the weights decay after the step, from where it led",
              lambda name, p, g, lr, lam: (p - lr * g) * (1 - lr * lam * _decays(name))),
        _when("some weights", "when only W1 decays",
              lambda name, p, g, lr, lam: p - lr * (g + lam * p * (name == "W1"))),
        _when("some weights", "when W1 does not decay",
              lambda name, p, g, lr, lam: p - lr * (g + lam * p * (_decays(name) and name != "W1"))),
        _when(EXTRA_FACTOR, "when the gradient of the weights is multiplied by lam",
              lambda name, p, g, lr, lam: p - lr * g * (lam if _decays(name) else 1)),
        _when(INPUT_LEFT_OUT, "when lam alone is added to the slope of a weight: there is no w in it",
              lambda name, p, g, lr, lam: p - lr * (g + lam * _decays(name))),
        _when("gradient for weight", "when lam multiplies the gradient, not the weight",
              lambda name, p, g, lr, lam: p - lr * (g + lam * g * _decays(name))),
        _when("some weights", "when only W1 and W2 decay, and no other name that begins with W",
              lambda name, p, g, lr, lam: p - lr * (g + lam * p * (name in ("W1", "W2")))),
        _when("wrong names", "when what decays is decided by an array's shape, not by its name",
              lambda name, p, g, lr, lam: p - lr * (g + lam * p * (np.ndim(p) == 2))),
        _when("wrong names", "when names that begin with a small w decay as well",
              lambda name, p, g, lr, lam: p - lr * (g + lam * p * (name[:1] in ("W", "w")))),
        Mistake("order of the keys", "The two dicts are read side by side, each in its own order.", _side_by_side,
                "Take each gradient by the name of its parameter."),
        _when("wrong names", "when every name with a W in it decays",
              lambda name, p, g, lr, lam: p - lr * (g + lam * p * ("W" in name))),
    ),
    against="the step",
)  # fmt: skip
