"""The command `check`: what would be graded, by the checks that a student sees, with sources or without."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder.cli import main
from autograder.desk.check import Checked, lines_of
from autograder.desk.handed_out import HandedOut
from autograder.editions import source_of, student_edition, to_text, visible_source
from autograder.errors import CourseError
from autograder.files import read_notebook
from autograder.results import TestResult
from autograder.source import read_source
from autograder.variants import Variant, submission

NAME = "01_tiny"
ROOT = Path(__file__).resolve().parents[2]
HIDDEN_ONLY = Variant("wrong", "double", "whole numbers only", "def double(x):\n    return 2 * int(x)\n")
WRONG = Variant("wrong", "double", "three times", "def double(x):\n    return 3 * x\n")

pytestmark = pytest.mark.usefixtures("graded_here")


@pytest.fixture
def put(tmp_path):
    """Writes a notebook or text to a file of a name, in a folder of its own."""

    def put(filename, what):
        path = tmp_path / "downloads" / filename
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(what if isinstance(what, str) else nbformat.writes(what), encoding="utf-8")
        return path

    return put


@pytest.fixture
def check(tiny_course, monkeypatch, capsys):
    """Runs `check` in the tiny course: its exit status and what it printed; nothing may have been written there."""
    monkeypatch.chdir(tiny_course.root)

    def run(*arguments):
        before = sorted(tiny_course.root.rglob("*"))
        status = main(["check", *map(str, arguments)])
        assert sorted(tiny_course.root.rglob("*")) == before
        return status, capsys.readouterr()

    return run


def test_a_wrong_answer_is_named_and_a_right_one_passes(check, put, tiny_solved):
    status, said = check(put("right.ipynb", tiny_solved), put("wrong.ipynb", submission(tiny_solved, [WRONG])))
    assert status == 1 and not said.err
    assert "✗ double           12 points  not right yet\n      double(3) is 6" in said.out
    assert "✓ square_negative  3 points   right" in said.out
    assert "3 of 3 visible checks pass" in said.out and "2 of 3 visible checks pass" in said.out
    assert "in 1 of 2 files all visible checks pass" in said.out


def test_hidden_tests_are_not_asked(check, put, tiny_solved):
    status, said = check(put("01_tiny.ipynb", submission(tiny_solved, [HIDDEN_ONLY])))
    assert status == 0 and "3 of 3 visible checks pass" in said.out and "a hidden case" not in said.out


def test_repairs_damage_and_strange_files_are_told_and_steer_no_terminal(check, put, tiny_solved):
    nb = nbformat.from_dict(tiny_solved)
    nb.cells = [cell for cell in nb.cells if cell.id != "test_square"]
    put("a/01_tiny (1).ipynb", nb)
    put("a/.ipynb_checkpoints/01_tiny.ipynb", "{")
    put("a/b/other\x1b[31m.ipynb", '{"cells": [], "nbformat": 4}')
    put("a/b/01_tiny.ipynb", "{")
    status, said = check(put("a/b/01_tiny.ipynb", "{").parents[1])
    assert status == 1 and "would be repaired: test_square was missing" in said.out and "\x1b" not in said.out
    assert "nothing would be graded: 01_tiny.ipynb is not valid JSON" in said.out
    assert "is of a notebook of this course (01_tiny)" in said.out and "in 1 of 3 files" in said.out


def test_quietly_there_is_one_line_for_each_file(check, put, tiny_solved):
    status, said = check("--quiet", put("one.ipynb", submission(tiny_solved, [WRONG])))
    assert status == 1 and said.out.splitlines() == [
        f"{put('one.ipynb', tiny_solved)} · 01_tiny: 2 of 3 visible checks pass"
    ]


def test_a_check_that_cannot_judge_here_is_told_from_one_that_does_not_pass():
    tests = (
        TestResult(
            "f",
            "test_f",
            0,
            3,
            "not judged",
            "PyTorch is not installed here",
            rows=(("next", "Install it (pip install torch)."),),
        ),
        TestResult("g", "test_g", 2, 2, "passed"),
    )
    checked = Checked(Path("08_x.ipynb"), "08_x", checks=tests)
    assert not checked.passes and lines_of(checked) == [
        "08_x.ipynb",
        "  ? f  3 points   cannot be judged here",
        "      PyTorch is not installed here",
        "          next  Install it (pip install torch).",
        "  ✓ g  2 points   right",
        "  1 of 2 visible checks pass; 1 cannot be judged here",
    ]


@pytest.mark.parametrize(
    ("path", "said"), [("nowhere.ipynb", "nowhere.ipynb is not there"), (".", "holds no notebook")]
)
def test_what_is_not_there_is_said_in_a_line(check, path, said):
    status, written = check(path)
    assert status == 1 and not written.out and said in written.err and written.err.count("\n") == 1


def test_a_file_is_known_as_collect_knows_it_also_with_what_canvas_put_in_front(check, put, tiny_solved):
    status, said = check(
        "--quiet", put("examplestudent_4007_90001_01_tiny-1.ipynb", tiny_solved), put("homework.ipynb", tiny_solved)
    )
    assert status == 0 and said.out.count("· 01_tiny: 3 of 3 visible checks pass") == 2
    damaged = put("examplestudent_4007_90001_01_tiny.ipynb", "{")
    assert "nothing would be graded: examplestudent_4007_90001_01_tiny.ipynb is not valid JSON" in check(damaged)[1].out


@pytest.fixture
def students_folder(tmp_path, tiny_student):
    """What a student has: `notebooks/` and no source."""
    folder = tmp_path / "student"
    (folder / "notebooks").mkdir(parents=True)
    (folder / "notebooks" / f"{NAME}.ipynb").write_text(to_text(tiny_student), encoding="utf-8")
    return folder


def test_a_student_without_sources_checks_the_file_that_lies_in_notebooks(students_folder, tiny_solved):
    """In a process that has neither jupytext nor rich, which students need not install."""
    path = students_folder / "notebooks" / f"{NAME}.ipynb"
    nb = read_notebook(path)
    answers = {cell.id: cell.source for cell in submission(tiny_solved, [WRONG]).cells}
    for cell in nb.cells:
        if cell.id in ("double", "square"):
            cell.source = answers[cell.id]
    path.write_text(nbformat.writes(nb), encoding="utf-8")
    program = (
        "import sys; sys.modules.update(jupytext=None, rich=None); from autograder.cli import main; "
        "sys.exit(main(['check', 'notebooks']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=students_folder,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 1 and not done.stderr, done.stderr
    assert "double(3) is 6" in done.stdout and "2 of 3 visible checks pass" in done.stdout


def test_checks_that_a_student_has_changed_are_not_taken_for_the_courses(students_folder):
    path = students_folder / "notebooks" / f"{NAME}.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("double(3) == 6", "True"), encoding="utf-8")
    with pytest.raises(CourseError, match=r"are not as they were released \(test_double\): put a fresh copy"):
        HandedOut.find(students_folder).release(NAME)


def test_outside_any_course_the_one_that_the_program_is_of_is_taken(tmp_path):
    assert HandedOut.find(tmp_path) == HandedOut(ROOT, has_sources=True)


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_what_is_graded_by_is_what_students_were_given(path):
    """From the source without hidden tests, and from the student edition alone, the same student edition follows."""
    given = read_notebook(path)
    assert to_text(student_edition(source_of(given))) == to_text(given)
    visible = visible_source(read_source(ROOT / "solutions" / f"{path.stem}.py"))
    assert to_text(student_edition(visible)) == to_text(given) and "HIDDEN" not in to_text(visible)


def test_nothing_but_notebooks_is_needed_of_a_checkout(tmp_path):
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks", ignore=shutil.ignore_patterns(".*", "utils*"))
    course = HandedOut.find(tmp_path)
    assert not course.has_sources and course.names() == HandedOut.find(ROOT).names()
