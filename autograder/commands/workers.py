"""What a person says to `autograder workers`."""

from __future__ import annotations

import argparse

from autograder.arguments import add_tls, at_least_one, cores
from autograder.commands import run_of, statuses


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """The command `workers`."""
    parser = subparsers.add_parser(
        "workers",
        help="grade on this machine for `autograder grade --scheduler` on another",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Grade on this machine what `autograder grade --scheduler ADDRESS` hands out, until you stop it.\n"
        "It needs the same checkout, the same constraints.txt and bubblewrap, and no class: submissions come\n"
        "through the scheduler, and results go back to it.",
        epilog="examples:\n  autograder workers --scheduler tls://desk:8786 --tls certificates\n"
        "  autograder workers --scheduler tcp://127.0.0.1:8786 --jobs 2      on the scheduler's own machine\n\n"
        "docs/cluster.md goes through a laboratory's machines, Slurm and Kubernetes."
        + statuses("the scheduler could not be reached, or went away"),
    )
    parser.add_argument("--scheduler", metavar="ADDRESS", required=True, help="the Dask scheduler: tls://HOST:PORT")
    add_tls(parser)
    parser.add_argument(
        "--jobs",
        metavar="N",
        type=at_least_one,
        default=cores(),
        help="how many to grade at once (default: %(default)s, one for each processor)",
    )
    parser.set_defaults(run=run_of("autograder.cluster.workers"))
