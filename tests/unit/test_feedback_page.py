"""What a student is told of a submission, whatever became of it."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from autograder.desk.feedback_page import feedback_page, sheet
from autograder.desk.marks import Mark, Marked
from autograder.results import Result, TestResult
from autograder.source import read_source

NAME = "01_tiny"
QUESTION = """
# %% [markdown] nbgrader={"grade": true, "grade_id": "why", "locked": false, "points": 4, "schema_version": 3, "solution": true, "task": false}
YOUR ANSWER HERE
"""


@pytest.fixture
def about(tiny_course):
    """The tiny notebook with a question at its end that a person marks."""
    path = tiny_course.source(NAME)
    path.write_text(path.read_text() + QUESTION)
    return sheet(read_source(path))


def _test(verdict="passed", message="", points=0, grade_id="test_double", rows=()):
    return TestResult("double", grade_id, points, 12, verdict, message, rows=rows)


def _marked(*marks, status="graded", record=True, comments=None, repairs=(), reason="", **more):
    kept = Result("student-01", NAME, status, reason, repairs) if record else None
    return Marked("student-01", more.pop("name", ""), NAME, marks, comments or {}, record=kept, **more)


def _text(page):
    return re.sub(r"\s+", " ", re.sub(r"<style.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL))


def _wrong(message, verdict="failed"):
    return Mark("test_double", 0, 12, by_hand=False, waits=False, test=_test(verdict, message))


def test_a_failed_check_stands_beside_the_answer_and_a_right_answer_is_folded(about):
    right = Mark("test_double", 12, 12, by_hand=False, waits=False, test=_test(points=12))
    answers = {"double": "def double(x): return x & 1"}
    shown = feedback_page(about, _marked(_wrong("double(3) is 6")), answers)
    assert "double(3) is 6" in shown and "<h3>Your answer</h3>" in shown and "0 of 12 points" in _text(shown)
    folded = feedback_page(about, _marked(right), answers)
    assert "<h3>Your answer</h3>" not in folded and "<details" in folded and "12 of 12 points" in _text(folded)


def test_an_answer_as_it_was_handed_out_is_not_shown(about):
    released = next(part.released for part in about.parts if part.name == "double")
    page = feedback_page(about, _marked(_wrong("nothing yet", "not attempted")), {"double": released})
    assert "not attempted" in page and "NotImplementedError" not in page


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ("timeout", "took too long"),
        ("died", "ended the Python process"),
        ("error", "your code raised an error"),
        ("not run", "not run"),
    ],
)
def test_what_stopped_an_answer_is_said_with_its_reason(about, verdict, words):
    page = _text(feedback_page(about, _marked(_wrong("double ran longer than 60 s and was ended", verdict)), {}))
    assert words in page and "double ran longer than 60 s and was ended" in page


def test_an_answer_that_could_not_be_judged_is_no_fault_of_the_student_and_nothing_to_do(about):
    said = ("next", "Install it (pip install torch).")
    mark = Mark(
        "test_double",
        0,
        12,
        by_hand=False,
        waits=False,
        test=_test("not judged", "PyTorch is not installed here", rows=(said,)),
        not_judged="PyTorch is not installed here",
    )
    page = _text(feedback_page(about, _marked(mark), {"double": "def double(x): return torch.add(x, x)"}))
    assert (
        "0 of 12 points so far" in page
        and "12 of the points could not be judged yet, through no fault of yours" in page
    )
    assert "could not be judged where it was graded: PyTorch is not installed here" in page
    assert "Install it" not in page and "Your answer" in page


def test_the_evidence_of_a_check_stands_below_what_it_says_each_row_with_its_label(about):
    rows = (("yours", "4.0"), ("next", "Look at the factor."))
    mark = Mark("test_double", 0, 12, by_hand=False, waits=False, test=_test("failed", "it is half", rows=rows))
    page = _text(feedback_page(about, _marked(mark), {"double": "def double(x): ..."}))
    assert "✗ not right yet it is half next Look at the factor. yours 4.0" in page


EXTRA = """
# %% nbgrader={"grade": false, "grade_id": "cube", "locked": false, "schema_version": 3, "solution": true, "task": false}
def cube(x):
    ### BEGIN SOLUTION
    return x**3
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_cube", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
assert cube(2) == 8

# %%
def half(x):
    return x * 2

# %% nbgrader={"grade": true, "grade_id": "test_half", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
assert half(4) == 2
"""


def test_extras_stand_apart_with_what_came_of_them_and_without_points(tiny_course):
    path = tiny_course.source(NAME)
    path.write_text(path.read_text() + EXTRA)
    marks = [
        Mark(f"test_{name}", 0, 0, False, False, test=TestResult(name, f"test_{name}", 0, 0, verdict, message))
        for name, verdict, message in (("cube", "passed", ""), ("half", "failed", "half(4) is 2"))
    ]
    full = Mark("test_double", 12, 12, False, False, test=_test(points=12))
    page = _text(feedback_page(sheet(read_source(path)), _marked(full, *marks), {"cube": "def cube(x): return x*x*x"}))
    assert "12 of 12 points" in page and "Extras: 1 of 2" in page
    assert "cube ✓ right half ✗ not right yet Extras carry no points." in page
    assert "half extra ✗ not right yet half(4) is 2" in page and "0 of 0" not in page and "of 0 points" not in page


def test_an_unreadable_file_gets_its_reason_once_and_a_next_step(about):
    record = _marked(_wrong("01_tiny.ipynb is empty", "not run"), status="unreadable", reason="01_tiny.ipynb is empty")
    page = _text(feedback_page(about, record, {}))
    assert page.count("01_tiny.ipynb is empty") == 1 and "Open your notebook in JupyterLab" in page


def test_a_fault_of_the_grader_is_not_laid_at_the_students_door_nor_told_in_detail(about):
    record = _marked(
        _wrong("KeyError in /home/somebody", "not run"), status="failed", reason="KeyError in /home/somebody"
    )
    page = _text(feedback_page(about, record, {}))
    assert "/home/somebody" not in page and "through no fault of yours" in page


def test_marks_and_comments_of_a_person_are_shown_as_theirs(about):
    by_hand = Mark("test_double", 7.5, 12, by_hand=True, waits=False, test=_test("failed", "double(3) is 6"))
    page = _text(
        feedback_page(
            about,
            _marked(by_hand, comments={"double": "Nearly.\nSee 4.2."}, name="Invented Person"),
            {"double": "def double(x): ..."},
        )
    )
    assert "marked by a person" in page and "7.5 of 12" in page and "Nearly. See 4.2." in page
    assert "double(3) is 6" in page and "Invented Person" in page


def test_a_question_that_waits_says_so_and_the_total_is_one_so_far(about):
    waiting = Mark("why", 0, 4, by_hand=False, waits=True)
    page = _text(feedback_page(about, _marked(waiting), {"why": "Because <i>no</i> line does."}))
    assert "0 of 4 points so far" in page and "a person has yet to mark this" in page
    assert "4 of the points wait for a person" in page and "Because &lt;i&gt;no&lt;/i&gt; line does." in page


def test_a_penalty_is_a_line_of_its_own_in_the_sum(about):
    full = Mark("test_double", 12, 12, by_hand=False, waits=False, test=_test(points=12))
    times = {"handed_in": datetime(2030, 1, 2, 3, 4), "due": datetime(2030, 1, 2, 1, 4), "extension": 86_400.0}
    late = _marked(full, penalty=4.0, seconds_late=7200, **times)
    page = _text(feedback_page(about, late, {}, rule="costs a third"))
    assert "8 of 12 points" in page and "2030-01-02 03:04 UTC, 2 hours late" in page
    assert "2030-01-02 01:04 UTC, 1 day more than the class" in page
    assert "2 hours after the due date: late work costs a third −4" in page


def test_who_was_late_and_lost_nothing_reads_the_rule_too(about):
    full = Mark("test_double", 12, 12, by_hand=False, waits=False, test=_test(points=12))
    late = _marked(full, handed_in=datetime(2030, 1, 2, 3, 4), seconds_late=7200)
    assert "late work costs no points" in _text(feedback_page(about, late, {}, rule="costs no points"))


def test_repairs_are_listed(about):
    page = _text(feedback_page(about, _marked(_wrong("x"), repairs=("test_square was missing: …",)), {}))
    assert "What was repaired in your file test_square was missing: …" in page


def test_without_a_record_there_are_points_and_no_reasons(about):
    mark = Mark("test_double", 5, 12, by_hand=False, waits=False)
    page = _text(feedback_page(about, _marked(mark, record=False), {"double": "def double(x): ..."}))
    assert "5 of 12 points" in page and "could not be read" not in page


def test_what_two_tests_say_alike_is_said_once(about):
    marks = [
        Mark(name, 0, 4, by_hand=False, waits=False, test=_test("error", "the cell of square stopped", grade_id=name))
        for name in ("test_square", "test_square_negative")
    ]
    assert feedback_page(about, _marked(*marks), {}).count("the cell of square stopped") == 1


def test_nothing_that_is_untrusted_becomes_markup(about):
    evil = "<script>alert(1)</script>"
    page = feedback_page(
        about, _marked(_wrong(evil), comments={"double": evil}, repairs=(evil,), name=evil), {"double": evil}
    )
    assert "<script" not in page and page.count("alert") == 5
