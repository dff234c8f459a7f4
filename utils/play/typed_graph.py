"""Steps that a reader types, such as ``z = w*x + b; L = (z - t)**2/2``, as a computation graph of notebook 05."""

from __future__ import annotations

import ast

from utils.graph import OPS, PARENTS, Graph
from utils.play.formula import MOST
from utils.play.thing import Trouble

NODES = 24  # more cannot be read in a picture
_TWO = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul"}
_ONE = tuple(op for op in OPS if PARENTS[op] == 1 and op not in ("neg", "square", "half_square"))


def typed_graph(text: str) -> Graph:
    """The graph that the steps compute; names that no step gives are inputs, and so are numbers, under their own name.

    Args:
        text: steps ``name = formula`` with semicolons between them; the last may be a formula alone.

    Raises:
        Trouble: it cannot be read, uses something that ``OPS`` has not, or is too large.
    """
    if not text.strip() or len(text) > MOST:
        raise Trouble(f"Type a formula of 1 to {MOST} characters, such as L = (w*x - t)**2/2.")
    try:
        steps = ast.parse(text.strip().rstrip(";")).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise Trouble(f"Python cannot read {text.strip()!r}. Is a * or a parenthesis missing?") from None
    reading = _Reading()
    for step in steps:
        match step:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                reading.step(name, value)
            case ast.Expr(value=value):
                reading.step("", value)
            case _:
                raise Trouble(f"{ast.unparse(step)!r} is no step. A step looks like z = w*x + b.")
    graph = [(name, "input", ()) for name in reading.inputs] + reading.nodes
    if not reading.nodes:
        raise Trouble("Nothing is computed there. Type a formula such as L = (w*x - t)**2/2.")
    return graph


class _Reading:
    """The nodes so far."""

    def __init__(self) -> None:
        self.inputs: list[str] = []
        self.nodes: Graph = []

    def step(self, name: str, value: ast.expr) -> None:
        if name in self.inputs or any(node[0] == name for node in self.nodes):
            raise Trouble(f"{name!r} is given twice, or used before it is given. Give every step a name of its own.")
        self._node(value, name)

    def _node(self, tree: ast.expr, name: str = "") -> str:
        """The name of the node that computes the tree."""
        match tree:
            case ast.Name(id=known):
                return self._input(known) if not name else self._no_copy(name, known)
            case ast.Constant(value=int() | float() as number):
                return self._input(f"{number:g}") if not name else self._no_copy(name, f"{number:g}")
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)) if not name:
                return self._input(f"{-number:g}")
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self._computed("neg", name, operand)
            case ast.BinOp(left=ast.BinOp(left=base, op=ast.Pow(), right=ast.Constant(value=2)), op=ast.Div(),
                           right=ast.Constant(value=2)):  # fmt: skip
                return self._computed("half_square", name, base)
            case ast.BinOp(left=base, op=ast.Pow(), right=ast.Constant(value=2)):
                return self._computed("square", name, base)
            case ast.BinOp(left=left, op=ast.Div(), right=ast.Constant(value=int() | float() as number)) if number:
                return self._computed("mul", name, left, ast.Constant(1 / number))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _TWO:
                return self._computed(_TWO[type(op)], name, left, right)
            case ast.Call(func=ast.Name(id=op), args=[argument], keywords=[]) if op in _ONE:
                return self._computed(op, name, argument)
        raise Trouble(
            f"{ast.unparse(tree)!r} is no operation of the table. Known are + - *, division by a number, **2, **2/2, "
            f"and {', '.join(_ONE)}."
        )

    def _no_copy(self, name: str, known: str) -> str:
        raise Trouble(f"{name} = {known} computes nothing. Use {known} itself in the later steps.")

    def _input(self, name: str) -> str:
        if name not in self.inputs and all(node[0] != name for node in self.nodes):
            self.inputs.append(name)
        self._count()
        return name

    def _computed(self, op: str, name: str, *parents: ast.expr) -> str:
        names = tuple(self._node(parent) for parent in parents)
        taken = {*self.inputs, *(node[0] for node in self.nodes)}
        name = name or next(f"v{i}" for i in range(1, len(taken) + 2) if f"v{i}" not in taken)
        self.nodes.append((name, op, names))
        self._count()
        return name

    def _count(self) -> None:
        if len(self.inputs) + len(self.nodes) > NODES:
            raise Trouble(f"That are more than {NODES} nodes. Take a shorter formula.")


def typed_values(text: str) -> dict[str, float]:
    """The numbers of a line such as ``w = 1.5, x = -2``.

    Raises:
        Trouble: it is something else.
    """
    values = {}
    for part in filter(None, (part.strip() for part in text.replace(";", ",").split(","))):
        name, equals, number = (piece.strip() for piece in part.partition("="))
        try:
            values[name] = float(number.replace("−", "-"))
        except ValueError:
            equals = ""
        if not equals or not name.isidentifier() or abs(values[name]) > 1e6:
            raise Trouble(f"{part!r} gives no number. Write the inputs' values as in w = 1.5, x = -2.")
    return values
