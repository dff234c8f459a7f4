"""What a person says to `autograder check`."""

from __future__ import annotations

import argparse
from pathlib import Path

from autograder.arguments import add_timeout
from autograder.commands import run_of, statuses


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """The command `check`."""
    parser = subparsers.add_parser(
        "check",
        help="say what would be graded in a submission, and which visible checks pass",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Run a submission as grading does, with the checks that are in the student's notebook and no\n"
        "others: what would be repaired in the file, which checks pass, what the others say. Nothing is\n"
        "recorded. Exit status 0 only if all checks that points depend on pass; of extras it is only said\n"
        "how many do. (Grading asks the same also at other points.)",
        epilog="examples:\n  autograder check notebooks/04_logistic_least_squares.ipynb\n"
        "  autograder check classroom/submitted/student-05      all notebooks in a folder\n"
        "  autograder check ~/Downloads/*.ipynb --quiet         a line for each file"
        + statuses(
            "a check that points depend on does not pass, or a file could not be run",
            "all checks that points depend on pass",
        ),
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", type=Path, help="a notebook, or a folder of them")
    parser.add_argument("--quiet", action="store_true", help="one line for each file")
    add_timeout(parser)
    parser.add_argument(
        "--no-sandbox",
        action="store_true",
        help="run the code as you, with all you may do; only for code you have read, or your own",
    )
    parser.set_defaults(run=run_of("autograder.desk.check", "checking; the first file takes some seconds …"))
