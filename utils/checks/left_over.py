"""Whether an answer stands beside the ``raise NotImplementedError()`` that its cell was handed out with.

Reads the text of the function that raised. What a stub gives around that line (values on the way, the line with
return) is no answer: it either reads names that nothing has given yet, or only packs what is there.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import linecache
import re
import textwrap
from collections.abc import Iterator
from types import FrameType

_MARK = "# YOUR CODE HERE"  # what nbgrader writes above the line
_STUB = "NotImplementedError"
# How many places a function has that are to be filled in, where it has several. Two notebooks have a function of one
# name: there its first argument tells them apart.
PLACES = {
    "backward_vectorised": 2,
    "boolean_network": 3,
    "cost_and_gradients(X": 2,
    "gradient_check": 2,
    "is_separable": 2,
    "sgd_step": 2,
    "train": 2,
    "xor_network": 2,
}


def answer_beside(frame: FrameType, line: int) -> bool:
    """Whether the function of ``frame``, stopped by a raise in ``line`` of its cell, holds an answer all the same."""
    try:
        text = textwrap.dedent(inspect.getsource(frame.f_code))
    except (OSError, TypeError):
        return False
    given = {name for name, value in frame.f_globals.items() if callable(value) or inspect.ismodule(value)}
    return is_answered(text, line - frame.f_code.co_firstlineno + 1, given)


def places_left(frame: FrameType) -> int:
    """How many places of the function of ``frame`` still hold the line that they were handed out with."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(frame.f_code)))
    except (OSError, TypeError, SyntaxError, ValueError):
        return 0
    return sum(isinstance(node, ast.stmt) and _is_stub(node) for node in ast.walk(tree))


def places_handed_out(frame: FrameType) -> int:
    """How many places the function of ``frame`` was handed out with."""
    code = frame.f_code
    first = code.co_varnames[0] if code.co_argcount else ""
    return PLACES.get(code.co_name) or PLACES.get(f"{code.co_name}({first}", 1)


def which_blank(filename: str, line: int) -> str:
    """Which blank of a function a raise stands in, as the comment above it says: "second"; empty where none does."""
    for number in range(line - 1, 0, -1):
        above = linecache.getline(filename, number).strip()
        if not above.startswith("#"):
            return ""
        if said := re.match(r"# (\w+) blank\b", above):
            return said[1].lower()
    return ""


def is_answered(text: str, line: int, given: set[str]) -> bool:
    """Whether a function holds an answer beside the raise in one of its lines.

    It does where something was written between the mark and the raise that is read below it, or above the mark, in the
    place of what the course gives there, or where a line below the last raise computes something from names that all
    have a value.

    Args:
        text: the function's.
        line: of the raise, counted from the function's first, 1.
        given: functions and modules that it may call.
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    known = given | set(dir(builtins)) | _with_a_value(tree)
    for block in _blocks(tree):
        for place, statement in enumerate(block):
            if not (_is_stub(statement) and statement.lineno == line):
                continue
            above = next((one.strip() for one in reversed(text.splitlines()[: line - 1]) if one.strip()), "")
            if not above.startswith(_MARK) and place > 0 and _is_an_answer(block[place - 1], block[place + 1 :], known):
                return True
            stubs = [node for node in ast.walk(tree) if isinstance(node, ast.stmt) and _is_stub(node)]
            if any(node.lineno > line for node in stubs):  # what stands up to there may be the course's
                return False
            if len(stubs) == 1 and place > 0 and _stands_above(block[place - 1], block[place + 1 :], known, text, line):
                return True
            return any(_computes(one, known) for one in block[place + 1 :])
    return False


def _blocks(tree: ast.AST) -> Iterator[list[ast.stmt]]:
    """Every list of statements that stand below one another."""
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list):
                yield block


def _is_stub(statement: ast.stmt) -> bool:
    if not isinstance(statement, ast.Raise):
        return False
    raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
    return isinstance(raised, ast.Name) and raised.id == _STUB


def _does_something(statement: ast.stmt) -> bool:
    """Whether it is more than a docstring, ``pass``, or another stub."""
    only_said = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return not (only_said or isinstance(statement, ast.Pass) or _is_stub(statement))


def _is_an_answer(statement: ast.stmt, below: list[ast.stmt], known: set[str]) -> bool:
    """Whether a statement may be an answer to what stands below it: none is a value that nothing there reads.

    Nor is there an answer where a name is read below that gets no value anywhere.
    """
    if not _does_something(statement):
        return False
    stored = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    read = _read_in(below)
    return read <= known and (not stored or not below or bool(stored & read))


def _read_in(statements: list[ast.stmt]) -> set[str]:
    nodes = [node for one in statements for node in ast.walk(one)]
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def _stands_above(statement: ast.stmt, below: list[ast.stmt], known: set[str], text: str, line: int) -> bool:
    """Whether an answer stands above the mark: directly, or above the comment that says which names are to be given."""
    above = [one.strip() for one in text.splitlines()[: line - 1] if one.strip()]
    comment = above[-2] if len(above) > 1 and above[-2].startswith("#") else ""
    read = _read_in(below)
    if not above or not above[-1].startswith(_MARK) or not read or not _is_an_answer(statement, below, known):
        return False
    if not _read_in([statement]):  # an empty list, to begin with
        return False
    return not comment or bool(read & set(re.findall(r"\w+", comment.partition("Yours:")[2])))


def _with_a_value(tree: ast.AST) -> set[str]:
    """The arguments, and the names that get a value somewhere in the function."""
    stored = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return stored | {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}


def _computes(statement: ast.stmt, known: set[str]) -> bool:
    """Whether a statement makes something new of what has a value."""
    if isinstance(statement, ast.Return) and (statement.value is None or _only_packs(statement.value)):
        return False
    read = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    return _does_something(statement) and read <= known


def _only_packs(value: ast.expr) -> bool:
    """Whether an expression only puts names together: ``y``, ``(a, b)``, ``{"z": z}``."""
    if isinstance(value, ast.Tuple | ast.List):
        return all(map(_only_packs, value.elts))
    if isinstance(value, ast.Dict):
        return all(map(_only_packs, value.values))
    return isinstance(value, ast.Name)
