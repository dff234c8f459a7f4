"""Knows which notebooks a site shows, and under which folder a reader's work on them is kept.

A browser keeps what a reader saves by the path of the notebook, and prefers it to what the site has. So a corrected
notebook comes under a new folder, named by the version in pyproject.toml, and the work in the old one stays.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from typing import Any

from autograder.course import Course


@dataclass(frozen=True)
class Edition:
    """What a site is made from.

    Attributes:
        course: the checkout.
        names: of the notebooks that are live, in the order they are read.
        version: of the course.
        repository: where it is kept, ``owner/name`` on GitHub; empty where no page may say so.
    """

    course: Course
    names: tuple[str, ...]
    version: str
    repository: str

    @classmethod
    def of(cls, course: Course, names: list[str], repository: str = "") -> Edition:
        project = tomllib.loads((course.root / "pyproject.toml").read_text(encoding="utf-8"))
        said = repository or project.get("tool", {}).get("website", {}).get("repository", "")
        return cls(course, tuple(course.resolve(names)), project["project"]["version"], said)

    @property
    def folder(self) -> str:
        """Where the live notebooks lie."""
        return f"course-{self.version}"

    def student(self, name: str) -> dict[str, Any]:
        """The student edition of a notebook."""
        return json.loads(self.course.student(name).read_text(encoding="utf-8"))

    def live(self, name: str) -> str:
        """Where a notebook is opened live, from the root of the site."""
        return f"live/notebooks/index.html?path={self.folder}/{name}.ipynb"

    def title(self, name: str) -> str:
        """The heading of a notebook."""
        first = "".join(self.student(name)["cells"][0]["source"]).splitlines()[0]
        return first.lstrip("# ").strip()
