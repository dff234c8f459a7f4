"""The check of a numerical derivative, which is right when it is as accurate as the centred difference."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from utils.checks.answers import Returns, number
from utils.checks.calling import call
from utils.checks.comparison import consistent_with
from utils.checks.diagnosis import MOST_FINDINGS, Finding
from utils.checks.kinds import FACTOR, SIGN, VALUE_FOR_DERIVATIVE, ZEROS
from utils.checks.refusals import CannotJudge
from utils.checks.running import run
from utils.checks.witness import foresee
from utils.checks.writing import short
from utils.outcomes import Outcome, Right, Wrong

DEFAULT_STEP = 1e-5  # of the exercise; a function called without a step is judged by it
# At a step h, rounding alone costs about 1e-16 / h; at 1e-5 that is 1e-11, with more terms in a formula some times as
# much. 1e-9 leaves room, and is far below what any wrong formula errs by at a step of 0.1.
ROUNDING = 1e-9
LAST_DIGITS = 1e-14  # some roundings of 1e-16; a centred difference with a step of its own errs by 1e-11 or more

ONE_SIDED, OTHER_POINTS, NOT_DIVIDED = "one-sided difference", "other points", "not divided"
BRACKETS, SUM, SECOND = "brackets", "sum for difference", "second difference"
IGNORED = "step ignored"

_WHEN_NAMED = "Compare your line with the formula, one piece at a time."
_OVERWRITTEN = "A line h = … in the function, or a number in its place, overrides the step that it is given."
_WHEN_NOT = "Work one case by hand: f a little above x, f a little below, and their distance."

Case = tuple[Callable, Callable, float]  # f, its exact derivative, x


@dataclass(frozen=True)
class _Call:
    """One call: the function, where, the step that was given (None: none), and what came back."""

    f: Callable
    exact: float
    x: np.float64
    h: float | None
    answer: float
    where: str

    @property
    def step(self) -> float:
        return DEFAULT_STEP if self.h is None else self.h

    @property
    def centred(self) -> float:
        return float(self.f(self.x + self.step) - self.f(self.x - self.step)) / (2 * self.step)

    @property
    def wrong(self) -> bool:
        return not abs(self.answer - self.exact) <= 2 * abs(self.centred - self.exact) + ROUNDING


def check_differentiator(
    exercise: str,
    function: Callable,
    *,
    cases: Sequence[Case] = (
        (np.sin, np.cos, 0.7),
        (np.exp, np.exp, -1.3),
        (np.arctan, lambda x: 1 / (1 + x**2), 2.1),
        (np.log, lambda x: 1 / x, 2.5),
        (np.cos, lambda x: -np.sin(x), 0.7),  # downhill
        (np.exp, np.exp, 0.0),  # a step in proportion to x is none here
        (np.sqrt, lambda x: 0.5 / np.sqrt(x), 40.0),
    ),
    steps: Sequence[float | None] = (None, 1e-3, 0.1),
) -> None:
    """Check ``function(f, x, h)``, a numerical derivative, against derivatives known exactly.

    At each step it must be at least as accurate as the centred difference ``(f(x + h) − f(x − h)) / (2 h)``, whose
    own error is computed here: twice that error is allowed, and 1e-9 for rounding.

    Args:
        exercise: the exercise's name.
        function: the reader's function.
        cases: (f, its exact derivative, x).
        steps: values of h; None calls the function without one, and judges it as h = 1e-5.

    Raises:
        CheckFailed: any outcome but right; shown before.
    """

    def given(case: Case, h: float | None) -> tuple:
        return (case[0], np.float64(case[2])) if h is None else (case[0], np.float64(case[2]), h)

    def called(case: Case, h: float | None) -> _Call:
        f, derivative, x = case[0], case[1], np.float64(case[2])
        where = f"f = {getattr(f, '__name__', 'f')}, x = {short(x)}, " + (
            "with the default h" if h is None else f"h = {h:g}"
        )
        names = ("f", "x") if h is None else ("f", "x", "h")
        result = call(exercise, function, names, given(case, h), where)
        answer = Returns.as_value("the derivative").unpack(exercise, result, where)["the derivative"]
        return _Call(f, float(derivative(x)), x, h, number(exercise, "the derivative", answer, where), where)

    def others() -> list[_Call]:
        """All calls with a step; without those that cannot be judged."""
        found = []
        for case, h in product(cases, filter(None, steps)):
            with contextlib.suppress(CannotJudge):
                found.append(called(case, h))
        return found

    def judge() -> Outcome:
        calls: list[_Call] = []
        foresee([(function, given(case, h)) for h in steps for case in cases])
        for h in steps:
            for case in cases:
                calls.append(called(case, h))
                if calls[-1].wrong:
                    return _outcome(exercise, calls[-1], others())
        if ignored := _ignoring_the_step(exercise, [one for one in calls if one.h is not None]):
            return ignored
        default = [one for one in calls if one.h is None]
        largest = max((abs(one.answer - one.exact) / abs(one.exact) for one in default), default=0.0)
        return Right(
            exercise,
            f"as accurate as the centred difference on {len(cases)} functions, "
            f"largest relative error {short(largest)} at the default step. You may move on.",
        )

    run(exercise, judge)


def _outcome(exercise: str, found: _Call, others: Sequence[_Call]) -> Wrong:
    findings = _diagnose(others) if len(others) > 1 else []
    far_off = not abs(found.answer - found.exact) <= 1e-2 * abs(found.exact)
    headline = "the derivative is wrong" if far_off else "this is less accurate than the centred difference"
    error, reached = abs(found.answer - found.exact), abs(found.centred - found.exact)
    rows = (
        ("where", found.where),
        ("yours", short(found.answer)),
        ("exact", short(found.exact)),
        ("off by", f"{short(error)}; the centred difference errs by {short(reached)}"),
        *consistent_with(findings),
        ("next", _WHEN_NAMED if findings else _WHEN_NOT),
    )
    return Wrong(exercise, headline, rows, tuple(finding.kind for finding in findings))


def _ignoring_the_step(exercise: str, calls: Sequence[_Call]) -> Wrong | None:
    """What is said of right answers that are the same at every step; None where they are not.

    A formula may be exact to the last digits, whatever the step is. One with a step of its own is not.
    """
    steps = " and ".join(f"h = {h:g}" for h in dict.fromkeys(one.step for one in calls))
    inexact = next((one for one in calls if abs(one.answer - one.exact) > LAST_DIGITS * abs(one.exact)), None)
    if inexact is None or not _same_at_every_step(calls):
        return None
    rows = (
        ("where", inexact.where),
        ("yours", f"{inexact.answer!r}, to the last digit the same for {steps}"),
        ("centred difference", f"{inexact.centred!r}, with h = {inexact.step:g}"),
        ("next", f"Use the argument h for both points and for their distance. {_OVERWRITTEN}"),
    )
    return Wrong(exercise, "the step h is not used", rows, (IGNORED,))


def _same_at_every_step(calls: Sequence[_Call]) -> bool:
    by_case: dict[tuple, set[float]] = {}
    for one in calls:
        by_case.setdefault((one.f, one.x), set()).add(one.answer)
    return len(calls) > len(by_case) and all(len(answers) == 1 for answers in by_case.values())


# Formulas whose value is the answer: a kind, a sentence, and the formula, by a call and the function at x + k·h.
_FORMULAS: tuple[tuple[str, str, Callable[[_Call, Callable[[float], float]], float]], ...] = (
    (ZEROS, "It is zero everywhere.", lambda one, at: 0.0),
    (VALUE_FOR_DERIVATIVE, "It is f(x) itself, not its slope.", lambda one, at: at(0)),
    (SIGN, "The size is right, and the sign is the opposite.", lambda one, at: -one.centred),
    (SIGN, "It is the absolute value of the slope.", lambda one, at: abs(one.centred)),
    (FACTOR, "It is exactly twice the centred difference, at every step.", lambda one, at: 2 * one.centred),
    (FACTOR, "It is exactly half the centred difference, at every step.", lambda one, at: one.centred / 2),
    (NOT_DIVIDED, "It is f(x + h) − f(x − h) alone, not divided by the distance.", lambda one, at: at(1) - at(-1)),
    (NOT_DIVIDED, "It is the centred difference times h: divided by 2, and not by h.",
     lambda one, at: one.centred * one.step),
    (NOT_DIVIDED, "It is f(x + h) − f(x) alone, not divided by the distance.", lambda one, at: at(1) - at(0)),
    (BRACKETS, "It is the centred difference times h². In Python a / 2 * h means (a / 2) · h.",
     lambda one, at: one.centred * one.step**2),
    (BRACKETS, "It is f(x + h) − f(x − h)/(2h): only the second value is divided.",
     lambda one, at: at(1) - at(-1) / (2 * one.step)),
    (BRACKETS, "It is f(x + h) − f(x − h)/2·h: only the second value is divided, and then multiplied by h.",
     lambda one, at: at(1) - at(-1) / 2 * one.step),
    (BRACKETS, "It is f(x + h) − f(x)/h: only the second value is divided.", lambda one, at: at(1) - at(0) / one.step),
    (ONE_SIDED, "It uses the points x and x + h: a step to one side only.",
     lambda one, at: (at(1) - at(0)) / one.step),
    (ONE_SIDED, "It uses the points x − h and x: a step to one side only.",
     lambda one, at: (at(0) - at(-1)) / one.step),
    (ONE_SIDED, "It uses the points x and x + h, and divides by 2h: twice their distance.",
     lambda one, at: (at(1) - at(0)) / (2 * one.step)),
    (ONE_SIDED, "It uses the points x − h and x, and divides by 2h: twice their distance.",
     lambda one, at: (at(0) - at(-1)) / (2 * one.step)),
    (ONE_SIDED, "It uses the points x and x + 2h: a step to one side only.",
     lambda one, at: (at(2) - at(0)) / (2 * one.step)),
    (OTHER_POINTS, "It uses the points x − 2h and x + 2h.", lambda one, at: (at(2) - at(-2)) / (4 * one.step)),
    (OTHER_POINTS, "It uses the points x − 2h and x + 2h, and divides by 2h.",
     lambda one, at: (at(2) - at(-2)) / (2 * one.step)),
    (OTHER_POINTS, "It uses the points x − h·x and x + h·x: the step is multiplied by x.",
     lambda one, at: (at(one.x) - at(-one.x)) / (2 * one.step * one.x)),
    (SUM, "The two values are added, not subtracted.", lambda one, at: (at(1) + at(-1)) / (2 * one.step)),
    (SECOND, "It is the second difference, the slope of the slope.",
     lambda one, at: (at(1) - 2 * at(0) + at(-1)) / one.step**2),
    (FACTOR, "It is the centred difference, divided by h once more.", lambda one, at: one.centred / one.step),
)  # fmt: skip


def _diagnose(calls: Sequence[_Call]) -> list[Finding]:
    """Formulas whose value is the answer in every call."""
    found: dict[str, Finding] = {}
    for kind, says, formula in _FORMULAS:
        if kind not in found and all(_fits(formula, one) for one in calls):
            found[kind] = Finding(kind, says)
    if not found and _same_at_every_step(calls):
        given = " and ".join(f"{h:g}" for h in dict.fromkeys(one.step for one in calls))
        says = f"It gives the same answer for h = {given}. Is h used where the two points are, and in the distance?"
        found[IGNORED] = Finding(IGNORED, says)
    return list(found.values())[:MOST_FINDINGS]


def _fits(formula: Callable[[_Call, Callable[[float], float]], float], one: _Call) -> bool:
    with np.errstate(all="ignore"):
        value = formula(one, lambda k: float(one.f(one.x + k * one.step)))
    # Of a small step rounding is left, more of it where less is divided by.
    return bool(abs(one.answer - value) <= ROUNDING + 1e-6 * abs(value))
