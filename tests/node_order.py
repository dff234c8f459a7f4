"""The order of the nodes behind an output, for the classes `Node` of several test modules; what they do with it differs."""

from __future__ import annotations

from typing import Any


def parents_first(output: Any) -> list[Any]:
    """Every node that `output` comes from, and `output` itself, each once and behind its `parents`."""
    order, seen = [], set()

    def visit(node: Any) -> None:
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(output)
    return order
