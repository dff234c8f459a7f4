"""Answers that do not stand where they were asked for: what is there earns its points, and a person is told of the rest."""

from __future__ import annotations

import base64
import json

import nbformat
import pytest
from handed_in import DOUBLE, FOUND, RIGHT, SQUARE, WRONG, Sheet
from nbgrader.api import Gradebook

from autograder.engine import grade_notebook
from autograder.limits import Limits
from autograder.results import ERROR, FAILED, NOT_ATTEMPTED
from autograder.sandbox import Warm


@pytest.fixture(scope="module")
def warm():
    with Warm() as warm:
        yield warm


@pytest.fixture
def blank(tiny_student):
    return Sheet(tiny_student)


@pytest.fixture
def solved(tiny_solved):
    return Sheet(tiny_solved)


@pytest.fixture
def grade(tmp_path, tiny_release, warm):
    def run(sheet):
        path = tmp_path / "01_tiny.ipynb"
        path.write_text(json.dumps(sheet.nb) if isinstance(sheet, Sheet) else sheet)
        result = grade_notebook(path, tiny_release, warm=warm, seed=1)
        return result, {test.grade_id: test for test in result.tests}

    return run


@pytest.mark.parametrize("how", FOUND)
def test_an_answer_that_stands_elsewhere_has_its_points_and_is_named(grade, blank, how):
    if "one cell" not in how and "joined with another" not in how:
        blank.write("square", SQUARE)
    result, tests = grade(FOUND[how](blank))
    assert result.points == 20, {name: (test.verdict, test.message) for name, test in tests.items() if not test.points}
    assert result.repairs and not result.looks


@pytest.mark.parametrize("how", RIGHT)
def test_a_right_answer_has_its_points_whatever_became_of_its_cell(grade, solved, how):
    result, tests = grade(RIGHT[how](solved))
    assert result.points == 20, {name: (test.verdict, test.message) for name, test in tests.items() if not test.points}
    assert not result.looks


def test_what_says_nothing_about_an_answer_is_no_repair(grade, solved):
    for cell in solved.cells:
        cell["source"] = cell["source"].replace("\n", "\r\n")
    result, _ = grade(solved)
    assert (result.points, result.repairs) == (20, ())


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "utf-8-sig"])
def test_a_file_is_read_in_the_encoding_that_it_is_in(tmp_path, solved, tiny_release, warm, encoding):
    (tmp_path / "01_tiny.ipynb").write_bytes(json.dumps(solved.nb, ensure_ascii=False).encode(encoding))
    result = grade_notebook(tmp_path / "01_tiny.ipynb", tiny_release, warm=warm)
    assert (result.points, result.repairs) == (20, ())


LOOK = {
    "in a note": (
        lambda s: s.end(f"My answer:\n```python\n{DOUBLE}\n```", "markdown"),
        "a def of double stands in the",
    ),
    "in a raw cell": (lambda s: s.end(DOUBLE, "raw"), "raw cell 'def double(x):', which does not run"),
    "in the text of the exercise": (lambda s: s.write("3265ce3c603f", f"Write `double`.\n\n    {DOUBLE}"), "markdown"),
    "in a cell that is no program": (lambda s: s.end("def double(x:\n    return 2 * x"), "is defined in the cell"),
    "in a cell that stops before it": (lambda s: s.end(f"import nowhere\n{DOUBLE}"), "is defined in the cell"),
    "wrong here and wrong there": (lambda s: s.write("double", WRONG).end(f"# better\n{WRONG}"), "'# better'"),
    "as a formula beside it": (lambda s: s.add(s.at("double") + 1, "x = 3\nresult = 2 * x"), "the code cell 'x = 3'"),
    "under another name": (lambda s: s.add(s.at("double") + 1, "def my_double(x):\n    return 2 * x"), "my_double"),
    "in words below it": (lambda s: s.add(s.at("double") + 1, "It is x + x.", "markdown"), "'It is x + x.'"),
    "in words below its test": (lambda s: s.add(s.at("test_double") + 1, "It is x + x.", "markdown"), "markdown cell"),
    "in the place of a deleted cell": (
        lambda s: s.delete("double").add(3, "It is x + x.", "markdown"),
        "markdown cell",
    ),
}


@pytest.mark.parametrize("how", LOOK)
def test_an_exercise_without_points_is_looked_at_where_something_may_be_its_answer(grade, blank, how):
    change, where = LOOK[how]
    result, tests = grade(change(blank.write("square", SQUARE)))
    (look,) = result.looks
    assert (result.points, look.name, look.cell) == (8, "double", "test_double")
    assert where in look.found
    assert tests["test_double"].verdict in (ERROR, FAILED) and tests["test_double"].message


NO_LOOK = {
    "nothing": lambda s: s,
    "a wrong answer": lambda s: s.write("double", WRONG),
    "an empty cell": lambda s: s.write("double", ""),
    "the cell deleted": lambda s: s.delete("double"),
    "calls to try things out": lambda s: s.add(s.at("double") + 1, "print(double(3))\ndouble(4)"),
    "imports": lambda s: s.add(s.at("double") + 1, "import numpy as np"),
    "an empty note": lambda s: s.add(s.at("double") + 1, " --- ", "markdown"),
    "a copy of what was released": lambda s: s.copy("double", 0, s["double"]["source"]),
    "a piece of the text, as some editors cut it": lambda s: s.add(s.at("double") + 1, "Write", "markdown"),
    "a wrong answer and trials beside it": lambda s: s.write("double", WRONG).add(
        s.at("test_double") + 1, "y = double(3)"
    ),
    "the answer to another exercise": lambda s: s.delete("square").end(SQUARE),
}


@pytest.mark.parametrize("how", NO_LOOK)
def test_nobody_is_sent_to_look_at_nothing(grade, blank, how):
    result, tests = grade(NO_LOOK[how](blank.write("square", SQUARE)))
    assert (result.points, result.looks) == (8, ())
    assert tests["test_double"].verdict == (FAILED if "wrong" in how else NOT_ATTEMPTED)


def test_what_misses_a_name_says_which_cell_of_the_students_own_stopped_before_it(grade, solved):
    solved.add(2, "import nowhere\nimport math").write("square", "def square(x):\n    return math.pow(x, 2)")
    result, tests = grade(solved)
    assert result.points == 12
    assert tests["test_square"].cause == "ModuleNotFoundError: No module named 'nowhere'"
    (row,) = (text for label, text in tests["test_square"].rows if label == "cause")
    assert row.startswith("math was to come from the cell 'import nowhere', which stopped with ModuleNotFoundError")
    solved.add(4, "import math")
    assert grade(solved)[0].points == 20


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<!DOCTYPE html>\n<html></html>", "is a web page, not a notebook: hand in the .ipynb file itself"),
        (b"{\\rtf1\\ansi \\{}", "is a text of a word processor, not a notebook"),
        (b"PK\x03\x04" + bytes(40), "is a zip archive, not a notebook: unpack it"),
        (b"%PDF-1.7\n%\xe2\xe3", "is a PDF, not a notebook"),
        (b"import numpy as np\n", "is a Python file, without the notebook's cells, not a notebook"),
        (b'{"url": "https://example.org", "doc_id": "1"}', "is a link, not the notebook itself"),
        (b'{\n<<<<<<< HEAD\n"cells": []\n=======\n>>>>>>> other\n}', "holds two versions at once"),
    ],
)
def test_a_file_that_only_calls_itself_a_notebook_is_named(tmp_path, tiny_release, warm, data, said):
    (tmp_path / "01_tiny.ipynb").write_bytes(data)
    result = grade_notebook(tmp_path / "01_tiny.ipynb", tiny_release, warm=warm)
    assert result.status == "unreadable" and said in result.reason


def test_pictures_pasted_into_a_text_are_kept_and_nothing_else_is(grade, solved, warm, tmp_path, tiny_release):
    picture = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(20)).decode()
    attached = {
        "photo.png": {"image/png": picture},
        "page.html": {"text/html": "<script>"},
        "false.png": {"image/png": base64.b64encode(b"<script>").decode()},
        "none.png": {"image/png": "?"},
    }
    solved.end("![](attachment:photo.png)", "markdown", attachments=attached)
    result, _ = grade(solved)
    assert result.executed.cells[-1].attachments == {"photo.png": {"image/png": picture}}
    nbformat.validate(result.executed)
    few = grade_notebook(tmp_path / "01_tiny.ipynb", tiny_release, Limits(pictures=10), warm=warm)
    assert "attachments" not in few.executed.cells[-1] and "1 of the pictures" in few.repairs[0]


def test_nobody_is_stuck_with_what_is_answered_elsewhere(command, classroom, hand_in, tiny_student, tiny_solved):
    """It waits for a mark in the formgrader, which may be 0, or for the word that it is right as it is."""
    waiting = Sheet(tiny_student).write("square", SQUARE).end(DOUBLE, "markdown")
    hand_in("student-01", json.dumps(waiting.nb))
    hand_in("student-02", tiny_solved)
    _, out, _ = command("grade")
    assert "student-01 double: a def of double stands in the markdown cell" in out and "1 answered elsewhere" in out
    status, _, err = command("export")
    assert status == 1 and "answered elsewhere, look: test_double" in err
    assert not (classroom.root / "marks-general.csv").exists()
    status, _, _ = command("export", "--looked")
    assert status == 0 and ",8" in (classroom.root / "marks-general.csv").read_text()
    command("report")
    assert "Answered elsewhere" in (classroom.root / "report.html").read_text()
    command("feedback")
    assert "a person has yet to look" in (classroom.feedback / "student-01" / "01_tiny" / "01_tiny.html").read_text()

    with Gradebook(classroom.db_url) as gradebook:
        grade = gradebook.find_grade("test_double", "01_tiny", "01_tiny", "student-01")
        assert grade.needs_manual_grade and grade.auto_score == 0
        grade.manual_score, grade.needs_manual_grade = 0, False
        gradebook.db.commit()
    assert command("export")[0] == 0
