"""Notebook 08 where PyTorch is not installed, or as good as: the core is judged, two extras are not, and it is said why.

PyTorch is hidden from the grader and from the student's process, so that these tests are the same whether it is there.
"""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import nbformat
import pytest

from autograder import engine, results
from autograder.course import Course
from autograder.editions import nbgrader_source, solved_edition, student_edition
from autograder.engine import grade_notebook
from autograder.release import release
from autograder.results import NOT_ATTEMPTED, NOT_JUDGED, PASSED, result_key
from autograder.sandbox import Warm
from autograder.source import exercises, needs, read_source
from autograder.trial import trusted_names
from autograder.variants import submission

COURSE = Course(Path(__file__).resolve().parents[2])
NAME = "08_automatic_differentiation"
TORCH = ("torch_cost_and_gradients", "train_deep_classifier")
# What hides it from a student's process, where it may be installed. As the first cell of theirs.
HIDE = "import sys\nsys.modules['torch'] = None"


@pytest.fixture(scope="module")
def source():
    return read_source(COURSE.source(NAME))


@pytest.fixture
def hidden(monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *rest: None if name == "torch" else find(name, *rest))


def hand_in(folder, nb):
    nb.cells.insert(0, nbformat.v4.new_code_cell(HIDE))
    path = folder / f"{NAME}.ipynb"
    nbformat.write(nb, path)
    return path


@pytest.fixture
def graded(tmp_path, hidden, source):
    def grade(nb):
        with Warm() as warm:
            return grade_notebook(hand_in(tmp_path, nb), nbgrader_source(source), warm=warm)

    return grade


def test_the_two_extras_that_use_it_say_what_they_need_and_no_other_notebooks_do(source):
    assert needs(source) == ("torch",)
    assert {exercise.name for exercise in exercises(source) for test in exercise.tests if test.needs} == set(TORCH)
    assert not any(needs(read_source(COURSE.source(name))) for name in COURSE.names() if name != NAME)


def test_the_tests_themselves_do_without_what_students_need(source):
    names = trusted_names(nbgrader_source(source))
    assert {"check_task", "tasks", "np"} <= set(names) and not {"torch", "nn"} & set(names)


def test_the_core_is_judged_and_two_extras_are_not_with_the_reason(graded, source):
    result = graded(submission(solved_edition(source)))
    said = {test.exercise: test for test in result.tests}
    assert result.status == "graded" and result.points == result.max_points == 20  # these are extras
    for exercise in ("Node", "gradient_check"):
        assert said[exercise].verdict == PASSED
    for exercise in TORCH:
        assert said[exercise].verdict == NOT_JUDGED
        assert "PyTorch is not installed here" in said[exercise].message
    errors = [
        output
        for cell in result.executed.cells
        if cell.cell_type == "code" and "own" not in cell.id
        for output in cell.outputs
        if output.output_type == "error"
    ]
    assert {error.ename for error in errors} == {"CheckFailed"} and len(errors) == 2  # it runs from top to bottom
    assert "pip install torch" in json.dumps(result.executed)


def test_a_blank_submission_is_not_attempted_whatever_is_installed(graded, source):
    result = graded(student_edition(source))
    repairs = {exercise.name for exercise in exercises(source) if exercise.is_repair}
    assert result.points == 0
    assert {test.verdict for test in result.tests if test.exercise not in repairs} == {NOT_ATTEMPTED}


def test_an_answer_whose_own_cell_fails_without_pytorch_is_not_judged_either(graded, source):
    nb = submission(solved_edition(source))
    for cell in nb.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") in TORCH:
            cell.source = "class Network(nn.Module):\n    pass\n\n" + cell.source
    verdicts = {test.exercise: test.verdict for test in graded(nb).tests}
    assert {verdicts[exercise] for exercise in TORCH} == {NOT_JUDGED} and verdicts["Node"] == PASSED


def test_a_result_holds_no_longer_when_pytorch_comes(tmp_path, source, monkeypatch):
    path = hand_in(tmp_path, student_edition(source))
    keys = []
    for missing in (lambda packages: list(packages), lambda packages: []):
        monkeypatch.setattr(results, "missing", missing)
        keys.append(result_key(path, nbgrader_source(source)))
    assert keys[0] != keys[1]


def test_only_a_warm_process_of_this_notebook_imports_what_it_needs(source):
    asked = []

    class Spy(Warm):
        def __init__(self, *arguments, **keywords):
            asked.append(keywords.get("modules"))
            raise engine.SandboxError("seen enough")

    for name in (NAME, "05_computation_graphs"):
        release_of = nbgrader_source(read_source(COURSE.source(name)))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(engine, "Warm", Spy)
            grade_notebook(COURSE.student(name), release_of)
    assert asked == [("torch",), ()]


def test_the_release_works_and_says_what_it_could_not_run(tmp_path, hidden):
    root = tmp_path / "course"
    for folder in ("solutions/variants", "notebooks", "utils"):
        (root / folder).mkdir(parents=True)
    for folder in ("solutions", "solutions/variants"):
        (root / folder / f"{NAME}.py").write_text(
            (COURSE.root / folder / f"{NAME}.py").read_text(encoding="utf-8"), encoding="utf-8"
        )
    course = Course(root)
    lines = [str(outcome) for outcome in release(course, [])]
    assert lines[0] == (
        f"solutions/{NAME}.ipynb was not run, and stays as it is: it needs PyTorch, which is not "
        "installed (pip install torch)"
    )
    assert course.student(NAME).read_bytes() == COURSE.student(NAME).read_bytes() and not course.solved(NAME).exists()
    assert [str(outcome) for outcome in release(course, [], check=True)] == [
        f"solutions/{NAME}.ipynb is missing: run `autograder release 08`"
    ]
