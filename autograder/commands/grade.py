"""What a person says to `autograder grade`."""

from __future__ import annotations

import argparse

from autograder.arguments import add_course, add_names, add_timeout, add_tls, at_least_one, cores
from autograder.commands import run_of, statuses
from autograder.limits import MEGABYTES
from autograder.processes import begin


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """The command `grade`."""
    parser = subparsers.add_parser(
        "grade",
        help="grade what is new or changed in a class",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Grade what is new or changed in DIR/submitted/STUDENT/NAME/NAME.ipynb. Marks go to\n"
        "DIR/gradebook.db (nbgrader's), the notebooks as they ran to DIR/autograded.\n"
        "Interrupt it at any time: the same command does the rest.",
        epilog="examples:\n  autograder grade                      everything new in classroom/\n"
        "  autograder grade 04 --jobs 2          one notebook, two at a time\n"
        "  autograder grade --course spring      another class\n"
        "  autograder grade 04 --regrade         again, say with another --timeout; marks given by hand stay\n"
        "  autograder grade --scheduler tls://desk:8786 --tls certificates      on many machines: docs/cluster.md\n\n"
        "What students wrote runs isolated: no network, no sight of other files, limits on time and memory."
        + statuses(
            "something could not be graded, through no fault of the students; the rest is recorded",
            "every submission has a result, be it that it could not be read",
        ),
    )
    add_names(parser)
    add_course(parser)
    parser.add_argument(
        "--jobs",
        metavar="N",
        type=at_least_one,
        default=cores(),
        help="how many to grade at once (default: %(default)s, one for each processor)",
    )
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="grade on the workers of this Dask scheduler (`autograder workers`), and not here",
    )
    add_tls(parser)
    add_timeout(parser)
    parser.add_argument(
        "--memory",
        metavar="MB",
        type=at_least_one,
        default=MEGABYTES,
        help="megabytes that one submission may take (default: %(default)s)",
    )
    parser.add_argument(
        "--figures",
        action="store_true",
        help="draw figures into the notebooks as they ran; without it nobody waits for them",
    )
    parser.add_argument("--regrade", action="store_true", help="grade all again, not only what is new or changed")
    parser.add_argument(
        "--seed",
        metavar="N",
        type=int,
        help="draw the tests' random points as in the run whose result records this seed",
    )
    parser.add_argument(
        "--no-sandbox",
        action="store_true",
        help="run students' code as you, with all you may do; only for code you have read",
    )
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    if args.scheduler is None:
        begin()
    return run_of("autograder.grade", "looking at what is new …")(args)
