"""Knows how ILIAS names what students handed in.

    Surname_First_login_NUMBER/original                   also below multi_feedback_…/, Submissions/ or Team NUMBER/
    Surname_First_login_NUMBER/Late Submission - original

Any folder could be called so, so a student keeps the folder's name for an identity, as where nothing is known.
The forms are those of ILIAS's ilExSubmission.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from autograder.desk.archive import Member
from autograder.desk.upload import Context, Person, Upload

_FOLDER = re.compile(
    r"(?!multi_feedback_)(?P<last>[^_]+)_(?P<first>[^_]+(?:_[^_]+)*?)_(?P<login>[^_]+)_(?P<number>[1-9]\d{0,9})"
)
_LATE = re.compile(r"(late submission|versp(ae|ä|a)tete abgabe) - (?P<original>.+)", re.IGNORECASE | re.DOTALL)


def place(parts: tuple[str, ...]) -> int | None:
    """The outermost folder that is named so."""
    return next((number for number, part in enumerate(parts[:-1]) if _FOLDER.fullmatch(part)), None)


def read(context: Context, members: list[Member]) -> Iterator[Upload]:
    """Whose each file is. The date of a file is when it was handed in: ILIAS sets it."""
    for member in members:
        found = _FOLDER.fullmatch(member.parts[0])
        assert found is not None
        first, last = found["first"].replace("_", " "), found["last"]
        ids = (f"folder:{member.parts[0]}", f"ilias:{found['number']}", f"login:{found['login'].casefold()}")
        person = Person(ids, f"{first} {last}", member.parts[0], False, first, last)
        late = _LATE.fullmatch(member.name)
        original = late["original"] if late else member.name
        yield Upload(member, "ilias", person, original, attempt=member.time, late=late is not None)
