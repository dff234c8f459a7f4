"""Knows how to start JupyterLab as the README says, in a copy of the checkout, and Chromium to look at it.

A person's own notebooks, classroom, Jupyter settings and browser profile are neither read nor changed.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPResponse
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import nbformat
import pytest
from lacking import lacking

from autograder.course import Course
from autograder.source import grade_id

ROOT = Path(__file__).resolve().parents[1]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
TOKEN = "of-these-tests-alone"
START_SECONDS = 240
# What JupyterLab would ask about in front of the notebook: whether it may fetch news.
SETTINGS = {"@jupyterlab/apputils-extension/notification": '{"fetchNews": "false", "checkForUpdates": false}'}


def find_chromium() -> str:
    """The browser's program. Without one the test fails in CI (where CI is set), and is skipped at home, saying so.

    The browser is the one thing that only these tests need: a reader without it should still be able to run the rest.
    """
    for name in NAMES:
        if found := shutil.which(name):
            return found
    missing = "no Chromium or Chrome for the tests in a browser: sudo apt-get install chromium"
    lacking(missing)


def copy_checkout(root: Path) -> Course:
    """What `make lab` needs of the checkout, copied to `root`: nothing written there is written here."""
    root.mkdir()
    for name in ("Makefile", "nbgrader_config.py"):
        shutil.copy(ROOT / name, root)
    for folder in ("notebooks", "solutions"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns(".*"))
    (root / "utils").symlink_to(ROOT / "utils")
    return Course(root)


def answer_all_but(course: Course, name: str, open_exercises: set[str]) -> None:
    """In the student edition of `name`, writes the author's answer to every exercise but these, and repairs what is broken."""
    cells = nbformat.read(course.solved(name), as_version=4).cells
    solved = {grade_id(cell): cell.source for cell in cells}
    repaired = {
        _defined(cell): cell.source
        for cell in cells
        if "solved-only" in cell.metadata.get("tags", ()) and _defined(cell)
    }
    nb = nbformat.read(course.student(name), as_version=4)
    for cell in nb.cells:
        if cell.cell_type == "code" and not grade_id(cell):
            mended = [source for names, source in repaired.items() if set(names) <= set(_defined(cell))]
            cell.source = "\n\n\n".join([cell.source, *mended])
        if cell.metadata.get("nbgrader", {}).get("solution") and grade_id(cell) not in open_exercises:
            cell.source = solved[grade_id(cell)]
    nbformat.write(nb, course.student(name))


def _defined(cell: nbformat.NotebookNode) -> tuple[str, ...]:
    """The functions that a code cell defines."""
    return tuple(re.findall(r"^def (\w+)", cell.source, re.MULTILINE)) if cell.cell_type == "code" else ()


def answer_of(url: str, server: subprocess.Popen) -> HTTPResponse:
    """What a server answers that says where it is before it listens there, as JupyterLab's does."""
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            return urlopen(url)
        except URLError as error:
            if not isinstance(error.reason, ConnectionError) or time.monotonic() > end or server.poll() is not None:
                raise
            time.sleep(0.2)


class Lab:
    """A JupyterLab that is running: where, and what it has logged."""

    def __init__(self, course: Course, home: Path) -> None:
        self.course = course
        self.lines: list[str] = []
        self.address = ""
        self._ready = threading.Event()
        for plugin, text in SETTINGS.items():
            path = home / ".jupyter" / "lab" / "user-settings" / f"{plugin}.jupyterlab-settings"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        arguments = [f"--port={port}", f"--IdentityProvider.token={TOKEN}", "--no-browser"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            arguments.append("--allow-root")
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "XDG_", "IPYTHON"))
        }
        # The environment is there already: `make` is told so, and which Python it holds.
        self._process = subprocess.Popen(
            ["make", "--old-file=.venv/.built", "lab", f"VENV_PYTHON={sys.executable}", f"ARGS={' '.join(arguments)}"],
            cwd=course.root,
            env={**kept, "HOME": str(home)},
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        with self._process.stdout as said:
            for line in said:
                self.lines.append(line)
                if not self.address and (found := re.search(r"(http://(?:localhost|127\.0\.0\.1):\d+)/lab", line)):
                    self.address = found.group(1)
                    self._ready.set()
        self._ready.set()

    def wait(self) -> None:
        """Until it serves; a failure with its last words where it does not come to that."""
        if not self._ready.wait(START_SECONDS) or not self.address:
            pytest.fail("`make lab` does not start JupyterLab:\n" + "".join(self.lines[-20:]))
        answer_of(f"{self.address}/api", self._process).close()

    def url(self, path: str) -> str:
        return f"{self.address}/{path}?token={TOKEN}"

    def stop(self) -> None:
        """Ends it, its kernels, and whatever else it began."""
        for how in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self._process.pid, how)
                self._process.wait(timeout=60)
                break
            except subprocess.TimeoutExpired:
                continue
            except ProcessLookupError:
                break
        self._process.wait()
        self._reader.join(timeout=20)


@contextmanager
def lab_on(course: Course, home: Path) -> Iterator[Lab]:
    lab = Lab(course, home)
    try:
        lab.wait()
        yield lab
    finally:
        lab.stop()
