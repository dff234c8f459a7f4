"""Knows the commands by name and how they end: exit statuses, one tidy line for what went wrong.

What is said to a command, its module in `commands` knows: ``add_parser(subparsers)``, which sets ``run(args) -> int``.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from autograder.errors import CourseError
from autograder.safe_path import among_submissions
from autograder.saying import one_line, printable, say

# Name, and what --help says of it.
COMMANDS: list[tuple[str, str]] = [
    ("release", "derive every edition from solutions/"),
    ("new", "begin a notebook of your own"),
    ("mistakes", "show what the checks say to every planted mistake"),
    ("demo", "fill a classroom with a class drawn from the variants"),
    ("handout", "make the archive that students get: notebooks, what they need, how to begin"),
    ("due", "set or show until when a notebook may be handed in"),
    ("extend", "give one student more time for a notebook"),
    ("collect", "take submissions from an archive or a folder"),
    ("grade", "grade what is new or changed in a class"),
    ("scheduler", "pass submissions on to other machines, and results back"),
    ("workers", "grade on this machine what another one hands out"),
    ("check", "say what would be graded in a submission, and which visible checks pass"),
    ("mark", "mark all answers to one question, one after the other, on a page"),
    ("split", "divide a notebook's answers among markers on machines of their own"),
    ("merge", "bring the marks of several markers together"),
    ("feedback", "write what each student is told, one page per notebook"),
    ("report", "show what a class knows, which mistakes it makes, and who needs a person"),
    ("compare", "list answers that agree in what hardly anybody else wrote, for a person to read"),
    ("export", "write marks as Canvas or Moodle imports them"),
    ("canvas", "send marks and pages to Canvas through its interface"),
]

# Packages that only some commands need, and what installs them.
_EXTRAS = dict.fromkeys(("jupytext", "rich", "nbgrader", "nbclient", "tornado", "yaml"), "grading") | {
    "canvasapi": "canvas"
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. 0: done; 1: could not be done; 2: not a command; 130: interrupted."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        args = _parser(arguments).parse_args(arguments)
        _refuse_among_submissions()
        return args.run(args)
    except CourseError as error:
        here = f"{_working_directory()}{os.sep}"  # paths as the reader would type them
        said = error.message.replace(here, "") if here != os.sep else error.message
        say(f"autograder: {said}", *error.details, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        say("", "autograder: interrupted; what was finished is kept, the same command does the rest", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of our output has gone, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except ModuleNotFoundError as error:
        if error.name not in _EXTRAS:
            raise
        say(
            f"autograder: the package {error.name} is not installed: pip install -e '.[{_EXTRAS[error.name]}]'",
            file=sys.stderr,
        )
        return 1


def _refuse_among_submissions() -> None:
    """Where students' files lie, what a program finds beside it (a module, a setting, a whole course) may be theirs.

    Raises:
        CourseError: the working directory lies there, or is gone.
    """
    here = _working_directory()
    if not here:
        raise CourseError("the folder that you are in does not exist any more", "cd into the checkout")
    if folder := among_submissions(here):
        raise CourseError(
            f"you are inside {folder}, where students' files lie, and what lies there must not run as you",
            "cd into the checkout, and name the class with --course DIR",
        )


def _working_directory() -> str:
    """Empty where it is gone."""
    try:
        return os.getcwd()
    except FileNotFoundError:
        return ""


def _parser(arguments: list[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="autograder",
        description="From one source per notebook to a graded class.",
        epilog="example:\n  autograder release --check\n\n`autograder COMMAND --help` says more of each.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    called = next((argument for argument in arguments if not argument.startswith("-")), None)
    for name, summary in COMMANDS:
        if name == called:
            importlib.import_module(f"autograder.commands.{name}").add_parser(subparsers)
        else:
            subparsers.add_parser(name, help=summary)
    return parser


@contextmanager
def counting(what: str) -> Iterator[tuple[Callable[[int], None], Callable[[str], None]]]:
    """Yields ``start(count)`` and ``done(line)``: how far a long work is, its rate and the time left.

    A bar on a terminal; elsewhere a line for each thing done.
    """
    counts = {"done": 0, "all": 0}
    if not sys.stdout.isatty():

        def start(count: int) -> None:
            counts["all"] = count

        def done(line: str) -> None:
            counts["done"] += 1
            say(f"[{counts['done']}/{counts['all']}] {line}")

        yield start, done
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    started = time.monotonic()
    columns = (
        TextColumn(what),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, transient=True) as bar:
        task = bar.add_task("", total=None, rate="", visible=False)

        def done_on_bar(line: str) -> None:
            counts["done"] += 1
            rate = f"{60 * counts['done'] / (time.monotonic() - started):.0f} a minute"
            bar.update(task, advance=1, description=printable(line, 60), rate=rate)

        yield (lambda count: bar.update(task, total=count, visible=count > 0)), done_on_bar


@contextmanager
def progress() -> Iterator[Callable[..., None]]:
    """Yields ``show(line, passing=False)``: lines as they come.

    On a terminal a passing line ("running …") stands below the others, turning, until the next one comes.
    """
    if not sys.stdout.isatty():
        yield lambda line, passing=False: say(line)
        return
    from rich.console import Console
    from rich.markup import escape

    console = Console(highlight=False)
    with console.status("") as status:

        def show(line: str, passing: bool = False) -> None:
            status.update(escape(one_line(line)) if passing else "")
            if not passing:
                console.print(one_line(line), markup=False, soft_wrap=True)

        yield show
