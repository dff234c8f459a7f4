"""Knows a released notebook as students were shown it: of each cell what is needed to find it again in a submission."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_locked, is_solution

from autograder.defining import names_in, program
from autograder.earlier import earlier_of
from autograder.editions import gradebook_edition, student_edition
from autograder.source import grade_id, is_test


@dataclass(frozen=True)
class Given:
    """A released cell.

    Attributes:
        id: its id.
        name: its grade_id; empty where it has none.
        kind: of cell.
        text: as students were shown it.
        locked: whether it is the course's, whatever was handed in.
        answer: whether it is there to be answered.
        test: whether it checks an answer.
        defines: the names that the text defines.
        earlier: digests of the texts that earlier releases had in its place.
    """

    id: str
    name: str
    kind: str
    text: str
    locked: bool
    answer: bool
    test: bool
    defines: frozenset[str] = frozenset()
    earlier: frozenset[str] = frozenset()

    @property
    def asked(self) -> frozenset[str]:
        """The names that an answer has to define: the exercise's own, or all where none is called like it."""
        return frozenset([self.name]) if self.name in self.defines else self.defines

    def is_blank(self, cell: NotebookNode) -> bool:
        """Whether nothing was written into it: it is empty, or as it was released."""
        text = cell.source.strip()
        if text in ("", self.text.strip()):
            return True
        return self.kind == cell.cell_type == "code" and program(text) in ("", program(self.text))


def squeezed(text: str) -> str:
    """A text without its blanks, for a comparison."""
    return "".join(text.split())


def prose_of(given: Iterable[Given]) -> str:
    """All that was released and is no code, squeezed: what occurs in it was written by nobody else."""
    return "\n".join(squeezed(one.text) for one in given if one.kind != "code")


@dataclass(frozen=True)
class Derived:
    """What follows from a release alone, and is the same for a class.

    Attributes:
        graded: what is graded, as JSON: answers out, hidden tests in, with the checksums that nbgrader keeps.
        given: its cells as students were shown them.
    """

    graded: str
    given: tuple[Given, ...]


def derived(release: NotebookNode) -> Derived:
    """Of nbgrader's source of a notebook. Deriving takes longer than rebuilding, so the last ones are kept."""
    return _derived(json.dumps(release))


@functools.lru_cache(maxsize=16)
def _derived(release: str) -> Derived:
    nb = nbformat.from_dict(json.loads(release))
    earlier = earlier_of(nb)
    return Derived(
        json.dumps(gradebook_edition(nb)),
        tuple(
            Given(
                cell.id,
                grade_id(cell),
                cell.cell_type,
                cell.source,
                is_locked(cell),
                is_solution(cell),
                is_test(cell),
                names_in(cell.source) if cell.cell_type == "code" else frozenset(),
                earlier.get(grade_id(cell), frozenset()),
            )
            for cell in student_edition(nb).cells
        ),
    )
