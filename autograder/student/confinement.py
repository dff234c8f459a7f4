"""Knows what a process gives up before it runs what a student wrote: sight of others, privileges, system calls, size.

Linux only. The wall itself, without network and with a read-only system, is bubblewrap's and stands already. Inside it
every submission gets namespaces of its own, so that nothing it leaves behind (a process, a file, a segment of memory)
meets the next one. Numbers are the kernel's: capabilities(7), namespaces(7), seccomp(2).
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import platform
import re
import resource
import signal
import struct
from collections.abc import Callable, Iterable
from pathlib import Path

_NEW_MOUNTS, _NEW_IPC, _NEW_PIDS = 0x00020000, 0x08000000, 0x20000000
_NEW_ANYTHING = 0x7E020080  # every CLONE_NEW… flag
_READ_ONLY, _NOSUID, _NODEV, _NOEXEC, _REMOUNT, _BIND = 1, 2, 4, 8, 32, 4096
_PR_CAPBSET_DROP, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS, _PR_CAP_AMBIENT = 24, 22, 38, 47
_PR_SET_CHILD_SUBREAPER, _PR_SET_DUMPABLE = 36, 4
_SECCOMP_FILTER, _AMBIENT_CLEAR_ALL = 2, 4
SCRATCH = "/scratch"

# System calls that a notebook has no use for. Some reach other processes or the kernel's rarely walked corners; some
# take memory that no limit counts. name: (on x86-64, on 64-bit ARM)
_FORBIDDEN = {
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "shmat": (30, 196),
    "msgget": (68, 186),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "semget": (64, 190),
    "syslog": (103, 116),
    "mq_open": (240, 180),
    "fanotify_init": (300, 262),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "unshare": (272, 97),
    "setns": (308, 268),
    "open_by_handle_at": (304, 265),
    "chroot": (161, 51),
    "quotactl": (179, 60),
    "pidfd_getfd": (438, 438),
}
_CLONE, _CLONE3, _SOCKET, _MMAP = (56, 220), (435, 435), (41, 198), (9, 222)
_SHARED_ANONYMOUS = 0x21  # memory that stays, counted by nobody, when no process has it mapped any more
_FAMILIES = (1, 2, 10)  # of sockets: on this machine (AF_UNIX), and the loopback of IPv4 and IPv6
_ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}

_libc = ctypes.CDLL(None, use_errno=True)


def _must(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def forbid_new_namespaces() -> None:
    """No process in this user namespace, however it gets its rights, can make another one.

    Raises:
        OSError: this process is not the root of a user namespace.
    """
    _must(_libc.mount(b"proc", b"/proc", b"proc", ctypes.c_ulong(0), None), "mount /proc")
    Path("/proc/sys/user/max_user_namespaces").write_text("0", encoding="ascii")


def fork_apart(child: Callable[[], None]) -> int:
    """Forks a process that is the first of a new process namespace; returns its pid as it is seen from here.

    When it ends, for whatever reason, the kernel ends everything in its namespace with it.

    Args:
        child: what it does; it never returns.
    """
    home = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    try:
        _must(_libc.unshare(_NEW_PIDS), "unshare the processes")
        pid = os.fork()
        if pid == 0:
            try:
                child()
            finally:
                os._exit(NOT_SET_UP)
        _must(_libc.setns(home, _NEW_PIDS), "return to the own processes")
    finally:
        os.close(home)
    return pid


NOT_SET_UP = 99  # the exit status of a process that could not be confined


def enter_fresh_folders(folders: Iterable[str], size: int, files: int) -> None:
    """New mounts and memory segments for this process: empty folders of limited size where one can write at all.

    Args:
        folders: where one could write so far.
        size: bytes that the files in each can hold together.
        files: how many there can be in each.
    """
    _must(_libc.unshare(_NEW_MOUNTS | _NEW_IPC), "unshare the mounts")
    options = f"size={size},nr_inodes={files},mode=700".encode()
    for folder in folders:
        _must(
            _libc.mount(b"tmpfs", folder.encode(), b"tmpfs", ctypes.c_ulong(_NOSUID | _NODEV), options),
            f"mount {folder}",
        )
    _must(_libc.mount(b"proc", b"/proc", b"proc", ctypes.c_ulong(_NOSUID | _NODEV), None), "mount /proc")
    # The devices are the machine's own: whoever owns them could change their mode. Writing to them goes on.
    for device in ("null", "zero", "full", "random", "urandom", "tty", "pts"):
        flags = ctypes.c_ulong(_NOSUID | _NOEXEC | _READ_ONLY | _REMOUNT | _BIND)
        _must(_libc.mount(None, f"/dev/{device}".encode(), None, flags, None), f"make /dev/{device} read-only")
    # Since 6.14 it is the namespace's own, and stops an avalanche of forks at once. Before, it was the machine's.
    if tuple(int(part) for part in re.findall(r"\d+", platform.release())[:2]) >= (6, 14):
        with contextlib.suppress(OSError):
            Path("/proc/sys/kernel/pid_max").write_text("400", encoding="ascii")


def hide(folder: str) -> None:
    """Puts an empty folder that nobody can write to in the place of this one."""
    flags = ctypes.c_ulong(_READ_ONLY | _NOSUID | _NODEV | _NOEXEC)
    _must(_libc.mount(b"tmpfs", folder.encode(), b"tmpfs", flags, b"size=4096,nr_inodes=2,mode=555"), f"hide {folder}")


def seal() -> None:
    """Makes /proc read-only: for who is root outside, the machine's own settings could be written there."""
    flags = ctypes.c_ulong(_REMOUNT | _BIND | _READ_ONLY | _NOSUID | _NODEV | _NOEXEC)
    _must(_libc.mount(None, b"/proc", None, flags, None), "seal /proc")


def be_out_of_sight() -> None:
    """No process without privileges can look into this one or its descriptors, and there is nothing in them."""
    _must(_libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0), "be out of sight")
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    os.close(nothing)


def adopt_orphans() -> None:
    """Without namespaces: a descendant whose parent has ended becomes a child of this process, and can be ended."""
    _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def limit(memory: int, file_size: int) -> None:
    """Limits for this process and its children: address space beyond what is taken already, and the size of a file."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    _set(resource.RLIMIT_AS, pages * resource.getpagesize() + memory)
    _set(resource.RLIMIT_FSIZE, file_size)
    _set(resource.RLIMIT_CORE, 0)
    _set(resource.RLIMIT_NOFILE, 256)
    _set(resource.RLIMIT_MSGQUEUE, 0)
    with contextlib.suppress(OSError):  # should memory run out all the same, this process is the one to go
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def _set(which: int, most: int) -> None:
    hard = resource.getrlimit(which)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(which, (most, most))


def drop_privileges() -> None:
    """No capability is left, and none can be got back by running a program."""
    _must(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no new privileges")
    for capability in range(64):
        if _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            break  # the kernel knows no more of them
    _libc.prctl(_PR_CAP_AMBIENT, _AMBIENT_CLEAR_ALL, 0, 0, 0)
    header = struct.pack("Ii", 0x20080522, 0)  # the third version of the call, this process
    _must(_libc.capset(header, bytes(24)), "drop all capabilities")


def forbid_calls() -> bool:
    """Refuses `_FORBIDDEN` to this process and its children. Whether it could: it knows two processors' numbers."""
    if platform.machine() not in _ARCHITECTURES:
        return False
    column, architecture = _ARCHITECTURES[platform.machine()]
    program = _filter(column, architecture)
    buffer = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(buffer))
    _must(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no new privileges")
    _must(_libc.prctl(_PR_SET_SECCOMP, _SECCOMP_FILTER, header, 0, 0), "forbid system calls")
    return True


def _filter(column: int, architecture: int) -> bytes:
    """The kernel's filter program: one call after the other, refused or let through."""
    load, equal, at_least, any_bit, give, keep = 0x20, 0x15, 0x35, 0x45, 0x06, 0x54
    allow, refuse, unknown = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
    number, processor, argument = 0, 4, 16  # where they stand in what the filter is shown

    def step(code: int, value: int, if_so: int = 0, if_not: int = 0) -> bytes:
        return struct.pack("HBBI", code, if_so, if_not, value)

    steps = [step(load, processor), step(equal, architecture, 1), step(give, refuse), step(load, number)]
    if column == 0:  # the numbers of the x32 interface, which would be others
        steps += [step(at_least, 0x40000000, 0, 1), step(give, refuse)]
    for numbers in _FORBIDDEN.values():
        steps += [step(equal, numbers[column], 0, 1), step(give, refuse)]
    # Its flags are out of the filter's sight; told that it does not exist, the C library takes the older call.
    steps += [step(equal, _CLONE3[column], 0, 1), step(give, unknown)]
    steps += [
        step(equal, _CLONE[column], 0, 4),
        step(load, argument),
        step(any_bit, _NEW_ANYTHING, 0, 1),
        step(give, refuse),
        step(give, allow),
    ]
    steps += [
        step(equal, _MMAP[column], 0, 5),
        step(load, argument + 24),
        step(keep, _SHARED_ANONYMOUS),
        step(equal, _SHARED_ANONYMOUS, 0, 1),
        step(give, refuse),
        step(give, allow),
    ]
    steps += [step(equal, _SOCKET[column], 0, 2 + len(_FAMILIES)), step(load, argument)]
    steps += [step(equal, family, len(_FAMILIES) - i) for i, family in enumerate(_FAMILIES)]
    steps += [step(give, refuse), step(give, allow)]
    return b"".join(steps)


def be_first_of(pid: int) -> None:
    """What the first process of a namespace does: waits for `pid`, buries orphans, and ends as `pid` ended."""
    while True:
        try:
            ended, status = os.wait()
        except ChildProcessError:
            os._exit(NOT_SET_UP)
        except InterruptedError:
            continue
        if ended == pid:
            code = os.waitstatus_to_exitcode(status)
            os._exit(code if code >= 0 else 128 - code)


def ignore_the_keyboard() -> None:
    """Ctrl-C is for the process that gives out the work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
