"""What a person says to `autograder report`."""

from __future__ import annotations

import argparse
from pathlib import Path

from autograder.arguments import add_course, add_names
from autograder.commands import run_of, statuses


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """The command `report`."""
    parser = subparsers.add_parser(
        "report",
        help="show what a class knows, which mistakes it makes, and who needs a person",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Write one HTML page about a graded class: how marks are spread, what became of each exercise,\n"
        "which mistakes the class makes, which exercises separate strong from weak, and which submissions\n"
        "a person should look at. It needs no network, and prints. Reads only; the same class gives the\n"
        "same page.",
        epilog="examples:\n  autograder report                         DIR/report.html, all that was graded\n"
        "  autograder report 04 --course spring      one notebook of another class\n"
        "  autograder report --anonymous --output talk.html\n"
        "                                            to be shown to others: no name and no folder of anybody\n\n"
        "Every mistake opens to an example: a short answer of those that made it, without its comments and\n"
        "docstrings, and what the check said. No name stands beside it, with or without --anonymous, and\n"
        "an answer or message with a word of a student's name or folder in it is not chosen. Names that the\n"
        "gradebook does not know are not found: look before you show a page outside the class."
        + statuses("there is nothing to report, or it could not be written"),
    )
    add_names(parser)
    add_course(parser)
    parser.add_argument(
        "--anonymous",
        action="store_true",
        help="number the students instead of naming them, in an order that gives nothing away",
    )
    parser.add_argument(
        "--output", metavar="FILE", type=Path, help="where to write the page (default: DIR/report.html)"
    )
    parser.set_defaults(run=run_of("autograder.desk.report", "reading the class's marks …"))
