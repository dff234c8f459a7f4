"""Due dates and more time: kept in nbgrader's gradebook, and at once in marks, pages and exports."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
import subprocess
import sys
from datetime import datetime, timedelta

import pytest
from killing import killed_at
from mini_course import NAME
from nbgrader.api import Gradebook

from autograder.classroom import prepare_classroom
from autograder.desk.students import Students
from autograder.gradebook import LatePlugin

pytestmark = pytest.mark.usefixtures("graded_here")

ROSTER = 'Student,ID,SIS User ID,SIS Login ID,Section\nPoints Possible,,,,\n"Twelve, Student",4042,,s12,one\n'


@pytest.fixture
def zero(tiny_course):
    """Late work counts nothing, as nbgrader's own setting has it."""
    with (tiny_course.root / "nbgrader_config.py").open("a") as config:
        config.write('\nc.LateSubmissionPlugin.penalty_method = "zero"\n')


@pytest.fixture
def graded(command, hand_in, tiny_solved, classroom):
    """Two who handed in on the second of December at noon, UTC, graded, with pages."""
    for student in ("student-01", "student-02"):
        hand_in(student, tiny_solved).with_name("timestamp.txt").write_text("2026-12-02 12:00:00 UTC")
    assert command("grade")[0] == 0
    assert command("feedback")[0] == 0


@pytest.fixture
def handed_in(tiny_course, classroom, hand_in, tiny_solved, command):
    """Two who handed in, and nothing graded yet."""
    for student in ("student-01", "student-02"):
        hand_in(student, tiny_solved)
    prepare_classroom(tiny_course, [NAME], classroom)


def page(classroom, student):
    return (classroom.feedback / student / NAME / f"{NAME}.html").read_text(encoding="utf-8")


def points(command, classroom):
    assert command("export")[0] == 0
    with (classroom.root / "marks-general.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["student"]: row[NAME] for row in csv.DictReader(file)}


def test_a_due_date_and_an_extension_count_at_once_in_marks_pages_and_exports(command, classroom, zero, graded):
    assert points(command, classroom) == {"student-01": "20", "student-02": "20"}
    status, out, err = command("due", "01", "2026-12-02T00:00", "--zone", "Europe/Berlin")
    assert (status, err) == (0, "")
    assert f"{NAME} is due 2026-12-02 00:00 Europe/Berlin (2026-12-01 23:00 UTC), " in out
    assert "late work counts 0 (nbgrader_config.py says so)" in out
    assert "another penalty now: student-01, student-02" in out
    assert "late: 2 of 2 graded submissions, such as student-01 by 13 hours, 20 points taken off" in out
    assert "2 pages for students written anew" in out
    assert "classroom/marks-general.csv was written before: run `autograder export` again" in out
    assert "0 of 20 points" in page(classroom, "student-01")
    assert "13 hours after the due date: late work counts 0" in page(classroom, "student-01")

    status, out, err = command("extend", "student-01", "01", "+13h", "--zone", "UTC")
    assert (status, err) == (0, "")
    assert f"student-01 has 13 hours more for {NAME}: due 2026-12-02 12:00 UTC" in out
    assert "another penalty now: student-01\n" in out and "1 page for students written anew" in out
    assert "2026-12-02 12:00 UTC, 13 hours more than the class" in page(classroom, "student-01")
    assert "20 of 20 points" in page(classroom, "student-01")
    with Gradebook(classroom.db_url) as gradebook:  # where nbgrader's own commands look
        assert gradebook.find_assignment(NAME).duedate == datetime(2026, 12, 1, 23)
        assert gradebook.find_submission(NAME, "student-01").extension == timedelta(hours=13)
    assert points(command, classroom) == {"student-01": "20", "student-02": "0"}
    shown = command("grade")[1]
    assert "handed in late (late work counts 0), by\n  student-02: 13 hours" in shown and "-20" in shown

    assert "another penalty now: student-01" in command("extend", "student-01", "01", "+12h")[1]  # in the place of 13
    assert "taken away with it: student-01 had 12 hours more" in command("due", "01", "none")[1]
    assert points(command, classroom) == {"student-01": "20", "student-02": "20"}
    assert ">due<" not in page(classroom, "student-02") and "20 of 20 points" in page(classroom, "student-02")


def test_what_is_set_is_shown(command, classroom, handed_in):
    assert command("due") == (0, f"{NAME}: no due date\n", "")
    command("due", NAME, "2026-12-01T23:00Z")
    command("extend", "student-02", NAME, "+1w")
    status, out, _ = command("due", "01", "--zone", "UTC")
    first, second = out.splitlines()
    assert status == 0 and first.startswith(f"{NAME}: due 2026-12-01 23:00 UTC, ")
    assert second == "    student-02: 7 days more, 2026-12-08 23:00 UTC"


@pytest.mark.second_stage
def test_the_rule_is_named_also_where_it_is_the_instructors_own(tiny_course, command, graded):
    assert "late work costs no points (nbgrader_config.py says so)" in command("due", "01", "2026-12-01T23:00Z")[1]
    with (tiny_course.root / "nbgrader_config.py").open("a") as config:
        config.write(
            "\nfrom nbgrader.plugins import LateSubmissionPlugin\n\n\n"
            'class Daily(LateSubmissionPlugin):\n    """two points a day."""\n\n'
            "    def late_submission_penalty(self, student_id, score, total_seconds_late):\n"
            "        return 2 * (1 + total_seconds_late // 86400)\n\n\nc.AssignLatePenalties.plugin_class = Daily\n"
        )
    assert LatePlugin(tiny_course.root).rule == "costs what Daily says: two points a day"
    out = command("due", "01", "2026-12-01T23:00Z")[1]
    assert "such as student-01 by 13 hours, 2 points taken off" in out


@pytest.mark.second_stage
def test_more_time_can_be_given_before_anything_is_handed_in(
    command, classroom, zero, graded, hand_in, tiny_solved, tmp_path
):
    command("due", "01", "2026-12-01T23:00Z")
    roster = tmp_path / "roster.csv"
    roster.write_text(ROSTER)
    status, out, err = command("extend", "s12", "01", "+1w", "--roster", roster)
    assert (status, err) == (0, "")
    (folder,) = Students.read(classroom).by_folder
    assert f"{folder} has 7 days more" in out and "late: 2 of 2" in out
    assert points(command, classroom) == {"student-01": "0", "student-02": "0"}, "no mark of who handed in nothing"
    assert "1 notebook, 2 submissions" in command("report")[1]
    hand_in(folder, tiny_solved).with_name("timestamp.txt").write_text("2026-12-08 12:00:00 UTC")
    assert command("grade")[0] == 0
    assert points(command, classroom) == {"student-01": "0", "student-02": "0", folder: "20"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("due", "01", "soon"), "'soon' is no date and time"),
        (("due", "01", "2026-12-01"), "2026-12-01 says no time of day"),
        (("due", "07", "2026-12-01T23:59"), "'07' is no notebook of this course"),
        (("extend", "student-1", "01", "+3d"), "'student-1' is no student of classroom: did you mean student-01 or"),
        (("extend", "4711", "01", "+3d"), "'4711' is no student of classroom: use the name of a folder in submitted/"),
        (("extend", "student-01", "01", "3 days"), "'3 days' is no more time"),
        (("extend", "student-01", "01", "+3d"), "01_tiny has no due date: set it first"),
    ],
)
def test_what_cannot_be_meant_is_one_line_and_changes_nothing(command, classroom, handed_in, arguments, said):
    before = classroom.gradebook.read_bytes()
    status, out, err = command(*arguments)
    assert (status, out) == (1, "") and err.count("\n") == 1 and said in err
    assert classroom.gradebook.read_bytes() == before


def test_a_name_that_two_share_is_asked_about(command, classroom, handed_in):
    both = {
        folder: {
            "ids": [f"canvas:{number}"],
            "name": "Same Name",
            "slug": "",
            "anonymous": False,
            "first": "",
            "last": "",
            "email": f"{number}@example.org",
            "handed_in": {},
        }
        for number, folder in ((11, "student-01"), (12, "student-02"))
    }
    (classroom.root / "students.json").write_text(json.dumps({"students": both}))
    command("due", "01", "2026-12-01T23:00Z")
    status, _, err = command("extend", "same name", "01", "+3d")
    assert status == 1 and "'same name' could be student-01, student-02: use the folder's name or an id" in err
    assert "student-02 has 3 days more" in command("extend", "12@example.org", "01", "+3d")[1]


def test_without_a_class_it_says_how_to_begin_one(tiny_course, monkeypatch, capsys):
    from autograder.cli import main

    monkeypatch.chdir(tiny_course.root)
    assert main(["due", "01", "2026-12-01T23:59"]) == 1
    assert "gradebook.db is not there: begin the class with `autograder handout`" in capsys.readouterr().err


@pytest.mark.second_stage
def test_nbgrader_grades_who_was_given_time_before(command, classroom, graded, hand_in, tiny_solved, tiny_course):
    command("due", "01", "2026-12-01T23:00Z")
    (classroom.submitted / "student-09").mkdir()
    assert command("extend", "student-09", "01", "+1w")[0] == 0
    hand_in("student-09", tiny_solved)
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", NAME, "--student", "student-09"],
        cwd=tiny_course.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    with Gradebook(classroom.db_url) as gradebook:
        assert gradebook.find_submission(NAME, "student-09").score == 20


KILLED_DUE = {
    "before the date is kept": ("autograder.desk.due", "set_due", "1"),
    "before the marks follow": ("autograder.desk.due", "renew_lateness", "1"),
    "before the pages follow": ("autograder.desk.due", "read_marks", "1"),
    "with a page half written": ("os", "replace", "2"),
}
KILLED_EXTEND = {
    "before the time is kept": ("autograder.desk.extend", "set_extension", "1"),
    "before the marks follow": ("autograder.desk.due", "renew_lateness", "1"),
    "with a page half written": ("os", "replace", "1"),
}


def _state(command, classroom):
    """All that a due date changes, and that the gradebook is whole."""
    with sqlite3.connect(classroom.gradebook) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("SELECT count(*), sum(auto_score) FROM grade").fetchone() == (6, 40.0)
    return points(command, classroom), [page(classroom, student) for student in ("student-01", "student-02")]


@pytest.mark.second_stage
def test_due_and_extend_killed_at_their_worst_moments_and_given_again_end_as_if_nothing_had_happened(
    command, classroom, zero, graded, tiny_course, tmp_path
):
    due, more = ["due", "01", "2026-12-01T00:00", "--zone", "UTC"], ["extend", "student-01", "01", "+3d"]
    before = tmp_path / "before"
    for arguments, moments, expected in (
        (due, KILLED_DUE, {"student-01": "0", "student-02": "0"}),
        (more, KILLED_EXTEND, {"student-01": "20", "student-02": "0"}),
    ):
        shutil.copytree(classroom.root, before)
        assert command(*arguments)[0] == 0
        undisturbed = _state(command, classroom)
        assert undisturbed[0] == expected
        for moment in moments.values():
            shutil.rmtree(classroom.root)
            shutil.copytree(before, classroom.root)
            killed_at(moment, arguments, tiny_course.root)
            assert command(*arguments)[0] == 0
            assert _state(command, classroom) == undisturbed
            assert list(classroom.root.rglob("*.part")) == []
        shutil.rmtree(before)
