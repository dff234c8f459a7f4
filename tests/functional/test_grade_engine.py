"""From a submitted file to a result, each in a kernel of its own."""
from __future__ import annotations

import copy
import os
import time
from pathlib import Path

import nbformat
import pytest

from autograder.engine import grade_notebook
from autograder.limits import Limits
from autograder.results import ERROR, FAILED, NOT_ATTEMPTED, NOT_RUN, PASSED

RIGHT_SQUARE = "def square(x):\n    return x * x"


@pytest.fixture
def grade(tmp_path, tiny_release, tiny_solved):
    """Grades the perfect submission with some cells written otherwise: by cell -> test -> what was recorded."""
    def run(limits=Limits(), **cells):
        nb = copy.deepcopy(tiny_solved)
        for cell in nb.cells:
            cell.source = cells.get(cell.id, cell.source)
        path = tmp_path / "01_tiny.ipynb"
        path.write_text(nbformat.writes(nb))
        result = grade_notebook(path, tiny_release, limits)
        return result, {test.grade_id: test for test in result.tests}
    return run


def _verdicts(tests):
    return [test.verdict for test in tests.values()]


def test_a_perfect_submission_gets_every_point_and_a_blank_one_none(tmp_path, grade, tiny_release, tiny_student):
    result, tests = grade()
    assert result.status == "graded" and result.points == result.max_points == 20
    assert _verdicts(tests) == [PASSED] * 3

    path = tmp_path / "01_tiny.ipynb"
    path.write_text(nbformat.writes(tiny_student))
    blank = grade_notebook(path, tiny_release)
    assert blank.points == 0 and {test.verdict for test in blank.tests} == {NOT_ATTEMPTED}


def test_a_mistake_loses_its_own_tests_and_says_why(grade):
    result, tests = grade(double="def double(x):\n    return 2 * int(x)", square="def square(x):\n    return x * abs(x)")
    assert result.points == 5
    assert (tests["test_double"].verdict, tests["test_double"].message) == (FAILED, "a hidden case")
    assert tests["test_square"].verdict == PASSED
    assert tests["test_square_negative"].message == "square(-4) is 16"


def test_warnings_and_errors_output_cost_nothing(grade):
    result, _ = grade(double="import sys, warnings\nprint('noise', file=sys.stderr)\n"
                             "def double(x):\n    warnings.warn('careful')\n    print(1, file=sys.stderr)\n    return x + x")
    assert result.points == 20


def test_a_check_of_the_course_tells_its_four_outcomes_apart(tmp_path, grade, tiny_release):
    outcome = "from utils.outcomes import *\ndef double(x):\n    report({}('double', 'as it is'))"
    verdicts = [grade(double=outcome.format(name))[1]["test_double"].verdict
                for name in ("NotAttempted", "Wrong", "Raised")]
    assert verdicts == [NOT_ATTEMPTED, FAILED, ERROR]


def test_a_cell_that_does_not_compile_is_named_in_the_reason(grade):
    _, tests = grade(square="def square(x:")
    assert tests["test_double"].verdict == PASSED
    assert tests["test_square"].verdict == ERROR
    assert tests["test_square"].message.startswith("the cell of square stopped with SyntaxError")


def test_an_endless_loop_is_interrupted_and_the_rest_goes_on(grade):
    result, tests = grade(Limits(timeout_cell=1), double="while True:\n    pass")
    assert tests["test_double"].message == "double ran longer than 1 s and was interrupted"
    assert result.points == 8


def test_the_notebook_as_a_whole_has_a_limit(grade):
    result, tests = grade(Limits(timeout_cell=5, timeout_notebook=1), double="import time\ntime.sleep(30)")
    assert result.points == 0
    assert {test.verdict for test in tests.values()} == {NOT_RUN}
    assert "time was used up" in tests["test_square"].message


def test_a_dead_process_keeps_what_had_passed_before(grade):
    result, tests = grade(square="import os\nos._exit(1)")
    assert result.points == 12
    assert tests["test_square"].verdict == NOT_RUN and "the Python process ended in square" in tests["test_square"].message
    shown = next(cell for cell in result.executed.cells if cell.id == "test_square")
    assert shown.outputs[0].ename == "NotRun"


def test_much_output_is_cut_and_costs_nothing(grade):
    result, _ = grade(Limits(output_bytes=10_000), square=f"{RIGHT_SQUARE}\nfor i in range(3000):\n    print('x' * 100)")
    printed = next(cell for cell in result.executed.cells if cell.id == "square").outputs
    assert result.points == 20 and sum(len(output.get("text", "")) for output in printed) <= 11_000


def test_it_leaves_no_process_no_folder_and_the_release_as_it_was(tmp_path, grade, tiny_release):
    before, pid_file = copy.deepcopy(tiny_release), tmp_path / "pid"
    grade(square=f"import os, pathlib, subprocess\npathlib.Path({str(pid_file)!r}).write_text(os.getcwd() + '\\n' + "
                 "str(subprocess.Popen(['sleep', '60']).pid))")
    folder, pid = pid_file.read_text().split("\n")
    deadline = time.monotonic() + 5
    while _alive(int(pid)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _alive(int(pid))
    assert not Path(folder).exists()
    assert tiny_release == before


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        stat = Path(f"/proc/{pid}/stat")
        return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except ProcessLookupError:
        return False


def test_it_runs_without_sight_of_a_profile_and_knows_utils(tmp_path, grade, monkeypatch):
    startup = tmp_path / "ipython" / "profile_default" / "startup" / "00.py"
    startup.parent.mkdir(parents=True)
    startup.write_text("import builtins\nbuiltins.double = lambda x: 2 * x\n")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.chdir(tmp_path)
    result, tests = grade(double="import utils", square=RIGHT_SQUARE)
    assert tests["test_double"].message == "NameError: name 'double' is not defined"
    assert result.points == 8


def test_what_cannot_be_read_gets_no_points_and_a_reason(tmp_path, tiny_release):
    (tmp_path / "01_tiny.ipynb").write_text("{")
    result = grade_notebook(tmp_path / "01_tiny.ipynb", tiny_release)
    assert result.status == "unreadable" and result.points == 0 and result.max_points == 20
    assert "not valid JSON" in result.reason
