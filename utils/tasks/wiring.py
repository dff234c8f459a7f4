"""How error signals depend on the wiring of a graph, as one system of linear equations, and on what is sent otherwise.

The error signal of a node is what its children send; written for all nodes at once these are equations, which are
solved here. A mistake changes what is sent, or when.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from utils.graph import OPS, Node


@dataclass(frozen=True)
class Use:
    """One use of a node by a child, with the local derivative there.

    Attributes:
        child, node: their places in the graph.
        position: which of the child's parents it is.
        partial: the derivative of the child with respect to that parent.
    """

    child: int
    node: int
    position: int
    partial: float


def uses(
    graph: Sequence[Node], values: Mapping[str, float], at: Callable[[Node], Sequence[float]] | None = None
) -> list[Use]:
    """Every use of a node by a child, children in the graph's order.

    Args:
        graph: in topological order.
        values: the value of every node.
        at: where a node's local derivatives are taken; at its parents' values unless told.
    """
    place = {name: i for i, (name, _, _) in enumerate(graph)}
    found = []
    for child, node in enumerate(graph):
        _, op, parents = node
        if op != "input":
            partials = OPS[op].partials(*(at(node) if at else [values[parent] for parent in parents]))
            found += [Use(child, place[parent], i, float(partials[i])) for i, parent in enumerate(parents)]
    return found


def signals(
    graph: Sequence[Node],
    sent: Iterable[Use],
    start: np.ndarray | None = None,
    ready: Callable[[int, int], bool] | None = None,
) -> dict[str, float]:
    """The error signals that solve the equations.

    Args:
        graph: its names.
        sent: the uses along which a child sends its error signal, times the partial, to the node.
        start: (nodes,) what each has before anything is sent; 1 for the last and 0 for the others unless told.
        ready: ``ready(child, node)``, whether what the child sends arrives before the node itself sends; always,
            unless told.
    """
    size = len(graph)
    start = np.eye(size)[-1] if start is None else start
    arrives, in_time = np.zeros((size, size)), np.zeros((size, size))
    for use in sent:
        arrives[use.node, use.child] += use.partial
        if ready is None or ready(use.child, use.node):
            in_time[use.node, use.child] += use.partial
    when_sending = np.linalg.solve(np.eye(size) - in_time, start)
    return dict(zip([name for name, _, _ in graph], map(float, start + arrives @ when_sending), strict=True))


def from_the_output(graph: Sequence[Node], depth_first: bool) -> list[int]:
    """The nodes that the output depends on, each once, in the order in which a search from the output meets them."""
    place = {name: i for i, (name, _, _) in enumerate(graph)}
    found: list[int] = []
    waiting = [len(graph) - 1]
    while waiting:
        node = waiting.pop(-1 if depth_first else 0)
        if node not in found:
            found.append(node)
            waiting += [place[parent] for parent in graph[node][2]]
    return found
