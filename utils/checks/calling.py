"""One careful call of a reader's function: what it returned, or why that cannot be judged.

Knows nothing of what the right answer is. What the call did is seen by ``witness``; here it is put into words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from utils import progress, session
from utils.checks.advice import advice, plainly
from utils.checks.glance import Glance
from utils.checks.kinds import NO_LOGARITHMS, NOT_ONES_OWN, NOTHING, SOFTMAX_TWICE, TOO_LARGE, TOO_SLOW
from utils.checks.mistyped import of_a_given_cell
from utils.checks.recorded import NO_LOGARITHM, TWICE
from utils.checks.refusals import (
    CannotJudge,
    Where,
    cannot_judge,
    judged,
    not_attempted,
    stopped_by_its_stub,
    words_of,
)
from utils.checks.witness import COURSES_OWN, Seen, Trouble, clock_of, trouble_of, witness
from utils.outcomes import CheckInterrupted, Interrupted, Raised
from utils.plain import extent

# What an answer may hold at most, by `extent`: so much, and so many times what was handed over. Right answers hold a
# few thousand numbers, and up to ten times what they were given. What is larger only takes long to look at.
ENOUGH, MORE = 100_000, 20


# What is said of a loss that was handed what it is not meant for, by the trouble's name.
_LOSSES = {
    TWICE: (
        SOFTMAX_TWICE,
        "cross_entropy was given shares: rows of numbers that sum to 1 already",
        "cross_entropy has the softmax in it, so that here it is applied twice. Give it the scores themselves, without "
        "a softmax after the last layer.",
    ),
    NO_LOGARITHM: (
        NO_LOGARITHMS,
        "nll_loss was given what are no logarithms of shares",
        "nll_loss wants the logarithm of softmax: log_softmax, not softmax, and not the scores. cross_entropy is both "
        "in one, and takes the scores.",
    ),
}


@dataclass
class Noted:
    """The calls of the check that is running."""

    calls: list[tuple[Where, tuple, list[Seen]]] = field(default_factory=list)  # case, arguments, once it has ended
    name: str = ""  # of the function that is called
    functions: list[Callable] = field(default_factory=list)  # those that were called, each once

    def arguments(self) -> dict[str, tuple]:
        """By the case in words, the latest ones where two have the same."""
        return {words_of(where): arguments for where, arguments, _ in self.calls}

    def glance(self, where: str) -> Glance:
        """The function at a glance, in the latest call with this case in words; else in the first case."""
        seen = {words_of(case): seen[0] for case, _, seen in self.calls if seen}
        return (seen.get(where) or next(iter(seen.values()), Seen())).look()


_noted: ContextVar[Noted | None] = ContextVar("noted", default=None)


@contextmanager
def calls_noted() -> Iterator[Noted]:
    """Within it, every call is noted."""
    noted = Noted()
    token = _noted.set(noted)
    try:
        yield noted
    finally:
        _noted.reset(token)


def call(
    exercise: str,
    function: Callable,
    names: tuple[str, ...],
    arguments: tuple,
    where: Where,
    seconds: float | None = None,
    quiet: bool = False,
) -> Any:
    """Call ``function(*arguments)`` on copies of the arguments.

    Args:
        exercise: the exercise's name, for messages.
        function: the reader's function.
        names: the arguments' names, for messages.
        arguments: what to call it with: numbers, arrays, lists, tuples, dicts, functions.
        where: the point in words, for messages; or what writes them.
        seconds: how much of a processor's time the call may take, where that is limited. Not the time on the wall:
            a call takes longer there when the machine has other work to do, and its author cannot help that.
        quiet: drop what it prints, because it was called in the same way before.

    Returns:
        What the function returned.

    Raises:
        CannotJudge: it is not written yet, raised an exception, changed an argument, overflowed on the way, or took
            too long.
        CheckInterrupted: the reader lost patience.
    """
    clock = clock_of(function) if seconds is not None else float
    before = clock()
    seen = observed(exercise, function, arguments, where, (clock, before, seconds), quiet)
    used = clock() - before

    def result(words: str) -> Any:
        return _result(exercise, function, names, arguments, words, seen, used, seconds)

    return judged(result, where)


def _result(
    exercise: str,
    function: Callable,
    names: tuple[str, ...],
    arguments: tuple,
    where: str,
    seen: Seen,
    used: float,
    seconds: float | None,
) -> Any:
    """What the function returned, where nothing else was seen."""
    if seen.trouble is not None and seen.trouble.name == COURSES_OWN:
        headline = seen.trouble.text.partition(";")[0]
        step = "Write it yourself: what an answer is compared with is no answer."
        raise cannot_judge(exercise, headline, where, step, NOT_ONES_OWN, *_their_line(seen.trouble))
    if seen.trouble is not None and seen.trouble.name in _LOSSES:
        kind, headline, step = _LOSSES[seen.trouble.name]
        raise cannot_judge(exercise, headline, where, step, kind)
    if seen.changed:
        name = names[seen.changed[0]]
        headline = f"the argument {name} was changed in place"
        step = _leave_alone(name, arguments[seen.changed[0]])
        if there := _changed_itself(name, arguments[seen.changed[0]], seen.trouble.line if seen.trouble else ""):
            step = there
        if in_place := re.search(rf"\b{name}\.(reverse|sort)\(", seen.trouble.line if seen.trouble else ""):
            other = "reversed" if in_place[1] == "reverse" else "sorted"
            step = f"{name}.{in_place[1]}() changes {name} and returns None. {other}({name}) leaves it as it is."
        raise cannot_judge(exercise, headline, where, step, "changed in place", *_their_line(seen.trouble))
    if seen.trouble is not None:
        if seen.trouble.answered:
            raise CannotJudge(stopped_by_its_stub(exercise, seen.trouble.unwritten, seen.trouble.number))
        if "NotImplementedError" in seen.trouble.classes:
            stub = seen.trouble
            raise CannotJudge(
                not_attempted(exercise, stub.unwritten, stub.number, stub.blank, (stub.left, stub.places))
            )
        here = not hasattr(function, "witness")  # of a function elsewhere, as in grading, no earlier check is known
        raise CannotJudge(_raised(exercise, seen.trouble, where, here))
    if seen.warnings:
        headline = "the arithmetic left the range of floating-point numbers"
        step = "Find the operation that overflows or divides by zero here, and write it another way."
        evidence = ("evidence", f"NumPy warns: {seen.warnings[0]}")
        if "in exp" in seen.warnings[0] and exercise != "logistic" and " as logistic" in session.giver("logistic"):
            step = "The exponential of a large number overflows. Is it that of σ? The given logistic does not: call it."
        if "in exp" in seen.warnings[0] and exercise == "d_logistic":
            step = "The exponential of a large number overflows. Both factors can be written with σ alone."
        if seen.warnings[0].startswith("divide by zero encountered in log"):
            step = (
                "A logarithm was given 0: print its argument. If it is a probability too small to be stored, compute "
                "its logarithm directly; where the text has a formula for that, take it. If it is a sum of "
                "exponentials: is the largest of them 1 for every example?"
            )
        if seen.warnings[0].startswith("invalid value"):  # before anything overflowed
            headline = "an operation was given numbers for which it is not defined"
            step = "Find it: the logarithm or the root of a negative number, 0/0, or an inf that was there before."
            if seen.warnings[0].endswith("divide"):
                step = (
                    "0 is divided by 0 here, or inf by inf. Print both. Where a denominator may be 0, give it a floor, "
                    "or give that case an answer of its own."
                )
            raise cannot_judge(exercise, headline, where, step, "invalid value", evidence)
        raise cannot_judge(exercise, headline, where, step, "overflow", evidence)
    if seen.result is None and (glance := seen.look()).prints and not glance.returns:
        headline = "it printed its answer and returned None"
        step = "print only shows a value to you; return hands it to whoever called. Write return where print stands."
        raise cannot_judge(exercise, headline, where, step, NOTHING)
    if seconds is not None and used > seconds:
        headline = f"it took {used:.1f} s of a processor's time, and may take {seconds:g} s"
        step = (
            "Is there a Python loop over single examples? Let one product of arrays do a whole minibatch. "
            "If there is none: how many steps does one training make, and are so many needed?"
        )
        raise cannot_judge(exercise, headline, where, step, TOO_SLOW)
    if extent(seen.result, ENOUGH) <= ENOUGH:
        return seen.result
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


def observed(
    exercise: str,
    function: Callable,
    arguments: tuple,
    where: Where,
    limit: tuple[Callable[[], float], float, float | None] = (float, 0.0, None),
    quiet: bool = False,
) -> Seen:
    """What ``witness`` sees of the call; where it is interrupted, a panel is to name the case.

    Args:
        exercise, function, arguments, where, quiet: as for ``call``.
        limit: a clock, what it said at the beginning, and the seconds that the call may take (None: no limit).

    Raises:
        CheckInterrupted: in the place of a KeyboardInterrupt.
    """
    noted, ended = _noted.get(), list[Seen]()
    if noted is not None:
        noted.calls.append((where, arguments, ended))
        noted.name = getattr(function, "__name__", "")
        if not any(function is one for one in noted.functions):
            noted.functions.append(function)
    try:
        seen = witness(function, arguments, quiet)
    except KeyboardInterrupt as stop:
        clock, before, seconds = limit
        used = clock() - before
        line = _their_line(trouble_of(stop, function))
        headline = "your function had not come to an end here"
        step = "Does a loop go round for ever here? What has to become true for it to end, and what makes it true?"
        if seconds is not None:
            headline = f"your function had not come to an end after {used:.1f} s; it may take {seconds:g} s here"
            step = "It may have been on its way: a training takes its time. Give it as long as it may take."
            if used > seconds:
                step = "It is too slow, or a loop in it never ends. Print a line in every round: do they go on coming?"
        stopped = Interrupted(exercise, headline, (*line, ("where", words_of(where)), ("next", step)))
        raise CheckInterrupted(stopped) from None
    ended.append(seen)
    return seen


def _leave_alone(name: str, argument: Any) -> str:
    """How to compute without changing an argument of this kind."""
    if isinstance(argument, dict):
        if any(isinstance(value, np.ndarray) for value in argument.values()):
            return (
                f"Build a new dict: new = {{}}, then new[key] = … for every key of {name}. "
                f"dict({name}) alone is not enough: it holds the same arrays, and -= changes an array itself. "
                "Write new = old - …, which makes a new array."
            )
        return f"Leave {name} as it is. What is to change, copy: dict({name}) is a new dict, list({name}) its keys."
    if isinstance(argument, list):
        if any(not isinstance(entry, int | float | str) for entry in argument):
            return (
                f"Leave {name} as it is, and what is in it: build a new list, and new arrays for it. {name}.copy() "
                "alone is not enough: it holds the same entries. new = old - … makes a new array; -= changes one."
            )
        return f"Leave {name} as it is and put what you compute into a new list. {name}.copy() makes one."
    return (
        f"Leave {name} as it is and put what you compute into a new array. "
        f"a = {name} gives the same array a second name; {name}.copy() makes a new one."
    )


def _changed_itself(name: str, argument: Any, line: str) -> str:
    """The next step where a line such as ``slope += …`` changes an array that an argument is, or holds; else empty.

    A name alone is on the left: ``new[key] = new[key] - …`` would change the dict itself where it is the argument.
    """
    found = re.match(r"\s*(\w+)\s*(\*\*|//|[-+*/@%])=", line)
    if found is None or (found[1] == name and not isinstance(argument, np.ndarray)):
        return ""
    of = "" if found[1] == name else f"in {name} " if isinstance(argument, dict | list | tuple) else f"{name} "
    new = f"{found[1]} = {found[1]} {found[2]} …"
    return f"{found[2]}= changes the array {of}itself. Write {new}, which makes a new array."


def _raised(exercise: str, trouble: Trouble, where: str, here: bool) -> Raised:
    line = () if of_a_given_cell(trouble) else _their_line(trouble)
    called = (("called from", trouble.caller),) if line and trouble.caller else ()
    shapes = (("shapes", trouble.shapes),) if trouble.shapes else ()
    rows = (("error", f"{trouble.name}: {plainly(trouble)}"), *line, *called, *shapes, ("where", where))
    kind, step = advice(trouble, exercise)
    if called and here and progress.is_right(trouble.inside):
        step = f"{trouble.inside} is right by its own check. Look at what the line that calls it hands over."
    return Raised(exercise, trouble.name, (*rows, ("next", step)), (kind,) if kind else ())


def _their_line(trouble: Trouble | None) -> tuple[tuple[str, str], ...]:
    if trouble is None or not trouble.line:
        return ()
    return (("your line", f"{trouble.line}    (line {trouble.number} of the cell, in {trouble.inside})"),)
