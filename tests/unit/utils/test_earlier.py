"""A check says what to fix first: an earlier exercise that the function calls, and that is not right yet."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from utils import progress
from utils.checks.calling import call
from utils.checks.earlier import fix_first, not_right_yet
from utils.checks.refusals import CannotJudge, cannot_judge
from utils.checks.running import run
from utils.outcomes import CheckFailed, NotAttempted, NotJudged, Raised, Right, Wrong, shown_to

CELLS = """
def relu(z):
    return max(z, 1)

def helper(z):
    return relu(z)

def dense(z):
    return relu(z) + 1

def network(z):
    return [helper(one) for one in [z]]

def alone(z):
    relu = z
    return relu

class Layer:
    def __call__(self, z):
        return relu(z)

def of_layer(z):
    return Layer()(z)
"""


@pytest.fixture
def written():
    """What a reader has written, in a notebook where no check was run yet."""
    progress.forget()
    namespace = {"__name__": "__main__"}
    exec(CELLS, namespace)
    yield namespace
    progress.forget()


WRONG = Wrong("relu", "it is off")


@pytest.mark.parametrize("name", ["dense", "network", "helper", "of_layer", "Layer"])
def test_a_wrong_exercise_is_found_wherever_a_function_comes_to_call_it(written, name):
    progress.record(WRONG)
    assert not_right_yet(name, [written[name]]) == ["relu"]


def test_what_is_not_called_or_is_right_or_was_not_judged_is_not_named(written):
    assert not_right_yet("dense", [written["dense"]]) == []  # nothing was checked
    progress.record(NotJudged("relu", "a package is missing"))
    assert not_right_yet("dense", [written["dense"]]) == []
    progress.record(WRONG)
    assert not_right_yet("alone", [written["alone"]]) == []  # a name of its own
    assert not_right_yet("relu", [written["relu"]]) == []
    progress.record(Right("relu", "matches"))
    assert not_right_yet("dense", [written["dense"]]) == []


def test_of_a_function_that_lives_elsewhere_nothing_is_known(written):
    class Remote:
        def __call__(self, z):
            return z

    progress.record(WRONG)
    assert not_right_yet("dense", [Remote(), len]) == []


def _check(function, outcome):
    """A check of `dense` that calls the function once, and finds `outcome`."""

    def judge():
        call("dense", function, ("z",), (2.0,), "at z = 2")
        return outcome

    said = []
    with shown_to(said.append):
        try:
            run("dense", judge)
        except CheckFailed:
            return said[0]
    return said[0]


def test_the_check_says_first_what_to_fix_first(written):
    refusal = cannot_judge("dense", "it is off", "at z = 2", "look", "sign").outcome
    assert _check(written["dense"], refusal).rows[0][0] == "where"
    progress.record(WRONG)
    assert _check(written["dense"], refusal).rows[0] == (
        "first",
        "It calls your relu, which is not right yet. Fix that first.",
    )
    assert _check(written["dense"], Right("dense", "matches")).rows == ()
    assert _check(written["dense"], NotAttempted("dense", "nothing yet")).rows == ()


def test_several_are_named_together():
    assert fix_first(["relu", "dense"]) == "It calls your relu and dense, which are not right yet. Fix those first."


CALLS = """
import numpy as np

def dense(X, W):
    return X @ W.T

def mlp(X, layers):
    for W in layers:
        h = dense(X, W)
    return h
"""


@pytest.mark.parametrize("before", [Right("dense", "matches"), WRONG, None])
def test_an_error_in_a_function_that_is_right_says_which_line_called_it(tmp_path, before):
    progress.forget()
    cell = tmp_path / "cell.py"
    cell.write_text(CALLS)
    namespace = {"__name__": "__main__"}
    exec(compile(CALLS, str(cell), "exec"), namespace)
    if before is not None:
        progress.record(replace(before, exercise="dense"))
    layers = [np.ones((3, 2)), np.ones((1, 3))]
    with pytest.raises(CannotJudge) as refused:
        call("mlp", namespace["mlp"], ("X", "layers"), (np.ones((4, 2)), layers), "at once")
    rows = dict(refused.value.outcome.rows)
    assert rows["your line"].startswith("return X @ W.T")
    assert rows["called from"] == "h = dense(X, W)    (line 9 of the cell, in mlp)"
    assert ("dense is right by its own check" in rows["next"]) == isinstance(before, Right)
    progress.forget()


def test_an_exercise_that_was_written_anew_since_its_check_is_not_said_to_be_wrong(written, monkeypatch):
    refusal = cannot_judge("dense", "it is off", "at z = 2", "look", "sign").outcome
    progress.record(WRONG)
    monkeypatch.setattr("utils.session.definition", lambda name: "another one")
    said = dict(_check(written["dense"], refusal).rows)["first"]
    assert said == "The last check of relu failed, and you have changed it since. Run that check again."


@pytest.mark.parametrize(("place", "said"), [("dense", False), ("relu", True)])
def test_of_an_edited_exercise_nothing_is_said_where_the_error_arose_elsewhere(written, monkeypatch, place, said):
    progress.record(WRONG)
    monkeypatch.setattr("utils.session.definition", lambda name: "another one")
    error = Raised("dense", "ValueError", (("your line", f"z + 1    (line 3 of the cell, in {place})"),))
    assert ("first" in dict(_check(written["dense"], error).rows)) == said
