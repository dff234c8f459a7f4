"""Knows how a failure is told to a person; knows nothing of what failed."""

from __future__ import annotations

import errno
from collections.abc import Iterable
from pathlib import Path

from autograder.saying import one_line


class CourseError(Exception):
    """Something a person can put right: one line that names the thing and the next step.

    ``CourseError("classroom is a file, not a folder", "choose another with --course DIR")``
    reads ``classroom is a file, not a folder: choose another with --course DIR``.
    ``details`` are further lines of the same kind, when several things are wrong at once.
    """

    def __init__(self, message: str, next_step: str | None = None, details: Iterable[str] = ()) -> None:
        self.message = one_line(message if next_step is None else f"{message}: {next_step}")
        self.details = tuple(map(one_line, details))
        super().__init__("\n".join([self.message, *self.details]))


def gradebook_error(path: Path, error: Exception) -> CourseError:
    """What a database's error means to somebody who keeps marks in the gradebook at `path`."""
    reason = str(getattr(error, "orig", None) or error).splitlines()[0]
    if "malformed" in reason or "not a database" in reason:
        step = "put a copy back, or move it away and grade again (marks given by hand are in it alone)"
    elif "full" in reason or "disk I/O" in reason:
        step = "make room, then run the same command again"
    elif "readonly" in reason or "unable to open" in reason:
        step = "check its permissions and its folder's"
    else:
        step = "close what else uses it, then run the same command again"
    return CourseError(f"the gradebook {path} cannot be used ({reason})", step)


def file_error(path: Path, error: OSError, doing: str) -> CourseError:
    """What an OSError means to somebody who asked us to read, write or create `path`."""
    if isinstance(error, FileNotFoundError):
        return CourseError(f"{path} is not there", "check the name, or create it")
    reason = (error.strerror or str(error)).lower()
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return CourseError(f"cannot {doing} {path} ({reason})", "make room, then run the same command again")
    return CourseError(f"cannot {doing} {path} ({reason})", "check the path and its permissions")
