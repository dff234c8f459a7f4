"""The network on XOR as a graph: it computes what the arrays compute, and every number has its place."""

from __future__ import annotations

import numpy as np
import pytest

from utils.graph import OPS, measure
from utils.pictures.training import outputs
from utils.xor_graph import as_parameters, descend_by, network_graph, network_inputs, parameter_names
from utils.xor_runs import T, X, descend, random_start


@pytest.mark.parametrize("units", [1, 2, 3, 8])
def test_the_graph_has_the_cost_and_the_outputs_of_the_network(units):
    start = random_start(units, 5)
    graph = network_graph(units)
    values = measure(graph, network_inputs(start))[0]
    y = outputs(X, start)[1]
    assert [values[f"y({i})"] for i in (1, 2, 3, 4)] == pytest.approx(y, rel=1e-12)
    assert graph[-1][0] == "J" and values["J"] == pytest.approx(np.mean((y - T[:, 0]) ** 2) / 2, rel=1e-12)


def test_nodes_are_in_topological_order_each_once_and_made_of_operations_of_the_table():
    graph = network_graph(3)
    assert len(graph) == 122  # as notebook 05 says
    seen = set()
    for name, op, parents in graph:
        assert name not in seen and set(parents) <= seen and (op in OPS or (op, parents) == ("input", ()))
        seen.add(name)
    assert set(network_inputs(random_start(3, 0))) == {name for name, op, _ in graph if op == "input"}


@pytest.mark.parametrize("units", [1, 2, 5])
def test_parameters_come_back_as_they_went(units):
    start = random_start(units, 7)
    back = as_parameters(network_inputs(start), units)
    assert len(parameter_names(units)) == 4 * units + 1
    assert all(np.array_equal(back[name], start[name]) for name in start) and set(back) == set(start)


def test_a_loop_with_error_signals_descends_as_the_arrays_do():
    def train(graph, inputs, parameters, steps):
        for _ in range(steps):
            signals = measure(graph, inputs)[1]
            inputs = {name: value - 0.5 * signals[name] * (name in parameters) for name, value in inputs.items()}
        return inputs

    start = random_start(2, 1)
    found, wanted = descend_by(train, start, 3), descend(start, 3)
    assert all(np.allclose(found[name], wanted[name], rtol=1e-9) for name in wanted)
