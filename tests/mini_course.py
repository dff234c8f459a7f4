"""Courses small enough for a test, of one notebook: `SOURCE` has two exercises and a repair, and is what editions are
derived from; `SQUARE_SOURCE` has two exercises, one with two tests, and is what submissions are graded by."""

from __future__ import annotations

from pathlib import Path

from autograder.course import Course

NAME = "01_tiny"


def header(points: float) -> str:
    """The header of a source that promises so many points."""
    return f"""\
# ---
# jupyter:
#   course:
#     points: {points}
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---
"""


HEADER = header(20)


def nbgrader(grade_id: str, **changes: object) -> str:
    """A cell header for nbgrader: a solution cell, unless `points` makes a test cell of it."""
    tests = "points" in changes
    mark = {
        "grade": tests,
        "grade_id": grade_id,
        "locked": tests,
        "schema_version": 3,
        "solution": not tests,
        "task": False,
    } | changes
    text = ", ".join(
        f'"{key}": {str(value).lower() if isinstance(value, bool) else repr(value)}' for key, value in mark.items()
    ).replace("'", '"')
    return f"# %% nbgrader={{{text}}}"


DOUBLE = f"""
{nbgrader("double")}
def double(x):
    ### BEGIN SOLUTION
    twofold = x + x
    return twofold
    ### END SOLUTION
"""

TEST_DOUBLE = f"""
{nbgrader("test_double", points=8)}
assert double(3) == 6
### BEGIN HIDDEN TESTS
assert double(-5) == -10
### END HIDDEN TESTS
"""

TRIPLE = f"""
{nbgrader("triple")}
def triple(x):
    ### BEGIN SOLUTION
    return double(x) + x
    ### END SOLUTION

{nbgrader("test_triple", points=12)}
assert triple(3) == 9
"""

SOURCE = (
    HEADER
    + """
# %% [markdown]
# # Twice and three times
#
# Two exercises.

# %%
print("hello", object())
"""
    + DOUBLE
    + TEST_DOUBLE
    + TRIPLE
    + """
# %%
def half(x):
    quotient = x * 2
    return quotient

# %% tags=["solved-only"]
def half(x):
    quotient = x / 2
    return quotient

# %%
half(3)
"""
)

VARIANTS = """\
# %% right double | by multiplication
def double(x):
    return 2 * x

# %% wrong double | squared
# named: wrong operation
def double(x):
    return x ** 2

# %% wrong double | forgotten
def double(x):
    return x

# %% right triple | by multiplication
def triple(x):
    return 3 * x

# %% wrong triple | doubled
def triple(x):
    return 2 * x

# %% wrong triple | by one
def triple(x):
    return x + 3

# %% right double | by a shift
def double(x):
    return x << 1 if isinstance(x, int) else 2 * x

# %% right triple | in two steps
def triple(x):
    twice = x + x
    return twice + x
"""

SQUARE_SOURCE = (
    HEADER
    + f'''
# %% [markdown]
# # A tiny notebook

{nbgrader("given", solution=False, locked=True)}
factor = 2

# %% [markdown]
# Write `double`.

{nbgrader("double")}
def double(x):
    """Twice x."""
    ### BEGIN SOLUTION
    twice = factor * x
    return twice
    ### END SOLUTION

{nbgrader("test_double", points=12)}
assert double(3) == 6, "double(3) is 6"
### BEGIN HIDDEN TESTS
assert double(-0.5) == -1.0, "a hidden case"
### END HIDDEN TESTS

# %%
prediction = "?"

{nbgrader("square")}
def square(x):
    ### BEGIN SOLUTION
    squared = x * x
    return squared
    ### END SOLUTION

{nbgrader("test_square", points=5)}
assert square(3) == 9, "square(3) is 9"

{nbgrader("test_square_negative", points=3)}
assert square(-4) == 16, "square(-4) is 16"
'''
)

SQUARE_VARIANTS = """\
# %% right double | by addition
def double(x):
    return x + x

# %% right double | as a difference
def double(x):
    return 3 * x - x

# %% wrong double | three times
def double(x):
    return 3 * x

# %% wrong double | whole numbers only
def double(x):
    return 2 * int(x)

# %% right square | as a power
def square(x):
    return x ** 2

# %% right square | of the absolute value
def square(x):
    return abs(x) * abs(x)

# %% wrong square | the sign is kept
def square(x):
    return x * abs(x)

# %% wrong square | doubled
def square(x):
    return 2 * x
"""


def make_course(
    root: Path, source: str = SOURCE, variants: str | None = VARIANTS, name: str = NAME, own_utils: bool = True
) -> Course:
    """A course in `root` with this notebook, and with a package `utils` of its own, empty, unless it is to be ours."""
    (root / "solutions" / "variants").mkdir(parents=True)
    if own_utils:
        (root / "utils").mkdir()
        (root / "utils" / "__init__.py").write_text("")
    (root / "nbgrader_config.py").write_text("")
    course = Course(root)
    course.source(name).write_text(source, encoding="utf-8")
    if variants is not None:
        course.variants(name).write_text(variants, encoding="utf-8")
    return course


def ask_a_person(course: Course, name: str = NAME) -> Path:
    """Adds a written question of 2 points to a course's source, with the author's own answer; the source."""
    path = course.source(name)
    question = nbgrader("why", grade=True, points=2, locked=False, solution=True).replace("# %%", "# %% [markdown]")
    text = path.read_text(encoding="utf-8").replace("points: 20", "points: 22")
    answer = "# ### BEGIN SOLUTION\n# Because it must.\n# ### END SOLUTION\n"
    path.write_text(f"{text}\n{question}\n{answer}", encoding="utf-8")
    return path
