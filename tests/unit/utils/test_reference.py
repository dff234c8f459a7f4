"""Trusted computations: their values and error signals against calculus done here by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from utils import models
from utils.elementwise import logistic
from utils.reference import Program

PROGRAMS = {name: value for name, value in vars(models).items() if isinstance(value, Program)}


def test_the_logistic_function_is_finite_and_accurate_far_out():
    z = np.array([-1000.0, -40.0, -1.0, 0.0, 3.0, 1000.0])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        np.testing.assert_allclose(logistic(z), expit(z), rtol=1e-14)


def test_error_signals_of_the_logistic_unit_are_those_of_the_lecture():
    point = {"w": 0.8, "b": -0.4, "x": 1.5, "t": 1.0}
    values = models.logistic_least_squares.values(point)
    y, x = expit(0.8), 1.5
    expected = {"y": y - 1, "z": (y - 1) * y * (1 - y), "w": (y - 1) * y * (1 - y) * x, "b": (y - 1) * y * (1 - y)}
    signals = models.logistic_least_squares.error_signals(values, ("y", "z", "w", "b"))
    for name, signal in expected.items():
        assert signals[name] == pytest.approx(signal, rel=1e-13)


def test_a_value_with_two_children_gets_the_sum():
    point = {"w": -1.3, "b": 0.2, "x": 0.7, "t": 0.0, "lam": 2.0}
    values = models.regularised_logistic_least_squares.values(point)
    signals = models.regularised_logistic_least_squares.error_signals(values)
    y = expit(-1.3 * 0.7 + 0.2)
    assert signals["w"] == pytest.approx(y * y * (1 - y) * 0.7 + 2.0 * -1.3, rel=1e-13)
    assert (signals["L_reg"], signals["L"], signals["R"]) == (1, 1, 2)


@pytest.mark.parametrize("name", PROGRAMS)
def test_random_points_hide_nothing(name):
    program = PROGRAMS[name]
    rng = np.random.default_rng(5)
    for _ in range(50):
        values = program.values(program.random_point(rng))
        for of in (*program.inputs, *program.steps):
            assert np.all(np.abs(program.error_signal(values, of)) > 1e-4), (of, values)


def test_a_program_that_can_only_be_drawn_where_a_derivative_is_zero_is_refused():
    flat = Program(inputs=("x",), steps={"y": lambda x: x**2}, draw=lambda rng: {"x": 0.0})
    with pytest.raises(ValueError, match="near zero at the last: x"):
        flat.random_point(np.random.default_rng(0), tries=3)


def test_parents_are_read_off_the_steps():
    assert models.logistic_least_squares.parents == {
        "w": (), "b": (), "x": (), "t": (), "z": ("w", "x", "b"), "y": ("z",), "L": ("y", "t"),
    }  # fmt: skip


def test_an_error_signal_is_computed_from_the_pass_as_it_is_given_even_where_a_step_came_out_otherwise():
    program = Program(
        inputs=("w", "v", "x"),
        steps={"z": lambda w, x: w * x, "y": lambda v, z: v * z},
        draw=lambda rng: {},
    )
    values = program.values({"w": 2.0, "v": 3.0, "x": 5.0})
    assert program.error_signal({**values, "z": np.array(7.0)}, "v") == 7.0  # not w · x = 10
    assert program.error_signal(values, "v") == 10.0
    assert program.error_signal(values, "w") == 15.0


def test_an_error_signal_that_is_asked_for_again_cannot_have_been_changed_meanwhile():
    program = Program(("w",), {"J": lambda w: np.sum(w * w)}, lambda rng: {})
    values = program.values({"w": np.ones(2)})
    with pytest.raises(ValueError, match="read-only"):
        program.error_signal(values, "w")[0] = 5.0
    values["w"][0] = 4.0
    assert program.error_signal(values, "w").tolist() == [8.0, 2.0]


@pytest.mark.parametrize("steps", [{"y": lambda a, hh: a}, {"y": lambda a, z: a, "z": lambda a: a}, {"y": lambda y: y}])
def test_a_step_that_reads_what_is_not_there_is_named(steps):
    program = Program(("a",), steps, lambda rng: {"a": 1.0})
    with pytest.raises(ValueError, match="step y reads (hh|z|y), which is no input and no step before it"):
        program.random_point(np.random.default_rng(0))


@pytest.mark.parametrize("step", [
    lambda v: np.linalg.norm(v),
    lambda v: np.sum(np.abs(v)),
    lambda v: abs(v).sum(),
    lambda v: np.sum(np.logaddexp(0, v)),
    lambda v: np.sum(v.real**2),
])  # fmt: skip
def test_a_step_through_which_no_derivative_is_found_is_named_with_what_to_write_in_its_place(step):
    program = Program(
        ("v",), {"doubled": lambda v: 2 * v, "L": lambda doubled: step(doubled)}, lambda rng: {"v": rng.random(3)}
    )
    with pytest.raises(
        ValueError, match="step L takes no complex doubled, .* it may use abs, a norm, logaddexp"
    ) as error:
        program.random_point(np.random.default_rng(0))
    assert "np.sqrt(np.sum(v**2)) for a norm" in str(error.value)


@pytest.mark.parametrize("step", [
    lambda v: np.sqrt(np.sum(v**2)),
    lambda v: np.sum(np.log(1 + np.exp(v))),
    lambda v: np.sum(np.where(v.real > 0, v, -v)),
])  # fmt: skip
def test_what_it_says_to_write_works(step):
    Program(("v",), {"L": step}, lambda rng: {"v": rng.random(3) + 0.5}).random_point(np.random.default_rng(0))


@pytest.mark.parametrize("lost", [lambda r: np.abs(r) - 0.5, lambda r: r * np.abs(r)])
def test_a_branch_that_loses_its_derivative_is_refused_and_not_thrown_away_as_flat(lost):
    huber = Program(
        inputs=("w", "x", "t"),
        steps={
            "r": lambda w, x, t: w * x - t,
            "loss": lambda r: np.where(np.abs(r) <= 1, r**2 / 2, lost(r)),
        },
        draw=lambda rng: dict(zip("wxt", rng.normal(size=3) * 2, strict=True)),
    )
    with pytest.raises(ValueError, match="by a complex step and .* by a difference"):
        huber.random_points(20, seed=1)


def test_a_branch_that_keeps_its_derivative_is_none_of_these():
    huber = Program(
        inputs=("w", "x", "t"),
        steps={
            "r": lambda w, x, t: w * x - t,
            "loss": lambda r: np.where(np.abs(r) <= 1, r**2 / 2, np.where(r.real > 0, r, -r) - 0.5),
        },
        draw=lambda rng: dict(zip("wxt", rng.normal(size=3) * 2, strict=True)),
    )
    assert len(huber.random_points(20, seed=1)) == 20


@pytest.mark.parametrize("near", [0.0, 1e-6, -9e-6, 1e-3])
def test_a_kink_beside_a_drawn_point_is_no_lost_derivative(near):
    kinked = Program(
        inputs=("w",),
        steps={
            "z": lambda w: 1.0 * w,
            "loss": lambda z: np.where(z.real > 0, z, 0) + z**2 + z,
        },
        draw=lambda rng: {"w": near},
    )
    assert kinked.random_point(np.random.default_rng(0)) == {"w": near}
