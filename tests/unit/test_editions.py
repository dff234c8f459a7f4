from __future__ import annotations

import base64
import io

import nbformat
import numpy as np
import pytest
from mini_course import NAME, SOURCE, make_course, nbgrader
from nbgrader.preprocessors import CheckCellMetadata
from PIL import Image

from autograder.editions import gradebook_edition, leaks, nbgrader_source, solved_edition, student_edition, to_text
from autograder.outputs import outputs_digest, same_picture, settle_outputs, with_outputs
from autograder.source import read_source

EDITIONS = (nbgrader_source, gradebook_edition, student_edition, solved_edition)


@pytest.fixture
def source(tmp_path):
    return read_source(make_course(tmp_path / "course").source(NAME))


@pytest.fixture
def read(tmp_path):
    return lambda text: read_source(make_course(tmp_path / "other", text).source(NAME))


def text_of(nb):
    return "\n".join(cell.source for cell in nb.cells)


def cell(nb, cell_id):
    return next(cell for cell in nb.cells if cell.id == cell_id)


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_edition_is_a_valid_notebook_and_leaves_its_source_alone(source, edition):
    before = to_text(source)
    derived = edition(source)
    nbformat.validate(derived)
    CheckCellMetadata().preprocess(derived, {})
    assert to_text(source) == before
    assert to_text(edition(source)) == to_text(derived)


@pytest.mark.parametrize("edition", EDITIONS)
def test_in_every_edition_run_all_goes_on_after_a_failing_test(source, edition):
    tags = {c.id: c.metadata.get("tags", []) for c in edition(source).cells}
    assert [i for i in tags if "raises-exception" in tags[i]] == ["test_double", "test_triple"]


@pytest.mark.parametrize("edition", EDITIONS)
def test_no_edition_carries_what_the_header_says_to_its_author(source, edition):
    assert "course" in source.metadata and "course" not in edition(source).metadata


def test_the_student_edition_has_neither_answers_nor_hidden_tests(source):
    text = text_of(student_edition(source))
    for secret in ("twofold", "double(-5)", "x / 2", "SOLUTION", "HIDDEN"):
        assert secret not in text
    assert "def double(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()" in text
    assert "assert double(3) == 6" in text


def test_the_student_edition_locks_what_is_not_the_students(source):
    nb = student_edition(source)
    assert cell(nb, "test_double").metadata.editable is False
    assert cell(nb, "double").metadata.deletable is False
    assert "editable" not in cell(nb, "double").metadata
    assert len(cell(nb, "test_double").metadata.nbgrader.checksum) == 32


def test_the_solved_edition_has_answers_without_their_marks_and_no_hidden_tests(source):
    nb = solved_edition(source)
    assert cell(nb, "double").source == "def double(x):\n    twofold = x + x\n    return twofold"
    assert "double(-5)" not in text_of(nb)
    assert "x / 2" in text_of(nb)
    assert cell(nb, "double").metadata.nbgrader.solution is True


def test_nbgraders_source_has_everything_but_the_solved_only_cells(source):
    text = text_of(nbgrader_source(source))
    assert "### BEGIN SOLUTION" in text and "double(-5)" in text
    assert "x / 2" not in text


def test_the_gradebook_knows_the_hidden_tests_and_not_the_answers(source):
    text = text_of(gradebook_edition(source))
    assert "double(-5)" in text and "twofold" not in text


def test_a_proper_source_leaks_nothing(source):
    assert leaks(source, student_edition(source)) == []


@pytest.mark.parametrize(
    ("planted", "line"),
    [
        ("# %%\ntwofold = x + x", "a solution line"),
        ("# %%\ndef g(x):\n    twofold = x+x  # hm", "otherwise spaced, commented"),
        ("# %%\n# twofold = x + x", "a line in a comment"),
        ("# %% [markdown]\n# ```python\n# twofold = x + x\n# ```", "a line in a Markdown code block"),
        ("# %% [markdown]\n# <pre>twofold = x + x</pre>", "a line in HTML"),
        ("# %%\nassert double(-5) == -10", "a hidden test"),
        ("# %%\nquotient = x / 2", "a line of a solved-only cell"),
    ],
)
def test_a_secret_line_is_found_wherever_it_is_shown(read, planted, line):
    nb = read(SOURCE + "\n" + planted + "\n")
    (found,) = leaks(nb, student_edition(nb), NAME)
    assert found.notebook == NAME, line
    assert "answer or hidden tests" in found.reason


def test_a_line_planted_in_the_student_edition_alone_is_found(source):
    student = student_edition(source)
    cell(student, "double").source = "def double(x):\n    twofold = x + x\n    return twofold"
    assert [problem.cell for problem in leaks(source, student)] == ["double", "double"]


def test_what_says_nothing_is_no_leak(read):
    shared = "    try:\n        return (\n            x + x\n        )\n    finally:\n        pass  # nothing\n"
    nb = read(
        SOURCE.replace("    return double(x) + x\n", "    # the sum\n" + shared)
        + "\n# %%\ndef k(y):\n    # the sum\n"
        + shared.replace("x + x", "y")
    )
    assert leaks(nb, student_edition(nb)) == []


def test_a_repair_may_share_its_right_lines_with_the_program_it_repairs(source):
    assert "return quotient" in text_of(student_edition(source))
    assert leaks(source, student_edition(source)) == []


def test_the_whole_of_a_written_answer_is_secret(read):
    question = nbgrader("why", grade=True, points=2, locked=False, solution=True).replace("%%", "%% [markdown]")
    text = SOURCE + "\n" + question + "\n# Because they are equal.\n"
    assert "Because" not in text_of(student_edition(read(text)))


def test_a_secret_written_answer_is_found_in_the_prose(read):
    question = nbgrader("why", grade=True, points=2, locked=False, solution=True).replace("%%", "%% [markdown]")
    nb = read(SOURCE + "\n" + question + "\n# Because they are equal.\n\n# %% [markdown]\n# Because they are equal.\n")
    assert len(leaks(nb, student_edition(nb))) == 1


def picture(*changes: tuple[int, int, int], level: int = 255) -> str:
    pixels = np.full((20, 30, 3), level, dtype=np.uint8)
    for row, column, value in changes:
        pixels[row, column] = value
    data = io.BytesIO()
    Image.fromarray(pixels).save(data, "png")
    return base64.b64encode(data.getvalue()).decode()


def ran(source, text="", png=None, html=None):
    nb = solved_edition(source)
    data = {"text/plain": text} | ({"image/png": png} if png else {}) | ({"text/html": html} if html else {})
    nb.cells[1].outputs = [nbformat.v4.new_output("display_data", data)]
    return nb


def shown(nb):
    return nb.cells[1].outputs[0].data


def test_addresses_and_paths_are_settled_and_other_numbers_kept(source):
    text = "<f at 0x7f3a2b> 0x7f3a2b /a/run/x.csv /tmp/ipykernel_71/42.py:3: UserWarning"
    assert shown(settle_outputs(ran(source, text), None, {"/a/run": "."}))["text/plain"] == (
        "<f at 0x0> 0x7f3a2b ./x.csv cell:3: UserWarning"
    )


def test_a_picture_that_looks_the_same_keeps_its_old_bytes(source):
    old, new = picture(level=250), picture(level=252)
    page = '<img alt="a 0x1" src="data:image/png;base64,{}">'
    settled = settle_outputs(ran(source, "new", new, page.format(new)), ran(source, "old", old, page.format(old)), {})
    assert shown(settled)["image/png"] == old
    assert shown(settled)["text/html"] == page.format(old)
    assert shown(settled)["text/plain"] == "new"


def test_a_picture_that_looks_different_in_a_single_pixel_replaces_the_old_one(source):
    old, new = picture(), picture((3, 4, 0))
    assert shown(settle_outputs(ran(source, png=new), ran(source, png=old), {}))["image/png"] == new


def test_pictures_of_different_sizes_or_broken_ones_are_not_the_same():
    prefix = "data:image/png;base64,"
    larger = io.BytesIO()
    Image.new("RGB", (31, 20), "white").save(larger, "png")
    assert same_picture(prefix + picture(), prefix + picture())
    assert not same_picture(prefix + picture(), prefix + base64.b64encode(larger.getvalue()).decode())
    assert not same_picture(prefix + "AAAA", prefix + picture())


def test_outputs_move_from_one_run_to_the_same_cells(source):
    nb = with_outputs(solved_edition(source), ran(source, "six"))
    assert shown(nb)["text/plain"] == "six"


def test_editing_an_output_or_an_execution_count_changes_the_digest(source):
    nb, counted = ran(source, "six"), ran(source, "six")
    counted.cells[1].execution_count = 7
    assert len({outputs_digest(nb), outputs_digest(ran(source, "seven")), outputs_digest(counted)}) == 3
    assert outputs_digest(nb) == outputs_digest(ran(source, "six"))
