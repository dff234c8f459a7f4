"""How far a reader is in all notebooks, by what stands below the checks in their files."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from our_notebooks import COURSE

from utils import portfolio

ROOT = Path(__file__).resolve().parents[3]
RIGHT = {"output_type": "display_data", "metadata": {}, "data": {"text/plain": ["✓ forward · right: it agrees", ""]}}
WRONG = {"output_type": "error", "ename": "CheckFailed", "evalue": "✗ forward · not right yet", "traceback": []}


def put(folder: Path, name: str, *outputs: dict) -> None:
    """A student edition in which the first checks say this."""
    nb = json.loads(COURSE.student(name).read_text(encoding="utf-8"))
    checks = [cell for cell in nb["cells"] if cell["metadata"].get("nbgrader", {}).get("grade")]
    for cell, output in zip(checks, outputs, strict=False):
        cell["outputs"] = [output]
    (folder / f"{name}.ipynb").write_text(json.dumps(nb), encoding="utf-8")


def test_every_notebook_is_counted_and_one_small_file_keeps_it(tmp_path):
    put(tmp_path, "00_start_here", RIGHT)
    put(tmp_path, "04_logistic_least_squares", RIGHT, WRONG, RIGHT)
    (tmp_path / "mine.ipynb").write_text('{"cells": []}')
    said = portfolio(tmp_path)
    of = len(
        [
            c
            for c in json.loads(COURSE.student("04_logistic_least_squares").read_text(encoding="utf-8"))["cells"]
            if _is_check(c)
        ]
    )
    assert said.notebooks == {"00_start_here": (1, 1), "04_logistic_least_squares": (2, of)}
    assert json.loads((tmp_path / "progress.json").read_text(encoding="utf-8")) == {
        "course": "neural-networks-course",
        "notebooks": {"00_start_here": {"right": 1, "of": 1}, "04_logistic_least_squares": {"right": 2, "of": of}},
    }
    assert "3 checks are right in all" in said.text() and "2 of" in said._repr_mimebundle_()["text/html"]
    assert portfolio(tmp_path).notebooks == said.notebooks  # its own file is written anew


def _is_check(cell: dict) -> bool:
    return bool(cell["metadata"].get("nbgrader", {}).get("grade")) and cell["cell_type"] == "code"


def test_the_authors_own_notebook_is_right_throughout(tmp_path):
    name = "04_logistic_least_squares"
    (tmp_path / f"{name}.ipynb").write_bytes(COURSE.solved(name).read_bytes())
    right, of = portfolio(tmp_path).notebooks[name]
    assert right == of > 5


def test_a_damaged_file_is_named_and_another_file_is_left_alone(tmp_path):
    put(tmp_path, "00_start_here", WRONG)
    (tmp_path / "broken.ipynb").write_text("{")
    said = portfolio(tmp_path)
    assert said.notebooks == {"00_start_here": (0, 1)} and "broken.ipynb is no notebook" in said.text()
    (tmp_path / "progress.json").write_text("my own")
    with pytest.raises(ValueError, match="is something else, and is left as it is"):
        portfolio(tmp_path)
    assert (tmp_path / "progress.json").read_text() == "my own"
    with pytest.raises(ValueError, match="No notebook of the course is in"):
        portfolio(tmp_path / "nowhere")


def test_the_name_is_the_function_in_whatever_order_it_is_asked_for():
    code = "import utils.how_far; from utils import portfolio, carry_over; print(callable(portfolio), callable(carry_over))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["True", "True"]
