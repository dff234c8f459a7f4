"""Knows where a test shows students what it compares with, which is the answer, or what it calls a mistake by."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nbformat import NotebookNode
from nbgrader.utils import is_solution

from autograder.source import grade_id, is_test


def shown_answers(nb: NotebookNode) -> Iterator[tuple[str, str]]:
    """The tests whose trusted function stands in a cell that students read, each with what is to be done."""
    shown: set[str] = set()
    for cell in nb.cells:
        if cell.cell_type != "code" or is_solution(cell) or "solved-only" in cell.metadata.get("tags", []):
            continue
        tree = _parsed(_without_hidden(cell.source))
        shown |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)} | {
            target.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for trusted in _trusted(tree) if is_test(cell) else ():
            if isinstance(trusted, ast.Lambda) or (isinstance(trusted, ast.Name) and trusted.id in shown):
                called = trusted.id if isinstance(trusted, ast.Name) else "a lambda"
                yield (
                    grade_id(cell),
                    f"students read what the answer is compared with ({called}); put it into a module of utils/tasks "
                    "and import that",
                )


def _trusted(tree: ast.AST) -> Iterator[ast.expr]:
    """The functions that a task compares with, or calls a mistake by."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            place = {"equal_to": 0, "integers_equal_to": 0, "labels_equal_to": 0, "Mistake": 2}.get(called)
            if place is not None:
                yield from node.args[place : place + 1]
                yield from (one.value for one in node.keywords if one.arg in ("trusted", "function"))


def _without_hidden(source: str) -> str:
    kept, inside = [], False
    for line in source.splitlines():
        inside = (inside or "BEGIN HIDDEN TESTS" in line) and "END HIDDEN TESTS" not in line
        if not inside:
            kept.append(line)
    return "\n".join(kept)


def _parsed(source: str) -> ast.AST:
    try:
        return ast.parse(source)
    except SyntaxError:  # a magic
        return ast.Module([], [])
