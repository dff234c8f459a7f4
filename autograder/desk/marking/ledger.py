"""Knows what markers gave to a notebook's answers, in nbgrader's gradebook, and writes it so that nothing is lost.

Points and comments are nbgrader's own: the formgrader, `feedback`, `report` and `export` see them at once. Which lines
of a rubric they come from, and who gave them, stands beside them in two tables of ours. What somebody changed
elsewhere, in the formgrader say, counts: it then stands here as points and a remark of their own.

Every state has a version. A change says which version it is made from; where another one stands by now, it is refused
with what stands there. Each change is one transaction: all of it is written or nothing.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import Column, Float, MetaData, String, Table, Text, delete, insert, select, text, update

from autograder.course import Classroom
from autograder.desk.marking.questions import Question
from autograder.desk.marking.rubric import (
    Given,
    Rubric,
    comment,
    digest,
    plain_rubric,
    points,
    read_rubric,
    spread,
    without_lost,
)
from autograder.results import read_result

_tables = MetaData()
_rubrics = Table(
    "autograder_rubric",
    _tables,
    Column("notebook", String(128), primary_key=True),
    Column("question", String(128), primary_key=True),
    Column("content", Text, nullable=False),
)
_entries = Table(
    "autograder_marking",
    _tables,
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


@dataclass(frozen=True)
class Score:
    """What nbgrader's gradebook holds of one graded cell."""

    id: str
    automatic: float | None
    manual: float | None
    extra: float
    waits: bool

    @property
    def points(self) -> float:
        """What counts."""
        return ((self.automatic if self.manual is None else self.manual) or 0.0) + self.extra


@dataclass(frozen=True)
class Answer:
    """One student's answer to a question, and what it was given.

    Attributes:
        id: of the submission, as nbgrader numbers them: it tells nothing of whose it is.
        student: the name of the folder.
        name: the student's own, as the gradebook has it.
        scores: of the question's cells, in their order.
        comment: what a person wrote, as the gradebook has it.
        given: by markers; where nobody marked it, nothing.
        marker: who did, and
        marked_at: when, as far as it was done here.
        elsewhere: whether the mark was given or changed elsewhere, such as in the formgrader.
    """

    id: str
    student: str
    name: str
    scores: tuple[Score, ...]
    comment: str
    given: Given
    marker: str = ""
    marked_at: str = ""
    elsewhere: bool = False

    @property
    def by_hand(self) -> bool:
        """Whether a person gave points."""
        return any(score.manual is not None for score in self.scores)

    @property
    def waits(self) -> bool:
        """Whether a person is to give points, and nobody has."""
        return any(score.waits for score in self.scores) and not self.by_hand

    @property
    def outdated(self) -> bool:
        """Whether it was graded again after it was marked."""
        return any(score.waits for score in self.scores) and self.by_hand

    @property
    def points(self) -> float:
        """What counts."""
        return sum(score.points for score in self.scores)

    @property
    def version(self) -> str:
        """Another one for each other mark, comment or set of lines."""
        kept = [[score.automatic, score.manual, score.extra, score.waits] for score in self.scores]
        return digest([kept, self.comment, self.given.lines, self.given.own, self.given.remark])


class Outdated(Exception):
    """A change was made from a version that does not stand any more; `answer` or `rubric` is what stands."""

    def __init__(self, answer: Answer | None, rubric: Rubric) -> None:
        super().__init__("changed meanwhile")
        self.answer = answer
        self.rubric = rubric


class Ledger:
    """What markers gave to the answers of a class."""

    def __init__(self, classroom: Classroom, gradebook: Gradebook) -> None:
        self._classroom = classroom
        self._db = gradebook.db
        _tables.create_all(gradebook.engine)

    def rubric(self, name: str, question: Question) -> Rubric:
        """The rubric as it stands."""
        with self._reading():
            return self._rubric(name, question)

    def answers(self, name: str, question: Question) -> list[Answer]:
        """Every student's answer that was graded, in the order of the students."""
        with self._reading():
            return self._answers(name, question)

    def state(self, name: str, question: Question) -> tuple[Rubric, list[Answer]]:
        """Both, as they stood at one time."""
        with self._reading():
            return self._rubric(name, question), self._answers(name, question)

    def give(
        self,
        name: str,
        question: Question,
        id: str,
        given: Given,
        version: str,
        rubric_version: str,
        marker: str = "",
    ) -> Answer:
        """Gives this to one answer, or nothing where `given` is empty.

        Raises:
            Outdated: somebody changed the mark or the rubric since.
            KeyError: there is no such answer.
        """
        with self.writing():
            rubric, answer = self._rubric(name, question), self._one(name, question, id)
            if answer.version != version or rubric.version != rubric_version:
                raise Outdated(answer, rubric)
            self._write(name, question, answer, given, rubric, marker)
            return self._one(name, question, id)

    def change_rubric(
        self, name: str, question: Question, rubric: Rubric, version: str, marker: str = ""
    ) -> tuple[int, int]:
        """Puts another rubric in its place, and changes every mark that it changes.

        Returns:
            How many marks have other points or words now, and how many of them wait again.

        Raises:
            Outdated: somebody changed the rubric since.
        """
        with self.writing():
            before = self._rubric(name, question)
            if before.version != version:
                raise Outdated(None, before)
            changed = self.put(name, question, rubric, {}, marker)
            return len(changed), sum(points(rubric, given, question.most) is None for given in changed)

    def put(
        self, name: str, question: Question, rubric: Rubric, given: Mapping[str, tuple[Given, str]], marker: str = ""
    ) -> list[Given]:
        """Puts a rubric and some marks in the place of what stands, within `writing`.

        Args:
            name: the notebook.
            question: of it.
            rubric: whose lines count from now on, also in the marks that stay.
            given: by the id of the answer: what it is given, and by whom.
            marker: who changed the rubric.

        Returns:
            The marks that have other points or words now.
        """
        before = self._rubric(name, question)
        if before != rubric:
            self._keep_rubric(name, question, rubric)
        changed = []
        for answer in self._answers(name, question):
            new, by = given.get(answer.id, (answer.given, answer.marker or marker))
            new = without_lost(new, rubric)
            if (
                new != answer.given
                or points(rubric, new, question.most) != points(before, answer.given, question.most)
                or comment(rubric, new) != comment(before, answer.given)
            ):
                self._write(name, question, answer, new, rubric, by, looked=answer.id in given)
                changed.append(new)
        return changed

    def now(self, name: str, question: Question) -> tuple[Rubric, list[Answer]]:
        """What stands, within `writing`."""
        return self._rubric(name, question), self._answers(name, question)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        self._db.rollback()  # what was read before is forgotten: somebody else may have written since
        try:
            yield
        finally:
            self._db.rollback()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction: what is read stands until it ends; all that is written in it is kept, or nothing."""
        self._db.rollback()
        self._db.execute(text("BEGIN IMMEDIATE"))  # from here on nobody else writes, so what is compared stands
        try:
            yield
            self._db.commit()
        except BaseException:
            self._db.rollback()
            raise

    def _rubric(self, name: str, question: Question) -> Rubric:
        content = self._db.execute(
            select(_rubrics.c.content).where(_rubrics.c.notebook == name, _rubrics.c.question == question.name)
        ).scalar()
        return Rubric() if content is None else read_rubric(json.loads(content))

    def _keep_rubric(self, name: str, question: Question, rubric: Rubric) -> None:
        content = json.dumps(plain_rubric(rubric), ensure_ascii=False)
        self._db.execute(delete(_rubrics).where(_rubrics.c.notebook == name, _rubrics.c.question == question.name))
        self._db.execute(insert(_rubrics).values(notebook=name, question=question.name, content=content))

    def _one(self, name: str, question: Question, id: str) -> Answer:
        found = self._answers(name, question, id)
        if not found:
            raise KeyError(id)
        return found[0]

    def _answers(self, name: str, question: Question, id: str | None = None) -> list[Answer]:
        of_notebook = [
            SubmittedNotebook.assignment_id == SubmittedAssignment.id,
            SubmittedAssignment.assignment_id == Assignment.id,
            SubmittedAssignment.student_id == Student.id,
            Assignment.name == name,
        ]
        if id is not None:
            of_notebook.append(SubmittedNotebook.id == id)
        cells = [cell for cell, _ in question.cells]
        ask = self._db.query
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
            for row in self._db.execute(
                select(_entries).where(_entries.c.notebook == name, _entries.c.question == question.name)
            )
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
                found.append(_answer(notebook, student, called, own, comments.get(notebook), kept.get(student)))
        return found

    def _write(
        self,
        name: str,
        question: Question,
        answer: Answer,
        given: Given,
        rubric: Rubric,
        marker: str,
        looked: bool = True,
    ) -> None:
        """Args: `looked` is whether somebody saw the answer for it; else what was graded again still wants a look."""
        total, words = points(rubric, given, question.most), comment(rubric, given) or None
        worth = [most for _, most in question.cells]
        scores = [None] * len(worth) if total is None else spread(total, worth)
        looks = self._looks(name, answer.student) if total is None else set()
        for (cell, _), score, value in zip(question.cells, answer.scores, scores, strict=True):
            waits = score.automatic is None or cell in looks if value is None else score.waits and not looked
            self._db.execute(
                update(Grade.__table__)
                .where(Grade.__table__.c.id == score.id)
                .values(manual_score=value, needs_manual_grade=waits)
            )
        commented = select(BaseCell.__table__.c.id).where(BaseCell.__table__.c.name == question.name)
        self._db.execute(
            update(Comment.__table__)
            .where(Comment.__table__.c.notebook_id == answer.id, Comment.__table__.c.cell_id.in_(commented))
            .values(manual_comment=words)
        )
        self._db.execute(
            delete(_entries).where(
                _entries.c.notebook == name,
                _entries.c.question == question.name,
                _entries.c.student == answer.student,
            )
        )
        if given != Given():
            self._db.execute(
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

    def _looks(self, name: str, student: str) -> set[str]:
        record = read_result(self._classroom.record(name, student))
        return {look.cell for look in record.looks} if record is not None else set()


def _answer(id: str, student: str, name: str, scores: tuple[Score, ...], manual_comment: str | None, kept) -> Answer:
    words = manual_comment or ""
    if kept is not None and json.loads(kept.scores) == [s.manual for s in scores] and (kept.comment or "") == words:
        given = Given(tuple(json.loads(kept.lines)), kept.own, kept.remark)
        return Answer(id, student, name, scores, words, given, kept.marker, kept.marked_at)
    by_hand = any(score.manual is not None for score in scores)
    own = sum(score.points - score.extra for score in scores) if by_hand else None
    return Answer(id, student, name, scores, words, Given((), own, words), elsewhere=by_hand or bool(words))
