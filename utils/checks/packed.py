"""What an answer of several values is consistent with that is packed in another way: all of it in one array, one alone.

Knows the values that are expected. What is said of an answer that is packed in another way at all stands in
``answers``; here it is said which values are in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from utils.checks.kinds import MISSING_KEY, NUMBER_OF_VALUES, ONE_ALONE, ONE_ARRAY, PACKING, TYPE
from utils.checks.tolerance import close
from utils.outcomes import Outcome, Wrong
from utils.plain import is_plain
from utils.words import listed

_ABOUT_PACKING = {TYPE, NUMBER_OF_VALUES, MISSING_KEY}
_MOST = 100  # values of an answer that are looked at


def packed_otherwise(
    outcome: Outcome, result: Any, expected: Mapping[str, Any], by_key: bool = False, fills: str = ""
) -> Outcome:
    """An outcome about an answer that could not be unpacked; where its numbers tell, with which values are in it.

    Args:
        outcome: what was found already.
        result: what the function returned; anything.
        expected: the values that it should hold, by name, in order.
        by_key: whether a dict is wanted, with the names as keys.
        fills: the name of the dict that a given loop is to fill and return; empty where there is none.

    Returns:
        The outcome, about one array in place of several values, or with a row and a kind more.
    """
    if not isinstance(outcome, Wrong) or len(expected) < 2 or not _ABOUT_PACKING & set(outcome.kinds):
        return outcome
    if fills:
        return replace(outcome, rows=(*outcome.rows[:-1], ("next", _about_filling(fills, result, expected))))
    wanted = {name: np.asarray(value, dtype=np.float64) for name, value in expected.items()}
    if not by_key and one_array(result, [value.shape for value in wanted.values()]):
        return about_one_array(outcome, result, list(wanted))
    kind, says, step = _explanation(result, wanted)
    if not kind or (MISSING_KEY in outcome.kinds and _under_their_names(result, wanted)):
        return outcome
    *rows, last = outcome.rows
    rows = [*rows, ("consistent with", says), ("next", step) if step else last]
    return replace(outcome, rows=tuple(rows), kinds=tuple(dict.fromkeys((kind, *outcome.kinds))))


def _about_filling(fills: str, result: Any, expected: Mapping[str, Any]) -> str:
    """The next step for a dict that a given loop should have filled, entry by entry."""
    if not isinstance(result, Mapping):
        return f"Return the dict {fills}. Is {fills} overwritten inside the loop? {fills}[…] = … puts a value into it."
    missing = [str(name) for name in expected if name not in result]
    return (
        f"{fills} gets no entry for {listed(missing)}. Does the line {fills}[…] = … stand inside an if? Every key "
        "needs it."
    )


def one_array(result: Any, shapes: Sequence[tuple]) -> bool:
    """Whether one array was returned in place of several values of these shapes, of which one at least is an array."""
    return isinstance(result, np.ndarray) and result.ndim > 0 and len(shapes) > 1 and any(map(len, shapes))


def about_one_array(outcome: Outcome, result: np.ndarray, names: Sequence[str], entry: str = "") -> Outcome:
    """The outcome about such an answer; ``entry`` is where it stands, if it is not all that was returned."""
    where = [row for row in outcome.rows if row[0] == "where"]
    step = (
        f"Return {listed(names)} side by side, with a comma between them: return a, b. "
        "np.array, np.concatenate and np.stack make one array of what they are given."
    )
    headline = f"it returned one array, of shape {result.shape}, instead of {len(names)} values"
    if entry:
        step = f"Put both side by side, with a comma between them: {entry} = ({', '.join(names)})."
        headline = f"{entry} is one array and should be a pair, ({', '.join(names)})"
    return replace(outcome, headline=headline, rows=(*where, ("next", step)), kinds=(ONE_ARRAY, *outcome.kinds))


def _under_their_names(result: Any, wanted: Mapping[str, np.ndarray]) -> bool:
    """Whether an answer is a dict that lacks some of the values, and nothing else: its headline says which."""
    if not isinstance(result, Mapping) or not set(result) < set(wanted):
        return False
    return all(_same(value, wanted[name]) for name, value in result.items())


def _explanation(result: Any, wanted: Mapping[str, np.ndarray]) -> tuple[str, str, str]:
    """A kind, a sentence, and a next step; all empty where the numbers tell nothing."""
    leaves = list(_leaves(result))
    left = {name: value for name, value in wanted.items() if value.any()}  # zeros are like any others
    if not leaves or len(leaves) > _MOST or len(left) < len(wanted):
        return "", "", ""
    found: list[str] = []
    for leaf in leaves:
        name = next((one for one, value in left.items() if _same(leaf, value)), "")
        if not name:
            return "", "", ""
        found.append(name)
        del left[name]
    if not left:
        return PACKING, "All the values are right; only how they are put together is not.", ""
    missing = listed(list(left))
    if len(found) == 1:
        return ONE_ALONE, f"It is {found[0]} alone.", f"Where is {missing}? Return all of them, one beside the other."
    are = "is" if len(left) == 1 else "are"
    return ONE_ALONE, f"These are {listed(found)}; {missing} {are} not there.", ""


def _leaves(result: Any) -> Iterator[Any]:
    """The numbers and arrays in an answer, whatever they are packed in."""
    if isinstance(result, Mapping):
        result = list(result.values())
    if isinstance(result, list | tuple):
        for one in result[: _MOST + 1]:
            yield from _leaves(one)
    elif result is not None:
        yield result


def _same(leaf: Any, value: np.ndarray | None) -> bool:
    if (
        value is None
        or not is_plain(leaf)
        or np.asarray(leaf).dtype.kind not in "biuf"
        or np.shape(leaf) != value.shape
    ):
        return False
    return bool(close(np.asarray(leaf, dtype=np.float64), value).all())
