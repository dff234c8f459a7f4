"""Knows which notebooks were handed out and what each visible check in them is, in a checkout with sources or without.

A student has `notebooks/` and no more, and works in it. Then the checks are those in there, as long as they are what
was released: nbgrader's checksums say so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.utils import compute_checksum, is_locked

from autograder.course import Course, folders_above
from autograder.editions import source_of, visible_source
from autograder.errors import CourseError
from autograder.files import read_notebook
from autograder.source import grade_id, read_source


@dataclass(frozen=True)
class HandedOut:
    """The notebooks of a course as students know them."""

    root: Path
    has_sources: bool

    @classmethod
    def find(cls, start: Path | None = None) -> HandedOut:
        """The course that `start` (the working directory, unless told) lies in; else the one that this program is of.

        Raises:
            CourseError: there is none.
        """
        here = Path.cwd() if start is None else Path(start).resolve()
        package = Path(__file__).resolve().parents[2]
        for folder in (*folders_above(here), package):
            try:
                if folder == package or (folder / "solutions").is_dir():
                    return cls(Course.find(folder).root, has_sources=True)
            except CourseError:
                pass
            if _notebooks(folder):
                return cls(folder, has_sources=False)
        raise CourseError(f"no course (notebooks/) in {here} or above it", "run this inside the course's folder")

    def names(self) -> list[str]:
        """The notebooks, in the order they are read."""
        return Course(self.root).names() if self.has_sources else [path.stem for path in _notebooks(self.root)]

    def release(self, name: str) -> NotebookNode:
        """What a submission of `name` is graded by: every visible check, no hidden test.

        Raises:
            CourseError: it cannot be read, or a check in it is not as it was released.
        """
        course = Course(self.root)
        if self.has_sources:
            return visible_source(read_source(course.source(name)))
        nb = read_notebook(course.student(name))
        changed = [
            grade_id(cell)
            for cell in nb.cells
            if is_locked(cell) and compute_checksum(cell) != cell.metadata.nbgrader.get("checksum")
        ]
        if changed:
            raise CourseError(
                f"the checks of {course.shown(course.student(name))} are not as they were released "
                f"({', '.join(changed[:3])})",
                "put a fresh copy of it there, and check yours elsewhere",
            )
        return source_of(nb)


def _notebooks(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "notebooks").glob("*.ipynb") if re.match(r"\d\d_", path.name))
