"""What a Python function computes, operation by operation, as plain data: recorded here, or by a reader's own class.

No derivatives are computed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from utils.elementwise import sigma
from utils.graph import Graph

MOST = 2000  # operations, after which a loop is taken for endless


class Recorded:
    """A number that writes every operation on it into a list. ``value`` is the number."""

    def __init__(self, value: float, name: str | float, graph: Graph) -> None:
        self.value, self.name, self.graph = value, name, graph

    def _then(self, op: str, value: float, *parents: str | float) -> Recorded:
        if len(self.graph) > MOST:
            raise ValueError(f"record: more than {MOST} operations")
        name = f"v{sum(one[1] != 'input' for one in self.graph) + 1}"
        self.graph.append((name, op, parents))
        return Recorded(value, name, self.graph)

    def _with(self, op: str, other: Recorded | float, compute: Callable, swap: bool = False) -> Recorded:
        value, name = (other.value, other.name) if isinstance(other, Recorded) else (other, other)
        if swap:
            return self._then(op, compute(value, self.value), name, self.name)
        return self._then(op, compute(self.value, value), self.name, name)

    def __add__(self, other: Recorded | float) -> Recorded:
        return self._with("add", other, lambda u, v: u + v)

    def __radd__(self, other: float) -> Recorded:
        return self._with("add", other, lambda u, v: u + v, swap=True)

    def __sub__(self, other: Recorded | float) -> Recorded:
        return self._with("sub", other, lambda u, v: u - v)

    def __rsub__(self, other: float) -> Recorded:
        return self._with("sub", other, lambda u, v: u - v, swap=True)

    def __mul__(self, other: Recorded | float) -> Recorded:
        return self._with("mul", other, lambda u, v: u * v)

    def __rmul__(self, other: float) -> Recorded:
        return self._with("mul", other, lambda u, v: u * v, swap=True)

    def __truediv__(self, other: Recorded | float) -> Recorded:
        return self._with("div", other, lambda u, v: u / v)

    def __rtruediv__(self, other: float) -> Recorded:
        return self._with("div", other, lambda u, v: u / v, swap=True)

    def __pow__(self, other: float) -> Recorded:
        return self._with("power", other, lambda u, v: u**v)

    def __neg__(self) -> Recorded:
        return self._then("neg", -self.value, self.name)

    def exp(self) -> Recorded:
        return self._then("exp", math.exp(self.value), self.name)

    def logistic(self) -> Recorded:
        return self._then("logistic", float(sigma(self.value)), self.name)

    def tanh(self) -> Recorded:
        return self._then("tanh", math.tanh(self.value), self.name)


def record(function: Callable[..., Recorded], inputs: Mapping[str, float]) -> Graph:
    """The graph of what ``function(**inputs)`` computes: its inputs, then each operation in the order in which it ran.

    Args:
        function: uses ``+ - * / **``, unary minus, and the methods exp, logistic and tanh.
        inputs: a value for each argument.

    Returns:
        Nodes ``(name, op, parents)``; a number that stands in the function is a parent itself.

    Raises:
        ValueError: it does not come to an end, or returns something else than what it computed.
    """
    graph: Graph = [(name, "input", ()) for name in inputs]
    result = function(**{name: Recorded(value, name, graph) for name, value in inputs.items()})
    if not isinstance(result, Recorded):
        raise ValueError(f"record: the function returned {result!r}, which was not computed from its arguments")
    return graph


def written_down(output: Any, names: Mapping[str, Any]) -> list[tuple[str, tuple[int, ...], tuple[float, ...]]] | None:
    """What the objects of a reader's class wrote down: parents and local derivatives, of all that lies behind one.

    Args:
        output: the object to begin with.
        names: objects by name.

    Returns:
        One row for each object, the output's first: its name, or none; at which rows its parents stand; its local
        derivatives. None where an object has no ``parents`` and ``partials``, as many of these as of those and all of
        them numbers: a class may keep something else.

    Raises:
        ValueError: there are too many.
    """
    called = {id(thing): name for name, thing in names.items()}
    found, places, rows = [output], {id(output): 0}, []
    for thing in found:  # which grows
        try:
            parents, partials = tuple(thing.parents), tuple(float(partial) for partial in thing.partials)
        except (AttributeError, TypeError, ValueError):
            return None
        if len(parents) != len(partials):
            return None
        for parent in parents:
            if places.setdefault(id(parent), len(found)) == len(found):
                found.append(parent)
        if len(found) > MOST:
            raise ValueError(f"written_down: more than {MOST} objects")
        rows.append((called.get(id(thing), ""), tuple(places[id(parent)] for parent in parents), partials))
    return rows
