"""The page that says where each point of the lecture is taught says it of the notebooks as they are."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from nbgrader.utils import is_solution
from our_notebooks import COURSE
from our_notebooks import NAMES as ALL

from autograder.source import exercises, grade_id, is_manual, points_of, read_source
from utils import pictures

NAMES = [name for name in ALL if not name.startswith("00")]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (COURSE.root / "docs" / "lecture.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| .*\|$", line) and not line.startswith("| topic")
]


def _of_notebook(name):
    """The page's rows that send to a notebook: sections, exercises with points, pictures."""
    number = str(int(name[:2]))
    return [
        (re.findall(r"\d+\.\d+", sections), re.findall(r"`(\w+)` \((\d+|extra)", asked), re.findall(r"`(\w+)`", drawn))
        for _, sections, asked, drawn in ROWS
        if sections.split(".")[0] == number
    ]


def _sections(nb):
    """Section -> its cells, of a notebook's source."""
    found, cells = {}, []
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            for heading in re.findall(r"^## (.*)$", cell.source, re.MULTILINE):
                cells = found.setdefault(heading.split(" ")[0], [])
        cells.append(cell)
    return {section: cells for section, cells in found.items() if re.fullmatch(r"\d+\.\d+", section)}


@pytest.mark.parametrize("name", NAMES)
def test_every_section_of_a_notebook_is_on_the_page_and_no_other(name):
    named = {section for sections, _, _ in _of_notebook(name) for section in sections}
    assert named == set(_sections(read_source(COURSE.source(name))))


@pytest.mark.parametrize("name", NAMES)
def test_every_exercise_is_on_the_page_once_with_its_points_in_its_own_section(name):
    nb = read_source(COURSE.source(name))
    worth = {exercise.name: exercise.points for exercise in exercises(nb) if not exercise.is_repair}
    worth |= {grade_id(cell): points_of(cell) for cell in nb.cells if is_manual(cell)}
    asked = Counter(pair for _, exercises_, _ in _of_notebook(name) for pair in exercises_)
    assert asked == Counter({(exercise, f"{points:g}" if points else "extra"): 1 for exercise, points in worth.items()})
    within = {
        section: {grade_id(cell) for cell in cells if is_solution(cell)} for section, cells in _sections(nb).items()
    }
    for sections, exercises_, _ in _of_notebook(name):
        for exercise, _ in exercises_:
            assert any(exercise in within[section] for section in sections), (sections, exercise)


@pytest.mark.parametrize("name", NAMES)
def test_every_picture_of_a_notebook_is_on_the_page_in_its_own_section(name):
    drawn = {
        section: {
            picture
            for cell in cells
            if cell.cell_type == "code"
            for picture in re.findall(r"\bpictures\.(\w+)", cell.source)
        }
        for section, cells in _sections(read_source(COURSE.source(name))).items()
    }
    for section, used in drawn.items():
        said = {picture for sections, _, shown in _of_notebook(name) if section in sections for picture in shown}
        assert used <= said & set(pictures.__all__), section
    for sections, _, shown in _of_notebook(name):
        assert set(shown) <= set().union(*(drawn[section] for section in sections)), sections


@pytest.mark.parametrize(("name", "following"), list(zip(ALL, ALL[1:], strict=False)))
def test_every_notebook_leads_to_the_next(name, following):
    last = read_source(COURSE.source(name)).cells[-1].source
    assert "**What comes next.**" in last and f"[`{following}`]({following}.ipynb)" in last
