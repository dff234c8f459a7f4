"""What comes of training a network on XOR: from one start, step by step, and from many random ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from utils.elementwise import COMPLEX_STEP, logistic

X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
T = np.array([[0.0], [1.0], [1.0], [0.0]])

Parameters = dict[str, np.ndarray]  # W1, b1, W2, b2


@dataclass(frozen=True)
class Snapshot:
    """A network on its way: after how many steps, its cost, its parameters."""

    step: int
    cost: float
    parameters: Parameters


@dataclass(frozen=True)
class Tries:
    """How many of the random starts with ``units`` hidden units came to label all four inputs rightly."""

    units: int
    found: int
    starts: int


@dataclass(frozen=True)
class HiddenUnit:
    """What of the error arrives at a hidden unit, over the four inputs.

    Attributes:
        slope: the largest of σ.
        weight: to the output.
        largest: in size, of the derivatives of the cost by the unit's weights.
    """

    slope: float
    weight: float
    largest: float


def random_start(units: int, seed: int | Sequence[int], spread: float = 2.0) -> Parameters:
    """Parameters from a normal distribution with mean 0 and this standard deviation."""
    rng = np.random.default_rng(seed)
    shapes = {"W1": (units, 2), "b1": (units,), "W2": (1, units), "b2": (1,)}
    return {name: spread * rng.normal(size=shape) for name, shape in shapes.items()}


def snapshots(train: Callable | None, start: Parameters, at: Sequence[int], lr: float = 0.5) -> list[Snapshot]:
    """The network after each of the numbers of steps in ``at``, which increase.

    Args:
        train: the reader's ``train(X, T, W1, b1, W2, b2, lr, steps)``; None for ``descend``.
        start: the parameters at step 0.
        at: numbers of steps.
        lr: the learning rate.
    """
    found, now, done = [], dict(start), 0
    for step in at:
        if train is None:
            now, done = descend(now, step - done, lr), step
            found.append(Snapshot(step, cost(now), now))
            continue
        result = train(X.copy(), T.copy(), *(now[name] for name in ("W1", "b1", "W2", "b2")), lr, step - done)
        now = {name: np.asarray(result[name]) for name in now}
        found.append(Snapshot(step, float(result["costs"][-1]), now))
        done = step
    return found


def labels(outputs: np.ndarray) -> np.ndarray:
    """1 where the output exceeds ½, else 0."""
    return np.heaviside(outputs - 0.5, 0.0)


def how_often(
    sizes: Sequence[int] = (1, 2, 3, 4, 8), starts: int = 30, steps: int = 800, lr: float = 0.5
) -> list[Tries]:
    """From how many random starts gradient descent finds XOR, for each number of hidden units.

    A start has found it when after all steps the four outputs are on the right side of ½. All starts are trained at
    once, with derivatives that are measured (see ``_step``): with a reader's own ``train``, one start after the other,
    it would take fifty times as long.

    Args:
        sizes: numbers of hidden units.
        starts: how many, always the same ones.
        steps: how many each makes.
        lr: the learning rate.
    """
    return [Tries(units, int(found_by(units, starts, steps, lr).sum()), starts) for units in sizes]


def found_by(units: int, starts: int, steps: int, lr: float) -> np.ndarray:
    """Which of the random starts, by number, find XOR: an array ``(starts,)`` of truth values."""
    now = trained(units, starts, steps, lr)
    outputs = np.einsum("snh,skh->snk", hidden(now), now["W2"]) + now["b2"][:, np.newaxis]
    return (labels(outputs) == T).all(axis=(1, 2))


def trained(units: int, starts: int, steps: int, lr: float) -> Parameters:
    """The parameters of the random starts after so many steps, stacked along a first axis."""
    drawn = [random_start(units, (units, seed)) for seed in range(starts)]
    now = {name: np.stack([one[name] for one in drawn]) for name in drawn[0]}
    for _ in range(steps):
        now = _step(now, lr)
    return now


def hidden(now: Parameters) -> np.ndarray:
    """The hidden activations of stacked networks for the four inputs, ``(starts, 4, units)``."""
    return logistic(np.einsum("nd,shd->snh", X, now["W1"]) + now["b1"][:, np.newaxis])


def descend(now: Parameters, steps: int, lr: float = 0.5) -> Parameters:
    """The parameters of one network after so many steps of gradient descent on XOR."""
    stacked = {name: np.asarray(value)[np.newaxis] for name, value in now.items()}
    for _ in range(steps):
        stacked = _step(stacked, lr)
    return {name: value[0] for name, value in stacked.items()}


def cost(now: Parameters) -> float:
    """The mean loss of one network over the four inputs: half the squared error."""
    outputs = logistic(X @ now["W1"].T + now["b1"]) @ now["W2"].T + now["b2"]
    return float(np.sum((outputs - T) ** 2) / 2 / len(X))


def hidden_units(now: Parameters) -> list[HiddenUnit]:
    """Each hidden unit of one network with one output: what it lets through, and what arrives at its weights."""
    slopes = logistic(X @ now["W1"].T + now["b1"] + 1j * COMPLEX_STEP).imag / COMPLEX_STEP
    arrives = np.abs(now["W1"] - descend(now, 1, lr=1.0)["W1"])
    return [
        HiddenUnit(float(slopes[:, j].max()), float(now["W2"][0, j]), float(arrives[j].max()))
        for j in range(len(arrives))
    ]


def _step(now: Parameters, lr: float) -> Parameters:
    """One step of many networks with one output, stacked along a first axis.

    How far an output moves with a hidden unit's pre-activation is measured by a tiny imaginary step (see
    ``numerical.complex_step_gradient``); the pre-activation itself is linear in the parameters.
    """
    Z = np.einsum("nd,shd->snh", X, now["W1"]) + now["b1"][:, np.newaxis]
    moved = logistic(Z + 1j * COMPLEX_STEP)
    error = np.einsum("snh,sh->sn", moved.real, now["W2"][:, 0]) + now["b2"] - T[:, 0]
    by_z = error[:, :, np.newaxis] * now["W2"] * moved.imag / COMPLEX_STEP / len(X)
    by = {
        "W1": np.einsum("snh,nd->shd", by_z, X),
        "b1": by_z.sum(axis=1),
        "W2": np.einsum("sn,snh->sh", error, moved.real)[:, np.newaxis] / len(X),
        "b2": error.mean(axis=1, keepdims=True),
    }
    return {name: value - lr * by[name] for name, value in now.items()}
