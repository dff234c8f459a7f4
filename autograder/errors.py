"""Knows how a failure is told to a person; knows nothing of what failed."""
from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


class CourseError(Exception):
    """Something a person can put right: one line that names the thing and the next step.

    ``CourseError("classroom is a file, not a folder", "choose another with --course DIR")``
    reads ``classroom is a file, not a folder: choose another with --course DIR``.
    ``details`` are further lines of the same kind, when several things are wrong at once.
    """

    def __init__(self, message: str, next_step: str | None = None, details: Iterable[str] = ()) -> None:
        self.message = message if next_step is None else f"{message}: {next_step}"
        self.details = tuple(details)
        super().__init__("\n".join([self.message, *self.details]))


def file_error(path: Path, error: OSError, doing: str) -> CourseError:
    """What an OSError means to somebody who asked us to read, write or create `path`."""
    if isinstance(error, FileNotFoundError):
        return CourseError(f"{path} is not there", "check the name, or create it")
    reason = (error.strerror or str(error)).lower()
    return CourseError(f"cannot {doing} {path} ({reason})", "check the path and its permissions")
