"""From a submitted file to a result, each in a process of its own."""

from __future__ import annotations

import contextlib
import copy
import tempfile
from pathlib import Path

import nbformat
import pytest

from autograder.editions import nbgrader_source, solved_edition, student_edition
from autograder.engine import grade_notebook
from autograder.limits import Limits
from autograder.results import DIED, ERROR, FAILED, NOT_ATTEMPTED, NOT_RUN, PASSED, TIMEOUT
from autograder.sandbox import Warm
from autograder.source import read_source
from autograder.variants import submission

RIGHT_SQUARE = "def square(x):\n    return x * x"


@pytest.fixture
def grade(tmp_path, tiny_release, tiny_solved, warm):
    """Grades the perfect submission with some cells written otherwise: by cell -> test -> what was recorded."""

    def run(limits=Limits(), seed=None, **cells):
        nb = copy.deepcopy(tiny_solved)
        for cell in nb.cells:
            cell.source = cells.get(cell.id, cell.source)
        path = tmp_path / "01_tiny.ipynb"
        path.write_text(nbformat.writes(nb))
        started = None if limits.figures else warm  # with figures there is more of the course in it
        result = grade_notebook(path, tiny_release, limits, warm=started, seed=seed)
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
    result, tests = grade(
        double="def double(x):\n    return 2 * int(x)", square="def square(x):\n    return x * abs(x)"
    )
    assert result.points == 5
    assert (tests["test_double"].verdict, tests["test_double"].message) == (FAILED, "a hidden case")
    assert tests["test_square"].verdict == PASSED
    assert tests["test_square_negative"].message == "square(-4) is 16"


def test_an_answer_that_the_raise_of_its_stub_stops_is_no_missing_answer(grade):
    _, tests = grade(double="def double(x):\n    y = factor * x\n    raise NotImplementedError()\n    return y")
    assert tests["test_double"].verdict == ERROR
    assert "the raise NotImplementedError() left in line 3 stops it" in tests["test_double"].message


EXTRAS = """
# %% nbgrader={"grade": false, "grade_id": "cube", "locked": false, "schema_version": 3, "solution": true, "task": false}
def cube(x):
    ### BEGIN SOLUTION
    return x**3
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_cube", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
assert cube(2) == 8
### BEGIN HIDDEN TESTS
assert cube(-3) == -27, "a hidden case of cube"
### END HIDDEN TESTS

# %%
def half(x):
    return x * 2

# %% tags=["solved-only"]
def half(x):
    return x / 2

# %% nbgrader={"grade": true, "grade_id": "test_half", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
assert half(4) == 2, "half(4) is 2"
"""


@pytest.mark.parametrize(
    ("cube", "verdict", "message"),
    [
        ("def cube(x):\n    return x * x * x", PASSED, ""),
        ("def cube(x):\n    return abs(x) ** 3", FAILED, "a hidden case of cube"),
        (None, NOT_ATTEMPTED, "not attempted"),
    ],
)
def test_an_extra_is_run_and_recorded_like_any_exercise_and_changes_no_points(
    tmp_path, tiny_course, warm, cube, verdict, message
):
    """A repair too, which is in no solution cell."""
    path = tiny_course.source("01_tiny")
    path.write_text(path.read_text() + EXTRAS)
    source = read_source(path)
    handed_in = student_edition(source) if cube is None else submission(solved_edition(source))
    for cell in handed_in.cells:
        cell.source = cube if cube and cell.id == "cube" else cell.source
    file = tmp_path / "01_tiny.ipynb"
    file.write_text(nbformat.writes(handed_in))
    result = grade_notebook(file, nbgrader_source(source), warm=warm)
    tests = {test.grade_id: test for test in result.tests}
    assert (tests["test_cube"].verdict, tests["test_cube"].message) == (verdict, message)
    assert tests["test_half"].verdict == (NOT_ATTEMPTED if cube is None else PASSED)
    assert tests["test_half"].is_extra and tests["test_half"].exercise == "half"
    assert (result.points, result.max_points) == (0 if cube is None else 20, 20)


def test_a_repair_that_was_tried_is_wrong_and_one_that_was_not_begun_is_not_attempted(tmp_path, tiny_course, warm):
    path = tiny_course.source("01_tiny")
    path.write_text(path.read_text() + EXTRAS)
    source = read_source(path)
    verdicts = {}
    for name, text in {"as it was": None, "tried": "def half(x):\n    return x / 3", "below": ""}.items():
        handed_in = student_edition(source)
        broken = next(cell for cell in handed_in.cells if "def half" in cell.source)
        broken.source = text or broken.source
        if name == "below":
            handed_in.cells.append(nbformat.v4.new_code_cell("def half(x):\n    return x / 5"))
        file = tmp_path / "01_tiny.ipynb"
        file.write_text(nbformat.writes(handed_in))
        result = grade_notebook(file, nbgrader_source(source), warm=warm)
        verdicts[name] = next(test.verdict for test in result.tests if test.grade_id == "test_half")
    assert verdicts == {"as it was": NOT_ATTEMPTED, "tried": FAILED, "below": FAILED}


def test_a_repair_builds_on_what_its_program_calls_once_somebody_has_begun_it(tmp_path, tiny_course, warm):
    path = tiny_course.source("01_tiny")
    repair = EXTRAS.replace("return x * 2", "return double(x)").replace("return x / 2", "return double(x) / 4")
    path.write_text(path.read_text() + repair)
    source = read_source(path)
    found = {}
    for name in ("as it was", "repaired"):
        handed_in = student_edition(source)
        for cell in handed_in.cells:
            if cell.id == "double":
                cell.source = "def double(x):\n    return x"
            if name == "repaired" and "def half" in cell.source:
                cell.source = "def half(x):\n    return double(x) / 4"
        file = tmp_path / "01_tiny.ipynb"
        file.write_text(nbformat.writes(handed_in))
        result = grade_notebook(file, nbgrader_source(source), warm=warm)
        found[name] = next(test for test in result.tests if test.grade_id == "test_half")
    assert (found["as it was"].verdict, found["as it was"].rows) == (NOT_ATTEMPTED, ())
    assert (found["repaired"].verdict, found["repaired"].given) == (PASSED, ("double",))


def test_warnings_and_errors_output_cost_nothing(grade):
    result, _ = grade(
        double="import sys, warnings\nprint('noise', file=sys.stderr)\n"
        "def double(x):\n    warnings.warn('careful')\n    print(1, file=sys.stderr)\n    return x + x"
    )
    assert result.points == 20


def test_a_check_of_the_course_tells_its_four_outcomes_apart(grade, tiny_release):
    test = next(cell for cell in tiny_release.cells if cell.id == "test_double")
    test.source = "from utils.outcomes import *\nreport(globals()[double(0)]('double', 'as it is'))"
    answers = {"NotAttempted": NOT_ATTEMPTED, "Wrong": FAILED, "Raised": ERROR, "Right": PASSED}
    for name, verdict in answers.items():
        result, tests = grade(double=f"def double(x):\n    return {name!r}")
        assert tests["test_double"].verdict == verdict
        shown = next(cell for cell in result.executed.cells if cell.id == "test_double")
        assert "as it is" in shown.outputs[0].data["text/html"]


def test_a_cell_that_does_not_compile_is_named_in_the_reason(grade):
    _, tests = grade(square="def square(x:")
    assert tests["test_double"].verdict == PASSED
    assert tests["test_square"].verdict == ERROR
    assert tests["test_square"].message.startswith("the cell of square stopped with SyntaxError")


def test_an_endless_loop_is_ended_and_the_rest_goes_on(grade):
    result, tests = grade(Limits(timeout_cell=1), double="while True:\n    pass")
    assert (tests["test_double"].verdict, tests["test_double"].message) == (
        TIMEOUT,
        "double ran longer than 1 s and was ended",
    )
    assert result.points == 8


def test_a_call_that_never_returns_costs_its_test_alone(grade):
    result, tests = grade(Limits(timeout_call=1), double="def double(x):\n    while True:\n        pass")
    assert tests["test_double"].message == "a call of double ran longer than 1 s and was ended"
    assert result.points == 8 and tests["test_square"].verdict == PASSED


def test_the_notebook_as_a_whole_has_a_limit(grade):
    result, tests = grade(Limits(timeout_cell=5, timeout_notebook=1), double="import time\ntime.sleep(30)")
    assert result.points == 0
    assert tests["test_double"].verdict == tests["test_square"].verdict == NOT_RUN
    assert "time was used up" in tests["test_square"].message


def test_a_process_that_dies_is_replaced_and_one_exercise_does_not_take_the_others(grade):
    result, tests = grade(double="import os\nos._exit(1)")
    assert (tests["test_double"].verdict, tests["test_double"].message) == (DIED, "double ended the Python process")
    assert result.points == 8
    shown = next(cell for cell in result.executed.cells if cell.id == "double")
    assert shown.outputs[0].ename == "ProcessEnded"


def test_what_ran_before_a_death_is_there_again_after_it(grade):
    result, _ = grade(
        double="counted = []\ndef double(x):\n    counted.append(x)\n    return x + x",
        square="import os\ndef square(x):\n    counted.append(x)\n"
        "    os._exit(0) if x == 3 else None\n    return x * x",
    )
    assert result.points == 15  # all but the test that met the death


@pytest.mark.parametrize(
    ("ending", "said"),
    [
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"),
        ("import ctypes\nctypes.string_at(0)", "SIGSEGV"),
        ("import os\nos.abort()", "SIGABRT"),
        ("x = []\nwhile True:\n    x.append(bytearray(50_000_000))", "emory"),
        ("import sys\nsys.exit()", "SystemExit"),
        ("exit()", "SystemExit"),
        ("quit", ""),
        ("input('name? ')", "cannot be answered"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("import os\nfor fd in range(3, 200):\n    try:\n        os.close(fd)\n    except OSError:\n        pass", ""),
    ],
    ids=["kill", "segfault", "abort", "memory", "sys.exit", "exit", "quit", "input", "interrupt", "close"],
)
def test_an_odd_ending_loses_its_exercise_and_keeps_the_others(grade, ending, said):
    result, tests = grade(double=ending)
    assert result.points == 8 and tests["test_double"].points == 0
    assert said in tests["test_double"].message


def test_much_output_is_cut_and_costs_nothing(grade):
    result, _ = grade(Limits(output=10_000), square=f"{RIGHT_SQUARE}\nfor i in range(3000):\n    print('x' * 100)")
    printed = next(cell for cell in result.executed.cells if cell.id == "square").outputs
    assert result.points == 20 and sum(len(output.get("text", "")) for output in printed) <= 11_000


@pytest.mark.parametrize(
    ("times", "step"),
    [
        (200_000, "print('epoch', i)"),
        (200_000, "print(i, end=' ')"),
        (200_000, "print('epoch', i, file=sys.stdout if i % 2 else sys.stderr)"),
        (3_000, "display(i)"),
        (3_000, "(clear_output(), print('epoch', i))"),
    ],
    ids=["lines", "one-line", "by-turns", "displayed", "cleared"],
)
def test_output_costs_what_is_in_proportion_to_it_and_an_error_behind_it_is_seen(grade, times, step):
    told = "from IPython.display import clear_output, display\nimport sys\n"
    loop = f"{told}for i in range({times}):\n    {step}\n"
    result, tests = grade(Limits(timeout_cell=6), square=f"{loop}{RIGHT_SQUARE}\nimport nowhere")
    (shown,) = (cell for cell in result.executed.cells if cell.id == "square")
    assert result.points == 20, tests["test_square"]
    assert [output.ename for output in shown.outputs if output.output_type == "error"] == ["ModuleNotFoundError"]


def test_cells_run_as_in_jupyter(grade):
    result, _ = grade(
        square=f"""{RIGHT_SQUARE}
%time print("timed")
!echo from a program
from IPython.display import HTML, display
display(HTML("<b>bold</b>"))
import sys
print("aside", file=sys.stderr)
square(3)""",
        double="def double(x):\n    return x + x\ndouble(1);",
    )
    cells = {cell.id: cell for cell in result.executed.cells}
    square, double = cells["square"].outputs, cells["double"].outputs
    assert double == []  # for the semicolon
    text = "".join(output.text for output in square if output.output_type == "stream" and output.name == "stdout")
    assert "timed" in text and "Wall time" in text and "from a program" in text
    assert [o.data["text/html"] for o in square if o.output_type == "display_data"] == ["<b>bold</b>"]
    assert [o.data["text/plain"] for o in square if o.output_type == "execute_result"] == ["9"]
    assert [o.text for o in square if o.get("name") == "stderr"] == ["aside\n"]
    assert result.points == 20


@pytest.mark.parametrize(
    "line",
    [
        "%matplotlib inline",
        "%matplotlib widget",
        "%pylab inline",
        "get_ipython().run_line_magic('matplotlib', 'notebook')",
        "%autosave 60",
        "%load_ext autoreload",
        "%pdb on",
        "!pip install a-package-that-is-not-there",
    ],
)
def test_lines_that_begin_many_notebooks_stop_none(grade, line):
    result, tests = grade(double=f"{line}\nimport math\ndef double(x):\n    return math.fsum([x, x])")
    assert result.points == 20, tests["test_double"].message


def test_a_magic_that_is_not_known_stops_its_cell_and_is_named(grade):
    _, tests = grade(double="%nowhere\ndef double(x):\n    return x + x")
    assert tests["test_double"].message.startswith("the cell of double stopped with UsageError: ")


def test_a_module_that_a_cell_writes_can_be_imported(grade):
    result, _ = grade(
        double="%%writefile mine.py\ndef double(x):\n    return x + x",
        square=f"from mine import double\n{RIGHT_SQUARE}",
    )
    assert result.points == 20


def test_figures_are_drawn_only_if_they_are_asked_for(grade):
    drawing = f"{RIGHT_SQUARE}\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
    kinds = []
    for figures in (False, True):
        result, _ = grade(Limits(figures=figures), square=drawing)
        (shown,) = (cell for cell in result.executed.cells if cell.id == "square")
        kinds.append({kind for output in shown.outputs for kind in output.get("data", {})})
        assert result.points == 20
    assert kinds == [{"text/plain"}, {"text/plain", "image/png"}]


def test_only_matplotlibs_own_fonts_are_there_whatever_a_system_has(grade):
    listed = (
        "import matplotlib\nfrom matplotlib import font_manager\n"
        "names = [font.fname for font in font_manager.fontManager.ttflist]\n"
        "strange = [name for name in names if not name.startswith(matplotlib.get_data_path())]\n"
        "assert names and not strange, strange"
    )
    result, _ = grade(square=f"{listed}\n{RIGHT_SQUARE}")
    assert result.points == 20


def test_what_an_ordinary_cell_imports_is_the_graders_own_in_tests(grade, tiny_release, tiny_solved):
    """A right answer lost its points in silence: what a test called np was the student's module, and no data."""
    for nb in (tiny_release, tiny_solved):
        next(cell for cell in nb.cells if cell.source.startswith("prediction")).source = "import math as m\nimport json"
    test = next(cell for cell in tiny_release.cells if cell.id == "test_square")
    test.source = "assert m.isclose(square(3), 9), 'square(3) is 9'"
    assert grade()[1]["test_square"].points == 5
    spoofed = "class m:\n    isclose = staticmethod(lambda *of: True)\ndef square(x):\n    return 0"
    assert grade(square=spoofed)[1]["test_square"].points == 0
    test.source = "assert json(square(3)) == 9"  # a name that an answer gives to something else is the answer's
    assert grade(square=f"{RIGHT_SQUARE}\ndef json(x):\n    return x")[1]["test_square"].points == 5


def test_what_is_only_looked_at_is_computed_only_if_figures_are_asked_for(grade):
    looking = f"{RIGHT_SQUARE}\nfrom utils import after\nafter([], lambda: print('computed'))"
    for figures in (False, True):
        result, _ = grade(Limits(figures=figures), square=looking)
        (shown,) = (cell for cell in result.executed.cells if cell.id == "square")
        said = [output.get("text", "") + output.get("data", {}).get("text/plain", "") for output in shown.outputs]
        assert said == (
            ["computed\n"]
            if figures
            else ["(What this cell shows is not drawn while notebooks are graded; with --figures it is.)"]
        )
        assert result.points == 20


def test_a_thing_to_move_is_not_computed_in_grading_and_rests_where_figures_are_asked_for(grade):
    moving = f"{RIGHT_SQUARE}\nfrom utils import play\nplay.learning_xor(number=-1)"  # which would be an error
    resting = moving.replace("number=-1", "")
    shown = []
    for figures, source in ((False, moving), (True, resting)):
        result, _ = grade(Limits(figures=figures), square=source)
        (cell,) = (cell for cell in result.executed.cells if cell.id == "square")
        (output,) = cell.outputs
        shown.append(output.data)
        assert result.points == 20
    assert "is not drawn while notebooks are graded" in shown[0]["text/plain"] and set(shown[0]) == {"text/plain"}
    assert '<img alt="Three panels' in shown[1]["text/html"] and set(shown[1]) == {"text/html", "text/plain"}


def test_random_points_differ_from_run_to_run_and_can_be_had_again(grade, tiny_release):
    test = next(cell for cell in tiny_release.cells if cell.id == "test_double")
    test.source = "from utils import fresh_seed\nassert False, double(fresh_seed())"
    drawn = [grade(seed=seed)[0] for seed in (None, None, 7, 7)]
    messages = [result.tests[0].message for result in drawn]
    assert messages[0] != messages[1] and messages[2] == messages[3]
    assert drawn[2].seed == 7
    assert grade(seed=drawn[0].seed)[0].tests[0].message == messages[0]


def test_it_leaves_no_process_and_the_release_as_it_was(grade, tiny_release):
    before = copy.deepcopy(tiny_release)
    result, _ = grade(square=f"import subprocess\nsubprocess.Popen(['sleep', '61.5'])\n{RIGHT_SQUARE}")
    assert result.points == 20 and not _running("sleep\x0061.5")
    assert tiny_release == before


def test_without_a_wall_what_was_written_goes_with_the_warm_process(tmp_path, tiny_release, tiny_solved, monkeypatch):
    here = tmp_path / "temporary"
    here.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(here))
    tiny_solved.cells.insert(0, nbformat.v4.new_code_cell("open('left.txt', 'w').write('here')"))
    path = tmp_path / "01_tiny.ipynb"
    path.write_text(nbformat.writes(tiny_solved))
    with Warm(confined=False) as warm:
        assert list(here.iterdir())
        assert grade_notebook(path, tiny_release, warm=warm).points == 20
    assert list(here.iterdir()) == []


def _running(command: str) -> bool:
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if command in path.read_text(errors="replace"):
                return True
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
