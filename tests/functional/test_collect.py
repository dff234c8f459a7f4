"""Submissions from platforms' archives into the class's folder."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import datetime

import nbformat
import pytest
from archives import LINK, make_zip
from nbgrader.api import Gradebook

from autograder.desk import into_submitted

NAME = "01_tiny"
ROSTER = """\
Student,ID,SIS User ID,SIS Login ID,Section,01_tiny (700)
    Points Possible,,,,,20.00
"One, Student",1,S1,login-1,A,
"Zwölf, Student",2,S2,login-2,A,
"Nobody, Student",3,S3,login-3,A,
"""


def _snapshot(folder):
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _text(nb, remark=""):
    nb = nbformat.from_dict(nb)
    nb.cells = [*nb.cells, nbformat.v4.new_markdown_cell(remark, id="remark")]
    return nbformat.writes(nb).encode()


def _known(classroom):
    return json.loads((classroom.root / "students.json").read_text())["students"]


@pytest.fixture
def canvas(tmp_path, tiny_student):
    """Canvas's archive of three students; `more` entries come on top."""

    def make(*more, name="canvas.zip"):
        return make_zip(
            tmp_path / name,
            [
                ("onestudent_1_501_01_tiny.ipynb", _text(tiny_student, "one")),
                ("zwölfstudent_LATE_2_502_01_tiny-1.ipynb", _text(tiny_student, "two")),
                ("zwölfstudent_LATE_2_503_notes.pdf", b"%PDF"),
                *more,
            ],
        )

    return make


def test_a_class_is_taken_from_canvas_with_names_late_marks_and_who_is_missing(
    command, classroom, canvas, tmp_path, tiny_student
):
    roster = tmp_path / "grades.csv"
    roster.write_text(ROSTER, encoding="utf-8-sig")
    status, out, err = command("collect", canvas(), "--roster", roster)
    assert (status, err) == (0, "")
    path = classroom.submitted / "zwolfstudent-2" / NAME / f"{NAME}.ipynb"
    assert path.read_bytes() == _text(tiny_student, "two")
    assert sorted(os.listdir(classroom.submitted)) == ["onestudent-1", "zwolfstudent-2"]
    assert "taken  zwolfstudent-2  01_tiny  late  zwölfstudent_LATE_2_502_01_tiny-1.ipynb" in out
    assert "2 taken; 1 of them marked as late by the platform; 1 files that are no notebooks left alone" in out
    assert "handed in nothing: Student Nobody" in out and "Student One" not in out
    handed = _known(classroom)["zwolfstudent-2"]["handed_in"][NAME]
    assert handed["late"] and handed["time"] is None and handed["attempt"] == [502] and handed["platform"] == "canvas"
    with Gradebook(classroom.db_url) as gradebook:
        entry = gradebook.find_student("zwolfstudent-2")
        assert (entry.first_name, entry.last_name) == ("Student", "Zwölf")


def test_a_dry_run_says_the_same_and_writes_nothing(command, classroom, canvas, tmp_path):
    path = canvas()
    before = _snapshot(tmp_path)
    status, said, _ = command("collect", path, "--dry-run")
    assert status == 0 and _snapshot(tmp_path) == before and not classroom.submitted.exists()
    _, done, _ = command("collect", path)
    assert "nothing was written; it would be: 2 taken" in said
    assert [line for line in said.splitlines() if line.startswith("taken")] == [
        line for line in done.splitlines() if line.startswith("taken")
    ]


def test_running_twice_changes_nothing(command, classroom, canvas):
    path = canvas()
    command("collect", path)
    before = _snapshot(classroom.root)
    status, out, _ = command("collect", path)
    assert status == 0 and "2 unchanged" in out and "taken " not in out
    assert _snapshot(classroom.root) == before


def test_a_later_attempt_replaces_an_earlier_one_never_the_other_way_round(command, classroom, canvas, tiny_student):
    old, new = canvas(), canvas(("onestudent_1_601_01_tiny-1.ipynb", _text(tiny_student, "later")), name="new.zip")
    path = classroom.submitted / "onestudent-1" / NAME / f"{NAME}.ipynb"
    command("collect", old)
    status, out, _ = command("collect", new)
    assert status == 0 and path.read_bytes() == _text(tiny_student, "later")
    assert "1 replaced by a later attempt; 1 unchanged; 1 not taken" in out and "an earlier attempt" in out
    status, out, err = command("collect", old)
    assert path.read_bytes() == _text(tiny_student, "later")
    assert (status, err) == (0, "") and "an earlier attempt than the one that is there" in out


def test_what_a_person_changed_or_put_there_is_left(command, classroom, canvas, hand_in, tiny_student):
    mended = hand_in("onestudent-1", _text(tiny_student, "mended by hand"))
    status, out, err = command("collect", canvas())
    assert mended.read_bytes() == _text(tiny_student, "mended by hand")
    assert "onestudent-1/01_tiny/01_tiny.ipynb was put there or changed by somebody else: move it away" in out
    assert status == 1 and "1 of the files could not be taken" in err
    assert (classroom.submitted / "zwolfstudent-2").is_dir()
    mended.unlink()
    assert command("collect", canvas())[0] == 0


def test_a_renamed_notebook_is_known_by_its_cells_and_a_damaged_one_if_it_is_said(
    command, classroom, canvas, tiny_student
):
    path = canvas(
        ("a_4_504_my homework.ipynb", _text(tiny_student)),
        ("b_5_505_homework.ipynb", b"{damaged"),
        ("c_6_506_homework.zip", b"PK"),
    )
    status, out, err = command("collect", path)
    assert status == 1 and (classroom.submitted / "a-4" / NAME / f"{NAME}.ipynb").exists()
    assert (
        "b_5_505_homework.ipynb: neither its name nor its cells say which notebook it is: say so with --notebook" in out
    )
    assert "c_6_506_homework.zip: an archive inside the archive" in out
    assert "2 of the files could not be taken" in err
    _, out, _ = command("collect", path, "--notebook", "01")
    assert (classroom.submitted / "b-5" / NAME / f"{NAME}.ipynb").read_bytes() == b"{damaged"


def test_a_hostile_archive_writes_nowhere_but_into_the_class(command, classroom, canvas, tmp_path):
    path = canvas(
        ("../../../climbed_9_1_01_tiny.ipynb", b"{}"),
        ("/tmp/root_9_2_01_tiny.ipynb", b"{}"),
        ("x_7_507_01_tiny.ipynb", b"/etc/passwd", LINK),
        ("y_8_508_01_tiny.ipynb", b"\0" * 60_000_000),
        ("z\x1b[2J_8_509_01_tiny.ipynb", b"{}"),
        ("__MACOSX/._q_8_509_01_tiny.ipynb", b"{}"),
    )
    before = set(_snapshot(tmp_path))
    status, out, err = command("collect", path)
    new = set(_snapshot(tmp_path)) - before
    assert status == 1 and "5 of the files could not be taken" in err
    assert new == {
        f"course/classroom/submitted/{folder}/01_tiny/01_tiny.ipynb" for folder in ("onestudent-1", "zwolfstudent-2")
    } | {"course/classroom/students.json"}
    for reason in ("a path that climbs out", "an absolute path", "a link", "a zip bomb", "control characters"):
        assert reason in out
    assert "\x1b" not in out


def test_a_time_that_is_known_reaches_the_gradebook(command, classroom, tmp_path, tiny_student):
    metadata = (
        "submission_8:\n  :submitters:\n  - :name: Ada Test\n    :email: ada@example.org\n"
        "  - :name: Bob Test\n    :email: bob@example.org\n  :created_at: 2026-01-02 10:30:00 -08:00\n"
    )
    path = make_zip(
        tmp_path / "gradescope.zip",
        [("x/submission_metadata.yml", metadata), ("x/submission_8/01_tiny.ipynb", _text(tiny_student))],
    )
    assert command("collect", path)[0] == 0
    folders = sorted(os.listdir(classroom.submitted))
    assert [folder.rpartition("-")[0] for folder in folders] == ["ada-test", "bob-test"]
    stamp = classroom.submitted / folders[0] / NAME / "timestamp.txt"
    assert stamp.read_text() == "2026-01-02T18:30:00 UTC\n"
    command("grade")
    with Gradebook(classroom.db_url) as gradebook:
        assert gradebook.find_submission(NAME, folders[0]).timestamp == datetime(2026, 1, 2, 18, 30)
        assert gradebook.find_student(folders[0]).email == "ada@example.org"


def test_moodles_next_assignment_finds_the_same_folder_with_a_worksheet_or_by_trusting_names(
    command, classroom, tmp_path, tiny_student
):
    first = make_zip(tmp_path / "1.zip", [("Zoë Zwölf_12_assignsubmission_file_/01_tiny.ipynb", _text(tiny_student))])
    # The same student a week later: another number, another file.
    later = make_zip(
        tmp_path / "2.zip",
        [("Zoë Zwölf_77_assignsubmission_file_/01_tiny.ipynb", _text(tiny_student, "2"))],
        time=(2026, 2, 2, 3, 4, 6),
    )
    assert command("collect", first)[0] == 0
    status, out, _ = command("collect", later)
    assert status == 1 and "Moodle numbers students anew" in out and "--roster" in out
    assert os.listdir(classroom.submitted) == ["zoe-zwolf-12"]
    sheet = tmp_path / "worksheet.csv"
    sheet.write_text(
        "Identifier,Full name,Grade\nParticipant 77,Zoë Zwölf,\nParticipant 78,Ada Test,\n", encoding="utf-8"
    )
    status, out, err = command("collect", later, "--roster", sheet)
    assert (status, err) == (0, "") and "replaced  zoe-zwolf-12" in out and "handed in nothing: Ada Test" in out
    assert _known(classroom)["zoe-zwolf-12"]["ids"] == ["moodle:12", "moodle:77"]
    assert command("collect", later, "--trust-names")[0] == 0


def test_interrupted_it_keeps_what_was_taken_and_the_same_command_does_the_rest(
    command, classroom, canvas, monkeypatch
):
    path, write, written = canvas(), into_submitted.write_atomically, []

    def interrupted(where, what):
        if written:
            raise KeyboardInterrupt
        written.append(where)
        return write(where, what)

    monkeypatch.setattr(into_submitted, "write_atomically", interrupted)
    assert command("collect", path)[0] == 130
    assert list(_known(classroom)["onestudent-1"]["handed_in"]) == [NAME]
    assert _known(classroom)["zwolfstudent-2"]["handed_in"] == {}
    monkeypatch.undo()
    monkeypatch.chdir(classroom.root.parent)
    status, out, _ = command("collect", path)
    assert status == 0 and "1 taken" in out and "1 unchanged" in out


def test_killed_before_the_list_of_students_was_written_it_finds_its_own_files(command, classroom, canvas):
    path = canvas()
    command("collect", path)
    before = _known(classroom)
    (classroom.root / "students.json").unlink()
    status, out, _ = command("collect", path)
    assert status == 0 and "2 unchanged" in out and _known(classroom) == before


@pytest.mark.parametrize(
    "content, said",
    [
        (b"no archive", "is no zip archive and no folder"),
        (None, "is not there"),
        (
            [("onestudent_1_2_text.html", b"")],
            "a.zip holds no notebook of this course: looked for files such as 01_tiny.ipynb",
        ),
        ([], "a.zip holds no notebook of this course: looked for files such as 01_tiny.ipynb"),
    ],
)
def test_what_cannot_be_collected_is_one_line(content, said, command, tmp_path):
    path = tmp_path / "a.zip"
    if isinstance(content, list):
        make_zip(path, content)
    elif content is not None:
        path.write_bytes(content)
    status, _, err = command("collect", path)
    assert status == 1 and said in err and len(err.splitlines()) == 1


def test_a_name_that_a_person_entered_stays(command, classroom, canvas, tmp_path):
    roster = tmp_path / "grades.csv"
    roster.write_text(ROSTER, encoding="utf-8")
    with Gradebook(classroom.db_url) as gradebook:
        gradebook.add_student("onestudent-1", first_name="Otherwise", last_name="Called")
    command("collect", canvas(), "--roster", roster)
    with Gradebook(classroom.db_url) as gradebook:
        assert gradebook.find_student("onestudent-1").last_name == "Called"


def test_two_different_files_that_both_are_the_latest_are_neither_taken(command, classroom, tmp_path):
    path = make_zip(
        tmp_path / "moodle.zip",
        [
            ("Ada_1_assignsubmission_file_/a/01_tiny.ipynb", b"1"),
            ("Ada_1_assignsubmission_file_/b/01_tiny.ipynb", b"2"),
        ],
    )
    status, out, _ = command("collect", path)
    assert status == 1 and "two different files of one student" in out and not classroom.submitted.exists()
