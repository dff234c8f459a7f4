"""Knows how a submission becomes a result: read, rebuilt, run, scored. No database, no course, no global state.

A test passes only if it was seen to pass: its cell ran to the end and said so. Silence, a dead process, a
cell that is not there: no points, and a reason.
"""
from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbgrader.preprocessors import LimitOutput

import utils
from autograder.limits import Limits
from autograder.results import (
    DIED,
    ERROR,
    FAILED,
    NOT_ATTEMPTED,
    NOT_RUN,
    PASSED,
    TIMEOUT,
    Result,
    TestResult,
)
from autograder.source import Exercise, Test, exercises, grade_id
from autograder.submission import Unreadable, canonical, read_submission
from utils.outcomes import NotAttempted, Raised, Wrong

_VERDICT_OF_A_CHECK = {NotAttempted.word: NOT_ATTEMPTED, Wrong.word: FAILED, Raised.word: ERROR}
_LONGEST_MESSAGE = 1500
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_SILENT = logging.getLogger("autograder.kernel")  # what nbclient reports is in the result
_SILENT.addHandler(logging.NullHandler())
_SILENT.propagate = False


@dataclass(frozen=True)
class Ran:
    """What was seen of one cell."""

    verdict: str  # PASSED, FAILED (it raised), TIMEOUT, DIED or NOT_RUN
    name: str = ""  # of the exception
    text: str = ""  # its message, or the reason
    seconds: float = 0.0


def grade_notebook(submission: Path, release: NotebookNode, limits: Limits = Limits()) -> Result:
    """Grades one submitted file.

    Args:
        submission: the file a student handed in, trusted in nothing.
        release: nbgrader's source of the notebook, with answers and hidden tests.
        limits: what the submission may use.

    Returns:
        A result without student, notebook's name and key, which are the caller's; the executed notebook with it.
    """
    started = time.monotonic()
    try:
        submitted = read_submission(submission, release, limits)
    except Unreadable as error:
        return unread("unreadable", str(error), release)
    nb, repairs = canonical(submitted, release)
    try:
        ran = asyncio.run(_run(nb, limits))
    except RuntimeError as error:  # the kernel did not start, which is not the student's doing
        return unread("failed", f"the notebook could not be run: {error}", release)
    by_grade_id = {grade_id(cell): ran[cell.id] for cell in nb.cells if cell.id in ran and grade_id(cell)}
    tests = tuple(_score(test, exercise, by_grade_id) for exercise in exercises(release) for test in exercise.tests
                  if test.points)
    return Result("", "", "graded", repairs=tuple(repairs), tests=tests,
                  seconds=round(time.monotonic() - started, 3), executed=nb)


def unread(status: str, reason: str, release: NotebookNode) -> Result:
    """The result of a submission of which no cell was run."""
    tests = tuple(TestResult(exercise.name, test.grade_id, 0, test.points, NOT_RUN, reason)
                  for exercise in exercises(release) for test in exercise.tests if test.points)
    return Result("", "", status, reason=reason, tests=tests)


def _score(test: Test, exercise: Exercise, ran: dict[str, Ran]) -> TestResult:
    seen = ran.get(test.grade_id, Ran(NOT_RUN, text="the test was not run"))
    verdict, message = seen.verdict, seen.text
    if verdict == FAILED:
        verdict, message = _judge(seen, ran.get(exercise.name, Ran(NOT_RUN)), exercise.name)
    points = test.points if verdict == PASSED else 0
    return TestResult(exercise.name, test.grade_id, points, test.points, verdict,
                      _short(message), round(seen.seconds, 3))


def _judge(seen: Ran, answer: Ran, exercise: str) -> tuple[str, str]:
    """The verdict on a test cell that raised, and what to tell the student."""
    if seen.name == "CheckFailed":
        headline = seen.text.partition("\n")[0]
        verdict = next((v for word, v in _VERDICT_OF_A_CHECK.items() if f" · {word}: " in headline), FAILED)
        return verdict, seen.text
    if seen.name in ("NotImplementedError", "NotAttempted"):
        return NOT_ATTEMPTED, seen.text or "not attempted"
    if answer.verdict == TIMEOUT:
        return ERROR, answer.text
    if answer.verdict == FAILED:
        name = answer.name.replace("_IncompleteInputError", "SyntaxError")  # Python 3.13's own word for an open bracket
        return ERROR, f"the cell of {exercise} stopped with {name}: {answer.text}"
    if seen.name == "AssertionError":
        return FAILED, seen.text or "an assertion failed"
    return ERROR, f"{seen.name}: {seen.text}"


def _short(text: str) -> str:
    text = _ANSI.sub("", text).strip()
    return text if len(text) <= _LONGEST_MESSAGE else text[:_LONGEST_MESSAGE] + " …"


class _Client(NotebookClient):
    """An nbclient that stops collecting a cell's output where it becomes too much."""

    def __init__(self, nb: NotebookNode, output_bytes: int, **settings) -> None:
        super().__init__(nb, log=_SILENT, **settings)
        self.output_bytes = output_bytes
        self.collected: Counter[int] = Counter()

    def output(self, outs, msg, display_id, cell_index):
        content = msg["content"]
        self.collected[cell_index] += len(content.get("text", "")) + sum(
            len(part) for part in content.get("data", {}).values() if isinstance(part, str))
        if msg["msg_type"] != "error" and self.collected[cell_index] > self.output_bytes:
            return None
        return super().output(outs, msg, display_id, cell_index)


async def _run(nb: NotebookNode, limits: Limits) -> dict[str, Ran]:
    """Runs every code cell in a fresh kernel, in a scratch folder, and leaves outputs in `nb`."""
    scratch = tempfile.mkdtemp(prefix="nb-")
    manager = _kernel_manager(Path(scratch))
    deadline = time.monotonic() + limits.timeout_notebook
    client = _Client(
        nb, limits.output_bytes, km=manager, allow_errors=True, interrupt_on_timeout=True, iopub_timeout=10,
        raise_on_iopub_timeout=True, skip_cells_with_tag="", coalesce_streams=True,
        timeout_func=lambda cell: max(0.1, min(limits.timeout_cell, deadline - time.monotonic())),
        error_on_timeout={"ename": "Timeout", "evalue": "", "traceback": []})
    try:
        await manager.start_kernel(cwd=str(_made(scratch, "work")), env=_environment(scratch))
        client.kc = manager.client()
        client.kc.allow_stdin = False
        client.kc.start_channels()
        await client.kc.wait_for_ready(timeout=60)
        return await _run_cells(client, deadline)
    finally:
        await _stop(manager, client)
        shutil.rmtree(scratch, ignore_errors=True)


async def _run_cells(client: _Client, deadline: float) -> dict[str, Ran]:
    ran: dict[str, Ran] = {}
    over = ""  # why no further cell is run
    for index, cell in enumerate(client.nb.cells):
        if cell.cell_type != "code":
            continue
        if not over and time.monotonic() >= deadline:
            over = "not run: the notebook's time was used up by the cells before"
        if over:
            ran[cell.id] = Ran(NOT_RUN, text=over)
        else:
            ran[cell.id] = await _run_cell(client, index)
            if ran[cell.id].verdict == DIED:
                over = f"not run: {ran[cell.id].text}"
        if ran[cell.id].verdict in (TIMEOUT, DIED, NOT_RUN):
            _say_why(cell, ran[cell.id])
        LimitOutput().preprocess_cell(cell, {}, index)
    return ran


async def _run_cell(client: _Client, index: int) -> Ran:
    cell, replies, started = client.nb.cells[index], [], time.monotonic()
    client.on_cell_executed = lambda cell, cell_index, execute_reply: replies.append(execute_reply["content"])
    which = grade_id(cell) or "a cell"
    limit = client.timeout_func(cell)
    try:
        await client.async_execute_cell(cell, index)
    except DeadKernelError:
        return Ran(DIED, text=f"the Python process ended in {which}")
    except CellTimeoutError:
        return Ran(DIED, text=f"{which} ran longer than {limit:.0f} s and could not be interrupted")
    seconds = time.monotonic() - started
    if not cell.source.strip():
        return Ran(PASSED)
    reply = replies[0] if replies else {"status": "silent"}
    if reply.get("ename") == "Timeout" and reply.get("traceback") == []:
        return Ran(TIMEOUT, text=f"{which} ran longer than {limit:.0f} s and was interrupted", seconds=seconds)
    errors = [output for output in cell.outputs if output.output_type == "error"]
    if reply["status"] != "ok" or errors:
        # What was displayed and what was replied are the same error, but for code that displays one itself.
        error = errors[-1] if errors else reply
        return Ran(FAILED, error.get("ename", "Error"), error.get("evalue", ""), seconds)
    return Ran(PASSED, seconds=seconds)


def _say_why(cell: NotebookNode, ran: Ran) -> None:
    """So that the reason is read where the output would have been, in nbgrader's feedback too."""
    name = {TIMEOUT: "Timeout", DIED: "ProcessEnded", NOT_RUN: "NotRun"}[ran.verdict]
    cell.outputs.append(NotebookNode(output_type="error", ename=name, evalue=ran.text,
                                     traceback=[f"{name}: {ran.text}"]))


def _kernel_manager(scratch: Path) -> AsyncKernelManager:
    """This very Python, whatever kernels are installed; sockets that no other process can take first."""
    manager = AsyncKernelManager(kernel_name="python3", log=_SILENT,
                                 connection_file=str(scratch / "kernel.json"))
    # The spec of that name in a user's folder may start another Python than the one with the course in it.
    manager._kernel_spec = KernelSpec(
        argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}",
              "--HistoryManager.enabled=False"], display_name="Python 3 (ipykernel)", language="python")
    if sys.platform != "win32":
        manager.transport, manager.ip = "ipc", str(scratch / "k")
    return manager


def _environment(scratch: str) -> dict[str, str]:
    """The kernel's variables: this process's, with the same `utils`, nobody's IPython profile, one thread."""
    root = Path(utils.__file__).parents[1]
    return {**os.environ, "PYTHONPATH": str(root), "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1",
            "IPYTHONDIR": str(_made(scratch, "ipython")), "NBGRADER_EXECUTION": "autograde",
            "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def _made(scratch: str, name: str) -> Path:
    folder = Path(scratch, name)
    folder.mkdir()
    return folder


async def _stop(manager: AsyncKernelManager, client: _Client) -> None:
    """Ends the kernel and what it started in its session."""
    pid = getattr(manager.provisioner, "pid", None)
    if client.kc is not None:
        client.kc.stop_channels()
    with contextlib.suppress(Exception):
        await manager.shutdown_kernel(now=True)
    if pid and hasattr(os, "killpg"):
        with contextlib.suppress(OSError):
            os.killpg(pid, signal.SIGKILL)
