"""Each outcome of a check, and the words in which it is said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit

from utils import CheckFailed, Returns, check, check_descent, check_differentiator, models, progress
from utils.checks.refusals import CannotJudge
from utils.checks.running import same_again
from utils.graph import OPS
from utils.outcomes import NotAttempted, Raised, Right, Wrong
from utils.reference import Program

UNIT = models.logistic_least_squares
BATCH = models.mean_logistic_least_squares
VALUES = Returns.as_dict("z", "y", "L")
SIGNALS = Returns.as_dict("y_bar", "z_bar", "w_bar", "b_bar")
TRIPLE = Returns.as_tuple("J", "dJ_dw", "dJ_db")


def right_forward(w, b, x, t):
    z = w * x + b
    y = expit(z)
    return {"z": z, "y": y, "L": (y - t) ** 2 / 2}


def right_backward(w, b, x, t):
    y = expit(w * x + b)
    z_bar = (y - t) * y * (1 - y)
    return {"y_bar": y - t, "z_bar": z_bar, "w_bar": z_bar * x, "b_bar": z_bar}


def right_gradients(w, b, x, t):
    y = expit(w * x + b)
    z_bar = (y - t) * y * (1 - y)
    return np.mean((y - t) ** 2) / 2, np.mean(z_bar * x), np.mean(z_bar)


def descent(gradients):
    def gradient_descent(x, t, w0, b0, lr, steps):
        w, b, rows = w0, b0, []
        for _ in range(steps + 1):
            J, dJ_dw, dJ_db = gradients(w, b, x, t)
            rows.append([w, b, J])
            w, b = w - lr * dJ_dw, b - lr * dJ_db
        return np.array(rows)

    return gradient_descent


def outcome(run, *args, **kwargs):
    """The outcome of a check, whether it passes or raises."""
    progress.forget()
    try:
        run(*args, **kwargs)
    except CheckFailed as failed:
        assert str(failed) == failed.outcome.text()
        return failed.outcome
    (latest,) = progress._latest.values()
    return latest


def test_a_right_answer_passes_and_says_how_closely_it_agrees(capsys):
    found = outcome(check, "backward", right_backward, UNIT, SIGNALS)
    assert isinstance(found, Right)
    assert (
        "matches the numerical derivative at 5 random points and 8 edge cases, largest relative error" in found.headline
    )
    assert "You may move on." in capsys.readouterr().out


@pytest.mark.parametrize("convert", [float, np.float64, np.array, lambda v: np.array(v)[()]])
def test_a_scalar_may_be_a_python_number_a_numpy_scalar_or_a_0d_array(convert):
    def forward(w, b, x, t):
        return {name: convert(value) for name, value in right_forward(w, b, x, t).items()}

    assert isinstance(outcome(check, "forward", forward, UNIT, VALUES), Right)


def test_whole_numbers_may_be_ints_and_pairs_may_be_lists():
    def gradients(w, b, x, t):
        return [*right_gradients(w, b, x, t)]

    assert isinstance(outcome(check, "cost", gradients, BATCH, TRIPLE), Right)
    at_zero = replace(UNIT, edges=({"w": 0.0, "b": 0.0, "x": 0.0, "t": 0.0},))
    assert isinstance(outcome(check, "z", lambda *_: 0, at_zero, Returns.as_value("z"), count=0), Right)


def test_the_first_wrong_error_signal_in_backward_order_is_named_with_both_numbers():
    def backward(w, b, x, t):
        y = expit(w * x + b)
        return {"y_bar": y - t, "z_bar": y - t, "w_bar": (y - t) * x, "b_bar": y - t}  # σ′ left out

    found = outcome(check, "backward", backward, UNIT, SIGNALS)
    assert isinstance(found, Wrong) and found.headline == "z_bar is wrong"
    rows = dict(found.rows)
    assert rows["right so far"] == "y_bar"
    assert rows["yours"].startswith("z_bar = ") and rows["numerical derivative"].startswith("z_bar = ")
    assert "random point 1 of 5, seed 1" in rows["where"]
    assert rows["right forward pass"].startswith("z = ") and ", y = " in rows["right forward pass"]
    assert "the line that computes z_bar" in rows["next"] and "the values it uses" in rows["next"]
    assert list(rows) == [
        "where",
        "right so far",
        "right forward pass",
        "yours",
        "numerical derivative",
        "consistent with",
        "next",
    ]


def test_a_stub_counts_as_not_attempted_and_so_does_an_ellipsis():
    def stub(*_):
        raise NotImplementedError()

    assert isinstance(outcome(check, "forward", stub, UNIT, VALUES), NotAttempted)
    assert isinstance(outcome(check, "forward", lambda *_: {"z": ..., "y": ..., "L": ...}, UNIT, VALUES), NotAttempted)


def test_an_exception_is_reported_with_the_line_of_the_readers_own_code():
    def forward(w, b, x, t):
        return np.linalg.inv(np.zeros((2, 2)) * w)  # the reader's line

    found = outcome(check, "forward", forward, UNIT, VALUES)
    rows = dict(found.rows)
    assert isinstance(found, Raised) and "LinAlgError: Singular matrix" in rows["error"]
    assert "# the reader's line" in rows["your line"] and "in forward" in rows["your line"]


@pytest.mark.parametrize(
    ("returned", "headline"),
    [
        (None, "it returned None"),
        ((1, 2, 3), "it returned a tuple instead of a dict"),
        ({"z": 1.0, "L": 1.0}, "the returned dict has no y"),
        ({"z": np.array([1.0]), "y": 1.0, "L": 1.0}, "z has shape (1,) and should be one number"),
        ({"z": "1", "y": 1.0, "L": 1.0}, "z is a str and should be a real number"),
        ({"z": 1j, "y": 1.0, "L": 1.0}, "z is a complex and should be a real number"),
        ({"z": True, "y": 1.0, "L": 1.0}, "z is a bool and should be a real number"),
        ({"z": np.nan, "y": 1.0, "L": 1.0}, "z is nan"),
    ],
)
def test_what_is_returned_is_held_to_its_type_and_shape(returned, headline):
    found = outcome(check, "forward", lambda *_: returned, UNIT, VALUES)
    assert isinstance(found, Wrong) and found.headline == headline


def test_an_argument_changed_in_place_is_an_error():
    def gradients(w, b, x, t):
        result = right_gradients(w, b, x, t)
        x -= 1
        return result

    found = outcome(check, "cost", gradients, BATCH, TRIPLE)
    assert isinstance(found, Wrong) and found.headline == "the argument x was changed in place"


def test_an_answer_that_depends_on_earlier_calls_is_an_error():
    calls = []

    def forward(w, b, x, t):
        calls.append(1)
        return {name: value + (len(calls) > 1) for name, value in right_forward(w, b, x, t).items()}

    found = outcome(check, "forward", forward, UNIT, VALUES)
    assert found.headline == "two calls with the same arguments gave different answers"


def test_a_sum_in_another_order_is_the_same_answer_and_a_whole_number_more_is_not():
    calls = []

    def last_digit(w, b, x, t):
        calls.append(1)
        J, *slopes = right_gradients(w, b, x, t)
        return [J, *(slope * (1 + len(calls) * 2.0**-52) for slope in slopes)]

    assert isinstance(outcome(check, "cost", last_digit, BATCH, TRIPLE), Right)
    for first, second in ((3, 4), (True, False), (0.5, 0.5001), ("a", "b"), (np.arange(3), np.arange(3.0))):
        with pytest.raises(CannotJudge):
            same_again("f", {"a": [first]}, {"a": [second]}, "")
    same_again("f", (0.1 + 0.2, float("nan"), [float("inf")]), (0.3, float("nan"), [float("inf")]), "")


def test_an_overflow_on_the_way_is_an_error_and_an_underflow_is_nobodys_fault():
    def naive(z):
        return 1 / (1 + np.exp(-z))

    def underflowing(z):
        return expit(z) + 0 * np.exp(-np.abs(z))

    found = outcome(check, "y", naive, models.logistic_function, Returns.as_value("y"))
    assert isinstance(found, Wrong) and "overflow encountered in exp" in dict(found.rows)["evidence"]
    assert isinstance(outcome(check, "y", underflowing, models.logistic_function, Returns.as_value("y")), Right)


def test_a_small_but_real_error_is_seen_and_rounding_is_not():
    def off_by(relative):
        return lambda w, b, x, t: {k: v * (1 + relative) for k, v in right_backward(w, b, x, t).items()}

    assert isinstance(outcome(check, "backward", off_by(3e-6), UNIT, SIGNALS), Wrong)
    assert isinstance(outcome(check, "backward", off_by(1e-9), UNIT, SIGNALS), Right)


def test_a_name_the_program_does_not_know_is_the_authors_mistake():
    with pytest.raises(CheckFailed, match="the test failed, not you.*'q_bar' is neither a value nor a derivative"):
        check("backward", lambda *_: 0, UNIT, Returns.as_value("q_bar"))


def test_more_accurate_formulas_pass_the_check_of_a_numerical_derivative_and_less_accurate_ones_do_not():
    def centred(f, x, h=1e-5):
        return (f(x + h) - f(x - h)) / (2 * h)

    def richardson(f, x, h=1e-5):
        return (4 * centred(f, x, h / 2) - centred(f, x, h)) / 3

    def complex_step(f, x, h=1e-5):
        return f(x + 1e-20j).imag / 1e-20

    for formula in (centred, richardson, complex_step):
        assert isinstance(outcome(check_differentiator, "numerical_derivative", formula), Right)
    found = outcome(check_differentiator, "numerical_derivative", lambda f, x, h=1e-5: (f(x + h) - f(x)) / h)
    assert isinstance(found, Wrong) and "less accurate than the centred difference" in found.headline


def test_a_descent_is_judged_row_by_row():
    found = outcome(check_descent, "gradient_descent", descent(right_gradients), BATCH)
    assert isinstance(found, Right)

    def too_short(*args):
        return descent(right_gradients)(*args)[:-1]

    found = outcome(check_descent, "gradient_descent", too_short, BATCH)
    assert found.headline == "one row is missing"
    uphill = descent(lambda *a: (right_gradients(*a)[0], *(-g for g in right_gradients(*a)[1:])))
    found = outcome(check_descent, "gradient_descent", uphill, BATCH)
    assert found.headline == "w is wrong in row 1" and dict(found.rows)["right so far"] == "row 0"


def test_an_error_in_the_gradients_is_not_charged_to_the_descent_that_follows_them():
    def summed(w, b, x, t):
        J, dJ_dw, dJ_db = right_gradients(w, b, x, t)
        return J * len(x), dJ_dw * len(x), dJ_db * len(x)

    follows = outcome(check_descent, "gradient_descent", descent(summed), BATCH, summed)
    assert isinstance(follows, Right) and "follows from your own gradients" in follows.headline
    assert isinstance(outcome(check_descent, "gradient_descent", descent(summed), BATCH, right_gradients), Wrong)


def test_a_descent_on_constant_gradients_is_not_excused():
    def constant(w, b, x, t):
        return 0.0, 0.0, 0.0

    assert isinstance(outcome(check_descent, "gradient_descent", descent(constant), BATCH, constant), Wrong)


def test_a_call_of_a_function_that_is_not_written_yet_is_told_from_a_stub():
    def d_logistic(z):
        raise NotImplementedError()

    def backward(w, b, x, t):
        return right_backward(w, b, x, t) | {"z_bar": d_logistic(w * x + b)}

    found = outcome(check, "backward", backward, UNIT, SIGNALS)
    assert isinstance(found, NotAttempted) and found.headline == "it calls d_logistic, which is not written yet"
    assert dict(found.rows)["next"] == "Write d_logistic first and run its cell, then this one."


def test_a_mistake_that_shows_at_some_points_only_is_not_called_a_factor():
    def backward(w, b, x, t):  # right where t is 1
        return right_backward(w, b, x, 1.0)

    found = outcome(check, "backward", backward, UNIT, SIGNALS)
    assert found.headline == "y_bar is wrong" and "factor" not in found.kinds
    assert "input left out" in found.kinds and "as if it were 1" in dict(found.rows)["consistent with"]


def test_values_in_anothers_place_are_told_apart_from_wrong_ones_however_many_there_are():
    names = ("dL_dw", "dL_db", "dL_dx", "dL_dt", "dL_dz", "dL_dy", "z", "y", "L")

    def swapped(w, b, x, t):
        point = {"w": w, "b": b, "x": x, "t": t}
        values = UNIT.values(point)
        right = [UNIT.error_signal(values, name[-1]) if "_" in name else values[name] for name in names]
        return tuple(float(value) for value in [right[1], right[0], *right[2:]])

    found = outcome(check, "swapped", swapped, UNIT, Returns.as_tuple(*names))
    assert found.kinds == ("order",) and dict(found.rows)["next"].startswith("Look at the lines that compute")


def test_a_check_may_keep_what_it_knows_to_itself():
    found = outcome(check, "y", lambda z: -expit(z), models.logistic_function, Returns.as_value("y"), explained=False)
    assert found.kinds == () and "consistent with" not in dict(found.rows)


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        ("y ^ 2", "In Python a power is written **"),
        ("yy", "No line before this one gives yy a value. Did you"),
        ("2 * np.exp", "Is a function used as a number"),
        ("w(x)", "Is a * missing between two factors?"),
        ("__import__('math').exp(1e6)", "A number became too large"),
        ("{'z': 1}.z", 'A dict gives its values by name: d["y"]'),
        ("{}.append(y)", "A dict has no append"),
        ("OPS['exp'](y)", "An entry of OPS is no function"),
        ("np.ones(2) + np.ones(3)", "Print the shape of each array"),
        ("'z' - y", "One of the values in that line is text"),
    ],
)
def test_the_commonest_errors_of_beginners_get_a_next_step_of_their_own(code, advice):
    function = eval(f"lambda w, b, x, t, y=np.float64(0.5): {code}", {"np": np, "OPS": OPS})
    found = outcome(check, "forward", function, UNIT, VALUES)
    assert isinstance(found, Raised) and dict(found.rows)["next"].startswith(advice)


@pytest.mark.parametrize(
    ("rows", "headline", "kind"),
    [
        (lambda path: path[:-1], "one row is missing", "row missing"),
        (lambda path: np.vstack([path, path[-1:]]), "there are 6 rows instead of 5", "too many rows"),
        (lambda path: path.T, "rows and columns are exchanged", "transpose"),
        (lambda path: path[:, ::-1], "w is wrong in row 0", None),
    ],
)
def test_a_path_of_the_wrong_shape_is_said_in_rows(rows, headline, kind):
    found = outcome(check_descent, "gradient_descent", lambda *a: rows(descent(right_gradients)(*a)), BATCH)
    assert found.headline == headline and found.kinds == ((kind,) if kind else ())


def test_a_stale_cost_is_not_blamed_on_the_step():
    def stale(*args):
        path = descent(right_gradients)(*args)
        path[1:, 2] = path[:-1, 2]
        return path

    found = outcome(check_descent, "gradient_descent", stale, BATCH)
    assert found.kinds == ("cost before the step",)
    assert dict(found.rows)["next"] == "w and b are right in row 1. Is J the cost at these, or at others?"


def test_gradients_that_cannot_be_used_are_mentioned_where_the_descent_stumbles_over_them():
    def ragged(w, b, x, t):
        return 0.5, x * w, t

    found = outcome(check_descent, "gradient_descent", descent(ragged), BATCH, ragged)
    assert isinstance(found, Raised) and "Fix them first" in dict(found.rows)["note"]


def test_a_pair_in_an_array_and_a_path_in_a_matrix_are_judged_by_their_numbers():
    found = outcome(check, "cost", lambda *a: np.array(right_gradients(*a)), BATCH, TRIPLE)
    assert isinstance(found, Right)
    found = outcome(check_descent, "gradient_descent", lambda *a: np.matrix(descent(right_gradients)(*a)), BATCH)
    assert isinstance(found, Right)


def test_a_result_that_later_calls_change_is_an_error():
    shared = {}

    def forward(w, b, x, t):
        shared.update(right_forward(w, b, x, t))
        return shared

    found = outcome(check, "forward", forward, UNIT, VALUES)
    assert isinstance(found, Wrong) and found.headline == "a later call changed what an earlier one had returned"

    buffer = np.empty((200, 3))

    def buffered(*args):
        path = descent(right_gradients)(*args)
        buffer[: len(path)] = path
        return buffer[: len(path)]

    assert outcome(check_descent, "gradient_descent", buffered, BATCH).kinds == ("shared result",)


def test_a_descent_that_stops_early_where_all_is_flat_is_told():
    def early(x, t, w0, b0, lr, steps):
        path = descent(right_gradients)(x, t, w0, b0, lr, steps)
        moved = np.abs(np.diff(path[:, :2], axis=0)).sum(axis=1) > 1e-6
        return path[: 1 + np.argmin(moved)] if not moved.all() else path

    assert isinstance(outcome(check_descent, "gradient_descent", early, BATCH), Wrong)


def test_a_descent_that_refuses_to_go_up_or_clips_its_steps_is_told():
    def cautious(x, t, w0, b0, lr, steps):
        rows = [(w0, b0, right_gradients(w0, b0, x, t)[0])]
        for _ in range(steps):
            w, b, J = rows[-1]
            _, dw, db = right_gradients(w, b, x, t)
            new = (w - lr * dw, b - lr * db)
            cost = right_gradients(*new, x, t)[0]
            rows.append((*new, cost) if cost <= J else (w, b, J))
        return np.array(rows)

    def clipped(w, b, x, t):
        J, dw, db = right_gradients(w, b, x, t)
        return J, np.clip(dw, -0.2, 0.2), np.clip(db, -0.2, 0.2)

    assert isinstance(outcome(check_descent, "gradient_descent", cautious, BATCH), Wrong)
    assert isinstance(outcome(check_descent, "gradient_descent", descent(clipped), BATCH), Wrong)


def test_an_overflow_in_the_gradients_is_not_charged_to_the_descent_that_calls_them():
    def naive(w, b, x, t):
        y = 1 / (1 + np.exp(-(w * x + b)))
        z_bar = (y - t) * y * (1 - y)
        return np.mean((y - t) ** 2) / 2, np.mean(z_bar * x), np.mean(z_bar)

    assert outcome(check, "cost", naive, BATCH, TRIPLE).kinds == ("overflow",)
    assert isinstance(outcome(check_descent, "gradient_descent", descent(naive), BATCH, naive), Right)
    assert outcome(check_descent, "gradient_descent", descent(naive), BATCH, right_gradients).kinds == ("overflow",)


def test_gradients_that_were_never_defined_do_not_cost_a_descent_that_needs_none():
    own = eval("lambda *arguments: cost_and_gradients(*arguments)", {})
    assert isinstance(outcome(check_descent, "gradient_descent", descent(right_gradients), BATCH, own), Right)


def test_a_programs_first_points_come_before_the_random_ones_and_are_counted():
    small = replace(UNIT, first=({"w": 2.0, "b": 0.5, "x": 1.0, "t": 1.0},))
    found = outcome(check, "backward", lambda *_: dict.fromkeys(SIGNALS.names, 9.0), small, SIGNALS)
    assert dict(found.rows)["where"] == "w = 2, b = 0.5, x = 1, t = 1\n(a plain case)"
    right = outcome(check, "backward", right_backward, small, SIGNALS)
    assert "at 1 plain case, 5 random points and 8 edge cases" in right.headline


def test_a_wrong_derivative_that_an_earlier_call_left_behind_is_told_so():
    calls = []

    def backward(*point):
        calls.append(1)
        return {name: value + len(calls) for name, value in right_backward(*point).items()}

    assert outcome(check, "backward", backward, UNIT, SIGNALS).kinds == ("not repeatable",)


@pytest.mark.parametrize("sign", [1, -1])
def test_an_absolute_value_in_place_of_a_difference_is_found_out_and_named(sign):
    one = Returns.as_value("dL_dy")
    found = outcome(check, "d_squared_error", lambda y, t: sign * abs(y - t), models.squared_error, one)
    assert found.kinds == ("sign",)  # where y is below t at all drawn points, +|y − t| is the opposite everywhere
    assert sign > 0 or "absolute value" in dict(found.rows)["consistent with"]
    assert isinstance(outcome(check, "d", lambda y, t: y - t, models.squared_error, one), Right)


# Every derivative that can have either sign has it at cases that do not depend on a seed.
ONE_SIGN = {"L_reg": "1", "J": "1", "L": "1", "R": "the penalty's weight", "lam": "a square", "y": "the output itself"}


@pytest.mark.parametrize("program", [program for program in vars(models).values() if isinstance(program, Program)])
def test_no_sign_is_the_same_at_all_fixed_points_of_a_program(program):
    seen = [program.error_signals(program.values(point)) for point in (*program.first, *program.edges)]
    for name in program.parents:
        if name not in ONE_SIGN and all(signals[name].shape == () for signals in seen):
            signs = {float(np.sign(signals[name])) for signals in seen}
            assert {1.0, -1.0} <= signs or name == program.output or program is models.logistic_function, name
