"""A notebook as it ran is written in one line, and is read as the one that nbformat writes."""

from __future__ import annotations

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.gradebook import _written


def _notebook():
    outputs = [
        new_output("stream", name="stdout", text="one\ntwo\n"),
        new_output("display_data", data={"text/html": "<b>a\nb</b>", "image/svg+xml": "<svg>\n</svg>"}),
        new_output(
            "execute_result", data={"text/plain": "σ\n1", "application/json": {"a": [1, "b"]}}, execution_count=1
        ),
        new_output("error", ename="ValueError", evalue="no", traceback=["line\n", "other"]),
    ]
    nb = new_notebook(cells=[new_markdown_cell("# A\n\ntext  \n"), new_code_cell("x = 1\ny = 2", outputs=outputs)])
    nb.cells[0]["attachments"] = {"a.png": {"image/png": "aGVsbG8="}}
    nb.cells[1].metadata["trusted"] = True
    nb.metadata["signature"] = "none"
    return nb


def test_it_is_read_as_the_one_that_nbformat_writes():
    nb = _notebook()
    theirs, ours = nbformat.writes(nb), _written(nb)
    assert nbformat.reads(ours, as_version=4) == nbformat.reads(theirs, as_version=4)
    assert ours.count("\n") == 1 and len(ours) < len(theirs)
