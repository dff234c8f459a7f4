"""The arrays of an operation that failed, with their shapes: what a beginner is told to print, printed.

Looks at the frame in which the error arose. Of the failing expression only names, attributes and constant subscripts
are evaluated, never a call: looking must not do anything.
"""

from __future__ import annotations

import ast
import linecache
import traceback
from types import TracebackType
from typing import Any

import numpy as np

NO_INDEX, SEVERAL, SINGLE, INDICES = "no whole number", "is a tuple of", "a single number", "a tuple of indices"
_MOST = 6  # arrays named in a message
_SIGNS: dict[type, str] = {
    ast.MatMult: "@",
    ast.Mult: "*",
    ast.Add: "+",
    ast.Sub: "-",
    ast.Div: "/",
    ast.Pow: "**",
}


def operands(tb: TracebackType, summary: traceback.FrameSummary) -> str:
    """The operands of the failing operation with their shapes, such as ``W2 (3, 2) @ y_bar (3,)``.

    Args:
        tb: the traceback's entry of the frame.
        summary: the same entry as text: line and columns.

    Returns:
        A text; empty where the operation has no array in it that can be looked at.
    """
    node = _failing(summary)
    if node is None:
        return ""
    frame = tb.tb_frame
    names = {**frame.f_globals, **frame.f_locals}
    if isinstance(node, ast.BinOp) and type(node.op) in _SIGNS:
        left, right = (_side(side, names) for side in (node.left, node.right))
        if left and right:
            said = f"{left[0]} {_SIGNS[type(node.op)]} {right[0]}"
            return f"{said}: {_why(left[1], right[1])}" if isinstance(node.op, ast.MatMult) else said
    if said := _exchanged(node, names) or _no_place(node, names) or _several(node, names):
        return said
    found = dict.fromkeys(ast.unparse(one) for one in ast.walk(node) if isinstance(one, ast.Name))
    shown = [f"{name} {_shape(names[name])}" for name in found if _shape(names.get(name)) not in ("", "()")]
    return ", ".join((shown + _no_arrays_among(node, names) * bool(shown))[:_MOST])


def keys_beside(error: KeyError, tb: TracebackType, summary: traceback.FrameSummary) -> str:
    """The keys of the dict that lacks one, where the line names both: ``W1_bar, b1_bar of grads``; else empty."""
    node = _failing(summary)
    names = {**tb.tb_frame.f_globals, **tb.tb_frame.f_locals}
    for one in ast.walk(node) if node is not None else ():
        if not isinstance(one, ast.Subscript) or not isinstance(one.value, ast.Name):
            continue
        there = names.get(one.value.id)
        if type(there) is not dict or not 0 < len(there) <= _MOST or not all(isinstance(key, str) for key in there):
            continue
        if error.args and isinstance(error.args[0], str) and error.args[0] not in there:
            return f"{', '.join(there)} of {one.value.id}"
    return ""


def dict_beside(error: TypeError, tb: TracebackType, summary: traceback.FrameSummary) -> str:
    """The operand of a failed operation that is a dict, with its keys: ``y: z, y, L``; of a call its name alone."""
    node = _failing(summary)
    if not isinstance(node, ast.BinOp) or "'dict'" not in str(error):
        return ""
    side = node.left if "'dict' and" in str(error) else node.right
    if isinstance(side, ast.Call) and isinstance(side.func, ast.Name):
        return f"{ast.unparse(side)}:"
    value = {**tb.tb_frame.f_globals, **tb.tb_frame.f_locals}.get(side.id) if isinstance(side, ast.Name) else None
    if type(value) is dict and 0 < len(value) <= _MOST and all(isinstance(key, str) for key in value):
        return f"{ast.unparse(side)}: {', '.join(value)}"
    return ""


def _exchanged(node: ast.AST, names: dict[str, Any]) -> str:
    """An entry of a matrix that is not there, where it would be with the two indices in each other's place."""
    for one in ast.walk(node):
        if isinstance(one, ast.Subscript) and isinstance(one.value, ast.Name) and isinstance(one.slice, ast.Tuple):
            matrix = names.get(one.value.id)
            at = [_index(index, names) for index in one.slice.elts]
            if type(matrix) is np.ndarray and matrix.ndim == 2 and len(at) == 2 and None not in at:
                i, j = (int(index or 0) for index in at)
                outside = i >= matrix.shape[0] or j >= matrix.shape[1]
                if outside and j < matrix.shape[0] and i < matrix.shape[1]:
                    return f"{one.value.id} {matrix.shape} has no [{i}, {j}]; [{j}, {i}] would be in it"
    return ""


def _no_place(node: ast.AST, names: dict[str, Any]) -> str:
    """An index that is no whole number, and whether it is an entry of the array in which it is to be a place."""
    for one in ast.walk(node):
        if not (isinstance(one, ast.Subscript) and isinstance(one.value, ast.Name) and isinstance(one.slice, ast.Name)):
            continue
        row, at = names.get(one.value.id), names.get(one.slice.id)
        if type(row) in (np.ndarray, list, tuple) and isinstance(at, float | np.floating):
            entry = type(row) is np.ndarray and not float(at).is_integer() and at in row
            return f"{one.slice.id} is {float(at):g}, " + (f"an entry of {one.value.id}" if entry else NO_INDEX)
    return ""


def _several(node: ast.AST, names: dict[str, Any]) -> str:
    """A list of numbers that is to become an array, and of which an entry is a tuple with something else in it."""
    if isinstance(node, ast.Call) and len(node.args) == 1 and isinstance(node.args[0], ast.Name):
        row = names.get(node.args[0].id)
        for i, entry in enumerate(row) if type(row) is list else ():
            if type(entry) is tuple and len(entry) > 1:
                return f"{node.args[0].id}[{i}] {SEVERAL} {len(entry)} values"
    return ""


def _no_arrays_among(node: ast.AST, names: dict[str, Any]) -> list[str]:
    """What is no array in a list that is handed to a function, as to np.stack: numbers, and what np.where found."""
    together = node.args[0] if isinstance(node, ast.Call) and node.args else None
    entries = together.elts if isinstance(together, ast.List | ast.Tuple) else []
    said = []
    for name in dict.fromkeys(one.id for one in entries if isinstance(one, ast.Name)):
        value = names.get(name)
        if isinstance(value, int | float | np.number) or _shape(value) == "()":
            said.append(f"{name} {SINGLE}")
        elif type(value) is tuple and value and all(type(at) is np.ndarray and at.dtype.kind == "i" for at in value):
            said.append(f"{name} {INDICES}")
    return said


def _index(node: ast.AST, names: dict[str, Any]) -> int | None:
    value = names.get(node.id) if isinstance(node, ast.Name) else getattr(node, "value", None)
    return int(value) if isinstance(value, int | np.integer) and not isinstance(value, bool) else None


def _failing(summary: traceback.FrameSummary) -> ast.AST | None:
    """The expression that failed, or its whole line where Python does not say which."""
    line = linecache.getline(summary.filename, summary.lineno or 0)  # as it stands, with its indentation
    first, last = summary.colno, summary.end_colno
    pieces = [line.strip().rstrip(":")]
    if first is not None and last is not None and summary.end_lineno in (None, summary.lineno):
        # Columns count bytes of the line as it stands in the cell.
        pieces.insert(0, line.encode()[first:last].decode(errors="ignore").strip())
    for piece in pieces:
        try:
            return ast.parse(piece, mode="eval").body
        except SyntaxError:
            try:
                return ast.parse(piece).body[0]
            except (SyntaxError, IndexError):
                continue
    return None


def _side(node: ast.AST, names: dict[str, Any]) -> tuple[str, tuple[int, ...]] | None:
    """An operand and its shape, as a text and by itself."""
    try:
        value = _value(node, names)
    except (KeyError, AttributeError, IndexError, TypeError, ValueError):
        return None
    shape = _shape(value)
    return (f"{ast.unparse(node)} {shape}", np.shape(value)) if shape else None


def _value(node: ast.AST, names: dict[str, Any]) -> Any:
    """The value of names, of ``.T`` of arrays, of their subscripts by constants, and of numbers.

    Raises:
        TypeError: it is made of anything else, or not of plain arrays.
    """
    if isinstance(node, ast.Name):
        return names[node.id]
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return node.value
    if isinstance(node, ast.Attribute) and node.attr == "T":
        return _array(_value(node.value, names)).T
    if isinstance(node, ast.Subscript):
        value = _value(node.value, names)
        key: Any = names[node.slice.id] if isinstance(node.slice, ast.Name) else ast.literal_eval(node.slice)
        if isinstance(value, dict) and isinstance(key, str):
            return value[key]
        if isinstance(value, list | tuple) and isinstance(key, int):
            return value[key]
        return _array(value)[key]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult | ast.Mult | ast.Add | ast.Sub):
        left, right = _array(_value(node.left, names)), _array(_value(node.right, names))
        if isinstance(node.op, ast.MatMult):
            return left @ right
        return np.empty(np.broadcast_shapes(left.shape, right.shape))
    raise TypeError(type(node).__name__)


def _array(value: Any) -> np.ndarray:
    if type(value) is not np.ndarray and not isinstance(value, int | float | np.generic):
        raise TypeError(type(value).__name__)
    return np.asarray(value)


def _shape(value: Any) -> str:
    if type(value) is np.ndarray or isinstance(value, np.generic) or type(value) in (int, float):
        return str(np.shape(value))
    if type(value).__name__ == "Tensor" and hasattr(value, "shape"):
        return str(tuple(value.shape))
    return ""


def _why(left: tuple[int, ...], right: tuple[int, ...]) -> str:
    """Why a matrix product of these shapes does not exist."""
    if not left or not right:
        return "@ wants arrays with at least one dimension; for a number take *"
    inner = right[0] if len(right) == 1 else right[-2]
    if left[-1] != inner:
        return f"{left[-1]} and {inner} do not meet"
    return "their first dimensions do not fit"
