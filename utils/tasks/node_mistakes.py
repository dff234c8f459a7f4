"""Which mistakes a wrong error signal of a class that overloads operators is consistent with.

Looks at the first wrong one on the way back, where everything behind it is right. Where what the operations wrote down
is right, only the way back can be wrong, and no operation is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np

from utils.checks.diagnosis import Finding
from utils.checks.kinds import BRANCH_LOST, FACTOR, LEFT_OUT, SIGN, UPSTREAM_IGNORED, WRONG_ARGUMENT
from utils.checks.tolerance import close
from utils.elementwise import logistic
from utils.graph import Graph
from utils.tasks.node_cases import ALL_OPS, FIRST_OP
from utils.tasks.passes import EXCHANGED, NOT_PASSED_ON, START, TOO_EARLY, USED_TWICE
from utils.tasks.ways_back import Row, ways_back

SUM = "sum for product"
REFLECTED, BEGUN_AGAIN = "number on the left", "begun again"


def wrong_number_first(graph: Graph, values: Mapping[str, float], mine: float) -> tuple[str, ...]:
    """The name of the mistake, where the graph is a single operation with a number on its left."""
    _, op, parents = graph[-1]
    if len(parents) == 2 and not isinstance(parents[0], str):
        left, right = parents[0], values[parents[1]]
        if close(np.array(mine), np.array(ALL_OPS[op].value(right, left))):
            return (REFLECTED,)
    return ()


def fits(signals: Mapping[str, float], expected: Mapping[str, float]) -> bool:
    """Whether the error signals are these; what has none counts as 0."""
    return all(bool(close(np.array(signals.get(name, 0.0)), np.array(bar))) for name, bar in expected.items())


def whole_ways(recorded: Sequence[Row], signals: Mapping[str, float], expected: float) -> list[Finding]:
    """The mistaken ways back that lead to all of these bars, at most two."""
    if expected == 0:  # a 1 in its place comes out of many of them; it is looked at by itself
        return []
    return [finding for finding, bars in ways_back(recorded) if fits(bars, signals)][:2]


def uses_of(graph: Graph, values: Mapping[str, float], name: str) -> list[tuple[str, str, int, float]]:
    """Every use of a node: child, operation, position, local derivative."""
    found = []
    for child, op, parents in graph:
        if name in parents:
            at = [values.get(parent, parent) for parent in parents]
            partials = ALL_OPS[op].partials(*at)
            found += [(child, op, i, float(partials[i])) for i, parent in enumerate(parents) if parent == name]
    return found


def all_begun_again(graph: Graph, signals: Mapping[str, float]) -> list[Finding]:
    """Every bar on the way is exactly 1, in a graph of several operations: no wrong partials lead to that."""
    output = graph[-1][0]
    behind = {output}
    for name, _, parents in reversed(graph):
        behind |= {parent for parent in parents if isinstance(parent, str)} if name in behind else set()
    operations = {op for name, op, _ in graph if name in behind} - {"input", "add"}
    if len(operations) < 2 or any(signals[name] != 1 for name in behind):
        return []
    begun = "Every bar is 1 here. This is what you get when each parent, asked to go backward, begins with 1 again."
    left_out = "This is what you get when backward does not multiply by the partials."
    return [Finding(BEGUN_AGAIN, begun), Finding(LEFT_OUT, left_out)]


def not_handed_over(
    graph: Graph, values: Mapping[str, float], expected: Mapping[str, float], name: str, signals: Mapping[str, float]
) -> list[Finding]:
    """One operation sends to its first parent alone, or to none, where others send: partials and parents differ."""
    uses = uses_of(graph, values, name)
    if len(uses) != 1:  # of several a part may be lost in other ways
        return []
    for op in dict.fromkeys(use[1] for use in uses):
        for position in (1, 0):
            left = sum(expected[child] * partial for child, other, at, partial in uses if (other, at) != (op, position))
            if not close(np.array(signals[name]), np.array(left)) or close(np.array(left), np.array(expected[name])):
                continue
            if any(_is_sent_rightly(graph, expected, signals, op, 1 - position, child) for child, *_ in uses):
                which = "first" if position else "second"
                return [
                    Finding(NOT_PASSED_ON, f"Of the two parents of {op} only the {which} receives anything. {_HANDED}")
                ]
        left = sum(expected[child] * partial for child, other, _, partial in uses if other != op)
        if not close(np.array(signals[name]), np.array(left)) or close(np.array(left), np.array(expected[name])):
            continue
        others = {other for _, other, _ in graph} - {"input", op}
        sent = any(_is_sent_rightly(graph, expected, signals, other, at, "") for other in others for at in (0, 1))
        if op != FIRST_OP and (sent or not others):  # the first graph, of that operation alone, was right
            return [Finding(NOT_PASSED_ON, f"Nothing is sent by {op}, and something by other operations. {_HANDED}")]
    return []


AND_BACKWARD = " And does backward go through all of them?"
_HANDED = (
    "Does it hand its parents to Node, and as many partials, none of them 0? (zip ends with the shorter of the two.)"
    + AND_BACKWARD
)


def _is_sent_rightly(
    graph: Graph, expected: Mapping[str, float], signals: Mapping[str, float], op: str, position: int, child: str
) -> bool:
    """Whether some node in this position of the operation (of this child, if one is named) has its right bar, not 0."""
    return any(
        isinstance(parent, str)
        and expected[parent] != 0
        and bool(close(np.array(signals[parent]), np.array(expected[parent])))
        for name, other, parents in graph
        if other == op and child in ("", name)
        for parent in parents[position : position + 1]
    )


def local_findings(
    graph: Graph,
    values: Mapping[str, float],
    expected: Mapping[str, float],
    name: str,
    mine: float,
    the_way_alone: bool = False,
) -> list[Finding]:
    """What fits this one number; ``the_way_alone`` where what the operations wrote down is right."""
    if name == graph[-1][0]:
        return [Finding(START, "The derivative of a node with respect to itself does not depend on anything.")]
    found: list[Finding] = []
    for finding, number_ in _hypotheses(graph, values, expected, name, the_way_alone):
        if found and finding.kind not in (START, SUM):  # these two may come to the same number
            break
        # Exactly 0 or 1 says too little where other numbers are as likely to be so.
        if close(np.array(mine), np.array(number_)).all() and not close(np.array(number_), np.array(expected[name])):
            found.append(finding)
            if finding.kind not in (START, SUM):
                break
    return found


def _hypotheses(
    graph: Graph, values: Mapping[str, float], expected: Mapping[str, float], name: str, the_way_alone: bool
) -> Iterator[tuple[Finding, float]]:
    """Mistakes, each with the number that it leads to at this node, where everything behind it is right."""
    uses = uses_of(graph, values, name)
    products = [expected[child] * partial for child, _, _, partial in uses]
    children = list(dict.fromkeys(child for child, *_ in uses))
    says = "Nothing arrives here: a partial is 0, or backward does not come this way, or comes too early."
    if the_way_alone:
        says = "Nothing arrives here: backward does not come this way, or comes too early."
    yield Finding(NOT_PASSED_ON, says), 0.0
    yield Finding(SIGN, "The size is right, and the sign is the opposite."), -expected[name]
    if len(uses) > len(children):
        for lost in range(len(uses)):
            if sum(use[0] == uses[lost][0] for use in uses) > 1:
                left = sum(products[:lost] + products[lost + 1 :])
                yield Finding(USED_TWICE, "This is what you get when a child that uses a node twice sends once."), left
    if len(uses) > 1:
        for size in range(1, len(uses)):
            for kept in combinations(products, size):
                says = "It is a part of what this node receives; the rest was overwritten, or came too late."
                yield Finding(BRANCH_LOST, says), sum(kept)
    if all(expected[child] for child in children):
        ignoring = sum(partial for *_, partial in uses)
        says = "This is what you get when a partial is not multiplied by the child's bar."
        yield Finding(UPSTREAM_IGNORED, says), ignoring
    if expected[name] == 0:
        says = "What was sent here adds up to 0. Is a bar of 0 taken for one that nobody has sent to?"
        yield Finding(BEGUN_AGAIN, says), 1.0
    if not the_way_alone:
        yield from _about_one_operation(values, expected, uses, graph)
    yield from _about_the_order(graph, values, expected, uses, products)
    says = "This is what you get when a partial is added to the child's bar, where it is to be multiplied by it."
    yield Finding(SUM, says), sum(expected[child] + partial for child, _, _, partial in uses)
    yield Finding(START, "It is exactly 1 too large. What is bar before anything has been sent?"), expected[name] + 1
    yield Finding(FACTOR, "It is exactly twice what it should be."), 2 * expected[name]
    yield Finding(FACTOR, "It is exactly half of what it should be."), expected[name] / 2


def _about_one_operation(
    values: Mapping[str, float], expected: Mapping[str, float], uses: Sequence[tuple], graph: Graph
) -> Iterator[tuple[Finding, float]]:
    """One operation records wrong partials; every use by it shows that."""
    parents_of = {name: parents for name, _, parents in graph}
    for op in dict.fromkeys(use[1] for use in uses):
        for kind, says, slip in _SLIPS.get(op, ()):
            total = 0.0
            with np.errstate(all="ignore"):
                for child, use_op, position, partial in uses:
                    at = [values.get(parent, parent) for parent in parents_of[child]]
                    wrong = slip(position, values[child], *at) if use_op == op else partial
                    total += expected[child] * wrong
            yield Finding(kind, f"This is what you get when {op} {says}."), float(total)


def _about_the_order(
    graph: Graph,
    values: Mapping[str, float],
    expected: Mapping[str, float],
    uses: Sequence[tuple],
    products: list[float],
) -> Iterator[tuple[Finding, float]]:
    """A child sent before it had received everything, or sent again each time that it received something."""
    for i, (child, _, _, partial) in enumerate(uses):
        received = [expected[one] * local for one, _, _, local in uses_of(graph, values, child)]
        others = sum(products[:i] + products[i + 1 :])
        if len(received) < 2 or len(received) > 4:
            continue
        says = f"This is what you get when {child} sends all of its bar several times, once for each that reaches it."
        yield Finding(TOO_EARLY, says), others + partial * len(received) * sum(received)
        for size in range(1, len(received)):
            for part in combinations(received, size):
                says = "This is what you get when {} sends before all that use it have sent to it."
                yield Finding(TOO_EARLY, says.format(child)), others + partial * sum(part)
                says = "This is what you get when {} sends again, all of its bar, each time that it receives something."
                yield Finding(TOO_EARLY, says.format(child)), others + partial * (sum(part) + sum(received))


_Slip = tuple[str, str, Callable[..., float]]
_UNARY: tuple[_Slip, ...] = ((LEFT_OUT, "does not multiply by its slope", lambda i, y, u: 1.0),)
_SLIPS: dict[str, tuple[_Slip, ...]] = {
    "mul": (
        (EXCHANGED, "records the partials of its factors exchanged", lambda i, y, u, v: (u, v)[i]),
        (LEFT_OUT, "records the partials 1 and 1", lambda i, y, u, v: 1.0),
        ("product for factor", "records the product as the partial", lambda i, y, u, v: y),
    ),
    "add": (("partials of a product", "records the other number as the partial", lambda i, y, u, v: (v, u)[i]),),
    "sub": ((SIGN, "does not change the sign of what is subtracted", lambda i, y, u, v: 1.0),),
    "exp": (
        *_UNARY,
        (WRONG_ARGUMENT, "records u as its slope at u", lambda i, y, u: u),
        (WRONG_ARGUMENT, "records exp(exp u) as its slope at u", lambda i, y, u: np.exp(y)),
    ),
    "logistic": (
        *_UNARY,
        (
            WRONG_ARGUMENT,
            "computes its slope with self.value where y belongs",
            lambda i, y, u: u * (1 - u),
        ),
        (
            WRONG_ARGUMENT,
            "computes its slope from σ(y): y is σ(u) already, and σ is applied twice",
            lambda i, y, u: logistic(y) * logistic(-y),
        ),
        ("one factor", "records only one of the two factors of its slope", lambda i, y, u: y),
        ("one factor", "records only one of the two factors of its slope", lambda i, y, u: 1 - y),
        ("slope of another", "records the slope of tanh", lambda i, y, u: 1 - y * y),
    ),
    "tanh": (
        *_UNARY,
        (
            WRONG_ARGUMENT,
            "computes its slope with self.value where y belongs",
            lambda i, y, u: 1 - u * u,
        ),
        (
            WRONG_ARGUMENT,
            "computes its slope from tanh(y): y is tanh(u) already, and tanh is applied twice",
            lambda i, y, u: 1 - np.tanh(y) ** 2,
        ),
        ("square left out", "records 1 − y", lambda i, y, u: 1 - y),
        ("slope of another", "records the slope of the logistic function", lambda i, y, u: y * (1 - y)),
        (SIGN, "records its slope with the opposite sign", lambda i, y, u: y * y - 1),
    ),
    "neg": ((SIGN, "does not change the sign", lambda i, y, u: 1.0),),
}
