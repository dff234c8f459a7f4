"""Knows how Moodle names what students handed in, with folders and without.

    Full Name_NUMBER_assignsubmission_file[_]/…original   "download in folders"
    Full Name_NUMBER_assignsubmission_file_original       without folders
    Full Name_NUMBER_assignsubmission_onlinetext…         typed, no file

NUMBER is another for the same student in the next assignment. The forms are those of Moodle's assign downloader.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from autograder.desk.archive import Member
from autograder.desk.platforms.moodle_words import PARTICIPANT
from autograder.desk.upload import TYPED, Context, Person, Upload

# Moodle replaces what would be a separator in a name of a person, so that none is in it.
NAME = re.compile(r"(?P<name>[^_/:]*)_(?P<number>\d+)_assignsubmission_(?P<type>[a-z]+)_?(?P<original>.*)", re.DOTALL)


def place(parts: tuple[str, ...]) -> int | None:
    """The outermost part that is named so: what lies in it is the student's own."""
    return next((number for number, part in enumerate(parts) if NAME.fullmatch(part)), None)


def read(context: Context, members: list[Member]) -> Iterator[Upload]:
    """Whose each file is."""
    found = [(member, match) for member in members if (match := NAME.fullmatch(member.parts[0])) is not None]
    names = defaultdict(set)
    for _, match in found:
        names[int(match["number"])].add(_name(match))
    # Where marking is anonymous everybody is called "Participant", in the language of the site.
    hidden = len(names) > 1 and len(set().union(*names.values())) == 1
    for member, match in found:
        number, name = int(match["number"]), _name(match)
        if len(names[number]) > 1:
            context.refuse(member, f"two students have Moodle's number {number}, which Moodle gives to one")
            continue
        anonymous = hidden or not name or re.sub(r"[\W_]", "", name) in PARTICIPANT
        person = Person(
            (f"moodle:{number}",),
            "" if anonymous else name,
            "participant" if anonymous else name,
            anonymous,
        )
        kind = "" if match["type"] == "file" else TYPED
        original = member.name if len(member.parts) > 1 else match["original"]
        # Its files were handed in together, whenever each of them was uploaded.
        yield Upload(member, "moodle", person, original, attempt=member.time, kind=kind)


def _name(match: re.Match) -> str:
    return " ".join(match["name"].split())
