"""Knows what can be said of a file that was handed in: whose it is, which attempt, when; whatever platform says it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from autograder.desk.archive import Member


@dataclass(frozen=True)
class Person:
    """Somebody as a platform names them.

    Attributes:
        ids: what identifies them, such as "canvas:1234", the most telling first.
        name: as it is shown; empty where the platform does not say.
        slug: the same squeezed, where it is all there is.
        anonymous: whether the platform hides who it is, so that the id says nothing next week.
        first: given name, `last` and `email`: where they are known.
    """

    ids: tuple[str, ...]
    name: str = ""
    slug: str = ""
    anonymous: bool = False
    first: str = ""
    last: str = ""
    email: str = ""


@dataclass(frozen=True)
class Upload:
    """One file that somebody handed in.

    Attributes:
        member: where it lies.
        person: who it is from.
        original: the name that the student's own file had.
        attempt: orders one student's files, the latest last; only those of one `platform` can be compared.
        late: whether the platform marked it as late.
        time: when it was handed in, in UTC; None where the platform does not say.
    """

    member: Member
    platform: str
    person: Person
    original: str
    attempt: tuple[int, ...]
    late: bool = False
    time: datetime | None = None


Known = Callable[[str], bool]
Tell = Callable[[Member, str], None]
