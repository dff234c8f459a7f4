"""A test that stops with an error of its own says so, and never that the reader's code did."""

from __future__ import annotations

import numpy as np
import pytest

from utils import Returns, check, check_task
from utils.checks.observations import Hypothesis
from utils.checks.refusals import cannot_judge
from utils.checks.task import Mistake, Task, equal_to
from utils.outcomes import BrokenTest, CheckFailed, NotAttempted, NotJudged, Raised, Wrong
from utils.reference import Program


def draw(rng):
    return (float(rng.uniform(1, 2)),)


def judge(exercise, arguments, answer, where):
    if answer > 10:
        raise cannot_juge(exercise, "too large", where, "step", "large")  # noqa: F821  # misspelt on purpose
    if answer < 0:
        raise cannot_judge(exercise, "too small", where, "step", "small")


def outcome_of(function, task):
    with pytest.raises(CheckFailed) as failed:
        check_task("f", function, task)
    return failed.value.outcome


def test_an_error_in_a_judge_is_the_tests_with_its_place_and_says_nothing_of_the_answer():
    outcome = outcome_of(lambda x: 11.0, Task(("x",), draw, judge))
    assert isinstance(outcome, BrokenTest) and isinstance(outcome, NotJudged) and outcome.kinds == ()
    assert "f · the test failed, not you: the test itself stopped with NameError: name 'cannot_juge'" in outcome.line()
    assert "(judge, line " in outcome.headline and "Nothing is said about your answer" in outcome.text()


def test_what_the_judge_says_and_what_the_reader_s_function_raises_stays_what_it_was():
    task = Task(("x",), draw, judge)
    check_task("f", lambda x: x, task)
    assert type(outcome_of(lambda x: -1.0, task)) is Wrong
    assert type(outcome_of(lambda x: x / 0, task)) is Raised

    def blank(x):
        raise NotImplementedError

    assert type(outcome_of(blank, task)) is NotAttempted


def test_an_answer_that_the_judge_cannot_compute_with_is_wrong_and_waits_for_nobody():
    def squared(exercise, arguments, answer, where):
        if abs(answer**2 - arguments[0]) > 1e-9:
            raise cannot_judge(exercise, "no root", where, "step", "root")

    task = Task(("x",), draw, squared)
    check_task("f", lambda x: x**0.5, task)
    outcome = outcome_of(lambda x: 1e200, task)
    assert type(outcome) is Wrong and "too large to compute with" in outcome.headline


@pytest.mark.parametrize(
    "task",
    [
        Task(("x",), lambda rng: rng.no_such_draw(), judge),
        Task(("x",), draw, equal_to(lambda x: x), mistakes=(Mistake("twice", "Twice.", lambda x: twice(x)),)),  # noqa: F821
        Task(("x",), draw, equal_to(lambda x: undefined + x)),  # noqa: F821
    ],
    ids=["draw", "mistake", "trusted"],
)
def test_so_is_one_in_what_draws_the_cases_in_a_known_mistake_and_in_what_is_trusted(task):
    assert type(outcome_of(lambda x: x + 1, task)) is BrokenTest


def test_so_is_one_in_a_program_or_a_hypothesis():
    steps = {"y": lambda w: w**2}

    def of(function, program, *hypotheses):
        with pytest.raises(CheckFailed) as failed:
            check("f", function, program, Returns.as_value("w_bar"), hypotheses=hypotheses)
        return failed.value.outcome

    wrong = Hypothesis("mine", "Mine.", lambda seen: seen.no_such_name)
    drawn = Program(("w",), steps, lambda rng: {"w": np.float64(rng.uniform(1, 2))})
    assert type(of(lambda w: w**7 + 5, drawn)) is Wrong
    assert type(of(lambda w: w**7 + 5, drawn, wrong)) is BrokenTest
    broken = Program(("w",), steps, lambda rng: {"w": rng.no_such_draw()})
    assert type(of(lambda w: 2 * w, broken)) is BrokenTest


def test_a_test_that_asserts_says_that_an_answer_is_wrong():
    def asserts(exercise, arguments, answer, where):
        assert answer > 100, "too small"

    with pytest.raises(AssertionError, match="too small"):
        check_task("f", lambda x: x, Task(("x",), draw, asserts))


def test_what_a_judge_calls_of_the_reader_s_own_in_another_cell_is_the_reader_s():
    cell: dict = {}
    exec(compile("def other(x):\n    return x / 0\n\ndef f(x):\n    return x\n", "<another cell>", "exec"), cell)
    task = Task(("x",), draw, lambda exercise, arguments, answer, where: cell["other"](answer))
    with pytest.raises(ZeroDivisionError):
        check_task("f", cell["f"], task)
