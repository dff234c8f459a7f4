"""What a function's text tells of an answer that is not right: a slip that is seen, and what to do about it.

The text is looked at by ``glance``; here it is decided whether what was seen explains this outcome, and said. A slip in
an index, in brackets or in the order of rows comes in the place of other explanations; what only is often the reason is
added to them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from utils.checks.glance import Glance
from utils.checks.kinds import (
    BRACKETS,
    CONSTANT,
    INDEX_LEFT_OUT,
    INPUT_LEFT_OUT,
    NOTHING,
    ONE_INPUT,
    ONE_ROUND,
    RETURN_IN_LOOP,
    SHAPE,
    SUM_MISSING,
    TYPE,
    UNPAIRED,
    WRONG_AXIS,
    ZEROS,
)
from utils.checks.shapes import KEEPS_EVERY_PRODUCT
from utils.outcomes import OTHER_CELLS, Outcome, Raised, Wrong, advised
from utils.words import listed

_ONE_IS_BELOW = "Delete it: the return below the loop hands over all of it."
_OF_MISSING_BRACKETS = {ZEROS, BRACKETS, CONSTANT}


def with_a_function_to_call(
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
            return advised(outcome, step)
    return outcome


def with_what_indices_tell(outcome: Outcome, glance: Glance) -> Outcome:
    """An outcome that is not right; where an array was read whole, or put in another order alone, with that instead."""
    for one in glance.whole:
        name, _, index = one.rstrip("]").partition("[")
        if not _about_shapes(outcome, name):
            continue
        says = f"In the loop over {index} your function reads all of {name}, where {one} is one entry of it."
        return _explained(outcome, INDEX_LEFT_OUT, says, f"Look at each {name} inside the loop: is {one} meant?")
    if isinstance(outcome, Wrong) and ONE_INPUT in outcome.kinds and _is_a_product(outcome, glance):
        return advised(outcome, "Its line has an @, which adds up the products. Entry by entry you multiply with *.")
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
        what = "the denominator" if "/ (" in meant and "/ (" not in written else "the difference"
        return _explained(outcome, BRACKETS, says, f"Put {what} in brackets.")
    if glance.of_all and isinstance(outcome, Wrong) and not set(outcome.kinds) & {TYPE, SHAPE, NOTHING}:
        says = f"`{glance.of_all}` asks one question about the whole array, so every entry is treated alike."
        return _explained(outcome, ONE_INPUT, says, "Choose entry by entry, with np.where.")
    learned = isinstance(outcome, Wrong) and not set(outcome.kinds) & {TYPE, SHAPE, NOTHING}
    if glance.unpaired and not glance.reads and learned:
        rows, targets = glance.unpaired
        says = f"Of {rows} and {targets} only one seems to be put in another order: the targets belong to other rows."
        step = f"Take the rows and their targets by the same indices: {rows}[i] belongs to {targets}[i]."
        return _explained(outcome, UNPAIRED, says, step)
    return outcome


def _is_a_product(outcome: Outcome, glance: Glance) -> bool:
    """Whether the number that stands in the place of an array was computed by an ``@``."""
    name = outcome.headline.partition(" is a")[0]
    return name in glance.products or ("(" in name and "return" in glance.products)


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
    rows = [row for row in outcome.rows if row[0] not in ("consistent with", "next")]
    return replace(outcome, rows=(*rows, ("consistent with", says), ("next", step)), kinds=(kind,))


def with_what_was_seen(outcome: Outcome, glance: Glance) -> Outcome:
    """An outcome that is not right, with what can be seen of the function's text and often is the reason."""
    if not isinstance(outcome, Wrong | Raised) or not outcome.rows:
        return outcome
    rows = []
    most = [row for row in outcome.rows if row[0] != "next"]
    step = dict(outcome.rows).get("next", "")
    if outcome.kinds == (NOTHING,) and glance.returns and outcome.headline == "it returned None":
        step = f"{step} If one stands inside a loop or an if: what is returned where it is not met?"
    if glance.reads:
        names = listed([f"`{name}`" for name in glance.reads[:3]])
        which = "which is no argument and comes" if len(glance.reads) == 1 else "which are no arguments and come"
        said = f"your function reads {names}, {which} from another cell"
        if meant := [f"`{name}`" for name in glance.unused if any(map(name.startswith, glance.reads))]:
            said += f". Is {' or '.join(meant[:3])} meant, which it does not use?"
        rows.append((OTHER_CELLS, said))
        if isinstance(outcome, Wrong) and not outcome.kinds:
            step = f"Which value is {names} to have here? Take it from the arguments, or give it one inside."
            if meant:
                step = f"Look at each {names} in your function: does {' or '.join(meant[:3])} belong there?"
    if glance.unused and isinstance(outcome, Wrong):
        names = listed([f"`{name}`" for name in glance.unused[:3]])
        which = "its argument" if len(glance.unused) == 1 else "its arguments"
        rows.append(("arguments", f"your function does not use {which} {names}"))
    no_dict = outcome.headline.startswith("it returned a") and outcome.headline.endswith("instead of a dict")
    early = glance.returns_twice or (glance.returns_early if no_dict or ONE_ROUND in outcome.kinds else 0)
    if early and isinstance(outcome, Wrong):
        line = f"the return in line {early} of the cell stands inside the loop"
        rows.append(("your line", f"{line}: it ends the function before the loop is done"))
        most = [row for row in most if row[0] != "consistent with"]
        step = "Store what a round computes, and leave it to the return below the loop to hand over all of it."
        if early == glance.returns_twice or not no_dict:
            step = _ONE_IS_BELOW
        outcome = replace(outcome, kinds=tuple(dict.fromkeys((*outcome.kinds, RETURN_IN_LOOP))))
    elif glance.returns_in_loop:
        line = f"the return in line {glance.returns_in_loop} of the cell"
        rows.append(("your line", f"{line} stands inside the loop: it ends the function in the first round"))
        if isinstance(outcome, Wrong):  # what else the answer is consistent with comes of that
            most = [row for row in most if row[0] != "consistent with"]
            step = "Move that return to the left until it stands below the loop, in line with its for."
            if glance.returns_early == glance.returns_in_loop:
                step = _ONE_IS_BELOW
            outcome = replace(outcome, kinds=tuple(dict.fromkeys((RETURN_IN_LOOP, *outcome.kinds))))
    return advised(replace(outcome, rows=(*most, *rows)), step)
