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
from utils.checks.calling import calls_noted
from utils.checks.earlier import FIRST, not_right_yet, what_to_see_to
from utils.checks.glance import Glance
from utils.checks.kinds import (
    BRACKETS,
    CONSTANT,
    INDEX_LEFT_OUT,
    INPUT_LEFT_OUT,
    NOTHING,
    RETURN_IN_LOOP,
    SHAPE,
    SUM_MISSING,
    TYPE,
    UNPAIRED,
    WRONG_AXIS,
    ZEROS,
)
from utils.checks.patience import still_running
from utils.checks.refusals import CannotJudge, Where, cannot_judge, words_of
from utils.checks.shapes import KEEPS_EVERY_PRODUCT
from utils.checks.tolerance import close
from utils.checks.writing import CALL_IT, ELIDED, describe
from utils.outcomes import (
    OTHER_CELLS,
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
from utils.words import listed

NOTE = "note"  # the label of what is said of functions that an answer may call

_OF_MISSING_BRACKETS = {ZEROS, BRACKETS, CONSTANT}


LOOK_FOR_IT = "Look for it in your function, line by line."  # where nothing better is known: left out when it is shown


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
    where = dict(outcome.rows).get("where", "")
    # What is right speaks of no call, nor do calls made on the side.
    arguments = noted.arguments().get(where) if where else None
    if not isinstance(outcome, Interrupted):  # that says nothing about the answer; what was known of it stays
        progress.record(outcome, arguments, step)
    glance = noted.glance(where) if isinstance(outcome, Wrong | Raised) else Glance()
    glance = replace(glance, unused=tuple(name for name in glance.unused if name not in optional))
    outcome = _with_a_function_to_call(outcome, glance.unused, noted.functions[:1], arguments)
    outcome = _with_what_was_seen(_with_what_indices_tell(outcome, glance), glance)
    outcome = _with_a_way_to_the(arguments, outcome, noted.name)
    outcome = replace(outcome, rows=tuple(row for row in outcome.rows if row != ("next", LOOK_FOR_IT)))
    report(_of_the_version_before(_with_what_to_fix_first(outcome, noted.functions)))


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


def _with_a_function_to_call(
    outcome: Outcome, unused: tuple[str, ...], asked: list[Callable], arguments: tuple | None
) -> Outcome:
    """The outcome; where an answer is wrong and its function never calls one that it is given, that is put right first.

    Whatever else is wrong comes from the function that was called in its place, and may be right there.
    """
    known = isinstance(outcome, Wrong) and set(outcome.kinds) - {
        TYPE,
        INPUT_LEFT_OUT,
    }  # a mistake with a step of its own
    if not isinstance(outcome, Wrong) or known or not unused or not asked or arguments is None:
        return outcome
    code = getattr(asked[0], "__code__", None)
    names = code.co_varnames[: code.co_argcount] if code is not None else ()
    for name, value in zip(names, arguments, strict=False):  # one that has a default may be left out
        if name in unused and callable(value):
            step = (
                f"Your function never calls {name}, the function that it is given. Call it, in the place of any other."
            )
            return replace(outcome, rows=(*outcome.rows[:-1], ("next", step)))
    return outcome


def _with_what_indices_tell(outcome: Outcome, glance: Glance) -> Outcome:
    """An outcome that is not right; where an array was read whole, or put in another order alone, with that instead."""
    for one in glance.whole:
        name, _, index = one.rstrip("]").partition("[")
        if not _about_shapes(outcome, name):
            continue
        says = f"In the loop over {index} your function reads all of {name}, where {one} is one entry of it."
        return _explained(outcome, INDEX_LEFT_OUT, says, f"Look at each {name} inside the loop: is {one} meant?")
    if not glance.multiplies and SUM_MISSING in outcome.kinds:
        return replace(
            outcome, rows=tuple((label, text.replace(KEEPS_EVERY_PRODUCT, ".")) for label, text in outcome.rows)
        )
    for one in glance.rows:
        name, _, index = one.rstrip("]").partition("[")
        if _about_shapes(outcome) or (isinstance(outcome, Wrong) and not outcome.kinds):
            says = f"{one} is a row of {name}, and the loop over {index} counts the columns."
            return _explained(outcome, WRONG_AXIS, says, f"The column is {name}[:, {index}]: its entries of all rows.")
    # What comes to zero, or to nothing that is known, comes from that as well.
    if len(glance.misread) == 3 and isinstance(outcome, Wrong) and set(outcome.kinds) <= _OF_MISSING_BRACKETS:
        written, read, meant = glance.misread
        says = f"Python reads `{written}` as `{read}`. Are brackets missing?"
        return _explained(outcome, BRACKETS, says, f"If that is what you mean, write `{meant}`.")
    learned = isinstance(outcome, Wrong) and not set(outcome.kinds) & {TYPE, SHAPE, NOTHING}
    if glance.unpaired and not glance.reads and learned:
        rows, targets = glance.unpaired
        says = f"Of {rows} and {targets} only one seems to be put in another order: the targets belong to other rows."
        step = f"Take the rows and their targets by the same indices: {rows}[i] belongs to {targets}[i]."
        return _explained(outcome, UNPAIRED, says, step)
    return outcome


def _about_shapes(outcome: Outcome, name: str = r"\w+") -> bool:
    """Whether an answer has another shape, or ``name`` (any name) was met where one number is wanted."""
    if isinstance(outcome, Wrong):
        return SHAPE in outcome.kinds
    rows = dict(outcome.rows) if isinstance(outcome, Raised) else {}
    there = re.search(rf"\b{name}\b(?!\[)", rows.get("your line", "").partition("    (line ")[0])
    wanted = ("truth value", "-length arrays", "0-dimensional arrays", "with a sequence", "broadcast", "size-1")
    return bool(there) and any(said in rows.get("error", "") for said in wanted)


def _explained(outcome: Outcome, kind: str, says: str, step: str) -> Outcome:
    """The outcome with another explanation and next step in the place of those that it has."""
    rows = [row for row in outcome.rows[:-1] if row[0] != "consistent with"]
    return replace(outcome, rows=(*rows, ("consistent with", says), ("next", step)), kinds=(kind,))


def _with_what_was_seen(outcome: Outcome, glance: Glance) -> Outcome:
    """An outcome that is not right, with what can be seen of the function's text and often is the reason."""
    if not isinstance(outcome, Wrong | Raised) or not outcome.rows:
        return outcome
    rows = []
    *most, last = outcome.rows
    if outcome.kinds == (NOTHING,) and glance.returns and outcome.headline == "it returned None":
        last = ("next", f"{last[1]} If one stands inside a loop or an if: what is returned where it is not met?")
    if glance.reads:
        names = listed([f"`{name}`" for name in glance.reads[:3]])
        which = "which is no argument and comes" if len(glance.reads) == 1 else "which are no arguments and come"
        said = f"your function reads {names}, {which} from another cell"
        if meant := [f"`{name}`" for name in glance.unused if any(map(name.startswith, glance.reads))]:
            said += f". Is {' or '.join(meant[:3])} meant, which it does not use?"
        rows.append((OTHER_CELLS, said))
        if isinstance(outcome, Wrong) and not outcome.kinds:
            last = ("next", f"Which value is {names} to have here? Take it from the arguments, or give it one inside.")
            if meant:
                last = ("next", f"Look at each {names} in your function: does {' or '.join(meant[:3])} belong there?")
    if glance.unused and isinstance(outcome, Wrong):
        names = listed([f"`{name}`" for name in glance.unused[:3]])
        which = "its argument" if len(glance.unused) == 1 else "its arguments"
        rows.append(("arguments", f"your function does not use {which} {names}"))
    if glance.returns_in_loop:
        line = f"the return in line {glance.returns_in_loop} of the cell"
        rows.append(("your line", f"{line} stands inside the loop: it ends the function in the first round"))
        if isinstance(outcome, Wrong):  # what else the answer is consistent with comes of that
            most = [row for row in most if row[0] != "consistent with"]
            last = ("next", "Move that return to the left until it stands below the loop, in line with its for.")
            outcome = replace(outcome, kinds=tuple(dict.fromkeys((RETURN_IN_LOOP, *outcome.kinds))))
    return replace(outcome, rows=(*most, *rows, last))


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
