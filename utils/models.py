"""The course's trusted computations, each with a way to draw points at which no mistake hides.

A point hides nothing when its numbers have mixed signs and sizes well away from zero and one another, when no unit
is saturated, and when both labels occur.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from utils.elementwise import logistic
from utils.reference import LocalSlip, Point, Program

MANY = 150  # examples of a large batch: a limit that somebody built in, such as the first hundred, shows


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
_ZEROS_AND_SIGNS = (  # and beside it each sign of a derivative
    {"w": 0.6, "b": -0.4, "x": -1.1, "t": 1.0},
    {"w": 0.6, "b": -0.4, "x": 1.1, "t": 0.0},
    {"w": 0.0, "b": 0.3, "x": 0.8, "t": 1.0},
    {"w": -0.7, "b": 0.0, "x": 0.0, "t": 0.0},
)
_PENALTIES = tuple({"w": -1.2, "b": 0.7, "x": 0.6, "t": 1.0, "lam": lam} for lam in (0.0, 0.3, 1000.0))
_ONE_IN_A_BATCH = tuple({"w": 0.9, "b": -0.6, "x": np.array([1.3]), "t": np.array([t])} for t in (0.0, 1.0))
_BATCHES = (
    {"w": 0.0, "b": 0.0, "x": np.array([0.4, -1.1, 0.4]), "t": np.array([1.0, 0.0, 0.0])},  # the usual start
    {"w": 0.1, "b": -0.2, "x": np.array([3.0, -2.5, 4.0, 5.0]), "t": np.array([0.0, 1.0, 0.0, 0.0])},  # steep
    {"w": 500.0, "b": 0.0, "x": np.array([2.0, -2.0, 1.5]), "t": np.array([0.0, 1.0, 1.0])},  # flat everywhere
    {"w": 0.8, "b": -0.3, "x": np.linspace(-2.0, 3.0, MANY), "t": np.arange(MANY) % 2.0},
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
        "This is what you get when a formula for the slope in terms of y is given z.",
        lambda values: values["z"] * (1 - values["z"]),
        "In y (1 − y), y is σ(z), not z.",
    ),
)


squared_error = Program(
    inputs=("y", "t"),
    steps={"L": lambda y, t: (y - t) ** 2 / 2},
    draw=lambda rng: {"y": signed(rng)[()], "t": labels(rng)[()]},
    edges=({"y": 0.8, "t": 0.0}, {"y": 0.3, "t": 1.0}, {"y": 1.0, "t": 1.0}),  # above, below, and on the target
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
    edges=(*_ZEROS_AND_SIGNS, *_LARGE),
    slips=_LOGISTIC_SLIPS,
    in_words={"z": "w x + b", "y": "σ", "L": "the square"},
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
    edges=(*_PENALTIES, *({**point, "lam": 0.1} for point in (*_ZEROS_AND_SIGNS, *_LARGE))),
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
    edges=(  # q above t and below it, v and x of either sign
        {"v": 0.9, "c": -0.4, "x": 1.2, "t": 0.0},
        {"v": -0.7, "c": 0.5, "x": 1.1, "t": 1.0},
        {"v": 0.6, "c": 0.9, "x": -0.8, "t": 0.0},
        {"v": -0.7, "c": 1.2, "x": 0.5, "t": 0.0},
    ),
)


def _real_target_with_penalty(rng: np.random.Generator) -> Point:
    return {**_one_example_with_penalty(rng), "t": signed(rng)[()]}


l2_regression = Program(
    inputs=("w", "b", "x", "t", "lam"),
    steps={
        "y": lambda w, x, b: w * x + b,
        "L": lambda y, t: (y - t) ** 2 / 2,
        "R": lambda w: w**2 / 2,
        "L_reg": lambda L, R, lam: L + lam * R,
    },
    draw=_real_target_with_penalty,
    edges=(
        *({"w": -1.2, "b": 0.7, "x": 0.6, "t": 2.5, "lam": lam} for lam in (0.0, 0.3, 1000.0)),
        {"w": 0.0, "b": 0.3, "x": 0.8, "t": -1.0, "lam": 2.0},
        {"w": 1.1, "b": -0.4, "x": 0.0, "t": 0.5, "lam": 2.0},
        {"w": 2.0, "b": 1.0, "x": 1.5, "t": 4.0, "lam": 0.7},  # no error: the penalty alone pulls
    ),
)

# A step past which the values are also carried unchanged, as in many deep networks.
skip_connection = Program(
    inputs=("u", "c", "x", "t"),
    steps={
        "s": lambda u, x, c: u * x + c,
        "h": lambda s: np.tanh(s),
        "y": lambda h, s: h + s,
        "L": lambda y, t: (y - t) ** 2 / 2,
    },
    draw=lambda rng: dict(zip(("u", "c", "x", "t"), signed(rng, 4), strict=True)),
    edges=(  # y above t and below it, u and x of either sign
        {"u": 0.9, "c": 0.6, "x": 1.2, "t": 0.5},
        {"u": -0.9, "c": -0.6, "x": 1.2, "t": 0.5},
        {"u": 0.7, "c": 1.5, "x": -0.8, "t": 0.5},
        {"u": -0.9, "c": 1.5, "x": 0.8, "t": -0.5},
    ),
)


def one_hot(rng: np.random.Generator, n: int, classes: int) -> np.ndarray:
    """Random labels as rows with a single 1, ``(n, classes)``, at least two different ones from two rows on."""
    while True:
        label = rng.integers(0, classes, size=n)
        if n < 2 or len(set(label.tolist())) > 1:
            return np.eye(classes)[label]


def _scored_batch(rng: np.random.Generator) -> Point:
    n, d, k = (int(size) for size in rng.permutation([3, 4, 5, 6])[:3])
    return {"X": signed(rng, n, d), "T": one_hot(rng, n, k), "W": signed(rng, k, d), "b": signed(rng, k)}


def _many_scored() -> Point:
    """A large batch, and many classes."""
    rng = np.random.default_rng(5)
    return {"X": signed(rng, MANY, 2), "T": one_hot(rng, MANY, 12), "W": signed(rng, 12, 2), "b": signed(rng, 12)}


def _scored(X: ArrayLike, T: ArrayLike, W: ArrayLike, b: ArrayLike) -> Point:
    return {name: np.array(value, dtype=np.float64) for name, value in zip("XTWb", (X, T, W, b), strict=True)}


def _log_softmax(Z: np.ndarray) -> np.ndarray:
    """Of each row, for real or complex Z; the largest real part is taken off first, so that nothing overflows."""
    Z = Z - Z.real.max(axis=1, keepdims=True)
    return Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))


def _share(Z: np.ndarray) -> np.ndarray:
    return np.exp(_log_softmax(Z))


def _share_slip(kind: str, says: str, local: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> LocalSlip:
    """A slip in the derivative of the mean cross-entropy by Z, in terms of softmax(Z) and T."""
    return LocalSlip("J", "Z", kind, says, lambda values: local(_share(values["Z"]), values["T"]) / len(values["T"]))


softmax_regression = Program(
    inputs=("X", "T", "W", "b"),
    steps={
        "Z": lambda X, W, b: X @ W.T + b,
        "J": lambda Z, T: -np.sum(T * _log_softmax(Z)) / len(Z),
    },
    draw=_scored_batch,
    edges=(
        _scored([[0.6, -1.1]], [[0, 1, 0]], [[0.5, -0.2], [1.0, 0.3], [-0.7, 0.8]], [0.1, -0.3, 0.2]),
        _scored([[0.6, -1.1], [1.4, 0.2], [-0.5, 0.9]], np.eye(2)[[1, 0, 1]], [[0.5, -0.2], [1.0, 0.3]], [0.1, -0.3]),
        _scored([[1.2], [-0.4]], [[1, 0], [0, 1]], [[0.9], [-0.3]], [0.0, 0.0]),
        _scored(np.eye(3) - 0.4, np.eye(3)[[1, 2, 1]], 0.3 * np.arange(9).reshape(3, 3) - 1, [0.2, -0.1, 0.4]),
        _scored([[0.4, -1.0], [0.7, 0.1]], [[1, 0, 0], [0, 0, 1]], np.zeros((3, 2)), [0, 0, 0]),  # the usual start
        _scored([[1.0], [-1.0], [1.0]], [[1, 0], [1, 0], [0, 1]], [[1000.0], [-1000.0]], [0, 0]),
        _scored([[1.0], [-1.0]], [[0, 0, 1], [0, 1, 0]], [[1000.0], [999.0], [-1000.0]], [0, 0, 0]),
        _scored([[1.0], [-1.0]], [[1, 0], [0, 1]], [[1000.0], [999.0]], [0, 0]),  # the rows' maxima are 1999 apart
        _scored([[2.0, 0.1]], [[0, 1]], [[-500.0, 0.0], [500.0, 0.0]], [0, 0]),
        _scored([[0.3], [-0.8]], [[0, 1], [1, 0]], [[0.2], [0.1]], [1000.0, 1000.0]),
        _many_scored(),
    ),
    first=(
        _scored([[1.5], [-0.5]], [[0, 1, 0], [0, 0, 1]], [[0.4], [-1.2], [0.9]], [0.3, -0.2, 0.5]),
    ),
    batch=("X", "T"),
    slips=(
        _share_slip("input left out", "This is what you get when T is left out.", lambda Y, T: Y),
        _share_slip("input left out", "This is what you get when softmax(Z) is left out, and only T stays.",
                    lambda Y, T: -T),
        _share_slip("extra factor", "This is what you get when the slope of σ is in it as well.",
                    lambda Y, T: (Y - T) * Y * (1 - Y)),
        _share_slip("one output alone", "This is what you get when each entry of z is taken to move its own y alone.",
                    lambda Y, T: -T * (1 - Y)),
        _share_slip("local derivative left out", "This is what you get when the derivatives of softmax are left out.",
                    lambda Y, T: -T / Y),
        _share_slip("step left out", "This is what you get when log_Y stands where softmax itself, np.exp(log_Y), "
                    "belongs.", lambda Y, T: np.log(Y) - T),
        _share_slip("step left out", "This is what you get when np.exp(M) stands for softmax: it is not divided by "
                    "the sums. np.exp(log_Y) is.", lambda Y, T: Y / Y.max(axis=1, keepdims=True) - T),
    ),
)  # fmt: skip
