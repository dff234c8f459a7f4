"""Knows how an attack on the grader is written down, and what must be as before when it is over.

An attack is a percent file in `tests/attacks`, parsed and never imported:

    # tries: to end everything it may send a signal to
    # earns: test_square          (tests that it may pass all the same; none unless said)
    # seconds: 2                  (of a cell and of a call; 5 unless said)
    # limits: memory=300_000_000  (others of `Limits`)
    # says: SIGKILL               (a word that is recorded)
    # uses: forging               (a file in `first`, run as the first cell)
    # %% own                      (cells at the start; then `double` and `square`, blank unless written)
"""

from __future__ import annotations

import copy
import os
import re
import resource
import signal
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.limits import Limits
from autograder.source import grade_id

FOLDER = Path(__file__).parent / "attacks"
BREACH = "GOT" + " IT"  # what an attack prints where it came further than it may
LEFT = "LEFT" + " BEHIND"  # what it writes where the next one might find it


@dataclass(frozen=True)
class Attack:
    """A submission, and what may come of it."""

    name: str
    tries: str
    cells: tuple[tuple[str, str], ...]  # what it is ("own" or an exercise's name) and its source
    earns: frozenset[str] = frozenset()
    seconds: float = 5
    limits: dict[str, int] = field(default_factory=dict, hash=False)
    says: str = ""

    @property
    def allowed(self) -> Limits:
        """Small ones, so that an attack is over soon."""
        small = {"memory": 600_000_000, "scratch": 50_000_000}
        return Limits(
            timeout_cell=self.seconds, timeout_call=self.seconds, timeout_notebook=40, **{**small, **self.limits}
        )

    def submission(self, blank: NotebookNode) -> NotebookNode:
        """The blank notebook with the attack's cells."""
        nb, first = copy.deepcopy(blank), 0
        for kind, source in self.cells:
            if kind == "own":
                nb.cells.insert(first, nbformat.v4.new_code_cell(source))
                first += 1
            else:
                next(cell for cell in nb.cells if grade_id(cell) == kind).source = source
        return nb


def read_attacks() -> list[Attack]:
    """Every attack there is, by name."""
    return [_read(path) for path in sorted(FOLDER.glob("*.txt"))]


def _read(path: Path) -> Attack:
    head, *parts = re.split(r"^# %% ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    said = dict(line[2:].split(": ", 1) for line in head.splitlines())
    cells = [(kind.strip(), source.rstrip("\n")) for kind, _, source in (part.partition("\n") for part in parts)]
    if unknown := set(said) - {"tries", "earns", "seconds", "limits", "says", "uses"}:
        raise ValueError(f"{path.name}: nothing is known of {unknown}")
    if tool := said.get("uses"):
        cells.insert(0, ("own", (FOLDER / "first" / f"{tool}.txt").read_text(encoding="utf-8")))
    limits = dict(part.split("=") for part in said.get("limits", "").split(", ") if part)
    return Attack(
        path.stem,
        said["tries"],
        tuple(cells),
        frozenset(filter(None, said.get("earns", "").split(", "))),
        float(said.get("seconds", 5)),
        {key: int(value) for key, value in limits.items()},
        said.get("says", ""),
    )


# What a neighbour sees of the place it runs in. The first cell of its notebook.
CENSUS = """
import builtins, hashlib, os, resource, signal, socket, sys, threading
import numpy, utils
def _seen(path):
    try:
        return sorted(os.listdir(path)) if os.path.isdir(path) else open(path, "rb").read(3000)
    except OSError as error:
        return error.strerror
for _place in ("/", "/tmp", "/scratch", "/dev", "/dev/shm", "/dev/pts", "/dev/mqueue", "/var", "/run", os.path.expanduser("~")):
    print(_place, _seen(_place))
for _setting in ("net/ipv4/ip_local_port_range", "net/core/somaxconn", "kernel/hostname", "kernel/pid_max", "kernel/core_pattern"):
    print(_setting, _seen(f"/proc/sys/{_setting}"))
print([line for name in ("unix", "tcp", "udp") for line in open(f"/proc/net/{name}").readlines()[1:]])
print([len(_seen(f"/proc/sysvipc/{name}").splitlines()) for name in ("sem", "shm", "msg")])
print([pid for pid in os.listdir("/proc") if pid.isdigit()], os.getpid(), os.getppid(), threading.active_count())
print([_seen(f"/proc/1/fd/{number}")[-100:] for number in (1, 2)])
print(os.getcwd(), os.umask(0o22), os.getpriority(os.PRIO_PROCESS, 0), os.getpriority(os.PRIO_PROCESS, 1), sorted(os.environ.items()))
print([signal.getsignal(number) for number in (1, 2, 10, 14, 15, 17)], signal.pthread_sigmask(signal.SIG_BLOCK, []))
print([resource.getrlimit(which) for which in (resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE, resource.RLIMIT_CPU, resource.RLIMIT_NPROC)])
print(len(dir(builtins)), len(dir(numpy)), dir(utils), sys.gettrace(), sys.getprofile(), "double" in globals())
print([(name, oct(os.stat(f"/dev/{name}").st_mode), os.stat(f"/dev/{name}").st_mtime) for name in ("null", "zero", "full", "tty")])
"""


def surroundings() -> dict[str, object]:
    """What of this process and its machine a submission must leave as it is."""
    umask = os.umask(0)
    os.umask(umask)
    return {
        "folder": os.getcwd(),
        "variables": dict(os.environ),
        "umask": umask,
        "priority": os.nice(0),
        "signals": [signal.getsignal(number) for number in sorted(signal.valid_signals())],
        "limits": [resource.getrlimit(getattr(resource, name)) for name in dir(resource) if name.startswith("RLIMIT_")],
        "descriptors": _descriptors(),
        "processes": _below(os.getpid()),
        "temporary files": sorted(os.listdir(tempfile.gettempdir())),
        "mounts": Path("/proc/self/mountinfo").read_text(),
        "settings": [_setting(name) for name in _SETTINGS],
        "devices": [
            (name, os.stat(f"/dev/{name}").st_mode, os.stat(f"/dev/{name}").st_uid) for name in ("null", "zero", "full")
        ],
    }


_SETTINGS = ("kernel/core_pattern", "kernel/hostname", "vm/overcommit_memory", "net/ipv4/ip_local_port_range")


def _setting(name: str) -> str:
    try:
        return Path("/proc/sys", name).read_text()
    except OSError as error:
        return str(error)


def _descriptors() -> list[tuple[int, str]]:
    """Open files, but for the one that lists them."""
    found = []
    for number in map(int, os.listdir("/proc/self/fd")):
        try:
            found.append((number, os.readlink(f"/proc/self/fd/{number}")))
        except OSError:
            continue
    return sorted(found)


def _below(pid: int) -> list[int]:
    """Every process that descends from one, as far as it is known whose child it is."""
    parents = {}
    for other in map(int, filter(str.isdigit, os.listdir("/proc"))):
        try:
            parents[other] = int(Path(f"/proc/{other}/stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return sorted(found[1:])


def peak_of_memory(forget: bool = False) -> int:
    """The most bytes that this process has had in memory since that was last forgotten."""
    if forget:
        Path("/proc/self/clear_refs").write_text("5")
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024
