"""What a reader is told of names, blanks and brackets, in cells as a notebook runs them; and what is not said."""

from __future__ import annotations

import ast
import json
import linecache
from types import SimpleNamespace

import numpy as np
import pytest

from utils import CheckFailed, Returns, check, check_task, models, progress, session, summary, tasks
from utils.checks.absent import where_it_comes_from
from utils.checks.glance import glance
from utils.checks.misread import misread
from utils.checks.witness import witness
from utils.graph import OPS
from utils.outcomes import NotAttempted, Right

NODE = """
class Node:
    def __init__(self, value, parents=()):
        self.value, self.parents, self.partials = value, parents, ()

    def __add__(self, other):
        return Node(value + other.value)

    def logistic(self):
        return self.logistic(self.value)

    def tanh(self):
        return self.tanh()

    def exp(self):
        return self.value.exp()

    def backward(self):
        def visit(node):
            # First blank: the order.
            # YOUR CODE HERE
            raise NotImplementedError()

        for node in [Node(1.0)]:
            for parent, partial in zip(parents, partials):
                pass

    def collect(self):
        def visit(node):
            # First blank: the order.
            # YOUR CODE HERE
            raise NotImplementedError()

        visit(self)
"""


def cell(source, **names):
    """The names after a cell ran, which a message finds the lines of."""
    filename = f"<cell {abs(hash(source))}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    space = {"__name__": "__main__", "np": np, "OPS": OPS, **names}
    exec(compile(source, filename, "exec"), space)
    return space


def told(source, exercise, judge, *arguments, **names):
    with pytest.raises(CheckFailed) as failed:
        judge(exercise, cell(source, **names)[exercise.partition(" ")[0]], *arguments)
    return failed.value.outcome


def step(outcome):
    return dict(outcome.rows).get("next", "")


def of_a_node(call):
    space = cell(NODE + f"\n\ndef of_a_graph(graph, inputs):\n    return {call}\n", logistic=lambda z: z)
    with pytest.raises(CheckFailed) as failed:
        check_task("Node", space["of_a_graph"], tasks.nodes.node_values)
    return failed.value.outcome


@pytest.mark.parametrize(
    ("call", "says"),
    [
        ("Node(1.0).backward()", "No variable is called parents: it belongs to node. Write node.parents, node.partials."),
        ("Node(1.0) + Node(2.0)", "it belongs to self and other. Write self.value or other.value."),
        ("Node(1.0).logistic()", "The given function has no `self.` before it: logistic(self.value)."),
        ("Node(1.0).tanh()", "the method that you are writing. NumPy's function is np.tanh(self.value)."),
        ("Node(1.0).exp()", "self.value is a plain number, and has no exp: write np.exp(self.value)."),
    ],
)  # fmt: skip
def test_what_belongs_to_a_node_and_what_is_a_function_is_told_apart(call, says):
    assert says in step(of_a_node(call))


def test_the_blank_that_is_still_open_is_named():
    found = of_a_node("Node(1.0).collect()")
    assert isinstance(found, NotAttempted) and found.headline == "the first blank, in visit, is still open"


def test_a_name_of_another_notebook_is_not_looked_for_further_up(tmp_path, monkeypatch):
    source = "def d_logistic(z):\n    return given_logistic(z)\n"
    value = Returns.as_value("dy_dz")
    said = step(told(source, "d_logistic", check, models.logistic_function, value, logistic=np.tanh))
    assert said == "There is no given_logistic here. Is logistic meant?"
    assert "If a cell further up makes given_tanh" in where_it_comes_from("given_tanh")
    notebook = tmp_path / "one.ipynb"
    cells = [{"cell_type": "code", "source": "logistic = 1"}, {"cell_type": "code", "source": "given_tanh = 2"}]
    notebook.write_text(json.dumps({"cells": cells}))
    monkeypatch.setenv("JPY_SESSION_NAME", str(notebook))
    assert session.cells_are_known()
    assert where_it_comes_from("given_logistic", "logistic") == (
        "No cell of this notebook makes given_logistic. Is logistic meant?"
    )
    assert "in the cell that begins with `given_tanh = 2`" in where_it_comes_from("given_tanh", "tanh")


@pytest.mark.parametrize(
    ("line", "adds"),
    [
        ("R_bar = lambda", ": lambda is a reserved word, and λ is called lam"),
        ("w_bar = z_bar * x + lambda * w", ": lambda is a reserved word, and λ is called lam"),
        ("f = (lambda w, b=1: w", ""),
        ("w_bar = (z_bar", ""),
    ],
)
def test_a_reserved_word_in_the_place_of_a_greek_letter_is_named(line, adds):
    calls = {}
    events = SimpleNamespace(register=calls.__setitem__, unregister=lambda name, function: None)
    source = f"def penalised(w):\n    {line}\n"
    session.watch(SimpleNamespace(events=events, user_ns={}))
    try:
        info = SimpleNamespace(raw_cell=source)
        calls["pre_run_cell"](info)
        with pytest.raises(SyntaxError) as error:
            compile(source, "<cell>", "exec")
        calls["post_run_cell"](SimpleNamespace(info=info, error_before_exec=error.value, error_in_exec=None))
        assert session.last_edit_failed("penalised") == f"SyntaxError in line 2{adds}"
    finally:
        session.forget()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("forward(x) - 1.0", 'forward returns a dict. Take the value that you mean by its name: forward(x)["…"].'),
        ("1.0 - y", 'y is a dict, with the keys z, y. Take the value that you mean by its name: y["…"].'),
        ("{} - 1.0", 'Take one value of it by its name: d["y"].'),
    ],
)
def test_a_dict_in_the_place_of_a_number_is_named(line, says):
    source = f"def d_logistic(z):\n    x = z\n    y = forward(x)\n    return {line}\n"
    said = told(
        source,
        "d_logistic",
        check,
        models.logistic_function,
        Returns.as_value("dy_dz"),
        forward=lambda x: {"z": x, "y": x},
    )
    assert step(said) == says or says in step(said)


@pytest.mark.parametrize(
    ("expression", "read", "meant"),
    [
        ("y * 1 - y", "(y * 1) - y", "y * (1 - y)"),
        ("e * y * 1.0 - y", "(e * y * 1.0) - y", "e * y * (1.0 - y)"),
        ("(f(x + h) - f(x - h)) / 2 * h", "((f(x + h) - f(x - h)) / 2) * h", "(f(x + h) - f(x - h)) / (2 * h)"),
        ("logistic(z) - t * s * x", "logistic(z) - (t * s * x)", "(logistic(z) - t) * s * x"),
        ("(y - t) * s", "", ""),
        ("y - s * t", "", ""),
        ("-t * np.log(y) - (1 - t) * np.log(1 - y)", "", ""),
        ("y * (1 - y)", "", ""),
        ("y * 2 - y", "", ""),
        ("(f(x + h) - f(x - h)) / (2 * h)", "", ""),
        ("(y - t) ** 2 / 2 * w", "", ""),
        ("(f(x) - g(x)) / 2 * h", "", ""),
    ],
)
def test_brackets_that_are_missing_are_seen_and_others_are_not_missed(expression, read, meant):
    assert misread(ast.parse(expression)) == ((expression, read, meant) if read else ())


def test_brackets_are_missed_also_where_the_difference_has_a_name():
    named = "difference = f(x + h) - f(x - h)\nslope = difference / 2 * h"
    assert misread(ast.parse(named)) == ("difference / 2 * h", "(difference / 2) * h", "difference / (2 * h)")
    assert not misread(ast.parse(named.replace(" - f(x - h)", "")))


def test_the_time_is_no_target():
    of_time, with_targets = (f"def f({names}):\n    return np.cos(t) - t * x" for names in ("t", "x, t"))
    assert not misread(ast.parse(of_time).body[0]) and misread(ast.parse(with_targets).body[0])


def test_missing_brackets_are_told_of_a_wrong_answer_and_not_of_a_right_one():
    value = Returns.as_value("dy_dz")
    brackets = "def d_logistic(z):\n    y = logistic(z)\n    return y * 1 - y\n"
    found = told(brackets, "d_logistic", check, models.logistic_function, value, logistic=models.logistic)
    assert found.kinds == ("brackets",) and step(found) == "Put the difference in brackets."
    right = cell("def d_logistic(z):\n    y = logistic(z)\n    return y * 1 - y**2\n", logistic=models.logistic)
    check("d_logistic", right["d_logistic"], models.logistic_function, value)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("size = max(abs(g), 1e-3)", "g is the whole array in that line: g[index] is one entry of it."),
        ("n = n / (2 * move); size = max(abs(n), 1e-3)", "and n is an array. Is it computed with move"),
        ("size = max(abs(g[0:2]), 1e-3)", "and here is an array. If the index comes from range(len(x))"),
    ],
)
def test_an_array_in_the_place_of_one_entry_is_named(line, says):
    source = (
        f"def gradient_check(f, x, g, tol=1e-6):\n    n, move = 1.0, x\n    {line.replace('; ', chr(10) + '    ')}\n"
    )
    assert says in step(told(source, "gradient_check", check_task, tasks.autodiff.gradient_check))


def test_a_derivative_that_is_far_off_is_not_called_one_of_two_that_no_verdict_tells_apart():
    source = "def gradient_check(f, x, g, tol=1e-6):\n    return False\n"
    found = told(source, "gradient_check", check_task, tasks.autodiff.gradient_check)
    assert found.kinds == ("always the same",) and "Or too small" in step(found)


def test_a_name_that_stands_in_the_functions_own_cell_is_no_other_cells():
    space = cell("given = [1.0]\n\n\ndef slopes(x):\n    return given[0] * factor\n", factor=2.0)
    assert glance(space["slopes"]).reads == ("factor",)


def test_an_error_signal_on_the_way_is_named_beside_the_derivative_that_shows_it():
    source = (
        "def cost_and_gradients(w, b, x, t):\n    z_bar = logistic(w * x + b) - t\n"
        "    return np.mean(z_bar**2) / 2, np.mean(z_bar * x), np.mean(z_bar)\n"
    )
    triple = Returns.as_tuple("J", "dJ_dw", "dJ_db")
    program = models.mean_logistic_least_squares
    found = told(source, "cost_and_gradients", check, program, triple, logistic=models.logistic)
    assert step(found) == "Look for the mistake in the lines that compute dJ_dw, and in what they use: z_bar."


STORED = """
def forward_pass(graph, inputs):
    values = {}
    for name, op, parents in graph:
        if op == "input":
            values[name] = inputs[name]
        else:
            found = OPS[op].value(*[WHERE[parent] for parent in parents])
    return values
"""


def test_a_value_that_is_not_stored_is_told_from_one_that_is_looked_up_among_the_inputs():
    for where, kind in (("values", "not stored"), ("inputs", "from inputs")):
        found = told(STORED.replace("WHERE", where), "forward_pass", check_task, tasks.passes.forward_pass)
        assert found.kinds == (kind,)


def test_where_a_mistake_is_known_no_right_line_is_pointed_at():
    source = """
def backward_pass(graph, values):
    signals = {name: 0.0 for name, _, _ in graph}
    signals[graph[-1][0]] = 1.0
    for name, op, parents in reversed(graph):
        if op != "input":
            partials = OPS[op].partials(*[values[parent] for parent in parents])
            for parent, partial in zip(parents, partials):
                signals[parent] += partial
    return signals
"""
    assert step(told(source, "backward_pass", check_task, tasks.passes.backward_pass)) == ""


def test_the_summary_of_the_last_notebook_sends_nobody_to_a_next_one():
    progress.forget()
    progress.record(Right("Node", "matches"))
    assert "next notebook" not in summary({"Node": 14, "slopes": 0}).total
    progress.forget()


def test_looking_for_an_attribute_asks_an_object_nothing():
    source = """
class Asked:
    def __getattribute__(self, name):
        raise SystemExit(name)


def f():
    one = Asked()
    return parents
"""
    trouble = witness(cell(source)["f"], ()).trouble
    assert trouble is not None and trouble.name == "NameError" and trouble.close == ""
