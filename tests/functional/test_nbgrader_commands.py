"""Plain nbgrader commands, run from the checkout's root with our configuration and no activated environment."""
from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.classroom import prepare_classroom
from autograder.cli import main

NAME = "01_tiny"


@pytest.fixture
def nbgrader(tiny_course):
    """Runs an nbgrader command as somebody would whose PATH does not lead to this Python."""
    def run(*arguments):
        program = Path(sys.executable).with_name("nbgrader")
        return subprocess.run([program, *arguments], cwd=tiny_course.root, capture_output=True, text=True,
                              env={"PATH": "/usr/bin:/bin", "HOME": str(tiny_course.root.parent)}, check=False)
    return run


def _scores(classroom):
    with Gradebook(classroom.db_url) as gradebook:
        return {s.student_id: s.score for s in gradebook.assignment_submissions(NAME)}


def test_nbgrader_generates_grades_and_returns_feedback(nbgrader, tiny_course, classroom, hand_in, tiny_solved):
    prepare_classroom(tiny_course, [NAME], classroom)
    classroom.gradebook.unlink()
    released = classroom.release(NAME).read_text()

    done = nbgrader("generate_assignment", NAME, "--force")
    assert done.returncode == 0, done.stderr
    assert nbformat.reads(classroom.release(NAME).read_text(), 4) == nbformat.reads(released, 4)

    hand_in("student-01", _answering(tiny_solved, "square", "def square(x):\n    return 2 * x"))
    done = nbgrader("autograde", NAME)
    assert done.returncode == 0, done.stderr
    assert _scores(classroom) == {"student-01": 12}

    done = nbgrader("generate_feedback", NAME)
    assert done.returncode == 0, done.stderr
    assert "Score: 12.0 / 20.0" in (classroom.feedback / "student-01" / NAME / f"{NAME}.html").read_text()


def _answering(nb, cell_id, source):
    nb = nbformat.from_dict(nb)
    next(cell for cell in nb.cells if cell.id == cell_id).source = source
    return nb


def test_nbgrader_takes_over_what_our_grade_has_left(nbgrader, tiny_course, classroom, hand_in, tiny_solved, monkeypatch):
    monkeypatch.chdir(tiny_course.root)
    hand_in("student-01", tiny_solved)
    hand_in("student-02", _answering(tiny_solved, "double", "def double(x):\n    return int(2 * x)"))
    hand_in("student-03", _answering(tiny_solved, "double", "def double(x):\n    return int(x) * 2"))
    hand_in("student-04", "{")
    assert main(["grade"]) == 0
    ours = _scores(classroom)
    assert ours == {"student-01": 20, "student-02": 20, "student-03": 8, "student-04": 0}

    done = nbgrader("generate_feedback", NAME)
    assert done.returncode == 0, done.stderr
    page = (classroom.feedback / "student-03" / NAME / f"{NAME}.html").read_text()
    assert "Score: 8.0 / 20.0" in page
    assert "AssertionError: a hidden case" in page and "double(-0.5)" not in page and "-1.0" not in page
    assert "was not graded" in (classroom.feedback / "student-04" / NAME / f"{NAME}.html").read_text()

    done = nbgrader("autograde", NAME, "--force", "--student=student-03")
    assert done.returncode == 0, done.stderr
    assert _scores(classroom) == ours
