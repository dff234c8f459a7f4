"""Backpropagation step by step: one node sends at a time, and values and error signals appear where they arrive.

Values and error signals come from the reader's own passes where they are given. What travels along an edge is the
sender's error signal times the local derivative that ``utils.graph.OPS`` has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from utils.drawn import only_to_look_at
from utils.graph import OPS, Graph, measure, parents_of
from utils.pictures import style
from utils.pictures.graph import HEAD, draw_graph
from utils.pictures.picture import Picture
from utils.play.controls import Choice, Control, Steps, Typed
from utils.play.thing import Seen, Thing, Trouble
from utils.play.typed_graph import typed_graph, typed_values

OWN = "your own formula"
GIVEN = "the graph of this cell"
EXAMPLES = {
    "two paths": ("x = cos(t); y = t**2; p = x*y; q = exp(p); f = y + q", "t = 0.9"),
    "one unit": ("z = w*x + b; y = logistic(z); L = (y - t)**2/2", "w = 2, x = 0.5, b = -1.5, t = 1"),
    "L2 regression": (
        "y = w*x + b; L = (y - t)**2/2; R = w**2/2; L_reg = L + lam*R",
        "w = 2, x = 1.5, b = -1, t = 1, lam = 0.5",
    ),
    "softmax": ("L = log(exp(z1) + exp(z2) + exp(z3)) - z2", "z1 = 1, z2 = 0, z3 = -1"),
}
AGREE = 1e-9  # relative: sums in another order differ by less
SIGNS = {"add": "+", "sub": "−", "mul": "×", "neg": "−", "square": "(·)²", "half_square": "½(·)²", "logistic": "σ"}
BACK = HEAD.replace("-|>", "<|-")


@only_to_look_at
def backpropagation(
    graph: Graph | None = None,
    inputs: Mapping[str, float] | None = None,
    forward_pass: Callable | None = None,
    backward_pass: Callable | None = None,
    which: str = next(iter(EXAMPLES)),
) -> Thing:
    """Press next: the forward pass node by node, then the backward pass.

    Args:
        graph: nodes ``(name, op, parents)`` in topological order, to begin with; else the lecture's two paths.
        inputs: a value for each of its inputs.
        forward_pass: the reader's ``(graph, inputs) -> values``.
        backward_pass: the reader's ``(graph, values) -> error signals``.
        which: of the graphs in the list, the one to begin with where none is given.
    """
    given = {GIVEN: (graph, dict(inputs or {}))} if graph is not None else {}
    scene = _Stepping(given, forward_pass, backward_pass)
    which = GIVEN if given else which
    formula, values = ("", "") if given else EXAMPLES[which]
    start = scene.passed(which, formula, values)
    controls: dict[str, Control] = {
        "step": Steps("step", 0, start.last, milliseconds=1500),
        "which": Choice("graph", which, [*given, *EXAMPLES, OWN]),
        "formula": Typed("formula", formula),
        "values": Typed("values of its inputs", values),
    }
    takeaway = (
        "Each node sends its error signal, times the local derivative, to each of its parents, where all that arrives "
        "is summed."
    )

    def at_rest() -> Picture:
        with style.drawing():
            seen = scene.show(start.last, which, formula, values)
        return Picture(seen.figure, f"{seen.alt} {seen.says}", takeaway)

    return Thing(controls, scene.show, takeaway, at_rest)


class _Passed:
    """One graph with its numbers, its drawing, and the steps of both passes."""

    def __init__(
        self, graph: Graph, inputs: Mapping[str, float], forward_pass: Callable | None, backward_pass: Callable | None
    ) -> None:
        self.graph, self.whose = graph, ["the ", "the "]
        with np.errstate(all="ignore"):  # what is not finite is found below
            values, signals = measure(graph, inputs)
        if forward_pass is not None:
            self.whose[0] = "your "
            values = _numbers(forward_pass(list(graph), dict(inputs)), graph, "forward_pass")
        with np.errstate(all="ignore"):
            for name, op, parents in graph:
                if op != "input" and not np.isfinite(OPS[op].value(*[np.float64(values[one]) for one in parents])):
                    raise Trouble(f"The value of {name} is not finite. Take other values of the inputs.")
        if backward_pass is not None:
            self.whose[1] = "your "
            signals = _numbers(backward_pass(list(graph), dict(values)), graph, "backward_pass")
        self.values, self.signals = values, signals
        self.computed = [node for node in graph if node[1] != "input"]
        self.last = 2 * len(self.computed) + 1
        constants = {name for name, op, _ in graph if op == "input" and not name.isidentifier()}
        shown = {name: signal for name, signal in signals.items() if name not in constants}
        labels = {
            name: f"${style.symbol(name)}$" + (f"  {SIGNS.get(op, op)}" if op != "input" else "")
            for name, op, _ in graph
        }
        picture = draw_graph(parents_of(graph), {k: v for k, v in values.items() if k not in constants}, shown, labels)
        self.figure = picture.figure
        self._found: dict[str, Any] = {gid: artist for artist in self.figure.findobj() if (gid := artist.get_gid())}
        self._edges = {name: self._ending(f"->{name}") for name, _, _ in graph}
        self._symbols = {
            name: self._found[f"signal:{name}"].get_text().partition("=")[0].strip("$ ")
            if "=" in self._found[f"signal:{name}"].get_text()
            else ""
            for name in shown
        }

    def _ending(self, end: str) -> list[Any]:
        """The parts of the drawing whose name ends so."""
        return self.figure.findobj(lambda one: (one.get_gid() or "").endswith(end))

    def show(self, step: int) -> Seen:
        step = min(max(step, 0), self.last)
        forward = min(step, len(self.computed))
        sent = max(0, step - len(self.computed) - 1)
        valued = {name for name, op, _ in self.graph if op == "input"} | {node[0] for node in self.computed[:forward]}
        arrived, waits, says = self._backward(sent if step > len(self.computed) else -1)
        at, backward = "", step > len(self.computed)
        if step <= len(self.computed):
            at, says = self._forward(step)
        elif sent:
            at = self.computed[-sent][0]
        for name, op, _ in self.graph:
            if f"value:{name}" in self._found:
                self._found[f"value:{name}"].set_visible(name in valued)
            if name in self._symbols:
                text = self._found[f"signal:{name}"]
                text.set_visible(name in arrived)
                if name in arrived:
                    equals = f"{self._symbols[name]} = " if self._symbols[name] else ""
                    more = r" + \ldots" if name in waits else ""
                    text.set_text(f"${equals}{style.math_number(arrived[name])}{more}$")
            node = self._found[f"node:{name}"]
            node.set_facecolor(style.YELLOW if name == at else "white" if op != "input" else style.PALE)
            node.set_linewidth(2.2 if name == at else 1.2)
            for edge in self._edges[name]:
                moves = name == at
                edge.set_color((style.SIGNAL if backward else style.VALUE) if moves else style.GREY)
                edge.set_linewidth(3 if moves else 1.2)
                edge.set_arrowstyle(BACK if moves and backward else HEAD)
        done = ", ".join(f"{name} = {style.number(self.values[name])}" for name, _, _ in self.graph if name in valued)
        bars = ", ".join(f"{name} {style.number(arrived[name])}" for name in arrived if name in self._symbols)
        alt = (
            f"A computation graph of {len(self.graph)} nodes. Values so far: {done}. "
            f"Error signals so far: {bars or 'none'}."
        )
        return Seen(self.figure, f"Step {step} of {self.last}. {says}", alt, last={"step": self.last})

    def _forward(self, step: int) -> tuple[str, str]:
        if not step:
            return "", "The inputs have their values; nothing is computed yet."
        name, op, parents = self.computed[step - 1]
        came = f"{op}({', '.join(parents)})"
        return name, f"Forward: {self.whose[0]}value of {name} = {came} is {style.number(self.values[name])}."

    def _backward(self, sent: int) -> tuple[dict[str, float], set[str], str]:
        """After so many nodes have sent, −1 before it begins: what arrived where, who waits for more, and in words."""
        if sent < 0:
            return {}, set(), ""
        n = style.number
        output = self.graph[-1][0]
        arrived = {output: 1.0}
        says = f"Backward: the error signal of the output {output} is 1."
        order = self.computed[::-1]
        for i, (name, op, parents) in enumerate(order[:sent]):
            signal = self.signals[name] if name in arrived else 0.0
            words = []
            partials = OPS[op].partials(*[self.values[parent] for parent in parents])
            for parent, partial in zip(parents, partials, strict=True):
                arrived[parent] = arrived.get(parent, 0.0) + signal * float(partial)
                if parent in self._symbols:
                    words.append(f"to {parent} {n(signal)} · {n(float(partial))} = {n(signal * float(partial))}")
            left = {parent for _, _, later in order[i + 1 :] for parent in later}
            says = f"Backward: {name} sends its error signal times the local derivative: {'; '.join(words)}."
            for parent in dict.fromkeys(parents):
                if parent not in left and parent in self._symbols:
                    says += self._all_arrived(parent, arrived)
        later = {parent for _, _, parents in order[sent:] for parent in parents}
        return arrived, later - {output}, says

    def _all_arrived(self, name: str, arrived: dict[str, float]) -> str:
        """What to say where nothing more arrives; from here on the number of the reader's own pass counts."""
        total, theirs = arrived[name], self.signals[name]
        arrived[name] = theirs
        if abs(total - theirs) > AGREE * max(1.0, abs(total)):
            return (
                f" What has arrived at {name} adds up to {style.number(total)}, but {self.whose[1]}backward_pass gives "
                f"{style.number(theirs)}."
            )
        return f" Everything has arrived at {name}: its error signal is {style.number(theirs)}."


class _Stepping:
    def __init__(self, given: Mapping[str, tuple], forward_pass: Callable | None, backward_pass: Callable | None):
        self._given, self._passes = given, (forward_pass, backward_pass)
        self._made: dict[tuple, _Passed] = {}
        self._typed: dict[str, str] = {}  # which graph and which formula stood there before

    def passed(self, which: str, formula: str, values: str) -> _Passed:
        """The graph with its numbers: computed once."""
        asked = (which, formula, values) if which != GIVEN else (which,)
        if asked not in self._made:
            graph, inputs = self._given[which] if which in self._given else _read(formula, values)
            self._made[asked] = _Passed(graph, inputs, *self._passes)
        return self._made[asked]

    def show(self, step: int, which: str, formula: str, values: str) -> Seen:
        put: dict = {}
        before = self._typed
        goes_with = {**dict.fromkeys(self._given, ("", "")), **EXAMPLES}
        if which != before.get("which") and which in goes_with:
            put = {"formula": goes_with[which][0], "values": goes_with[which][1]}
            formula, values = goes_with[which]
            if before:
                put["step"] = step = 0
        elif which in goes_with and (formula, values) != goes_with[which]:
            put = {"which": OWN}
            which = OWN
        anew = which == OWN and formula != before.get("formula")
        if anew:
            put["step"] = step = 0
        if which == OWN:
            names = [name for name, op, _ in typed_graph(formula) if op == "input" and name.isidentifier()]
            have = typed_values(values)
            if not set(names) <= set(have) or (anew and set(have) - set(names)):
                put["values"] = values = ", ".join(f"{name} = {have.get(name, 1):g}" for name in names)
        self._typed = {"which": which, "formula": formula}
        seen = self.passed(which, formula, values).show(step)
        return Seen(seen.figure, seen.says, seen.alt, put, seen.last)


def _read(formula: str, values: str) -> tuple[Graph, dict[str, float]]:
    graph = typed_graph(formula)
    have = typed_values(values)
    inputs = {}
    for name, op, _ in graph:
        if op == "input":
            if name.isidentifier() and name not in have:
                raise Trouble(f"The input {name} has no value. Add {name} = 1 to the values.")
            inputs[name] = have[name] if name.isidentifier() else float(name)
    return graph, inputs


def _numbers(found: object, graph: Graph, function: str) -> dict[str, float]:
    """What the reader's pass returned, as floats in the graph's order."""
    if not isinstance(found, Mapping):
        raise Trouble(f"Your {function} returns {type(found).__name__}; it should return a dict, name -> number.")
    numbers = {}
    for name, _, _ in graph:
        if name not in found:
            raise Trouble(f"Your {function} gives no number for the node {name}.")
        numbers[name] = float(found[name])
    return numbers
