"""The check of values and derivatives, against a trusted computation, at points that hide no mistake.

It calls the function at several points, compares what it returns name by name in the order in which it was to be
computed, and stops at the first difference. It judges what is returned and never how it was written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from utils.checks import seeds
from utils.checks.answers import Returns, as_float
from utils.checks.broken import of_the_test
from utils.checks.calling import call
from utils.checks.comparison import (
    LOOK_AT_THE_ORDER,
    Difference,
    compare,
    consistent_with,
    expected_of,
    in_another_order,
    is_derivative,
    observe,
    with_shapes,
)
from utils.checks.diagnosis import LEAST_OBSERVATIONS, Finding, diagnose
from utils.checks.forward_given import wrong_forward_pass
from utils.checks.kinds import ORDER, SHAPE
from utils.checks.observations import Hypothesis, Observation
from utils.checks.packed import packed_otherwise
from utils.checks.refusals import CannotJudge, Where, judged
from utils.checks.running import run, same_again, still_the_same
from utils.checks.witness import foresee
from utils.checks.writing import describe, short
from utils.outcomes import Outcome, Right, advised
from utils.plain import copy_of
from utils.reference import MOST_KEPT, Point, Program, Values
from utils.words import counted, listed

PLAIN, RANDOM, EDGE = "plain case", "random point", "edge case"  # kinds of cases, in their order
EXCHANGED = Finding(ORDER, "The values are right, in the wrong order.")


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
    with of_the_test(exercise):
        cases = _cases(program, returns, also, count, seed)

    def ask(case: _Case, where: Where, quiet: bool = False) -> Any:
        return call(exercise, function, tuple(case.arguments), case.given, where, quiet=quiet)

    def answer(case: _Case) -> tuple[Any, float | Difference]:
        """What is returned, and how well it agrees, or the first difference."""
        mine: Mapping[str, Any] = {}
        result = None

        def agreement(where: str) -> float | Difference:
            nonlocal mine
            mine = case.returns.unpack(exercise, result, where)
            return compare(exercise, mine, case.program, case.values, where)

        try:
            result = ask(case, case.words)
            found = judged(agreement, case.words)
            return result, agreement(case.words()) if isinstance(found, Difference) else found
        except CannotJudge as cannot:
            outcome = with_shapes(cannot.outcome, case.program, case.values, case.asks_for[1])
            expected = expected_of(case.returns.names, case.program, case.values)
            outcome = packed_otherwise(outcome, result, expected, case.returns.packing == "dict")
            if explained and SHAPE in outcome.kinds and mine and in_another_order(mine, case.program, case.values):
                outcome = _exchanged(outcome)
            raise CannotJudge(outcome) from None

    def judge() -> Outcome:
        largest = 0.0
        kept: list[tuple[Any, Any]] = []
        foresee([(function, case.given) for case in cases for _ in range(2)])
        for case in cases:
            result, found = answer(case)
            kept.append((result, copy_of(result)))
            # The copy: a function may return one and the same dict in every call, and change it.
            same_again(exercise, kept[-1][1], ask(case, case.words, quiet=True), case.words)
            if isinstance(found, Difference):
                code = getattr(function, "__code__", None)  # of a function elsewhere, as in grading, nothing is known
                found = replace(found, own=frozenset(code.co_varnames) if code is not None else None)
                outcome = found.outcome(explain(found, result, case) if explained else ())
                if found.seen.derivative and (name := wrong_forward_pass(function, case.given, program, case.values)):
                    return advised(
                        outcome, f"The values of the forward pass come from your {name}: the mistake is there."
                    )
                return outcome
            largest = max(largest, found)
        still_the_same(exercise, kept)
        values, derivatives = cases[0].asks_for if cases else (False, False)
        against = listed(["the expected values"] * values + ["the numerical derivative"] * derivatives)
        at = listed(_counts(cases))
        return Right(exercise, f"matches {against} at {at}, largest relative error {short(largest)}. You may move on.")

    def explain(found: Difference, result: Any, case: _Case) -> Sequence[Finding]:
        """Ask for the same value in other cases, and say what all of them are consistent with."""
        if in_another_order(case.returns.unpack(exercise, result, ""), case.program, case.values):
            return [EXCHANGED]
        seen = [found.seen]
        # Edges are too special to tell mistakes apart, but they are all that other programs have.
        telling = (PLAIN, RANDOM) if case.program is program else (EDGE,)
        for other in cases:
            if other is not case and other.program is case.program and other.kind in telling:
                try:
                    where = describe(other.program.arguments(other.point), "")
                    again = other.returns.unpack(exercise, ask(other, where, quiet=True), where)[found.name]
                    seen.append(observe(found.name, again, other.program, other.values, exercise, ""))
                except CannotJudge:
                    continue
        return diagnose(seen, hypotheses) if len(seen) >= LEAST_OBSERVATIONS else ()

    run(exercise, judge)


@dataclass(frozen=True)
class _Case:
    """A point at which the function is called, with the trusted pass there."""

    program: Program
    returns: Returns
    point: Point
    kind: str
    origin: str

    @cached_property
    def arguments(self) -> dict[str, object]:
        """What the function is called with, by name."""
        return self.program.arguments(self.point)

    @property
    def given(self) -> tuple:
        """The same, as it is handed over."""
        return tuple(map(as_float, self.arguments.values()))

    @cached_property
    def _words(self) -> str:
        return describe(self.arguments, self.origin)

    def words(self) -> str:
        """The case in words, written when they are first asked for."""
        return self._words

    @cached_property
    def values(self) -> Values:
        return self.program.values(self.point)

    @property
    def asks_for(self) -> tuple[bool, bool]:
        """Whether values are asked for, and whether derivatives."""
        derivatives = [is_derivative(self.program, name) for name in self.returns.names]
        return not all(derivatives), any(derivatives)


def _cases(
    program: Program, returns: Returns, also: Sequence[tuple[Program, Returns]], count: int, seed: int
) -> list[_Case]:
    """The plain cases, the random ones, then the edges, also those of other programs."""
    drawn = [
        (point, seeds.drawn("point", i + 1, count, seed)) for i, point in enumerate(program.random_points(count, seed))
    ]
    edges = [(one, wanted, point) for one, wanted in ((program, returns), *also) for point in one.edges]
    return [
        *(_fixed(program, returns, point, PLAIN, "a plain case") for point in program.first),
        *(_Case(program, returns, point, RANDOM, origin) for point, origin in drawn),
        *(_fixed(*edge, EDGE, f"edge case {i + 1} of {len(edges)}") for i, edge in enumerate(edges)),
    ]


_kept: dict[tuple, _Case] = {}  # cases at the programs' own points, with their words and their trusted passes


def _fixed(program: Program, returns: Returns, point: Point, kind: str, origin: str) -> _Case:
    """The case at one of a program's own points: the same in every check, so it is made once."""
    key = (id(program), id(returns), id(point), origin)  # a kept case holds all of them, so that these stay theirs
    if key not in _kept:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = _Case(program, returns, point, kind, origin)
    return _kept[key]


def _counts(cases: Sequence[_Case]) -> list[str]:
    kinds = Counter(case.kind for case in cases)
    return [counted(kinds[kind], kind) for kind in (PLAIN, RANDOM, EDGE) if kinds[kind]]


def _exchanged(outcome: Outcome) -> Outcome:
    """The outcome about a wrong shape, where only the order is wrong."""
    rows = (*outcome.rows[:-1], *consistent_with([EXCHANGED]), ("next", LOOK_AT_THE_ORDER))
    return replace(outcome, rows=rows, kinds=(ORDER, *outcome.kinds))
