"""Knows what an instructor says to have marks written for a platform, and what is said."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from autograder.arguments import classroom_of
from autograder.course import Course
from autograder.desk import forms, headings
from autograder.desk.final import Marks, final_marks, notes
from autograder.desk.marks import read_marks
from autograder.desk.roster import Lookup, Roster, read_roster
from autograder.desk.rows import by_row
from autograder.desk.sheets import write_csv
from autograder.desk.students import Students
from autograder.errors import CourseError
from autograder.gradebook import LatePlugin, renew_lateness, without_time
from autograder.saying import printable, say
from utils.words import counted


def run(args: argparse.Namespace) -> int:
    """Writes the file and names every row that found no other."""
    course = Course.find()
    classroom = classroom_of(args, course)
    names = course.resolve(args.names)
    told = _told(course, args.column)
    graded = read_marks(classroom, names)
    penalties = renew_lateness(classroom, graded, LatePlugin(course.root))
    if missing := [name for name in names if name not in graded.students and args.names]:
        raise CourseError(f"nothing of {', '.join(missing)} was graded", "grade it first: `autograder grade`")
    marks = final_marks(classroom, graded, args.looked, args.without_waiting)
    students = Students.read(classroom)

    unmatched: list[str] = []
    if args.roster is None and args.scale is not None:
        raise CourseError("--scale needs the platform's list", "name it with --roster FILE")
    if args.roster is None:
        kind, form, bom = "general", forms.general(marks, students), True
    else:
        listed = read_roster(args.roster)
        given, unmatched, without = by_row(marks, students, Lookup(listed), args.trust_names)
        kind, form = _form(listed, marks, given, told, students, bool(args.names), args.scale)
        bom = listed.bom or listed.kind == headings.GENERIC
    path = args.output or classroom.root / f"marks-{kind}.csv"
    if args.roster is not None and path.resolve() == args.roster.resolve():
        raise CourseError(f"{path} is the roster itself", "choose another --output")
    changed = write_csv(path, form.rows, bom)

    for line in [*form.notes, *notes(marks, students)]:
        say(f"note: {line}")
    if penalties:
        say(f"note: penalties for being late that are others than before: {', '.join(map(printable, penalties))}")
    for line in without_time(classroom, graded.students):
        say(f"note: {line}")
    if args.roster is not None:
        for line in without:
            say(f"on the roster, no mark: {line}")
    for line in [*unmatched, *form.left_out]:
        say(f"not written: {line}")
    say(
        f"{'wrote' if changed else 'unchanged'}: {course.shown(path)}, marks of {counted(form.students, 'student')} in "
        + ", ".join(marks)
    )
    if unmatched or form.left_out:
        missing_marks = counted(len(unmatched) + len(form.left_out), "mark is", "marks are")
        raise CourseError(
            f"{missing_marks} not in {path}, for the reasons above",
            "enter them by hand, or put right what they name and run the same command again",
        )
    return 0


def _told(course: Course, pairs: Iterable[str]) -> dict[str, str]:
    told = {}
    for pair in pairs:
        name, equals, heading = pair.partition("=")
        if not equals:
            raise CourseError(f"--column {pair!r} has no `=`", "write --column NAME=HEADING")
        told[course.resolve([name])[0]] = heading
    return told


def _form(
    listed: Roster,
    marks: Marks,
    given: forms.Given,
    told: dict[str, str],
    students: Students,
    named: bool,
    scale: forms.Scale,
) -> tuple[str, forms.Form]:
    if listed.kind == headings.CANVAS:
        first = (listed.column("Section") or 0) + 1
        places = forms.find_columns(listed, marks, told, first)
        if lacking := [name for name, column in places.items() if column is None]:
            raise CourseError(
                f"{listed.path} has no column for {', '.join(lacking)}",
                f"say which with --column {lacking[0][:2]}=HEADING, one of "
                + printable(", ".join(repr(one) for one in listed.header[first:]))
                + ("" if named else "; or name the notebooks to export"),
            )
        columns = {name: column for name, column in places.items() if column is not None}
        return "canvas", forms.canvas(listed, columns, given, scale)
    if listed.kind == headings.WORKSHEET:
        if len(marks) > 1:
            raise CourseError(
                f"{listed.path} is one assignment's worksheet, and {len(marks)} notebooks have marks",
                f"name the one: `autograder export {next(iter(marks))[:2]} …`",
            )
        (name,) = marks
        return f"moodle-{name}", forms.worksheet(listed, name, given, scale)
    if listed.kind == headings.MOODLE:
        return "moodle", forms.moodle_grades(listed, forms.find_columns(listed, marks, told), given, scale)
    if scale is not None:
        raise CourseError(
            "--scale is for a form that has a column for each notebook", "name Canvas's or Moodle's list with --roster"
        )
    found = {marked.student for of in given.values() for marked in of.values()}
    return "general", forms.general(
        {name: {folder: one for folder, one in of.items() if folder in found} for name, of in marks.items()}, students
    )
