"""Knows how a class is made for a benchmark, outside the checkout, and how the marks in its gradebook are read."""

from __future__ import annotations

import compileall
import os
import shutil
import sqlite3
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from autograder.course import Classroom, Course
from autograder.demo import make_class

CHECKOUT = Path(__file__).resolve().parents[1]
DAMAGED = "student-03"  # whose file the demonstration cuts in half
TRIVIAL = "01_trivial"

Marks = dict[tuple[str, str], float | None]  # (student, test) -> points

_MARK = '"schema_version": 3, "task": false'
TRIVIAL_SOURCE = f"""\
# ---
# jupyter:
#   course:
#     points: 20
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A trivial notebook

# %% nbgrader={{"grade": false, "grade_id": "one", "locked": false, "solution": true, {_MARK}}}
def one():
    ### BEGIN SOLUTION
    return 1
    ### END SOLUTION

# %% nbgrader={{"grade": true, "grade_id": "test_one", "locked": true, "points": 20, "solution": false, {_MARK}}}
assert one() == 1
"""
TRIVIAL_VARIANTS = """\
# %% right one | by another name
def one():
    return int(True)

# %% wrong one | two
def one():
    return 2
"""


@dataclass(frozen=True)
class Made:
    """A class to be graded: copies of it are."""

    name: str  # of its one notebook
    root: Path  # a course folder of its own

    @property
    def students(self) -> list[str]:
        """Who handed in."""
        return sorted(path.name for path in Classroom(self.root / "classroom").submitted.iterdir())

    def copy(self, root: Path, students: list[str] | None = None) -> Classroom:
        """The same class in the folder `root`, nothing graded yet; unless told, with all of its students."""
        shutil.copytree(self.root, root)
        classroom = Classroom(root / "classroom")
        for student in set(self.students) - set(self.students if students is None else students):
            shutil.rmtree(classroom.submitted / student)
        return classroom


def with_variants() -> list[str]:
    """The checkout's notebooks that a class can be drawn from."""
    course = Course(CHECKOUT)
    return [name for name in course.names() if course.variants(name).exists()]


def make(folder: Path, name: str, students: int, damaged: bool) -> Made:
    """A class in a new course folder below `folder`.

    Args:
        folder: outside the checkout, so that nothing of it is found by its place.
        name: of a notebook with variants, or `TRIVIAL`.
        students: how many hand in.
        damaged: whether one of the files may be unreadable.
    """
    course = Course(folder / name)
    course.variants(name).parent.mkdir(parents=True)
    if name == TRIVIAL:
        course.source(name).write_text(TRIVIAL_SOURCE, encoding="utf-8")
        course.variants(name).write_text(TRIVIAL_VARIANTS, encoding="utf-8")
    else:
        shutil.copy(Course(CHECKOUT).source(name), course.source(name))
        shutil.copy(Course(CHECKOUT).variants(name), course.variants(name))
    # A course is known by this file. It says what stock nbgrader has to be told, and nothing else.
    (course.root / "nbgrader_config.py").write_text(
        "from pathlib import Path\n\nc = get_config()\n"
        "c.CourseDirectory.root = str(Path(__file__).resolve().parent / 'classroom')\n",
        encoding="utf-8",
    )
    classroom = Classroom(course.root / "classroom")
    make_class(course, classroom, students + (not damaged and students > 2))
    if not damaged:
        shutil.rmtree(classroom.submitted / DAMAGED, ignore_errors=True)
    return Made(name, course.root)


def surroundings(folder: Path) -> dict[str, str]:
    """The variables that a command is run with: it finds `utils` and `alembic`, no settings of yours, and an empty
    folder for temporary files. Compiled modules are kept, as they are for anybody."""
    temporary = folder / "temporary"
    for part in (temporary, folder / "settings"):
        part.mkdir(parents=True, exist_ok=True)
    search = os.pathsep.join([str(CHECKOUT), *filter(None, [os.environ.get("PYTHONPATH")])])
    programs = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    settings = {name: str(folder / "settings") for name in ("JUPYTER_CONFIG_DIR", "IPYTHONDIR", "MPLCONFIGDIR")}
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, **settings, "PYTHONPATH": search, "PATH": programs, "TMPDIR": str(temporary)}


def compiled() -> None:
    """Compiles every module that a command may import, as installing it and using it once would have done.

    Else whoever imports most pays most, in each of its processes, where bytecode is not written.
    """
    packages = dict.fromkeys(sysconfig.get_path(name) for name in ("purelib", "platlib"))
    for folder in (*packages, *(CHECKOUT / name for name in ("utils", "autograder", "benchmarks"))):
        compileall.compile_dir(str(folder), quiet=2, workers=0)


def marks(gradebook: Path) -> Marks:
    """What the gradebook holds for each student's tests, entered by the grader."""
    return {row[:2]: row[2] for row in rows(gradebook)}


def rows(gradebook: Path) -> list[tuple]:
    """Every mark of the gradebook, in order: student, cell, automatic and manual points, whether a person is asked."""
    query = (
        "SELECT sa.student_id, cell.name, grade.auto_score, grade.manual_score, grade.needs_manual_grade "
        "FROM grade JOIN base_cell AS cell ON grade.cell_id = cell.id "
        "JOIN submitted_notebook AS sn ON grade.notebook_id = sn.id "
        "JOIN submitted_assignment AS sa ON sn.assignment_id = sa.id ORDER BY 1, 2, 3"
    )
    database = sqlite3.connect(f"file:{gradebook}?mode=ro", uri=True)
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()
