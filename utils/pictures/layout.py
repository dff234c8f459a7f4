"""Where the nodes of a computation graph go, and which way its edges take. Knows nothing of how they are drawn.

Columns run from left to right in the order of computation. An edge that skips columns passes each of them
through a place of its own, so that it meets no node on its way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from utils.bounded import least_squares

Parents = Mapping[str, Sequence[str]]
Slot = str | tuple[int, int]  # a node's name, or the (edge, column) of an edge that only passes through


@dataclass(frozen=True)
class Edge:
    """One use of `parent` by `child`; `via` are the (column, row) places it passes in between."""

    parent: str
    child: str
    via: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Layout:
    """Places in columns (0, 1, … from the left) and rows (from 0 at the top; fractions occur)."""

    places: Mapping[str, tuple[float, float]]
    edges: tuple[Edge, ...]
    columns: int
    height: float


def arrange(parents: Parents) -> Layout:
    """Place a graph given as name -> names of its parents, in topological order (a name may occur twice).

    Raises:
        ValueError: a parent that is no node, or that is listed after its child.
    """
    column = _columns(parents)
    pairs = [(parent, child) for child in parents for parent in parents[child]]
    slots: list[list[Slot]] = [[] for _ in range(max(column.values()) + 1)]
    for name in parents:
        slots[column[name]].append(name)
    links: list[tuple[Slot, Slot]] = []
    chains: list[list[Slot]] = []
    for e, (parent, child) in enumerate(pairs):
        between = range(column[parent] + 1, column[child])
        chain: list[Slot] = [(e, c) for c in between]
        for c, slot in zip(between, chain, strict=True):
            slots[c].append(slot)
        stops = [parent, *chain, child]
        links += zip(stops, stops[1:], strict=False)
        chains.append(chain)
    slots = _ordered(slots, links)
    row = _rows(slots, links, parents)
    edges = tuple(
        Edge(parent, child, tuple((float(slot[1]), row[slot]) for slot in chain))
        for (parent, child), chain in zip(pairs, chains, strict=True)
    )
    places = {name: (float(column[name]), row[name]) for name in parents}
    return Layout(places, edges, len(slots), max(row.values()))


def _columns(parents: Parents) -> dict[str, int]:
    """The longest path from the inputs; but an input stands just left of its first use, so its arrow is short."""
    if not parents:
        raise ValueError("parents: a graph without nodes cannot be drawn; give at least one name.")
    column: dict[str, int] = {}
    for name, above in parents.items():
        for parent in above:
            if parent not in column:
                fault = "is listed after it" if parent in parents else "is no node of the graph"
                raise ValueError(f"parents: {parent!r}, a parent of {name!r}, {fault}; list parents first.")
        column[name] = 1 + max((column[parent] for parent in above), default=-1)
    for name, above in parents.items():
        uses = [column[child] for child in parents if name in parents[child]]
        if not above and uses:
            column[name] = min(uses) - 1
    return column


def _ordered(slots: list[list[Slot]], links: list[tuple[Slot, Slot]]) -> list[list[Slot]]:
    """Each column's slots from top to bottom: few crossings first, then short edges, then the given order."""
    best, best_cost = slots, _cost(slots, links)
    improved = True
    while improved:
        improved = False
        for candidate in _moves(best):
            cost = _cost(candidate, links)
            if cost < best_cost:
                best, best_cost, improved = candidate, cost, True
                break
    return best


def _moves(slots: list[list[Slot]]) -> Iterator[list[list[Slot]]]:
    """Every arrangement that differs by one slot taken out of its column and put in elsewhere."""
    for c, column in enumerate(slots):
        for start in range(len(column)):
            rest = column[:start] + column[start + 1 :]
            for end in range(len(column)):
                if end != start:
                    yield [*slots[:c], [*rest[:end], column[start], *rest[end:]], *slots[c + 1 :]]


def _cost(slots: list[list[Slot]], links: list[tuple[Slot, Slot]]) -> tuple[int, float]:
    column: dict[Slot, int] = {}
    place: dict[Slot, float] = {}
    for c, names in enumerate(slots):
        for i, name in enumerate(names):
            column[name], place[name] = c, i - (len(names) - 1) / 2
    crossings = 0
    for i, (a, b) in enumerate(links):
        for other, end in links[i + 1 :]:
            if column[a] == column[other]:
                crossings += (place[a] - place[other]) * (place[b] - place[end]) < 0
    return crossings, round(sum((place[a] - place[b]) ** 2 for a, b in links), 9)


def _rows(slots: list[list[Slot]], links: list[tuple[Slot, Slot]], parents: Parents) -> dict[Slot, float]:
    """Rows that keep each column's order and distances and make the edges as level as they can be.

    Least squares over the rows' differences. The unknowns are the top of each column and what each gap has
    beyond the least distance, which may not be negative.
    """
    count = sum(len(column) for column in slots)
    expand = np.zeros((count, count))  # row = expand @ unknowns + offset
    offset, bounded = np.zeros(count), np.full(count, True)
    index: dict[Slot, int] = {}
    for column in slots:
        top = len(index)
        bounded[top] = False
        for i, slot in enumerate(column):
            index[slot] = top + i
            expand[top + i, top : top + i + 1] = 1.0
            if i:
                offset[top + i] = offset[top + i - 1] + _distance(column[i - 1], slot)
    difference = np.zeros((len(links) + 1, count))
    for i, (a, b) in enumerate(links):
        weight = 100.0 if _in_line(a, b, parents) else 1.0
        difference[i, index[a]] += weight
        difference[i, index[b]] -= weight
    difference[-1] = 1e-3  # of all equally good heights, one
    rows = expand @ least_squares(difference @ expand, -difference @ offset, bounded) + offset
    return {slot: round(float(rows[i] - rows.min()), 4) for slot, i in index.items()}


def _distance(upper: Slot, lower: Slot) -> float:
    return {2: 1.0, 1: 0.75, 0: 0.4}[isinstance(upper, str) + isinstance(lower, str)]


def _in_line(a: Slot, b: Slot, parents: Parents) -> bool:
    """Whether the link should be level: the middle of a passing edge, or what leads to one place and nowhere else."""
    if not isinstance(a, str):
        return not isinstance(b, str)
    used_once = sum(list(above).count(a) for above in parents.values()) == 1
    if not isinstance(b, str):
        return used_once and bool(parents[a])
    return used_once and [parent for parent in parents[b] if parents[parent]] == [a]
