"""Things to move, in JupyterLab: by keyboard and mouse, played and paused, and what is there once the kernel is gone."""

from __future__ import annotations

import re
import time

import nbformat
import pytest
from playwright.sync_api import Locator, Page, expect

NAME = "things_to_move"
# JupyterLab keeps the notebooks of other tests open behind this one, and they have things to move of their own.
SHOWN = ".jp-NotebookPanel:not(.lm-mod-hidden)"
CELLS = (
    "import sys\nsys.path.insert(0, '..')\nimport numpy as np\nfrom utils import play",
    "play.line()",
    "play.learning_xor()",
    # Seven for whatever is drawn: what is tested here is the way of a stroke to the network and back.
    "play.draw_digit(lambda X: np.eye(10)[[7]])",
    "play.bumps()",
)


@pytest.fixture
def notebook(page, lab, course) -> Page:
    """A notebook with these cells, all of them run."""
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in CELLS])
    nb.metadata.kernelspec = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    nb.metadata.language_info = {"name": "python"}
    nbformat.write(nb, course.root / "notebooks" / f"{NAME}.ipynb")
    page.goto(lab.url(f"lab/tree/notebooks/{NAME}.ipynb"))
    # Another test's notebook may be shown at first, with its own kernel: what is run has to be this one.
    expect(page.locator(f"{SHOWN} .jp-CodeCell").nth(1)).to_contain_text(CELLS[1])
    expect(page.locator(f"{SHOWN} .jp-Notebook-ExecutionIndicator[data-status='idle']")).to_be_visible()
    expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    expect(page.locator(f"{SHOWN} .play")).to_have_count(len(CELLS) - 1)
    return page


def says(thing: Locator) -> Locator:
    return thing.get_by_role("status")


def at_rest_after(thing: Locator) -> str:
    """The steps after which it stands still: a step that was on its way when it was paused has come, and its words too."""
    slider, before, end = thing.get_by_role("slider", name="steps"), None, time.monotonic() + 300
    while (now := slider.input_value()) != before or f"After {now} steps" not in says(thing).inner_text():
        assert time.monotonic() < end, (now, says(thing).inner_text())
        before = now
        thing.page.wait_for_timeout(1000)
    return now


@pytest.mark.second_stage
def test_things_move_by_keyboard_and_mouse_and_rest_as_pictures_without_their_kernel(notebook, shot):
    page = notebook
    line, learning, digit, bumps = (page.locator(f"{SHOWN} .play").nth(i) for i in range(4))
    at_rest = page.locator(f"{SHOWN} [class^=play-at-rest]")
    expect(at_rest).to_have_count(4)
    expect(at_rest.first).to_be_hidden()  # while the thing itself is there

    # By keyboard, with names that a screen reader says; arrows move the slider and not from cell to cell.
    expect(says(line)).to_contain_text("AND: 2 of 4 inputs on the wrong side")
    before = line.get_by_role("img").get_attribute("src")
    slider = line.get_by_role("slider", name="b", exact=True)
    slider.focus()
    for _ in range(5):
        slider.press("ArrowDown")
    expect(says(line)).to_contain_text("AND: 1 of 4 inputs on the wrong side: (1, 0).")
    expect(slider).to_be_focused()
    assert slider.input_value() == "-0.3" and line.get_by_role("img").get_attribute("src") != before
    expect(line.get_by_role("img")).to_have_attribute("alt", re.compile("b = −0.3"))
    line.get_by_role("combobox", name="gate").select_option("XOR")
    expect(says(line)).to_contain_text("XOR: 2 of 4 inputs")
    shot(line, "a-line-moved")

    # Played and paused.
    learning.get_by_role("button", name="play").click()
    expect(says(learning)).to_contain_text("It has learned XOR.")
    learning.get_by_role("button", name="pause").click()
    stopped = at_rest_after(learning)
    learning.get_by_role("button", name="next").click()
    expect(says(learning)).to_contain_text(f"After {int(stopped) + 10} steps")

    # Drawn by mouse, wiped and drawn by keyboard.
    pad = digit.get_by_role("application")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 150, box["y"] + 180, steps=5)
    page.mouse.up()
    expect(says(digit)).to_have_text("The network says 7 (100%), then 0 (0%).")
    shot(digit, "a-digit-drawn")
    digit.get_by_role("button", name="clear").click()
    expect(says(digit)).to_have_text("Nothing is drawn yet.")
    pad.focus()
    for key in (" ", "ArrowDown", "ArrowDown", "ArrowRight"):
        pad.press(key)
    expect(says(digit)).to_contain_text("The network says 7")

    # Typed.
    formula = bumps.get_by_label("curve f(x) =")
    expect(says(bumps)).to_have_text("6 bumps, 12 hidden units: the largest error is 0.85.")
    formula.fill("y + 1")
    formula.press("Enter")
    expect(says(bumps)).to_contain_text("'y' is not known here.")
    formula.fill("x")
    formula.press("Enter")
    expect(says(bumps)).to_have_text("6 bumps, 12 hidden units: the largest error is 0.5.")

    # Saved and opened again without the kernel that moved them.
    page.get_by_role("menuitem", name="File", exact=True).click()
    page.get_by_text("Save Notebook", exact=True).click()
    expect(page.locator(".jp-mod-current .jp-mod-dirty, .lm-TabBar-tab.jp-mod-dirty")).to_have_count(0)
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_text("Shut Down Kernel", exact=True).click()
    page.reload()
    expect(at_rest.first).to_be_visible()
    expect(at_rest).to_have_count(4)
    expect(at_rest.first.get_by_role("img")).to_have_attribute("alt", re.compile("^The four inputs of AND"))
    page.wait_for_timeout(3000)  # after which JupyterLab gives up looking for the widgets
    for lost in page.get_by_text(re.compile("Error displaying widget|Loading widget")).all():
        expect(lost).to_be_hidden()
    shot(page, "things-at-rest")
