"""What the checks of notebooks say to slips of the pen: the next step fits the line that the reader wrote."""

from __future__ import annotations

import linecache
from functools import partial

import numpy as np
import pytest

from utils import CheckFailed, check_task, check_training, progress, tasks, two_layer
from utils.elementwise import logistic

SLIPS = [
    (
        "sgd_step",
        "an array of grads is changed by +=, in a dict that is new",
        """
def sgd_step(params, grads, lr, lam):
    new = {}
    for name in params:
        slope = grads[name]
        if name.startswith("W"):
            slope += lam * params[name]
        new[name] = params[name] - lr * slope
    return new
""",
        "+= changes the array in grads itself. Write slope = slope + …, which makes a new array.",
    ),
    (
        "sgd_step",
        "the dict itself is changed",
        """
def sgd_step(params, grads, lr, lam):
    for name in params:
        params[name] -= lr * (grads[name] + lam * params[name] * name.startswith("W"))
    return params
""",
        "Build a new dict",
    ),
    (
        "early_stopping",
        "a cost becomes the number of the best epoch",
        """
def early_stopping(val_costs, patience):
    best = since = 0
    for epoch, cost in enumerate(val_costs):
        if cost < val_costs[best]:
            best, since = cost, 0
        elif epoch:
            since += 1
        if since == patience:
            return best, epoch
    return best, len(val_costs) - 1
""",
        "best is 0.6 here, an entry of val_costs. It should be a place in val_costs",
    ),
    (
        "early_stopping",
        "half an epoch",
        """
def early_stopping(val_costs, patience):
    middle = len(val_costs) / 2
    return val_costs[middle], 0
""",
        "An index is a whole number, and middle is 4.5 here.",
    ),
]  # fmt: skip
TASKS = {
    "sgd_step": tasks.sgd_step.sgd_step,
    "early_stopping": tasks.early_stopping.early_stopping,
}


def defined(name: str, source: str) -> object:
    """The reader's function, in a cell whose lines a message finds."""
    cell = f"<cell {len(linecache.cache)}>"
    linecache.cache[cell] = (len(source), None, source.splitlines(keepends=True), cell)
    names = {"np": np, "logistic": logistic, "given_logistic": logistic, "cost_and_gradients": cost_and_gradients}
    exec(compile(source, cell, "exec"), names)
    return names[name]


def said_of(check) -> dict[str, str]:
    """The rows of the message, the headline among them."""
    progress.forget()
    with pytest.raises(CheckFailed) as failed:
        check()
    return {**dict(failed.value.outcome.rows), "headline": failed.value.outcome.headline}


@pytest.mark.parametrize(("exercise", "source", "step"), [(name, source, step) for name, _, source, step in SLIPS],
                         ids=[f"{name}: {slip}" for name, slip, _, _ in SLIPS])  # fmt: skip
def test_the_next_step_is_about_the_line_that_was_written(exercise, source, step):
    rows = said_of(partial(check_task, exercise, defined(exercise, source), TASKS[exercise]))
    assert step in rows["next"]


def cost_and_gradients(X, T, W1, b1, W2, b2):
    H = logistic(X @ W1.T + b1)
    E = (H @ W2.T + b2 - T) / len(X)
    Z = E @ W2 * H * (1 - H)
    grads = {"W1_bar": Z.T @ X, "b1_bar": Z.sum(axis=0), "W2_bar": E.T @ H, "b2_bar": E.sum(axis=0)}
    return len(X) * np.sum(E**2) / 2, grads


TRAIN = """
def train(X, T, W1, b1, W2, b2, lr, steps):
    costs = []
    for step in range(steps):
        J, grads = cost_and_gradients(X, T, W1, b1, W2, b2)
        costs.append(J)
        W1, b1 = W1 - lr * grads["W1_bar"], b1 - lr * grads["b1_bar"]
        W2, b2 = W2 - lr * grads["W2_bar"], b2 - lr * grads["b2_bar"]
    costs.append(cost_and_gradients(X, T, W1, b1, W2, b2)[0])
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array(costs)}
"""


def trained(source: str, own=cost_and_gradients) -> dict[str, str]:
    return said_of(partial(check_training, "train", defined("train", source), two_layer.training, own))


@pytest.mark.parametrize("every", [False, True])
def test_pairs_among_the_costs_are_said_to_be_pairs(every):
    source = TRAIN.replace("b2)[0])", "b2))")
    if every:
        source = source.replace("append(J)", "append((J, grads))")
    assert "cost_and_gradients returns (J, grads), and costs needs J only." in trained(source)["next"]


def test_two_costs_for_each_step_are_told_as_an_append_inside_the_loop():
    source = TRAIN.replace("    costs.append(cost", "        costs.append(cost")
    assert "Is your last append inside the loop?" in trained(source)["next"]
    assert "inside the loop" not in trained(TRAIN.replace("costs = []", "costs = [1.0, 1.0]"))["next"]


def test_gradients_whose_cell_was_not_run_are_no_mistake():
    names = {}
    source = "own = lambda *inputs: cost_and_gradients(*inputs)\n"
    cell = "<cell of a test>"
    linecache.cache[cell] = (len(source), None, [source], cell)
    exec(compile(source, cell, "exec"), names)
    rows = trained(TRAIN.replace("costs = []", "costs = []; nothing"), names["own"])
    assert rows["note"] == "The cell of cost_and_gradients has not been run in this session: run it, then this one."
