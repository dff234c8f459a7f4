"""Knows what markers gave to a notebook's answers, in nbgrader's gradebook, and writes it so that nothing is lost.

Points and comments are nbgrader's own: the formgrader, `feedback`, `report` and `export` see them at once.

Every state has a version. A change says which version it is made from; where another one stands by now, it is refused
with what stands there. Each change is one transaction: all of it is written or nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from nbgrader.api import Gradebook
from sqlalchemy import text

from autograder.course import Classroom
from autograder.desk.marking.answers import Answer
from autograder.desk.marking.questions import Question
from autograder.desk.marking.rubric import Given, Rubric, comment, points, without_lost
from autograder.desk.marking.tables import TABLES, answers_of, keep_rubric, rubric_of, write_mark
from autograder.results import read_result


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
        TABLES.create_all(gradebook.engine)

    def rubric(self, name: str, question: Question) -> Rubric:
        """The rubric as it stands."""
        with self._reading():
            return rubric_of(self._db, name, question)

    def answers(self, name: str, question: Question) -> list[Answer]:
        """Every student's answer that was graded, in the order of the students."""
        with self._reading():
            return answers_of(self._db, name, question)

    def state(self, name: str, question: Question) -> tuple[Rubric, list[Answer]]:
        """Both, as they stood at one time."""
        with self._reading():
            return rubric_of(self._db, name, question), answers_of(self._db, name, question)

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
            rubric, answer = rubric_of(self._db, name, question), self._one(name, question, id)
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
            before = rubric_of(self._db, name, question)
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
        before = rubric_of(self._db, name, question)
        if before != rubric:
            keep_rubric(self._db, name, question, rubric)
        changed = []
        for answer in answers_of(self._db, name, question):
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
        return rubric_of(self._db, name, question), answers_of(self._db, name, question)

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

    def _one(self, name: str, question: Question, id: str) -> Answer:
        found = answers_of(self._db, name, question, id)
        if not found:
            raise KeyError(id)
        return found[0]

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
        unmarked = points(rubric, given, question.most) is None
        looks = self._looks(name, answer.student) if unmarked else frozenset()
        write_mark(self._db, name, question, answer, given, rubric, marker, looked, looks)

    def _looks(self, name: str, student: str) -> frozenset[str]:
        record = read_result(self._classroom.record(name, student))
        return frozenset(look.cell for look in record.looks) if record is not None else frozenset()
