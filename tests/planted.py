"""The course's sources and variants, read once: right answers written differently, and planted mistakes."""

from __future__ import annotations

import functools
from collections.abc import Collection
from pathlib import Path

from judged import not_judged_here
from nbformat import NotebookNode

from autograder.course import Course
from autograder.editions import nbgrader_source, solved_edition
from autograder.source import exercises, grade_id, is_test, read_source
from autograder.variants import read_variants

COURSE = Course(Path(__file__).resolve().parents[1])
NAMES = COURSE.names()
SOURCES = {name: read_source(COURSE.source(name)) for name in NAMES}
# Exercise -> its points, of those that cannot be judged where the tests run.
NOT_JUDGED_HERE = {name: not_judged_here(source) for name, source in SOURCES.items()}
VARIANTS = {
    name: read_variants(COURSE.variants(name), SOURCES[name]) if COURSE.variants(name).exists() else []
    for name in NAMES
}


def with_tests_of(name: str, kept: Collection[str]) -> NotebookNode:
    """A source with the tests of these exercises alone, up to the last of them: nothing below it is judged."""
    tests = {test.grade_id for one in exercises(SOURCES[name]) if one.name in kept for test in one.tests}
    cells = [cell for cell in SOURCES[name].cells if not is_test(cell) or grade_id(cell) in tests]
    last = max(number for number, cell in enumerate(cells) if is_test(cell))
    return NotebookNode(SOURCES[name] | {"cells": cells[: last + 1]})


@functools.cache
def editions(name: str, kept: frozenset[str] | None = None) -> tuple[NotebookNode, NotebookNode]:
    """nbgrader's source and the solved edition, of `with_tests_of` where `kept` says which.

    They are kept for whoever asks for the same again, so they are only to be read.
    """
    source = SOURCES[name] if kept is None else with_tests_of(name, kept)
    return nbgrader_source(source), solved_edition(source)
