"""How a deep classifier is judged: by its labels of digits that are held out.

Measured with PyTorch 2.13 on one core. Trained on 1397 digits chosen at random and asked for the other 400, two plain
networks of three weight layers (64-128-64-10 with ReLU and 64-64-64-10 with tanh, Adam, 30 epochs), three seeds each:
on 12 splits from 94.3 % to 99.0 %, and the split matters more than the network or its seed. The exercise asks for 95 %.
On the two splits that are used the lowest of those twelve was 98.0 %. Three more trainings, quicker ones of half a
second to two seconds, four seeds on either split: the lowest of the 24 was 96.5 %, the median 98.2 %.
"""

from __future__ import annotations

import numpy as np
import pytest

from utils import data
from utils.checks.task import check_task
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
    ],
)
def test_wrong_answers_are_named(answer, kind, said):
    outcome = outcome_of(answer)
    assert outcome.kinds == (kind,) and said in outcome.headline
