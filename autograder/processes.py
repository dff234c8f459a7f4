"""Knows how the grader's own processes are started: forked from one that has imported the engine, where that can be.

Never forked from a command's process, which holds an open gradebook.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from typing import Any

# Once, for all of them: the engine, and what it would import in each of them for the first submission.
_IMPORTED = [
    "autograder.worker",
    "nbgrader.preprocessors",
    "utils.models",
    "utils.checks.check",
    "utils.checks.check_task",
    "utils.tasks.training",
]
# For processes of which there is one a core. Threads of a product of matrices only wait for one another there: a judge
# of digits took ten times as much of the processors. Who has set them wants it so.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def starting() -> Any:
    """What starts them, as `multiprocessing` has it."""
    for name, value in ONE_THREAD.items():
        os.environ.setdefault(name, value)  # read by what they import
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_IMPORTED)
    return context


def begin() -> None:
    """Has the engine imported over there from now on, while a command makes ready what is to be graded."""
    if starting().get_start_method() == "forkserver":
        from multiprocessing import forkserver

        # Ctrl-C is for the command alone, also while they are still importing.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            with contextlib.suppress(OSError):  # who starts the first process is told why
                forkserver.ensure_running()
        finally:
            signal.signal(signal.SIGINT, before)
