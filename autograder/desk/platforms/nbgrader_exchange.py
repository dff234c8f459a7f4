"""Knows how nbgrader's exchange names what students handed in.

    student+assignment+2025-03-04 10:15:00.123456 UTC[+random]/…original    the exchange's folder `inbound`
    student/assignment/…original, and timestamp.txt                         `submitted`, where `--from nbgrader` is said

A `timestamp.txt` elsewhere may be the student's own and is not believed. In `inbound` the folder's name says the time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from autograder.desk.archive import Member, Refused
from autograder.desk.times import read_time
from autograder.desk.upload import Context, Person, Upload

_FOLDER = re.compile(
    r"(?P<student>[^+]+)\+(?P<assignment>[^+]+)\+(?P<time>\d{4}-\d\d-\d\d[^+]*(\+\d\d(:?\d\d)?(?=\+|$))?)(\+[^+]*)?"
)
_STAMP = "timestamp.txt"


def place(parts: tuple[str, ...]) -> int | None:
    """The outermost part that is named so."""
    return next((number for number, part in enumerate(parts) if _FOLDER.fullmatch(part)), None)


def read(context: Context, members: list[Member]) -> Iterator[Upload]:
    """Whose each file is, and when it was handed in."""
    named = any(_FOLDER.fullmatch(member.parts[0]) for member in members)
    depth = 0 if named else _depth(members)
    stamps = {
        member.parts[depth : depth + 2]: _stamp(context, member)
        for member in members
        if not named and len(member.parts) == depth + 3 and member.name == _STAMP
    }
    for member in members:
        found = _FOLDER.fullmatch(member.parts[0])
        if found is not None and len(member.parts) > 1:
            student, moment = found["student"].strip(), read_time(found["time"])
        elif not named and len(member.parts) >= depth + 3:
            student, moment = member.parts[depth], stamps.get(member.parts[depth : depth + 2])
        else:
            context.refuse(member, "not in a folder as nbgrader's exchange makes them")
            continue
        if member.name == _STAMP:
            continue
        order, time = context.when(moment)
        person = Person((f"folder:{student}",), slug=student)
        yield Upload(member, "nbgrader", person, member.name, order, hand_in=order, time=time)


def _depth(members: list[Member]) -> int:
    """How many folders are around all students'."""
    depth = 0
    while members and all(len(member.parts) > depth + 3 for member in members):
        if len({member.parts[depth] for member in members}) > 1:
            break
        depth += 1
    return depth


def _stamp(context: Context, member: Member) -> datetime | None:
    try:
        return read_time(context.source.read(member)[:100].decode("utf-8", "replace"))
    except Refused:
        return None
