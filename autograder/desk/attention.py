"""Knows which submissions a person should look at, and why; nothing of a page."""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from autograder.desk.counts import NO_RECORD, Answer, NotebookCounts
from autograder.desk.marks import Marked
from autograder.results import DIED, ERROR, FAILED, NOT_RUN, TIMEOUT

_NO_PYTHON = re.compile(r"\b(Syntax|Indentation|Tab)Error:")  # that explains itself
_STRONG_ELSEWHERE = 0.9  # share of the points of the rest of the notebook
_UPPER = 0.75  # the quarter of the class that counts as strong over all notebooks


@dataclass(frozen=True)
class Case:
    """One submission to look at."""

    student: str
    notebook: str
    where: str = ""  # the exercise or question; empty where all of it is meant
    detail: str = ""  # what is known; may quote a file's name
    telling: bool = True  # whether `detail` may hold what the student wrote


@dataclass(frozen=True)
class Reason:
    """Why some submissions want a look, and what to do about it."""

    key: str
    sign: str  # of `page.SIGNS`
    heading: str
    advice: str
    cases: tuple[Case, ...]


def reasons(notebooks: Sequence[NotebookCounts]) -> list[Reason]:
    """Every reason that applies to somebody, the most pressing first."""
    found = [
        Reason(
            "unreadable",
            "error",
            "The file could not be read",
            "Ask for another file, put it in its place, and grade again.",
            _each(notebooks, lambda marked: _status(marked, "unreadable")),
        ),
        Reason(
            "failed",
            "error",
            "The grader failed, which is not the student's doing",
            "Run `autograder grade` again. If it stays, read the reason.",
            _each(notebooks, lambda marked: _status(marked, "failed")),
        ),
        Reason(
            "waits",
            "waits",
            "A question waits for your mark",
            "Mark it: `autograder mark`, or nbgrader's formgrader. Until then it counts 0.",
            _each(
                notebooks,
                lambda marked: [
                    Case(marked.student, marked.notebook, mark.grade_id, _elsewhere(marked, mark.grade_id))
                    for mark in marked.marks
                    if mark.waits and not mark.look
                ],
            ),
        ),
        Reason(
            "elsewhere",
            "waits",
            "Answered elsewhere: no points, but the file holds what may be the answer",
            "Read the cell that is named. Enter a mark (`autograder mark`): the points that it deserves, or 0. Until "
            "then it counts 0 and waits. (`autograder export --looked` takes all of them as they are.)",
            _each(
                notebooks,
                lambda marked: [
                    Case(marked.student, marked.notebook, mark.grade_id.removeprefix("test_"), mark.look)
                    for mark in marked.marks
                    if mark.look
                ],
            ),
        ),
        Reason(
            "outdated",
            "waits",
            "Graded again after you had marked it",
            "Your mark stands. Look whether it still fits, and save it again in the formgrader.",
            _each(
                notebooks,
                lambda marked: [
                    Case(
                        marked.student,
                        marked.notebook,
                        mark.grade_id,
                        f"your mark: {mark.points:g} of {mark.max_points:g}",
                        telling=False,
                    )
                    for mark in marked.marks
                    if mark.outdated
                ],
            ),
        ),
        Reason(
            "reached",
            "waits",
            "Code that reaches for the course's own answers, or past what keeps it from them",
            "Read the cell that is named. What is reached for is not there in grading, so this alone earns nothing; "
            "there may be a harmless reason.",
            _each(notebooks, _reached),
        ),
        Reason(
            "stopped",
            "error",
            "Took too long, or ended the Python process",
            "An endless loop is the usual cause. If the answer is only slow, grade again with a larger --timeout.",
            _answers(notebooks, lambda answer: answer.verdict in (TIMEOUT, DIED)),
        ),
        Reason(
            "not-run",
            "note",
            "Tests that were not run",
            "The process had ended too often, or the time was used up, in the cells before. Read the notebook.",
            _answers(notebooks, lambda answer: answer.verdict == NOT_RUN),
        ),
        Reason(
            "not-judged",
            "waits",
            "Answers that the grader could not judge",
            "Where a test itself stopped, correct it, run `autograder release` and grade again. Where a package is "
            "missing, install it and grade again. Or mark the answer by hand. Until then it counts 0.",
            _each(
                notebooks,
                lambda marked: [
                    Case(
                        marked.student,
                        marked.notebook,
                        mark.grade_id.removeprefix("test_"),
                        mark.not_judged,
                        telling=False,
                    )
                    for mark in marked.marks
                    if mark.not_judged
                ],
            ),
        ),
        Reason(
            "cause",
            "error",
            "A cell of the student's own stopped, and an answer lacks what it was to define",
            "If it is a package that is missing here, install it and grade again. If it is a file or a module of the "
            "student's, ask for it.",
            _causes(notebooks),
        ),
        Reason(
            "unexplained",
            "wrong",
            "An exercise at zero that no diagnosis explains, by somebody otherwise strong",
            f"The student has at least {_STRONG_ELSEWHERE:.0%} of the rest of the notebook. The test may be at "
            "fault, or the mistake may be a new one.",
            _unexplained(notebooks),
        ),
        Reason(
            "zero",
            "wrong",
            "A whole notebook at zero, by somebody otherwise strong",
            "The student is in the class's upper quarter over the other notebooks. A wrong or empty file is the "
            "usual cause.",
            _zero_though_strong(notebooks),
        ),
        Reason(
            "repaired",
            "note",
            "Cells that had to be put right before grading, and points were lost",
            "Cells were deleted, moved, doubled or changed. Look whether the points were lost for that.",
            _each(notebooks, lambda marked: _repaired(marked, lost=True)),
        ),
        Reason(
            "repaired-right",
            "note",
            "Cells that had to be put right before grading, and every exercise is right all the same",
            "Cells were deleted, moved, doubled or changed. Nobody lost a point.",
            _each(notebooks, lambda marked: _repaired(marked, lost=False)),
        ),
        Reason(
            "no-record",
            "note",
            "No record of the reasons that fits the marks",
            "These were graded by plain nbgrader: their marks count, their mistakes are unknown here. "
            "`autograder grade --regrade` makes up for it.",
            tuple(
                dict.fromkeys(
                    Case(case.student, case.notebook)
                    for case in _answers(notebooks, lambda answer: answer.verdict == NO_RECORD)
                )
            ),
        ),
    ]
    return [reason for reason in found if reason.cases]


def _each(notebooks: Sequence[NotebookCounts], look: Callable[[Marked], Sequence[Case]]) -> tuple[Case, ...]:
    return tuple(case for notebook in notebooks for marked in notebook.submissions for case in look(marked))


def _status(marked: Marked, status: str) -> list[Case]:
    if marked.record is None or marked.record.status != status:
        return []
    return [Case(marked.student, marked.notebook, detail=marked.record.reason)]


def _repaired(marked: Marked, lost: bool) -> list[Case]:
    record = marked.record
    if record is None or not record.repairs or lost != any(not mark.points >= mark.max_points for mark in marked.marks):
        return []
    return [Case(marked.student, marked.notebook, detail="; ".join(record.repairs))]


def _reached(marked: Marked) -> list[Case]:
    record = marked.record
    if record is None or not record.reached:
        return []
    return [Case(marked.student, marked.notebook, detail="; ".join(record.reached))]


def _elsewhere(marked: Marked, cell: str) -> str:
    """Where in the file the answer to a question may stand, if not in its cell."""
    looks = marked.record.looks if marked.record is not None else ()
    return next((look.found for look in looks if look.cell == cell), "")


def _answers(notebooks: Sequence[NotebookCounts], wanted: Callable[[Answer], bool]) -> tuple[Case, ...]:
    """Answers by their verdict, of submissions that were graded."""
    return tuple(
        Case(answer.student, notebook.name, exercise.name, answer.message.partition("\n")[0])
        for notebook in notebooks
        for exercise in notebook.exercises
        for answer in exercise.answers
        if answer.graded and wanted(answer)
    )


def _causes(notebooks: Sequence[NotebookCounts]) -> tuple[Case, ...]:
    """What stopped cells of the students' own, what stopped most of them first, with how many it did."""
    found: dict[str, list[Case]] = {}
    for notebook in notebooks:
        for exercise in notebook.exercises:
            for answer in exercise.answers:
                if answer.cause and answer.graded:
                    found.setdefault(answer.cause, []).append(Case(answer.student, notebook.name, exercise.name))
    said = {cause: f"{cause}; {len({case.student for case in cases})} in the class" for cause, cases in found.items()}
    order = sorted(found, key=lambda cause: (-len(found[cause]), cause))
    return tuple(replace(case, detail=said[cause]) for cause in order for case in found[cause])


def _unexplained(notebooks: Sequence[NotebookCounts]) -> tuple[Case, ...]:
    found = []
    for notebook in notebooks:
        totals: dict[str, tuple[float, float]] = {}
        for exercise in notebook.core:
            for answer in exercise.answers:
                points, worth = totals.get(answer.student, (0.0, 0.0))
                totals[answer.student] = points + answer.points, worth + answer.max_points
        for exercise in notebook.core:
            for answer in exercise.answers:
                points, worth = totals[answer.student]
                rest = worth - answer.max_points
                odd = (
                    answer.verdict in (FAILED, ERROR) and not answer.mistakes and not _NO_PYTHON.search(answer.message)
                )
                if odd and answer.points == 0 and rest > 0 and points >= _STRONG_ELSEWHERE * rest:
                    found.append(Case(answer.student, notebook.name, exercise.name, answer.message.partition("\n")[0]))
    return tuple(found)


def _zero_though_strong(notebooks: Sequence[NotebookCounts]) -> tuple[Case, ...]:
    handed_in: dict[str, dict[str, tuple[float, float]]] = {}
    for notebook in notebooks:
        for marked in notebook.submissions:
            handed_in.setdefault(marked.student, {})[notebook.name] = marked.points, marked.max_points
    found = []
    for notebook in notebooks:
        elsewhere = {
            student: share for student, own in handed_in.items() if (share := _share(own, notebook.name)) is not None
        }
        if len(elsewhere) < 4:  # quarters
            continue
        upper = _quantile([*elsewhere.values()])
        found += [
            Case(
                marked.student,
                notebook.name,
                detail=f"{elsewhere[marked.student]:.0%} of the points of the other notebooks",
                telling=False,
            )
            for marked in notebook.submissions
            if marked.max_points > 0
            and marked.points == 0
            and not marked.waits
            and elsewhere.get(marked.student, 0) >= max(upper, 0.5)
        ]
    return tuple(found)


def _share(own: Mapping[str, tuple[float, float]], without: str) -> float | None:
    """Of the points of all notebooks but one, as far as they were handed in."""
    pairs = [pair for name, pair in own.items() if name != without]
    worth = sum(max_points for _, max_points in pairs)
    return sum(points for points, _ in pairs) / worth if worth else None


def _quantile(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=4, method="inclusive")[round(4 * _UPPER) - 1]
