"""Graphs as data: the operations, the trusted values and error signals, and what random graphs are like."""

from __future__ import annotations

import numpy as np
import pytest

from utils.graph import OPS, PARENTS, measure, parents_of, random_graph
from utils.numerical import centred_gradient

SMOOTH = ("add", "sub", "mul", "neg", "square", "half_square", "exp", "logistic", "tanh")
SEEDS = range(12)


def output(graph, inputs):
    return measure(graph, inputs)[0][graph[-1][0]]


@pytest.mark.parametrize("op", OPS)
def test_partials_are_the_derivatives_of_the_value(op):
    point = np.array([0.7, 1.3])[: PARENTS[op]]
    partials = OPS[op].partials(*point)
    assert isinstance(partials, tuple) and len(partials) == PARENTS[op]
    np.testing.assert_allclose(partials, centred_gradient(lambda v: OPS[op].value(*v), point), rtol=1e-8)


@pytest.mark.parametrize("op", [op for op in OPS if op != "log"])
def test_operations_take_python_floats_and_numpy_scalars_and_give_one_number(op):
    for kind in (float, np.float64, np.array):
        arguments = [kind(0.4)] * PARENTS[op]
        assert np.shape(OPS[op].value(*arguments)) == ()
        assert all(np.shape(partial) == () for partial in OPS[op].partials(*arguments))


def test_a_stable_logistic_stays_stable_in_its_partials():
    with np.errstate(all="raise", under="ignore"):
        assert OPS["logistic"].partials(-1000.0) == OPS["logistic"].partials(1000.0) == (0.0,)


@pytest.mark.parametrize("seed", SEEDS)
def test_measured_error_signals_of_inputs_are_what_differences_give(seed):
    graph, inputs = random_graph(np.random.default_rng(seed), nodes=20 + seed)
    signals = measure(graph, inputs)[1]
    for name in inputs:
        slope = centred_gradient(lambda v, name=name: output(graph, {**inputs, name: float(v)}), inputs[name])
        assert signals[name] == pytest.approx(float(slope), rel=1e-6, abs=1e-8)


def test_the_output_has_the_error_signal_1_and_what_it_does_not_depend_on_0():
    graph = [("a", "input", ()), ("b", "input", ()), ("c", "exp", ("a",)), ("r", "mul", ("a", "a"))]
    values, signals = measure(graph, {"b": 2.0, "a": 3.0})
    assert list(values) == list(signals) == ["a", "b", "c", "r"]
    assert signals == {"a": 6.0, "b": 0.0, "c": 0.0, "r": 1.0} and values["r"] == 9.0
    assert measure([("x", "input", ())], {"x": 0.3}) == ({"x": 0.3}, {"x": 1.0})


@pytest.mark.parametrize("ops", [tuple(OPS), SMOOTH])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_graph_has_everything_at_which_a_backward_pass_may_fail(seed, ops):
    nodes = 16 + 2 * seed
    graph, inputs = random_graph(np.random.default_rng(seed), nodes, ops)
    assert len(graph) == nodes and {op for _, op, _ in graph} <= {"input", *ops}
    seen = set()
    for name, op, parents in graph:
        assert name not in seen and set(parents) <= seen and len(parents) == PARENTS.get(op, 0)
        seen.add(name)
    values, signals = measure(graph, inputs)
    counts = {name for name, signal in signals.items() if signal}
    assert all(0.1 <= abs(value) <= 3 for value in values.values())
    assert all(1e-3 < abs(signals[name]) < 1e3 for name in counts)
    assert set(inputs) - counts and set(values) - set(inputs) - counts  # an input and a computed node in vain
    assert any(len(parents) == 2 and parents[0] == parents[1] and name in counts for name, _, parents in graph)
    uses = [parent for name, _, parents in graph if name in counts for parent in set(parents)]
    assert max(map(uses.count, uses)) > 1


def test_the_same_seed_gives_the_same_graph():
    one, other = (random_graph(np.random.default_rng(3)) for _ in range(2))
    assert one == other != random_graph(np.random.default_rng(4))


def test_a_graph_that_cannot_be_drawn_is_refused():
    with pytest.raises(ValueError, match="none of 5 graphs of 20 nodes with neg, exp fits"):
        random_graph(np.random.default_rng(0), 20, ("neg", "exp"), tries=5)


def test_parents_are_what_draw_graph_takes():
    assert parents_of([("x", "input", ()), ("s", "mul", ("x", "x"))]) == {"x": (), "s": ("x", "x")}
