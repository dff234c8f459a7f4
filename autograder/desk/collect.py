"""Knows what an instructor says to have submissions collected, and what is said in return."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from autograder.arguments import add_course, classroom_of
from autograder.course import Course
from autograder.desk.archive import open_source, printable
from autograder.desk.into_submitted import NOT_TAKEN, REPLACED, TAKEN, UNCHANGED, Collecting, Row
from autograder.desk.platforms import PLATFORMS
from autograder.desk.roster import Lookup, read_roster
from autograder.desk.students import Students, name_in_gradebook
from autograder.errors import CourseError

_SAID = {TAKEN: "taken", REPLACED: "replaced by a later attempt", UNCHANGED: "unchanged", NOT_TAKEN: "not taken"}


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """The command `collect`."""
    parser = subparsers.add_parser(
        "collect",
        help="take submissions from an archive or a folder",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Take submissions from what Canvas, Moodle or Gradescope hand out, as an archive or unpacked, or\n"
        "from a folder of STUDENT folders, to DIR/submitted/STUDENT/NAME/NAME.ipynb.\n"
        "The latest attempt counts. Nothing that is newer or was changed by hand is overwritten.\n"
        "DIR/students.json keeps who is who, for `export`.",
        epilog="examples:\n  autograder collect submissions.zip --dry-run\n"
        "  autograder collect submissions.zip --roster grades.csv      names, and who handed in nothing\n"
        "  autograder collect *.zip --course spring                    several assignments\n"
        "  autograder collect submissions.zip --notebook 04            renamed files are this notebook\n\n"
        "The archive: in Canvas `Download submissions`, in Moodle `Download all submissions`, in Gradescope\n"
        "`Export submissions`. The roster: Canvas's exported gradebook, Moodle's grading worksheet or exported\n"
        "grades, or a CSV with a column Student or Email.",
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", type=Path, help="an archive or a folder")
    add_course(parser)
    parser.add_argument(
        "--notebook",
        metavar="NAME",
        help="take this notebook only, also from files that do not say which notebook they are",
    )
    parser.add_argument("--roster", metavar="FILE", type=Path, help="the platform's list of students (CSV)")
    parser.add_argument("--from", dest="platform", choices=PLATFORMS, help="the platform (default: told by the names)")
    parser.add_argument("--trust-names", action="store_true", help="Moodle: no two students of the course share a name")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Takes what is new, prints the table, and says what is missing."""
    course = Course.find()
    classroom = classroom_of(args, course)
    only = course.resolve([args.notebook])[0] if args.notebook else None
    lookup = Lookup(read_roster(args.roster)) if args.roster else None
    collecting = Collecting(course, classroom, Students.read(classroom), lookup, only, args.trust_names, args.dry_run)
    for path in args.paths:
        with open_source(path) as source:
            print(f"{path.name}: {_take(collecting, source, args.platform)}")
    if not args.dry_run:
        name_in_gradebook(classroom, collecting.students.by_folder.values())

    for line in table(collecting.rows):
        print(line)
    print(f"\n{_summary(collecting)}")
    if lookup is not None:
        _say_who_is_missing(collecting, lookup)
    problems = [row for row in collecting.rows if row.problem]
    if problems:
        raise CourseError(
            f"{len(problems)} of the files could not be taken, for the reasons above",
            "put right what they name and run the same command again",
        )
    if not any(row.student for row in collecting.rows):
        raise CourseError(
            f"{', '.join(path.name for path in args.paths)} holds no {only or 'notebook of this course'}",
            f"looked for files such as {only or course.names()[0]}.ipynb",
        )
    if not args.dry_run:
        print(f"next: autograder grade{f' --course {args.course}' if args.course else ''}")
    return 0


def _take(collecting: Collecting, source, platform: str | None) -> str:
    from autograder.cli import counting

    if not sys.stdout.isatty():  # the table says it all
        return collecting.take(source, platform)
    with counting("collecting") as (start, done):
        return collecting.take(source, platform, start, done)


def table(rows: Iterable[Row]) -> list[str]:
    """A line for every file but those that are unchanged, in columns."""
    cells = [
        (
            row.state,
            row.student or "-",
            row.notebook or "-",
            "late" if row.late else "",
            row.shown + (f": {row.why}" if row.why else ""),
        )
        for row in sorted(rows, key=lambda row: (row.state == NOT_TAKEN, row.student, row.notebook))
        if row.state != UNCHANGED
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
        said.append(f"{len(others)} files that are no notebooks left alone (such as {others[0]})")
    return ("nothing was written; it would be: " if collecting.dry else "") + ("; ".join(said) or "nothing to take")


def _say_who_is_missing(collecting: Collecting, lookup: Lookup) -> None:
    """Who of the roster has handed in nothing of the notebooks in question, and who is not on it."""
    students = collecting.students
    wanted = {row.notebook for row in collecting.rows if row.state != NOT_TAKEN}
    here = {folder for folder, student in students.by_folder.items() if wanted & set(student.handed_in)}
    for person in lookup.without(students, here):
        print(f"handed in nothing: {printable(person.name or person.ids[0])}")
    for folder in sorted(here):
        if lookup.row(students.by_folder[folder].person) is None:
            print(f"not on the roster: {folder}")
