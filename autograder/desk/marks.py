"""Knows what is known of each graded submission: marks from nbgrader's gradebook, reasons from the grader's records.

Reads only, and one notebook at a time: memory follows the class, not the number of notebooks. The gradebook is the
system of record: what a person entered there counts. A submission that was graded without a record (by plain nbgrader)
has marks all the same, and no reasons.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from nbgrader.utils import is_grade

from autograder.course import Classroom
from autograder.deadlines import due_for, seconds_late
from autograder.errors import CourseError
from autograder.files import read_notebook
from autograder.gradebook import open_gradebook
from autograder.results import NOT_JUDGED, PASSED, Result, TestResult, read_result
from autograder.source import grade_id


@dataclass(frozen=True)
class Mark:
    """What one graded cell was given.

    Attributes:
        grade_id: the cell's.
        points: what counts: a person's mark where there is one, else the automatic one, and extra credit.
        max_points: what the cell is worth.
        by_hand: whether a person gave it.
        waits: whether it waits for a person's mark.
        outdated: whether it was graded again after a person marked it, so that the mark may want another look.
        test: what the grader saw of it; None for a question that a person marks, and where there is no record or that
            of another grading, which gave other points.
        not_judged: why the grader could not judge it, such as a package that is missing; empty where it did, where a
            person gave the mark, and where no points depend on it.
        look: what else in the file may be the answer to an exercise without points, where a person is to look and has
            not entered a mark yet. It waits until then. (A question that is answered elsewhere waits like any other.)
        exercise: which one it tests; empty where that is not known.
        passed: whether its test was seen to pass.
    """

    grade_id: str
    points: float
    max_points: float
    by_hand: bool
    waits: bool
    outdated: bool = False
    test: TestResult | None = None
    not_judged: str = ""
    look: str = ""
    exercise: str = ""
    passed: bool = False


@dataclass(frozen=True)
class Marked:
    """All that is known of one graded submission.

    Attributes:
        student: the name of the folder that it was handed in under.
        name: the student's own name, as the gradebook has it; empty where it has none.
        notebook: which one.
        marks: of every graded cell, in the notebook's order.
        comments: what a person wrote, by the grade_id of the cell it belongs to.
        penalty: points taken off for being late; already off `points`.
        handed_in: when, in UTC, where that is known.
        seconds_late: after the due date; 0 where it was in time or one of the two is not known.
        due: until when this student could hand in, in UTC; None where there is no due date.
        extension: how many seconds of that are more than the class had.
        record: the grader's; None where there is none.
    """

    student: str
    name: str
    notebook: str
    marks: tuple[Mark, ...]
    comments: dict[str, str]
    penalty: float = 0.0
    handed_in: datetime | None = None
    seconds_late: float = 0.0
    due: datetime | None = None
    extension: float = 0.0
    record: Result | None = None

    @property
    def points(self) -> float:
        """What the submission was given, the penalty for being late taken off."""
        return max(0.0, sum(mark.points for mark in self.marks) - self.penalty)

    @property
    def max_points(self) -> float:
        """What it could be given."""
        return sum(mark.max_points for mark in self.marks)

    @property
    def extras(self) -> dict[str, bool]:
        """Which of the extras were right; none where there is no record of them."""
        right: dict[str, bool] = {}
        for mark in self.marks:
            if mark.exercise and not mark.max_points:
                right[mark.exercise] = right.get(mark.exercise, True) and mark.passed
        return right

    @property
    def waits(self) -> bool:
        """Whether something in it waits for a person."""
        return any(mark.waits for mark in self.marks)


class ClassMarks(Mapping[str, list[Marked]]):
    """Every graded submission: notebook -> by student, in the order of their names.

    Nothing is kept: each time a notebook is asked for, a handful of queries read it, however large the class is.

    Attributes:
        students: the folders of who has a graded submission, by notebook; notebooks without one are left out.
    """

    def __init__(self, classroom: Classroom, students: dict[str, list[str]]) -> None:
        self._classroom = classroom
        self.students = students

    def __getitem__(self, name: str) -> list[Marked]:
        if name not in self.students:
            raise KeyError(name)
        with open_gradebook(self._classroom) as gradebook:
            return _submissions(self._classroom, gradebook, name)

    def __iter__(self) -> Iterator[str]:
        return iter(self.students)

    def __len__(self) -> int:
        return len(self.students)


def read_marks(classroom: Classroom, names: Iterable[str]) -> ClassMarks:
    """What is known of the notebooks in `names`, each read when it is asked for.

    Raises:
        CourseError: there is no gradebook, or it is another course's, or nothing in it was graded.
    """
    names = list(names)
    if not classroom.gradebook.is_file():
        raise CourseError(
            f"{classroom.gradebook} is not there",
            "grade the class first (`autograder grade`), or choose another with --course DIR",
        )
    with open_gradebook(classroom) as gradebook:
        known = {name for (name,) in gradebook.db.query(Assignment.name)}
        if known and not known & set(names):
            raise CourseError(
                f"{classroom.gradebook} is another course's: it knows {', '.join(sorted(known)[:3])}",
                f"choose the class of {', '.join(names[:3])} with --course DIR",
            )
        students = {name: _students(gradebook, name) for name in names if name in known}
    students = {name: found for name, found in students.items() if found}
    if not students:
        raise CourseError(
            f"{classroom.gradebook} holds no graded submission of {', '.join(names)}",
            "grade the class first: `autograder grade`",
        )
    return ClassMarks(classroom, students)


def without_reasons(marked: Marked) -> Marked:
    """The marks without what the checks said, which is nearly all there is to keep of a submission."""
    record = None if marked.record is None else replace(marked.record, tests=())
    return replace(marked, marks=tuple(replace(mark, test=None) for mark in marked.marks), comments={}, record=record)


def _students(gradebook: Gradebook, name: str) -> list[str]:
    return [
        student
        for (student,) in gradebook.db.query(SubmittedAssignment.student_id)
        .filter(
            SubmittedAssignment.assignment_id == Assignment.id,
            Assignment.name == name,
            SubmittedNotebook.assignment_id == SubmittedAssignment.id,
        )
        .order_by(SubmittedAssignment.student_id)
    ]


def _submissions(classroom: Classroom, gradebook: Gradebook, name: str) -> list[Marked]:
    ask = gradebook.db.query
    of_notebook = (
        SubmittedNotebook.assignment_id == SubmittedAssignment.id,
        SubmittedAssignment.assignment_id == Assignment.id,
        Assignment.name == name,
    )
    submitted = (
        ask(SubmittedNotebook.id, SubmittedAssignment, SubmittedNotebook.late_submission_penalty, Student)
        .filter(*of_notebook, SubmittedAssignment.student_id == Student.id)
        .order_by(Student.id)
        .all()
    )

    worth = {cell: points for kind in (GradeCell, TaskCell) for cell, points in ask(kind.id, kind.max_score)}
    grades: dict[str, dict[str, Grade]] = defaultdict(dict)
    for grade, cell in (
        ask(Grade, BaseCell.name)
        .join(BaseCell, Grade.cell_id == BaseCell.id)
        .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
        .filter(*of_notebook)
    ):
        grades[grade.notebook_id][cell] = grade
    comments: dict[str, dict[str, str]] = defaultdict(dict)
    for comment, cell in (
        ask(Comment, BaseCell.name)
        .join(BaseCell, Comment.cell_id == BaseCell.id)
        .join(SubmittedNotebook, Comment.notebook_id == SubmittedNotebook.id)
        .filter(*of_notebook)
    ):
        if comment.manual_comment:
            comments[comment.notebook_id][cell] = comment.manual_comment

    order = {cell: number for number, cell in enumerate(_graded_cells(classroom, name))}
    marked = []
    for entry, assignment, penalty, student in submitted:
        record = read_result(classroom.record(name, student.id))
        tests = {test.grade_id: test for test in record.tests} if record is not None else {}
        looks = {look.cell: look.found for look in record.looks if look.cell in tests} if record is not None else {}
        marks = tuple(
            _mark(cell, grade, worth[grade.cell_id], tests.get(cell), looks.get(cell, ""))
            for cell, grade in sorted(grades[entry].items(), key=lambda item: order.get(item[0], len(order)))
        )
        marked.append(
            Marked(
                student.id,
                " ".join(filter(None, (student.first_name, student.last_name))),
                name,
                marks,
                comments[entry],
                penalty or 0.0,
                assignment.timestamp,
                seconds_late(assignment),
                due_for(assignment),
                assignment.extension.total_seconds() if assignment.extension else 0.0,
                record,
            )
        )
    return marked


def _graded_cells(classroom: Classroom, name: str) -> list[str]:
    """In the notebook's order, which the gradebook does not keep."""
    return [grade_id(cell) for cell in read_notebook(classroom.source(name)).cells if is_grade(cell)]


def _mark(cell: str, grade: Grade, worth: float, test: TestResult | None, look: str) -> Mark:
    if test is not None and test.points != grade.auto_score:
        test = None  # of another grading than the marks
    given = grade.auto_score if grade.manual_score is None else grade.manual_score
    waits = bool(grade.needs_manual_grade) and grade.manual_score is None
    return Mark(
        cell,
        (given or 0.0) + (grade.extra_credit or 0.0),
        worth,
        grade.manual_score is not None,
        waits=waits,
        outdated=bool(grade.needs_manual_grade) and grade.manual_score is not None,
        test=test,
        not_judged=_why_not_judged(test) if worth and grade.manual_score is None else "",
        look=look if waits else "",
        exercise=test.exercise if test is not None else "",
        passed=test is not None and test.verdict == PASSED,
    )


def _why_not_judged(test: TestResult | None) -> str:
    return test.message or NOT_JUDGED if test is not None and test.verdict == NOT_JUDGED else ""
