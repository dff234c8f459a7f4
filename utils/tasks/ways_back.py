"""Mistaken ways back through what a reader's class wrote down, each with the error signals that it leads to.

They are looked at where the local derivatives are known to be right: then only the way back can be wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from utils.checks.diagnosis import Finding
from utils.checks.kinds import LEFT_OUT, UPSTREAM_IGNORED
from utils.tasks.passes import NOT_PASSED_ON, START, TOO_EARLY

Row = tuple[str, tuple[int, ...], tuple[float, ...]]  # of utils.trace.written_down: a name or none, parents, partials
LISTED_TWICE, FIRST_PARTIAL, SELF_AGAIN = "listed twice", "first partial for each", "self in each round"
_Send = Callable[[float, float, float], float]  # bar, partial, the parent's bar so far: its new bar


def ways_back(rows: Sequence[Row]) -> Iterator[tuple[Finding, dict[str, float]]]:
    """Mistakes, the likeliest first, each with the bar of every node that has a name."""
    placed = _placed(rows)
    back, twice = placed[::-1], _placed(rows, once=False)[::-1]

    def bars(order: Sequence[int], send: _Send = _add, first: bool = False, begin: float = 0.0) -> dict[str, float]:
        found = [begin] * len(rows)
        found[0] = 1.0
        for node in order:
            _, parents, partials = rows[node]
            for i, parent in enumerate(parents):
                found[parent] = send(found[node], partials[0 if first else i], found[parent])
        return {name: bar for (name, _, _), bar in zip(rows, found, strict=True) if name}

    yield Finding(NOT_PASSED_ON, _NOTHING), bars(())
    # Whoever lists a node before its parents, goes through the list from the inputs, or lists the output alone has the
    # same bars in every graph: the output sends last, or no other does. The likeliest of the three is said first.
    yield Finding(TOO_EARLY, _OUTPUT_LAST), bars(placed)
    yield Finding(NOT_PASSED_ON, _FROM_SELF), bars((0, *dict.fromkeys(rows[0][1])))
    if len(back) > 1:
        yield Finding(SELF_AGAIN, _SELF_IN_THE_LOOP), bars((0,) * len(back))
    yield Finding(TOO_EARLY, _PARENTS_LATER), bars(_placed(rows, before=True))
    yield Finding(LISTED_TWICE, _TWICE), bars(twice)
    yield Finding(FIRST_PARTIAL, _FIRST), bars(back, first=True)
    yield Finding(LEFT_OUT, _NO_PARTIAL), bars(back, lambda bar, partial, so_far: so_far + bar)
    yield Finding(UPSTREAM_IGNORED, _NO_BAR), bars(back, lambda bar, partial, so_far: so_far + partial)
    yield Finding(START, _BEGUN), bars(back, begin=1.0)


def _add(bar: float, partial: float, so_far: float) -> float:
    return so_far + bar * partial


def _placed(rows: Sequence[Row], once: bool = True, before: bool = False) -> list[int]:
    """The rows behind the first, parents before children; not ``once``: a node again for each of its parents.

    With ``before`` a node stands before its parents, as soon as it is met.
    """
    order: list[int] = []
    seen: set[int] = set()
    waiting = [(0, 0)]  # a node, and how many of its parents were visited: no recursion, since chains may be long
    while waiting:
        node, visited = waiting.pop()
        if not visited:
            if node in seen:
                continue
            seen.add(node)
            if before:
                order.append(node)
        elif not once:
            order.append(node)
        parents = rows[node][1]
        if visited < len(parents):
            waiting += [(node, visited + 1), (parents[visited], 0)]
        elif once and not before:
            order.append(node)
    return order


_NOTHING = (
    "Nothing is sent at all. Is the list that backward goes through empty: does visit append node, and is visit(self) "
    "called? Or does the list not end with the output, or is it not the parent whose bar grows?"
)
_FROM_SELF = (
    "Only the output and its parents send something. Does visit go on from the parents of node, or from those of self?"
)
_SELF_IN_THE_LOOP = (
    "This is what you get when every round of the loop sends the bar of self to the parents of self. Does order hold "
    "node, or self again and again? And whose parents does the loop take?"
)
_OUTPUT_LAST = (
    "This is what you get when a node is put into the list before its parents are visited: the output then sends last, "
    "and the others before they have received anything. order.append(node) belongs behind the loop over the parents. "
    "(If it stands there: is the list gone through from the inputs to the output, or does it hold the output alone?)"
)
_PARENTS_LATER = (
    "This is what you get when a node is put into the list before its parents are visited, and the list is not turned "
    "round."
)
_TWICE = (
    "This is what you get when a node sends once for each of its parents. Is it in your list more than once? Compare "
    "len(order) and len(set(order)), and look at how far order.append(node) is indented."
)
_FIRST = "This is what you get when every parent is sent the first partial. Each parent has its own."
_NO_PARTIAL = "This is what you get when backward does not multiply by the partials."
_NO_BAR = (
    "This is what you get when a partial is not multiplied by the child's bar: every node sends the output's bar, "
    "which is 1, or the partial alone. In the loop it is node.bar that is sent on, and not self.bar."
)
_BEGUN = "This is what you get when every bar is 1 before anything has been sent."
