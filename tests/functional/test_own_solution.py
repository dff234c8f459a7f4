"""A test that the course's own solution does not pass is no test: nothing is graded by it, and the reason is said."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from mini_course import NAME
from nbgrader.api import Gradebook

from autograder import batch, own_solution
from autograder.classroom import prepare_classroom
from autograder.editions import nbgrader_source
from autograder.results import NOT_JUDGED, NOT_RUN, Result, TestResult
from autograder.source import read_source

SECOND = "02_again"
BROKEN = ('assert square(-4) == 16, "square(-4) is 16"', 'assert square(-4) == -16, "square(-4) is -16"')


@pytest.fixture
def graded(monkeypatch, graded_here):
    """Who was graded in each call, as by a process that has just begun."""
    seen: list[list[str]] = []
    real = batch.grade_all

    def noting(tasks, conditions, jobs):
        tasks = list(tasks)
        seen.append([f"{task.student or 'SOLUTION'} {task.notebook}" for task in tasks])
        own_solution._passed.clear()
        return real(tasks, conditions, jobs)

    own_solution._passed.clear()
    own_solution._failed.clear()
    monkeypatch.setattr(batch, "grade_all", noting)
    yield seen
    own_solution._failed.clear()


def _break(course, name):
    path = course.source(name)
    text = path.read_text(encoding="utf-8")
    assert BROKEN[0] in text
    path.write_text(text.replace(*BROKEN), encoding="utf-8")


def _second(course):
    shutil.copy(course.source(NAME), course.source(SECOND))
    shutil.copy(course.variants(NAME), course.variants(SECOND))


def _recorded(classroom, name):
    with Gradebook(classroom.db_url) as gradebook:
        return {one.student_id: one.score for one in gradebook.assignment_submissions(name)}


def test_an_assignment_whose_solution_does_not_pass_is_refused_with_cell_and_reason_and_the_others_are_graded(
    command, classroom, tiny_course, hand_in, tiny_solved, graded
):
    _second(tiny_course)
    _break(tiny_course, SECOND)
    for student in ("student-01", "student-02"):
        hand_in(student, tiny_solved)
        hand_in(student, tiny_solved, name=SECOND)
    status, out, err = command("grade")
    assert status == 1
    assert f"nothing of {SECOND} was graded: the course's own solution does not earn every point" in err
    assert f"{SECOND}: test_square_negative gives it 0 of 3: square(-4) is -16" in err and "put its test or" in err
    assert _recorded(classroom, NAME) == {"student-01": 20, "student-02": 20} and _recorded(classroom, SECOND) == {}
    assert not list(classroom.autograded.glob(f"*/{SECOND}")) and not (classroom.results / SECOND).exists()
    assert f"student-01 {SECOND}" not in out

    shutil.copy(tiny_course.source(NAME), tiny_course.source(SECOND))  # put right
    status, out, err = command("grade")
    assert (status, err) == (0, "") and _recorded(classroom, SECOND) == {"student-01": 20, "student-02": 20}


def test_where_there_is_nothing_else_the_command_says_so_and_records_nothing(
    command, classroom, tiny_course, hand_in, tiny_solved, graded
):
    _break(tiny_course, NAME)
    hand_in("student-01", tiny_solved)
    status, _, err = command("grade")
    assert status == 1 and "test_square_negative gives it 0 of 3" in err
    assert _recorded(classroom, NAME) == {} and not classroom.results.exists()


def test_it_is_found_out_once_for_a_release(command, classroom, tiny_course, hand_in, tiny_solved, graded):
    hand_in("student-01", tiny_solved)
    assert command("grade")[0] == 0
    assert graded == [[f"SOLUTION {NAME}", f"student-01 {NAME}"]]
    hand_in("student-02", tiny_solved)
    assert command("grade")[0] == 0
    assert graded[1:] == [[f"student-02 {NAME}"]]  # by a process that knows nothing but what was written down
    path = tiny_course.source(NAME)
    path.write_text(path.read_text(encoding="utf-8").replace("is 16", "is sixteen"), encoding="utf-8")
    assert command("grade")[0] == 0
    assert graded[2:] == [[f"SOLUTION {NAME}", f"student-01 {NAME}", f"student-02 {NAME}"]]


def test_results_that_come_before_the_solutions_are_kept_until_it_is_known(
    command, classroom, tiny_course, hand_in, tiny_solved, graded, monkeypatch
):
    real = batch.grade_all
    monkeypatch.setattr(batch, "grade_all", lambda *arguments: reversed(list(real(*arguments))))
    hand_in("student-01", tiny_solved)
    _break(tiny_course, NAME)
    assert command("grade")[0] == 1 and _recorded(classroom, NAME) == {}
    shutil.copy(tiny_course.source(NAME), classroom.root)
    path = tiny_course.source(NAME)
    path.write_text(path.read_text(encoding="utf-8").replace(BROKEN[1], BROKEN[0]), encoding="utf-8")
    assert command("grade")[0] == 0 and _recorded(classroom, NAME) == {"student-01": 20}


def test_what_lacks_a_package_is_no_fault_and_a_test_that_stops_by_itself_is(tiny_release, tmp_path, monkeypatch):
    def result(verdict, points=0.0):
        return Result("", "", "graded", tests=(TestResult("double", "test_double", points, 12, verdict, "why"),))

    memory = tmp_path / "memory"
    assert own_solution.faults(result(NOT_JUDGED), tiny_release, memory) == ["test_double gives it 0 of 12: why"]
    assert not memory.exists()
    with monkeypatch.context() as patched:
        patched.setattr(own_solution, "missing", lambda packages: ["torch"])
        assert own_solution.faults(result(NOT_JUDGED), tiny_release, memory) == [] and memory.exists()
    assert own_solution.faults(result(NOT_RUN), tiny_release, memory) == ["test_double gives it 0 of 12: why"]
    assert own_solution.faults(result("passed", 12), tiny_release, memory) == []


@pytest.mark.second_stage
def test_nbgraders_own_command_refuses_too(tiny_course, classroom, new_gradebook, hand_in, tiny_solved):
    classroom.root.mkdir()
    shutil.copy(new_gradebook, classroom.gradebook)
    _break(tiny_course, NAME)
    prepare_classroom(tiny_course, [NAME], classroom)
    hand_in("student-01", tiny_solved)
    done = subprocess.run(
        [Path(sys.executable).with_name("nbgrader"), "autograde", NAME],
        cwd=tiny_course.root,
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tiny_course.root.parent)},
        check=False,
    )
    assert done.returncode != 0 and "the course's own solution does not earn every point" in done.stderr
    assert "test_square_negative gives it 0 of 3" in done.stderr
    assert not (classroom.autograded / "student-01" / NAME / f"{NAME}.ipynb").exists()


def test_the_solution_of_a_release_is_what_a_student_would_hand_in(tiny_course):
    release = nbgrader_source(read_source(tiny_course.source(NAME)))
    with own_solution.handed_in(release, NAME) as path:
        text = path.read_text(encoding="utf-8")
        assert path.name == f"{NAME}.ipynb" and "twice = factor * x" in text and "BEGIN" not in text
        assert "a hidden case" not in text
    assert not path.exists()
