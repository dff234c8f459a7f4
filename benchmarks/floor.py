"""The floor that grading cannot go below: what cells and tests take by themselves, in a process that is there already.

    python -m benchmarks.floor SUBMISSION.ipynb … --release SOURCE.ipynb     what `benchmarks.grading` runs

Each submission is rebuilt as for grading. Its cells are then run one after the other in a fork of this process, by the
shell that students' cells are graded in, and its tests between them as plain code, for the shell would take longer to
show an error than the test took to find it: no wall, no wire, no watch, no figures, no gradebook.
Prints, for each submission, the seconds between the first cell and the end of the last one, the least of three times.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import importlib
import os
import pkgutil
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from autograder.rebuilding import canonical
from autograder.source import is_test
from autograder.student import shell as running
from autograder.submission import read_submission


def main() -> int:
    """Run, and print one number a line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("submissions", nargs="+", type=Path)
    parser.add_argument("--release", type=Path, required=True, help="nbgrader's source of their notebook")
    arguments = parser.parse_args()
    release = nbformat.read(arguments.release, as_version=4)
    for module in pkgutil.walk_packages(importlib.import_module("utils").__path__, "utils."):
        importlib.import_module(module.name)
    importlib.import_module("matplotlib.pyplot")
    importlib.import_module("scipy.special")
    shell = running.new_shell()
    for source in ("1 + 1", "%pwd", "def f():\n    raise ValueError('x')\nf()"):  # what is slow the first time
        running.run_cell(shell, source, 1000, str)
    gc.collect()
    gc.freeze()  # so that a collection in a fork does not copy every page
    for path in arguments.submissions:
        nb, _ = canonical(read_submission(path.resolve(), release), release)
        cells = [(cell.source, is_test(cell)) for cell in nb.cells if cell.cell_type == "code"]
        print(min(_seconds(shell, cells) for _ in range(3)), flush=True)
    return 0


def _seconds(shell: running.Shell, cells: list[tuple[str, bool]]) -> float:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            with tempfile.TemporaryDirectory() as scratch:
                os.chdir(scratch)
                running.open_streams(shell, figures=False)
                started = time.perf_counter()
                for source, test in cells:
                    if test:
                        with contextlib.suppress(Exception):
                            exec(compile(source, "<test>", "exec"), shell.user_ns)
                    else:
                        running.run_cell(shell, source, 1_000_000, str)
                os.write(writer, str(time.perf_counter() - started).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with open(reader, "rb") as file:
        said = file.read()
    os.waitpid(child, 0)
    return float(said or "nan")


if __name__ == "__main__":
    sys.exit(main())
