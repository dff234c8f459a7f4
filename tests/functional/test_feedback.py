"""The command `feedback`: what a class is told, and what it is not."""

from __future__ import annotations

import base64
import functools
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from leaking import leaked
from mini_course import ask_a_person
from nbgrader.api import Gradebook

from autograder.classroom import prepare_classroom
from autograder.cli import main
from autograder.course import Classroom, Course
from autograder.demo import submissions
from autograder.desk.students import HandedIn, Students
from autograder.desk.upload import Person
from autograder.editions import student_edition
from autograder.source import read_source
from autograder.variants import Variant, read_variants, submission

NAME = "01_tiny"
ROOT = Path(__file__).resolve().parents[2]
WRONG = Variant(
    "wrong", "double", "whole numbers only", "def double(x):\n    print('argument', x)\n    return 2 * int(x)\n"
)

pytestmark = pytest.mark.usefixtures("graded_here")


def _page(classroom, student, name=NAME):
    return (classroom.feedback / student / name / f"{name}.html").read_text(encoding="utf-8")


def test_each_student_gets_a_page_and_a_second_run_changes_nothing(command, classroom, hand_in, tiny_solved):
    hand_in("student-01", tiny_solved)
    hand_in("student-02", submission(tiny_solved, [WRONG]))
    hand_in("student-03", "no notebook")
    command("grade")
    status, out, err = command("feedback")
    assert status == 0 and not err and "3 pages, 3 of them new or changed: classroom/feedback/STUDENT/01_tiny" in out
    assert "20 of 20 points" in _page(classroom, "student-01")
    wrong = _page(classroom, "student-02")
    assert "8 of 20 points" in wrong and "a hidden case" in wrong and "not right yet" in wrong
    assert "2 * int(x)" in re.sub("<[^>]*>", "", wrong)
    assert "Your file could not be read" in _page(classroom, "student-03")
    before = {path: path.stat().st_mtime_ns for path in classroom.root.rglob("*")}
    assert "3 pages, 0 of them new or changed" in command("feedback")[1]
    assert {path: path.stat().st_mtime_ns for path in classroom.root.rglob("*")} == before


def test_only_the_page_that_changed_is_written_again(command, classroom, hand_in, tiny_solved):
    for student in ("student-01", "student-02"):
        hand_in(student, tiny_solved)
    command("grade")
    command("feedback")
    with Gradebook(classroom.db_url) as gradebook:
        gradebook.find_comment("double", NAME, NAME, "student-02").manual_comment = "Short <b>and</b> clear."
        gradebook.db.commit()
    out = command("feedback")[1]
    assert "student-01 01_tiny: unchanged" in out and "student-02 01_tiny: written" in out
    assert "Short &lt;b&gt;and&lt;/b&gt; clear." in _page(classroom, "student-02")


def test_a_page_does_not_tell_what_a_function_printed_while_it_was_tested(command, classroom, hand_in, tiny_solved):
    hand_in("student-01", submission(tiny_solved, [WRONG]))
    command("grade")
    command("feedback")
    assert "argument -0.5" in (classroom.autograded / "student-01" / NAME / f"{NAME}.ipynb").read_text()
    assert "-0.5" not in _page(classroom, "student-01")


def test_a_page_tells_what_was_repaired_and_names_no_other_student(command, classroom, hand_in, tiny_solved):
    nb = nbformat.from_dict(tiny_solved)
    nb.cells = [cell for cell in nb.cells if cell.id != "test_square"]
    hand_in("student-01", nb)
    hand_in("student-02", tiny_solved)
    command("grade")
    command("feedback")
    page = _page(classroom, "student-01")
    assert "test_square was missing" in page and "student-02" not in page and "student-01" in page


PICTURES = {
    "image/png": base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(20)).decode(),
    "image/gif": base64.b64encode(b"GIF89a" + bytes(20)).decode(),
}


def test_a_picture_pasted_into_a_written_answer_is_seen_in_the_page_and_nothing_else_is(
    command, classroom, tiny_course, hand_in
):
    nb = student_edition(read_source(ask_a_person(tiny_course)))
    nb.cells[-1].source = "See ![](attachment:mine.png)"
    nb.cells[-1].attachments = {
        "mine.png": {"image/png": PICTURES["image/png"]},
        "moves.gif": {"image/gif": PICTURES["image/gif"]},
        'a "name".svg': {"image/svg+xml": base64.b64encode(b"<svg onload='alert(1)'/>").decode()},
        "false.png": {"image/png": base64.b64encode(b"<script>alert(1)</script>").decode()},
    }
    hand_in("student-01", nb)
    assert command("grade")[0] == 0 and command("feedback")[0] == 0
    page = _page(classroom, "student-01")
    for kind, name in (("image/png", "mine.png"), ("image/gif", "moves.gif")):
        assert f'<img src="data:{kind};base64,{PICTURES[kind]}" alt="Your picture {name}">' in page
    assert page.count("data:image") == 2 and "svg+xml" not in page
    assert "img-src data:" in page  # the page's own policy lets them be shown


def test_what_is_not_graded_yet_is_named(command, classroom, hand_in, tiny_solved):
    hand_in("student-01", tiny_solved)
    command("grade")
    hand_in("student-02", tiny_solved)
    assert "not graded yet: 01_tiny of student-02" in command("feedback")[1]


@pytest.mark.filterwarnings("ignore:Object of type:sqlalchemy.exc.SAWarning")  # nbgrader's add_submission
def test_a_student_whose_name_is_no_folder_is_refused_and_nothing_is_written(command, classroom, hand_in, tiny_solved):
    hand_in("student-01", tiny_solved)
    command("grade")
    with Gradebook(classroom.db_url) as gradebook:
        gradebook.add_student("../outside")
        gradebook.add_submission(NAME, "../outside")
    status, _, err = command("feedback")
    assert status == 1 and "a student '../outside', which cannot be the name of a folder" in err
    assert not classroom.feedback.exists()


def test_a_class_without_a_gradebook_is_told_what_to_do(command, classroom):
    classroom.gradebook.unlink()
    status, out, err = command("feedback")
    assert status == 1 and not out and "is not there: grade the class first (`autograder grade`)" in err


def test_the_pages_are_packed_for_the_platform_that_the_submissions_came_from(command, classroom, hand_in, tiny_solved):
    for student in ("student-01", "student-02"):
        hand_in(student, tiny_solved)
    command("grade")
    status, _, err = command("feedback", "--archive", "canvas")
    assert status == 1 and "no submission of 01_tiny was collected from Canvas: the archive needs the numbers" in err
    students = Students.read(classroom)
    student = students.admit(Person(("canvas:17",), slug="student"), lambda name: False)
    student.folder, student.handed_in[NAME] = "student-01", HandedIn("canvas", (23,), False, None, "", "", "")
    students.by_folder = {"student-01": student}
    students.write()
    status, out, _ = command("feedback", "--archive", "canvas")
    assert status == 0
    assert "to upload: classroom/feedback/01_tiny-canvas.zip, without student-02 (not collected from there)" in out
    with zipfile.ZipFile(classroom.feedback / "01_tiny-canvas.zip") as archive:
        assert archive.namelist() == ["student_17_23_01_tiny.html"]
        assert archive.read("student_17_23_01_tiny.html").decode() == _page(classroom, "student-01")
    assert "unchanged: classroom/feedback/01_tiny-canvas.zip" in command("feedback", "--archive", "canvas")[1]


def test_gradescope_gets_an_autograder_that_tells_each_submission_what_was_marked_here(
    command, classroom, hand_in, tiny_solved, tiny_student, tmp_path
):
    students = Students.read(classroom)
    for number, nb in ((71, tiny_solved), (72, tiny_student)):
        student = students.admit(Person((f"gradescope:{number}@example.org",), f"Student {number}"), lambda name: False)
        student.handed_in[NAME] = HandedIn("gradescope", (number,), False, None, "", "", "")
        hand_in(student.folder, nb)
    students.write()
    full, none = students.by_folder
    command("grade")
    status, out, _ = command("feedback", "--archive", "gradescope")
    assert status == 0 and "to upload: classroom/feedback/01_tiny-gradescope.zip\n" in out
    there = tmp_path / "autograder"
    with zipfile.ZipFile(classroom.feedback / "01_tiny-gradescope.zip") as archive:
        archive.extractall(there / "source")
        assert archive.getinfo("run_autograder").external_attr >> 16 == 0o755
    shutil.copy(there / "source" / "run_autograder", there)

    def told(number):
        (there / "submission_metadata.json").write_text(json.dumps({"id": number, "users": []}))
        subprocess.run([sys.executable, there / "run_autograder"], check=True)
        return json.loads((there / "results" / "results.json").read_text(encoding="utf-8"))

    right, blank, later = told(71), told(72), told(99)
    assert (right["score"], blank["score"], later["score"]) == (20, 0, 0)
    assert right["output_format"] == "html" and full in right["output"] and "20 of 20 points" in right["output"]
    assert none in blank["output"] and "<html" not in blank["output"]
    assert later["output"] == "This attempt has not been marked yet."
    assert "unchanged: classroom/feedback/01_tiny-gradescope.zip" in command("feedback", "--archive", "gradescope")[1]


def _graded(folder, new_gradebook, names):
    """Of each notebook a blank, a damaged and two mixed submissions of the demonstration class, graded and told."""
    course, classroom = Course(ROOT), Classroom(folder)
    shutil.copy(new_gradebook, classroom.gradebook)
    prepare_classroom(course, names, classroom)
    for name in names:
        nb = read_source(course.source(name))
        for student, text in submissions(nb, name, read_variants(course.variants(name), nb), 5):
            path = classroom.submitted / student / name / f"{name}.ipynb"
            if student != "student-01":  # whose answers are the author's own
                path.parent.mkdir(parents=True)
                path.write_text(text, encoding="utf-8")
    assert main(["grade", "--course", str(classroom.root)]) == 0
    assert main(["feedback", "--course", str(classroom.root)]) == 0
    return classroom, names


@pytest.fixture(scope="module")
def graded_class(tmp_path_factory, new_gradebook):
    """One notebook's."""
    return _graded(tmp_path_factory.mktemp("class"), new_gradebook, ["04_logistic_least_squares"])


@pytest.fixture(scope="module")
def whole_class(tmp_path_factory, new_gradebook):
    """Every notebook's."""
    course = Course(ROOT)
    names = [name for name in course.names() if course.variants(name).exists()]
    return _graded(tmp_path_factory.mktemp("class"), new_gradebook, names)


@functools.cache
def _known(name):
    """A notebook's source, and what is given to students of it."""
    source = read_source(Course(ROOT).source(name))
    return source, student_edition(source)


def _search(classroom, names):
    """What is leaked, by page; and how many pages there are."""
    found, pages = {}, sorted(classroom.feedback.rglob("*.html"))
    for page in pages:
        name = page.stem
        if name in names:
            source, given = _known(name)
            handed_in = classroom.submitted / page.parts[-3] / name / f"{name}.ipynb"
            if lines := leaked(page.read_text(encoding="utf-8"), source, handed_in.read_text(encoding="utf-8"), given):
                found[page.relative_to(classroom.feedback).as_posix()] = lines
    return found, len(pages)


@pytest.mark.parametrize("which", ["graded_class", pytest.param("whole_class", marks=pytest.mark.second_stage)])
def test_no_page_shows_a_line_of_a_hidden_test_or_an_answer_that_its_student_did_not_write(which, request):
    classroom, names = request.getfixturevalue(which)
    found, pages = _search(classroom, names)
    assert found == {} and pages == 4 * len(names)


@pytest.mark.parametrize("planted", ["hidden", "answer"])
def test_the_search_finds_one_planted_line(graded_class, planted):
    """In a message, which is where a leak would come from."""
    classroom, names = graded_class
    line = {"hidden": "from utils import fresh_seed", "answer": "L = (y - t) ** 2 / 2"}[planted]
    name = "04_logistic_least_squares"
    record = classroom.record(name, "student-02")
    kept = record.read_text(encoding="utf-8")
    plain = json.loads(kept)
    if planted == "answer":
        plain["tests"][0]["message"] += f"\n  {line}"
    else:
        plain["tests"][0]["rows"] = [["yours", line]]
    try:
        record.write_text(json.dumps(plain), encoding="utf-8")
        main(["feedback", "04", "--course", str(classroom.root)])
        found, _ = _search(classroom, [name])
        assert found == {f"student-02/{name}/{name}.html": [line.replace(" ", "")]}
    finally:
        record.write_text(kept, encoding="utf-8")
        main(["feedback", "04", "--course", str(classroom.root)])


@pytest.mark.second_stage
def test_nbgraders_own_feedback_shows_none_of_it_either_and_the_last_to_write_wins(graded_class):
    classroom, names = graded_class
    name, student = "04_logistic_least_squares", "student-05"
    ours = _page(classroom, student, name)
    nbgrader = [
        Path(sys.executable).with_name("nbgrader"),
        "generate_feedback",
        name,
        f"--student={student}",
        f"--CourseDirectory.root={classroom.root}",
    ]
    done = subprocess.run(nbgrader, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and _page(classroom, student, name) == ours  # it leaves alone what is there
    done = subprocess.run([*nbgrader, "--force"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert _page(classroom, student, name) != ours and "(Score: " in _page(classroom, student, name)
    assert _search(classroom, names)[0] == {}
    assert main(["feedback", "04", "--course", str(classroom.root)]) == 0
    assert _page(classroom, student, name) == ours
