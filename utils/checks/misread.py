"""Expressions that Python reads in another way than they are mostly meant, because their brackets are missing."""

from __future__ import annotations

import ast


def misread(tree: ast.AST) -> tuple[str, ...]:
    """The first such expression: as it is written, as Python reads it, and with its brackets; or empty.

    ``a * 1 - b`` is (a * 1) - b, and hardly anybody multiplies by 1 on purpose. And of a difference of two values of a
    function, ``(f(a) - f(b)) / 2 * h`` is half of it times h.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.left, ast.BinOp) and (meant := _meant(node, node.left)):
            written = ast.unparse(node)
            left, right = ast.unparse(node.left), ast.unparse(node.right)
            return written, f"({left}){written.removeprefix(left).removesuffix(right)}{right}", ast.unparse(meant)
    return ()


def _meant(node: ast.BinOp, left: ast.BinOp) -> ast.expr | None:
    by_one = isinstance(node.op, ast.Sub) and isinstance(left.op, ast.Mult) and _is_one(left.right)
    quotient = isinstance(node.op, ast.Mult) and isinstance(left.op, ast.Div) and isinstance(left.right, ast.Constant)
    if by_one or (quotient and _is_difference_of_calls(left.left)):
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
