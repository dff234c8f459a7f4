"""What a person says to `autograder due`."""

from __future__ import annotations

import argparse

from autograder.arguments import add_course, add_zone
from autograder.commands import run_of, statuses


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """The command `due`."""
    parser = subparsers.add_parser(
        "due",
        help="set or show until when a notebook may be handed in",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Set until when a notebook may be handed in, or show what is set. It is kept in nbgrader's\n"
        "gradebook. What has been graded is looked at again at once: marks, and the pages that students\n"
        "have. What late work costs, nbgrader_config.py says; the command tells you.",
        epilog="examples:\n  autograder due                                            all that is set\n"
        "  autograder due 04 2026-12-01T23:59                        by this machine's clock\n"
        "  autograder due 04 2026-12-01T23:59 --zone Europe/Berlin   by the clock there\n"
        "  autograder due 04 none                                    no due date any more\n\n"
        "Handed in at that very second is in time. `autograder extend` gives one student more."
        + statuses("the date or the notebook is none, or the gradebook cannot be used; nothing was changed"),
    )
    parser.add_argument("name", nargs="?", metavar="NAME", help="a notebook, 04 for short (default: show all)")
    parser.add_argument("when", nargs="?", metavar="WHEN", help="such as 2026-12-01T23:59, or none (default: show it)")
    add_zone(parser, "where that clock is, such as Europe/Berlin (default: here)")
    add_course(parser)
    parser.set_defaults(run=run_of("autograder.desk.due"))
