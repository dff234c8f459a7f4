"""The tasks of a forward and a backward pass on any graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

import numpy as np

from utils.checks.answers import Returns, number
from utils.checks.kinds import (
    BRANCH_LOST,
    LEFT_OUT,
    ONE_ROUND,
    SIGN,
    UPSTREAM_IGNORED,
    VALUE_FOR_SIGNAL,
    WRONG_ARGUMENT,
    ZEROS,
)
from utils.checks.refusals import CannotJudge
from utils.checks.task import Mistake, Task, equal_to
from utils.checks.tolerance import close
from utils.checks.writing import COMPUTED_FROM_IT, short
from utils.graph import OPS, Graph, Node, measure, random_graph
from utils.outcomes import Wrong
from utils.tasks.small_graphs import ODD, SMALL, as_code, long_chain
from utils.tasks.wiring import Use, from_the_output, signals, uses

USED_TWICE, TOO_EARLY, NOT_PASSED_ON = "used twice", "too early", "not passed on"
START, EXCHANGED, ONE_PARENT = "start", "exchanged", "one parent"
STOPS_AT_AN_INPUT, INPUTS_FIRST, INPUTS_IN_OPS = "stops at an input", "inputs first", "inputs in OPS"
NO_STAR, NAMES_FOR_VALUES, FROM_INPUTS = "no star", "names for values", "from inputs"
NOT_STORED = "not stored"
ENTRY_CALLED, NOTHING_SENT, NOT_FILLED = "entry called", "nothing sent", "not filled"

SENT_AGAIN = "sent again"
MOST_ARRIVALS = 20_000

Signals = dict[str, float]


def _draw(rng: np.random.Generator) -> tuple[Graph, dict[str, float]]:
    return random_graph(rng, nodes=int(rng.integers(24, 41)))


def _as_scalars(graph: Graph, inputs: Mapping[str, float]) -> tuple[Graph, dict[str, np.float64]]:
    return graph, {name: np.float64(value) for name, value in inputs.items()}


# The forward pass


def _with(graph: Graph, inputs: Mapping[str, float], change: Callable[[Node], Node]) -> Signals:
    return measure([change(node) for node in graph], inputs)[0]


def _values_by(
    graph: Graph, inputs: Mapping[str, float], computed: Callable[[str, Sequence[str], Signals], Any]
) -> Signals:
    """A forward pass in which ``computed(op, parents, values)`` does what is done with a node that is no input."""
    values: Signals = {}
    for name, op, parents in graph:
        values[name] = inputs[name] if op == "input" else computed(op, parents, values)
    return values


def _until_one_is_computed(graph: Graph, inputs: Mapping[str, float]) -> Signals:
    last = next((i for i, (_, op, _) in enumerate(graph) if op != "input"), len(graph))
    return measure(graph[: last + 1], inputs)[0]


def _inputs_first(graph: Graph, inputs: Mapping[str, float]) -> Signals:
    values = dict(inputs)
    for name, op, parents in graph[len(inputs) :]:
        values[name] = OPS[op].value(*[values[parent] for parent in parents])
    return values


_STAR = "This is what you get when the operation is given one list of numbers, and not one number after the other."
_GIVE_A_STAR = "A star before it, as in f(*[a, b]), hands its entries over one by one."
_NAMES = "This is what you get when the operation is given its parents' names, and not their values."
_LOOK_UP = "parents holds names. Look up their values first."
_ENTRY = "This is what you get when an entry of OPS is called, and not one of the two functions that it has."
_IN_OPS = "This is what you get when an input is looked up in OPS, where it has no entry."
_RETURN = "A return ends the function, wherever it stands. How far is yours indented?"
_FROM_INPUTS = (
    "This is what you get when the parents' values are looked up in inputs, which has only those of the inputs."
)
_NOT_STORED = "This is what you get when nothing is stored for a node that is computed: its child finds no value."


forward_pass = Task(
    ("graph", "inputs"),
    lambda rng: _as_scalars(*_draw(rng)),
    equal_to(lambda graph, inputs: measure(graph, inputs)[0]),
    opens=("utils.graph",),
    first=tuple(_as_scalars(*small) for small in SMALL),
    edges=tuple(_as_scalars(*odd) for odd in (*ODD, long_chain())),
    mistakes=(
        Mistake("order of parents", "This is what you get when the parents are taken in the opposite order.",
                lambda graph, inputs: _with(graph, inputs, lambda node: (*node[:2], node[2][::-1]))),
        Mistake("one parent", "This is what you get when both parents are the first one.",
                lambda graph, inputs: _with(graph, inputs, lambda node: (*node[:2], node[2][:1] * len(node[2])))),
        Mistake("one parent", "This is what you get when both parents are the last one.",
                lambda graph, inputs: _with(graph, inputs, lambda node: (*node[:2], node[2][-1:] * len(node[2])))),
        Mistake(NO_STAR, _STAR, lambda graph, inputs: _values_by(
            graph, inputs, lambda op, parents, values: OPS[op].value([values[parent] for parent in parents])),
                _GIVE_A_STAR),
        Mistake(NO_STAR, "This is what you get when the operation is given a generator, such as (… for parent in "
                "parents), and not one number after the other.", lambda graph, inputs: _values_by(
                    graph, inputs, lambda op, parents, values: OPS[op].value(
                        cast(Any, (values[parent] for parent in parents)))), _GIVE_A_STAR),
        Mistake(NAMES_FOR_VALUES, _NAMES, lambda graph, inputs: _values_by(
            graph, inputs, lambda op, parents, values: OPS[op].value(*parents)), _LOOK_UP),
        Mistake(FROM_INPUTS, _FROM_INPUTS, lambda graph, inputs: _values_by(
            graph, inputs, lambda op, parents, values: OPS[op].value(*[inputs[parent] for parent in parents])),
                "Where have you put the values of the others?", in_line=r"\binputs\b"),
        Mistake(NOT_STORED, _NOT_STORED, lambda graph, inputs: _values_by(
            graph, inputs, lambda op, parents, values: OPS[op].value(*[inputs[parent] for parent in parents])),
                "Does your line assign to values[name]?", in_line=r"^(?!.*\binputs\b)"),
        Mistake(USED_TWICE, "This is what you get when the parents are put into a set: a node that is a parent twice "
                "is in it once.", lambda graph, inputs: _values_by(
                    graph, inputs, lambda op, parents, values: OPS[op].value(
                        *[values[parent] for parent in dict.fromkeys(parents)]))),
        Mistake(INPUTS_FIRST, "This is what you get when the inputs are taken to stand at the beginning of the graph.",
                _inputs_first),
        Mistake(INPUTS_IN_OPS, _IN_OPS, lambda graph, inputs: _with_inputs_in_ops(graph),
                "An input is not computed. Where is its value?"),
        Mistake(ENTRY_CALLED, _ENTRY, lambda graph, inputs: _values_by(
            graph, inputs, lambda op, parents, values: cast(Any, OPS[op])(*[values[parent] for parent in parents]))),
        Mistake(ONE_ROUND, "This is what you get when the loop ends after the first node.",
                lambda graph, inputs: {graph[0][0]: inputs[graph[0][0]]}, _RETURN),
        Mistake(ONE_ROUND, "This is what you get when the loop ends at the first node that is computed.",
                _until_one_is_computed, _RETURN),
    ),
    say=lambda graph, inputs: as_code(graph, inputs, "inputs"),
)  # fmt: skip


# The backward pass


def _with_values(graph: Graph, inputs: Mapping[str, float]) -> tuple[Graph, dict[str, float]]:
    return graph, measure(graph, inputs)[0]


def _judge_signals(exercise: str, arguments: tuple, answer: Any, where: str) -> None:
    graph, values = arguments
    expected = measure(graph, {name: values[name] for name, op, _ in graph if op == "input"})[1]
    returned = Returns.as_dict(*expected).unpack(exercise, answer, where)
    mine = {name: number(exercise, f"the error signal of {name}", value, where) for name, value in returned.items()}
    right: list[str] = []
    for name, _, _ in reversed(graph):
        if not close(np.array(mine[name]), np.array(expected[name])):
            found = _wrong_signal(exercise, graph, name, mine[name], expected, right, where)
            strangers = [key for key in answer if key not in expected]
            if name == graph[-1][0] and strangers:
                found = replace(found, rows=(*found.rows[:-1], ("next", _not_the_output(strangers[0], graph[-1]))))
            raise CannotJudge(found)
        right.append(name)


def _not_the_output(key: Any, output: Node) -> str:
    """What to say of a key that is no node's name, where the output has not got its 1."""
    if isinstance(key, str):
        return f"Your dict has a key that is not the name of a node: {key!r}. Take the output's name from the graph."
    says = f"Your dict has a key that is not the name of a node: {key!r}."
    return f"{says} The name is the first entry of a node's tuple." if key == output else says


def _wrong_signal(
    exercise: str, graph: Graph, name: str, mine: float, expected: Mapping[str, float], right: list[str], where: str
) -> Wrong:
    """The message about the first wrong error signal on the way back: all its children's are right."""
    children = [child for child, _, parents in graph if name in parents]
    used = [f"{child}{' (twice)' if list(parents).count(name) > 1 else ''}"
            for child, _, parents in graph if name in parents]  # fmt: skip
    rows = [("where", where)]
    if right:
        first = ", ".join(right[:8])
        rows.append(("right so far", f"{first}{f' and {len(right) - 8} more' if len(right) > 8 else ''}"))
    rows.append(("used by", ", ".join(used) or "no node"))
    rows += [("yours", short(mine)), ("numerical derivative", short(expected[name]))]
    if name == graph[-1][0]:
        step = f"{name} is the output. How far does the output move when the output moves?"
        if mine != 0:
            step = (
                f"{name}, the output, starts with 1, and nothing is added. Who receives: a node itself, or its parents?"
            )
    elif not children:
        step = f"No node uses {name}: the output does not move when {name} does. What is its error signal then?"
    elif expected[name] == 0 and mine != 0 and all(expected[child] == 0 for child in children):
        step = f"The output does not depend on {name}. Who sends it anything else than 0?"
    elif any("twice" in use for use in used):
        step = f"One child uses {name} twice. How many products does it send to {name}?"
    elif len(children) > 1:
        step = f"Work out on paper what {name} receives from each of its children. Which of it is in your number?"
    else:
        step = f"The error signal of {children[0]} is right. Look at how the one of {name} {COMPUTED_FROM_IT}."
    return Wrong(exercise, f"the error signal of {name} is wrong", (*rows, ("next", step)))


def _keep(found: Sequence[Use], key: Callable[[Use], tuple], last: bool) -> list[Use]:
    """Of all uses with one key, the first or the last."""
    kept: dict[tuple, Use] = {}
    for use in found:
        if last or key(use) not in kept:
            kept[key(use)] = use
    return list(kept.values())


def _of_uses(kind: str, says: str, change: Callable[[list[Use]], list[Use]]) -> Mistake:
    return Mistake(kind, says, lambda graph, values: signals(graph, change(uses(graph, values))))


def _started(kind: str, says: str, start: Callable[[Graph, Mapping[str, float]], np.ndarray]) -> Mistake:
    return Mistake(kind, says, lambda graph, values: signals(graph, uses(graph, values), start=start(graph, values)))


def _by_node(use: Use) -> tuple:
    return (use.node,)


def _by_child_and_node(use: Use) -> tuple:
    return (use.child, use.node)


def _with_partial(use: Use, partial: float) -> Use:
    return Use(use.child, use.node, use.position, partial)


def _first_partials(found: list[Use]) -> list[Use]:
    first = {_by_child_and_node(use): use.partial for use in reversed(found)}
    return [_with_partial(use, first[_by_child_and_node(use)]) for use in found]


def _exchanged(found: list[Use]) -> list[Use]:
    partials: dict[int, list[float]] = {}
    for use in found:
        partials.setdefault(use.child, []).append(use.partial)
    return [_with_partial(use, partials[use.child][-1 - use.position]) for use in found]


def _in_position(first: bool) -> Callable[[list[Use]], list[Use]]:
    def kept(found: list[Use]) -> list[Use]:
        return _keep(found, lambda use: (use.child,), last=not first)

    return kept


def _too_early(depth_first: bool) -> Callable[[Graph, Mapping[str, float]], Signals]:
    def sent(graph: Graph, values: Mapping[str, float]) -> Signals:
        turn = {node: i for i, node in enumerate(from_the_output(graph, depth_first))}
        reached = [use for use in uses(graph, values) if use.child in turn]
        return signals(graph, reached, ready=lambda child, node: turn[child] < turn[node])

    return sent


def _at_the_childs_value(graph: Graph, values: Mapping[str, float]) -> Signals:
    return signals(graph, uses(graph, values, at=lambda node: [values[node[0]]] * len(node[2])))


def _multiplied_by(graph: Graph, values: Mapping[str, float], factors: Mapping[str, float]) -> Signals:
    """What arrives when every child sends its factor, times the partial, and not its error signal."""
    start = np.array([factors[name] for name, _, _ in graph])
    sums = signals(graph, uses(graph, values), ready=lambda child, node: False, start=start)
    return {name: total - factors[name] for name, total in sums.items()} | {graph[-1][0]: 1.0}


def _sent_again(graph: Graph, values: Mapping[str, float]) -> Signals:
    """Every node sends its whole error signal on at each arrival, along every path.

    Raises:
        ValueError: there are more arrivals than anybody would wait for.
    """
    found = dict.fromkeys(values, 0.0) | {graph[-1][0]: 1.0}
    sent_by: dict[int, list[Use]] = {}
    for use in uses(graph, values):
        sent_by.setdefault(use.child, []).append(use)
    waiting = [iter(sent_by.get(len(graph) - 1, ()))]
    for _ in range(MOST_ARRIVALS):
        arrival = next(waiting[-1], None)
        if arrival is None:
            waiting.pop()
            if not waiting:
                return found
            continue
        found[graph[arrival.node][0]] += found[graph[arrival.child][0]] * arrival.partial
        waiting.append(iter(sent_by.get(arrival.node, ())))
    raise ValueError("too many arrivals")


def _only_from_the_output(graph: Graph, values: Mapping[str, float]) -> Signals:
    return signals(graph, [use for use in uses(graph, values) if use.child == len(graph) - 1])


def _until_an_input(graph: Graph, values: Mapping[str, float]) -> Signals:
    """Nothing is sent by the nodes before the last of the inputs."""
    last = max(i for i, (_, op, _) in enumerate(graph) if op == "input")
    return signals(graph, [use for use in uses(graph, values) if use.child > last])


def _sent_by(
    graph: Graph, partials: Callable[[str, Sequence[str], Signals], Any], start: float = 0.0, filled: bool = True
) -> Signals:
    """A backward pass as it is mostly written, for what goes wrong on the way.

    Args:
        graph: in topological order.
        partials: ``partials(op, parents, found)``, the local derivatives; the error signals are known so far.
        start: what every node begins with.
        filled: whether every node begins with it, or the output alone is there.
    """
    found = {name: start for name, _, _ in graph if filled}
    found[graph[-1][0]] = start + 1
    for name, op, parents in reversed(graph):
        if op != "input":
            for parent, partial in zip(parents, partials(op, parents, found), strict=False):
                found[parent] += found[name] * partial
    return found


def _with_inputs_in_ops(graph: Graph) -> Signals:
    if any(op == "input" for _, op, _ in graph):
        OPS["input"]  # raises what the reader sees
    return {}


def _negative(graph: Graph, values: Mapping[str, float]) -> Signals:
    found = signals(graph, uses(graph, values))
    return {name: -signal for name, signal in found.items()} | {graph[-1][0]: 1.0}


_NEAR = (
    "This is what you get when each product replaces the one before it, so that a node keeps only the last one that it "
    "receives."
)
_FAR = (
    "This is what you get when of all products that a node receives only the first one stays, of the child nearest to "
    "the graph's end. Are all of them added?"
)
_EARLY = "This is what you get when a node sends its error signal on before all its children have sent theirs: "

backward_pass = Task(
    ("graph", "values"),
    lambda rng: _with_values(*_draw(rng)),
    _judge_signals,
    opens=("utils.graph",),
    first=tuple(_with_values(*small) for small in SMALL),
    edges=tuple(_with_values(*odd) for odd in (*ODD, long_chain())),
    mistakes=(
        Mistake(ZEROS, "Every error signal is 0, also that of the output.",
              lambda graph, values: dict.fromkeys(values, 0.0)),
        Mistake(NOT_PASSED_ON, "This is what you get when the loop goes from the first node to the last: nodes send "
                "before they have received.", _only_from_the_output,
                "Which node is the first to know its error signal? reversed(graph) begins with the last node."),
        Mistake(NOTHING_SENT, "Every error signal but the output's is 0: nothing was sent. Is the left side the "
              "parent's? By whose error signal is a partial multiplied, the child's or the parent's?",
              lambda graph, values: dict.fromkeys(values, 0.0) | {graph[-1][0]: 1.0}),
        _of_uses(BRANCH_LOST, _NEAR, lambda found: _keep(found, _by_node, False)),
        _of_uses(BRANCH_LOST, _FAR, lambda found: _keep(found, _by_node, True)),
        _of_uses(BRANCH_LOST, _NEAR, lambda found: _keep(_keep(found, _by_child_and_node, True), _by_node, False)),
        _of_uses(BRANCH_LOST, _FAR, lambda found: _keep(_keep(found, _by_child_and_node, False), _by_node, True)),
        Mistake(SENT_AGAIN, "This is what you get when a node sends all that it has each time something arrives: what "
              "came first is sent again.", _sent_again),
        Mistake(SENT_AGAIN, "This is what you get when every product is added twice.",
              lambda graph, values: signals(graph, uses(graph, values) * 2)),
        Mistake(STOPS_AT_AN_INPUT, "This is what you get when the loop ends at the first input that it meets.",
              _until_an_input),
        _of_uses(USED_TWICE, "This is what you get when a child that uses a node twice sends it one product.",
                 lambda found: _keep(found, _by_child_and_node, True)),
        _of_uses(USED_TWICE, "This is what you get when a child that uses a node twice sends it one product.",
                 lambda found: _keep(found, _by_child_and_node, False)),
        _of_uses(USED_TWICE, "This is what you get when a child that uses a node twice takes one partial for both.",
                 _first_partials),
        Mistake(TOO_EARLY, f"{_EARLY}here, the children of a node that is near the output.", _too_early(False)),
        Mistake(TOO_EARLY, f"{_EARLY}here, one path is followed to its end before the next.", _too_early(True)),
        Mistake(UPSTREAM_IGNORED, "This is what you get when a partial is not multiplied by the error signal of the "
              "node that sends it.",
              lambda graph, values: _multiplied_by(graph, values, dict.fromkeys(values, 1.0))),
        Mistake(VALUE_FOR_SIGNAL, "This is what you get when a partial is multiplied by the child's value, not by its "
              "error signal.", lambda graph, values: _multiplied_by(graph, values, values)),
        _of_uses(LEFT_OUT, "This is what you get when a child's error signal is not multiplied by a partial.",
                 lambda found: [_with_partial(use, 1.0) for use in found]),
        _of_uses(EXCHANGED, "This is what you get when each of two parents gets the other's partial.", _exchanged),
        _of_uses(ONE_PARENT, "This is what you get when only the first parent receives.", _in_position(first=True)),
        _of_uses(ONE_PARENT, "This is what you get when only the last parent receives.", _in_position(first=False)),
        Mistake(WRONG_ARGUMENT, "This is what you get when partials are taken at the child's value.",
              _at_the_childs_value, "Call it with the values of the parents, as value in the forward pass."),
        Mistake(WRONG_ARGUMENT, "This is what you get when partials are taken at the parents' error signals, not at "
              "their values.", lambda graph, values: _sent_by(
                  graph, lambda op, parents, found: OPS[op].partials(*[found[parent] for parent in parents]))),
        _started(START, "This is what you get when the output starts with its value.",
                 lambda graph, values: values[graph[-1][0]] * np.eye(len(graph))[-1]),
        _started(START, "This is what you get when every node starts with 1.",
                 lambda graph, values: np.ones(len(graph))),
        _started(START, "This is what you get when a node that no other uses starts with 1, as the output does.",
                 lambda graph, values: np.array([float(not any(name in parents for _, _, parents in graph))
                                                 for name, _, _ in graph])),
        Mistake(SIGN, "The size is right, and the sign is the opposite.", _negative),
        Mistake(INPUTS_IN_OPS, _IN_OPS, lambda graph, values: _with_inputs_in_ops(graph),
                "An input has no parents. What does it send?"),
        *(Mistake(NAMES_FOR_VALUES, _NAMES, lambda graph, values, start=start: _sent_by(
            graph, lambda op, parents, found: OPS[op].partials(*parents), start), _LOOK_UP) for start in (0.0, 0)),
        *(Mistake(NO_STAR, _STAR, lambda graph, values, start=start: _sent_by(
            graph, lambda op, parents, found: OPS[op].partials([values[parent] for parent in parents]), start),
                  _GIVE_A_STAR) for start in (0.0, 0)),
        Mistake(ENTRY_CALLED, _ENTRY, lambda graph, values: _sent_by(
            graph, lambda op, parents, found: cast(Any, OPS[op])(*[values[parent] for parent in parents]))),
        Mistake(NOT_FILLED, "This is what you get when something is added to an entry that is not there yet. What does "
              "a node have before anything is sent to it?", lambda graph, values: _sent_by(
                  graph, lambda op, parents, found: OPS[op].partials(*[values[parent] for parent in parents]),
                  filled=False)),
    ),
    against="the numerical derivative",
    say=lambda graph, values: as_code(graph, values, "values"),
)  # fmt: skip
