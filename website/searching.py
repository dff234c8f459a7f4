"""The search for answers in every file of a site, archives and pages too: nothing of a solution may be there.

A line of an answer or a hidden test counts where it is telling: long enough, and not among what students are given
anyway. Files are compared without blanks, marks of HTML and escapes, so that a page, a search index and a notebook's
JSON show the same line.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from autograder.course import Course
from autograder.editions import secret_lines
from autograder.source import read_source

TELLING = 16  # characters of a line without blanks, fewer of which may stand anywhere
_HEAD = 8  # bytes by which a line is looked for first: as many as a number has
_ARCHIVES = (".whl", ".zip")


@dataclass(frozen=True)
class Secrets:
    """Lines that no file may show, without blanks; each with the notebook that it comes from."""

    lines: dict[bytes, str]

    @classmethod
    def of(cls, course: Course) -> Secrets:
        """Of all sources of a course, but for what its students have anyway."""
        given = b"".join(bare(path.read_bytes(), path.suffix) for path in _given(course))
        lines = {}
        for name in course.names():
            for _, line in secret_lines(read_source(course.source(name))):
                key = bare(line.encode())
                if len(key) >= TELLING and key not in given:
                    lines[key] = name
        return cls(lines)

    def found_in(self, content: bytes) -> list[str]:
        """What of it a file shows, as ``notebook: line``; the file without blanks."""
        if len(content) < _HEAD or not self.lines:
            return []
        heads: dict[int, list[bytes]] = {}
        for line in self.lines:
            heads.setdefault(int.from_bytes(line[:_HEAD], "little"), []).append(line)
        wanted = np.array(sorted(heads), dtype=np.uint64)
        shown = set()
        for start in range(_HEAD):
            whole = (len(content) - start) // _HEAD * _HEAD
            words = np.frombuffer(content[start : start + whole], dtype="<u8")
            place = np.searchsorted(wanted, words).clip(max=len(wanted) - 1)
            for hit in np.flatnonzero(wanted[place] == words):
                at = start + int(hit) * _HEAD
                for line in heads[int(words[hit])]:
                    if content.startswith(line, at):
                        shown.add(f"{self.lines[line]}: {line.decode()}")
        return sorted(shown)


def _given(course: Course) -> Iterator[Path]:
    yield from sorted((course.root / "utils").rglob("*.py"))
    yield from (course.student(name) for name in course.names())


def bare(content: bytes, suffix: str = "") -> bytes:
    """A file's bytes without blanks and what only writes them: escapes of JSON, marks and entities of HTML."""
    if suffix in (".html", ".xml", ".svg"):
        text = re.sub(r"<[^>]*>", "", content.decode("utf-8", "replace"))
        content = html.unescape(text).encode()
    content = content.replace(b"\\n", b"").replace(b'\\"', b'"').replace(b"\\\\", b"\\")
    return content.translate(None, b" \t\r\n")


def shown(folder: Path, secrets: Secrets, unchanged: Collection[str] = ()) -> list[str]:
    """Which files of a folder show an answer, and what of it: one line for each.

    Args:
        folder: all files in it, and in the archives among them, are looked into.
        secrets: what for.
        unchanged: names of archives that others made and of which the digest was compared: nothing of ours is in them.
    """
    found = []
    for path in sorted(one for one in folder.rglob("*") if one.is_file() and one.name not in unchanged):
        for inside, content in _contents(path.name, path.read_bytes()):
            place = path.relative_to(folder).as_posix() + inside
            found += [f"{place} shows an answer of {line}" for line in secrets.found_in(bare(content, _suffix(place)))]
    return found


def _suffix(place: str) -> str:
    return Path(place).suffix.lower()


def _contents(name: str, content: bytes) -> Iterable[tuple[str, bytes]]:
    """A file as it is, and where it is an archive, what is in it."""
    yield "", content
    if name.endswith(_ARCHIVES):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.infolist():
                for inside, more in _contents(entry.filename, archive.read(entry)):
                    yield f"!{entry.filename}{inside}", more
