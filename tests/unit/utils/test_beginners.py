"""What beginners of notebooks 01, 05 and 06 are told: each a cell as one writes it, and the words that must come."""

from __future__ import annotations

import contextlib
import linecache

import numpy as np
import pytest

from utils import (
    CheckFailed,
    Returns,
    check,
    check_feature,
    check_task,
    check_training,
    models,
    progress,
    session,
    tasks,
    two_layer,
)
from utils.checks.absent import panel
from utils.elementwise import logistic
from utils.graph import OPS
from utils.outcomes import Raised, Right, Wrong, shown_to

SEVEN = Returns.as_dict("y_bar", "W2_bar", "b2_bar", "h_bar", "z_bar", "W1_bar", "b1_bar")


def cell(source, **names):
    """The names after a cell ran, which a message finds the lines of."""
    filename = f"<cell {abs(hash(source))}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    space = {"__name__": "__main__", "np": np, "logistic": logistic, **names}
    exec(compile(source, filename, "exec"), space)
    return space


def _task(of):
    return lambda name, function: check_task(name, function, getattr(tasks.gates, of))


CHECKS = {
    "linear_classifier": _task("linear_classifier"),
    "gate_weights": _task("gate_weights"),
    "xor_witness": _task("xor_witness"),
    "xor_feature_map": _task("xor_feature_map"),
    "xor_feature_weights": _task("xor_feature_weights"),
    "my_feature_map": check_feature,
    "backward_indices": lambda name, function: check(
        name, function, two_layer.one_example, SEVEN, hypotheses=two_layer.index_by_index
    ),
    "backward_vectorised": lambda name, function: check(
        name, function, two_layer.one_example, SEVEN, hypotheses=two_layer.mean_over_outputs
    ),
    "cost_and_gradients": lambda name, function: check(
        name, function, two_layer.batch, two_layer.gradients, hypotheses=two_layer.batch_hypotheses
    ),
    "forward_pass": lambda name, function: check_task(name, function, tasks.passes.forward_pass),
    "backward_pass": lambda name, function: check_task(name, function, tasks.passes.backward_pass),
    "softmax_regression": lambda name, function: check(
        name,
        function,
        models.softmax_regression,
        Returns.as_tuple("J", "W_bar", "b_bar"),
        hypotheses=tasks.softmax.regression_hypotheses,
    ),
}


def outcome(exercise, source):
    """What the check of an exercise finds."""
    progress.forget()
    seen = []
    with shown_to(seen.append), contextlib.suppress(CheckFailed):
        CHECKS[exercise](exercise, cell(source, OPS=OPS)[exercise])
    return seen[0]


def said(found, label="next"):
    return [text for name, text in found.rows if name == label]


def linear_classifier(*lines):
    return "def linear_classifier(X, w, b):\n" + "".join(f"    {line}\n" for line in lines)


def gate_weights(nand='weights["NAND"] = (-w, 1.5)', weight="np.array([-1.0])", w="np.array([1.0, 1.0])"):
    return f"""
def gate_weights():
    weights = {{}}
    weights["NOT"] = ({weight}, 0.5)
    w = {w}
    weights["AND"] = (w, -1.5)
    weights["OR"] = (w, -0.5)
    {nand}
    return weights
"""


def test_outputs_of_minus_one_and_one_are_called_outputs():
    for line in ("np.sign(X @ w + b)", "np.where(X @ w + b > 0, 1, -1)"):
        found = outcome("linear_classifier", linear_classifier(f"return {line}"))
        assert said(found) == ["Which two numbers does 𝕀[…] give?"]
        assert said(found, "consistent with")[0].startswith("The outputs are −1")


def test_products_that_are_not_summed_are_told_once():
    found = outcome("linear_classifier", linear_classifier("return X * w + b > 0"))
    assert found.kinds[0] == "sum missing" and len(said(found, "consistent with")) == 1
    assert said(found) == ["Which operation makes one number of each row?"]


def test_a_pair_that_is_no_pair_is_told_by_the_place_where_it_stands():
    found = outcome("gate_weights", gate_weights('weights["NAND"] = w'))
    assert found.headline == 'weights["NAND"] is one array and should be a pair, (w, b)'
    assert "return" not in found.text() and said(found)[0].endswith('weights["NAND"] = (w, b).')
    for value in ("1.5", "(w, 1.5, 2.0)", "None"):
        found = outcome("gate_weights", gate_weights(f'weights["NAND"] = {value}'))
        assert found.headline.startswith('weights["NAND"] is ') and "eturn" not in found.text(), found.text()


@pytest.mark.parametrize(
    ("source", "step"),
    [
        (gate_weights(weight="np.array([-1.0, 0.0])"), "NOT has one input, so one weight."),
        (gate_weights(w="np.array([1.0])"), "AND has two inputs: one weight for each."),
        ("def xor_feature_weights():\n    return np.ones(2), -0.5\n", "ψ has three features: one weight for each."),
        ("def xor_witness():\n    return np.ones(3) / 3, np.ones(2) / 2\n", "Each class has two points: one share for"),
    ],
)
def test_weights_of_another_number_are_told_what_each_is_for(source, step):
    exercise = source.partition("def ")[2].partition("(")[0]
    assert said(outcome(exercise, source))[0].startswith(step)


def test_weights_that_were_negated_in_place_are_told_that_their_array_is_held_twice():
    in_place = gate_weights('w *= -1; weights["NAND"] = (w, 1.5)')
    found = outcome("gate_weights", in_place)
    assert said(found, "consistent with") == ["It would be right with -w. AND, OR and NAND hold one array w."]
    assert said(found)[0].endswith("Write -w, which makes a new array.")
    for nand in ("(w, 1.5)", "(-w, -1.5)"):  # a minus left out, and a wrong bias: nothing was changed
        assert "array" not in said(outcome("gate_weights", gate_weights(f'weights["NAND"] = {nand}')))[0]


@pytest.mark.parametrize("alpha", ["np.full((2, 2), 0.5)", "np.array([[0, 0.5], [0.5, 0]])", "0.5 * np.eye(2)"])
def test_a_table_in_the_place_of_shares_is_told_what_stands_there(alpha):
    found = outcome("xor_witness", f"def xor_witness():\n    return {alpha}, np.array([0.5, 0.5])\n")
    assert found.headline == "alpha is a table and should be two shares" and "column" not in found.text()
    assert said(found)[0].startswith("alpha is two numbers side by side")


@pytest.mark.parametrize("feature", ["np.hstack([x1, x2])", "np.hstack([x1, x2, x1 * x2])"])
def test_more_than_one_feature_is_told_to_make_one_number_of_a_row(feature):
    source = f"def my_feature_map(X):\n    x1, x2 = X[:, 0:1], X[:, 1:2]\n    return {feature}\n"
    found = outcome("my_feature_map", source)
    assert found.headline == "there is more than one feature"
    assert said(found)[0].startswith(f"Make one number of the {2 + feature.count('*')} in each row")


def test_a_comparison_of_both_inputs_is_a_right_feature():
    source = "def my_feature_map(X):\n    return X[:, 0:1] == X[:, 1:2]\n"
    assert isinstance(outcome("my_feature_map", source), Right)


@pytest.mark.parametrize("product", ["x1 @ x2", "np.dot(x1, x2)", "(x1 * x2).sum()"])
@pytest.mark.parametrize("together", ["np.column_stack", "np.stack", "np.array"])
def test_a_number_among_arrays_is_told_by_its_name(product, together):
    source = (
        f"def xor_feature_map(X):\n    x1, x2 = X.T\n    third = {product}\n    return {together}([x1, x2, third])\n"
    )
    found = outcome("xor_feature_map", source)
    assert said(found, "shapes") == ["x1 (5,), x2 (5,), third a single number"]
    assert said(found)[0].startswith("third is a single number, and the others are arrays.")


def test_places_among_arrays_are_told_where_they_come_from():
    source = "def xor_feature_map(X):\n    x1, x2 = X.T\n    third = np.where(x1 > 0)\n    return np.stack([x1, x2, third])\n"
    found = outcome("xor_feature_map", source)
    assert said(found, "shapes") == ["x1 (5,), x2 (5,), third a tuple of indices"]
    assert said(found)[0].startswith("np.where with a condition alone gives the places")


@pytest.mark.parametrize("product", ["b @ X", "X @ b"])
def test_a_product_by_a_number_is_told_the_sign_for_it(product):
    found = outcome("linear_classifier", linear_classifier(f"return {product} > 0"))
    assert said(found) == ["b is a single number, and @ multiplies arrays. By a number you multiply with *."]


def test_a_right_witness_is_told_which_point_its_shares_give():
    found = outcome("xor_witness", "def xor_witness():\n    return np.ones(2) / 2, np.ones(2) / 2\n")
    assert isinstance(found, Right) and "the shares ½ and ½ of each class give the point (0.5, 0.5)" in found.headline


@pytest.mark.parametrize("feature", ["x1 - x2", "abs(x1) - abs(x2)", "x1 + x2", "x1 * x2", "2 * x1 + x2"])
def test_a_feature_that_moves_alike_for_both_values_of_the_other_input_is_told_so(feature):
    source = f"def my_feature_map(X):\n    x1, x2 = X[:, 0:1], X[:, 1:2]\n    return {feature}\n"
    found = outcome("my_feature_map", source)
    between = feature != "x1 * x2"  # there the numbers of class 1 are at the edge of the others
    told = said(found, "consistent with")
    assert (told == []) if between else "never changes its direction like that" in told[0]
    leaves = "What can you compute from a number so that both ends of class" in said(found)[0]
    assert leaves == between


BACKWARD = """
def backward_indices(x, t, W1, b1, W2, b2):
    (H, D), K = W1.shape, len(t)
    h = logistic(W1 @ x + b1)
    y_bar = W2 @ h + b2 - t
    h_bar, z_bar, W1_bar = np.zeros(H), np.zeros(H), np.zeros((H, D))
    for j in range(H):
        h_bar[j] = sum({of_y} * W2[k, j] for k in range(K))
        z_bar[j] = h_bar[j] * h[j] * (1 - h[j])
        for d in range(D):
            W1_bar[j, d] = z_bar[j] * {of_x}
    return {{"y_bar": y_bar, "W2_bar": np.outer(y_bar, h), "b2_bar": y_bar, "h_bar": h_bar, "z_bar": z_bar,
            "W1_bar": W1_bar, "b1_bar": z_bar}}
"""


@pytest.mark.parametrize(
    ("of_y", "of_x", "kind", "blank"),
    [("y_bar[k]", "W1[j, d]", "wrong factor", "x[d]"), ("y_bar[j]", "x[d]", "wrong input", "y_bar[k]")],
)
def test_what_stands_in_a_blank_is_not_given_away(of_y, of_x, kind, blank):
    found = outcome("backward_indices", BACKWARD.format(of_y=of_y, of_x=of_x))
    assert found.kinds == (kind,) and blank not in found.text()


PASS = """
def cost_and_gradients(X, T, W1, b1, W2, b2):
    N = len(X)
    A = logistic(X @ W1.T + b1)
    Y_bar = (A @ W2.T + b2 - T) / N
    A_bar = {product}
    Z_bar = {slope}
    return 0.5 * N * np.sum(Y_bar**2), {{"W1_bar": {of_w}, "b1_bar": {of_b}, "W2_bar": Y_bar.T @ A, "b2_bar": Y_bar.sum(axis=0)}}
"""


def cost_and_gradients(product="Y_bar @ W2", of_w="Z_bar.T @ X", of_b="Z_bar.sum(axis=0)", slope="A_bar * A * (1 - A)"):
    return PASS.format(product=product, of_w=of_w, of_b=of_b, slope=slope)


@pytest.mark.parametrize(
    ("product", "asks"),
    [
        ("Y_bar @ W2.T", "Is the .T needed?"),
        ("Y_bar.T @ W2.T", "Is each .T needed?"),
        ("W2.T @ Y_bar", "Is the .T needed, and which of the two stands first?"),
        ("W2 @ Y_bar", "Which of the two stands first?"),
        ("W2[0] @ Y_bar", "Which of the two has to be transposed, or stand on the other side?"),
    ],
)
def test_what_is_asked_of_a_product_leads_from_what_was_written_to_what_exists(product, asks):
    assert said(outcome("cost_and_gradients", cost_and_gradients(product)))[0].endswith(f"have to be equal. {asks}")


@pytest.mark.parametrize(
    ("source", "step"),
    [
        (linear_classifier("z = X @ w + b", "y = z > 0 .astype(int)", "return y"),
         "The dot binds first. Put the comparison in brackets: (… > 0).astype(…)."),
        (linear_classifier("return X @ w + b >= 0.0.astype(int)"),
         "The dot binds first. Put the comparison in brackets: (… >= 0.0).astype(…)."),
        (linear_classifier("z = X @ w + b", "return y"),
         "Inside linear_classifier no line begins with y =. Did you compute it without storing it, or"),
        (linear_classifier("return (X @ w + b).sum() / N"),
         "No line before this one gives N a value. The number of examples is len(X)."),
        (gate_weights("weights[NAND] = (-w, 1.5)"), 'The keys are texts, with quotation marks: weights["NAND"].'),
        (gate_weights('weights["NAND"] = -(w, 1.5)'), "A pair has no minus sign. Write it before each part: (-a, -b)."),
        ("def xor_feature_map(X):\n    x1, x2 = X.T\n    return np.stack([x1, x2, x1 @ x2])\n",
         "x1 @ x2 is a single number. x1 * x2 has a number for each row."),
        ("def xor_feature_map(X):\n    x1, x2 = X.T\n    return np.array([x1, x2, x1 @ x2])\n",
         "x1 @ x2 is a single number. x1 * x2 has a number for each row."),
        ("def xor_feature_map(X):\n    x1, x2 = X.T\n    return np.stack([x1, X])\n",
         "Arrays that are stacked need the same shape. Their shapes stand above."),
    ],
)  # fmt: skip
def test_an_error_is_told_what_to_do_about_the_line_that_was_written(source, step):
    exercise = source.strip().partition("def ")[2].partition("(")[0]
    found = outcome(exercise, source)
    assert said(found)[0].startswith(step), found.text()


@pytest.mark.parametrize(
    ("line", "step"),
    [
        ("found = signals[parents]", "parents is a tuple of names. Look up one name at a time."),
        ("found = OPS['mul'].value(2.0)", "This operation needs a number for each parent, all in one call"),
    ],
)
def test_parents_are_told_from_one_parent(line, step):
    source = f"def passed(t):\n    signals, parents = {{'u': 1.0}}, ('u', 'v')\n    {line}\n    return t, t\n"
    with pytest.raises(CheckFailed) as failed:
        check_task("passed", cell(source, OPS=OPS)["passed"], tasks.two_paths.path_contributions)
    assert said(failed.value.outcome)[0].startswith(step)


def test_two_derivatives_are_no_misspelling_of_one_another():
    source = "def gradients_by_hand(w, b, x, t):\n    dL_dw = x\n    return dL_dw, dL_db\n"
    with pytest.raises(CheckFailed) as failed:
        pair = Returns.as_tuple("dL_dw", "dL_db")
        check("gradients_by_hand", cell(source)["gradients_by_hand"], models.logistic_least_squares, pair)
    assert said(failed.value.outcome) == ["No line before this one gives dL_db a value. Is its line missing?"]


@pytest.mark.parametrize("last", ["y = 1 if total > 0 else 0", "y = np.where(total > 0, 1, 0)"])
def test_a_row_in_a_loop_over_the_columns_is_called_a_row(last):
    source = linear_classifier("total = b", "for d in range(len(w)):", "    total += w[d] * X[d]", last, "return y")
    found = outcome("linear_classifier", source)
    assert said(found, "consistent with") == ["X[d] is a row of X, and the loop over d counts the columns."]
    assert said(found) == ["The column is X[:, d]: its entries of all rows."]


def test_rows_that_are_read_by_right_loops_are_no_matter():
    source = linear_classifier("y = []", "for i in range(len(X)):", "    y += [w @ X[i] > b]", "return np.array(y)")
    assert outcome("linear_classifier", source).kinds == ("sign",)


def test_a_check_before_its_cell_was_run_says_which_cell_to_run(monkeypatch):
    monkeypatch.setattr(session, "running", lambda: 'check(\n    "backward_indices",\n    backward_indices,\n)')
    found = panel("backward_indices", "    backward_indices,")
    step = (
        "Run the cell that defines it, just above, then this one. Is its name changed? It must be `backward_indices`."
    )
    assert found.headline == "it is not there yet" and said(found) == [step]
    assert "Run All Above" in said(panel("logistic", "logistic(0)"))[0]


TRAIN = """
def train(X, T, W1, b1, W2, b2, lr, steps):
    costs = []
    for _ in range(steps):
        J, grads = cost_and_gradients(X, T, W1, b1, W2, b2)
        costs.append(J)
        W1 = W1 - lr * grads["W1_bar"]
        b1 = b1 {sign} lr * grads["b1_bar"]
        W2 = W2 - lr * grads["W2_bar"]
        b2 = b2 - lr * grads["b2_bar"]
    costs.append(cost_and_gradients(X, T, W1, b1, W2, b2)[0])
    return {{"W1": W1, "b1": b1, "W2": W2, "b2": b2, "costs": np.array(costs)}}
"""


def trained(gradients, sign="-"):
    space = cell(gradients + TRAIN.format(sign=sign))
    seen = []
    with shown_to(seen.append), contextlib.suppress(CheckFailed):
        own = space["cost_and_gradients"]
        check_training("train", space["train"], two_layer.training, lambda *inputs: own(*inputs))
    return seen[0]


@pytest.mark.parametrize("of_b", ["Z_bar.sum()", "Z_bar.sum(keepdims=True)[0]", "float(Z_bar.mean())"])
def test_steps_along_ones_own_gradients_are_right_where_these_are_one_number_for_all(of_b):
    progress.forget()
    found = trained(cost_and_gradients(of_b=of_b))
    assert isinstance(found, Right) and "every step follows your own gradients" in found.headline
    assert isinstance(trained(cost_and_gradients(of_b=of_b), sign="+"), Wrong)


def test_gradients_that_are_0_for_all_excuse_nobody_who_makes_no_step():
    source = (
        cost_and_gradients(of_b="0.0", of_w="0.0").replace("Y_bar.T @ A", "0.0").replace("Y_bar.sum(axis=0)", "0.0")
    )
    progress.forget()
    assert isinstance(trained(source), Wrong)


def test_who_has_to_fix_gradients_first_is_told_so_once():
    progress.forget()
    source = cost_and_gradients(of_b="Z_bar.sum(axis=1)")
    with pytest.raises(CheckFailed):
        CHECKS["cost_and_gradients"]("cost_and_gradients", cell(source)["cost_and_gradients"])
    found = trained(source)
    assert isinstance(found, Raised) and said(found, "first") and not said(found, "note")


@pytest.mark.parametrize("slip", [{"of_b": "Z_bar.sum(axis=0) / N"}, {"of_w": "Z_bar.T @ X / N"}])
def test_a_factor_that_is_put_in_again_is_told_where_it_is_already(slip):
    found = outcome("cost_and_gradients", cost_and_gradients(**slip))
    assert found.kinds == ("factor",)
    assert said(found, "consistent with") == [
        "It is exactly 1/N times what is expected: `Y_bar` has the factor 1/N already."
    ]


VECTORISED = """
def backward_vectorised(x, t, W1, b1, W2, b2):
    h = logistic(W1 @ x + b1)
    y_bar = W2 @ h + b2 - t
    h_bar = W2.T @ y_bar
    z_bar = {slope}
    return {{"y_bar": y_bar, "W2_bar": np.outer(y_bar, h), "b2_bar": y_bar, "h_bar": h_bar, "z_bar": z_bar,
            "W1_bar": np.outer(z_bar, x), "b1_bar": z_bar}}
"""


@pytest.mark.parametrize(
    ("slope", "label", "words"),
    [
        ("h_bar @ h * (1 - h)", "consistent with", "multiplied by @, which adds up the products: one number"),
        ("h_bar @ (1 - h) * h", "consistent with", "multiplied by @, which adds up the products: one number"),
        ("h_bar * (h @ (1 - h))", "consistent with", "multiplied by @, which adds up the products: one number"),
        ("h_bar * h @ (1 - h)", "next", "Its line has an @, which adds up the products."),
        ("h_bar @ h @ (1 - h)", "next", "h_bar @ h is a single number: @ adds up the products."),
    ],
)
def test_an_at_between_entries_of_one_example_is_told_to_add_up(slope, label, words):
    found = outcome("backward_vectorised", VECTORISED.format(slope=slope))
    assert words in said(found, label)[0], found.text()


def test_a_number_that_no_at_made_is_not_told_of_one():
    found = outcome("backward_vectorised", VECTORISED.format(slope="np.sum(h_bar * h * (1 - h))"))
    assert "@" not in said(found)[0] and "one number for everything" in said(found)[0]


@pytest.mark.parametrize(
    ("slope", "words"),
    [
        ("A_bar @ A * (1 - A)", "Both have the shape (4, 3)."),
        ("A_bar * A @ (1 - A)", "Both have the shape (4, 3)."),
        ("A_bar.T @ A * (1 - A)", "A_bar.T @ A adds up products over the rows: (3, 3). Is * meant there"),
    ],
)
def test_an_at_between_entries_of_a_batch_is_asked_whether_a_star_is_meant(slope, words):
    assert said(outcome("cost_and_gradients", cost_and_gradients(slope=slope)))[0].startswith(words)


REGRESSION = """
def softmax_regression(X, T, W, b):
    N = len(X)
    Z = X @ W.T + b
    M = Z - Z.max(axis=1, keepdims=True)
    log_Y = M - np.log(np.exp(M).sum({of}))
    Z_bar = (np.exp(log_Y) - T) / N
    return {J}, Z_bar.T @ X{again}, Z_bar.sum(axis=0)
"""


def softmax_regression(of="axis=1, keepdims=True", J="-np.sum(T * log_Y) / N", again=""):
    return REGRESSION.format(of=of, J=J, again=again)


def test_softmax_regression_is_told_of_the_factor_that_is_there_and_of_the_shape_that_a_sum_has():
    assert isinstance(outcome("softmax_regression", softmax_regression()), Right)
    twice = outcome("softmax_regression", softmax_regression(again=" / N"))
    assert said(twice, "consistent with")[0].endswith("`Z_bar` has the factor 1/N already.")
    flat = outcome("softmax_regression", softmax_regression(of="axis=1"))
    assert said(flat)[0].startswith("With axis=1 there is one number for each row, and it has shape (N,)")
    for_each = outcome("softmax_regression", softmax_regression(J="-(T * log_Y).sum(axis=1) / N"))
    assert said(for_each)[0].endswith("which operation makes one number of these?")


FORWARD = """
def forward_pass(graph, inputs):
    values = {{}}
    for name, op, parents in graph:
        if op == "input":
            values[name] = inputs[name]
        else:
            arguments = [values[parent] for parent in parents]
            {line}
    return values
"""
BACK = """
def backward_pass(graph, values):
    signals = {{name: 0.0 for name, _, _ in graph}}
    signals[graph[-1][0]] = 1.0
    for name, op, parents in reversed(graph):
        if op == "input":
            continue
        partials = OPS[op].partials(*[values[parent] for parent in parents])
        {line}
    return signals
"""
SENT = "for parent, partial in zip(parents, partials): signals[parent] += signals[name] * partial"


@pytest.mark.parametrize(
    ("source", "line", "step"),
    [
        (FORWARD, "return OPS[op].value(*arguments)", "Store what a round computes"),
        (FORWARD, "values[name] = OPS[op].value(*arguments); return values", "Delete it"),
        (BACK, f"{SENT}\n        return signals", "Delete it"),
        (BACK, f"{SENT}; return signals", "Delete it"),
        (BACK, "return signals[name]", "Store what a round computes"),
    ],
)
def test_a_return_inside_the_given_loop_is_told_by_its_line(source, line, step):
    exercise = source.partition("def ")[2].partition("(")[0]
    source = source.format(line=line)
    found = outcome(exercise, source)
    number = source[: source.rindex("return ", 0, source.rindex("return "))].count("\n") + 1
    assert f"the return in line {number} of the cell stands inside the loop" in said(found, "your line")[0]
    assert said(found)[0].startswith(step) and "return in the loop" in found.kinds


def test_a_wrong_answer_with_a_return_inside_a_loop_that_has_its_reason_is_not_told_to_delete_it():
    source = BACK.format(line=SENT.replace("+=", "=") + "\n        if not parents: return {}")
    assert "stands inside" not in outcome("backward_pass", source).text()
