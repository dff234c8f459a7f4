"""Runs notebooks' cells without kernels: each in a child of this process, which has imported everything already.

For tests that run many notebooks. Nothing is drawn or displayed; grading proper has the kernel, and the tests of
grading go that way.
"""
from __future__ import annotations

import importlib
import json
import os
import pkgutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from nbformat import NotebookNode

from autograder.pool import cores
from autograder.source import grade_id, is_test

SECONDS = 60  # one notebook may take
Outcomes = dict[str, str]  # test's grade_id -> "" if it passed, else the error's name and message


def outcomes_of(makers: Iterable[Callable[[], NotebookNode]]) -> list[Outcomes]:
    """Runs every code cell of every notebook, as many notebooks at a time as there are processors.

    Args:
        makers: each makes a notebook, in the child that runs it.

    Returns:
        What became of the tests of each. A child that dies or takes too long leaves out those it did not come to.
    """
    _import_everything()
    waiting = list(enumerate(makers))[::-1]
    outcomes: list[Outcomes] = [{} for _ in waiting]
    running: dict[int, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        while waiting or running:
            while waiting and len(running) < cores():
                number, make = waiting.pop()
                running[_start(make, Path(folder, str(number)))] = number
            pid, _ = os.waitpid(-1, 0)
            if pid in running:
                number = running.pop(pid)
                lines = Path(folder, str(number), "outcomes").read_text(encoding="utf-8").splitlines()
                outcomes[number] = dict(map(json.loads, lines))
    return outcomes


def _import_everything() -> None:
    import scipy.optimize
    import scipy.special  # noqa: F401
    from IPython.core.interactiveshell import InteractiveShell  # noqa: F401

    import utils

    for module in pkgutil.walk_packages(utils.__path__, "utils."):
        importlib.import_module(module.name)


def _start(make: Callable[[], NotebookNode], scratch: Path) -> int:
    scratch.mkdir()
    (scratch / "outcomes").touch()
    child = os.fork()
    if child == 0:
        try:
            signal.alarm(SECONDS)
            _run(make(), scratch)
        finally:
            os._exit(0)
    return child


def _run(nb: NotebookNode, scratch: Path) -> None:
    from IPython.core.interactiveshell import InteractiveShell

    from utils import pictures

    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115  for the rest of the child's life
    os.environ["IPYTHONDIR"] = str(scratch / "ipython")
    os.chdir(scratch)
    for name in pictures.__all__:
        setattr(pictures, name, lambda *args, **kwargs: None)
    shell = InteractiveShell.instance()
    shell.history_manager.enabled = False
    shell.display_formatter.format = lambda obj, include=None, exclude=None: ({}, {})
    with open(scratch / "outcomes", "w", encoding="utf-8") as outcomes:
        for cell in nb.cells:
            if cell.cell_type != "code":
                continue
            result = shell.run_cell(cell.source)
            if is_test(cell):
                error = result.error_before_exec or result.error_in_exec
                said = "" if result.success else f"{type(error).__name__}: {error}"
                print(json.dumps([grade_id(cell), said]), file=outcomes, flush=True)
