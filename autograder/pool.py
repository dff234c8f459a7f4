"""Knows how to grade many submissions at once, each in a process that may die without harm to the others.

Nothing of classrooms and records: tasks go in, results come out, in the order in which they are ready.
"""

from __future__ import annotations

import tempfile
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from nbformat import NotebookNode

from autograder.conditions import Conditions
from autograder.errors import CourseError
from autograder.processes import starting
from autograder.results import Result, unread

_GRACE = 120  # seconds beyond the notebook's own limit, after which a worker is taken for stuck


@dataclass(frozen=True)
class Task:
    """One submission to grade."""

    student: str
    notebook: str
    path: Path
    release: NotebookNode
    key: str


@dataclass
class _Worker:
    process: BaseProcess
    pipe: Connection
    task: Task | None = None
    deadline: float = 0.0
    release: NotebookNode | None = None  # what it was given last, and still has


@contextmanager
def workers_ahead(conditions: Conditions, release: NotebookNode, count: int) -> Iterator[list[_Worker]]:
    """Workers for `grade_all`, started while somebody makes the tasks ready; those that are left over are ended.

    Args:
        conditions: under which they are going to grade.
        release: the one, or one like it: what it needs is imported there. Where it turns out to be another, the first
            submission waits for what that needs.
        count: how many.
    """
    workers: list[_Worker] = []
    try:
        for _ in range(count):
            workers.append(_start(conditions))
            with suppress(OSError):  # whoever hands it a task notices that it has gone
                workers[-1].pipe.send((None, release))
        yield workers
    finally:
        for worker in workers:
            worker.process.terminate()
        _stop(workers)


def grade_all(
    tasks: Iterable[Task], conditions: Conditions, jobs: int, ahead: list[_Worker] | None = None
) -> Iterator[tuple[Task, Result]]:
    """Grades `tasks` in `jobs` processes. Whoever stops listening stops the processes too.

    Args:
        tasks: what to grade.
        conditions: under which all of them are graded.
        jobs: how many at a time.
        ahead: of `workers_ahead`; those that are used are taken out.
    """
    waiting = deque(tasks)
    ahead = [] if ahead is None else ahead
    workers = [ahead.pop() if ahead else _start(conditions) for _ in range(min(jobs, len(waiting)))]
    try:
        while True:
            for number, worker in enumerate(workers):
                if worker.task is None and waiting:
                    workers[number] = _hand_over(worker, waiting.popleft(), conditions)
            busy = [worker for worker in workers if worker.task is not None]
            if not busy:
                return
            patience = max(0.0, min(worker.deadline for worker in busy) - time.monotonic())
            ready = wait([worker.pipe for worker in busy], timeout=patience)
            for number, worker in enumerate(workers):
                if worker.task is None or (worker.pipe not in ready and time.monotonic() < worker.deadline):
                    continue
                task = worker.task
                result = _receive(worker) if worker.pipe in ready else None
                if result is None:  # died or stuck: another takes its place, and the class goes on
                    _stop([worker])
                    workers[number] = _start(conditions)
                    result = unread("failed", "the process that graded it ended unexpectedly", task.release)
                worker.task = None
                if waiting:  # before the result is looked at: whoever listens may take a while to write it down
                    workers[number] = _hand_over(workers[number], waiting.popleft(), conditions)
                yield task, result
    finally:
        _stop(workers)


def _start(conditions: Conditions) -> _Worker:
    context = starting()
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, conditions), daemon=True)
    try:
        process.start()
    except OSError as error:  # such as a socket's path, in the folder for temporary files, that is too long
        folder = tempfile.gettempdir()
        raise CourseError(
            f"no worker can be started with {folder} as the folder for temporary files ({error})",
            "choose another, such as TMPDIR=/tmp",
        ) from None
    theirs.close()
    return _Worker(process, ours)


def _hand_over(worker: _Worker, task: Task, conditions: Conditions) -> _Worker:
    try:
        _send(worker, task)
    except OSError:  # it died while it had nothing to do
        _stop([worker])
        worker = _start(conditions)
        _send(worker, task)
    worker.task = task
    worker.deadline = time.monotonic() + conditions.limits.timeout_notebook + _GRACE
    return worker


def _send(worker: _Worker, task: Task) -> None:
    worker.pipe.send((task.path, None if worker.release is task.release else task.release))
    worker.release = task.release


def _receive(worker: _Worker) -> Result | None:
    try:
        return worker.pipe.recv()
    except (EOFError, OSError):
        return None


def _stop(workers: Iterable[_Worker]) -> None:
    for worker in workers:
        worker.pipe.close()
        if worker.task is not None:
            worker.process.terminate()  # it ends its kernel before it goes
    for worker in workers:
        worker.process.join(10)
        if worker.process.is_alive():
            worker.process.kill()


def _serve(pipe: Connection, conditions: Conditions) -> None:
    from autograder.worker import serve  # the engine, which nobody needs here

    serve(pipe, conditions)
