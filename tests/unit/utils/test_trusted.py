"""While a reader's function is judged, the course's own computations refuse to run; what it is given stays usable."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from utils import CheckFailed, Returns, check, check_task, check_training, elementwise, models, tasks, two_layer
from utils.checks.kinds import NOT_ONES_OWN
from utils.checks.witness import witness
from utils.graph import OPS
from utils.numerical import centred_gradient, complex_step_gradient
from utils.outcomes import CheckInterrupted

UNIT = models.logistic_least_squares
FORWARD, SIGNALS = Returns.as_dict("z", "y", "L"), Returns.as_dict("y_bar", "z_bar", "w_bar", "b_bar")
# Taken in a cell before the check.
STEPS, VALUES, JUDGE = UNIT.steps, UNIT.values, tasks.orders.topological_order.judge
RIGHT = tasks.softmax.softmax.right_answer


def point(w, b, x, t):
    return {"w": w, "b": b, "x": x, "t": t}


def by_steps(w, b, x, t):
    z = STEPS["z"](w, x, b)
    y = STEPS["y"](z)
    return {"z": z, "y": y, "L": STEPS["L"](y, t)}


def quiet(w, b, x, t):
    try:
        values = UNIT.values(point(w, b, x, t))
    except Exception:
        z = w * x + b
        values = {"z": z, "y": expit(z), "L": (expit(z) - t) ** 2 / 2}
    return values


def signals(w, b, x, t):
    found = UNIT.error_signals(UNIT.values(point(w, b, x, t)))
    return {f"{name}_bar": found[name] for name in "yzwb"}


def measured(w, b, x, t):
    loss = lambda v: (elementwise.sigma(v[0] * x + v[1]) - t) ** 2 / 2  # noqa: E731
    w_bar, b_bar = complex_step_gradient(loss, np.array([w, b]))
    y = expit(w * x + b)
    return {"y_bar": y - t, "z_bar": b_bar, "w_bar": w_bar, "b_bar": b_bar}


def nested(parents):
    check_task("another", lambda parents: list(parents), tasks.orders.topological_order)
    return list(parents)


def asks_the_judge(parents):
    for order in (list(parents), list(parents)[::-1]):
        try:
            JUDGE("topological_order", (parents,), order, "")
            return order
        except ValueError:
            pass
    return list(parents)


def imports_it(parents):
    from utils.tasks import orders

    return orders._kahn_counting_twice(parents)


def forward_with_ops(graph, inputs):
    values = {}
    for name, op, parents in graph:
        values[name] = inputs[name] if op == "input" else OPS[op].value(*[values[parent] for parent in parents])
    return values


@pytest.mark.parametrize(
    "run",
    [
        lambda: check("forward", lambda *a: UNIT.values(point(*a)), UNIT, FORWARD),
        lambda: check("forward", lambda *a: VALUES(point(*a)), UNIT, FORWARD),
        lambda: check("forward", lambda *a: models.__dict__["logistic_least_squares"].values(point(*a)), UNIT, FORWARD),
        lambda: check("forward", by_steps, UNIT, FORWARD),
        lambda: check("forward", quiet, UNIT, FORWARD),
        lambda: check("backward", signals, UNIT, SIGNALS),
        lambda: check("backward", measured, UNIT, SIGNALS),
        lambda: check_task("topological_order", nested, tasks.orders.topological_order),
        lambda: check_task("topological_order", asks_the_judge, tasks.orders.topological_order),
        lambda: check_task("topological_order", imports_it, tasks.orders.topological_order),
        lambda: check_task("softmax", lambda Z: RIGHT(Z), tasks.softmax.softmax),
        lambda: check_task(
            "gradient_check",
            lambda f, x, g, tol=1e-6: bool(np.allclose(centred_gradient(f, x), g, rtol=tol, atol=1e-9)),
            tasks.autodiff.gradient_check,
        ),
        lambda: check_task("logistic", lambda z: elementwise.logistic(z), tasks.activations.logistic_function),
        lambda: check_training("train", lambda *a: two_layer.training.values(a), two_layer.training),
    ],
)  # fmt: skip
def test_what_calls_the_courses_own_is_refused_and_told_so(run):
    with pytest.raises(CheckFailed) as failed:
        run()
    outcome = failed.value.outcome
    assert outcome.kinds == (NOT_ONES_OWN,) and outcome.headline.startswith("this calls the course's own ")
    assert "Write it yourself" in dict(outcome.rows)["next"]


def test_the_operations_that_an_exercise_hands_out_stay_usable_there_and_nowhere_else():
    check_task("forward_pass", forward_with_ops, tasks.passes.forward_pass)
    with pytest.raises(CheckFailed, match="the course's own Op"):
        check_task("logistic", lambda z: OPS["logistic"].value(z), tasks.activations.logistic_function)


def test_a_function_that_is_handed_over_may_be_called():
    check_task("dense", lambda X, W, b, phi: phi(X @ W.T + b), tasks.layers.dense)
    check_task("unit", lambda x, w, b, phi: phi(x @ w + b), tasks.threshold.unit)


def test_outside_a_readers_function_everything_runs():
    """In a cell of its own, before and after checks, to look at."""
    check_task("forward_pass", forward_with_ops, tasks.passes.forward_pass)
    assert UNIT.values(point(1.0, 0.0, 1.0, 0.0))["z"] == 1.0
    assert elementwise.logistic(0.0) == 0.5 and OPS["exp"].value(0.0) == 1.0
    assert centred_gradient(lambda x: float(np.sum(x)), np.zeros(2)) == pytest.approx([1, 1])
    assert "__getattribute__" not in vars(type(UNIT))


def test_an_interrupted_or_failing_check_leaves_nothing_refused():
    def stopped(parents):
        raise KeyboardInterrupt

    with pytest.raises(CheckInterrupted):
        check_task("topological_order", stopped, tasks.orders.topological_order)
    assert UNIT.values(point(1.0, 0.0, 1.0, 0.0))["z"] == 1.0


@pytest.mark.parametrize("error", [ValueError, TypeError, NotImplementedError, NameError, KeyError])
def test_a_plain_error_is_the_readers_own_and_not_taken_for_a_call_of_the_courses(error):
    """What looks at the error lies in the course's package as well."""

    def function(x):
        raise error("mine")

    trouble = witness(function, (np.ones((2, 2)),)).trouble
    assert (trouble.name, "mine" in trouble.text) == (error.__name__, True)
