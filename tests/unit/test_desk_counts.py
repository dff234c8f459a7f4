"""What the marks of a class add up to, who wants a look, and what a text gives away: made-up marks, no gradebook."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from autograder.desk.attention import reasons
from autograder.desk.counts import NO_RECORD, OTHER_ERROR, count, without_messages
from autograder.desk.examples import without_comments
from autograder.desk.marks import Mark, Marked
from autograder.desk.people import people_of
from autograder.desk.separation import chance_correlation, item_rest_correlation
from autograder.results import ERROR, FAILED, NOT_ATTEMPTED, NOT_JUDGED, NOT_RUN, PASSED, TIMEOUT, Result, TestResult
from autograder.source import Exercise, Test

NAME = "01_tiny"
EXERCISES = [
    Exercise("double", "double", (Test("test_double", 12),)),
    Exercise("square", "square", (Test("test_square", 5), Test("test_square_negative", 3))),
]


def a_test(grade_id, verdict, mistakes=(), message=""):
    exercise = "double" if "double" in grade_id else "square"
    worth = {"test_double": 12, "test_square": 5, "test_square_negative": 3}[grade_id]
    return TestResult(exercise, grade_id, worth if verdict == PASSED else 0, worth, verdict, message, 0.1, mistakes)


def handed_in(
    student,
    double=PASSED,
    square=PASSED,
    negative=PASSED,
    *,
    mistakes=(),
    message="",
    status="graded",
    repairs=(),
    penalty=0.0,
    name="",
    reason="",
    key="",
    notebook=NAME,
    more=(),
):
    tests = (
        a_test("test_double", double, mistakes, message),
        a_test("test_square", square),
        a_test("test_square_negative", negative),
    )
    marks = tuple(Mark(test.grade_id, test.points, test.max_points, False, False, test=test) for test in tests)
    return Marked(
        student,
        name,
        notebook,
        marks + tuple(more),
        {},
        penalty,
        record=Result(student, notebook, status, reason, tuple(repairs), tests, key=key),
    )


def counted(*submissions):
    return count(submissions[0].notebook, submissions, EXERCISES)


def exercise(notebook, name):
    return next(one for one in notebook.exercises if one.name == name)


def test_an_answer_of_two_names_counts_under_both_and_once_among_the_wrong():
    notebook = counted(
        handed_in("s1", FAILED, mistakes=("factor", "sign")),
        handed_in("s2", FAILED, mistakes=("sign",)),
        handed_in("s3", FAILED),
        handed_in("s4"),
    )
    double = exercise(notebook, "double")
    assert {name: len(found) for name, found in double.mistakes.items()} == {"sign": 2, "factor": 1}
    assert (len(double.wrong), len(double.unnamed), double.verdicts) == (3, 1, {FAILED: 3, PASSED: 1})


def test_an_exercise_of_several_tests_counts_a_student_once_by_the_worst_that_was_seen():
    notebook = counted(
        handed_in("s1", square=TIMEOUT, negative=FAILED),
        handed_in("s2", square=PASSED, negative=FAILED),
        handed_in("s3", square=NOT_ATTEMPTED, negative=NOT_ATTEMPTED),
    )
    square = exercise(notebook, "square")
    assert square.verdicts == {TIMEOUT: 1, FAILED: 1, NOT_ATTEMPTED: 1}
    assert square.attempted == 2 and square.mean == pytest.approx(5 / 3)


def test_an_exercise_of_which_a_part_was_tried_is_not_called_not_attempted():
    notebook = counted(handed_in("s1", square=PASSED, negative=NOT_ATTEMPTED))
    assert exercise(notebook, "square").verdicts == {FAILED: 1}


def with_extra(student, verdict, **more):
    """With the test of an extra, which has no points."""
    test = TestResult("cube", "test_cube", 0, 0, verdict)
    return handed_in(student, more=(Mark("test_cube", 0, 0, False, False, test=test, exercise="cube"),), **more)


def count_with_extra(*submissions):
    return count(NAME, submissions, [*EXERCISES, Exercise("cube", "cube", (Test("test_cube", 0),))])


def test_an_extra_is_counted_apart_and_changes_no_mean_no_total_and_no_separation():
    core = [("s1", PASSED, FAILED), ("s2", PASSED, PASSED), ("s3", FAILED, FAILED), ("s4", FAILED, PASSED)]
    without = counted(*(handed_in(student, one, two) for student, one, two in core))
    for verdicts in ((PASSED,) * 4, (FAILED,) * 4, (PASSED, FAILED, NOT_ATTEMPTED, TIMEOUT)):
        having = count_with_extra(
            *(
                with_extra(student, verdict, double=one, square=two)
                for (student, one, two), verdict in zip(core, verdicts, strict=True)
            )
        )
        assert [extra.name for extra in having.extras] == ["cube"] and having.extras[0].right == verdicts.count(PASSED)
        assert [(one.name, one.mean, one.separation) for one in having.core] == [
            (one.name, one.mean, one.separation) for one in without.exercises
        ]
        assert (having.mean, having.median, having.max_points) == (without.mean, without.median, 20)
        assert having.extras[0].separation is None


def test_an_extra_at_zero_is_nobodys_to_look_at_and_one_that_is_not_judged_waits_for_nobody():
    found = {
        reason.key for reason in reasons([count_with_extra(with_extra("s1", FAILED), with_extra("s2", NOT_JUDGED))])
    }
    assert not found & {"unexplained", "not-judged", "waits"}


def test_what_could_not_be_read_is_in_no_mean():
    notebook = counted(
        handed_in("s1"), handed_in("s2", FAILED, NOT_RUN, NOT_RUN, status="unreadable"), handed_in("s3", FAILED)
    )
    assert (notebook.points, notebook.mean, notebook.median) == ([20, 8], 14, 14)
    assert [exercise.mean for exercise in notebook.core] == [6, 8] and notebook.not_graded == 1
    nothing = counted(handed_in("s1", NOT_RUN, NOT_RUN, NOT_RUN, status="unreadable"))
    assert (nothing.mean, nothing.median, nothing.core[0].mean) == (None, None, None)


def test_answers_that_raised_are_counted_by_pythons_own_errors_alone():
    said = "{}: nothing"
    notebook = counted(
        handed_in("s1", ERROR, message=said.format("ZeroDivisionError")),
        handed_in("s2", ERROR, message=said.format("AnnaMusterError")),
    )
    assert set(exercise(notebook, "double").errors) == {"ZeroDivisionError", OTHER_ERROR}
    assert exercise(notebook, "double").mistakes == {}


def test_an_answer_that_raised_and_was_recognised_counts_under_its_mistake_and_not_under_its_error():
    said = "TypeError"
    double = exercise(
        counted(handed_in("s1", ERROR, message=said, mistakes=("order",)), handed_in("s2", ERROR, message=said)),
        "double",
    )
    assert {name: [one.student for one in found] for name, found in double.mistakes.items()} == {"order": ["s1"]}
    assert {name: [one.student for one in found] for name, found in double.errors.items()} == {"TypeError": ["s2"]}


def unjudged(student, **more):
    """`double` could not be judged, for lack of a package."""
    found = handed_in(student, NOT_JUDGED, message="PyTorch is missing", **more)
    return replace(
        found,
        marks=tuple(
            replace(mark, not_judged="PyTorch is missing") if mark.grade_id == "test_double" else mark
            for mark in found.marks
        ),
    )


def test_an_answer_that_could_not_be_judged_was_not_tried_and_wants_a_look_until_a_person_marks_it():
    marked = unjudged("s3")
    marked = replace(marked, marks=tuple(replace(mark, by_hand=True, not_judged="") for mark in marked.marks))
    notebook = counted(unjudged("s1"), handed_in("s2"), marked)
    double = exercise(notebook, "double")
    assert double.verdicts == {NOT_JUDGED: 2, PASSED: 1} and double.attempted == 1 and double.wrong == []
    found = {reason.key: reason.cases for reason in reasons([notebook])}
    assert [(case.student, case.where, case.detail) for case in found["not-judged"]] == [
        ("s1", "double", "PyTorch is missing")
    ]


def test_what_could_not_be_judged_is_no_evidence_of_who_is_strong():
    judged = [
        handed_in("s1"),
        handed_in("s2", FAILED),
        handed_in("s3", square=FAILED, negative=FAILED),
        handed_in("s4"),
    ]
    alone = exercise(counted(*judged), "double").separation
    assert exercise(counted(*judged, unjudged("s5"), unjudged("s6")), "double").separation == alone
    assert exercise(counted(*judged, unjudged("s5")), "square").separation is None, "nothing is left to compare it with"


def test_a_verdict_that_nobody_knows_yet_is_counted_under_its_own_name():
    assert exercise(counted(handed_in("s1", "odd"), handed_in("s2")), "double").verdicts == {"odd": 1, PASSED: 1}


def test_of_what_is_kept_of_a_class_only_the_length_of_messages_is_less():
    long = "double(3) is 6\n" + 50 * "and so on\n"
    notebook = counted(
        handed_in("s1", FAILED, mistakes=("sign",), message=long),
        handed_in("s2", ERROR, message=long),
        unjudged("s3"),
        handed_in("s4", status="unreadable", reason="it is empty"),
    )
    kept = without_messages(notebook)
    assert "and so on" in repr(notebook.exercises[0].answers) and "and so on" not in repr(
        (kept.submissions, kept.exercises[0].answers)
    )
    assert [(one.verdicts, one.mean, one.attempted, [*one.mistakes], one.separation) for one in kept.exercises] == [
        (one.verdicts, one.mean, one.attempted, [*one.mistakes], one.separation) for one in notebook.exercises
    ]
    assert (kept.points, kept.max_points, kept.not_graded) == (
        notebook.points,
        notebook.max_points,
        notebook.not_graded,
    )
    assert reasons([kept]) == reasons([notebook])


def test_marks_without_a_record_are_neither_right_nor_wrong():
    bare = Marked("s1", "", NAME, (Mark("test_double", 12, 12, False, False),), {})
    notebook = counted(bare)
    assert exercise(notebook, "double").verdicts == {NO_RECORD: 1} and exercise(notebook, "double").attempted == 0
    assert [reason.key for reason in reasons([notebook])] == ["no-record"]


def test_a_record_that_does_not_fit_the_marks_is_none_and_is_said_once_of_a_submission():
    known = handed_in("s1")
    stale = replace(known, marks=tuple(replace(mark, test=None) for mark in known.marks))
    (found,) = reasons([counted(stale, handed_in("s2"))])
    assert (found.key, [case.student for case in found.cases]) == ("no-record", ["s1"])


def test_a_question_that_waits_is_not_part_of_its_mean():
    waiting, given = (Mark("essay", points, 2, not waits, waits) for points, waits in ((0, True), (1.5, False)))
    notebook = counted(handed_in("s1", more=[waiting]), handed_in("s2", more=[given]))
    (question,) = notebook.questions
    assert (question.name, question.waiting, question.mean) == ("essay", 1, 1.5)


@pytest.mark.parametrize("seed", range(5))
def test_the_item_rest_correlation_is_pearsons(seed):
    chance = np.random.default_rng(seed)
    items, rests = chance.integers(0, 2, 30), chance.normal(size=30) + 0.5
    items[:2] = 0, 1
    assert item_rest_correlation(items.tolist(), rests.tolist()) == pytest.approx(
        np.corrcoef(items, rests)[0, 1], abs=1e-12
    ), f"seed {seed}"


def test_a_correlation_that_is_undefined_is_none():
    assert item_rest_correlation([1, 1, 1, 1], [1, 2, 3, 4]) is None
    assert item_rest_correlation([0, 1, 0, 1], [2, 2, 2, 2]) is None
    assert item_rest_correlation([0, 1], [1, 2]) is None
    assert item_rest_correlation([], []) is None


def test_chance_is_larger_the_smaller_the_class():
    assert chance_correlation(3) == 1.0
    assert chance_correlation(103) == pytest.approx(math.tanh(0.196))
    assert chance_correlation(20) > chance_correlation(200)


def test_the_rest_leaves_the_exercise_itself_out_and_blank_or_unread_files_too():
    real = [handed_in("s1"), handed_in("s2", FAILED), handed_in("s3", square=FAILED), handed_in("s4", FAILED, FAILED)]
    blank = handed_in("s5", NOT_ATTEMPTED, NOT_ATTEMPTED, NOT_ATTEMPTED)
    unread = handed_in("s6", NOT_RUN, NOT_RUN, NOT_RUN, status="unreadable")
    alone, together = (exercise(counted(*them), "double").separation for them in (real, [*real, blank, unread]))
    assert alone == together
    assert (alone.students, alone.rest) == (4, 8)
    # s1 and s3 had it right, with 8 and 3 of the other points; s2 and s4 had not, with 8 and 3.
    assert (alone.right, alone.wrong, alone.correlation) == (5.5, 5.5, pytest.approx(0))


def test_each_reason_to_look_is_found_and_nobody_else():
    fine = [handed_in(f"f{number}") for number in range(3)]
    waits = Mark("essay", 0, 2, False, True)
    outdated = Mark("essay", 1, 2, True, False, outdated=True)
    elsewhere = Mark("test_more", 0, 2, False, True, look="its def stands in another cell")
    notebook = counted(
        *fine,
        handed_in("unread", NOT_RUN, NOT_RUN, NOT_RUN, status="unreadable", reason="it is empty"),
        handed_in("failed", NOT_RUN, NOT_RUN, NOT_RUN, status="failed", reason="no sandbox"),
        handed_in("waits", more=[waits]),
        handed_in("outdated", more=[outdated]),
        handed_in("slow", TIMEOUT),
        handed_in("unexplained", FAILED),
        handed_in("explained", FAILED, mistakes=("sign",)),
        handed_in("no python", ERROR, message="the cell of double stopped with SyntaxError: '(' was never closed"),
        handed_in("weak", FAILED, FAILED),
        handed_in("repaired", FAILED, mistakes=("sign",), repairs=["a cell was missing"]),
        handed_in("repaired-right", repairs=["a cell was missing"]),
        handed_in("elsewhere", NOT_ATTEMPTED, NOT_ATTEMPTED, NOT_ATTEMPTED, more=[elsewhere]),
        handed_in("stopped", square=NOT_RUN),
    )
    found = {reason.key: [case.student for case in reason.cases] for reason in reasons([notebook])}
    assert found == {
        "unreadable": ["unread"],
        "failed": ["failed"],
        "waits": ["waits"],
        "outdated": ["outdated"],
        "stopped": ["slow"],
        "unexplained": ["unexplained"],
        "repaired": ["repaired"],
        "repaired-right": ["repaired-right"],
        "elsewhere": ["elsewhere"],
        "not-run": ["stopped"],
    }


def test_a_notebook_at_zero_wants_a_look_where_the_student_is_strong_elsewhere():
    first = [handed_in(f"s{number}", FAILED if number > 1 else PASSED, mistakes=("sign",)) for number in range(6)]
    blank = {"double": NOT_ATTEMPTED, "square": NOT_ATTEMPTED, "negative": NOT_ATTEMPTED}
    second = [handed_in(f"s{number}", notebook="02_more", **(blank if number in (0, 5) else {})) for number in range(6)]
    found = {reason.key: reason.cases for reason in reasons([counted(*first), counted(*second)])}
    assert [(case.student, case.notebook, case.detail) for case in found["zero"]] == [
        ("s0", "02_more", "100% of the points of the other notebooks")
    ]


def test_comments_docstrings_and_empty_lines_go_and_the_rest_stays_as_it_was_written():
    source = (
        '# by Anna\ndef f(x):  # mine\n    """Anna\'s.\n\n    Really."""\n\n    return "#" + x  # Anna\n'
        'def g():\n    """Alone, it keeps g whole."""\n'
    )
    assert without_comments(source) == (
        'def f(x):\n    return "#" + x\ndef g():\n    """Alone, it keeps g whole."""',
        True,
    )


def test_of_what_is_no_python_everything_behind_a_comment_sign_goes():
    assert without_comments("def f(:  # Anna\n# Anna\n    x") == ("def f(:\n    x", False)


@pytest.mark.parametrize("text", ["print('Muster')", "muster_forward = 1", "by amuster7", "x = 'AMUSTER7'", "zoë"])
def test_a_word_of_a_name_or_folder_gives_somebody_away(text):
    marks = {NAME: [handed_in("amuster7", name="Zoë Muster"), handed_in("student-02", name="Max Other")]}
    assert people_of(marks, True, "def forward(x): ...").gives_away(text)


@pytest.mark.parametrize("text", ["def forward(x): return max(x, 0)", "a student wrote this", "", "cluster"])
def test_a_word_of_the_course_or_of_python_gives_nobody_away(text):
    marks = {
        NAME: [
            handed_in("amuster7", name="Zoë Muster"),
            handed_in("student-02", name="Max Forward"),
            handed_in("student-03"),
            handed_in("student-04"),
        ]
    }
    assert not people_of(marks, True, "def forward(x): a student wrote").gives_away(text)


def test_numbers_do_not_follow_the_alphabet_and_cannot_be_computed_from_the_names():
    students = [f"student-{number:02d}" for number in range(40)]
    order = [
        [*people_of({NAME: [handed_in(one, key=key) for one in students]}, True, "").labels]
        for key in ("one", "one", "two")
    ]
    assert order[0] == order[1] != order[2]
    assert sorted(order[0]) == students != order[0]


def test_by_name_everybody_is_listed_by_folder_with_the_name_where_it_is_known():
    marks = {NAME: [handed_in("b", name="Invented Person"), handed_in("a")]}
    assert people_of(marks, False, "").labels == {"a": "a", "b": "Invented Person (b)"}
