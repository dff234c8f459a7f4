"""Knows a notebook's core path: the notebook without its section *Going further*, which carries no points.

It begins at a heading `## Going further` and ends at `## How far you are`, wherever in a text cell these stand.
"""

from __future__ import annotations

import ast
import copy
import re

from nbformat import NotebookNode

from autograder.errors import CourseError
from autograder.rules import label
from autograder.source import exercises, points_of

_BEGINS = re.compile(r"^## Going further\s*$", re.MULTILINE)
_ENDS = re.compile(r"^## How far you are\s*$", re.MULTILINE)
_NOTE = "*Going further* is not in this edition. It carries no points, and nothing above needs it."


def has_more_than_the_core(nb: NotebookNode) -> bool:
    """Whether a notebook has the section at all."""
    return any(cell.cell_type == "markdown" and _BEGINS.search(cell.source) for cell in nb.cells)


def core_of(nb: NotebookNode, name: str) -> NotebookNode:
    """A copy of a source without the section; of one that has none, a copy of all of it.

    Its summary lists the exercises that are left. A sentence stands in the section's place.

    Raises:
        CourseError: there are points in the section.
    """
    core = copy.deepcopy(nb)
    core.cells = []
    inside = False
    for cell in nb.cells:
        if cell.cell_type != "markdown":
            kept, here = cell.source, inside
        else:
            kept, here, inside = _outside(cell.source, inside)
        if here and points_of(cell):
            raise CourseError(
                f"solutions/{name}.py, cell {label(cell)}: it has points and stands in *Going further*",
                "move it in front of that heading, or hand out the whole notebook",
            )
        if cell.cell_type == "markdown" and kept != cell.source:
            if kept:
                part = copy.deepcopy(cell)
                part.source, part.id = kept, f"{cell.id[:50]}-core"
                core.cells.append(part)
        elif not here:
            core.cells.append(copy.deepcopy(cell))
    due = {exercise.name: exercise.points for exercise in exercises(core)}
    for cell in core.cells:
        if cell.cell_type == "code" and "summary(" in cell.source:
            cell.source = _listing_only(cell.source, due)
    return core


def _outside(text: str, inside: bool) -> tuple[str, bool, bool]:
    """What of a text stands outside the section, whether all of it stood inside, and whether the section goes on."""
    kept, all_inside = [], inside
    for line in text.split("\n"):
        if not inside and _BEGINS.match(line):
            inside = True
            kept.append(_NOTE)
        elif inside and _ENDS.match(line):
            inside = all_inside = False
        if not inside:
            kept.append(line)
    return "\n".join(kept).strip("\n"), all_inside, inside


def _listing_only(source: str, due: dict[str, float]) -> str:
    """The call of ``summary({…})`` with these exercises and no others."""
    lines = source.split("\n")
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "summary"
            and node.args
            and isinstance(listed := node.args[0], ast.Dict)
        ):
            end = listed.end_lineno or listed.lineno
            before = lines[listed.lineno - 1].encode()[: listed.col_offset].decode()
            behind = lines[end - 1].encode()[listed.end_col_offset :].decode()
            rows = [f'        "{name}": {points:g},' for name, points in due.items()]
            return "\n".join(
                [*lines[: listed.lineno - 1], f"{before}{{", *rows, f"    }}{behind}", *lines[end:]],
            )
    return source
