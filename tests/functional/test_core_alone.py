"""The core of every notebook, solved from top to bottom where there is no PyTorch: nothing is needed that is not there."""

from __future__ import annotations

import nbformat
import pytest
from planted import COURSE, NAMES, SOURCES

from autograder.core_path import core_of
from autograder.editions import solved_edition, student_edition
from autograder.errors import CourseError
from autograder.running import run_solved
from autograder.source import grade_id, is_test

pytestmark = pytest.mark.second_stage

HIDE = """
import sys
class Hidden:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == "torch":
            raise ModuleNotFoundError("No module named 'torch'", name=name)
sys.meta_path.insert(0, Hidden)
"""


def without_pytorch(nb):
    nb.cells.insert(0, nbformat.v4.new_code_cell(HIDE))
    return nb


@pytest.mark.parametrize("name", NAMES)
def test_every_check_of_the_core_passes_and_every_cell_runs_without_the_extras(name):
    solved = without_pytorch(solved_edition(core_of(SOURCES[name], name)))
    ran = run_solved(COURSE, name, solved, None)  # which refuses a cell that raises
    checks = [cell for cell in ran.cells if is_test(cell)]
    assert checks or name == NAMES[0]
    for cell in checks:
        said = "".join(str(output.get("data", output.get("text", ""))) for output in cell.outputs)
        assert "✓" in said, (grade_id(cell), said)


def test_an_answer_that_is_missing_is_noticed_here():
    name = NAMES[1]
    with pytest.raises(CourseError, match="raises"):
        run_solved(COURSE, name, without_pytorch(student_edition(core_of(SOURCES[name], name))), None)
