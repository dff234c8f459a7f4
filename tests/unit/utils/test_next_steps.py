"""What the checks of notebooks say to slips of the pen: the next step fits the line that the reader wrote."""

from __future__ import annotations

import linecache
from functools import partial

import numpy as np
import pytest

from utils import CheckFailed, Returns, check, check_task, check_training, progress, tasks, two_layer
from utils.elementwise import logistic

SLIPS = [
    (
        "sgd_step",
        "lr in the penalty's part as well",
        """
def sgd_step(params, grads, lr, lam):
    new = {}
    for name in params:
        slope = grads[name]
        if name.startswith("W"):
            slope = slope + lr * lam * params[name]
        new[name] = params[name] - lr * slope
    return new
""",
        "Leave lr out of the first blank.",
    ),
    (
        "early_stopping",
        "one epoch more than patience",
        """
def early_stopping(val_costs, patience):
    if patience < 1:
        raise ValueError("patience has to be at least 1")
    best = 0
    for epoch, cost in enumerate(val_costs):
        if cost < val_costs[best]:
            best = epoch
        if epoch - best > patience:
            return best, epoch
    return best, len(val_costs) - 1
""",
        "At the epoch where patience epochs have passed, stop: ==, not >.",
    ),
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
    (
        "logistic",
        "one form for either sign",
        """
def logistic(z):
    u = np.exp(-np.abs(z))
    return 1 / (1 + u)
""",
        "Write the other form with u too",
    ),
    (
        "d_logistic",
        "a sum for a product",
        """
def d_logistic(z):
    s = given_logistic(z)
    return s + (1 - s)
""",
        "Are the two factors added? They are multiplied.",
    ),
    ("relu", "Python's max", """
def relu(z):
    return max(0, z)
""", "Python's max asks one question about the whole array. Which function of NumPy compares entry by entry?"),
    (
        "output_layer",
        "a task without quotation marks",
        """
def output_layer(h, w, b, task):
    if task == regression:
        return h @ w + b
    return given_logistic(h @ w + b)
""",
        'A text needs quotation marks: "regression".',
    ),
    (
        "output_layer",
        "σ compared with a half",
        """
def output_layer(h, w, b, task):
    z = h @ w + b
    return z if task == "regression" else given_logistic(z) > 0.5
""",
        "Return σ(z) itself, compared with nothing.",
    ),
    ("dense", "examples as columns", """
def dense(X, W, b, phi):
    return phi(W @ X.T + b[:, None])
""", "The rows of A @ B come from A. You want a row for each example: which should stand first?"),
    ("mlp", "what dense returns is not kept", """
def mlp(X, layers):
    h = X
    for W, b, phi in layers:
        phi(h @ W.T + b)
    return h
""", "Store what dense returns"),
    (
        "collapse",
        "a bias times a bias",
        """
def collapse(layers):
    W, b = layers[0]
    for W_next, b_next in layers[1:]:
        W, b = W_next @ W, b_next @ b + b_next
    return W, b
""",
        "Two biases are multiplied. In the formula a matrix stands before b.",
    ),
    ("bump_network", "np.diff of three", """
def bump_network(edges, heights, k):
    return np.full((len(edges), 1), k), -k * edges, np.diff(0, heights, 0), 0.0
""", "np.diff takes one sequence: put all numbers between one pair of square brackets."),
    ("bump_network", "an array between numbers", """
def bump_network(edges, heights, k):
    w2 = np.diff([0, heights, 0])
    return np.full((len(edges), 1), k), -k * edges, w2, 0.0
""", "*heights between the brackets puts in its entries one by one."),
    ("xor_feature_map", "one number beside two columns", """
def xor_feature_map(X):
    x1, x2 = X[:, 0], X[:, 1]
    return np.column_stack([x1, x2, x1 @ x2])
""", "x1 @ x2 is a single number. x1 * x2 has a number for each row."),
    ("minibatches", "pieces that overlap", """
def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[i : i + batch_size] for i in range(n // batch_size)]
""", "Your pieces overlap. Where does the second one begin? With batch_size = 4 they begin at 0, 4, 8."),
    ("minibatches", "a new order for each piece", """
def minibatches(n, batch_size, rng):
    return [rng.permutation(n)[i : i + batch_size] for i in range(0, n, batch_size)]
""", "Shuffle all n numbers once"),
    ("minibatches", "no last piece", """
def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[i : i + batch_size] for i in range(0, n - batch_size, batch_size)]
""", "Your pieces end too early. Where does the last one start, for n = 10?"),
]  # fmt: skip
TASKS = {
    "sgd_step": tasks.sgd_step.sgd_step,
    "early_stopping": tasks.early_stopping.early_stopping,
    "logistic": tasks.activations.logistic_function,
    "d_logistic": tasks.activations.d_logistic,
    "relu": tasks.activations.relu,
    "output_layer": tasks.layers.output_layer,
    "dense": tasks.layers.dense,
    "mlp": tasks.layers.mlp,
    "collapse": tasks.layers.collapse,
    "bump_network": tasks.bumps.bump_network,
    "minibatches": tasks.minibatches.minibatches,
    "xor_feature_map": tasks.gates.xor_feature_map,
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


BATCH = """
def cost_and_gradients(X, T, W1, b1, W2, b2):
    A = logistic(X @ W1.T + b1)
    Y_bar = (A @ W2.T + b2 - T) / len(X)
    Z_bar = Y_bar @ W2 * A * (1 - A)
    J = len(X) * np.sum(Y_bar**2) / 2
    return J, {"W1_bar": Z_bar.T @ X, "b1_bar": Z_bar.sum(axis=0), "W2_bar": Y_bar.T @ A, "b2_bar": Y_bar.sum(axis=0)}
"""
GRADS = Returns.as_pair("J", Returns.as_dict("W1_bar", "b1_bar", "W2_bar", "b2_bar"), "grads")


@pytest.mark.parametrize(
    ("right", "written", "step"),
    [
        ("Y_bar.T @ A", "np.outer(Y_bar, A)", "np.outer is for one example."),
        ("Z_bar.T @ X", "Z_bar.T @ A", "In a product A @ B the columns are those of B: which B has 2?"),
        ("Y_bar.sum(axis=0)", "Y_bar.sum()", "Sum over the examples only: which axis are they?"),
        ("Z_bar.sum(axis=0)", "Z_bar.sum(axis=1)", "Which axis counts the examples?"),
    ],
)
def test_a_gradient_of_the_wrong_shape_says_which_factor_or_axis_to_look_at(right, written, step):
    function = defined("cost_and_gradients", BATCH.replace(right, written))
    assert step in said_of(partial(check, "cost_and_gradients", function, two_layer.batch, GRADS))["next"]


INDICES = """
def backward_indices(x, t, W1, b1, W2, b2):
    D, H, K = len(x), len(b1), len(b2)
    h = logistic(W1 @ x + b1)
    y_bar = W2 @ h + b2 - t
    h_bar = np.zeros(H)
    for j in range(H):
        h_bar[j] = sum(y_bar[k] * W2[k, j] for k in range(K))
    return {"y_bar": y_bar, "h_bar": h_bar}
"""


@pytest.mark.parametrize(
    ("written", "step"),
    [
        ("y_bar[0] * W2[0, j]", "Which for goes inside its brackets?"),
        ("y_bar[k] * h[k] for k in range(K)", "Is h the right factor here?"),
    ],
)
def test_a_sum_over_the_children_says_what_is_missing_or_is_the_wrong_factor(written, step):
    function = defined("backward_indices", INDICES.replace("y_bar[k] * W2[k, j] for k in range(K)", written))
    returns = Returns.as_dict("y_bar", "h_bar")
    assert step in said_of(partial(check, "backward_indices", function, two_layer.one_example, returns))["next"]


def test_the_index_of_the_row_in_both_factors_of_a_gradient_is_named():
    source = INDICES.replace(
        'return {"y_bar": y_bar, "h_bar": h_bar}',
        "z_bar = h_bar * h * (1 - h)\n"
        '    return {"z_bar": z_bar, "W1_bar": np.array([[z_bar[j] * x[j] for d in range(D)] for j in range(H)])}',
    )
    returns = Returns.as_dict("z_bar", "W1_bar")
    rows = said_of(
        partial(check, "backward_indices", defined("backward_indices", source), two_layer.one_example, returns)
    )
    assert rows["headline"] == "W1_bar is wrong" and "the index of the row" in rows["consistent with"]


DIGITS = """
def train_digit_classifier(X_train, t_train, X_val, t_val, seed):
    params = {"W1": np.zeros((64, 40)), "b1": np.zeros(64)}
    X = X_train
    return logistic(X @ params["W1"].T + params["b1"])
"""


def test_weights_of_a_start_with_its_arguments_exchanged_point_to_their_order():
    function = defined("train_digit_classifier", DIGITS)
    task = tasks.digits.train_digit_classifier
    rows = said_of(partial(check_task, "train_digit_classifier", function, task, count=1))
    assert rows["next"].startswith("W1 has 40 columns and X has 64: look at the order of the arguments")


def test_nobody_is_told_that_the_validation_set_is_not_used():
    source = """
def train_digit_classifier(X_train, t_train, X_val, t_val, seed):
    rng = np.random.default_rng(seed)
    return {"W1": rng.normal(size=(4, 64)), "b1": np.ones(4), "W2": rng.normal(size=(10, 4)), "b2": np.ones(10)}
"""
    task = tasks.digits.train_digit_classifier
    function = defined("train_digit_classifier", source)
    said = said_of(partial(check_task, "train_digit_classifier", function, task, count=1)).get("arguments", "")
    assert "X_val" not in said and "`X_train`" in said
    assert "a smaller learning rate" in said_of(partial(check_task, "train_digit_classifier", function, task, count=1))[
        "next"
    ].replace("take a ", "a ")


@pytest.mark.parametrize(("share", "told"), [(0.94, True), (0.96, False)])
def test_a_right_answer_near_the_threshold_is_told_that_another_seed_may_fail(monkeypatch, share, told):
    t = np.zeros(100, dtype=int)
    monkeypatch.setattr("utils.tasks.digits._dealt_out", lambda arguments: (np.arange(64), np.arange(10)))
    monkeypatch.setattr("utils.tasks.digits._unseen", lambda *_: (np.zeros((100, 64)), t))
    monkeypatch.setattr("utils.tasks.digits._labels", lambda parts, X: (np.arange(100) >= 100 * share).astype(int))
    answer = {name: np.zeros(1) for name in ("W1", "b1", "W2", "b2")}
    said = tasks.digits.train_digit_classifier.attained(*[None] * 5, answer)
    assert ("train a little longer before you hand it in" in said) == told


def test_an_h_in_the_place_of_the_weight_is_named_in_the_sum_over_the_outputs():
    task = two_layer.one_example
    six = Returns.as_dict("y_bar", "W2_bar", "b2_bar", "h_bar", "z_bar", "W1_bar", "b1_bar")

    def backward_indices(x, t, W1, b1, W2, b2):
        z = W1 @ x + b1
        h = two_layer.logistic(z)
        y_bar = W2 @ h + b2 - t
        h_bar = h * sum(y_bar)
        z_bar = h_bar * h * (1 - h)
        return {
            "y_bar": y_bar, "W2_bar": np.outer(y_bar, h), "b2_bar": y_bar, "h_bar": h_bar, "z_bar": z_bar,
            "W1_bar": np.outer(z_bar, x), "b1_bar": z_bar,
        }  # fmt: skip

    with pytest.raises(CheckFailed) as failed:
        check("backward_indices", backward_indices, task, six, hypotheses=two_layer.index_by_index)
    rows = failed.value.outcome.rows
    assert any("when h[j] is the local derivative" in text for label, text in rows if label == "consistent with")
