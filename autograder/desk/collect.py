"""Knows what an instructor says to have submissions collected, and what is said in return."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from zoneinfo import ZoneInfo

from autograder.arguments import add_course, classroom_of
from autograder.course import Course
from autograder.desk.archive import Source, open_source
from autograder.desk.from_source import Collecting, How
from autograder.desk.into_submitted import NOT_TAKEN, REPLACED, TAKEN, UNCHANGED, Row
from autograder.desk.platforms import PLATFORMS
from autograder.desk.roster import Lookup, read_roster
from autograder.desk.students import Students, name_in_gradebook
from autograder.desk.upload import Person
from autograder.desk.without_notebook import letters
from autograder.errors import CourseError
from autograder.files import write_atomically
from autograder.saying import printable, say

_LONGEST_NAME = 60  # of a student, in the table
_SAID = {TAKEN: "taken", REPLACED: "replaced by a later attempt", UNCHANGED: "unchanged", NOT_TAKEN: "not taken"}


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """The command `collect`."""
    parser = subparsers.add_parser(
        "collect",
        help="take submissions from an archive or a folder",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Take submissions from what Canvas, Moodle, Gradescope, Brightspace, Blackboard, Sakai, ILIAS or\n"
        "nbgrader's exchange hand out, as an archive or unpacked, or from a folder of STUDENT folders, to\n"
        "DIR/submitted/STUDENT/NAME/NAME.ipynb.\n"
        "The latest attempt counts. Nothing that is newer or was changed by hand is overwritten.\n"
        "DIR/students.json keeps who is who, for `export`.",
        epilog="examples:\n  autograder collect submissions.zip --dry-run\n"
        "  autograder collect submissions.zip --roster grades.csv      names, and who handed in nothing\n"
        "  autograder collect submissions.zip --messages missing.txt   what to write to whom\n"
        "  autograder collect *.zip --course spring                    several assignments\n"
        "  autograder collect submissions.zip --notebook 04            renamed files are this notebook\n"
        "  autograder collect submissions.zip --pattern '{student}_{time}_{file}'\n\n"
        "The archive: in Canvas `Download submissions`, in Moodle `Download all submissions`, in Gradescope\n"
        "`Export submissions`. The roster: Canvas's exported gradebook, Moodle's grading worksheet or exported\n"
        "grades, or a CSV with a column Student or Email. A pattern says how files are named that no platform\n"
        "named: {student}, {name}, {time}, {file}, {any}, and a slash for folders. docs/instructors.md has a\n"
        "table of what each platform hands out.",
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", type=Path, help="an archive or a folder")
    add_course(parser)
    parser.add_argument(
        "--notebook",
        metavar="NAME",
        help="take this notebook only, also from files that do not say which notebook they are",
    )
    parser.add_argument("--roster", metavar="FILE", type=Path, help="the platform's list of students (CSV)")
    names = parser.add_mutually_exclusive_group()
    names.add_argument("--from", dest="platform", choices=PLATFORMS, help="the platform (default: told by the names)")
    names.add_argument(
        "--pattern", metavar="NAMES", default="", help="how files are named, such as '{student}_{time}_{file}'"
    )
    parser.add_argument(
        "--timezone",
        metavar="ZONE",
        type=_zone,
        help="where the platform's clock is, for times that do not say, such as Europe/Berlin (default: here)",
    )
    parser.add_argument(
        "--messages", metavar="FILE", type=Path, help="write a text to send to each student whose notebook is missing"
    )
    parser.add_argument("--trust-names", action="store_true", help="no two students of the course share a name")
    parser.add_argument(
        "--trust-dates", action="store_true", help="of two files of a student the one with the later date counts"
    )
    parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
    parser.set_defaults(run=run)


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (KeyError, ValueError, OSError):  # names that are none raise all of these
        raise argparse.ArgumentTypeError(f"{text!r} is no time zone; write such as Europe/Berlin or UTC") from None


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
        say(f"to send: {args.messages}, {len(collecting.without) + len(nothing)} texts")
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
    said = [f"{problems} of the files could not be taken"] if problems else []
    if others := len(collecting.without):
        said.append(f"no notebook of {others} student{'s' if others > 1 else ''} can be graded")
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
        said.append(f"{len(others)} files that are no notebooks left alone (such as {others[0]})")
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
