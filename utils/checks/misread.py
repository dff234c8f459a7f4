"""Expressions that Python reads in another way than they are mostly meant, because their brackets are missing."""

from __future__ import annotations

import ast

from utils.checks.indices import assigned


def misread(tree: ast.AST) -> tuple[str, ...]:
    """The first such expression: as it is written, as Python reads it, and with its brackets; or empty.

    ``a * 1 - b`` is (a * 1) - b, and hardly anybody multiplies by 1 on purpose. And of a difference of two values of a
    function, ``(f(a) - f(b)) / 2 * h`` is half of it times h, also where the difference has a name. Of an error signal,
    ``y - t * s`` is y minus t * s.
    """
    differences = {
        target.id for target, value in assigned(tree) if isinstance(target, ast.Name) and _is_difference_of_calls(value)
    }
    for node in ast.walk(tree):
        error = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) and _has_targets(tree)
        if error and isinstance(node, ast.BinOp) and (meant := _of_the_error(node)):
            written, right = ast.unparse(node), ast.unparse(node.right)
            return written, f"{written.removesuffix(right)}({right})", ast.unparse(meant)
        left_side = node.left if isinstance(node, ast.BinOp) else None
        if isinstance(node, ast.BinOp) and isinstance(left_side, ast.BinOp):
            meant = _meant(node, left_side, differences)
            if meant is None:
                continue
            written = ast.unparse(node)
            left, right = ast.unparse(left_side), ast.unparse(node.right)
            return written, f"({left}){written.removeprefix(left).removesuffix(right)}{right}", ast.unparse(meant)
    return ()


def _has_targets(tree: ast.AST) -> bool:
    """Whether t is a target in a function: beside x or y, it is no time."""
    arguments = {one.arg for one in tree.args.args} if isinstance(tree, ast.FunctionDef) else {"x"}
    return bool(arguments & {"x", "X", "y", "Y"})


def _of_the_error(node: ast.BinOp) -> ast.expr | None:
    """Of ``y - t * a * b``, where t is the target's name: (y - t) * a * b. None for anything else."""
    factors: list[ast.expr] = []
    first = node.right
    while isinstance(first, ast.BinOp) and isinstance(first.op, ast.Mult):
        factors.insert(0, first.right)
        first = first.left
    if not factors or getattr(first, "id", "") not in ("t", "T") or not isinstance(node.left, ast.Name | ast.Call):
        return None
    meant: ast.expr = ast.BinOp(node.left, ast.Sub(), first)
    for factor in factors:
        meant = ast.BinOp(meant, ast.Mult(), factor)
    return meant


def _meant(node: ast.BinOp, left: ast.BinOp, differences: set[str]) -> ast.expr | None:
    by_one = isinstance(node.op, ast.Sub) and isinstance(left.op, ast.Mult) and _is_one(left.right)
    quotient = isinstance(node.op, ast.Mult) and isinstance(left.op, ast.Div) and isinstance(left.right, ast.Constant)
    above = _is_difference_of_calls(left.left) or getattr(left.left, "id", None) in differences
    if by_one or (quotient and above):
        return ast.BinOp(left.left, left.op, ast.BinOp(left.right, node.op, node.right))
    return None


def _is_one(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float) and node.value == 1


def _is_difference_of_calls(node: ast.expr) -> bool:
    """Whether it is f(…) − f(…), of one function."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Sub):
        return False
    if not isinstance(node.left, ast.Call) or not isinstance(node.right, ast.Call):
        return False
    return ast.dump(node.left.func) == ast.dump(node.right.func)
