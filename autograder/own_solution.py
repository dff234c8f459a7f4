"""Knows whether a release is fit to grade by: a test that the course's own solution does not pass is no test.

That is found out once for a release and a grader, before a class is graded with it, and remembered beside the results.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.editions import solved_edition
from autograder.files import Refused, read_ordinary, write_atomically
from autograder.results import NOT_JUDGED, Result, release_key
from autograder.source import exercises
from autograder.words import number
from utils.checks.needs import missing

_passed: set[str] = set()  # keys of releases that this process has seen to be fit
_failed: dict[str, list[str]] = {}  # and of those that are not, with the reasons
_LONGEST_KEY = 200


def is_known_to_pass(release: NotebookNode, memory: Path) -> bool:
    """Whether the solution earned everything before, here or in the command that wrote `memory`."""
    key = release_key(release)
    try:
        return key in _passed or read_ordinary(memory, _LONGEST_KEY).decode("ascii", "replace").strip() == key
    except (OSError, Refused):
        return False


@contextmanager
def handed_in(release: NotebookNode, name: str) -> Iterator[Path]:
    """The solution as a student would hand it in: a file, for as long as it is needed."""
    with tempfile.TemporaryDirectory(prefix="solution-") as folder:
        path = Path(folder) / f"{name}.ipynb"
        path.write_text(nbformat.writes(solved_edition(release)), encoding="utf-8")
        yield path


def faults(result: Result, release: NotebookNode, memory: Path) -> list[str]:
    """What keeps a release from being graded by, a line for each test; the answer is remembered.

    Args:
        result: what came of the solution.
        release: nbgrader's source of the notebook.
        memory: where to remember that there is nothing.
    """
    if result.status != "graded":
        return [result.reason]
    # What somebody else's program lacks, a release does not hold; and without a package nobody can judge.
    repairs = {exercise.name for exercise in exercises(release) if exercise.is_repair}
    lacking = {test.grade_id for exercise in exercises(release) for test in exercise.tests if missing(test.needs)}
    found = [
        f"{test.grade_id} gives it {number(test.points)} of {number(test.max_points)}: {test.message or test.verdict}"
        for test in result.tests
        if test.points < test.max_points
        and not (test.verdict == NOT_JUDGED and test.grade_id in lacking)
        and test.exercise not in repairs
    ]
    if not found:
        _passed.add(release_key(release))
        write_atomically(memory, f"{release_key(release)}\n")
    return found


def found_out(release: NotebookNode, name: str, memory: Path, grade: Callable[[Path], Result]) -> list[str]:
    """The same for who grades one submission after the other, each with all that is known so far."""
    if is_known_to_pass(release, memory):
        return []
    key = release_key(release)
    if key not in _failed:
        with handed_in(release, name) as path:
            found = faults(grade(path), release, memory)
        if not found:
            return []
        _failed[key] = found
    return _failed[key]
