"""Knows which notebook of the course a file is: by its name, and where that was changed, by its cells. Runs nothing."""
from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from nbgrader.utils import is_solution

from autograder.course import Course
from autograder.source import grade_id, is_test, read_source
from autograder.submission import Unreadable, parse_cells

# What browsers, Canvas, file managers and Jupyter add to the name of a second copy.
_COPY = re.compile(r"([\s_-]*\(\d{1,3}\)|-\d{1,3}|[\s_-]*(copy|kopie)[\s_-]*\d{0,3})$", re.IGNORECASE)
# Some browsers save a notebook as what it is inside.
_ENDING = re.compile(r"\.ipynb(\.(json|txt))?$", re.IGNORECASE)


def is_notebook(name: str) -> bool:
    """Whether a file calls itself a notebook."""
    return _ENDING.search(name.strip()) is not None


def is_archive(name: str) -> bool:
    """Whether a file calls itself an archive."""
    return re.search(r"\.(zip|7z|rar|tar|tgz|gz|bz2|xz)$", name.strip(), re.IGNORECASE) is not None


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


def plain_name(name: str) -> str:
    """A notebook's name as it is compared: case, blanks and punctuation apart."""
    return re.sub(r"[\W_]+", "_", name.casefold()).strip("_")


class Cells:
    """The exercises of every notebook, read when they are first asked for."""

    def __init__(self, course: Course) -> None:
        self._course = course
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
            self._known = {one: _exercises(self._course, one) for one in self._course.names()}
        common = sorted(((len(theirs & ids), one) for one, ids in self._known.items()), reverse=True)
        (most, found), second = common[0], common[1][0] if len(common) > 1 else 0
        return found if most > second and 2 * most > len(self._known[found]) else None


def _exercises(course: Course, name: str) -> set[str]:
    return {grade_id(cell) for cell in read_source(course.source(name)).cells if is_solution(cell) or is_test(cell)}
