"""Whether rows and their targets are put in another order together: seen of a function's text.

Calls nothing, and decides nothing: it says where to look once an answer is known to be wrong.
"""

from __future__ import annotations

import ast

from utils.checks.indices import assigned

_SHUFFLES = ("permutation", "randperm", "permuted", "shuffle", "choice", "randint", "integers", "sample", "minibatches")


def unpaired(tree: ast.FunctionDef) -> tuple[str, ...]:
    """Rows and targets of which only one is put in another order, by their names: ``("X_train", "t_train")``."""
    arguments = [one.arg for one in tree.args.args]
    rows = [name for name in arguments if name[:1] == "X" and not name.endswith(("_val", "_test"))]
    targets = [name for name in arguments if name[:1] in ("t", "T") and not name.endswith(("_val", "_test"))]
    if len(rows) != 1 or len(targets) != 1 or rows[0][1:] != targets[0][1:]:
        return ()
    if not {rows[0], targets[0]} <= _used(tree):  # others stand in their place
        return ()
    orders = _random_orders(tree)
    mixed = {side: _mixed(tree, _derived(tree, name), orders) for side, name in (("X", rows[0]), ("t", targets[0]))}
    return (rows[0], targets[0]) if mixed["X"] != mixed["t"] else ()


def _used(tree: ast.AST) -> set[str]:
    """The names that are read for more than their length."""
    if _called(tree) == "len" or getattr(tree, "attr", "") == "shape":
        return set()
    found = {tree.id} if isinstance(tree, ast.Name) and isinstance(tree.ctx, ast.Load) else set()
    return found.union(*map(_used, ast.iter_child_nodes(tree)))


def _random_orders(tree: ast.AST) -> set[str]:
    """The names of indices that are drawn at random, and of what is made of them."""
    found: set[str] = set()
    for _ in range(3):  # one made of another
        for target, value in assigned(tree):
            if _is_drawn(value, found):
                found |= _stored(target)
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
        for target, value in assigned(tree):
            if _names(value) & found and isinstance(target, ast.Name):
                found.add(target.id)
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


def _names(node: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def _stored(node: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}


def _called(node: ast.AST) -> str:
    """The last name of what a call calls."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
