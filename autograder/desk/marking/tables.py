"""Knows in which tables of the gradebook marks and rubrics stand, and reads and writes them; begins no transaction.

Points and comments are in nbgrader's own. Which lines of a rubric they come from, and who gave them, stands beside them
in two tables of ours.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime

from nbgrader.api import Assignment, BaseCell, Comment, Grade, Student, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import Column, Float, MetaData, String, Table, Text, delete, insert, select, update
from sqlalchemy.orm import Session

from autograder.desk.marking.answers import Answer, Score, answer_of
from autograder.desk.marking.questions import Question
from autograder.desk.marking.rubric import Given, Rubric, comment, plain_rubric, points, read_rubric, spread

TABLES = MetaData()
_rubrics = Table(
    "autograder_rubric",
    TABLES,
    Column("notebook", String(128), primary_key=True),
    Column("question", String(128), primary_key=True),
    Column("content", Text, nullable=False),
)
_entries = Table(
    "autograder_marking",
    TABLES,
    Column("notebook", String(128), primary_key=True),
    Column("question", String(128), primary_key=True),
    Column("student", String(128), primary_key=True),
    Column("lines", Text, nullable=False),
    Column("own", Float),
    Column("remark", Text, nullable=False),
    Column(
        "scores", Text, nullable=False
    ),  # what was written into nbgrader's tables: while it stands there, this holds
    Column("comment", Text),
    Column("marker", String(128), nullable=False),
    Column("marked_at", String(32), nullable=False),
)


def rubric_of(db: Session, name: str, question: Question) -> Rubric:
    content = db.execute(
        select(_rubrics.c.content).where(_rubrics.c.notebook == name, _rubrics.c.question == question.name)
    ).scalar()
    return Rubric() if content is None else read_rubric(json.loads(content))


def keep_rubric(db: Session, name: str, question: Question, rubric: Rubric) -> None:
    content = json.dumps(plain_rubric(rubric), ensure_ascii=False)
    db.execute(delete(_rubrics).where(_rubrics.c.notebook == name, _rubrics.c.question == question.name))
    db.execute(insert(_rubrics).values(notebook=name, question=question.name, content=content))


def answers_of(db: Session, name: str, question: Question, id: str | None = None) -> list[Answer]:
    of_notebook = [
        SubmittedNotebook.assignment_id == SubmittedAssignment.id,
        SubmittedAssignment.assignment_id == Assignment.id,
        SubmittedAssignment.student_id == Student.id,
        Assignment.name == name,
    ]
    if id is not None:
        of_notebook.append(SubmittedNotebook.id == id)
    cells = [cell for cell, _ in question.cells]
    ask = db.query
    scores: dict[str, dict[str, Score]] = defaultdict(dict)
    for notebook, cell, *row in ask(
        Grade.notebook_id,
        BaseCell.name,
        Grade.id,
        Grade.auto_score,
        Grade.manual_score,
        Grade.extra_credit,
        Grade.needs_manual_grade,
    ).filter(
        *of_notebook,
        Grade.notebook_id == SubmittedNotebook.id,
        Grade.cell_id == BaseCell.id,
        BaseCell.name.in_(cells),
    ):
        scores[notebook][cell] = Score(row[0], row[1], row[2], row[3] or 0.0, bool(row[4]))
    comments = dict(
        ask(Comment.notebook_id, Comment.manual_comment)
        .filter(
            *of_notebook,
            Comment.notebook_id == SubmittedNotebook.id,
            Comment.cell_id == BaseCell.id,
            BaseCell.name == question.name,
        )
        .all()
    )
    kept = {
        row.student: row
        for row in db.execute(select(_entries).where(_entries.c.notebook == name, _entries.c.question == question.name))
    }
    found = []
    for notebook, student, first, last in (
        ask(SubmittedNotebook.id, Student.id, Student.first_name, Student.last_name)
        .filter(*of_notebook)
        .order_by(Student.id)
    ):
        own = tuple(scores[notebook][cell] for cell in cells if cell in scores[notebook])
        if own:
            called = " ".join(filter(None, (first, last)))
            found.append(answer_of(notebook, student, called, own, comments.get(notebook), kept.get(student)))
    return found


def write_mark(
    db: Session,
    name: str,
    question: Question,
    answer: Answer,
    given: Given,
    rubric: Rubric,
    marker: str,
    looked: bool,
    looks: AbstractSet[str],
) -> None:
    """Writes what one answer is given, in place of what stood there.

    Args:
        db: in a transaction.
        name: the notebook.
        question: of it.
        answer: as it stands.
        given: in its place.
        rubric: whose lines count.
        marker: who gave it.
        looked: whether somebody saw the answer for it; else what was graded again still wants a look.
        looks: the cells at which a person is to look as long as there is no mark.
    """
    total, words = points(rubric, given, question.most), comment(rubric, given) or None
    worth = [most for _, most in question.cells]
    scores = [None] * len(worth) if total is None else spread(total, worth)
    for (cell, _), score, value in zip(question.cells, answer.scores, scores, strict=True):
        waits = score.automatic is None or cell in looks if value is None else score.waits and not looked
        db.execute(
            update(Grade.__table__)
            .where(Grade.__table__.c.id == score.id)
            .values(manual_score=value, needs_manual_grade=waits)
        )
    commented = select(BaseCell.__table__.c.id).where(BaseCell.__table__.c.name == question.name)
    db.execute(
        update(Comment.__table__)
        .where(Comment.__table__.c.notebook_id == answer.id, Comment.__table__.c.cell_id.in_(commented))
        .values(manual_comment=words)
    )
    db.execute(
        delete(_entries).where(
            _entries.c.notebook == name,
            _entries.c.question == question.name,
            _entries.c.student == answer.student,
        )
    )
    if given != Given():
        db.execute(
            insert(_entries).values(
                notebook=name,
                question=question.name,
                student=answer.student,
                lines=json.dumps(given.lines),
                own=given.own,
                remark=given.remark,
                scores=json.dumps(scores),
                comment=words,
                marker=marker,
                marked_at=datetime.now(UTC).isoformat(timespec="seconds"),
            )
        )
