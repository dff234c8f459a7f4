"""Whose a file is, by the names that Canvas, Moodle and Gradescope give."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from archives import TIME, make_zip
from hypothesis import given
from hypothesis import strategies as st

from autograder.desk.archive import open_source
from autograder.desk.platforms import uploads
from autograder.desk.upload import RECEIPT, TYPED, Context
from autograder.desk.which_notebook import by_name
from autograder.errors import CourseError

NAMES = ["01_tiny", "10_large"]


def _look(tmp_path, names, platform=None, content=b"{}", known=(), time=TIME, **more):
    """Contents by name in `more`; what else is in it goes to the context."""
    told = {key: more.pop(key) for key in ("pattern", "zone", "trust_dates", "note") if key in more}
    path = make_zip(tmp_path / "a.zip", [(name, more.get(name, content)) for name in names], time)
    return _read(path, platform, known, **told)


def _read(path, platform=None, known=(), **told):
    refused = {}
    with open_source(path) as source:
        context = Context(
            source,
            lambda name: (by_name(name, NAMES) or (None,))[0],
            lambda folder: folder in known,
            lambda member, why: refused.update({member.shown: why}),
            **told,
        )
        found, handed = uploads(context, platform)
    return found, handed, refused


CANVAS = {
    "doejane_4028_90041_01_tiny.ipynb": ("canvas:4028", "doejane", "01_tiny.ipynb", 90041, False),
    "doejane_LATE_4028_90041_01_tiny-1.ipynb": ("canvas:4028", "doejane", "01_tiny-1.ipynb", 90041, True),
    "zwölfstudent_4028_90041_01_tiny (1).ipynb": ("canvas:4028", "zwölfstudent", "01_tiny (1).ipynb", 90041, False),
    "anon_aB3xZ_90041_01_tiny.ipynb": ("canvas-anonymous:aB3xZ", "anon-aB3xZ", "01_tiny.ipynb", 90041, False),
    "LATE_anon_aB3xZ_90041_01_tiny.ipynb": ("canvas-anonymous:aB3xZ", "anon-aB3xZ", "01_tiny.ipynb", 90041, True),
    "late_LATE_4028_90041_01_tiny.ipynb": ("canvas:4028", "late", "01_tiny.ipynb", 90041, True),
    "doejane_late_4028_90041_01_tiny.ipynb": ("canvas:4028", "doejane", "01_tiny.ipynb", 90041, True),
    "late_4028_90041_01_tiny.ipynb": ("canvas:4028", "late", "01_tiny.ipynb", 90041, False),
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


def test_what_was_typed_into_canvas_is_somebodys_and_no_file(tmp_path):
    _, handed, refused = _look(
        tmp_path,
        ["doejane_LATE_4028_text.html", "roejo_4029_link.html", "anon_aB3_text.html", "roejo_4029_1_01_tiny.ipynb"],
    )
    found = {(one.person.ids[0], one.person.slug, one.late, one.kind) for one in handed}
    assert found == {
        ("canvas:4028", "doejane", True, TYPED),
        ("canvas:4029", "roejo", False, TYPED),
        ("canvas-anonymous:aB3", "anon-aB3", False, TYPED),
        ("canvas:4029", "roejo", False, ""),
    }
    assert not refused


def test_canvas_quizzes_name_the_student_before_the_question(tmp_path):
    platform, handed, _ = _look(
        tmp_path, [f"doe_{who}{user}_question_77_{user}1_01_tiny.ipynb" for who, user in (("jane", 401), ("jo", 402))]
    )
    assert platform == "canvas"
    assert [(one.person.ids[0], one.person.slug, one.original) for one in handed] == [
        ("canvas:401", "doe_jane", "01_tiny.ipynb"),
        ("canvas:402", "doe_jo", "01_tiny.ipynb"),
    ]


def test_canvas_names_are_understood_in_whatever_folders_they_were_put_since(tmp_path):
    names = ["aab_1_11_01_tiny.ipynb", "bbc_2_12_01_tiny.ipynb", "ccd_3_13_01_tiny.ipynb"]
    for folders in (["hw/", "hw/", "hw/"], ["hw/a/", "hw/a/", "hw/b/"], ["", "", ""]):
        platform, handed, refused = _look(
            tmp_path, ["README.txt", *(f"{folder}{name}" for folder, name in zip(folders, names, strict=True))]
        )
        assert platform == "canvas" and {one.person.ids[0] for one in handed} == {"canvas:1", "canvas:2", "canvas:3"}
        assert set(refused) == {"README.txt"}


def test_a_number_that_all_files_have_is_no_students(tmp_path):
    """`ann_4_2_mine.ipynb` looks like Canvas's: user 4, file 2."""
    _, handed, refused = _look(tmp_path, ["ann_4_2_mine.ipynb", "bob_4_2_mine.ipynb"])
    assert not handed and len(refused) == 2 and "--pattern" in next(iter(refused.values()))
    platform, handed, _ = _look(tmp_path, ["ann/hw_4_2_mine.ipynb", "bob/hw_4_2_mine.ipynb"])
    assert platform == "folders" and {one.person.ids[0] for one in handed} == {"folder:ann", "folder:bob"}


def test_canvas_names_in_a_folder_for_each_student_are_asked_about(tmp_path):
    names = ["a/aab_1_11_01_tiny.ipynb", "b/bbc_2_12_01_tiny.ipynb"]
    with pytest.raises(CourseError, match="--from canvas .* or with --from folders"):
        _look(tmp_path, names)
    assert {one.person.ids[0] for one in _look(tmp_path, names, "canvas")[1]} == {"canvas:1", "canvas:2"}
    assert {one.person.ids[0] for one in _look(tmp_path, names, "folders")[1]} == {"folder:a", "folder:b"}


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
    assert {(one.person.ids[0], one.kind) for one in handed} == {("moodle:1", ""), ("moodle:2", TYPED)}
    assert not refused


def test_a_number_of_moodles_with_two_names_is_nobodys(tmp_path):
    _, handed, refused = _look(
        tmp_path, [f"{name}_7_assignsubmission_file_/01_tiny.ipynb" for name in ("Ada One", "Bob Two")]
    )
    assert not handed and set(refused.values()) == {"two students have Moodle's number 7, which Moodle gives to one"}


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
    assert handed[0].person.ids == ("gradescope:one@example.org", "gradescope-sid:200"), "both are kept"
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


def test_a_students_own_files_do_not_make_another_platform_of_the_class(tmp_path):
    ada, bob = "Ada One_1_assignsubmission_file_", "Bob Two_2_assignsubmission_file_"
    theirs = [
        f"{ada}/submission_metadata.yml",
        f"{ada}/submission_1/01_tiny.ipynb",
        f"{ada}/x+y+2025-01-01/01_tiny.ipynb",
    ]
    for names in (theirs, [*theirs, f"{bob}/01_tiny.ipynb"]):
        platform, handed, _ = _look(tmp_path, names)
        assert platform == "moodle" and {one.person.ids[0] for one in handed} <= {"moodle:1", "moodle:2"}


def test_gradescopes_folders_without_its_list_are_asked_about(tmp_path):
    with pytest.raises(CourseError, match="has no submission_metadata.yml, which Gradescope adds"):
        _look(tmp_path, ["submission_1/01_tiny.ipynb", "submission_2/01_tiny.ipynb"])


def test_other_folders_are_students_and_a_time_that_they_can_write_is_not_believed(tmp_path):
    notes = []
    platform, handed, refused = _look(
        tmp_path,
        [
            "student-01/01_tiny/01_tiny.ipynb",
            "student-01/01_tiny/timestamp.txt",
            "Zoë (2)/x/y/01_tiny.ipynb",
            "lost.ipynb",
        ],
        note=notes.append,
        **{"student-01/01_tiny/timestamp.txt": b"2020-01-02 10:30:00 UTC\n"},
    )
    assert platform == "folders"
    assert [(one.person.ids[0], one.time, one.attempt) for one in handed] == [
        ("folder:student-01", None, ()),
        ("folder:Zoë (2)", None, ()),
    ]
    assert refused == {"lost.ipynb": "in nobody's folder: put it in STUDENT/, or say whose it is with --pattern"}
    assert "timestamp.txt in 1 folders is not believed" in notes[0] and "--from nbgrader" in notes[0]


def test_nbgraders_own_folders_are_believed_where_it_is_said_that_they_are(tmp_path):
    stamp = "submitted/student-01/01_tiny/timestamp.txt"
    names = ["submitted/student-01/01_tiny/01_tiny.ipynb", stamp, "submitted/student-02/01_tiny/01_tiny.ipynb"]
    platform, handed, refused = _look(tmp_path, names, "nbgrader", **{stamp: b"2026-01-02 10:30:00 UTC\n"})
    assert [(one.person.ids[0], one.time) for one in handed] == [
        ("folder:student-01", datetime(2026, 1, 2, 10, 30)),
        ("folder:student-02", None),
    ]
    assert platform == "nbgrader" and not refused


INBOUND = "student-01+01_tiny+2026-03-0{day} {clock}{zone}{rest}"


@pytest.mark.parametrize("around", ["", "inbound/", "exchange/course/inbound/"])
@pytest.mark.parametrize(
    "clock, zone, rest", [("10:15:00.123456", " UTC", "+r-_4"), ("10_15_00.12", " UTC", ""), ("11:15:00", " +0100", "")]
)
def test_nbgraders_inbound_is_read_with_its_times_wherever_it_lies(around, clock, zone, rest, tmp_path):
    folders = [around + INBOUND.format(day=day, clock=clock, zone=zone, rest=rest) for day in (3, 4)]
    stamps = {f"{folders[1]}/timestamp.txt": b"2020-01-01 00:00:00 UTC"}
    platform, handed, refused = _look(
        tmp_path, [f"{folders[0]}/01_tiny.ipynb", f"{folders[1]}/01_tiny.ipynb", *stamps], **stamps
    )
    assert platform == "nbgrader" and not refused
    assert {one.person.ids for one in handed} == {("folder:student-01",)}
    assert [one.time for one in handed] == [datetime(2026, 3, 3, 10, 15), datetime(2026, 3, 4, 10, 15)]
    assert handed[0].hand_in < handed[1].hand_in and handed[0].attempt < handed[1].attempt


BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    "names",
    [
        ["1-9 - Ann Alpha - Mar {}, 2025 1015 AM/01_tiny.ipynb", "2-9 - Bob Beta - Mar {}, 2025 1015 AM/01_tiny.ipynb"],
        [
            "1-9 - Ann Alpha - Mar {}, 2025 1015 AM - 01_tiny.ipynb",
            "2-9 - Bob Beta - Mar {}, 2025 1015 AM - 01_tiny.ipynb",
        ],
        ["1-9 - Ann Alpha- {} March 2025 10:15 - 01_tiny.ipynb", "2-9 - Bob Beta- {} March 2025 10:15 - 01_tiny.ipynb"],
    ],
)
def test_brightspace_names_are_taken_apart_with_folders_and_without(names, tmp_path):
    platform, handed, refused = _look(
        tmp_path, ["index.html", *(f"hw/{name.format(day)}" for name in names for day in (3, 4))], zone=BERLIN
    )
    assert platform == "brightspace" and set(refused) == {"index.html"}
    assert [(one.person.ids[0], one.person.name, one.original) for one in handed] == [
        *[("brightspace:1", "Ann Alpha", "01_tiny.ipynb")] * 2,
        *[("brightspace:2", "Bob Beta", "01_tiny.ipynb")] * 2,
    ]
    assert [one.time for one in handed][:2] == [datetime(2025, 3, 3, 9, 15), datetime(2025, 3, 4, 9, 15)]
    assert handed[0].hand_in < handed[1].hand_in


def test_brightspace_files_keep_dashes_of_their_own(tmp_path):
    _, (one,), _ = _look(tmp_path, ["13-80 - Mary-Ann O'Test - Mar 29, 2025 1205 PM - A - Homework 6.zip"])
    assert (one.person.name, one.original) == ("Mary-Ann O'Test", "A - Homework 6.zip")


def test_a_date_of_brightspaces_in_another_language_is_no_time_and_no_students_name(tmp_path):
    _, handed, _ = _look(tmp_path, [f"1-9 - Ann Alpha - {day} mars 2025 10 h 15/01_tiny.ipynb" for day in (3, 4)])
    assert {(one.person.ids[0], one.person.name, one.time, one.hand_in) for one in handed} == {
        ("brightspace:1", "Ann Alpha", None, ())
    }


def test_brightspace_two_numbers_before_one_name_are_one_student_only_if_others_show_it(tmp_path):
    two = ["1-9 - Ann Alpha - Mar 3, 2025 1015 AM/01_tiny.ipynb", "2-9 - Ann Alpha - Mar 4, 2025 1015 AM/01_tiny.ipynb"]
    bob = [f"3-9 - Bob Beta - Mar {day}, 2025 1015 AM/01_tiny.ipynb" for day in (3, 4)]
    _, handed, refused = _look(tmp_path, [*two, "3-9 - Bob Beta - Mar 3, 2025 1015 AM/01_tiny.ipynb"])
    assert {one.person.ids[0] for one in handed} == {"brightspace:3"}
    assert len(refused) == 2 and "two students or two attempts of one" in next(iter(refused.values()))
    _, handed, refused = _look(tmp_path, [*two, *bob])  # Bob's two attempts have one number
    assert {one.person.ids[0] for one in handed} == {"brightspace:1", "brightspace:2", "brightspace:3"} and not refused
    _, handed, _ = _look(tmp_path, [*bob, "3-9 - Ann Alpha - Mar 3, 2025 1015 AM/01_tiny.ipynb"])
    assert {one.person.ids[0] for one in handed} == {"brightspace-name:bob beta", "brightspace-name:ann alpha"}


RECEIPT_TEXT = (
    "Name: Ann Alpha (a_alpha)\nAssignment: HW_1\nDate Submitted: Tuesday, 4 March 2025 10:15:00 o'clock CET\n"
)


def _blackboard(*users, times=("2025-03-04-10-15-00",)):
    return [f"HW_1_{user}_attempt_{time}_01_tiny.ipynb" for user in users for time in times]


def test_blackboard_names_are_taken_apart_with_the_help_of_its_receipts(tmp_path):
    receipt = "HW_1_a_alpha_attempt_2025-03-04-10-15-00.txt"
    platform, handed, refused = _look(
        tmp_path, [*_blackboard("a_alpha", "bob"), receipt], zone=BERLIN, **{receipt: RECEIPT_TEXT.encode()}
    )
    assert platform == "blackboard" and not refused
    assert [(one.person.ids, one.person.name, one.original, one.kind) for one in handed] == [
        (("blackboard:a_alpha", "login:a_alpha"), "Ann Alpha", "01_tiny.ipynb", ""),
        (("blackboard:bob", "login:bob"), "", "01_tiny.ipynb", ""),
        (("blackboard:a_alpha", "login:a_alpha"), "Ann Alpha", receipt, RECEIPT),
    ]
    assert {one.time for one in handed} == {datetime(2025, 3, 4, 9, 15)}


def test_blackboard_without_receipts_is_read_only_where_it_can_be_read_in_one_way(tmp_path):
    _, handed, _ = _look(tmp_path, _blackboard("smith", "j_smith"))
    assert [one.person.ids[0] for one in handed] == ["blackboard:smith", "blackboard:j_smith"]
    _, handed, refused = _look(tmp_path, _blackboard("a_smith", "b_smith"))
    assert not handed and "nothing says where the username begins" in next(iter(refused.values()))
    _, handed, _ = _look(tmp_path, _blackboard("ann", times=("2025-03-04-10-15-00", "2025-03-03-10-15-00")))
    assert handed[0].hand_in > handed[1].hand_in and len({one.person.ids for one in handed}) == 1


SAKAI = "Homework 4/Alpha, Ann(u123)"


@pytest.mark.parametrize("stamp", ["20250304101500000", "2025-03-04T10:15:00Z"])
def test_sakai_names_are_taken_apart_and_its_own_time_is_believed_not_a_students(stamp, tmp_path):
    theirs = f"{SAKAI}/Submission attachment(s)/timestamp.txt"
    text, feedback = f"{SAKAI}/Alpha, Ann(u123)_submissionText.html", f"{SAKAI}/Feedback Attachment(s)/01_tiny.ipynb"
    platform, handed, refused = _look(
        tmp_path,
        [f"{SAKAI}/Submission attachment(s)/01_tiny.ipynb", theirs, f"{SAKAI}/timestamp.txt", text, feedback]
        + ["Homework 4/grades.csv"],
        zone=BERLIN,
        **{f"{SAKAI}/timestamp.txt": stamp.encode(), theirs: b"2020-01-01T00:00:00Z"},
    )
    assert platform == "sakai" and set(refused) == {"Homework 4/grades.csv"}
    assert {(one.person.ids, one.person.first, one.person.last) for one in handed} == {
        (("sakai:u123", "login:u123"), "Ann", "Alpha")
    }
    assert {one.time for one in handed} == {datetime(2025, 3, 4, 10, 15)}
    assert [one.original for one in handed if not one.kind] == ["01_tiny.ipynb", "timestamp.txt"]
    assert [one.original for one in handed if one.kind == TYPED] == ["Alpha, Ann(u123)_submissionText.html"]


def test_a_time_in_a_folder_that_only_looks_like_sakais_is_not_believed(tmp_path):
    stamp = "Alpha, Ann (u123)/timestamp.txt"
    _, handed, _ = _look(tmp_path, ["Alpha, Ann (u123)/01_tiny.ipynb", stamp], **{stamp: b"2020-01-01T00:00:00Z"})
    assert {(one.person.ids[0], one.time, one.hand_in) for one in handed} == {("sakai:u123", None, ())}


def test_sakai_without_folders(tmp_path):
    platform, (one,), _ = _look(tmp_path, ["hw/Alpha, Ann(u123)_Submission attachment(s)_01_tiny.ipynb"])
    assert (platform, one.person.ids[0], one.original) == ("sakai", "sakai:u123", "01_tiny.ipynb")


@pytest.mark.parametrize("around", ["", "multi_feedback_HW_1_55/", "Submissions/", "Submissions/Team 3/"])
def test_ilias_folders_are_students_with_its_mark_of_late_ones(around, tmp_path):
    platform, handed, _ = _look(
        tmp_path,
        [
            f"{around}Alpha_Ann_Maria_aalpha_4711/01_tiny.ipynb",
            f"{around}Beta_Bob_bbeta_4712/Late Submission - 01_tiny.ipynb",
        ],
    )
    assert platform == "ilias"
    assert [(one.person.ids, one.person.name, one.original, one.late) for one in handed] == [
        (
            ("folder:Alpha_Ann_Maria_aalpha_4711", "ilias:4711", "login:aalpha"),
            "Ann Maria Alpha",
            "01_tiny.ipynb",
            False,
        ),
        (("folder:Beta_Bob_bbeta_4712", "ilias:4712", "login:bbeta"), "Bob Beta", "01_tiny.ipynb", True),
    ]


def test_a_platforms_names_among_others_are_no_names_of_students(tmp_path):
    _, handed, refused = _look(
        tmp_path,
        [*(f"student-{n}/01_tiny.ipynb" for n in "abc"), "Ada One_1_assignsubmission_file_/01_tiny.ipynb"],
    )
    assert {one.person.ids[0] for one in handed} == {f"folder:student-{n}" for n in "abc"}
    assert list(refused.values()) == ["named as Moodle names files, among others: collect Moodle's by themselves"]


def test_a_platforms_names_among_others_are_found_in_a_folder_around_all_too(tmp_path):
    _, handed, refused = _look(
        tmp_path,
        [*(f"x/student-{n}/01_tiny.ipynb" for n in "abc"), "x/Ada One_1_assignsubmission_file_/01_tiny.ipynb"],
    )
    assert len(handed) == 3 and "named as Moodle names files" in next(iter(refused.values()))
    inbound = "exchange/inbound/ann+01_tiny+2025-03-03 10:15:00.000000 UTC/01_tiny.ipynb"
    platform, handed, refused = _look(tmp_path, [inbound, "exchange/outbound/01_tiny/01_tiny.ipynb"])
    assert platform == "nbgrader" and [one.person.ids[0] for one in handed] == ["folder:ann"] and len(refused) == 1


@pytest.mark.parametrize(
    "name, pattern",
    [("ann.zip", "{student}.zip"), ("Ann - x.ipynb", "{student} - {file}"), ("ann_x.ipynb", "{student}_{file}")],
)
def test_a_pattern_that_would_fit_is_proposed(name, pattern, tmp_path):
    with pytest.raises(CourseError, match=re.escape(f"--pattern '{pattern}'")):
        _look(tmp_path, [name, f"b{name}"])


def test_what_somebody_packed_once_more_is_the_same(tmp_path):
    inner = make_zip(tmp_path / "in.zip", [("aab_1_11_01_tiny.ipynb", b"{}"), ("bbc_2_12_01_tiny.ipynb", b"{}")])
    path = make_zip(tmp_path / "out.zip", [("download.zip", inner.read_bytes()), ("__MACOSX/._download.zip", b"")])
    platform, handed, _ = _read(path)
    assert platform == "canvas" and {one.person.ids[0] for one in handed} == {"canvas:1", "canvas:2"}


JUNK = ["__MACOSX/._01_tiny.ipynb", "a/.DS_Store", "a/THUMBS.DB", "a/Desktop.ini", "a/.ipynb_checkpoints/01_tiny.ipynb"]
JUNK += ["a/.git/x.ipynb", "a/venv/lib/x.ipynb", "a/__pycache__/x.pyc", "a/~$notes.docx"]


def test_what_systems_and_programs_leave_is_passed_over(tmp_path):
    _, handed, refused = _look(tmp_path, ["a/01_tiny.ipynb", "b/01_tiny.ipynb", *JUNK])
    assert [one.member.shown for one in handed] == ["a/01_tiny.ipynb", "b/01_tiny.ipynb"] and not refused


# Where a class lies -> its students' folders; or what is asked.
SHAPES = {
    "a folder around all": (["class/ann/01_tiny.ipynb", "class/bob/01_tiny.ipynb"], "ann bob"),
    "two around all": (["x/hw/ann/01_tiny.ipynb", "x/hw/bob/01_tiny.ipynb"], "ann bob"),
    "one student's two": (["ann/01_tiny/01_tiny.ipynb", "ann/10_large/10_large.ipynb"], "ann"),
    "one student": (["ann/01_tiny.ipynb"], "ann"),
    "a loose file": (["hw4/README.txt", "hw4/ann/01_tiny.ipynb", "hw4/bob/01_tiny.ipynb"], "ann bob"),
    "a loose file outside": (["README.txt", "hw4/ann/01_tiny.ipynb", "hw4/bob/01_tiny.ipynb"], "ann bob"),
    "a loose notebook": (["hw4/01_tiny.ipynb", "hw4/ann/01_tiny.ipynb", "hw4/bob/01_tiny.ipynb"], "ann bob"),
    "other work": (["hw4/ann/my.ipynb", "hw4/bob/all.zip", "hw4/cy/scan.pdf"], "ann bob cy"),
    "no work at all": (["ann/scan.pdf", "bob/page.html"], "ann bob"),
    "of assignments": (["01_tiny/ann/01_tiny.ipynb", "10_large/ann/10_large.ipynb"], "ann"),
    "drafts of one": (["ann/final/01_tiny.ipynb", "ann/old/01_tiny.ipynb"], "ann"),
    "drafts of one of many": (["ann/a/01_tiny.ipynb", "ann/b/01_tiny.ipynb", "bob/01_tiny.ipynb"], "ann bob"),
    "a wrapper of one": (["submissions/ann/01_tiny.ipynb"], "ann"),
    "a wrapper like the archive": (["a/ann/01_tiny.ipynb"], "ann"),
    "a folder of work": (["ann/work/01_tiny.ipynb"], "ann"),
    "a helper beside it": (["ann/01_tiny.ipynb", "ann/lib/helper.ipynb", "ann/more/plots.ipynb"], "ann"),
    "GitHub Classroom's": (["01-tiny-ann/01_tiny.ipynb", "01-tiny-b-ob/01_tiny.ipynb"], "ann b-ob"),
    "GitHub Classroom's with another name": (
        ["hw-submissions/hw-ann/01_tiny.ipynb", "hw-submissions/hw-bob/01_tiny.ipynb"],
        "ann bob",
    ),
    "nobody's": (["01_tiny.ipynb", "01_tiny-1.ipynb"], "ask"),
    "in an assignment's folder": (["01_tiny/01_tiny.ipynb"], "ask"),
    "one in another": (["ann/bob/01_tiny.ipynb"], "ask"),
    "two assignments": ([f"hw{n}/{who}/01_tiny.ipynb" for n in (1, 2) for who in ("ann", "bob")], "ask"),
    "only drafts": (["final/01_tiny.ipynb", "draft/01_tiny.ipynb"], "ask"),
}


@pytest.mark.parametrize("case", SHAPES)
def test_folders_are_students_or_it_is_asked_and_never_guessed(case, tmp_path):
    names, students = SHAPES[case]
    if students == "ask":
        with pytest.raises(CourseError) as said:
            _look(tmp_path, names)
        assert "--pattern '" in str(said.value) and len(str(said.value).splitlines()) == 1
    else:
        _, handed, refused = _look(tmp_path, names)
        assert {one.person.ids[0].removeprefix("folder:") for one in handed} == set(students.split())
        assert all("nobody's folder" in why for why in refused.values())


@pytest.mark.parametrize(
    "known, students",
    [("ann", "ann"), ("a", "a b"), ("b", "a b"), ("", "a b")],
)
def test_an_outer_folder_that_is_a_known_students_is_no_wrapper(known, students, tmp_path):
    names = ["ann/a/01_tiny.ipynb", "ann/b/01_tiny.ipynb"]
    _, handed, _ = _look(tmp_path, names, known=known)
    assert {one.person.ids[0].removeprefix("folder:") for one in handed} == set(students.split())


@pytest.mark.parametrize("wrong", ["final", "01_tiny"])
def test_a_folder_that_is_hardly_a_students_is_named(wrong, tmp_path):
    names = ["ann/01_tiny.ipynb", "bob/01_tiny.ipynb", f"{wrong}/01_tiny.ipynb"]
    _, handed, refused = _look(tmp_path, names)
    assert {one.person.ids[0] for one in handed} == {"folder:ann", "folder:bob"}
    assert f"{wrong}/ is hardly a student's" in refused[names[-1]]


# A pattern, a name, and the student, the file, the time and the name in it.
PATTERNS = [
    ("{student}/{file}", "ann/deep/01_tiny.ipynb", "ann", "01_tiny.ipynb", None),
    ("{student}_{time}_{file}", "ann_2025-03-04 10-15-00_01_tiny.ipynb", "ann", "01_tiny.ipynb", (2025, 3, 4, 10, 15)),
    ("{student}_{time}_{file}", "d_oe_20250304_01_tiny.ipynb", "d_oe", "01_tiny.ipynb", (2025, 3, 4)),
    ("{name} ({student}) - {file}", "Ann A (a1) - 01_tiny.ipynb", "a1", "01_tiny.ipynb", None),
    ("{student}.zip", "ann.zip", "ann", "ann.zip", None),
    ("hw{any}/{student}/{file}", "hw4/ann/01_tiny.ipynb", "ann", "01_tiny.ipynb", None),
    ("{student}_{file}", "doe_jane_01_tiny.ipynb", "doe_jane", "01_tiny.ipynb", None),
    ("{student}/{file}", "around/all/ann/01_tiny.ipynb", "ann", "01_tiny.ipynb", None),
]


@pytest.mark.parametrize("pattern, name, student, file, time", PATTERNS)
def test_a_pattern_says_how_names_are_read(pattern, name, student, file, time, tmp_path):
    known = (student,) if name.startswith("around") else ()
    pattern = "around/all/" + pattern if known else pattern
    platform, (one,), refused = _look(tmp_path, [name], pattern=pattern, zone=ZoneInfo("UTC"))
    assert (platform, one.person.ids, one.original) == ("pattern", (f"folder:{student}",), file) and not refused
    assert one.time == (datetime(*time) if time else None) and bool(one.attempt) == bool(time)


def test_a_pattern_leaves_out_folders_around_everything(tmp_path):
    _, (one,), _ = _look(tmp_path, ["download/ann_01_tiny.ipynb"], pattern="{student}_{file}")
    assert one.person.ids == ("folder:ann",)


def test_what_fits_a_pattern_in_two_ways_is_asked_about_unless_one_is_known(tmp_path):
    names = ["doe_jane_my.ipynb", "x.ipynb"]
    _, handed, refused = _look(tmp_path, names, pattern="{student}_{file}")
    assert not handed and refused["doe_jane_my.ipynb"].startswith("can be read as doe or doe_jane")
    assert refused["x.ipynb"] == "does not fit the pattern"
    _, (one,), _ = _look(tmp_path, names, pattern="{student}_{file}", known=("doe_jane",))
    assert one.person.ids == ("folder:doe_jane",)


@pytest.mark.parametrize(
    "pattern, said",
    [
        ("{file}", "it has no {student}"),
        ("{student}/{student}", "it has no {student}, or several"),
        ("{file}/{student}", "{file} is not its end"),
        ("{student}{file}", "nothing stands between"),
        ("{student}/{who}", "{who} is no part of a name"),
        ("{student}-x/{file}", "no file in .* fits"),
    ],
)
def test_a_pattern_that_is_none_or_fits_nothing_is_one_line(pattern, said, tmp_path):
    with pytest.raises(CourseError, match=said) as error:
        _look(tmp_path, ["ann/01_tiny.ipynb"], pattern=pattern)
    assert len(str(error.value).splitlines()) == 1


def test_a_long_name_does_not_take_long_to_be_read(tmp_path):
    """Three fields and a name of nothing but what stands between them: a hundred million ways to read it."""
    _, handed, _ = _look(
        tmp_path, ["a" + "_a" * 450 + ".ipynb", "b_c_d_01_tiny.ipynb"], pattern="{any}_{student}_{any}_{file}"
    )
    assert all(one.person.ids != ("folder:a",) for one in handed)


def test_dates_of_files_order_them_only_where_they_are_trusted(tmp_path):
    for trusted in (False, True):
        _, (one,), _ = _look(tmp_path, ["ann/01_tiny.ipynb"], trust_dates=trusted)
        assert one.attempt == (TIME if trusted else ())
