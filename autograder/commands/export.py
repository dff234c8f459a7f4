"""What a person says to `autograder export`."""

from __future__ import annotations

import argparse
from pathlib import Path

from autograder.arguments import add_course, add_names
from autograder.commands import run_of, statuses


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """The command `export`."""
    parser = subparsers.add_parser(
        "export",
        help="write marks as Canvas or Moodle imports them",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Write marks to a CSV file that Canvas or Moodle imports, or, without a roster, to a general one.\n"
        "Marks are nbgrader's: automatic ones, those given by hand, penalties taken off. The form follows\n"
        "the roster: Canvas's exported gradebook, Moodle's grading worksheet (one notebook), or Moodle's\n"
        "exported grades.",
        epilog="examples:\n  autograder export                                        everything, as a table\n"
        "  autograder export --roster grades.csv                    for Canvas, all notebooks\n"
        "  autograder export 04 --roster worksheet.csv              for Moodle, one assignment\n"
        "  autograder export 04 --roster grades.csv --column '04=Homework 4'\n"
        "  autograder export --roster grades.csv --scale            20 of 20 are 100, where the column says 100\n\n"
        "No cell of the file can start a formula when it is opened in a spreadsheet."
        + statuses("a mark is not in the file, or submissions have no final mark: the last line says which"),
    )
    add_names(parser)
    add_course(parser)
    parser.add_argument("--roster", metavar="FILE", type=Path, help="what the platform exports (CSV)")
    parser.add_argument("--output", metavar="FILE", type=Path, help="where to (default: in the class's folder)")
    parser.add_argument(
        "--column",
        metavar="NAME=HEADING",
        action="append",
        default=[],
        help="the roster's column for a notebook, where their names differ; again for each",
    )
    add_scale(parser)
    add_final(parser)
    parser.set_defaults(run=run_of("autograder.desk.export", "reading the class's marks …"))


def add_scale(parser: argparse.ArgumentParser) -> None:
    """The option `--scale`."""
    parser.add_argument(
        "--scale",
        nargs="?",
        const="column",
        type=_maximum,
        metavar="MAX",
        help="scale points to the maximum of the platform's column, or to MAX; without it they are written as they are",
    )


def add_final(parser: argparse.ArgumentParser) -> None:
    """The options that say which marks are final, and whose they are."""
    parser.add_argument(
        "--without-waiting",
        action="store_true",
        help="leave out what waits for a person, to be judged or to be graded, instead of refusing",
    )
    parser.add_argument(
        "--looked",
        action="store_true",
        help="you have looked at what is listed as answered elsewhere or unreadable: the points are right as they are",
    )
    parser.add_argument(
        "--trust-names", action="store_true", help="find students by name too: no two of the course share one"
    )


def _maximum(text: str) -> float | str:
    """A number of points, or that the column's own is meant."""
    try:
        if text == "column" or 0 < float(text) < 1e6:
            return text if text == "column" else float(text)
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"{text!r} is no number of points")
