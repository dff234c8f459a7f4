"""Submissions from platforms' archives into the class's folder."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import zipfile
from contextlib import contextmanager
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

pytestmark = pytest.mark.usefixtures("graded_here")


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
    assert "2 taken; 1 of them marked as late by the platform; 1 file that is no notebook left alone" in out
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


def test_on_a_terminal_every_file_that_is_looked_into_and_taken_moves_the_bar(command, canvas, monkeypatch, classroom):
    counts, done = [], []

    @contextmanager
    def counting(what):
        yield counts.append, done.append

    monkeypatch.setattr("autograder.cli.counting", counting)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert command("collect", canvas())[0] == 0
    assert counts == [3, 5] and len(done) == 5  # three files, of which two are taken
    assert done[0] == "onestudent_1_501_01_tiny.ipynb" and done[-1].startswith("zwolfstudent-2 01_tiny: taken")


def test_a_later_attempt_replaces_an_earlier_one_never_the_other_way_round(command, classroom, canvas, tiny_student):
    old, new = canvas(), canvas(("onestudent_1_601_01_tiny-1.ipynb", _text(tiny_student, "later")), name="new.zip")
    path = classroom.submitted / "onestudent-1" / NAME / f"{NAME}.ipynb"
    command("collect", old)
    status, out, _ = command("collect", new)
    assert status == 0 and path.read_bytes() == _text(tiny_student, "later")
    assert "1 replaced by a later attempt; 1 unchanged; 1 not taken" in out
    assert "onestudent_1_501_01_tiny.ipynb: beside onestudent_1_601_01_tiny-1.ipynb, which was uploaded later" in out
    status, out, err = command("collect", old)
    assert path.read_bytes() == _text(tiny_student, "later")
    assert (status, err) == (0, "") and "an earlier attempt than the one that is there" in out


def test_what_a_person_changed_or_put_there_is_left(command, classroom, canvas, hand_in, tiny_student):
    mended = hand_in("onestudent-1", _text(tiny_student, "mended by hand"))
    status, out, err = command("collect", canvas())
    assert mended.read_bytes() == _text(tiny_student, "mended by hand")
    assert "onestudent-1/01_tiny/01_tiny.ipynb was put there or changed by somebody else: move it away" in out
    assert status == 1 and "1 file could not be taken" in err
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
    assert "c_6_506_homework.zip: no archive, or a damaged one: ask for the notebook itself" in out
    assert "2 files could not be taken" in err and "no notebook of 2 students can be graded" in err
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
    assert status == 1 and "5 files could not be taken" in err
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
    assert status == 1 and not classroom.submitted.exists()
    assert "different notebooks of one student, and nothing says which counts: Ada_1_assignsubmission_file_/a/" in out
    assert "put the right one at" in out and f"submitted/ada-1/{NAME}/{NAME}.ipynb" in out


CANVAS_LIST = (
    "Student,ID,SIS User ID,SIS Login ID,Section,01_tiny (700)\n    Points Possible,,,,,20.00\n"
    + "".join(
        f'"{name}, Student",{number},S{number},login-{number},A,\n' for number, name in enumerate("ABCDEFGHIJ", 1)
    )
    + '"Student, Test",99,,0123456789abcdef,A,\n'
)


def test_whoever_handed_in_something_else_is_named_with_it_and_a_notebook_without_its_ending_is_taken(
    command, classroom, tmp_path, tiny_student
):
    text = _text(tiny_student)
    path = make_zip(
        tmp_path / "canvas.zip",
        [
            ("astudent_1_11_01_tiny.ipynb", text),
            ("bstudent_2_12_01_tiny.html", b"<!DOCTYPE html><html></html>"),
            ("cstudent_3_13_01_tiny.py", b"print(1)"),
            ("dstudent_4_14_01_tiny.pdf", b"%PDF-1.4"),
            ("dstudent_4_24_photo.jpg", b"\xff\xd8\xff"),
            ("estudent_5_15_01_tiny", text),
            ("fstudent_6_text.html", b"<p>here it is</p>"),
            ("gstudent_7_17_01_tiny.ipynb", text[: len(text) // 2]),
            ("hstudent_8_18_homework.txt", text),
            ("istudent_9_19_work.rar", b"Rar!\x1a\x07\x01\0"),
        ],
    )
    roster, letters = tmp_path / "grades.csv", tmp_path / "letters.txt"
    roster.write_text(CANVAS_LIST, encoding="utf-8")
    status, out, err = command("collect", path, "--roster", roster, "--messages", letters)
    assert status == 1 and "no notebook of 6 students can be graded" in err
    assert sorted(os.listdir(classroom.submitted)) == ["astudent-1", "estudent-5", "gstudent-7", "hstudent-8"]
    for line in (
        "no notebook: Student B: 01_tiny.html (a web page)",
        "no notebook: Student C: 01_tiny.py (a Python file, without the notebook's cells)",
        "no notebook: Student D: 01_tiny.pdf (a PDF), photo.jpg (a picture)",
        "no notebook: Student F: fstudent_6_text.html (text that was typed, no file)",
        "no notebook: Student G: 01_tiny.ipynb (not valid JSON",
        "no notebook: Student I: work.rar (a RAR archive: ask for the notebook itself, or unpack it",
        "handed in nothing: Student J",
    ):
        assert f"\n{line}" in out
    assert out.count("handed in nothing") == 1 and out.count("no notebook: ") == 6
    assert "to send: " in out and "7 texts" in out
    written = letters.read_text(encoding="utf-8").split("-" * 70)
    assert len(written) == 7 and written[-1].strip().startswith("To: Student J\n\nNothing of yours has arrived.")
    assert written[0].startswith("To: Student B\n") and "an export to HTML" in written[0]
    assert all("Please hand in 01_tiny.ipynb. In JupyterLab" in one for one in written)
    assert "Student A" not in letters.read_text() and "roster" not in letters.read_text()
    status, again, _ = command("collect", path, "--roster", roster)
    assert status == 1 and again.count("no notebook: ") == 6, "it stays so until it is put right"


def test_a_zip_in_the_archive_is_looked_into_also_one_that_is_called_a_notebook(
    command, classroom, tmp_path, tiny_student
):
    text = _text(tiny_student)
    inner = make_zip(
        tmp_path / "inner.zip",
        [("work/01_tiny.ipynb", text), ("work/.ipynb_checkpoints/01_tiny-checkpoint.ipynb", b"{}"), ("data.csv", b"1")],
        (2099, 1, 1, 0, 0, 0),
    ).read_bytes()
    nothing = make_zip(tmp_path / "nothing.zip", [("scan.pdf", b"%PDF-1.4")]).read_bytes()
    hostile = make_zip(tmp_path / "hostile.zip", [("../../01_tiny.ipynb", text)]).read_bytes()
    path = make_zip(
        tmp_path / "canvas.zip",
        [
            ("aa_LATE_1_11_homework.zip", inner),
            ("bb_2_12_01_tiny.ipynb", inner),
            ("cc_3_13_homework.zip", nothing),
            ("dd_4_14_homework.zip", hostile),
        ],
    )
    status, out, _ = command("collect", path)
    assert status == 1 and sorted(os.listdir(classroom.submitted)) == ["aa-1", "bb-2"]
    assert (classroom.submitted / "bb-2" / NAME / f"{NAME}.ipynb").read_bytes() == text
    assert "late  aa_LATE_1_11_homework.zip/work/01_tiny.ipynb" in out
    assert "no notebook: cc: scan.pdf (a PDF)" in out and "a path that climbs out" in out and "no notebook: dd" in out
    taken = _known(classroom)["aa-1"]["handed_in"][NAME]
    assert taken["attempt"] == [11] and taken["archive_time"].startswith("2026"), "the date inside is the student's"


def test_two_notebooks_that_came_together_the_exact_name_wins_else_neither_and_a_person_decides(
    command, classroom, tmp_path, tiny_student
):
    one, two, three = (_text(tiny_student, remark) for remark in ("one", "two", "three"))
    path = make_zip(
        tmp_path / "moodle.zip",
        [
            ("Ann_1_assignsubmission_file_/01_tiny.ipynb", one),
            ("Ann_1_assignsubmission_file_/01_tiny_final.ipynb", two),
            ("Ann_1_assignsubmission_file_/01_tiny (1).ipynb", three),
            ("Bob_2_assignsubmission_file_/draft.ipynb", one),
            ("Bob_2_assignsubmission_file_/final.ipynb", two),
        ],
    )
    status, out, err = command("collect", path)
    assert (classroom.submitted / "ann-1" / NAME / f"{NAME}.ipynb").read_bytes() == one
    assert out.count("file_/01_tiny.ipynb, whose name is the notebook's exactly") == 2
    put = classroom.submitted / "bob-2" / NAME / f"{NAME}.ipynb"
    assert status == 1 and not put.exists() and "1 file could not be taken" in err
    assert out.count("nothing says which counts") == 2, "once in the table, once among those without a notebook"
    assert f"file_/draft.ipynb and Bob_2_assignsubmission_file_/final.ipynb: put the right one at {put}" in out
    put.parent.mkdir(parents=True)
    put.write_bytes(two)
    status, out, err = command("collect", path)
    assert (status, err) == (0, "") and "2 unchanged" in out
    assert _known(classroom)["bob-2"]["handed_in"][NAME]["source"].endswith("final.ipynb")


@pytest.mark.parametrize("unpacked", [False, pytest.param(True, marks=pytest.mark.second_stage)])
def test_attempts_with_times_of_their_own_the_latest_counts_with_its_time(
    unpacked, command, classroom, tmp_path, tiny_student
):
    one, two = _text(tiny_student, "one"), _text(tiny_student, "two")
    for name, student, made in (
        ("inbound", "ann", "ann+01_tiny+2026-03-0{} 10:15:00.000000 UTC+abc/{}"),
        ("brightspace", "ann-alpha-123", "123-9 - Ann Alpha - Mar {}, 2026 1115 AM/{}"),
        ("blackboard", "aalpha", "HW_aalpha_attempt_2026-03-0{}-11-15-00_{}"),
    ):
        entries = [(made.format(4, "my work.ipynb"), two), (made.format(3, "01_tiny.ipynb"), one)]
        path = make_zip(tmp_path / f"{name}.zip", entries)
        if unpacked:
            with zipfile.ZipFile(path) as archive:
                archive.extractall(tmp_path / name)
            path = tmp_path / name
        zone = ("--timezone", "Europe/Berlin")
        status, out, err = command("collect", path, *zone, "--course", classroom.root / name)
        assert (status, err) == (0, "") and "an earlier attempt" in out
        taken = classroom.root / name / "submitted" / student / NAME
        assert (taken / f"{NAME}.ipynb").read_bytes() == two, "the later one, however it is called"
        assert (taken / "timestamp.txt").read_text() == "2026-03-04T10:15:00 UTC\n"
        assert os.listdir(taken.parents[1]) == [student]
    _, out, _ = command("collect", path, "--course", classroom.root / "again")
    assert "note: times are taken as this machine's clock has them; `--timezone`" in out


def test_one_loose_file_or_folders_around_all_do_not_make_one_student_of_a_class(
    command, classroom, tmp_path, tiny_student
):
    entries = [(f"hw4/{who}/01_tiny.ipynb", _text(tiny_student, who)) for who in ("ann", "bob", "cy")]
    status, out, err = command("collect", make_zip(tmp_path / "a.zip", [("hw4/README.txt", b"x"), *entries]))
    assert (status, err) == (0, "") and sorted(os.listdir(classroom.submitted)) == ["ann", "bob", "cy"]
    # Now that ann is known, a folder of hers around two is hers, and neither is dropped.
    path = make_zip(tmp_path / "b.zip", [(f"ann/{part}/01_tiny.ipynb", part.encode()) for part in ("part1", "part2")])
    status, out, _ = command("collect", path)
    assert status == 1 and "ann  " in out and "nothing says which counts: ann/part1/" in out
    assert sorted(os.listdir(classroom.submitted)) == ["ann", "bob", "cy"]


def test_a_shape_that_is_not_known_is_asked_about_and_a_pattern_answers(command, classroom, tmp_path, tiny_student):
    names = [f"ann_{day}_01_tiny.ipynb" for day in ("2026-03-04 10.15", "2026-03-03 10.15")]
    path = make_zip(tmp_path / "a.zip", [(name, _text(tiny_student, name)) for name in names])
    status, out, err = command("collect", path)
    assert status == 1 and len(err.splitlines()) == 1 and "--pattern" in err and not classroom.submitted.exists()
    status, out, err = command("collect", path, "--pattern", "{student}_{time}_{file}", "--timezone", "UTC")
    assert (status, err) == (0, "") and os.listdir(classroom.submitted) == ["ann"]
    assert (classroom.submitted / "ann" / NAME / "timestamp.txt").read_text() == "2026-03-04T10:15:00 UTC\n"
    with pytest.raises(SystemExit):
        command("collect", path, "--pattern", "{student}", "--from", "canvas")
    with pytest.raises(SystemExit):
        command("collect", path, "--timezone", "Middle/Earth")


def test_dates_of_files_replace_nothing_unless_they_are_trusted(command, classroom, tmp_path, tiny_student):
    one, two = _text(tiny_student, "one"), _text(tiny_student, "two")
    put = classroom.submitted / "ann" / NAME / f"{NAME}.ipynb"
    command("collect", make_zip(tmp_path / "a.zip", [("ann/01_tiny.ipynb", one)]))
    later = make_zip(tmp_path / "b.zip", [("ann/01_tiny.ipynb", two)], (2099, 1, 1, 0, 0, 0))
    status, out, _ = command("collect", later)
    assert status == 1 and put.read_bytes() == one
    assert "it differs from " in out and "nothing says which is the later" in out and "--trust-dates" in out
    assert "no notebook" not in out
    put.unlink()
    assert command("collect", make_zip(tmp_path / "a.zip", [("ann/01_tiny.ipynb", one)]), "--trust-dates")[0] == 0
    status, out, err = command("collect", later, "--trust-dates")
    assert (status, err) == (0, "") and put.read_bytes() == two and "replaced  ann" in out


GERMAN = (
    "ID,Vollständiger Name,E-Mail-Adresse,Status,Bewertung,Bestwertung,Zuletzt geändert (Abgabe)\n"
    'Teilnehmer/in {},Ann Alpha,a@x.org,,,"20,00",-\nTeilnehmer/in {},Bob Beta,b@x.org,,,"20,00",-\n'
)


def test_moodles_list_in_german_is_read_and_another_list_stops_before_anything_is_written(
    command, classroom, tmp_path, tiny_student
):
    path = make_zip(tmp_path / "a.zip", [("Ann Alpha_301_assignsubmission_file_/01_tiny.ipynb", _text(tiny_student))])
    roster = tmp_path / "list.csv"
    roster.write_text(GERMAN.format(401, 402), encoding="utf-8")
    status, out, err = command("collect", path, "--roster", roster)
    assert status == 1 and len(err.splitlines()) == 1 and not classroom.submitted.exists()
    assert (
        "has none of the 1 students of a.zip" in err and "Download grading worksheet" in err and "handed in" not in out
    )
    roster.write_text(GERMAN.format(301, 302), encoding="utf-8")
    status, out, err = command("collect", path, "--roster", roster)
    assert (status, err) == (0, "") and out.count("handed in nothing") == 1 and "handed in nothing: Bob Beta" in out
    assert _known(classroom)["ann-alpha-301"]["email"] == "a@x.org"


def test_canvas_test_student_is_passed_over_with_a_note_unless_the_list_has_one(
    command, classroom, canvas, tmp_path, tiny_student
):
    path = canvas(("studenttest_99_599_01_tiny.ipynb", _text(tiny_student, "test")))
    status, out, err = command("collect", path)
    assert (status, err) == (0, "") and "note: Canvas's test student is passed over (studenttest_99_599" in out
    assert sorted(os.listdir(classroom.submitted)) == ["onestudent-1", "zwolfstudent-2"]
    roster = tmp_path / "grades.csv"
    roster.write_text(ROSTER + '"Student, Test",99,S99,login-99,A,\n', encoding="utf-8")
    status, out, err = command("collect", path, "--roster", roster)
    assert (status, err) == (0, "") and "passed over" not in out and "studenttest-99" in os.listdir(classroom.submitted)


def test_brightspaces_next_assignment_does_not_make_two_students_of_one(command, classroom, tmp_path, tiny_student):
    made = "{}-9 - Ann Alpha - Mar {}, 2026 1115 AM/01_tiny.ipynb"
    for number, expected in ((7, 0), (7, 0), (8, 1)):
        path = make_zip(tmp_path / f"{number}.zip", [(made.format(number, 3), _text(tiny_student))])
        status, out, _ = command("collect", path)
        assert status == expected and os.listdir(classroom.submitted) == ["ann-alpha-7"]
    assert "Brightspace numbers students anew in each assignment, so this may be ann-alpha-7" in out
    roster = tmp_path / "classlist.csv"
    roster.write_text("OrgDefinedId,Username,Last Name,First Name\n#5,#aalpha,Alpha,Ann\n", encoding="utf-8")
    assert command("collect", path, "--roster", roster)[0] == 0 and os.listdir(classroom.submitted) == ["ann-alpha-7"]


def test_what_lies_in_the_way_is_looked_at_before_it_is_read(command, classroom, canvas, hand_in):
    with hand_in("onestudent-1", b"").open("wb") as file:
        file.truncate(10**13)  # of nothing but zeros: hashing it would take hours
    status, out, _ = command("collect", canvas())
    assert status == 1 and "was put there or changed by somebody else" in out and "1 taken" in out


def test_of_two_renamed_files_of_canvas_the_later_upload_is_not_the_better_one(
    command, classroom, tmp_path, tiny_student
):
    entries = [(f"aa_1_{n}_{name}.ipynb", _text(tiny_student, name)) for n, name in ((11, "mine"), (12, "draft"))]
    status, out, _ = command("collect", make_zip(tmp_path / "a.zip", entries))
    assert status == 1 and "nothing says which counts" in out and not classroom.submitted.exists()


def test_a_last_attempt_without_a_notebook_is_told(command, classroom, tmp_path, tiny_student):
    made = "1-9 - Ann Alpha - Mar {}, 2026 1115 AM/{}"
    entries = [(made.format(3, "01_tiny.ipynb"), _text(tiny_student)), (made.format(4, "all.pdf"), b"%PDF-1.4")]
    status, out, err = command("collect", make_zip(tmp_path / "a.zip", entries), "--timezone", "UTC")
    assert (status, err) == (0, "") and os.listdir(classroom.submitted) == ["ann-alpha-1"]
    assert "note: Ann Alpha handed in no notebook at last, but 1-9 - Ann Alpha - Mar 4, 2026 1115 AM/all.pdf" in out
