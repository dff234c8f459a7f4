"""In a browser's Python every check says what it says here: of the course's answers, right variants, planted mistakes.

Pyodide runs under Node. Everything is judged at the same points in both. What may differ is listed, with its reason.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from our_notebooks import COURSE, NAMES
from pyodide_copy import copy_of_pyodide

from autograder.editions import solved_edition
from autograder.rules import label
from autograder.source import exercises, grade_id, is_test, read_source
from autograder.variants import read_variants

HERE = Path(__file__).resolve().parents[1] / "pyodide"
LIMIT = 1800  # seconds
# Starting Pyodide and importing everything there takes longer than asking it about a notebook, so many are asked at
# once. Both halves take about as long.
LONG = ("00", "01", "06", "07")
HALVES = [[name for name in NAMES if (name[:2] in LONG) == long] for long in (True, False)]

# A bare / or * is not watched there: what leaves the range of numbers that way is refused for what comes out, and may
# get another name or none. docs/site.md says so to readers.
OUT_OF_RANGE = {"overflow", "invalid value"}
# (notebook, exercise, variant): why it comes out differently for another reason.
DIFFERENT = {
    ("05_computation_graphs", "forward_pass", "the parents backwards"): "an operation that the course hands over was "
    "taken from NumPy before it was watched, so a case is compared that is left out elsewhere: no name",
}


def asked(name: str, step: int) -> dict:
    """A notebook as the runner takes it: its solved cells, and of its planted mistakes every so many."""
    nb = read_source(COURSE.source(name))
    cells = [cell for cell in solved_edition(nb).cells if cell.cell_type == "code"]
    place = {grade_id(cell): number for number, cell in enumerate(cells)}
    # PyTorch does not run in a browser, so what needs it is asked in neither.
    here = [one for one in exercises(nb) if one.tests and not any(test.needs for test in one.tests)]
    left_out = {test.grade_id for one in exercises(nb) for test in one.tests if test.needs}
    variants = read_variants(COURSE.variants(name), nb) if COURSE.variants(name).exists() else []
    wrong = [one for one in variants if one.kind == "wrong"][::step]
    return {
        "drawn": True,
        "cells": [
            {
                "source": cell.source,
                "exercise": grade_id(cell),
                "label": label(cell),
                "test": is_test(cell),
                "left_out": grade_id(cell) in left_out,
            }
            for cell in cells
        ],
        "last": {one.name: place[one.tests[-1].grade_id] for one in here},
        "variants": [
            {"kind": one.kind, "exercise": one.exercise, "name": one.name, "body": one.body}
            for one in [one for one in variants if one.kind == "right"] + wrong
        ],
    }


def here(question: dict, folder: Path) -> list[dict]:
    """What is found by this Python."""
    (folder / "asked.json").write_text(json.dumps(question), encoding="utf-8")
    read = f"ASKED = open({str(folder / 'asked.json')!r}, encoding='utf-8').read()"
    code = "\n".join([read, (HERE / "checks.py").read_text(encoding="utf-8"), "print(FOUND)"])
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=False, cwd=folder, timeout=LIMIT,
        env={**os.environ, "MPLBACKEND": "agg", "PYTHONPATH": str(COURSE.root)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def in_pyodide(pyodide: Path, question: dict, folder: Path) -> list[dict]:
    """What is found by a browser's."""
    (folder / "asked.json").write_text(json.dumps(question), encoding="utf-8")
    done = subprocess.run(
        ["node", HERE / "run.mjs", pyodide, COURSE.root, HERE / "checks.py", folder / "asked.json", folder / "out.json"],
        capture_output=True, text=True, check=False, timeout=LIMIT,
    )  # fmt: skip
    assert done.returncode == 0, (done.stderr or done.stdout)[-3000:]
    return json.loads((folder / "out.json").read_text(encoding="utf-8"))


def _lying_in(folder: object, questions: dict) -> dict:
    """The same questions, asked where notebooks lie in that folder."""
    return {name: {**question, "folder": str(folder)} for name, question in questions.items()}


def _said(found: dict) -> str:
    return f"{'passed' if found['passed'] else 'failed'} {found['kinds']} {found['headline']!r}"


@pytest.mark.second_stage
@pytest.mark.parametrize("names", HALVES, ids=lambda names: "-".join(name[:2] for name in names))
def test_every_check_says_the_same_in_a_browsers_python(names, tmp_path):
    pyodide = copy_of_pyodide()
    questions = {name: asked(name, int(os.environ.get("EVERY", "1"))) for name in names}
    # Drawn there alone: that it is drawn here, whoever derives the solved editions sees.
    undrawn = {name: {**question, "drawn": False} for name, question in questions.items()}
    one = here(_lying_in(COURSE.root / "notebooks", undrawn), tmp_path)
    other = in_pyodide(pyodide, _lying_in("/course/notebooks", questions), tmp_path)
    key = ("notebook", "what", "exercise", "name")
    assert [tuple(found[part] for part in key) for found in one] == [
        tuple(found[part] for part in key) for found in other
    ]
    differ = {}
    for found, again in zip(one, other, strict=True):
        if OUT_OF_RANGE & set(found["kinds"]) and not again["passed"]:
            continue
        if any(found[part] != again[part] for part in ("passed", "kinds", "headline")):
            differ[found["notebook"], found["exercise"], found["name"]] = (
                f"{_said(found)}, but in a browser {_said(again)}"
            )
    count = Counter((found["what"], found["passed"]) for found in other)
    seconds = {what: sum(found["seconds"] for found in many) for what, many in (("here", one), ("Pyodide", other))}
    print(f"{names}: {dict(count)}, seconds {seconds}")
    explained = {key for key in DIFFERENT if key[0] in names}
    unexplained = [f"{key}: {said}" for key, said in differ.items() if key not in explained]
    assert not unexplained, "\n".join(unexplained)
    assert explained <= set(differ), "no longer different: take it out of the list"
