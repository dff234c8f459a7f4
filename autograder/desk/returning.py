"""Knows how pages go back to a learning platform in one archive, named so that the platform finds whose each one is.

    Canvas   slug_USER_FILE_NAME.html                                      Assignment > Upload Submissions
    Moodle   Full Name_NUMBER_assignsubmission_file_/NAME.html             View all submissions > Upload feedback files

    Gradescope   an autograder that tells each submission its mark and page (`to_gradescope`)

All look for numbers that they gave out themselves; `collect` keeps these in the class's `students.json`. The forms are
those of the platforms' own sources (Canvas's `infer_comment_context_from_filename`, Moodle's `assignfeedback_file`).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import BinaryIO

from autograder.course import Classroom
from autograder.desk import to_gradescope
from autograder.desk.platforms import GRADESCOPE, MOODLE, moodle
from autograder.desk.students import Student, Students
from autograder.errors import CourseError
from autograder.files import fill_atomically


def pack(
    classroom: Classroom,
    platform: str,
    notebook: str,
    pages: Iterable[tuple[str, Path]],
    points: Mapping[str, float] | None = None,
) -> tuple[Path, bool, list[str]]:
    """Writes the archive of one notebook's pages.

    Args:
        classroom: whose `students.json` says who is who.
        platform: CANVAS, MOODLE or GRADESCOPE.
        notebook: which one.
        pages: each student's folder name and page.
        points: by the folder's name; Gradescope is told of them together with the page.

    Returns:
        Where it is, whether that changed anything, and the students who are not in it: not collected from there.

    Raises:
        CourseError: none of them was, or it cannot be written.
    """
    known = Students.read(classroom).by_folder
    names: dict[str, Path] = {}
    names_of: dict[str, str] = {}
    left_out = []
    for student, page in pages:
        name = _name(platform, notebook, known[student]) if student in known else None
        if name is None:
            left_out.append(student)
        else:
            names.setdefault(name, page)
            names_of[student] = name
    if not names:
        raise CourseError(
            f"no submission of {notebook} was collected from {platform.capitalize()}",
            "the archive needs the numbers in its file names: use `autograder collect` on its download",
        )
    path = classroom.feedback / f"{notebook}-{platform}.zip"
    if platform == GRADESCOPE:
        given = {names_of[student]: value for student, value in (points or {}).items() if student in names_of}
        files = to_gradescope.contents(names.items(), given)
        return path, fill_atomically(path, lambda file: to_gradescope.fill(file, files)), left_out
    return path, fill_atomically(path, lambda file: _fill(file, names)), left_out


def _name(platform: str, notebook: str, student: Student) -> str | None:
    """What a student's page is called; None where the platform gave no number to it."""
    if platform == GRADESCOPE:
        return to_gradescope.submission_number(student, notebook)
    handed = student.handed_in.get(notebook)
    if handed is None or handed.platform != platform:
        return None
    if platform == MOODLE:
        found = moodle.NAME.search(handed.source)
        return found and f"{found['name'].strip()}_{found['number']}_assignsubmission_file_/{notebook}.html"
    user = next((one for one in student.person.ids if re.fullmatch(r"canvas(-anonymous)?:[0-9A-Za-z]+", one)), None)
    if user is None or len(handed.attempt) != 1:
        return None
    kind, _, number = user.partition(":")
    # The first two numbers between underscores count, so none may stand before them.
    slug = "anon" if kind == "canvas-anonymous" else re.sub(r"[\W_\d]+", "", student.person.slug) or "student"
    return f"{slug}_{number}_{int(handed.attempt[0])}_{notebook}.html"


def _fill(file: BinaryIO, names: dict[str, Path]) -> None:
    """The same pages, the same bytes."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, page in sorted(names.items()):
            archive.writestr(zipfile.ZipInfo(name), page.read_bytes(), zipfile.ZIP_DEFLATED)
