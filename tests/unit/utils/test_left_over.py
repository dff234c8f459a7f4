"""An answer beside the raise that its stub left is called an answer, and no stub of the course is."""

from __future__ import annotations

import ast
import linecache
from pathlib import Path

import nbformat
import numpy as np
import pytest

from utils import CheckFailed, check_task, progress, summary, tasks
from utils.checks.left_over import PLACES, is_answered
from utils.outcomes import NotAttempted, Raised

NOTEBOOKS = sorted((Path(__file__).resolve().parents[3] / "notebooks").glob("*.ipynb"))
RAISE = "    raise NotImplementedError()\n"
MARK = "    # YOUR CODE HERE\n"


def _functions(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield node


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem[:2])
def test_no_stub_of_a_student_edition_is_called_an_answer(path):
    cells = [cell.source for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
    stubs = [source for source in cells if "raise NotImplementedError()" in source]
    assert stubs
    given = {"np", "logistic", "product", "linprog", "cost_and_gradients", "as_node", "Node", "OPS", "torch"}
    for source in stubs:
        for function in _functions(ast.parse(source)):
            text = "\n".join(source.splitlines()[function.lineno - 1 : function.end_lineno])
            lines = [i for i, one in enumerate(text.splitlines(), 1) if "raise NotImplementedError()" in one]
            assert not any(is_answered(_dedented(text), line, given) for line in lines), text


def _dedented(text):
    width = len(text) - len(text.lstrip())
    return "\n".join(line[width:] for line in text.splitlines())


SHARED = {"cost_and_gradients"}  # the name of a function in two notebooks


def test_the_places_of_every_function_are_counted_as_they_are_handed_out():
    found = {}
    for path in NOTEBOOKS:
        for one in nbformat.read(path, 4).cells:
            source = one.source if one.cell_type == "code" and "raise NotImplementedError()" in one.source else ""
            for function in ast.parse(source).body:
                if isinstance(function, ast.FunctionDef):
                    name = function.name
                    key = f"{name}({function.args.args[0].arg}" if name in SHARED else name
                    found[key] = ast.unparse(function).count("raise NotImplementedError()")
    assert {name: places for name, places in found.items() if places > 1} == PLACES
    assert set(found) >= {"cost_and_gradients(X", "cost_and_gradients(w"}


HEAD = 'def relu(z):\n    """The larger of z and 0."""\n'
ANSWERS = {
    "between the mark and the raise": HEAD + MARK + "    a = np.maximum(0, z)\n" + RAISE + "    return a\n",
    "the mark is gone": HEAD + "    a = np.maximum(0, z)\n" + RAISE,
    "below the raise": HEAD + MARK + RAISE + "    return np.maximum(0, z)\n",
    "below the raise, in two lines": HEAD + MARK + RAISE + "    a = np.maximum(0, z)\n    return a\n",
    "below, before the line that was given": HEAD + MARK + RAISE + "    a = z.copy()\n    a[a < 0] = 0\n    return a\n",
}
STUBS = {
    "as handed out": HEAD + MARK + RAISE,
    "without its mark": HEAD + RAISE,
    "a given line with return": HEAD + MARK + RAISE + "    return a\n",
    "a given line that reads what is missing": HEAD + MARK + RAISE + "    return np.exp(a)\n",
    "two to be written, and a given value between": HEAD
    + MARK
    + RAISE
    + "    a = np.abs(z)\n"
    + MARK
    + RAISE
    + "    return a\n",
    "a given value": HEAD + "    distance = np.abs(z)\n" + MARK + RAISE,
}


def _outcome(source, exercise="relu", task=tasks.activations.relu):
    name = f"<cell {len(linecache.cache)}>"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    names = {"np": np}
    exec(compile(source, name, "exec"), names)
    with pytest.raises(CheckFailed) as failed:
        check_task(exercise, names[exercise], task)
    return failed.value.outcome


@pytest.mark.parametrize("source", ANSWERS.values(), ids=ANSWERS)
def test_an_answer_that_a_raise_stops_is_said_to_be_there_with_the_line_that_stops_it(source):
    progress.forget()
    found = _outcome(source)
    line = source[: source.index("raise")].count("\n") + 1
    assert isinstance(found, Raised)
    assert f"the answer is there, and the raise NotImplementedError() left in line {line} stops it" in found.headline
    assert dict(found.rows)["next"].startswith(f"Delete line {line} of the cell")
    assert "your code raised an error" in summary({"relu": 1}).text()


@pytest.mark.parametrize("source", STUBS.values(), ids=STUBS)
def test_a_stub_alone_is_not_attempted(source):
    progress.forget()
    assert isinstance(_outcome(source), NotAttempted)
    assert "not attempted" in summary({"relu": 1}).text()


UNITS = """def xor_network(X):
    x1 = X[:, 0]
    x2 = X[:, 1]

    # The hidden layer.
    FIRST
    h = np.stack([h1, h2], axis=1)

    # The output.
    SECOND
    return h, y
"""
FIRST = "h1, h2 = x1 + x2 > 0.5, x1 + x2 > 1.5"
STUB = (MARK + RAISE).strip()


@pytest.mark.parametrize("stub", [STUB, RAISE.strip()], ids=["with its mark", "without"])
def test_an_exercise_of_which_a_place_is_filled_is_told_that_one_is_missing(stub):
    source = UNITS.replace("FIRST", FIRST).replace("SECOND", stub)
    found = _outcome(source, "xor_network", tasks.gates.xor_feature_map)
    line = source[: source.index("raise")].count("\n") + 1
    assert isinstance(found, NotAttempted)
    assert found.headline == f"one of its two answers is missing, in line {line} of its cell"
    assert "Write the answer in its place. If" in dict(found.rows)["next"]


@pytest.mark.parametrize("arguments, half", [("X, T=None", True), ("w, b=None", False)])
def test_a_function_of_two_notebooks_is_half_done_in_the_one_where_it_has_two_places(arguments, half):
    source = (
        f"def cost_and_gradients({arguments}):\n    first = {arguments[0]}\n{MARK}{RAISE}    return first, second\n"
    )
    found = _outcome(source, "cost_and_gradients", tasks.gates.xor_feature_map)
    assert ("one of its two answers is missing" in found.headline) == half


def test_an_exercise_of_which_no_place_is_filled_is_not_said_to_be_half_done():
    source = UNITS.replace("FIRST", STUB).replace("SECOND", STUB)
    found = _outcome(source, "xor_network", tasks.gates.xor_feature_map)
    assert found.headline == "line 7 of its cell has no answer yet"
    assert "Write the answer in each such place." in dict(found.rows)["next"]


def test_a_given_value_that_nothing_below_reads_is_no_answer():
    source = "def gate_weights():\n    weights = {}\n    w = np.ones(2)\n" + RAISE + "    return weights\n"
    assert isinstance(_outcome(source, "gate_weights", tasks.gates.gate_weights), NotAttempted)
