"""Knows where pictures of handwritten digits come from, and deals them out; makes points that no line separates.

The digits lie beside this module. scikit-learn is imported here alone, and only when MNIST is asked for.
"""

from __future__ import annotations

import importlib.util
import warnings
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

DIGITS = (8, 8)  # rows and columns of an image
MNIST = (28, 28)


class Split(NamedTuple):
    """Examples dealt out three ways; each X is (N, pixels) with numbers from 0 to 1, each t (N,) with labels 0 to 9."""

    X_train: np.ndarray
    t_train: np.ndarray
    X_val: np.ndarray
    t_val: np.ndarray
    X_test: np.ndarray
    t_test: np.ndarray


class NotThere(RuntimeError):
    """The data cannot be had here and now; the message says why and what to do."""


def digits(train: int = 1000, validation: int = 250, seed: int = 0) -> Split:
    """The 1797 digits of 8 × 8 pixels that come with the course (``digits.md``). No network is needed.

    What is neither for training nor for validation is the test set.

    Args:
        train: how many examples to train on.
        validation: how many to watch the training with.
        seed: of the shuffling before they are dealt out.

    Raises:
        ValueError: there are not so many.
    """
    return _dealt(*all_digits(), train, validation, None, seed)


def mnist(train: int = 5000, validation: int = 1000, test: int = 2000, seed: int = 0) -> Split:
    """Some of the 70 000 digits of 28 × 28 pixels known as MNIST, fetched from openml.org once and kept.

    The first call needs the network, takes minutes, and holds a few gigabytes in memory while it reads. scikit-learn
    keeps the file in the folder scikit_learn_data of your home.

    Args:
        train, validation, test: how many examples of each.
        seed: of the shuffling before they are dealt out.

    Raises:
        ValueError: there are not so many.
        NotThere: openml.org cannot be reached, or scikit-learn is not installed.
    """
    return _dealt(*_all_of_mnist(), train, validation, test, seed)


def enlarged(X: np.ndarray, side: int = MNIST[0]) -> np.ndarray:
    """Images of 8 × 8 pixels, ``(N, 64)``, as larger ones, ``(N, side²)``; numbers between pixels are interpolated."""
    places = [(np.arange(side) + 0.5) * small / side - 0.5 for small in DIGITS]  # of the new pixels' centres in the old
    down, across = (
        np.array(
            [np.interp(place, np.arange(small), one) for one in np.eye(small)]
        )  # what each old pixel gives to each
        for place, small in zip(places, DIGITS, strict=True)
    )
    return np.einsum("nij,ik,jl->nkl", X.reshape(-1, *DIGITS), down, across, optimize=True).reshape(len(X), -1)


def two_moons(count: int = 60, noise: float = 0.12, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Points on two half circles, each of which reaches into the other, and their labels, 1 on the upper one.

    Args:
        count: how many, half of them on each; one more on the lower one where it is odd.
        noise: how far they lie off the half circles, as a standard deviation.
        seed: of what is drawn.

    Returns:
        ``(count, 2)``, and ``(count,)`` with the numbers 1.0 and 0.0.
    """
    upper = np.linspace(0, np.pi, count // 2)
    lower = np.linspace(0, np.pi, count - count // 2)
    points = np.concatenate(
        [np.column_stack([np.cos(upper), np.sin(upper)]), np.column_stack([1 - np.cos(lower), 0.5 - np.sin(lower)])]
    )
    points += np.random.default_rng(seed).normal(scale=noise, size=points.shape)
    return points, np.repeat([1.0, 0.0], [len(upper), len(lower)])


@lru_cache(maxsize=1)
def all_digits() -> tuple[np.ndarray, np.ndarray]:
    """The course's digits, ``(1797, 64)`` with numbers from 0 to 1, and their labels; both read-only."""
    with np.load(Path(__file__).with_name("digits.npz"), allow_pickle=False) as kept:
        return _read_only(kept["pixels"] / 16.0, kept["labels"])  # its pixels are counts from 0 to 16


@lru_cache(maxsize=1)
def _all_of_mnist() -> tuple[np.ndarray, np.ndarray]:
    try:
        from sklearn.datasets import fetch_openml
    except ImportError:
        raise _no_scikit_learn() from None
    # The reader that comes with scikit-learn is slower; pandas' is used where there is one.
    parser = "pandas" if importlib.util.find_spec("pandas") else "liac-arff"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of each attempt that fails; what comes of them is said below
            X, t = fetch_openml("mnist_784", version=1, return_X_y=True, as_frame=False, parser=parser)
    except OSError as error:  # what urllib raises is one
        raise NotThere(
            f"MNIST is fetched from openml.org, which cannot be reached from here ({_said(error)}). Go on with "
            "data.digits(), which needs no network; or call data.mnist() again when you are online."
        ) from None
    return _read_only(X / 255.0, t)


def _said(error: OSError) -> str:
    return " ".join(str(getattr(error, "reason", None) or error).split())[:200] or type(error).__name__


def _no_scikit_learn() -> NotThere:
    return NotThere(
        "MNIST is fetched by scikit-learn, which is not installed in this Python. Run `pip install scikit-learn`; then "
        "choose Kernel > Restart and run the notebook from its top. Or go on with data.digits(), which needs nothing."
    )


def _read_only(X: np.ndarray, t: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    X, t = np.asarray(X, dtype=np.float64), np.asarray(t).astype(np.int64)
    X.flags.writeable = t.flags.writeable = False
    return X, t


def _dealt(X: np.ndarray, t: np.ndarray, train: int, validation: int, test: int | None, seed: int) -> Split:
    """The first so many of a shuffled order to train on, the next to validate with, the next (or the rest) to test."""
    left = len(t) - train - validation
    if left < (test or 0):
        raise ValueError(f"train, validation and test: there are {len(t)} digits, and more are asked for")
    for name, count, least in (("train", train, 1), ("validation", validation, 0), ("test", test or 0, 0)):
        if count < least:
            raise ValueError(f"{name} is {count}, and should be at least {least}")
    order = np.random.default_rng(seed).permutation(len(t))
    ends = np.cumsum([train, validation, left if test is None else test])
    parts = np.split(order[: ends[-1]], ends[:-1])
    return Split(*(array[part] for part in parts for array in (X, t)))
