"""An answer of several values that is packed in another way: what is said of it, in every exercise."""

from __future__ import annotations

import numpy as np
import pytest

from utils import CheckFailed, Returns, check, check_task, models, tasks, two_layer
from utils.elementwise import logistic


def said(run, *arguments, **keywords):
    with pytest.raises(CheckFailed) as failed:
        run(*arguments, **keywords)
    return failed.value.outcome


def one_after_the_other(*parts):
    return np.concatenate([np.ravel(part) for part in parts])


def gradients(X, T, W1, b1, W2, b2):
    H = logistic(X @ W1.T + b1)
    Y_bar = (H @ W2.T + b2 - T) / len(X)
    Z_bar = Y_bar @ W2 * H * (1 - H)
    J = np.sum((H @ W2.T + b2 - T) ** 2) / 2 / len(X)
    return J, {"W1_bar": Z_bar.T @ X, "b1_bar": Z_bar.sum(0), "W2_bar": Y_bar.T @ H, "b2_bar": Y_bar.sum(0)}


WITNESS, SHARPEN, WEIGHTS = tasks.gates.xor_witness, tasks.threshold.sharpen, tasks.gates.xor_feature_weights


@pytest.mark.parametrize(
    "task, function, shape",
    [
        (WITNESS, lambda: np.array([0.5, 0.5]), "(2,)"),
        (WITNESS, lambda: np.array([0.5, 0.5, 0.5, 0.5]), "(4,)"),
        (WEIGHTS, lambda: np.array([1.0, 1.0, -2.0, -0.5]), "(4,)"),
        (SHARPEN, lambda w, b, k: one_after_the_other(k * w, k * b), ""),
        (tasks.layers.collapse, lambda layers: one_after_the_other(*layers[0]), ""),
        (tasks.activations.d_relu_and_d_softplus, lambda z: np.array([z > 0, logistic(z)]), ""),
        (tasks.threshold.my_xor_weights, lambda: np.array([1.0, 1.0, 1.0, 1.0, -0.5, -1.5, 1.0, -1.0, -0.5]), "(9,)"),
    ],
)
def test_one_array_in_the_place_of_several_values_is_called_that(task, function, shape):
    found = said(check_task, "exercise", function, task)
    assert found.kinds[0] == "one array for several" and found.headline.startswith("it returned one array, of shape")
    assert shape in found.headline and "side by side" in dict(found.rows)["next"]


def test_numbers_may_come_as_one_array_because_it_unpacks_like_a_pair():
    def pair(w, b, x, t):
        y = logistic(w * x + b)
        return np.array([(y - t) * y * (1 - y) * x, (y - t) * y * (1 - y)])

    check("gradients_by_hand", pair, models.logistic_least_squares, Returns.as_tuple("dL_dw", "dL_db"))


@pytest.mark.parametrize(
    "change, kind, says",
    [
        (lambda J, grads: (J, *grads.values()), "packing", "All the values are right"),
        (lambda J, grads: {"J": J, **grads}, "packing", "All the values are right"),
        (lambda J, grads: [grads, J], "packing", "All the values are right"),
        (lambda J, grads: (J, grads["W2_bar"]), "one value of several", "These are J and W2_bar; b2_bar, W1_bar and"),
        (lambda J, grads: J, "one value of several", "It is J alone."),
        (lambda J, grads: grads, "one value of several", "J is not there"),
    ],
)
def test_which_values_are_in_an_answer_is_said_where_the_numbers_tell(change, kind, says):
    function = lambda *arguments: change(*gradients(*arguments))  # noqa: E731
    found = said(check, "cost_and_gradients", function, two_layer.batch, two_layer.gradients)
    assert found.kinds[0] == kind and says in dict(found.rows)["consistent with"]


def test_one_value_of_a_pair_is_named_for_a_task_too():
    found = said(check_task, "sharpen", lambda w, b, k: k * b, SHARPEN)
    assert found.kinds[0] == "one value of several" and dict(found.rows)["consistent with"] == "It is k·b alone."
    found = said(check_task, "sharpen", lambda w, b, k: {"w": k * w, "b": k * b}, SHARPEN)
    assert found.kinds[0] == "packing"


def test_wrong_numbers_that_are_packed_otherwise_are_not_explained():
    found = said(check_task, "sharpen", lambda w, b, k: w, SHARPEN)
    assert "one value of several" not in found.kinds and "packing" not in found.kinds


def test_a_key_that_is_missing_from_a_dict_beside_a_value_is_called_that():
    def short(*arguments):
        J, grads = gradients(*arguments)
        return J, {name: grads[name] for name in list(grads)[1:]}

    found = said(check, "cost_and_gradients", short, two_layer.batch, two_layer.gradients)
    assert "missing key" in found.kinds and "has no" in found.headline


def test_a_dict_that_lacks_values_is_not_told_twice_which():
    found = said(check, "l2", lambda w, b, x, t, lam: {"y_bar": w * x + b - t, "b_bar": w * x + b - t},
                 models.l2_regression, Returns.as_dict("y_bar", "w_bar", "b_bar"))  # fmt: skip
    assert found.kinds == ("missing key",) and "consistent with" not in dict(found.rows)
