"""What a person says to `autograder extend`."""

from __future__ import annotations

import argparse
from pathlib import Path

from autograder.arguments import add_course, add_zone
from autograder.commands import run_of, statuses


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """The command `extend`."""
    parser = subparsers.add_parser(
        "extend",
        help="give one student more time for a notebook",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Give one student more time for a notebook, counted from its due date. It is kept in nbgrader's\n"
        "gradebook, and counts at once: in the marks, and on the page that the student has. It takes the\n"
        "place of what was given before: +2d and then +3d are three days.",
        epilog="examples:\n  autograder extend student-05 04 +3d\n"
        "  autograder extend ann@example.org 04 +1d12h\n"
        "  autograder extend student-05 04 none                       no more time than the others\n"
        "  autograder extend 4042 04 +1w --roster grades.csv          somebody who has handed in nothing yet\n\n"
        "A student is called as their folder in DIR/submitted is, or by an id, an e-mail address or a name\n"
        "that the platform gave, where only one has it. Units: w, d, h, m (minutes)."
        + statuses("the student, the notebook or the time is none, or there is no due date; nothing was changed"),
    )
    parser.add_argument("student", metavar="STUDENT", help="folder, id, e-mail address or name")
    parser.add_argument("name", metavar="NAME", help="a notebook, 04 for short")
    parser.add_argument("more", metavar="TIME", help="such as +3d, +36h, +1d12h, or none")
    parser.add_argument(
        "--roster", metavar="FILE", type=Path, help="the platform's list of students (CSV): look there as well"
    )
    add_zone(parser, "where the clock is that times are shown by (default: here)")
    add_course(parser)
    parser.set_defaults(run=run_of("autograder.desk.extend"))
