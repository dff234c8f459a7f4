"""The check of a feature of the reader's own: one number for each input, in which one threshold separates XOR."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from utils.checks import seeds
from utils.checks.answers import array
from utils.checks.calling import call
from utils.checks.refusals import cannot_judge
from utils.checks.running import run, same_again, still_the_same
from utils.checks.tolerance import close
from utils.checks.witness import foresee
from utils.checks.writing import describe_case, short, show
from utils.outcomes import Outcome, Right
from utils.plain import copy_of

INPUTS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR = np.array([0, 1, 1, 0])
LEAST_GAP = 1e-12  # less than this, or this part of the numbers themselves, rounding alone may bring about


def check_feature(exercise: str, function: Callable, *, count: int = 5, seed: int = 1) -> None:
    """Check ``function(X)``, which gives each row of X one number, against XOR.

    Some threshold has to lie between the numbers of the inputs where XOR is 0 and those where it is 1, whichever are
    the larger ones. A row has to get the same number in any company: the inputs are asked for together, in other
    orders and numbers, and one by one.

    Args:
        exercise: the exercise's name.
        function: the reader's function; takes an array ``(N, 2)``, returns one ``(N, 1)``.
        count: how many batches to draw from the four inputs.
        seed: of the generator that draws them.

    Raises:
        CheckFailed: any outcome but right; shown before.
    """

    def feature(X: np.ndarray, where: str) -> tuple[Any, np.ndarray]:
        result = call(exercise, function, ("X",), (X,), where)
        return result, _one_column(exercise, result, len(X), where)

    def judge() -> Outcome:
        rng = np.random.default_rng(seed)
        batches = [(np.array([row]), "one input alone") for row in range(4)]
        for i in range(count):
            rows = rng.permutation(np.concatenate([np.arange(4), rng.integers(0, 4, size=int(rng.integers(1, 6)))]))
            batches.append((rows, seeds.drawn("batch", i + 1, count, seed)))
        given = [INPUTS, INPUTS, *(INPUTS[rows] for rows, _ in batches for _ in range(2)), INPUTS.astype(int)]
        foresee([(function, (X,)) for X in given])
        where = describe_case(exercise, ("X",), (INPUTS,), "the four inputs, as floats", point=True)
        result, values = feature(INPUTS, where)
        gap = _separated(exercise, values, where)
        kept = [(result, copy_of(result))]
        same_again(exercise, kept[0][1], feature(INPUTS, where)[0], where)
        for rows, origin in batches:
            where = describe_case(exercise, ("X",), (INPUTS[rows],), origin, point=True)
            _refuse_written_down(
                exercise, call(exercise, function, ("X",), (INPUTS[rows],), where, quiet=True), rows, where
            )
            result, again = feature(INPUTS[rows], where)
            _same_as_before(exercise, INPUTS[rows], again, values[rows], where)
            kept.append((result, copy_of(result)))
        feature(INPUTS.astype(int), describe_case(exercise, ("X",), (INPUTS.astype(int),), "as whole numbers"))
        still_the_same(exercise, kept)
        return Right(
            exercise,
            f"one threshold, at {short(gap)} for example, separates XOR; every input gets the same number "
            f"alone and in {count} batches. You may move on.",
        )

    run(exercise, judge)


def _one_column(exercise: str, result: Any, examples: int, where: str) -> np.ndarray:
    """The returned column as float64 ``(N,)``; truth values count as 0 and 1."""
    if isinstance(result, np.ndarray) and result.dtype.kind == "b":
        result = result.astype(np.float64)
    if isinstance(result, np.ndarray) and result.shape in ((examples,), (1, examples)) and result.shape != (1, 1):
        step = "Return a column: one row for each input, one column for the one feature."
        shapes = ("yours", str(result.shape)), ("expected", str((examples, 1)))
        raise cannot_judge(exercise, "the feature has the wrong shape", where, step, "shape", *shapes)
    if isinstance(result, np.ndarray) and result.ndim == 2 and len(result) == examples and result.shape[1] > 1:
        step = f"Make one number of the {result.shape[1]} in each row: the answer is a single column."
        shapes = ("yours", str(result.shape)), ("expected", str((examples, 1)))
        raise cannot_judge(exercise, "there is more than one feature", where, step, "shape", *shapes)
    return array(exercise, "the feature", result, (examples, 1), where)[:, 0]


def _refuse_written_down(exercise: str, result: Any, rows: np.ndarray, where: str) -> None:
    """Refuse four rows, as for the four inputs, where there are not four."""
    if isinstance(result, np.ndarray) and result.shape == (4, 1) and len(rows) != 4:
        step = "Compute the feature of each row from its two numbers, `x1` and `x2` as they are given."
        evidence = ("evidence", f"there {'is 1 row' if len(rows) == 1 else f'are {len(rows)} rows'} here")
        headline = "it returns four rows, however many inputs there are"
        raise cannot_judge(exercise, headline, where, step, "always the same", evidence)


def _separated(exercise: str, values: np.ndarray, where: str) -> float:
    """A threshold halfway between the numbers of both classes.

    Raises:
        CannotJudge: there is none.
    """
    zero, one = values[XOR == 0], values[XOR == 1]
    least = LEAST_GAP * max(1.0, float(np.abs(values).max()))
    for low, high in ((zero, one), (one, zero)):
        if high.min() - low.max() > least:
            return float(high.min() + low.max()) / 2
    numbers = ", ".join(f"({int(a)}, {int(b)}) ↦ {short(v)}" for (a, b), v in zip(INPUTS, values, strict=True))
    evidence = [("yours", numbers)]
    if np.ptp(values) <= least:
        step = "Let it depend on the input: it has to tell the inputs where XOR is 1 from the others."
        raise cannot_judge(exercise, "the feature is the same for every input", where, step, "constant", *evidence)
    evidence.append(("XOR is 0", f"from {short(zero.min())} to {short(zero.max())}"))
    evidence.append(("XOR is 1", f"from {short(one.min())} to {short(one.max())}"))
    kind = "monotone" if _ordered(values) else "not separated"
    between = _in_the_middle(zero, one) or _in_the_middle(one, zero)
    if kind == "monotone" and not between:
        evidence.append(
            (
                "consistent with",
                "When x₁ goes from 0 to 1, XOR goes up where x₂ is 0, and down where x₂ is 1. Your feature never "
                "changes its direction like that.",
            )
        )
    step = "All numbers of one class have to lie above all of the other: which input is on the wrong side?"
    if between:
        inner, outer = ("0", "1") if _in_the_middle(zero, one) else ("1", "0")
        step = (
            f"The numbers of class {inner} lie between those of class {outer}. What can you compute from a number so "
            f"that both ends of class {outer} come out on the same side?"
        )
    raise cannot_judge(exercise, "no threshold separates XOR in this feature", where, step, kind, *evidence)


def _in_the_middle(inner: np.ndarray, outer: np.ndarray) -> bool:
    """Whether the numbers of a class lie between those of the other: then no single input is on the wrong side."""
    return bool(outer.min() < inner.min() and inner.max() < outer.max())


def _ordered(values: np.ndarray) -> bool:
    """Whether the feature is monotone in each of the inputs."""
    with_x1, with_x2 = values[2:] - values[:2], values[1::2] - values[::2]
    return all((change >= 0).all() or (change <= 0).all() for change in (with_x1, with_x2))


def _same_as_before(exercise: str, X: np.ndarray, values: np.ndarray, before: np.ndarray, where: str) -> None:
    other = np.flatnonzero(~close(values, before))
    if not other.size:
        return
    row = int(other[0])
    step = "Compute the feature of a row from the numbers of that row alone: no mean, no largest, no sorting over rows."
    evidence = ("yours", f"{show(X[row])} ↦ {short(values[row])}, and {short(before[row])} among the four inputs")
    headline = "the feature of an input depends on the inputs beside it"
    raise cannot_judge(exercise, headline, where, step, "depends on other rows", evidence)
