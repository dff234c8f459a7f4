"""Checks: from a reader's function to one of four outcomes, at points that hide no mistake.

Every check calls the function at several points, compares what it returns name by name in the order in which it was
to be computed, and stops at the first difference. It judges what is returned and never how it was written.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from typing import Any

import numpy as np

from utils import progress
from utils.checks.answers import ELIDED, SHAPE, Returns, as_float, describe, short
from utils.checks.calling import CannotJudge, call, calls_noted, cannot_judge
from utils.checks.comparison import (
    LOOK_AT_THE_ORDER,
    ORDER,
    Difference,
    compare,
    consistent_with,
    in_another_order,
    is_derivative,
    observe,
    with_shapes,
)
from utils.checks.diagnosis import Finding, diagnose
from utils.checks.observations import Hypothesis
from utils.checks.witness import copy_of, same
from utils.outcomes import CheckInterrupted, Interrupted, Outcome, Right, report
from utils.reference import Point, Program

EXCHANGED = Finding(ORDER, "The values are right, each in another's place.")
LEAST_OBSERVATIONS = 2  # at one point too many hypotheses fit by chance


# Where fresh seeds come from: the system, unless a run is to be repeated.
_seeds: ContextVar[random.Random | None] = ContextVar("seeds", default=None)


def fresh_seed() -> int:
    """A seed nobody could have known before; a check prints the seed it used when it fails."""
    return (_seeds.get() or secrets.SystemRandom()).randrange(2**32)


@contextmanager
def repeatable(seed: int | str) -> Iterator[None]:
    """Within it, ``fresh_seed`` gives the same seeds in every run: those that follow from ``seed``."""
    token = _seeds.set(random.Random(seed))
    try:
        yield
    finally:
        _seeds.reset(token)


def check(
    exercise: str,
    function: Callable,
    program: Program,
    returns: Returns,
    *,
    count: int = 5,
    seed: int = 1,
    hypotheses: Sequence[Hypothesis] = (),
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
        *most, last = (
            [_counted(len(program.first), "plain case")] * (len(program.first) > 0)
            + [_counted(count, "random point")] * (count > 0)
            + [_counted(len(edges), "edge case")] * (len(edges) > 0)
        ) or [""]
        at = " and ".join([", ".join(most), last] if most else [last])
        return Right(exercise, f"matches {against} at {at}, largest relative error {short(largest)}. You may move on.")

    run(judge)


def _exchanged(outcome: Outcome) -> Outcome:
    """The outcome about a wrong shape, where only the order is wrong."""
    rows = (*outcome.rows[:-1], *consistent_with([EXCHANGED]), ("next", LOOK_AT_THE_ORDER))
    return replace(outcome, rows=rows, kinds=(ORDER, *outcome.kinds))


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


def run(judge: Callable[[], Outcome], step: str = "") -> None:
    """Judge, remember the outcome for the summary, show it, and raise ``CheckFailed`` unless it is right.

    Args:
        judge: returns the outcome, or raises ``CannotJudge``.
        step: the step of the exercise that is judged; empty for the whole.
    """
    with calls_noted() as noted:
        try:
            outcome = judge()
        except CannotJudge as cannot:
            outcome = cannot.outcome
        except CheckInterrupted as stopped:
            outcome = stopped.outcome
    where = dict(outcome.rows).get("where", "")
    arguments = noted.get(where) if where else None  # what is right speaks of no call, nor do calls made on the side
    if not isinstance(outcome, Interrupted):  # that says nothing about the answer; what was known of it stays
        progress.record(outcome, arguments, step)
    report(_with_a_way_to_the(arguments, outcome))


def _with_a_way_to_the(arguments: tuple | None, outcome: Outcome) -> Outcome:
    """The outcome; where arrays of its case are too large to print, with how to get at them."""
    rows = [row for row in outcome.rows if row[0] == "where"]
    if arguments is None or not rows or not (ELIDED in rows[0][1] or any(map(_large, arguments))):
        return outcome
    place = outcome.rows.index(rows[0]) + 1
    call_it = f"\n{outcome.exercise}(*arguments)" if outcome.exercise.isidentifier() else ""
    way = ("in a new cell", f"arguments = utils.failing_arguments(){call_it}")
    return replace(outcome, rows=(*outcome.rows[:place], way, *outcome.rows[place:]))


def _large(argument: Any) -> bool:
    """Whether it is an array that no message prints; a case in words does not even say that it is there."""
    return isinstance(argument, np.ndarray) and ELIDED in describe({"": argument}, "")


def same_again(exercise: str, first: Any, second: Any, where: str, generator: str = "") -> None:
    """Refuse an answer that depends on more than the arguments; ``generator`` names the one that draws at random."""
    if not same(_plain(first), _plain(second)):
        headline = "two calls with the same arguments gave different answers"
        step = (
            "Begin afresh in every call, so that the answer depends on the arguments alone. What stays between two "
            "calls: a variable outside the function, or a list or dict after = in the line with def?"
        )
        if generator:
            step = (
                f"Both times {generator} was in the same state. Draw everything from the {generator} that is handed "
                "over, and from no other generator."
            )
        raise cannot_judge(exercise, headline, where, step, "not repeatable")


def still_the_same(exercise: str, kept: Iterable[tuple[Any, Any]]) -> None:
    """Refuse results that later calls have changed; each comes with a copy taken when it was returned."""
    if not all(same(_plain(result), _plain(then)) for result, then in kept):
        headline = "a later call changed what an earlier one had returned"
        step = "Make a new array or dict in every call, and return that."
        raise cannot_judge(exercise, headline, "after all calls", step, "shared result")


def _plain(result: Any) -> Any:
    if isinstance(result, Mapping):
        return {key: _plain(value) for key, value in result.items()}
    if isinstance(result, tuple | list):
        return [_plain(value) for value in result]
    return result
