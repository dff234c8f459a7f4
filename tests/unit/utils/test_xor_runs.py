"""What notebook 06 tells of thirty random starts is what they do."""

from __future__ import annotations

import re

import numpy as np
import pytest
from our_notebooks import COURSE

from autograder.source import read_source
from utils import xor_runs

STARTS, LR = 30, 0.5


@pytest.fixture(scope="module")
def prose() -> str:
    nb = read_source(COURSE.source("06_two_layer_network"))
    return "\n".join(cell.source for cell in nb.cells if cell.cell_type == "markdown")


def told(prose: str, pattern: str) -> list[int]:
    """The numbers in the one place of the text that the pattern fits."""
    (match,) = re.finditer(pattern, prose)
    return [int(number) for number in re.findall(r"\d+", match[0])]


def test_so_many_starts_find_xor_as_the_notebook_opens_with(prose):
    steps, found, starts, others = told(
        prose, r"After \d+ steps, \d+ of the \d+ have found XOR. The other \d+ have not"
    )
    assert starts == STARTS and others == STARTS - found
    assert xor_runs.found_by(2, STARTS, steps, LR).sum() == found


def test_patience_helps_as_many_as_it_says(prose):
    found, steps, in_the_end, long = told(
        prose, r"\d+ of the thirty have found XOR within \d+ steps, and \d+ within \d+"
    )
    assert xor_runs.found_by(2, STARTS, steps, LR).sum() == found
    assert xor_runs.found_by(2, STARTS, long, LR).sum() == in_the_end


def _start(number: int, steps: int) -> xor_runs.Parameters:
    return xor_runs.descend(xor_runs.random_start(2, (2, number)), steps, LR)


def test_start_1_stands_still_after_800_steps_for_the_two_reasons_that_the_notebook_gives(prose):
    assert (
        "the slope in unit 2 (at most about 0.01), which gives nearly 1 for every input, and the weight in unit 1"
        in prose
    )
    one, two = xor_runs.hidden_units(_start(1, 800))
    assert two.slope < 0.012 and abs(two.weight) > 1  # flat
    assert one.slope > 0.15 and abs(one.weight) < 0.05  # not heard by the output
    others = xor_runs.hidden_units(_start(4, 800))
    assert max(one.largest, two.largest) < 0.2 * min(unit.largest for unit in others)


def test_start_3_is_flat_in_a_corner_where_it_is_wrong_as_the_notebook_shows(prose):
    assert "The outputs for $(1, 0)$ and $(1, 1)$ stay near ½, and should be 1 and 0" in prose
    assert "For both inputs unit 1 gives nearly 1, and unit 2 nearly 0" in prose
    costs = []
    for steps in (800, 5000):
        now = _start(3, steps)
        costs.append(xor_runs.cost(now))
        first = xor_runs.X[:, 0] == 1
        hidden = xor_runs.logistic(xor_runs.X @ now["W1"].T + now["b1"])
        outputs = (hidden @ now["W2"].T + now["b2"])[:, 0]
        assert (hidden[first, 0] > 0.95).all() and (hidden[first, 1] < 0.02).all()
        assert np.abs(outputs[first] - 0.5).max() < 0.05
        wrong = (xor_runs.labels(outputs[:, np.newaxis]) != xor_runs.T)[:, 0]
        assert (wrong == first).all()
    assert costs[1] > 0.9 * costs[0]  # hardly lower, after six times as many steps


def test_the_starts_that_fail_are_flat_where_they_are_wrong_as_the_notebook_says(prose):
    flat, failed = told(prose, r"In \d+ of the \d+, both units were then flat at the inputs that were still wrong")
    assert "their slopes there are below 0.06" in prose
    slopes = {}
    for number in np.flatnonzero(~xor_runs.found_by(2, STARTS, 800, LR)):
        now = _start(number, 800)
        hidden = xor_runs.logistic(xor_runs.X @ now["W1"].T + now["b1"])
        outputs = hidden @ now["W2"].T + now["b2"]
        wrong = (xor_runs.labels(outputs) != xor_runs.T)[:, 0]
        slopes[int(number)] = (hidden * (1 - hidden))[wrong].max()
    assert len(slopes) == failed and sum(slope < 0.06 for slope in slopes.values()) == flat
    (nearly_done,) = told(prose, r"start \d+, which was nearly done")
    assert {number for number, slope in slopes.items() if slope >= 0.06} == {1, nearly_done}
    assert xor_runs.found_by(2, STARTS, 1600, LR)[nearly_done]


def test_start_1_has_separated_one_input_after_5000_steps_and_three_lie_in_a_corner(prose):
    assert "After 5000 steps unit 1 has separated the input (1, 0)" in prose
    now = _start(1, 5000)
    hidden = xor_runs.logistic(xor_runs.X @ now["W1"].T + now["b1"])
    alone = (xor_runs.X == (1, 0)).all(axis=1)
    assert (hidden[alone, 0] > 0.4).all() and (hidden[~alone, 0] < 0.05).all() and (hidden[:, 1] > 0.95).all()


def test_start_4_is_right_from_the_step_that_the_notebook_says(prose):
    (step,) = told(prose, r"has all four outputs right from about step \d+")
    for steps, right in ((step - 50, False), (step + 50, True)):
        now = _start(4, steps)
        outputs = xor_runs.logistic(xor_runs.X @ now["W1"].T + now["b1"]) @ now["W2"].T + now["b2"]
        assert (xor_runs.labels(outputs) == xor_runs.T).all() == right


def test_what_arrives_at_a_hidden_unit_is_the_derivative_of_the_cost():
    now, step = xor_runs.random_start(3, 5), 1e-6
    for j, unit in enumerate(xor_runs.hidden_units(now)):
        measured = []
        for d in range(2):
            nudge = np.zeros((3, 2))
            nudge[j, d] = step
            above, below = ({**now, "W1": now["W1"] + way * nudge} for way in (1, -1))
            measured.append((xor_runs.cost(above) - xor_runs.cost(below)) / (2 * step))
        # A central difference is exact up to step² and rounding error / step, about 1e-9.
        assert unit.largest == pytest.approx(np.abs(measured).max(), abs=1e-7)


def test_without_a_training_of_ones_own_snapshots_are_those_of_the_courses_descent():
    start = xor_runs.random_start(2, 7)
    first, last = xor_runs.snapshots(None, start, (0, 20))
    assert first.cost == xor_runs.cost(start)
    assert last.step == 20 and last.cost == xor_runs.cost(xor_runs.descend(start, 20)) < first.cost
