"""The network that learns XOR, and its four examples, taken apart into single operations: one graph with one cost.

No derivative is known here. A reader's own passes find them, and `as_parameters` makes a network of what they learned.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from utils.graph import Graph
from utils.xor_runs import Parameters, T, X

# A reader's loop: (graph, inputs, names of those that are to change, steps) -> the inputs afterwards.
Train = Callable[[Graph, dict[str, float], list[str], int], Mapping[str, float]]


def network_graph(units: int) -> Graph:
    """The cost of a network with two inputs and one output on the four examples of XOR.

    Its hidden units are logistic, its output is linear; the cost is the mean of the squared errors' halves. Weights are
    named ``W1_12`` for the one to hidden unit 1 from input 2, and so on; what belongs to an example has its number in
    brackets, as ``h1(3)``. The examples stand before the weights, and all inputs before what is computed.

    Args:
        units: hidden units, 1 to 9.
    """
    N = len(X)
    names = [f"{name}({i})" for i in range(1, N + 1) for name in ("x1", "x2", "t")]
    graph: Graph = [(name, "input", ()) for name in [*names, "1/N", *parameter_names(units)]]
    for i in range(1, N + 1):
        for j in range(1, units + 1):
            graph += [
                (f"p{j}1({i})", "mul", (f"W1_{j}1", f"x1({i})")),
                (f"p{j}2({i})", "mul", (f"W1_{j}2", f"x2({i})")),
                (f"s{j}({i})", "add", (f"p{j}1({i})", f"p{j}2({i})")),
                (f"z{j}({i})", "add", (f"s{j}({i})", f"b1_{j}")),
                (f"h{j}({i})", "logistic", (f"z{j}({i})",)),
                (f"q{j}({i})", "mul", (f"W2_1{j}", f"h{j}({i})")),
            ]
        total = _sum(graph, f"q({i})", [f"q{j}({i})" for j in range(1, units + 1)])
        graph += [
            (f"y({i})", "add", (total, "b2_1")),
            (f"e({i})", "sub", (f"y({i})", f"t({i})")),
            (f"L({i})", "half_square", (f"e({i})",)),
        ]
    total = _sum(graph, "L", [f"L({i})" for i in range(1, N + 1)])
    return [*graph, ("J", "mul", (total, "1/N"))]


def _sum(graph: Graph, name: str, terms: list[str]) -> str:
    """Adds the terms one by one, and says which node has their sum: that of this name, or the only term."""
    total = terms[0]
    for count, term in enumerate(terms[1:], start=2):
        so_far = name if count == len(terms) else f"{name}:{count}"
        graph.append((so_far, "add", (total, term)))
        total = so_far
    return total


def parameter_names(units: int) -> list[str]:
    """The inputs that training changes, in the order W1, b1, W2, b2."""
    hidden = range(1, units + 1)
    return [
        *(f"W1_{j}{d}" for j in hidden for d in (1, 2)),
        *(f"b1_{j}" for j in hidden),
        *(f"W2_1{j}" for j in hidden),
        "b2_1",
    ]


def network_inputs(parameters: Parameters) -> dict[str, float]:
    """A value for each input of `network_graph`: the examples of XOR, and these parameters."""
    numbers = np.concatenate([parameters[name].ravel() for name in ("W1", "b1", "W2", "b2")])
    inputs: dict[str, float] = {}
    for i, (x, t) in enumerate(zip(X, T[:, 0], strict=True), start=1):
        inputs |= {f"x1({i})": float(x[0]), f"x2({i})": float(x[1]), f"t({i})": float(t)}
    units = len(parameters["b1"])
    return {**inputs, "1/N": 1 / len(X), **dict(zip(parameter_names(units), map(float, numbers), strict=True))}


def as_parameters(inputs: Mapping[str, float], units: int) -> Parameters:
    """The arrays W1, b1, W2, b2 that these inputs of `network_graph` stand for."""
    numbers = np.array([float(inputs[name]) for name in parameter_names(units)])
    W1, b1, W2, b2 = np.split(numbers, np.cumsum([2 * units, units, units]))
    return {"W1": W1.reshape(units, 2), "b1": b1, "W2": W2.reshape(1, units), "b2": b2}


def descend_by(train: Train, parameters: Parameters, steps: int) -> Parameters:
    """The network after so many steps of a reader's loop."""
    units = len(parameters["b1"])
    found = train(network_graph(units), network_inputs(parameters), parameter_names(units), steps)
    return as_parameters(found, units)
