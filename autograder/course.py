"""Knows where a course and a classroom keep their files; never opens one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import CourseError
from autograder.safe_path import own_folder


def folders_above(here: Path) -> list[Path]:
    """Where a course is looked for from a folder, the nearest first.

    Inside this program's own checkout it is that one and no other: an archive unpacked there may hold what looks like
    a course, and its settings and tests would run as whoever started the program.
    """
    folders = [here, *here.parents]
    own = Path(own_folder())
    return folders[folders.index(own) :] if own in folders else folders


@dataclass(frozen=True)
class Course:
    """A checkout of the course."""

    root: Path

    @classmethod
    def find(cls, start: Path | None = None) -> Course:
        """The checkout that `start` (the working directory, unless told) lies in."""
        here = Path.cwd() if start is None else Path(start).resolve()
        for folder in folders_above(here):
            if (folder / "solutions").is_dir() and (folder / "nbgrader_config.py").is_file():
                return cls(folder)
        raise CourseError(
            f"no course (solutions/ and nbgrader_config.py) in {here} or above it", "run this inside the checkout"
        )

    def names(self) -> list[str]:
        """The notebooks that have a source, in the order they are read."""
        return sorted(path.stem for path in (self.root / "solutions").glob("*.py") if re.match(r"\d\d_", path.name))

    def source(self, name: str) -> Path:
        """What an author edits."""
        return self.root / "solutions" / f"{name}.py"

    def solved(self, name: str) -> Path:
        return self.root / "solutions" / f"{name}.ipynb"

    def student(self, name: str) -> Path:
        return self.root / "notebooks" / f"{name}.ipynb"

    def variants(self, name: str) -> Path:
        return self.root / "solutions" / "variants" / f"{name}.py"

    def resolve(self, names: Iterable[str] = ()) -> list[str]:
        """Full names for what a person typed (`04` will do); every notebook if nothing was typed."""
        known = self.names()
        if not known:
            raise CourseError("solutions/ holds no source", "write solutions/NN_name.py")
        chosen = [self._resolve_one(name, known) for name in names]
        return [name for name in known if name in chosen] if chosen else known

    def _resolve_one(self, name: str, known: list[str]) -> str:
        if name in known:
            return name
        matches = [full for full in known if name and full.startswith(name)]
        if len(matches) == 1:
            return matches[0]
        kind = "could be several notebooks" if matches else "is no notebook of this course"
        raise CourseError(f"{name!r} {kind}", f"choose from {', '.join(matches or known)}")

    def shown(self, path: Path) -> str:
        """`path` as a message names it: from the checkout's root where it lies inside."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)


@dataclass(frozen=True)
class Classroom:
    """One class: what was handed out, handed in and marked. nbgrader's layout."""

    root: Path

    def source(self, name: str) -> Path:
        """nbgrader's source: answers and hidden tests in."""
        return self.root / "source" / name / f"{name}.ipynb"

    def release(self, name: str) -> Path:
        """nbgrader's release: what students are given."""
        return self.root / "release" / name / f"{name}.ipynb"

    @property
    def core_only(self) -> Path:
        """Lists the notebooks that this class was handed without *Going further* (see `classroom`)."""
        return self.root / "core-only.json"

    @property
    def submitted(self) -> Path:
        return self.root / "submitted"

    def submission(self, name: str, student: str) -> Path:
        """What a student handed in."""
        return self.submitted / student / name / f"{name}.ipynb"

    def linked(self, name: str, student: str) -> Path | None:
        """The folder on the way to a submission that is a link; it could lead to another's work, or to the solution."""
        folders = (self.submitted / student, self.submitted / student / name)
        return next((folder for folder in folders if folder.is_symlink()), None)

    @property
    def autograded(self) -> Path:
        return self.root / "autograded"

    @property
    def feedback(self) -> Path:
        return self.root / "feedback"

    @property
    def results(self) -> Path:
        return self.root / "results"

    def record(self, name: str, student: str) -> Path:
        """What the grader found of one submission (see `results`)."""
        return self.results / name / f"{student}.json"

    def solution_passed(self, name: str) -> Path:
        """What remembers by which release the course's own solution earned everything (see `own_solution`)."""
        return self.results / name / ".solution-passed"

    @property
    def gradebook(self) -> Path:
        return self.root / "gradebook.db"

    @property
    def db_url(self) -> str:
        """The gradebook as nbgrader and SQLAlchemy name it."""
        return f"sqlite:///{self.gradebook.resolve()}"
