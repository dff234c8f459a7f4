"""Which assignment is meant, and what is refused before anything is sent."""

from __future__ import annotations

import pytest

from autograder.desk.to_canvas.address import read_address, read_token
from autograder.errors import CourseError


@pytest.mark.parametrize("text, base, course, assignment", [
    ("https://canvas.example.edu/courses/123/assignments/456", "https://canvas.example.edu", 123, 456),
    (" https://canvas.example.edu:8443/courses/1/assignments/2/edit?module_item_id=7#top ", "https://canvas.example.edu:8443", 1, 2),
    ("http://127.0.0.1:3000/courses/1/assignments/2", "http://127.0.0.1:3000", 1, 2),
    ("http://[::1]:3000/courses/1/assignments/2", "http://[::1]:3000", 1, 2),
])  # fmt: skip
def test_an_address_is_read_as_a_browser_shows_it(text, base, course, assignment):
    found = read_address(text)
    assert (found.base, found.course, found.assignment) == (base, course, assignment)


@pytest.mark.parametrize("text, reason", [
    ("canvas.example.edu/courses/1/assignments/2", "is not the address of an assignment"),
    ("https://canvas.example.edu/courses/1", "is not the address of an assignment"),
    ("https://canvas.example.edu/courses/1/quizzes/2", "is not the address of an assignment"),
    ("https://[canvas/courses/1/assignments/2", "is not the address of an assignment"),
    ("https://canvas.example.edu:x/courses/1/assignments/2", "is not the address of an assignment"),
    ("file:///courses/1/assignments/2", "is not the address of an assignment"),
    ("http://canvas.example.edu/courses/1/assignments/2", "without encryption"),
    ("https://me:secret@canvas.example.edu/courses/1/assignments/2", "holds a password or a token"),
    ("https://canvas.example.edu/courses/1/assignments/2?access_token=secret", "holds a password or a token"),
])  # fmt: skip
def test_any_other_is_refused_without_repeating_a_secret(text, reason):
    with pytest.raises(CourseError, match=reason) as refused:
        read_address(text)
    assert "secret" not in str(refused.value)


def test_what_cannot_be_a_token_is_refused_without_being_shown(monkeypatch):
    monkeypatch.setenv("CANVAS_TOKEN", "no token\nX-Other: 1")
    with pytest.raises(CourseError, match="is no token") as refused:
        read_token("canvas.example.edu")
    assert "Other" not in str(refused.value)


def test_who_types_nothing_is_told_where_a_token_comes_from(monkeypatch):
    def nothing(prompt):
        raise EOFError

    monkeypatch.delenv("CANVAS_TOKEN", raising=False)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", nothing)
    with pytest.raises(CourseError, match="no token for canvas.example.edu: in Canvas make one"):
        read_token("canvas.example.edu")
