"""The report of a demonstration class, beside what was planted in it. Nothing of the report's own code is used here."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from autograder import demo
from autograder.classroom import prepare_classroom
from autograder.cli import main
from autograder.course import Classroom, Course
from autograder.source import grade_id, read_source
from autograder.variants import Variant, read_variants

ROOT = Path(__file__).resolve().parents[2]
NAME = "04_logistic_least_squares"
REPAIR = "backward_tanh"  # a program given with a mistake, which nobody of a demonstration class repairs
STUDENTS = 17  # the last of whom makes one mistake, an error of which no next step is known, and so no name

pytestmark = pytest.mark.second_stage  # the first has the report of a small class (`test_report`)


def _without_a_name(text: str, variant: Variant) -> str:
    """A submission in which an exercise divides by 0."""
    written = nbformat.reads(text, 4)
    (cell,) = (one for one in written.cells if grade_id(one) == variant.exercise)
    cell.source = cell.source.replace("return ", "return 1 / 0, ")
    assert "1 / 0" in cell.source
    return nbformat.writes(written)


@pytest.fixture(scope="module")
def planted_class(tmp_path_factory):
    """A graded class, what was planted in whose submission, and what the report's page says of it."""
    course, classroom = Course(ROOT), Classroom(tmp_path_factory.mktemp("planted") / "class")
    nb = read_source(course.source(NAME))
    variants = read_variants(course.variants(NAME), nb)
    prepare_classroom(course, [NAME], classroom)
    planted = {}
    for student, text in demo.submissions(nb, NAME, variants, STUDENTS):
        path = classroom.submitted / student / NAME / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True)
        drawn = demo._draw(nb, variants, f"{demo._SEED} {NAME} {student}")
        planted[student] = [] if int(student[-2:]) <= 3 else [variant for variant in drawn if variant.kind == "wrong"]
        if int(student[-2:]) == STUDENTS:
            first, *others = planted[student]
            text = _without_a_name(text, first)
            planted[student] = [replace(first, attributes={}), *others]
        path.write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        assert main(["grade", NAME, "--course", str(classroom.root), "--seed", "7"]) == 0
        assert main(["report", NAME, "--course", str(classroom.root)]) == 0
    return classroom, planted, (classroom.root / "report.html").read_text(encoding="utf-8")


def said_of(page: str) -> dict[str, dict[str, int]]:
    """Exercise -> what stands in its rows: mistakes, and under `wrong`, `named` and `unnamed` what its heading says."""
    said = {}
    for part in page.split("<h4>")[1:]:
        exercise = re.match(r"<code>(\w+)</code>", part)[1]
        wrong, named, unnamed = re.search(
            r"(\d+) wrong answers?: (\d+) with a named mistake, (\d+) that could not be named", part
        ).groups()
        raised = re.search(r"(\d+) raised an error, (\d+) of them with a named mistake", part)
        raised, raised_named = (int(raised[1]), int(raised[2])) if raised else (0, 0)
        rows = {
            html.unescape(re.sub("<[^>]+>", "", name)).strip(): int(students)
            for name, students in re.findall(
                r'<span class="name">(.*?)</span>\s*<span class="number">(\d+)</span>', part, re.S
            )
        }
        said[exercise] = {
            **rows,
            "wrong": int(wrong),
            "named": int(named),
            "unnamed": int(unnamed),
            "raised": raised,
            "raised, unnamed": raised - raised_named,
        }
    return said


def records(classroom):
    """(student, exercise) -> the names in the grader's record."""
    found = {}
    for path in (classroom.results / NAME).glob("*.json"):
        for test in json.loads(path.read_text(encoding="utf-8"))["tests"]:
            found.setdefault((path.stem, test["exercise"]), set()).update(test["mistakes"])
    return found


def test_the_report_counts_as_many_wrong_answers_to_each_exercise_as_were_planted(planted_class):
    _, planted, page = planted_class
    expected = Counter(variant.exercise for drawn in planted.values() for variant in drawn)
    assert sum(expected.values()) >= STUDENTS - 3
    assert REPAIR not in expected  # nobody has begun it, and that is no wrong answer
    assert {exercise: rows["wrong"] + rows["raised"] for exercise, rows in said_of(page).items()} == expected


def test_the_report_names_the_planted_mistakes_with_their_true_counts_where_the_diagnosis_is_right(planted_class):
    classroom, planted, page = planted_class
    named, said = records(classroom), said_of(page)
    right, also, wanted = Counter(), Counter(), 0
    for student, drawn in planted.items():
        for variant in drawn:
            expected, names = variant.attributes.get("named"), named[student, variant.exercise]
            wanted += expected is not None
            right.update((variant.exercise, name) for name in names if name == expected)
            also.update((variant.exercise, name) for name in names if name != expected)
    assert sum(right.values()) >= 0.9 * wanted > 0
    found = Counter(
        {
            (exercise, name): students
            for exercise, rows in said.items()
            for name, students in rows.items()
            if name not in ("wrong", "named", "unnamed", "raised", "raised, unnamed", "could not be named")
            and "raised " not in name
        }
    )
    assert found == right + also


def test_the_report_says_how_many_it_could_not_name(planted_class):
    classroom, planted, page = planted_class
    named = records(classroom)
    expected = Counter(
        variant.exercise
        for student, drawn in planted.items()
        for variant in drawn
        if not named[student, variant.exercise]
    )
    assert expected  # somebody made a mistake that no name is expected of
    said = said_of(page)
    assert {
        exercise: without for exercise, rows in said.items() if (without := rows["unnamed"] + rows["raised, unnamed"])
    } == expected
    assert all(rows.get("could not be named", 0) == rows["unnamed"] for rows in said.values())
    assert all(rows["named"] + rows["unnamed"] == rows["wrong"] for rows in said.values())
    total = sum(rows["wrong"] for rows in said.values())
    unnamed = sum(rows["unnamed"] for rows in said.values())
    assert (
        f"{total} wrong answers: the checks named a mistake in {total - unnamed} and could not name one in {unnamed}."
    ) in page
