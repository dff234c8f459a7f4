"""Knows how marks that were given apart are brought together; nothing of a gradebook or a file.

Both sides began with the same marks. What one side changed is taken; what both changed to the same is the same; what
both changed to something else is a conflict, which a person decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from autograder.desk.marking.rubric import Given, Line, Rubric
from autograder.words import number, pointed

HERE, SHARES = "here", "shares"  # whose side is taken in a conflict


@dataclass(frozen=True)
class Marks:
    """A question's rubric and marks: by the id of the answer, what was given and by whom."""

    rubric: Rubric = Rubric()
    given: Mapping[str, tuple[Given, str]] = field(default_factory=dict)


@dataclass
class Merged:
    """What comes of it; of a conflict the answer's id, "" for the rubric, and in words what stands and what came."""

    marks: Marks
    taken: int = 0
    conflicts: list[tuple[str, str, str]] = field(default_factory=list)


def merge(base: Marks, here: Marks, share: Marks, prefer: str = "") -> Merged:
    """What `share` made of `base`, put into what stands `here`.

    Args:
        base: what both began with.
        here: what stands. Answers that `share` knows nothing of stay as they are.
        share: what came back.
        prefer: whose side counts in a conflict; empty to count them and take neither.
    """
    given = dict(here.given)
    merged = Merged(here)
    for id, (theirs, by) in share.given.items():
        began = base.given.get(id, (Given(), ""))[0]
        stands = given.get(id, (Given(), ""))[0]
        if theirs in (began, stands):
            continue
        if stands != began:
            merged.conflicts.append(
                (id, _told(stands, here.rubric, given, id), _told(theirs, share.rubric, share.given, id))
            )
            if prefer != SHARES:
                continue
        given[id] = theirs, by
        merged.taken += 1
    rubric, conflicts = _rubrics(base.rubric, here.rubric, share.rubric, prefer)
    merged.conflicts += [("", *one) for one in conflicts]
    held = {line for one, _ in given.values() for line in one.lines}
    # A line that one side took out and the other has just used stays: the mark that it is in would change unseen.
    known = {line.id for line in rubric.lines}
    for side in (here.rubric, share.rubric):
        lost = [line for line in side.lines if line.id in held - known and _used_anew(line, base, given)]
        rubric = Rubric((*rubric.lines, *lost), rubric.from_full)
        known |= {line.id for line in lost}
    merged.marks = Marks(rubric, given)
    return merged


def _used_anew(line: Line, base: Marks, given: Mapping[str, tuple[Given, str]]) -> bool:
    return any(
        line.id in now.lines and line.id not in base.given.get(id, (Given(), ""))[0].lines
        for id, (now, _) in given.items()
    )


def _rubrics(base: Rubric, here: Rubric, share: Rubric, prefer: str) -> tuple[Rubric, list[tuple[str, str]]]:
    """Line by line."""
    sides = [{line.id: line for line in rubric.lines} for rubric in (base, here, share)]
    lines: list[Line] = []
    conflicts: list[tuple[str, str]] = []
    for id in dict.fromkeys(line.id for rubric in (here, share) for line in rubric.lines):
        began, ours, theirs = (side.get(id) for side in sides)
        if theirs in (began, ours):
            line = ours
        elif ours == began:
            line = theirs
        else:
            conflicts.append((_line(ours), _line(theirs)))
            line = theirs if prefer == SHARES else ours
        if line is not None:
            lines.append(line)
    from_full = share.from_full if share.from_full != base.from_full else here.from_full
    return Rubric(tuple(lines), from_full), conflicts


def _line(line: Line | None) -> str:
    if line is None:
        return "it is removed"
    return f"“{line.words}” ({'a comment' if line.points is None else number(line.points)})"


def _told(given: Given, rubric: Rubric, sides: Mapping[str, tuple[Given, str]], id: str) -> str:
    """A mark in a few words."""
    by = sides.get(id, (Given(), ""))[1]
    held = [line.words for line in rubric.lines if line.id in given.lines]
    parts = [pointed(given.own)] if given.own is not None else []
    parts += [f"“{words}”" for words in (*held, given.remark) if words]
    return (", ".join(parts) or "no mark") + (f" by {by}" if by else "")
