"""What is seen of indices: a whole array where a loop goes over its entries, rows that lost their targets."""

from __future__ import annotations

import ast
import linecache
import textwrap

import numpy as np
import pytest

from utils import CheckFailed, Returns, check, models
from utils.checks.indices import counting_loops, read_whole
from utils.checks.pairing import unpaired
from utils.elementwise import logistic

x, t, W, X = np.ones(5), np.zeros(5), np.ones((2, 3)), np.ones((5, 3))


def function(source: str) -> ast.FunctionDef:
    (tree,) = ast.parse(textwrap.dedent(source)).body
    assert isinstance(tree, ast.FunctionDef)
    return tree


@pytest.mark.parametrize(
    ("body", "whole"),
    [
        ("for i in range(len(x)): total += (w * x - t[i]) ** 2", ("x[i]",)),
        ("N = len(x)\nfor n in range(N): total += w * x", ("x[n]",)),
        ("for i in range(len(x)): total += (w * x[i] - t[i]) * x", ("x[i]",)),
        ("for i in range(len(x)): total += w * x[i] - t[i]", ()),
        ("for i in range(len(X)): total += W @ X[i]", ()),  # W has rows of its own
        ("for i in range(10): total += np.mean(w * x - t)", ()),  # steps, and no examples
        ("for i in range(len(x)): total += x[i] / len(x) + x.size", ()),
        ("for i in range(W.shape[0]): total += np.sum(x) * W[i]", ()),
        ("for one in x: total += one - t", ()),
        ("H, D = W.shape\nfor d in range(D): W[0, d] = total * v", ("v[d]",)),
        ("(H, D), N = X.shape, 2\nfor d in range(D): total += v[d] * W[0, d]", ()),
        ("for d in range(X.shape[1]): total += v", ("v[d]",)),
        ("for d in range(x.size): total += x", ("x[d]",)),
    ],
)
def test_an_array_that_a_loop_over_its_entries_reads_whole_is_seen(body, whole):
    tree = function("def f(w, x, t, W, X):\n" + textwrap.indent("total = 0\n" + body, "    "))
    loops = counting_loops(tree)
    assert read_whole(loops, {"w": 1.0, "x": x, "t": t, "W": W, "X": X, "v": np.ones(3)}) == whole


PAIRED = [
    "order = rng.permutation(len(X))\nX, t = X[order], t[order]",
    "for rows in np.array_split(rng.permutation(len(X)), 9): step(X[rows], t[rows])",
    "T = np.eye(10)[t]\norder = rng.permutation(len(X))\nstep(X[order], T[order])",
    "order = rng.permutation(len(X))\nstep(np.take(X, order, axis=0), t.take(order))",
    "for i in range(0, len(X), 32): step(X[i:i + 32], t[i:i + 32])",
    "step(X, t)",
    "X, t = shuffle(X, t)",
    "loader = DataLoader(TensorDataset(X, t), shuffle=True)\nfor a, b in loader: step(a, b)",
    "A, b = as_tensor(X), as_tensor(t)\np = torch.randperm(len(A))\nfor i in range(9): step(A[p[i]], b[p[i]])",
    "for rows in np.array_split(rng.permutation(len(t)), 9): step(X[rows], others[rows])",  # the targets of other rows
]
APART = [
    "order = rng.permutation(len(X))\nX = X[order]\nstep(X, t)",
    "for rows in np.array_split(rng.permutation(len(X)), 9): step(X[rows], t[:len(rows)])",
    "rng.shuffle(X)\nstep(X, t)",
    "T = np.eye(10)[t]\nfor rows in minibatches(len(X), 32, rng): step(X[rows], T[:len(rows)])",
    "A, b = as_tensor(X), as_tensor(t)\nA = A[torch.randperm(len(A))]\nstep(A, b)",
    "order = rng.permutation(len(X))\nstep(X, t[order])",
]


@pytest.mark.parametrize(("body", "apart"), [(one, False) for one in PAIRED] + [(one, True) for one in APART])
def test_rows_that_are_put_in_another_order_without_their_targets_are_seen(body, apart):
    tree = function("def train(X, t, seed):\n" + textwrap.indent(body, "    "))
    assert bool(unpaired(tree)) == apart


def test_a_whole_array_for_one_entry_is_named_and_no_mean_is_said_to_be_missing():
    source = textwrap.dedent(
        """
        def cost_and_gradients(w, b, x, t):
            J = dw = db = 0
            for i in range(len(x)):
                y = logistic(w * x[i] + b)
                J += (y - t[i]) ** 2 / 2 / len(x)
                d = (y - t[i]) * y * (1 - y)
                dw, db = dw + d * x / len(x), db + d / len(x)
            return J, dw, db
        """
    )
    linecache.cache["<cell of a mean>"] = (len(source), None, source.splitlines(keepends=True), "<cell of a mean>")
    names = {"logistic": logistic}
    exec(compile(source, "<cell of a mean>", "exec"), names)
    with pytest.raises(CheckFailed) as failed:
        check(
            "f",
            names["cost_and_gradients"],
            models.mean_logistic_least_squares,
            Returns.as_tuple("J", "w_bar", "b_bar"),
        )
    found = failed.value.outcome
    assert found.kinds == ("index left out",) and "x[i] is one entry of it" in found.text()
    assert "mean" not in dict(found.rows)["consistent with"]
