"""What a person says to `autograder mark`."""

from __future__ import annotations

import argparse

from autograder.arguments import add_course, add_names
from autograder.commands import run_of, statuses


def port(text: str) -> int:
    """A port that can be asked for; 0 is any free one."""
    if not (text.isascii() and text.isdecimal()) or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 0 to 65535")
    return int(text)


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """The command `mark`."""
    parser = subparsers.add_parser(
        "mark",
        help="mark all answers to one question, one after the other, on a page",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Serve a page on which you mark question by question: all answers to one question, with keys for\n"
        "points and a rubric whose lines can be changed afterwards. For written questions, for what is listed\n"
        "as answered elsewhere, and for points by hand where a test gave none. Marks and comments go to\n"
        "nbgrader's gradebook at once; the formgrader can be used beside it.",
        epilog="examples:\n  autograder mark                          what there is to mark in classroom/\n"
        "  autograder mark 06 --course spring       one notebook of another class\n"
        "  autograder mark 06 --question why_equal_units_stay_equal --as 'Marker A'\n"
        "  autograder mark --anonymous              numbers in place of names\n\n"
        "The page is served to this machine alone, under an address with a token that is another one each\n"
        "time. Several markers may work at the same time, each in a browser of their own; a change of what\n"
        "somebody else changed meanwhile is refused and shown."
        + statuses(
            "there is nothing to mark, no such question, or the port cannot be used",
            "it was stopped by Ctrl-C; every mark is kept",
        ),
    )
    add_names(parser)
    add_course(parser)
    parser.add_argument("--question", metavar="NAME", help="open the page on this question or exercise")
    parser.add_argument(
        "--anonymous", action="store_true", help="number the students; what they wrote is shown as it is"
    )
    parser.add_argument("--as", dest="marker", metavar="NAME", help="who marks (the page asks too)")
    parser.add_argument(
        "--port", metavar="N", type=port, default=0, help="the port to serve on (default: one that is free)"
    )
    parser.add_argument(
        "--no-browser", dest="browser", action="store_false", help="print the address, and open no browser"
    )
    parser.set_defaults(run=run_of("autograder.desk.mark", "reading the class's marks …"))
