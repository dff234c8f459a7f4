"""Knows what an instructor says to have a class explained, and puts the page together from counts and pictures."""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from autograder.arguments import classroom_of
from autograder.course import Classroom, Course
from autograder.desk import charts
from autograder.desk.attention import Reason, reasons
from autograder.desk.counts import Answer, NotebookCounts, count, was_graded, without_messages
from autograder.desk.examples import Example, candidates, examples
from autograder.desk.marks import Marked, read_marks
from autograder.desk.page import render
from autograder.desk.people import People, people_of
from autograder.desk.students import Students
from autograder.errors import CourseError
from autograder.files import read_notebook, write_atomically
from autograder.gradebook import LatePlugin, renew_lateness
from autograder.saying import say
from autograder.source import exercises
from autograder.words import duration, number
from utils.words import counted

UNNAMED = ""  # the key of wrong answers without a name; no mistake is called so
_MOST = 12  # rows of an overview, and cases shown without a click

Submissions = Mapping[str, Sequence[Marked]]  # by notebook


@dataclass(frozen=True)
class Found:
    """The answers with one mistake of one exercise: how many, and the few that an example is chosen from."""

    raised: bool  # whether it is the name of an error
    students: int
    candidates: Sequence[Answer]


@dataclass(frozen=True)
class MistakeRow:
    """A mistake of one exercise, as a row of its table."""

    exercise: str
    mistake: str
    raised: bool  # whether it is the name of an error
    students: int
    attempted: int
    example: Example | None


def run(args: argparse.Namespace) -> int:
    """Writes the page and says where it is, and the two things to know first."""
    course = Course.find()
    classroom = classroom_of(args, course)
    output = args.output or classroom.root / "report.html"
    if output.suffix.lower() not in (".html", ".htm"):
        raise CourseError(f"{output} would hold an HTML page", "give --output a name that ends with .html")
    if output.is_dir():
        raise CourseError(f"{output} is a folder", "choose another name with --output FILE")
    marks = read_marks(classroom, course.resolve(args.names))
    rule = LatePlugin(course.root)
    renew_lateness(classroom, marks, rule)
    if args.names and (missing := [name for name in course.resolve(args.names) if name not in marks]):
        raise CourseError(
            f"{classroom.gradebook} holds no graded submission of {', '.join(missing)}",
            "grade it first (`autograder grade`), or leave it out",
        )
    notebooks, page = report(classroom, marks, args.anonymous, rule)
    changed = write_atomically(output, page)

    looks = sum(len(reason.cases) for reason in reasons(notebooks))
    wrong = [answer for notebook in notebooks for exercise in notebook.exercises for answer in exercise.wrong]
    unjudged = sum(
        any(mark.not_judged for mark in marked.marks) for notebook in notebooks for marked in notebook.submissions
    )
    say(
        f"{'wrote' if changed else 'unchanged:'} {course.shown(output)}: {counted(len(notebooks), 'notebook')}, "
        f"{counted(sum(len(notebook.submissions) for notebook in notebooks), 'submission')}"
    )
    say(
        f"{counted(len(wrong), 'wrong answer')}: {sum(bool(answer.mistakes) for answer in wrong)} with a named "
        f"mistake, {sum(not answer.mistakes for answer in wrong)} that could not be named; "
        f"{looks} to look at yourself"
        + (f", of them {counted(unjudged, 'submission')} not judged in full" if unjudged else "")
    )
    return 0


def report(
    classroom: Classroom,
    marks: Submissions,
    anonymous: bool,
    rule: LatePlugin | None = None,
) -> tuple[list[NotebookCounts], str]:
    """The counts of every notebook, and the page.

    Args:
        classroom: whose released and executed notebooks are read.
        marks: of `marks.read_marks`.
        anonymous: whether students are numbered.
        rule: what says what late work costs.
    """
    notebooks: list[NotebookCounts] = []
    found: dict[str, dict[tuple[str, str], Found]] = {}
    course_text: list[str] = []
    for name, submissions in marks.items():  # one at a time, and little of each is kept
        release = read_notebook(classroom.source(name))
        course_text += [cell.source for cell in release.cells]
        notebook = count(name, submissions, exercises(release))
        found[name] = _found(notebook)
        notebooks.append(without_messages(notebook))
    kept = {notebook.name: notebook.submissions for notebook in notebooks}
    people = people_of(kept, anonymous, "\n".join(course_text))
    rows = {notebook.name: _mistakes(classroom, notebook, found[notebook.name], people) for notebook in notebooks}
    cases = [_named(reason, people, anonymous) for reason in reasons(notebooks)]
    whole, most = _whole(kept)
    late = _late(kept, people, _flagged(classroom))
    page = render(
        "report.html",
        title="The class",
        anonymous=anonymous,
        notebooks=notebooks,
        students=len(people.labels),
        overall=_picture(charts.histogram(whole, most, "all notebooks together"))
        if len(notebooks) > 1 and most > 0
        else "",
        pictures={notebook.name: _pictures(notebook) for notebook in notebooks},
        parts=charts.PARTS,
        parts_of=charts.parts,
        mistakes=rows,
        frequent=_frequent(rows),
        across=_across(rows),
        reasons=cases,
        late=late,
        late_work=rule.rule if rule is not None and late else "",
        everybody=_everybody(kept, people),
        most=_MOST,
        share=share,
        words=counted,
        signed=signed,
        short=lambda name: name.partition("_")[0],
    )
    return notebooks, page


def share(part: float, whole: float) -> str:
    """A part as a percentage; a dash of nothing."""
    return f"{part / whole:.0%}".replace("%", " %") if whole else "–"


def signed(value: float) -> str:
    """Two digits with a true minus."""
    return f"{value:.2f}".replace("-", "−")


def _picture(picture: Any) -> Markup:
    return Markup(picture.html())  # which escapes its texts


def _pictures(notebook: NotebookCounts) -> list[Markup]:
    if not (notebook.max_points > 0 and notebook.points):
        return []
    of = f"notebook {notebook.name}"
    drawn = [charts.histogram(notebook.points, notebook.max_points, of)]
    if notebook.core:
        drawn.append(charts.outcomes({exercise.name: exercise.verdicts for exercise in notebook.core}, of))
    return [_picture(picture) for picture in drawn]


def _found(notebook: NotebookCounts) -> dict[tuple[str, str], Found]:
    """By exercise and mistake: named mistakes, those without a name, and errors."""
    found: dict[tuple[str, str], Found] = {}
    for exercise in notebook.exercises:
        kinds = [
            (False, {**exercise.mistakes, **({UNNAMED: exercise.unnamed} if exercise.unnamed else {})}),
            (True, exercise.errors),
        ]  # an exception cannot be the name of a mistake, nor the other way round
        found |= {
            (exercise.name, mistake): Found(raised, len(answers), candidates(answers))
            for raised, those in kinds
            for mistake, answers in those.items()
        }
    return found


def _mistakes(
    classroom: Classroom, notebook: NotebookCounts, found: Mapping[tuple[str, str], Found], people: People
) -> dict[str, list[MistakeRow]]:
    """The rows of each exercise."""
    shown = examples(classroom, notebook.name, {key: one.candidates for key, one in found.items()}, people)
    rows: dict[str, list[MistakeRow]] = defaultdict(list)
    attempted = {exercise.name: exercise.attempted for exercise in notebook.exercises}
    for (exercise, mistake), one in found.items():
        rows[exercise].append(
            MistakeRow(exercise, mistake, one.raised, one.students, attempted[exercise], shown.get((exercise, mistake)))
        )
    return dict(rows)


def _frequent(rows: Mapping[str, Mapping[str, Sequence[MistakeRow]]]) -> list[tuple[str, MistakeRow]]:
    """The mistakes that most students make, with their notebook."""
    named = [
        (name, row)
        for name, found in rows.items()
        for own in found.values()
        for row in own
        if row.mistake != UNNAMED and not row.raised
    ]
    return sorted(named, key=lambda item: (-item[1].students, item[0], item[1].exercise, item[1].mistake))[:_MOST]


def _across(
    rows: Mapping[str, Mapping[str, Sequence[MistakeRow]]],
) -> list[tuple[str, int, list[tuple[str, str, int]]]]:
    """Mistakes that are made in several exercises: name, answers in all, (notebook, exercise, answers)."""
    found: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    for name, own in rows.items():
        for row in (row for exercise in own.values() for row in exercise):
            if row.mistake != UNNAMED and not row.raised:
                found[row.mistake].append((name, row.exercise, row.students))
    several = [
        (mistake, sum(students for _, _, students in where), sorted(where, key=lambda one: (-one[2], one)))
        for mistake, where in found.items()
        if len(where) > 1
    ]
    return sorted(several, key=lambda item: (-item[1], item[0]))


def _named(reason: Reason, people: People, anonymous: bool) -> dict[str, Any]:
    """A reason with its cases as rows: who, notebook, exercise, what is known."""
    place = {student: row for row, student in enumerate(people.labels)}
    cases = sorted(reason.cases, key=lambda case: (case.notebook, place[case.student], case.where))
    return {
        "reason": reason,
        "rows": [
            (
                people.labels[case.student],
                case.notebook,
                case.where,
                _harmless(case.detail, people) if anonymous and case.telling else case.detail,
            )
            for case in cases
        ],
    }


def _harmless(detail: str, people: People) -> str:
    """What can be said of a file without saying whose it is. Names of files stand in brackets."""
    detail = re.sub(r" \(.*", "", detail, flags=re.DOTALL)
    return "" if people.gives_away(detail) else detail


def _whole(marks: Submissions) -> tuple[list[float], float]:
    """Every student's points over all notebooks, 0 where one was not handed in or read; and what can be reached."""
    total: dict[str, float] = defaultdict(float)
    for marked in (marked for submissions in marks.values() for marked in submissions):
        total[marked.student] += marked.points
    return [*total.values()], sum(max(marked.max_points for marked in submissions) for submissions in marks.values())


def _flagged(classroom: Classroom) -> set[tuple[str, str]]:
    """Whose notebooks the platform marked as late: folder, notebook."""
    students = Students.read(classroom).by_folder
    return {(folder, name) for folder, one in students.items() for name, handed in one.handed_in.items() if handed.late}


def _late(
    marks: Submissions, people: People, flagged: Collection[tuple[str, str]]
) -> list[tuple[str, str, str, float, str]]:
    """Who was late, or is by the platform's own mark: label, notebook, by how much, points taken off, that mark."""
    place = {student: number for number, student in enumerate(people.labels)}
    rows = [
        (marked, place[marked.student], (marked.student, marked.notebook) in flagged)
        for submissions in marks.values()
        for marked in submissions
        if marked.seconds_late > 0 or marked.penalty or (marked.student, marked.notebook) in flagged
    ]
    return [
        (
            people.labels[marked.student],
            marked.notebook,
            duration(marked.seconds_late) or "–",
            marked.penalty,
            "late" if flag else "–",
        )
        for marked, _, flag in sorted(rows, key=lambda row: (row[0].notebook, row[1]))
    ]


def _everybody(marks: Submissions, people: People) -> list[tuple[str, list[str], float]]:
    """Label, points of each notebook (or a sign where there are none), sum."""
    own = {(marked.student, name): marked for name, submissions in marks.items() for marked in submissions}
    rows = []
    for student, label in people.labels.items():
        handed_in = [own.get((student, name)) for name in marks]
        shown = ["–" if one is None else number(one.points) if was_graded(one) else "·" for one in handed_in]
        rows.append((label, shown, sum(one.points for one in handed_in if one is not None)))
    return rows
