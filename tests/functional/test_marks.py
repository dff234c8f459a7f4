"""What is known of graded submissions: the gradebook's marks beside the grader's reasons."""

from __future__ import annotations

from datetime import datetime

import pytest
from nbgrader.api import Gradebook

from autograder.desk.marks import read_marks
from autograder.errors import CourseError
from autograder.variants import Variant, submission

NAME = "01_tiny"

pytestmark = pytest.mark.usefixtures("graded_here")


def _by_student(classroom):
    return {marked.student: marked for marked in read_marks(classroom, [NAME])[NAME]}


def test_marks_stand_in_the_notebooks_order_beside_what_the_grader_saw(command, classroom, hand_in, tiny_solved):
    wrong = Variant("wrong", "double", "three times", "def double(x):\n    return 3 * x\n")
    hand_in("student-02", submission(tiny_solved, [wrong]))
    hand_in("student-01", "no notebook")
    command("grade")
    marked = _by_student(classroom)
    assert list(marked) == ["student-01", "student-02"]
    assert [(mark.grade_id, mark.points, mark.max_points) for mark in marked["student-02"].marks] == [
        ("test_double", 0, 12),
        ("test_square", 5, 5),
        ("test_square_negative", 3, 3),
    ]
    assert marked["student-02"].marks[0].test.message == "double(3) is 6"
    assert (marked["student-02"].points, marked["student-02"].max_points) == (8, 20)
    assert marked["student-01"].points == 0 and marked["student-01"].record.status == "unreadable"


def test_a_persons_mark_counts_and_wants_another_look_after_a_regrade(command, classroom, hand_in, tiny_student):
    hand_in("student-01", tiny_student)
    command("grade")
    with Gradebook(classroom.db_url) as gradebook:
        grade = gradebook.find_grade("test_double", NAME, NAME, "student-01")
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 7, 1, False
        gradebook.find_comment("double", NAME, NAME, "student-01").manual_comment = "Nearly."
        gradebook.db.commit()
    marked = _by_student(classroom)["student-01"]
    first = marked.marks[0]
    assert (first.points, first.by_hand, first.waits, first.outdated) == (8, True, False, False)
    assert marked.comments == {"double": "Nearly."}
    command("grade", "--regrade")
    marked = _by_student(classroom)["student-01"]
    assert (marked.marks[0].points, marked.marks[0].outdated, marked.waits) == (8, True, False)


def test_a_penalty_is_taken_off_and_names_come_from_the_gradebook(command, classroom, hand_in, tiny_solved):
    hand_in("student-01", tiny_solved)
    command("grade")
    with Gradebook(classroom.db_url) as gradebook:
        gradebook.update_or_create_student("student-01", first_name="Invented", last_name="Person")
        gradebook.update_or_create_assignment(NAME, duedate="2030-01-01 00:00:00")
        submitted = gradebook.find_submission(NAME, "student-01")
        submitted.timestamp = datetime(2030, 1, 1, 0, 1)
        submitted.notebooks[0].late_submission_penalty = 4.0
        gradebook.db.commit()
    marked = _by_student(classroom)["student-01"]
    assert (marked.name, marked.points, marked.penalty, marked.seconds_late) == ("Invented Person", 16, 4, 60)


def test_a_submission_graded_without_a_record_has_marks_all_the_same(command, classroom, hand_in, tiny_solved):
    hand_in("student-01", tiny_solved)
    command("grade")
    (classroom.results / NAME / "student-01.json").unlink()
    marked = _by_student(classroom)["student-01"]
    assert marked.record is None and marked.points == 20 and marked.marks[0].test is None


def test_a_class_of_nobody_and_another_courses_gradebook_are_refused_in_a_line(
    command, classroom, hand_in, tiny_solved
):
    with pytest.raises(CourseError, match="holds no graded submission of 01_tiny: grade the class first"):
        read_marks(classroom, [NAME])
    hand_in("student-01", tiny_solved)
    command("grade")
    with pytest.raises(CourseError, match="another course's: it knows 01_tiny"):
        read_marks(classroom, ["04_other"])
    classroom.gradebook.unlink()
    with pytest.raises(CourseError, match="gradebook.db is not there: grade the class first"):
        read_marks(classroom, [NAME])
