"""Knows where the time of `autograder grade` goes: one run of the command itself, in one worker, with clocks in it.

Each moment of a process is counted once, for the innermost of the functions below that it is in. The clocks cost some
microseconds at every call, so what is called often seems a little slower than it is.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import io
import json
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

_TELL = "AUTOGRADER_BENCHMARK_TIMES"  # the variable that says where a worker writes its times down

# module, name in it, what its time is called
WORKER = (
    ("autograder.worker", "Warm", "start of the warm process"),
    ("autograder.worker", "grade_notebook", "the rest of the engine"),
    ("autograder.engine", "read_submission", "read, rebuild"),
    ("autograder.engine", "canonical", "read, rebuild"),
    ("autograder.engine", "Student", "start of the student's process"),
    ("autograder.remote", "Student.end", "end of the student's process"),
    ("autograder.remote", "Student.run_cell", "students' cells"),
    ("autograder.engine", "try_cell", "tests, on the grader's side"),
    ("autograder.remote", "Student.look_up", "tests, asking the student's side"),
    ("autograder.remote", "Student.call", "tests, asking the student's side"),
    ("autograder.remote", "Student.give", "tests, asking the student's side"),
    ("autograder.remote", "Student.glance", "tests, asking the student's side"),
    ("autograder.remote", "Student.processor_time", "tests, asking the student's side"),
    ("autograder.remote", "Student.foreseen", "tests, asking the student's side"),
    ("autograder.remote", "Student.leave_the_rest", "tests, asking the student's side"),
    ("autograder.engine", "outputs_of", "outputs into the notebook"),
    ("autograder.trial", "Trial.transcript", "outputs into the notebook"),
)
PARENT = (
    ("autograder.grade", "prepare_classroom", "classroom and gradebook made ready"),
    ("autograder.grade", "check_sandbox", "classroom and gradebook made ready"),
    ("autograder.batch", "result_key", "what is new"),
    ("autograder.batch", "read_result", "what is new"),
    ("autograder.pool", "_start", "start of workers"),
    ("autograder.pool", "_stop", "end of workers"),
    ("autograder.pool", "_hand_over", "handing over submissions"),
    ("autograder.pool", "_receive", "receiving results"),
    ("autograder.pool", "wait", "waiting for a worker"),
    ("autograder.batch", "record", "gradebook and executed notebook"),
    ("autograder.batch", "write_result", "result's file"),
)
WAITING, REST = "waiting, and passing results on", "the rest"


class Clocks:
    """Time by name, each moment counted for one name alone."""

    def __init__(self, otherwise: str) -> None:
        """Args: otherwise: what the time is called that no function takes."""
        self.seconds: dict[str, float] = defaultdict(float)
        self.calls: dict[str, int] = defaultdict(int)
        self._names, self._since = [otherwise], time.perf_counter()

    def _turn(self) -> None:
        now = time.perf_counter()
        self.seconds[self._names[-1]] += now - self._since
        self._since = now

    def timed(self, name: str, function: Callable) -> Callable:
        """`function`, its time counted for `name`."""

        @functools.wraps(function, updated=())
        def run(*arguments: Any, **keywords: Any) -> Any:
            self._turn()
            self._names.append(name)
            self.calls[name] += 1
            try:
                return function(*arguments, **keywords)
            finally:
                self._turn()
                self._names.pop()

        return run

    def stop(self) -> dict[str, float]:
        """The times so far."""
        self._turn()
        return dict(self.seconds)

    @contextlib.contextmanager
    def inside(self, places: tuple[tuple[str, str, str], ...]) -> Iterator[None]:
        """While the `with` block lasts, the functions of `places` are timed."""
        with contextlib.ExitStack() as stack:
            for module, path, name in places:
                owner: Any = importlib.import_module(module)
                *parents, last = path.split(".")
                for parent in parents:
                    owner = getattr(owner, parent)
                stack.enter_context(mock.patch.object(owner, last, self.timed(name, getattr(owner, last))))
            yield


def serve(pipe: Any, conditions: Any) -> None:
    """In place of a worker's whole life: the same one, and its times written down."""
    from autograder import worker

    clocks = Clocks(WAITING)
    try:
        with clocks.inside(WORKER):
            worker.serve(pipe, conditions)
    finally:
        Path(os.environ[_TELL]).write_text(json.dumps([clocks.stop(), clocks.calls]), encoding="utf-8")


def main() -> int:
    """Grades the class of the course that the working directory lies in; the arguments are handed on to `grade`.

    Prints, as JSON, seconds by name of the process that gives out the work and of the worker, and the worker's calls.
    """
    from autograder import cli, grade, pool  # noqa: F401  imported before the clocks start

    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()) as printed:
        os.environ[_TELL] = str(Path(folder, "times.json"))
        clocks = Clocks(REST)
        with mock.patch.object(pool, "_serve", serve), clocks.inside(PARENT):
            status = cli.main(["grade", "--jobs", "1", *sys.argv[1:]])
        parent = clocks.stop()
        worker, calls = json.loads(Path(os.environ[_TELL]).read_text(encoding="utf-8"))
    if status != 0:
        print(printed.getvalue(), file=sys.stderr)
        return status
    print(json.dumps({"parent": parent, "worker": worker, "calls": calls}))
    return 0


if __name__ == "__main__":
    # By its own name, so that a worker finds the same `serve`.
    sys.exit(importlib.import_module("benchmarks.where_time_goes").main())
