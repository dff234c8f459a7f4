"""Where a loop over single examples reads a whole array: seen of a function's text and of what it was called with.

Calls nothing, and decides nothing: it says where to look once an answer is known to be wrong.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np


def read_whole(tree: ast.FunctionDef, given: Mapping[str, Any]) -> tuple[str, ...]:
    """The arrays that a loop over single examples reads as a whole, each as the entry that may be meant: ``x[i]``.

    Args:
        tree: the function.
        given: what it was called with, by name.
    """
    arrays = {name: value for name, value in given.items() if isinstance(value, np.ndarray) and value.ndim}
    found: dict[str, None] = {}
    for loop, index in counting_loops(tree):
        examples = {_size_of(loop.iter, tree, arrays)}
        for one in ast.walk(loop):
            if isinstance(one, ast.Subscript) and isinstance(one.value, ast.Name) and one.value.id in arrays:
                first = one.slice.elts[0] if isinstance(one.slice, ast.Tuple) and one.slice.elts else one.slice
                if isinstance(first, ast.Name) and first.id == index:
                    examples.add(len(arrays[one.value.id]))
        for statement in loop.body:
            for name in _bare(statement):
                if name in arrays and len(arrays[name]) in examples:
                    found[f"{name}[{index}]"] = None
    return tuple(found)


def counting_loops(tree: ast.AST) -> Iterator[tuple[ast.For, str]]:
    """The loops over range(…), each with the name that counts."""
    for loop in ast.walk(tree):
        if isinstance(loop, ast.For) and isinstance(loop.target, ast.Name) and _is_range(loop.iter):
            yield loop, loop.target.id


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


def _size_of(node: ast.AST, tree: ast.AST, arrays: Mapping[str, np.ndarray], deep: bool = True) -> int | None:
    """How many rounds ``range(node)`` has, where that is a size of an array, or a name for one; None elsewhere."""
    if isinstance(node, ast.Call) and len(node.args) == 1:  # range(…), len(…)
        counts = isinstance(node.func, ast.Name) and node.func.id == "len" and isinstance(node.args[0], ast.Name)
        if counts and isinstance(node.args[0], ast.Name):
            return len(arrays[node.args[0].id]) if node.args[0].id in arrays else None
        return _size_of(node.args[0], tree, arrays, deep)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        shape = _shape_of(node.value, arrays)
        place = node.slice.value
        return shape[place] if isinstance(place, int) and -len(shape) <= place < len(shape) else None
    if isinstance(node, ast.Attribute) and node.attr == "size" and isinstance(node.value, ast.Name):
        return arrays[node.value.id].size if node.value.id in arrays else None
    for target, value in assigned(tree) if deep and isinstance(node, ast.Name) else ():
        if isinstance(target, ast.Name) and target.id == getattr(node, "id", ""):
            return _size_of(value, tree, arrays, deep=False)
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
