"""Started where students' files lie, a command runs none of them, nor does what it starts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from multiprocessing import forkserver
from pathlib import Path

import pytest

from autograder import course as courses
from autograder.cli import main
from autograder.course import Course
from autograder.desk.handed_out import HandedOut
from autograder.errors import CourseError
from autograder.processes import begin, starting
from autograder.safe_path import among_submissions

NAME = "01_tiny"
# What a command and the processes that it starts import, and what they look for by name.
MODULES = (
    "argparse",
    "nbformat",
    "numpy",
    "matplotlib",
    "sqlalchemy",
    "multiprocessing",
    "socket",
    "selectors",
    "signal",
    "struct",
    "utils",
    "nbgrader",
    "alembic",
    "IPython",
)
PROGRAMS = ("bwrap", "alembic", "python")
EXECUTABLE = Path(sys.executable).with_name("autograder")


@pytest.fixture
def hostile(tiny_course):
    """A folder inside the checkout, full of modules and programs that leave a mark where they run."""
    folder, mark = tiny_course.root / "inbox" / "student-01", tiny_course.root / "ran"
    folder.mkdir(parents=True)
    for name in MODULES:
        (folder / f"{name}.py").write_text(f"open({str(mark)!r}, 'a').write({name + chr(10)!r})\nraise SystemExit(3)\n")
    for name in PROGRAMS:
        (folder / name).write_text(f"#!/bin/sh\necho {name} >> {mark}\nexit 3\n")
        (folder / name).chmod(0o755)
    return folder


def _ran(tiny_course) -> str:
    mark = tiny_course.root / "ran"
    return mark.read_text() if mark.exists() else ""


def _run(where: Path, *command: str, **variables: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        command, cwd=where, env=os.environ | variables, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.mark.parametrize(
    "variables",
    [
        pytest.param({}, id="as it is"),
        pytest.param(
            {"PYTHONPATH": f"{os.pathsep}/nowhere", "PATH": f".{os.pathsep}{os.environ['PATH']}{os.pathsep}"},
            id="with empty places in its paths",
            marks=pytest.mark.second_stage,
        ),
    ],
)
def test_what_lies_in_the_working_directory_is_not_run(variables, hostile, tiny_course, hand_in, tiny_solved):
    hand_in("student-01", tiny_solved)
    done = _run(hostile, str(EXECUTABLE), "grade", "--jobs", "1", **variables)
    assert _ran(tiny_course) == ""
    assert done.returncode == 0 and "20 of 20" in done.stdout, done.stderr


@pytest.mark.second_stage
def test_python_m_autograder_runs_none_of_it_either(hostile, tiny_course, hand_in, tiny_solved):
    hand_in("student-01", tiny_solved)
    done = _run(hostile, sys.executable, "-m", "autograder", "grade", "--jobs", "1")
    assert _ran(tiny_course) == ""
    assert done.returncode == 0 and "20 of 20" in done.stdout, done.stderr


@pytest.mark.parametrize("folder", ["submitted", "autograded"])
@pytest.mark.parametrize("course", [(), ("--course", "spring")], ids=["classroom", "another class"])
def test_from_inside_students_folders_no_command_runs(folder, course, tiny_course, monkeypatch, capsys):
    place = tiny_course.root / (course[-1] if course else "classroom") / folder / "student-01" / NAME
    place.mkdir(parents=True)
    monkeypatch.chdir(place)
    for command in ("grade", "check", "report"):
        assert (
            main([command, *(course if command != "check" else ()), *(["x.ipynb"] if command == "check" else [])]) == 1
        )
        said = capsys.readouterr().err
        assert f"you are inside {place.parents[1]}" in said and "cd into the checkout" in said, said
        assert len(said.splitlines()) == 1
    with pytest.raises(SystemExit):  # help is no risk
        main(["grade", "--help"])


def test_a_checkout_that_lies_in_a_folder_of_that_name_is_the_instructors(tmp_path, monkeypatch):
    checkout = tmp_path / "submitted" / "course"
    monkeypatch.setattr("autograder.safe_path.own_folder", lambda: str(checkout))
    assert among_submissions(str(checkout / "classroom")) == ""
    assert among_submissions(str(checkout / "classroom" / "submitted" / "x")) == str(
        checkout / "classroom" / "submitted"
    )


def test_what_looks_like_a_course_inside_the_checkout_is_not_taken_for_it(tiny_course, monkeypatch):
    """An unpacked archive may hold one, with settings and tests that would run."""
    unpacked = tiny_course.root / "inbox" / "student-01"
    shutil.copytree(tiny_course.root / "solutions", unpacked / "solutions")
    (unpacked / "notebooks").mkdir()
    (unpacked / "nbgrader_config.py").write_text("raise SystemExit(3)")
    monkeypatch.setattr(courses, "own_folder", lambda: str(tiny_course.root))
    assert Course.find(unpacked).root == tiny_course.root
    assert HandedOut.find(unpacked).root == tiny_course.root


def test_a_working_directory_that_is_gone_is_said(tmp_path, monkeypatch, capsys):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert main(["grade"]) == 1
    assert "does not exist any more: cd into the checkout" in capsys.readouterr().err


def test_the_error_of_a_missing_course_still_says_where_it_looked(tmp_path):
    with pytest.raises(CourseError, match="or above it: run this inside the checkout"):
        Course.find(tmp_path)


@pytest.mark.second_stage
@pytest.mark.skipif(starting().get_start_method() != "forkserver", reason="workers are not forked here")
@pytest.mark.parametrize("how", ["by a command", "by a worker"])
def test_workers_of_all_tests_have_the_courses_utils_wherever_the_first_of_them_was_started(how, tmp_path, monkeypatch):
    (tmp_path / "utils").mkdir()
    (tmp_path / "utils" / "__init__.py").touch()
    monkeypatch.chdir(tmp_path)
    forkserver._forkserver._stop()  # that of the tests before
    if how == "by a command":
        begin()
    with starting().Pool(1) as pool:
        found = pool.apply(eval, ("__import__('utils').__file__",))
    assert Path(found).parents[1] == Path(__file__).resolve().parents[2]
