"""What a student does with notebook 04 in JupyterLab: a wrong answer, its check, the mended answer, Validate."""

from __future__ import annotations

import re

import pytest
from browsing import answer_all_but
from playwright.sync_api import Locator, Page, expect

NAME = "04_logistic_least_squares"
SHOWN = ".jp-NotebookPanel:not(.lm-mod-hidden)"
WRONG = """\
def backward(w, b, x, t):
    z = w * x + b
    y = logistic(z)
    y_bar = y - t
    z_bar = y_bar * z * (1 - z)
    w_bar = z_bar * x
    b_bar = z_bar
    return {"y_bar": y_bar, "z_bar": z_bar, "w_bar": w_bar, "b_bar": b_bar}"""
RIGHT = WRONG.replace("z * (1 - z)", "y * (1 - y)")


@pytest.fixture
def notebook(page, lab, course) -> Page:
    """Notebook 04, opened from where `make lab` begins; everything is answered but Exercise 5, where it is shown."""
    answer_all_but(course, NAME, {"backward"})
    page.goto(lab.url("lab/tree/notebooks/00_start_here.ipynb"))
    expect(page.get_by_role("heading", name=re.compile("Start here"))).to_be_visible()
    page.get_by_role("listitem", name=re.compile(NAME)).dblclick()
    expect(page.get_by_role("tab", name=re.compile(NAME))).to_be_visible()
    expect(page.locator(f"{SHOWN} .jp-Notebook-ExecutionIndicator[data-status='idle']")).to_be_visible()
    page.get_by_role("tab", name="Table of Contents").click()
    page.locator(".jp-tocItem-content", has_text="Exercise 5").click()
    return page


def cell(page: Page, beginning: str) -> Locator:
    """The code cell that has a line beginning so."""
    line = page.locator(".cm-line", has_text=re.compile("^" + re.escape(beginning)))
    return page.locator(".jp-CodeCell").filter(has=line)


def write(page: Page, answer: Locator, source: str) -> None:
    """Replaces a cell's source, as somebody does who selects all of it and pastes, and runs it and the next."""
    answer.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(source)
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")


def validate(page: Page) -> Locator:
    """nbgrader's button, and the window that says what came of it."""
    page.get_by_role("button", name="Validate").click()
    said = page.get_by_role("dialog")
    expect(said).to_contain_text("Validation Results")
    return said


def test_a_wrong_answer_is_explained_mended_and_found_right_by_its_check_and_by_validate(notebook, shot):
    page = notebook
    answer, check = cell(page, "def backward("), cell(page, 'check("backward"')
    answer.locator(".cm-content").click()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Above Selected Cell", exact=True).click()  # the menu's, not the text's

    write(page, answer, WRONG)
    panel = check.get_by_role("status")
    expect(panel).to_contain_text("backward · not right yet: z_bar is wrong")
    for row in (
        "right so far\ny_bar",
        "yours\nz_bar = ",
        "numerical derivative\nz_bar = ",
        "consistent with\nThis is what you get when a formula for the slope in terms of y is given z.",
        "next\nThe error signals before z_bar are right: look at the line that computes z_bar",
    ):
        assert row in panel.inner_text()
    outputs = check.locator(".jp-OutputArea-output")
    expect(outputs).to_have_count(2)
    assert outputs.last.inner_text().strip().count("\n") == 0 and "Traceback" not in outputs.last.inner_text()
    page.mouse.move(0, 0)
    shot(page, "a-failing-check")

    said = validate(page)
    expect(said).to_contain_text("The following cell failed")
    # Of each cell that failed what it is, and one line of what is wrong with it: this one, and one whose answer calls it.
    expect(said.locator("pre")).to_have_count(4)
    expect(said.locator("pre").nth(1)).to_contain_text("backward · not right yet: z_bar is wrong")
    expect(said.locator("pre").nth(2)).to_contain_text('"backward_regularised"')
    expect(said.locator("pre").nth(3)).to_contain_text("backward")
    shot(page, "validate-names-what-is-wrong")
    said.get_by_role("button", name="Ok").click()

    write(page, answer, RIGHT)
    expect(panel).to_contain_text("backward · right: matches the numerical derivative")
    expect(panel).to_contain_text("You may move on.")
    expect(outputs).to_have_count(1)
    page.mouse.move(0, 0)
    shot(page, "the-same-check-passing")
    expect(validate(page)).to_contain_text("Success! Your notebook passes all the tests.")
