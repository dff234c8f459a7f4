"""What a person says to `autograder scheduler`."""

from __future__ import annotations

import argparse

from autograder.arguments import add_tls
from autograder.commands import run_of, statuses


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """The command `scheduler`."""
    parser = subparsers.add_parser(
        "scheduler",
        help="pass submissions from `autograder grade --scheduler` on to `autograder workers`",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Pass on what `autograder grade --scheduler` hands out to the machines that run `autograder\n"
        "workers`, until you stop it. It grades nothing. Without certificates it is reached from this\n"
        "machine alone; with them, from every machine that has them too.",
        epilog="examples:\n  autograder scheduler                        for workers on this machine\n"
        "  autograder scheduler --tls certificates     for other machines\n\n"
        "docs/cluster.md says how to make certificates." + statuses("it could not be started"),
    )
    add_tls(parser)
    parser.add_argument(
        "--host",
        metavar="HOST",
        help="which of this machine's addresses to listen at (default: 127.0.0.1; with --tls, all of them)",
    )
    parser.add_argument(
        "--port", metavar="N", type=int, default=8786, help="0 takes any that is free (default: %(default)s)"
    )
    parser.set_defaults(run=run_of("autograder.cluster.scheduler"))
