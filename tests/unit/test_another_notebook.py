"""A notebook that an instructor adds, with two exercises and five points, needs nothing but what `release` asks for."""

from __future__ import annotations

import pytest
from mini_course import make_course
from our_notebooks import COURSE, NAMES

from autograder.editions import leaks, student_edition
from autograder.mistakes import ask_all
from autograder.release import release
from autograder.rules import problems
from autograder.source import exercises, read_source
from autograder.variants import read_variants

NAME = "09_own"
SOURCE = """\
# ---
# jupyter:
#   course:
#     points: 5
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # My own notebook

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
import numpy as np

# %% [markdown]
# Write `mean`.

# %% nbgrader={"grade": false, "grade_id": "mean", "locked": false, "schema_version": 3, "solution": true, "task": false}
def mean(x):
    ### BEGIN SOLUTION
    return np.sum(x) / len(x)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_mean", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
assert mean(np.array([1.0, 2.0, 6.0])) == 3.0, "the mean of 1, 2 and 6 is 3"

# %% [markdown]
# Write `variance`, with `mean`.

# %% nbgrader={"grade": false, "grade_id": "variance", "locked": false, "schema_version": 3, "solution": true, "task": false}
def variance(x):
    ### BEGIN SOLUTION
    return mean((x - mean(x)) ** 2)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_variance", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
assert variance(np.array([1.0, 3.0])) == 1.0, "the variance of 1 and 3 is 1"
### BEGIN HIDDEN TESTS
assert variance(np.array([2.0, 2.0, 5.0])) == 2.0, "a hidden case"
### END HIDDEN TESTS
"""

VARIANTS = """\
# %% right mean | by NumPy
def mean(x):
    return np.mean(x)

# %% right mean | in a loop
def mean(x):
    total = 0.0
    for one in x:
        total += one
    return total / len(x)

# %% wrong mean | the sum
def mean(x):
    return np.sum(x)

# %% wrong mean | the median
def mean(x):
    return np.median(x)

# %% right variance | by NumPy
def variance(x):
    return np.var(x)

# %% right variance | of squares
def variance(x):
    return np.mean(x**2) - np.mean(x) ** 2

# %% wrong variance | the spread
def variance(x):
    return np.std(x) * 2

# %% wrong variance | not squared
def variance(x):
    return np.mean(np.abs(x - np.mean(x))) + 1
"""


@pytest.fixture
def course(tmp_path):
    return make_course(tmp_path / "course", SOURCE, VARIANTS, NAME)


def test_it_follows_every_rule_and_its_checks_catch_its_mistakes(course):
    nb = read_source(course.source(NAME))
    assert problems(nb, NAME, read_variants(course.variants(NAME), nb)) == []
    assert leaks(nb, student_edition(nb), NAME) == []
    assert [(one.name, one.points) for one in exercises(nb)] == [("mean", 2), ("variance", 3)]
    assert {finding.verdict for finding in ask_all(course, NAME)} == {"right", "caught"}


def test_its_student_edition_is_released_and_then_up_to_date(course):
    release(course, [NAME], execute=False)
    assert course.student(NAME).exists()
    stale = [str(outcome) for outcome in release(course, [NAME], check=True)]
    assert stale == [f"solutions/{NAME}.ipynb is missing: run `autograder release 09`"]  # which was not run


def test_the_habits_of_the_courses_own_notebooks_are_asked_of_a_list_that_it_is_not_on():
    assert NAME not in NAMES and set(NAMES) <= set(COURSE.names())
