"""The graph of a formula that was computed with a reader's own class for automatic differentiation."""

from __future__ import annotations

from typing import Any

from utils.drawn import only_to_look_at
from utils.pictures import style
from utils.pictures.graph import draw_graph
from utils.pictures.picture import Picture

MOST = 24  # nodes that can be read


@only_to_look_at
def node_graph(output: Any, **names: Any) -> Picture:
    """What ``output`` was computed from, with the value of every node and its error signal.

    Args:
        output: a Node: it and all that it was computed from have ``value``, ``bar`` and ``parents``.
        names: Nodes by the names that they are to have, such as ``w=w``. A number of the formula stands for itself.

    Raises:
        ValueError: there are too many nodes, or something among them is no Node.
    """
    given = {id(node): name for name, node in names.items()}
    nodes: list[Any] = []
    seen: set[int] = set()
    waiting = [(output, False)]
    while waiting:
        node, ready = waiting.pop()
        if ready:
            nodes.append(node)
        elif id(node) not in seen:
            seen.add(id(node))
            if any(not hasattr(node, attribute) for attribute in ("value", "bar", "parents")):
                raise ValueError(f"node_graph: {node!r} has no value, bar and parents; give what a Node computed.")
            if len(seen) > MOST:
                raise ValueError(f"node_graph: there are more than {MOST} nodes; take a shorter formula.")
            waiting += [(node, True), *((parent, False) for parent in reversed(tuple(node.parents)))]
    name, labels, computed = {}, {}, 0
    for i, node in enumerate(nodes):
        if id(node) in given:
            name[id(node)] = given[id(node)]
        elif node.parents:
            computed += 1
            name[id(node)] = f"v{computed}"
        else:
            number = f"the number {style.number(node.value)}"
            name[id(node)] = number if number not in labels else f"{number} ({i})"
            labels[name[id(node)]] = style.number(node.value)
    parents = {name[id(node)]: tuple(name[id(parent)] for parent in node.parents) for node in nodes}
    shown = {name[id(node)]: node for node in nodes if name[id(node)] not in labels}
    values = {one: float(node.value) for one, node in shown.items()}
    signals = {one: float(node.bar) for one, node in shown.items()}
    return draw_graph(parents, values, signals, labels)
