"""A graph with its values and error signals, measured here: for where a notebook has not computed them yet."""

from __future__ import annotations

from collections.abc import Mapping

from utils.drawn import only_to_look_at
from utils.graph import Graph, measure, parents_of
from utils.pictures.graph import draw_graph
from utils.pictures.picture import Picture


@only_to_look_at
def measured_graph(graph: Graph, inputs: Mapping[str, float], takeaway: str | None = None) -> Picture:
    """Draw a graph with the value of every node, and with its error signal, found by moving the node a little.

    Args:
        graph: nodes ``(name, op, parents)`` in topological order, the output last.
        inputs: a value for each input.
        takeaway: the sentence below the picture.
    """
    values, signals = measure(graph, inputs)
    return draw_graph(parents_of(graph), values, signals, takeaway=takeaway)
