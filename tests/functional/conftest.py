"""What tests that run students' code share: processes to start from, each made once for all tests of a session; and
results that are entered without running any.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

import pytest
from mini_course import NAME
from nbgrader.plugins import LateSubmissionPlugin

from autograder import batch
from autograder.classroom import prepare_classroom
from autograder.desk import check
from autograder.gradebook import open_gradebook, record
from autograder.results import FAILED, NOT_JUDGED, PASSED, Result, TestResult, write_result
from autograder.sandbox import Warm
from autograder.source import needs, opened_for
from autograder.worker import grade_surely


@pytest.fixture(scope="session")
def _warm_ones() -> Iterator[dict[tuple, Warm]]:
    made: dict[tuple, Warm] = {}
    yield made
    for warm in made.values():
        warm.close()


@pytest.fixture
def warm_with(_warm_ones) -> Callable[..., Warm]:
    """A warm process that has imported these modules too; another one only where a test has ended it."""

    def get(modules: tuple[str, ...] = (), confined: bool = True, opened: tuple[str, ...] = ()) -> Warm:
        key = confined, modules, opened
        if key in _warm_ones and _warm_ones[key]._process.poll() is not None:
            _warm_ones.pop(key).close()
        if key not in _warm_ones:
            _warm_ones[key] = Warm(confined, modules=modules, opened=opened)
        return _warm_ones[key]

    return get


@pytest.fixture
def warm(warm_with) -> Warm:
    """A warm process as most notebooks need it."""
    return warm_with()


@pytest.fixture
def graded_here(monkeypatch, warm_with) -> None:
    """Commands grade in this process, from a warm process that is there already: starting both takes seconds.

    For tests of what commands do with results. Workers have tests of their own (`test_grade_class`), and so has the
    whole way of an instructor (`test_afternoon`).
    """

    def grade(path, release, conditions, warm=None):
        lent = warm_with(needs(release), conditions.confined, opened_for(release, conditions.limits.figures))
        result, left = grade_surely(path, release, conditions, lent)
        if left is not None and left is not lent:  # it was ended, and another one made
            left.close()
        return result, None

    def grade_all(tasks, conditions, jobs):
        for task in tasks:
            yield task, grade(task.path, task.release, conditions)[0]

    monkeypatch.setattr(batch, "grade_all", grade_all)
    monkeypatch.setattr("autograder.grade.workers_ahead", lambda *_: contextlib.nullcontext([]))
    monkeypatch.setattr(check, "grade_surely", grade)


@pytest.fixture
def grade(command, tiny_course, tiny_release, classroom) -> Callable[..., None]:
    """Enters results as grading does, without running anything: 20 points or none."""

    def enter(student: str, full: bool, otherwise: str = FAILED) -> None:
        tests = tuple(
            TestResult(
                exercise,
                f"test_{test}",
                full * points,
                points,
                PASSED if full else otherwise,
                "PyTorch is missing" * (otherwise == NOT_JUDGED),
            )
            for exercise, test, points in (
                ("double", "double", 12),
                ("square", "square", 5),
                ("square", "square_negative", 3),
            )
        )
        result = Result(student, NAME, "graded", tests=tests)
        prepare_classroom(tiny_course, [NAME], classroom)
        with open_gradebook(classroom) as gradebook:
            record(gradebook, classroom, result, tiny_release, LateSubmissionPlugin())
        write_result(classroom.results / NAME / f"{student}.json", result)

    return enter
