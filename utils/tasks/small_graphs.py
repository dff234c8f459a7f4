"""Graphs in which a mistake of a pass is easily looked at, each with values for its inputs; and graphs as code."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

from utils.browser import in_a_browser
from utils.checks.writing import short
from utils.graph import Graph

_TWO_PATHS: Graph = [
    ("t", "input", ()), ("x", "cos", ("t",)), ("y", "square", ("t",)), ("p", "mul", ("x", "y")), ("q", "exp", ("p",)),
    ("f", "add", ("y", "q")),
]  # fmt: skip
_ONE_PATH: Graph = [("u", "input", ()), ("s", "sin", ("u",)), ("q", "exp", ("s",)), ("r", "square", ("q",))]
_TWICE: Graph = [("u", "input", ()), ("w", "input", ()), ("s", "mul", ("u", "u")), ("r", "sub", ("s", "w"))]
_AGAINST_ITSELF: Graph = [("u", "input", ()), ("v", "exp", ("u",)), ("d", "sub", ("v", "v")), ("r", "add", ("d", "u"))]
_UNUSED: Graph = [
    ("a", "input", ()), ("b", "input", ()), ("c", "mul", ("a", "a")), ("aside", "exp", ("c",)),
    ("further", "sin", ("aside",)), ("r", "tanh", ("c",)),
]  # fmt: skip
# Of two ways from u to r one is short and one is long, and what u and v pass on is complete only after the long one.
_LONG_WAY: Graph = [
    ("u", "input", ()), ("v", "sin", ("u",)), ("a", "exp", ("v",)), ("b", "tanh", ("a",)), ("c", "cos", ("b",)),
    ("r", "mul", ("c", "v")),
]  # fmt: skip
_NAMED_LIKE_OPS: Graph = [
    ("sin", "input", ()), ("exp", "input", ()), ("mul", "sub", ("exp", "sin")), ("input", "cos", ("mul",)),
]  # fmt: skip
_INPUT_LATER: Graph = [("a", "input", ()), ("s", "sin", ("a",)), ("w", "input", ()), ("r", "mul", ("s", "w"))]
_LOOKED_ASIDE: Graph = [("a", "input", ()), ("s", "exp", ("a",)), ("b", "input", ())]  # the output is an input
SMALL: tuple[tuple[Graph, dict[str, float]], ...] = (
    (_ONE_PATH, {"u": 0.7}),
    (_TWICE, {"u": 1.3, "w": -0.6}),
    (_TWO_PATHS, {"t": 0.9}),
    (_INPUT_LATER, {"a": 0.7, "w": 1.4}),
    (_AGAINST_ITSELF, {"u": 0.4}),
    (_UNUSED, {"b": -0.9, "a": 0.8}),
    (_LONG_WAY, {"u": 0.6}),
)
ODD: tuple[tuple[Graph, dict[str, float]], ...] = (
    (_NAMED_LIKE_OPS, {"exp": 1.4, "sin": -0.3}),
    ([("x", "input", ())], {"x": -1.7}),
    (_LOOKED_ASIDE, {"a": 0.5, "b": 2.0}),
)
_TURNS = ("sin", "neg", "cos")
WIDTH = 88  # characters of a line in a message


# A right answer may call itself for every node, and in a browser only some 200 calls deep.
_LONG = 70 if in_a_browser() else 150


def long_chain(length: int = _LONG) -> tuple[Graph, dict[str, float]]:
    """So many nodes in a row, each with one parent."""
    graph: Graph = [("n0", "input", ())]
    graph += [(f"n{i}", _TURNS[i % 3], (f"n{i - 1}",)) for i in range(1, length)]
    return graph, {"n0": 0.8}


def as_code(graph: Graph, numbers: Mapping[str, float], called: str) -> str:
    """A graph and the numbers that go with it as lines of Python, to be copied into a cell.

    Args:
        graph: what to write; of a long one it is said how it is made.
        numbers: name -> number, in about six digits.
        called: the name of the dict of numbers.
    """
    if len(graph) > 60:
        rest = f'[(f"n{{i}}", {_TURNS}[i % 3], (f"n{{i - 1}}",)) for i in range(1, {len(graph)})]'
        inputs = _dict({name: numbers[name] for name, op, _ in graph if op == "input"})
        given = inputs if len(numbers) == 1 else f"forward_pass(graph, {inputs})"
        return f'graph = [("n0", "input", ())] + {_quoted(rest)}\n{called} = {given}'
    nodes = [f"    {_quoted(repr(node))}," for node in graph]
    start = f"{called} = "
    return "\n".join(["graph = [", *nodes, "]", start + _dict(numbers, " " * (len(start) + 1))])


def _dict(numbers: Mapping[str, float], indent: str = "") -> str:
    entries = ", ".join(f'"{name}":\N{NO-BREAK SPACE}{short(number)}' for name, number in numbers.items())
    lines = textwrap.wrap(entries, WIDTH - len(indent), break_long_words=False, break_on_hyphens=False)
    return "{" + f"\n{indent}".join(lines).replace("\N{NO-BREAK SPACE}", " ") + "}"


def _quoted(code: str) -> str:
    return code.replace("'", '"')
