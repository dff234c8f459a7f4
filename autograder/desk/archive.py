"""Knows how to look into a folder or a zip archive that strangers filled, and to read one file of it at a time.

Nothing is ever unpacked: a file is read when it is wanted, into memory, as far as a limit. A name in an archive is only
ever compared, never used as a path. What is no plain file, or has a name that points elsewhere, comes with the reason
why it is refused. A zip archive inside is looked into when somebody asks (`Source.inside`), one level and no deeper,
under the same limits: no platform makes such, students do.
"""

from __future__ import annotations

import io
import os
import re
import stat
import time
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from autograder.errors import CourseError, file_error
from autograder.file_kind import archive_kind
from autograder.limits import Limits
from autograder.saying import printable

_MB = 1_000_000
_HEAD = 600  # bytes; what a tar archive is stands at its 257th
_NOT_A_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True)
class ArchiveLimits:
    """What is looked at. A class of 1 000 with ten files each stays far below all of them."""

    members: int = (
        20_000  # twice such a class; beyond, listing them takes the memory that grading wants. With those inside
    )
    listing: int = 20 * _MB  # bytes of a zip's table of contents, which is read at once: 1 000 for each member
    file: int = Limits().file_bytes  # of one file: the grader reads no more
    total: int = 10_000 * _MB  # of all files read: 1 000 notebooks full of pictures, ten of them huge
    ratio: int = 200  # of a file larger than 1 MB to its compressed form: notebooks reach 5 to 50, a bomb 1 000
    depth: int = 20  # folders in folders: a student's own project has five
    name: int = 1_000  # characters of a path: platforms cut them at 255


@dataclass(frozen=True)
class Member:
    """One file, and whether it may be read.

    Attributes:
        parts: its path's parts in composed form (NFC); empty where it has no path that can be used.
        shown: its path as a message may show it.
        size: in bytes, as its container says.
        time: (year, month, day, hour, minute, second), as its container has it, in no known time zone. Of a file in an
            archive inside, that archive's: what a student packed says what the student likes.
        refused: why it is not read; empty where it may be.
        handle: what its container finds it by.
        within: the archive inside that it lies in; None for what lies in the source itself.
    """

    parts: tuple[str, ...]
    shown: str
    size: int
    time: tuple[int, ...]
    refused: str
    handle: object
    within: Member | None = None

    @property
    def name(self) -> str:
        return self.parts[-1] if self.parts else ""


class Refused(Exception):
    """Why one file cannot be read: a reason for the table."""


class Source:
    """A folder or an archive: its `members`, and `read`, `begins` and `inside`, which raise `Refused`."""

    def __init__(self, path: Path, members: list[Member], limits: ArchiveLimits) -> None:
        self.path, self.members, self._limits, self._left = path, members, limits, limits.total
        self._members_left = limits.members - len(members)
        self._opened: tuple[Member, zipfile.ZipFile] | None = None

    def read(self, member: Member) -> bytes:
        """The whole file."""
        if member.refused:
            raise Refused(member.refused)
        if self._left <= 0:
            raise Refused(f"more than {self._limits.total / 1e9:g} GB have been read: hand over fewer at a time")
        data = self._any(member, self._limits.file + 1)
        self._left -= len(data)
        if len(data) > self._limits.file:
            raise Refused(f"larger than {self._limits.file / 1e6:g} MB")
        return data

    def begins(self, member: Member) -> bytes:
        """The first bytes of a file, by which it can be told what it is."""
        if member.refused:
            raise Refused(member.refused)
        return self._any(member, _HEAD)

    def inside(self, member: Member) -> list[Member]:
        """The files of a zip archive that is one of the members."""
        if member.within is not None:
            raise Refused("an archive inside an archive inside the archive: ask for the notebook itself")
        entries = self._inner(member).infolist()
        self._members_left -= len(entries)
        if self._members_left < 0:
            raise Refused(f"with it there are more than {self._limits.members} files: hand over fewer at a time")
        return [_within(member, _of_zip(info, self._limits)) for info in entries]

    def _any(self, member: Member, most: int) -> bytes:
        if member.within is None:
            return self._read(member, most)
        return _of_entry(self._inner(member.within), member, most)

    def _inner(self, member: Member) -> zipfile.ZipFile:
        """An archive inside, in memory: the one that was asked for last."""
        if self._opened is None or self._opened[0] is not member:
            file = io.BytesIO(self.read(member))
            try:
                if _listing(file) > self._limits.listing:
                    raise Refused(f"an archive of more than {self._limits.members} files")
                self._opened = member, zipfile.ZipFile(file)
            except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
                raise Refused(f"a damaged archive ({printable(str(error))})") from None
        return self._opened[1]

    def _read(self, member: Member, most: int) -> bytes:
        raise NotImplementedError


@contextmanager
def open_source(path: Path, limits: ArchiveLimits = ArchiveLimits()) -> Iterator[Source]:
    """A folder or a zip archive, opened.

    Raises:
        CourseError: it is neither, or beyond a limit as a whole.
    """
    try:
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            yield _Folder(path, list(_of_folder(path, limits)), limits)
            return
        if not stat.S_ISREG(kind):  # opening a pipe waits for ever
            raise CourseError(f"{path} is no zip archive and no folder", "hand over what the platform gave you")
        with path.open("rb") as file:
            _check_kind(path, file)
            if _listing(file) > limits.listing:
                raise _too_many(path, limits)
            with zipfile.ZipFile(file) as archive:
                if len(archive.infolist()) > limits.members:
                    raise _too_many(path, limits)
                yield _Zip(path, [_of_zip(info, limits) for info in archive.infolist()], limits, archive)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise CourseError(f"{path} is a damaged archive ({printable(str(error))})", "download it again") from None
    except OSError as error:
        raise file_error(path, error, "read") from None


def _check_kind(path: Path, file: BinaryIO) -> None:
    """That it is a zip archive, and where not, what to do."""
    if zipfile.is_zipfile(file):
        return
    file.seek(0)
    kind = archive_kind(file.read(_HEAD))
    if kind == "zip":
        raise CourseError(f"{path} is a damaged archive (it breaks off)", "download it again")
    if kind:
        raise CourseError(
            f"{path} is a {kind} archive, and only zip archives are read",
            "unpack it into an empty folder and hand over that folder",
        )
    raise CourseError(f"{path} is no zip archive and no folder", "hand over what the platform gave you, as it came")


class _Folder(Source):
    def _read(self, member: Member, most: int) -> bytes:
        try:
            # Nothing that has become a link or a pipe since it was looked at.
            descriptor = os.open(str(member.handle), os.O_RDONLY | _NOT_A_LINK)
            with os.fdopen(descriptor, "rb") as file:
                if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                    raise Refused("not a file")
                return file.read(most)
        except OSError as error:
            raise Refused(f"cannot be read ({(error.strerror or str(error)).lower()})") from None


class _Zip(Source):
    def __init__(self, path: Path, members: list[Member], limits: ArchiveLimits, archive: zipfile.ZipFile) -> None:
        super().__init__(path, members, limits)
        self._archive = archive

    def _read(self, member: Member, most: int) -> bytes:
        return _of_entry(self._archive, member, most)


def _of_entry(archive: zipfile.ZipFile, member: Member, most: int) -> bytes:
    assert isinstance(member.handle, zipfile.ZipInfo)
    try:
        with archive.open(member.handle) as file:
            return file.read(most)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
        raise Refused(f"damaged in the archive ({printable(str(error))})") from None


def _within(outer: Member, inner: Member) -> Member:
    """A file of an archive inside, as one of the source."""
    return Member(
        outer.parts + inner.parts if inner.parts else (),
        printable(f"{outer.shown}/{inner.shown}"),
        inner.size,
        outer.time,
        inner.refused,
        inner.handle,
        outer,
    )


def _of_folder(root: Path, limits: ArchiveLimits) -> Iterator[Member]:
    count = 0
    for folder, inside, names in os.walk(root, onerror=_raise):
        inside.sort()
        links = [name for name in inside if os.path.islink(os.path.join(folder, name))]
        for name in [*links, *sorted(names)]:
            count += 1
            if count > limits.members:
                raise _too_many(root, limits)
            path = Path(folder, name)
            found = path.lstat()
            stamp = tuple(time.localtime(found.st_mtime)[:6])
            kind = "" if stat.S_ISREG(found.st_mode) else "a link" if stat.S_ISLNK(found.st_mode) else "not a file"
            yield _member(
                "/".join(path.relative_to(root).parts),
                found.st_size,
                stamp,
                kind,
                path,
                limits,
                backslash=os.sep == "\\",
            )


def _raise(error: OSError) -> None:
    raise error


def _of_zip(info: zipfile.ZipInfo, limits: ArchiveLimits) -> Member:
    name = info.filename
    if not info.flag_bits & 0x800:  # it does not say that it is UTF-8, and may be all the same
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    mode = info.external_attr >> 16
    kind = (
        "a link"
        if stat.S_ISLNK(mode)
        else "not a file"
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR)
        else "encrypted"
        if info.flag_bits & 0x1
        else "compressed in a way that no platform uses"
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        else f"a zip bomb (1 byte stands for {info.file_size // max(1, info.compress_size)})"
        if info.file_size > max(_MB, limits.ratio * info.compress_size)
        else ""
    )
    return _member(name, info.file_size, info.date_time, kind, info, limits)


def _member(
    name: str,
    size: int,
    stamp: tuple[int, ...],
    refused: str,
    handle: object,
    limits: ArchiveLimits,
    backslash: bool = True,
) -> Member:
    """A name from outside in parts, or refused."""
    path = unicodedata.normalize("NFC", name.replace("\\", "/") if backslash else name)
    parts = tuple(part for part in path.split("/") if part not in ("", "."))
    wrong = (
        "a path that climbs out"
        if ".." in parts
        else "an absolute path"
        if path.startswith("/") or re.match(r"[A-Za-z]:", path)
        else "a path too long"
        if len(path) > limits.name
        else "folders too deep"
        if len(parts) > limits.depth
        else "control characters in its name"
        if not path.isprintable()
        else "no name"
        if not parts
        else ""
    )
    if size > limits.file and not refused:
        refused = f"larger than {limits.file / 1e6:g} MB"
    return Member(() if wrong else parts, printable(name), size, tuple(stamp), wrong or refused, handle)


def is_folder(member: Member) -> bool:
    """Whether an archive has it as a folder, which holds nothing by itself."""
    return isinstance(member.handle, zipfile.ZipInfo) and member.handle.is_dir()


def _too_many(path: Path, limits: ArchiveLimits) -> CourseError:
    return CourseError(f"{path} holds more than {limits.members} files", "hand over fewer at a time")


def _listing(file: BinaryIO) -> int:
    """How long a zip's table of contents says it is: one of gigabytes is to be refused before it is read."""
    found = zipfile._EndRecData(file)  # type: ignore[attr-defined]  # the only way to know before ZipFile reads it
    return found[zipfile._ECD_SIZE] if found else 0  # type: ignore[attr-defined]
