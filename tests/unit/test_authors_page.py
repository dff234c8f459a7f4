"""What docs/authors.md shows is what the package does: its programs run, its hypothesis is told, its commands exist."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from autograder.cli import COMMANDS
from utils.checks.check import check
from utils.checks.check_task import check_task
from utils.outcomes import CheckFailed

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "authors.md").read_text(encoding="utf-8")
PROGRAMS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def right(w, b, x, t):
    y = w * x + b
    return {"y": y, "y_bar": y - t, "w_bar": (y - t) * x, "b_bar": y - t}


def mistaken(w, b, x, t):
    return right(w, b, x, t) | {"w_bar": (w * x + b - t) * t}


@pytest.fixture
def scope():
    """What the page's programs define, run one after the other with a right answer."""
    scope = {"gradients": right}
    for program in PROGRAMS:
        if "linear_unit = " in program or "target_for_input = " in program:
            exec(program, scope)
    assert {"linear_unit", "target_for_input"} <= set(scope)
    return scope


def test_its_program_takes_a_right_answer_and_its_hypothesis_names_the_mistake(scope, capsys):
    from utils import Returns

    returns = Returns.as_dict("y", "y_bar", "w_bar", "b_bar")
    with pytest.raises(CheckFailed) as failed:
        check("gradients", mistaken, scope["linear_unit"], returns, hypotheses=[scope["target_for_input"]])
    assert "target for input" in failed.value.outcome.kinds
    assert "with t in the place of x" in failed.value.outcome.text()


def test_each_way_of_returning_that_it_lists_can_be_written(scope):
    ways = re.findall(r"\| `(Returns\.[^|]*)` \|", PAGE)
    assert len(ways) == 5 and all(eval(way, scope) for way in ways)


def test_the_short_way_is_short():
    way = PAGE[PAGE.index("## The short way") : PAGE.index("## The source")]
    assert len(re.sub(r"```.*?```", "", way, flags=re.DOTALL).split()) <= 600


def test_its_judge_takes_either_root_and_says_what_it_is_to_say(capsys):
    (program,) = [program for program in PROGRAMS if "root_task = " in program]
    exec(program, {"a_root": lambda c: -(c**0.5)})
    with pytest.raises(CheckFailed) as failed:
        exec(program, {"a_root": lambda c: c / 2})
    assert failed.value.outcome.kinds == ("not a root",) and "root²" in failed.value.outcome.text()


def test_an_array_with_a_free_size_is_read_as_it_says():
    from utils.checks.refusals import CannotJudge
    from utils.checks.task import unpacked

    (call,) = re.findall(r"`(unpacked\(.*)` \|", PAGE)
    scope = {"unpacked": unpacked, "exercise": "f", "where": "here", "answer": np.ones((3, 2))}
    assert eval(call, scope).shape == (3, 2)
    with pytest.raises(CannotJudge, match="wrong shape"):
        eval(call, scope | {"answer": np.ones((3, 4))})


def test_its_commands_exist():
    named = set(re.findall(r"autograder ([a-z]+)", PAGE))
    assert named <= {name for name, _ in COMMANDS} and {"new", "release", "mistakes", "handout"} <= named


def test_its_task_takes_a_right_answer_and_names_the_mistake(capsys):
    (program,) = [program for program in PROGRAMS if program.startswith("# utils/tasks/")]
    exec(program, scope := {})
    task, mean = scope["moving_average"], lambda v, k: np.convolve(v, np.ones(k) / k, "valid")
    check_task("moving_average", mean, task)
    with pytest.raises(CheckFailed) as failed:
        check_task("moving_average", lambda v, k: mean(v, k) * k, task)
    assert "not divided" in failed.value.outcome.kinds


def test_its_last_programs_are_python():
    for program in PROGRAMS:
        compile(program, "docs/authors.md", "exec")
