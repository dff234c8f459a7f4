"""An instructor's afternoon with a small class: from Canvas's archive to Canvas's marks, and once more after a change."""

from __future__ import annotations

import csv
import json
import shutil
import zipfile
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.desk.rehearsal import write_archive, write_gradebook
from autograder.editions import solved_edition
from autograder.source import read_source
from autograder.variants import Variant, submission

NAME = "01_tiny"
ROOT = Path(__file__).resolve().parents[2]
MARK = {
    "grade": True,
    "grade_id": "why",
    "locked": False,
    "points": 2,
    "schema_version": 3,
    "solution": True,
    "task": False,
}
QUESTION = (
    f"\n# %% [markdown] nbgrader={json.dumps(MARK)}\n# ### BEGIN SOLUTION\n# Because it must.\n# ### END SOLUTION\n"
)
ROUNDED = Variant("wrong", "double", "rounded", "def double(x):\n    return float(round(2 * x))\n")  # right at −0.5
SIGN = Variant("wrong", "square", "the sign is kept", "def square(x):\n    return x * abs(x)\n")


@pytest.fixture
def archive(tiny_course, classroom):
    """What Canvas hands out: four students, the last one's file damaged. And its gradebook, with two who are not there."""
    source = tiny_course.source(NAME)
    text = source.read_text(encoding="utf-8").replace("points: 20", "points: 22")
    source.write_text(text + QUESTION, encoding="utf-8")
    solved = submission(solved_edition(read_source(source)))
    texts = []
    for number, variants in enumerate(([], [ROUNDED], [SIGN])):
        nb = submission(solved, variants)
        nb.cells[-1].source = f"Because I say so, {number}."
        texts.append(nbformat.writes(nb))
    folder = classroom.root / "canvas"
    write_archive(folder / "download.zip", NAME, [*texts, texts[0][:500]])
    write_gradebook(folder / "gradebook.csv", [NAME], 4)
    return folder / "download.zip"


def _mark_by_hand(classroom, students, points):
    """As the formgrader does."""
    with Gradebook(classroom.db_url) as gradebook:
        for student in students:
            grade = gradebook.find_grade("why", NAME, NAME, student)
            grade.manual_score, grade.needs_manual_grade = points, False
            gradebook.find_comment("why", NAME, NAME, student).manual_comment = f"A comment for {student}."
        gradebook.db.commit()


def _contents(classroom):
    return {
        path.relative_to(classroom.root).as_posix(): path.read_bytes()
        for path in classroom.root.rglob("*")
        if path.is_file()
    }


def _marks(classroom):
    with (classroom.root / "marks-canvas.csv").open(encoding="utf-8", newline="") as file:
        return {row[1]: float(row[-1]) for row in list(csv.reader(file))[2:]}


def test_from_the_archive_to_the_marks_and_again_after_a_test_was_changed(command, archive, classroom, tiny_course):
    roster = archive.with_name("gradebook.csv")
    commands = [
        ("collect", archive, "--roster", roster),
        ("grade",),
        ("feedback", "--archive", "canvas"),
        ("report",),
        ("export", "--roster", roster),
    ]

    def afternoon(part=commands):
        said = []
        for arguments in part:
            status, out, err = command(*arguments)
            if arguments[0] == "collect":  # one of them is damaged
                assert status == 1 and "no notebook of 1 student can be graded" in err
            else:
                assert (status, err) == (0, ""), (arguments, out)
            said.append(out)
        return said

    collected, graded, *_ = afternoon(commands[:2])
    assert "4 taken" in collected and "4 graded now" in graded and "1 could not be read" in graded
    assert "to mark by hand: " in graded and "autograder mark 01_tiny\n" in graded
    status, _, err = command(*commands[-1])
    assert status == 1 and "4 submissions have no final mark, so nothing was written" in err
    commands[-1] += ("--looked",)  # nothing can be made of the damaged file
    students = sorted(path.name for path in classroom.submitted.iterdir())
    damaged = next(student for student in students if student.endswith("4028"))
    students.remove(damaged)
    _mark_by_hand(classroom, students, 1.5)

    *_, fed, reported, exported = afternoon()
    assert "4 pages, 4 of them new" in fed and "to upload: classroom/feedback/01_tiny-canvas.zip" in fed
    assert "1 notebook, 4 submissions" in reported and "marks of 4 students" in exported
    assert _marks(classroom) == {"4007": 21.5, "4014": 21.5, "4021": 18.5, "4028": 0}

    before = _contents(classroom)
    again = afternoon()
    assert "to mark by hand" not in again[1]
    assert "4 unchanged" in again[0] and "0 graded now, 4 unchanged" in again[1] and "0 of them new" in again[2]
    assert all(said.startswith("unchanged") or "unchanged:" in said for said in again[3:])
    after = _contents(classroom)
    assert [name for name in before.keys() | after.keys() if before.get(name) != after.get(name)] == []

    source = tiny_course.source(NAME)  # a hidden test asks at another point, and a point goes from one test to another
    text = source.read_text(encoding="utf-8")
    for old, new in (
        ("double(-0.5) == -1.0", "double(-0.25) == -0.5"),
        ('"points": 5', '"points": 4'),
        ('"points": 3', '"points": 4'),
    ):
        text = text.replace(old, new)
    source.write_text(text, encoding="utf-8")
    *_, exported = said = afternoon(commands[1:])
    assert "4 graded now" in said[0] and "3 have a mark given by hand before they were graded again" in exported
    assert _marks(classroom) == {"4007": 21.5, "4014": 9.5, "4021": 17.5, "4028": 0}
    for student in students:
        page = (classroom.feedback / student / NAME / f"{NAME}.html").read_text(encoding="utf-8")
        assert f"A comment for {student}." in page and "marked by a person" in page
    with Gradebook(classroom.db_url) as gradebook:
        assert {gradebook.find_grade("why", NAME, NAME, student).manual_score for student in students} == {1.5}
    before = _contents(classroom)
    afternoon()
    assert _contents(classroom) == before


@pytest.mark.second_stage
@pytest.mark.usefixtures("graded_here")
def test_from_handing_out_to_the_marks_with_a_due_date_more_time_and_a_mark_by_hand(
    command, tiny_course, classroom, tmp_path
):
    """Whose time of handing in the platform says, as Brightspace does."""
    for name in ("pyproject.toml", "constraints.txt", "environment.yml", "LICENSE", "LICENSE-content.md"):
        shutil.copy(ROOT / name, tiny_course.root)
    (tiny_course.root / "utils").mkdir()
    (tiny_course.root / "utils" / "__init__.py").write_text("")
    with (tiny_course.root / "nbgrader_config.py").open("a") as config:
        config.write('\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    source = tiny_course.source(NAME)
    source.write_text(
        source.read_text(encoding="utf-8").replace("points: 20", "points: 22") + QUESTION, encoding="utf-8"
    )

    def said(*arguments):
        status, out, err = command(*arguments)
        assert (status, err) == (0, ""), (arguments, out)
        return out

    assert "next: give it to the students; autograder due 01_tiny WHEN" in said("handout")
    said("due", "01", "2026-12-01T23:59", "--zone", "UTC")
    with zipfile.ZipFile(classroom.root / "handout.zip") as handed_out:
        nb = nbformat.reads(handed_out.read(f"neural-networks-course/notebooks/{NAME}.ipynb").decode(), 4)
    for cell in nb.cells:
        if "def double" in cell.source:
            cell.source = "def double(x):\n    return x + x\n"
        elif "def square" in cell.source:
            cell.source = "def square(x):\n    return x * x\n"
        elif cell.metadata.get("nbgrader", {}).get("grade_id") == "why":
            cell.source = "Because I say so."
    archive = tmp_path / "download.zip"
    with zipfile.ZipFile(archive, "w") as download:
        for number, name, time in (
            (11, "One Student", "Dec 1, 2026 955 PM"),
            (12, "Two Student", "Dec 2, 2026 0115 AM"),
        ):
            download.writestr(f"{number}-77 - {name} - {time}/{NAME}.ipynb", nbformat.writes(nb))
    assert "2 taken" in said("collect", archive, "--timezone", "UTC")
    one, two = sorted(path.name for path in classroom.submitted.iterdir())
    graded = said("grade")
    assert f"handed in late (late work counts 0), by\n  {two}: 1 hour 16 minutes" in graded
    _mark_by_hand(classroom, [one, two], 1.5)
    assert f"{two} has 1 day more" in said("extend", two, "01", "+1d", "--zone", "UTC")
    said("feedback")
    said("report")
    said("export")
    with (classroom.root / "marks-general.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert {student: row[NAME] for student, row in rows.items()} == {one: "21.5", two: "21.5"}
    page = (classroom.feedback / two / NAME / f"{NAME}.html").read_text(encoding="utf-8")
    assert "21.5 of 22 points" in page and "1 day more than the class" in page and f"A comment for {two}." in page
