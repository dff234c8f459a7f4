"""A scheduler and workers on this machine, as programs of their own: what the rehearsal, a benchmark and tests start.

A worker can be put where it does not see a folder, such as the class's: in a mount namespace, as on another machine.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.classes import CHECKOUT, surroundings

_PATIENCE = 300  # seconds for a program to be there


def out_of_sight(folder: Path) -> list[str]:
    """What to put before a command so that it sees nothing in a folder."""
    script = 'mount -t tmpfs none "$0" && exec "$@"'
    return ["unshare", "--map-root-user", "--mount", "sh", "-c", script, str(folder)]


@dataclass
class Machines:
    """A scheduler and its workers, with a folder for what they write."""

    folder: Path
    address: str = ""
    tls: Path | None = None
    processes: list[subprocess.Popen] = field(default_factory=list)

    def start_scheduler(self, plain: bool = False) -> subprocess.Popen:
        """One, on a port of its own; the same one again where it has been killed.

        Args:
            plain: Dask's own, in the place of `autograder scheduler`.
        """
        protocol, _, place = (self.address or "tcp://127.0.0.1:0").rpartition("://")
        host, _, port = place.rpartition(":")
        where, said = ["--host", host, "--port", port], len(self.said())
        certificates = ["--tls", str(self.tls)] if self.tls is not None else []
        command, line = ["-m", "autograder", "scheduler", *certificates], r"the scheduler (\S+) is there"
        if plain:
            command = ["-m", "distributed.cli.dask_scheduler", "--no-dashboard", "--protocol", protocol]
            line = r"Scheduler at: +(\S+)"
        process = self.start([*command, *where])
        until = time.monotonic() + _PATIENCE
        while (found := re.search(line, self.said()[said:])) is None:
            if time.monotonic() > until or process.poll() is not None:
                raise RuntimeError(f"the scheduler does not start: {self.said()[-2000:]}")
            time.sleep(0.05)
        self.address = found[1]
        return process

    def start_worker(self, jobs: int = 1, unseen: Path | None = None, program: str | None = None) -> subprocess.Popen:
        """A worker.

        Args:
            jobs: how many it grades at a time.
            unseen: a folder that it does not see.
            program: what is run instead of `autograder workers`, given the scheduler's address.
        """
        before = out_of_sight(unseen) if unseen is not None else []
        if program is not None:
            return self.start(["-c", program, self.address], before)
        certificates = ["--tls", str(self.tls)] if self.tls is not None else []
        command = ["-m", "autograder", "workers", "--scheduler", self.address, "--jobs", str(jobs), *certificates]
        return self.start(command, before)

    def start(self, arguments: list[str], before: list[str] | None = None) -> subprocess.Popen:
        """A Python with these arguments."""
        with (self.folder / "machines.log").open("ab") as log:
            process = subprocess.Popen(
                [*(before or []), sys.executable, *arguments],
                cwd=CHECKOUT,
                env=surroundings(self.folder) | {"PYTHONWARNINGS": "ignore", "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def said(self) -> str:
        """What all of them have printed."""
        with contextlib.suppress(FileNotFoundError):
            return (self.folder / "machines.log").read_text(errors="replace")
        return ""

    def stop(self) -> None:
        """Ends all of them."""
        for process in reversed(self.processes):
            if process.poll() is None:
                with contextlib.suppress(ProcessLookupError):
                    process.send_signal(signal.SIGTERM)
        for process in reversed(self.processes):
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@contextlib.contextmanager
def machines(folder: Path, tls: Path | None = None, address: str = "", plain: bool = False) -> Iterator[Machines]:
    """A scheduler (Dask's own, if plain), for as long as the block lasts; workers are started with it."""
    folder.mkdir(exist_ok=True)
    made = Machines(folder, address, tls)
    try:
        made.start_scheduler(plain)
        yield made
    finally:
        made.stop()
