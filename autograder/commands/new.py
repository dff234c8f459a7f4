"""What a person says to `autograder new`."""

from __future__ import annotations

import argparse

from autograder.commands import run_of, statuses


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """The command `new`."""
    parser = subparsers.add_parser(
        "new",
        help="begin a notebook of your own",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Begin a notebook of your own: a source in solutions/ with one exercise that is judged\n"
        "numerically, one that is judged by what it does and one written question, with notes for you,\n"
        "and beside it variants of each exercise. All of it passes as it is. Change it step by step.",
        epilog="examples:\n  autograder new 09_my_topic\n"
        "  autograder release 09 --watch    then: each time you save, in seconds\n"
        "  autograder mistakes 09           what the checks say to the planted mistakes"
        + statuses("it cannot be called so, or is there already; nothing was written"),
    )
    parser.add_argument("name", metavar="NAME", help="two digits, an underscore and words, such as 09_my_topic")
    parser.set_defaults(run=run_of("autograder.new_notebook"))
