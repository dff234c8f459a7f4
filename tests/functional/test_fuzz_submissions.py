"""Notebooks that were damaged or tampered with, in every way that comes to a random generator's mind.

FUZZ_CASES=10000 makes as many of each; FUZZ_SEED others.
"""

from __future__ import annotations

import collections
import contextlib
import copy
import functools
import io
import json
import random
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from fuzzing import fuzz
from mini_course import NAME as TINY_NAME
from mini_course import SQUARE_SOURCE, SQUARE_VARIANTS
from nbformat import NotebookNode
from nbgrader.utils import is_locked

from autograder.course import Course
from autograder.editions import gradebook_edition, nbgrader_source, solved_edition, student_edition
from autograder.engine import grade_notebook
from autograder.limits import Limits
from autograder.rebuilding import NOTHING_HERE, canonical
from autograder.results import PASSED, VERDICTS, to_plain
from autograder.sandbox import Warm
from autograder.source import Exercise, exercises, grade_id, read_source
from autograder.submission import Unreadable, read_submission
from autograder.variants import read_variants, submission

CASES = 120
ENGINE, ENGINE_REAL = 8, 80  # of how many cases one is graded: of the tiny notebook, of the real one
REAL_NAME = "04_logistic_least_squares"
Cells = list[dict[str, Any]]


@dataclass
class Book:
    """A notebook, what can be handed in for it, and what each text is worth."""

    name: str
    release: NotebookNode
    solved: dict[str, Any]  # as JSON knows it
    exercises: list[Exercise]
    ours: list[NotebookNode]  # the cells to be graded, before anything is handed in
    stubs: dict[str, str]  # what students were shown, by cell id
    texts: dict[str, tuple[str, str]]  # an answer -> its exercise, and right, wrong or stub

    def worth(self, text: str) -> list[tuple[str, str]]:
        """The exercises that a cell's text answers, and how, in its order: cells may have been joined."""
        lines = f"\n{_bare(text)}\n"
        found = {}
        for answer, worth in sorted(self.texts.items(), key=lambda item: len(item[0])):  # the longest that begins there
            found |= {match.start(): worth for match in re.finditer(f"(?=\n{re.escape(answer)}\n)", lines)}
        return [worth for _, worth in sorted(found.items())]


def _bare(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _book(name: str, source: NotebookNode, variants: Path) -> Book:
    release, solved = nbgrader_source(source), solved_edition(source)
    found = exercises(release)
    texts = {_bare(variant.body): (variant.exercise, variant.kind) for variant in read_variants(variants, source)}
    shown = {cell.id: cell.source for cell in student_edition(source).cells}
    for exercise in (one for one in found if not one.is_repair):
        texts[_bare(next(cell.source for cell in solved.cells if cell.id == exercise.cell_id))] = exercise.name, "right"
        texts[_bare(shown[exercise.cell_id])] = exercise.name, "stub"
    as_json = json.loads(json.dumps(submission(solved)))
    return Book(name, release, as_json, found, gradebook_edition(release).cells, shown, texts)


@pytest.fixture(scope="module")
def books(tmp_path_factory) -> list[Book]:
    folder = tmp_path_factory.mktemp("tiny")
    (folder / "source.py").write_text(SQUARE_SOURCE, encoding="utf-8")
    (folder / "variants.py").write_text(SQUARE_VARIANTS, encoding="utf-8")
    course = Course(Path(__file__).resolve().parents[2])
    return [
        _book(TINY_NAME, read_source(folder / "source.py"), folder / "variants.py"),
        _book(REAL_NAME, read_source(course.source(REAL_NAME)), course.variants(REAL_NAME)),
    ]


# ---- damage to the file ------------------------------------------------------------------------------------------

ODD = [
    None,
    True,
    False,
    0,
    -1,
    3,
    4,
    5,
    10**400,
    1e308,
    "",
    " ",
    "x",
    "\ud800",
    "\x00",
    "code",
    "markdown",
    "raw",
    "heading",
    "R",
    [],
    {},
    [[]],
    [None],
    {"": None},
    ["a\n", 1],
    {"grade_id": "double"},
    {"nbgrader": {"grade_id": ["x"]}},
    "é" * 1000,
    "double",
]


def damaged(rng: random.Random, notebook: dict[str, Any]) -> bytes:
    """A notebook's file with one to five parts of it replaced, removed, doubled, cut or nested, or its bytes changed."""
    tree = [copy.deepcopy(notebook)]
    for _ in range(rng.choice([0, 1, 1, 2, 5])):
        places = list(_places(tree))
        (part, key), (other, another) = (rng.choice(places[:40] if rng.random() < 0.4 else places) for _ in range(2))
        match rng.randrange(8):
            case 0:
                part[key] = copy.deepcopy(rng.choice(ODD))
            case 1 if isinstance(part, dict) or part is not tree:
                del part[key]
            case 2:
                part[key] = copy.deepcopy(other[another])
            case 3 if isinstance(part, list):
                part.insert(rng.randrange(len(part) + 1), copy.deepcopy(part[key]))
            case 4 if isinstance(part[key], str):
                part[key] = part[key][: rng.randrange(len(part[key]) + 1)] + rng.choice(
                    ["", "\ud83d", "\x1b", "\r\n", "'''"]
                )
            case 5 if isinstance(part, dict):
                part[rng.choice(["", "id", "nbgrader", "cells", "é", "source", "cell_type"])] = part.pop(key)
            case 6:
                part[key] = functools.reduce(lambda inner, _: [inner], range(rng.choice([1, 50])), part[key])
            case 7 if isinstance(part[key], str):
                part[key] = rng.choice([part[key].splitlines(keepends=True), part[key][::-1], {"text": part[key]}])
    data = json.dumps(tree[0] if tree else None, ensure_ascii=rng.random() < 0.8, indent=rng.choice([None, 1]))
    return _bytes(rng, data.encode("utf-8", "surrogatepass"))


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:
    waiting = [tree]
    for part in waiting:
        for key in list(part) if isinstance(part, dict) else range(len(part)):
            yield part, key
            if isinstance(part[key], dict | list):
                waiting.append(part[key])


def _bytes(rng: random.Random, data: bytes) -> bytes:
    at, to = sorted(rng.choices(range(len(data) + 1), k=2))
    changes: list[Callable[[], bytes]] = [
        lambda: data[:at],
        lambda: data[:at] + data[to:],
        lambda: data[:at] + data[at:to] * 2 + data[to:],
        lambda: data[:at] + bytes([data[at % len(data)] ^ 1 << rng.randrange(8)]) + data[at + 1 :],
        lambda: data[:at] + rng.choice([b"\xff", b"\x00", b"[" * 99_999, b"9" * 9999, b"NaN", b"{}", b'"']) + data[at:],
        lambda: b"\xef\xbb\xbf" + data,
        lambda: data.decode("utf-8", "replace").encode("utf-16"),
        lambda: data.replace(b"\n", b"\r\n"),
        lambda: data.replace(b'"cells"', b'"cells": [], "cells"', 1),
        lambda: data.replace(b'"double"', b'"square"', rng.randrange(3)),
    ]
    return rng.choice(changes)() if data and rng.random() < 0.4 else data


# ---- tampering with the cells ------------------------------------------------------------------------------------

OWN = [
    "1 + 1",
    "print('mine')",
    "x = 'double'",
    "raise ValueError('mine')",
    "def broken(:",
    "",
    "import sys\nsys.exit()",
    "import os\nos._exit(3)",
    "%time 1",
    "input()",
]


def tampered(rng: random.Random, book: Book) -> dict[str, Any]:
    """The solved notebook with some answers exchanged and one to eight things done to its cells."""
    nb = copy.deepcopy(book.solved)
    answers = [cell for cell in nb["cells"] if cell["metadata"].get("nbgrader", {}).get("solution")]
    texts = list(book.texts)
    for cell in answers:
        if rng.random() < 0.4:  # another answer to the same exercise
            cell["source"] = rng.choice(
                [text for text, (name, _) in book.texts.items() if name == cell["metadata"]["nbgrader"]["grade_id"]]
            )
    for _ in range(rng.choice([1, 1, 2, 3, 8])):
        _tamper(rng, nb["cells"], texts)
    if rng.random() < 0.1:
        for cell in nb["cells"]:
            cell.pop("id", None) if rng.random() < 0.9 else cell["metadata"].clear()
    if rng.random() < 0.2:
        nb["nbformat_minor"] = rng.choice([0, 2, 4])
        nb["metadata"]["kernelspec"] = {
            "name": rng.choice(["conda-env-x", "python2"]),
            "display_name": "?",
            "language": "python",
        }
    if rng.random() < 0.2:
        for cell in nb["cells"]:
            cell["source"] = rng.choice(
                [cell["source"].replace("\n", "\r\n"), cell["source"].splitlines(keepends=True)]
            )
    return nb


def _tamper(rng: random.Random, cells: Cells, texts: list[str]) -> None:
    if not cells:
        return
    one, other = rng.randrange(len(cells)), rng.randrange(len(cells))
    cell, marks = cells[one], [c["metadata"]["nbgrader"] for c in cells if "nbgrader" in c["metadata"]]
    mark = rng.choice(marks) if marks else {}
    match rng.randrange(17):
        case 0:
            del cells[one]
        case 1:
            cells.insert(other, copy.deepcopy(cell))
        case 2:
            cells.insert(other, cells.pop(one))
        case 3:
            rng.shuffle(cells) if rng.random() < 0.3 else cells.reverse()
        case 4:
            cell["metadata"]["tags"] = rng.choice(
                [["skip-execution"], ["raises-exception"], ["solved-only"], "tag", [1]]
            )
        case 5:
            cell["cell_type"] = rng.choice(["code", "markdown", "raw"])
        case 6:
            cell["id"] = rng.choice(["new", cells[other].get("id", ""), "own-1", "", "test_double", "é" * 100])
        case 7:
            key = rng.choice(
                ["points", "grade", "solution", "locked", "task", "schema_version", "checksum", "cell_type"]
            )
            mark[key] = rng.choice([0, 99, -5, True, False, None, "code", float("1e300"), 1])
        case 8 if len(marks) > 1:
            first, second = rng.sample(marks, 2)
            first["grade_id"], second["grade_id"] = second.get("grade_id"), first.get("grade_id")
        case 9:
            mark["grade_id"] = rng.choice(["other", "", None, 7, *(m.get("grade_id") for m in marks)])
        case 10:
            cells[one]["source"], cells[other]["source"] = cells[other]["source"], cells[one]["source"]
        case 11:
            cell["source"] = rng.choice(OWN + texts)
        case 13:
            cell["metadata"].clear()
            cell.pop("id", None)
        case 14 if one + 1 < len(cells):  # joined with the next one
            cell["source"] = "\n".join(map(_text, cells[one : one + 2]))
            del cells[one + 1]
        case 15:
            cells.insert(other, {**copy.deepcopy(cell), "id": f"copy{rng.randrange(9)}"})
        case 16:
            cell["source"] = f"{rng.choice(texts)}\n{_text(cell)}"
        case 12:
            own = {
                "cell_type": "code",
                "id": f"mine{rng.randrange(9)}",
                "source": rng.choice(OWN + texts),
                "metadata": {},
                "outputs": [],
                "execution_count": None,
            }
            cells.insert(other, own)


def _text(cell: dict[str, Any]) -> str:
    return cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])


# ---- what must hold ----------------------------------------------------------------------------------------------


def _rebuilt(book: Book, path: Path) -> NotebookNode | None:
    """The notebook to be graded, seen to be the course's in all that is the course's; None if there was a reason."""
    try:
        submitted = read_submission(path, book.release)
    except Unreadable as error:
        assert str(error).strip() and "\n" not in str(error) and len(str(error)) < 500
        str(error).encode()
        return None
    nb, repairs = canonical(submitted, book.release)
    assert all(line.strip() and "\n" not in line for line in repairs)
    nbformat.writes(nb).encode()
    ids = [cell.id for cell in nb.cells]
    assert len(set(ids)) == len(ids)
    by_id, ours = dict(zip(ids, nb.cells, strict=True)), {cell.id for cell in book.ours}
    assert [cell_id for cell_id in ids if cell_id in ours] == [cell.id for cell in book.ours]
    for released in book.ours:
        cell = by_id[released.id]
        assert (cell.cell_type, cell.metadata) == (released.cell_type, released.metadata)
        if is_locked(released):
            assert cell.source == released.source
        elif cell.source != released.source:  # what they wrote, or nothing because they wrote it elsewhere
            assert any(cell.source == theirs.source for theirs in submitted.cells) or (
                cell.source.startswith(NOTHING_HERE) and "\n" not in cell.source
            )
    for cell in nb.cells:
        if cell.id not in ours:
            assert cell.metadata == {} and any(cell.source == theirs.source for theirs in submitted.cells)
    assert exercises(nb) == book.exercises
    return nb


def _answers(book: Book, nb: NotebookNode) -> dict[str, str]:
    """How its exercise stood answered when each test came: right, wrong, stub, nothing; or by two wrongs."""
    stand: dict[str, tuple[str, str]] = {}  # how each exercise is answered, and the text
    answers: dict[str, str] = {}
    by_test = {
        test.grade_id: exercise.name for exercise in book.exercises if not exercise.is_repair for test in exercise.tests
    }
    for cell in nb.cells:
        for name, kind in book.worth(cell.source) if cell.cell_type == "code" else ():
            stand[name] = kind, cell.source
        if grade_id(cell) in by_test:
            name = by_test[grade_id(cell)]
            how = stand.get(name, ("nothing", ""))[0]
            answers[grade_id(cell)] = "two wrongs" if how == "wrong" and _rests_on_a_wrong_one(name, stand) else how
    return answers


def _later(book: Book, nb: NotebookNode) -> dict[str, str]:
    """How each exercise is answered below its first test, by the last cell that does: the tests run there again."""
    found: dict[str, str] = {}
    tests = {test.grade_id: exercise.name for exercise in book.exercises for test in exercise.tests}
    seen: set[str] = set()
    for cell in nb.cells:
        seen |= {tests.get(grade_id(cell), "")}
        for name, kind in book.worth(cell.source) if cell.cell_type == "code" else ():
            if name in seen and kind != "stub":
                found[name] = kind
    return found


def _rests_on_a_wrong_one(name: str, stand: dict[str, tuple[str, str]]) -> bool:
    """Whether an answer calls a wrong one: two signs that are wrong make a descent that is right."""
    called = [other for other in stand if other != name and re.search(rf"\b{other}\b", stand[name][1])]
    return any(stand[other][0] == "wrong" or _rests_on_a_wrong_one(other, stand) for other in called)


def _assert_fair(book: Book, nb: NotebookNode | None, path: Path, warm: Warm) -> str:
    """Grades the file and looks at every mark. The result's status."""
    result = grade_notebook(path, book.release, Limits(timeout_cell=20, timeout_call=20), warm=warm, seed=1)
    json.dumps(to_plain(result), ensure_ascii=False).encode()
    due = [test for exercise in book.exercises for test in exercise.tests]
    assert [(test.grade_id, test.max_points) for test in result.tests] == [(test.grade_id, test.points) for test in due]
    assert all(test.verdict in VERDICTS and test.points in (0, test.max_points) for test in result.tests)
    assert all(
        (test.points > 0) == (test.verdict == PASSED and test.max_points > 0)
        and bool(test.message) != (test.verdict == PASSED)
        for test in result.tests
    )
    if nb is None:
        assert (result.status, result.points) == ("unreadable", 0) and result.reason
        return result.status
    assert result.status == "graded", result.reason
    nbformat.writes(result.executed).encode()
    answers, later = _answers(book, nb), _later(book, nb)
    counted = [test for test in result.tests if not test.is_extra]
    for test in counted:
        # What is right depends on other answers in the real notebook.
        assert test.points or answers[test.grade_id] != "right" or book.name != TINY_NAME, f"{test} of what is right"
        assert test.points or later.get(test.exercise) != "right" or book.name != TINY_NAME, f"{test}, right below it"
        assert (
            not test.points or answers[test.grade_id] in ("right", "wrong", "two wrongs") or test.exercise in later
        ), f"{test} of {answers[test.grade_id]}"
    for exercise in book.exercises:  # a wrong answer may pass one of several tests
        graded = [test for test in counted if test.exercise == exercise.name]
        lost = [test for test in graded if not test.points]
        kinds = {answers[test.grade_id] for test in graded} | {later.get(exercise.name, "wrong")}
        assert lost or not graded or kinds != {"wrong"}, f"all points for a wrong {exercise.name}"
        elsewhere = any(look.name == exercise.name for look in result.looks)
        earned = any(test.points for test in graded) or not graded
        assert earned or elsewhere or exercise.name not in later, exercise.name
    return result.status


def _pass_in_a_kernel(book: Book, notebook: dict[str, Any]) -> set[str]:
    """The tests of the submitted file that pass where the student sees them, in a kernel that runs it from top to
    bottom; of one that stands there twice, both times."""
    shown = {book.stubs[cell.id].strip(): cell for cell in book.ours if grade_id(cell) in _points(book)}
    names: dict[str, Any] = {"__name__": "__main__"}
    passed: dict[str, bool] = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        released = shown.get(_bare(_text(cell)))
        done = _runs(_text(cell) if released is None else released.source, names)
        if released is not None:
            passed[grade_id(released)] = passed.get(grade_id(released), True) and done
    return {name for name, done in passed.items() if done}


def _points(book: Book) -> set[str]:
    return {test.grade_id for exercise in book.exercises for test in exercise.tests if test.points}


def _runs(source: str, names: dict[str, Any]) -> bool:
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(source, "<cell>", "exec"), names)
    except Exception:
        return False
    return True


def _write(tmp_path: Path, book: Book, data: bytes) -> Path:
    path = tmp_path / f"{book.name}.ipynb"
    path.write_bytes(data)
    return path


def test_a_damaged_file_is_rebuilt_or_refused_with_a_reason(tmp_path, books):
    seen = collections.Counter()

    def attempt(rng: random.Random) -> None:
        book = books[rng.random() < 0.25]
        nb = _rebuilt(book, _write(tmp_path, book, damaged(rng, book.solved)))
        seen["refused" if nb is None else "rebuilt"] += 1

    fuzz(CASES, attempt)
    assert min(seen["refused"], seen["rebuilt"]) > sum(seen.values()) / 10  # else these cases are no good


def test_whatever_is_done_to_cells_what_is_the_courses_stays_as_it_was_released(tmp_path, books):
    seen = collections.Counter()

    def attempt(rng: random.Random) -> None:
        book = books[rng.random() < 0.25]
        nb = _rebuilt(book, _write(tmp_path, book, json.dumps(tampered(rng, book)).encode()))
        seen["refused" if nb is None else "rebuilt"] += 1

    fuzz(CASES, attempt)
    assert seen["rebuilt"] > sum(seen.values()) / 2


@pytest.mark.parametrize(("number", "one_in"), [(0, ENGINE), (1, ENGINE_REAL)], ids=["tiny", "real"])
def test_whatever_is_done_to_cells_only_right_answers_earn_points(tmp_path, books, warm, number, one_in):
    book, seen = books[number], collections.Counter()

    def attempt(rng: random.Random) -> None:
        path = _write(tmp_path, book, json.dumps(tampered(rng, book)).encode())
        nb = _rebuilt(book, path)
        seen[_assert_fair(book, nb, path, warm)] += 1

    fuzz(CASES, attempt, one_in)
    assert seen["graded"] > sum(seen.values()) / 2


def test_what_passes_in_a_plain_kernel_passes_in_grading(tmp_path, books, warm, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "OWN", [text for text in OWN if "exit" not in text and "%" not in text])
    book, seen = books[0], collections.Counter()

    def attempt(rng: random.Random) -> None:
        notebook = tampered(rng, book)
        path = _write(tmp_path, book, json.dumps(notebook).encode())
        result = grade_notebook(path, book.release, Limits(timeout_cell=20, timeout_call=20), warm=warm, seed=1)
        if result.status == "graded":
            there = _pass_in_a_kernel(book, notebook)
            seen.update(there)
            lost = there - {test.grade_id for test in result.tests if test.points}
            assert not lost, (lost, [f"{c['cell_type']} {_text(c)}" for c in notebook["cells"]])

    fuzz(CASES, attempt, ENGINE)
    assert seen.total() > CASES / ENGINE / 2
