"""The tasks of notebook 02: right answers of any form pass, and a wrong one is told the input, the layer and the kind."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.special import expit

from utils import CheckFailed, check_task, fresh_seed
from utils.tasks import gates, threshold
from utils.tasks.networks import Network, all_inputs, judge_table, separable


def refused(name, function, **options):
    with pytest.raises(CheckFailed) as caught:
        check_task(name, function, getattr(threshold, name), **options)
    return caught.value.outcome


def rows(outcome):
    return dict(outcome.rows)


def xor_pass(X):
    s = X[:, 0] + X[:, 1]
    h = np.stack([s > 0.5, s > 1.5], axis=1).astype(float)
    return h, (h[:, 0] - h[:, 1] > 0.5).astype(float)


def copied_table(table):
    if len(table) & (len(table) - 1):
        raise ValueError("table")
    X = all_inputs(len(table).bit_length() - 1)
    return 2 * X - 1, 0.5 - X.sum(axis=1), np.array(table), -0.5


def counting(n):
    return np.ones((n, n)), -np.arange(n) - 0.5, (-1.0) ** np.arange(n), -0.5


def smallest(tolerance):
    s, t = np.array([0, 1, 1, 2]), np.array([0, 1, 1, 0])
    for k in range(1, 200):
        y = expit(k * (expit(k * (s - 0.5)) - expit(k * (s - 1.5)) - 0.5))
        if np.abs(y - t).max() <= tolerance:
            return k


RIGHT = {
    "hard_threshold": lambda z: (np.asarray(z) > 0) * 1,
    "unit": lambda x, w, b, phi: phi(x @ w + b),
    "xor_network": xor_pass,
    "run_network": lambda X, W1, b1, w2, b2: (((X @ W1.T + b1) > 0) @ w2 + b2 > 0).astype(int),
    "my_xor_weights": lambda: [np.array([[1, -1], [-1, 1]]), np.zeros(2), np.ones(2), np.array(0)],
    "boolean_network": copied_table,
    "parity_network": counting,
    "sharpen": lambda w, b, k: [w * k, b * k],
    "smallest_scale": lambda tolerance: np.int64(smallest(tolerance)),
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_answer_passes_at_any_seed(name, capsys):
    for seed in (1, 2, fresh_seed()):
        check_task(name, RIGHT[name], getattr(threshold, name), count=20, seed=seed)
    assert "You may move on." in capsys.readouterr().out


@pytest.mark.parametrize("name", RIGHT)
def test_every_task_belongs_to_an_exercise_of_that_name(name):
    assert name in threshold.__all__ and len(RIGHT) == len(threshold.__all__)


@pytest.mark.parametrize("name", [name for name in RIGHT if getattr(threshold, name).mistakes])
def test_every_known_mistake_is_caught_and_called_by_its_name_at_any_seed(name):
    for seed in (1, fresh_seed()):
        for mistake in getattr(threshold, name).mistakes:
            assert mistake.kind in refused(name, mistake.function, seed=seed).kinds, mistake.says


def test_inputs_stand_in_counting_order():
    np.testing.assert_array_equal(all_inputs(2), [[0, 0], [0, 1], [1, 0], [1, 1]])
    assert [int("".join(str(int(bit)) for bit in x), 2) for x in all_inputs(4)] == list(range(16))


def test_a_tie_gives_0_in_both_layers():
    tie = Network(np.array([[1.0, 1.0]]), np.array([-1.0]), np.array([1.0]), np.array(-1.0))
    np.testing.assert_array_equal(tie.hidden(all_inputs(2))[:, 0], [0, 0, 0, 1])
    np.testing.assert_array_equal(tie.output(all_inputs(2)), [0, 0, 0, 0])


def test_the_side_of_the_examples_is_the_next_step_where_w_stands_first():
    outcome = refused("unit", lambda x, w, b, phi: phi(w @ x + b))
    assert "x on the left" in rows(outcome)["next"]


def test_hidden_units_are_counted_by_j_in_messages_too():
    from_zero = refused("parity_network", lambda n: (np.ones((n, n)), 0.5 - np.arange(n), np.ones(n), -0.5))
    assert "j runs from 1 to n" in rows(from_zero)["consistent with"]


def test_fourteen_gates_are_separable():
    assert sum(separable(all_inputs(2), np.array(t)) for t in product((0, 1), repeat=4)) == 14


@pytest.mark.parametrize("kind", [bool, np.int64, np.float64, np.float32])
def test_zeros_and_ones_are_right_whatever_their_type(kind):
    check_task("hard_threshold", lambda z: (z > 0) if kind is bool else kind(z > 0), threshold.hard_threshold)
    check_task("linear_classifier", lambda X, w, b: (X @ w + b > 0).astype(kind), gates.linear_classifier)
    check_task("run", lambda X, *weights: Network(*weights).output(X).astype(kind), threshold.run_network)
    assert refused("hard_threshold", lambda z: z >= 0).kinds == ("tie",)


def test_the_wrong_layer_is_named_with_the_input():
    def wrong_output():
        return np.array([[1.0, -1.0], [-1.0, 1.0]]), np.full(2, -0.5), np.ones(2), -1.5

    outcome = refused("my_xor_weights", wrong_output)
    assert "(0, 1)" in outcome.headline and outcome.kinds == ("output layer",)
    assert "Look at w2 and b2" in rows(outcome)["next"]

    def wrong_hidden():
        return np.array([[1.0, -1.0], [1.0, -1.0]]), np.full(2, -0.5), np.ones(2), -0.5

    outcome = refused("my_xor_weights", wrong_hidden)
    assert outcome.kinds == ("hidden layer",)
    assert "(0, 0) and (0, 1) have the same hidden values" in rows(outcome)["next"]


@pytest.mark.parametrize("swap", [[0, 1], [1, 0]])
@pytest.mark.parametrize("scale", [1.0, 0.3, 50.0])
def test_the_lectures_hidden_units_are_refused_in_any_order_and_size(swap, scale):
    b1, w2 = np.array([-0.5, -1.5])[swap], np.array([1.0, -1.0])[swap]
    outcome = refused("my_xor_weights", lambda: (scale * np.ones((2, 2)), scale * b1, w2, -0.5))
    assert outcome.kinds == ("the lecture's units",)


def test_every_network_with_small_whole_weights_is_judged_by_what_it_computes():
    known, rng = ([0, 1, 1, 1], [0, 0, 0, 1]), np.random.default_rng(3)
    right = 0
    for _ in range(30000):
        W1, b1, w2 = rng.integers(-1, 2, (2, 2)), rng.integers(-3, 4, 2) / 2, rng.integers(-1, 2, 2)
        b2 = rng.integers(-3, 4) / 2
        h = np.array(all_inputs(2) @ W1.T + b1 > 0)
        xor = list((h @ w2 + b2 > 0).astype(int)) == [0, 1, 1, 0]
        expected = xor and not all(list(column.astype(int)) in known for column in h.T)
        if not xor and rng.random() < 0.997:
            continue
        try:
            check_task("my_xor_weights", lambda W1=W1, b1=b1, w2=w2, b2=b2: (W1, b1, w2, b2), threshold.my_xor_weights)
            passed = True
        except CheckFailed:
            passed = False
        assert passed == expected
        right += passed
    assert right > 5


@pytest.mark.parametrize("lengths", [(3,), (6,), (12,)])
def test_a_length_that_is_no_power_of_two_has_to_be_refused(lengths):
    def takes_all(table):
        return copied_table(np.asarray(table)) if len(table) not in lengths else copied_table(np.zeros(4))

    assert refused("boolean_network", takes_all).kinds == ("not refused",)


def test_a_layer_without_units_is_told_so():
    def no_unit(table):
        W1, b1, w2, b2 = copied_table(table)
        return W1[table == 1], b1[table == 1], w2[table == 1], b2

    outcome = refused("boolean_network", no_unit)
    assert outcome.headline == "there is no hidden unit" and outcome.kinds == ("number of units",)


def test_a_table_drawn_at_random_tells_every_known_behaviour_from_the_right_one():
    for seed in range(200):
        (table,) = threshold.boolean_network.draw(np.random.default_rng(seed))
        W1, b1, w2, b2 = copied_table(table)
        opposite = refused("boolean_network", lambda t: (*copied_table(t)[:2], 1 - t, -0.5), count=1, seed=seed)
        assert opposite.kinds == ("opposite",)
    assert table.dtype.kind == "i"


def test_parity_with_another_number_of_units_is_refused_however_right():
    def copied(n):
        return copied_table(all_inputs(n).sum(axis=1).astype(int) % 2)

    outcome = refused("parity_network", copied)
    assert outcome.kinds == ("number of units",) and rows(outcome)["yours"].startswith("H = ")


def test_the_scales_of_the_contract():
    assert smallest(0.1) == 6 and smallest(0.01) == 10
    wrong = refused("smallest_scale", lambda tolerance: smallest(tolerance) + (tolerance == 0.01))
    assert "tolerance = 0.01" in rows(wrong)["where"] and wrong.headline == "k = 11 is not the smallest"
    wrong = refused("smallest_scale", lambda tolerance: smallest(tolerance) - (tolerance == 0.1))
    assert "on the input (0, 1)" in rows(wrong)["evidence"]


def test_no_tolerance_is_drawn_where_rounding_could_decide():
    for seed in range(300):
        (tolerance,) = threshold.smallest_scale.draw(np.random.default_rng(seed))
        assert 0 < tolerance < 0.5
        assert smallest(tolerance * 1.001) == smallest(tolerance) == smallest(tolerance * 0.999)


def test_no_example_is_drawn_where_rounding_could_decide():
    for seed in range(100):
        (X,) = threshold.xor_network.draw(np.random.default_rng(seed))
        s = X.sum(axis=1)
        assert min(np.abs(s - 0.5).min(), np.abs(s - 1.5).min()) > 0.01
        assert set(map(tuple, xor_pass(X)[0])) >= {(0.0, 0.0), (1.0, 0.0)} or len(X) < 8


@pytest.mark.parametrize("of", ["h1", "h2", "y"])
def test_the_first_wrong_unit_of_the_xor_network_is_named_with_its_row(of):
    def wrong(X):
        h, y = xor_pass(X)
        if of == "y":
            return h, 1 - y
        h[:, int(of[1]) - 1] = 1 - h[:, int(of[1]) - 1]
        return h, y

    outcome = refused("xor_network", wrong)
    assert outcome.headline == f"{of} is wrong"
    assert "the first is row 0" in rows(outcome)["wrong at"]


def test_judge_table_says_nothing_of_a_network_that_is_right():
    judge_table("any", Network(*map(np.asarray, copied_table([0, 1, 1, 0]))), np.array([0, 1, 1, 0.0]), "here")


def test_shapes_are_asked_for_with_the_number_of_units_that_the_biases_have():
    def turned(table):
        W1, b1, w2, b2 = copied_table(table)
        return W1.T, b1, w2, b2

    said = rows(refused("boolean_network", turned))
    assert said["yours"] == "(3, 8)" and said["expected"] == "(8, 3)"
    two_bits = refused(
        "parity_network", lambda n: (np.ones((2, 2)), np.array([-0.5, -1.5]), np.array([1.0, -1.0]), -0.5)
    )
    assert rows(two_bits)["yours"] == "(2, 2)" and rows(two_bits)["expected"] == "(3, 3)"


@pytest.mark.parametrize("bias", [lambda ones: np.full(len(ones), -1.5), lambda ones: -ones.sum(axis=1) - 0.5])
def test_a_unit_that_is_not_1_on_its_own_row_is_told_so(bias):
    def wrong(table):
        W1, _, w2, b2 = copied_table(table)
        return W1, bias(W1 > 0), w2, b2

    outcome = refused("boolean_network", wrong)
    assert outcome.kinds == ("bias",) and "not 1 even there" in rows(outcome)["consistent with"]


def test_units_that_are_no_part_of_the_table_are_blamed_for_nothing():
    def other_output(table):
        W1, b1, w2, b2 = copied_table(table)
        return W1, np.where(table == 1, b1, -99.0), w2, 0.5 - len(table)

    assert refused("boolean_network", other_output).kinds == ("output layer",)


def test_a_network_that_is_refused_in_a_repair_is_not_explained_but_worked_out_for_one_example():
    def without_steps(X, W1, b1, w2, b2):  # as it stands in the notebook
        return np.heaviside((X @ W1.T + b1) @ w2 + b2, 0.0)

    def not_transposed(X, W1, b1, w2, b2):
        return np.heaviside(np.heaviside(X @ W1 + b1, 0.0) @ w2 + b2, 0.0)

    for mistaken, sums, h in ((without_steps, "[-0.5, -1.5]", "[0, 0]"), (not_transposed, "[1.5, -0.5]", "[1, 0]")):
        outcome = refused("run_network", mistaken, explained=False)
        said = rows(outcome)
        assert outcome.kinds == () and "consistent with" not in said
        assert said["where"].startswith("X = [[1, 0],")
        assert f"sums are {sums}" in said["by the formula"] and f"h = {h}" in said["by the formula"]


def test_the_inputs_and_the_layers_of_the_smooth_network_are_told_apart():
    def search(far):
        s = np.array([0, 1, 1, 2])
        t = np.array([0, 1, 1, 0])

        def function(tolerance):
            for k in range(1, 200):
                if far(expit(k * (expit(k * (s - 0.5)) - expit(k * (s - 1.5)) - 0.5)) - t) <= tolerance:
                    return k

        return function

    for far in (lambda d: np.abs(d).min(), np.max):
        assert refused("smallest_scale", search(far)).kinds == ("some inputs",)


def test_a_hidden_layer_that_the_exercise_excludes_is_never_said_to_do():
    lecture = (np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([-0.5, -1.5]), np.array([1.0, 1.0]), -0.5)
    with pytest.raises(CheckFailed) as failed:
        check_task("my_xor_weights", lambda: lecture, threshold.my_xor_weights)
    step = dict(failed.value.outcome.rows)["next"]
    assert "will do" not in step and "Hidden unit 1 computes OR and hidden unit 2 computes AND" in step
