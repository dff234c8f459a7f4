"""What is told of pieces that do not get into their list, and of σ by another name than the notebook gives it."""

from __future__ import annotations

import contextlib
import linecache

import numpy as np
import pytest

from utils import CheckFailed, check_task, progress, tasks
from utils.elementwise import sigma
from utils.outcomes import shown_to

PIECES = """
def minibatches(n, batch_size, rng):
    shuffled = rng.permutation(n)
    pieces = []
    for start in range(0, n, batch_size):
        {}
    return pieces
"""
OUTPUT = """
def output_layer(h, w, b, task):
    z = h @ w + b
    if task == "regression":
        return z
    return logistic(z)
"""


def step_of(exercise, source, task):
    filename = f"<cell {abs(hash(source))}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    names = {"__name__": "__main__", "np": np, "given_logistic": sigma}
    exec(compile(source, filename, "exec"), names)
    progress.forget()
    seen = []
    with shown_to(seen.append), contextlib.suppress(CheckFailed):
        check_task(exercise, names[exercise], task)
    return dict(seen[0].rows).get("next", "")


@pytest.mark.parametrize(
    ("line", "step"),
    [
        (
            "pieces = shuffled[start : start + batch_size]",
            "pieces.append(…) adds one to a list; pieces = … replaces it.",
        ),
        ("pieces += shuffled[start : start + batch_size]", "To put one thing more into a list: pieces.append(…)."),
        ("pieces.append[shuffled[start : start + batch_size]]", "with round brackets: pieces.append(…)."),
        ("shuffled[start : start + batch_size]", "The list is still empty. Is each piece appended to it?"),
    ],
)
def test_a_piece_that_does_not_get_into_the_list_is_told_how(line, step):
    assert step in step_of("minibatches", PIECES.format(line), tasks.minibatches.minibatches)


def test_a_function_that_the_notebook_gives_is_told_by_its_name_there():
    assert step_of("output_layer", OUTPUT, tasks.layers.output_layer) == "Here it is called given_logistic."
