"""Knows what an instructor says to have marks written for a platform, whose mark belongs to whom, and what is said."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import replace

from autograder.arguments import classroom_of
from autograder.batch import find_submissions
from autograder.course import Classroom, Course
from autograder.desk import forms, headings
from autograder.desk.marks import Marked, read_marks, without_reasons
from autograder.desk.roster import Lookup, Roster, read_roster
from autograder.desk.sheets import write_csv
from autograder.desk.students import Students
from autograder.errors import CourseError
from autograder.gradebook import LatePlugin, renew_lateness, without_time
from autograder.saying import printable, say
from utils.words import counted

_UNREADABLE = "could not be read"

Marks = dict[str, dict[str, Marked]]  # notebook -> folder -> what it was given


def run(args: argparse.Namespace) -> int:
    """Writes the file and names every row that found no other."""
    course = Course.find()
    classroom = classroom_of(args, course)
    names = course.resolve(args.names)
    told = _told(course, args.column)
    graded = read_marks(classroom, names)
    penalties = renew_lateness(classroom, graded, LatePlugin(course.root))
    marks: Marks = {name: {one.student: without_reasons(one) for one in given} for name, given in graded.items()}
    if missing := [name for name in names if name not in marks and args.names]:
        raise CourseError(f"nothing of {', '.join(missing)} was graded", "grade it first: `autograder grade`")
    if args.looked:
        marks = {name: {folder: _as_looked(one) for folder, one in of.items()} for name, of in marks.items()}
    _leave_out_unfinished(classroom, marks, args.without_waiting)
    students = Students.read(classroom)

    unmatched: list[str] = []
    if args.roster is None and args.scale is not None:
        raise CourseError("--scale needs the platform's list", "name it with --roster FILE")
    if args.roster is None:
        kind, form, bom = "general", forms.general(marks, students), True
    else:
        listed = read_roster(args.roster)
        given, unmatched, without = _matched(marks, students, Lookup(listed), args.trust_names)
        kind, form = _form(listed, marks, given, told, students, bool(args.names), args.scale)
        bom = listed.bom or listed.kind == headings.GENERIC
    path = args.output or classroom.root / f"marks-{kind}.csv"
    if args.roster is not None and path.resolve() == args.roster.resolve():
        raise CourseError(f"{path} is the roster itself", "choose another --output")
    changed = write_csv(path, form.rows, bom)

    for line in [*form.notes, *_notes(marks, students)]:
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


def _leave_out_unfinished(classroom: Classroom, marks: Marks, leave_out: bool) -> None:
    """Takes out what has no final mark yet; refuses unless that was asked for."""
    submitted, _ = find_submissions(classroom, marks) if classroom.submitted.is_dir() else ({}, [])
    unfinished = []
    for name, given in marks.items():
        unfinished += [
            f"{printable(folder)} {name}: not graded yet" for folder in submitted.get(name, []) if folder not in given
        ]
        for folder, marked in list(given.items()):
            if why := _unfinished(marked):
                unfinished.append(f"{printable(folder)} {name}: {why}")
                del given[folder]
    if unfinished and not leave_out:
        raise CourseError(
            f"{counted(len(unfinished), 'submission has', 'submissions have')} no final mark, so nothing was written",
            "finish them (`autograder grade`, `autograder mark`"
            + (
                "; what is answered elsewhere or unreadable takes marks there, 0 too, or --looked for all as they are"
                if any("answered elsewhere" in line or _UNREADABLE in line for line in unfinished)
                else ""
            )
            + "), or leave them out with --without-waiting",
            unfinished,
        )
    for line in unfinished:
        say(f"left out: {line}")
    for name in [name for name, given in marks.items() if not given]:
        del marks[name]
    if not marks:
        raise CourseError("no submission has a final mark", "finish them: `autograder grade`, `autograder mark`")


def _as_looked(marked: Marked) -> Marked:
    """The same, with no exercise or file left to look at; a question that waits for its mark goes on waiting."""
    record = None if marked.record is not None and marked.record.status == "unreadable" else marked.record
    marks = tuple(replace(mark, look="", waits=False) if mark.look else mark for mark in marked.marks)
    return replace(marked, marks=marks, record=record)


def _unfinished(marked: Marked) -> str:
    """Why a submission has no final mark; empty where it has one."""
    if marked.record is not None and marked.record.status == "failed":
        return "grading it failed: grade again"
    if (
        marked.record is not None
        and marked.record.status == "unreadable"
        and not all(mark.by_hand for mark in marked.marks)
    ):
        return f"{_UNREADABLE}: {marked.record.reason}"
    waiting = [mark.grade_id for mark in marked.marks if mark.waits and not mark.look]
    elsewhere = [f"{mark.grade_id} (it has no points; {mark.look})" for mark in marked.marks if mark.look]
    unjudged = [mark for mark in marked.marks if mark.not_judged]
    return "; ".join(
        [
            *([f"waits for a person's mark ({', '.join(waiting)})"] if waiting else []),
            *([f"answered elsewhere, look: {', '.join(elsewhere)}"] if elsewhere else []),
            *(
                [f"{', '.join(mark.grade_id for mark in unjudged)} could not be judged: {unjudged[0].not_judged}"]
                if unjudged
                else []
            ),
        ]
    )


def _matched(
    marks: Marks,
    students: Students,
    lookup: Lookup,
    trust_names: bool,
) -> tuple[forms.Given, list[str], list[str]]:
    """The marks by the roster's rows, the marks that found none, and the people who have none."""
    listed = lookup.roster
    rows: dict[int, list[str]] = {}
    unmatched = []
    folders = sorted({folder for given in marks.values() for folder in given})
    for folder in folders:
        row = _row(folder, students, lookup, trust_names, next(g[folder].name for g in marks.values() if folder in g))
        if row is None:
            known = students.by_folder.get(folder)
            unmatched.append(
                f"{printable(folder)}: "
                + (
                    f"was not collected, and no id in {listed.path.name} is {printable(folder)}"
                    if known is None
                    else "handed in anonymously"
                    if known.person.anonymous
                    else f"{listed.path.name} has no row for {printable(' or '.join(known.person.ids))}"
                )
            )
        else:
            rows.setdefault(row, []).append(folder)
    given: forms.Given = {}
    for row, those in rows.items():
        if len(those) > 1:
            unmatched += [
                f"{printable(folder)}: {' and '.join(map(printable, those))} would have one row" for folder in those
            ]
        else:
            given[row] = {name: of[those[0]] for name, of in marks.items() if those[0] in of}
    without = []
    for row, person in listed.people.items():
        if row not in rows or (lacking := [name for name in marks if name not in given.get(row, {})]):
            said = "" if row not in rows or len(marks) == 1 else f" ({', '.join(lacking)})"
            without.append(f"{printable(person.name or person.ids[0])}{said}")
    return given, unmatched, without


def _row(folder: str, students: Students, lookup: Lookup, trust_names: bool, name: str) -> int | None:
    known = students.by_folder.get(folder)
    row = lookup.row_of_folder(folder) if known is None else lookup.row(known.person)
    if row is None and trust_names and name and len(found := lookup.names(name)) == 1:
        return found[0] if len(students.namesakes(name)) <= 1 else None
    return row


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


def _notes(marks: Marks, students: Students) -> list[str]:
    """What a person may want to look at before the marks are out."""
    of = [marked for given in marks.values() for marked in given.values()]
    notes = []
    if outdated := [marked for marked in of if any(mark.outdated for mark in marked.marks)]:
        notes.append(
            f"{len(outdated)} have a mark given by hand before they were graded again (such as "
            f"{printable(outdated[0].student)}): look at them in nbgrader's formgrader"
        )
    late = [
        marked
        for marked in of
        if marked.handed_in is None
        and (known := students.by_folder.get(marked.student)) is not None
        and (handed := known.handed_in.get(marked.notebook)) is not None
        and handed.late
    ]
    if late:
        notes.append(
            f"{len(late)} were late by the platform's own mark, which says no time, so no penalty was taken "
            f"off (such as {printable(late[0].student)})"
        )
    return notes
