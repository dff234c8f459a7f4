"""Knows how a result is written down where nbgrader looks: its gradebook and its `autograded` folder.

The one writer of both. The assignment and its cells are entered by the release; here come students, their
submissions, the automatic scores and comments. What a person entered by hand is never touched.
"""

from __future__ import annotations

import html
import inspect
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import nbformat
from nbformat import NotebookNode
from nbformat.v4.rwbase import strip_transient
from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    InvalidEntry,
    MissingEntry,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, parse_utc
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config
from traitlets.config.loader import ConfigFileNotFound, PyFileConfigLoader

from autograder.course import Classroom
from autograder.deadlines import seconds_late
from autograder.editions import gradebook_edition
from autograder.errors import CourseError, gradebook_error
from autograder.files import Refused, read_ordinary, write_atomically
from autograder.new_gradebook import begin_gradebook
from autograder.results import Result
from autograder.saying import printable, visible
from autograder.source import grade_id

_LONGEST_TIMESTAMP = 1000  # bytes of a file that holds a time
# A student's notebook with its grades and comments, each beside the cell that it is of.
Entry = tuple[SubmittedNotebook, list[tuple[Grade, BaseCell]], list[tuple[Comment, BaseCell]]]


class Late(Protocol):
    """What decides on penalties for late submissions: nbgrader's plugin for it."""

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """The points that are taken off; None for none at all."""


class LatePlugin:
    """What decides on penalties for late submissions, as `nbgrader_config.py` in a folder has it.

    That file is read once somebody is late: it imports all that nbgrader's own commands need.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def _plugin(self) -> Late:
        from nbgrader.preprocessors import AssignLatePenalties

        try:
            config = PyFileConfigLoader("nbgrader_config.py", path=str(self._folder)).load_config()
        except ConfigFileNotFound:
            config = Config()
        except Exception as error:
            said = f"nbgrader_config.py cannot be read ({type(error).__name__}: {error})"
            raise CourseError(said, "it says what late work costs: mend it") from None
        step = AssignLatePenalties(config=config)
        step.init_plugin()
        return step.plugin_inst

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        return self._plugin.late_submission_penalty(student_id, score, total_seconds_late)

    @property
    def rule(self) -> str:
        """What late work costs, to go on from "late work"; of a plugin of one's own, what it says of itself."""
        plugin = self._plugin
        if isinstance(plugin, LateSubmissionPlugin) and type(plugin) is LateSubmissionPlugin:
            return {"none": "costs no points", "zero": "counts 0"}.get(
                plugin.penalty_method, f"costs what penalty_method {plugin.penalty_method!r} says"
            )
        said = (inspect.getdoc(type(plugin)) or "").partition("\n")[0].strip().rstrip(".")
        inherited = (inspect.getdoc(LateSubmissionPlugin) or "").partition("\n")[0].rstrip(".")
        return f"costs what {type(plugin).__name__} says" + (f": {said}" if said and said != inherited else "")


@contextmanager
def open_gradebook(classroom: Classroom) -> Iterator[Gradebook]:
    """The gradebook of a classroom; a new one where there is none."""
    try:
        begin_gradebook(classroom.db_url)
        with Gradebook(classroom.db_url) as gradebook:
            yield gradebook
    except (SQLAlchemyError, InvalidEntry) as error:  # nbgrader wraps some of the database's own errors
        raise gradebook_error(classroom.gradebook, error) from None


def recorded_students(gradebook: Gradebook, name: str) -> set[str]:
    """Whose submissions of a notebook the gradebook holds."""
    return {submission.student_id for submission in gradebook.assignment_submissions(name)}


def record(gradebook: Gradebook, classroom: Classroom, result: Result, release: NotebookNode, late: Late) -> None:
    """Enters one result, in one transaction, and writes the notebook that feedback is made from."""
    nb = result.executed if result.executed is not None else _notice(result, release)
    timestamp = _timestamp(classroom, result.student, result.notebook)
    try:
        submitted, grades, comments = _submission(gradebook, result.student, result.notebook, timestamp)
        marked = {grade_id(cell): cell for cell in nb.cells if is_grade(cell) or is_solution(cell)}
        points = {test.grade_id: test.points for test in result.tests}
        for grade, cell in grades:
            _score(grade, marked.get(cell.name), points.get(cell.name, 0), result)
        for comment, cell in comments:
            answer = marked.get(cell.name)
            blank = (
                result.status == "graded"
                and answer is not None
                and answer.metadata.nbgrader.get("checksum") == compute_checksum(answer)
            )
            comment.auto_comment = "No response." if blank else None
        gradebook.db.flush()  # what is new is written whole, and never changed afterwards
        ask_to_look(gradebook, submitted, result)
        _assign_penalty(gradebook, submitted, late)
        gradebook.db.commit()
    except BaseException:
        gradebook.db.rollback()
        raise
    folder = classroom.autograded / result.student / result.notebook
    write_atomically(folder / f"{result.notebook}.ipynb", _written(nb))
    if timestamp is not None:
        write_atomically(folder / "timestamp.txt", f"{timestamp.isoformat()} UTC\n")


def _written(nb: NotebookNode) -> str:
    """A notebook as the file that programs read: what `nbformat.writes` makes of it, in a tenth of the time.

    It is the grader's own, so nobody need look for what is no notebook in it; and nobody need read it line by line.
    """
    return json.dumps(strip_transient(nb), ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def renew_lateness(classroom: Classroom, names: Iterable[str], late: Late) -> list[str]:
    """Takes every submission's lateness anew, as if it had been graded now: time, due date, extension, points by hand.

    Any of them may have changed since, and the penalty that is kept would not know.

    Returns:
        Whose penalty is another one now, as "STUDENT NAME".
    """
    changed = []
    with open_gradebook(classroom) as gradebook:
        for submission in (
            gradebook.db.query(SubmittedAssignment)
            .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
            .filter(Assignment.name.in_(list(names)))
        ):
            name = submission.assignment.name
            timestamp = _timestamp(classroom, submission.student_id, name)
            if timestamp is not None and timestamp != submission.timestamp:
                submission.timestamp = timestamp
            for notebook in submission.notebooks:
                before = notebook.late_submission_penalty
                if before is not None or seconds_late(submission) > 0:
                    _assign_penalty(gradebook, notebook, late)
                if (notebook.late_submission_penalty or 0) != (before or 0):
                    changed.append(f"{submission.student_id} {name}")
        gradebook.db.commit()
    return changed


def _submission(gradebook: Gradebook, student_id: str, name: str, timestamp: datetime | None) -> Entry:
    """The student's entry for the notebook. Made as nbgrader makes it, without its commit at every step."""
    db = gradebook.db
    assignment = gradebook.find_assignment(name)
    if db.get(Student, student_id) is None:
        db.add(Student(id=student_id))
    try:
        submission = gradebook.find_submission(name, student_id)
    except MissingEntry:
        # With ids of our own, as nbgrader makes them, all of it is written in one go.
        submission = SubmittedAssignment(id=uuid4().hex, assignment_id=assignment.id, student_id=student_id)
        db.add(submission)
        new = True
    else:
        new = not submission.notebooks
    if timestamp is not None:
        submission.timestamp = timestamp
    if new:
        return next(entry for notebook, entry in _add_notebooks(gradebook, submission, assignment) if notebook == name)
    submitted = gradebook.find_submission_notebook(name, name, student_id)
    return submitted, _with_cells(gradebook, Grade, submitted), _with_cells(gradebook, Comment, submitted)


def _with_cells(gradebook: Gradebook, kind: Any, submitted: SubmittedNotebook) -> list[tuple[Any, BaseCell]]:
    """The grades or comments of a student's notebook, each with the cell that it is of."""
    rows = gradebook.db.query(kind, BaseCell).join(BaseCell, kind.cell_id == BaseCell.id)
    return list(rows.filter(kind.notebook_id == submitted.id))


def _add_notebooks(
    gradebook: Gradebook, submission: SubmittedAssignment, assignment: Assignment
) -> list[tuple[str, Entry]]:
    """Completes an entry that is new, or was made for somebody with more time who had handed in nothing.

    Not written yet: whoever fills it in has it written at once, and not twice.
    """
    made: list[tuple[str, Entry]] = []
    for notebook in assignment.notebooks:
        entry = SubmittedNotebook(id=uuid4().hex, notebook_id=notebook.id, assignment_id=submission.id)
        gradebook.db.add(entry)
        graded, commented = (
            [*notebook.grade_cells, *notebook.task_cells],
            [*notebook.solution_cells, *notebook.task_cells],
        )
        grades = [(Grade(cell_id=cell.id, notebook_id=entry.id), cell) for cell in graded]
        comments = [(Comment(cell_id=cell.id, notebook_id=entry.id), cell) for cell in commented]
        gradebook.db.add_all(one for one, _ in (*grades, *comments))
        made.append((notebook.name, (entry, grades, comments)))
    return made


def complete(gradebook: Gradebook, name: str, student_id: str) -> None:
    """The same for nbgrader's own commands, which take an entry for whole."""
    submission = gradebook.find_submission(name, student_id)
    if not submission.notebooks:
        _add_notebooks(gradebook, submission, gradebook.find_assignment(name))
        gradebook.db.commit()


def _assign_penalty(gradebook: Gradebook, submitted: SubmittedNotebook, late: Late) -> None:
    """What nbgrader's `AssignLatePenalties` does, within our transaction."""
    submitted.late_submission_penalty = None
    seconds = seconds_late(submitted.assignment)
    if seconds > 0:
        gradebook.db.flush()
        gradebook.db.expire(submitted)  # its score is computed by the database
        penalty = late.late_submission_penalty(submitted.student.id, submitted.score, seconds)
        if penalty is not None:
            submitted.late_submission_penalty = min(max(penalty, 0), submitted.score)


def _score(grade: Grade, cell: NotebookNode | None, points: float, result: Result) -> None:
    if result.status == "graded" and cell is not None and is_solution(cell):
        grade.auto_score, _ = determine_grade(cell)  # a person's to mark, 0 where nothing was written
    else:
        grade.auto_score = points
    grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None


def ask_to_look(gradebook: Gradebook, submitted: SubmittedNotebook, result: Result) -> None:
    """Has the formgrader ask for a mark where a person is to look. Entering one, 0 as well, is the answer."""
    cells = {look.cell for look in result.looks}
    if not cells:
        return
    for grade, cell in (
        gradebook.db.query(Grade, BaseCell)
        .join(BaseCell, Grade.cell_id == BaseCell.id)
        .filter(Grade.notebook_id == submitted.id, BaseCell.name.in_(cells))
    ):
        grade.needs_manual_grade = True
        if cell.name not in {test.grade_id for test in result.tests}:
            grade.auto_score = None  # a question: 0 is not known of it either


def _notice(result: Result, release: NotebookNode) -> NotebookNode:
    """What stands in for a notebook that was not run, so that feedback tells the student why."""
    nb = gradebook_edition(release)
    # The reason may hold a file's name, which is no Markdown.
    told = f"**This submission was not graded.**\n\n<pre>{html.escape(visible(result.reason))}</pre>"
    nb.cells.insert(0, nbformat.v4.new_markdown_cell(told, id="not-graded"))
    return nb


def without_time(classroom: Classroom, submissions: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """A line for each submission beside which a `timestamp.txt` lies that says no time.

    Args:
        classroom: whose submissions these are.
        submissions: notebook -> students.
    """
    for name, students in submissions.items():
        for student in students:
            path = classroom.submitted / student / name / "timestamp.txt"
            if os.path.lexists(path) and _timestamp(classroom, student, name) is None:
                yield (
                    f"{printable(student)} {name}: timestamp.txt holds no time, so it counts as handed in on time: "
                    "correct it"
                )


def _timestamp(classroom: Classroom, student: str, name: str) -> datetime | None:
    """When it was handed in, if nbgrader's `timestamp.txt` lies beside it and says so."""
    path = classroom.submitted / student / name / "timestamp.txt"
    try:
        return parse_utc(read_ordinary(path, _LONGEST_TIMESTAMP).decode("utf-8").strip())
    except (OSError, Refused, ValueError, OverflowError):
        return None
