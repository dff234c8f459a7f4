"""What comes of training a reader's network on XOR: from one start, step by step, and from many random ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

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


def random_start(units: int, seed: int | Sequence[int], spread: float = 2.0) -> Parameters:
    """Parameters from a normal distribution with mean 0 and this standard deviation."""
    rng = np.random.default_rng(seed)
    shapes = {"W1": (units, 2), "b1": (units,), "W2": (1, units), "b2": (1,)}
    return {name: spread * rng.normal(size=shape) for name, shape in shapes.items()}


def snapshots(train: Callable, start: Parameters, at: Sequence[int], lr: float = 0.5) -> list[Snapshot]:
    """The network after each of the numbers of steps in ``at``, which increase.

    Args:
        train: the reader's ``train(X, T, W1, b1, W2, b2, lr, steps)``.
        start: the parameters at step 0.
        at: numbers of steps.
        lr: the learning rate.
    """
    found, now, done = [], dict(start), 0
    for step in at:
        result = train(X.copy(), T.copy(), *(now[name] for name in ("W1", "b1", "W2", "b2")), lr, step - done)
        now = {name: np.asarray(result[name]) for name in now}
        found.append(Snapshot(step, float(result["costs"][-1]), now))
        done = step
    return found


def labels(outputs: np.ndarray) -> np.ndarray:
    """1 where the output exceeds ½, else 0."""
    return np.heaviside(outputs - 0.5, 0.0)


def how_often(
    train: Callable,
    run: Callable[[np.ndarray, Parameters], np.ndarray],
    sizes: Sequence[int] = (1, 2, 3, 4, 8),
    starts: int = 30,
    steps: int = 800,
    lr: float = 0.5,
) -> list[Tries]:
    """From how many random starts XOR is found, for each number of hidden units.

    A start has found it when all four outputs are on the right side of ½; this is looked at every 200 steps.

    Args:
        train: the reader's ``train(X, T, W1, b1, W2, b2, lr, steps)``.
        run: ``run(X, parameters)``, the network's output ``(4, 1)``.
        sizes: numbers of hidden units.
        starts: how many, always the same ones.
        steps: when to give up.
        lr: the learning rate.
    """
    found = []
    for units in sizes:
        right = 0
        for seed in range(starts):
            now, done = random_start(units, (units, seed)), 0
            while done < steps:
                result = train(X.copy(), T.copy(), *(now[name] for name in ("W1", "b1", "W2", "b2")), lr, 200)
                now, done = {name: np.asarray(result[name]) for name in now}, done + 200
                if np.array_equal(labels(run(X, now)), T):
                    right += 1
                    break
        found.append(Tries(units, right, starts))
    return found
