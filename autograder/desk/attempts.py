"""Knows which of the files that one student handed in for one notebook counts; reads none but to compare two.

The latest hand-in counts. Of files that came together the one counts that has the notebook's exact name, before copies
of it (" (1)", "-Copy1") and before those that are only known by their cells. Where nothing says which, none does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from autograder.desk.archive import Member, Refused
from autograder.desk.upload import Upload

RENAMED = 100  # marks of a copy that a file counts for which has another name


@dataclass(frozen=True)
class Candidate:
    """One file for a notebook, and how far its name is from the notebook's: 0 the exact name, else marks of a copy."""

    upload: Upload
    copies: int


@dataclass(frozen=True)
class Choice:
    """Which file counts, and what is to be said of each other one."""

    best: Candidate
    others: list[tuple[Candidate, str]]


class Undecided(Refused):
    """Nothing says which counts."""


def choose(candidates: Sequence[Candidate], read: Callable[[Member], bytes]) -> Choice:
    """The one that counts.

    Args:
        candidates: one student's files for one notebook, at least one.
        read: what is in a file; raises `Refused`.

    Raises:
        Undecided: two that differ have the same right to count.
        Refused: they cannot be compared.
    """
    latest = max(one.upload.hand_in for one in candidates)
    together = [one for one in candidates if one.upload.hand_in == latest]
    best = max(together, key=_right)
    equal = [one for one in together if one is not best and _right(one) == _right(best)]
    differing = [one for one in equal if read(one.upload.member) != read(best.upload.member)]
    if differing:
        shown = " and ".join(one.upload.member.shown for one in [best, *differing][:3])
        raise Undecided(f"different notebooks of one student, and nothing says which counts: {shown}")
    others = [
        (one, "an earlier attempt" if one.upload.hand_in < latest else _why_not(one, best))
        for one in candidates
        if one is not best and one not in equal
    ]
    return Choice(best, others)


def _right(one: Candidate) -> tuple:
    """What orders files of one hand-in. When they were uploaded says something of copies of one file alone."""
    named = one.copies < RENAMED
    return named, one.upload.uploaded if named else (), -one.copies


def _why_not(one: Candidate, best: Candidate) -> str:
    shown = best.upload.member.shown
    if one.copies > best.copies:
        return f"beside {shown}, whose name is the notebook's" + ("" if best.copies else " exactly")
    return f"beside {shown}, which was uploaded later"
