"""A reader's answers get from one edition of a notebook into another, no file is changed, and what was done is said."""

from __future__ import annotations

import copy
import json
import os

import pytest
from our_notebooks import COURSE, NAMES

from autograder.editions import solved_edition
from autograder.source import grade_id, read_source
from utils import carry_over
from utils.merging import digest, merge

NAME = "04_logistic_least_squares"


def student(name: str = NAME) -> dict:
    """The student edition, each source as one text."""
    nb = json.loads(COURSE.student(name).read_text(encoding="utf-8"))
    for cell in nb["cells"]:
        cell["source"] = "".join(cell["source"])
    return nb


def cell_of(cells: list[dict], name: str) -> dict:
    (found,) = [cell for cell in cells if name in (cell.get("id"), grade_id_of(cell))]
    return found


def grade_id_of(cell: dict) -> str:
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def answered(name: str = NAME) -> dict:
    """A reader's notebook: every exercise answered as the author does."""
    nb = student(name)
    solved = {grade_id(cell): cell.source for cell in solved_edition(read_source(COURSE.source(name))).cells}
    for cell in nb["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = solved[grade_id_of(cell)]
    return nb


def own(source: str, kind: str = "code") -> dict:
    outputs = {"outputs": [], "execution_count": 3} if kind == "code" else {}
    return {"cell_type": kind, "id": "4f2a9c01", "metadata": {}, "source": source, **outputs}


@pytest.fixture
def folders(tmp_path):
    """Two courses beside each other: `old`, in which a reader worked, and `new`, the corrected edition."""
    for folder, nb in (("old", answered()), ("new", student())):
        (tmp_path / folder / "notebooks").mkdir(parents=True)
        (tmp_path / folder / "notebooks" / f"{NAME}.ipynb").write_text(json.dumps(nb), encoding="utf-8")
    return tmp_path


@pytest.mark.second_stage
@pytest.mark.parametrize("name", NAMES)
def test_every_answer_of_every_notebook_is_taken_and_nothing_else_changes(name):
    new, old = student(name), answered(name)
    said = merge(old["cells"], new["cells"])
    exercises = [grade_id_of(c) for c in new["cells"] if c["metadata"].get("nbgrader", {}).get("solution")]
    assert said.taken == exercises and (said.own, said.look, said.left, said.open) == (0, [], [], [])
    for before, after, theirs in zip(new["cells"], said.cells, old["cells"], strict=True):
        source = theirs["source"] if grade_id_of(before) in exercises else before["source"]
        assert {**after, "source": source} == after and after["id"] == before["id"]


@pytest.mark.parametrize("name", NAMES)
def test_from_a_notebook_in_which_nothing_was_written_nothing_is_taken(name):
    said = merge(student(name)["cells"], student(name)["cells"])
    assert (said.taken, said.own, said.look, said.left) == ([], 0, [], [])
    assert len(said.open) >= 1


def test_the_id_of_a_given_cell_says_whether_its_reader_changed_it():
    for name in NAMES:
        for cell in student(name)["cells"]:
            if not grade_id_of(cell):
                assert cell["id"].partition("-")[0] == digest(cell["cell_type"], cell["source"])


def test_what_the_corrected_edition_has_corrected_stays_corrected():
    old, new = answered(), student()
    text = next(cell for cell in new["cells"] if cell["cell_type"] == "markdown")
    text["source"] += " Corrected."
    text["id"] = digest("markdown", text["source"])
    cell_of(new["cells"], "test_backward")["source"] = "check('corrected')"
    cell_of(old["cells"], "test_backward")["source"] = "pass  # the reader does without"
    del new["cells"][new["cells"].index(cell_of(new["cells"], "d_logistic")) - 1]
    said = merge(old["cells"], new["cells"])
    assert [c["source"] for c in said.cells if c["cell_type"] == "markdown"] == [
        c["source"] for c in new["cells"] if c["cell_type"] == "markdown"
    ]
    assert cell_of(said.cells, "test_backward")["source"] == "check('corrected')"
    assert said.left == [] and said.own == 0  # what only the course has written is nobody's loss


def test_predictions_changed_cells_and_cells_of_their_own_come_along_in_their_places():
    old, new = student(), student()
    prediction = next(c for c in old["cells"] if c["source"].startswith("prediction_1"))
    prediction["source"] = prediction["source"].replace('""', '"b"')
    repair = next(c for c in old["cells"] if "def backward_tanh" in c["source"] and not grade_id_of(c))
    repair["source"] += "\n# repaired"
    at = old["cells"].index(cell_of(old["cells"], "forward"))
    old["cells"][at:at] = [own("def helper(x):\n    return x"), own("My notes", "markdown")]
    said = merge(old["cells"], new["cells"])
    place = said.cells.index(cell_of(said.cells, "forward"))
    assert [c["source"] for c in said.cells[place - 2 : place]] == ["def helper(x):\n    return x", "My notes"]
    assert len({c["id"] for c in said.cells}) == len(said.cells) == len(new["cells"]) + 2
    assert said.own == 2 and said.taken[0] == "prediction_1" and len(said.taken) == 2
    assert said.taken[1] == f"the cell that begins with `{repair['source'].splitlines()[0]}`"
    assert prediction["source"] in [c["source"] for c in said.cells]
    assert repair["source"] in [c["source"] for c in said.cells]


def test_what_cannot_be_taken_is_named_with_its_reason():
    old, new = answered(), student()
    repair = next(c for c in old["cells"] if "def backward_tanh" in c["source"] and not grade_id_of(c))
    repair["source"] += "\n# repaired"
    corrected = next(c for c in new["cells"] if c["id"] == repair["id"])
    corrected["source"] = corrected["source"].replace("tanh", "TANH")
    corrected["id"] = digest("code", corrected["source"])
    gone = cell_of(new["cells"], "d_logistic")
    new["cells"].remove(gone)
    backward = cell_of(new["cells"], "backward")
    backward["source"] = backward["source"].replace("def backward(w, b, x, t)", "def backward(w, b, x, t, scale)")
    cell_of(new["cells"], "forward")["source"] = "def forward(w, b, x, t):\n    return 'another'"
    said = merge(old["cells"], new["cells"])
    assert said.left == [
        "forward: it has another answer in the new file, which stays",
        f"the cell that begins with `{repair['source'].splitlines()[0]}`: the corrected edition has another one",
    ]
    assert said.look == [
        "d_logistic is no exercise any more: it is kept as a cell of your own",
        "backward has the arguments (w, b, x, t), and is asked for with (w, b, x, t, scale)",
    ]
    kept = [c for c in said.cells if "def d_logistic" in c["source"]]
    assert len(kept) == 1 and not grade_id_of(kept[0])


def test_a_stub_that_was_corrected_is_not_replaced_by_the_one_before():
    old, new = student(), student()
    stub = cell_of(new["cells"], "forward")
    stub["source"] = stub["source"].replace("(w, b, x, t)", "(w, b, x, t, scale)")
    said = merge(old["cells"], new["cells"])
    assert said.taken == [] and cell_of(said.cells, "forward")["source"] == stub["source"]
    assert said.left == ["forward: nothing seems to be written there, and its cell has been corrected"]


def test_half_an_answer_is_taken_also_where_it_stands_beside_the_stub():
    half = student("02_threshold_networks")
    blanks = [c for c in half["cells"] if c["source"].count("raise NotImplementedError") > 1]
    blanks[0]["source"] = blanks[0]["source"].replace("raise NotImplementedError()", "A = 1", 1)
    beside = cell_of(half["cells"], "hard_threshold")
    beside["source"] = beside["source"].replace("    raise NotImplemented", "    y = z > 0\n    raise NotImplemented")
    said = merge(half["cells"], student("02_threshold_networks")["cells"])
    assert said.taken == ["hard_threshold", grade_id_of(blanks[0])] and said.left == []
    assert grade_id_of(blanks[0]) in said.open


def test_an_answer_that_was_copied_keeps_what_runs_last_last():
    old = answered()
    first = cell_of(old["cells"], "d_logistic")
    second = {**copy.deepcopy(first), "source": first["source"] + "\n# better"}
    old["cells"].insert(old["cells"].index(first) + 1, second)
    said = merge(old["cells"], student()["cells"])
    found = [c for c in said.cells if "def d_logistic" in c["source"]]
    assert [c["source"] for c in found] == [first["source"], second["source"]]
    assert [grade_id_of(c) for c in found] == ["d_logistic", ""] and found[0]["id"] != found[1]["id"]


def test_answers_are_found_by_their_functions_where_an_editor_lost_names_and_ids():
    old = answered()
    guess = next(c for c in old["cells"] if c["source"].startswith("prediction_1"))
    guess["source"] = guess["source"].replace('""', '"b"')
    old["cells"].insert(3, own("mine = 1"))
    for cell in old["cells"]:
        del cell["id"]
        cell["metadata"].pop("nbgrader", None)
    old["cells"][0]["metadata"]["nbgrader"] = {"grade_id": "setup"}
    said = merge(old["cells"], student()["cells"])
    assert {"forward", "backward", "prediction_1"} <= set(said.taken) and said.open == []
    assert said.left == ["the cell that begins with `mine = 1`: it cannot be told whether it is yours"]


def test_a_new_file_is_written_beside_the_new_edition_and_no_other_is_touched(folders, monkeypatch):
    monkeypatch.chdir(folders / "new" / "notebooks")
    before = {path: path.read_bytes() for path in folders.rglob("*.ipynb")}
    said = repr(carry_over("../../old"))
    made = folders / "new" / "notebooks" / "carried_over" / f"{NAME}.ipynb"
    assert "taken over      forward, numerical_derivative, d_logistic" in said and f"carried_over{os.sep}{NAME}" in said
    assert cell_of(json.loads(made.read_text(encoding="utf-8"))["cells"], "forward")["source"].startswith("def forward")
    assert {path: path.read_bytes() for path in before} == before
    mine = made.read_bytes()
    carry_over(folders / "old" / "notebooks" / f"{NAME}.ipynb")  # again, by the file
    assert made.read_bytes() == mine
    assert (folders / "new" / "notebooks" / "carried_over_2" / f"{NAME}.ipynb").read_bytes() == mine


def test_the_new_file_is_a_notebook_that_the_grader_takes(folders, monkeypatch):
    import nbformat

    monkeypatch.chdir(folders / "new" / "notebooks")
    (one,) = carry_over("../../old").notebooks
    nbformat.validate(nbformat.read(one.file, as_version=4))


def test_one_that_is_damaged_is_named_and_the_others_are_carried_over(folders, monkeypatch):
    monkeypatch.chdir(folders / "new" / "notebooks")
    for folder, text in (("old", "{}"), ("new", json.dumps(student("00_start_here")))):
        (folders / folder / "notebooks" / "00_start_here.ipynb").write_text(text, encoding="utf-8")
    said = carry_over("../../old")
    assert "00_start_here.ipynb is no notebook, or is damaged" in repr(said)
    assert [one.file is not None for one in said.notebooks] == [False, True]


def test_what_is_not_there_or_belongs_to_another_notebook_is_said(folders, monkeypatch):
    monkeypatch.chdir(folders / "new" / "notebooks")
    with pytest.raises(ValueError, match="There is no notebook at ../nowhere, looked for from"):
        carry_over("../nowhere")
    with pytest.raises(ValueError, match="is the corrected edition itself"):
        carry_over(".")
    (folders / "old" / "notebooks" / f"{NAME}.ipynb").rename(folders / "mine.ipynb")
    with pytest.raises(ValueError, match="mine.ipynb is not in .*Is it under the name that it was given"):
        carry_over("../../mine.ipynb")
    (folders / "other").mkdir()
    other = {**student(), "cells": [own("1 + 1")]}
    (folders / "other" / f"{NAME}.ipynb").write_text(json.dumps(other), encoding="utf-8")
    assert "it is another notebook" in repr(carry_over("../../other"))
    assert not (folders / "new" / "notebooks" / "carried_over").exists()


def test_a_disk_that_is_full_leaves_no_half_file(folders, monkeypatch):
    monkeypatch.chdir(folders / "new" / "notebooks")
    monkeypatch.setattr("utils.carrying.json.dumps", lambda *_, **__: "\ud800")  # cannot be written down
    assert carry_over("../../old").notebooks[0].file is None
    assert list((folders / "new" / "notebooks" / "carried_over").iterdir()) == []
