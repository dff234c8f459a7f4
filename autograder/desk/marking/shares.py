"""Knows what a marker on another machine is given, and how what comes back is read.

A share is a small class of its own: a gradebook with some students of one notebook, their graded notebooks and records,
and `share.json`, which says what was marked when it was made. `autograder mark` and the formgrader work on it as on any
class. What comes back is the archive, its folder, or the folder's gradebook alone beside the archive's `share.json`.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from autograder.course import Classroom
from autograder.desk.marking.answers import Answer
from autograder.desk.marking.ledger import Ledger
from autograder.desk.marking.merging import Marks
from autograder.desk.marking.questions import Question
from autograder.desk.marking.rubric import Given, NotGiven, Rubric, plain_rubric, read_rubric
from autograder.errors import CourseError, file_error
from autograder.files import Refused, fill_atomically, read_ordinary
from autograder.gradebook import open_gradebook
from autograder.results import read_result, to_plain

_ABOUT = "share.json"
_LARGEST = 500_000_000  # bytes of a gradebook that comes back
_LARGEST_ABOUT = 50_000_000
_FORMAT = 1
_README = """\
This is a share of a class to mark: {count} submissions of {name}, share {number} of {all}.

1. Unpack it beside your checkout of the course.
2. In the checkout:  autograder mark --course PATH/TO/{folder} --as YOUR-NAME
3. When you are done, pack the folder {folder} as a zip archive and send it back.
   Only gradebook.db and share.json are looked at.

The submissions are private.
"""


def divide(ids: Sequence[str], markers: int) -> list[list[str]]:
    """The answers of each marker, as many for each as can be. The order of ids says nothing of whose they are."""
    ordered = sorted(ids)
    return [ordered[number::markers] for number in range(markers)]


def marks_of(rubric: Rubric, answers: Sequence[Answer]) -> Marks:
    """What stands, as it is merged."""
    return Marks(rubric, {answer.id: (answer.given, answer.marker) for answer in answers})


def write_share(
    classroom: Classroom,
    name: str,
    questions: Sequence[Question],
    students: Mapping[str, str],
    labels: Mapping[str, str],
    place: tuple[int, int],
    path: Path,
) -> None:
    """Writes one archive.

    Args:
        classroom: whose class it is a share of.
        name: the notebook.
        questions: of it.
        students: of the share: the id of the answer -> the folder.
        labels: what each is called in it.
        place: which share of how many.
        path: where to.
    """
    folder = path.stem
    readme = _README.format(count=len(students), name=name, number=place[0], all=place[1], folder=folder)
    with tempfile.TemporaryDirectory() as work:
        part = Classroom(Path(work))
        _cut(classroom.gradebook, part.gradebook, name, {id: labels[id] for id in students})
        with open_gradebook(part) as gradebook:  # what the share begins with, not what somebody has marked since
            ledger = Ledger(part, gradebook)
            stands = {question.name: marks_of(*ledger.state(name, question)) for question in questions}
        about = {
            "format": _FORMAT,
            "notebook": name,
            "share": place[0],
            "of": place[1],
            "questions": {
                question: {
                    "rubric": plain_rubric(marks.rubric),
                    "given": {id: _plain(given) for id, (given, _) in marks.given.items()},
                }
                for question, marks in stands.items()
            },
        }

        def fill(file: BinaryIO) -> None:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                archive.writestr(f"{folder}/README.txt", readme)
                archive.writestr(f"{folder}/{_ABOUT}", json.dumps(about, ensure_ascii=False, indent=1))
                archive.write(part.gradebook, f"{folder}/gradebook.db")
                archive.write(classroom.source(name), f"{folder}/source/{name}/{name}.ipynb")
                for id, student in sorted(students.items()):
                    graded = classroom.autograded / student / name / f"{name}.ipynb"
                    if graded.is_file():
                        archive.write(graded, f"{folder}/autograded/{labels[id]}/{name}/{name}.ipynb")
                    record = read_result(classroom.record(name, student))
                    if record is not None:
                        record = replace(record, student=labels[id])
                        text = json.dumps(to_plain(record), ensure_ascii=False)
                        archive.writestr(f"{folder}/results/{name}/{labels[id]}.json", text)

        fill_atomically(path, fill)


def _cut(whole: Path, part: Path, name: str, kept: Mapping[str, str]) -> None:
    """A gradebook with some submissions of one notebook, and with nothing of anybody else, also in its free pages."""
    with (
        closing(sqlite3.connect(f"{whole.resolve().as_uri()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(part)) as target,
    ):
        source.backup(target)
        with target:
            target.execute("CREATE TEMP TABLE kept (id TEXT PRIMARY KEY, label TEXT)")
            target.executemany("INSERT INTO kept VALUES (?, ?)", kept.items())
            for table in ("grade", "comment"):
                target.execute(f"DELETE FROM {table} WHERE notebook_id NOT IN (SELECT id FROM kept)")
            target.execute("DELETE FROM submitted_notebook WHERE id NOT IN (SELECT id FROM kept)")
            target.execute(
                "DELETE FROM submitted_assignment WHERE id NOT IN (SELECT assignment_id FROM submitted_notebook)"
            )
            for table in ("autograder_rubric", "autograder_marking"):
                target.execute(f"DELETE FROM {table} WHERE notebook <> ?", (name,))
            _call(target)
        target.execute("VACUUM")


def _call(gradebook: sqlite3.Connection) -> None:
    """Students get the names of `kept`, in every table; those without a submission there go."""
    called = (
        "SELECT kept.label FROM kept JOIN submitted_notebook n ON n.id = kept.id "
        "JOIN submitted_assignment a ON a.id = n.assignment_id WHERE a.student_id = "
    )
    gradebook.execute(
        "DELETE FROM autograder_marking WHERE student NOT IN (SELECT student_id FROM submitted_assignment)"
    )
    gradebook.execute("DELETE FROM student WHERE id NOT IN (SELECT student_id FROM submitted_assignment)")
    gradebook.execute(f"UPDATE autograder_marking SET student = ({called} autograder_marking.student)")
    changed = gradebook.execute(f"SELECT id, ({called} student.id) FROM student").fetchall()
    for old, new in changed:
        if old != new:
            gradebook.execute("UPDATE student SET id = ?, first_name = NULL, last_name = NULL WHERE id = ?", (new, old))
            gradebook.execute("UPDATE submitted_assignment SET student_id = ? WHERE student_id = ?", (new, old))
    gradebook.execute("UPDATE student SET email = NULL, lms_user_id = NULL")


@dataclass(frozen=True)
class Share:
    """What came back.

    Attributes:
        notebook: which one.
        number: of the share.
        base: what was given when it was made, by question.
        given: what is given now.
        waiting: how many answers wait in it.
    """

    notebook: str
    number: int
    base: Mapping[str, Marks]
    given: Mapping[str, Marks]
    waiting: int


def read_share(path: Path, questions_of: Callable[[str], Sequence[Question]]) -> Share:
    """Reads what came back. A copy of its gradebook is looked at, so nothing in it is changed.

    Raises:
        CourseError: it is no share.
    """
    with tempfile.TemporaryDirectory() as work:
        part = Classroom(Path(work))
        about = _about(path, part.gradebook)
        questions = questions_of(about["notebook"])
        try:
            with open_gradebook(part) as gradebook:
                ledger = Ledger(part, gradebook)
                states = {question.name: ledger.state(about["notebook"], question) for question in questions}
        except (CourseError, NotGiven, ValueError):
            raise CourseError(f"the gradebook in {path} cannot be read", "ask for it again") from None
    given = {
        question: Marks(
            rubric, {answer.id: (answer.given, answer.marker or f"share {about['share']}") for answer in answers}
        )
        for question, (rubric, answers) in states.items()
    }
    waiting = sum(answer.waits for _, answers in states.values() for answer in answers)
    return Share(about["notebook"], about["share"], about["questions"], given, waiting)


def _about(path: Path, gradebook: Path) -> dict:
    """What `share.json` says, checked; the gradebook beside it is copied to `gradebook`."""
    try:
        if path.is_dir():
            _copy(path / "gradebook.db", gradebook)
            about = read_ordinary(path / _ABOUT, _LARGEST_ABOUT)
        elif zipfile.is_zipfile(path):
            about = _unpack(path, gradebook)
        elif path.exists():
            raise CourseError(f"{path} is no share", "give the archive or the folder that a marker sent back")
        else:
            raise FileNotFoundError(path)
    except OSError as error:
        raise file_error(path, error, "read") from None
    except (Refused, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
        raise CourseError(f"{path} cannot be read ({error})", "ask for it again") from None
    try:
        data = json.loads(about)
        if data["format"] != _FORMAT:
            raise ValueError("another version's")
        questions = {str(name): _read(one) for name, one in data["questions"].items()}
        return {"notebook": str(data["notebook"]), "share": int(data["share"]), "questions": questions}
    except (ValueError, KeyError, TypeError, AttributeError, NotGiven, RecursionError) as error:
        raise CourseError(f"share.json in {path} cannot be read ({error})", "ask for it again") from None


def _copy(source: Path, target: Path) -> None:
    if source.is_symlink() or not source.is_file():
        raise Refused("holds no gradebook.db")
    if source.stat().st_size > _LARGEST:
        raise Refused("holds a gradebook that is too large")
    shutil.copyfile(source, target)


def _unpack(path: Path, gradebook: Path) -> bytes:
    """Takes the gradebook and `share.json` out of an archive, wherever in it they lie, and nothing else."""
    with zipfile.ZipFile(path) as archive:
        found = {}
        for name, most in (("gradebook.db", _LARGEST), (_ABOUT, _LARGEST_ABOUT)):
            entries = [one for one in archive.infolist() if one.filename.rpartition("/")[2] == name]
            if len(entries) != 1:
                raise Refused(f"holds {len(entries)} files {name}")
            if entries[0].file_size > most:
                raise Refused(f"holds a {name} that is too large")
            found[name] = entries[0]
        with archive.open(found["gradebook.db"]) as source, gradebook.open("wb") as target:
            shutil.copyfileobj(source, target)
        return archive.read(found[_ABOUT])


def _plain(given: Given) -> dict:
    return {"lines": list(given.lines), "own": given.own, "remark": given.remark}


def _read(data: dict) -> Marks:
    return Marks(
        read_rubric(data["rubric"]),
        {
            str(id): (Given(tuple(map(str, one["lines"])), _points(one["own"]), str(one["remark"])), "")
            for id, one in data["given"].items()
        },
    )


def _points(own: object) -> float | None:
    if own is not None and not isinstance(own, int | float):
        raise ValueError("points are no number")
    return own
