"""Mistakes of which a check names one cause, and a next step about what was written: each is a whole program."""

from __future__ import annotations

import linecache

import numpy as np
import pytest

from utils import CheckFailed, check_task, tasks
from utils.checks.general import anywhere
from utils.checks.kinds import TRANSPOSE
from utils.checks.observations import Answer
from utils.graph import OPS

WRITTEN = {
    "path_contributions, dx/dt twice": (
        tasks.two_paths.path_contributions,
        """
def path_contributions(t):
    x, dx_dt = np.cos(t), -np.sin(t)
    y, dy_dt = t**2, 2 * t
    q = np.exp(x * y)
    df_dx = y * q * dx_dt
    df_dy = 1 + x * q
    return df_dx * dx_dt, df_dy * dy_dt
""",
        ("dx/dt is counted twice", "The last line multiplies by dx/dt and dy/dt already"),
    ),
    "path_contributions, both twice": (
        tasks.two_paths.path_contributions,
        """
def path_contributions(t):
    x, dx_dt = np.cos(t), -np.sin(t)
    y, dy_dt = t**2, 2 * t
    q = np.exp(x * y)
    df_dx = y * q * dx_dt
    df_dy = (1 + x * q) * dy_dt
    return df_dx * dx_dt, df_dy * dy_dt
""",
        ("dx/dt and dy/dt are counted twice", "The last line multiplies by dx/dt and dy/dt already"),
    ),
    "backward_pass, forwards": (
        tasks.passes.backward_pass,
        """
def backward_pass(graph, values):
    signals = {name: 0.0 for name, _, _ in graph}
    signals[graph[-1][0]] = 1.0
    for name, op, parents in graph:
        if op == "input":
            continue
        for parent, partial in zip(parents, OPS[op].partials(*[values[p] for p in parents])):
            signals[parent] += signals[name] * partial
    return signals
""",
        ("from the first node to the last: nodes send before they have received", "reversed(graph)"),
    ),
    "backward_pass, a return in the loop": (
        tasks.passes.backward_pass,
        """
def backward_pass(graph, values):
    signals = {name: 0.0 for name, _, _ in graph}
    signals[graph[-1][0]] = 1.0
    for name, op, parents in reversed(graph):
        if op != "input":
            for parent, partial in zip(parents, OPS[op].partials(*[values[p] for p in parents])):
                signals[parent] += signals[name] * partial
        return signals
""",
        ("stands inside the loop", "Move that return to the left"),
    ),
    "forward_pass, a generator": (
        tasks.passes.forward_pass,
        """
def forward_pass(graph, inputs):
    values = {}
    for name, op, parents in graph:
        if op == "input":
            values[name] = inputs[name]
        else:
            values[name] = OPS[op].value(values[p] for p in parents)
    return values
""",
        ("a generator", "A star before it"),
    ),
    "sgd_step, the slope that is not used": (
        tasks.sgd_step.sgd_step,
        """
def sgd_step(params, grads, lr, lam):
    new = {}
    for name in params:
        slope = grads[name]
        if name.startswith("W"):
            slope = slope + lam * params[name]
        new[name] = params[name] - lr * grads[name]
    return new
""",
        ("without the penalty", "Is slope used in the second blank?"),
    ),
    "train_digit_classifier, labels": (
        tasks.digits.train_digit_classifier,
        """
def cost_and_gradients(X, T, params):
    log_Y = np.zeros((len(X), 10))
    J = -np.sum(T * log_Y) / len(X)
    return J, params

def one_epoch(params, X, T, batch_size):
    for rows in np.split(np.arange(len(X)), np.arange(batch_size, len(X), batch_size)):
        _, grads = cost_and_gradients(X[rows], T[rows], params)
    return params

def train_digit_classifier(X_train, t_train, X_val, t_val, seed):
    return one_epoch({}, X_train, t_train, 25)
""",
        ("T has to be one-hot: for each example a row of 10 numbers", "Pass T_train, not t_train."),
    ),
    "xor_witness, the points": (
        tasks.gates.xor_witness,
        """
def xor_witness():
    return np.array([[0, 1], [1, 0]]), np.array([[0, 0], [1, 1]])
""",
        ("hold the points themselves", "Return their shares, two numbers for each class"),
    ),
    "linear_classifier, z > b": (
        tasks.gates.linear_classifier,
        """
def linear_classifier(X, w, b):
    z = X @ w
    return z > b
""",
        ("z without b is compared with b", "Add b to X @ w, and compare the sum with 0."),
    ),
    "xor_network, the bias behind the brackets": (
        tasks.threshold.xor_network,
        """
def xor_network(X):
    x1, x2 = X[:, 0], X[:, 1]
    h1 = 1.0 * (x1 + x2 > 0) - 0.5
    h2 = 1.0 * (x1 + x2 > 0) - 1.5
    return np.column_stack([h1, h2]), 1.0 * (h1 - h2 > 0) - 0.5
""",
        ("h1 is 0.5 here, but a threshold gives only 0 or 1", "−½ belongs inside the brackets"),
    ),
    "xor_feature_map, reshape": (
        tasks.gates.xor_feature_map,
        """
def xor_feature_map(X):
    x1, x2 = X[:, 0], X[:, 1]
    return np.array([x1, x2, x1 * x2]).reshape(-1, 3)
""",
        ("by reshape", "does not turn rows into columns", "np.column_stack"),
    ),
    "gradient_check, one number": (
        tasks.autodiff.gradient_check,
        """
def gradient_check(f, x, g, tol=1e-6):
    h = 1e-5
    for index in np.ndindex(x.shape):
        n = (f(x[index] + h) - f(x[index] - h)) / (2 * h)
        if abs(g[index] - n) > tol * max(abs(g[index]), abs(n), 1e-3):
            return False
    return True
""",
        ("f gets one number", "f needs the whole x"),
    ),
}


@pytest.mark.parametrize("which", WRITTEN)
def test_what_was_written_is_named_with_one_cause_and_a_step_about_it(which):
    task, source, says = WRITTEN[which]
    exercise, file = which.partition(",")[0], f"<cell {which}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    given: dict = {"np": np, "OPS": OPS}
    exec(compile(source, file, "exec"), given)
    with pytest.raises(CheckFailed) as failed:
        check_task(exercise, given[exercise], task)
    said = " ".join(failed.value.outcome.text().split())
    assert all(one in said for one in says), said
    assert "Or: " not in said and ("from the first node" not in said or "from the first node" in says[0])


def test_a_square_array_that_is_its_transpose_is_no_matter_of_reshape():
    square = Answer(np.array([[1.0, 3.0], [2.0, 4.0]]), np.array([[1.0, 2.0], [3.0, 4.0]]))
    assert [one.says for one in anywhere(square) if one.kind == TRANSPOSE] == [
        "It is the transpose of what is expected."
    ]
