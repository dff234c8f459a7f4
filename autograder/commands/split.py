"""What a person says to `autograder split`."""

from __future__ import annotations

import argparse
from pathlib import Path

from autograder.arguments import add_course, at_least_one
from autograder.commands import run_of, statuses


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """The command `split`."""
    parser = subparsers.add_parser(
        "split",
        help="divide a notebook's answers among markers on machines of their own",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Write an archive for each marker: a small class with some of the submissions of one notebook,\n"
        "as many in each as can be. Markers work on theirs with `autograder mark` or the formgrader, and\n"
        "send it back; `autograder merge` brings the marks together. Nothing in your class is changed.",
        epilog="examples:\n  autograder split 06 --markers 3              classroom/shares/NAME-share-1.zip, -2, -3\n"
        "  autograder split 06 --markers 3 --anonymous  with numbers in place of names and folders\n"
        "  autograder split 06 --markers 2 --course spring --output /media/stick\n\n"
        "A share holds its students' graded notebooks and marks of this notebook, and nothing of others."
        + statuses("a share of that name is there already, or there is nothing to divide; nothing was overwritten"),
    )
    parser.add_argument("name", metavar="NAME", help="the notebook, 06 for short")
    add_course(parser)
    parser.add_argument("--markers", metavar="N", type=at_least_one, required=True, help="how many shares")
    parser.add_argument("--anonymous", action="store_true", help="number the students; their texts stay as they are")
    parser.add_argument(
        "--output", metavar="DIR", type=Path, help="the folder for the shares (default: shares in the class's folder)"
    )
    parser.set_defaults(run=run_of("autograder.desk.split", "reading the class's marks …"))
