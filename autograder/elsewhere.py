"""Knows where else in a rebuilt notebook an exercise may be answered than in its own cell. Runs nothing.

Nothing is known of what it is worth: where a program stands, its tests are tried there; of the rest a person is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nbformat import NotebookNode
from nbgrader.utils import is_grade

from autograder.defining import defs_in, does_something, names_in
from autograder.given import Given, prose_of, squeezed
from autograder.results import Look, TestResult
from autograder.rules import first_line
from autograder.source import Exercise, exercises, grade_id, is_manual, is_test


@dataclass(frozen=True)
class Written:
    """A code cell that the student wrote: one of their own, or one that they changed."""

    number: int  # in the notebook
    cell: NotebookNode
    names: frozenset[str]  # that it defines


def written(cells: Sequence[NotebookNode], given: Sequence[Given]) -> list[Written]:
    """Those among the cells of a notebook, in its order."""
    by_id = {one.id: one for one in given}
    return [
        Written(number, cell, names_in(cell.source))
        for number, cell in enumerate(cells)
        if cell.cell_type == "code" and _is_theirs(cell, by_id.get(cell.id))
    ]


def _is_theirs(cell: NotebookNode, given: Given | None) -> bool:
    return given is None or (not given.locked and cell.source.strip() != given.text.strip())


def later_answers(nb: NotebookNode, given: Sequence[Given]) -> dict[str, list[Exercise]]:
    """By the id of a cell the exercises that it answers, although it stands below their first test.

    Of several such cells the last one counts, as it does for the student, who runs the test again.
    """
    by_id = {one.id: one for one in given}
    places = {cell.id: number for number, cell in enumerate(nb.cells)}
    by_name = {one.name: one.id for one in given if one.name}
    theirs = written(nb.cells, given)
    found: dict[str, list[Exercise]] = {}
    for exercise in exercises(nb):
        if exercise.is_repair:  # the program with the mistake defines the name too
            continue
        asked = by_id[exercise.cell_id].asked
        first = min((places[by_name[test.grade_id]] for test in exercise.tests), default=len(nb.cells))
        later = [one for one in theirs if one.number > first and asked & _new_names(one, by_id)]
        if later:
            found.setdefault(later[-1].cell.id, []).append(exercise)
    return found


def untouched_repairs(nb: NotebookNode, given: Sequence[Given]) -> set[str]:
    """The repairs of which nobody has begun: what their tests call is defined in released cells alone, as it was."""
    theirs = frozenset().union(*(one.names for one in written(nb.cells, given)))
    loose = frozenset().union(*(one.defines for one in given if not one.locked and not one.answer))
    tests = {grade_id(cell): cell.source for cell in nb.cells if is_test(cell)}
    found = set()
    for exercise in exercises(nb):
        called = {word for test in exercise.tests for word in re.findall(r"\w+", tests[test.grade_id])} & loose
        if exercise.is_repair and called and not called & theirs:
            found.add(exercise.name)
    return found


def _new_names(one: Written, by_id: dict[str, Given]) -> frozenset[str]:
    """The names that it defines and that did not stand there already."""
    return one.names - (by_id[one.cell.id].defines if one.cell.id in by_id else frozenset())


def looks(nb: NotebookNode, given: Sequence[Given], tests: Sequence[TestResult]) -> Iterator[Look]:
    """What a person should look at: exercises without points, and questions without an answer, that have one elsewhere.

    Args:
        nb: the notebook as it was graded.
        given: of `given.derived`.
        tests: what came of the tests.
    """
    by_id, prose = {one.id: one for one in given}, prose_of(given)
    theirs = written(nb.cells, given)
    asked = frozenset().union(*(one.asked for one in given if one.answer and one.kind == "code"))
    for number, cell in enumerate(nb.cells):
        one = by_id.get(cell.id)
        if one is None or not one.answer:
            continue
        if is_manual(cell) and is_grade(cell):
            if one.is_blank(cell) and (where := _beside(nb.cells, number, by_id, prose, asked) or _attached(cell)):
                yield Look(one.name, one.name, f"its own cell is empty, and {where}")
            continue
        own = [test for test in tests if test.exercise == one.name and not test.is_extra]
        if not own or any(test.points for test in own):
            continue
        where = _defined(one, cell, theirs) or _told(one, nb.cells, by_id)
        if not where and (one.is_blank(cell) or not one.asked & names_in(cell.source)):
            where = _beside(nb.cells, number, by_id, prose)
        if where:
            yield Look(one.name, own[0].grade_id, where)


def _defined(given: Given, cell: NotebookNode, theirs: Sequence[Written]) -> str:
    others = [
        one.cell
        for one in theirs
        if one.cell is not cell and given.asked & one.names and one.cell.source.strip() != cell.source.strip()
    ]
    return f"{_names(given)} is defined in the cell {first_line(others[-1])}" if others else ""


def _told(given: Given, cells: Sequence[NotebookNode], by_id: dict[str, Given]) -> str:
    """A program in a text, which does not run."""
    for cell in cells:
        one = by_id.get(cell.id)
        if cell.cell_type == "code" or not given.asked & defs_in(cell.source):
            continue
        if one is None or not given.asked & defs_in(one.text):
            return (
                f"a def of {_names(given)} stands in the {cell.cell_type} cell {first_line(cell)}, which does not run"
            )
    return ""


def _names(given: Given) -> str:
    return " and ".join(sorted(given.asked))


def _attached(cell: NotebookNode) -> str:
    return "a picture is attached to it" if cell.get("attachments") else ""


def _beside(
    cells: Sequence[NotebookNode],
    number: int,
    by_id: dict[str, Given],
    prose: str,
    answers: frozenset[str] = frozenset(),
) -> str:
    """What of the student's own stands next to a cell: up to the nearest released one, and in that if it is a text.

    Not a program that answers another question, one of `answers`.
    """
    for step in (1, -1):
        place = number + step
        while 0 <= place < len(cells):
            cell, one = cells[place], by_id.get(cells[place].id)
            changed = one is not None and one.kind == "markdown" and _is_theirs(cell, one)
            is_program = cell.cell_type == "code" and answers & names_in(cell.source)
            if (one is None or changed) and not is_program and _says_something(cell, prose):
                return f"beside it stands the {cell.cell_type} cell {first_line(cell)}"
            if one is not None and not (one.test and step > 0):
                break
            place += step
    return ""


def _says_something(cell: NotebookNode, prose: str) -> bool:
    if cell.cell_type == "code":
        return does_something(cell.source)
    return bool(cell.get("attachments")) or (any(map(str.isalnum, cell.source)) and squeezed(cell.source) not in prose)
