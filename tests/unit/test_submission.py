"""Reading what was handed in, and rebuilding it upon what was released."""

from __future__ import annotations

import copy
import json

import nbformat
import pytest

from autograder.limits import Limits
from autograder.rebuilding import canonical
from autograder.submission import Unreadable, read_submission

DOUBLE = "def double(x):\n    return x + x"


def _cell(nb, cell_id):
    return next(cell for cell in nb.cells if cell.id == cell_id)


def _answered(student, text=DOUBLE):
    nb = copy.deepcopy(student)
    _cell(nb, "double").source = text
    return nb


def _ids(nb):
    return [cell.id for cell in nb.cells]


def _sources(nb):
    return {cell.id: cell.source for cell in nb.cells}


def _read(tmp_path, release, what, limits=Limits()):
    path = tmp_path / "01_tiny.ipynb"
    if isinstance(what, bytes):
        path.write_bytes(what)
    elif what is not None:
        path.write_text(what if isinstance(what, str) else json.dumps(what), encoding="utf-8")
    return read_submission(path, release, limits)


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        (None, "no 01_tiny.ipynb was handed in"),
        ("", "is empty"),
        (" \n", "is empty"),
        ("{\n broken", "not valid JSON (line 2)"),
        ("[" * 100_000, "not valid JSON"),
        ("[1]", "is not a notebook"),
        ({"cells": []}, "is not a notebook"),
        ({"nbformat": 3, "worksheets": []}, "notebook format 3, expected 4"),
        ({"nbformat": "four", "cells": []}, "notebook format unknown"),
        ({"nbformat": 4, "cells": {}}, "without cells"),
        (b"\xff\xfe\x00", "not UTF-16 text"),
        (b"{\xff}", "not UTF-8 text (byte 1)"),
        ({"nbformat": 4, "cells": [], "metadata": {"kernelspec": {"language": "R"}}}, "in R, expected Python"),
        (
            {"nbformat": 4, "cells": [{"cell_type": "code", "source": "1", "metadata": {}}]},
            "none of the cells of 01_tiny",
        ),
    ],
)
def test_what_cannot_be_read_has_a_reason_in_one_line(tmp_path, tiny_release, what, reason):
    with pytest.raises(Unreadable) as caught:
        _read(tmp_path, tiny_release, what)
    assert reason in str(caught.value) and "\n" not in str(caught.value)


def test_another_file_in_the_folder_is_named(tmp_path, tiny_release):
    (tmp_path / "ex.ipynb").write_text("{}")
    with pytest.raises(Unreadable, match=r"found ex\.ipynb instead"):
        _read(tmp_path, tiny_release, None)


def test_a_file_beyond_the_limit_is_not_read(tmp_path, tiny_release):
    with pytest.raises(Unreadable, match="too large"):
        _read(tmp_path, tiny_release, " " * 2000, Limits(file_bytes=1000))


def test_a_link_that_leaves_the_folder_is_not_followed(tmp_path, tiny_release, tiny_solved):
    elsewhere = tmp_path / "elsewhere" / "solved.ipynb"
    elsewhere.parent.mkdir()
    elsewhere.write_text(nbformat.writes(tiny_solved))
    handed_in = tmp_path / "handed_in" / "01_tiny.ipynb"
    handed_in.parent.mkdir()
    handed_in.symlink_to(elsewhere)
    with pytest.raises(Unreadable, match="link"):
        read_submission(handed_in, tiny_release)


def test_a_folder_in_the_place_of_the_notebook_is_told(tmp_path, tiny_release):
    (tmp_path / "01_tiny.ipynb").mkdir()
    with pytest.raises(Unreadable, match="not a file"):
        read_submission(tmp_path / "01_tiny.ipynb", tiny_release)


def test_another_assignment_is_told_though_it_shares_a_name_with_ours(tmp_path, tiny_release):
    def cell(name):
        return {"cell_type": "code", "source": "", "metadata": {"nbgrader": {"grade_id": name}}}

    cells = [cell("double"), cell("triple"), cell("test_triple")]
    with pytest.raises(Unreadable, match=r"another assignment .*'test_triple'.*expected 01_tiny"):
        _read(tmp_path, tiny_release, {"nbformat": 4, "cells": cells})


def test_only_type_text_and_names_of_cells_are_read(tmp_path, tiny_release, tiny_student):
    nb = _answered(tiny_student)
    _cell(nb, "double").metadata.tags = ["skip-execution"]
    _cell(nb, "double").metadata.nbgrader.points = 100
    nb.metadata.kernelspec.name = "another"
    read = _read(tmp_path, tiny_release, nb)
    assert _cell(read, "double").metadata == {"nbgrader": {"grade_id": "double"}}
    assert not read.metadata


def test_what_is_no_cell_is_passed_over_and_half_characters_are_replaced(tmp_path, tiny_release, tiny_student):
    nb = json.loads(nbformat.writes(_answered(tiny_student)))
    nb["cells"] += [
        None,
        3,
        {"cell_type": "code"},
        {"cell_type": "widget", "source": ""},
        {"cell_type": "code", "source": "'\ud800'", "id": 7, "metadata": []},
    ]
    read = _read(tmp_path, tiny_release, json.dumps(nb))
    assert len(read.cells) == len(tiny_student.cells) + 1
    assert read.cells[-1].source == "'?'"


def test_a_byte_order_mark_is_no_obstacle(tmp_path, tiny_release, tiny_student):
    text = b"\xef\xbb\xbf" + nbformat.writes(tiny_student).encode()
    assert len(_read(tmp_path, tiny_release, text).cells) == len(tiny_student.cells)


def test_an_untouched_submission_needs_no_repair_and_has_our_cells_in_our_order(tiny_release, tiny_student):
    nb, repairs = canonical(tiny_student, tiny_release)
    assert repairs == []
    assert _ids(nb) == _ids(tiny_release)
    assert "raise NotImplementedError" in _sources(nb)["double"]
    assert "a hidden case" in _sources(nb)["test_double"]
    nbformat.validate(nb)


def test_answers_are_theirs_and_all_else_is_ours(tiny_release, tiny_student):
    nb = _answered(tiny_student)
    _cell(nb, "test_double").source = "pass"
    _cell(nb, "given").source = "factor = 1"
    _cell(nb, "test_square").metadata.nbgrader.points = 99
    _cell(nb, "test_square").metadata.tags = ["skip-execution"]
    nb.cells.reverse()
    result, repairs = canonical(nb, tiny_release)
    assert _ids(result) == _ids(tiny_release)
    assert _sources(result)["double"] == DOUBLE
    assert _sources(result)["given"] == "factor = 2"
    assert "double(3) == 6" in _sources(result)["test_double"]
    assert _cell(result, "test_square").metadata.nbgrader.points == 5
    assert "skip-execution" not in _cell(result, "test_square").metadata.tags
    assert len([line for line in repairs if "locked" in line]) == 2


def test_a_cell_that_readers_may_edit_is_theirs(tiny_release, tiny_student):
    nb = copy.deepcopy(tiny_student)
    prediction = next(cell for cell in nb.cells if cell.source.startswith("prediction"))
    prediction.source = 'prediction = "b"'
    result, repairs = canonical(nb, tiny_release)
    assert _cell(result, prediction.id).source == 'prediction = "b"'
    assert repairs == []


def test_missing_cells_are_put_back_and_said(tiny_release, tiny_student):
    nb = copy.deepcopy(tiny_student)
    nb.cells = [cell for cell in nb.cells if cell.id not in ("double", "test_double")]
    result, repairs = canonical(nb, tiny_release)
    assert _ids(result) == _ids(tiny_release)
    assert "raise NotImplementedError" in _sources(result)["double"]
    assert [line.split()[0] for line in repairs] == ["double", "test_double"]


def test_a_cell_of_their_own_stands_behind_the_cell_it_followed_without_its_tags(tiny_release, tiny_student):
    nb = copy.deepcopy(tiny_student)
    at = _ids(nb).index("given") + 1
    own = nbformat.v4.new_code_cell(
        "def helper():\n    pass",
        id="test_square-x",
        metadata={"tags": ["raises-exception"], "nbgrader": {"grade_id": "mine"}},
    )
    nb.cells.insert(at, own)
    nb.cells.insert(0, nbformat.v4.new_markdown_cell("my notes"))
    result, repairs = canonical(nb, tiny_release)
    assert result.cells[0].source == "my notes"
    placed = result.cells[_ids(result).index("given") + 1]
    assert placed.source == own.source and placed.metadata == {}
    assert repairs == []
    nbformat.validate(result)


@pytest.mark.parametrize("order", [("stub", "answer"), ("answer", "stub")])
def test_of_a_cell_that_occurs_twice_the_attempt_counts(tiny_release, tiny_student, order):
    nb = copy.deepcopy(tiny_student)
    at = _ids(nb).index("double")
    twin = copy.deepcopy(nb.cells[at])
    twin.id = "twin"
    nb.cells.insert(at + 1, twin)
    nb.cells[at + order.index("answer")].source = DOUBLE
    result, repairs = canonical(nb, tiny_release)
    assert _ids(result) == _ids(tiny_release)
    assert _sources(result)["double"] == DOUBLE
    assert repairs == ["double occurred more than once"]


def test_a_split_answer_keeps_both_halves_in_their_order(tiny_release, tiny_student):
    nb = _answered(tiny_student, "def helper(x):\n    return x + x")
    at = _ids(nb).index("double")
    second = copy.deepcopy(nb.cells[at])
    second.id, second.source = "second", "def double(x):\n    return helper(x)"
    nb.cells.insert(at + 1, second)
    result, _ = canonical(nb, tiny_release)
    at = _ids(result).index("double")
    assert "helper(x):" in result.cells[at].source
    assert result.cells[at + 1].source == second.source


def test_a_notebook_without_ids_is_known_by_its_marks_and_texts(tiny_release, tiny_student):
    nb = _answered(tiny_student)
    for cell in nb.cells:
        cell.id = ""
    result, repairs = canonical(nb, tiny_release)
    assert _ids(result) == _ids(tiny_release)
    assert _sources(result)["double"] == DOUBLE
    assert repairs == []


def test_a_notebook_whose_marks_were_stripped_is_known_by_its_ids(tiny_release, tiny_student):
    nb = _answered(tiny_student)
    for cell in nb.cells:
        cell.metadata = {}
    result, repairs = canonical(nb, tiny_release)
    assert _sources(result)["double"] == DOUBLE
    assert repairs == []


def test_an_answer_that_became_markdown_is_code_again(tiny_release, tiny_student):
    nb = copy.deepcopy(tiny_student)
    at = _ids(nb).index("double")
    nb.cells[at] = nbformat.v4.new_markdown_cell(DOUBLE, id="double")
    result, repairs = canonical(nb, tiny_release)
    assert _cell(result, "double").cell_type == "code" and _sources(result)["double"] == DOUBLE
    assert repairs == ["double had become a markdown cell: it is a code cell again"]


def test_neither_argument_is_changed(tiny_release, tiny_student):
    nb = _answered(tiny_student)
    nb.cells.insert(0, nbformat.v4.new_code_cell("1", metadata={"tags": ["x"]}))
    before = copy.deepcopy(nb), copy.deepcopy(tiny_release)
    result, _ = canonical(nb, tiny_release)
    result.cells[0].source = "changed"
    assert (nb, tiny_release) == before
