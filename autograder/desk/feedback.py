"""Knows how marks go back to a class: one page for each graded notebook of each student, where nbgrader has its own."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from autograder.arguments import classroom_of
from autograder.batch import find_submissions
from autograder.course import Classroom, Course
from autograder.desk.feedback_page import feedback_page, sheet
from autograder.desk.marks import ClassMarks, Marked, read_marks
from autograder.desk.platforms import GRADESCOPE
from autograder.desk.returning import pack
from autograder.errors import CourseError
from autograder.files import read_notebook, write_atomically
from autograder.gradebook import LatePlugin, renew_lateness
from autograder.saying import printable, say
from utils.words import counted


def run(args: argparse.Namespace) -> int:
    """Writes the pages, and says what waits."""
    from autograder.cli import counting

    course = Course.find()
    classroom = classroom_of(args, course)
    marks = read_marks(classroom, course.resolve(args.names))
    rule = LatePlugin(course.root)
    renew_lateness(classroom, marks, rule)
    written, waiting, unjudged = 0, 0, 0
    pages = sum(map(len, marks.students.values()))
    with counting("feedback") as (start, tell):
        start(pages)
        for marked, changed in write_pages(classroom, marks, rule):
            written += changed
            waiting += marked.waits
            unjudged += any(mark.not_judged for mark in marked.marks)
            tell(f"{printable(marked.student)} {marked.notebook}: {'written' if changed else 'unchanged'}")
    say(
        f"{counted(pages, 'page')}, {written} of them new or changed: "
        f"{course.shown(classroom.feedback)}/STUDENT/{list(marks)[-1]}/{list(marks)[-1]}.html"
    )
    if waiting:
        say(
            f"{waiting} of them hold questions that wait for a person: mark them (`autograder mark`), then run this "
            "again"
        )
    if unjudged:
        say(
            f"{unjudged} of them hold answers that the grader could not judge, and say so: correct the "
            "test or install what is missing, and grade again, or mark them in the formgrader, then run this again"
        )
    for line in _not_graded(classroom, marks):
        say(line)
    if args.archive:
        for name, students in marks.students.items():
            points = {one.student: one.points for one in marks[name]} if args.archive == GRADESCOPE else None
            paths = [(student, page_path(classroom, student, name)) for student in students]
            path, changed, left_out = pack(classroom, args.archive, name, paths, points)
            say(
                f"{'to upload' if changed else 'unchanged'}: {course.shown(path)}"
                + (f", without {_names(left_out)} (not collected from there)" if left_out else "")
            )
    return 0


def write_pages(
    classroom: Classroom,
    marks: ClassMarks,
    rule: LatePlugin,
    only: Callable[[str], bool] = lambda student: True,
) -> Iterator[tuple[Marked, bool]]:
    """Writes the page of each submission, and tells of each whether that changed anything.

    Args:
        classroom: where pages lie.
        marks: the submissions.
        rule: what says what late work costs.
        only: whether a student's page is wanted.

    Raises:
        CourseError: a student's name in the gradebook is no name of a folder. Nothing is written then.
    """
    strange = sorted({student for students in marks.students.values() for student in students if not _is_name(student)})
    if strange:
        raise CourseError(
            f"the gradebook {classroom.gradebook} holds a student {strange[0]!r}, which cannot be the name of a folder",
            "remove that student (`nbgrader db student remove`)",
        )
    for name, submitted in marks.items():
        about = sheet(read_notebook(classroom.source(name)))
        names = {part.name for part in about.parts}
        written = {part.name for part in about.parts if not part.is_code}
        for marked in submitted:
            if not only(marked.student):
                continue
            graded = classroom.autograded / marked.student / name / f"{name}.ipynb"
            pictures = read_pictures(graded, written) if written else {}
            costs = rule.rule if marked.seconds_late > 0 else ""
            page = feedback_page(about, marked, read_answers(graded, names), pictures, costs)
            yield marked, write_atomically(page_path(classroom, marked.student, name), page)


def page_path(classroom: Classroom, student: str, name: str) -> Path:
    """Where a submission's page lies: nbgrader's own place."""
    return classroom.feedback / student / name / f"{name}.html"


def read_answers(path: Path, names: set[str]) -> dict[str, str]:
    """What stands in the cells called `names` of a graded notebook; nothing of one that cannot be read.

    Read as plain JSON: a check of the schema takes longer than all the rest of a page.
    """
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        if not isinstance(cells, list):
            return {}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
    found = {}
    for cell in cells:
        try:
            name, source = cell["metadata"]["nbgrader"]["grade_id"], cell["source"]
            if name in names:
                found[name] = source if isinstance(source, str) else "".join(source)
        except (KeyError, TypeError):  # another cell, or none
            continue
    return found


def read_pictures(path: Path, names: set[str]) -> dict[str, list[tuple[str, str]]]:
    """The pictures pasted into the cells called `names` of a graded notebook: of each its name and its data URI."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return {
            cell["metadata"]["nbgrader"]["grade_id"]: [
                (name, f"data:{kind};base64,{''.join(data.split())}")
                for name, kinds in cell["attachments"].items()
                for kind, data in kinds.items()
                if kind in ("image/png", "image/jpeg", "image/gif")
            ]
            for cell in cells
            if cell.get("attachments") and cell.get("metadata", {}).get("nbgrader", {}).get("grade_id") in names
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _is_name(student: str) -> bool:
    return student not in ("", ".", "..") and Path(student).name == student and "\0" not in student


def _not_graded(classroom: Classroom, marks: ClassMarks) -> Iterator[str]:
    """A line for each notebook that somebody handed in and nobody graded."""
    try:
        submissions, _ = find_submissions(classroom, marks)
    except CourseError:  # marks may outlive submissions
        return
    for name, students in submissions.items():
        missing = _names(set(students) - set(marks.students[name]))
        if missing:
            yield f"not graded yet: {name} of {missing} (`autograder grade`)"


def _names(students: Iterable[str]) -> str:
    first, *others = sorted(map(printable, students)) or [""]
    return f"{first} and {len(others)} more" if others else first
