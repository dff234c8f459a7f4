"""Knows how Sakai names what students handed in, with folders and without.

    Surname, First(id)/Submission attachment(s)/original     beside it timestamp.txt, …_submissionText.html
    Surname, First(id)_Submission attachment(s)_original     without folders

The folder's `timestamp.txt` is Sakai's own: what a student handed in lies one folder deeper. The forms are those of
Sakai's AssignmentServiceImpl, whose words for folders follow the site's language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from autograder.desk.archive import Member, Refused
from autograder.desk.times import read_time
from autograder.desk.upload import RECEIPT, TYPED, Context, Person, Upload

_FOLDER = re.compile(r"(?P<last>[^,()]+), ?(?P<first>[^()]*)\((?P<id>[^()]+)\)")
_FLAT = re.compile(_FOLDER.pattern + r"_[^_]+_(?P<original>.+)", re.DOTALL)
_OWN = re.compile(r"timestamp\.txt|comments\.txt|feedbackText\.html", re.IGNORECASE)
_TYPED = re.compile(r".*_submissionText\.html?", re.IGNORECASE)
_FEEDBACK = re.compile(r"feedback attachment(\(s\)|s)?", re.IGNORECASE)


def place(parts: tuple[str, ...]) -> int | None:
    """The outermost part that is named so."""
    for number, part in enumerate(parts):
        if (_FOLDER if number < len(parts) - 1 else _FLAT).fullmatch(part):
            return number
    return None


def read(context: Context, members: list[Member]) -> Iterator[Upload]:
    """Whose each file is, and when it was handed in."""
    # Beside Sakai's own files nothing of the student's lies: else the folder is another's, and so is the time.
    others = {one.parts[0] for one in members if len(one.parts) == 2 and not _is_own(one.name)}
    stamps = {
        member.parts[0]: _stamp(context, member)
        for member in members
        if len(member.parts) == 2 and member.name == "timestamp.txt" and member.parts[0] not in others
    }
    for member in members:
        flat = len(member.parts) == 1
        found = (_FLAT if flat else _FOLDER).fullmatch(member.parts[0])
        assert found is not None
        first, last, key = (found[part].strip() for part in ("first", "last", "id"))
        person = Person(
            (f"sakai:{key.casefold()}", f"login:{key.casefold()}"), f"{first} {last}".strip(), key, False, first, last
        )
        if not flat and _FEEDBACK.fullmatch(member.parts[1]):
            continue  # the instructor's
        order, time = context.when(stamps.get(member.parts[0]))
        own = len(member.parts) == 2 and _OWN.fullmatch(member.name)
        typed = len(member.parts) == 2 and _TYPED.fullmatch(member.name) and member.size
        empty = len(member.parts) == 2 and _TYPED.fullmatch(member.name)
        kind = TYPED if typed else RECEIPT if own or empty else ""
        yield Upload(
            member,
            "sakai",
            person,
            found["original"] if flat else member.name,
            order,
            hand_in=order,
            time=time,
            kind=kind,
        )


def _is_own(name: str) -> bool:
    return _OWN.fullmatch(name) is not None or _TYPED.fullmatch(name) is not None


def _stamp(context: Context, member: Member) -> datetime | None:
    try:
        moment = read_time(context.source.read(member)[:100].decode("utf-8", "replace"))
    except Refused:
        return None
    return None if moment is None else moment if moment.tzinfo else moment.replace(tzinfo=UTC)  # Sakai's own zone
