"""Knows how a solved edition is run for its outputs, so that they depend on the notebook alone."""

from __future__ import annotations

import logging
import os
import re
import sys
import tempfile
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from traitlets.config import Config

from autograder.course import Course
from autograder.editions import RAISES
from autograder.errors import CourseError
from autograder.outputs import settle_outputs
from autograder.rules import label
from autograder.source import is_test

CELL_TIMEOUT = 120  # seconds; a whole notebook is to take 20


class _ThisPython(AsyncKernelManager):
    """Starts a kernel of this very Python, whatever kernels are installed under the name python3."""

    @property
    def kernel_spec(self) -> KernelSpec:
        return KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            display_name="Python 3",
            language="python",
        )


def run_solved(course: Course, name: str, solved: NotebookNode, old: NotebookNode | None) -> NotebookNode:
    """Run a solved edition from an empty folder and settle its outputs; a failing cell is a CourseError."""
    where = f"solutions/{name}.py"
    with tempfile.TemporaryDirectory(prefix="release-") as folder:
        scratch = str(Path(folder).resolve())
        cwd = Path(scratch, "run")
        cwd.mkdir()
        plain = Path(scratch, "matplotlibrc")
        plain.touch()
        # Outputs are to depend on the notebook alone, not on who ran it: no personal settings, one thread.
        env = {key: value for key, value in os.environ.items() if key not in ("MPLBACKEND", "PYTHONWARNINGS")}
        env |= {
            "PYTHONPATH": str(course.root),
            "PYTHONHASHSEED": "0",
            "IPYTHONDIR": f"{scratch}/ipython",
            "MATPLOTLIBRC": str(plain),
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
        }
        ran = NotebookNode(nbformat.from_dict(solved))
        # Sockets in our own folder, where the system has them: a TCP port is open to others on this machine.
        sockets = {"transport": "ipc", "ip": f"{scratch}/kernel"} if os.name == "posix" else {}
        client = NotebookClient(
            ran,
            kernel_manager_class=_ThisPython,
            kernel_name="python3",
            config=Config({"KernelManager": sockets}),
            allow_errors=True,
            timeout=CELL_TIMEOUT,
            record_timing=False,
            coalesce_streams=True,
        )
        log = Path(scratch, "stderr")  # the kernel's own, not its cells': of interest only when it dies
        try:
            # Not client.execute: it takes Ctrl-C for a kernel that died, and leaves us to report that.
            with log.open("w") as stderr, client.setup_kernel(cwd=str(cwd), env=env, stderr=stderr):
                for index, cell in enumerate(ran.cells):
                    client.execute_cell(cell, index)
        except CellTimeoutError:
            raise CourseError(
                f"{where}: a cell of the solved edition runs for more than {CELL_TIMEOUT} s", "make it quicker"
            ) from None
        except KeyboardInterrupt:
            # The kernel got the signal too. What nbclient still waited for is of no interest to who stopped it.
            logging.getLogger("asyncio").setLevel(logging.CRITICAL + 1)
            raise
        except (DeadKernelError, RuntimeError) as error:
            said = log.read_text(errors="replace").splitlines()[-8:]
            raise CourseError(
                f"{where}: the solved edition's kernel gave up ({error})",
                "look for a cell that ends its process or fills the memory",
                [f"    {line}" for line in said],
            ) from None
        _refuse_errors(where, ran)
        root, home = str(course.root), str(Path.home())
        hidden = {str(cwd): ".", scratch: ".", root + os.sep: "", root: "."}
        if root.startswith(home + os.sep):  # IPython's tracebacks abbreviate it
            hidden["~" + root[len(home) :] + os.sep] = ""
        return settle_outputs(ran, old, hidden | {sys.prefix: "python"})


def _refuse_errors(where: str, ran: NotebookNode) -> None:
    """Only what its author tagged may raise; the tests, tagged by us, are to pass."""
    for cell in ran.cells:
        if RAISES in cell.metadata.get("tags", []) and not is_test(cell):
            continue
        for output in cell.get("outputs", ()):
            if output.output_type == "error":
                plain = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(output.traceback)).splitlines()
                first = (output.evalue.strip().splitlines() or [""])[0]
                raise CourseError(
                    f"{where}, cell {label(cell)}: solved, it raises {output.ename}: {first}",
                    details=[f"    {line}" for line in plain if line.strip()][-8:],
                )
