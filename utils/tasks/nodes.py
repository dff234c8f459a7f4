"""The task of a class that differentiates by overloading operators, judged on graphs that are built with it.

A graph is one of notebook 05, with two more operations, and with numbers that may stand in the place of parents. What
went wrong is read off the first wrong error signal on the way back, where all that it is computed from is right. Before
there is a way back, what the operations wrote down is multiplied here. Where that is right, only the way back can be
wrong, and no operation is named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np

from utils.checks.answers import Returns, number
from utils.checks.comparison import consistent_with
from utils.checks.diagnosis import Finding
from utils.checks.kinds import BRANCH_LOST, FACTOR, LEFT_OUT, SIGN, UPSTREAM_IGNORED, WRONG_ARGUMENT
from utils.checks.refusals import CannotJudge
from utils.checks.task import Task, equal_to
from utils.checks.tolerance import close
from utils.checks.writing import short
from utils.graph import OPS, Graph, Op, measure, random_graph
from utils.numerical import complex_step_gradient
from utils.outcomes import Wrong
from utils.tasks.passes import EXCHANGED, NOT_PASSED_ON, START, TOO_EARLY, USED_TWICE
from utils.tasks.small_graphs import as_code
from utils.tasks.ways_back import Row, ways_back

SUM = "sum for product"
REFLECTED, BEGUN_AGAIN = "number on the left", "begun again"
NODE_OPS = ("add", "sub", "mul", "neg", "square", "half_square", "exp", "logistic", "tanh")
FIRST_OP = "add"  # of the first case
ALL_OPS: Mapping[str, Op] = {
    **{name: OPS[name] for name in NODE_OPS},
    "div": Op(lambda u, v: u / v, lambda u, v: (1 / v, -u / v**2)),
    "power": Op(lambda u, v: u**v, lambda u, v: (v * u ** (v - 1), 0.0)),
}

Case = tuple[Graph, dict[str, float]]


def _chain(ops: Sequence[str], x: float) -> Case:
    """One operation after the other; what needs two gets an input of its own."""
    graph: Graph = [("x", "input", ())]
    inputs = {"x": x}
    for i, op in enumerate(ops, 1):
        parents: tuple = (graph[-1][0],)
        if op in ("add", "sub", "mul"):
            name = f"a{i}"
            graph.insert(0, (name, "input", ()))
            inputs[name] = (0.7, -1.2, 1.6)[i % 3]
            parents = (parents[0], name) if i % 2 else (name, parents[0])
        graph.append((f"v{i}", op, parents))
    return graph, inputs


def _draw_chain(rng: np.random.Generator) -> Case:
    """A graph in which every node is used once, with all operations, at values of moderate size."""
    while True:
        case = _chain([str(op) for op in rng.permutation(NODE_OPS)], float(rng.uniform(0.4, 1.2)))
        values, signals = measure(*case)
        sizes = np.abs([*values.values(), *signals.values()])
        if sizes.min() > 1e-3 and sizes.max() < 20:
            return case


def _draw_any(rng: np.random.Generator) -> Case:
    return random_graph(rng, nodes=int(rng.integers(24, 33)), ops=NODE_OPS)


# What is judged


def _value_equals(exercise: str, arguments: tuple, answer: Any, where: str) -> None:
    graph, inputs = arguments
    values = measure(graph, inputs, ALL_OPS)[0]
    mine = number(exercise, "the value of the output", answer, where)
    expected = values[graph[-1][0]]
    if not close(np.array(mine), np.array(expected)):
        step = "Build this expression in a new cell, one operation after the other, and print the value of each node."
        evidence = ("yours", short(mine)), ("expected", short(expected))
        rows = (("where", where), *evidence, ("next", step))
        kinds = _wrong_number_first(graph, values, mine)
        raise CannotJudge(Wrong(exercise, "the value of the output is wrong", rows, kinds))


def _wrong_number_first(graph: Graph, values: Mapping[str, float], mine: float) -> tuple[str, ...]:
    """The name of the mistake, where the graph is a single operation with a number on its left."""
    _, op, parents = graph[-1]
    if len(parents) == 2 and not isinstance(parents[0], str):
        left, right = parents[0], values[parents[1]]
        if close(np.array(mine), np.array(ALL_OPS[op].value(right, left))):
            return (REFLECTED,)
    return ()


def _both_equal(exercise: str, arguments: tuple, answer: Any, where: str) -> None:
    """Judges the bars; a third part, if there is one, is what the operations wrote down."""
    graph, inputs = arguments
    values, expected = measure(graph, inputs, ALL_OPS)
    answer, recorded = (answer[:2], answer[2]) if isinstance(answer, tuple) and len(answer) == 3 else (answer, None)
    parts = Returns.as_tuple("value", "signals").unpack(exercise, answer, where)
    _value_equals(exercise, arguments, parts["value"], where)
    returned = Returns.as_dict(*expected).unpack(exercise, parts["signals"], where)
    mine = {name: number(exercise, f"the bar of {name}", value, where) for name, value in returned.items()}
    right: list[str] = []
    for name, _, _ in reversed(graph):
        if not close(np.array(mine[name]), np.array(expected[name])):
            rows = recorded if recorded is not None and _fits(_multiplied(recorded), expected) else None
            raise CannotJudge(_wrong_bar(exercise, graph, values, expected, name, mine, right, where, rows))
        right.append(name)


def _fits(signals: Mapping[str, float], expected: Mapping[str, float]) -> bool:
    """Whether the error signals are these; what has none counts as 0."""
    return all(bool(close(np.array(signals.get(name, 0.0)), np.array(bar))) for name, bar in expected.items())


def _recorded_equal(exercise: str, arguments: tuple, answer: Any, where: str) -> None:
    """Judges what the operations wrote down; of a class that keeps something else, its own error signals."""
    graph, inputs = arguments
    parts = Returns.as_tuple("value", "recorded").unpack(exercise, answer, where)
    if isinstance(parts["recorded"], Mapping):
        _both_equal(exercise, arguments, answer, where)
        return
    values, expected = measure(graph, inputs, ALL_OPS)
    _value_equals(exercise, arguments, parts["value"], where)
    mine = _multiplied(parts["recorded"])
    for name, _, _ in reversed(graph):
        signal = mine.get(name, 0.0)
        if not close(np.array(signal), np.array(expected[name])):
            raise CannotJudge(_wrong_partial(exercise, graph, values, expected, name, mine, where))


def _multiplied(rows: Sequence[tuple[str, tuple[int, ...], tuple[float, ...]]]) -> dict[str, float]:
    """The error signals of what has a name, by the local derivatives alone; the first row is the output's."""
    waits = Counter(parent for _, parents, _ in rows for parent in parents)
    signals = [1.0] + [0.0] * (len(rows) - 1)
    ready = [0]
    for row in ready:  # which grows
        _, parents, partials = rows[row]
        for parent, partial in zip(parents, partials, strict=True):
            signals[parent] += signals[row] * partial
            waits[parent] -= 1
            if not waits[parent]:
                ready.append(parent)
    return {name: signal for (name, _, _), signal in zip(rows, signals, strict=True) if name}


def _wrong_partial(
    exercise: str,
    graph: Graph,
    values: Mapping[str, float],
    expected: Mapping[str, float],
    name: str,
    signals: Mapping[str, float],
    where: str,
) -> Wrong:
    """The message about what an operation wrote down, where every node is used once and all behind it is right."""
    (child, op, _, partial), *_ = _sent(graph, values, name)
    parents = next(parents for one, _, parents in graph if one == child)
    behind, mine = expected[child], signals.get(name, 0.0)
    signals = {one: signals.get(one, 0.0) for one, _, _ in graph}
    found = _not_handed_over(graph, values, expected, name, signals) or _local_findings(
        graph, values, expected, name, mine
    )
    found = [replace(one, says=one.says.removesuffix(_AND_BACKWARD)) for one in found]  # which may not be there yet
    rows = [
        ("where", where),
        ("operation", f"{child} = {op}({', '.join(str(parent) for parent in parents)})"),
        ("yours", short(mine / behind) if behind else "something"),
        ("numerical derivative", short(partial)),
        *consistent_with(found),
        ("next", f"How far does {child} move when {name} moves a little? Look at what {op} records: one partial for "
                 "each parent, in the same order. (What is not written in the class follows from +, * and powers.)"),
    ]  # fmt: skip
    headline = f"the local derivative of {op} with respect to {name} is wrong"
    return Wrong(exercise, headline, tuple(rows), tuple(one.kind for one in found))


def _wrong_bar(
    exercise: str,
    graph: Graph,
    values: Mapping[str, float],
    expected: Mapping[str, float],
    name: str,
    signals: Mapping[str, float],
    right: list[str],
    where: str,
    recorded: Sequence[Row] | None,
) -> Wrong:
    """The message about the first wrong error signal on the way back, and what it is consistent with.

    ``recorded`` is what the operations wrote down, where that is right.
    """
    mine = signals[name]
    uses = [(child, op, parents.count(name)) for child, op, parents in graph if name in parents]
    rows = [("where", where)]
    if right:
        rows.append(("right so far", ", ".join(right[:8]) + (f" and {len(right) - 8} more" if len(right) > 8 else "")))
    said = ", ".join(f"{child} = {op}(…){' (twice)' if count > 1 else ''}" for child, op, count in uses)
    rows.append(("used by", said or "no node"))
    rows += [("yours", short(mine)), ("numerical derivative", short(expected[name]))]
    if recorded is None:
        found = (
            _all_begun_again(graph, signals)
            or _not_handed_over(graph, values, expected, name, signals)
            or _local_findings(graph, values, expected, name, mine)
        )
    else:
        rows.append(("local derivatives", "right"))
        found = (
            _all_begun_again(graph, signals)
            or _whole_ways(recorded, signals, expected[name])
            or _local_findings(graph, values, expected, name, mine, the_way_alone=True)
        )
    rows += consistent_with(found)
    if BEGUN_AGAIN in [one.kind for one in found]:
        step = "What does backward set to 1, and for which node is that right? And what is sent to a parent?"
    elif name == graph[-1][0]:
        step = f"{name} is the node on which backward was called. How far does it move when it moves?"
    elif not uses:
        step = f"No node uses {name}, so nothing is sent to it. What is its bar from the beginning?"
    elif len(uses) > 1 or uses[0][2] > 1:
        step = f"Work out on paper what each use of {name} sends to it. Which of that is in your number?"
    elif len(users := [child for child, _, parents in graph if uses[0][0] in parents]) > 1:
        child = uses[0][0]
        step = f"The bar of {child} is right in the end. When it sent to {name}: which of {', '.join(users)} had sent?"
    elif recorded is not None:
        step = _LOOK_AT_BACKWARD
    else:
        step = f"The bar of {uses[0][0]} is right. Look at what {uses[0][1]} records, and at what backward makes of it."
    return Wrong(exercise, f"the bar of {name} is wrong", (*rows, ("next", step)), tuple(one.kind for one in found))


_LOOK_AT_BACKWARD = (
    "The operations are right (step 1), so it is backward. Print its list for this case: each node once, the output at "
    "one end. In the loop over the list: what is sent to which parent?"
)


def _whole_ways(recorded: Sequence[Row], signals: Mapping[str, float], expected: float) -> list[Finding]:
    """The mistaken ways back that lead to all of these bars, at most two."""
    if expected == 0:  # a 1 in its place comes out of many of them; it is looked at by itself
        return []
    return [finding for finding, bars in ways_back(recorded) if _fits(bars, signals)][:2]


# What one wrong error signal is consistent with


def _sent(graph: Graph, values: Mapping[str, float], name: str) -> list[tuple[str, str, int, float]]:
    """Every use of a node: child, operation, position, local derivative."""
    found = []
    for child, op, parents in graph:
        if name in parents:
            at = [values.get(parent, parent) for parent in parents]
            partials = ALL_OPS[op].partials(*at)
            found += [(child, op, i, float(partials[i])) for i, parent in enumerate(parents) if parent == name]
    return found


def _all_begun_again(graph: Graph, signals: Mapping[str, float]) -> list[Finding]:
    """Every bar on the way is exactly 1, in a graph of several operations: no wrong partials lead to that."""
    output = graph[-1][0]
    behind = {output}
    for name, _, parents in reversed(graph):
        behind |= {parent for parent in parents if isinstance(parent, str)} if name in behind else set()
    operations = {op for name, op, _ in graph if name in behind} - {"input", "add"}
    if len(operations) < 2 or any(signals[name] != 1 for name in behind):
        return []
    begun = "Every bar is 1 here. It is what comes out when each parent, asked to go backward, begins with 1 again."
    left_out = "It is what comes out when backward does not multiply by the partials."
    return [Finding(BEGUN_AGAIN, begun), Finding(LEFT_OUT, left_out)]


def _not_handed_over(
    graph: Graph, values: Mapping[str, float], expected: Mapping[str, float], name: str, signals: Mapping[str, float]
) -> list[Finding]:
    """One operation sends to its first parent alone, or to none, where others send: partials and parents differ."""
    uses = _sent(graph, values, name)
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


_AND_BACKWARD = " And does backward go through all of them?"
_HANDED = (
    "Does it hand its parents to Node, and as many partials, none of them 0? (zip ends with the shorter of the two.)"
    + _AND_BACKWARD
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


def _local_findings(
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
    uses = _sent(graph, values, name)
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
                yield Finding(USED_TWICE, "It is what comes out when a child that uses a node twice sends once."), left
    if len(uses) > 1:
        for size in range(1, len(uses)):
            for kept in combinations(products, size):
                says = "It is a part of what this node receives; the rest was overwritten, or came too late."
                yield Finding(BRANCH_LOST, says), sum(kept)
    if all(expected[child] for child in children):
        ignoring = sum(partial for *_, partial in uses)
        says = "It is what comes out when a partial is not multiplied by the child's bar."
        yield Finding(UPSTREAM_IGNORED, says), ignoring
    if expected[name] == 0:
        says = "What was sent here adds up to 0. Is a bar of 0 taken for one that nobody has sent to?"
        yield Finding(BEGUN_AGAIN, says), 1.0
    if not the_way_alone:
        yield from _about_one_operation(values, expected, uses, graph)
    yield from _about_the_order(graph, values, expected, uses, products)
    says = "It is what comes out when a partial is added to the child's bar, where it is to be multiplied by it."
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
            yield Finding(kind, f"It is what comes out when {op} {says}."), float(total)


def _about_the_order(
    graph: Graph,
    values: Mapping[str, float],
    expected: Mapping[str, float],
    uses: Sequence[tuple],
    products: list[float],
) -> Iterator[tuple[Finding, float]]:
    """A child sent before it had received everything, or sent again each time that it received something."""
    for i, (child, _, _, partial) in enumerate(uses):
        received = [expected[one] * local for one, _, _, local in _sent(graph, values, child)]
        others = sum(products[:i] + products[i + 1 :])
        if len(received) < 2 or len(received) > 4:
            continue
        says = f"It is what comes out when {child} sends all of its bar several times, once for each that reaches it."
        yield Finding(TOO_EARLY, says), others + partial * len(received) * sum(received)
        for size in range(1, len(received)):
            for part in combinations(received, size):
                says = "It is what comes out when {} sends before all that use it have sent to it."
                yield Finding(TOO_EARLY, says.format(child)), others + partial * sum(part)
                says = "It is what comes out when {} sends again, all of its bar, each time that it receives something."
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
            "has a formula for its slope in terms of y and gives it self.value",
            lambda i, y, u: u * (1 - u),
        ),
        ("one factor", "records only one of the two factors of its slope", lambda i, y, u: y),
        ("one factor", "records only one of the two factors of its slope", lambda i, y, u: 1 - y),
        ("slope of another", "records the slope of tanh", lambda i, y, u: 1 - y * y),
    ),
    "tanh": (
        *_UNARY,
        (
            WRONG_ARGUMENT,
            "has a formula for its slope in terms of y and gives it self.value",
            lambda i, y, u: 1 - u * u,
        ),
        ("square left out", "records 1 − y", lambda i, y, u: 1 - y),
        ("slope of another", "records the slope of the logistic function", lambda i, y, u: y * (1 - y)),
        (SIGN, "records its slope with the opposite sign", lambda i, y, u: y * y - 1),
    ),
    "neg": ((SIGN, "does not change the sign", lambda i, y, u: 1.0),),
}

# The cases

_SINGLE: tuple[Case, ...] = tuple(
    ([*(((name, "input", ())) for name in ("u", "v")[: 2 if op in ("add", "mul") else 1]),
      ("y", op, ("u", "v")[: 2 if op in ("add", "mul") else 1])], {"u": 0.7, "v": -1.3} if op in ("add", "mul") else
     {"u": 0.7})
    for op in ("add", "mul", "exp", "logistic", "tanh")
)  # fmt: skip
# Composed ones tell what is wrong with an operation from what is wrong with backward.
_COMPOSED: tuple[Case, ...] = (
    ([("w", "input", ()), ("x", "input", ()), ("b", "input", ()), ("p", "mul", ("w", "x")), ("z", "add", ("p", "b")),
      ("y", "logistic", ("z",))], {"w": 2.0, "x": 0.7, "b": -1.1}),
    ([("u", "input", ()), ("e", "exp", ("u",)), ("h", "tanh", ("e",)), ("L", "half_square", ("h",))], {"u": -0.4}),
)  # fmt: skip
_NUMBERS: tuple[Case, ...] = tuple(
    ([("u", "input", ()), ("y", op, parents)], {"u": 1.7})
    for op, parents in (("add", ("u", 2.5)), ("add", (2.5, "u")), ("mul", ("u", -3)), ("mul", (-3, "u")),
                        ("sub", ("u", 2)), ("sub", (2, "u")), ("div", ("u", 4.0)), ("div", (4.0, "u")),
                        ("power", ("u", 3)), ("power", ("u", -1)), ("power", ("u", 0.5)), ("neg", ("u",)))
)  # fmt: skip
_QUOTIENT: Case = ([("u", "input", ()), ("v", "input", ()), ("y", "div", ("u", "v"))], {"u": 1.7, "v": -0.8})
_SHARED: tuple[Case, ...] = (
    ([("u", "input", ()), ("v", "input", ()), ("p", "mul", ("u", "v")), ("y", "add", ("p", "u"))],
     {"u": 0.9, "v": -1.4}),
    ([("u", "input", ()), ("s", "mul", ("u", "u"))], {"u": 1.3}),
    ([("u", "input", ()), ("s", "add", ("u", "u"))], {"u": -0.6}),
    ([("x", "input", ()), ("a", "exp", ("x",)), ("b", "tanh", ("a",)), ("c", "logistic", ("a",)),
      ("y", "mul", ("b", "c"))], {"x": 0.3}),
    # Of the two ways from the output to a one is short and one is long: a must wait for both before it sends to x.
    ([("x", "input", ()), ("a", "exp", ("x",)), ("b", "tanh", ("a",)), ("c", "exp", ("b",)), ("y", "mul", ("c", "a"))],
     {"x": -0.5}),
    ([("x", "input", ()), ("a", "exp", ("x",)), ("b", "tanh", ("a",)), ("c", "exp", ("b",)), ("y", "mul", ("a", "c"))],
     {"x": -0.5}),
    ([("u", "input", ()), ("w", "input", ()), ("aside", "exp", ("u",)), ("y", "tanh", ("u",))], {"u": 0.8, "w": 2.0}),
)  # fmt: skip
_TELLING = (_SINGLE[0], _COMPOSED[0], *_SINGLE[1:], *_COMPOSED[1:])
_EDGES: tuple[Case, ...] = (
    ([("x", "input", ())], {"x": -1.7}),
    ([("u", "input", ()), ("v", "exp", ("u",)), ("d", "sub", ("v", "v")), ("y", "add", ("d", "u"))], {"u": 0.4}),
    ([("a", "input", ()), ("s", "exp", ("a",)), ("b", "input", ())], {"a": 0.5, "b": 2.0}),  # the output is an input
    ([("z", "input", ()), ("y", "logistic", ("z",))], {"z": 1000.0}),
    ([("z", "input", ()), ("y", "logistic", ("z",))], {"z": -1000.0}),
    ([("z", "input", ()), ("y", "tanh", ("z",))], {"z": 1000.0}),
    _chain(["tanh", "neg"] * 28, 0.8),
)


def values(graph: Graph, inputs: Mapping[str, float]) -> dict[str, float]:
    """The value of every node of a graph in which numbers may be parents, by name."""
    return measure(graph, inputs, ALL_OPS)[0]


def _words(graph: Graph, inputs: Mapping[str, float]) -> str:
    return as_code(graph, inputs, "inputs")


node_values = Task(
    ("graph", "inputs"),
    _draw_chain,
    _value_equals,
    first=(*_SINGLE, *_COMPOSED),
    edges=(*_NUMBERS, _QUOTIENT, *_EDGES[3:6]),
    against="the expected values",
    say=_words,
    then="The values are right. The next check looks at the local derivatives.",
    step="values",
)
node_partials = Task(
    ("graph", "inputs"),
    _draw_chain,
    _recorded_equal,
    first=_TELLING,
    edges=(*_NUMBERS, _QUOTIENT, *_EDGES[3:6]),
    against="the numerical derivative",
    say=_words,
    then="The local derivatives are right, too. Step 1 is done: go on with backward.",
    step="partials",
)
node_graphs = Task(
    ("graph", "inputs"),
    _draw_any,
    _both_equal,
    # A node with one parent comes before the one with two: that tells a node sent from twice from a bar begun with 1.
    first=(_COMPOSED[0], *_SINGLE, *_COMPOSED[1:], _EDGES[3], *_SHARED),
    edges=(*_NUMBERS, _QUOTIENT, *_EDGES[:3], *_EDGES[4:]),
    against="the numerical derivative",
    say=_words,
)


def _three_slopes(x: float) -> list[float]:
    """The derivatives of x tanh x, and of tanh x + x tanh x, whichever factor comes first."""
    point = np.array(float(x))
    product = complex_step_gradient(lambda u: u * np.tanh(u), point)
    with_sum = float(product + complex_step_gradient(np.tanh, point))
    return [float(product), with_sum, with_sum]


# The repair of the notebook: somebody else's class, on three formulas. The shared node is either factor of the product.
slopes = Task(
    ("x",),
    lambda rng: (float(rng.uniform(0.3, 1.5)),),
    equal_to(
        _three_slopes,
        "the derivative of x tanh x",
        "the derivative of tanh x + x tanh x",
        "the derivative of tanh x + (tanh x) x",
    ),
    edges=((-0.7,), (0.0,)),
    against="the numerical derivatives",
)
