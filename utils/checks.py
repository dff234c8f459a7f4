"""Checks: from a reader's function to one of four outcomes, at points that hide no mistake.

Every check calls the function at several points, compares what it returns name by name in the order in which it was
to be computed, and stops at the first difference. It judges what is returned and never how it was written.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from utils import progress
from utils.answers import Returns, as_float, describe, number, short
from utils.calling import CannotJudge, call, same
from utils.comparison import compare, is_derivative
from utils.outcomes import Outcome, Right, Wrong, report
from utils.reference import Program


def fresh_seed() -> int:
    """A seed nobody could have known before; a check prints the seed it used when it fails."""
    return secrets.randbelow(2**32)


def check(
    exercise: str,
    function: Callable,
    program: Program,
    returns: Returns,
    *,
    count: int = 5,
    seed: int = 1,
) -> None:
    """Check a function against a trusted program: values, derivatives, or both.

    It is tried at random points, then at the program's edges. Values are compared with the program's own;
    derivatives with the numerical derivative of the program's output.
    An entry agrees when ``|yours − reference| <= max(1e-12, 1e-6 · larger of both)``.

    Args:
        exercise: the exercise's name.
        function: the reader's function; takes the program's inputs, by position.
        program: the trusted computation.
        returns: what is to be returned, named in the order of computation (the order of judgement).
        count: how many random points to draw.
        seed: of the generator that draws them.

    Raises:
        CheckFailed: any outcome but right; shown before.
    """
    rng = np.random.default_rng(seed)
    points = [(program.random_point(rng), f"random point {i + 1} of {count}, seed {seed}") for i in range(count)]
    points += [(point, "an edge case") for point in program.edges]

    def judge() -> Outcome:
        largest = 0.0
        for point, origin in points:
            where = describe(point, origin)
            arguments = tuple(as_float(point[name]) for name in program.inputs)
            result = call(exercise, function, program.inputs, arguments, where)
            mine = returns.unpack(exercise, result, where)
            largest = max(largest, compare(exercise, mine, program, program.values(point), where))
            same_again(exercise, result, call(exercise, function, program.inputs, arguments, where), where)
        derivatives = any(is_derivative(program, name) for name in returns.names)
        values = not all(is_derivative(program, name) for name in returns.names)
        against = " and ".join(["the expected values"] * values + ["the numerical derivative"] * derivatives)
        at = " and ".join(
            [_counted(count, "random point")] * (count > 0)
            + [_counted(len(program.edges), "edge case")] * (len(program.edges) > 0)
        )
        return Right(exercise, f"matches {against} at {at}, largest relative error {short(largest)}. You may move on.")

    run(judge)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


def check_differentiator(
    exercise: str,
    function: Callable,
    *,
    cases: Sequence[tuple[Callable, Callable, float]] = (
        (np.sin, np.cos, 0.7),
        (np.exp, np.exp, -1.3),
        (np.arctan, lambda x: 1 / (1 + x**2), 2.1),
        (np.log, lambda x: 1 / x, 0.6),
    ),
    steps: Sequence[float | None] = (None, 1e-3, 0.1),
) -> None:
    """Check ``function(f, x, h)``, a numerical derivative, against derivatives known exactly.

    At each step it must be at least as accurate as the centred difference ``(f(x + h) − f(x − h)) / (2 h)``, whose
    own error is computed here. Twice that error is allowed, and besides it 1e-9 for rounding: at h = 1e-5 rounding
    alone costs about 1e-16 / h = 1e-11, and a formula with more terms some times as much.

    Args:
        exercise: the exercise's name.
        function: the reader's function.
        cases: (f, its exact derivative, x).
        steps: values of h; None calls the function without one, and judges it as h = 1e-5.

    Raises:
        CheckFailed: any outcome but right; shown before.
    """

    def judge() -> Outcome:
        largest = 0.0
        for h in steps:
            for f, derivative, x in cases:
                x = np.float64(x)
                name = getattr(f, "__name__", "f")
                where = f"f = {name}, x = {short(x)}, " + ("without h" if h is None else f"h = {h:g}")
                arguments, names = ((f, x), ("f", "x")) if h is None else ((f, x, h), ("f", "x", "h"))
                result = call(exercise, function, names, arguments, where)
                if result is None:
                    Returns.as_value("derivative").unpack(exercise, result, where)
                mine = number(exercise, "the derivative", result, where)
                step = 1e-5 if h is None else h
                exact = float(derivative(x))
                centred = float(f(x + step) - f(x - step)) / (2 * step)
                error, allowed = abs(mine - exact), 2 * abs(centred - exact) + 1e-9
                if not error <= allowed:
                    far_off = not error <= 1e-2 * abs(exact)
                    return Wrong(
                        exercise,
                        "the derivative is wrong" if far_off else "this is less accurate than the centred difference",
                        (
                            ("where", where),
                            ("yours", short(mine)),
                            ("exact", short(exact)),
                            ("error", f"{short(error)}; the centred difference errs by {short(abs(centred - exact))}"),
                            (
                                "next",
                                "Work one case by hand: f a little above x, f a little below, and their distance.",
                            ),
                        ),
                    )
                if h is None:
                    largest = max(largest, error / abs(exact))
        return Right(
            exercise,
            f"as accurate as the centred difference on {len(cases)} functions, "
            f"largest relative error {short(largest)} at the default step. You may move on.",
        )

    run(judge)


def run(judge: Callable[[], Outcome]) -> None:
    try:
        outcome = judge()
    except CannotJudge as cannot:
        outcome = cannot.outcome
    progress.record(outcome)
    report(outcome)


def same_again(exercise: str, first: Any, second: Any, where: str) -> None:
    if not same(_plain(first), _plain(second)):
        raise CannotJudge(
            Wrong(
                exercise,
                "two calls with the same arguments gave different answers",
                (
                    ("where", where),
                    ("next", "Let the answer depend on the arguments alone; look for a variable outside the function."),
                ),
            )
        )


def _plain(result: Any) -> Any:
    if isinstance(result, Mapping):
        return {key: _plain(value) for key, value in result.items()}
    if isinstance(result, tuple | list):
        return [_plain(value) for value in result]
    return result
