"""Knows a grader's life on a worker: ``python -m autograder.cluster.grader`` reads submissions, and writes results.

A program of its own, so that the worker answers its scheduler whatever is graded, and lives on if this one dies. It
first says what it is. It ends when nobody holds the other end of its input, and when nobody asks for long.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version

from autograder.cluster import carried
from autograder.cluster.pipes import receive, send
from autograder.errors import CourseError
from autograder.results import grader_version
from autograder.sandbox import Warm, check_sandbox
from utils.checks.needs import missing

_IDLE = 300  # seconds without a question: the next one starts another, which finds what was installed meanwhile
_PATIENCE = 10  # seconds that what it is doing may take to be left, once nobody waits for it
# Other versions of these may come to other numbers, or to another text of an error.
_LIBRARIES = ("numpy", "scipy", "matplotlib", "scikit-learn", "ipython", "nbformat")


def main(make: Callable[[], Callable[[bytes], bytes]] | None = None) -> None:
    """Answers until nobody asks.

    Args:
        make: gives what answers a question; a grader unless told.
    """
    asked, answers = _streams()
    questions: queue.Queue[bytes | None] = queue.Queue()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started the worker
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    threading.Thread(target=_listen, args=(asked, questions), daemon=True).start()
    # Nobody asks, nobody listens: both end it.
    with contextlib.ExitStack() as leaving, contextlib.suppress(queue.Empty, OSError):
        send(answers, carried.written(introduction()))
        answer = make() if make is not None else _grading(leaving)
        while (question := questions.get(timeout=_IDLE)) is not None:
            send(answers, answer(question))


def _grading(leaving: contextlib.ExitStack) -> Callable[[bytes], bytes]:
    """What grades a submission, and keeps the process that students' processes are forked from."""
    from autograder.worker import grade_surely  # the engine, while the introduction is on its way

    warm: Warm | None = None
    leaving.callback(lambda: warm.close() if warm is not None else None)

    def grade(question: bytes) -> bytes:
        # In the main thread always: what is behind the wall ends with the thread that put it there.
        nonlocal warm
        with carried.unpacked(question) as (path, release, conditions):
            result, warm = grade_surely(path, release, conditions, warm)
        return carried.answer(result)

    return grade


def introduction() -> dict[str, object]:
    """What this machine's grader is, by which it is decided whether it may grade."""
    try:
        check_sandbox()
        wall = ""
    except CourseError as error:
        wall = error.message
    return {
        "version": grader_version(),
        "libraries": libraries(),
        "wall": wall,
        "lacks": missing(["torch"]),
    }


def libraries() -> dict[str, str]:
    """The versions of what answers and messages depend on; of Python without what is for repairs alone."""
    found = {"python": ".".join(map(str, sys.version_info[:2]))}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "none"
    return found


def _streams():
    """The pipes to whoever started this, out of reach of what prints or reads meanwhile."""
    asked, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    os.close(nothing)
    return asked, answers


def _listen(asked, questions: queue.Queue) -> None:
    while (question := receive(asked)) is not None:
        questions.put(question)
    questions.put(None)
    # Nobody waits: what is being graded is left, and all that was started for it with it.
    threading.Timer(_PATIENCE, os._exit, (1,)).start()
    with contextlib.suppress(ProcessLookupError):
        os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
