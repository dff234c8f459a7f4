"""What cannot be judged where the tests run, since a package is not installed: the exercises and their points."""

from __future__ import annotations

from nbformat import NotebookNode

from autograder.source import exercises
from utils.checks.needs import missing


def not_judged_here(nb: NotebookNode) -> dict[str, float]:
    """Exercise -> its points, of those with a test that needs what is missing."""
    return {
        exercise.name: exercise.points
        for exercise in exercises(nb)
        if any(missing(test.needs) for test in exercise.tests)
    }
