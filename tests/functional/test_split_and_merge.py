"""A class divided among markers on machines of their own, and their marks brought together."""

from __future__ import annotations

import shutil
import sqlite3
import zipfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from graded_class import QUESTION, fill
from mini_course import NAME, SQUARE_SOURCE, SQUARE_VARIANTS, make_course
from nbgrader.api import Gradebook

from autograder.cli import main
from autograder.course import Classroom
from autograder.desk.marking.ledger import Ledger
from autograder.desk.marking.questions import read_questions
from autograder.desk.marking.rubric import Given, Line, Rubric
from autograder.gradebook import open_gradebook

ROOT = Path(__file__).resolve().parents[2]
STUDENTS = [f"student-{number:02}" for number in range(1, 6)]
UP = Rubric((Line("a", "names the symmetry", 1.5),))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    course = make_course(tmp_path_factory.mktemp("made") / "course", SQUARE_SOURCE, SQUARE_VARIANTS, own_utils=False)
    shutil.copy(ROOT / "nbgrader_config.py", course.root)
    answers = {student: {QUESTION: f"Because, says number {student[-1]}."} for student in STUDENTS}
    fill(course, Classroom(course.root / "classroom"), answers)
    return course


@pytest.fixture
def classroom(made, tmp_path, monkeypatch):
    shutil.copytree(made.root, tmp_path / "course")
    monkeypatch.chdir(tmp_path / "course")
    classroom = Classroom(tmp_path / "course" / "classroom")
    with Gradebook(classroom.db_url) as gradebook:
        gradebook.update_or_create_student("student-01", first_name="Invented", last_name="Person", email="a@b.org")
    return classroom


@pytest.fixture
def run(capsys):
    def command(*arguments):
        status = main([str(argument) for argument in arguments])
        return status, *capsys.readouterr()

    return command


@contextmanager
def marking(classroom):
    """`give(student, given, marker)` in a class, and its ledger."""
    (question,) = [one for one in read_questions(classroom, NAME) if one.name == QUESTION]
    with open_gradebook(classroom) as gradebook:
        ledger = Ledger(classroom, gradebook)

        def give(student, given, marker=""):
            rubric, answers = ledger.state(NAME, question)
            answer = next(one for one in answers if one.student == student)
            ledger.give(NAME, question, answer.id, given, answer.version, rubric.version, marker)

        def put_rubric(rubric):
            ledger.change_rubric(NAME, question, rubric, ledger.rubric(NAME, question).version)

        give.rubric, give.all = put_rubric, lambda: {one.student: one for one in ledger.answers(NAME, question)}
        yield give


def unpacked(classroom, number, folder):
    """The class of a marker, as they unpack it."""
    with zipfile.ZipFile(classroom.root / "shares" / f"{NAME}-share-{number}.zip") as archive:
        archive.extractall(folder)
    return Classroom(folder / f"{NAME}-share-{number}")


def test_a_class_is_divided_marked_apart_and_brought_together(classroom, run, tmp_path):
    with marking(classroom) as give:
        give.rubric(UP)
        give("student-01", Given((), 2.0), "H")
    before = classroom.gradebook.read_bytes()
    status, out, err = run("split", "01", "--markers", 2)
    assert (status, err) == (0, "") and classroom.gradebook.read_bytes() == before
    assert "share-1.zip: 3 submissions" in out and "share-2.zip: 2 submissions" in out
    shares = [unpacked(classroom, number, tmp_path / "elsewhere") for number in (1, 2)]
    seen = []
    for number, share in enumerate(shares, 1):
        with marking(share) as give:
            mine = list(give.all())
            seen += mine
            if number == 1:
                give.rubric(Rubric((*UP.lines, Line("b", "a line of the first", 0.5))))
            give(mine[-1], Given(("b",) if number == 1 else ("a",), None, f"From share {number}."))
    assert sorted(seen) == STUDENTS
    back = tmp_path / "back.zip"
    with zipfile.ZipFile(back, "w") as archive:  # as the marker packs it, in whatever folder
        for name in ("gradebook.db", "share.json"):
            archive.write(shares[1].root / name, f"some/folder/{name}")
    status, out, err = run("merge", shares[0].root, back)
    assert (status, err) == (0, "") and out.count("1 mark taken") == 2
    with marking(classroom) as give:
        found = give.all()
    marked = {student: (one.points, one.comment, one.marker) for student, one in found.items() if one.by_hand}
    assert marked.pop("student-01") == (2.0, "", "H")
    assert sorted(marked.values()) == [
        (0.5, "a line of the first (+0.5)\n\nFrom share 1.", "share 1"),
        (1.5, "names the symmetry (+1.5)\n\nFrom share 2.", "share 2"),
    ]
    before = classroom.gradebook.read_bytes()
    status, out, _ = run("merge", shares[0].root, back)
    assert status == 0 and out.count("0 marks taken") == 2 and classroom.gradebook.read_bytes() == before


def test_where_two_markers_differ_nothing_is_written_until_somebody_says_whose_counts(classroom, run, tmp_path):
    run("split", "01", "--markers", 1)
    share = unpacked(classroom, 1, tmp_path)
    with marking(share) as give:
        give("student-02", Given((), 1.0, "Theirs."), "S")
        give("student-03", Given((), 2.0), "S")
    with marking(classroom) as give:
        give("student-02", Given((), 0.5, "Ours."), "H")
    before = classroom.gradebook.read_bytes()
    for options in ((), ("--dry-run",), ("--take", "here", "--dry-run")):
        status, out, err = run("merge", share.root, *options)
        assert status == 1 and out == "" and classroom.gradebook.read_bytes() == before
        assert "1 mark or line is not the same on both sides, so nothing was written" in err
        assert "student-02, why: here 0.5 points, “Ours.” by H; in 01_tiny-share-1 1 point, “Theirs.” by S" in err
    for side, points in (("here", 0.5), ("shares", 1.0)):
        classroom.gradebook.write_bytes(before)
        status, out, err = run("merge", share.root, "--take", side)
        assert (status, err) == (0, "") and f"differed, and taken from {side}: student-02, why" in out
        with marking(classroom) as give:
            found = give.all()
        assert (found["student-02"].points, found["student-03"].points) == (points, 2.0)


@pytest.mark.second_stage
def test_a_dry_run_writes_nothing(classroom, run, tmp_path):
    run("split", "01", "--markers", 1)
    share = unpacked(classroom, 1, tmp_path)
    with marking(share) as give:
        give("student-02", Given((), 1.0), "S")
    before = classroom.gradebook.read_bytes()
    status, out, _ = run("merge", share.root, "--dry-run")
    assert status == 0 and "1 mark taken" in out and "nothing was written" in out
    assert classroom.gradebook.read_bytes() == before


def test_a_share_holds_nothing_of_anybody_else_and_an_anonymous_one_no_name(classroom, run, tmp_path):
    with marking(classroom) as give:
        for student in STUDENTS:
            give(student, Given((), 1.0, f"A remark to {student}."), "H")
    run("split", "01", "--markers", 2, "--output", tmp_path / "named")
    run("split", "01", "--markers", 2, "--anonymous", "--output", tmp_path / "numbered")
    for number in (1, 2):
        with zipfile.ZipFile(tmp_path / "named" / f"{NAME}-share-{number}.zip") as archive:
            held = {name.split("/")[2] for name in archive.namelist() if "/autograded/" in name}
            everything = b"".join(archive.read(name) for name in archive.namelist())
        others = set(STUDENTS) - held
        assert held and others and not any(other.encode() in everything for other in others)
        with zipfile.ZipFile(tmp_path / "numbered" / f"{NAME}-share-{number}.zip") as archive:
            names = archive.namelist()
            archive.extractall(tmp_path / "open")
        assert not any("student-0" in name for name in names)
        share = tmp_path / "open" / f"{NAME}-share-{number}"
        with sqlite3.connect(share / "gradebook.db") as gradebook:
            rows = list(gradebook.execute("SELECT id, first_name, last_name, email FROM student"))
        gradebook.close()
        assert len(rows) == len(held)
        assert all(row[0].startswith("answer-") and row[1:] == (None, None, None) for row in rows)
        with marking(Classroom(share)) as give:  # the remarks are the markers' own words, and lead back
            assert all(one.given.remark and one.marker == "H" for one in give.all().values())
    status, out, _ = run("merge", tmp_path / "open" / f"{NAME}-share-1")
    assert status == 0 and "0 marks taken" in out


def test_a_share_that_is_there_is_not_overwritten(classroom, run):
    run("split", "01", "--markers", 2)
    path = classroom.root / "shares" / f"{NAME}-share-2.zip"
    before = path.read_bytes()
    (classroom.root / "shares" / f"{NAME}-share-1.zip").unlink()
    status, out, err = run("split", "01", "--markers", 2)
    assert status == 1 and out == "" and "share-2.zip is there already, and may hold marks: merge it" in err
    assert path.read_bytes() == before


def test_a_students_name_that_leads_out_of_the_archive_is_refused(classroom, run):
    with sqlite3.connect(classroom.gradebook) as gradebook:
        for table, column in (("student", "id"), ("submitted_assignment", "student_id")):
            gradebook.execute(f"UPDATE {table} SET {column} = '../x' WHERE {column} = 'student-03'")
    gradebook.close()
    status, _, err = run("split", "01", "--markers", 2)
    assert status == 1 and "a student '../x', which cannot be the name of a folder" in err
    assert not (classroom.root / "shares").exists()
    assert run("split", "01", "--markers", 2, "--anonymous")[0] == 0


def test_more_markers_than_submissions_are_refused(classroom, run):
    status, _, err = run("split", "01", "--markers", 6)
    assert status == 1 and "01_tiny has 5 submissions for 6 markers: give a smaller --markers" in err


def _zip(path, **files):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return path


NO_SHARES = {
    "nothing there": (lambda folder, share: folder / "nowhere.zip", "nowhere.zip is not there"),
    "no database": (
        lambda folder, share: _zip(folder / "a.zip", share__json=share.read_text(), gradebook__db="no database"),
        "the gradebook in",
    ),
    "a text": (lambda folder, share: folder / "text.zip", "text.zip is no share"),
    "no gradebook": (lambda folder, share: _zip(folder / "a.zip", share__json="{}"), "holds 0 files gradebook.db"),
    "no JSON": (lambda folder, share: _zip(folder / "a.zip", share__json="{", gradebook__db="x"), "share.json in"),
    "another version": (
        lambda folder, share: _zip(folder / "a.zip", share__json='{"format": 2}', gradebook__db="x"),
        "another version",
    ),
    "half a gradebook": (lambda folder, share: _damaged(folder, share), "the gradebook in"),
}
# Two kinds in the first stage; the others go the same way.
KINDS = [
    kind if number < 2 else pytest.param(kind, marks=pytest.mark.second_stage) for number, kind in enumerate(NO_SHARES)
]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_share_is_named_in_a_line_and_the_good_one_beside_it_is_not_half_taken(
    kind, classroom, run, tmp_path
):
    make, said = NO_SHARES[kind]
    run("split", "01", "--markers", 1)
    share = unpacked(classroom, 1, tmp_path)
    with marking(share) as give:
        give("student-02", Given((), 1.0), "S")
    (tmp_path / "text.zip").write_text("no archive")
    before = classroom.gradebook.read_bytes()
    status, out, err = run("merge", share.root, make(tmp_path, share.root / "share.json"))
    assert status == 1 and out == "" and said in err and err.count("\n") == 1
    assert classroom.gradebook.read_bytes() == before


def _damaged(folder, share):
    whole = share.with_name("gradebook.db").read_bytes()
    return _zip(folder / "a.zip", share__json=share.read_text(), gradebook__db=whole[: len(whole) // 2])
