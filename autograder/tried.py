"""Knows whether variants were tried since a notebook was changed on this machine.

Who only hands out the course as it came has no such notebook, and is told nothing.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from autograder.course import Course
from autograder.files import write_atomically

_Tried = dict[str, str]  # notebook -> what its files were when its variants were tried and did well; empty: not yet


def _memory(course: Course) -> Path:
    return course.root / "solutions" / "variants" / ".tried.json"


def _known(course: Course) -> _Tried:
    try:
        known = json.loads(_memory(course).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(digest) for name, digest in known.items()} if isinstance(known, dict) else {}


def _remember(course: Course, known: _Tried) -> None:
    write_atomically(_memory(course), json.dumps(known, indent=1, sort_keys=True) + "\n")


def _digest(course: Course, name: str) -> str:
    sha = hashlib.sha256()
    for path in (course.source(name), course.variants(name)):
        sha.update(path.read_bytes() if path.is_file() else b"")
        sha.update(b"\0")
    return sha.hexdigest()


def changed(course: Course, name: str) -> None:
    """A notebook was changed here: from now on it is asked whether its variants were tried."""
    known = _known(course)
    if name not in known:
        _remember(course, known | {name: ""})


def did_well(course: Course, name: str) -> None:
    """Its variants were tried, and every condition was met."""
    known = _known(course)
    if name in known:
        _remember(course, known | {name: _digest(course, name)})


def not_tried(course: Course, name: str) -> bool:
    """Whether it was changed here, and its variants were not tried since, or did not do well."""
    tried = _known(course).get(name)
    return tried is not None and tried != _digest(course, name)
