"""What a person says to `autograder handout`."""

from __future__ import annotations

import argparse
from pathlib import Path

from autograder.arguments import add_course, add_names
from autograder.commands import run_of, statuses


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """The command `handout`."""
    parser = subparsers.add_parser(
        "handout",
        help="make the archive that students get: notebooks, what they need, how to begin",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Make one archive for students: the student editions of the notebooks, the package utils that\n"
        "they use, files for conda and pip, and a page that says how to begin. No solution and no hidden\n"
        "test is in it; that is looked for before anything is written. The same notebooks are entered in\n"
        "the class's gradebook, so that due dates can be set and what comes back can be graded.",
        epilog="examples:\n  autograder handout                          everything, to classroom/handout.zip\n"
        "  autograder handout 00 01 02 --course spring   the first three, for another class\n"
        "  autograder handout --core                   without the sections `Going further`\n"
        "  autograder handout --folder ../students     into a folder, such as a Git repository for students\n\n"
        "The same notebooks give the same archive, byte for byte. `--core` holds for the class: it is graded by\n"
        "what it was handed. For nbgrader's exchange, run `nbgrader release_assignment NAME` afterwards."
        + statuses("something is missing, or an answer would have been in it: nothing was written"),
    )
    add_names(parser)
    add_course(parser)
    parser.add_argument("--core", action="store_true", help="leave out what stands under `Going further`")
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--output",
        metavar="FILE",
        type=Path,
        help="where the archive goes (default: handout.zip in the class's folder)",
    )
    where.add_argument("--folder", metavar="DIR", type=Path, help="write the files into a folder instead of an archive")
    parser.add_argument(
        "--browser-edition",
        metavar="URL",
        default="",
        help="where the course runs in a browser: the page for students begins with it",
    )
    parser.set_defaults(run=run_of("autograder.desk.handout", "deriving the notebooks …"))
