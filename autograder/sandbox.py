"""Knows the wall around students' processes, built with bubblewrap: what there is to see inside, and nothing else.

Inside it a warm process waits (`autograder.student.warm`), of which a student's process is forked for each submission.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from autograder.errors import CourseError
from autograder.limits import Limits
from autograder.processes import ONE_THREAD
from autograder.student.warm import descendants, processor_time

_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
# What programs look up to start at all.
_SETTINGS = (
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/alternatives",
    "/etc/localtime",
    "/etc/fonts",
)
_READY = 60  # seconds that a warm process may take to import everything
_MORE = 120  # and further ones for each module besides: PyTorch takes some six on a core of its own
_PROMPT = 20  # seconds in which it answers when it has
_LOOKS = 5  # at the account of processors' time, until no process ends during one


class SandboxError(CourseError):
    """Students' processes cannot be started, through no fault of any submission."""


def check_sandbox() -> None:
    """Finds out at once whether the wall can be built here.

    Raises:
        SandboxError: it cannot; the message says what to do.
    """
    if sys.platform != "linux":
        raise SandboxError(
            "submissions are isolated with bubblewrap, which runs on Linux only",
            "grade there, or accept that a student's code runs as you: --no-sandbox",
        )
    if shutil.which("bwrap") is None:
        raise SandboxError(
            "the program bwrap is not installed, and it isolates what students wrote",
            "sudo apt-get install bubblewrap  (or accept that a student's code runs as you: --no-sandbox)",
        )
    tried = subprocess.run(
        [*_wall(), "--ro-bind", "/", "/", "--proc", "/proc", "true"],
        capture_output=True,
        text=True,
        timeout=_PROMPT,
        check=False,
    )
    if tried.returncode != 0:
        said = (tried.stderr.strip().splitlines() or ["it does not say why"])[-1]
        raise SandboxError(
            f"bubblewrap cannot isolate processes here ({said})",
            "allow user namespaces (sysctl kernel.unprivileged_userns_clone=1, on Ubuntu also "
            "kernel.apparmor_restrict_unprivileged_userns=0; in a container, run it with --privileged), or accept "
            "that a student's code runs as you: --no-sandbox",
        )


class Warm:
    """A warm process, behind the wall or not, that starts one student's process at a time."""

    def __init__(
        self,
        confined: bool = True,
        hidden: Iterable[Path] = (),
        modules: Iterable[str] = (),
        opened: Iterable[str] = (),
    ) -> None:
        """Starts it; `close` ends it.

        Args:
            confined: whether there is a wall.
            hidden: folders that are not to be seen even where they lie inside what Python needs.
            modules: what students' processes are to find imported besides what all of them do, where it is installed.
            opened: modules of the course that answer an exercise and are there all the same; `all` for every one.

        Raises:
            SandboxError: it does not start.
        """
        self.confined, self.modules, self.opened = confined, tuple(modules), tuple(opened)
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  closed with the rest
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control = ours
        # Behind the wall everything lies in memory, and nothing is left even of a grader that was killed.
        home = "/scratch" if confined else tempfile.mkdtemp(prefix="warm-")
        wall, folders = _sights(hidden) if confined else ([], ())
        start = [
            sys.executable,
            "-m",
            "autograder.student.warm",
            "confined" if confined else "open",
            ",".join(self.modules),
            ",".join(self.opened),
            *folders,
        ]
        self._process: subprocess.Popen[bytes] | None = None
        try:
            with theirs:
                self._process = subprocess.Popen(
                    [*wall, *start],
                    stdin=theirs.fileno(),
                    stdout=self._log,
                    stderr=self._log,
                    cwd="/",
                    env=_environment(home),
                    start_new_session=True,
                )
        except OSError as error:
            self.close()
            raise SandboxError(f"the warm process cannot be started ({error})") from None
        try:
            self._hear("ready", _READY + _MORE * len(self.modules))
        except BaseException:
            self.close()
            raise

    def begin(self, limits: Limits) -> socket.socket:
        """A new student's process: the connection to it.

        Raises:
            SandboxError: it cannot be started.
        """
        ours, theirs = socket.socketpair()
        start = {
            "do": "start",
            "memory": limits.memory,
            "file_size": limits.file_size,
            "scratch": limits.scratch,
            "files": limits.files,
            "processes": limits.processes,
            "largest": limits.message,
            "figures": limits.figures,
        }
        try:
            with theirs:
                socket.send_fds(self._control, [json.dumps(start).encode()], [theirs.fileno()])
            self._hear("started")
        except BaseException as error:
            ours.close()
            if isinstance(error, OSError):
                raise SandboxError(f"a student's process cannot be started ({error})") from None
            raise
        return ours

    def processor_time(self) -> float:
        """Seconds of processors' time that the warm process and all it started have used so far.

        Read from outside, where nothing that a student's process does can change it. A process that has ended
        counts with the one that waited for it. For those that nobody waited for, the warm process keeps an account.

        Raises:
            SandboxError: the warm process has gone.
        """
        assert self._process is not None  # else there were no Warm
        for _ in range(_LOOKS):
            lost, pids = self._lost(), [self._process.pid, *descendants(self._process.pid)]
            used = lost + sum(map(processor_time, pids))
            # One that ended meanwhile may be missing here, and in the account that was asked for before.
            if self._lost() == lost and all(map(os.path.exists, (f"/proc/{pid}" for pid in pids))):
                break
        return used

    def _lost(self) -> float:
        try:
            self._control.send(json.dumps({"do": "lost"}).encode())
        except OSError as error:
            raise SandboxError(f"the warm process has ended ({error}){self._said()}") from None
        return float(self._hear("lost")["lost"])

    def end(self, patience: float = 0.0) -> tuple[int | None, str]:
        """Ends the student's process and everything it started.

        Args:
            patience: seconds that it is given to end by itself.

        Returns:
            How it ended, as `subprocess` says it, and why it was ended, if it was: "memory", "processes" or "asked".

        Raises:
            SandboxError: the warm process does not answer.
        """
        try:
            self._control.send(json.dumps({"do": "end", "patience": patience}).encode())
        except OSError as error:
            raise SandboxError(f"the warm process has ended ({error}){self._said()}") from None
        said = self._hear("status")
        return said["status"], said["why"]

    def close(self) -> None:
        """Ends the warm process, and with it everything that was started there."""
        self._control.close()
        if self._process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(5 if not self.confined else 1)
            if self._process.poll() is None:
                self._process.kill()
                self._process.wait()
        self._log.close()

    def __enter__(self) -> Warm:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _hear(self, expected: str, seconds: float = _PROMPT) -> dict[str, Any]:
        self._control.settimeout(seconds)
        try:
            data = self._control.recv(65_536)
        except TimeoutError:
            raise SandboxError(f"the warm process did not answer within {seconds:.0f} s{self._said()}") from None
        except OSError:
            data = b""
        packet = json.loads(data) if data else {"failed": "it ended"}
        if expected not in packet:
            raise SandboxError(f"a student's process cannot be started: {packet.get('failed', packet)}{self._said()}")
        return packet

    def _said(self) -> str:
        self._log.seek(0)
        lines = self._log.read().decode("utf-8", "replace").strip().splitlines()
        return f" ({lines[-1]})" if lines else ""


def _wall() -> list[str]:
    """Namespaces of every kind. Root inside is nobody outside; it sets up each submission's own, and is given up."""
    return [
        "bwrap",
        "--unshare-user",
        "--unshare-ipc",
        "--unshare-pid",
        "--unshare-net",
        "--unshare-uts",
        "--unshare-cgroup-try",
        "--uid",
        "0",
        "--gid",
        "0",
        "--hostname",
        "notebook",
        "--die-with-parent",
        "--new-session",
        "--cap-drop",
        "ALL",
        "--cap-add",
        "CAP_SYS_ADMIN",
        "--cap-add",
        "CAP_SYS_RESOURCE",
        "--cap-add",
        "CAP_SETPCAP",
        "--cap-add",
        "CAP_KILL",
    ]


def _sights(hidden: Iterable[Path]) -> tuple[list[str], list[str]]:
    """The wall with what is to be seen behind it: system programs, this Python, of the course what notebooks import.

    Returns:
        bubblewrap's command line; and the folders that are to be new and empty for each submission.
    """
    # First, so that what is shown below can lie in them.
    # /dev/full reads like /dev/zero, and cannot be mapped into memory that nobody counts.
    arguments = [
        *_wall(),
        "--proc",
        "/proc",
        "--dev",
        "/dev",
        "--dev-bind",
        "/dev/full",
        "/dev/zero",
        "--tmpfs",
        "/tmp",
        "--tmpfs",
        "/scratch",
    ]
    bound: list[Path] = []
    covers = ["/dev", "/"]

    def show(path: Path) -> None:
        if not any(path.is_relative_to(other) for other in bound):
            bound.append(path)
            arguments.extend(["--ro-bind", str(path), str(path)])

    for name in _SYSTEM:
        path = Path(name)
        if path.is_symlink():
            arguments.extend(["--symlink", os.readlink(path), name])
        elif path.is_dir():
            show(path)
    for name in _SETTINGS:
        arguments.extend(["--ro-bind-try", name, name])
    python = [Path(sys.base_prefix).resolve(), Path(sys.prefix).absolute()]
    packages = [_package("utils"), _package("autograder")]
    for path in python:
        show(path)
    # Where the course lies inside one of these folders, it is covered; what it holds of these is then shown again.
    roots = {package.parent for package in packages if (package.parent / "solutions").is_dir()}
    for folder in {*roots, *(Path(path).resolve() for path in hidden)}:
        if any(folder.is_relative_to(other) for other in bound):
            arguments.extend(["--tmpfs", str(folder)])
            covers.append(str(folder))
            bound = [path for path in bound if not path.is_relative_to(folder)]
            for path in (*python, *packages):
                if path.is_relative_to(folder):
                    bound.append(path)
                    arguments.extend(["--ro-bind", str(path), str(path)])
    for package in packages:
        show(package)
    fresh = ["/scratch", "/dev/shm"]
    if any(path.is_relative_to("/tmp") for path in bound):
        covers.append("/tmp")  # a new one would hide them
    else:
        fresh.append("/tmp")
    for cover in covers:
        arguments.extend(["--remount-ro", cover])
    return [*arguments, "--chdir", "/"], fresh


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise ImportError(f"there is no package {name}")
    return Path(spec.submodule_search_locations[0]).absolute()


def _environment(home: str) -> dict[str, str]:
    """The variables inside: none of this process's, so that nothing in them is told."""
    roots = dict.fromkeys(str(_package(name).parent) for name in ("utils", "autograder"))
    return {
        "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
        "HOME": home,
        "LANG": "C.UTF-8",
        "PYTHONPATH": os.pathsep.join(roots),
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONSAFEPATH": "1",
        "MPLCONFIGDIR": f"{home}/matplotlib",
        # A picture has the same letters wherever it is graded; and to list the system's fonts is a third of what
        # importing Matplotlib takes where it has kept no list.
        "MPL_IGNORE_SYSTEM_FONTS": "1",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "IPYTHONDIR": f"{home}/ipython",
        **ONE_THREAD,
        "NBGRADER_EXECUTION": "autograde",
        "PIP_RETRIES": "0",  # many notebooks begin with `!pip install`: without a network it need not try five times
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "TMPDIR": home,
    }
