"""What a person says to `autograder mistakes`."""

from __future__ import annotations

import argparse

from autograder.arguments import add_names
from autograder.commands import run_of, statuses


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """The command `mistakes`."""
    parser = subparsers.add_parser(
        "mistakes",
        help="show what the checks say to every planted mistake",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Run the visible check of every exercise on its variants, and show what it says. Exits 1 if a\n"
        "planted mistake is not caught or is given a wrong name, if fewer than nine in ten (of a few: all\n"
        "but one) are given the name in their line `# named: KIND`, or if a right answer is refused.",
        epilog="examples:\n  autograder mistakes                  every notebook that has variants\n"
        "  autograder mistakes 04               one of them\n"
        "  autograder mistakes 04 --messages    the whole messages too, as a reader gets them\n"
        "  autograder mistakes --kinds          every name that can stand behind `# named:`, with an example"
        + statuses("a condition above is not met: the last lines, `failed: …`, say which"),
    )
    add_names(parser)
    parser.add_argument("--messages", action="store_true", help="print every message in full")
    parser.add_argument(
        "--kinds", action="store_true", help="list the names that a mistake can get, each with an example, and stop"
    )
    parser.set_defaults(run=run_of("autograder.mistakes"))
