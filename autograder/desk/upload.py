"""Knows what can be said of a file that was handed in: whose it is, which attempt, when; whatever platform says it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from autograder.desk.archive import Member, Source
from autograder.desk.times import as_order, in_utc

TYPED, RECEIPT = "typed", "receipt"  # no files of the student's: text that was typed; the platform's own note


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

    @property
    def shown(self) -> str:
        """What a message calls them."""
        return self.name or self.slug or self.ids[0].partition(":")[2]


@dataclass(frozen=True)
class Upload:
    """One file that somebody handed in.

    Attributes:
        member: where it lies.
        platform: which handed it out.
        person: who it is from.
        original: the name that the student's own file had.
        attempt: orders what was taken from one archive against what is taken from another; only that of one `platform`
            can be compared. Empty where nothing says which of two is the later.
        hand_in: orders this student's hand-ins within the archive; the same for files that came together.
        uploaded: orders the files of one hand-in; the same where nothing does.
        late: whether the platform marked it as late.
        time: when it was handed in, in UTC; None where the platform does not say.
        kind: empty for a file; else TYPED or RECEIPT.
    """

    member: Member
    platform: str
    person: Person
    original: str
    attempt: tuple[int, ...] = ()
    hand_in: tuple[int, ...] = ()
    uploaded: tuple[int, ...] = ()
    late: bool = False
    time: datetime | None = None
    kind: str = ""


@dataclass(frozen=True)
class Context:
    """What a platform's names are read with.

    Attributes:
        source: what the platform handed out, also if it was unpacked since.
        notebook_named: the notebook of this course that a file or folder is called like; None for none of them.
        names_student: whether a folder is called like a student who is known already.
        refuse: told of each file that is nobody's, and why.
        note: told what the instructor should know of the whole.
        zone: where the platform's clock is, for times that do not say; None for this machine's.
        trust_dates: whether the files' own dates say which of two is the later.
        pattern: what the instructor says of the names; empty if nothing.
    """

    source: Source
    notebook_named: Callable[[str], str | None] = lambda name: None
    names_student: Callable[[str], bool] = lambda name: False
    refuse: Callable[[Member, str], None] = lambda member, why: None
    note: Callable[[str], None] = lambda line: None
    zone: tzinfo | None = None
    trust_dates: bool = False
    pattern: str = ""

    def when(self, moment: datetime | None) -> tuple[tuple[int, ...], datetime | None]:
        """What orders by a time, and the time in UTC."""
        return as_order(moment), None if moment is None else in_utc(moment, self.zone)
