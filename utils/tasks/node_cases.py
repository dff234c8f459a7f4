"""The graphs that a class which overloads operators is tried on, each with the numbers of its inputs.

A graph is one of notebook 05, with two more operations, and with numbers that may stand in the place of parents.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from utils.graph import OPS, Graph, Op, measure, random_graph

NODE_OPS = ("add", "sub", "mul", "neg", "square", "half_square", "exp", "logistic", "tanh")
FIRST_OP = "add"  # of the first case
ALL_OPS: Mapping[str, Op] = {
    **{name: OPS[name] for name in NODE_OPS},
    "div": Op(lambda u, v: u / v, lambda u, v: (1 / v, -u / v**2)),
    "power": Op(lambda u, v: u**v, lambda u, v: (v * u ** (v - 1), 0.0)),
}

Case = tuple[Graph, dict[str, float]]


def chain(ops: Sequence[str], x: float) -> Case:
    """One operation after the other; what needs two gets an input of its own."""
    graph: Graph = [("x", "input", ())]
    inputs = {"x": x}
    for i, op in enumerate(ops, 1):
        parents: tuple = (graph[-1][0],)
        if op in ("add", "sub", "mul"):
            name = f"a{i}"
            graph.insert(0, (name, "input", ()))
            inputs[name] = (0.7, -1.2, 1.6)[i % 3]
            parents = (parents[0], name) if i % 2 else (name, parents[0])
        graph.append((f"v{i}", op, parents))
    return graph, inputs


def draw_chain(rng: np.random.Generator) -> Case:
    """A graph in which every node is used once, with all operations, at values of moderate size."""
    while True:
        case = chain([str(op) for op in rng.permutation(NODE_OPS)], float(rng.uniform(0.4, 1.2)))
        values, signals = measure(*case)
        sizes = np.abs([*values.values(), *signals.values()])
        if sizes.min() > 1e-3 and sizes.max() < 20:
            return case


def draw_any(rng: np.random.Generator) -> Case:
    return random_graph(rng, nodes=int(rng.integers(24, 33)), ops=NODE_OPS)


SINGLE: tuple[Case, ...] = tuple(
    ([*(((name, "input", ())) for name in ("u", "v")[: 2 if op in ("add", "mul") else 1]),
      ("y", op, ("u", "v")[: 2 if op in ("add", "mul") else 1])], {"u": 0.7, "v": -1.3} if op in ("add", "mul") else
     {"u": 0.7})
    for op in ("add", "mul", "exp", "logistic", "tanh")
)  # fmt: skip
# Composed ones tell what is wrong with an operation from what is wrong with backward.
COMPOSED: tuple[Case, ...] = (
    ([("w", "input", ()), ("x", "input", ()), ("b", "input", ()), ("p", "mul", ("w", "x")), ("z", "add", ("p", "b")),
      ("y", "logistic", ("z",))], {"w": 2.0, "x": 0.7, "b": -1.1}),
    ([("u", "input", ()), ("e", "exp", ("u",)), ("h", "tanh", ("e",)), ("L", "half_square", ("h",))], {"u": -0.4}),
)  # fmt: skip
NUMBERS: tuple[Case, ...] = tuple(
    ([("u", "input", ()), ("y", op, parents)], {"u": 1.7})
    for op, parents in (("add", ("u", 2.5)), ("add", (2.5, "u")), ("mul", ("u", -3)), ("mul", (-3, "u")),
                        ("sub", ("u", 2)), ("sub", (2, "u")), ("div", ("u", 4.0)), ("div", (4.0, "u")),
                        ("power", ("u", 3)), ("power", ("u", -1)), ("power", ("u", 0.5)), ("neg", ("u",)))
)  # fmt: skip
QUOTIENT: Case = ([("u", "input", ()), ("v", "input", ()), ("y", "div", ("u", "v"))], {"u": 1.7, "v": -0.8})
SHARED: tuple[Case, ...] = (
    ([("u", "input", ()), ("v", "input", ()), ("p", "mul", ("u", "v")), ("y", "add", ("p", "u"))],
     {"u": 0.9, "v": -1.4}),
    ([("u", "input", ()), ("s", "mul", ("u", "u"))], {"u": 1.3}),
    ([("u", "input", ()), ("s", "add", ("u", "u"))], {"u": -0.6}),
    ([("x", "input", ()), ("a", "exp", ("x",)), ("b", "tanh", ("a",)), ("c", "logistic", ("a",)),
      ("y", "mul", ("b", "c"))], {"x": 0.3}),
    # Of the two ways from the output to a one is short and one is long: a must wait for both before it sends to x.
    ([("x", "input", ()), ("a", "exp", ("x",)), ("b", "tanh", ("a",)), ("c", "exp", ("b",)), ("y", "mul", ("c", "a"))],
     {"x": -0.5}),
    ([("x", "input", ()), ("a", "exp", ("x",)), ("b", "tanh", ("a",)), ("c", "exp", ("b",)), ("y", "mul", ("a", "c"))],
     {"x": -0.5}),
    ([("u", "input", ()), ("w", "input", ()), ("aside", "exp", ("u",)), ("y", "tanh", ("u",))], {"u": 0.8, "w": 2.0}),
)  # fmt: skip
TELLING = (SINGLE[0], COMPOSED[0], *SINGLE[1:], *COMPOSED[1:])
EDGES: tuple[Case, ...] = (
    ([("x", "input", ())], {"x": -1.7}),
    ([("u", "input", ()), ("v", "exp", ("u",)), ("d", "sub", ("v", "v")), ("y", "add", ("d", "u"))], {"u": 0.4}),
    ([("a", "input", ()), ("s", "exp", ("a",)), ("b", "input", ())], {"a": 0.5, "b": 2.0}),  # the output is an input
    ([("z", "input", ()), ("y", "logistic", ("z",))], {"z": 1000.0}),
    ([("z", "input", ()), ("y", "logistic", ("z",))], {"z": -1000.0}),
    # The notebook has σ alone for z of any size; a slope of tanh by cosh, or by exponentials, is right as far as this.
    ([("z", "input", ()), ("y", "tanh", ("z",))], {"z": 20.0}),
    chain(["tanh", "neg"] * 28, 0.8),
)
