"""Knows what a class was given by earlier releases in the places of cells that are locked now.

A test that is corrected after notebooks were handed out is another one than theirs, and nobody changed anything. The
class's source of a notebook remembers, by a digest, each text that such a cell has had.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_locked

from autograder.editions import student_edition
from autograder.source import grade_id

_KEY = "earlier_releases"  # in the notebook's metadata: grade_id -> digests


def digest(text: str) -> str:
    """Of a cell's text, blanks around it apart."""
    return hashlib.sha256(text.strip().encode("utf-8", "surrogatepass")).hexdigest()


def earlier_of(release: NotebookNode) -> dict[str, frozenset[str]]:
    """The digests of earlier texts, by the name of the cell."""
    return {name: frozenset(digests) for name, digests in release.metadata.get(_KEY, {}).items()}


def remember(release: NotebookNode, path: Path) -> NotebookNode:
    """The release, with the texts that the one in `path` has or remembers, as far as they are others. Changes it."""
    try:
        before = nbformat.read(path, as_version=4)
        known = earlier_of(before)
        shown = _locked(before)
    except (OSError, ValueError, AttributeError, TypeError):  # none, or one that nobody can read
        return release
    now = _locked(release)
    found = {name: sorted((known.get(name, frozenset()) | {shown.get(name, one)}) - {one}) for name, one in now.items()}
    if any(found.values()):
        release.metadata[_KEY] = {name: digests for name, digests in found.items() if digests}
    return release


def _locked(release: NotebookNode) -> dict[str, str]:
    """The digests of locked cells as students are shown them, by name."""
    return {grade_id(cell): digest(cell.source) for cell in student_edition(release).cells if is_locked(cell)}
