"""Knows a worker's part: graders that it starts, one for each of its threads, asked one question at a time.

The worker itself grades nothing. Its threads wait here for another program's answer, and meanwhile it goes on telling
its scheduler that it is alive. A grader that dies is no harm to it. It imports nothing that takes long.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import BinaryIO, cast

from autograder.cluster.pipes import Gone, send, wait_for
from autograder.processes import ONE_THREAD

_START = 180  # seconds in which a grader may import everything
_FAREWELL = 20  # seconds in which it may end
_lock = threading.Lock()
_idle: dict[str, list[_Grader]] = {}  # module -> those that nobody asks at the moment
_all: set[_Grader] = set()
_closed = threading.Event()


class _Grader:
    """A program that grades."""

    def __init__(self, module: str) -> None:
        self.module = module
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd="/",
            env={**ONE_THREAD, **os.environ},
            start_new_session=True,
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._in, self._out = cast(BinaryIO, self._process.stdin), cast(BinaryIO, self._process.stdout)
        try:
            self.introduction = wait_for(self._out.fileno(), _START)
        except BaseException:
            self.end()
            raise

    def ask(self, question: bytes, seconds: float, wanted: Callable[[], bool]) -> bytes:
        """Its answer.

        Raises:
            Gone: it gives none.
        """
        try:
            send(self._in, question)
        except OSError:
            raise Gone("it ended") from None
        return wait_for(self._out.fileno(), seconds, wanted)

    @property
    def ended(self) -> bool:
        """Whether nobody is there any more."""
        return self._process.poll() is not None

    def stop(self) -> None:
        """Tells it to end. Who waits for its answer finds out."""
        self._process.terminate()

    def end(self) -> None:
        """Ends it, with all that it started. Nobody may be waiting for its answer."""
        self.stop()
        with contextlib.suppress(OSError):
            self._in.close()
        self.wait()
        self._out.close()

    def wait(self) -> None:
        """Returns when it has ended."""
        try:
            self._process.wait(_FAREWELL)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def introduced(module: str) -> bytes:
    """What a grader of this worker says that it is. It is a new one: what is on the disk may have changed.

    Raises:
        Gone: it does not start.
    """
    with _lock:
        old = _idle.pop(module, [])
    for grader in old:
        _end(grader)
    grader = _start(module)
    with _lock:
        _idle.setdefault(module, []).append(grader)
    return grader.introduction


def graded(module: str, question: bytes, seconds: float, wanted: Callable[[], bool]) -> bytes:
    """A grader's answer.

    Args:
        module: the program, as ``python -m`` has it.
        question: what `carried.question` packed.
        seconds: that it may take.
        wanted: whether anybody waits for the answer.

    Raises:
        Gone: there is none, because the grader died, or was ended.
    """
    with _lock:
        free = _idle.get(module)
        grader = free.pop() if free else None
    if grader is not None and grader.ended:  # it had waited too long for a question
        _end(grader)
        grader = None
    grader = grader or _start(module)
    try:
        answer = grader.ask(question, seconds, wanted)
    except BaseException:
        _end(grader)
        raise
    with _lock:
        _idle.setdefault(module, []).append(grader)
    return answer


def end_all(for_good: bool = False) -> None:
    """Ends every grader, also those that are asked: their answers are `Gone`. For good: no other is started."""
    if for_good:
        _closed.set()
    with _lock:
        every = list(_all)
        _idle.clear()
    for grader in every:
        grader.stop()
    for grader in every:
        grader.wait()


def _start(module: str) -> _Grader:
    if _closed.is_set():
        raise Gone("the worker ends")
    grader = _Grader(module)
    with _lock:
        _all.add(grader)
    return grader


def _end(grader: _Grader) -> None:
    with _lock:
        _all.discard(grader)
    grader.end()
