"""What the desk writes, as a browser shows it: the report, feedback, the comparison, and a check's panel in a narrow pane."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from graded_class import QUESTION, fill
from mini_course import NAME, SQUARE_SOURCE, SQUARE_VARIANTS, make_course
from nbgrader.api import Gradebook

from autograder.cli import main
from autograder.course import Classroom
from autograder.results import Look
from utils.outcomes import Wrong

pytestmark = pytest.mark.second_stage

ROOT = Path(__file__).resolve().parents[2]
LONG = "student-with-a-name-that-is-longer-than-any-column-of-a-table-would-like-07"
SAID = "Because it **must**.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n`" + "a_name_that_does_not_end_" * 8 + "`"
WIDE = "def double(x):\n    return " + " + ".join(["x / 1000000000"] * 60)
ANSWERS = {
    "student-01": {QUESTION: SAID},
    "student-02": {QUESTION: "", "double": WIDE},
    "student-03": {QUESTION: "word " * 400, "double": WIDE},
    LONG: {QUESTION: "They are equal.", "square": "def square(x):\n    return x * abs(x)"},
    "student-05": {},
}
SIGHTS = [(1280, "light"), (1280, "dark"), (480, "light"), (480, "dark")]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The class's folder, with every page written."""
    course = make_course(tmp_path_factory.mktemp("made") / "course", SQUARE_SOURCE, SQUARE_VARIANTS, own_utils=False)
    shutil.copy(ROOT / "nbgrader_config.py", course.root)
    classroom = Classroom(course.root / "classroom")
    look = Look("double", "test_double", "double is defined in the cell `x = 3`")
    wrong = {"student-02": "double", "student-03": "double", LONG: "square"}
    fill(course, classroom, ANSWERS, wrong, {"student-03": (look,)})
    with Gradebook(classroom.db_url) as gradebook:
        gradebook.find_comment(QUESTION, NAME, NAME, "student-01").manual_comment = "word_" * 60
        gradebook.db.commit()
    before = Path.cwd()
    os.chdir(course.root)
    try:
        assert [main(command) for command in (["feedback"], ["report"], ["compare"])] == [0, 0, 0]
    finally:
        os.chdir(before)
    return classroom.root


@pytest.fixture
def seen(browser):
    """Opens a page of this machine, `seen(address, width, scheme)`, and closes it at the end."""
    contexts = []

    def open_at(address: str, width: int, scheme: str = "light"):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.goto(address)
        return page

    yield open_at
    for context in contexts:
        context.close()


PAGES = {
    "report": "report.html",
    "compare": "compare.html",
    "feedback": f"feedback/student-01/{NAME}/{NAME}.html",
    "feedback-of-a-wrong-answer": f"feedback/student-03/{NAME}/{NAME}.html",
    "feedback-of-a-long-name": f"feedback/{LONG}/{NAME}/{NAME}.html",
}


@pytest.mark.parametrize("place", PAGES.values(), ids=PAGES)
def test_no_page_has_a_violation_that_axe_knows_and_what_is_wide_scrolls_in_itself(written, seen, shot, place):
    for width, scheme in SIGHTS:
        page = seen((written / place).as_uri(), width, scheme)
        name = next(name for name, one in PAGES.items() if one == place)
        shot(page, f"{name}-{width}-{scheme}", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (width, scheme)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (width, scheme, "opened")
        found = {
            one["id"]: [node["html"][:200] for node in one["nodes"]] for one in Axe().run(page).response["violations"]
        }
        assert found == {}, (width, scheme)
        broken = page.evaluate(
            """() => [...document.querySelectorAll("th, th a, th code")].filter((one) => {
                const range = document.createRange();
                range.selectNodeContents(one);
                const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top / 8)));
                return /^\\w+$/.test(one.textContent.trim()) && lines.size > 1;
            }).map((one) => one.textContent)"""
        )
        assert broken == [], (width, scheme)
        tables = page.evaluate(
            """() => [...document.querySelectorAll("table")].filter((table) => {
                const around = table.closest(".scrolls") || table.parentElement;
                return table.scrollWidth > around.clientWidth + 1 && getComputedStyle(around).overflowX !== "auto";
            }).length"""
        )
        assert tables == 0, (width, scheme)


def test_a_checks_panel_stacks_its_rows_in_a_narrow_pane(seen, shot, tmp_path):
    panel = Wrong("gradients", "w_bar is wrong", (("where", "at w = 0.8, b = −0.4, x = 1.5"), ("yours", "0.123456"),
                  ("next", "Look at the line that computes w_bar, and at what it is multiplied by.")))  # fmt: skip
    (tmp_path / "panel.html").write_text(f"<!doctype html><meta charset=utf-8><title>p</title>{panel.html()}", "utf-8")

    def places(width):
        page = seen((tmp_path / "panel.html").as_uri(), width)
        shot(page, f"panel-{width}", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        return page.evaluate(
            """() => [...document.querySelectorAll("dt")].map((dt) => {
                const dd = dt.parentElement.querySelector("dd") || dt.nextElementSibling;
                return dd.getBoundingClientRect().top >= dt.getBoundingClientRect().bottom - 1;
            })"""
        )

    assert set(places(1000)) == {False}
    assert set(places(260)) == {True}
