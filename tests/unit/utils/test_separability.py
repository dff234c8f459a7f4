"""Data sets whose separability is known, and the tasks and the check of notebook 01."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog

from utils import CheckFailed, check_feature, check_task, progress
from utils.outcomes import NotAttempted, Right, Wrong
from utils.tasks import gates, planted, separability


def separable(X, t):
    """A linear program of one's own, for these tests."""
    X = X - X.mean(axis=0)
    X = X / np.where(np.ptp(X, axis=0) > 0, np.abs(X).max(axis=0), 1.0)
    rows = np.where(t == 1, -1.0, 1.0)[:, None] * np.column_stack([X, np.ones(len(X))])
    return linprog(np.zeros(rows.shape[1]), A_ub=rows, b_ub=-np.ones(len(X)), bounds=(None, None)).status == 0


def outcome(check, *args, **kwargs):
    progress.forget()
    try:
        check("exercise", *args, **kwargs)
    except CheckFailed as failed:
        return failed.outcome
    (latest,) = progress._latest.values()
    return latest


@pytest.mark.parametrize("draw", [planted.draw, planted.draw_hard])
def test_planted_data_are_what_they_were_made_to_be(draw):
    rng = np.random.default_rng(0)
    seen = set()
    for _ in range(200):
        data = draw(rng)
        X, t = data
        assert separable(X, t) == data.separable and 0 < t.sum() < len(t) and data.proof
        seen.add((data.separable, X.shape[1]))
    assert seen == set(product([True, False], [1, 2, 3, 4]))


def test_the_edges_hold_every_kind_of_data_that_the_exercise_speaks_of():
    edges = separability.separable_data.edges
    assert all(separable(*data) == data.separable for data in edges)
    assert {"one class", "both labels", "touching", "narrow margin", "not scaled", "not centred"} <= {
        data.kind for data in edges
    }
    assert {len(data[0]) for data in edges} >= {1, 2} and {data[0].shape[1] for data in edges} >= {1, 2, 3}
    smallest = min(np.diff(np.unique(data[0])).min() for data in edges if len(np.unique(data[0])) > 1)
    assert smallest >= 1e-6 - 1e-15


def test_a_false_proof_is_the_authors_mistake():
    with pytest.raises(ValueError, match="by_line"):
        planted.by_line([[0.0], [1.0]], [0, 1], [-1.0], 0.5)
    with pytest.raises(ValueError, match="by_point"):
        planted.by_point([[0.0], [1.0]], [0, 1], [1.0, 1.0])


def test_a_right_test_of_separability_passes_and_the_evidence_is_shown_to_a_wrong_one():
    assert isinstance(outcome(check_task, separable, separability.separable_data, count=15), Right)
    assert isinstance(outcome(check_task, separable, separability.hard_separable_data, count=30, seed=7), Right)
    found = outcome(check_task, lambda X, t: True, separability.separable_data, count=15)
    assert found.kinds == ("always True",) and "lies in both hulls" in dict(found.rows)["evidence"]
    found = outcome(check_task, lambda X, t: False, separability.separable_data, count=15)
    assert found.kinds == ("always False",) and "every label comes out right" in dict(found.rows)["evidence"]


def test_the_evidence_about_moved_data_can_be_tried_on_the_data_as_they_are_printed():
    moved = [data for data in separability.separable_data.edges if "for the points" in data.proof]
    assert len(moved) >= 10 and {data[1].sum() for data in moved} == {1, 2}
    for data in moved:
        says, points = data.proof.split(",\nfor the points ")
        back = points.split(": ")[0].replace("[", "np.array([").replace("]", "])")
        Z = eval(back, {"np": np, "X": data[0]})
        if data.separable:
            assert np.array_equal(Z @ [1, 1] - 1.5 > 0, data[1] == 1) and "w = [1, 1], b = -1.5" in says
        else:
            assert Z[data[1] == 0].mean(axis=0) == pytest.approx(Z[data[1] == 1].mean(axis=0), rel=1e-6)


def test_each_column_has_to_be_prepared_by_itself_but_shifting_is_enough():
    def solved(prepare):
        def function(X, t):
            X = prepare(X)
            rows = np.where(t == 1, -1.0, 1.0)[:, None] * np.column_stack([X, np.ones(len(X))])
            return linprog(np.zeros(rows.shape[1]), A_ub=rows, b_ub=-np.ones(len(X)), bounds=(None, None)).status == 0

        return outcome(check_task, function, separability.separable_data, count=15)

    assert isinstance(solved(lambda X: X - X.mean(axis=0)), Right)
    one_mean = solved(lambda X: (X - X.mean()) / (np.abs(X - X.mean()).max(axis=0) + 1e-300))
    assert one_mean.kinds == ("not centred",) and "step 1" in dict(one_mean.rows)["next"]
    one_size = solved(lambda X: (X - X.mean(axis=0)) / (np.abs(X - X.mean(axis=0)).max() + 1e-300))
    assert one_size.kinds == ("not scaled",) and "step 1" in dict(one_size.rows)["next"]


def test_the_status_of_the_solver_is_shown_as_it_is_and_named():
    found = outcome(check_task, lambda X, t: 0 if separable(X, t) else 2, separability.separable_data, count=15)
    assert found.kinds == ("status",) and dict(found.rows)["yours"] in ("0", "2")
    assert "linprog's status" in dict(found.rows)["consistent with"]


@pytest.mark.parametrize("answer", [bool, np.bool_, int, np.array])
def test_a_truth_value_of_any_type_is_accepted(answer):
    assert isinstance(outcome(check_task, lambda X, t: answer(separable(X, t)), separability.separable_data), Right)


@pytest.mark.parametrize("answer", [str, float, lambda value: [value], lambda value: None])
def test_what_is_no_truth_value_is_refused(answer):
    assert isinstance(outcome(check_task, lambda X, t: answer(separable(X, t)), separability.separable_data), Wrong)


def test_the_counts_are_those_of_all_tables_asked_one_by_one_and_no_message_says_them():
    def count(n):
        points = np.array(list(product((0.0, 1.0), repeat=n)))
        return sum(separable(points, np.array(table)) for table in product((0, 1), repeat=2**n))

    assert isinstance(outcome(check_task, count, separability.count_separable, count=1), Right)
    for wrong in (0, 5, 13, 15, 103, 105, 10**6):
        found = outcome(check_task, lambda n, wrong=wrong: wrong, separability.count_separable)
        rows = dict(found.rows)
        assert isinstance(found, Wrong) and "expected" not in rows
        assert not any(f" {right}" in text.split("consistent")[0] for right in (14, 104) for text in rows.values())


@pytest.mark.parametrize(
    ("gate", "pair", "kind"),
    [
        ("AND", (np.array([1.0, 1.0]), -0.5), "another gate"),
        ("OR", (np.array([1, 1]), -1), "tie"),
        ("NAND", (np.array([1.0, 1.0]), -1.5), "sign"),
        ("NOT", (np.array([1.0]), -0.5), "sign"),
        ("NOT", (np.array([-1.0, 1.0]), 0.5), "shape"),
        ("AND", (np.array([np.nan, 1.0]), -0.5), "not finite"),
    ],
)
def test_of_wrong_gate_weights_the_gate_and_the_input_are_named(gate, pair, kind):
    right = {"NOT": ([-1], 0.5), "AND": ([1, 1], -1.5), "OR": ([1, 1], -0.5), "NAND": ([-1, -1], 1.5)}
    assert isinstance(outcome(check_task, lambda: right, gates.gate_weights), Right)
    found = outcome(check_task, lambda: {**right, gate: pair}, gates.gate_weights)
    assert found.kinds == (kind,) and gate in dict(found.rows)["where"]


@pytest.mark.parametrize(
    ("task", "answer", "headline", "step"),
    [
        (gates.gate_weights, {"NOT": (-1.0, 0.5), "AND": 0, "OR": 0, "NAND": 0}, "w is", "one entry: np.array([-1])"),
        (gates.xor_feature_weights, (1.0, -0.5), "w is", "with 3 entries"),
        (gates.xor_witness, (0.5, 0.5), "alpha is", "two shares"),
        (gates.xor_witness, ([0.5, 0.5], 0.5), "beta is", "two shares"),
    ],
)
def test_no_sum_is_looked_for_where_a_number_was_written_down_for_an_array(task, answer, headline, step):
    found = outcome(check_task, lambda: answer, task)
    said = dict(found.rows)
    assert found.headline.startswith(headline) and step in said["next"] and "consistent with" not in said


def test_one_array_of_two_shares_is_told_that_the_other_is_missing():
    found = outcome(check_task, lambda: np.array([0.5, 0.5]), gates.xor_witness)
    assert "one array for several" in found.kinds


def test_the_witness_has_one_solution_and_rounding_is_forgiven():
    half = np.array([0.5, 0.5])
    assert isinstance(outcome(check_task, lambda: (half + 1e-13, half), gates.xor_witness), Right)
    for wrong in ((half, half + 0.1), (np.array([1.5, -0.5]), half), (half, np.array([0.4, 0.6])), half, None, (1, 2)):
        assert isinstance(outcome(check_task, lambda wrong=wrong: wrong, gates.xor_witness), Wrong)


@pytest.mark.parametrize(
    "feature",
    [
        lambda X: (X[:, :1] - X[:, 1:]) ** 2,
        lambda X: X[:, :1] != X[:, 1:],
        lambda X: 1e9 - np.abs(X[:, :1] - X[:, 1:]),
        lambda X: (X - 0.5).prod(axis=1, keepdims=True),
        lambda X: (X.astype(int)[:, :1] ^ X.astype(int)[:, 1:]) - 7,
    ],
)
def test_any_feature_in_which_a_threshold_separates_xor_is_right(feature):
    assert isinstance(outcome(check_feature, feature, count=20, seed=3), Right)


@pytest.mark.parametrize(
    ("feature", "kind"),
    [
        (lambda X: X[:, :1] + X[:, 1:], "monotone"),
        (lambda X: 0 * X[:, :1], "constant"),
        (lambda X: np.sin(np.pi * X.sum(axis=1, keepdims=True)), "constant"),
        (lambda X: np.full((len(X), 1), np.nan), "not finite"),
        (lambda X: (X[:, 0] - X[:, 1]) ** 2, "shape"),
        (lambda X: (X - X[:, ::-1]) ** 2, "shape"),
        (lambda X: np.abs(X - X.mean(axis=0)).prod(axis=1, keepdims=True) + (X[:, :1] - X[:, 1:]) ** 2, "depends on other rows"),
        (lambda X: np.array([[0.0], [1.0], [1.0], [0.0]])[: len(X)], "depends on other rows"),
        (lambda X: [[0], [1], [1], [0]], "type"),
    ],
)  # fmt: skip
def test_a_wrong_feature_is_refused_with_the_reason(feature, kind):
    found = outcome(check_feature, feature)
    assert isinstance(found, Wrong) and found.kinds == (kind,)


def test_a_feature_that_is_not_written_is_not_attempted():
    def stub(X):
        raise NotImplementedError()

    assert isinstance(outcome(check_feature, stub), NotAttempted)
