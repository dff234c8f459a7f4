"""The checks of notebook 06: programs on matrices, packed returns, forward slips, training, and hidden units."""

from __future__ import annotations

import numpy as np
import pytest

from utils import CheckFailed, Returns, check, check_task, check_training, tasks, two_layer, xor_runs
from utils.checks.refusals import CannotJudge
from utils.checks.writing import describe
from utils.elementwise import logistic
from utils.tasks.descents import descend, trusted_gradients

SEVEN = Returns.as_dict(*two_layer.BACKWARD)


def backward(x, t, W1, b1, W2, b2):
    h = logistic(W1 @ x + b1)
    e = W2 @ h + b2 - t
    s = (W2.T @ e) * h * (1 - h)
    return {
        "y_bar": e,
        "W2_bar": np.outer(e, h),
        "b2_bar": e,
        "h_bar": W2.T @ e,
        "z_bar": s,
        "W1_bar": np.outer(s, x),
        "b1_bar": s,
    }


def gradients(X, T, W1, b1, W2, b2):
    H = logistic(X @ W1.T + b1)
    E = (H @ W2.T + b2 - T) / len(X)
    S = E @ W2 * H * (1 - H)
    return len(X) * np.sum(E**2) / 2, {
        "W1_bar": S.T @ X,
        "b1_bar": S.sum(axis=0),
        "W2_bar": E.T @ H,
        "b2_bar": E.sum(axis=0),
    }


def train(X, T, W1, b1, W2, b2, lr, steps, of=gradients):
    costs = []
    for step in range(steps + 1):
        J, grads = of(X, T, W1, b1, W2, b2)
        costs.append(J)
        if step < steps:
            W1, b1, W2, b2 = (
                a - lr * grads[f"{n}_bar"] for n, a in zip(("W1", "b1", "W2", "b2"), (W1, b1, W2, b2), strict=True)
            )
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array(costs)}


def said(run, *arguments, **kwargs):
    with pytest.raises(CheckFailed) as failed:
        run("exercise", *arguments, **kwargs)
    return failed.value.outcome


@pytest.mark.parametrize("seed", range(5))
def test_all_sizes_of_a_random_point_differ(seed):
    point = two_layer.batch.draw(np.random.default_rng(seed))
    (N, D), (K, H) = point["X"].shape, point["W2"].shape
    assert len({N, D, H, K}) == 4 and N >= 3


def test_edges_include_equal_sizes_one_example_one_output_and_saturation():
    shapes = [(*point["X"].shape, *point["W2"].shape) for point in two_layer.batch.edges]
    assert (3, 3, 3, 3) in shapes and any(shape[0] == 1 for shape in shapes) and any(shape[2] == 1 for shape in shapes)
    assert max(np.abs(two_layer.batch.values(point)["Z"]).max() for point in two_layer.batch.edges) == 1000.0


def test_a_wrong_error_signal_shows_the_shapes_as_evidence():
    def wrong(*arguments):
        bars = backward(*arguments)
        return {**bars, "W1_bar": np.outer(bars["h_bar"], arguments[0])}

    outcome = said(check, wrong, two_layer.one_example, SEVEN)
    assert outcome.headline == "W1_bar is wrong" and outcome.kinds == ("local derivative left out",)
    assert "W1 (" in dict(outcome.rows)["shapes"] and "An error signal has" not in dict(outcome.rows)["shapes"]

    def column(*arguments):
        return {**backward(*arguments), "z_bar": np.ones((7, 1))}

    outcome = said(check, column, two_layer.one_example, SEVEN)
    assert "An error signal has the shape of its value." in dict(outcome.rows)["shapes"]  # where it has another


def test_products_that_do_not_fit_show_the_shapes_too():
    outcome = said(check, lambda x, t, W1, b1, W2, b2: {"h_bar": W2 @ t}, two_layer.one_example, SEVEN)
    assert outcome.headline == "ValueError" and "W2 (" in dict(outcome.rows)["shapes"]


def test_a_slip_of_the_forward_pass_is_named_at_the_first_error_signal():
    outcome = said(check, lambda x, t, W1, b1, W2, b2: backward(x, t, W1, 0 * b1, W2, b2), two_layer.one_example, SEVEN)
    assert outcome.headline == "y_bar is wrong" and outcome.kinds == ("forward pass",)
    assert "z does not use b1" in dict(outcome.rows)["consistent with"]


def test_a_pair_is_unpacked_and_what_is_wrong_in_a_part_is_said_of_that_part():
    where = ""
    found = two_layer.gradients.unpack("f", (1.0, dict.fromkeys(("W1_bar", "b1_bar", "W2_bar", "b2_bar"), 0.0)), where)
    assert list(found) == ["J", "W2_bar", "b2_bar", "W1_bar", "b1_bar"]
    with pytest.raises(CannotJudge) as failed:
        two_layer.gradients.unpack("f", (1.0, {}), where)
    assert failed.value.outcome.headline.startswith("grads: ")
    with pytest.raises(CannotJudge) as failed:
        two_layer.deep_gradients(2).unpack("f", (1.0, [(0.0, 0.0)]), where)
    assert failed.value.outcome.headline == "the gradients: 1 value instead of 2"


def test_layers_in_backward_order_are_told_so():
    def reverse(X, T, layers):
        (W1, b1), (W2, b2) = layers
        J, grads = gradients(X, T, W1, b1, W2, b2)
        return J, [(grads["W2_bar"], grads["b2_bar"]), (grads["W1_bar"], grads["b1_bar"])]

    program = two_layer.deep(2)
    assert said(check, reverse, program, two_layer.deep_gradients(2)).kinds[0] == "order"


def test_one_check_tries_the_edges_of_other_depths():
    def only_two(X, T, layers):
        (W1, b1), (W2, b2) = layers
        J, grads = gradients(X, T, W1, b1, W2, b2)
        return J, [(grads["W1_bar"], grads["b1_bar"]), (grads["W2_bar"], grads["b2_bar"])]

    check("exercise", only_two, two_layer.deep(2), two_layer.deep_gradients(2))
    outcome = said(check, only_two, two_layer.deep(2), two_layer.deep_gradients(2), also=two_layer.other_depths)
    assert outcome.headline == "ValueError"


def test_training_is_right_where_it_follows_ones_own_wrong_gradients_and_says_so():
    def wrong(*arguments):
        J, grads = gradients(*arguments)
        return J, {name: 2 * grad for name, grad in grads.items()}

    def on_wrong(*arguments):
        return train(*arguments, of=wrong)

    check_training("exercise", train, two_layer.batch)
    check_training("exercise", on_wrong, two_layer.batch, wrong)
    assert said(check_training, on_wrong, two_layer.batch, gradients).headline == "costs is wrong"


def test_constant_gradients_excuse_nothing():
    def constant(X, T, W1, b1, W2, b2):
        return 0.0, {"W1_bar": 0 * W1, "b1_bar": 0 * b1, "W2_bar": 0 * W2, "b2_bar": 0 * b2}

    assert (
        said(check_training, lambda *a: train(*a, of=constant), two_layer.batch, constant).headline == "costs is wrong"
    )


def test_a_descent_on_measured_derivatives_is_that_of_the_formulas():
    point = two_layer.batch.random_point(np.random.default_rng(4))
    expected = train(*point.values(), 0.3, 4)
    found = descend(two_layer.batch, trusted_gradients(two_layer.batch), point, 0.3, 4)
    for name, value in expected.items():
        np.testing.assert_allclose(found[name] if name == "costs" else found[name][-1], value, rtol=1e-10)


def test_many_starts_at_once_go_the_same_way_as_one_after_the_other():
    together = xor_runs.found_by(2, 8, 800, 0.5)
    alone = []
    for seed in range(8):
        (last,) = xor_runs.snapshots(train, xor_runs.random_start(2, (2, seed)), [800])
        now = last.parameters
        outputs = logistic(xor_runs.X @ now["W1"].T + now["b1"]) @ now["W2"].T + now["b2"]
        alone.append(np.array_equal(xor_runs.labels(outputs), xor_runs.T))
    assert together.tolist() == alone and 0 < sum(alone) < 8


def test_one_hidden_unit_never_finds_xor_and_four_nearly_always_do():
    one, four = xor_runs.how_often(sizes=(1, 4), starts=10, steps=600)
    assert one.found == 0 and four.found >= 8


@pytest.mark.parametrize("seed", range(20))
def test_the_count_of_a_random_case_is_beyond_doubt(seed):
    W1, b1, tol = tasks.hidden_units.distinct.draw(np.random.default_rng(seed))
    counts = {tasks.hidden_units.count(W1, b1, tol * factor) for factor in (0.6, 1.0, 1.9)}
    assert len(counts) == 1


def test_whole_numbers_of_numpy_count_and_floats_do_not():
    check_task(
        "exercise",
        lambda W1, b1, tol=1e-8: np.int64(tasks.hidden_units.count(W1, b1, tol)),
        tasks.hidden_units.distinct,
    )
    outcome = said(
        check_task, lambda W1, b1, tol=1e-8: float(tasks.hidden_units.count(W1, b1, tol)), tasks.hidden_units.distinct
    )
    assert outcome.kinds == ("type",)


def test_an_array_changed_in_place_after_it_was_right_is_told_so_and_not_sent_to_its_own_line_alone():
    def in_place(x, t, W1, b1, W2, b2):
        bars = backward(x, t, W1, b1, W2, b2)
        return {**bars, "h_bar": bars["z_bar"]}

    outcome = said(check, in_place, two_layer.one_example, SEVEN)
    assert outcome.headline == "h_bar is wrong" and outcome.kinds == ("next error signal",)
    rows = dict(outcome.rows)
    assert "the error signal of z" in rows["consistent with"] and "every later line" in rows["next"]


def test_an_order_seen_by_the_shapes_sends_to_the_order():
    def reverse(X, T, layers):
        (W1, b1), (W2, b2) = layers
        J, grads = gradients(X, T, W1, b1, W2, b2)
        return J, [(grads["W2_bar"], grads["b2_bar"]), (grads["W1_bar"], grads["b1_bar"])]

    rows = dict(said(check, reverse, two_layer.deep(2), two_layer.deep_gradients(2)).rows)
    assert "order in which they are returned" in rows["next"] and "in the wrong order" in rows["consistent with"]


def test_values_alone_are_not_told_of_error_signals():
    returns = Returns.as_dict("z1", "h1", "z2", "h2", "y1", "y2")
    outcome = said(check, lambda x, W1, b1, W2, b2: W1[2, 0], two_layer.by_hand, returns)
    assert outcome.headline == "IndexError" and "W1 (2, 2)" in dict(outcome.rows)["shapes"]
    assert "error signal" not in dict(outcome.rows)["shapes"]


def test_a_bias_that_is_not_summed_is_one_row_for_each_example():
    def unsummed(*point):
        J, grads = gradients(*point)
        X, T, W1, b1, W2, b2 = point
        return J, {**grads, "b2_bar": (logistic(X @ W1.T + b1) @ W2.T + b2 - T) / len(X)}

    rows = dict(said(check, unsummed, two_layer.batch, two_layer.gradients).rows)
    assert rows["consistent with"] == "There is one row for each example: their sum is missing."


def test_a_wrong_step_along_wrong_gradients_is_judged_by_those_gradients():
    def own(*point):
        J, grads = gradients(*point)
        return J, {**grads, "W1_bar": 3 * grads["W1_bar"]}

    def uphill(X, T, W1, b1, W2, b2, lr, steps):
        return train(X, T, W1, b1, W2, b2, -lr, steps, of=own)

    outcome = said(check_training, uphill, two_layer.training, own)
    rows = dict(outcome.rows)
    assert outcome.kinds == ("sign",) and "expected" not in rows
    point = two_layer.training.first[0]
    assert rows["by your own gradients"] == f"costs[1] = {train(**point, lr=0.5, steps=2, of=own)['costs'][1]:.6g}"
    assert "expected" in dict(
        said(check_training, lambda *a: train(*a[:-2], -a[-2], a[-1]), two_layer.training, own).rows
    )


def stale(X, T, W1, b1, W2, b2, lr, steps):
    result = train(X, T, W1, b1, W2, b2, lr, steps)
    if steps == 0:
        raise UnboundLocalError("J")
    return {**result, "costs": np.append(result["costs"][:-1], result["costs"][-2])}


def test_a_last_cost_that_was_not_computed_again_is_named_even_if_there_is_none_without_steps():
    outcome = said(check_training, stale, two_layer.training, gradients)
    assert outcome.headline == "costs is wrong" and outcome.kinds == ("last cost twice",)


def test_who_stops_when_the_cost_is_small_is_found_out_where_training_begins_near_its_end():
    def impatient(*arguments):
        result = train(*arguments)
        small = np.flatnonzero(result["costs"] < 1e-3)
        return {**result, "costs": result["costs"][: small[0] + 1] if small.size else result["costs"]}

    check_training("exercise", impatient, two_layer.batch, gradients)
    assert said(check_training, impatient, two_layer.training, gradients).kinds == ("row missing",)


@pytest.mark.parametrize("program", [two_layer.one_example, two_layer.batch, two_layer.three_layers])
def test_a_first_case_is_printed_in_full_and_hides_nothing(program):
    (point,) = program.first
    assert "array of shape" not in describe(program.arguments(point), "")
    assert all(np.abs(signal).min() > 1e-4 for signal in program.error_signals(program.values(point)).values())


def test_bias_gradients_of_one_column_are_not_charged_to_the_training_that_uses_them():
    def columns(*arguments):
        J, grads = gradients(*arguments)
        return J, {name: grad[:, np.newaxis] if name[0] == "b" else grad for name, grad in grads.items()}

    def on_columns(*arguments):
        return train(*arguments, of=columns)

    def uphill(*arguments):
        *first, lr, steps = arguments
        return train(*first, -lr, steps, of=columns)

    def gives_up(*arguments):
        *first, steps = arguments
        if steps:
            raise ValueError("operands could not be broadcast together")
        return train(*first, 0, of=columns)

    check_training("exercise", on_columns, two_layer.training, columns)
    for wrong in (uphill, gives_up):
        said(check_training, wrong, two_layer.training, columns)
    said(check_training, on_columns, two_layer.training, gradients)


@pytest.mark.parametrize("most", [10, 30])
def test_a_training_that_never_takes_more_steps_than_so_many_is_found_out(most):
    def short(*arguments):
        *first, lr, steps = arguments
        path = train(*first, lr, min(steps, most))
        return {**path, "costs": np.append(path["costs"], [path["costs"][-1]] * (steps - most))}

    assert said(check_training, short, two_layer.training).headline == "costs is wrong"


def test_a_cost_of_the_first_hundred_examples_is_found_out():
    def some(X, T, *weights):
        return gradients(X[:100], T[:100], *weights)

    returns = Returns.as_pair("J", Returns.as_dict("W2_bar", "b2_bar", "W1_bar", "b1_bar"), "grads")
    assert said(check, some, two_layer.batch, returns).headline == "J is wrong"


def by_index(x, t, W1, b1, W2, b2, of_h=None, of_w=None):
    """A right backward pass, index by index, but for h_bar[j] and W1_bar[j, d]."""
    (H, D), K = W1.shape, len(t)
    bars = backward(x, t, W1, b1, W2, b2)
    y_bar, h = bars["y_bar"], logistic(W1 @ x + b1)
    for j in range(H):
        if of_h:
            bars["h_bar"][j] = of_h(j, H, K, y_bar, W2)
    bars["z_bar"] = bars["h_bar"] * h * (1 - h)
    bars["b1_bar"], bars["W1_bar"] = bars["z_bar"], np.outer(bars["z_bar"], x)
    if of_w:
        bars["W1_bar"] = np.array([[of_w(bars["z_bar"][j], W1[j, d]) for d in range(D)] for j in range(H)])
    return bars


@pytest.mark.parametrize(
    ("slip", "kind", "says"),
    [
        ({"of_h": lambda j, H, K, y_bar, W2: sum(y_bar[k] * W2[j, k] for k in range(H))}, "transpose", "W2[j, k]"),
        (
            {"of_h": lambda j, H, K, y_bar, W2: sum(y_bar[j] * W2[k, j] for k in range(K))},
            "wrong input",
            "same entry of y_bar",
        ),
        ({"of_w": lambda z_bar, w: z_bar * w}, "wrong factor", "the weight itself"),
    ],
)
def test_a_wrong_index_in_a_loop_is_named(slip, kind, says):
    def answer(*point):
        return by_index(*point, **slip)

    outcome = said(check, answer, two_layer.one_example, SEVEN, hypotheses=two_layer.index_by_index)
    assert kind in outcome.kinds and says in dict(outcome.rows)["consistent with"]


def test_a_product_of_two_arrays_of_one_axis_is_no_question_of_transposing():
    def answer(x, t, W1, b1, W2, b2):
        z_bar = W1 @ x
        return {"W1_bar": z_bar @ x.T}

    outcome = said(check, answer, two_layer.one_example, SEVEN)
    assert dict(outcome.rows)["next"].startswith("Both arrays have one axis: .T does nothing to them")


def test_gradients_that_all_lack_1_over_n_send_to_where_it_comes_in_first():
    def n_times(*point):
        J, grads = gradients(*point)
        return J, {name: len(point[0]) * value for name, value in grads.items()}

    rows = dict(said(check, n_times, two_layer.batch, two_layer.gradients).rows)
    assert rows["next"].startswith("Is every gradient N times too large? Then look where 1/N comes in first")


def test_a_transposed_outer_product_sends_to_what_stands_first():
    def transposed(*point):
        bars = backward(*point)
        return {**bars, "W2_bar": bars["W2_bar"].T}

    rows = dict(said(check, transposed, two_layer.one_example, SEVEN).rows)
    assert "transpose" in rows["consistent with"] and rows["next"].endswith("What is first?")


def test_the_plain_case_of_a_batch_hides_no_transpose():
    (point,) = two_layer.batch.first
    N, D, H, K = *point["X"].shape, *point["W2"].shape[::-1]
    assert N not in (D, H, K) and H not in (D, K)  # no matrix is square: X and T, Z and A, W1 and W2
    assert K > 1  # else Y_bar * W2 is Y_bar @ W2


def test_a_list_that_was_reversed_in_place_is_told_of_none():
    def reverse(X, T, layers):
        (W1, b1), (W2, b2) = layers
        J, grads = gradients(X, T, W1, b1, W2, b2)
        return J, [(grads["W2_bar"], grads["b2_bar"]), (grads["W1_bar"], grads["b1_bar"])].reverse()

    rows = dict(said(check, reverse, two_layer.deep(2), two_layer.deep_gradients(2)).rows)
    assert "reverse" in rows["next"]


def test_a_list_where_a_whole_number_is_wanted_is_asked_for_its_length():
    outcome = said(check_task, lambda W1, b1, tol=1e-8: list(b1), tasks.hidden_units.distinct)
    assert outcome.headline.endswith("is a list and should be a whole number")
    assert "len(…)" in dict(outcome.rows)["next"]
