"""Knows how Canvas, Moodle and Gradescope name what students handed in; reads names and lists, no notebook.

    Canvas      sortablename_[LATE_]USER_FILE_original.ipynb            one archive for each assignment, flat
                [LATE_]anon_CODE_FILE_original.ipynb                    where marking is anonymous
    Moodle      Full Name_NUMBER_assignsubmission_file[_]/…original     "download in folders"
                Full Name_NUMBER_assignsubmission_file_original         without folders
    Gradescope  submission_NUMBER/…original, and submission_metadata.yml
    folders     STUDENT/…original                                       anything else

The forms are those of the platforms' own sources (Canvas's ContentZipper, Moodle's assign downloader). A name that a
student chose for herself must not be read as somebody else's number: what can be read in two ways is not read at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from nbgrader.utils import parse_utc

from autograder.desk import gradescope
from autograder.desk.archive import Member, Refused, Source, is_folder
from autograder.desk.gradescope import GRADESCOPE
from autograder.desk.upload import Known, Person, Tell, Upload

CANVAS, MOODLE, FOLDERS = "canvas", "moodle", "folders"
PLATFORMS = (CANVAS, MOODLE, GRADESCOPE, FOLDERS)


_JUNK = re.compile(r"__MACOSX|\.ipynb_checkpoints|\._.*|\.DS_Store|Thumbs\.db|desktop\.ini|\.git")
_CANVAS = re.compile(r"(LATE_)?(?:anon_([0-9A-Za-z]+)|([1-9]\d*))_([1-9]\d*)_(.+)", re.DOTALL)  # behind the name
_CANVAS_NAME = re.compile(r"(^(LATE_)?anon_[0-9A-Za-z]+|_[1-9]\d*)_[1-9]\d*_.")
_CANVAS_TYPED = re.compile(r".+_(text|link)\.html")
# Moodle replaces what would be a separator in a name of a person, so that none is in it.
MOODLE_NAME = re.compile(
    r"(?P<name>[^_/:]*)_(?P<number>\d+)_assignsubmission_(?P<type>[a-z]+)_?(?P<original>.*)", re.DOTALL
)


def handed_in(
    source: Source,
    is_known: Known,
    refuse: Tell,
    platform: str | None = None,
) -> tuple[str, list[Upload]]:
    """The platform, and every file in `source` that can be said to be somebody's.

    Args:
        source: what the platform handed out, also if it was unpacked since.
        is_known: whether an original name is that of a notebook of this course.
        refuse: told of each file that is nobody's, and why. The system's own files are passed over.
        platform: one of PLATFORMS; told by the names unless given.
    """
    members = []
    for member in source.members:
        if is_folder(member) or any(_JUNK.fullmatch(part) for part in member.parts):
            continue
        if member.refused:
            refuse(member, member.refused)
        else:
            members.append(member)
    members = _without_wrapper(members, is_known)
    platform = platform or _platform(members)
    read = {CANVAS: _canvas, MOODLE: _moodle, GRADESCOPE: gradescope.read, FOLDERS: _folders}[platform]
    return platform, list(read(source, members, is_known, refuse))


def _without_wrapper(members: list[Member], is_known: Known) -> list[Member]:
    """Without one folder around everything, which unpacking and Gradescope add. A student's own folder stays."""
    while members and all(len(member.parts) > 1 for member in members):
        top = members[0].parts[0]
        if (
            any(member.parts[0] != top for member in members)
            or MOODLE_NAME.fullmatch(top)
            or gradescope.FOLDER.fullmatch(top)
        ):
            break
        inner = [replace(member, parts=member.parts[1:]) for member in members]
        students = {member.parts[0] for member in inner}
        if _platform(inner) == FOLDERS and (
            any(len(member.parts) == 1 for member in inner)
            or len(students) == 1
            or any(is_known(student) for student in students)
        ):
            break
        members = inner
    return members


def _platform(members: list[Member]) -> str:
    """By the majority: one student's file name does not decide."""
    if any(member.parts == (gradescope.METADATA,) for member in members):
        return GRADESCOPE
    tops = {member.parts[0]: len(member.parts) == 1 for member in members}
    counts = {
        MOODLE: sum(bool(MOODLE_NAME.fullmatch(top)) for top in tops),
        CANVAS: sum(
            flat and bool(_CANVAS_NAME.search(top) or _CANVAS_TYPED.fullmatch(top)) for top, flat in tops.items()
        ),
    }
    return next((platform for platform, count in counts.items() if 2 * count > len(tops)), FOLDERS)


def _canvas(source: Source, members: list[Member], is_known: Known, refuse: Tell) -> Iterator[Upload]:
    for member in members:
        if len(member.parts) > 1:
            refuse(member, "in a folder, which Canvas does not make")
            continue
        readings = list(_canvas_readings(member))
        if len(readings) > 1:
            readings = [one for one in readings if is_known(one.original)] or readings
        if len(readings) == 1:
            yield readings[0]
        elif readings:
            refuse(member, "its name can be read as two students': put it in submitted/ yourself")
        else:
            refuse(
                member,
                "typed into Canvas, no file"
                if _CANVAS_TYPED.fullmatch(member.name)
                else "not named as Canvas names files",
            )


def _canvas_readings(member: Member) -> Iterator[Upload]:
    """Every way to read a name. Canvas takes numbers between underscores out of names of people, so that few remain."""
    tokens = member.name.split("_")
    for split in range(len(tokens)):
        head, tail = "_".join(tokens[:split]), "_".join(tokens[split:])
        found = _CANVAS.fullmatch(tail)
        if found is None or re.search(r"_\d+_", head) or head.endswith("LATE"):
            continue
        late, code, user, file, original = found.groups()
        if bool(head) == bool(code):  # names are left out exactly where marking is anonymous
            continue
        person = (
            Person((f"canvas-anonymous:{code}",), slug=f"anon-{code}", anonymous=True)
            if code
            else Person((f"canvas:{user}",), slug=head)
        )
        yield Upload(member, CANVAS, person, original, (int(file),), bool(late))


def _moodle(source: Source, members: list[Member], is_known: Known, refuse: Tell) -> Iterator[Upload]:
    found = [(member, MOODLE_NAME.fullmatch(member.parts[0])) for member in members]
    numbers = {match["number"]: match["name"] for _, match in found if match}
    # Where marking is anonymous everybody is called "Participant", in the language of the site.
    hidden = len(numbers) > 1 and len(set(numbers.values())) == 1
    for member, match in found:
        if match is None:
            refuse(member, "not named as Moodle names files")
        elif match["type"] != "file":
            refuse(member, "typed into Moodle, no file")
        else:
            name = " ".join(match["name"].split())
            anonymous = hidden or name == "Participant" or not name
            person = Person(
                (f"moodle:{int(match['number'])}",),
                "" if anonymous else name,
                "participant" if anonymous else name,
                anonymous,
            )
            original = member.name if len(member.parts) > 1 else match["original"]
            yield Upload(member, MOODLE, person, original, member.time)


def _folders(source: Source, members: list[Member], is_known: Known, refuse: Tell) -> Iterator[Upload]:
    stamps = {member.parts[:-1]: member for member in members if member.name == "timestamp.txt"}
    for member in members:
        if len(member.parts) < 2:
            refuse(member, "in nobody's folder: put it in STUDENT/")
        elif member.name != "timestamp.txt":
            top = member.parts[0]
            yield Upload(
                member,
                FOLDERS,
                Person((f"folder:{top}",), slug=top),
                member.name,
                member.time,
                time=_stamp(source, stamps.get(member.parts[:-1])),
            )


def _stamp(source: Source, member: Member | None) -> datetime | None:
    """What nbgrader wrote beside a notebook when it was handed in."""
    try:
        return parse_utc(source.read(member)[:100].decode().strip()) if member is not None else None
    except (Refused, ValueError, OverflowError):
        return None
