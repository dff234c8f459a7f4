"""The course's trusted computations, each with a way to draw points at which no mistake hides.

A point hides nothing when its numbers have mixed signs and sizes well away from zero and one another, when no unit
is saturated, and when both labels occur.
"""

from __future__ import annotations

import numpy as np

from utils.reference import LocalSlip, Point, Program, logistic


def signed(rng: np.random.Generator, *shape: int, low: float = 0.4, high: float = 1.6) -> np.ndarray:
    """Random numbers with magnitudes in [low, high] and random signs, never all of one sign from two entries on."""
    while True:
        sign = rng.choice([-1.0, 1.0], size=shape)
        if sign.size < 2 or abs(sign.sum()) < sign.size:
            return sign * rng.uniform(low, high, size=shape)


def labels(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Random labels 0.0 and 1.0, both present from two entries on."""
    while True:
        t = rng.integers(0, 2, size=shape).astype(np.float64)
        if t.size < 2 or 0 < t.sum() < t.size:
            return t


def _one_example(rng: np.random.Generator) -> Point:
    return {
        "w": signed(rng)[()],
        "b": signed(rng)[()],
        "x": signed(rng)[()],
        "t": labels(rng)[()],
    }


def _one_example_with_penalty(rng: np.random.Generator) -> Point:
    # λ is large and away from 1, so that a penalty that is missing, halved or doubled shows.
    return {**_one_example(rng), "lam": rng.uniform(1.5, 3.0)}


def _batch(rng: np.random.Generator) -> Point:
    n = int(rng.integers(3, 8))
    return {"w": signed(rng)[()], "b": signed(rng)[()], "x": signed(rng, n), "t": labels(rng, n)}


_LARGE = tuple({"w": w, "b": 0.0, "x": 2.0, "t": t} for w in (-500.0, 500.0) for t in (0.0, 1.0))
_AT_ZERO = (
    {"w": 0.0, "b": 0.3, "x": 0.8, "t": 1.0},
    {"w": -0.7, "b": 0.0, "x": 0.0, "t": 0.0},
)
_PENALTIES = tuple({"w": -1.2, "b": 0.7, "x": 0.6, "t": 1.0, "lam": lam} for lam in (0.0, 0.3, 1000.0))
_ONE_IN_A_BATCH = tuple({"w": 0.9, "b": -0.6, "x": np.array([1.3]), "t": np.array([t])} for t in (0.0, 1.0))
_BATCHES = (
    {"w": 0.0, "b": 0.0, "x": np.array([0.4, -1.1, 0.4]), "t": np.array([1.0, 0.0, 0.0])},  # the usual start
    {"w": 0.1, "b": -0.2, "x": np.array([3.0, -2.5, 4.0, 5.0]), "t": np.array([0.0, 1.0, 0.0, 0.0])},  # steep
    {"w": 500.0, "b": 0.0, "x": np.array([2.0, -2.0, 1.5]), "t": np.array([0.0, 1.0, 1.0])},  # flat everywhere
)
_LARGE_BATCH = tuple(
    {"w": w, "b": 0.0, "x": np.array([-2.0, 2.0, 1.9, 0.001]), "t": np.array([0.0, 0.0, 1.0, 1.0])}
    for w in (-500.0, 500.0)
)

# The slope of the logistic function is often remembered in terms of y, and then given something else.
_LOGISTIC_SLIPS = (
    LocalSlip(
        "y",
        "z",
        "wrong argument",
        "It is what comes out when a formula for the slope in terms of y is given z.",
        lambda values: values["z"] * (1 - values["z"]),
    ),
)


squared_error = Program(
    inputs=("y", "t"),
    steps={"L": lambda y, t: (y - t) ** 2 / 2},
    draw=lambda rng: {"y": signed(rng)[()], "t": labels(rng)[()]},
)

logistic_function = Program(
    inputs=("z",),
    steps={"y": lambda z: logistic(z)},
    draw=lambda rng: {"z": signed(rng, high=4.0)[()]},
    edges=tuple({"z": z} for z in (-1000.0, -30.0, 0.0, 30.0, 1000.0)),
    slips=_LOGISTIC_SLIPS,
)

logistic_least_squares = Program(
    inputs=("w", "b", "x", "t"),
    steps={
        "z": lambda w, x, b: w * x + b,
        "y": lambda z: logistic(z),
        "L": lambda y, t: (y - t) ** 2 / 2,
    },
    draw=_one_example,
    edges=(*_AT_ZERO, *_LARGE),
    slips=_LOGISTIC_SLIPS,
)

regularised_logistic_least_squares = Program(
    inputs=("w", "b", "x", "t", "lam"),
    steps={
        "z": lambda w, x, b: w * x + b,
        "y": lambda z: logistic(z),
        "L": lambda y, t: (y - t) ** 2 / 2,
        "R": lambda w: w**2 / 2,
        "L_reg": lambda L, R, lam: L + lam * R,
    },
    draw=_one_example_with_penalty,
    edges=(*_PENALTIES, *({**point, "lam": 0.1} for point in (*_AT_ZERO, *_LARGE))),
    slips=_LOGISTIC_SLIPS,
)

mean_logistic_least_squares = Program(
    inputs=("w", "b", "x", "t"),
    steps={
        "z": lambda w, x, b: w * x + b,
        "y": lambda z: logistic(z),
        "J": lambda y, t: np.mean((y - t) ** 2 / 2),
    },
    draw=_batch,
    edges=(*_ONE_IN_A_BATCH, *_BATCHES, *_LARGE_BATCH),
    batch=("x", "t"),
    slips=_LOGISTIC_SLIPS,
)

tanh_least_squares = Program(
    inputs=("v", "c", "x", "t"),
    steps={
        "a": lambda v, x, c: v * x + c,
        "q": lambda a: np.tanh(a),
        "L": lambda q, t: (q - t) ** 2 / 2,
    },
    draw=lambda rng: dict(zip(("v", "c", "x", "t"), _one_example(rng).values(), strict=True)),
)
