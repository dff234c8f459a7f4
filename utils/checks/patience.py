"""What is said while a check runs long: that it is still running, what, and how to stop it.

A timer of the operating system interrupts for the moment it takes to say so. Where there is none (Windows, a browser),
or where nobody is looking, nothing is said.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from utils.outcomes import someone_looks

AFTER = 5.0  # seconds; a check answers in a fraction of one


@contextmanager
def still_running(exercise: str) -> Iterator[None]:
    """Within it, after some seconds, a line says that the check of ``exercise`` is still running."""
    if not (someone_looks() and _free()):
        yield
        return

    def say(*_: object) -> None:
        print(
            f"Still checking {exercise} after {AFTER:.0f} s. A training may take its time. "
            "To stop: the button ■ above the notebook, or Kernel → Interrupt Kernel."
        )

    before = signal.signal(signal.SIGALRM, say)
    signal.setitimer(signal.ITIMER_REAL, AFTER)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _free() -> bool:
    """Whether there is such a timer, it is this thread's to use, and nobody else waits for it."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        return False
    return signal.getitimer(signal.ITIMER_REAL)[0] == 0.0
