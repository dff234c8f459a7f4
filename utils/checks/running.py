"""How every check runs, whatever it judges: the outcome is found, remembered for the summary, shown.

And what every check asks of a function that is called again: the same answer, and no change to earlier ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from utils import progress, session
from utils.checks.broken import broken_test, is_the_readers
from utils.checks.calling import calls_noted
from utils.checks.earlier import FIRST, not_right_yet, what_to_see_to
from utils.checks.glance import Glance
from utils.checks.leads import with_a_function_to_call, with_what_indices_tell, with_what_was_seen
from utils.checks.patience import still_running
from utils.checks.refusals import CannotJudge, Where, cannot_judge, words_of
from utils.checks.tolerance import close
from utils.checks.writing import CALL_IT, ELIDED, describe
from utils.outcomes import (
    CheckInterrupted,
    Interrupted,
    Outcome,
    Raised,
    Right,
    RightSoFar,
    Wrong,
    report,
)
from utils.plain import identical, same

TOO_LARGE = "too large"
NOTE = "note"  # the label of what is said of functions that an answer may call


def run(exercise: str, judge: Callable[[], Outcome], step: str = "", optional: tuple[str, ...] = ()) -> None:
    """Judge, remember the outcome for the summary, show it, and raise ``CheckFailed`` unless it is right.

    Args:
        exercise: the exercise's name.
        judge: returns the outcome, or raises ``CannotJudge``.
        step: the step of the exercise that is judged; empty for the whole.
        optional: arguments that nothing is said of where the function does not use them.
    """
    with calls_noted() as noted, still_running(exercise):
        try:
            outcome = judge()
        except CannotJudge as cannot:
            outcome = cannot.outcome
        except CheckInterrupted as stopped:
            outcome = stopped.outcome
        except Exception as error:  # those of the reader's function were seen, and are outcomes by now
            if is_the_readers(error, noted.functions):
                raise
            # With the course's own answer the test computes: a number that it cannot compute with is the answer's.
            too_large = isinstance(error, OverflowError | FloatingPointError)
            outcome = _too_large(exercise) if too_large else broken_test(exercise, error)
    where = dict(outcome.rows).get("where", "")
    # What is right speaks of no call, nor do calls made on the side.
    arguments = noted.arguments().get(where) if where else None
    if not isinstance(outcome, Interrupted):  # that says nothing about the answer; what was known of it stays
        progress.record(outcome, arguments, step)
    glance = noted.glance(where) if isinstance(outcome, Wrong | Raised) else Glance()
    glance = replace(glance, unused=tuple(name for name in glance.unused if name not in optional))
    outcome = with_a_function_to_call(outcome, glance.unused, noted.functions[:1], arguments)
    outcome = with_what_was_seen(with_what_indices_tell(outcome, glance), glance)
    outcome = _with_a_way_to_the(arguments, outcome, noted.name)
    report(_of_the_version_before(_with_what_to_fix_first(outcome, noted.functions)))


def _too_large(exercise: str) -> Outcome:
    step = "Print what you return: is a number in it far larger than you expect?"
    return Wrong(exercise, "a number in the answer is too large to compute with", (("next", step),), (TOO_LARGE,))


def _with_what_to_fix_first(outcome: Outcome, functions: Iterable[Callable]) -> Outcome:
    """An outcome that is not right; before all else, which earlier exercise it calls that is not right either."""
    if not isinstance(outcome, Wrong | Raised):
        return outcome
    place = (
        re.search(r", in (\w+)\)$", dict(outcome.rows).get("your line", "")) if isinstance(outcome, Raised) else None
    )
    if said := what_to_see_to(not_right_yet(outcome.exercise, functions), place[1] if place else ""):
        rows = [row for row in outcome.rows if row[0] != NOTE]  # the same in other words
        return replace(outcome, rows=((FIRST, said), *rows))
    return outcome


def _of_the_version_before(outcome: Outcome) -> Outcome:
    """The outcome; where the last edit stopped with an error, that the cell was not judged, and what to do.

    What was seen of an older version would only be looked for in the cell as it is now.
    """
    failed = session.last_edit_failed(outcome.exercise)
    if not failed:
        return outcome
    headline = f"its cell did not run ({failed}), so nothing new was judged"
    step = (
        "next",
        f"Correct the cell of {outcome.exercise} first: the error stands below it. Run it, then this check.",
    )
    if isinstance(outcome, Right | RightSoFar):  # what is written in the cell is not
        headline = f"{headline}; the version before it was right"
    return Raised(outcome.exercise, headline, (step,))


def _with_a_way_to_the(arguments: tuple | None, outcome: Outcome, name: str) -> Outcome:
    """The outcome; where the next step wants its case, or an array in it is too large to print, how to get at it."""
    rows = [row for row in outcome.rows if row[0] == "where"]
    if arguments is None or not rows:
        return outcome
    wanted = dict(outcome.rows).get("next", "").startswith(CALL_IT)
    if not (wanted or ELIDED in rows[0][1] or any(map(_large, arguments))):
        return outcome
    place = outcome.rows.index(rows[0]) + 1
    called = next((one for one in (name, outcome.exercise if name == "<lambda>" else "") if one.isidentifier()), "")
    call_it = f"\n{called}(*arguments)" if called else ""
    way = ("in a new cell", f"arguments = utils.failing_arguments(){call_it}")
    return replace(outcome, rows=(*outcome.rows[:place], way, *outcome.rows[place:]))


def _large(argument: Any) -> bool:
    """Whether it is an array that no message prints; a case in words does not even say that it is there."""
    return isinstance(argument, np.ndarray) and ELIDED in describe({"": argument}, "")


def same_again(exercise: str, first: Any, second: Any, where: Where, generator: str = "") -> None:
    """Refuse an answer that depends on more than the arguments; ``generator`` names the one that draws at random.

    Real numbers agree as closely as they have to agree with what is right: the parents of a node in a set are visited
    in another order in every call, and a sum in another order differs in its last digit.
    """
    if not (identical(first, second) or _repeated(_plain(first), _plain(second))):
        headline = "two calls with the same arguments gave different answers"
        step = (
            "Begin afresh in every call, so that the answer depends on the arguments alone. What stays between two "
            "calls: a variable outside the function, or a list or dict after = in the line with def?"
        )
        if generator:
            step = (
                f"Both times {generator} was in the same state. Draw everything from the {generator} that is handed "
                "over, and from no other generator."
            )
        raise cannot_judge(exercise, headline, words_of(where), step, "not repeatable")


def still_the_same(exercise: str, kept: Iterable[tuple[Any, Any]]) -> None:
    """Refuse results that later calls have changed; each comes with a copy taken when it was returned.

    Nothing is computed again here, so that every bit stays as it was.
    """
    if not all(identical(result, then) or same(_plain(result), _plain(then)) for result, then in kept):
        headline = "a later call changed what an earlier one had returned"
        step = "Make a new array or dict in every call, and return that."
        raise cannot_judge(exercise, headline, "after all calls", step, "shared result")


def _repeated(one: Any, other: Any) -> bool:
    """Whether two answers are the same, real numbers within the tolerance of every comparison."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(_repeated(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_repeated, one, other))
    if _real(one) and _real(other):
        return np.shape(one) == np.shape(other) and bool(
            (close(one, other) | np.equal(one, other) | (np.isnan(one) & np.isnan(other))).all()
        )
    return same(one, other)


def _real(value: Any) -> bool:
    return isinstance(value, float) or (isinstance(value, np.ndarray | np.generic) and value.dtype.kind == "f")


def _plain(result: Any) -> Any:
    if isinstance(result, Mapping):
        return {key: _plain(value) for key, value in result.items()}
    if isinstance(result, tuple | list):
        return [_plain(value) for value in result]
    return result
