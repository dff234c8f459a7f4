"""Knows what there is to mark in a notebook: its written questions, and its exercises where a person gives points."""

from __future__ import annotations

from dataclasses import dataclass

from nbformat import NotebookNode
from nbgrader.utils import is_solution

from autograder.course import Classroom
from autograder.desk.feedback_page import Answerable, sheet
from autograder.files import read_notebook
from autograder.source import grade_id, is_test, points_of, without_marks


@dataclass(frozen=True)
class Question:
    """What is marked in one go.

    Attributes:
        name: of the exercise or question: the grade_id of the cell that holds the answer and that comments belong to.
        is_written: whether only a person can mark it; else tests have, and a person may give other points.
        cells: the graded cells that hold its points, and what each is worth.
        is_code: whether the answer is a program.
        released: what stood in the cell when it was handed out.
        asked: what the notebook says above it, in Markdown.
        model: the course's own answer.
    """

    name: str
    is_written: bool
    cells: tuple[tuple[str, float], ...]
    is_code: bool
    released: str
    asked: str
    model: str

    @property
    def most(self) -> float:
        """What it is worth."""
        return sum(worth for _, worth in self.cells)


def read_questions(classroom: Classroom, name: str) -> list[Question]:
    """All of a notebook that carry points, in its order."""
    return questions(read_notebook(classroom.source(name)))


def questions(release: NotebookNode) -> list[Question]:
    """The same of nbgrader's source of a notebook."""
    places = {grade_id(cell): number for number, cell in enumerate(release.cells) if grade_id(cell)}
    return [
        _question(release, part, places)
        for part in sheet(release).parts
        if not part.is_extra and any(points_of(release.cells[places[cell]]) for cell in part.marked)
    ]


def _question(release: NotebookNode, part: Answerable, places: dict[str, int]) -> Question:
    worth = [(cell, points_of(release.cells[places[cell]])) for cell in part.marked]
    place = places[part.name]  # an exercise without a cell of its own, a repair, carries no points
    cell = release.cells[place]
    return Question(
        part.name,
        not any(is_test(release.cells[places[marked]]) for marked in part.marked),
        tuple((cell, points) for cell, points in worth if points),
        part.is_code,
        part.released,
        _asked(release, place),
        without_marks(cell.source) if is_solution(cell) else "",
    )


def _asked(release: NotebookNode, place: int) -> str:
    """The texts directly above a cell."""
    above: list[str] = []
    while place and release.cells[place - 1].cell_type == "markdown" and not grade_id(release.cells[place - 1]):
        place -= 1
        above.insert(0, release.cells[place].source)
    return "\n\n".join(above)
