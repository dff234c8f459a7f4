"""What a returned array of the wrong shape is consistent with: right numbers, not yet summed, or transposed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from utils.checks.kinds import (
    BATCH_SUM_MISSING,
    BROADCASTING,
    ONE_INPUT,
    SHAPE,
    SOME_EXAMPLES,
    SUM_MISSING,
    TRANSPOSE,
    WRONG_AXIS,
)
from utils.checks.tolerance import close
from utils.outcomes import Outcome

KEEPS_EVERY_PRODUCT = ": * keeps every product, and @ sums them."  # where something is multiplied by *
_ELSEWHERE = "With other sizes more are wanted: which product of two matrices gives this shape?"
_FOR_ALL = ": one number for all."
_ADDED_UP = f"It is the sum of all that is expected{_FOR_ALL}"
ROWS_OF_A_PRODUCT = "A @ B has the rows of A and the columns of B. Which matrix stands first here?"
ROWS = "np.outer(a, b) and A @ B have their rows from what stands first, their columns from the second. What is first?"


def explain_shape(outcome: Outcome, returned: Any, expected: np.ndarray, examples: int | None) -> Outcome:
    """Add to an outcome about a wrong shape what the numbers tell of it.

    Args:
        outcome: what was found already.
        returned: what the function returned; anything.
        expected: what the program says.
        examples: N, the number of examples of a batch; None for one example.

    Returns:
        The outcome, with a row and a kind more where the numbers tell something.
    """
    if expected.ndim and (_is_number(returned) or isinstance(returned, np.ndarray) and returned.ndim == 0):
        says = _one_for_all(returned, expected, examples)
        *rows, last = outcome.rows
        if examples and expected.shape[0] != examples and says == _ADDED_UP:
            last = (last[0], "Everything was added up to one number. Sum over the examples only: which axis are they?")
        return replace(outcome, rows=(*rows, ("consistent with", says), last), kinds=(ONE_INPUT, *outcome.kinds))
    if not isinstance(returned, np.ndarray) or returned.dtype.kind not in "iuf" or returned.shape == expected.shape:
        return outcome
    kind, says = _explanation(returned.astype(np.float64), expected, examples)
    if kind is None:
        step = _of_a_product(returned.shape, expected.shape, examples)
        return replace(outcome, rows=(*outcome.rows[:-1], ("next", step))) if step else outcome
    *rows, last = outcome.rows
    if kind == TRANSPOSE:
        last = (last[0], ROWS if examples is None else ROWS_OF_A_PRODUCT)
    elif kind == WRONG_AXIS:
        last = (last[0], "Which axis counts the examples? The sum is to go along that one.")
    elif kind in (BATCH_SUM_MISSING, SUM_MISSING):
        last = (last[0], "Look at the line that computes it: which operation makes one number of these, or one row?")
        if expected.shape == ():
            last = (last[0], "Look at the line that computes it: which operation makes one number of these?")
        elif len(expected.shape) == 1 and examples is None:
            last = (last[0], "Which operation makes one number of each row?")
    return replace(
        outcome, rows=(*rows, ("consistent with", says), last), kinds=tuple(dict.fromkeys((kind, *outcome.kinds)))
    )


def _of_a_product(found: tuple[int, ...], wanted: tuple[int, ...], examples: int | None) -> str:
    """The next step for a matrix that is a sum over the examples, and has wrong sizes; empty for any other."""
    if not examples or examples == 1 or len(found) != 2 or len(wanted) != 2 or examples in wanted:
        return ""
    if found == (examples * wanted[0], examples * wanted[1]):
        return "np.outer is for one example. For a batch the sum over the examples is a product: .T and @."
    if found[0] == wanted[0]:
        return f"The number of rows is right. In a product A @ B the columns are those of B: which B has {wanted[1]}?"
    if found[1] == wanted[1]:
        return (
            f"The number of columns is right. In a product A.T @ B the rows are A's columns: which A has {wanted[0]}?"
        )
    return ""


def _is_number(returned: Any) -> bool:
    return isinstance(returned, int | float | np.number) and not isinstance(returned, bool)


def _one_for_all(returned: Any, expected: np.ndarray, examples: int | None) -> str:
    """What a single number in the place of an array is consistent with."""
    if np.asarray(returned).dtype.kind in "iuf" and not np.isin(expected, (0, 1)).all():
        for made, words in (
            (np.sum, "the sum"),
            (np.mean, "the mean"),
            (np.max, "the largest"),
            (np.min, "the smallest"),
        ):
            if close(returned, made(expected)):
                return f"It is {words} of all that is expected{_FOR_ALL}"
    whose = f" for all {examples} examples" if examples and len(expected) == examples else " for all"
    return (
        f"It is one number{whose}: somewhere a sum, a mean or a product went over all entries, or only one was taken. "
        "With axis= a sum goes along one direction."
    )


def _explanation(returned: np.ndarray, expected: np.ndarray, examples: int | None) -> tuple[str | None, str]:
    if returned.shape == expected.shape[::-1] and close(returned.T, expected).all():
        return TRANSPOSE, "It is the transpose of what is expected."
    if returned.size == expected.size and close(returned.reshape(expected.shape), expected).all():
        if examples and 1 in expected.shape and returned.ndim < expected.ndim and examples not in expected.shape:
            return SHAPE, f"It has one number for each {'row' if expected.shape[-1] == 1 else 'column'}. {_ELSEWHERE}"
        return SHAPE, "The numbers are right; only the shape is not."
    if returned.ndim == expected.ndim + 1:
        for axis in range(returned.ndim):
            left = returned.shape[:axis] + returned.shape[axis + 1 :]
            fits = returned.shape[axis] != examples and left == expected.shape
            if fits and close(returned.sum(axis=axis), expected).all():
                return SUM_MISSING, f"There are {returned.shape[axis]} terms for each number: their sum is missing."
    if expected.ndim > 1 and returned.shape == expected.shape[1:]:
        for place, which in ((-1, "last"), (0, "first")):
            if close(returned, expected[place]).all():
                rest = "is there a place for each row, or does each round of a loop overwrite the one before?"
                return SOME_EXAMPLES, f"It is the {which} row of what is expected, alone: {rest}"
    terms = returned.shape[-1] if returned.ndim else 0
    if examples is None and terms > 1 and returned.ndim == expected.ndim + 1 and returned.shape[:-1] == expected.shape:
        return SUM_MISSING, f"There are {terms} numbers where one belongs{KEEPS_EVERY_PRODUCT}"
    if examples is None:
        return None, ""
    if returned.shape[:2] == (examples, examples):
        return BROADCASTING, (
            "There is a number for every pair of examples: somewhere an array of shape (N,) met one of shape (N, 1)."
        )
    for axis, length in enumerate(returned.shape):
        left = returned.shape[:axis] + returned.shape[axis + 1 :]
        if length == examples and left == expected.shape:
            line = "number" if returned.ndim == 1 else "row" if axis == 0 else "column"
            what = f"There is one {line} for each example"
            if close(returned.mean(axis=axis), expected).all():
                return BATCH_SUM_MISSING, f"{what}: their mean is missing."
            if close(returned.sum(axis=axis), expected).all():
                return BATCH_SUM_MISSING, f"{what}: their sum is missing."
            return BATCH_SUM_MISSING, f"{what}."
    if returned.shape == (examples,) and expected.ndim == 1:
        return WRONG_AXIS, "There is one number for each example: a sum was taken, but not the one over the examples."
    return None, ""
