"""The tasks of notebook 07: what they accept and what they refuse, beyond the planted mistakes."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment
from scipy.special import expit, log_softmax

from utils import CheckFailed, check_task, data, tasks
from utils.tasks import digits, early_stopping, polynomials


def said(function, task, **kwargs):
    with pytest.raises(CheckFailed) as failed:
        check_task("exercise", function, task, **kwargs)
    return failed.value.outcome


def cut(order, size):
    return [order[start : start + size] for start in range(0, len(order), size)]


# Detectors


def test_the_strokes_are_three_pixels_wide_white_on_black():
    strokes = tasks.detectors.strokes()
    main = strokes["main diagonal"]
    assert [int(image.sum()) for image in strokes.values()] == [82, 82, 84, 84, 784]
    assert np.array_equal(main[:, ::-1], strokes["anti-diagonal"])
    assert np.array_equal(strokes["vertical"].T, strokes["horizontal"]) and set(strokes["vertical"].sum(axis=1)) == {
        3.0
    }


@pytest.mark.parametrize("scale", [1e-9, 1.0, 1e9])
def test_twice_the_response_is_enough_at_any_scale_and_a_little_less_is_not(scale):
    stroke = tasks.detectors.strokes()["main diagonal"].ravel() > 0
    check_task("w", lambda: scale * np.where(stroke, 1.0, -41 / 702), tasks.detectors.diagonal_detector)
    found = said(lambda: scale * np.where(stroke, 1.0, -40.99 / 702), tasks.detectors.diagonal_detector)
    assert "but not enough" in dict(found.rows)["next"]
    assert found.kinds == ("no inhibition",) and "all white" in dict(found.rows)["evidence"]


def test_a_table_of_weights_and_a_stroke_that_is_too_thin_are_told_what_to_do():
    row, column = np.indices((28, 28))
    table = said(lambda: np.where(abs(row - column) <= 1, 1.0, -0.1), tasks.detectors.diagonal_detector)
    assert dict(table.rows)["next"].startswith(".ravel() makes 784 numbers")
    thin = said(lambda: np.where(row == column, 1.0, -1.0).ravel(), tasks.detectors.diagonal_detector)
    assert dict(thin.rows)["next"].startswith("On 54 of the stroke's 82 pixels your weights are negative.")
    black = said(lambda: np.where(abs(row - column) <= 1, -1.0, 0.1).ravel(), tasks.detectors.diagonal_detector)
    assert "pixels your weights" not in dict(black.rows)["next"]


# Polynomials


@pytest.mark.parametrize("seed", range(50))
def test_drawn_problems_and_edges_are_so_well_conditioned_that_rounding_cannot_decide(seed):
    cases = [tasks.polynomials.ridge_fit.draw(np.random.default_rng(seed)), *tasks.polynomials.ridge_fit.edges]
    for Phi, t, lam in cases:
        penalties = np.diag(lam * (np.arange(Phi.shape[1]) > 0))
        A = Phi.T @ Phi + penalties
        scale = 1 / np.sqrt(np.diag(A))
        assert np.linalg.cond(A * scale * scale[:, None]) < 2e5  # so a relative 1e-6 is 1e4 roundings away
        # The first column: neither ones, in the drawn ones, nor without influence.
        w, other = polynomials._ridge(Phi, t, lam), np.linalg.lstsq(
            np.vstack([Phi, np.sqrt(penalties)]), np.concatenate([t, np.zeros(len(penalties))]), rcond=None
        )[0]  # fmt: skip
        assert np.allclose(w, other, rtol=1e-8, atol=1e-12)


def test_the_trusted_weights_are_a_minimum_of_the_cost():
    rng = np.random.default_rng(4)
    Phi, t, lam = tasks.polynomials.ridge_fit.draw(rng)

    def cost(w):
        return np.sum((Phi @ w - t) ** 2) / 2 + lam * np.sum(w[1:] ** 2) / 2

    w = polynomials._ridge(Phi, t, lam)
    assert all(cost(w + 1e-3 * rng.normal(size=w.shape)) > cost(w) for _ in range(100))


# Minibatches


@pytest.mark.parametrize("n, size", [(30, 30), (40, 7), (64, 6), (100, 1), (200, 64), (60, 10)])
def test_no_right_shuffle_is_ever_taken_for_an_orderly_one(n, size):
    for seed in range(300):
        batches = cut(np.random.default_rng(seed).permutation(n), size)
        tasks.minibatches.minibatches.judge("exercise", (n, size, None), batches, "")


def test_every_order_is_right_that_rng_decides_whatever_it_is_drawn_with():
    check_task(
        "m", lambda n, size, rng: cut(np.argsort(rng.normal(size=n)), size), tasks.minibatches.minibatches, seed=8
    )


def test_a_generator_comes_in_the_same_state_to_every_call_and_may_be_used():
    states = []

    def batches(n, size, rng):
        states.append((n, size, rng.bit_generator.state["state"]["state"]))
        return cut(rng.permutation(n), size)

    check_task("m", batches, tasks.minibatches.minibatches)
    calls = list(Counter(states).values())  # of each case, in the order of the cases
    assert states == [state for state, times in Counter(states).items() for _ in range(times)]
    assert calls[:10] == [2] * 10 and set(calls[10:]) == {1} and len(calls) == 18


def test_an_end_that_is_counted_from_the_start_of_a_slice_is_told_from_an_empty_last_batch():
    def short(n, size, rng):
        order = rng.permutation(n)
        return [order[start:size] for start in range(0, n, size)]

    found = said(short, tasks.minibatches.minibatches)
    assert found.headline == "2 pieces are empty"
    assert dict(found.rows)["next"].startswith("A slice is order[start : end], and its end is counted from the begin")
    assert dict(found.rows)["yours"] == "3 pieces of the sizes [4, 0, 0]"

    def one_more(n, size, rng):
        return cut(rng.permutation(n), size) + [np.zeros(0, dtype=int)] * (n % size == 0)

    found = said(one_more, tasks.minibatches.minibatches)
    assert dict(found.rows)["next"] == "Where does the last piece begin, when the sizes divide?"
    assert "of the sizes" in dict(found.rows)["yours"]
    found = said(lambda n, size, rng: [rng.permutation(n)[:size]], tasks.minibatches.minibatches)
    assert dict(found.rows)["yours"] == "1 piece of the size [4]"


def test_what_is_right_of_batches_and_splits_is_said_in_a_sentence(capsys):
    check_task("m", lambda n, size, rng: cut(rng.permutation(n), size), tasks.minibatches.minibatches)
    assert "right: the pieces are as they should be at 1 plain case, 5 random cases" in capsys.readouterr().out


def test_a_shuffle_of_another_generators_own_is_called_so():
    found = said(lambda n, size, rng: cut(np.random.default_rng(n).permutation(n), size), tasks.minibatches.minibatches)
    assert found.kinds == ("same shuffle",) and "two generators in different states" in dict(found.rows)["where"]


# A step


def step_of(change):
    """A function whose loop does ``change(new, name, parameter, slope, lr, lam)``; what is given returns new."""

    def step(params, grads, lr, lam):
        new = {}
        for name in params:
            new = change(new, name, params[name], grads[name], lr, lam)
        return new

    return step


def test_a_dict_that_is_overwritten_or_left_without_some_keys_is_told_how_a_dict_is_filled():
    def overwritten(new, name, parameter, slope, lr, lam):
        return parameter - lr * (slope + lam * parameter * name.startswith("W"))

    found = said(step_of(overwritten), tasks.sgd_step.sgd_step)
    assert found.headline == "it returned an ndarray instead of a dict" and found.kinds == ("type",)
    assert dict(found.rows)["next"].startswith("Return the dict new. Is new overwritten inside the loop? new[…] = …")

    def inside_the_if(new, name, parameter, slope, lr, lam):
        return new | {name: parameter - lr * (slope + lam * parameter)} if name.startswith("W") else new

    found = said(step_of(inside_the_if), tasks.sgd_step.sgd_step)
    assert dict(found.rows)["next"] == (
        "new gets no entry for b1. Does the line new[…] = … stand inside an if? Every key needs it."
    )


def test_a_penalty_that_is_added_without_being_differentiated_is_named():
    def undifferentiated(new, name, parameter, slope, lr, lam):
        return new | {name: parameter - lr * (slope + 0.5 * lam * parameter**2 * name.startswith("W"))}

    found = said(step_of(undifferentiated), tasks.sgd_step.sgd_step)
    assert found.kinds == ("value for derivative",) and "not its derivative" in dict(found.rows)["consistent with"]


# Early stopping


def test_a_count_that_begins_with_epoch_0_and_a_cost_compared_with_an_epoch_are_named():
    def counted_from_0(costs, patience):
        best, count = 0, 0
        for epoch, cost in enumerate(costs):
            if cost < costs[best]:
                best, count = epoch, 0
            else:
                count += 1
            if count == patience:
                return best, epoch
        return best, len(costs) - 1

    found = said(counted_from_0, early_stopping.early_stopping)
    assert found.kinds == ("epoch 0",) and "[0.9, 0.95, 0.5], patience = 2" in dict(found.rows)["where"]

    for start in (0, 1):

        def by_number(costs, patience, start=start):
            best, count = 0, start
            for epoch, cost in enumerate(costs):
                if cost < best:
                    best, count = epoch, 0
                elif epoch:
                    count += 1
                if count >= patience:
                    return best, epoch
            return best, len(costs) - 1

        found = said(by_number, early_stopping.early_stopping)
        assert "cost against an epoch" in found.kinds and "val_costs[best]" in dict(found.rows)["next"]


@pytest.mark.parametrize("seed", range(50))
def test_drawn_costs_stop_before_their_end_and_tell_the_common_rules_apart(seed):
    costs, patience = tasks.early_stopping.early_stopping.draw(np.random.default_rng(seed))
    best, stop = early_stopping._stopped(costs, patience)
    assert stop - best == patience and best > 0 and stop < len(costs) - 2
    assert costs[best] == costs[: stop + 1].min() and len(set(costs[: stop + 1])) == stop + 1


@pytest.mark.parametrize("least", [0.01, 0.001, 1e-4, 1e-6, 1e-8])
def test_a_least_gain_is_found_out_and_named(least):
    def with_gain(costs, patience):
        if patience < 1:
            raise ValueError("patience")
        return early_stopping._stopped(costs, patience, better=lambda new, best, before: new < best - least)

    assert said(with_gain, early_stopping.early_stopping).kinds == ("least gain",)


# The split


def test_the_split_as_it_is_given_leaks_and_one_order_cut_in_two_does_not():
    def leaking(n, n_val, rng):
        return rng.permutation(n)[n_val:], rng.permutation(n)[:n_val]

    def mended(n, n_val, rng):
        order = rng.permutation(n)
        return order[n_val:], order[:n_val]

    check_task("split", mended, tasks.minibatches.split)
    for seed in range(30):
        found = said(leaking, tasks.minibatches.split, seed=seed, explained=False)
        assert "are training rows as well" in found.headline


def test_a_split_has_to_leave_to_chance_which_rows_are_kept_aside():
    found = said(lambda n, n_val, rng: (np.arange(n)[n_val:], np.arange(n)[:n_val]), tasks.minibatches.split)
    assert found.kinds == ("not shuffled",)

    def own_generator(n, n_val, rng):
        return tuple(np.random.default_rng(0).permutation(n)[part] for part in (slice(n_val, n), slice(n_val)))

    assert said(own_generator, tasks.minibatches.split).kinds == ("same shuffle",)
    for seed in range(20):  # sorted parts of a shuffled order are as good as any
        check_task(
            "split", lambda n, n_val, rng: np.split(rng.permutation(n), [n - n_val]), tasks.minibatches.split, seed=seed
        )
    check_task("split", lambda n, n_val, rng: [np.sort(p) for p in np.split(rng.permutation(n), [n - n_val])],
               tasks.minibatches.split)  # fmt: skip


def test_the_parts_of_a_split_in_each_others_place_are_called_so():
    def exchanged(n, n_val, rng):
        order = rng.permutation(n)
        return order[:n_val], order[n_val:]

    found = said(exchanged, tasks.minibatches.split)
    assert found.kinds == ("order",) and found.headline == "the two parts are in each other's place"


# Digits


def trained(X, t, seed, epochs=12):
    rng = np.random.default_rng(seed)
    W1, b1 = rng.normal(size=(32, 64)) / 4, np.zeros(32)
    W2, b2 = rng.normal(size=(10, 32)) / 6, np.zeros(10)
    speed = [0.0] * 4
    T = np.eye(10)[t]
    for _ in range(epochs):
        for rows in cut(rng.permutation(len(t)), 20):
            H = expit(X[rows] @ W1.T + b1)
            Z2_bar = (np.exp(log_softmax(H @ W2.T + b2, axis=1)) - T[rows]) / len(rows)
            Z1_bar = Z2_bar @ W2 * H * (1 - H)
            slopes = (Z1_bar.T @ X[rows], Z1_bar.sum(0), Z2_bar.T @ H, Z2_bar.sum(0))
            speed = [0.9 * v - 0.1 * slope for v, slope in zip(speed, slopes, strict=True)]
            W1, b1, W2, b2 = (p + v for p, v in zip((W1, b1, W2, b2), speed, strict=True))
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


def test_the_digits_judged_with_are_in_neither_argument_and_keep_their_new_names_and_places():
    everything, labels = data.all_digits()
    own = {np.sort(row).tobytes(): (row, int(label)) for row, label in zip(everything, labels, strict=True)}
    for seed in (5, 6):
        arguments = tasks.digits.train_digit_classifier.draw(np.random.default_rng(seed))
        X, t = digits._unseen(arguments, *digits._dealt_out(arguments))
        given = {row.tobytes() for row in (*arguments[0], *arguments[2])}
        assert len(t) == 1797 - 1250 and not any(row.tobytes() in given for row in X)
        shown, called = np.concatenate([X, arguments[0]]), np.concatenate([t, arguments[1]])
        assert not any((row == own[np.sort(row).tobytes()][0]).all() for row in shown)  # no pixel is where it was
        pairs = {(own[np.sort(row).tobytes()][1], int(name)) for row, name in zip(shown, called, strict=True)}
        assert len(pairs) == 10  # one name for each label, the same in what is given and what is asked
        assert {name for _, name in pairs} == set(range(10)) and any(label != name for label, name in pairs)
        usual = np.stack([own[np.sort(row).tobytes()][0] for row in shown])
        alike = {row.tobytes() for row in usual.T.copy()} == {row.tobytes() for row in shown.T.copy()}
        assert alike  # one order of pixels, the same in what is given and what is asked


@pytest.mark.parametrize("split", digits.SPLITS)
def test_a_plain_training_is_far_above_the_limit_on_every_split_that_is_asked(split):
    X_train, t_train, _, _, X, t = data.digits(digits.TRAIN, digits.VALIDATION, seed=split)
    parts = trained(X_train, t_train, split)
    assert np.mean(digits._labels(parts, X) == t) > digits.LEAST + 0.02


def slow(X, t, seed, epochs, speed):
    """Without momentum: a few epochs teach little."""
    rng = np.random.default_rng(seed)
    parts = {"W1": rng.normal(size=(40, 64)) / 4, "b1": np.zeros(40), "W2": rng.normal(size=(10, 40)) / 6,
             "b2": np.zeros(10)}  # fmt: skip
    T = np.eye(10)[t]
    for _ in range(epochs):
        for rows in cut(rng.permutation(len(t)), 20):
            H = expit(X[rows] @ parts["W1"].T + parts["b1"])
            Z2_bar = (np.exp(log_softmax(H @ parts["W2"].T + parts["b2"], axis=1)) - T[rows]) / len(rows)
            Z1_bar = Z2_bar @ parts["W2"] * H * (1 - H)
            slopes = {"W1": Z1_bar.T @ X[rows], "b1": Z1_bar.sum(0), "W2": Z2_bar.T @ H, "b2": Z2_bar.sum(0)}
            parts = {name: value - speed * slopes[name] for name, value in parts.items()}
    return parts


THE_NOTEBOOKS = data.digits()
LEAKS = {
    "weights known beforehand": lambda known: lambda *_: known,
    "the notebook's training digits": lambda _: lambda *_: trained(THE_NOTEBOOKS.X_train, THE_NOTEBOOKS.t_train, 0, 4),
    "the notebook's test digits beside the arguments": lambda _: (
        lambda X, t, *_: trained(np.vstack([X, THE_NOTEBOOKS.X_test]), np.concatenate([t, THE_NOTEBOOKS.t_test]), 0, 6)
    ),
}


@pytest.mark.parametrize("leak", LEAKS)
@pytest.mark.parametrize("seed", [1, 3])
def test_what_was_learned_from_more_than_the_arguments_fails_and_is_called_so(leak, seed):
    known = trained(*data.all_digits(), 0, 6)  # all digits, those that are asked as well
    found = said(LEAKS[leak](known), tasks.digits.train_digit_classifier, count=1, seed=seed)
    assert found.kinds == (digits.LEAK,) and "so are the labels" in dict(found.rows)["where"]
    assert "nothing else" in dict(found.rows)["next"]


def called_as_there(known):
    """Weights from elsewhere, of which only the labels are learned: row k of W2 goes where most of its digits are."""

    def answer(X, t, *_):
        chosen = digits._labels(known, X)
        table = np.array([[np.sum((chosen == k) & (t == name)) for k in range(10)] for name in range(10)])
        rows = linear_sum_assignment(-table)[1]
        return {**known, "W2": known["W2"][rows], "b2": known["b2"][rows]}

    return answer


@pytest.mark.parametrize("seed", [1, 3])
def test_a_network_trained_beforehand_fails_although_it_learns_what_the_digits_are_called(seed):
    known = trained(*data.all_digits(), 0, 12)
    assert (
        "are right, and 93% should be"
        in said(called_as_there(known), tasks.digits.train_digit_classifier, count=1, seed=seed).headline
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_images_in_another_order_than_their_labels_are_not_called_a_leak(seed):
    def mixed(X, t, *_):
        return trained(np.random.default_rng(seed).permutation(X), t, seed, 6)

    # Where the shuffling does not stand in the function itself, only what came of it is known.
    out_of_sight = lambda X, t, *_: mixed(X, t)  # noqa: E731
    for case in range(1, 5):
        found = said(mixed, tasks.digits.train_digit_classifier, count=1, seed=case)
        assert found.kinds == ("rows without their targets",) and "X[i] belongs to t[i]" in dict(found.rows)["next"]
        found = said(out_of_sight, tasks.digits.train_digit_classifier, count=1, seed=case)
        assert found.kinds == (digits.NOT_LEARNED,) and "belong to the rows" in dict(found.rows)["next"]


@pytest.mark.parametrize("seed", [1, 3])
def test_half_of_the_notebooks_test_digits_beside_the_arguments_are_a_leak_as_well(seed):
    half = slice(None, None, 2)

    def more(X, t, *_):
        X, t = np.vstack([X, THE_NOTEBOOKS.X_test[half]]), np.concatenate([t, THE_NOTEBOOKS.t_test[half]])
        return trained(X, t, 0, 6)

    assert said(more, tasks.digits.train_digit_classifier, count=1, seed=seed).kinds == (digits.LEAK,)


def test_the_validation_digits_may_be_trained_on_and_any_seed_may_be_drawn_from():
    def both(X, t, X_val, t_val, seed):
        return trained(np.vstack([X, X_val]), np.concatenate([t, t_val]), 17)

    check_task("c", both, tasks.digits.train_digit_classifier, count=1, seed=3)


@pytest.mark.parametrize("rows", [1000, 150])
def test_labels_of_the_notebooks_rows_are_told_from_no_learning_at_all(rows):
    def wrong(X, t, *_):
        return trained(X[:rows], THE_NOTEBOOKS.t_train[:rows], 0, 40)

    assert said(wrong, tasks.digits.train_digit_classifier, count=1).kinds == (digits.OTHER_LABELS,)


@pytest.mark.parametrize("epochs", [1, 2])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_network_trained_too_little_with_the_right_activation_is_not_said_to_have_another(epochs, seed):
    for speed in (0.2, 1.0):
        found = said(lambda X, t, *_, speed=speed: slow(X, t, seed, epochs, speed), tasks.digits.train_digit_classifier,
                     count=1, seed=seed)  # fmt: skip
        assert set(found.kinds) <= {"trained too little", "not learned"}


def test_a_training_whose_result_is_dropped_is_told_to_keep_it_and_one_without_biases_is_not():
    found = said(lambda X, t, *_: trained(X, t, 0, epochs=0), tasks.digits.train_digit_classifier, count=1)
    assert found.kinds == ("not learned",) and "params = one_epoch(…)" in dict(found.rows)["next"]
    no_biases = lambda X, t, *_: trained(X, t, 0, 1) | {"b1": np.zeros(32), "b2": np.zeros(10)}  # noqa: E731
    found = said(no_biases, tasks.digits.train_digit_classifier, count=1)
    assert "one_epoch" not in dict(found.rows)["next"] and "more epochs" in dict(found.rows)["next"]


def test_how_many_of_how_many_digits_are_read_is_said_of_a_right_answer(capsys):
    check_task("c", lambda X, t, *_: trained(X, t, 0), tasks.digits.train_digit_classifier, count=1)
    assert re.search(r"right: 9\d\.\d% of 547 unseen digits are read as what they are \(93% needed\)",
                     capsys.readouterr().out)  # fmt: skip


def test_the_number_of_hidden_units_stands_in_the_evidence():
    found = said(lambda X, t, *_: trained(X, t, 0, epochs=1), tasks.digits.train_digit_classifier, count=1)
    assert "32 hidden units" in dict(found.rows)["evidence"]


def test_a_training_that_takes_too_long_is_told_how_long():
    def training(X, t, *_):
        return trained(X, t, 0, epochs=2)

    no_time = replace(tasks.digits.train_digit_classifier, seconds=0.0)
    assert said(training, no_time, count=1).kinds == ("too slow",)
    for seconds, kind in ((9.5, "trained too little"), (10.5, "too slow")):  # by a clock that no machine can change
        training.processor_time = itertools.count(0, seconds).__next__
        found = said(training, tasks.digits.train_digit_classifier, count=1)
        assert found.kinds == (kind,)
    assert found.headline == "it took 10.5 s of a processor's time, and may take 10 s"


def test_a_training_is_asked_once_in_each_case():
    calls = []

    def untrained(*_):
        calls.append(1)
        return trained(np.zeros((2, 64)), np.array([0, 1]), 0, epochs=0)

    assert said(untrained, tasks.digits.train_digit_classifier, count=2).kinds == ("not learned",)
    assert len(calls) == 1
