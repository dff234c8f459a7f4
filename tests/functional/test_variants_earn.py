"""The tests are tested: every right answer earns full points, every planted mistake loses its own and no other's."""
from __future__ import annotations

import functools
import os
from pathlib import Path

import nbformat
import pytest
from running import outcomes_of

from autograder.course import Course
from autograder.editions import nbgrader_source, solved_edition, student_edition
from autograder.engine import grade_notebook
from autograder.source import exercises, read_source
from autograder.submission import canonical
from autograder.variants import read_variants, submission

COURSE = Course(Path(__file__).resolve().parents[2])
NAMES = COURSE.names()
VARIANTS = [(name, variant) for name in NAMES if COURSE.variants(name).exists()
            for variant in read_variants(COURSE.variants(name))]

by_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork; the kernel's way is tested below")


@functools.cache
def _notebook(name):
    source = read_source(COURSE.source(name))
    return source, nbgrader_source(source), solved_edition(source)


def _submitted(name, variants):
    _, release, solved = _notebook(name)
    nb, repairs = canonical(submission(solved, variants), release)
    assert repairs == []
    return nb


def _lost(name, outcomes):
    """The exercises that lost points, from what became of the tests."""
    return {exercise.name for exercise in exercises(_notebook(name)[0]) for test in exercise.tests
            if outcomes.get(test.grade_id, "not run")}


def _of_kind(kind):
    chosen = [(name, variant) for name, variant in VARIANTS if variant.kind == kind]
    return pytest.mark.parametrize(("name", "variant"), chosen, ids=[
        f"{name[:2]}-{variant.exercise}-{kind}-{variant.name}" for name, variant in chosen])


@pytest.fixture(scope="module")
def outcomes(request):
    """What became of the tests under each variant that this session is about; run together, to use every core."""
    wanted = [item.callspec.params for item in request.session.items
              if item.path == request.path and "outcomes" in item.fixturenames]
    pairs = [(params["name"], params["variant"]) for params in wanted]
    for name, _ in pairs:
        _notebook(name)  # read here, so that no child need read it
    makers = [functools.partial(_submitted, name, [variant]) for name, variant in pairs]
    return dict(zip(pairs, outcomes_of(makers), strict=True))


@by_fork
@_of_kind("right")
def test_a_right_answer_earns_full_points_however_it_is_written(outcomes, name, variant):
    said = outcomes[name, variant]
    assert {test: message for test, message in said.items() if message} == {}
    assert _lost(name, said) == set()


@by_fork
@_of_kind("wrong")
def test_a_planted_mistake_loses_its_own_exercise_and_no_other(outcomes, name, variant):
    assert _lost(name, outcomes[name, variant]) == {variant.exercise}


@pytest.mark.parametrize("name", NAMES)
def test_the_solved_edition_earns_all_points_and_the_student_edition_none(tmp_path, name):
    source, release, solved = _notebook(name)
    path = tmp_path / f"{name}.ipynb"
    nbformat.write(solved, path)
    result = grade_notebook(path, release)
    assert [test.message for test in result.tests if test.verdict != "passed"] == []
    assert result.repairs == ()
    assert result.points == result.max_points == (0 if name.startswith("00") else 20)

    nbformat.write(student_edition(source), path)
    result = grade_notebook(path, release)
    assert (result.status, result.points) == ("graded", 0)
    assert {test.verdict for test in result.tests} <= {"not attempted"}


@by_fork
@pytest.mark.parametrize("name", [name for name in NAMES if any(n == name for n, _ in VARIANTS)])
def test_a_kernel_and_the_quick_way_of_these_tests_agree(tmp_path, name):
    _, release, solved = _notebook(name)
    mistakes = [variant for n, variant in VARIANTS if n == name and variant.kind == "wrong"][::6]
    mistakes = list({variant.exercise: variant for variant in mistakes}.values())
    path = tmp_path / f"{name}.ipynb"
    nbformat.write(submission(solved, mistakes), path)
    lost = {test.exercise for test in grade_notebook(path, release).tests if test.verdict != "passed"}
    assert lost == _lost(name, outcomes_of([functools.partial(_submitted, name, mistakes)])[0])
