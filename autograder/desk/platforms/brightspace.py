"""Knows how Brightspace (D2L) names what students handed in.

    1234-5678 - Full Name - Mar 4, 2025 1015 AM/original      newer versions: a folder for each hand-in, and index.html
    1234-5678 - Full Name - Mar 4, 2025 1015 AM - original    older ones

Public scripts disagree which of the two numbers is the student's: it is the one that goes with one name in the archive.
Where neither does, the name has to do.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from autograder.desk.archive import Member
from autograder.desk.times import read_time
from autograder.desk.upload import Context, Person, Upload

_NAME = re.compile(r"(?P<numbers>\d+-\d+) ?- ?(?P<rest>.*\S.* ?- ?.+)")


class _Name(NamedTuple):
    numbers: tuple[str, str]
    name: str
    time: datetime | None
    original: str


def place(parts: tuple[str, ...]) -> int | None:
    """The outermost part that is named so."""
    return next((number for number, part in enumerate(parts) if _NAME.fullmatch(part)), None)


def read(context: Context, members: list[Member]) -> Iterator[Upload]:
    """Whose each file is, and when it was handed in."""
    found = []
    for member in members:
        if (said := _read(member)) is None:
            context.refuse(member, "nothing in its name is a time that is known: say how it is with --pattern")
        else:
            found.append((member, said))
    names = [said for _, said in found]
    which = _students_number(names)
    doubtful = set() if which is None else _doubtful(names, which)
    for member, said in found:
        if said.name.casefold() in doubtful:
            context.refuse(
                member,
                "two numbers stand before this name, which may be two students or two attempts of one: put the right "
                "file into submitted/ yourself, or say how files are named with --pattern",
            )
            continue
        order, time = context.when(said.time)
        key = f"brightspace:{said.numbers[which]}" if which is not None else f"brightspace-name:{said.name.casefold()}"
        person = Person((key,), said.name, said.name)
        yield Upload(member, "brightspace", person, said.original, order, hand_in=order, time=time)


def _read(member: Member) -> _Name | None:
    found = _NAME.fullmatch(member.parts[0])
    assert found is not None
    first, _, second = found["numbers"].partition("-")
    parts = [part.strip() for part in re.split(r" - |(?<=[^\W\d])- | -(?=[^\W\d])", found["rest"])]
    if len(member.parts) > 1:  # the time is the folder's last part, in whatever language
        return _Name((first, second), " - ".join(parts[:-1]), read_time(parts[-1]), member.name)
    for number in range(1, len(parts) - 1):
        if (time := read_time(parts[number])) is not None:
            original = found["rest"].partition(parts[number])[2].lstrip(" -")
            return _Name((first, second), " - ".join(parts[:number]), time, original)
    return None


def _students_number(names: list[_Name]) -> int | None:
    """Which of the two numbers stands before one name each; None where neither does."""
    for which in (0, 1):
        of: dict[str, set[str]] = defaultdict(set)
        for one in names:
            of[one.numbers[which]].add(one.name.casefold())
        if all(len(those) == 1 for those in of.values()):
            return which
    return None


def _doubtful(names: list[_Name], which: int) -> set[str]:
    """Names with several numbers, unless others show that a number stays for all attempts of a student."""
    of: dict[str, set[str]] = defaultdict(set)
    times: dict[str, set[datetime | None]] = defaultdict(set)
    for one in names:
        of[one.name.casefold()].add(one.numbers[which])
        times[one.numbers[which]].add(one.time)
    stays = any(len(those) > 1 for those in times.values())
    return set() if stays else {name for name, those in of.items() if len(those) > 1}
