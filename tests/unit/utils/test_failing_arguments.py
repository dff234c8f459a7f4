"""After a failing check a reader can get at the arguments that it speaks of, and is told how where they are long."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from utils import CheckFailed, Returns, check, check_task, check_training, failing_arguments, progress, two_layer
from utils.checks.task import Task, equal_to
from utils.outcomes import Right

SEVEN = Returns.as_dict(*two_layer.BACKWARD)
NO_FIRST = replace(two_layer.batch, first=())


@pytest.fixture(autouse=True)
def _a_new_kernel():
    progress.forget()
    yield
    progress.forget()


def failed(run, *arguments, **kwargs):
    with pytest.raises(CheckFailed) as caught:
        run("double", *arguments, **kwargs)
    return caught.value.outcome


def total(size):
    """A task on arrays of that many numbers, of few digits."""
    return Task(("x",), lambda rng: (rng.normal(size=size).round(2),), equal_to(lambda x: x.sum(), "total"))


def test_they_are_those_of_the_case_that_the_message_speaks_of_though_others_were_asked_to_explain_it():
    outcome = failed(check_task, lambda x: x.sum() + 1, total(3))
    (x,) = failing_arguments()
    assert (
        np.array_equal(x, np.random.default_rng(1).normal(size=3).round(2))
        and "random case 1" in dict(outcome.rows)["where"]
    )


def test_they_are_those_of_the_edge_that_failed_though_another_one_looks_alike():
    edges = two_layer.batch.edges
    alike = [point for point in edges if point["X"].shape == (5, 3)]
    assert len(alike) == 2  # one saturated, one with every parameter 0

    def cost(X, T, W1, b1, W2, b2):
        return 0.5 * np.sum(T**2) / len(X) if not W1.any() else np.nan

    outcome = failed(check, cost, replace(NO_FIRST, edges=tuple(alike[::-1])), Returns.as_value("J"), count=0)
    assert "edge case 2 of 2" in dict(outcome.rows)["where"]
    assert np.array_equal(failing_arguments()[2], alike[0]["W1"])


def test_they_are_copies_that_may_be_changed():
    failed(check_task, lambda x: 0.0, total(3))
    (x,) = failing_arguments()
    before = x.copy()
    x += 1
    assert np.array_equal(failing_arguments()[0], before)


def test_calling_the_function_on_them_raises_the_error_again():
    failed(check_task, lambda x: x @ np.ones(7), total(3))
    with pytest.raises(ValueError, match="matmul"):
        (lambda x: x @ np.ones(7))(*failing_arguments())


@pytest.mark.parametrize("what", ["nothing was checked", "it came right since"])
def test_without_a_failing_case_that_is_said(what):
    if what == "it came right since":
        failed(check_task, lambda x: 0.0, total(3))
        check_task("double", lambda x: x.sum(), total(3))
    with pytest.raises(LookupError, match="no failing arguments"):
        failing_arguments()


def test_a_training_that_is_right_has_none_though_the_gradients_were_asked_on_the_side():
    def train(X, T, W1, b1, W2, b2, lr, steps):
        parameters, costs = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}, []
        for left in range(steps, -1, -1):
            J, bars = gradients(X, T, **parameters)
            costs.append(J)
            if left:
                parameters = {name: value - lr * bars[f"{name}_bar"] for name, value in parameters.items()}
        return {**parameters, "costs": np.array(costs)}

    def gradients(X, T, W1, b1, W2, b2):
        H = 1 / (1 + np.exp(-(X @ W1.T + b1)))
        E = H @ W2.T + b2 - T
        Z_bar = E / len(X) @ W2 * H * (1 - H)
        return np.sum(E**2) / 2 / len(X), {"W1_bar": Z_bar.T @ X, "b1_bar": Z_bar.sum(axis=0),
                                           "W2_bar": E.T @ H / len(X), "b2_bar": E.sum(axis=0) / len(X)}  # fmt: skip

    check_training("double", train, NO_FIRST, gradients)
    with pytest.raises(LookupError):
        failing_arguments()


def test_another_exercise_that_is_right_does_not_take_them_away():
    failed(check_task, lambda x: 0.0, total(3))
    check_task("other", lambda x: x.sum(), total(3))
    assert failing_arguments()[0].shape == (3,)


def test_what_is_recorded_without_arguments_keeps_none_as_in_a_process_that_does_not_judge():
    progress.record(Right("double", ""))
    with pytest.raises(LookupError):
        failing_arguments()


@pytest.mark.parametrize(("size", "told"), [(3, False), (300, True)])
def test_a_message_tells_how_to_get_them_only_where_it_does_not_print_them_all(size, told):
    rows = failed(check_task, lambda x: x.sum() + x[0] / 3, total(size)).rows  # nothing is known of that
    assert (("in a new cell", "arguments = utils.failing_arguments()\ndouble(*arguments)") in rows) == told
    assert ("on paper" in dict(rows)["next"]) != told
    assert (rows[1][0] == "in a new cell") == told


def test_it_is_told_too_where_a_case_is_described_in_words_and_its_array_is_not_even_mentioned():
    task = replace(total(300), say=lambda x: "many numbers")
    assert "in a new cell" in dict(failed(check_task, lambda x: x.sum() + 1, task).rows)
    assert failing_arguments()[0].shape == (300,)
    assert "in a new cell" not in dict(
        failed(check_task, lambda x: x.sum() + 1, replace(task, draw=total(3).draw)).rows
    )


def test_nobody_is_asked_for_an_exponential_on_paper_and_the_case_is_handed_over():
    task = replace(total(3), judge=equal_to(lambda x: np.exp(x).sum(), "total"))
    rows = dict(failed(check_task, lambda x: np.exp(x).sum() + x[0] / 3, task).rows)
    assert rows["next"].startswith("Call your function on these arguments, and print every value on the way to total")
    assert rows["in a new cell"] == "arguments = utils.failing_arguments()\ndouble(*arguments)"


def test_a_check_of_values_and_one_of_training_tell_it_too():
    def cost(*arguments):
        return 1.0

    rows = dict(failed(check, cost, NO_FIRST, Returns.as_value("J")).rows)
    assert "in a new cell" in rows and "on paper" not in rows["next"]
    rows = dict(failed(check_training, lambda *arguments: None, NO_FIRST).rows)
    assert "in a new cell" in rows and len(failing_arguments()) == 8


def test_a_list_of_pairs_is_shown_entry_by_entry():
    tiny = two_layer.deep(2, (2, 1, 2, 1))
    where = dict(failed(check, lambda X, T, layers: 1.0, tiny, Returns.as_value("J"), count=0).rows)["where"]
    assert "layers[0][0] = [[" in where and "layers[1][1] = [" in where and "array of shape" not in where
