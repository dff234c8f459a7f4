"""An exercise that relies on an earlier one which is wrong: judged with the course's answer to that, which stays secret."""

from __future__ import annotations

import json

import nbformat
import pytest
from mini_course import SOURCE, make_course

from autograder.editions import nbgrader_source, source_of, student_edition
from autograder.engine import grade_notebook
from autograder.reliance import may_rely, reliance
from autograder.results import FAILED, NOT_ATTEMPTED, PASSED, from_plain, to_plain
from autograder.sandbox import Warm
from autograder.source import read_source

NAME = "01_tiny"
# The course's own answer to `triple` calls `double`; this one does not.
ALONE = SOURCE.replace("return double(x) + x", "return x + x + x")
# … and this one says that an answer may.
TAGGED = ALONE.replace(
    '# %% nbgrader={"grade": false, "grade_id": "triple"',
    '# %% tags=["builds-on:double"] nbgrader={"grade": false, "grade_id": "triple"',
)
WRONG_DOUBLE = "def double(x):\n    return x"
CALLS_DOUBLE = "def triple(x):\n    return double(x) + x"


@pytest.fixture(scope="module")
def warm():
    with Warm() as warm:
        yield warm


@pytest.fixture
def graded(tmp_path, warm):
    def run(source=SOURCE, release=nbgrader_source, **cells):
        nb = read_source(make_course(tmp_path / "course", source).source(NAME))
        handed_in = student_edition(nb)
        for cell in handed_in.cells:
            cell.source = cells.get(cell.id, cell.source)
        path = tmp_path / f"{NAME}.ipynb"
        path.write_text(nbformat.writes(handed_in))
        result = grade_notebook(path, release(nb), warm=warm)
        assert from_plain(json.loads(json.dumps(to_plain(result)))) == result
        return result, {test.exercise: test for test in result.tests}

    return run


@pytest.mark.parametrize("source", [SOURCE, TAGGED], ids=["the course's own answer calls it", "a tag says so"])
@pytest.mark.parametrize("triple", [CALLS_DOUBLE, f"def helper(x):\n    return double(x)\n\n{CALLS_DOUBLE}"])
def test_a_mistake_costs_once(graded, source, triple):
    result, tests = graded(source, double=WRONG_DOUBLE, triple=triple)
    assert (result.points, result.max_points) == (12, 20)
    assert (tests["double"].verdict, tests["double"].given) == (FAILED, ())
    assert (tests["triple"].verdict, tests["triple"].given, tests["triple"].message) == (PASSED, ("double",), "")
    (cell,) = [cell for cell in result.executed.cells if cell.id == "test_triple"]
    assert not [output for output in cell.outputs if output.output_type == "error"]
    assert "right with the course's double in place of yours" in str(cell.outputs)


def test_one_that_is_not_written_yet_costs_once_too(graded):
    result, tests = graded(triple=CALLS_DOUBLE)
    assert (tests["double"].verdict, tests["triple"].given, result.points) == (NOT_ATTEMPTED, ("double",), 12)


def test_an_answer_that_is_wrong_itself_stays_wrong_and_says_what_to_fix_first(graded):
    result, tests = graded(double=WRONG_DOUBLE, triple="def triple(x):\n    return double(x) - x")
    assert result.points == 0 and (tests["triple"].verdict, tests["triple"].given) == (FAILED, ())
    assert tests["triple"].rows[0] == ("first", "It calls your double, which is not right yet. Fix that first.")


@pytest.mark.parametrize(
    ("triple", "why"),
    [
        ("def triple(x):\n    # as in double\n    return 2 * x", "it calls nothing, though a comment names it"),
        ("def triple(x):\n    double = 2 * x\n    return double", "the name is its own"),
        ("def double(x):\n    return x\n\ndef triple(x):\n    return double(x)", "it brings one of its own"),
    ],
)
def test_an_answer_that_does_not_rely_on_the_wrong_one_is_judged_as_ever(graded, triple, why):
    _, tests = graded(double=WRONG_DOUBLE, triple=triple)
    assert (tests["triple"].verdict, tests["triple"].rows) == (FAILED, ()), why


def test_where_calling_an_earlier_exercise_would_be_no_answer_it_earns_nothing_and_is_told_so(graded):
    """Nothing of the course says that an answer to `triple` may use `double`."""
    _, tests = graded(ALONE, double=WRONG_DOUBLE, triple=CALLS_DOUBLE)
    assert (tests["triple"].verdict, tests["triple"].given) == (FAILED, ())
    assert tests["triple"].rows[0][0] == "first"


def test_who_grades_by_the_student_edition_has_no_answer_to_put_in(graded):
    _, tests = graded(release=lambda nb: source_of(student_edition(nb)), double=WRONG_DOUBLE, triple=CALLS_DOUBLE)
    assert (tests["triple"].verdict, tests["triple"].rows[0][0]) == (FAILED, "first")


LEAK = "double.__code__.co_varnames, double.__code__.co_code"
LEAKS = {
    "raised": f"raise ValueError(({LEAK}))",
    "printed": f"print({LEAK})\n    return 0",
    "returned": "return Exposed(double.__code__.co_varnames)",
    "kept": "kept.append(double.__code__.co_varnames)\n    return 0",
}


@pytest.mark.parametrize("leak", LEAKS.values(), ids=LEAKS)
def test_nothing_of_the_courses_answer_comes_out_of_the_process_that_it_is_put_into(graded, leak):
    """The answer has a variable of its own, `twofold`. The student's own is called `mine`: that one is seen."""
    own = "def double(x):\n    mine = x\n    return mine"
    answer = f"""
kept = []
class Exposed(str):
    pass
def triple(x):
    {leak}
"""
    result, tests = graded(double=own, triple=answer)
    assert tests["triple"].verdict != PASSED and result.points == 0
    everything = json.dumps(to_plain(result)) + json.dumps(result.executed)
    assert "twofold" not in everything
    if "kept" not in leak and "Exposed" not in leak:
        assert "mine" in everything.replace(own, "").replace(json.dumps(own)[1:-1], "")


def test_what_relies_on_what_is_read_from_names_alone(tmp_path):
    nb = nbgrader_source(read_source(make_course(tmp_path / "course", TAGGED).source(NAME)))
    assert reliance(nb.cells) == {"double": set(), "triple": set()}
    assert may_rely(nb) == {"double": set(), "triple": {"double"}}
    for cell in nb.cells:
        if cell.id == "triple":
            cell.source = "def triple(x):\n    return (double(x"  # breaks off
    assert reliance(nb.cells)["triple"] == {"double"}
