"""What is said where a test itself stops with an error: its judge, what draws its cases, or a mistake that it knows.

An error of the reader's function is seen by ``witness`` and never comes here. What a judge calls beside that function
may be the reader's too; such an error is passed on.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from utils.checks.refusals import CannotJudge
from utils.checks.witness import is_a_library
from utils.outcomes import BrokenTest, report

_PACKAGE = Path(__file__).parents[1]
_NEXT = "Nothing is said about your answer. Tell whoever teaches the course; a person has to look at it."


def broken_test(exercise: str, error: Exception) -> BrokenTest:
    """The outcome of an exercise whose test stopped with an error of its own: which, and where in the test."""
    said = f"{type(error).__name__}: {error}".partition("\n")[0].rstrip(": ")
    return BrokenTest(exercise, f"the test itself stopped with {said}{_place(error)}", (("next", _NEXT),))


def is_the_readers(error: Exception, functions: Iterable[Callable] = ()) -> bool:
    """Whether an error comes from a reader's code after all, or says that an answer is wrong.

    Args:
        error: what came out of a test.
        functions: the reader's, as far as they were called.
    """
    if isinstance(error, AssertionError | MemoryError) or getattr(error, "theirs", False):
        return True
    if any(hasattr(function, "witness") for function in functions):  # elsewhere: what is theirs says so
        return False
    test = _file_of_the_test()
    own = [frame.filename for frame in traceback.extract_tb(error.__traceback__) if not is_a_library(frame.filename)]
    return bool(test) and any(file != test for file in own)


@contextmanager
def of_the_test(exercise: str) -> Iterator[None]:
    """Within it no reader's code runs: what is raised there is the test's own failure, and reported as that."""
    try:
        yield
    except (AssertionError, MemoryError, CannotJudge):
        raise
    except Exception as error:
        report(broken_test(exercise, error))


def _file_of_the_test() -> str:
    """The file, or the cell, that called the check; empty where there is none."""
    frame = sys._getframe(1)
    while frame is not None and is_a_library(frame.f_code.co_filename):
        frame = frame.f_back  # type: ignore[assignment]
    return frame.f_code.co_filename if frame is not None else ""


def _place(error: Exception) -> str:
    """The innermost line that an author wrote, without its text, which a hidden test shows to nobody."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(_PACKAGE / "tasks"):
            return f" ({frame.name}, {path.relative_to(_PACKAGE.parent).as_posix()}, line {frame.lineno})"
        if not is_a_library(frame.filename):
            name = "" if frame.name.startswith("<") else f"{frame.name}, "
            return f" ({name}line {frame.lineno} of the test)"
    return ""
