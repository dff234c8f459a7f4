"""Knows how files are read, students' with no trust, and written, all or not at all, and what is told of it."""

from __future__ import annotations

import filecmp
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import nbformat
from nbformat import NotebookNode

from autograder.course import Course
from autograder.errors import CourseError, file_error


@dataclass(frozen=True)
class Outcome:
    """What became of one file, or what is wrong with it."""

    state: str  # running, wrote, unchanged, note; with check also stale, missing, problem, to do
    path: str = ""
    note: str = ""

    def __str__(self) -> str:
        if self.state in ("stale", "missing"):
            number = Path(self.path).name[:2]
            which = f"autograder release {number}" if number.isdigit() else "make release"
            return f"{self.path} is {self.state}: run `{which}`"
        return self.note or f"{self.state} {self.path}"


UNFINISHED = ".part"  # how the name of a file ends that is still being written
Report = Callable[[Outcome], None]


def write_atomically(path: Path, text: str | bytes) -> bool:
    """Write `path` all or not at all, and only if that changes it. Whether it did."""
    data = text if isinstance(text, bytes) else text.encode()
    try:
        if path.is_file() and path.read_bytes() == data:
            return False
    except OSError as error:
        raise file_error(path, error, "write") from None
    return fill_atomically(path, lambda file: file.write(data))


def fill_atomically(path: Path, fill: Callable[[BinaryIO], object]) -> bool:
    """The same for what is too large to be held: `fill` writes it to the file that it is given."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Always the same name: what a killed writer leaves here is overwritten by the next one, and does not pile up.
        temporary = path.with_name(f".{path.name}{UNFINISHED}")
        try:
            with temporary.open("wb") as file:
                fill(file)
            if path.is_file() and filecmp.cmp(path, temporary, shallow=False):
                return False
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise file_error(path, error, "write") from None
    return True


def write(course: Course, path: Path, text: str, tell: Report) -> bool:
    """Write a file and tell what became of it; whether that changed it."""
    wrote = write_atomically(path, text)
    tell(Outcome("wrote" if wrote else "unchanged", course.shown(path)))
    return wrote


class Refused(Exception):
    """Why a file is not read, as what is said of it: "is a link to somewhere else"."""


def read_ordinary(path: Path, most: int) -> bytes:
    """The bytes of a file that anybody may have put there: an ordinary one, of so many bytes at most.

    It is looked at before it is opened, and again before it is read: a pipe would be waited for, a device may do
    anything, and a file of a terabyte takes no room where it is empty.

    Raises:
        Refused: it is something else, or larger.
        OSError: it cannot be read.
    """
    refuse_unless_ordinary(path.lstat(), most)
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as file:
        refuse_unless_ordinary(os.fstat(descriptor), most)
        data = file.read(most + 1)
    if len(data) > most:  # it grew meanwhile
        raise Refused(f"is too large: more than {most / 1e6:.0f} MB")
    return data


def refuse_unless_ordinary(found: os.stat_result, most: int) -> None:
    """Raises `Refused` unless this is said of an ordinary file of so many bytes at most."""
    if stat.S_ISLNK(found.st_mode):
        raise Refused("is a link to somewhere else")
    if not stat.S_ISREG(found.st_mode):
        raise Refused("is not a file")
    if found.st_size > most:
        raise Refused(f"is too large: {found.st_size / 1e6:.0f} MB, at most {most / 1e6:.0f} MB are read")


def with_ids(nb: NotebookNode) -> NotebookNode:
    """A notebook each of whose cells has an id, which those of formats before 4.5 have not: its grade_id, or its place.

    Changes it.
    """
    taken = {cell.get("id") for cell in nb.cells}
    for number, cell in enumerate(nb.cells):
        if not cell.get("id"):
            name = cell.metadata.get("nbgrader", {}).get("grade_id") or f"cell-{number}"
            cell.id = name if name not in taken else f"cell-{number}-without-id"
            taken.add(cell.id)
    nb.nbformat_minor = max(nb.nbformat_minor, 5)
    return nb


def read_notebook(path: Path) -> NotebookNode:
    """A notebook that the release derived, with a CourseError where it cannot be read."""
    try:
        return with_ids(nbformat.read(path, as_version=4))
    except (OSError, ValueError) as error:
        raise CourseError(f"{path} cannot be read ({error})", "run `make release`") from None
