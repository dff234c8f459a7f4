"""A formula that a reader types, as a function of arrays: arithmetic and the functions named here, never ``eval``."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping

import numpy as np

from utils.elementwise import logistic
from utils.play.thing import Trouble

MOST = 500  # characters
FUNCTIONS: Mapping[str, Callable] = {
    **{name: getattr(np, name) for name in ("sin", "cos", "tan", "exp", "log", "sqrt", "abs", "sign", "tanh", "floor")},
    **{name: getattr(np, name) for name in ("maximum", "minimum", "where")},
    "logistic": logistic,
    "relu": lambda z: np.maximum(z, 0.0),
}
_NUMBERS = {"pi": np.pi, "e": np.e}
_OPERATORS: dict[type, Callable] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow, ast.Mod: operator.mod, ast.USub: operator.neg, ast.UAdd: operator.pos,
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
}  # fmt: skip


def parsed(text: str) -> ast.expr:
    """The formula as a tree.

    Raises:
        Trouble: it is empty, too long, or no formula.
    """
    if not text.strip() or len(text) > MOST:
        raise Trouble(f"Type a formula of 1 to {MOST} characters, such as sin(2*x).")
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise Trouble(f"Python cannot read {text.strip()!r}. Is a * or a parenthesis missing?") from None


def curve(text: str) -> Callable[[np.ndarray], np.ndarray]:
    """The function of x that the formula computes.

    Raises:
        Trouble: it uses something else than x, numbers, arithmetic and ``FUNCTIONS``.
    """
    tree = parsed(text)

    def function(x: np.ndarray) -> np.ndarray:
        with np.errstate(all="ignore"):
            return np.asarray(_value(tree, {"x": x, **_NUMBERS}), dtype=np.float64) + np.zeros(np.shape(x))

    function(np.array([0.5, 1.5]))
    return function


def _value(tree: ast.expr, names: Mapping[str, np.ndarray | float]) -> np.ndarray | float:
    match tree:
        case ast.Constant(value=int() | float() as number):
            return np.float64(number)  # no whole number grows without end
        case ast.Name(id=name) if name in names:
            return names[name]
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](_value(left, names), _value(right, names))
        case ast.UnaryOp(op=op, operand=operand) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](_value(operand, names))
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](_value(left, names), _value(right, names))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in FUNCTIONS:
            return _called(name, [_value(argument, names) for argument in arguments])
        case ast.Call(
            func=ast.Attribute(value=ast.Name(id="np" | "numpy"), attr=name), args=arguments, keywords=[]
        ) if name in FUNCTIONS:
            return _called(name, [_value(argument, names) for argument in arguments])
    what = ast.unparse(tree)
    known = ", ".join((*names, *FUNCTIONS))
    raise Trouble(f"{what!r} is not known here. Known are numbers, + - * / ** %, < and >, and {known}.")


def _called(name: str, values: list) -> np.ndarray:
    try:
        return FUNCTIONS[name](*values)
    except TypeError:
        raise Trouble(f"{name} takes another number of values than {len(values)}.") from None
