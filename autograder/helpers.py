"""Knows which of a notebook's given functions a test relies on, such as one that puts a student's class to work.

What a locked cell defines is the course's. A student's notebook can give the name to something else all the same, so
these cells are run once more for every test that uses them, in a place of their own.
"""

from __future__ import annotations

import ast
import functools
import json
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_locked, is_solution

from autograder.defining import imported_in, names_in
from autograder.source import grade_id, is_test


@dataclass(frozen=True)
class Helpers:
    """What a test is given: the cells that define it, in the notebook's order, and the names."""

    sources: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()


NO_HELPERS = Helpers()


def helpers_of(release: NotebookNode) -> dict[str, Helpers]:
    """By the grade_id of each test that relies on given functions."""
    return _helpers_of(json.dumps(release))


@functools.lru_cache(maxsize=16)
def _helpers_of(release: str) -> dict[str, Helpers]:
    nb = nbformat.from_dict(json.loads(release))
    given = [
        cell.source
        for cell in nb.cells
        if cell.cell_type == "code" and is_locked(cell) and not is_solution(cell) and not is_test(cell)
    ]
    # What they import is the grader's own in tests, which is the same and cannot be replaced.
    defined = {source: names_in(source) - imported_in(source) for source in given}
    found: dict[str, Helpers] = {}
    for cell in nb.cells:
        if not is_test(cell):
            continue
        used, read = set(), _read(cell.source)
        while more := [source for source in given if source not in used and defined[source] & read]:
            used.update(more)
            read = read.union(*map(_read, more))
        if used:
            sources = tuple(source for source in given if source in used)
            found[grade_id(cell)] = Helpers(sources, frozenset().union(*(defined[source] for source in sources)))
    return found


def _read(source: str) -> frozenset[str]:
    """The names that a released cell uses, in its functions too."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a magic
        return frozenset()
    return frozenset(
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    )
