"""What a person says to `autograder merge`."""

from __future__ import annotations

import argparse
from pathlib import Path

from autograder.arguments import add_course
from autograder.commands import run_of, statuses


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """The command `merge`."""
    parser = subparsers.add_parser(
        "merge",
        help="bring the marks of several markers together",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Take marks, comments and rubrics out of shares that `autograder split` made and markers sent\n"
        "back. What one side changed since is taken. What both changed to something else is shown, and then\n"
        "nothing at all is written, unless you say whose counts.",
        epilog="examples:\n  autograder merge shares/*.zip            all that came back, as archives or folders\n"
        "  autograder merge shares/*.zip --dry-run  what would be taken, and what differs\n"
        "  autograder merge shares/*.zip --take here    where marks differ, what your class has counts\n\n"
        "A share can be merged again when more of it is marked. Points by tests are not touched."
        + statuses("marks differ on both sides, or a file is no share: nothing was written"),
    )
    parser.add_argument("shares", nargs="+", metavar="SHARE", type=Path, help="an archive or a folder that came back")
    add_course(parser)
    parser.add_argument("--take", choices=("here", "shares"), help="whose mark counts where the two differ")
    parser.add_argument("--dry-run", action="store_true", help="say what would become of it, and write nothing")
    parser.set_defaults(run=run_of("autograder.desk.merge", "reading the class's marks …"))
