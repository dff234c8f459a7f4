"""Knows how much time and memory the grader itself spends on one judgement, whatever answer it was given to judge.

A student's process has limits of its own (`sandbox`). What it returned is then looked at here, and an answer can be
made so that looking at it takes long. The time is this process's own, a processor's: waiting for the student's side
does not count, and a busy machine costs nobody points.
"""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

resource: ModuleType | None
try:
    import resource
except ImportError:  # no such limits there, as on Windows
    resource = None


class JudgedTooLong(BaseException):
    """Judging took longer than it may. No Exception, so that nothing on the way takes it for a student's error."""


@contextlib.contextmanager
def bounded(seconds: float, memory: int) -> Iterator[None]:
    """Within it, this process works for so many seconds and takes so many bytes more than it has, at most.

    Raises:
        JudgedTooLong: in what runs within, where the time is used up.
        MemoryError: there too, from whatever asked for the memory.
    """
    with _memory(memory), _processor_time(seconds):
        yield


@contextlib.contextmanager
def _processor_time(seconds: float) -> Iterator[None]:
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield  # the pool ends a worker that is stuck, if much later
        return
    until, armed = time.process_time() + seconds, True

    def ring(*_: object) -> None:
        if armed and time.process_time() >= until:
            raise JudgedTooLong

    before = signal.signal(signal.SIGPROF, ring)
    # Again and again: what it interrupts may be something that no exception comes out of, such as a destructor.
    signal.setitimer(signal.ITIMER_PROF, seconds, 0.1)
    try:
        yield
    finally:
        try:
            armed = False
        except JudgedTooLong:  # it rang at this very moment
            armed = False
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@contextlib.contextmanager
def _memory(most: int) -> Iterator[None]:
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError):
        pages = 0
    if resource is None or not pages:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = pages * resource.getpagesize() + most
    if soft != resource.RLIM_INFINITY:
        wanted = min(wanted, soft)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
