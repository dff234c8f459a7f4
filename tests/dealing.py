"""Knows which tests begin first: what takes long, so that at the end no process is left alone with it.

Test processes get the list in rows that follow one another, and one that has done its own takes over half of another's
from the end (xdist's `worksteal`). So each row begins with long ones, about as many seconds of them as the others, and
tests that share what is made once for all of them stay in one row.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")

# Where long tests are, and roughly how many seconds all in a file took when four processes shared two cores. Only the
# order follows from it.
SECONDS = {
    "tests/browser/test_site.py": 270,
    "tests/browser": 150,
    "tests/functional/test_in_pyodide.py": 300,
    "tests/functional/test_cluster.py": 250,
    "tests/functional/test_handout.py": 130,
    "tests/functional/test_nbgrader_commands.py": 120,
    "tests/functional/test_courses_own.py": 120,
    "tests/functional/test_feedback.py": 100,
    "tests/unit/utils/test_right_spellings.py": 60,
    "tests/functional/test_grader_has_limits.py": 40,
    "tests/functional/test_report_planted.py": 30,
    "tests/functional/test_resume.py": 30,
    "tests/functional/test_notebook_state.py": 20,
    "tests/functional/test_afternoon.py": 12,
}
# One site, one JupyterLab, one graded class for all of it.
TOGETHER = {
    "tests/browser/test_site.py",
    "tests/browser",
    "tests/functional/test_feedback.py",
    "tests/functional/test_report_planted.py",
}


def dealt(items: list[T], rows: int, path_of: Callable[[T], str]) -> list[T]:
    """The same tests in the order in which `rows` processes are given them.

    Args:
        items: in the order in which they were found.
        rows: how many processes there are.
        path_of: where a test lies, from the checkout's root.
    """
    places = [_place(path_of(item)) for item in items]
    count = Counter(places)
    bundles: dict[tuple[str, int], list[int]] = {}
    for number, place in enumerate(places):
        if place:
            bundles.setdefault((place, 0 if place in TOGETHER else number), []).append(number)
    weight = {key: SECONDS[key[0]] * len(bundle) / count[key[0]] for key, bundle in bundles.items()}
    long: list[list[int]] = [[] for _ in range(rows)]
    load = [0.0] * rows
    for key in sorted(bundles, key=lambda key: -weight[key]):
        row = load.index(min(load))
        long[row] += bundles[key]
        load[row] += weight[key]
    others = iter([number for number, place in enumerate(places) if not place])
    order: list[int] = []
    for row, first in enumerate(long):
        size = (len(items) - len(order)) // (rows - row)
        order += [*first, *itertools.islice(others, max(0, size - len(first)))]
    return [items[number] for number in [*order, *others]]


def _place(path: str) -> str:
    """The part of `SECONDS` that a file belongs to; empty where nothing in it takes long."""
    return next((place for place in _parents(path) if place in SECONDS), "")


def _parents(path: str) -> Iterable[str]:
    while path:
        yield path
        path = path.rpartition("/")[0]
