"""Knows the command-line arguments that several commands have; nothing of the commands."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from zoneinfo import ZoneInfo

from autograder.course import Classroom, Course
from autograder.limits import Limits


def at_least_one(text: str) -> int:
    """A whole number from 1 up."""
    if not (text.isascii() and text.isdecimal()) or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 up")
    return int(text)


def add_names(parser: argparse.ArgumentParser, default: str = "all") -> None:
    """The notebooks, any number of them; ``default`` is what none means, in words."""
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"a notebook, 04 for short (default: {default})")


def add_course(parser: argparse.ArgumentParser) -> None:
    """The option `--course`."""
    parser.add_argument("--course", metavar="DIR", type=Path, help="the class's folder (default: classroom)")


def add_timeout(parser: argparse.ArgumentParser) -> None:
    """The option `--timeout`."""
    parser.add_argument(
        "--timeout",
        metavar="S",
        type=at_least_one,
        default=int(Limits.timeout_cell),
        help="seconds one cell may run (default: %(default)s)",
    )


def add_zone(parser: argparse.ArgumentParser, meaning: str, option: str = "--zone") -> None:
    """An option that names a time zone; ``None`` is this machine's."""
    parser.add_argument(option, metavar="ZONE", type=_zone, help=meaning)


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (KeyError, ValueError, OSError):  # names that are none raise all of these
        raise argparse.ArgumentTypeError(f"{text!r} is no time zone; write such as Europe/Berlin or UTC") from None


def add_tls(parser: argparse.ArgumentParser) -> None:
    """The option `--tls`."""
    parser.add_argument(
        "--tls",
        metavar="DIR",
        type=Path,
        help="the certificates for a scheduler on another machine: a folder with ca.pem, cert.pem and key.pem",
    )


def classroom_of(args: argparse.Namespace, course: Course) -> Classroom:
    """The class that `--course` names; unless told, the checkout's own."""
    return Classroom(args.course or course.root / "classroom")


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
