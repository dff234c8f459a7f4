"""Knows which tests begin first: what takes long, so that at the end no process is left alone with it.

Test processes get the list in rows that follow one another, and one that has done its own takes over half of another's
from the end (xdist's `worksteal`). So each row begins with long ones, about as many seconds of them as the others, and
tests that share what is made once for all of them stay in one row.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")

# Roughly how many seconds a test of a file took, or a single test, when four processes shared two cores. Only the order
# follows from it.
SECONDS = {
    "tests/functional/test_in_pyodide.py": 200,
    "tests/functional/test_handout.py::test_in_an_empty_folder_the_two_lines_start_jupyterlab_and_the_first_notebook_runs": 110,
    "tests/functional/test_cluster.py::test_a_worker_that_joins_late_is_used": 50,
    "tests/functional/test_cluster.py::test_a_worker_and_then_the_scheduler_are_killed_and_the_same_command_goes_on": 50,
    "tests/functional/test_resume.py": 50,
    "tests/unit/utils/test_right_spellings.py::test_none_of_many_random_right_programs_is_refused": 35,
    "tests/functional/test_afternoon.py": 20,
    "tests/functional/test_attacks.py::test_many_submissions_leave_no_descriptor_no_process_and_no_file": 20,
    "tests/functional/test_cluster.py": 20,
    "tests/functional/test_notebook_state.py::test_a_check_that_runs_long_says_so_and_a_quick_one_does_not": 20,
    "tests/functional/test_courses_own.py::test_no_way_into_the_courses_own_package_earns_a_point": 15,
    "tests/functional/test_nbgrader_commands.py": 15,
    "tests/functional/test_grader_has_limits.py": 5,
}
# The same of all tests that one site, one JupyterLab, one graded class is made for.
TOGETHER = {
    "tests/browser/test_site.py": 330,
    "tests/browser": 180,
    "tests/functional/test_feedback.py": 100,
    "tests/functional/test_report_planted.py": 40,
}


def dealt(items: list[T], rows: int, place_of: Callable[[T], str]) -> list[T]:
    """The same tests in the order in which `rows` processes are given them.

    Args:
        items: in the order in which they were found.
        rows: how many processes there are.
        place_of: where a test lies, from the checkout's root, and its function's name: ``tests/test_it.py::test_it``.
    """
    places = [_place(place_of(item)) for item in items]
    bundles: dict[tuple[str, int], list[int]] = {}
    for number, place in enumerate(places):
        if place:
            bundles.setdefault((place, 0 if place in TOGETHER else number), []).append(number)
    weight = {key: TOGETHER.get(key[0]) or SECONDS[key[0]] for key in bundles}
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


def _place(test: str) -> str:
    """The nearest place that a test belongs to of which the seconds are known; empty where it takes no long time."""
    return next((place for place in _around(test) if place in SECONDS or place in TOGETHER), "")


def _around(test: str) -> Iterable[str]:
    yield test
    path = test.partition("::")[0]
    while path:
        yield path
        path = path.rpartition("/")[0]
