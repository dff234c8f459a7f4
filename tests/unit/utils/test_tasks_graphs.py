"""The tasks of notebook 05: what they accept and what they refuse, beyond the planted mistakes."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from utils import CheckFailed, Returns, check, check_task, models, tasks
from utils.graph import OPS, measure, random_graph
from utils.tasks import orders, wiring
from utils.tasks.small_graphs import ODD, SMALL, as_code, long_chain
from utils.tasks.two_paths import two_paths

backward_pass, topological_order = tasks.passes.backward_pass, tasks.orders.topological_order


def said(function, task, **kwargs):
    with pytest.raises(CheckFailed) as failed:
        check_task("exercise", function, task, **kwargs)
    return failed.value.outcome


def measured(graph, values):
    return measure(graph, {name: values[name] for name, op, _ in graph if op == "input"})[1]


# Orders


@pytest.mark.parametrize("seed", range(30))
def test_no_simple_rule_orders_a_random_graph(seed):
    (parents,) = topological_order.draw(np.random.default_rng(seed))
    rules = (list(parents), sorted(parents), sorted(parents, key=lambda name: len(parents[name])))
    assert not any(orders._valid(order, parents) for order in rules) and len(parents) >= 7


@pytest.mark.parametrize("order", [["a", "b", "c"], ("a", "c", "b"), np.array(["a", "b", "c"])])
def test_any_valid_order_in_a_list_a_tuple_or_an_array_is_right(order):
    topological_order.judge("exercise", ({"c": ("a",), "b": ("a", "a"), "a": ()},), order, "")


@pytest.mark.parametrize(
    ("order", "headline"),
    [
        (["b", "a"], "b stands before its parent a"),
        (["b"], "'a' is missing"),
        (["a"], "'b' is missing although its parent a is placed"),
        (["a", "b", "a"], "'a' is in the list more than once"),
        (["a", "b", "c"], "'c' is no node"),
        ({"a": 1, "b": 2}, "it returned a dict instead of a list"),
        (["a", 2], "the list holds an int, and should hold names"),
        (None, "it returned None"),
    ],
)
def test_a_wrong_order_is_told_what_is_wrong_with_it(order, headline):
    with pytest.raises(Exception, match="exercise") as failed:
        topological_order.judge("exercise", ({"b": ("a",), "a": ()},), order, "")
    assert failed.value.outcome.headline == headline
    assert not {"reversed", "order as given"} & set(failed.value.outcome.kinds)  # two names are too few to tell


def test_what_has_no_order_is_shown_with_the_reason():
    reasons = [topological_order.say(*arguments).splitlines()[-1] for arguments in topological_order.refuses]
    assert reasons == ["# here a waits for itself", "# here a, b wait for one another", "# here a, b, c wait for one another",
                       "# here y waits for itself", "# here x is no node", "# here q is no node"]  # fmt: skip
    assert topological_order.say({"x": (), "y": ("x",)}).endswith("}")


def test_chains_stay_below_what_recursion_stands():
    assert max(len(parents) for (parents,) in topological_order.edges) < 500
    assert max(len(graph) for graph, _ in backward_pass.edges) < 500


# Passes


@pytest.mark.parametrize("graph_and_inputs", [*SMALL, *ODD, long_chain(20)])
def test_the_equations_of_a_graph_have_the_measured_error_signals_for_their_solution(graph_and_inputs):
    graph, inputs = graph_and_inputs
    values, expected = measure(graph, inputs)
    assert wiring.signals(graph, wiring.uses(graph, values)) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("seed", range(6))
def test_every_mistake_of_a_backward_pass_shows_on_a_random_graph(seed):
    graph, values = backward_pass.draw(np.random.default_rng(seed))
    expected = measured(graph, values)
    for mistake in backward_pass.mistakes:
        try:
            with np.errstate(all="ignore"):
                made = mistake.function(graph, values)
        except (TypeError, KeyError, ZeroDivisionError):  # of these it is the error that is recognised
            continue
        one_partial = "one partial for both" in mistake.says  # shows where a node is subtracted from itself
        assert one_partial or made != pytest.approx(expected, rel=1e-6), mistake.says


def test_a_search_from_the_output_meets_each_node_once():
    graph, _ = SMALL[2]
    names = [name for name, _, _ in graph]
    assert [names[i] for i in wiring.from_the_output(graph, depth_first=False)] == ["f", "y", "q", "t", "p", "x"]
    assert [names[i] for i in wiring.from_the_output(graph, depth_first=True)] == ["f", "q", "p", "y", "t", "x"]


def test_error_signals_may_be_ints_scalars_or_arrays_without_dimension_and_there_may_be_more():
    def answer(graph, values):
        found = {name: np.array(signal) for name, signal in measured(graph, values).items()}
        return {**found, graph[-1][0]: 1, "more": "text"}

    check_task("exercise", answer, backward_pass)


def test_a_wrong_error_signal_is_shown_with_the_graph_and_who_uses_the_node():
    def lost(graph, values):
        found = measured(graph, values)
        return {name: 2 * signal if name == "u" else signal for name, signal in found.items()}

    outcome = said(lost, backward_pass)
    rows = dict(outcome.rows)
    assert outcome.headline == "the error signal of u is wrong"
    assert rows["used by"] == "s" and rows["right so far"] == "r, q, s"
    assert '("s", "sin", ("u",)),' in rows["where"] and "numerical derivative" in rows


def test_a_backward_pass_that_only_returns_arrays_is_refused():
    assert said(lambda graph, values: np.zeros(len(graph)), backward_pass).kinds == ("type",)
    assert said(lambda graph, values: {name: np.ones(1) for name in values}, backward_pass).kinds == ("shape",)


@pytest.mark.parametrize("case", [*SMALL, *ODD, long_chain(), random_graph(np.random.default_rng(0), 40)])
def test_a_case_in_a_message_can_be_copied_into_a_cell(case):
    def forward_pass(graph, inputs):
        return measure(graph, inputs)[0]

    graph, inputs = case
    values = forward_pass(graph, inputs)
    for numbers, called in ((inputs, "inputs"), (values, "values")):
        cell: dict = {"forward_pass": forward_pass}
        exec(as_code(graph, numbers, called), cell)
        assert cell["graph"] == graph and cell[called] == pytest.approx(numbers, rel=1e-4)
        assert max(map(len, as_code(graph, numbers, called).splitlines())) <= 120


@pytest.mark.parametrize("case", [*topological_order.first, *topological_order.edges])
def test_parents_in_a_message_can_be_copied_into_a_cell(case):
    cell: dict = {}
    exec(topological_order.say(*case), cell)
    assert cell["parents"] == case[0] and list(cell["parents"]) == list(case[0])


def test_a_backward_pass_that_ends_at_the_first_input_it_meets_is_wrong_and_named():
    def stops(graph, values):
        found = {name: 0.0 for name, _, _ in graph} | {graph[-1][0]: 1.0}
        for name, op, parents in reversed(graph):
            if op == "input":
                break
            for parent, partial in zip(parents, OPS[op].partials(*[values[p] for p in parents]), strict=True):
                found[parent] += found[name] * partial
        return found

    outcome = said(stops, backward_pass)
    assert outcome.kinds == ("stops at an input",) and '("w", "input", ())' in dict(outcome.rows)["where"]
    for seed in range(10):
        graph, values = backward_pass.draw(np.random.default_rng(seed))
        assert stops(graph, values) != pytest.approx(measured(graph, values))


def test_what_an_earlier_call_left_behind_is_named_also_where_the_first_answer_is_wrong():
    left = {"u": 1.0, "s": 1.0, "q": 1.0, "r": 1.0}

    def remembers(graph, values):
        for name, signal in measured(graph, values).items():
            left[name] = left.get(name, 0.0) + signal
        return dict(left)

    outcome = said(remembers, backward_pass)
    assert outcome.kinds == ("not repeatable",) and "Begin afresh" in dict(outcome.rows)["next"]


def test_an_order_of_one_round_is_told_which_name_could_have_been_placed():
    parents = {"a": (), "c": ("b",), "b": ("a",)}
    with pytest.raises(Exception, match="exercise") as failed:
        topological_order.judge("exercise", (parents,), ["a"], "")
    assert failed.value.outcome.headline == "'b' is missing although its parent a is placed"
    assert failed.value.outcome.kinds == ("one round",)


def test_an_order_whose_parent_counts_twice_is_told_so_where_it_refuses_a_graph():
    def kahn(parents):
        try:
            return orders._kahn_counting_twice(parents)
        except ValueError:
            raise ValueError("there is a cycle") from None

    outcome = said(kahn, topological_order)
    assert outcome.kinds == ("counted twice",) and "Nothing is wrong with this case" in dict(outcome.rows)["next"]


def test_a_cycle_that_is_not_refused_is_told_of_the_round_in_which_nothing_can_be_placed():
    def by_depth(parents):
        if any(parent not in parents for above in parents.values() for parent in above):
            raise ValueError("parents")

        def depth(name):
            return 1 + max(map(depth, parents[name]), default=0)

        return sorted(parents, key=depth)

    outcome = said(by_depth, topological_order)
    rows = dict(outcome.rows)
    assert outcome.headline == "RecursionError" and rows["expected"] == "a ValueError"
    assert "names are left and none of them can be placed" in rows["next"]


def test_small_cases_come_first():
    seen = []

    def answer(graph, inputs):
        seen.append(len(graph))
        return measure(graph, inputs)[0]

    check_task("exercise", answer, tasks.passes.forward_pass)
    assert seen[0] == len(SMALL[0][0]) and max(seen[: 2 * len(SMALL)]) < 10 and 24 <= seen[2 * len(SMALL)] <= 40


def test_a_raise_of_ones_own_on_the_line_of_its_if_is_told_that_the_case_has_an_order():
    def impatient(parents):
        order = []
        for name in parents:
            if not all(parent in order for parent in parents[name]):
                raise ValueError("a cycle")
            order.append(name)
        return order

    outcome = said(impatient, topological_order)
    assert outcome.kinds == ("all refused",) and "it has an answer" in dict(outcome.rows)["next"]


def test_a_dict_that_is_used_up_is_told_of_the_list_of_its_keys():
    def used_up(parents):
        parents.clear()
        return []

    assert "list(parents) its keys" in dict(said(used_up, topological_order).rows)["next"]


# Instances


@pytest.mark.parametrize("t", [-1.3, 0.4, 1.1, 2.0])
def test_both_paths_together_are_the_derivative(t):
    h = 1e-6
    whole = (two_paths(t + h, t + h) - two_paths(t - h, t - h)) / (2 * h)
    via_x = t * t * np.exp(np.cos(t) * t * t) * -np.sin(t)
    exact = (1 + np.cos(t) * np.exp(np.cos(t) * t * t)) * 2 * t
    assert via_x + exact == pytest.approx(whole, rel=1e-7)
    tasks.two_paths.path_contributions.judge("exercise", (t,), (via_x, exact), "")


def test_contributions_that_are_measured_by_a_difference_quotient_are_told_that_they_nearly_agree():
    def quotients(t, h=1e-3):
        return tuple((two_paths(*moved(h)) - two_paths(*moved(-h))) / (2 * h)
                     for moved in (lambda h: (t + h, t), lambda h: (t, t + h)))  # fmt: skip

    assert "nearly agree" in dict(said(quotients, tasks.two_paths.path_contributions).rows)["next"]
    told = dict(said(lambda t: tuple(1.01 * part for part in quotients(t)), tasks.two_paths.path_contributions).rows)
    assert "nearly" not in told["next"]


def test_a_cost_that_is_clipped_is_wrong_at_large_scores_only_and_is_named():
    def clipped(X, T, W, b):
        Y = special.softmax(X @ W.T + b, axis=1)
        Z_bar = (Y - T) / len(X)
        return -np.sum(T * np.log(np.clip(Y, 1e-15, 1 - 1e-15))) / len(X), Z_bar.T @ X, Z_bar.sum(axis=0)

    with pytest.raises(CheckFailed) as failed:
        check("exercise", clipped, models.softmax_regression, Returns.as_tuple("J", "W_bar", "b_bar"),
              hypotheses=tasks.softmax.regression_hypotheses)  # fmt: skip
    assert failed.value.outcome.kinds == ("clipped",)


@pytest.mark.parametrize("largest", [lambda Z: Z.max(), lambda Z: Z[:1].max()], ids=["of all rows", "of the first row"])
def test_a_cost_with_one_maximum_for_all_rows_is_refused_with_the_question_after_the_largest_power(largest):
    def regression(X, T, W, b):
        Z = X @ W.T + b
        Z = Z - largest(Z)
        log_Y = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
        Z_bar = (np.exp(log_Y) - T) / len(X)
        return -np.sum(T * log_Y) / len(X), Z_bar.T @ X, Z_bar.sum(axis=0)

    with pytest.raises(CheckFailed) as failed:
        check("exercise", regression, models.softmax_regression, Returns.as_tuple("J", "W_bar", "b_bar"))
    assert failed.value.outcome.kinds == ("overflow",)
    assert "is the largest of them 1 for every example?" in dict(failed.value.outcome.rows)["next"]


@pytest.mark.parametrize("seed", range(10))
def test_sizes_of_a_softmax_batch_differ(seed):
    point = models.softmax_regression.draw(np.random.default_rng(seed))
    assert len({*point["X"].shape, point["T"].shape[1]}) == 3 and (point["T"].sum(axis=1) == 1).all()


def test_the_contracts_examples_of_costs_are_right():
    for sizes, counts in (([784, 100, 10], (79400, 80400)), ([3, 2], (6, 6))):
        tasks.multiply_adds.multiply_adds.judge("exercise", (sizes,), counts, "")


def test_every_operation_of_a_case_is_in_the_table():
    for graph, _ in (*SMALL, *ODD):
        assert {op for _, op, _ in graph} <= {"input", *OPS}
