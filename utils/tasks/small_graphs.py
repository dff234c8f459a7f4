"""Graphs in which a mistake of a pass is easily looked at, each with values for its inputs; and graphs in words."""

from __future__ import annotations

from collections.abc import Mapping

from utils.checks.answers import short
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
_LOOKED_ASIDE: Graph = [("a", "input", ()), ("s", "exp", ("a",)), ("b", "input", ())]  # the output is an input
SMALL: tuple[tuple[Graph, dict[str, float]], ...] = (
    (_ONE_PATH, {"u": 0.7}),
    (_TWICE, {"u": 1.3, "w": -0.6}),
    (_TWO_PATHS, {"t": 0.9}),
    (_AGAINST_ITSELF, {"u": 0.4}),
    (_UNUSED, {"b": -0.9, "a": 0.8}),
    (_LONG_WAY, {"u": 0.6}),
    (_NAMED_LIKE_OPS, {"exp": 1.4, "sin": -0.3}),
    ([("x", "input", ())], {"x": -1.7}),
    (_LOOKED_ASIDE, {"a": 0.5, "b": 2.0}),
)


def long_chain(length: int = 150) -> tuple[Graph, dict[str, float]]:
    """So many nodes in a row, each with one parent."""
    graph: Graph = [("x", "input", ())]
    for i in range(1, length):
        graph.append((f"n{i}", ("sin", "neg", "cos")[i % 3], (graph[-1][0],)))
    return graph, {"x": 0.8}


def in_words(graph: Graph, shown: Mapping[str, float]) -> str:
    """A graph in words: a line for each node, with a value where one is known."""
    if len(graph) > 60:
        return f"a chain of {len(graph)} nodes"
    formulas = [op if op == "input" else f"{op}({', '.join(parents)})" for _, op, parents in graph]
    name_width, width = max(len(name) for name, _, _ in graph), max(map(len, formulas))
    lines = []
    for (name, _, _), formula in zip(graph, formulas, strict=True):
        value = f"   {short(shown[name])}" if name in shown else ""
        lines.append(f"{name:<{name_width}} = {formula:<{width}}{value}".rstrip())
    return "\n".join(lines)
