"""What a page of a notebook shows: everything that no answer changes, and nothing that one does."""

from __future__ import annotations

import pytest
from our_notebooks import COURSE, NAMES

from website.edition import Edition
from website.pages import DOCUMENTS, _links_inside, notebook_page, untouched


def code(source: str, **nbgrader: object) -> dict:
    return {"cell_type": "code", "source": source, "metadata": {"nbgrader": nbgrader} if nbgrader else {}}


def test_what_uses_an_answer_or_what_comes_of_one_is_left_out():
    cells = [
        code("import numpy as np\nx = 1"),
        code("def f(x):\n    raise NotImplementedError()", solution=True),
        code("check('f', f)", grade=True),
        code("y = f(x)"),
        code("z = y + 1"),
        code("show(z)"),
        code("show(x)"),
        code("after(['g'], lambda: show(1))"),
        code("show('f')"),
        code("prediction_1 = ''"),
        code("settle(prediction_1, 'a')"),
        code("def given():\n    return f(2)"),
        code("given()"),
        code("%pip install torch"),
        code("x + 1"),
    ]
    assert [cell["source"] for cell in untouched(cells)] == ["import numpy as np\nx = 1", "show(x)", "x + 1"]


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_the_student_edition_with_pictures_and_a_door(name):
    edition = Edition.of(COURSE, [])
    student, page = edition.student(name), notebook_page(edition, name)
    assert [cell["id"] for cell in page["cells"]] == [cell["id"] for cell in student["cells"]]
    for before, after in zip(student["cells"][1:], page["cells"][1:], strict=True):
        if before["cell_type"] == "code":
            assert before["source"] == after["source"]
    shown = str([cell.get("outputs") for cell in page["cells"]])
    assert "<img" in shown and "· right:" not in shown
    assert f"live/notebooks/index.html?path={edition.folder}/{name}.ipynb" in page["cells"][0]["source"]


def test_a_page_of_a_notebook_that_is_not_live_has_no_door():
    edition = Edition.of(COURSE, ["00"])
    assert "Open live" not in notebook_page(edition, "04_logistic_least_squares")["cells"][0]["source"]


def test_binder_and_colab_are_named_where_it_is_known_where_the_course_is_kept():
    without, with_one = (Edition.of(COURSE, ["04"], kept) for kept in ("", "someone/course"))
    name = "04_logistic_least_squares"
    assert "Binder" not in notebook_page(without, name)["cells"][0]["source"]
    said = notebook_page(with_one, name)["cells"][0]["source"]
    assert f"https://mybinder.org/v2/gh/someone/course/HEAD?labpath=notebooks/{name}.ipynb" in said
    assert f"https://colab.research.google.com/github/someone/course/blob/main/notebooks/{name}.ipynb" in said


def test_a_link_to_what_the_site_does_not_have_is_words():
    text = "[a](grading.md) [b](../README.md) [c](https://example.org) [d](#here) ![e](e.png)"
    assert _links_inside(text) == "[a](grading.md) b [c](https://example.org) [d](#here) ![e](e.png)"
    assert all((COURSE.root / "docs" / f"{name}.md").is_file() for name in DOCUMENTS)
