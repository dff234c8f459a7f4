"""How a deep classifier is judged: by its labels of digits that are held out.

Measured with PyTorch 2.13 on one core: three plain networks of three weight layers (ReLU 64-64 and 32-32 by momentum for
20 epochs, tanh 80-60 by Adam for 15) on the splits 1 to 30 had from 92.5 % to 99.0 % of 400 held-out digits right, and
on 23 of the splits each had more than 95 %. Which digits are held out matters more than the network. The two splits that
are asked were picked because right answers score well on them. There eight sensible trainings of 15 to 40 epochs, two
seeds each, had from 95.5 % to 99.2 %, with a median of 98.2 %; the lowest was a small network, 30-20. Sound trainings
that stop early may still fail by chance, by ending on a bad step: of 8 epochs by momentum in batches of 32 two in six
had 93.0 and 93.5 %, of 10 epochs one in six had 94.8 %. With steps of 0.1, momentum 0.9 and batches of 64, ten of 900
trainings of 15 epochs had less than 95 % (the least 93.8 %), and none of 720 of 25 epochs less than 97.5 %.
"""

from __future__ import annotations

import re

import numpy as np
import pytest

from utils import data
from utils.checks.check_task import check_task
from utils.outcomes import CheckFailed
from utils.tasks import deep


def nearest(X_train, t_train, X_test, seed):
    """The label of the nearest training digit: no network, and right more often than 95 in 100."""
    squares = (X_test**2).sum(1)[:, None] - 2 * X_test @ X_train.T + (X_train**2).sum(1)
    return t_train[squares.argmin(axis=1)]


def outcome_of(function, task=deep.train_deep_classifier):
    with pytest.raises(CheckFailed) as failed:
        check_task("f", function, task, count=1)
    return failed.value.outcome


@pytest.mark.parametrize("task", [deep.train_deep_classifier, deep.train_deep_classifier_anew])
@pytest.mark.parametrize("packed", [lambda t: t, list, lambda t: t.astype(float), lambda t: t.astype(np.int8)])
def test_right_labels_pass_however_they_are_packed(task, packed):
    check_task("f", lambda *arguments: packed(nearest(*arguments)), task, count=2)


def test_a_right_answer_is_told_how_many_it_has_right(capsys):
    check_task("f", nearest, deep.train_deep_classifier, count=1)
    assert re.search(
        r"right: 9\d\.\d% of 400 digits held out are right \(95% needed\)\. You may move on", capsys.readouterr().out
    )


def test_the_held_out_labels_that_the_notebook_has_in_a_variable_do_not_pass():
    assert 0 not in deep.SPLITS  # the notebook's own: what data.digits deals unless told
    held_out = data.digits(deep.TRAIN, 0).t_test
    assert "are right, and 95% should be" in outcome_of(lambda *arguments: held_out).headline


def test_wrong_labels_that_are_mostly_0_are_told_as_equal_scores():
    def tied(X_train, t_train, X_test, seed):
        labels = deep.held_out_labels(X_train, t_train, X_test)
        labels[np.isin(labels, (3, 6))] = 0
        return labels

    outcome = outcome_of(tied)
    assert outcome.kinds == ("equal scores",) and "activation after the last layer" in outcome.text()


def test_labels_that_are_wrong_everywhere_are_no_equal_scores_though_most_of_them_are_0():
    def learned_nothing(X_train, t_train, X_test, seed):
        return np.where(np.arange(len(X_test)) % 4 == 0, 7, 0)

    outcome = outcome_of(learned_nothing)
    assert outcome.kinds == ("not learned",) and "Do images and labels belong together?" in outcome.text()


def shuffles_the_images_alone(X_train, t_train, X_test, seed):
    order = np.random.default_rng(seed).permutation(len(X_train))
    return nearest(X_train[order], t_train, X_test, seed)


def shuffles_both(X_train, t_train, X_test, seed):
    order = np.random.default_rng(seed).permutation(len(X_train))
    return nearest(X_train[order], t_train[order], X_test, seed)


def test_images_that_are_shuffled_without_their_labels_are_named_and_both_together_are_right():
    check_task("f", shuffles_both, deep.train_deep_classifier, count=1)
    outcome = outcome_of(shuffles_the_images_alone)
    assert outcome.kinds == ("rows without their targets",)
    assert "X_train[i] belongs to t_train[i]" in dict(outcome.rows)["next"]


def test_what_was_learned_beforehand_fails_where_the_labels_are_dealt_out_anew():
    X, t = data.all_digits()
    by_heart = {row.tobytes(): label for row, label in zip(X, t, strict=True)}

    def knows(X_train, t_train, X_test, seed):
        return np.array([by_heart[row.tobytes()] for row in X_test])

    check_task("f", knows, deep.train_deep_classifier, count=1)
    assert "are right, and 95% should be" in outcome_of(knows, deep.train_deep_classifier_anew).headline


@pytest.mark.parametrize("share", [0.03, 0.07])
def test_the_threshold_is_95_in_100(share):
    def spoiled(X_train, t_train, X_test, seed):
        labels = deep.held_out_labels(X_train, t_train, X_test)
        wrong = int(share * len(labels))
        labels[:wrong] = (labels[:wrong] + 1) % 10
        return labels

    if share < 0.05:
        check_task("f", spoiled, deep.train_deep_classifier, count=1)
    else:
        assert outcome_of(spoiled).headline == "93.0% of the digits held out are right, and 95% should be"


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        (lambda X, t, X_test, seed: np.zeros((len(X_test), 10)), "scores for labels", "scores"),
        (lambda X, t, X_test, seed: t, "labels of other examples", "wrong shape"),
        (lambda X, t, X_test, seed: np.full(len(X_test), 3), "one label for all", "are right"),
        (lambda X, t, X_test, seed: np.arange(len(X_test)) % 10, "not learned", "are right"),
        (lambda X, t, X_test, seed: None, "nothing returned", "None"),
        (lambda X, t, X_test, seed: "labels", "type", "a str"),
        (lambda X, t, X_test, seed: 0.97, "type", "a float"),
    ],
)
def test_wrong_answers_are_named(answer, kind, said):
    outcome = outcome_of(answer)
    assert outcome.kinds == (kind,) and said in outcome.headline
