"""The tasks of activations, layers and bumps: what they accept and what they refuse, beyond the planted mistakes."""

from __future__ import annotations

import warnings
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from scipy.special import expit

from utils import CheckFailed, check_task, tasks
from utils.numerical import centred_gradient
from utils.outcomes import Raised, Wrong
from utils.tasks.bumps import SHARP


def said(function, task, **kwargs):
    with pytest.raises(CheckFailed) as failed:
        check_task("exercise", function, task, **kwargs)
    return failed.value.outcome


@pytest.mark.parametrize("seed", range(30))
def test_random_activations_hide_nothing_and_their_shapes_differ(seed):
    (z,) = tasks.activations.relu.draw(np.random.default_rng(seed))
    assert (z > 0.3).any() and (z < -0.3).any() and np.abs(z).max() <= 3


@pytest.mark.parametrize(
    ("task", "function"),
    [
        ("d_logistic", lambda z: 1 / (1 + np.exp(-z))),
        ("d_tanh", np.tanh),
    ],
)
def test_derivatives_that_are_asked_for_are_those_that_differences_measure(task, function):
    def measured(z):
        slopes = [centred_gradient(function, v) for v in np.ravel(z)]
        return np.reshape(slopes, np.shape(z))

    chosen = getattr(tasks.activations, task)
    for seed in range(5):
        arguments = chosen.draw(np.random.default_rng(seed))
        chosen.judge("exercise", arguments, measured(*arguments), "")


def test_a_function_for_zero_dimensional_arrays_only_is_not_enough():
    assert said(lambda z: np.maximum(z, 0)[()] if np.ndim(z) == 0 else np.zeros(3), tasks.activations.relu)


def test_a_trusted_answer_overflows_nowhere():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for task in (tasks.activations.relu, tasks.activations.d_relu_and_d_softplus, tasks.activations.d_tanh):
            for edge in task.edges:
                with pytest.raises(Exception, match="exercise"):  # the judge itself, of a wrong answer
                    task.judge("exercise", edge, "wrong", "")


def test_two_functions_in_one_cell_are_judged_as_one_and_a_missing_one_is_not_attempted():
    def stub(z):
        raise NotImplementedError()

    task = tasks.activations.d_relu_and_d_softplus
    right = lambda z: np.heaviside(z, 0.0)  # noqa: E731
    for pair in ((stub, stub), (right, stub)):
        assert "has no answer yet" in said(tasks.activations.Together(*pair), task).headline
    assert said(tasks.activations.Together(right, right), task).headline == "d_softplus(z) is wrong"


@pytest.mark.parametrize("seed", range(30))
def test_the_sizes_of_a_random_layer_differ_and_its_batch_is_no_small_one(seed):
    X, W, b, _ = tasks.layers.dense.draw(np.random.default_rng(seed))
    assert len({*X.shape, len(W)}) == 3 and len(X) >= 3 and W.shape == (len(b), X.shape[1])


def test_what_is_passed_to_a_reader_can_be_imported_by_name():
    import importlib

    found = set()
    for seed in range(40):
        rng = np.random.default_rng(seed)
        found |= {tasks.layers.dense.draw(rng)[3], *(phi for *_, phi in tasks.layers.mlp.draw(rng)[1])}
    for edges in (tasks.layers.dense.edges, tasks.layers.two_layers.edges):
        found |= {edge[-1] for edge in edges}
    for _, layers in tasks.layers.mlp.edges:
        found |= {phi for *_, phi in layers}
    for phi in found:
        module = "numpy" if isinstance(phi, np.ufunc) else phi.__module__
        assert getattr(importlib.import_module(module), phi.__name__) is phi


def test_layers_are_collapsed_by_trying_and_agree_with_the_product():
    for seed in range(10):
        (layers,) = tasks.layers.collapse.draw(np.random.default_rng(seed))
        W = layers[0][0]
        for other, _ in layers[1:]:
            W = other @ W
        assert said(lambda layers, W=W: (W, np.zeros(7)), tasks.layers.collapse).headline.startswith(("b has", "W "))
        tasks.layers.collapse.judge("", (layers,), tuple(np.array(part) for part in _through(layers)), "")


def _through(layers):
    def run(x):
        for W, b in layers:
            x = W @ x + b
        return x

    inputs = layers[0][0].shape[1]
    b = run(np.zeros(inputs))
    return np.stack([run(unit) - b for unit in np.eye(inputs)], axis=1), b


def biases_as_weights(ones_after_phi, X, W1, b1, W2, b2, phi):
    """The program of the repair, as it is planted or as it should be."""
    ones = np.ones((len(X), 1))
    z1 = np.hstack([X, ones]) @ np.column_stack([W1, b1]).T
    h1 = np.hstack([phi(z1), ones]) if ones_after_phi else phi(np.hstack([z1, ones]))
    return phi(h1 @ np.column_stack([W2, b2]).T)


def test_the_repair_is_wrong_in_every_random_case_and_no_hint_is_given_away():
    planted = partial(biases_as_weights, False)
    for seed in range(30):
        arguments = tasks.layers.two_layers.draw(np.random.default_rng(seed))
        off = np.abs(planted(*arguments) - biases_as_weights(True, *arguments))
        assert off.max() > 1e-3, seed
    outcome = said(planted, tasks.layers.two_layers, explained=False)
    assert outcome.headline == "the network's output is wrong" and outcome.kinds == ()
    check_task("two_layers", partial(biases_as_weights, True), tasks.layers.two_layers, count=20, explained=False)


def test_a_repair_for_some_activation_functions_only_is_not_enough():
    def scaled_back(X, W1, b1, W2, b2, phi):
        """Divides the last column by what tanh makes of 1."""
        return biases_as_weights(False, X, W1, b1, W2, b2 / np.tanh(1.0), phi)

    assert said(scaled_back, tasks.layers.two_layers, explained=False).headline == "the network's output is wrong"


def network(edges, heights, k):
    return np.full((len(edges), 1), k), -k * edges, np.diff(heights, prepend=0.0, append=0.0), 0.0


@pytest.mark.parametrize("seed", range(20))
def test_random_bumps_are_sharp_and_their_heights_differ(seed):
    edges, heights, k = tasks.bumps.bump_network.draw(np.random.default_rng(seed))
    assert k * np.diff(edges).min() >= SHARP and np.abs(np.diff(heights)).min() > 0.1
    assert heights.min() < 0 < heights.max()


def test_a_step_may_lie_a_little_beside_its_edge_as_long_as_that_goes_with_one_over_k():
    def beside(edges, heights, k):
        W1, b1, w2, b2 = network(edges, heights, k)
        return W1, b1 + 3.0, w2, b2

    check_task("exercise", beside, tasks.bumps.bump_network)


@pytest.mark.parametrize("shift", [0.01, -0.02])
def test_a_step_at_another_place_is_wrong_in_the_limit(shift):
    def moved(edges, heights, k):
        return network(edges + shift, heights, k)

    assert said(moved, tasks.bumps.bump_network).headline == "the network's output is wrong"


def test_blunt_bumps_are_judged_by_their_slopes_and_far_outside():
    def blunt_is_wrong(what):
        def build(edges, heights, k):
            W1, b1, w2, b2 = network(edges, heights, k)
            return (W1 * (2 if what == "slope" else 1), b1, w2, b2 + (what == "outside")) if k < 5 else (W1, b1, w2, b2)

        return build

    assert said(blunt_is_wrong("slope"), tasks.bumps.bump_network).kinds == ("slope",)
    assert said(blunt_is_wrong("outside"), tasks.bumps.bump_network).headline == "the network's output is wrong"


def test_a_bump_forgotten_somewhere_is_found_and_told_by_its_edges():
    def all_but_one(edges, heights, k):
        heights = heights.copy()
        heights[1 % len(heights)] = 0.0
        return network(edges, heights, k)

    outcome = said(all_but_one, tasks.bumps.bump_network)
    assert "between edges[1]" in dict(outcome.rows)["yours"] and outcome.kinds == ()


def test_of_two_functions_the_one_that_overflows_is_named_and_no_name_that_does_not_exist_is_called():
    def d_relu(z):
        return (z > 0) * 1.0

    def d_softplus(z):
        return np.exp(z) / (1 + np.exp(z))

    with pytest.raises(CheckFailed) as failed:
        check_task(
            "d_relu_and_d_softplus",
            tasks.activations.Together(d_relu, d_softplus),
            tasks.activations.d_relu_and_d_softplus,
        )
    text = failed.value.outcome.text()
    assert "(in d_softplus)" in text and "d_relu_and_d_softplus(*arguments)" not in text


def test_weights_in_lists_of_the_wrong_shape_or_size_are_told_the_shape_that_is_wanted():
    def told(change):
        def build(edges, heights, k):
            return change(*network(edges, heights, k))

        found = said(build, tasks.bumps.bump_network)
        return found.headline, dict(found.rows)["next"]

    assert told(lambda W1, b1, w2, b2: (W1.tolist(), b1, w2, b2)) == (
        "W1 is a list and should be an array",
        f"Return a NumPy array of shape ({_units()}, 1): np.array(W1) makes one of it.",
    )
    assert told(lambda W1, b1, w2, b2: (W1[:, 0].tolist(), b1, w2, b2))[1] == "Return a NumPy array of shape (H, 1)."
    headline, step = told(lambda W1, b1, w2, b2: (W1, b1, w2[1:-1], b2))
    assert headline == "w2 has the wrong shape"
    assert step.startswith(f"{_units() - 1} bumps have {_units()} edges. w2 is not a level but the change at each edge")
    headline, step = told(lambda W1, b1, w2, b2: (W1, b1, w2, np.array([b2])))
    assert headline == "b2 has shape (1,) and should be one number"
    assert step == "Return b2 as a number, without a dimension: 0.5, not [0.5]."


def _units():
    """How many edges the first random case has."""
    return len(tasks.bumps.bump_network.draw(np.random.default_rng(1))[0])


@pytest.mark.parametrize(
    ("function", "task", "kind", "says"),
    [
        (lambda X, W, b, phi: np.tanh(X @ W.T + b), tasks.layers.dense, "wrong activation", "np.tanh is applied"),
        (
            lambda z: np.where(z >= 0, 1, np.exp(-np.abs(z))) / 1 + np.exp(-np.abs(z)),
            tasks.activations.logistic_function,
            "brackets",
            "without brackets around 1 + u",
        ),
        (lambda z: expit(z) * (1 + expit(z)), tasks.activations.d_logistic, "sign", "σ(1 + σ)"),
        (lambda z: np.abs(z) + np.log1p(np.exp(-np.abs(z))), tasks.activations.softplus, "term left out", "; or else"),
    ],
)
def test_what_a_reader_of_notebook_03_wrote_is_named(function, task, kind, says):
    found = said(function, task)
    assert found.kinds == (kind,) and says in dict(found.rows)["consistent with"]
    assert "next" not in dict(found.rows)  # the mistake is named: nobody goes through it all by hand


def test_a_comparison_in_the_place_of_a_function_is_no_matter_of_its_type():
    def output(h, w, b, task):
        z = h @ w + b
        return z > 0 if task == "binary" else z

    found = said(output, tasks.layers.output_layer)
    assert "a threshold takes the place of σ" in dict(found.rows)["consistent with"]
    assert "Return σ(z) itself" in dict(found.rows)["next"]
    found = said(lambda z: z > 0, tasks.activations.relu)
    assert "the slope of ReLU" in dict(found.rows)["consistent with"]
    assert dict(found.rows)["next"].startswith("Correct first what the answer is consistent with.")


@pytest.mark.parametrize(
    ("step", "first", "kind", "says"),
    [
        (lambda W, b, A, c: (W @ A, A @ b + c), 1, "order", "the other way round"),
        (lambda W, b, A, c: (W @ A, b @ A + c), 1, "order", "the other way round"),
        (lambda W, b, A, c: (A @ W, b @ A + c), 1, "order", "b stands on the left"),
        (lambda W, b, A, c: (A @ W, A @ b + c), 0, "layer twice", "the first layer is applied twice"),
    ],
)
@pytest.mark.parametrize("square", [False, True])
def test_a_product_in_the_wrong_order_is_named_where_sizes_do_not_fit_and_where_they_do(
    step, first, kind, says, square
):
    def collapse(layers):
        W, b = layers[0]
        for A, c in layers[first:]:
            W, b = step(W, b, A, c)
        return np.array(W), np.array(b)

    task = replace(tasks.layers.collapse, first=()) if square else tasks.layers.collapse
    found = said(collapse, task)  # the first random case is one of two square layers
    assert isinstance(found, Wrong if square else Raised)
    assert found.kinds == (kind,) and says in dict(found.rows)["consistent with"]
    assert "read from its end" not in dict(found.rows)["consistent with"]
