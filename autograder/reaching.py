"""Knows the signs that a student's code reaches for the course's own answers, or past what keeps it from them.

It judges nothing: what it names, a person looks at. It reads code and does not run it, so there are ways round it; what
they lead to is not there (`student.closed`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nbformat import NotebookNode
from nbgrader.utils import compute_checksum, is_locked, is_solution

from autograder.once import for_each_text
from autograder.rules import label
from autograder.source import is_test
from utils.trusted import answers

_MOST = 20  # signs that are kept of a submission
# What leads out of a function into the code around it, or to objects that nobody handed over.
_INSIDES = {
    "__closure__", "cell_contents", "__globals__", "__code__", "__wrapped__", "__subclasses__", "f_back", "f_globals",
    "f_locals", "tb_frame", "gi_frame", "_getframe", "meta_path", "path_hooks", "get_referrers", "get_objects",
    "get_referents", "right_answer", "_watched", "_opened", "__builtins__",
}  # fmt: skip
_MODULES = {"gc", "ctypes", "inspect", "importlib", "runpy", "pkgutil", "zipimport", "builtins", "autograder"}
_CHECKS = ("check", "check_task", "check_descent", "check_training", "check_differentiator", "check_feature")
_GIVEN = {"tasks.detectors.strokes"}  # what a released cell itself shows how to use


def reached_for(nb: NotebookNode, release: NotebookNode) -> list[str]:
    """The signs in the cells that a student wrote, each with its cell: "double: utils.models".

    Args:
        nb: of `submission.canonical`, so that it is known which cells are the student's.
        release: nbgrader's source of the same notebook, whose own cells are not looked at.
    """
    found: dict[str, None] = {}
    released = {cell.source.strip() for cell in release.cells}
    for cell in nb.cells:
        if cell.cell_type != "code" or is_test(cell) or is_locked(cell) or cell.source.strip() in released:
            continue
        if is_solution(cell) and cell.metadata.nbgrader.get("checksum") == compute_checksum(cell):
            continue
        for sign in _signs_in(cell.source):
            found[f"{label(cell)}: {sign}"] = None
    return list(found)[:_MOST]


@for_each_text
def _signs_in(source: str) -> tuple[str, ...]:
    try:
        code = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    return tuple(_signs(code))


def _signs(code: ast.Module) -> Iterator[str]:
    checked = {
        id(inside)
        for call in ast.walk(code)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in _CHECKS
        for inside in ast.walk(call)
    }  # a copy of a check's own cell is none
    for node in ast.walk(code):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if _leads(alias.name))
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name for name in names if _leads(node.module) or (_leads(name) and not _of_setup(name)))
        elif isinstance(node, ast.Attribute):
            if node.attr in _INSIDES:
                yield node.attr
            elif id(node) not in checked and (dotted := _dotted(node)) and _of_the_course(dotted):
                yield dotted
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _named(node.value):
            yield repr(node.value[:60])
        elif isinstance(node, ast.Name) and node.id in ("__import__", "exec", "eval", "__builtins__"):
            yield node.id


def _leads(module: str) -> bool:
    return module.partition(".")[0] in _MODULES or answers(module) or module == "utils.trusted"


def _of_setup(name: str) -> bool:
    """Importing them is what the notebook's first cell does; using them is another matter."""
    return name in ("utils.models", "utils.tasks", "utils.two_layer", "utils.xor_runs")


def _dotted(node: ast.expr) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *parts[::-1]]) if isinstance(node, ast.Name) else ""


def _of_the_course(dotted: str) -> bool:
    """Whether it is what a closed module holds: `models.logistic_function.values`, `utils.tasks.nodes`."""
    name = dotted.removeprefix("utils.")
    holds = name.startswith(("models.", "tasks.", "two_layer.")) or answers(dotted)
    return (holds and not any(name == given or given.startswith(f"{name}.") for given in _GIVEN)) or (
        dotted in ("sys.modules", "utils.__file__", "utils.__path__", "utils.trusted")
    )


def _named(text: str) -> bool:
    return answers(text.strip()) or text.strip() == "utils.trusted" or text.startswith("/proc/self")
