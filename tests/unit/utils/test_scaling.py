"""How passes are told apart on long graphs: by their kind of growth, and soon.

By a clock that goes on when a node is looked at, and never else: what a pass needs is the same on every machine.
"""

from __future__ import annotations

import time

import pytest

from utils.graph import OPS
from utils.scaling import how_it_scales


class Clock:
    seconds = 0.0

    def look(self):
        """A microsecond, for a node."""
        self.seconds += 1e-6


clock = Clock()


@pytest.fixture(autouse=True)
def by_nodes(monkeypatch):
    monkeypatch.setattr(clock, "seconds", 0.0)
    monkeypatch.setattr(time, "thread_time", lambda: clock.seconds)


def forward(graph, inputs):
    values = {}
    for name, op, parents in graph:
        clock.look()
        values[name] = inputs[name] if op == "input" else OPS[op].value(*[values[p] for p in parents])
    return values


def sends(graph, values, name):
    clock.look()
    op, parents = graph[name]
    return () if op == "input" else zip(parents, OPS[op].partials(*[values[p] for p in parents]), strict=True)


def linear(graph, values):
    nodes = {name: (op, parents) for name, op, parents in graph}
    bar = dict.fromkeys(nodes, 0.0) | {graph[-1][0]: 1.0}
    for name in reversed(nodes):
        for parent, partial in sends(nodes, values, name):
            bar[parent] += bar[name] * partial
    return bar


def quadratic(graph, values):
    bar = {}
    for name, _, _ in reversed(graph):
        bar[name] = float(name == graph[-1][0])
        for child, op, parents in graph:
            clock.look()
            if name in parents:
                partials = OPS[op].partials(*[values[p] for p in parents])
                bar[name] += sum(bar[child] * d for p, d in zip(parents, partials, strict=True) if p == name)
    return bar


def recursive(graph, values):
    nodes = {name: (op, parents) for name, op, parents in graph}
    children = {name: [] for name in nodes}
    for child in nodes:
        for parent, partial in sends(nodes, values, child):
            children[parent].append((child, partial))
    bar = {graph[-1][0]: 1.0}

    def signal(name):
        if name not in bar:
            bar[name] = sum(signal(child) * partial for child, partial in children[name])
        return bar[name]

    return {name: signal(name) for name in nodes}


def exponential(graph, values):
    nodes = {name: (op, parents) for name, op, parents in graph}
    bar = dict.fromkeys(nodes, 0.0)

    def back(name, product):
        bar[name] += product
        for parent, partial in sends(nodes, values, name):
            back(parent, product * partial)

    back(graph[-1][0], 1.0)
    return bar


def asks_every_child(graph, values):
    """Right, and each node's signal asked for anew from every one of its children: 2ⁿ of them along n steps."""
    nodes = {name: (op, parents) for name, op, parents in graph}
    children = {name: [] for name in nodes}
    for child in nodes:
        for parent, partial in sends(nodes, values, child):
            children[parent].append((child, partial))

    def signal(name):
        clock.look()
        return float(name == graph[-1][0]) + sum(signal(child) * partial for child, partial in children[name])

    return {name: signal(name) for name in nodes}


def cubic(graph, values):
    clock.seconds += 1e-6 * len(graph) ** 3
    return linear(graph, values)


def slow(graph, values):
    clock.seconds += 1e-3 * len(graph)
    return linear(graph, values)


def test_linear_passes_come_through_a_hundred_thousand_nodes_and_the_derivative_is_the_measured_one():
    found = how_it_scales(forward, linear)
    said = dict(found.rows)
    assert found.headline == "both come through 100 001 nodes"
    assert said["forward_pass"].startswith("linear") and said["backward_pass"].startswith("linear")
    assert float(said["error signal of x, the starting value"]) == pytest.approx(float(said["measured"]), rel=1e-6)


@pytest.mark.parametrize(
    ("backward", "kind"),
    [
        (quadratic, "quadratic"), (cubic, "quadratic, or worse"), (recursive, "recursive"),
        (exponential, "exponential"), (asks_every_child, "exponential"),
    ],
)  # fmt: skip
def test_a_pass_that_does_not_scale_is_told_its_kind_within_seconds(backward, kind):
    found = how_it_scales(forward, backward)
    assert 0 < clock.seconds < 3
    assert found.headline == "backward_pass would not do for a large network"
    assert found.sign != how_it_scales(forward, linear).sign
    assert dict(found.rows)["backward_pass"].startswith(kind)
    assert "keeps its points" in dict(found.rows)["next"]


def test_a_linear_pass_that_would_take_minutes_on_the_largest_graph_is_not_run_on_it():
    found = how_it_scales(forward, slow)
    assert clock.seconds < 3
    assert found.headline == "both are linear" and dict(found.rows)["backward_pass"].startswith("linear")
    assert dict(found.rows)["not tried"] == "100 001 nodes: by these times they would take 100 seconds here"
