"""The tests are tested: every right answer earns full points, every planted mistake loses its own and no other's.

All of them are graded as a class is, once for all tests of this module.
"""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from judged import not_judged_here

from autograder.course import Course
from autograder.editions import nbgrader_source, solved_edition, student_edition
from autograder.pool import Conditions, Task, cores, grade_all
from autograder.source import exercises, read_source, total_of
from autograder.variants import read_variants, submission

COURSE = Course(Path(__file__).resolve().parents[2])
NAMES = COURSE.names()
SOURCES = {name: read_source(COURSE.source(name)) for name in NAMES}
NOT_JUDGED_HERE = {name: not_judged_here(source) for name, source in SOURCES.items()}
VARIANTS = [
    (name, variant)
    for name in NAMES
    if COURSE.variants(name).exists()
    for variant in read_variants(COURSE.variants(name), SOURCES[name])
]


def _of_kind(kind):
    chosen = [(name, variant) for name, variant in VARIANTS if variant.kind == kind]
    return pytest.mark.parametrize(
        ("name", "variant"),
        chosen,
        ids=[f"{name[:2]}-{variant.exercise}-{kind}-{variant.name}" for name, variant in chosen],
    )


@pytest.fixture(scope="module")
def results(request, tmp_path_factory):
    """What came of the solved edition of a notebook under each variant that this session is about."""
    wanted = [
        (item.callspec.params["name"], item.callspec.params["variant"])
        for item in request.session.items
        if item.path == request.path and "results" in item.fixturenames
    ]
    folder, tasks = tmp_path_factory.mktemp("variants"), []
    editions = {
        name: (nbgrader_source(SOURCES[name]), solved_edition(SOURCES[name])) for name in {name for name, _ in wanted}
    }
    for number, (name, variant) in enumerate(wanted):
        release, solved = editions[name]
        path = folder / str(number) / f"{name}.ipynb"
        path.parent.mkdir()
        nbformat.write(submission(solved, [variant]), path)
        tasks.append(Task(str(number), name, path, release, ""))
    came = {int(task.student): result for task, result in grade_all(tasks, Conditions(), cores())}
    return {pair: came[number] for number, pair in enumerate(wanted)}


def _said(result):
    """What the tests that did not pass say, by exercise."""
    return {test.exercise: test.message for test in result.tests if test.verdict != "passed"}


@_of_kind("right")
def test_a_right_answer_earns_full_points_however_it_is_written(results, name, variant):
    result, lacking = results[name, variant], NOT_JUDGED_HERE[name]
    assert (result.status, set(_said(result)), result.repairs) == ("graded", set(lacking), ()), _said(result)
    assert result.max_points == total_of(SOURCES[name])
    assert result.points == result.max_points - result.by_hand - sum(lacking.values())


@_of_kind("wrong")
def test_a_planted_mistake_loses_its_own_exercise_and_no_other(results, name, variant):
    result = results[name, variant]
    assert result.status == "graded" and set(_said(result)) == {variant.exercise, *NOT_JUDGED_HERE[name]}, _said(result)
    assert _said(result)[variant.exercise]


@pytest.mark.parametrize("name", NAMES)
def test_the_solved_edition_earns_all_points_and_the_student_edition_none(tmp_path, name):
    source = SOURCES[name]
    release, tasks = nbgrader_source(source), []
    for student, edition in (("solved", solved_edition(source)), ("blank", student_edition(source))):
        path = tmp_path / student / f"{name}.ipynb"
        path.parent.mkdir()
        nbformat.write(edition, path)
        tasks.append(Task(student, name, path, release, ""))
    came = {task.student: result for task, result in grade_all(tasks, Conditions(), jobs=1)}
    lacking = NOT_JUDGED_HERE[name]
    assert (set(_said(came["solved"])), came["solved"].repairs) == (set(lacking), ()), _said(came["solved"])
    assert came["solved"].max_points == total_of(source)
    assert came["solved"].points == came["solved"].max_points - came["solved"].by_hand - sum(lacking.values())
    assert (came["blank"].status, came["blank"].points) == ("graded", 0)
    repairs = {exercise.name for exercise in exercises(source) if exercise.is_repair}  # whose programs are there, wrong
    assert {test.verdict for test in came["blank"].tests if test.exercise not in repairs} <= {"not attempted"}
    assert {test.verdict for test in came["blank"].tests if test.exercise in repairs} <= {"failed"}
