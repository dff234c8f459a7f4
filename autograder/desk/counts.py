"""Knows what the marks of a class add up to: for each exercise who had it right, which mistakes, what it separates.

Pure: takes what `marks` read, and the exercises of the notebook as it was released; knows no page and no picture.
A student counts once for an exercise, however many tests it has.
"""

from __future__ import annotations

import builtins
import re
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from autograder.desk.marks import Mark, Marked, without_reasons
from autograder.desk.separation import Separation, item_rest_correlation
from autograder.results import DIED, ERROR, FAILED, NOT_ATTEMPTED, NOT_JUDGED, NOT_RUN, PASSED, TIMEOUT
from autograder.source import Exercise

NO_RECORD = "no record"  # graded by plain nbgrader: there are points, and it is not known how they came about
OTHER_ERROR = "another error"
# Of several tests of one exercise the first of these that occurs is what is said of the answer.
_WORST_FIRST = (TIMEOUT, DIED, ERROR, FAILED, NO_RECORD, NOT_RUN, NOT_JUDGED, NOT_ATTEMPTED)
_NOT_TRIED = (NOT_ATTEMPTED, NOT_RUN, NOT_JUDGED, NO_RECORD)


@dataclass(frozen=True)
class Answer:
    """What became of one student's answer to one exercise.

    Attributes:
        student: who.
        verdict: of `results.VERDICTS`, or NO_RECORD.
        points: what counts, a person's mark included.
        max_points: what the exercise is worth.
        mistakes: the names that its checks gave to an answer that was wrong or raised.
        message: what the test said, mostly in one line; empty where nothing went wrong.
        rows: the evidence, as its check laid it out.
        error: the name of the error, where it raised.
        graded: whether its notebook was; one that could not be read says nothing of what somebody knows.
        cause: what stopped a cell of the student's own that was to define what the answer lacks.
    """

    student: str
    verdict: str
    points: float
    max_points: float
    mistakes: tuple[str, ...] = ()
    message: str = ""
    error: str = ""
    graded: bool = True
    rows: tuple[tuple[str, str], ...] = ()
    cause: str = ""


@dataclass(frozen=True)
class ExerciseCounts:
    """One exercise, core or extra, counted over the class."""

    name: str
    max_points: float
    answers: tuple[Answer, ...] = field(repr=False)
    separation: Separation | None = None

    @property
    def verdicts(self) -> dict[str, int]:
        """How many answers had each verdict; those that occur."""
        return dict(Counter(answer.verdict for answer in self.answers))

    @property
    def attempted(self) -> int:
        """How many tried it and were judged."""
        return sum(answer.verdict not in _NOT_TRIED for answer in self.answers)

    @property
    def is_extra(self) -> bool:
        """Whether no points depend on it."""
        return not self.max_points

    @property
    def right(self) -> int:
        """How many have it right."""
        return sum(answer.verdict == PASSED for answer in self.answers)

    @property
    def mean(self) -> float | None:
        """Mean points of all whose notebook was graded; None where nobody's was."""
        return _mean([answer.points for answer in self.answers if answer.graded])

    @property
    def wrong(self) -> list[Answer]:
        """Answers that ran and were wrong."""
        return [answer for answer in self.answers if answer.verdict == FAILED]

    @property
    def unnamed(self) -> list[Answer]:
        """Wrong answers to which the check could give no name."""
        return [answer for answer in self.wrong if not answer.mistakes]

    @property
    def raised(self) -> list[Answer]:
        """Answers that raised an error."""
        return [answer for answer in self.answers if answer.verdict == ERROR]

    @property
    def mistakes(self) -> dict[str, list[Answer]]:
        """Answers by what they are consistent with, the most frequent first; one may be under two names."""
        return _sorted((name, answer) for answer in (*self.wrong, *self.raised) for name in answer.mistakes)

    @property
    def errors(self) -> dict[str, list[Answer]]:
        """Answers that raised and have no named mistake, by the error's name, the most frequent first."""
        return _sorted((answer.error, answer) for answer in self.raised if not answer.mistakes)


@dataclass(frozen=True)
class QuestionCounts:
    """One question that a person marks."""

    name: str
    max_points: float
    waiting: int
    given: tuple[float, ...]  # the marks that do not wait

    @property
    def mean(self) -> float | None:
        """Of the marks that were given; None where there are none."""
        return _mean(self.given)


@dataclass(frozen=True)
class NotebookCounts:
    """One notebook, counted over the class."""

    name: str
    submissions: tuple[Marked, ...] = field(repr=False)
    exercises: tuple[ExerciseCounts, ...]
    questions: tuple[QuestionCounts, ...]

    @property
    def core(self) -> list[ExerciseCounts]:
        """The exercises that carry points."""
        return [exercise for exercise in self.exercises if not exercise.is_extra]

    @property
    def extras(self) -> list[ExerciseCounts]:
        """The others."""
        return [exercise for exercise in self.exercises if exercise.is_extra]

    @property
    def max_points(self) -> float:
        """What a submission can be given, by the tests and by a person."""
        return max(marked.max_points for marked in self.submissions)

    @property
    def points(self) -> list[float]:
        """Of each submission that was graded, penalties for being late taken off."""
        return [marked.points for marked in self.submissions if was_graded(marked)]

    @property
    def mean(self) -> float | None:
        """Of `points`, as wherever a mean is shown; None where nothing was graded."""
        return _mean(self.points)

    @property
    def median(self) -> float | None:
        """Of `points`; None where nothing was graded."""
        return statistics.median(self.points) if self.points else None

    @property
    def not_graded(self) -> int:
        """How many could not be read, or not be graded."""
        return sum(not was_graded(marked) for marked in self.submissions)


def _mean(values: Sequence[float]) -> float | None:
    return statistics.fmean(values) if values else None


def without_messages(notebook: NotebookCounts) -> NotebookCounts:
    """The counts without what was said at length, of which a class has a lot: of each answer a line stays."""
    return replace(
        notebook,
        submissions=tuple(without_reasons(marked) for marked in notebook.submissions),
        exercises=tuple(
            replace(
                exercise,
                answers=tuple(
                    replace(answer, message=answer.message.partition("\n")[0], rows=()) for answer in exercise.answers
                ),
            )
            for exercise in notebook.exercises
        ),
    )


def was_graded(marked: Marked) -> bool:
    """Whether its cells were run; also where there is no record, since somebody graded it."""
    return marked.record is None or marked.record.status == "graded"


def count(name: str, submissions: Sequence[Marked], exercises: Iterable[Exercise]) -> NotebookCounts:
    """Counts one notebook.

    Args:
        name: the notebook.
        submissions: of `marks.read_marks`, at least one.
        exercises: of the notebook as it was released.
    """
    exercises = list(exercises)
    home = {test.grade_id: exercise.name for exercise in exercises for test in exercise.tests}
    home |= {
        test.grade_id: test.exercise
        for marked in submissions
        if marked.record
        for test in marked.record.tests
        if test.grade_id not in home
    }
    by_exercise: dict[str, list[Answer]] = {exercise.name: [] for exercise in exercises}
    questions: dict[str, list[Mark]] = {}
    for marked in submissions:
        own: dict[str, list[Mark]] = {}
        for mark in marked.marks:
            if mark.grade_id in home:
                own.setdefault(home[mark.grade_id], []).append(mark)
            else:
                questions.setdefault(mark.grade_id, []).append(mark)
        for exercise, parts in own.items():
            by_exercise.setdefault(exercise, []).append(_answer(marked, parts))
    tried = _who_tried(by_exercise)
    counted = tuple(
        ExerciseCounts(
            exercise,
            max(answer.max_points for answer in found),
            tuple(found),
            _separation(exercise, by_exercise, tried),
        )
        for exercise, found in by_exercise.items()
        if found
    )
    return NotebookCounts(
        name,
        tuple(submissions),
        counted,
        tuple(
            QuestionCounts(
                question,
                max(mark.max_points for mark in found),
                sum(mark.waits for mark in found),
                tuple(mark.points for mark in found if not mark.waits),
            )
            for question, found in questions.items()
        ),
    )


def _answer(marked: Marked, parts: Sequence[Mark]) -> Answer:
    verdict = _verdict(parts)
    failed = [mark.test for mark in parts if mark.test is not None and mark.test.verdict != PASSED]
    mistakes = tuple(dict.fromkeys(name for test in failed for name in test.mistakes))
    telling = sorted(failed, key=lambda test: (test.verdict != verdict, not test.mistakes))
    message, rows = (telling[0].message, telling[0].rows) if telling else ("", ())
    return Answer(
        marked.student,
        verdict,
        sum(mark.points for mark in parts),
        sum(mark.max_points for mark in parts),
        mistakes if verdict in (FAILED, ERROR) else (),
        message,
        _error_name(message) if verdict == ERROR else "",
        was_graded(marked),
        rows,
        next((test.cause for test in failed if test.cause), ""),
    )


def _verdict(parts: Sequence[Mark]) -> str:
    verdicts = {NO_RECORD if mark.test is None else mark.test.verdict for mark in parts}
    others = verdicts - {PASSED}
    if not others:
        return PASSED
    if others == {NOT_ATTEMPTED} != verdicts:
        return FAILED  # a part of it was tried, and is right
    strange = sorted(others - set(_WORST_FIRST))
    return strange[0] if strange else next(verdict for verdict in _WORST_FIRST if verdict in others)


def _error_name(message: str) -> str:
    """The first of Python's own exceptions that a message names; a student's own may be called anything."""
    for name in re.findall(r"\b[A-Z]\w+", message):
        kind = getattr(builtins, name, None)
        if isinstance(kind, type) and issubclass(kind, BaseException):
            return name
    return OTHER_ERROR


def _sorted(pairs: Iterable[tuple[str, Answer]]) -> dict[str, list[Answer]]:
    found: dict[str, list[Answer]] = {}
    for name, answer in pairs:
        found.setdefault(name, []).append(answer)
    return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0])))


def _who_tried(by_exercise: Mapping[str, Sequence[Answer]]) -> set[str]:
    """Whose exercises say something about each other: a file that was not read, or is blank, is zero throughout."""
    return {
        answer.student
        for found in by_exercise.values()
        for answer in found
        if answer.graded and answer.max_points and answer.verdict not in (NOT_ATTEMPTED, NOT_RUN, NOT_JUDGED)
    }


def _separation(exercise: str, by_exercise: Mapping[str, Sequence[Answer]], tried: set[str]) -> Separation | None:
    items = {
        answer.student: answer
        for answer in by_exercise[exercise]
        if answer.student in tried and answer.verdict != NOT_JUDGED
    }  # whose points say nothing
    rests = dict.fromkeys(items, 0.0)
    worth = 0.0
    for other, found in by_exercise.items():
        if other != exercise and found and not any(answer.verdict == NOT_JUDGED for answer in found):
            worth += max(answer.max_points for answer in found)
            for answer in found:
                if answer.student in rests:
                    rests[answer.student] += answer.points
    correlation = item_rest_correlation([items[student].points for student in items], [*rests.values()])
    if correlation is None:
        return None
    right = [rests[student] for student, answer in items.items() if answer.points >= answer.max_points]
    wrong = [rests[student] for student, answer in items.items() if answer.points < answer.max_points]
    return Separation(
        correlation,
        len(items),
        statistics.fmean(right) if right else None,
        statistics.fmean(wrong) if wrong else None,
        worth,
    )
