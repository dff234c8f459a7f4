"""Knows which notebook of the course a file is: by its name, and where that was changed, by its cells. Runs nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

from nbformat import NotebookNode
from nbgrader.utils import is_solution

from autograder.source import grade_id, is_test
from autograder.submission import Unreadable, parse_cells

# What browsers, Canvas, file managers and Jupyter add to the name of a second copy.
_COPY = re.compile(r"([\s_-]*\(\d{1,3}\)|-\d{1,3}|[\s_-]*(copy|kopie)[\s_-]*\d{0,3}|-checkpoint)$", re.IGNORECASE)
# Some browsers save a notebook as what it is inside.
_ENDING = re.compile(r"\.ipynb(\.(json|txt))?$", re.IGNORECASE)


def is_notebook(name: str) -> bool:
    """Whether a file calls itself a notebook."""
    return _ENDING.search(name.strip()) is not None


def may_be_notebook(name: str) -> bool:
    """Whether a file could be a notebook that has lost its ending, or got one of plain text."""
    return (
        "." not in name.strip().strip(".")
        or re.search(r"\.(json|txt|ipynb\W*\w*)$", name.strip(), re.IGNORECASE) is not None
    )


def by_name(name: str, known: Iterable[str]) -> tuple[str, int] | None:
    """The notebook that a file's name says it is, and how many endings of copies it has; None where it says nothing.

    >>> by_name("04_Logistic least squares-1 (2).ipynb", ["04_logistic_least_squares"])
    ('04_logistic_least_squares', 2)
    """
    plain = {plain_name(one): one for one in known}
    stem = _ENDING.sub("", unicodedata.normalize("NFC", name).strip())
    for copies in range(4):
        if (found := plain.get(plain_name(stem))) is not None:
            return found, copies
        shorter = _COPY.sub("", stem)
        if shorter == stem:
            break
        stem = shorter
    return None


def by_end(name: str, known: Iterable[str]) -> str | None:
    """The notebook that a file's name says it is, also behind what a platform put in front.

    Only where it does not matter whose file it is: a student may have called hers as she likes.

    >>> by_end("examplestudent_4007_90001_04_name-1.ipynb", ["04_name"])
    '04_name'
    """
    known, parts = list(known), name.split("_")
    found = (by_name("_".join(parts[start:]), known) for start in range(len(parts)))
    return next((one[0] for one in found if one is not None), None)


def plain_name(name: str) -> str:
    """A notebook's name as it is compared: case, blanks and punctuation apart."""
    return re.sub(r"[\W_]+", "_", name.casefold()).strip("_")


class Cells:
    """The exercises of every notebook, read when they are first asked for.

    Args:
        names: of the course's notebooks.
        release: each of them, as it is graded by or as students were given it.
    """

    def __init__(self, names: Iterable[str], release: Callable[[str], NotebookNode]) -> None:
        self._names, self._release = list(names), release
        self._known: dict[str, set[str]] | None = None

    def notebook(self, name: str, data: bytes) -> str | None:
        """The notebook whose exercises a file holds most of; None where that is none, or two.

        A function of one name may occur in several notebooks, so one cell in common is not enough.
        """
        try:
            theirs = {grade_id(cell) or cell.id for cell in parse_cells(name, data).cells} - {""}
        except Unreadable:
            return None
        if self._known is None:
            self._known = {one: _exercises(self._release(one)) for one in self._names}
        common = sorted(((len(theirs & ids), one) for one, ids in self._known.items()), reverse=True)
        (most, found), second = common[0], common[1][0] if len(common) > 1 else 0
        return found if most > second and 2 * most > len(self._known[found]) else None


def _exercises(nb: NotebookNode) -> set[str]:
    return {grade_id(cell) for cell in nb.cells if is_solution(cell) or is_test(cell)}
