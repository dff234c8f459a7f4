"""Knows the process that students' processes are forked from. It has imported everything; it runs no student's line.

The grader talks to it over its standard input, one packet at a time: `start` comes with a socket for the new process,
`end` ends that process and all it started. Between the two it counts processes and memory, as no limit of the kernel's
that needs no privilege counts them together; and the processor's time of processes that nobody waited for, which the
kernel forgets with them: `lost` asks for that.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import pkgutil
import resource
import select
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_PACKET = 65_536
# What a module imports when it is first used: torch does with the first optimizer, which takes longer than all before.
_LATER = {"torch": ("torch._dynamo",)}
_WATCH = 0.05  # seconds between two looks at what a submission uses


def main() -> None:
    """The process's whole life.

    Arguments: `confined`, or `open` where there is no wall around it; modules to import besides the usual, with commas
    between; modules of the course that stay open although they answer, likewise, or `all`; and the folders to be new
    for each submission.
    """
    confined = sys.argv[1] == "confined"
    control = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    try:
        shell = _prepare(confined, *([part for part in said.split(",") if part] for said in sys.argv[2:4]))
    except Exception as error:
        _say(control, failed=f"{type(error).__name__}: {error}")
        return
    _say(control, ready=True)
    _Warm(control, shell, sys.argv[4:] if confined else []).run()
    if not confined:
        shutil.rmtree(os.environ["HOME"], ignore_errors=True)


def _prepare(confined: bool, more: list[str], opened: list[str]) -> Any:
    from autograder.student import closed, confinement

    confinement.ignore_the_keyboard()
    if confined:
        confinement.forbid_new_namespaces()
    else:
        confinement.adopt_orphans()
    if opened != ["all"]:
        closed.close(opened)
    for name in (
        "matplotlib.pyplot",
        "matplotlib_inline.backend_inline",
        "scipy.optimize",
        "scipy.special",
        "utils",
        "autograder.student.service",
    ):
        importlib.import_module(name)
    for module in pkgutil.walk_packages(importlib.import_module("utils").__path__, "utils."):
        importlib.import_module(module.name)
    sys.modules["utils.data"].all_digits()  # kept there: the file lies in the folder that will be hidden
    for name in more:
        for module in (name, *_LATER.get(name, ())):
            with contextlib.suppress(ImportError):  # the notebook says what is missing, and so does its test
                importlib.import_module(module)
    from autograder.student.shell import new_shell

    shell = new_shell()
    _exercise(shell)
    gc.collect()
    gc.freeze()  # so that a collection in a child does not write to, and so copy, every page of these
    return shell


def _exercise(shell: Any) -> None:
    """Has the shell do once what it does slowly the first time: run a cell, show a traceback."""
    sys_stdout, sys_stderr = sys.stdout, sys.stderr
    for source in ("1 + 1", "%pwd", "def f():\n    raise ValueError('x')\nf()", "raise NotImplementedError()"):
        shell.outputs.restart(10_000)
        shell.run_cell(source, store_history=True)
    shell.outputs.restart(0)
    shell.reset(new_session=True)
    shell.execution_count = 1
    for name in ("last_type", "last_value", "last_traceback", "last_exc"):
        if hasattr(sys, name):
            delattr(sys, name)
    sys.stdout, sys.stderr = sys_stdout, sys_stderr


def _say(control: socket.socket, **packet: Any) -> None:
    with contextlib.suppress(OSError):  # the grader has gone; the next read says so
        control.send(json.dumps(packet).encode())


class _Warm:
    """One student's process at a time: started, watched, ended."""

    def __init__(self, control: socket.socket, shell: Any, folders: list[str]) -> None:
        self.control, self.shell, self.folders, self.confined = control, shell, folders, bool(folders)
        self.child = 0
        self.why = ""  # why the watch ended it
        self.status: int | None = None
        self.scratch = ""
        self.settings: dict[str, Any] = {}
        self.own_size, self.program = _memory(os.getpid()), _program(os.getpid())
        self.spent = self.lost = 0.0  # seconds of a processor's time: by all that live, and by those that vanished

    def run(self) -> None:
        """Serves the grader until it has gone."""
        while True:
            if not select.select([self.control], [], [], _WATCH if self.child else None)[0]:
                self._watch()
                continue
            try:
                data, descriptors, _, _ = socket.recv_fds(self.control, _PACKET, 1)
            except ConnectionError:
                data, descriptors = b"", []
            if not data:
                self._end()
                return
            packet = json.loads(data)
            if packet["do"] == "start":
                self._start(packet, descriptors[0])
            elif packet["do"] == "lost":
                self._account()
                _say(self.control, lost=self.lost)
            else:
                self._end(packet["patience"])
                _say(self.control, status=self.status, why=self.why)

    def _start(self, settings: dict[str, Any], descriptor: int) -> None:
        from autograder.student import confinement

        self.settings, self.why, self.status, self.spent = settings, "", None, 0.0
        try:
            if self.confined:
                self.child = confinement.fork_apart(lambda: self._first(descriptor))
            else:
                self.scratch = tempfile.mkdtemp(prefix="notebook-")
                self.child = os.fork()
                if self.child == 0:
                    self._open_student(descriptor)
        except OSError as error:
            _say(self.control, failed=str(error))
            return
        finally:
            os.close(descriptor)
        _say(self.control, started=True)

    def _first(self, descriptor: int) -> None:
        """The first process of a submission's namespace: sets up everything, then only waits."""
        from autograder.student import closed, confinement

        self._close_all_but(descriptor)
        os.setsid()  # a signal to its group must not reach this side's
        os.chdir("/")  # nothing of this process leads to a folder that the next submission sees
        try:
            confinement.enter_fresh_folders(self.folders, self.settings["scratch"], self.settings["files"])
            if closed.is_closed():  # what is not imported is not to be read either
                confinement.hide(os.path.dirname(str(sys.modules["utils"].__file__)))
            confinement.limit(self.settings["memory"], self.settings["file_size"])
            confinement.seal()
            confinement.drop_privileges()
            confinement.forbid_calls()
            child = os.fork()
        except OSError as error:
            self._give_up(descriptor, error)
        if child == 0:
            self._student(descriptor, confinement.SCRATCH)
        os.close(descriptor)
        confinement.be_out_of_sight()
        confinement.be_first_of(child)

    def _open_student(self, descriptor: int) -> None:
        """A student's process without a wall: a group of its own, and limits."""
        from autograder.student import confinement

        self._close_all_but(descriptor)
        os.setsid()
        try:
            confinement.limit(self.settings["memory"], self.settings["file_size"])
        except OSError as error:
            self._give_up(descriptor, error)
        self._student(descriptor, self.scratch)

    def _student(self, descriptor: int, scratch: str) -> None:
        from autograder.student.service import serve

        try:
            serve(
                socket.socket(fileno=descriptor),
                self.shell,
                scratch,
                self.settings["largest"],
                self.settings["figures"],
            )
        finally:
            os._exit(1)

    def _close_all_but(self, descriptor: int) -> None:
        self.control.close()
        os.closerange(3, descriptor)
        os.closerange(descriptor + 1, max(descriptor + 2, 1024))

    @staticmethod
    def _give_up(descriptor: int, error: OSError) -> None:
        from autograder.student.confinement import NOT_SET_UP
        from autograder.student.wire import Channel

        with contextlib.suppress(OSError):
            Channel(socket.socket(fileno=descriptor), _PACKET).send({"id": "", "failed": str(error)})
        os._exit(NOT_SET_UP)

    def _watch(self) -> None:
        """Ends a submission that has become too large or too many."""
        pid, status = os.waitpid(self.child, os.WNOHANG)
        if pid:
            self._ended(status)
            return
        self._account()
        processes = self._processes()
        if len(processes) > self.settings["processes"]:
            self.why = "processes"
        # One process alone meets its own limit first, and may go on after a MemoryError.
        elif sum(map(self._used, processes)) > 1.2 * self.settings["memory"]:
            self.why = "memory"
        if self.why:
            self._end()

    def _account(self) -> None:
        """Notices what the kernel's account lacks since the last look.

        A process hands its account to the one that waits for it. Where its parent ignores the end of its children,
        nobody does. Then the sum over all that live becomes less, and only then.
        """
        if not self.child:
            return
        spent = self._spent()
        if spent < self.spent:  # or one ended while they were read, one after the other
            spent = max(spent, self._spent())
        self.lost += max(0.0, self.spent - spent)
        self.spent = spent

    def _spent(self) -> float:
        return sum(map(processor_time, self._processes()))

    def _used(self, pid: int) -> int:
        """What a process takes beyond what it was forked with; a program it became was forked with nothing."""
        return max(0, _memory(pid) - (self.own_size if _program(pid) == self.program else 0))

    def _processes(self) -> list[int]:
        """Every process of the submission."""
        if self.confined:  # whatever there is beside the wall's own first process and this one
            return [pid for pid in _all_processes() if pid not in (1, os.getpid())]
        return descendants(os.getpid())

    def _end(self, patience: float = 0.0) -> None:
        """Ends the submission's processes; before, gives them `patience` seconds in which to end by themselves."""
        until = time.monotonic() + patience
        while self.child and time.monotonic() < until:
            pid, status = os.waitpid(self.child, os.WNOHANG)
            if pid:
                self._ended(status)
            else:
                time.sleep(0.002)
        if not self.child:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.child, signal.SIGKILL)
        _, status = os.waitpid(self.child, 0)  # returns when the last process of its namespace is gone
        self._ended(status)
        self.why = self.why or "asked"

    def _ended(self, status: int) -> None:
        self.child, self.status = 0, os.waitstatus_to_exitcode(status)
        if not self.confined:
            _end_all(lambda: descendants(os.getpid()))
        if self.scratch:
            shutil.rmtree(self.scratch, ignore_errors=True)
            self.scratch = ""


def _all_processes() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def _end_all(living: Callable[[], list[int]]) -> None:
    """Ends processes, and those that they start meanwhile, until there are none."""
    while found := living():
        for pid in found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        time.sleep(0.002)


def descendants(pid: int) -> list[int]:
    """The processes that a process started, those that these started, and so on."""
    parents: dict[int, int] = {}
    for one in _all_processes():
        with contextlib.suppress(OSError, ValueError, IndexError), open(f"/proc/{one}/stat", "rb", 0) as file:
            parents[one] = int(file.read().rpartition(b")")[2].split(None, 2)[1])
    found = [child for child, parent in parents.items() if parent == pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def processor_time(pid: int) -> float:
    """Seconds of a processor's time, of a process and of those it waited for; 0 where it has gone."""
    with contextlib.suppress(OSError, ValueError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def _memory(pid: int) -> int:
    """Bytes of its own that a process has in memory; 0 where it has gone.

    What it shares with files, in memory too, is limited where the files are. Reading `statm` waits for nothing; `smaps`
    would wait for the process, for long when it forks without end.
    """
    with contextlib.suppress(OSError, ValueError):
        # A process whose first thread has ended has none by its own account; its other threads have it all.
        for thread in (pid, *os.listdir(f"/proc/{pid}/task")):
            _, resident, shared, *_ = map(int, Path(f"/proc/{pid}/task/{thread}/statm").read_text().split())
            if resident:
                return (resident - shared) * resource.getpagesize()
    return 0


def _program(pid: int) -> str:
    """Where its program lies in memory: at the same place as here in a process that was forked and became no other."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[23]
    except (OSError, IndexError):
        return ""


if __name__ == "__main__":
    main()
