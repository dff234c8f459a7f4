"""What a person says to `autograder release`."""

from __future__ import annotations

import argparse

from autograder.arguments import add_course, add_names
from autograder.commands import run_of, statuses


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """The command `release`."""
    parser = subparsers.add_parser(
        "release",
        help="derive every edition from solutions/",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Derive from solutions/NN_name.py the student edition in notebooks/, the solved edition\n"
        "beside the source (run, if anything changed), and what nbgrader needs in the classroom.",
        epilog="examples:\n  autograder release               every notebook\n"
        "  autograder release 04            one of them\n"
        "  autograder release 09 --watch    while you write: again each time you save\n"
        "  autograder release --check       say what is stale or wrong, change nothing"
        + statuses("something is wrong in a source, or, with --check, something is stale"),
    )
    add_names(parser)
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--check", action="store_true", help="change nothing; exit 1 if something is stale")
    how.add_argument(
        "--watch",
        action="store_true",
        help="go on: whenever a source, its variants or utils change, derive it and try its variants; no class",
    )
    add_course(parser)
    parser.set_defaults(run=run_of("autograder.release"))
