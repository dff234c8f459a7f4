"""One careful call of a reader's function: what it returned, or why that cannot be judged.

Knows nothing of what the right answer is. What the call did is seen by ``witness``; here it is put into words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from utils.checks.advice import advice, of_a_given_cell
from utils.checks.kinds import NOT_ONES_OWN, TOO_LARGE, TOO_SLOW
from utils.checks.refusals import CannotJudge, cannot_judge, not_attempted
from utils.checks.witness import COURSES_OWN, Seen, Trouble, clock_of, witness
from utils.outcomes import CheckInterrupted, Interrupted, Raised
from utils.plain import extent

# What an answer may hold at most, by `extent`: so much, and so many times what was handed over. Right answers hold a
# few thousand numbers, and up to ten times what they were given. What is larger only takes long to look at.
ENOUGH, MORE = 100_000, 20

# The calls of the check that is running: the case in words, and its arguments.
_asked: ContextVar[dict[str, tuple] | None] = ContextVar("asked", default=None)


@contextmanager
def calls_noted() -> Iterator[dict[str, tuple]]:
    """Within it, every call's arguments are noted under its ``where``, the latest ones where two have the same."""
    noted: dict[str, tuple] = {}
    token = _asked.set(noted)
    try:
        yield noted
    finally:
        _asked.reset(token)


def call(
    exercise: str,
    function: Callable,
    names: tuple[str, ...],
    arguments: tuple,
    where: str,
    seconds: float | None = None,
) -> Any:
    """Call ``function(*arguments)`` on copies of the arguments.

    Args:
        exercise: the exercise's name, for messages.
        function: the reader's function.
        names: the arguments' names, for messages.
        arguments: what to call it with: numbers, arrays, lists, tuples, dicts, functions.
        where: the point in words, for messages.
        seconds: how much of a processor's time the call may take, where that is limited. Not the time on the wall:
            a call takes longer there when the machine has other work to do, and its author cannot help that.

    Returns:
        What the function returned.

    Raises:
        CannotJudge: it is not written yet, raised an exception, changed an argument, overflowed on the way, or took
            too long.
        CheckInterrupted: the reader lost patience.
    """
    clock = clock_of(function) if seconds is not None else float
    before = clock()
    seen = observed(exercise, function, arguments, where)
    used = clock() - before
    if seen.trouble is not None and seen.trouble.name == COURSES_OWN:
        headline = seen.trouble.text.partition(";")[0]
        step = "Write it yourself: what an answer is compared with is no answer."
        raise cannot_judge(exercise, headline, where, step, NOT_ONES_OWN, *_their_line(seen.trouble))
    if seen.changed:
        name = names[seen.changed[0]]
        headline = f"the argument {name} was changed in place"
        new = next((kind for kind in (dict, list) if isinstance(arguments[seen.changed[0]], kind)), None)
        step = f"Leave {name} as it is and put what you compute into a new {new.__name__ if new else 'array'}."
        if new is dict:
            step = f"Leave {name} as it is. What is to change, copy: dict({name}) is a new dict, list({name}) its keys."
        raise cannot_judge(exercise, headline, where, step, "changed in place", *_their_line(seen.trouble))
    if seen.trouble is not None:
        if "NotImplementedError" in seen.trouble.classes:
            raise CannotJudge(not_attempted(exercise, seen.trouble.unwritten))
        raise CannotJudge(_raised(exercise, seen.trouble, where))
    if seen.warnings:
        headline = "the arithmetic left the range of floating-point numbers"
        step = "Find the operation that overflows or divides by zero here, and write it another way."
        evidence = ("evidence", f"NumPy warns: {seen.warnings[0]}")
        if seen.warnings[0].startswith("divide by zero encountered in log"):
            step = (
                "A logarithm was given 0: print its argument. If it is a share too small to be stored, compute the "
                "share's logarithm directly; where the text has a formula for that, take it. If it is a sum of "
                "powers: is the largest of them 1 for every example?"
            )
        if seen.warnings[0].startswith("invalid value"):  # before anything overflowed
            headline = "an operation was given numbers for which it is not defined"
            step = "Find it: the logarithm or the root of a negative number, 0/0, or an inf that was there before."
            raise cannot_judge(exercise, headline, where, step, "invalid value", evidence)
        raise cannot_judge(exercise, headline, where, step, "overflow", evidence)
    if seconds is not None and used > seconds:
        headline = f"it took {used:.1f} s of a processor's time, and may take {seconds:g} s"
        step = (
            "Is there a Python loop over single examples? Let one product of arrays do a whole minibatch. "
            "If there is none: how many steps does one training make, and are so many needed?"
        )
        raise cannot_judge(exercise, headline, where, step, TOO_SLOW)
    enough = ENOUGH + MORE * extent(arguments)
    if extent(seen.result, enough) > enough:
        headline = "it returned far more than is asked for"
        step = "Print the length, or the shape, of what you return. Is something added in every round of a loop?"
        evidence = (
            "evidence",
            f"it holds more than {enough:_} numbers, or {enough // 10:_} entries of lists".replace("_", " "),
        )
        raise cannot_judge(exercise, headline, where, step, TOO_LARGE, evidence)
    return seen.result


def observed(exercise: str, function: Callable, arguments: tuple, where: str) -> Seen:
    """What ``witness`` sees of the call; where it is interrupted, a panel is to name the case.

    Raises:
        CheckInterrupted: in the place of a KeyboardInterrupt.
    """
    noted = _asked.get()
    if noted is not None:
        noted[where] = arguments
    try:
        return witness(function, arguments)
    except KeyboardInterrupt:
        step = "Does a loop go round for ever here? What has to become true for it to end, and what makes it true?"
        headline = "your function had not come to an end here"
        stopped = Interrupted(exercise, headline, (("where", where), ("next", step)))
        raise CheckInterrupted(stopped) from None


def _raised(exercise: str, trouble: Trouble, where: str) -> Raised:
    line = () if of_a_given_cell(trouble) else _their_line(trouble)
    rows = (("error", f"{trouble.name}: {trouble.text}"), *line, ("where", where))
    return Raised(exercise, trouble.name, (*rows, ("next", advice(trouble))))


def _their_line(trouble: Trouble | None) -> tuple[tuple[str, str], ...]:
    if trouble is None or not trouble.line:
        return ()
    return (("your line", f"{trouble.line}    (line {trouble.number} of the cell, in {trouble.inside})"),)
