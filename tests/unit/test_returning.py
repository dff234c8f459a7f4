"""The archive of pages that goes back to a platform: whose each page is, and the same pages give the same bytes."""

from __future__ import annotations

import json
import re
import zipfile

import pytest

from autograder.course import Classroom
from autograder.desk.returning import pack
from autograder.errors import CourseError

NAME = "04_logistic_least_squares"


def _student(platform, ids, slug="", attempt=(1,), source=""):
    person = {"ids": ids, "name": "", "slug": slug, "anonymous": False, "first": "", "last": "", "email": ""}
    handed = {
        "platform": platform,
        "attempt": list(attempt),
        "late": False,
        "time": None,
        "source": source,
        "archive_time": "",
        "sha256": "",
    }
    return {**person, "handed_in": {NAME: handed} if platform else {}}


@pytest.fixture
def classroom(tmp_path):
    classroom = Classroom(tmp_path / "class")
    classroom.feedback.mkdir(parents=True)
    return classroom


@pytest.fixture
def packed(classroom):
    """Packs a page for each of these students: the path, whether it changed, who is left out."""

    def packed(platform, **students):
        (classroom.root / "students.json").write_text(json.dumps({"students": students}), encoding="utf-8")
        pages = []
        for student in students:
            page = classroom.feedback / f"{student}.html"
            page.write_text(student, encoding="utf-8")
            pages.append((student, page))
        return pack(classroom, platform, NAME, pages)

    return packed


def _content(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def _canvas_reads(name):
    """User and file, as Canvas's own source takes them from a name: the first two numbers between underscores."""
    return [part for part in name.split("_") if re.fullmatch(r"\d+", part)][:2]


def test_canvas_finds_the_user_and_the_file_that_was_handed_in(packed):
    path, changed, left_out = packed(
        "canvas",
        one=_student("canvas", ["canvas:4063", "canvas-sis:S9"], "βήτα_7_009student", [90091]),
        two=_student("canvas", ["canvas-anonymous:x7Yz9"], "anon-x7Yz9", [90092]),
    )
    content = _content(path)
    assert changed and not left_out and path.name == f"{NAME}-canvas.zip"
    assert {text: _canvas_reads(name) for name, text in content.items()}["one"] == ["4063", "90091"]
    assert f"anon_x7Yz9_90092_{NAME}.html" in content


def test_moodle_finds_the_number_of_this_assignment(packed):
    path, _, _ = packed(
        "moodle",
        one=_student(
            "moodle",
            ["moodle:11", "moodle:345"],
            source="all.zip: Invented Person_345_assignsubmission_file_/04_x.ipynb",
        ),
        two=_student("moodle", ["moodle:12"], source="all.zip: Other Person_12_assignsubmission_file_04_x.ipynb"),
    )
    assert _content(path) == {
        f"Invented Person_345_assignsubmission_file_/{NAME}.html": "one",
        f"Other Person_12_assignsubmission_file_/{NAME}.html": "two",
    }


def test_who_came_from_elsewhere_is_left_out_and_named(packed):
    _, _, left_out = packed(
        "canvas",
        one=_student("canvas", ["canvas:1"], "a"),
        two=_student("moodle", ["moodle:2"]),
        three=_student(None, ["canvas:3"]),
        four=_student("canvas", ["folder:four"]),
    )
    assert left_out == ["two", "three", "four"]


def test_the_same_pages_are_not_written_again(packed):
    student = _student("canvas", ["canvas:1"], "a")
    path, changed, _ = packed("canvas", one=student)
    before = path.stat().st_mtime_ns
    assert changed and packed("canvas", one=student)[1] is False and path.stat().st_mtime_ns == before
    assert packed("canvas", one=student, two=_student("canvas", ["canvas:2"], "b"))[1] is True
    assert [entry.name for entry in path.parent.glob(".*")] == []


def test_no_name_from_outside_climbs_out_of_the_archive(packed):
    path, _, _ = packed(
        "moodle",
        one=_student("moodle", [], source="../../etc/x_1_assignsubmission_file_/y"),
        two=_student("canvas", ["canvas:../1"], "../up", [2]),
    )
    assert list(_content(path)) == [f"x_1_assignsubmission_file_/{NAME}.html"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "no submission of 04_logistic_least_squares was collected from Canvas"),
        ('{"students": {}}', "no submission of 04_logistic_least_squares was collected from Canvas"),
        ("[]", "students.json cannot be read"),
        ("{", "students.json cannot be read"),
    ],
)
def test_without_what_collect_keeps_it_says_what_to_do(classroom, content, said):
    if content is not None:
        (classroom.root / "students.json").write_text(content, encoding="utf-8")
    with pytest.raises(CourseError, match=said):
        pack(classroom, "canvas", NAME, [("one", classroom.feedback / "one.html")])
