"""Knows until when a notebook may be handed in: the class's due date and one student's more time.

Both are kept in nbgrader's gradebook, in UTC, where its own commands find them. What late work costs, the gradebook
module takes off the marks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from nbgrader.api import Assignment, Gradebook, MissingEntry, Student, SubmittedAssignment

from autograder.errors import CourseError


@dataclass(frozen=True)
class Deadline:
    """When a notebook is due, in UTC (None: never), and who has more time."""

    due: datetime | None
    extensions: dict[str, timedelta]  # by student


def deadline(gradebook: Gradebook, name: str) -> Deadline:
    """What is kept of a notebook; nothing of one that the gradebook does not know."""
    found = gradebook.db.query(Assignment).filter(Assignment.name == name).one_or_none()
    if found is None:
        return Deadline(None, {})
    extended = gradebook.db.query(SubmittedAssignment.student_id, SubmittedAssignment.extension).filter(
        SubmittedAssignment.assignment_id == found.id, SubmittedAssignment.extension.is_not(None)
    )
    return Deadline(found.duedate, {row.student_id: row.extension for row in extended.order_by("student_id")})


def set_due(gradebook: Gradebook, name: str, due: datetime | None) -> None:
    """Sets the due date of a notebook that the gradebook knows; None takes it away, and all extensions with it."""
    assignment = gradebook.find_assignment(name)
    assignment.duedate = due
    if due is None:  # time more than never is nothing that nbgrader can compute with
        for submission in assignment.submissions:
            submission.extension = None
    gradebook.db.commit()


def set_extension(gradebook: Gradebook, name: str, student: str, more: timedelta | None) -> None:
    """Gives one student so much time after the due date, in the place of what was given before; None for no more.

    Who has handed in nothing yet gets an entry without a notebook: it holds no marks, and grading completes it.

    Raises:
        CourseError: there is no due date to count from.
    """
    assignment = gradebook.find_assignment(name)
    if assignment.duedate is None:
        raise CourseError(f"{name} has no due date", "set it first: `autograder due`")
    if gradebook.db.get(Student, student) is None:
        gradebook.db.add(Student(id=student))
    try:
        submission = gradebook.find_submission(name, student)
    except MissingEntry:
        submission = SubmittedAssignment(id=uuid4().hex, assignment_id=assignment.id, student_id=student)
        gradebook.db.add(submission)
    submission.extension = more
    if more is None and not submission.notebooks:
        gradebook.db.delete(submission)
    gradebook.db.commit()


def due_for(submission: SubmittedAssignment) -> datetime | None:
    """Until when this student may hand in, in UTC; None where there is no due date."""
    return None if submission.assignment.duedate is None else submission.duedate


def seconds_late(submission: SubmittedAssignment) -> float:
    """After what is due for this student; 0 where it was in time, or one of the two is not known."""
    return 0.0 if due_for(submission) is None else submission.total_seconds_late


def students_known(gradebook: Gradebook) -> list[str]:
    """Everybody whom the gradebook knows."""
    return [student for (student,) in gradebook.db.query(Student.id).order_by(Student.id)]
