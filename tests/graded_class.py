"""A class that looks graded, without a submission having been run: its gradebook, records and graded notebooks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import nbformat
from mini_course import NAME, ask_a_person

from autograder.classroom import prepare_classroom
from autograder.course import Classroom, Course
from autograder.editions import nbgrader_source, solved_edition
from autograder.gradebook import LatePlugin, open_gradebook, record
from autograder.results import FAILED, PASSED, Look, Result, TestResult, write_result
from autograder.source import exercises, grade_id, read_source
from autograder.variants import submission

QUESTION = "why"


def fill(
    course: Course,
    classroom: Classroom,
    answers: Mapping[str, Mapping[str, str]],
    wrong: Mapping[str, str] | None = None,
    looks: Mapping[str, tuple[Look, ...]] | None = None,
) -> None:
    """Enters students in the class of a course of one notebook.

    Args:
        course: the tiny one, of which a written question is made a part.
        classroom: where.
        answers: student -> what stands in which cells; the author's answers in the others.
        wrong: student -> an exercise whose tests did not pass.
        looks: student -> where a person is to look.
    """
    if QUESTION not in course.source(NAME).read_text(encoding="utf-8"):
        ask_a_person(course)
    source = read_source(course.source(NAME))
    release, solved = nbgrader_source(source), submission(solved_edition(source))
    prepare_classroom(course, [NAME], classroom)
    with open_gradebook(classroom) as gradebook:
        for student, written in answers.items():
            nb = nbformat.from_dict(solved)
            for cell in nb.cells:
                cell.source = written.get(grade_id(cell), cell.source)
            result = _result(student, release, nb, (wrong or {}).get(student, ""), (looks or {}).get(student, ()))
            record(gradebook, classroom, result, release, LatePlugin(course.root))
            write_result(classroom.record(NAME, student), replace(result, executed=None))


def _result(student, release, nb, wrong, looks):
    tests = []
    for exercise in exercises(release):
        failed = exercise.name == wrong
        for test in exercise.tests:
            points, verdict = (0.0, FAILED) if failed else (test.points, PASSED)
            said = "it is another number" if failed else ""
            tests.append(TestResult(exercise.name, test.grade_id, points, test.points, verdict, said))
    return Result(student, NAME, "graded", tests=tuple(tests), looks=looks, by_hand=2, executed=nb)
