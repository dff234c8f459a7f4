"""What an export shows of a thing to move that ran in a real kernel: its picture at rest, with its alt text."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter, MarkdownExporter

ROOT = Path(__file__).resolve().parents[2]
VIEW = "application/vnd.jupyter.widget-view+json"


@pytest.fixture(scope="module")
def ran() -> nbformat.NotebookNode:
    """As JupyterLab saves it: without the state of the widgets."""
    cells = ["from utils import play", "play.line()"]
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    where = {"metadata": {"path": str(ROOT)}}
    return NotebookClient(
        nb, timeout=600, startup_timeout=300, kernel_name="python3", resources=where, store_widget_state=False
    ).execute()


def test_the_cell_holds_the_picture_beside_the_widget(ran):
    rest, view = ran.cells[1].outputs
    assert '<img alt="The four inputs of AND' in rest.data["text/html"]
    assert 'src="data:image/png;base64,' in rest.data["text/html"] and VIEW not in rest.data
    assert VIEW in view.data


def test_an_export_shows_the_picture_with_its_alt_text_and_fetches_nothing_for_it(ran):
    page, _ = HTMLExporter(template_name="lab").from_notebook_node(ran)
    assert page.count('<img alt="The four inputs of AND') == 1 and VIEW not in page
    text, _ = MarkdownExporter().from_notebook_node(ran)
    assert '<img alt="The four inputs of AND' in text and "(Run this cell in Jupyter, and it moves.)" in text
