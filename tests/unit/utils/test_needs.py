"""What a check says where a package is missing that it needs."""

from __future__ import annotations

import importlib.util

import pytest

from utils import tasks
from utils.checks.check_task import check_task
from utils.checks.needs import and_how, missing, not_judged
from utils.outcomes import CheckFailed, NotAttempted, NotJudged


@pytest.fixture
def hidden(monkeypatch):
    """PyTorch is not found, whether it is installed or not."""
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *rest: None if name == "torch" else find(name, *rest))


def outcome_of(function):
    with pytest.raises(CheckFailed) as failed:
        check_task("f", function, tasks.autodiff.torch_cost_and_gradients, needs="torch")
    return failed.value.outcome


def test_only_packages_that_are_not_there_are_missing(hidden):
    assert missing(["numpy", "torch", "scipy"]) == ["torch"] and missing([]) == []


def test_what_is_missing_is_named_with_what_installs_it():
    assert and_how(["torch"]) == "PyTorch, which is not installed (pip install torch)"
    outcome = not_judged("f", ["torch"])
    assert outcome.headline == "PyTorch is not installed here" and "pip install torch" in outcome.text()


def test_in_a_browser_nobody_is_told_to_install_anything(monkeypatch):
    monkeypatch.setattr("sys.platform", "emscripten")
    said = not_judged("f", ["torch"]).text()
    assert "PyTorch does not run in a browser" in said and "install it" not in said.lower() and "pip" not in said


def test_without_pytorch_an_answer_is_neither_right_nor_wrong(hidden):
    for answer in (lambda *arguments: None, lambda *arguments: 1 / 0, lambda *arguments: (0.0, {})):
        outcome = outcome_of(answer)
        assert type(outcome) is NotJudged and outcome.kinds == ()


def test_without_pytorch_a_blank_answer_is_not_attempted(hidden):
    def blank(*arguments):
        raise NotImplementedError

    assert type(outcome_of(blank)) is NotAttempted


def test_a_check_that_needs_what_is_there_judges():
    with pytest.raises(CheckFailed) as failed:
        check_task("f", lambda *arguments: None, tasks.autodiff.torch_cost_and_gradients, needs="numpy")
    assert "it returned None" in failed.value.outcome.headline
