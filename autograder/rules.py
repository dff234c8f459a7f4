"""Knows what an author can get wrong in a source and its variants; reports all of it at once.

Whether the code is right it does not know: release runs the solved edition, the tests run the variants.
"""

from __future__ import annotations

import ast
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nbformat import NotebookNode
from nbgrader.nbgraderformat import MetadataValidator, SchemaTooNewError, SchemaTooOldError, ValidationError
from nbgrader.utils import is_grade, is_locked, is_solution, is_task

from autograder.course import Course
from autograder.errors import CourseError
from autograder.reliance import BUILDS_ON, builds_on
from autograder.shown_answers import shown_answers
from autograder.source import exercises, grade_id, is_manual, is_test, points_of, said_total, total_of
from autograder.variants import Variant, read_variants

FEWEST_RIGHT, FEWEST_WRONG = 2, 2  # a one-liner has few ways to go wrong
MARKED = ("SOLUTION", "HIDDEN TESTS", "MARK SCHEME")  # nbgrader's BEGIN … and END …


@dataclass(frozen=True)
class Problem:
    """One thing to mend: where it is and what is wrong with it."""

    notebook: str
    cell: str  # empty where the notebook as a whole is meant
    reason: str
    of_variants: bool = False  # it stands in the file of the variants, and `cell` is the exercise

    def __str__(self) -> str:
        if self.of_variants:
            return f"solutions/variants/{self.notebook}.py, {self.cell}: {self.reason}"
        cell = f", cell {self.cell}" if self.cell else ""
        return f"solutions/{self.notebook}.py{cell}: {self.reason}"


def problems(nb: NotebookNode, name: str, variants: list[Variant] | None) -> list[Problem]:
    """Everything wrong with a source and its variants (None: there is no file of them)."""
    return notebook_problems(nb, name) + variant_problems(nb, name, variants)


def notebook_problems(nb: NotebookNode, name: str) -> list[Problem]:
    """Everything wrong with a source by itself."""
    return [
        Problem(name, cell, reason)
        for rule in (_name, _metadata, _grade_ids, _points, _tests, _builds_on, _summary, _marks, _given_data, _shown)
        for cell, reason in rule(nb, name)
    ]


def _given_data(nb: NotebookNode, name: str) -> Iterator[tuple[str, str]]:
    """In grading, a name that a test does not import or make itself is the student's, who may give it another value."""
    imported: set[str] = set()
    assigned: set[str] = set()
    for cell in nb.cells:
        if cell.cell_type == "code" and not is_test(cell) and not is_solution(cell):
            made, names = _made(cell.source)
            assigned |= made
            imported |= names if is_locked(cell) else set()
    for cell in nb.cells:
        if is_test(cell):
            made, names = _made(cell.source)
            for used in sorted(_names(cell.source, ast.Load) & assigned - imported - made - names):
                yield (
                    grade_id(cell),
                    (f"the test relies on {used}, which a student can change; give it its value in the test itself"),
                )


def _shown(nb: NotebookNode, name: str) -> Iterator[tuple[str, str]]:
    yield from shown_answers(nb)


def _parsed(source: str) -> ast.AST:
    try:
        return ast.parse(source)
    except SyntaxError:  # a magic, or an answer with blanks
        return ast.Module([], [])


def _made(source: str) -> tuple[set[str], set[str]]:
    """The names that a cell gives values to, and those that it imports."""
    made = _names(source, ast.Store)
    names = {
        (alias.asname or alias.name).partition(".")[0]
        for node in ast.walk(_parsed(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    return made, names


def _names(source: str, context: type[ast.expr_context]) -> set[str]:
    return {
        node.id for node in ast.walk(_parsed(source)) if isinstance(node, ast.Name) and isinstance(node.ctx, context)
    }


def label(cell: NotebookNode) -> str:
    """How a message names a cell: by its grade_id, or by its first line."""
    return grade_id(cell) or first_line(cell)


def first_line(cell: NotebookNode) -> str:
    """How a cell without a grade_id is named, as a string in Python is written: nothing in it steers a terminal."""
    first = next((line.strip() for line in cell.source.splitlines() if line.strip()), "")
    return repr(first if len(first) <= 50 else first[:49] + "…")


def _name(nb: NotebookNode, name: str) -> Iterator[tuple[str, str]]:
    if not re.fullmatch(r"\d\d_\w+", name, re.ASCII):
        yield "", f"{name!r} is no name nbgrader copes with; use NN_name of letters, digits and _"


def _metadata(nb: NotebookNode, name: str) -> Iterator[tuple[str, str]]:
    """nbgrader's own validator, cell by cell so that it reports more than the first."""
    validator = MetadataValidator()
    for cell in nb.cells:
        if "nbgrader" not in cell.metadata:
            continue
        try:
            validator.validate_cell(cell)
        except (SchemaTooOldError, SchemaTooNewError):
            version = cell.metadata.nbgrader.get("schema_version")
            yield label(cell), f"nbgrader's schema_version is {version}; write 3"
        except ValidationError as error:
            yield label(cell), f"nbgrader refuses its metadata: {_plainly(error)}"
        except (AttributeError, KeyError, TypeError):
            yield label(cell), 'nbgrader refuses its metadata: write nbgrader={"schema_version": 3, …}'
        else:
            yield from _locks(cell)


def _plainly(error: ValidationError) -> str:
    """The validator's message without the cell's source behind it."""
    where = ".".join(str(part) for part in error.path)
    return f"{where + ': ' if where else ''}{error.message.splitlines()[0]}"


def _locks(cell: NotebookNode) -> Iterator[tuple[str, str]]:
    """What nbgrader's validator lets pass and its later steps stumble on."""
    locked = cell.metadata.nbgrader.get("locked")
    if is_task(cell) and not locked:
        yield label(cell), 'a task cell must be locked; write "locked": true'
    elif is_grade(cell) and not is_solution(cell) and not is_task(cell) and not locked:
        yield label(cell), 'a test cell must be locked; write "locked": true'
    elif is_solution(cell) and locked:
        yield label(cell), 'a solution cell cannot be locked; write "locked": false'
    points = cell.metadata.nbgrader.get("points")
    if (is_manual(cell) or is_task(cell)) and not points_of(cell) > 0:
        yield label(cell), f"points are {points!r}; write a positive number, since a person is to mark it"
    elif is_test(cell) and not points_of(cell) >= 0:
        yield label(cell), f"points are {points!r}; write a positive number, or 0 for an extra"


def _grade_ids(nb: NotebookNode, name: str) -> Iterator[tuple[str, str]]:
    for one, count in Counter(filter(None, map(grade_id, nb.cells))).items():
        if count > 1:
            yield one, f"{count} cells have this grade_id; give each its own"
        if len(one) > 60:
            yield one, "grade_id is longer than 60 characters; shorten it"


def _points(nb: NotebookNode, name: str) -> Iterator[tuple[str, str]]:
    total, said = total_of(nb), said_total(nb)
    if said is None:
        yield "", f"the header names no points; write `#   course:` and `#     points: {total:g}` below `# jupyter:`"
    elif abs(total - said) > 1e-9:
        yield "", f"the points add up to {total:g}, and the header says {said:g}; make them agree"


def _tests(nb: NotebookNode, name: str) -> Iterator[tuple[str, str]]:
    found = exercises(nb)
    for exercise in found:
        if not exercise.tests:
            yield (
                exercise.name,
                "no graded test cell follows; write one below it, with 0 points for an extra",
            )
        for test in exercise.tests:
            if exercise.points and not test.points:
                yield (
                    test.grade_id,
                    f"0 points beside {exercise.points:g} for {exercise.name}; give it points, or, if it checks a "
                    f"repair, another name than test_{exercise.name}…",
                )
    for one, count in Counter(exercise.name for exercise in found).items():
        if count > 1:
            yield one, f"{count} exercises have this name; give each its own"
    claimed = {test.grade_id for exercise in found for test in exercise.tests}
    for cell in nb.cells:
        if is_test(cell) and grade_id(cell) not in claimed:
            yield label(cell), "a test that follows no solution cell; move it below its exercise"
        elif is_locked(cell) and cell.cell_type == "code" and not is_grade(cell) and grade_id(cell).startswith("test_"):
            yield label(cell), 'a check that is not graded; write "grade": true, "points": 0 for an extra'


def _builds_on(nb: NotebookNode, name: str) -> Iterator[tuple[str, str]]:
    earlier: list[str] = []
    for cell in nb.cells:
        for other in sorted(builds_on(cell) - set(earlier)):
            known = ", ".join(earlier) or "there is none"
            yield label(cell), f"the tag {BUILDS_ON}{other} names no earlier exercise ({known})"
        if is_solution(cell) and not is_manual(cell):
            earlier.append(grade_id(cell))


def _summary(nb: NotebookNode, name: str) -> Iterator[tuple[str, str]]:
    """The table at a notebook's end lists the exercises as they are: whoever changes points has to think of it."""
    due = {exercise.name: exercise.points for exercise in exercises(nb)}
    for cell in nb.cells:
        for node in ast.walk(_parsed(cell.source)) if cell.cell_type == "code" and is_locked(cell) else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "summary":
                try:
                    listed = ast.literal_eval(node.args[0])
                except (IndexError, ValueError):
                    continue
                if listed != due or list(listed) != list(due):
                    text = ", ".join(f'"{one}": {points:g}' for one, points in due.items())
                    yield label(cell), f"the summary does not list the exercises as they are; write {{{text}}}"


def regions(source: str, mark: str) -> tuple[list[str], list[str]]:
    """The lines between ``BEGIN mark`` and ``END mark``, and what is wrong with these marks."""
    inside, wrong, opened = [], [], False
    for number, line in enumerate(source.splitlines(), 1):
        if f"BEGIN {mark}" in line:
            if opened:
                wrong.append(f"line {number}: BEGIN {mark} inside BEGIN {mark}; END the first before it")
            opened = True
        elif f"END {mark}" in line:
            if not opened:
                wrong.append(f"line {number}: END {mark} without BEGIN {mark}")
            opened = False
        elif opened:
            inside.append(line)
    if opened:
        wrong.append(f"BEGIN {mark} without END {mark}")
    return inside, wrong


def _marks(nb: NotebookNode, name: str) -> Iterator[tuple[str, str]]:
    homes = {
        "SOLUTION": (is_solution, "a solution cell"),
        "HIDDEN TESTS": (is_test, "a graded test cell"),
        "MARK SCHEME": (is_task, "a task cell"),
    }
    for cell in nb.cells:
        for mark in MARKED:
            inside, wrong = regions(cell.source, mark)
            for reason in wrong:
                yield label(cell), reason
            belongs, home = homes[mark]
            if f"BEGIN {mark}" not in cell.source:
                continue
            if not belongs(cell):
                yield label(cell), f"{mark} outside {home}; move it there"
            elif mark == "SOLUTION" and not any(line.strip() for line in inside):
                yield label(cell), "nothing between BEGIN SOLUTION and END SOLUTION"
        if is_solution(cell) and not is_manual(cell) and "BEGIN SOLUTION" not in cell.source:
            yield label(cell), "a solution cell without BEGIN SOLUTION and END SOLUTION"


def variant_problems(nb: NotebookNode, name: str, variants: Iterable[Variant] | None) -> list[Problem]:
    """Exercises that are short of variants, and variants of no exercise. Where nothing has points, none are needed."""
    names = [exercise.name for exercise in exercises(nb) if not exercise.is_repair]
    questions = {grade_id(cell) for cell in nb.cells if is_manual(cell)}
    have = Counter((variant.exercise, variant.kind) for variant in variants or ())
    known = ", ".join(names) or "those that you write"
    found = [
        Problem(name, exercise, f"there is no exercise of this name any more; use one of {known}", True)
        for exercise in sorted({exercise for exercise, kind in have if kind != "written"} - set(names))
    ]
    found += [
        Problem(name, question, "there is no question of this name any more; use its cell's grade_id", True)
        for question in sorted({question for question, kind in have if kind == "written"} - questions)
    ]
    for exercise in names if total_of(nb) else ():
        right, wrong = have[exercise, "right"], have[exercise, "wrong"]
        if right < FEWEST_RIGHT or wrong < FEWEST_WRONG:
            found.append(
                Problem(
                    name,
                    exercise,
                    f"{right} right and {wrong} wrong; write at least {FEWEST_RIGHT} and {FEWEST_WRONG}",
                    True,
                )
            )
    return found


def variants_to_mend(course: Course, name: str, nb: NotebookNode) -> list[str]:
    """What is wrong with the variants of a notebook, or lacking."""
    path = course.variants(name)
    try:
        return [*map(str, variant_problems(nb, name, read_variants(path, nb) if path.exists() else None))]
    except CourseError as error:
        said = [error.message, *(line for line in error.details if line != error.message)]
        return [line.replace(f"{course.root}{os.sep}", "") for line in said]
