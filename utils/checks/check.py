"""The check of values and derivatives, against a trusted computation, at points that hide no mistake.

It calls the function at several points, compares what it returns name by name in the order in which it was to be
computed, and stops at the first difference. It judges what is returned and never how it was written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from utils.checks.answers import Returns, as_float
from utils.checks.calling import call
from utils.checks.comparison import (
    LOOK_AT_THE_ORDER,
    Difference,
    compare,
    consistent_with,
    in_another_order,
    is_derivative,
    observe,
    with_shapes,
)
from utils.checks.diagnosis import LEAST_OBSERVATIONS, Finding, diagnose
from utils.checks.kinds import ORDER, SHAPE
from utils.checks.observations import Hypothesis, Observation
from utils.checks.refusals import CannotJudge
from utils.checks.running import run, same_again, still_the_same
from utils.checks.writing import describe, short
from utils.outcomes import Outcome, Right
from utils.plain import copy_of
from utils.reference import Point, Program
from utils.words import counted, listed

EXCHANGED = Finding(ORDER, "The values are right, each in another's place.")


def check(
    exercise: str,
    function: Callable,
    program: Program,
    returns: Returns,
    *,
    count: int = 5,
    seed: int = 1,
    hypotheses: Sequence[Hypothesis[Observation]] = (),
    explained: bool = True,
    also: Sequence[tuple[Program, Returns]] = (),
) -> None:
    """Check a function against a trusted program: values, derivatives, or both.

    It is tried at the program's first points and at random ones, then at its edges. Values are compared with the
    program's own; derivatives with the numerical derivative of the program's output.
    An entry agrees when ``|yours − reference| <= max(1e-12, 1e-6 · larger of both)``.

    Args:
        exercise: the exercise's name.
        function: the reader's function; takes the program's inputs, by position.
        program: the trusted computation.
        returns: what is to be returned, named in the order of computation (the order of judgement).
        count: how many random points to draw.
        seed: of the generator that draws them.
        hypotheses: mistakes to look for besides the general ones.
        explained: whether to say what a wrong answer is consistent with; a repair is to be found by its reader.
        also: programs whose edges are tried as well, each with what is to be returned there: say, other depths.

    Raises:
        CheckFailed: any outcome but right; shown before.
    """
    rng = np.random.default_rng(seed)
    points = [(point, "a plain case") for point in program.first]
    points += [(program.random_point(rng), f"random point {i + 1} of {count}, seed {seed}") for i in range(count)]
    edges = [(one, wanted, point) for one, wanted in ((program, returns), *also) for point in one.edges]
    edges = [(*edge, f"edge case {i + 1} of {len(edges)}") for i, edge in enumerate(edges)]

    def ask(program: Program, point: Point, where: str) -> Any:
        arguments = program.arguments(point)
        return call(exercise, function, tuple(arguments), tuple(map(as_float, arguments.values())), where)

    def explain(found: Difference, mine: Mapping[str, Any], one: Program, wanted: Returns, here: Point) -> Outcome:
        """Ask for the same value at other points, and say what all of them are consistent with."""
        if not explained:
            return found.outcome([])
        if in_another_order(mine, one, found.seen.values):
            return found.outcome([EXCHANGED])
        seen = [found.seen]
        # Edges are too special to tell mistakes apart, but all that other programs have.
        others = [other for other, _ in points] if one is program else [other for it, _, other, _ in edges if it is one]
        for point in others:
            if point is here:
                continue
            try:
                where = describe(one.arguments(point), "")
                again = wanted.unpack(exercise, ask(one, point, where), where)
                values = one.values(point)
                seen.append(observe(found.name, again[found.name], one, values, exercise, ""))
            except CannotJudge:
                continue
        return found.outcome(diagnose(seen, hypotheses) if len(seen) >= LEAST_OBSERVATIONS else [])

    def judge() -> Outcome:
        largest = 0.0
        kept: list[tuple[Any, Any]] = []
        cases = [(program, returns, *one) for one in points] + edges
        for one, wanted, point, origin in cases:
            where = describe(one.arguments(point), origin)
            values = one.values(point)
            mine: Mapping[str, Any] = {}
            try:
                result = ask(one, point, where)
                mine = wanted.unpack(exercise, result, where)
                found = compare(exercise, mine, one, values, where)
            except CannotJudge as cannot:
                signals = any(is_derivative(one, name) for name in wanted.names)
                outcome = with_shapes(cannot.outcome, one, values, signals)
                if explained and SHAPE in outcome.kinds and mine and in_another_order(mine, one, values):
                    outcome = _exchanged(outcome)
                raise CannotJudge(outcome) from None
            kept.append((result, copy_of(result)))
            same_again(exercise, result, ask(one, point, where), where)
            if isinstance(found, Difference):
                return explain(found, mine, one, wanted, point)
            largest = max(largest, found)
        still_the_same(exercise, kept)
        derivatives = any(is_derivative(program, name) for name in returns.names)
        values = not all(is_derivative(program, name) for name in returns.names)
        against = " and ".join(["the expected values"] * values + ["the numerical derivative"] * derivatives)
        numbers = (len(program.first), "plain case"), (count, "random point"), (len(edges), "edge case")
        at = listed([counted(number, what) for number, what in numbers if number])
        return Right(exercise, f"matches {against} at {at}, largest relative error {short(largest)}. You may move on.")

    run(judge)


def _exchanged(outcome: Outcome) -> Outcome:
    """The outcome about a wrong shape, where only the order is wrong."""
    rows = (*outcome.rows[:-1], *consistent_with([EXCHANGED]), ("next", LOOK_AT_THE_ORDER))
    return replace(outcome, rows=rows, kinds=(ORDER, *outcome.kinds))
