"""What a person says to `autograder compare`."""

from __future__ import annotations

import argparse
from pathlib import Path

from autograder.arguments import add_course, add_names, at_least_one
from autograder.commands import run_of, statuses


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """The command `compare`."""
    parser = subparsers.add_parser(
        "compare",
        help="list answers that agree in what hardly anybody else wrote, for a person to read",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Write one HTML page with the pairs of students whose answers agree beyond what the exercise\n"
        "makes likely: the same unusual passages, names, comments, order and mistakes. Both texts stand side\n"
        "by side. Agreement proves nothing: people work together, learn from the same sources, and have the\n"
        "same ideas. The page is a list of what to read; it changes no mark, and no other command compares anybody.",
        epilog="examples:\n  autograder compare 04                     DIR/compare.html, one notebook\n"
        "  autograder compare --course spring        all that was graded: agreement in several counts together\n"
        "  autograder compare 04 --most 100          a longer list\n\n"
        "A passage counts where at most one in ten of the class wrote it, or two. In a class of fewer than\n"
        "about ten everything is rare, and the list says little."
        + statuses("nothing was graded, or the page cannot be written"),
    )
    add_names(parser)
    add_course(parser)
    parser.add_argument(
        "--most", metavar="N", type=at_least_one, default=30, help="pairs to show at most (default: %(default)s)"
    )
    parser.add_argument(
        "--output", metavar="FILE", type=Path, help="where to write the page (default: DIR/compare.html)"
    )
    parser.set_defaults(run=run_of("autograder.desk.compare", "reading the class's answers …"))
