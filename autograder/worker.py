"""Knows a worker's life: it grades one submission after the other, for the pool or for who waits for a single one.

It keeps the process that students' processes are forked from as long as it serves, and begins anew where one fails.
"""

from __future__ import annotations

import signal
import sys
from multiprocessing.connection import Connection
from pathlib import Path

from nbformat import NotebookNode

from autograder.conditions import Conditions
from autograder.engine import grade_notebook
from autograder.results import Result, unread
from autograder.sandbox import SandboxError, Warm
from autograder.source import needs, opened_for


def serve(pipe: Connection, conditions: Conditions) -> None:
    """A worker's life: a submission in, a result out, until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that gives out the work
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    warm: Warm | None = None
    release: NotebookNode | None = None
    try:
        while True:
            try:
                path, another = pipe.recv()
            except (EOFError, OSError):
                return
            release = another or release  # sent when it is another than before
            assert release is not None
            if path is None:  # there is nothing to grade yet
                warm = _ready(release, conditions, warm)
                continue
            result, warm = grade_surely(path, release, conditions, warm)
            pipe.send(result)
    finally:
        if warm is not None:
            warm.close()


def _ready(release: NotebookNode, conditions: Conditions, warm: Warm | None) -> Warm | None:
    """What submissions of a release can start from; where that fails, the first of them says why."""
    try:
        return _warm_for(release, conditions, warm)
    except Exception:  # whatever it is
        return None


def grade_surely(
    path: Path,
    release: NotebookNode,
    conditions: Conditions,
    warm: Warm | None,
) -> tuple[Result, Warm | None]:
    """Grades one submission, once more from a fresh start if the grader fails; and what the next one can start from."""
    for _ in range(2):
        result, warm = _grade(path, release, conditions, warm)
        if result.status != "failed":
            break
        if warm is not None:
            warm.close()
            warm = None
    return result, warm


def _grade(path: Path, release: NotebookNode, conditions: Conditions, warm: Warm | None) -> tuple[Result, Warm | None]:
    try:
        warm = _warm_for(release, conditions, warm)
        return grade_notebook(path, release, conditions.limits, warm=warm, seed=conditions.seed), warm
    except SandboxError as error:
        return unread("failed", error.message, release), warm
    except Exception as error:  # a fault of ours must not stop the class
        return unread("failed", f"the grader failed with {type(error).__name__}: {error}", release), warm


def _warm_for(release: NotebookNode, conditions: Conditions, warm: Warm | None) -> Warm:
    """The one that is there, where it is as a release wants it, or a new one.

    Raises:
        SandboxError: it does not start.
    """
    # One with more in it would be slower for the others, or hold answers that they ask for.
    wanted = needs(release), opened_for(release, conditions.limits.figures)
    if warm is not None and (warm.modules, warm.opened) != wanted:
        warm.close()
        warm = None
    return Warm(conditions.confined, conditions.hidden, *wanted) if warm is None else warm
