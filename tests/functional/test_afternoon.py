"""An instructor's afternoon with a small class: from Canvas's archive to Canvas's marks, and once more after a change."""

from __future__ import annotations

import csv
import json

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.desk.rehearsal import write_archive, write_gradebook
from autograder.editions import solved_edition
from autograder.source import read_source
from autograder.variants import Variant, submission

NAME = "01_tiny"
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
