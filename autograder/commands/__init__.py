"""What a person says to each command: a module for each, with its ``add_parser(subparsers)`` and its help.

What a command does is elsewhere, and is imported when it is run: nobody waits for it who asks for help, or mistypes.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Callable

from autograder.saying import say


def run_of(module: str, saying: str = "") -> Callable[[argparse.Namespace], int]:
    """``run(args)`` of a module that is imported only then; on a terminal, ``saying`` what is done meanwhile."""

    def run(args: argparse.Namespace) -> int:
        if saying and sys.stderr.isatty():
            say(saying, file=sys.stderr)
        return importlib.import_module(module).run(args)

    return run


def statuses(failed: str, done: str = "what was asked is done") -> str:
    """The end of a command's help: a line for each exit status, with what 1 means here, and 0 where that is special."""
    lines = (
        (0, done),
        (1, failed),
        (2, "the command line has a mistake"),
        (130, "interrupted; what was finished is kept, the same command does the rest"),
    )
    return "\n\nexit status:\n" + "\n".join(f"  {status:<4} {meaning}" for status, meaning in lines)
