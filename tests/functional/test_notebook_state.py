"""What is said in a notebook whose cells stopped, were not run, or were edited since: in a real kernel."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]
SETUP = (
    f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom utils import Returns, after, check, models, settle, summary"
)
GIVEN = "from scipy.special import expit as logistic  # σ(z)"
RIGHT = (
    "def forward(w, b, x, t):\n    z = w * x + b\n    y = logistic(z)\n"
    '    L = (y - t) ** 2 / 2\n    return {"z": z, "y": y, "L": L}'
)
CHECK = 'check("forward", forward, models.logistic_least_squares, Returns.as_dict("z", "y", "L"))'
SUMMARY = 'summary({"forward": 2})'


@pytest.fixture
def said(tmp_path, monkeypatch):
    """Runs cells in a kernel; what each of them showed, as one text. Those that begin with `#-` are in the file alone."""

    def run(*cells: str) -> list[str]:
        path = tmp_path / "04_logistic.ipynb"
        nb = nbformat.v4.new_notebook()
        nb.cells = [nbformat.v4.new_markdown_cell("## 4.1 One unit"), *map(nbformat.v4.new_code_cell, cells)]
        nbformat.write(nb, path)
        monkeypatch.setenv("JPY_SESSION_NAME", str(path))
        nb.cells = [cell for cell in nb.cells if not cell.source.startswith("#-")]
        NotebookClient(nb, allow_errors=True, timeout=600, startup_timeout=300).execute()
        return [_shown(cell) for cell in nb.cells if cell.cell_type == "code"]

    return run


def _shown(cell: nbformat.NotebookNode) -> str:
    parts = []
    for output in cell.outputs:
        if output.output_type == "stream":
            parts.append(output.text)
        elif output.output_type == "error":
            parts.append("\n".join(output.traceback))
        else:
            parts.append(output.data["text/plain"])
    return re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(parts))


def test_a_cell_that_stopped_a_name_that_is_missing_and_an_edit_since_the_check(said):
    broken = RIGHT.replace("logistic(z)", "logistic(z")
    stopped = "undefined_name\n" + RIGHT
    moved = RIGHT.replace("/ 2", "/ 2.0  # a half")
    other = RIGHT.replace("/ 2", "")
    cells = [
        SETUP,
        f"#-\n{GIVEN}",  # was not run
        CHECK,
        RIGHT,
        CHECK,
        GIVEN,
        CHECK,
        RIGHT,
        SUMMARY,
        broken,
        CHECK,
        SUMMARY,
        'after(["forward"], lambda: "picture")',
        stopped,
        CHECK,
        moved,
        CHECK,
        other,
        SUMMARY,
        'after(["forward"], lambda: "picture")',
        CHECK,
        "settle(prediction_1, 'a', 'because')",
        "exp(2.0)",
        "def uses(x):\n    return nowhere_given(x)\nuses(1)",
        'prediction_1 = "b"',
        "prediction_1 = c  # the letter of an answer",
        "settle(prediction_1, 'a', 'because')",
        'prediction_1 = "c',
        "settle(prediction_1, 'a', 'because')",
        'prediction_1 = "a"',
        "settle(prediction_1, 'a', 'because')",
    ]
    shown = said(*cells)
    before_its_cell, without_logistic, right = shown[1], shown[3], shown[5]
    assert (
        "forward is given under “4.1 One unit”, in the cell that begins with `def forward(w, b, x, t):`"
        in before_its_cell
    )
    assert "Run → Run All Above Selected Cell" in before_its_cell and "----> 1" not in before_its_cell
    assert f"logistic is given under “4.1 One unit”, in the cell that begins with `{GIVEN}`" in without_logistic
    assert right.startswith("✓ forward · right")
    unchanged = shown[7]  # its cell was run again, and says the same
    assert "✓ right" in unchanged and "1 of 1 check right" in unchanged
    judged, table, picture = shown[9:12]
    assert judged.startswith("! forward") and "its cell did not run (SyntaxError in line 3)" in judged
    assert "nothing new was judged; the version before it was right" in judged
    assert "that version" not in judged and "where" not in judged  # what was seen of it would be looked for in vain
    assert "~ changed since its check" in table and "0 of 1 check right" in table
    assert "forward changed since the check" in picture and "'picture'" not in picture
    assert "its cell did not run (NameError in line 1)" in shown[13]
    assert shown[15].startswith("✓ forward · right: matches")
    table, picture, judged = shown[17:20]
    assert "~ changed since its check (right): run the check again" in table
    assert "Run the check of forward again, then this cell." in picture
    assert "did not run" not in judged and "L is wrong" in judged
    prediction, numpy, inside = shown[20:23]
    assert "there is no prediction yet" in prediction and "----> 1" not in prediction
    assert "NumPy's exp is written np.exp." in numpy
    assert "----> 2" in inside and "not there" not in inside  # in a function the traceback says more
    unquoted, settled, _, broken_off, _, again = shown[23 + 1 :]
    assert 'Write the letter between quotation marks: prediction_1 = "c"' in unquoted and "----> 1" not in unquoted
    assert "its cell stopped with NameError in line 1, so there is no prediction yet" in settled
    assert "its cell stopped with SyntaxError in line 1, so there is no prediction yet" in broken_off
    assert "as you predicted" in again


def test_a_check_that_runs_long_says_so_and_a_quick_one_does_not(said):
    slow = RIGHT.replace("def forward(w, b, x, t):\n", "def forward(w, b, x, t):\n    __import__('time').sleep(0.7)\n")
    shown = said(SETUP, GIVEN, slow, "from utils.checks import patience\npatience.AFTER = 0.3", CHECK, RIGHT, CHECK)
    assert shown[4].startswith("Still checking forward") and "Interrupt Kernel" in shown[4]
    assert "Still checking" not in shown[6]


def test_nothing_is_watched_where_there_is_no_kernel():

    code = (
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "shell = InteractiveShell.instance()\nbefore = {k: list(v) for k, v in shell.events.callbacks.items()}\n"
        "import utils\nassert {k: list(v) for k, v in shell.events.callbacks.items()} == before\n"
        "assert not shell.custom_exceptions\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
