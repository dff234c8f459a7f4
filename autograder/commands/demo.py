"""What a person says to `autograder demo`."""

from __future__ import annotations

import argparse

from autograder.arguments import add_course, add_names, at_least_one
from autograder.commands import run_of, statuses


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """The command `demo`."""
    parser = subparsers.add_parser(
        "demo",
        help="fill a classroom with a class drawn from the variants",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Fill DIR/submitted with a class drawn from the variants in solutions/variants: one student\n"
        "perfect, one blank, one whose file is damaged, the others with mistakes. Always the same class.",
        epilog="examples:\n  autograder demo --students 30 --course rehearsal && autograder grade --course rehearsal\n"
        "  autograder demo 04 --archive canvas --course rehearsal      to rehearse `collect` and `export`"
        + statuses("the class could not be made; what lies there is not its own"),
    )
    add_names(parser, default="all that have variants")
    parser.add_argument(
        "--students", metavar="N", type=at_least_one, default=12, help="how many (default: %(default)s)"
    )
    add_course(parser)
    parser.add_argument(
        "--archive",
        choices=["canvas"],
        help="leave DIR/submitted alone; write the archives and the gradebook that Canvas would hand out to DIR/canvas",
    )
    parser.set_defaults(run=run_of("autograder.demo"))
