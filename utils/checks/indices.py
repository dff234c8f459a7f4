"""Where a loop over single examples reads a whole array: seen of a function's text and of what it was called with.

Calls nothing, and decides nothing: it says where to look once an answer is known to be wrong.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Loop:
    """A loop over ``range(…)`` in a function's text, whatever that is called with.

    Attributes:
        index: the name that counts.
        rounds: what says how many there are.
        values: what gets a value in the function, each with that value.
        indexed: the names of which an entry is read by ``index`` first.
        bare: the names that are read as a whole, in their order.
        rows: the names of which ``index`` alone takes an entry, or a row, that is read as a whole.
    """

    index: str
    rounds: ast.expr
    values: tuple[tuple[ast.expr, ast.expr], ...]
    indexed: tuple[str, ...]
    bare: tuple[str, ...]
    rows: tuple[str, ...]


def counting_loops(tree: ast.AST) -> tuple[Loop, ...]:
    """The loops over range(…). To be looked for once: a check calls a function many times, and its text stays."""
    loops = [one for one in ast.walk(tree) if isinstance(one, ast.For) and _is_range(one.iter)]
    values = tuple(assigned(tree)) if loops else ()
    return tuple(
        Loop(
            loop.target.id,
            loop.iter,
            values,
            tuple(dict.fromkeys(_indexed_by(loop.target.id, loop))),
            tuple(dict.fromkeys(name for statement in loop.body for name in _bare(statement))),
            tuple(dict.fromkeys(_taken_by(loop.target.id, loop))),
        )
        for loop in loops
        if isinstance(loop.target, ast.Name)
    )


def read_whole(loops: Sequence[Loop], given: Mapping[str, Any]) -> tuple[str, ...]:
    """The arrays that a loop over single examples reads as a whole, each as the entry that may be meant: ``x[i]``.

    Args:
        loops: of the function, by ``counting_loops``.
        given: what it was called with, by name.
    """
    arrays = {name: value for name, value in given.items() if isinstance(value, np.ndarray) and value.ndim}
    found: dict[str, None] = {}
    for loop in loops:
        examples = {_size_of(loop.rounds, loop.values, arrays)}
        examples |= {len(arrays[name]) for name in loop.indexed if name in arrays}
        for name in loop.bare:
            if name in arrays and len(arrays[name]) in examples:
                found[f"{name}[{loop.index}]"] = None
    return tuple(found)


def _indexed_by(index: str, loop: ast.AST) -> Iterator[str]:
    """The names of which an entry is read by ``index``, which comes first where there are several."""
    for one in ast.walk(loop):
        if isinstance(one, ast.Subscript) and isinstance(one.value, ast.Name):
            first = one.slice.elts[0] if isinstance(one.slice, ast.Tuple) and one.slice.elts else one.slice
            if isinstance(first, ast.Name) and first.id == index:
                yield one.value.id


def rows_for_columns(loops: Sequence[Loop], given: Mapping[str, Any]) -> tuple[str, ...]:
    """The rows of matrices that a loop over their columns reads: ``X[d]``, where d counts the columns of X."""
    arrays = {name: value for name, value in given.items() if isinstance(value, np.ndarray) and value.ndim}
    found: dict[str, None] = {}
    for loop in loops:
        for name in loop.rows:
            rows, columns = np.shape(arrays[name]) if np.ndim(arrays.get(name, 0)) == 2 else (0, 0)
            if rows != columns == _size_of(loop.rounds, loop.values, arrays):
                found[f"{name}[{loop.index}]"] = None
    return tuple(found)


def _taken_by(index: str, loop: ast.AST) -> Iterator[str]:
    """The names of which ``index`` alone takes an entry that is read as a whole: not ``X[d][i]``."""
    subscripts = [one for one in ast.walk(loop) if isinstance(one, ast.Subscript)]
    inside = {id(one.value) for one in subscripts}
    for one in subscripts:
        read = isinstance(one.ctx, ast.Load) and id(one) not in inside
        if read and isinstance(one.value, ast.Name) and getattr(one.slice, "id", "") == index:
            yield one.value.id


def _is_range(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range"


def assigned(tree: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """What gets a value, and the value; of ``a, b = c, d`` each by itself."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                yield from zip(target.elts, node.value.elts, strict=False)
            else:
                yield target, node.value


def _size_of(
    node: ast.AST,
    values: Sequence[tuple[ast.expr, ast.expr]],
    arrays: Mapping[str, np.ndarray],
    deep: bool = True,
) -> int | None:
    """How many rounds ``range(node)`` has, where that is a size of an array, or a name for one; None elsewhere."""
    if isinstance(node, ast.Call) and len(node.args) == 1:  # range(…), len(…)
        counts = isinstance(node.func, ast.Name) and node.func.id == "len" and isinstance(node.args[0], ast.Name)
        if counts and isinstance(node.args[0], ast.Name):
            return len(arrays[node.args[0].id]) if node.args[0].id in arrays else None
        return _size_of(node.args[0], values, arrays, deep)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        shape = _shape_of(node.value, arrays)
        place = node.slice.value
        return shape[place] if isinstance(place, int) and -len(shape) <= place < len(shape) else None
    if isinstance(node, ast.Attribute) and node.attr == "size" and isinstance(node.value, ast.Name):
        return arrays[node.value.id].size if node.value.id in arrays else None
    for target, value in values if deep and isinstance(node, ast.Name) else ():
        if isinstance(target, ast.Name) and target.id == getattr(node, "id", ""):
            return _size_of(value, values, arrays, deep=False)
        if isinstance(target, ast.Tuple):  # (H, D) = W.shape
            names = [getattr(one, "id", "") for one in target.elts]
            shape = _shape_of(value, arrays)
            if getattr(node, "id", "") in names and len(names) == len(shape):
                return shape[names.index(getattr(node, "id", ""))]
    return None


def _shape_of(node: ast.AST, arrays: Mapping[str, np.ndarray]) -> tuple[int, ...]:
    """The shape that ``node`` asks for, as in W.shape; empty where it asks for none."""
    if isinstance(node, ast.Attribute) and node.attr == "shape" and isinstance(node.value, ast.Name):
        return np.shape(arrays.get(node.value.id, 0))
    return ()


def _bare(node: ast.AST) -> Iterator[str]:
    """The names that are read as a whole: no entry of them, no attribute, no length."""
    if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.value, ast.Name):
        if isinstance(node, ast.Subscript):
            yield from _bare(node.slice)
        return
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("len", "range", "zip"):
        return
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        yield node.id
    for one in ast.iter_child_nodes(node):
        yield from _bare(one)
