"""Whose a file is, by the names that Canvas, Moodle and Gradescope give."""

from __future__ import annotations

from datetime import datetime

import pytest
from archives import make_zip
from hypothesis import given
from hypothesis import strategies as st

from autograder.desk.archive import open_source
from autograder.desk.platforms import handed_in
from autograder.desk.which_notebook import by_name
from autograder.errors import CourseError

NAMES = ["01_tiny", "10_large"]


def _look(tmp_path, names, platform=None, content=b"{}", **contents):
    path = make_zip(tmp_path / "a.zip", [(name, contents.get(name, content)) for name in names])
    return _read(path, platform)


def _read(path, platform=None):
    refused = {}
    with open_source(path) as source:
        found, handed = handed_in(
            source,
            lambda name: by_name(name, NAMES) is not None,
            lambda member, why: refused.update({member.shown: why}),
            platform,
        )
    return found, handed, refused


CANVAS = {
    "doejane_4028_90041_01_tiny.ipynb": ("canvas:4028", "doejane", "01_tiny.ipynb", 90041, False),
    "doejane_LATE_4028_90041_01_tiny-1.ipynb": ("canvas:4028", "doejane", "01_tiny-1.ipynb", 90041, True),
    "zwölfstudent_4028_90041_01_tiny (1).ipynb": ("canvas:4028", "zwölfstudent", "01_tiny (1).ipynb", 90041, False),
    "anon_aB3xZ_90041_01_tiny.ipynb": ("canvas-anonymous:aB3xZ", "anon-aB3xZ", "01_tiny.ipynb", 90041, False),
    "LATE_anon_aB3xZ_90041_01_tiny.ipynb": ("canvas-anonymous:aB3xZ", "anon-aB3xZ", "01_tiny.ipynb", 90041, True),
    "late_LATE_4028_90041_01_tiny.ipynb": ("canvas:4028", "late", "01_tiny.ipynb", 90041, True),
    "doe_jane_4028_90041_10_large.ipynb": ("canvas:4028", "doe_jane", "10_large.ipynb", 90041, False),
    # Who calls herself like somebody's numbers stays herself.
    "4_4028_90041_01_tiny.ipynb": ("canvas:4028", "4", "01_tiny.ipynb", 90041, False),
    "doe_77_4028_90041_01_tiny.ipynb": ("canvas:4028", "doe_77", "01_tiny.ipynb", 90041, False),
}


@pytest.mark.parametrize("name", CANVAS)
def test_canvas_names_are_taken_apart(name, tmp_path):
    platform, (one,), refused = _look(tmp_path, [name])
    assert platform == "canvas" and not refused
    assert (one.person.ids[0], one.person.slug, one.original, one.attempt[0], one.late) == CANVAS[name]
    assert one.person.anonymous == ("anon" in name) and one.time is None


def test_a_canvas_name_that_could_be_two_students_is_nobodys(tmp_path):
    _, handed, refused = _look(tmp_path, ["doe_77_4028_90041_other.ipynb", "doejane_1_2_01_tiny.ipynb"])
    assert [one.person.ids for one in handed] == [("canvas:1",)]
    assert refused == {
        "doe_77_4028_90041_other.ipynb": "its name can be read as two students': put it in submitted/ yourself"
    }


def test_what_was_typed_into_canvas_is_no_file(tmp_path):
    _, handed, refused = _look(
        tmp_path, ["doejane_4028_text.html", "roejo_4029_link.html", "roejo_4029_1_01_tiny.ipynb"]
    )
    assert len(handed) == 1 and set(refused.values()) == {"typed into Canvas, no file"}


@given(
    st.text("abcäß_ñ漢", min_size=1, max_size=12).filter(lambda name: name.strip("_")),
    st.booleans(),
    st.integers(1, 10**9),
    st.integers(1, 10**9),
    st.sampled_from(["", "-1", " (2)", "-Copy1"]),
)
def test_every_canvas_name_gives_back_what_it_was_made_of(tmp_path_factory, name, late, user, file, copy):
    tmp_path = tmp_path_factory.mktemp("canvas")
    made = "_".join([name, *(["LATE"] if late else []), str(user), str(file), f"01_tiny{copy}.ipynb"])
    _, (one,), _ = _look(tmp_path, [made])
    assert (one.person.ids, one.late, one.attempt) == ((f"canvas:{user}",), late, (file,))
    assert by_name(one.original, NAMES)[0] == "01_tiny"


@pytest.mark.parametrize(
    "name, original",
    [
        ("Zoë Zwölf_123_assignsubmission_file_/01_tiny.ipynb", "01_tiny.ipynb"),
        ("Zoë Zwölf_123_assignsubmission_file/work/01_tiny.ipynb", "01_tiny.ipynb"),
        ("Zoë Zwölf_123_assignsubmission_file_01_tiny.ipynb", "01_tiny.ipynb"),
        ("course-01-55/Zoë Zwölf_123_assignsubmission_file/01_tiny.ipynb", "01_tiny.ipynb"),
    ],
)
def test_moodle_names_are_taken_apart_with_folders_and_without(name, original, tmp_path):
    platform, (one,), refused = _look(tmp_path, [name, "__MACOSX/x", ".DS_Store"])
    assert (platform, one.person.ids, one.person.name, one.original) == (
        "moodle",
        ("moodle:123",),
        "Zoë Zwölf",
        original,
    )
    assert not refused and not one.person.anonymous


def test_moodle_hides_names_in_every_language(tmp_path):
    _, handed, _ = _look(
        tmp_path, [f"Teilnehmer in_{number}_assignsubmission_file_/01_tiny.ipynb" for number in (1, 2)]
    )
    assert [one.person.anonymous for one in handed] == [True, True] and {one.person.name for one in handed} == {""}


def test_a_students_own_file_name_does_not_change_the_platform_or_the_student(tmp_path):
    _, handed, refused = _look(
        tmp_path,
        [
            "Ada One_1_assignsubmission_file_/doejane_4028_90041_01_tiny.ipynb",
            "Ada One_1_assignsubmission_file_/Bob Two_2_assignsubmission_file_/01_tiny.ipynb",
            "Bob Two_2_assignsubmission_onlinetext_/onlinetext.html",
        ],
    )
    assert {one.person.ids for one in handed} == {("moodle:1",)}
    assert refused == {"Bob Two_2_assignsubmission_onlinetext_/onlinetext.html": "typed into Moodle, no file"}


METADATA = b"""\
submission_11:
  :submitters:
  - :name: Pair One
    :sid: '200'
    :email: One@Example.org
  - :name: Pair Two
    :sid: '201'
    :email: ''
  :created_at: 2026-01-02 10:30:00 -08:00
submission_12:
  :submitters:
  - :name: Solo
    :email: solo@example.org
  :created_at: !ruby/object:ActiveSupport::TimeWithZone
    utc: 2026-01-03 09:00:00.000000000 Z
    time: 2026-01-03 01:00:00.000000000 Z
submission_13: 7
"""


def _gradescope(tmp_path, metadata=METADATA):
    entries = [
        ("export/submission_metadata.yml", metadata),
        *((f"export/submission_{number}/01_tiny.ipynb", b"{}") for number in (11, 12, 13, 14)),
    ]
    return _read(make_zip(tmp_path / "a.zip", entries))


def test_gradescope_lists_who_handed_in_and_when_each_of_a_group(tmp_path):
    platform, handed, refused = _gradescope(tmp_path)
    assert platform == "gradescope"
    assert [(one.person.ids[0], one.person.name, one.attempt, one.time) for one in handed] == [
        ("gradescope:one@example.org", "Pair One", (11,), datetime(2026, 1, 2, 18, 30)),
        ("gradescope-sid:201", "Pair Two", (11,), datetime(2026, 1, 2, 18, 30)),
        ("gradescope:solo@example.org", "Solo", (12,), datetime(2026, 1, 3, 9)),
    ]
    assert [shown.split("/")[1] for shown in refused] == ["submission_13", "submission_14"]


@pytest.mark.parametrize(
    "metadata",
    [
        b"",
        b"- a\n- b\n",
        b": :\n  -",
        b"a: !!python/object/apply:os.system ['true']\n",
        b"\xff\xfe",
        b"[" * 100_000,
        b"a: " * 60 + b"1",
        b"a: &a {x: 1}\nb: {<<: *a}\n",
    ],
)
def test_a_gradescope_list_that_is_none_is_one_line_and_nothing_in_it_runs(metadata, tmp_path):
    with pytest.raises(CourseError, match="submission_metadata.yml in .*a.zip") as said:
        _gradescope(tmp_path, metadata)
    assert len(str(said.value).splitlines()) == 1


def test_other_folders_are_students_with_their_time_where_it_is_written_down(tmp_path):
    platform, handed, refused = _look(
        tmp_path,
        [
            "student-01/01_tiny/01_tiny.ipynb",
            "student-01/01_tiny/timestamp.txt",
            "Zoë (2)/x/y/01_tiny.ipynb",
            "lost.ipynb",
        ],
        **{"student-01/01_tiny/timestamp.txt": b"2026-01-02 10:30:00 UTC\n"},
    )
    assert platform == "folders"
    assert [(one.person.ids[0], one.time) for one in handed] == [
        ("folder:student-01", datetime(2026, 1, 2, 10, 30)),
        ("folder:Zoë (2)", None),
    ]
    assert refused == {"lost.ipynb": "in nobody's folder: put it in STUDENT/"}


@pytest.mark.parametrize(
    "names, students",
    [
        (
            ["class/student-01/01_tiny.ipynb", "class/student-02/01_tiny.ipynb"],
            {"folder:student-01", "folder:student-02"},
        ),
        (["student-01/01_tiny/01_tiny.ipynb", "student-01/10_large/10_large.ipynb"], {"folder:student-01"}),
        (["student-01/01_tiny.ipynb"], {"folder:student-01"}),
    ],
)
def test_a_folder_around_everything_is_no_student_and_a_single_student_is_one(names, students, tmp_path):
    _, handed, _ = _look(tmp_path, names)
    assert {one.person.ids[0] for one in handed} == students
