"""One careful call of a reader's function: what it returned, or why that cannot be judged.

Knows nothing of what the right answer is. The arguments are copies; whether they came back unchanged, whether
floating-point arithmetic overflowed on the way and in which line of the reader's code an error was raised is seen here.
"""

from __future__ import annotations

import sysconfig
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from utils.outcomes import NotAttempted, Outcome, Raised, Wrong

# What "no overflow, division or invalid-value warning" means; NumPy begins its messages with these words.
_ARITHMETIC_WARNINGS = ("overflow", "divide by zero", "invalid value")

_NOT_THEIRS = tuple(
    str(Path(folder).resolve())
    for folder in {Path(__file__).parents[1], *(sysconfig.get_paths()[key] for key in ("stdlib", "purelib", "platlib"))}
)


class CannotJudge(Exception):
    """A call did not give something to compare; ``outcome`` says why."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.text())
        self.outcome = outcome


def call(exercise: str, function: Callable, names: tuple[str, ...], arguments: tuple, where: str) -> Any:
    """Call ``function(*arguments)`` on copies of the arguments.

    Args:
        exercise: the exercise's name, for messages.
        function: the reader's function.
        names: the arguments' names, for messages.
        arguments: what to call it with: numbers, arrays, lists, tuples, dicts, functions.
        where: the point in words, for messages.

    Returns:
        What the function returned.

    Raises:
        CannotJudge: it is not written yet, raised an exception, changed an argument, or overflowed on the way.
    """
    given = [copy_of(argument) for argument in arguments]
    with (
        warnings.catch_warnings(record=True) as caught,
        np.errstate(over="warn", divide="warn", invalid="warn", under="ignore"),
    ):
        warnings.simplefilter("always")
        try:
            result = function(*given)
        except NotImplementedError as error:
            raise CannotJudge(not_attempted(exercise, _called(error, function))) from None
        except Exception as error:
            raise CannotJudge(_raised(exercise, error, where)) from None
    for name, before, after in zip(names, arguments, given, strict=True):
        if not same(before, after):
            headline = f"the argument {name} was changed in place"
            step = f"Leave {name} as it is and put what you compute into a new array."
            raise cannot_judge(exercise, headline, where, step, "changed in place")
    for warning in caught:
        message = str(warning.message)
        if issubclass(warning.category, RuntimeWarning) and message.startswith(_ARITHMETIC_WARNINGS):
            headline = "the arithmetic left the range of floating-point numbers"
            step = "Find the operation that overflows or divides by zero here, and write it another way."
            evidence = ("evidence", f"NumPy warns: {message}")
            raise cannot_judge(exercise, headline, where, step, "overflow", evidence)
    return result


def cannot_judge(
    exercise: str, headline: str, where: str, step: str, kind: str, *evidence: tuple[str, str]
) -> CannotJudge:
    """A wrong answer that cannot be compared: what, where, the evidence, the next step, and the mistake's name."""
    return CannotJudge(Wrong(exercise, headline, (("where", where), *evidence, ("next", step)), (kind,)))


def not_attempted(exercise: str, called: str | None = None) -> NotAttempted:
    """The outcome of an exercise whose stub is still there, or that ``called`` another one which is not written."""
    if called is not None:
        step = f"Write {called} first, or do without it here."
        return NotAttempted(exercise, f"it calls {called}, which is not written yet", (("next", step),))
    return NotAttempted(
        exercise,
        "there is no answer here yet",
        (
            (
                "next",
                f"The cell of {exercise} still holds raise NotImplementedError(). Replace it (each, if several), "
                "run that cell, then this one.",
            ),
        ),
    )


def copy_of(argument: Any) -> Any:
    """A copy that shares nothing that could be changed; functions and numbers are passed as they are."""
    if isinstance(argument, np.ndarray):
        return argument.copy()
    if isinstance(argument, dict):
        return {key: copy_of(value) for key, value in argument.items()}
    if isinstance(argument, list | tuple):
        return type(argument)(copy_of(value) for value in argument)
    return argument


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal in type, shape and every entry (NaN equals NaN)."""
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        return (
            isinstance(one, np.ndarray)
            and isinstance(other, np.ndarray)
            and one.dtype == other.dtype
            and np.array_equal(one, other, equal_nan=one.dtype.kind in "fc")
        )
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and type(one) is type(other):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float | np.floating) and one != one:
        return bool(other != other)
    return one is other or bool(one == other)


def _raised(exercise: str, error: Exception, where: str) -> Raised:
    rows = [("error", f"{type(error).__name__}: {error}")]
    frame = _their_frame(error)
    if frame is not None and frame.line:
        rows.append(("your line", f"{frame.line}    (line {frame.lineno} of the cell, in {frame.name})"))
    rows += [("where", where), ("next", _advice(error))]
    return Raised(exercise, f"{type(error).__name__}", tuple(rows))


def _called(error: NotImplementedError, function: Callable) -> str | None:
    """The name of the other function whose stub was reached; None where it is the function's own."""
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    code = getattr(function, "__code__", None)
    if last is None or code is None or last.tb_frame.f_code in (code, call.__code__):
        return None
    return last.tb_frame.f_code.co_name


def _advice(error: Exception) -> str:
    """The next step for the commonest errors of beginners, by what Python says of them."""
    said = str(error)
    if isinstance(error, NameError):
        return "Is every name spelt as in the line with def, and given a value before it is used?"
    if isinstance(error, OverflowError):
        return "A number became too large to be stored. Find which, and write it another way."
    if "ufunc'" in said or "'function'" in said or "return arrays must be of ArrayType" in said:
        return "Is a function used as a number, without its (…)? Or a number where a function is to be called?"
    if "'dict' object has no attribute" in said:
        return 'A dict gives its values by name: d["y"], not d.y.'
    if "bitwise_xor" in said or "for ^" in said:
        return "In Python a power is written **; ^ is for whole numbers and truth values only."
    if "object is not callable" in said:
        return "Is a * missing between two factors? Python takes w(x) for a call."
    if "<U" in said or "'str'" in said:
        return "One of the values in that line is text. Unpacking a dict gives its keys; take its values by name."
    if "broadcast" in said or "mismatch" in said:
        return "Print the shape of each array in that line."
    return "Call your function on these numbers in a new cell: the error shows again, and you can look at each value."


def _their_frame(error: Exception) -> traceback.FrameSummary | None:
    """The innermost frame that is neither this package's nor a library's."""
    theirs = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if not str(Path(frame.filename).resolve()).startswith(_NOT_THEIRS) and not frame.filename.startswith("<frozen")
    ]
    return theirs[-1] if theirs else None
