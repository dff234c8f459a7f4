"""Who is who: folders that are safe, one for each person, the same ones next week."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course import Classroom
from autograder.desk.archive import Refused
from autograder.desk.students import HandedIn, Students, folder_name, split_name
from autograder.desk.upload import Person
from autograder.errors import CourseError


@pytest.fixture
def students(tmp_path):
    return Students(Classroom(tmp_path))


def _never(name):
    return False


@pytest.mark.parametrize(
    "person, folder",
    [
        (Person(("canvas:4028",), slug="zwölfstudent"), "zwolfstudent-4028"),
        (Person(("canvas:4028",), slug="łódkaßø"), "lodkasso-4028"),
        (Person(("canvas:4028",), slug="例"), "canvas-4028"),
        (Person(("canvas-anonymous:aB3xZ",), slug="anon-aB3xZ", anonymous=True), "anon-aB3xZ"),
        (Person(("moodle:12",), "Zoë (2) + Zwölf/Test", "Zoë (2) + Zwölf/Test"), "zoe-2-zwolf-test-12"),
        (Person(("folder:student-01",), slug="student-01"), "student-01"),
    ],
)
def test_a_folder_is_the_name_in_plain_letters_and_the_id(person, folder):
    assert folder_name(person) == folder


@given(st.sampled_from(["canvas", "moodle", "gradescope", "folder"]), st.text(min_size=1), st.text())
def test_every_folder_is_safe_whatever_people_are_called(kind, value, name):
    folder = folder_name(Person((f"{kind}:{value}",), name, name))
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", folder) and len(folder) <= 70
    assert folder.casefold() not in ("feedback", "con", "nul") and not folder.endswith(".")


@given(
    st.lists(
        st.tuples(st.sampled_from(["canvas", "gradescope", "folder"]), st.text("aA.é-1 ", min_size=1, max_size=4)),
        unique=True,
        max_size=12,
    )
)
def test_two_people_never_share_a_folder_and_each_keeps_theirs(tmp_path_factory, people):
    classroom = Classroom(tmp_path_factory.mktemp("class"))
    first = Students(classroom)
    folders = {key: first.admit(Person((f"{key[0]}:{key[1]}",), slug=key[1]), _never).folder for key in people}
    assert len({folder.casefold() for folder in folders.values()}) == len(people)
    first.write()
    second = Students.read(classroom)
    for key in reversed(people):
        assert second.admit(Person((f"{key[0]}:{key[1]}",), slug="renamed since"), _never).folder == folders[key]


def test_what_is_known_grows_and_is_read_back(students, tmp_path):
    students.admit(Person(("canvas:1",), slug="testada"), _never)
    one = students.admit(
        Person(("canvas:1", "canvas-login:ada"), "Ada Test", "other", first="Ada", last="Test"), _never
    )
    one.handed_in["01_tiny"] = HandedIn("canvas", (5,), True, None, "a.zip: x", "2026-01-02 03:04:06", "00")
    students.write()
    again = Students.read(Classroom(tmp_path))
    assert again.by_folder == students.by_folder
    assert again.by_folder["testada-1"].person == Person(
        ("canvas:1", "canvas-login:ada"), "Ada Test", "testada", first="Ada", last="Test"
    )


def test_moodles_new_number_needs_more_than_a_name(students):
    first = students.admit(Person(("moodle:1",), "Ada Test", "Ada Test"), _never)
    assert students.admit(Person(("moodle:1",), "Ada Test", "Ada Test"), _never) is first
    with pytest.raises(Refused, match="may be ada-test-1 or somebody else of that name: add --roster"):
        students.admit(Person(("moodle:2",), "Ada  TEST", "Ada Test"), _never)
    assert students.admit(Person(("moodle:2",), "Ada  TEST", "Ada Test"), lambda name: True) is first
    assert first.person.ids == ("moodle:1", "moodle:2")
    assert students.admit(Person(("moodle:3",), "Bob Test", "Bob Test"), _never) is not first


def test_an_email_joins_moodles_numbers(students):
    first = students.admit(Person(("moodle:1", "moodle-email:ada@example.org"), "Ada Test"), _never)
    assert students.admit(Person(("moodle:2", "moodle-email:ada@example.org"), "Ada Test"), _never) is first
    assert students.admit(Person(("moodle:3", "moodle-email:ada2@example.org"), "Other", "Other"), _never) is not first


def test_namesakes_are_not_told_apart_by_their_name(students):
    students.admit(Person(("canvas:1",), "Ada Test"), _never)
    students.admit(Person(("canvas:2",), "Ada Test"), _never)
    with pytest.raises(Refused):
        students.admit(Person(("moodle:3",), "Ada Test"), lambda name: True)


def test_an_identity_that_would_join_two_students_is_refused(students):
    students.admit(Person(("canvas:1",), slug="a"), _never)
    students.admit(Person(("canvas:2",), slug="b"), _never)
    with pytest.raises(Refused, match="could be a-1 or b-2"):
        students.admit(Person(("canvas:1", "canvas:2")), _never)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"students": {"../x": {}}}',
        '{"students": {"a": {"ids": 3}}}',
        '{"students": {"../x": {"ids": ["canvas:1"], "name": "", "slug": "", "anonymous": false,'
        ' "first": "", "last": "", "email": "", "handed_in": {}}}}',
    ],
)
def test_a_list_of_students_that_is_none_is_never_written_over(content, tmp_path):
    (tmp_path / "students.json").write_text(content)
    with pytest.raises(CourseError, match="students.json cannot be read"):
        Students.read(Classroom(tmp_path))
    assert (tmp_path / "students.json").read_text() == content


def test_a_name_in_one_piece_is_whole_again_when_its_parts_are_joined():
    assert split_name(Person(("moodle:1",), "Ada Maria Test")) == ("Ada Maria", "Test")
    assert split_name(Person(("canvas:1",), "x", first="Ada", last="Test")) == ("Ada", "Test")
