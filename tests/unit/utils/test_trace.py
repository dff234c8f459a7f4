"""What a Python function computes, recorded as a graph."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

from utils.graph import measure
from utils.tasks.node_cases import ALL_OPS
from utils.trace import MOST, record, written_down


def run(function, **inputs):
    graph = record(function, inputs)
    values, signals = measure(graph, inputs, ALL_OPS)
    return graph, values[graph[-1][0]], signals


def test_operations_are_recorded_in_the_order_in_which_they_run_with_numbers_as_parents():
    graph, value, _ = run(lambda u, v: 2 * u + v / 4, u=1.5, v=-3.0)
    assert graph == [("u", "input", ()), ("v", "input", ()), ("v1", "mul", (2, "u")), ("v2", "div", ("v", 4)),
                     ("v3", "add", ("v1", "v2"))]  # fmt: skip
    assert value == pytest.approx(2 * 1.5 - 3 / 4)


@pytest.mark.parametrize(
    ("function", "exact"),
    [
        (lambda u: 3 - u, lambda x: 3 - x),
        (lambda u: u - 3, lambda x: x - 3),
        (lambda u: 2 / u, lambda x: 2 / x),
        (lambda u: u / 2, lambda x: x / 2),
        (lambda u: 1 + u, lambda x: 1 + x),
        (lambda u: -(u**3), lambda x: -(x**3)),
        (lambda u: u.exp() * u.tanh(), lambda x: math.exp(x) * math.tanh(x)),
        (lambda u: u.logistic(), lambda x: 1 / (1 + math.exp(-x))),
    ],
)
def test_a_recorded_graph_has_the_functions_value_and_derivative(function, exact):
    _, value, signals = run(function, u=0.7)
    assert value == pytest.approx(exact(0.7))
    assert signals["u"] == pytest.approx((exact(0.7 + 1e-6) - exact(0.7 - 1e-6)) / 2e-6, rel=1e-7)


def test_loops_and_decisions_are_recorded_as_they_ran():
    def doubled(x):
        while x.value < 20:
            x = x + x
        return x

    assert [len(record(doubled, {"x": x})) for x in (1.0, 11.0)] == [6, 2]


def test_an_endless_loop_and_a_function_that_returns_a_number_are_refused():
    def endless(x):
        while True:
            x = x * 1

    with pytest.raises(ValueError, match="more than 2000 operations"):
        record(endless, {"x": 1.0})
    with pytest.raises(ValueError, match="not computed from its arguments"):
        record(lambda x: 1.0, {"x": 1.0})


def thing(*parents, partials=None):
    return SimpleNamespace(parents=parents, partials=(2.0,) * len(parents) if partials is None else partials)


def test_what_a_class_wrote_down_is_listed_once_for_each_object_with_the_output_first():
    u, v = thing(), thing()
    product = thing(u, v, partials=(3.0, np.float64(4.0)))
    y = thing(product, u)
    assert written_down(y, {"u": u, "y": y, "aside": thing()}) == [
        ("y", (1, 2), (2.0, 2.0)), ("", (2, 3), (3.0, 4.0)), ("u", (), ()), ("", (), ())
    ]  # fmt: skip
    assert written_down(u, {}) == [("", (), ())]


@pytest.mark.parametrize(
    "other",
    [SimpleNamespace(parents=()), SimpleNamespace(partials=()), thing(partials=(1.0,)), thing(partials=None),
     thing(thing(), partials=(print,)), thing(thing(), partials=1.0)],
    ids=("no partials", "no parents", "too many", "fine", "a function", "a number"),
)  # fmt: skip
def test_a_class_that_keeps_something_else_is_not_read(other):
    fine = vars(other) == {"parents": (), "partials": ()}
    assert (written_down(thing(other), {}) is not None) == fine


def test_what_has_no_end_is_not_followed_for_ever():
    y = thing()
    for _ in range(MOST):
        y = thing(y)
    with pytest.raises(ValueError, match="more than"):
        written_down(y, {})
    y.parents = (y,)
    assert written_down(y, {}) == [("", (0,), (2.0,))]
