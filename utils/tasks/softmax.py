"""Notebook 05: the task of softmax, and what else a wrong cost of softmax regression may be consistent with."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from utils.checks.general import divided_again
from utils.checks.kinds import BRACKETS, BROADCASTING, FACTOR, SIGN, STEP_LEFT_OUT, WRONG_AXIS
from utils.checks.observations import Hypothesis, Observation
from utils.checks.task import Mistake, Task, equal_to
from utils.elementwise import logistic
from utils.models import signed
from utils.softmax import log_softmax
from utils.softmax import softmax as shares


def _instead(kind: str, words: str, function: Callable, step: str = "") -> Mistake:
    return Mistake(kind, f"This is what you get {words}.", function, step)


def _shares(Z: np.ndarray, axis: int | None = 1) -> np.ndarray:
    return shares(Z, axis)


def _draw_scores(rng: np.random.Generator) -> tuple:
    N, K = (int(size) for size in rng.permutation([3, 4, 5, 6])[:2])
    return (signed(rng, N, K, high=3.0),)


_EACH_ROW = "Look at what you subtract from Z: is it one number for each row?"
# Its largest entries subtracted or its sums divided by: the error is the same one, so the sentence leaves that open.
_AS_A_ROW = "when one number for each row, its largest entry or its sum, has shape (N,): NumPy takes these for one row"

softmax = Task(
    ("Z",),
    _draw_scores,
    equal_to(_shares, "softmax(Z)"),
    first=((np.array([[0.0, 1.0], [2.0, 2.0], [3.0, 0.0]]),),),
    edges=tuple((np.array(Z),) for Z in (
        [[0.3, -1.2]],
        [[0.0, 0.0, 0.0], [2.0, 2.0, 2.0]],
        [[1.0, 2.0, 3.0], [0.5, -0.5, 1.5], [-2.0, 0.0, 1.0]],
        [[1000.0, 999.0], [-1000.0, -1001.0], [1000.0, -1000.0], [0.0, 0.0]],
        [[-1000.0, -1000.0, -999.5], [1000.0, 1000.0, 1000.0]],
        [[710.0, -710.0, 0.0, 705.0, -1000.0]],
        [[0.4], [-900.0]],
        np.sin(np.arange(1200.0)).reshape(60, 20),
    )),
    mistakes=(
        _instead(WRONG_AXIS, "when each column sums to 1, not each row", lambda Z: _shares(Z, axis=0)),
        _instead(WRONG_AXIS, "when each column sums to 1, not each row", lambda Z: _below(Z) / _below(Z).sum(axis=0)),
        _instead(WRONG_AXIS, "when all entries together sum to 1, not each row", lambda Z: _shares(Z, axis=None)),
        _instead(WRONG_AXIS, "when all entries together sum to 1, not each row", lambda Z: _below(Z) / _below(Z).sum()),
        _instead(BROADCASTING, _AS_A_ROW, lambda Z: np.exp(Z) / np.exp(Z).sum(axis=1)),
        _instead(BROADCASTING, _AS_A_ROW, lambda Z: _other_rows(Z)),
        _instead(STEP_LEFT_OUT, "when the exponentials are not divided by their sum", np.exp),
        _instead(STEP_LEFT_OUT, "when the exponentials are not divided by their sum",
                 lambda Z: _below(Z)),
        _instead("largest of all", "when the largest entry of the whole array is subtracted: each row has its own, and "
                 "far below the largest of all every exponential is 0", lambda Z: _of(np.exp(Z - Z.max())),
                 _EACH_ROW),
        _instead("largest of all", "when the mean of all entries is subtracted, and not each row's largest",
                 lambda Z: _of(np.exp(Z - Z.mean())), _EACH_ROW),
        _instead("shift", "when each row's mean is subtracted, and not its largest entry",
                 lambda Z: _of(np.exp(Z - Z.mean(axis=1, keepdims=True)))),
        _instead("shift", "when each row's smallest entry is subtracted, and not its largest",
                 lambda Z: _of(np.exp(Z - Z.min(axis=1, keepdims=True)))),
        _instead("nothing subtracted", "when nothing is subtracted from Z before the exponential",
                 lambda Z: np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)),
        _instead("brackets", "when the sum divides inside the exponential",
                 lambda Z: np.exp(_shifted(Z) / _below(Z).sum(axis=1, keepdims=True))),
        _instead("brackets", "when the sum divides inside the exponential",
                 lambda Z: np.exp(Z / np.exp(Z).sum(axis=1, keepdims=True))),
        _instead(STEP_LEFT_OUT, "without an exponential", lambda Z: Z / Z.sum(axis=1, keepdims=True)),
        _instead("another function", "for the logistic function of each entry", logistic),
        _instead("another function", "for the logarithm of softmax", lambda Z: log_softmax(Z, axis=1)),
        _instead("another function", "for 1 at the largest entry and 0 elsewhere",
                 lambda Z: np.float64(Z.max(axis=1, keepdims=True) == Z)),
        _instead(SIGN, "for −Z", lambda Z: _shares(-Z)),
        _instead("shift", "when the largest entry is subtracted from the exponentials, not from Z in them",
                 lambda Z: _of(np.exp(Z) - Z.max(axis=1, keepdims=True))),
        _instead("shift", "when the largest entry is subtracted from the exponentials, not from Z in them",
                 lambda Z: _of(np.exp(Z) - Z.max())),
        _instead(WRONG_AXIS, "when the largest entry of each column is subtracted: each row has its own",
                 lambda Z: _of(np.exp(Z - Z.max(axis=0)))),
        *(_instead("extra term", f"when {eps:g} is added to the sums",
                   lambda Z, eps=eps: _below(Z) / (_below(Z).sum(axis=1, keepdims=True) + eps))
          for eps in (1.0, 0.1, 0.01, 1e-3, 1e-4, 1e-5)),
        *(_instead("clipped", "when large entries of Z are clipped",
                   lambda Z, limit=limit: _shares(Z.clip(-limit, limit))) for limit in (100, 500, 700, 709)),
    ),
)  # fmt: skip


def _of(E: np.ndarray) -> np.ndarray:
    return E / E.sum(axis=1, keepdims=True)


def _shifted(Z: np.ndarray) -> np.ndarray:
    """Each row's largest entry subtracted."""
    return Z - Z.max(axis=1, keepdims=True)


def _below(Z: np.ndarray) -> np.ndarray:
    """The exponentials, each row's largest entry subtracted before."""
    return np.exp(_shifted(Z))


def _other_rows(Z: np.ndarray) -> np.ndarray:
    """With the largest entries and the sums as rows where columns are wanted; possible for square Z only."""
    E = np.exp(Z - Z.max(axis=1))
    return E / E.sum(axis=1)


# What else a wrong cost of softmax regression may be consistent with. The general hypotheses know of N, not of K.


def _classes(seen: Observation) -> int:
    return seen.values["T"].shape[1]


def _cost_with(change: Callable[[np.ndarray], np.ndarray]) -> Callable[[Observation], np.ndarray | None]:
    """The cost by the logarithm of softmax, after a change to it that is meant to keep the logarithm finite."""

    def predict(seen: Observation) -> np.ndarray | None:
        if seen.derivative:
            return None
        kept = np.log(change(_shares(seen.values["Z"])))
        return np.asarray(-np.mean(kept[seen.values["T"] == 1]))

    return predict


def _cost_from_logarithms(logarithms: Callable[[np.ndarray], np.ndarray]) -> Callable:
    """The cost with other logarithms than those of softmax, (N, K) from Z."""

    def predict(seen: Observation) -> np.ndarray | None:
        if seen.derivative:
            return None
        return np.asarray(-np.mean(logarithms(seen.values["Z"])[seen.values["T"] == 1]))

    return predict


def _largest(Z: np.ndarray) -> np.ndarray:
    return Z.max(axis=1, keepdims=True)


def _squared(cost: Callable[[np.ndarray], np.ndarray]) -> Callable[[Observation], np.ndarray | None]:
    """A cost of the errors of the shares, (N, K)."""

    def predict(seen: Observation) -> np.ndarray | None:
        return None if seen.derivative else np.asarray(cost(_shares(seen.values["Z"]) - seen.values["T"]))

    return predict


def _binary(eps: float) -> Callable[[Observation], np.ndarray | None]:
    """The cross-entropy of every entry by itself, summed."""

    def predict(seen: Observation) -> np.ndarray | None:
        if seen.derivative:
            return None
        Y, T = _shares(seen.values["Z"]), seen.values["T"]
        return np.asarray(-np.sum(T * np.log(Y + eps) + (1 - T) * np.log(1 - Y + eps)))

    return predict


def _divided(cost: Callable, entries: bool) -> Callable[[Observation], np.ndarray | None]:
    def predict(seen: Observation) -> np.ndarray | None:
        total = cost(seen)
        return None if total is None else total / (seen.values["T"].size if entries else len(seen.values["T"]))

    return predict


_WHEN = "This is what you get when"
# What stands for log_Y, by Z: the exponentials that are summed are those of M, the largest of each row taken off.
_LOGARITHMS: tuple[tuple[str, str, Callable[[np.ndarray], np.ndarray]], ...] = (
    (
        BRACKETS,
        "np.log stands inside the sum: `np.log(np.exp(M)).sum(…)` sums the logarithms. Sum first, "
        "`np.log(np.exp(M).sum(…))`",
        lambda Z: _shifted(Z) - _shifted(Z).sum(axis=1, keepdims=True),
    ),
    (
        STEP_LEFT_OUT,
        "np.log is left out: the sums themselves are subtracted from M, not their logarithms",
        lambda Z: _shifted(Z) - _below(Z).sum(axis=1, keepdims=True),
    ),
    (STEP_LEFT_OUT, "log_Y is softmax itself, not its logarithm", _shares),
    (STEP_LEFT_OUT, "log_Y is M alone: the logarithm of the sums is not subtracted", _shifted),
    (
        SIGN,
        "the logarithm of the sums is added to M, not subtracted",
        lambda Z: _shifted(Z) + np.log(_below(Z).sum(axis=1, keepdims=True)),
    ),
    (
        WRONG_AXIS,
        "the exponentials are summed over each column: each row has its own sum, axis=1",
        lambda Z: _shifted(Z) - np.log(_below(Z).sum(axis=0)),
    ),
    (
        WRONG_AXIS,
        "all exponentials are summed: each row has its own sum, axis=1",
        lambda Z: _shifted(Z) - np.log(_below(Z).sum()),
    ),
)

_SQUARED = "This is what you get for the squared error of softmax(Z), not for the cross-entropy."
_BINARY = "This is what you get when T = 0 counts as well, by log(1 − y): the cross-entropy of each class by itself."

regression_hypotheses = (
    divided_again("Z_bar"),
    *(Hypothesis("another loss", _SQUARED, _squared(cost)) for cost in (
        lambda e: np.sum(e**2) / 2 / len(e), lambda e: np.sum(e**2) / len(e), lambda e: np.mean(e**2),
        lambda e: np.mean(e**2) / 2, lambda e: np.sum(e**2) / 2, lambda e: np.sum(e**2))),
    *(Hypothesis("another loss", _BINARY, _divided(_binary(0.0), entries)) for entries in (False, True)),
    *(Hypothesis(kind, f"{_WHEN} {says}.", _cost_from_logarithms(logarithms))
      for kind, says, logarithms in _LOGARITHMS),
    Hypothesis("largest entry once", "This is what you get when m is subtracted inside the sum alone: z_k stands in "
               "front without it.", _cost_from_logarithms(lambda Z: log_softmax(Z, axis=1) + _largest(Z))),
    Hypothesis("largest entry once", "This is what you get when m is subtracted in front alone, not inside the sum.",
               _cost_from_logarithms(lambda Z: log_softmax(Z, axis=1) - _largest(Z))),
    Hypothesis(
        FACTOR,
        "It is exactly 1/K times what is expected, where K is the number of classes: a mean over all N·K entries.",
        lambda seen: np.asarray(seen.expected / _classes(seen)),
    ),
    Hypothesis(FACTOR, "It is K times what is expected.", lambda seen: np.asarray(seen.expected * _classes(seen))),
    *(
        Hypothesis("clipped", f"This is what you get when softmax is kept away from 0 by {eps:g}.", _cost_with(change))
        for eps in (1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16, 1e-20, 1e-30, 1e-100, 1e-300)
        for change in (lambda Y, eps=eps: Y + eps, lambda Y, eps=eps: Y.clip(eps, None),
                       lambda Y, eps=eps: Y.clip(eps, 1 - eps))
    ),
)  # fmt: skip
