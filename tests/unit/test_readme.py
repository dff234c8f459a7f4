"""The pictures of the README and of the instructors' page: there, small, and with words for who does not see them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("README.md", "docs/instructors.md")
PICTURES = [
    ((ROOT / page).parent / path, alt)
    for page in PAGES
    for alt, path in re.findall(r"!\[(.*?)\]\((.*?)\)", (ROOT / page).read_text(encoding="utf-8"))
]
LINKS = [(page, link) for page in [*PAGES, "docs/students.md", "docs/authors.md", "docs/architecture.md"]
         for link in re.findall(r"\]\(((?!http)[^)#]+)\)", (ROOT / page).read_text(encoding="utf-8"))]  # fmt: skip


def test_a_students_and_an_instructors_page_are_shown():
    assert [path.name for path, _ in PICTURES] == ["failing-check.png", "formgrader.png"]


@pytest.mark.parametrize(("path", "alt"), PICTURES, ids=[path.name for path, _ in PICTURES])
def test_a_picture_is_there_is_small_and_says_what_is_seen_in_it(path, alt):
    assert path.stat().st_size < 150_000
    assert len(alt) > 80 and alt.endswith(".")


def test_the_readme_is_short_and_what_the_pages_point_to_is_there():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < 60
    assert len(LINKS) > 10
    assert [(page, link) for page, link in LINKS if not ((ROOT / page).parent / link).exists()] == []
