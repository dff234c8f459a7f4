"""An answer may hold as much as an exercise can need, and no more: it is not looked at for minutes."""

from __future__ import annotations

import time

import numpy as np
import pytest

from utils import CheckFailed, check_task, tasks
from utils.checks.calling import ENOUGH, TOO_LARGE
from utils.plain import extent


def _outcome(function, task):
    started = time.process_time()
    with pytest.raises(CheckFailed) as failed:
        check_task("the exercise", function, task)
    assert time.process_time() - started < 5
    return failed.value.outcome


@pytest.mark.parametrize(
    "answer",
    [
        lambda parents: ["a1"] * 60_000,
        lambda parents: list(parents) * 10_000,
        lambda parents: ["x" * 10**7],
        lambda parents: np.array(["a1"] * 200_000),
        lambda parents: [[["a1"] * 1000] * 1000] * 1000,
        lambda parents: {i: i for i in range(50_000)},
    ],
    ids=["equal names", "names again and again", "a long name", "an array", "lists in lists", "a dict"],
)
def test_an_answer_that_is_far_too_large_is_refused_at_once(answer):
    outcome = _outcome(answer, tasks.orders.topological_order)
    assert outcome.kinds == (TOO_LARGE,) and outcome.headline == "it returned far more than is asked for"
    assert len(outcome.text()) < 3000


def test_an_answer_that_is_just_not_too_large_is_judged_soon():
    outcome = _outcome(lambda parents: [next(iter(parents))] * 9_000, tasks.orders.topological_order)
    assert "in the list more than once" in outcome.headline


def test_a_network_with_many_more_units_than_it_needs_is_right():
    def boolean_network(table):
        table = np.asarray(table)
        n = int(np.log2(len(table)))
        if 2**n != len(table) or n < 1:
            raise ValueError("table has to have 2**n entries")
        corners = (np.arange(2**n)[:, None] >> np.arange(n)[::-1]) & 1
        W1 = 2.0 * corners[table == 1] - 1
        b1 = 0.5 - corners[table == 1].sum(axis=1)
        idle = np.zeros((2000, n))
        return np.vstack([W1, idle]), np.append(b1, np.full(2000, -1.0)), np.ones(len(W1) + 2000), -0.5

    check_task("boolean_network", boolean_network, tasks.threshold.boolean_network)


def test_extent_counts_numbers_characters_and_entries():
    assert extent(3.0) == 0
    assert extent(np.zeros((3, 4))) == 12
    assert extent("abc") == 3
    assert extent({"a": [1, 2, np.zeros(5)]}) == 10 + 1 + 30 + 5
    assert extent(np.array(["a" * 100])) >= 25
    rows = [0]
    for _ in range(60):  # 2**60 entries, told by two of them
        rows = [rows, rows]
    assert extent(rows, ENOUGH) > ENOUGH
