"""Things to move: what goes between the page and the kernel, and what stands there where nothing can move."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import IPython
import IPython.display
import pytest
from PIL import Image

from utils.pictures import style
from utils.play import thing
from utils.play.controls import Choice, Slider, Steps
from utils.play.thing import Seen, Thing, Trouble

CONTROLS = {"w": Slider("weight", 0.5, -1, 1), "kind": Choice("kind", "even", ["even", "odd"]), "n": Steps("n", 0, 9)}


def move(w, kind, n):
    if w == 1:
        raise Trouble("1 is too much; take less.")
    if w == -1:
        raise ZeroDivisionError("division by zero")
    figure = style.new_figure(1.0, 2.0)
    return Seen(figure, f"{w} {kind} {n}", "A figure without anything.", put={"n": 2} if kind == "odd" else {})


@pytest.fixture
def made():
    return Thing(CONTROLS, move, "Nothing is to be learned.")


@pytest.fixture
def displayed(monkeypatch):
    """What is displayed, bundle by bundle, as in a notebook with a live kernel."""
    bundles = []
    monkeypatch.setattr(IPython, "get_ipython", lambda: SimpleNamespace(kernel=object()))
    monkeypatch.setattr(IPython.display, "display", lambda bundle, raw: bundles.append(bundle))
    return bundles


def test_a_move_is_answered_with_a_picture_and_a_line(made):
    stage = made.stage()
    assert (stage.says, stage.answered) == ("0.5 even 0", 0)
    stage.values = {"w": 0.25, "kind": "odd", "n": 7}
    assert stage.says == "0.5 even 0"  # nothing is computed for what nobody asked
    stage.asked = 3
    assert (stage.says, stage.alt, stage.answered) == ("0.25 odd 7", "A figure without anything.", 3)
    assert stage.put == {"n": 2} and stage.values["n"] == 2
    image = Image.open(io.BytesIO(stage.picture))
    assert image.size == (2 * thing.DPI, thing.DPI) and stage.width == 200


def test_what_cannot_be_shown_is_said_and_the_next_move_is_answered_again(made):
    stage = made.stage()
    for asked, (w, says) in enumerate(
        [(1, "1 is too much; take less."), (-1, "This cannot be shown: ZeroDivisionError: division by zero")], 1
    ):
        stage.values = {**stage.values, "w": w}
        stage.asked = asked
        assert (stage.says, stage.answered) == (says, asked)
    stage.values = {**stage.values, "w": 0}
    stage.asked = 3
    assert stage.says == "0 even 0"


def test_with_a_kernel_the_picture_at_rest_is_saved_beside_the_widget(made, displayed):
    made._ipython_display_()
    rest, view = displayed
    assert '<img alt="A figure without anything. 0.5 even 0" src="data:image/png;base64,' in rest["text/html"]
    assert set(view) == {thing.VIEW, "text/plain"} and view["text/plain"] == thing.AT_REST


def test_without_a_kernel_or_without_widgets_the_picture_at_rest_is_displayed(made, displayed, monkeypatch):
    formatter = IPython.core.formatters.DisplayFormatter()
    monkeypatch.setattr(IPython, "get_ipython", lambda: SimpleNamespace())
    assert not thing.live()
    without_kernel, _ = formatter.format(made)
    monkeypatch.undo()
    monkeypatch.setattr(IPython, "get_ipython", lambda: SimpleNamespace(kernel=object()))
    assert thing.live()
    monkeypatch.setitem(sys.modules, "anywidget", None)
    assert not thing.live()
    without_widgets, _ = formatter.format(made)
    assert without_kernel == without_widgets and set(without_kernel) == {"text/html", "text/plain"}
    assert "<figcaption>Nothing is to be learned.</figcaption>" in without_kernel["text/html"]
    assert not displayed


def test_where_the_picture_at_rest_cannot_be_shown_a_line_says_why():
    stopped = Thing({"w": Slider("w", 1, 0, 1), "kind": CONTROLS["kind"], "n": CONTROLS["n"]}, move, "Nothing.")
    assert stopped._repr_mimebundle_() == {
        "text/html": "<p>1 is too much; take less.</p>",
        "text/plain": "1 is too much; take less.",
    }


def test_the_page_knows_every_kind_of_control():
    folder = Path(thing.__file__).parent
    script, controls = ((folder / name).read_text(encoding="utf-8") for name in ("stage.js", "controls.py"))
    kinds = controls.rpartition("Control = ")[2].partition("\n")[0].split(" | ")
    assert len(kinds) == 5
    for kind in kinds:
        assert f"\n  {kind}(control, changed" in script
    assert "http" not in script  # nothing is fetched


def test_importing_the_things_to_move_imports_no_widgets():
    """They cost a third of a second, which grading and a first cell do not have."""
    program = "import sys, utils.play; print(sorted({'anywidget', 'ipywidgets'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "[]\n"
