"""What can be seen of the indices in a reader's function: a whole array where one entry belongs, rows without targets.

Reads its text, and the lengths of what it was called with. Calls nothing, and decides nothing: it says where to look
once an answer is known to be wrong.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

_SHUFFLES = ("permutation", "randperm", "permuted", "shuffle", "choice", "randint", "integers", "sample", "minibatches")


def read_whole(tree: ast.FunctionDef, given: Mapping[str, Any]) -> tuple[str, ...]:
    """The arrays that a loop over single examples reads as a whole, each as the entry that may be meant: ``x[i]``.

    Args:
        tree: the function.
        given: what it was called with, by name.
    """
    lengths = {name: len(value) for name, value in given.items() if isinstance(value, np.ndarray) and value.ndim}
    found: dict[str, None] = {}
    for loop in ast.walk(tree):
        if not isinstance(loop, ast.For) or not isinstance(loop.target, ast.Name) or not _is_range(loop.iter):
            continue
        index = loop.target.id
        counted = _with_their_meaning(tree, _names(loop.iter))
        taken = {one.value.id for one in _entries(loop, index) if isinstance(one.value, ast.Name)}
        examples = {lengths[name] for name in (counted | taken) & set(lengths)}
        for statement in loop.body:
            for name in _bare(statement):
                if lengths.get(name) in examples:
                    found[f"{name}[{index}]"] = None
    return tuple(found)


def unpaired(tree: ast.FunctionDef) -> tuple[str, ...]:
    """Rows and targets of which only one is put in another order, by their names: ``("X_train", "t_train")``."""
    arguments = [one.arg for one in tree.args.args]
    rows = [name for name in arguments if name[:1] == "X" and not name.endswith(("_val", "_test"))]
    targets = [name for name in arguments if name[:1] in ("t", "T") and not name.endswith(("_val", "_test"))]
    if len(rows) != 1 or len(targets) != 1 or rows[0][1:] != targets[0][1:]:
        return ()
    orders = _random_orders(tree)
    mixed = {side: _mixed(tree, _derived(tree, name), orders) for side, name in (("X", rows[0]), ("t", targets[0]))}
    return (rows[0], targets[0]) if mixed["X"] != mixed["t"] else ()


def _is_range(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range"


def _names(node: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def _assigned(tree: ast.AST) -> Iterator[tuple[set[str], ast.expr]]:
    """The names that get a value, and the value; of ``a, b = c, d`` each by itself."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                yield from zip(map(_stored, target.elts), node.value.elts, strict=False)
            else:
                yield _stored(target), node.value


def _stored(node: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}


def _with_their_meaning(tree: ast.AST, names: set[str]) -> set[str]:
    """The names, and those that their values are made of: of ``N = len(x)`` also x."""
    return names.union(*(_names(value) for targets, value in _assigned(tree) if targets & names))


def _entries(node: ast.AST, index: str) -> Iterator[ast.Subscript]:
    for one in ast.walk(node):
        if isinstance(one, ast.Subscript) and index in _names(one.slice):
            yield one


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


def _called(node: ast.AST) -> str:
    """The last name of what a call calls."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _random_orders(tree: ast.AST) -> set[str]:
    """The names of indices that are drawn at random, and of what is made of them."""
    found: set[str] = set()
    for _ in range(3):  # one made of another
        for targets, value in _assigned(tree):
            if _is_drawn(value, found):
                found |= targets
        for node in ast.walk(tree):
            if isinstance(node, ast.For) and _is_drawn(node.iter, found):
                found |= _stored(node.target)
    return found


def _is_drawn(node: ast.AST, orders: set[str]) -> bool:
    """Whether it is made of a random order, and does not only take what one says."""
    if isinstance(node, ast.Subscript):
        return _is_drawn(node.value, orders)
    if _called(node) == "len":
        return False
    if _called(node) in _SHUFFLES or isinstance(node, ast.Name) and node.id in orders:
        return True
    return any(_is_drawn(one, orders) for one in ast.iter_child_nodes(node))


def _derived(tree: ast.AST, name: str) -> set[str]:
    """The name, and the names of what is made of it."""
    found = {name}
    for _ in range(3):  # one made of another
        for targets, value in _assigned(tree):
            if _names(value) & found and len(targets) == 1:
                found |= targets
    return found


def _mixed(tree: ast.AST, names: set[str], orders: set[str]) -> bool:
    """Whether entries of these are taken in a random order, or they are shuffled where they stand."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and _names(node.value) & names and _is_drawn(node.slice, orders):
            return True
        if isinstance(node, ast.Call):
            sides = [*node.args, node.func.value] if isinstance(node.func, ast.Attribute) else node.args
            handed = {one.id for one in sides if isinstance(one, ast.Name)}
            if handed & names and (handed & orders or _called(node) in _SHUFFLES):
                return True
    return False
