"""Knows what a student is told of one graded submission, and in what order; nothing of files and commands.

A page shows the student's own answers, the checks' own messages, marks and comments. Of the notebook it takes names,
titles and points; no source of a test is ever looked at. What a student's functions printed while they were tested is
left out: it would show at which points hidden tests try them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from nbformat import NotebookNode
from nbgrader.utils import is_solution, is_task

from autograder.desk.marks import Mark, Marked
from autograder.desk.page import VERDICT_WORDS, render
from autograder.editions import student_edition
from autograder.results import PASSED
from autograder.source import exercises, grade_id, is_manual
from autograder.words import duration, number
from utils.words import listed


@dataclass(frozen=True)
class Answerable:
    """An exercise or a question as a page needs it.

    Attributes:
        name: the grade_id of the cell that holds the answer.
        title: what the page calls it.
        marked: the grade_ids of the cells that test it, or that a person marks.
        released: what stood in the cell when it was handed out; empty for a task, whose answer lies in no one cell.
        is_code: whether the answer is a program.
        is_extra: whether no points depend on it.
    """

    name: str
    title: str
    marked: tuple[str, ...]
    released: str
    is_code: bool
    is_extra: bool


@dataclass(frozen=True)
class Sheet:
    """What is the same on all pages of one notebook."""

    title: str
    parts: tuple[Answerable, ...]


@dataclass(frozen=True)
class Said:
    """What is said of the points of one cell: `kind` of `page.SIGNS`, words, the test's message, points."""

    kind: str
    words: str
    message: str
    rows: tuple[tuple[str, str], ...]
    points: float
    max_points: float


@dataclass(frozen=True)
class Part:
    """One exercise or question of one student."""

    name: str
    title: str
    points: float
    max_points: float
    said: tuple[Said, ...]
    comment: str
    answer: str | None  # None where there is none to show
    is_code: bool
    is_extra: bool

    @property
    def unfolded(self) -> bool:
        """Whether the answer is shown at once: where something is said of it beyond that it is right."""
        return not self.is_code or bool(self.comment) or not self.is_right

    @property
    def is_right(self) -> bool:
        """Whether nothing is wrong with it."""
        return all(said.kind == "right" for said in self.said)


def sheet(release: NotebookNode) -> Sheet:
    """What the pages of a notebook have in common, from nbgrader's source of it."""
    stubs = {grade_id(cell): cell.source for cell in student_edition(release).cells if is_solution(cell)}
    answered = {
        exercise.tests[0].grade_id if exercise.is_repair else exercise.name: exercise for exercise in exercises(release)
    }
    parts = []
    for cell in release.cells:
        name, is_code = grade_id(cell), cell.cell_type == "code"
        if exercise := answered.get(name):
            tests, stub = tuple(test.grade_id for test in exercise.tests), stubs.get(name, "")
            parts.append(Answerable(exercise.name, exercise.name, tests, stub, is_code, exercise.is_extra))
        elif is_manual(cell) or is_task(cell):
            parts.append(Answerable(name, f"question {name}", (name,), stubs.get(name, ""), is_code, is_extra=False))
    return Sheet(str(release.metadata.get("title", "")), tuple(parts))


def feedback_page(
    about: Sheet,
    marked: Marked,
    answers: dict[str, str],
    pictures: Mapping[str, Sequence[tuple[str, str]]] = MappingProxyType({}),
    rule: str = "",
) -> str:
    """The page of one submission.

    Args:
        about: the notebook.
        marked: everything that is known of the submission.
        answers: what the student wrote, by the grade_id of the cell; empty where it is not known.
        pictures: those pasted into written answers: each its name, and itself as an address.
        rule: what late work costs, to go on from "late work"; needed where it was late.
    """
    marks = {mark.grade_id: mark for mark in marked.marks}
    parts = [
        part
        for part in (_part(answerable, marks, marked, answers) for answerable in about.parts)
        if part.said or part.comment
    ]
    record = marked.record
    return render(
        "feedback.html",
        title=about.title or marked.notebook,
        marked=marked,
        parts=parts,
        extras=[part for part in parts if part.is_extra],
        waiting=sum(mark.max_points for mark in marked.marks if mark.waits),
        unjudged=sum(mark.max_points for mark in marked.marks if mark.not_judged),
        late=duration(marked.seconds_late),
        more=duration(marked.extension),
        rule=rule,
        status="graded" if record is None else record.status,
        reason="" if record is None else record.reason,
        repairs=() if record is None else record.repairs,
        pictures=pictures,
        lost=any(mark.points < mark.max_points for mark in marked.marks),
    )


def _part(about: Answerable, marks: dict[str, Mark], marked: Marked, answers: dict[str, str]) -> Part:
    own = [marks[cell] for cell in about.marked if cell in marks]
    answer = answers.get(about.name)
    if answer is not None and answer.strip() in ("", about.released.strip()):
        answer = None
    unread = marked.record is not None and marked.record.status != "graded"
    return Part(
        about.name,
        about.title,
        sum(mark.points for mark in own),
        sum(mark.max_points for mark in own),
        tuple(_without_repetition(_said(mark, unread) for mark in own)),
        marked.comments.get(about.name, ""),
        answer,
        about.is_code,
        about.is_extra,
    )


def _said(mark: Mark, unread: bool) -> Said:
    """What is known of one cell's points: a person's mark first, then what the grader saw."""
    test = mark.test
    tell = test is not None and not unread and test.verdict != PASSED  # of what was not read the page begins with that
    if mark.look:
        kind, words = "waits", "a person has yet to look at this"
    elif mark.waits:
        kind, words = "waits", "a person has yet to mark this"
    elif mark.not_judged:
        # The check speaks to who has the notebook open, and of installing something; here it is not the student's turn.
        kind, words, tell = "waits", f"could not be judged where it was graded: {mark.not_judged}", False
    elif mark.by_hand:
        kind, words = "note", "marked by a person"
    elif test is not None:
        kind, words = VERDICT_WORDS[test.verdict]
        if test.given:
            words += f", with the course's {listed(test.given)} in place of yours"
        if kind != "right" and mark.points:
            kind, words = "note", f"{words}; a person added points"
    elif mark.points >= mark.max_points > 0:
        kind, words = "right", "full points"
    elif mark.max_points:
        kind, words = "note", f"{number(mark.points)} of {number(mark.max_points)} points"
    else:
        kind, words = "note", "there is no record of what came of it"
    message, rows = (test.message, test.rows) if test is not None and tell else ("", ())
    return Said(kind, words, message, rows, mark.points, mark.max_points)


def _without_repetition(all_said: Iterator[Said]) -> Iterator[Said]:
    """Several tests of one exercise may have the same thing to say; it is said once."""
    told: set[tuple] = set()
    for said in all_said:
        yield replace(said, message="", rows=()) if (said.message, said.rows) in told else said
        told.add((said.message, said.rows))
