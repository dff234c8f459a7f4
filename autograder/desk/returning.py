"""Knows how pages go back to a learning platform in one archive, named so that the platform finds whose each one is.

    Canvas   slug_USER_FILE_NAME.html                                      Assignment > Upload Submissions
    Moodle   Full Name_NUMBER_assignsubmission_file_/NAME.html             View all submissions > Upload feedback files

Both look for numbers that they gave out themselves; `collect` keeps these in the class's `students.json`. The forms are
those of the platforms' own sources (Canvas's `infer_comment_context_from_filename`, Moodle's `assignfeedback_file`).
"""
from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from autograder.course import Classroom
from autograder.desk.marks import Marked
from autograder.errors import CourseError, file_error
from autograder.files import UNFINISHED

PLATFORMS = ("canvas", "moodle")
_MOODLE = re.compile(r"(?P<name>[^_/:]*)_(?P<number>\d+)_assignsubmission_file")


def pack(classroom: Classroom, platform: str, notebook: str, pages: Iterable[tuple[Marked, Path]],
         ) -> tuple[Path, bool, list[str]]:
    """Writes the archive of one notebook's pages.

    Returns:
        Where it is, whether that changed anything, and the students who are not in it: not collected from there.

    Raises:
        CourseError: none of them was, or it cannot be written.
    """
    known = _collected(classroom)
    names: dict[str, Path] = {}
    left_out = []
    for marked, page in pages:
        name = _name(platform, notebook, known.get(marked.student))
        if name is None:
            left_out.append(marked.student)
        else:
            names[name] = page
    if not names:
        raise CourseError(f"no submission of {notebook} was collected from {platform.capitalize()}",
                          "the archive needs the numbers in its file names: use `autograder collect` on its download")
    path = classroom.feedback / f"{notebook}-{platform}.zip"
    return path, _write(path, names), left_out


def _collected(classroom: Classroom) -> dict[str, Any]:
    """What `collect` knows of each student, by folder."""
    path = classroom.root / "students.json"
    try:
        return dict(json.loads(path.read_text(encoding="utf-8"))["students"])
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise file_error(path, error, "read") from None
    except (ValueError, KeyError, TypeError):
        raise CourseError(f"{path} is not what `autograder collect` wrote",
                          "put a copy back, or collect again") from None


def _name(platform: str, notebook: str, student: Any) -> str | None:
    """What a student's page is called; None where the platform gave no number to it."""
    try:
        handed = student["handed_in"][notebook]
        if handed["platform"] != platform:
            return None
        if platform == "canvas":
            user = next(one for one in student["ids"] if re.fullmatch(r"canvas(-anonymous)?:[0-9A-Za-z]+", one))
            kind, _, number = user.partition(":")
            # The first two numbers between underscores count, so none may stand before them.
            slug = "anon" if kind == "canvas-anonymous" else re.sub(r"[\W_\d]+", "", student["slug"]) or "student"
            return f"{slug}_{number}_{int(handed['attempt'][0])}_{notebook}.html"
        found = _MOODLE.search(handed["source"])
        return f"{found['name'].strip()}_{found['number']}_assignsubmission_file_/{notebook}.html"
    except (KeyError, TypeError, ValueError, IndexError, StopIteration):
        return None


def _write(path: Path, names: dict[str, Path]) -> bool:
    """The same pages, the same bytes; written all or not at all, and only if that changes something."""
    temporary = path.with_name(f".{path.name}{UNFINISHED}")
    try:
        try:
            with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, page in sorted(names.items()):
                    archive.writestr(zipfile.ZipInfo(name), page.read_bytes(), zipfile.ZIP_DEFLATED)
            if path.is_file() and _digest(path) == _digest(temporary):
                return False
            os.replace(temporary, path)
            return True
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise file_error(path, error, "write") from None


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
