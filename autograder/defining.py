"""Knows which names a cell's text gives a meaning to, as far as that can be said without running it."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator

from autograder.once import for_each_text

_DEF = re.compile(r"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)
_AT_THE_MARGIN = re.compile(r"^(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)|^(\w+)[ \t]*(?::[^=\n]*)?=(?!=)", re.MULTILINE)
_PYTHON_MAGICS = {"%%time", "%%capture", "%%prun"}  # what stands below them runs as it would without them
_INNER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)  # names in there are their own
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@for_each_text
def names_in(text: str) -> frozenset[str]:
    """The names that a code cell defines, imports or assigns, outside its functions.

    Of a cell that is no Python as it stands, such as one with a syntax error, those of lines that look like it.
    """
    tree = _parsed(text)
    if tree is None:
        return frozenset(name for pair in _AT_THE_MARGIN.findall(text) for name in pair if name)
    return frozenset(_bound(tree))


def defs_in(text: str) -> frozenset[str]:
    """The names behind every `def` and `class` of a text that may be no code: a note with a program in it, say."""
    return frozenset(_DEF.findall(text))


def program(text: str) -> str:
    """What of a code cell runs, for a comparison: no blanks, no comments, no matter which quotes."""
    return re.sub(r"[\s;]", "", re.sub(r"(?m)#.*$", "", text)).replace("'", '"')


def does_something(text: str) -> bool:
    """Whether a code cell may hold an answer: it gives some name a meaning, or says something in a comment."""
    return bool(names_in(text) - imported_in(text)) or len(re.findall(r"(?m)#.*\w", text)) > 1


@for_each_text
def imported_in(text: str) -> frozenset[str]:
    """Those of them that it imports."""
    tree = _parsed(text)
    return frozenset() if tree is None else frozenset(_bound(tree, only=(ast.Import, ast.ImportFrom)))


def _parsed(text: str) -> ast.Module | None:
    lines = text.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if lines[first].startswith("%%"):
        if lines[first].split()[0] not in _PYTHON_MAGICS:
            return ast.Module([], [])
        lines[first] = ""
    for attempt in (lines, [_without_magic(line) for line in lines]):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of a backslash in a string, say: it is not our text
                return ast.parse("\n".join(attempt))
        except (SyntaxError, ValueError, RecursionError, MemoryError):  # the last of what is nested without end
            continue
    return None


def _without_magic(line: str) -> str:
    """`%matplotlib inline`, `!pip install x`, `x = !ls` and `f?` are IPython's."""
    line = re.sub(r"^(\s*)(?:[%!?].*|[\w.]+\?{1,2}\s*)$", r"\1pass", line)
    return re.sub(r"^(\s*[\w, ]+=\s*)[%!].*$", r"\1None", line)


def _bound(tree: ast.Module, only: tuple[type[ast.AST], ...] = (ast.AST,)) -> Iterator[str]:
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, only):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                yield node.name
            elif isinstance(node, ast.Import | ast.ImportFrom):
                yield from ((alias.asname or alias.name).partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id
        if not isinstance(node, (*_INNER, *_COMPREHENSIONS)):
            waiting += ast.iter_child_nodes(node)
