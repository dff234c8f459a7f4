"""What a person says to `autograder collect`."""

from __future__ import annotations

import argparse
from pathlib import Path

from autograder.arguments import add_course, add_zone
from autograder.commands import run_of, statuses
from autograder.desk.platforms import PLATFORMS


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
        "table of what each platform hands out."
        + statuses("something could not be taken, or of somebody there is no notebook; the rest was taken"),
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
    add_zone(
        parser,
        "where the platform's clock is, for times that do not say, such as Europe/Berlin (default: here)",
        "--timezone",
    )
    parser.add_argument(
        "--messages", metavar="FILE", type=Path, help="write a text to send to each student whose notebook is missing"
    )
    parser.add_argument("--trust-names", action="store_true", help="no two students of the course share a name")
    parser.add_argument(
        "--trust-dates", action="store_true", help="of two files of a student the one with the later date counts"
    )
    parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
    parser.set_defaults(run=run_of("autograder.desk.collect"))
