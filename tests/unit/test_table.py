"""How a class's results are shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autograder.desk.counts import count
from autograder.desk.marks import Mark, Marked
from autograder.results import FAILED, NOT_ATTEMPTED, NOT_JUDGED, NOT_RUN, PASSED, Look, Result, TestResult
from autograder.table import lay_out as lay_out_counts
from autograder.table import plain

LONG = {
    "forward": 2,
    "d_logistic": 1,
    "gradients_by_hand": 3,
    "numerical_derivative": 2,
    "backward": 4,
    "forward_regularised": 2,
    "backward_regularised": 2,
    "cost_and_gradients": 2,
    "gradient_descent": 2,
}


def _result(student, worth, points, status="graded", reason="", verdict=None):
    tests = tuple(
        TestResult(name, f"test_{name}", got, most, verdict or (PASSED if got == most else FAILED))
        for (name, most), got in zip(worth.items(), points, strict=True)
    )
    return Result(student, "04_x", status, reason, tests=tests)


def lay_out(name, results, width, more=(), **about):
    """The table of a class with these results, and with `more` marks for each student."""
    submissions = []
    for result in results:
        waiting = {look.cell for look in result.looks}
        marks = tuple(
            Mark(test.grade_id, test.points, test.max_points, False, waits=test.grade_id in waiting, test=test)
            for test in result.tests
        )
        submissions.append(Marked(result.student, "", name, (*marks, *more), {}, record=result, **about))
    return lay_out_counts(count(name, submissions, []), width, "costs a lot")


def _class(worth=LONG):
    full, none = list(worth.values()), [0] * len(worth)
    return [
        _result("student-01", worth, full),
        _result("student-02", worth, none, verdict=NOT_ATTEMPTED),
        _result("student-03", worth, none, "unreadable", "04_x.ipynb is empty", NOT_RUN),
        _result("student-04", worth, [full[0], *none[1:]]),
    ]


def test_every_student_has_a_row_and_every_exercise_a_column_with_its_points():
    table = lay_out("04_x", _class(), 120)
    assert [heading.replace("\n", "") for heading in table.header[1:-1]] == [f"{k}/{v}" for k, v in LONG.items()]
    assert table.header[-1] == "total\n/20"
    assert [row[0] for row in table.rows] == ["student-01", "student-02", "student-03", "student-04"]
    assert table.rows[0][1:] == ("2", "1", "3", "2", "4", "2", "2", "2", "2", "20")


def test_what_may_be_answered_elsewhere_is_listed_below_with_who_and_where():
    results = _class()
    results[1] = replace(results[1], looks=(Look("forward", "test_forward", "it stands in cell 9"),))
    notes = lay_out("04_x", results, 120).notes
    assert "  student-02 forward: it stands in cell 9" in notes
    assert any(note.startswith("answered elsewhere, look") for note in notes)
    assert not any("elsewhere" in note for note in lay_out("04_x", _class(), 120).notes)


def test_not_attempted_wrong_and_unreadable_look_different():
    table = lay_out("04_x", _class(), 120)
    assert set(table.rows[1][1:-1]) == {"–"} and table.rows[1][-1] == "0"
    assert set(table.rows[2][1:]) == {"·"}
    assert table.rows[3][1:3] == ("2", "0")
    assert "student-03: could not be read: 04_x.ipynb is empty" in table.notes


def test_the_mean_is_that_of_the_submissions_that_were_graded():
    table = lay_out("04_x", _class(), 120)
    assert table.mean[0] == "mean" and table.mean[1] == "1.33" and table.mean[-1] == f"{22 / 3:.2f}"
    assert "mean of 3 of 4 submissions" in table.notes


def test_nine_exercises_fit_120_columns_by_name_and_80_by_number():
    wide = plain(lay_out("04_x", _class(), 120)).splitlines()
    narrow = plain(lay_out("04_x", _class(), 80)).splitlines()
    assert max(map(len, wide)) <= 120 and any("gradients_" in line for line in wide)
    drawn = narrow[: narrow.index("")] + narrow[2 : narrow.index("", 2)]
    assert max(map(len, drawn)) <= 80
    assert any("1 forward; 2 d_logistic; 3 gradients_by_hand" in line for line in narrow)


def test_columns_are_aligned_under_their_headings():
    lines = plain(lay_out("04_x", _class(), 120)).splitlines()
    points = next(line for line in lines if "/20" in line)
    row = next(line for line in lines if line.startswith("student-01"))
    assert [i for i, char in enumerate(points) if char in "2134" and points[i - 1] == "/"] == [
        i for i, char in enumerate(row) if char != " " and i > len("student-01")
    ][:9] + [points.index("/20") + 1]


def test_exercises_with_several_tests_have_one_column():
    tests = (TestResult("f", "a", 5, 5, PASSED), TestResult("f", "b", 0, 3, FAILED))
    table = lay_out("x", [Result("student-01", "x", "graded", tests=tests)], 120)
    assert table.header == ("student", "f\n/8", "total\n/8")
    assert table.rows == (("student-01", "5", "5"),)


def test_a_notebook_without_points_and_a_class_without_readable_work_are_shown_too():
    assert "student-01" in plain(lay_out("00_x", [Result("student-01", "00_x", "graded")], 120))
    unread = plain(lay_out("04_x", _class()[2:3], 120))
    assert "none could be graded" in unread and "mean" not in unread


def test_a_terminal_shows_the_same_table(monkeypatch, capsys):
    from autograder.table import draw

    for width, heading in (("120", "regularised"), ("118", "regularised"), ("80", "9")):
        monkeypatch.setenv("COLUMNS", width)
        draw(lay_out("04_x", _class(), int(width)))
        shown = capsys.readouterr().out
        assert "student-04" in shown and heading in shown and "student-03: could not be read" in shown
        assert "…" not in shown


def test_what_could_not_be_judged_has_a_sign_of_its_own_and_a_note_with_the_reason():
    said = "PyTorch is not installed here"
    tests = (TestResult("f", "test_f", 5, 5, PASSED), TestResult("g", "test_g", 0, 3, NOT_JUDGED, said))
    table = lay_out("x", [Result("student-01", "x", "graded", tests=tests)], 120)
    assert table.rows == (("student-01", "5", "?", "5"),)
    assert table.notes == ("? not judged: g (PyTorch is not installed here)",)


def _extra(name, verdict):
    return TestResult(name, f"test_{name}", 0, 0, verdict)


def test_extras_are_one_column_that_counts_the_right_ones_and_are_in_no_mean():
    core = TestResult("f", "test_f", 5, 5, PASSED), TestResult("g", "test_g", 0, 3, FAILED)
    results = [
        Result("student-01", "x", "graded", tests=(*core, _extra("h", PASSED), _extra("k", FAILED))),
        Result("student-02", "x", "graded", tests=(*core, _extra("h", PASSED), _extra("k", PASSED))),
        Result(
            "student-03", "x", "unreadable", "it is empty", tests=(*core, _extra("h", NOT_RUN), _extra("k", NOT_RUN))
        ),
    ]
    table = lay_out("x", results, 120)
    assert table.header == ("student", "f\n/5", "g\n/3", "extras\n/2", "total\n/8")
    assert [row[3:] for row in table.rows] == [("1", "5"), ("2", "5"), ("·", "·")]
    assert table.mean == ("mean", "5", "0", "", "5")


def test_where_nothing_has_points_extras_are_all_that_is_shown():
    table = lay_out("00_x", [Result("student-01", "00_x", "graded", tests=(_extra("h", PASSED),))], 120)
    assert (table.header, table.rows, table.mean) == (("student", "extras\n/1"), (("student-01", "1"),), ())


@pytest.mark.parametrize(("waits", "given", "shown", "total"), [(True, 0, "?", "5"), (False, 1.5, "1.5", "6.5")])
def test_a_written_question_is_a_column_and_counts_in_the_total_as_everywhere(waits, given, shown, total):
    result = Result("student-01", "x", "graded", tests=(TestResult("f", "test_f", 5, 5, PASSED),))
    table = lay_out("x", [result], 120, more=[Mark("why", given, 2, by_hand=not waits, waits=waits)])
    assert table.header == ("student", "f\n/5", "why\n/2", "total\n/7")
    assert table.rows == (("student-01", "5", shown, total),)
    assert table.notes == (("? waits for a person: why",) if waits else ())


def test_what_is_taken_off_for_being_late_is_off_the_total_and_said():
    result = Result("student-01", "x", "graded", tests=(TestResult("f", "test_f", 5, 5, PASSED),))
    table = lay_out("x", [result], 120, penalty=2.0, seconds_late=1.6 * 86_400)
    assert table.header == ("student", "f\n/5", "late\n", "total\n/5")
    assert table.rows == (("student-01", "5", "-2", "3"),)
    assert table.notes == ("handed in late (late work costs a lot), by", "  student-01: 1 day 14 hours")


def test_who_was_late_and_lost_nothing_is_counted_with_the_rule():
    result = Result("student-01", "x", "graded", tests=(TestResult("f", "test_f", 5, 5, PASSED),))
    table = lay_out("x", [result], 120, seconds_late=60.0)
    assert table.rows == (("student-01", "5", "5"),)
    assert table.notes == ("1 handed in late, and no points taken off (late work costs a lot)",)
