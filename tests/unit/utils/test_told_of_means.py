"""What is told of a mean that is taken too early, of squares, factors and conditions, and of an answer above its mark."""

from __future__ import annotations

import contextlib
import linecache

import numpy as np
import pytest
from scipy.special import expit

from utils import CheckFailed, Returns, check, check_task, models, progress, tasks
from utils.outcomes import Raised, shown_to

UNIT = models.logistic_least_squares
SEVEN = ("L_reg_bar", "R_bar", "L_bar", "y_bar", "z_bar", "w_bar", "b_bar")
CHECKS = {
    "forward": (UNIT, Returns.as_dict("z", "y", "L")),
    "gradients_by_hand": (UNIT, Returns.as_tuple("dL_dw", "dL_db")),
    "backward": (UNIT, Returns.as_dict("y_bar", "z_bar", "w_bar", "b_bar")),
    "backward_regularised": (models.regularised_logistic_least_squares, Returns.as_dict(*SEVEN)),
    "cost_and_gradients": (models.mean_logistic_least_squares, Returns.as_tuple("J", "dJ_dw", "dJ_db")),
}
TASKS = {"logistic": tasks.activations.logistic_function, "bump_network": tasks.bumps.bump_network}


def ran(source, **names):
    """The names after a cell ran, which a message finds the lines of."""
    filename = f"<cell {abs(hash(source))}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    space = {"__name__": "__main__", "np": np, "logistic": expit, **names}
    exec(compile(source, filename, "exec"), space)
    return space


def outcome(source, **names):
    """What the check of the last function in a cell finds."""
    exercise = source.rpartition("def ")[2].partition("(")[0]
    function = ran(source, **names)[exercise]
    progress.forget()
    seen = []
    with shown_to(seen.append), contextlib.suppress(CheckFailed):
        if exercise in TASKS:
            check_task(exercise, function, TASKS[exercise])
        else:
            check(exercise, function, *CHECKS[exercise])
    return seen[0]


def said(found, label="next"):
    return " ".join(text for name, text in found.rows if name == label)


COST = """
def cost_and_gradients(w, b, x, t):
    z, y = w * x + b, logistic(w * x + b)
    J = np.mean((y - t) ** 2 / 2)
    y_bar = {y_bar}
    z_bar = {z_bar}
    return J, {dw}, {db}
"""
PRODUCT = "y_bar * y * (1 - y)"


@pytest.mark.parametrize(
    ("y_bar", "z_bar", "dw", "db"),
    [
        ("y - t", PRODUCT, "np.mean(z_bar) * x", "np.mean(z_bar)"),
        ("y - t", PRODUCT, "np.mean(z_bar) * np.mean(x)", "np.mean(z_bar)"),
        ("y - t", f"np.mean({PRODUCT})", "np.mean(z_bar * x)", "z_bar"),
        ("y - t", f"np.mean({PRODUCT})", "z_bar * x", "z_bar"),
        ("np.mean(y - t)", PRODUCT, "np.mean(z_bar * x)", "np.mean(z_bar)"),
        ("np.mean(y - t)", PRODUCT, "z_bar * x", "z_bar"),
    ],
)
def test_a_mean_that_is_taken_before_the_product_is_told_to_come_last(y_bar, z_bar, dw, db):
    found = outcome(COST.format(y_bar=y_bar, z_bar=z_bar, dw=dw, db=db))
    assert found.kinds[0] == "mean taken too early"
    assert said(found) == "The mean was taken too early: multiply for each example, then take the mean."
    assert "the mean is taken before the product with" in said(found, "consistent with")


def test_a_mean_that_is_only_missing_is_not_called_early():
    found = outcome(COST.format(y_bar="y - t", z_bar=PRODUCT, dw="z_bar * x", db="z_bar"))
    assert found.kinds[0] == "batch sum missing" and "their mean is missing" in said(found, "consistent with")
    assert said(found).endswith("which operation makes one number of these?")


FORWARD = """
def forward(w, b, x, t):
    z = w * x {sign} b
    y = logistic(z)
    L = {L}
    return {{"z": z, "y": y, "L": L}}
"""


@pytest.mark.parametrize(
    ("loss", "step"),
    [
        ("0.5 * y - t**2", "Square the difference y − t, not y or t alone."),
        ("(y**2 - t**2) / 2", "Square the difference y − t, not y or t alone."),
        ("y**2 - t / 2", "Square the difference y − t, not y or t alone."),
        ("(y - t) / 2", "Square the difference y − t."),
        ("(y + t) ** 2 / 2", "Look for the mistake in the lines that compute L."),
    ],
)
def test_a_loss_with_the_square_in_the_wrong_place_is_told_what_to_square(loss, step):
    assert said(outcome(FORWARD.format(sign="+", L=loss))) == step


def test_a_square_without_its_half_is_asked_for_it():
    assert said(outcome(FORWARD.format(sign="+", L="(y - t) ** 2"))).endswith("computes L. Is the ½ there?")
    assert "½" not in said(outcome(FORWARD.format(sign="+", L="(y - t) ** 2 / 3")))


def test_a_sum_in_the_place_of_a_mean_is_compared_with_the_cost():
    source = "def cost_and_gradients(w, b, x, t):\n    y = logistic(w * x + b)\n    z_bar = (y - t) * y * (1 - y)\n"
    source += "    return np.mean((y - t) ** 2 / 2), np.sum(z_bar * x), np.sum(z_bar)\n"
    assert said(outcome(source)) == "J is a mean over the examples. Is dJ_dw one, too?"


BY_HAND = """
def gradients_by_hand(w, b, x, t):
    s = logistic(w * x + b)
    return {}, {}
"""


@pytest.mark.parametrize(
    ("dw", "db"),
    [("s * (1 - s) * x", "s * (1 - s)"), ("x", "1.0"), ("(s - t) * x", "s - t"), ("(s - t) * s * x", "0.0")],
)
def test_no_error_signal_is_spoken_of_in_the_exercise_by_hand(dw, db):
    found = outcome(BY_HAND.format(dw, db))
    assert "error signal" not in found.text()
    assert said(found) == "Compare your factors with those on paper: the square, σ and w x + b."


BACKWARD = """
def backward(w, b, x, t):
    values = forward(w, b, x, t)
    z, y = values["z"], values["y"]
    y_bar = y - t
    z_bar = y_bar * y * {factor}
    return {{"y_bar": y_bar, "z_bar": z_bar, "w_bar": z_bar * x, "b_bar": z_bar}}
"""


@pytest.mark.parametrize("factor", ["(1 - y)", "1"])
def test_a_wrong_forward_pass_is_looked_for_where_it_is_computed(factor):
    forward = ran(FORWARD.format(sign="-", L="(y - t) ** 2 / 2"))["forward"]
    step = said(outcome(BACKWARD.format(factor=factor), forward=forward))
    assert step == "The values of the forward pass come from your forward: the mistake is there."


def test_a_right_forward_pass_is_not_blamed():
    forward = ran(FORWARD.format(sign="+", L="(y - t) ** 2 / 2"))["forward"]
    assert "z_bar" in said(outcome(BACKWARD.format(factor="1"), forward=forward))


PENALISED = """
def backward_regularised(w, b, x, t, lam):
    y = logistic(w * x + b)
    y_bar, z_bar = y - t, (y - t) * y * (1 - y)
    R_bar = {}
    return {{"L_reg_bar": 1.0, "R_bar": R_bar, "L_bar": 1.0, "y_bar": y_bar, "z_bar": z_bar,
             "w_bar": z_bar * x + R_bar, "b_bar": z_bar}}
"""


SIGNALS = """
def backward(w, b, x, t):
    z = w * x + b
    y = logistic(z)
    y_bar = y - t
    z_bar = y_bar * {slope}
    return {{"y_bar": y_bar, "z_bar": z_bar, "w_bar": z_bar * {factor}, "b_bar": z_bar}}
"""


@pytest.mark.parametrize(
    ("slope", "factor", "step"),
    [
        ("logistic(y) * (1 - logistic(y))", "x", "that computes z_bar. The slope was given y; it takes z."),
        ("z * (1 - z)", "x", "that computes z_bar. In y (1 − y), y is σ(z), not z."),
        ("y * (1 - y)", "w", "that computes w_bar. What remains when z is differentiated with respect to w?"),
    ],
)
def test_what_a_slope_was_given_and_which_factor_is_asked_for_beside_the_line(slope, factor, step):
    found = said(outcome(SIGNALS.format(slope=slope, factor=factor)))
    assert found.startswith("The error signals before ") and found.endswith(step.removeprefix("that "))


def test_by_hand_it_is_said_what_a_slope_was_given():
    found = said(outcome(BY_HAND.format("(s - t) * logistic(s) * (1 - logistic(s)) * x", "0.0")))
    assert found == "The slope was given y; it takes z."


@pytest.mark.parametrize(
    ("kept", "step"),
    [
        (
            'signals = {"R_bar": lam, "w_bar": w}',
            'This line uses w_bar before it has a value. Is signals["w_bar"] meant?',
        ),
        (
            "R_bar = lam",
            "This line uses w_bar before it has a value. Which value does it start from? Give it one above.",
        ),
    ],
)
def test_a_value_that_is_used_in_its_own_line_is_looked_for_where_it_stands(kept, step):
    source = f"def backward_regularised(w, b, x, t, lam):\n    {kept}\n    w_bar = w_bar + lam * w\n    return w_bar\n"
    assert said(outcome(source)) == step
    assert said(outcome(source.replace("w_bar = w_bar + ", "w_bar += "))) == step
    later = source.replace("w_bar = w_bar + lam * w", "z_bar = L_bar\n    L_bar = 1.0")
    assert said(outcome(later)).startswith("L_bar gets its value further down in the function")


def test_a_factor_of_the_next_error_signal_is_told_in_which_line_it_belongs():
    found = outcome(PENALISED.format("lam * w"))
    assert said(found, "consistent with").endswith("multiplied by w, the derivative of R with respect to w.")
    assert said(found) == "The factor w belongs in the line of w_bar."
    assert "belongs in the line of" not in said(outcome(PENALISED.format("lam * b")))


LOGISTIC = """
def logistic(z):
    u = np.exp(-np.abs(z))
    if {}:
        numerator = 1.0
    else:
        numerator = u
    return numerator / (1 + u)
"""


@pytest.mark.parametrize("condition", ["np.all(z >= 0)", "np.any(z >= 0)", "(z >= 0).all()"])
def test_one_question_about_a_whole_array_is_told_to_be_asked_of_each_entry(condition):
    found = outcome(LOGISTIC.format(condition))
    assert said(found, "consistent with").startswith(f"`{condition}` asks one question about the whole array")
    assert said(found) == "Choose entry by entry, with np.where."


BUMPS = """
def bump_network(edges, heights, k):
    W1 = np.full((len(edges), 1), k)
    return W1, -k * edges, {}, 0.0
"""


@pytest.mark.parametrize(
    ("w2", "says"),
    [
        ("np.ravel([[h, -h] for h in heights])", "Neighbouring bumps share an edge: one entry for both changes there."),
        (
            "[v for h in heights for v in (h, -h)]",
            "Neighbouring bumps share an edge: one entry for both changes there.",
        ),
        ("k * np.diff([0.0, *heights, 0.0])", "Every height is k times too large: k belongs in W1 and b1 only."),
        ("np.array([0.0, *heights, 0.0])", "4 bumps have 5 edges. w2 is not a level but the change at each edge"),
    ],
)
def test_the_jumps_of_a_network_of_bumps_are_told_what_is_wrong_with_them(w2, says):
    assert says in outcome(BUMPS.format(w2)).text()


STUB = """
def forward(w, b, x, t):
    {above}
    {comment}
    # YOUR CODE HERE
    raise NotImplementedError()
    return {{"z": z, "y": y, "L": L}}
"""
ANSWER = "z = w * x + b\n    y = logistic(z)\n    L = (y - t) ** 2 / 2"


@pytest.mark.parametrize("comment", ["", "# Yours: z, y and L."])
def test_an_answer_above_the_mark_is_called_an_answer(comment):
    source = STUB.format(above=ANSWER, comment=comment)
    found = outcome(source)
    line = source[: source.index("raise")].count("\n") + 1
    assert isinstance(found, Raised) and f"left in line {line} stops it" in found.headline


@pytest.mark.parametrize("above", ["z = w * x + b", "z, y = 1.0, 2.0\n    L = 0.0", "z = y = L = x\n    u = w"])
def test_what_is_no_whole_answer_above_the_mark_is_not_called_one(above):
    assert not isinstance(outcome(STUB.format(above=above, comment="")), Raised)
