"""Knows what becomes of each file that was handed in: taken into `submitted/`, or not, and why.

What lies in `submitted/` is only replaced by a later attempt, and only while it is what an earlier collecting put
there: whatever a person changed or added stays. Which of several files of one student counts, `attempts` knows.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from autograder.course import Classroom
from autograder.desk.archive import ArchiveLimits, Refused, Source
from autograder.desk.attempts import Candidate, Choice, Undecided, choose
from autograder.desk.platforms import BLACKBOARD, BRIGHTSPACE, PATTERN
from autograder.desk.students import HandedIn, Student
from autograder.desk.upload import Upload
from autograder.errors import file_error
from autograder.files import write_atomically
from autograder.submission import Unreadable, parse_cells

_LARGEST = ArchiveLimits().file  # bytes of a file that collecting can have written
TAKEN, REPLACED, UNCHANGED, NOT_TAKEN = "taken", "replaced", "unchanged", "not taken"
_LOCAL = (BRIGHTSPACE, BLACKBOARD, PATTERN)  # whose times do not say in which zone they are
_SAVE_EVERY = 50  # students; killed in between, the same command finds the files and enters them again


@dataclass(frozen=True)
class Row:
    """What became of one file.

    Attributes:
        state: one of the four above.
        shown: the file, as it may be shown.
        student: the folder, and `notebook`: where they are known.
        why: what else is to say.
        late: whether the platform marked it as late.
        problem: whether somebody's work may be missing because of it.
        lacking: why the student has no notebook that can be graded, in words for the student; empty where there is one.
    """

    state: str
    shown: str
    student: str = ""
    notebook: str = ""
    why: str = ""
    late: bool = False
    problem: bool = False
    lacking: str = ""


def place(
    classroom: Classroom,
    source: Source,
    student: Student,
    notebook: str,
    candidates: list[Candidate],
    dry: bool = False,
) -> list[Row]:
    """Writes the file that counts of one student's for one notebook, unless what is there has to stay.

    Args:
        classroom: whose `submitted/` it is.
        source: what the files lie in.
        student: whose they are; keeps what was taken.
        notebook: which it is.
        candidates: the student's files for it, at least one.
        dry: whether nothing is to be written.

    Returns:
        A row for the file that counts, or for all of them where none does, and before it one for each other file.
    """
    path = classroom.submitted / student.folder / notebook / f"{notebook}.ipynb"

    def nothing(why: str) -> Row:
        shown = candidates[0].upload.member.shown
        lacking = "" if path.is_file() else why.partition(": ")[0]
        return Row(NOT_TAKEN, shown, student.folder, notebook, why, problem=True, lacking=lacking)

    try:
        choice = choose(candidates, source.read)
    except Undecided as reason:
        chosen = _chosen_by_hand(source, path, candidates)
        if chosen is None:
            return [nothing(f"{reason}: put the right one at {path}")]
        choice = Choice(chosen, [])
    except Refused as reason:
        return [nothing(str(reason))]
    best = choice.best.upload
    others = [
        Row(NOT_TAKEN, other.upload.member.shown, student.folder, notebook, why, other.upload.late)
        for other, why in choice.others
    ]

    def row(state: str, why: str = "", problem: bool = False, lacking: str = "") -> Row:
        return Row(state, best.member.shown, student.folder, notebook, why, best.late, problem, lacking)

    try:
        data = source.read(best.member)
    except Refused as reason:
        return [*others, nothing(str(reason))]
    try:
        new = _record(source, best, data)
        state = _may_replace(path, student.handed_in.get(notebook), new)
    except Refused as reason:
        return [*others, row(NOT_TAKEN, str(reason), problem=True)]
    if state is None:
        return [*others, row(NOT_TAKEN, "an earlier attempt than the one that is there")]
    if not dry:
        _write(path, data, new, state)
    old = student.handed_in.get(notebook)
    if state != UNCHANGED or old is None or (old.platform == new.platform and old.attempt <= new.attempt):
        student.handed_in[notebook] = new
    if why := unreadable(best.original, data):
        return [*others, row(state, f"it is taken, but cannot be graded: {why}", problem=True, lacking=why)]
    return [*others, row(state)]


def unreadable(name: str, data: bytes) -> str:
    """Why a file is no notebook that can be graded; empty where it is one."""
    try:
        parse_cells(name, data)
        return ""
    except Unreadable as reason:
        return str(reason)


def _chosen_by_hand(source: Source, path: Path, candidates: list[Candidate]) -> Candidate | None:
    """The one that a person has put in its place."""
    try:
        size = path.stat().st_size if path.is_file() and not path.is_symlink() else _LARGEST + 1
        there = path.read_bytes() if size <= _LARGEST else None
    except OSError as error:
        raise file_error(path, error, "read") from None
    return next((one for one in candidates if there is not None and source.read(one.upload.member) == there), None)


def _record(source: Source, one: Upload, data: bytes) -> HandedIn:
    date, clock = one.member.time[:3], one.member.time[3:]
    return HandedIn(
        one.platform,
        one.attempt,
        one.late,
        None if one.time is None else one.time.isoformat(),
        f"{source.path.name}: {one.member.shown}",
        "{:04}-{:02}-{:02}".format(*date) + " {:02}:{:02}:{:02}".format(*clock),
        hashlib.sha256(data).hexdigest(),
    )


def _may_replace(path: Path, old: HandedIn | None, new: HandedIn) -> str | None:
    """What writing `new` to `path` would be; None where a later attempt lies there; `Refused` where nobody can tell."""
    try:
        if not path.exists() and not path.is_symlink():
            return TAKEN
        if path.is_symlink() or not path.is_file():
            raise Refused(f"{path} is no file: move it away")
        if path.stat().st_size > _LARGEST:  # no collecting wrote it, and reading it could take for ever
            raise Refused(f"{path} was put there or changed by somebody else: move it away to have this one")
        with path.open("rb") as file:
            there = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise file_error(path, error, "read") from None
    if there == new.sha256:
        return UNCHANGED
    if old is None or there != old.sha256:
        raise Refused(f"{path} was put there or changed by somebody else: move it away to have this one")
    if old.platform != new.platform or old.attempt == new.attempt or not (old.attempt and new.attempt):
        dates = "" if new.attempt else " (or say --trust-dates, where the files' own dates are right)"
        raise Refused(
            f"it differs from {path}, and nothing says which is the later: move that away to have this one{dates}"
        )
    return REPLACED if new.attempt > old.attempt else None


def _write(path: Path, data: bytes, new: HandedIn, state: str) -> None:
    """The time first: found without its notebook it is mended by the next run, graded without its time it is not."""
    stamp = path.with_name("timestamp.txt")
    if new.time is not None:
        write_atomically(stamp, f"{datetime.fromisoformat(new.time).isoformat()} UTC\n")
    elif state == REPLACED:
        try:
            stamp.unlink(missing_ok=True)
        except OSError as error:
            raise file_error(stamp, error, "write") from None
    write_atomically(path, data)
