"""Knows a command's processes from outside: how much memory all of them hold, and which are left when it was killed.

Linux only, by what it reads in /proc.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

_CHILD_SUBREAPER = 36  # prctl(2)


def _children(zombies: bool = False) -> dict[int, list[int]]:
    """Every process that has some -> its children."""
    children: dict[int, list[int]] = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError, IndexError, ValueError):
            state, parent = Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()[:2]
            if zombies or state != "Z":
                children.setdefault(int(parent), []).append(int(name))
    return children


def descendants(pid: int) -> list[int]:
    """The processes below `pid`, zombies left out."""
    children, found, waiting = _children(), [], [pid]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def memory(pid: int) -> int:
    """Bytes of memory that a process holds, its share of what several hold together; 0 where it has gone."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    with contextlib.suppress(OSError, ValueError, IndexError):  # somebody else's: all of it
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


class Meter:
    """Samples the memory of process trees while the `with` block lasts."""

    def __init__(self, *pids: int, seconds: float = 0.25) -> None:
        self.pids, self.seconds = pids, seconds
        self.samples: list[tuple[float, int]] = []  # (time.monotonic(), bytes)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def peak(self) -> int:
        """Bytes, at most, so far."""
        return max((size for _, size in self.samples), default=0)

    def peak_until(self, moment: float) -> int:
        """Bytes, at most, before `moment` on time.monotonic's clock."""
        return max((size for at, size in self.samples if at <= moment), default=0)

    def __enter__(self) -> Meter:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            everyone = {process for pid in self.pids for process in (pid, *descendants(pid))}
            self.samples.append((time.monotonic(), sum(map(memory, everyone))))
            self._stop.wait(self.seconds)


@contextlib.contextmanager
def adopting() -> Iterator[set[int]]:
    """Inside, what a killed command leaves running becomes a child of this process, and so is found by `left_over`.

    Yields the processes that are below this one already.
    """
    prctl = ctypes.CDLL(None).prctl
    prctl(_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield set(_children(zombies=True).get(os.getpid(), ())) | set(descendants(os.getpid()))
    finally:
        prctl(_CHILD_SUBREAPER, 0, 0, 0, 0)


def left_over(before: set[int], patience: float = 60) -> list[str]:
    """The command lines of processes below this one that were not there `before`, after some seconds to go in.

    To be asked when the command itself has been waited for.
    """
    deadline = time.monotonic() + patience
    while True:
        for pid in set(_children(zombies=True).get(os.getpid(), ())) - before:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
        left = set(descendants(os.getpid())) - before
        if not left or time.monotonic() > deadline:
            return sorted(map(_command, left))
        time.sleep(0.02)


def _command(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").strip()[:100] or f"process {pid}"
    return f"process {pid}"
