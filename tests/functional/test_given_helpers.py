"""The given functions that put a student's answer to work in a test are the course's own while it runs."""

from __future__ import annotations

import ast
from pathlib import Path

import nbformat
import pytest

from autograder.course import Course
from autograder.editions import nbgrader_source, solved_edition, student_edition
from autograder.engine import grade_notebook
from autograder.helpers import helpers_of
from autograder.limits import Limits
from autograder.reaching import reached_for
from autograder.rebuilding import canonical
from autograder.source import exercises, grade_id, opened_for, read_source

COURSE = Course(Path(__file__).resolve().parents[2])
SOURCE = read_source(COURSE.source("08_automatic_differentiation"))
RELEASE = nbgrader_source(SOURCE)
TESTS = tuple(test.grade_id for one in exercises(RELEASE) if one.name == "Node" for test in one.tests)

# Graphs as notebook 5 goes through them: right numbers, and no class Node.
WALK = """
import numpy as np
RULES = {
    "add": lambda u, v: (u + v, (1.0, 1.0)), "sub": lambda u, v: (u - v, (1.0, -1.0)),
    "mul": lambda u, v: (u * v, (v, u)), "div": lambda u, v: (u / v, (1 / v, -u / v**2)),
    "power": lambda u, c: (u**c, (c * u ** (c - 1), 0.0)), "neg": lambda u: (-u, (-1.0,)),
    "square": lambda u: (u**2, (2 * u,)), "half_square": lambda u: (u**2 / 2, (u,)),
    "exp": lambda u: (np.exp(u), (np.exp(u),)), "tanh": lambda u: (np.tanh(u), (1 - np.tanh(u) ** 2,)),
    "logistic": lambda u: (logistic(u), (logistic(u) * (1 - logistic(u)),)),
}
def walk(graph, inputs):
    values, partials = {}, {}
    for name, op, parents in graph:
        at = [values[parent] if isinstance(parent, str) else parent for parent in parents]
        values[name], partials[name] = (inputs[name], ()) if op == "input" else RULES[op](*at)
    bars = dict.fromkeys(values, 0.0)
    bars[graph[-1][0]] = 1.0
    for name, op, parents in reversed(graph):
        for parent, partial in zip(parents, partials[name]):
            if isinstance(parent, str):
                bars[parent] += bars[name] * partial
    return values[graph[-1][0]], bars
"""
NO_NODE = "class Node:\n    def __init__(self, value, parents=(), partials=()):\n        self.value, self.bar = value, 0.0\n{more}\ndef as_node(x):\n    return x"
REPLACED = "evaluate, derivatives, value_of = walk, walk, lambda *arguments: walk(*arguments)[0]"
# What is in the answer's cell, and what in a cell of the student's own in front of the tests.
WAYS = {
    "the functions are written anew": ("", REPLACED),
    "whenever a cell has run": ("", f"def again(*_):\n    global evaluate, derivatives, value_of\n    {REPLACED}\nget_ipython().events.register('post_run_cell', again)\nagain()"),
    "by what sees each cell first": ("", "get_ipython().input_transformers_cleanup.append(lambda lines: [*lines, '\\n', 'evaluate, derivatives, value_of = walk, walk, lambda *a: walk(*a)[0]\\n'] if any('def evaluate' in line for line in lines) else lines)\n" + REPLACED),
    "while a node is made": (f"        global evaluate, derivatives, value_of\n        {REPLACED}", ""),
    "in the place of exec": ("", "import builtins\nas_it_was = builtins.exec\ndef another(code, names=None, *more):\n    as_it_was(code, names, *more)\n    if names is not None and 'value_of' in names:\n        names.update(evaluate=walk, derivatives=walk, value_of=lambda *a: walk(*a)[0])\nbuiltins.exec = another"),
    "the operators of the given cell": ("", "def build(graph, inputs):\n    value, bars = walk(graph, inputs)\n    nodes = {name: Node(value) for name in bars}\n    for name, node in nodes.items():\n        node.bar, node.backward = bars[name], lambda: None\n    return nodes"),
}  # fmt: skip


def handed_in(node: str, before: str) -> nbformat.NotebookNode:
    nb = student_edition(SOURCE)
    cell = next(cell for cell in nb.cells if grade_id(cell) == "Node")
    cell.source = node
    place = next(number for number, cell in enumerate(nb.cells) if grade_id(cell) == "test_Node_values")
    nb.cells.insert(place, nbformat.v4.new_code_cell(WALK + before))
    return nb


BY_THE_GRADERS_OWN = [
    "import autograder.student.service as there\nthere._give = lambda *_: {'done': True}\n",
    "import sys\nthere = [m for name, m in sys.modules.items() if name.endswith('service')][0]\nthere._give = print\n",
    "__builtins__['exec'] = print\n",
]


@pytest.mark.parametrize("code", BY_THE_GRADERS_OWN)
def test_who_reaches_for_what_runs_them_is_listed_for_a_person(code):
    nb, _ = canonical(handed_in(NO_NODE.format(more=""), code + REPLACED), RELEASE)
    assert reached_for(nb, RELEASE)


@pytest.fixture
def graded(warm_with, tmp_path):
    def grade(nb):
        path = tmp_path / "08_automatic_differentiation.ipynb"
        path.write_text(nbformat.writes(nb), encoding="utf-8")
        warm = warm_with((), True, opened_for(RELEASE, False))
        return {test.grade_id: test for test in grade_notebook(path, RELEASE, Limits(), warm=warm).tests}

    return grade


@pytest.mark.parametrize("way", WAYS)
def test_who_replaces_what_puts_the_class_to_work_earns_nothing(way, graded):
    node, before = WAYS[way]
    tests = graded(handed_in(NO_NODE.format(more=node), before))
    assert TESTS and [tests[name].points for name in TESTS] == [0] * len(TESTS)


def test_a_right_class_keeps_its_points_beside_a_helper_that_was_spoiled(graded):
    solved = next(cell.source for cell in solved_edition(SOURCE).cells if grade_id(cell) == "Node")
    spoiled = "def evaluate(graph, inputs):\n    raise RuntimeError('spoiled')\nOPERATORS.clear()"
    tests = graded(handed_in(solved, spoiled))
    assert [tests[name].points for name in TESTS] == [tests[name].max_points for name in TESTS]


def test_which_given_functions_a_test_relies_on_is_read_from_the_release():
    found = helpers_of(RELEASE)
    assert set(found) == set(TESTS)
    assert found["test_Node"].names >= {"evaluate", "build", "OPERATORS"}
    assert all("def evaluate" in source for source in found["test_Node"].sources[-1:])


@pytest.mark.parametrize("name", COURSE.names())
def test_what_is_run_once_more_for_a_test_only_defines(name):
    plain = (ast.FunctionDef, ast.ClassDef, ast.Assign, ast.Import, ast.ImportFrom)
    for helpers in helpers_of(nbgrader_source(read_source(COURSE.source(name)))).values():
        assert all(isinstance(line, plain) for source in helpers.sources for line in ast.parse(source).body)
