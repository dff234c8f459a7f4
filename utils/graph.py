"""Computation graphs as plain data: the operations, the trusted values and error signals, and random graphs.

A graph is a list of nodes ``(name, op, parents)`` in topological order; ``op`` is ``"input"`` or a key of ``OPS``, and
the last node is the output. Nobody passes backwards here: error signals are found by moving every node a little, all
of them at once, and watching the output.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from utils.elementwise import COMPLEX_STEP, sigma

Node = tuple[str, str, tuple[Any, ...]]  # of its parents the names; a recorded graph has numbers there too
Graph = list[Node]


@dataclass(frozen=True)
class Op:
    """An operation on numbers.

    Attributes:
        value: ``value(*parents)``, its result, one number.
        partials: ``partials(*parents)``, the local derivatives, a tuple with one number for each parent.
    """

    value: Callable
    partials: Callable


def _measured(function: Callable) -> Op:
    """An operation with one parent whose local derivative is measured, since a notebook asks for its formula."""
    return Op(function, lambda u: (np.imag(function(u + 1j * COMPLEX_STEP)) / COMPLEX_STEP,))


OPS: dict[str, Op] = {
    "add": Op(lambda u, v: u + v, lambda u, v: (1.0, 1.0)),
    "sub": Op(lambda u, v: u - v, lambda u, v: (1.0, -1.0)),
    "mul": Op(lambda u, v: u * v, lambda u, v: (v, u)),
    "neg": Op(lambda u: -u, lambda u: (-1.0,)),
    "square": Op(lambda u: u * u, lambda u: (2 * u,)),
    "half_square": Op(lambda u: u * u / 2, lambda u: (u,)),
    "exp": Op(np.exp, lambda u: (np.exp(u),)),
    "log": Op(np.log, lambda u: (1 / u,)),
    "logistic": _measured(sigma),
    "tanh": _measured(np.tanh),
    "sin": Op(np.sin, lambda u: (np.cos(u),)),
    "cos": Op(np.cos, lambda u: (-np.sin(u),)),
}
PARENTS = {name: 2 if name in ("add", "sub", "mul") else 1 for name in OPS}


def parents_of(graph: Sequence[Node]) -> dict[str, tuple[str, ...]]:
    """Each node's name with the names of its parents, as ``pictures.draw_graph`` takes it."""
    return {name: tuple(parents) for name, _, parents in graph}


def measure(
    graph: Sequence[Node], inputs: Mapping[str, float], ops: Mapping[str, Op] = OPS
) -> tuple[dict[str, float], dict[str, float]]:
    """The value of every node, and its error signal: the derivative of the last node with respect to it.

    In column j of every row node j is moved by a tiny imaginary step; the output's imaginary parts are the derivatives
    (see ``complex_step_gradient``).

    Args:
        graph: in topological order. A number among a node's parents stands for itself.
        inputs: a value for each input.
        ops: the operations by name.

    Returns:
        Two dicts with all names in the graph's order: values and error signals, floats.
    """
    rows: dict[str, np.ndarray] = {}
    moves = 1j * COMPLEX_STEP * np.eye(len(graph))
    for move, (name, op, parents) in zip(moves, graph, strict=True):
        row = inputs[name] if op == "input" else ops[op].value(*[rows.get(parent, parent) for parent in parents])
        rows[name] = row + move
    names = [name for name, _, _ in graph]
    moved: np.ndarray = rows[names[-1]].imag / COMPLEX_STEP if names else np.zeros(0)
    return {name: float(rows[name][0].real) for name in names}, dict(zip(names, map(float, moved), strict=True))


def random_graph(
    rng: np.random.Generator, nodes: int = 32, ops: Sequence[str] = tuple(OPS), tries: int = 1000
) -> tuple[Graph, dict[str, float]]:
    """A random graph in which no mistake of a backward pass hides, and values for its inputs.

    Some nodes have several children, to which paths of different lengths lead; some child uses a node twice; there is
    a long chain; an input comes after computed nodes. The output depends neither on one of the inputs nor on some
    computed nodes, of which some have children, and parents that do count. Values and error signals are of moderate
    size, and near zero only where they are zero. There are at most some thousand paths, so that an answer that follows
    each of them comes to its end.

    Args:
        rng: what it is drawn with.
        nodes: how many, at least 16.
        ops: the operations to draw from.
        tries: how many graphs may be drawn until one fits.

    Raises:
        ValueError: none did.
    """
    for _ in range(tries):
        drawn = _draw(rng, nodes, ops)
        if drawn is not None and _hides_nothing(*drawn):
            return drawn
    raise ValueError(f"random_graph: none of {tries} graphs of {nodes} nodes with {', '.join(ops)} fits")


def _draw(rng: np.random.Generator, nodes: int, ops: Sequence[str]) -> tuple[Graph, dict[str, float]] | None:
    """A graph whose values are all of moderate size and different; None where it came to a dead end.

    It first grows at will. Then one branch is left in vain: a node without a child gets one, and neither is used again.
    What else has no child is joined to the last node, one after the other, so that most of it counts.
    """
    pick = random.Random(int(rng.integers(2**63)))  # single numbers come several times as fast as from NumPy
    inputs = {f"x{i}": round(pick.choice((-1, 1)) * pick.uniform(0.4, 1.6), 3) for i in range(1, 5)}
    graph: Graph = [(name, "input", ()) for name in inputs]
    values = dict(inputs)
    unused = pick.choice(list(inputs))
    usable = [name for name in inputs if name != unused]
    childless = list(usable)
    two_parents = [op for op in ops if PARENTS[op] == 2]
    in_vain = ""
    while len(graph) < nodes:
        joining = len(graph) > 0.6 * nodes
        leave = joining and not in_vain
        if leave:
            computed = [name for name in usable[:-1] if name not in inputs]
            in_vain = pick.choice([name for name in computed if name in childless] or computed)
        for _ in range(50):
            join = joining and not leave and bool(two_parents) and pick.random() < 0.8
            op = pick.choice(two_parents if join else ops)
            first = in_vain if leave else usable[-1] if joining or pick.random() < 0.5 else pick.choice(usable)
            second = first if pick.random() < 0.2 else pick.choice(childless if join and childless else usable)
            parents = ((first, second) if pick.random() < 0.5 else (second, first))[: PARENTS[op]]
            with np.errstate(all="ignore"):
                value = float(OPS[op].value(*[values[parent] for parent in parents]))
            if 0.1 < abs(value) < 3.0 and min(abs(value - other) for other in values.values()) > 1e-3:
                break
        else:
            return None
        name = f"v{len(graph) - len(inputs) + 1}"
        graph.append((name, op, parents))
        values[name] = value
        childless = [one for one in childless if one not in parents and one != in_vain]
        if leave:
            usable.remove(in_vain)
        else:
            usable.append(name)
            childless.append(name)
    return _inputs_moved(rng, graph), inputs


def _inputs_moved(rng: np.random.Generator, graph: Graph) -> Graph:
    """The same graph, each input anywhere before its first child; one without a child, before the output."""
    moved = list(graph)
    for node in [node for node in graph if node[1] == "input"]:
        moved.remove(node)
        child = next((i for i, (_, _, parents) in enumerate(moved) if node[0] in parents), len(moved) - 1)
        moved.insert(int(rng.integers(child + 1)), node)
    return moved


def _hides_nothing(graph: Graph, inputs: Mapping[str, float]) -> bool:
    uses = {name: [child for child, _, parents in graph for parent in parents if parent == name] for name, *_ in graph}
    paths: dict[str, int] = {}  # to the output
    longest: dict[str, int] = {}
    shortest: dict[str, int] = {}
    for name, _, _ in reversed(graph):
        paths[name] = 1 if name == graph[-1][0] else sum(paths[child] for child in uses[name])
        ways = [child for child in uses[name] if paths[child]]
        longest[name] = max((1 + longest[child] for child in ways), default=0)
        shortest[name] = min((1 + shortest[child] for child in ways), default=0)
    counts = [name for name in paths if paths[name]]
    forks = [name for name in counts if len({longest[child] for child in uses[name] if paths[child]}) > 1]
    twice = [name for name in counts if any(paths[child] and uses[name].count(child) > 1 for child in uses[name])]
    early = [name for name in counts if name not in inputs  # a search from the output meets it before a child
             and any(paths[child] and shortest[child] > shortest[name] for child in uses[name])]  # fmt: skip
    vain = [name for name in paths if not paths[name] and name not in inputs]
    last_input = max(i for i, (name, _, _) in enumerate(graph) if name in inputs)
    return (
        len(counts) >= len(graph) / 2
        and sum(paths.values()) <= 5000
        and max(longest.values()) >= len(graph) / 4
        and len(forks) >= 2
        and len(twice) >= 1
        and len(early) >= 1
        and any(uses[name] for name in vain)
        and any(name in counts and name not in inputs for name, _, _ in graph[:last_input])
        and any(set(parents) & set(counts) for name, _, parents in graph if name in vain)
        and _moderate(graph, inputs, counts)
    )


def _moderate(graph: Graph, inputs: Mapping[str, float], counts: Sequence[str]) -> bool:
    """Whether what counts has error signals of moderate size."""
    signals = measure(graph, inputs)[1]
    return all(1e-3 < abs(signals[name]) < 1e3 for name in counts)
