"""Knows how learning platforms name what students handed in; reads names and lists, no notebook.

Each module knows one platform: ``place``, at which part of a path the platform's own name stands, and ``read``, whose
each file is. ``pattern`` is for names that none of them knows.

    canvas       sortablename_[LATE_]USER_FILE_original              one archive for each assignment, flat
    moodle       Full Name_NUMBER_assignsubmission_file[_]/…original
    gradescope   submission_NUMBER/…original, and submission_metadata.yml
    brightspace  1234-5678 - Full Name - Mar 4, 2025 1015 AM/original
    blackboard   Assignment_username_attempt_2025-03-04-10-15-00_original
    sakai        Surname, First(id)/Submission attachment(s)/original
    ilias        Surname_First_login_NUMBER/original
    nbgrader     student+assignment+2025-03-04 10:15:00 UTC[+…]/…    of the exchange's folder `inbound`
    folders      STUDENT/…original                                   anything else

The forms are those of the platforms' own sources, and of what instructors' public scripts expect where there are none.
A name that a student chose for herself must not be read as somebody else's number: what can be read in two ways is not
read at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from autograder.desk.archive import Member, Refused, is_folder
from autograder.desk.platforms import (
    blackboard,
    brightspace,
    canvas,
    folders,
    gradescope,
    ilias,
    moodle,
    nbgrader_exchange,
    pattern,
    sakai,
)
from autograder.desk.upload import Context, Upload
from autograder.desk.which_notebook import is_notebook
from autograder.errors import CourseError
from autograder.file_kind import is_archive
from autograder.saying import printable

CANVAS, MOODLE, GRADESCOPE, BRIGHTSPACE = "canvas", "moodle", "gradescope", "brightspace"
BLACKBOARD, SAKAI, ILIAS, NBGRADER, FOLDERS, PATTERN = "blackboard", "sakai", "ilias", "nbgrader", "folders", "pattern"


class Platform(NamedTuple):
    """How one platform's names are read.

    Attributes:
        shown: what people call it.
        place: the part of a path at which the platform's own name stands; None where it has none.
        read: whose each file is; the platform's own name stands at each path's beginning.
    """

    shown: str
    place: Callable[[tuple[str, ...]], int | None]
    read: Callable[[Context, list[Member]], Iterator[Upload]]


# The most telling names first.
_READERS = {
    GRADESCOPE: Platform("Gradescope", gradescope.place, gradescope.read),
    NBGRADER: Platform("nbgrader", nbgrader_exchange.place, nbgrader_exchange.read),
    MOODLE: Platform("Moodle", moodle.place, moodle.read),
    BRIGHTSPACE: Platform("Brightspace", brightspace.place, brightspace.read),
    BLACKBOARD: Platform("Blackboard", blackboard.place, blackboard.read),
    SAKAI: Platform("Sakai", sakai.place, sakai.read),
    CANVAS: Platform("Canvas", canvas.place, canvas.read),
    ILIAS: Platform("ILIAS", ilias.place, ilias.read),
}
_UNMISTAKABLE = (GRADESCOPE, NBGRADER, MOODLE, BRIGHTSPACE)  # folders that nobody would call so
PLATFORMS = (*_READERS, FOLDERS)

_JUNK = re.compile(
    r"__MACOSX|\._.*|\.DS_Store|Thumbs\.db|ehthumbs\.db|desktop\.ini|~\$.*|@eaDir|\.Trash.*|"
    r"\.ipynb_checkpoints|__pycache__|\.git|\.gitignore|\.vscode|\.idea|\.?venv|node_modules|site-packages",
    re.IGNORECASE,
)


def uploads(context: Context, platform: str | None = None) -> tuple[str, list[Upload]]:
    """The platform, and every file that can be said to be somebody's. The system's own files are passed over.

    Args:
        context: where to look, and whom to tell what cannot be said.
        platform: one of PLATFORMS; told by the names unless given.

    Raises:
        CourseError: nothing says whose the files are.
    """
    members = []
    for member in _all_members(context):
        if is_folder(member) or is_junk(member):
            continue
        if member.refused:
            context.refuse(member, member.refused)
        else:
            members.append(member)
    if context.pattern:
        return PATTERN, list(pattern.read(context, members))
    which = platform or _platform(members)
    if platform is None and which == FOLDERS:
        _check_scattered(context, members)
        return FOLDERS, list(_nobody_elses(context, folders.read(context, members)))
    if which == FOLDERS:
        return FOLDERS, list(folders.read(context, members))
    return which, list(_READERS[which].read(context, _from_its_name(context, members, which)))


def is_junk(member: Member) -> bool:
    """Whether a file is the system's own, or a program's: nobody handed it in."""
    return any(_JUNK.fullmatch(part.strip()) for part in member.parts)


def _all_members(context: Context) -> list[Member]:
    """What is there. Where that is nothing but one archive, somebody packed what a platform handed out once more."""
    members = context.source.members
    files = [one for one in members if not is_folder(one) and not is_junk(one)]
    if context.pattern or len(files) != 1 or not files[0].name.lower().endswith(".zip") or _platform(files) != FOLDERS:
        return members
    if len(files[0].parts) > 1:  # STUDENT/homework.zip
        return members
    try:
        return [_shorter(member, len(files[0].parts)) for member in context.source.inside(files[0])]
    except Refused as reason:
        raise CourseError(f"{context.source.path} holds one file, {files[0].shown}: {reason}", "unpack it") from None


def _shorter(member: Member, start: int) -> Member:
    return replace(member, parts=member.parts[start:])


def _from_its_name(context: Context, members: list[Member], platform: str) -> list[Member]:
    """The files with paths that begin at the platform's own name; what has none is told of."""
    reader, found = _READERS[platform], []
    for member in members:
        place = reader.place(member.parts)
        if place is not None:
            found.append(_shorter(member, place))
        elif platform in (NBGRADER, GRADESCOPE):  # these look at other files too
            found.append(member)
        else:
            context.refuse(member, f"not named as {reader.shown} names files")
    return found


def _check_scattered(context: Context, members: list[Member]) -> None:
    named = [one.parts for one in members if canvas.place(one.parts) is not None]
    if 2 * len(named) > len(members) and canvas.is_scattered(named):
        raise CourseError(
            f"{context.source.path}: files in folders of one student each are named as Canvas names them "
            f"(such as {printable('/'.join(named[0]))})",
            "say with --from canvas that they are, or with --from folders that the folders are students'",
        )


def _nobody_elses(context: Context, handed: Iterable[Upload]) -> Iterator[Upload]:
    """Without what is plainly a platform's, though most is not: a folder of Moodle's is no student's name."""
    for one in handed:
        path = (one.person.slug, one.original)
        named = (platform for platform in _UNMISTAKABLE if _READERS[platform].place(path) == 0)
        if (platform := next(named, None)) is None:
            yield one
        else:
            shown = _READERS[platform].shown
            context.refuse(one.member, f"named as {shown} names files, among others: collect {shown}'s by themselves")


def _platform(members: list[Member]) -> str:
    """By the majority: one student's file name does not decide. Of two the one whose names stand outermost."""
    found: list[tuple[int, str]] = []
    for platform, reader in _READERS.items():
        named: set[tuple[str, ...]] = set()
        others: set[tuple[str, ...]] = set()
        for member in members:
            place = reader.place(member.parts)
            if place is not None:
                named.add(member.parts[: place + 1])
            elif is_notebook(member.name) or is_archive(member.name):
                others.add(member.parts[:-1] or member.parts)
        enough = len(named) >= max(1, len(others)) if platform in _UNMISTAKABLE else len(named) > len(others)
        if enough and (platform != CANVAS or canvas.is_several(named)):
            found.append((min(map(len, named)), platform))
    return min(found, key=lambda one: one[0])[1] if found else FOLDERS
