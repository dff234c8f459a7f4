"""Knows what is recorded of a graded submission, and when a record still holds; nothing of how it came about."""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import ClassVar

import nbformat
from nbformat import NotebookNode

from autograder.files import Refused, read_ordinary, write_atomically
from autograder.limits import Limits
from autograder.source import exercises, needs, points_of, written_questions
from utils.checks.needs import missing

_LONGEST_MESSAGE = 1500
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")

# A test that was not seen to pass has not passed: only the first of these earns points.
PASSED, FAILED, NOT_ATTEMPTED, ERROR, TIMEOUT, DIED, NOT_RUN, NOT_JUDGED = VERDICTS = (
    "passed",
    "failed",
    "not attempted",
    "error",
    "timeout",
    "died",
    "not run",
    "not judged",
)


@dataclass(frozen=True)
class TestResult:
    """What one test said; ``max_points`` are 0 for that of an extra."""

    __test__: ClassVar[bool] = False  # the result of a test, none of pytest's

    exercise: str
    grade_id: str
    points: float
    max_points: float
    verdict: str  # one of VERDICTS
    message: str = ""  # for the student: what is wrong, mostly in one line; empty where the test passed
    seconds: float = 0.0
    mistakes: tuple[str, ...] = ()  # the names of those that the check found the answer consistent with
    rows: tuple[tuple[str, str], ...] = ()  # and the evidence, as the check laid it out: (label, text)
    cause: str = ""  # what stopped a cell of the student's own, where the answer lacks a name that it was to define
    given: tuple[str, ...] = ()  # it passed with the course's answers to these exercises; the student's own are wrong

    @property
    def is_extra(self) -> bool:
        """Whether no points depend on it."""
        return not self.max_points


@dataclass(frozen=True)
class Look:
    """An exercise or question at 0 points though the file holds what may be its answer: a person is to look."""

    name: str  # of the exercise or question
    cell: str  # the grade_id of the first cell that gives its points; a person's mark there says "I have looked"
    found: str  # what stands where in the file


@dataclass(frozen=True)
class Result:
    """What became of one submission."""

    student: str
    notebook: str
    status: str  # "graded"; "unreadable", a fault of the submission; "failed", a fault of the grader
    reason: str = ""  # why it was not graded
    repairs: tuple[str, ...] = ()
    tests: tuple[TestResult, ...] = ()
    looks: tuple[Look, ...] = ()
    reached: tuple[str, ...] = ()  # signs that the code reaches for the course's own answers: "cell: what"
    by_hand: float = 0  # points that a person gives besides
    seconds: float = 0.0
    seed: int | None = None  # what the tests' random points follow from
    key: str = ""
    executed: NotebookNode | None = field(default=None, compare=False, repr=False)  # never part of the record

    @property
    def points(self) -> float:
        """What the automatic tests gave."""
        return sum(test.points for test in self.tests)

    @property
    def max_points(self) -> float:
        """What the submission could be given, by the tests and by a person."""
        return sum(test.max_points for test in self.tests) + self.by_hand


def unread(status: str, reason: str, release: NotebookNode) -> Result:
    """The result of a submission of which no cell was run."""
    tests = tuple(
        TestResult(exercise.name, test.grade_id, 0, test.points, NOT_RUN, in_short(reason))
        for exercise in exercises(release)
        for test in exercise.tests
    )
    return Result("", "", status, reason=in_short(reason), tests=tests, by_hand=by_hand(release))


def by_hand(release: NotebookNode) -> float:
    """The points of a notebook that a person gives."""
    return sum(map(points_of, written_questions(release)))


def in_short(text: str) -> str:
    """A message as it is kept: without colours, and not longer than anybody reads."""
    text = _ANSI.sub("", text).strip()
    return text if len(text) <= _LONGEST_MESSAGE else text[:_LONGEST_MESSAGE] + " …"


def to_plain(result: Result) -> dict:
    """The record as JSON knows it."""
    kept = {name: getattr(result, name) for name in Result.__dataclass_fields__ if name != "executed"}
    return {
        **kept,
        "repairs": list(result.repairs),
        "reached": list(result.reached),
        "tests": [asdict(test) for test in result.tests],
        "looks": [asdict(look) for look in result.looks],
    }


def from_plain(data: dict) -> Result:
    """The record that `to_plain` wrote down."""
    tests = tuple(
        TestResult(
            **test
            | {
                "rows": tuple((label, text) for label, text in test.get("rows", ())),
                "mistakes": tuple(test.get("mistakes", ())),
                "given": tuple(test.get("given", ())),
            }
        )
        for test in data["tests"]
    )
    looks = tuple(Look(**look) for look in data.get("looks", ()))
    told = {name: tuple(data.get(name, ())) for name in ("repairs", "reached")}
    return Result(**data | told | {"tests": tests, "looks": looks})


def write_result(path: Path, result: Result) -> None:
    """Writes the record so that whoever looks finds the old one or the new one, whole."""
    write_atomically(path, json.dumps(to_plain(result), indent=1, ensure_ascii=False) + "\n")


def read_result(path: Path) -> Result | None:
    """The record in `path`; None where there is none that can be understood, such as another version's."""
    try:
        return from_plain(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def result_key(submission: Path, release: NotebookNode, written: str = "") -> str:
    """Made of everything a result depends on: what was handed in, what was released, and the grader.

    Args:
        submission: what was handed in.
        release: what was released.
        written: the release as `nbformat.writes` has it, for who asks for many submissions of it.
    """
    try:
        handed_in = hashlib.sha256(read_ordinary(submission, Limits().file_bytes)).hexdigest()
    except (OSError, Refused) as error:
        # Nothing to read: what lies there instead is named in the reason, so it counts.
        beside = sorted(p.name for p in submission.parent.glob("*"))
        handed_in = f"{type(error).__name__} {error} {beside}"
    return _digest([handed_in, release_key(release)])


def release_key(release: NotebookNode) -> str:
    """Made of what is the same for all that is graded by a release: what was released, and the grader."""
    # Where something is installed without which its tests cannot judge, there is another result to come to.
    there = [package for package in needs(release) if not missing([package])]
    return _digest([nbformat.writes(release), grader_version(), *there])


@functools.cache
def grader_version() -> str:
    """A digest of the grader's and the checks' source: another grader may come to another result.

    The desk reads results and makes none, so a change there is no reason to grade a class again.
    """
    import utils

    here = Path(__file__).parent
    folders = (here, *map(Path, utils.__path__))
    files = sorted(
        (folder.name, path.relative_to(folder).as_posix(), path)
        for folder in folders
        for path in folder.rglob("*.py")
        if here / "desk" not in path.parents
    )
    return _digest(
        [part for name, inside, path in files for part in (f"{name}/{inside}", path.read_text(encoding="utf-8"))]
    )


def _digest(parts: Sequence[str]) -> str:
    sha = hashlib.sha256()
    for part in parts:
        sha.update(f"{len(part)}\n{part}\n".encode("utf-8", "surrogatepass"))
    return sha.hexdigest()
