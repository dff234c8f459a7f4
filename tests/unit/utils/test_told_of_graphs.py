"""First programs for notebook 05, as readers wrote them, and the next step that each is told."""

from __future__ import annotations

import numpy as np
import pytest

from utils import CheckFailed, Returns, check, check_task, models, tasks
from utils.graph import OPS


def told(run, *arguments, **keywords):
    """The rows of the message, and its outcome's kinds."""
    with pytest.raises(CheckFailed) as failed:
        run(*arguments, **keywords)
    return dict(failed.value.outcome.rows), failed.value.outcome.kinds


def backward(function):
    return told(check_task, "backward_pass", function, tasks.passes.backward_pass)


def forward(function):
    return told(check_task, "forward_pass", function, tasks.passes.forward_pass)


def sent_from(graph, values, bars):
    for name, op, parents in reversed(graph):
        if op != "input":
            partials = OPS[op].partials(*[values[one] for one in parents])
            for parent, partial in zip(parents, partials, strict=True):
                bars[parent] += bars[name] * partial
    return bars


@pytest.mark.parametrize(
    "key, says",
    [
        (lambda graph: graph[-1], "('r', 'square', ('q',)). The name is the first entry of a node's tuple."),
        (lambda graph: "f", "'f'. Take the output's name from the graph."),
    ],
)
def test_a_1_under_a_key_that_is_no_node_is_seen(key, says):
    rows, _ = backward(lambda graph, values: sent_from(graph, values, dict.fromkeys(values, 0.0) | {key(graph): 1.0}))
    assert rows["next"] == f"Your dict has a key that is not the name of a node: {says}"


def test_a_0_at_the_output_is_asked_about_where_every_key_is_a_node():
    rows, _ = backward(lambda graph, values: sent_from(graph, values, dict.fromkeys(values, 0.0) | {graph[0][0]: 1.0}))
    assert rows["next"].startswith("r is the output.")


def test_partials_taken_for_one_number_are_called_a_tuple():
    def for_each_parent(graph, values):
        bars = dict.fromkeys(values, 0.0) | {graph[-1][0]: 1}
        for name, op, parents in reversed(graph):
            for parent in parents:
                bars[parent] += bars[name] * OPS[op].partials(values[parent])
        return bars

    def all_at_once(graph, values):
        bars = dict.fromkeys(values, 0.0) | {graph[-1][0]: 1.0}
        for name, op, parents in reversed(graph):
            if op != "input":
                partials = OPS[op].partials(*[values[one] for one in parents])
                for parent in parents:
                    bars[parent] += bars[name] * partials
        return bars

    for function in for_each_parent, all_at_once:
        assert backward(function)[0]["next"].startswith("partials returns a tuple, one number for each parent: ")


def test_partials_asked_for_a_name_are_said_to_have_places():
    def by_name(graph, values):
        bars = dict.fromkeys(values, 0.0) | {graph[-1][0]: 1.0}
        for name, op, parents in reversed(graph):
            if op != "input":
                partials = OPS[op].partials(*[values[one] for one in parents])
                for parent in parents:
                    bars[parent] += bars[name] * partials[parent]
        return bars

    assert backward(by_name)[0]["next"].startswith("partials has no names, only places")


def test_two_sequences_after_in_are_told_of_zip():
    def no_zip(graph, values):
        bars = dict.fromkeys(values, 0.0) | {graph[-1][0]: 1.0}
        for name, op, parents in reversed(graph):
            if op != "input":
                partials = OPS[op].partials(*[values[one] for one in parents])
                for parent, partial in parents, partials:
                    bars[parent] += bars[name] * partial
        return bars

    assert backward(no_zip)[0]["next"] == "To go through two sequences side by side: zip(parents, partials)."


def computed_by(op_input, value):
    """A forward pass with what it does for an input and for any other node."""

    def forward_pass(graph, inputs):
        values = {}
        for name, op, parents in graph:
            values[name] = op_input(op, inputs[name]) if op == "input" else value(op, parents, inputs, values)
        return values

    return forward_pass


def given(op, value):
    return value


@pytest.mark.parametrize(
    "function, kind, step",
    [
        (
            computed_by(given, lambda op, parents, inputs, values: OPS[op].value(*[inputs[one] for one in parents])),
            "from inputs",
            "Where have you put the values of the others?",
        ),
        (
            computed_by(given, lambda op, parents, inputs, values: OPS[op].value(*parents)),
            "names for values",
            "parents holds names. Look up their values first.",
        ),
        (
            computed_by(
                lambda op, value: OPS[op],
                lambda op, parents, inputs, values: OPS[op].value(*[values[one] for one in parents]),
            ),
            "inputs in OPS",
            "An input is not computed. Where is its value?",
        ),
    ],
)
def test_an_error_with_a_known_reason_is_told_the_step_of_that_reason(function, kind, step):
    rows, kinds = forward(function)
    assert kinds == (kind,) and rows["next"] == step


def test_names_that_are_handed_over_with_a_star_are_called_names_wherever_it_happens():
    def later(graph, values):
        bars = {}
        for name, op, parents in reversed(graph):
            bars[name] = 1.0 if name == graph[-1][0] else OPS[op].partials(*parents)
        return bars

    assert backward(later)[0]["next"] == "parents holds names. Look up their values first."


def test_a_return_among_the_lines_of_a_node_is_told_that_it_ends_the_function():
    def in_else(graph, inputs):
        values = {}
        for name, op, parents in graph:
            if op == "input":
                values[name] = inputs[name]
            else:
                values[name] = OPS[op].value(*[values[one] for one in parents])
                return values

    rows, kinds = forward(in_else)
    assert "How far is yours indented?" in rows["next"] and "one value of several" not in kinds


def softmax_of(function):
    return told(check_task, "softmax", function, tasks.softmax.softmax)


def test_sums_of_columns_are_named_whichever_maximum_was_subtracted():
    def columns(Z):
        E = np.exp(Z - Z.max(axis=1, keepdims=True))
        return E / E.sum(axis=0)

    rows, kinds = softmax_of(columns)
    assert kinds == ("wrong axis",) and "each column sums to 1" in rows["consistent with"]


def test_a_wrong_softmax_is_shown_at_plain_numbers():
    rows, _ = softmax_of(lambda Z: Z)
    assert "(a plain case)" in rows["where"] and "random" not in rows["where"]


def test_a_penalty_that_is_forgotten_is_called_a_branch_that_is_missing_and_no_slope():
    def forgotten(w, b, x, t, lam):
        y_bar = w * x + b - t
        return {"y_bar": y_bar, "w_bar": y_bar * x, "b_bar": y_bar}

    bars = Returns.as_dict("y_bar", "w_bar", "b_bar")
    rows, kinds = told(check, "l2_regression_backward", forgotten, models.l2_regression, bars)
    assert kinds == ("branch lost",) and "threshold" not in rows["consistent with"]
