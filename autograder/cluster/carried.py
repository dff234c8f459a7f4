"""Knows a submission and what it is graded by as bytes, and a result as bytes: all that travels between machines.

Nothing is pickled. What comes back was written by a machine that anybody may have taken over, so it is measured before
it is read, and it is a result of this submission by this release or it is refused.
"""

from __future__ import annotations

import functools
import hashlib
import json
import math
import struct
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.cluster.pipes import LONGEST
from autograder.conditions import Conditions
from autograder.given import derived
from autograder.limits import Limits
from autograder.results import NOT_RUN, PASSED, VERDICTS, Result, by_hand, from_plain, grader_version, to_plain
from autograder.source import exercises

_KEPT = 8  # releases that a grader has read already
_LONGEST_TEXT = 100_000  # characters of one text of a record; the grader cuts them at some 1 500
_MOST = 10_000  # entries of one list of a record
_CELLS = 3 * Limits.cells  # of a notebook that ran: the submitted and the released ones
_HEAD = struct.Struct(
    ">III"
)  # how long what is told is, how long the release, and how long this was before it was packed


class Forged(Exception):
    """Why something that came back is no result of what was asked."""


class NoAnswer(Exception):
    """The grader that was asked has died, or was ended."""


# -- there


@contextmanager
def unpacked(question: bytes) -> Iterator[tuple[Path, NotebookNode, Conditions]]:
    """What `question` packed: the submission as a file for as long as it is needed, its release, the conditions."""
    told_bytes, release_bytes, size = _HEAD.unpack_from(question)
    start = _HEAD.size + told_bytes
    told = json.loads(question[_HEAD.size : start])
    release = _release(told["release"], question[start : start + release_bytes], size)
    conditions = Conditions(
        Limits(**told["limits"]),
        told["confined"],
        tuple(path for path in map(Path, told["hidden"]) if path.is_dir()),
        told["seed"],
    )
    with tempfile.TemporaryDirectory(prefix="submission-") as folder:
        path = Path(folder) / told["file"]
        path.write_bytes(zlib.decompress(question[start + release_bytes :]))
        yield path, release, conditions


_releases: dict[str, NotebookNode] = {}


def _release(digest: str, packed: bytes, size: int) -> NotebookNode:
    """Read once: what was found out about it is kept with it."""
    if digest not in _releases:
        while len(_releases) >= _KEPT:
            del _releases[next(iter(_releases))]
        _releases[digest] = nbformat.from_dict(json.loads(zlib.decompress(packed, bufsize=size)))
    return _releases[digest]


def answer(result: Result) -> bytes:
    """A result, with the notebook as it ran."""
    return written({"version": grader_version(), "result": to_plain(result), "executed": result.executed})


def written(data: dict[str, Any]) -> bytes:
    """Plain data as bytes."""
    return json.dumps(data, separators=(",", ":")).encode()


# -- here


class Release:
    """A release, packed once for all submissions that are graded by it."""

    def __init__(self, release: NotebookNode) -> None:
        plain = written(release)
        self.packed, self.size, self.digest = zlib.compress(plain), len(plain), hashlib.sha256(plain).hexdigest()


def question(file: str, submission: bytes, release: Release, conditions: Conditions) -> bytes:
    """What a grader is asked.

    Args:
        file: what the submission is called; it stands in messages.
        submission: its bytes.
        release: what it is graded by.
        conditions: under which.
    """
    told = written(
        {
            "file": file,
            "release": release.digest,
            "limits": asdict(conditions.limits),
            "confined": conditions.confined,
            "hidden": list(map(str, conditions.hidden)),
            "seed": conditions.seed,
        }
    )
    head = _HEAD.pack(len(told), len(release.packed), release.size)
    # Packed, because a scheduler lets go of what it passed on a good while later. Quickly, for each is packed once.
    return b"".join((head, told, release.packed, zlib.compress(submission, level=1)))


@dataclass(frozen=True)
class Answer:
    """What a grader sent, as far as it can be believed."""

    version: str  # of the grader
    result: Result


def answered(data: object, release: NotebookNode) -> Answer:
    """The answer in what came back.

    Raises:
        Forged: it is none.
        NoAnswer: a worker says that it has none.
    """
    said = plain(data)
    if "gone" in said:
        raise NoAnswer
    version, told, executed = said.get("version"), said.get("result"), said.get("executed")
    if not isinstance(version, str) or not isinstance(told, dict) or "executed" in told:
        raise Forged("it has no result")
    try:
        result = from_plain(told)
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise Forged(f"its result cannot be read ({type(error).__name__})") from None
    _refuse_strange_types(result)
    _refuse_strange_points(result, release)
    if executed is not None:
        result = replace(result, executed=_notebook(executed, release))
    if (result.executed is not None) != (result.status == "graded"):
        raise Forged("the notebook that ran does not go with its result")
    return Answer(version, result)


def plain(data: object) -> dict[str, Any]:
    """The plain data in bytes that came back.

    Raises:
        Forged: there is none.
    """
    if not isinstance(data, bytes):
        raise Forged("it is an object, and none is read")
    if len(data) > LONGEST:
        raise Forged(f"it has {len(data) / 1e6:.0f} MB")
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        raise Forged("it is no JSON") from None
    if not isinstance(said, dict):
        raise Forged("it is no object of JSON")
    return said


def _refuse_strange_types(result: Result) -> None:
    texts: list[object] = [result.student, result.notebook, result.status, result.reason, result.key]
    numbers: list[object] = [result.by_hand, result.seconds]
    texts += [*result.repairs, *result.reached]
    for look in result.looks:
        texts += [look.name, look.cell, look.found]
    for test in result.tests:
        texts += [test.exercise, test.grade_id, test.verdict, test.message, test.cause, *test.mistakes, *test.given]
        texts += [part for row in test.rows for part in row]
        numbers += [test.points, test.max_points, test.seconds]
    if len(texts) > _MOST or not all(isinstance(text, str) and len(text) <= _LONGEST_TEXT for text in texts):
        raise Forged("a text of its result is none, or longer than a grader writes")
    if not all(type(number) in (int, float) and math.isfinite(number) for number in numbers):  # type: ignore[arg-type]
        raise Forged("a number of its result is none")
    if result.seed is not None and type(result.seed) is not int:
        raise Forged("its seed is no number")


def _refuse_strange_points(result: Result, release: NotebookNode) -> None:
    """Every test of the release has one result, and points where it passed."""
    expected = [
        (exercise.name, test.grade_id, test.points) for exercise in exercises(release) for test in exercise.tests
    ]
    if [(test.exercise, test.grade_id, test.max_points) for test in result.tests] != expected:
        raise Forged("its tests are not those of the release")
    if result.by_hand != by_hand(release):
        raise Forged("a person has other points to give")
    if any(test.verdict not in VERDICTS for test in result.tests):
        raise Forged("it has a verdict that is none")
    if any(test.points != (test.max_points if test.verdict == PASSED else 0) for test in result.tests):
        raise Forged("its points do not follow from what was seen of its tests")
    if result.status not in ("graded", "unreadable", "failed"):
        raise Forged("its status is none")
    if result.status != "graded" and any(test.verdict != NOT_RUN for test in result.tests):
        raise Forged("it has tests of a submission that did not run")


def _notebook(executed: object, release: NotebookNode) -> NotebookNode:
    """A notebook that ran: in form one, with every cell of the release in its place and with its marks."""
    try:
        nb = nbformat.from_dict(executed)
        if len(nb.cells) > _CELLS or not all(map(_is_cell, nb.cells)):
            raise Forged("the notebook that ran is none")
        marks = [(cell.id, cell.metadata.get("nbgrader")) for cell in nb.cells]
        ids = {cell.id for cell in nb.cells}
        nbformat.validate(nb)
    except (AttributeError, KeyError, TypeError, nbformat.ValidationError, RecursionError):
        raise Forged("the notebook that ran is none") from None
    expected = _marks(derived(release).graded)
    ours = {one for one, _ in expected}
    if [mark for mark in marks if mark[0] in ours] != expected or len(ids) != len(nb.cells):
        raise Forged("the notebook that ran is not that of the release")
    if any(mark for one, mark in marks if one not in ours):
        raise Forged("the notebook that ran gives marks to cells of the student's own")
    return nb


def _is_cell(cell: NotebookNode) -> bool:
    return (
        isinstance(cell.id, str)
        and isinstance(cell.source, str)
        and isinstance(cell.metadata, dict)
        and isinstance(cell.get("outputs", []), list)
    )


@functools.lru_cache(maxsize=_KEPT)
def _marks(graded: str) -> list[tuple[str, Any]]:
    return [(cell["id"], cell["metadata"].get("nbgrader")) for cell in json.loads(graded)["cells"]]
