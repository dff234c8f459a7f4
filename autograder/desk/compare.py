"""Knows what an instructor says to have the answers of a class compared, and how two that agree are shown.

Nobody else calls it: a class is compared when somebody asks for it, and at no other time.
"""

from __future__ import annotations

import argparse
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from autograder.arguments import classroom_of
from autograder.course import Classroom, Course
from autograder.desk.feedback import read_answers
from autograder.desk.feedback_page import sheet
from autograder.desk.fingerprints import (
    LEAST,
    Answer,
    Pair,
    agreements,
    code_prints,
    everything,
    mistakes_in,
    names_of,
    prose_prints,
    spans,
)
from autograder.desk.marks import Marked, read_marks
from autograder.desk.page import render, seen
from autograder.editions import student_edition
from autograder.files import read_notebook, write_atomically
from autograder.results import PASSED
from autograder.saying import say
from utils.words import counted

_FEWEST = 3  # who wrote something: of two, nothing says what is usual
_LONGEST = 20_000  # characters of an answer that are looked at


@dataclass(frozen=True)
class Place:
    """Where a pair agrees: an exercise, both texts with the passages marked, and rare mistakes that both made."""

    title: str
    one: Markup
    other: Markup
    mistakes: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """A pair as the page shows it."""

    one: str
    other: str
    count: int
    rare: tuple[int, int]
    others: int
    places: tuple[Place, ...]


def run(args: argparse.Namespace) -> int:
    """Writes the page, and says how long the list is."""
    course = Course.find()
    classroom = classroom_of(args, course)
    marks = read_marks(classroom, course.resolve(args.names))
    answers: dict[str, dict[str, Answer]] = {}
    labels: dict[str, str] = {}
    for name, submissions in marks.items():
        for marked in submissions:
            labels[marked.student] = f"{marked.name} ({marked.student})" if marked.name else marked.student
        answers |= read_class(classroom, name, submissions)
    skipped = sorted(title for title, of in answers.items() if len(of) < _FEWEST)
    answers = {title: of for title, of in answers.items() if title not in skipped}
    found = agreements(answers)
    pairs = found[: args.most]
    page = render(
        "compare.html",
        title=f"Answers that agree: {', '.join(marks)}",
        students=len(labels),
        exercises=len(answers),
        skipped=skipped,
        least=LEAST,
        pairs=[_shown(pair, answers, labels) for pair in pairs],
        left_out=len(found) - len(pairs),
    )
    path = args.output or classroom.root / "compare.html"
    changed = write_atomically(path, page)
    everybody = len(labels) * (len(labels) - 1) // 2
    say(
        f"{'wrote' if changed else 'unchanged:'} {course.shown(path)}: "
        f"{counted(len(found), 'pair')} to read, of {everybody}",
        "agreement proves nothing: read both texts, and hear both students",
    )
    return 0


def read_class(classroom: Classroom, name: str, submissions: Collection[Marked]) -> dict[str, dict[str, Answer]]:
    """What the class answered in a notebook: exercise -> student -> their answer; who wrote nothing is left out."""
    release = read_notebook(classroom.source(name))
    about = sheet(release)
    cells = [(cell.source, cell.cell_type == "code") for cell in student_edition(release).cells]
    known = names_of(source for source, is_code in cells if is_code)
    given = everything(cells, known)
    parts = {part.name: part for part in about.parts}
    found: dict[str, dict[str, Answer]] = {f"{name}, {part}": {} for part in parts}
    for marked in submissions:
        graded = classroom.autograded / marked.student / name / f"{name}.ipynb"
        mistakes = _mistakes(marked)
        for part, text in read_answers(graded, set(parts)).items():
            text = seen(text[:_LONGEST])
            if text.strip() in ("", parts[part].released.strip()):
                continue
            answer = code_prints(text, given, known) if parts[part].is_code else prose_prints(text, given)
            answer.add_mistakes(mistakes.get(part, ()))
            found[f"{name}, {part}"][marked.student] = answer
    return {title: of for title, of in found.items() if of}


def _mistakes(marked: Marked) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for test in marked.record.tests if marked.record is not None else ():
        if test.verdict != PASSED:
            found.setdefault(test.exercise, set()).update(test.mistakes)
    return found


def _shown(pair: Pair, answers: Mapping[str, Mapping[str, Answer]], labels: Mapping[str, str]) -> Shown:
    places = []
    for title, prints in sorted(pair.shared.items(), key=lambda item: (-len(item[1]), item[0])):
        one, other = answers[title][pair.one], answers[title][pair.other]
        places.append(Place(title, _marked(one, prints), _marked(other, prints), tuple(mistakes_in(prints))))
    return Shown(labels[pair.one], labels[pair.other], pair.count, pair.rare, pair.others, tuple(places))


def _marked(answer: Answer, prints: Collection[str]) -> Markup:
    """A text with the passages that agree marked."""
    parts, place = [], 0
    for start, end in spans(answer, prints):
        parts += [escape(answer.text[place:start]), Markup("<mark>{}</mark>").format(answer.text[start:end])]
        place = end
    return Markup("").join([*parts, escape(answer.text[place:])])
