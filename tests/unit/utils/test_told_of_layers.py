"""What beginners of notebooks 03 to 05 are told of layers, bumps, factors and error signals, line by line."""

from __future__ import annotations

import linecache

import numpy as np
import pytest

from utils import CheckFailed, Returns, check, check_task, models, tasks
from utils.elementwise import logistic
from utils.graph import OPS

OUTPUT = """
def output_layer(h, w, b, task):
    z = h @ w + b
    if task == "regression":
        return {regression}
    {rest}
"""
REFUSES = 'if task == "binary":\n        return {}\n    raise ValueError(task)'
COLLAPSE = """
def collapse(layers):
    W, b = layers[0]
    for W_next, b_next in layers[1:]:
        {}
    return np.array(W), np.array(b)
"""
BUMPS = """
def bump_network(edges, heights, k):
    W1 = np.full((len(edges), 1), k)
    b1 = {b1}
    w2 = {w2}
    return W1, b1, w2, 0.0
"""
BACKWARD = """
def backward_pass(graph, values):
    signals = {{name: 0.0 for name, _, _ in graph}}
    signals[graph[-1][0]] = 1.0
    for name, op, parents in reversed(graph):
        if op != "input":
            partials = OPS[op].partials({of})
            for parent, partial in zip(parents, partials):
                {line}
    return signals
"""
PATHS = """
def path_contributions(t):
    x, dx_dt = np.cos(t), -np.sin(t)
    y, dy_dt = t**2, 2 * t
    q = np.exp(x * y)
    return {} * dx_dt, ({}) * dy_dt
"""
DENSE = """
def dense(X, W, b, phi):
    X @ W.T + b
    return phi(Z)
"""
LOGISTIC_TWICE = """
def logistic(z):
    u = np.exp(-np.abs(z))
    numerator = np.where(z >= 0, 1, np.exp(z))
    return numerator / (1 + u)
"""
TASKS = {
    "dense": tasks.layers.dense,
    "logistic": tasks.activations.logistic_function,
    "output_layer": tasks.layers.output_layer,
    "collapse": tasks.layers.collapse,
    "bump_network": tasks.bumps.bump_network,
    "backward_pass": tasks.passes.backward_pass,
    "path_contributions": tasks.two_paths.path_contributions,
}
JUMPS = "np.diff([0.0, *heights, 0.0])"
AT = "*[values[p] for p in parents]"


def _function(source):
    name = f"<cell {abs(hash(source))}>"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    names = {"__name__": "__main__", "np": np, "OPS": OPS, "given_logistic": logistic, "logistic": logistic}
    exec(compile(source, name, "exec"), names)
    return next(value for key, value in names.items() if f"def {key}(" in source)


def told(source):
    """Explanation and next step of the check, as one text each."""
    function = _function(source)
    with pytest.raises(CheckFailed) as failed:
        check_task(function.__name__, function, TASKS[function.__name__])
    rows = failed.value.outcome.rows
    return [" ".join(text for name, text in rows if name == label) for label in ("consistent with", "next")]


@pytest.mark.parametrize(
    ("source", "says", "step"),
    [
        (OUTPUT.format(regression="z", rest=REFUSES.format("given_logistic(h)")),
         "This is what you get for σ(h), with h in the place of z.", "σ takes the pre-activation, of shape (N,)."),
        (OUTPUT.format(regression="h", rest=REFUSES.format("given_logistic(z)")),  # @ is there, and no *
         "There are 2 numbers where one belongs.", "Which operation makes one number of each row?"),
        (OUTPUT.format(regression="z", rest="else:\n        return given_logistic(z)"),
         "", "Any other task should come to a raise ValueError(…) below both ifs."),
        (COLLAPSE.format("W, b = W_next @ W, W_next @ b_next + b"),
         "for b when b and b_next are exchanged.", "Which of the two biases goes through the next layer?"),
        (COLLAPSE.format("W, b = W @ W_next.T, W_next @ b + b_next"),
         "formed the other way round: the layer that acts first stands on the right; a transpose only makes it fit.",
         "Which of its two matrices acts first?"),
        (COLLAPSE.format("W_next @ W, W_next @ b + b_next"), "when no round of the loop changes W and b", "Store the"),
        (COLLAPSE.format("b = W_next @ b + b_next"), "W is still the first layer's", "Store the product of the matrices"),
        *((BUMPS.format(b1="-k * edges", w2=w2), "", "4 bumps have 5 edges. w2 is not a level but the change at each edge")
          for w2 in ("heights", "np.diff(heights)", "np.array([0.0, *heights, 0.0])", "[0.0, *heights, 0.0]")),
        (DENSE, "", "Inside dense no line begins with Z =. Did you compute it without storing it"),
        (LOGISTIC_TWICE, "given two formulas", "Write u in the place of np.exp(z)."),
        (COLLAPSE.format("W, b = W_next @ W, W_next @ (b + b_next)"), "b_next is added before the product", ""),
        (BUMPS.format(b1="-W1 * edges", w2=JUMPS), "", "A column (5, 1) and an array (5,) make a table (5, 5)."),
        (BUMPS.format(b1="-k * edges", w2="np.diff(0, *heights, 0)"), "", "np.diff takes one sequence"),
        (BACKWARD.format(of="values[name]", line="signals[parent] += signals[name] * partial"),
         "partials are taken at the child's value", "Call it with the values of the parents"),
        (BACKWARD.format(of=AT, line="signals[name] += signals[name] * partial"),
         "", "starts with 1, and nothing is added. Who receives: a node itself, or its parents?"),
        (BACKWARD.format(of=AT, line="signals[parent] = signals[name] * partial"),
         "each product replaces the one before it", ""),
        (PATHS.format("x * q", "1 + y * q"), "when x and y are exchanged", ""),
        (PATHS.format("y * q", "y + x * q"), "the derivative of y with respect to y is taken to be y", ""),
        (PATHS.format("y * np.exp(x)", "1 + x * np.exp(x)"), "the exponential is that of x alone", "is given, as q."),
    ],
)  # fmt: skip
def test_what_was_written_is_named_in_its_own_words(source, says, step):
    explanation, following = told(source)
    assert says in explanation and (not says or len(explanation) < len(says) + 140), explanation
    assert step in following, following


def test_numbers_are_not_asked_for_their_shapes():
    assert "with its shape" not in told(PATHS.format("x * y * q", "1 + x * q"))[1]


def test_jumps_in_a_list_are_as_good_as_in_an_array():
    check_task("bump_network", _function(BUMPS.format(b1="-k * edges", w2=f"list({JUMPS})")), tasks.bumps.bump_network)


@pytest.mark.parametrize(("line", "names"), [("", False), ("z_bar = 0.0", True)])
def test_no_error_signal_is_spoken_of_that_the_function_does_not_have(line, names):
    source = f"""
def gradients_by_hand(w, b, x, t):
    {line}
    dL_dw = (logistic(w * x + b) - t) * x
    dL_db = logistic(w * x + b) - t
    return dL_dw, dL_db
"""
    with pytest.raises(CheckFailed) as failed:
        pair = Returns.as_tuple("dL_dw", "dL_db")
        check("gradients_by_hand", _function(source), models.logistic_least_squares, pair)
    step = dict(failed.value.outcome.rows)["next"]
    assert ("z_bar" in step) == names and ("with those on paper" in step) != names


def test_a_difference_without_its_brackets_is_told():
    source = """
def gradients_by_hand(w, b, x, t):
    s = logistic(w * x + b)
    return logistic(w * x + b) - t * s * (1 - s) * x, (s - t) * s * (1 - s)
"""
    with pytest.raises(CheckFailed) as failed:
        pair = Returns.as_tuple("dL_dw", "dL_db")
        check("gradients_by_hand", _function(source), models.logistic_least_squares, pair)
    assert dict(failed.value.outcome.rows)["next"] == "Put the difference in brackets."


def test_an_exponential_that_overflows_in_the_slope_of_σ_is_led_to_σ():
    source = "def d_logistic(z):\n    return np.exp(-z) / (1 + np.exp(-z)) ** 2\n"
    with pytest.raises(CheckFailed) as failed:
        check("d_logistic", _function(source), models.logistic_function, Returns.as_value("dy_dz"))
    assert dict(failed.value.outcome.rows)["next"].endswith("Both factors can be written with σ alone.")


def test_numerators_that_are_divided_already_are_told_who_divides_again():
    source = """
def logistic(z):
    u = np.exp(-np.abs(z))
    numerator = np.where(z >= 0, 1 / (1 + u), u / (1 + u))
    return numerator / (1 + u)
"""
    with pytest.raises(CheckFailed) as failed:
        check_task("logistic", _function(source), tasks.activations.logistic_function)
    assert "divided by 1 + u twice" in dict(failed.value.outcome.rows)["consistent with"]


REGRESSION = """
def softmax_regression(X, T, W, b):
    N = len(X)
    Z = X @ W.T + b
    M = Z - Z.max(axis=1, keepdims=True)
    log_Y = M - np.log(np.exp(M).sum(axis=1, keepdims=True))
    Z_bar = (np.exp(log_Y) - T) / N
    return {J}, {W_bar}, Z_bar.sum(axis=0)
"""


@pytest.mark.parametrize(
    ("J", "W_bar", "says"),
    [
        ("-np.sum(T * log_Y) / N", "(Z_bar * X).sum(axis=0)", "With other sizes more are wanted: which product of two"),
        ("-(T * log_Y) / N", "Z_bar.T @ X", "J is still an array. Are its entries to be added up?"),
    ],
)
def test_what_is_right_in_small_sizes_alone_is_not_called_right(J, W_bar, says):
    with pytest.raises(CheckFailed) as failed:
        triple, known = Returns.as_tuple("J", "W_bar", "b_bar"), tasks.softmax.regression_hypotheses
        function = _function(REGRESSION.format(J=J, W_bar=W_bar))
        check("softmax_regression", function, models.softmax_regression, triple, hypotheses=known)
    text = failed.value.outcome.text()
    assert says in text and "only the shape is not" not in text
    assert ("An error signal has the shape" in text) == ("J is" not in says)
