"""The task of a class that differentiates by overloading operators, judged on graphs that are built with it.

What went wrong is read off the first wrong error signal on the way back, where all that it is computed from is right.
Before there is a way back, what the operations wrote down is multiplied here. What is known of the cause is in
``node_mistakes``; the graphs are in ``node_cases``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from utils.checks.answers import Returns, number
from utils.checks.comparison import consistent_with
from utils.checks.diagnosis import Finding
from utils.checks.kinds import BRACKETS
from utils.checks.refusals import CannotJudge
from utils.checks.task import Task, equal_to
from utils.checks.tolerance import close
from utils.checks.writing import short
from utils.graph import Graph, measure
from utils.numerical import complex_step_gradient
from utils.outcomes import Wrong
from utils.tasks.node_cases import (
    ALL_OPS,
    COMPOSED,
    EDGES,
    NUMBERS,
    QUOTIENT,
    SHARED,
    SINGLE,
    TELLING,
    draw_any,
    draw_chain,
)
from utils.tasks.node_mistakes import (
    AND_BACKWARD,
    BEGUN_AGAIN,
    all_begun_again,
    fits,
    local_findings,
    not_handed_over,
    uses_of,
    whole_ways,
    wrong_number_first,
)
from utils.tasks.small_graphs import as_code
from utils.tasks.ways_back import Row


def _value_equals(exercise: str, arguments: tuple, answer: Any, where: str) -> None:
    graph, inputs = arguments
    values = measure(graph, inputs, ALL_OPS)[0]
    mine = number(exercise, "the value of the output", answer, where)
    expected = values[graph[-1][0]]
    if not close(np.array(mine), np.array(expected)):
        step = "Build this expression in a new cell, one operation after the other, and print the value of each node."
        evidence = ("yours", short(mine)), ("expected", short(expected))
        rows = (("where", where), *evidence, ("next", step))
        kinds = wrong_number_first(graph, values, mine)
        raise CannotJudge(Wrong(exercise, "the value of the output is wrong", rows, kinds))


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
            rows = recorded if recorded is not None and fits(_multiplied(recorded), expected) else None
            raise CannotJudge(_wrong_bar(exercise, graph, values, expected, name, mine, right, where, rows))
        right.append(name)


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
    (child, op, _, partial), *_ = uses_of(graph, values, name)
    parents = next(parents for one, _, parents in graph if one == child)
    behind, mine = expected[child], signals.get(name, 0.0)
    signals = {one: signals.get(one, 0.0) for one, _, _ in graph}
    found = not_handed_over(graph, values, expected, name, signals) or local_findings(
        graph, values, expected, name, mine
    )
    found = [replace(one, says=one.says.removesuffix(AND_BACKWARD)) for one in found]  # which may not be there yet
    if mine == 0 and op == "logistic" and name == parents[0]:
        found = [
            Finding(BRACKETS, "It is 0, as is `y * 1 - y`: Python reads that as `(y * 1) - y`. Are brackets missing?")
        ]
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
            all_begun_again(graph, signals)
            or not_handed_over(graph, values, expected, name, signals)
            or local_findings(graph, values, expected, name, mine)
        )
    else:
        rows.append(("local derivatives", "right"))
        found = (
            all_begun_again(graph, signals)
            or whole_ways(recorded, signals, expected[name])
            or local_findings(graph, values, expected, name, mine, the_way_alone=True)
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
    "The operations are right (step 1), so it is backward. Put print([node.value for node in order]) above the loop, "
    "run the class and this check again: it is to hold each node once, the output at one end. In the loop over the "
    "list: what is sent to which parent?"
)


def values(graph: Graph, inputs: Mapping[str, float]) -> dict[str, float]:
    """The value of every node of a graph in which numbers may be parents, by name."""
    return measure(graph, inputs, ALL_OPS)[0]


def _words(graph: Graph, inputs: Mapping[str, float]) -> str:
    return as_code(graph, inputs, "inputs")


node_values = Task(
    ("graph", "inputs"),
    draw_chain,
    _value_equals,
    first=(*SINGLE, *COMPOSED),
    edges=(*NUMBERS, QUOTIENT, *EDGES[3:6]),
    against="the expected values",
    say=_words,
    then="The values are right. The next check looks at the local derivatives.",
    step="values",
)
node_partials = Task(
    ("graph", "inputs"),
    draw_chain,
    _recorded_equal,
    first=TELLING,
    edges=(*NUMBERS, QUOTIENT, *EDGES[3:6]),
    against="the numerical derivative",
    say=_words,
    then="The local derivatives are right, too. Step 1 is done: go on with backward.",
    step="partials",
)
node_graphs = Task(
    ("graph", "inputs"),
    draw_any,
    _both_equal,
    # A node with one parent comes before the one with two: that tells a node sent from twice from a bar begun with 1.
    first=(COMPOSED[0], *SINGLE, *COMPOSED[1:], EDGES[3], *SHARED),
    edges=(*NUMBERS, QUOTIENT, *EDGES[:3], *EDGES[4:]),
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
