"""Marks to the platform: in its form, matched against its list, safe in a spreadsheet."""

from __future__ import annotations

import csv
import io
from datetime import datetime

import nbformat
import pytest
from archives import make_zip
from nbgrader.api import Gradebook
from nbgrader.plugins import LateSubmissionPlugin

from autograder.desk.forms import find_columns
from autograder.desk.roster import read_roster
from autograder.errors import CourseError
from autograder.gradebook import open_gradebook, record
from autograder.results import NOT_JUDGED, Result, write_result

NAME = "01_tiny"
CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,01_tiny (700),02_other (701),Final Score
,,,,,Manual Posting,,
    Points Possible,,,,,{possible},5.00,(read only)
"One, Student",1,S1,student-01,A,3.00,4.5,7
"=HYPERLINK(""http://example.org"")",2,S2,student-02,"@A",,,
"Nobody, Student",3,S3,student-03,A,1.00,,
"""
WORKSHEET = """\
Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,Last modified (submission),Last modified (grade),Feedback comments
Participant 11,Student One,student-01,Submitted for grading,,20.00,Yes,-,-,=kept by Moodle
Participant 12,"-Zwölf, Student",student-02,Submitted for grading,,20.00,{change},-,-,
"""

PENALTY = """
from nbgrader.plugins import LateSubmissionPlugin

class Penalty(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 2.5

c.AssignLatePenalties.plugin_class = Penalty
"""

pytestmark = pytest.mark.usefixtures("graded_here")


@pytest.fixture
def graded(hand_in, grade, tiny_solved, tiny_student):
    """student-01 has 20 points, student-02 none."""
    hand_in("student-01", tiny_solved)
    hand_in("student-02", tiny_student)
    grade("student-01", True)
    grade("student-02", False)


@pytest.fixture
def penalty_when_late(tiny_course):
    """2.5 points, as an instructor's own plugin of nbgrader has it."""
    with (tiny_course.root / "nbgrader_config.py").open("a") as config:
        config.write(PENALTY)


@pytest.fixture
def listed(tmp_path):
    def write(content, encoding="utf-8", **words):
        path = tmp_path / "roster.csv"
        path.write_text(content.format(**words), encoding=encoding)
        return path

    return write


def _rows(path):
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def test_canvas_gets_its_own_rows_back_with_the_marks_in_them(graded, command, classroom, listed):
    status, out, err = command("export", "--roster", listed(CANVAS, possible="20.00"))
    assert (status, err) == (0, "")
    assert _rows(classroom.root / "marks-canvas.csv") == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "01_tiny (700)"],
        ["    Points Possible", "", "", "", "", "20.00"],
        ["One, Student", "1", "S1", "student-01", "A", "20"],
        ['\'=HYPERLINK("http://example.org")', "2", "S2", "student-02", "'@A", "0"],
    ]
    assert "on the roster, no mark: Student Nobody" in out and "marks of 2 students in 01_tiny" in out
    assert "note:" not in out


def test_running_twice_changes_nothing_and_the_roster_is_not_touched(graded, command, classroom, listed):
    path = listed(CANVAS, possible="20.00")
    before = path.read_bytes()
    command("export", "--roster", path)
    written = (classroom.root / "marks-canvas.csv").stat().st_mtime_ns
    _, out, _ = command("export", "--roster", path)
    assert "unchanged: classroom/marks-canvas.csv" in out
    assert (classroom.root / "marks-canvas.csv").stat().st_mtime_ns == written and path.read_bytes() == before
    status, _, err = command("export", "--roster", path, "--output", path)
    assert status == 1 and "is the roster itself" in err and path.read_bytes() == before


@pytest.mark.parametrize(("scale", "points"), [(["--scale"], "100"), (["--scale", "10"], "10"), ([], "20")])
def test_points_are_scaled_if_that_was_asked_for(graded, command, classroom, listed, scale, points):
    status, out, err = command("export", "--roster", listed(CANVAS, possible="100"), *scale)
    assert (status, err) == (0, "")
    assert [row[-1] for row in _rows(classroom.root / "marks-canvas.csv")[2:]] == [points, "0"]
    assert (f"note: 01_tiny: points are scaled from 20 to {points}" in out) is bool(scale)


def test_a_worksheet_is_scaled_by_its_own_maximum(graded, command, classroom, listed):
    sheet = listed(WORKSHEET.replace("20.00", "50,00").replace(",50,00,", ',"50,00",'), change="Yes")
    command("export", "--roster", sheet, "--scale")
    assert _rows(classroom.root / "marks-moodle-01_tiny.csv")[1][4] == "50"


@pytest.mark.parametrize(
    ("roster", "scale", "said"),
    [
        (CANVAS, [], "the list does not say up to how many points 01_tiny counts: say it: --scale 100"),
        (None, [], "--scale needs the platform's list: name it with --roster FILE"),
    ],
)
def test_what_cannot_be_scaled_is_one_line_and_nothing_is_written(
    graded, command, classroom, listed, roster, scale, said
):
    given = ["--roster", listed(roster, possible="")] if roster else []
    status, out, err = command("export", *given, "--scale", *scale)
    assert status == 1 and said in err and err.count("\n") == 1
    assert not list(classroom.root.glob("marks-*.csv"))


def test_a_mark_without_a_row_is_named_and_the_others_are_written(graded, command, classroom, listed, grade):
    grade("student-04", True)
    status, out, err = command("export", "--roster", listed(CANVAS, possible="100"))
    assert status == 1 and "1 mark is not in classroom/marks-canvas.csv" in err
    assert "not written: student-04: was not collected, and no id in roster.csv is student-04" in out
    assert (
        "note: 01_tiny gives up to 20 points, the platform's column up to 100: points are written as they are (--scale"
        in out
    )
    assert [row[1] for row in _rows(classroom.root / "marks-canvas.csv")[2:]] == ["1", "2"]


@pytest.fixture
def from_moodle(command, grade, tmp_path, tiny_solved, tiny_student):
    """Two students collected from Moodle and graded: 20 points and none."""
    path = make_zip(
        tmp_path / "moodle.zip",
        [
            ("Student One_11_assignsubmission_file_/01_tiny.ipynb", nbformat.writes(tiny_solved)),
            ("-Zwölf, Student_12_assignsubmission_file_/01_tiny.ipynb", nbformat.writes(tiny_student)),
        ],
    )
    assert command("collect", path)[0] == 0
    grade("student-one-11", True)
    grade("zwolf-student-12", False)


def test_the_worksheet_goes_back_without_what_an_import_would_write_over(from_moodle, command, classroom, listed):
    status, _, err = command("export", "01", "--roster", listed(WORKSHEET, encoding="utf-8-sig", change="Yes"))
    assert (status, err) == (0, "")
    path = classroom.root / "marks-moodle-01_tiny.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    header, *rows = _rows(path)
    assert header == WORKSHEET.split("\n")[0].split(",")[:-1]
    assert [(row[0], row[1], row[4]) for row in rows] == [
        ("Participant 11", "Student One", "20"),
        ("Participant 12", "'-Zwölf, Student", "0"),
    ]


def test_a_grade_that_moodle_would_not_change_is_named(from_moodle, command, classroom, listed):
    status, out, _ = command("export", "01", "--roster", listed(WORKSHEET, change="No"))
    assert status == 1 and "not written: -Zwölf, Student: Moodle says that this grade cannot be changed" in out
    assert len(_rows(classroom.root / "marks-moodle-01_tiny.csv")) == 2


GERMAN = (
    "ID,Vollständiger Name,E-Mail-Adresse,Status,Bewertung,Bestwertung,Bewertung kann geändert werden,"
    "Zuletzt geändert (Abgabe),Zuletzt geändert (Bewertung),Feedback als Kommentar\n"
    'Teilnehmer/in11,Student One,one@example.org,-,,"20,00",Ja,-,-,x\n'
    'Teilnehmer/in12,"-Zwölf, Student",two@example.org,-,,"20,00",Nein,-,-,x\n'
)


def test_the_worksheet_goes_back_in_the_language_in_which_it_came(from_moodle, command, classroom, listed):
    status, out, _ = command("export", "01", "--roster", listed(GERMAN))
    assert status == 1 and "not written: -Zwölf, Student: Moodle says that this grade cannot be changed" in out
    header, row = _rows(classroom.root / "marks-moodle-01_tiny.csv")
    assert header == GERMAN.split("\n")[0].split(",")[:-1], "all but the feedback"
    assert row == ["Teilnehmer/in11", "Student One", "one@example.org", "-", "20", "20,00", "Ja", "-", "-"]
    assert "another maximum" not in out and "the platform's column up to" not in out


def test_a_worksheet_whose_column_of_grades_is_not_known_says_what_to_do(from_moodle, command, listed):
    status, _, err = command(
        "export", "01", "--roster", listed(GERMAN.replace("Bewertung,", "Ocena,").replace("ID", "Nr"))
    )
    assert status == 1 and "its column of grades is not known: set your own language in Moodle to English" in err


def test_moodles_grades_need_names_where_no_worksheet_came_with_the_collecting(from_moodle, command, classroom, listed):
    roster = listed(
        'First name,Surname,Email address\nStudent,One,one@example.org\n"-Zwölf,",Student,=two@example.org\n'
    )
    status, out, _ = command("export", "--roster", roster)
    assert status == 1 and "not written: student-one-11: roster.csv has no row for moodle:11" in out
    status, out, err = command("export", "--roster", roster, "--trust-names")
    assert _rows(classroom.root / "marks-moodle.csv") == [["Email address", "01_tiny"], ["one@example.org", "20"]]
    assert status == 1 and "a spreadsheet would run what identifies this student: enter the mark by hand" in out


def test_manual_marks_and_penalties_count(graded, command, classroom, listed, penalty_when_late):
    with Gradebook(classroom.db_url) as gradebook:
        grade = gradebook.find_grade("test_double", NAME, NAME, "student-02")
        grade.manual_score, grade.needs_manual_grade = 7.25, False
        gradebook.find_submission(NAME, "student-01").timestamp = datetime(2030, 1, 2)
        gradebook.update_or_create_assignment(NAME, duedate="2030-01-01 00:00:00 UTC")
        gradebook.db.commit()
    command("export", "--roster", listed(CANVAS, possible="20"))
    assert [row[-1] for row in _rows(classroom.root / "marks-canvas.csv")[2:]] == ["17.5", "7.25"]


def _late(classroom, due="2030-01-01 00:00:00 UTC", **more):
    """Has student-01 be a day late, with more time for whom it is given."""
    with Gradebook(classroom.db_url) as gradebook:
        gradebook.find_submission(NAME, "student-01").timestamp = datetime(2030, 1, 2)
        gradebook.update_or_create_assignment(NAME, duedate=due)
        for student, days in more.items():
            gradebook.grant_extension(NAME, student.replace("_", "-"), days=days)
        gradebook.db.commit()


def test_a_due_date_and_an_extension_that_come_later_count_in_what_is_exported(
    graded, command, classroom, listed, penalty_when_late
):
    def exported():
        _, out, _ = command("export", "--roster", listed(CANVAS, possible="20"))
        return _rows(classroom.root / "marks-canvas.csv")[2][-1], out

    assert exported()[0] == "20"
    _late(classroom)
    points, out = exported()
    assert points == "17.5" and "penalties for being late that are others than before: student-01 01_tiny" in out
    assert "penalties" not in exported()[1]
    _late(classroom, student_01=3)
    assert exported()[0] == "20"
    with Gradebook(classroom.db_url) as gradebook:  # the formgrader shows the same
        assert gradebook.find_submission_notebook(NAME, NAME, "student-01").late_submission_penalty is None


def test_the_time_beside_a_submission_is_read_again(graded, command, classroom, listed, penalty_when_late, hand_in):
    _late(classroom)
    (classroom.submitted / "student-02" / NAME / "timestamp.txt").write_text("2030-01-05 00:00:00 UTC")
    (classroom.submitted / "student-01" / NAME / "timestamp.txt").write_text("2029-12-05 00:00:00 UTC")
    command("export", "--roster", listed(CANVAS, possible="20"))
    assert [row[-1] for row in _rows(classroom.root / "marks-canvas.csv")[2:]] == ["20", "0"]


@pytest.mark.parametrize("what", [b"yesterday, I think", b"\xff\x00", b""])
def test_a_time_that_cannot_be_read_is_said_when_marks_are_written_too(graded, command, classroom, what):
    stamp = classroom.submitted / "student-02" / NAME / "timestamp.txt"
    stamp.write_bytes(what)
    (classroom.submitted / "student-01" / NAME / "timestamp.txt").write_text("2029-12-05 00:00:00 UTC")
    status, out, _ = command("export")
    said = "timestamp.txt holds no time, so it counts as handed in on time: correct it"
    assert status == 0 and f"note: student-02 {NAME}: {said}" in out and out.count(said) == 1
    stamp.unlink()
    assert said not in command("export")[1]


def test_points_given_by_hand_after_the_grading_are_under_the_penalty_too(
    graded, command, classroom, tiny_course, listed
):
    with (tiny_course.root / "nbgrader_config.py").open("a") as config:
        config.write('\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    _late(classroom)
    with Gradebook(classroom.db_url) as gradebook:
        gradebook.find_submission_notebook(NAME, NAME, "student-01").late_submission_penalty = 3.0
        gradebook.db.commit()
    command("export", "--roster", listed(CANVAS, possible="20"))
    assert _rows(classroom.root / "marks-canvas.csv")[2][-1] == "0"


def test_a_file_that_could_not_be_read_is_named_and_no_0_is_written_for_it(
    graded, command, classroom, listed, hand_in, tiny_release
):
    hand_in("student-02", "{")
    result = Result("student-02", NAME, "unreadable", reason="01_tiny.ipynb is not valid JSON (line 1): damaged")
    with open_gradebook(classroom) as gradebook:
        record(gradebook, classroom, result, tiny_release, LateSubmissionPlugin())
    write_result(classroom.results / NAME / "student-02.json", result)
    path = listed(CANVAS, possible="20")
    status, _, err = command("export", "--roster", path)
    assert status == 1 and not (classroom.root / "marks-canvas.csv").exists()
    assert "student-02 01_tiny: could not be read: 01_tiny.ipynb is not valid JSON (line 1): damaged" in err
    assert "or --looked for all as they are" in err
    status, out, _ = command("export", "--roster", path, "--without-waiting")
    assert status == 0 and "left out: student-02 01_tiny: could not be read" in out
    assert [row[1] for row in _rows(classroom.root / "marks-canvas.csv")[2:]] == ["1"]
    assert command("export", "--roster", path, "--looked")[0] == 0
    assert [row[-1] for row in _rows(classroom.root / "marks-canvas.csv")[2:]] == ["20", "0"]
    with Gradebook(classroom.db_url) as gradebook:  # marked by a person from the file itself
        for test in ("test_double", "test_square", "test_square_negative"):
            gradebook.find_grade(test, NAME, NAME, "student-02").manual_score = 2
        gradebook.db.commit()
    assert command("export", "--roster", path)[0] == 0
    assert [row[-1] for row in _rows(classroom.root / "marks-canvas.csv")[2:]] == ["20", "6"]


def test_what_waits_for_a_person_is_said_and_nothing_is_written_unless_it_is_left_out(
    graded, command, classroom, listed, hand_in, tiny_solved
):
    with Gradebook(classroom.db_url) as gradebook:
        gradebook.find_grade("test_double", NAME, NAME, "student-02").needs_manual_grade = True
        gradebook.db.commit()
    hand_in("student-03", tiny_solved)
    status, _, err = command("export", "--roster", listed(CANVAS, possible="20"))
    assert status == 1 and "2 submissions have no final mark, so nothing was written" in err
    assert (
        "student-02 01_tiny: waits for a person's mark (test_double)" in err
        and "student-03 01_tiny: not graded yet" in err
    )
    assert not (classroom.root / "marks-canvas.csv").exists()
    status, out, _ = command("export", "--roster", listed(CANVAS, possible="20"), "--without-waiting")
    assert status == 0 and "left out: student-02 01_tiny" in out
    assert [row[1] for row in _rows(classroom.root / "marks-canvas.csv")[2:]] == ["1"]


def test_an_answer_that_could_not_be_judged_waits_for_a_person_or_for_what_is_missing(
    graded, command, classroom, grade
):
    grade("student-02", False, NOT_JUDGED)
    status, _, err = command("export")
    assert status == 1 and "1 submission has no final mark, so nothing was written" in err
    assert (
        "student-02 01_tiny: test_double, test_square, test_square_negative could not be judged: PyTorch is missing"
        in err
    )
    assert command("report")[1].endswith("3 to look at yourself, of them 1 submission not judged in full\n")
    assert "1 of them hold answers that the grader could not judge" in command("feedback")[1]
    with Gradebook(classroom.db_url) as gradebook:
        for test in ("double", "square", "square_negative"):
            grade = gradebook.find_grade(f"test_{test}", NAME, NAME, "student-02")
            grade.manual_score, grade.needs_manual_grade = 3, False
        gradebook.db.commit()
    assert command("export")[0] == 0
    assert [row[4] for row in _rows(classroom.root / "marks-general.csv")[1:]] == ["20", "9"]


def test_without_a_roster_everything_known_is_written_with_times(graded, command, classroom):
    with Gradebook(classroom.db_url) as gradebook:
        gradebook.update_or_create_student("student-01", first_name="=1", last_name="One")
        gradebook.find_submission(NAME, "student-01").timestamp = datetime(2026, 1, 2, 3, 4, 5)
        gradebook.db.commit()
    status, out, _ = command("export")
    assert status == 0 and (classroom.root / "marks-general.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert _rows(classroom.root / "marks-general.csv")[1] == [
        "student-01",
        "'=1 One",
        "",
        "",
        "20",
        "20",
        "0",
        "",
        "2026-01-02 03:04:05",
        "",
        "",
    ]


def test_a_roster_of_any_form_restricts_the_table_to_who_is_on_it(graded, command, classroom, listed):
    status, out, _ = command("export", "--roster", listed("Student;Name\nstudent-01;One\n"))
    assert status == 1 and "not written: student-02" in out
    assert [row[0] for row in _rows(classroom.root / "marks-general.csv")] == ["student", "student-01"]


def test_a_column_is_found_by_its_name_or_said(listed):
    roster = read_roster(listed(CANVAS, possible="20"))
    names = ["01_tiny", "02_other"]
    assert find_columns(roster, names, {}, 5) == {"01_tiny": 5, "02_other": 6}
    assert find_columns(roster, ["03_new"], {}, 5) == {"03_new": None}
    assert find_columns(roster, ["03_new"], {"03_new": "Final Score"}, 5) == {"03_new": 7}
    with pytest.raises(CourseError, match="two notebooks would go into one column"):
        find_columns(roster, names, {"01_tiny": "02_other"}, 5)
    with pytest.raises(CourseError, match="no column 'ID'.*--column 01=HEADING, one of '01_tiny .700.'"):
        find_columns(roster, names, {"01_tiny": "ID"}, 5)


def test_what_cannot_be_exported_is_one_line(command, classroom, listed, grade):
    status, _, err = command("export")
    assert status == 1 and len(err.splitlines()) == 1 and "holds no graded submission" in err
    grade("student-01", True)
    for content, said in (
        ("a,b\n1,2\n", "has not the columns"),
        (CANVAS.replace("01_tiny", "Homework"), "has no column for 01_tiny"),
    ):
        status, _, err = command("export", "--roster", listed(content, possible="20"))
        assert status == 1 and said in err and len(err.splitlines()) == 1
    assert (
        command(
            "export",
            "--roster",
            listed(CANVAS.replace("01_tiny", "Homework"), possible="20"),
            "--column",
            "01=Homework",
        )[0]
        == 0
    )
    assert not list(classroom.root.glob("*.part"))


def test_the_way_from_canvas_and_back_again(command, classroom, listed):
    """The demonstration class: archive, collect, grade, export."""
    status, out, _ = command("demo", "--archive", "canvas", "--students", "4")
    assert status == 0 and not classroom.submitted.exists()
    archive, gradebook = classroom.root / "canvas" / "01_tiny.zip", classroom.root / "canvas" / "gradebook.csv"
    before = archive.read_bytes(), gradebook.read_bytes()
    command("demo", "--archive", "canvas", "--students", "4")
    assert (archive.read_bytes(), gradebook.read_bytes()) == before, "the same class every time"
    status, out, _ = command("collect", archive, "--roster", gradebook)
    assert status == 1 and "4 taken" in out and out.count("no notebook: ") == 1, "one of them is damaged"
    assert command("grade")[0] == 0
    status, _, err = command("export", "--roster", gradebook)
    assert status == 1 and err.count("could not be read: ") == 1, "the damaged one waits for a person"
    status, out, err = command("export", "--roster", gradebook, "--looked")
    assert (status, err) == (0, "")
    rows = _rows(classroom.root / "marks-canvas.csv")
    assert [row[1] for row in rows[2:]] == ["4007", "4014", "4021", "4028"]
    assert [row[-1] for row in rows[2:5]] == ["20", "0", "0"] and 0 <= float(rows[5][-1]) < 20
    assert out.count("on the roster, no mark") == 2
    assert "1 were late by the platform's own mark" in out
