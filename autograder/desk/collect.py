"""Knows what an instructor says to have submissions collected, and what is said in return."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable

from autograder.arguments import classroom_of
from autograder.course import Course
from autograder.desk.archive import Source, open_source
from autograder.desk.from_source import Collecting, How
from autograder.desk.into_submitted import NOT_TAKEN, REPLACED, TAKEN, UNCHANGED, Row
from autograder.desk.roster import Lookup, read_roster
from autograder.desk.students import Students, name_in_gradebook
from autograder.desk.upload import Person
from autograder.desk.without_notebook import letters
from autograder.errors import CourseError
from autograder.files import write_atomically
from autograder.saying import printable, say
from utils.words import counted

_LONGEST_NAME = 60  # of a student, in the table
_SAID = {TAKEN: "taken", REPLACED: "replaced by a later attempt", UNCHANGED: "unchanged", NOT_TAKEN: "not taken"}


def run(args: argparse.Namespace) -> int:
    """Takes what is new, prints the table, and says what is missing."""
    course = Course.find()
    classroom = classroom_of(args, course)
    only = course.resolve([args.notebook])[0] if args.notebook else None
    lookup = Lookup(read_roster(args.roster)) if args.roster else None
    how = How(args.platform, args.pattern, only, args.timezone, args.trust_names, args.trust_dates)
    collecting = Collecting(course, classroom, Students.read(classroom), lookup, how, args.dry_run)
    for path in args.paths:
        with open_source(path) as source:
            say(f"{path.name}: {_take(collecting, source)}")
    if not args.dry_run:
        name_in_gradebook(classroom, collecting.students.by_folder.values())

    for line in table(collecting.rows):
        say(line)
    say("", _summary(collecting))
    for line in collecting.notes:
        say(f"note: {line}")
    for one in collecting.without:
        say(f"no notebook: {one.line}")
    nothing = _missing(collecting, lookup) if lookup is not None else []
    for person in nothing:
        say(f"handed in nothing: {printable(person.shown)}")
    if args.messages is not None and not args.dry_run:
        write_atomically(args.messages, letters(collecting.without, nothing, _which(collecting)))
        say(f"to send: {args.messages}, {counted(len(collecting.without) + len(nothing), 'text')}")
    _refuse(args, course, collecting)
    if not args.dry_run:
        say(f"next: autograder grade{f' --course {args.course}' if args.course else ''}")
    return 0


def _refuse(args: argparse.Namespace, course: Course, collecting: Collecting) -> None:
    """A CourseError where somebody's work may be missing."""
    problems = sum(row.problem and row.state == NOT_TAKEN for row in collecting.rows)
    if not any(row.student for row in collecting.rows) and not problems:
        only = collecting.how.only
        raise CourseError(
            f"{', '.join(path.name for path in args.paths)} holds no {only or 'notebook of this course'}",
            f"looked for files such as {only or course.names()[0]}.ipynb",
        )
    said = [f"{counted(problems, 'file')} could not be taken"] if problems else []
    if others := len(collecting.without):
        said.append(f"no notebook of {counted(others, 'student')} can be graded")
    if said:
        raise CourseError(
            f"{'; '.join(said)}, for the reasons above",
            "put right what they name and run the same command again"
            + ("" if args.messages or not collecting.without else "; --messages FILE writes what to send to whom"),
        )


def _take(collecting: Collecting, source: Source) -> str:
    from autograder.cli import counting

    if not sys.stdout.isatty():  # the table says it all
        return collecting.take(source)
    with counting("collecting") as (start, done):
        return collecting.take(source, start, done)


def table(rows: Iterable[Row]) -> list[str]:
    """A line for every file but those that are unchanged and right, in columns."""
    cells = [
        (
            row.state,
            printable(row.student, _LONGEST_NAME) or "-",
            row.notebook or "-",
            "late" if row.late else "",
            row.shown + (f": {row.why}" if row.why else ""),
        )
        for row in sorted(rows, key=lambda row: (row.state == NOT_TAKEN, row.student, row.notebook))
        if row.state != UNCHANGED or row.problem
    ]
    widths = [max((len(line[column]) for line in cells), default=0) for column in range(4)]
    return [
        "  ".join([*(cell.ljust(width) for cell, width in zip(line, widths, strict=False)), line[4]]).rstrip()
        for line in cells
    ]


def _summary(collecting: Collecting) -> str:
    counts = Counter(row.state for row in collecting.rows)
    late = sum(row.late for row in collecting.rows if row.state != NOT_TAKEN)
    said = [f"{counts[state]} {what}" for state, what in _SAID.items() if counts[state]]
    said += [f"{late} of them marked as late by the platform"] if late else []
    if others := collecting.others:
        left = counted(len(others), "file that is no notebook", "files that are no notebooks")
        said.append(f"{left} left alone (such as {others[0]})")
    return ("nothing was written; it would be: " if collecting.dry else "") + ("; ".join(said) or "nothing to take")


def _missing(collecting: Collecting, lookup: Lookup) -> list[Person]:
    """Who of the roster has handed in nothing at all; says who is not on it."""
    students = collecting.students
    wanted = {row.notebook for row in collecting.rows if row.state != NOT_TAKEN}
    here = {folder for folder, student in students.by_folder.items() if wanted & set(student.handed_in)}
    for folder in sorted(here):
        if lookup.row(students.by_folder[folder].person) is None:
            say(f"not on the roster: {printable(folder)}")
    return lookup.without(students, here, collecting.seen)


def _which(collecting: Collecting) -> str | None:
    """The notebook that all of this is about."""
    names = {row.notebook for row in collecting.rows if row.notebook}
    return collecting.how.only or (names.pop() if len(names) == 1 else None)
