"""The README's pictures: they are there, small, and can be read by who does not see them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PICTURES = re.findall(r"!\[(.*?)\]\((.*?)\)", (ROOT / "README.md").read_text(encoding="utf-8"))


def test_the_readme_shows_a_students_and_an_instructors_page():
    assert [path for _, path in PICTURES] == ["docs/failing-check.png", "docs/formgrader.png"]


@pytest.mark.parametrize(("alt", "path"), PICTURES, ids=[path for _, path in PICTURES])
def test_a_picture_is_there_is_small_and_says_what_is_seen_in_it(alt, path):
    assert (ROOT / path).stat().st_size < 150_000
    assert len(alt) > 80 and alt.endswith(".")
