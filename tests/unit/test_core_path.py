"""A notebook without *Going further*: what is left, what is said of it, and that points stay."""

from __future__ import annotations

import pytest
from mini_course import DOUBLE, HEADER, TEST_DOUBLE, TRIPLE, make_course, nbgrader
from our_notebooks import COURSE, NAMES

from autograder.core_path import core_of, has_more_than_the_core
from autograder.editions import leaks, student_edition
from autograder.errors import CourseError
from autograder.rules import notebook_problems
from autograder.source import exercises, read_source, total_of

SECTION = """
# %% [markdown]
# The end of the core.
#
# ## Going further
#
# You need none of this.
"""
CLOSING = f"""
# %% [markdown]
# The last extra.
#
# ## How far you are

{nbgrader("summary", solution=False, locked=True)}
summary(
    {{
        "double": 8,
        "triple": 0,
    }}
)
"""


def tiny(tmp_path, points=0):
    extra = TRIPLE.replace('"points": 12', f'"points": {points}')
    source = HEADER.replace("20", str(8 + points)) + DOUBLE + TEST_DOUBLE + SECTION + extra + CLOSING
    return read_source(make_course(tmp_path / "course", source).source("01_tiny"))


def test_the_section_is_gone_and_what_stands_before_and_behind_it_in_the_same_cell_stays(tmp_path):
    nb = tiny(tmp_path)
    core = core_of(nb, "01_tiny")
    texts = [cell.source for cell in core.cells if cell.cell_type == "markdown"]
    assert len(texts) == 2 and texts[0].startswith("The end of the core.") and texts[1] == "## How far you are"
    assert "not in this edition" in texts[0]
    assert [one.name for one in exercises(core)] == ["double"] and len(exercises(nb)) == 2
    assert len({cell.id for cell in core.cells}) == len(core.cells)


def test_the_summary_lists_what_is_left(tmp_path):
    core = core_of(tiny(tmp_path), "01_tiny")
    assert core.cells[-1].source == 'summary(\n    {\n        "double": 8,\n    }\n)'


def test_points_in_the_section_are_refused_with_their_cell(tmp_path):
    with pytest.raises(CourseError, match=r"solutions/01_tiny.py, cell test_triple: it has points"):
        core_of(tiny(tmp_path, points=12), "01_tiny")


def test_a_notebook_without_the_section_stays_whole(tiny_source):
    assert core_of(tiny_source, "01_tiny") == tiny_source and not has_more_than_the_core(tiny_source)


@pytest.mark.parametrize("name", NAMES[1:])
def test_the_core_of_each_notebook_has_all_its_points_breaks_no_rule_and_leaks_nothing(name):
    nb = read_source(COURSE.source(name))
    core = core_of(nb, name)
    assert has_more_than_the_core(nb) and len(core.cells) < len(nb.cells)
    assert total_of(core) == total_of(nb) and not any(exercise.is_extra for exercise in exercises(core))
    assert notebook_problems(core, name) == [] and leaks(nb, student_edition(core), name) == []
