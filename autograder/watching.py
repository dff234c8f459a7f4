"""Knows how a notebook is derived again each time its author saves: what is quick comes first, and no error ends it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from autograder.course import Course
from autograder.errors import CourseError
from autograder.files import Outcome

_PAUSE = 0.5  # seconds between two looks
_SILENT = {"unchanged", "stale", "missing"}  # what is not worth a line here: it is about to change

Show = Callable[..., None]  # ``show(line, passing=False)``
Release = Callable[..., object]  # ``release(course, names, execute=True, report=…)``
Signature = dict[str, tuple[int, int]]


def watch(
    course: Course, names: Iterable[str], show: Show, release: Release, wait: Callable[[], bool] | None = None
) -> None:
    """Derives each of the named notebooks when its source, its variants or `utils` have changed; all of them at first.

    Args:
        course: whose notebooks these are.
        names: as a person typed them; all, if none is.
        show: shows a line; a passing one until the next comes.
        release: derives the editions of a notebook.
        wait: called between two looks, and sleeps unless told; False ends it.
    """
    names, wait = list(names), wait or _sleep
    seen: dict[str, Signature] = {}
    while True:
        library = _signature((course.root / "utils").rglob("*.py"))
        for name in course.resolve(names):
            now = library | _signature([course.source(name), course.variants(name)])
            if seen.get(name) != now:
                seen[name] = now
                derive(course, name, show, release)
                show(f"watching solutions/{name}.py; Ctrl-C ends it", passing=True)
        if not wait():
            return


def derive(course: Course, name: str, show: Show, release: Release) -> None:
    """The student edition, what the checks say to the variants, the solved edition; up to the first that fails."""

    to_do = False

    def report(outcome: Outcome) -> None:
        nonlocal to_do
        to_do = to_do or outcome.state == "to do"
        if outcome.state not in _SILENT:
            show(str(outcome), passing=outcome.state == "running")

    began = time.monotonic()
    show(f"{time.strftime('%H:%M:%S')} {name}")
    try:
        release(course, [name], execute=False, report=report)
        if course.variants(name).exists() and not _try_variants(course, name, show):
            return
        if to_do:
            return
        release(course, [name], report=report)
    except CourseError as error:
        for line in (error.message, *error.details):
            show(line)
    else:
        show(f"all is well, after {time.monotonic() - began:.1f} s")


def _try_variants(course: Course, name: str, show: Show) -> bool:
    """Whether the checks say what they should. In a process of its own: `utils` is read anew, and nothing is left."""
    show(f"trying the variants of {name}", passing=True)
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "mistakes", name],
        cwd=course.root,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    for line in lines if done.returncode else lines[-1:]:
        show(line)
    return done.returncode == 0


def _signature(paths: Iterable[Path]) -> Signature:
    """What tells that a file has changed; nothing of one that is not there, or goes at this moment."""
    found = {}
    for path in paths:
        try:
            about = path.stat()
        except OSError:
            continue
        found[str(path)] = (about.st_mtime_ns, about.st_size)
    return found


def _sleep() -> bool:
    time.sleep(_PAUSE)
    return True
