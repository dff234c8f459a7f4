"""Returned values against a trusted program, name by name, and what is said of the first that differs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from utils.checks.answers import array, number
from utils.checks.diagnosis import Finding, first_that_fit
from utils.checks.edges import in_the_backward_pass
from utils.checks.kinds import (
    BATCH_SUM_MISSING,
    EARLY_MEAN,
    NEXT_SIGNAL,
    ORDER,
    SHAPE,
    UPSTREAM_IGNORED,
    WRONG_ARGUMENT,
    WRONG_FACTOR,
)
from utils.checks.observations import Observation
from utils.checks.refusals import CannotJudge
from utils.checks.shapes import explain_shape
from utils.checks.tolerance import close, relative_error
from utils.checks.writing import short, step_by_hand
from utils.outcomes import Outcome, Raised, Wrong
from utils.reference import Program, Values
from utils.words import listed

LOOK_AT_THE_ORDER = "Look at the lines that compute them, and at the order in which they are returned."
LARGEST_MAP = 12  # rows and columns of an error map that is still taken in at a glance


@dataclass(frozen=True)
class Difference:
    """The first returned value that disagrees, with the evidence.

    Attributes:
        exercise: the exercise's name.
        name: the returned value's name, such as ``"z_bar"``.
        seen: what was returned and what is expected, with the pass around it.
        right_before: the names that were compared before and agreed.
        where: the point in words.
        alone: it is all that was returned, so that the function need not have a name for it.
        own: the names of the function's own values, where they are known: no others are spoken of.
    """

    exercise: str
    name: str
    seen: Observation
    right_before: tuple[str, ...]
    where: str
    alone: bool = False
    own: frozenset[str] | None = None

    def outcome(self, findings: Sequence[Finding]) -> Wrong:
        """The message: where, what, the evidence, what it is consistent with, the next step."""
        rows = [("where", self.where)]
        if self.right_before:
            rows.append(("right so far", ", ".join(self.right_before)))
        at, answer, expected = self.name, self.seen.answer, self.seen.expected
        if answer.shape != ():
            bad = ~close(answer, expected)
            first = tuple(int(i) for i in np.argwhere(bad)[0])
            at = f"{self.name}[{', '.join(map(str, first))}]"
            rows.append(("wrong at", f"{int(bad.sum())} of {bad.size} entries, the first is {at}"))
            if bad.ndim == 2 and not bad.all() and max(bad.shape) <= LARGEST_MAP:
                rows.append(("map", "\n".join(" ".join("✗" if entry else "·" for entry in row) for row in bad)))
            answer, expected = answer[first], expected[first]
        if passed := self._pass():
            rows.append(("right forward pass", passed))
        if self.seen.derivative:
            rows += shapes(self.seen.program, self.seen.values, signals=False)
        rows.append(("yours", f"{at} = {short(answer)}"))
        rows.append(("numerical derivative" if self.seen.derivative else "expected", f"{at} = {short(expected)}"))
        if short(answer) == short(expected):
            rows.append(("difference", short(float(answer - expected))))
        by_hand = self.seen.derivative and not self.seen.located and self._used(None) and not self._used(self.own)
        rows += consistent_with(findings if not by_hand or self.name.endswith("_bar") else _on_paper(findings))
        kinds = tuple(finding.kind for finding in findings)
        return Wrong(
            self.exercise,
            f"{self.name} is wrong",
            (*rows, ("next", self._next(findings, float(expected), bool(by_hand)))),
            kinds,
        )

    def _pass(self) -> str:
        """The values on the way, where a derivative is asked for: what the reader's own ought to be here."""
        if not self.seen.derivative:
            return ""
        steps = [name for name in self.seen.program.steps if name != self.seen.program.output]
        shown = [f"{name} = {short(self.seen.values[name])}" for name in steps if self.seen.values[name].shape == ()]
        return ", ".join(shown)

    def _next(self, findings: Sequence[Finding], expected: float, by_hand: bool) -> str:
        if own := [finding for finding in findings if finding.step]:
            at_this_line = self.seen.located and self.seen.derivative and own[0].kind in (WRONG_ARGUMENT, WRONG_FACTOR)
            return f"{self._which_line()}. {own[0].step}" if at_this_line else own[0].step
        if any(finding.kind == ORDER for finding in findings):
            return LOOK_AT_THE_ORDER
        if any(finding.kind == NEXT_SIGNAL for finding in findings):
            return (
                f"Look at the line that computes {self.name}, and at every later line that changes an array in place. "
                "Does it change the one that you return?"
            )
        if self.seen.located and self.seen.derivative:
            return f"{self._which_line()}, and at the values it uses at that moment."
        if self.seen.derivative and any("exactly N times what" in finding.says for finding in findings):
            if self.name.startswith(f"d{self.seen.program.output}_d"):  # no error signal that has 1/N already
                return f"{self.seen.program.output} is a mean over the examples. Is {self.name} one, too?"
            return (
                f"Is every gradient N times too large? Then look where 1/N comes in first; else, in the line of "
                f"{self.name}."
            )
        if findings and by_hand:
            return self._factors_on_paper()
        if any("exactly twice what" in one.says for one in findings) and self._is_half_a_square():
            return f"Look at the line that computes {self.name}. Is the ½ there?"
        if findings:
            return f"Look for the mistake in the lines that compute {self.name}{self._and_what_they_use()}."
        if self.seen.derivative:
            return (
                f"Compute the factors of {self.name} one by one at these numbers. Which one is not what it should be?"
            )
        return step_by_hand(self.name, self.where, expected)

    def _which_line(self) -> str:
        """Where to look, if everything that a derivative is computed from is right."""
        if self.right_before:
            return f"The error signals before {self.name} are right: look at the line that computes {self.name}"
        return f"Look at the line {'with return' if self.alone else f'that computes {self.name}'}"

    def _is_half_a_square(self) -> bool:
        """Whether a value is asked for whose formula on paper is half a square."""
        return not self.seen.derivative and self.seen.program.in_words.get(self.seen.of) == "the square"

    def _factors_on_paper(self) -> str:
        """The next step where nothing has a name: the steps that the formula goes through, from the outside in."""
        program = self.seen.program
        words = [program.in_words.get(step) for step in reversed(program.descendants(self.seen.of)[1:])]
        if not words or None in words:
            return f"Compare the factors of {self.name}, one by one, with those on paper."
        return f"Compare your factors with those on paper: {listed([str(one) for one in words])}."

    def _and_what_they_use(self) -> str:
        """Of a derivative: the error signals that it is computed from and that are not known to be right."""
        left = self._used(self.own) if self.seen.derivative and not self.seen.located else []
        return f", and in what they use: {listed(left)}" if left else ""

    def _used(self, own: frozenset[str] | None) -> list[str]:
        """The error signals that it is computed from and that are not known to be right; of these the function's."""
        program = self.seen.program
        before = [name for name in program.steps if name in program.children(self.seen.of) and name != program.output]
        left = [name for name in (f"{one}_bar" for one in before) if name not in self.right_before]
        return [name for name in left if own is None or name in own]


def _on_paper(findings: Sequence[Finding]) -> list[Finding]:
    """Findings in words that a reader knows who has met no error signals yet."""
    told = [one for one in findings if one.kind != UPSTREAM_IGNORED] or findings
    alone = r"when (.+) is not multiplied by the error signal of \w+\."
    return [
        replace(
            one,
            says=re.sub(alone, r"for \1 without the factor before it.", one.says).replace(
                ", not by its error signal", ""
            ),
        )
        for one in told
    ]


def consistent_with(findings: Sequence[Finding]) -> list[tuple[str, str]]:
    """Findings as a row of a message; none where there are none."""
    return [("consistent with", " Or: ".join(finding.says for finding in findings))] if findings else []


def shapes(program: Program, values: Values, signals: bool) -> list[tuple[str, str]]:
    """The shapes of a pass, as a row of a message; none where no matrix takes part in it.

    With ``signals`` it is also said which shapes error signals have.
    """
    if all(value.ndim < 2 for value in values.values()):
        return []
    said = [f"{name} {value.shape}" for name, value in values.items() if value.ndim]
    return [("shapes", "\n".join([", ".join(said)] + ["An error signal has the shape of its value."] * signals))]


def with_shapes(outcome: Outcome, program: Program, values: Values, signals: bool) -> Outcome:
    """An outcome about arrays that do not go together, with the shapes of the pass as evidence."""
    about = isinstance(outcome, Raised) and outcome.headline in ("ValueError", "IndexError")
    if not (about or SHAPE in outcome.kinds) or not outcome.rows:
        return outcome
    *rows, last = outcome.rows
    of_a_signal = signals and SHAPE in outcome.kinds and outcome.headline.partition(" ")[0] not in program.steps
    return replace(outcome, rows=(*rows, *shapes(program, values, of_a_signal), last))


def target(program: Program, name: str) -> tuple[str, bool]:
    """The program's name that a returned name speaks of, and whether it is its derivative.

    Raises:
        ValueError: it speaks of nothing that the program knows; the author's mistake.
    """
    known = set(program.inputs) | set(program.steps)
    if name in known:
        return name, False
    of = name.removesuffix("_bar") if name.endswith("_bar") else name.rpartition("_d")[2]
    if of not in known:
        raise ValueError(f"{name!r} is neither a value nor a derivative of the program ({sorted(known)})")
    return of, True


def is_derivative(program: Program, name: str) -> bool:
    """Whether a returned name is the derivative of something the program knows."""
    return target(program, name)[1]


def observe(name: str, returned: Any, program: Program, values: Values, exercise: str, where: str) -> Observation:
    """One returned value beside what the program says.

    Raises:
        CannotJudge: it is not a real number or array of the expected shape.
    """
    of, derivative = target(program, name)
    expected = program.error_signal(values, of) if derivative else values[of]
    try:
        if expected.shape == ():
            answer = np.array(number(exercise, name, returned, where))
        else:
            answer = array(exercise, name, returned, expected.shape, where)
    except CannotJudge as cannot:
        examples = len(values[program.batch[0]]) if program.batch else None
        outcome = explain_shape(cannot.outcome, returned, expected, examples)
        if derivative and expected.shape == () and BATCH_SUM_MISSING in outcome.kinds:
            outcome = _of_an_early_mean(outcome, Observation(program, values, of, True, np.mean(returned), expected))
        raise CannotJudge(outcome) from None
    return Observation(program, values, of, derivative, answer, expected)


def _of_an_early_mean(outcome: Outcome, seen: Observation) -> Outcome:
    """An outcome about numbers that are no mean yet; where one was taken, too early, with that instead.

    Args:
        outcome: as the shape alone explains it.
        seen: the mean of what was returned, in its place.
    """
    slips = in_the_backward_pass(seen, seen.program.descendants(seen.of))
    for finding in first_that_fit([(one for one in slips if one.kind == EARLY_MEAN)], [seen]):
        rows = [row for row in outcome.rows if row[0] not in ("consistent with", "next")]
        rows += [*consistent_with([finding]), ("next", finding.step)]
        return replace(outcome, rows=tuple(rows), kinds=(EARLY_MEAN, *outcome.kinds))
    return outcome


def compare(exercise: str, mine: Mapping[str, Any], program: Program, values: Values, where: str) -> float | Difference:
    """Compare name by name, in order.

    Args:
        exercise: the exercise's name.
        mine: what was returned, by name, in the order of judgement.
        program: the trusted computation.
        values: its forward pass at the point.
        where: the point in words.

    Returns:
        The largest relative error, or the first difference.

    Raises:
        CannotJudge: a value is not a real number or array of the expected shape.
    """
    largest = 0.0
    right: list[str] = []
    agreed = {program.output}  # of these the error signals are right; the output's own is 1 by definition
    for name, returned in mine.items():
        seen = observe(name, returned, program, values, exercise, where)
        if not close(seen.answer, seen.expected).all():
            before = program.children(seen.of) if seen.derivative else set(program.parents[seen.of])
            located = before <= (agreed if seen.derivative else {*program.inputs, *right})
            return Difference(exercise, name, replace(seen, located=located), tuple(right), where, len(mine) == 1)
        largest = max(largest, relative_error(seen.answer, seen.expected))
        right.append(name)
        if seen.derivative:
            agreed.add(seen.of)
    return largest


def expected_of(names: Sequence[str], program: Program, values: Values) -> dict[str, np.ndarray]:
    """What the program says of returned names: values, and derivatives."""
    named = {name: target(program, name) for name in names}
    return {name: program.error_signal(values, of) if slope else values[of] for name, (of, slope) in named.items()}


def in_another_order(mine: Mapping[str, Any], program: Program, values: Values) -> bool:
    """Whether the returned values are the expected ones, each in another's place (some may be in their own)."""
    try:
        answers = [np.asarray(returned, dtype=np.float64) for returned in mine.values()]
    except (TypeError, ValueError):  # no numbers
        return False
    expected = list(expected_of(list(mine), program, values).values())
    left = list(expected)
    for answer in answers:
        place = next((i for i, one in enumerate(left) if _equal(answer, one)), None)
        if place is None:
            return False
        del left[place]
    return not all(map(_equal, answers, expected))


def _equal(answer: np.ndarray, expected: np.ndarray) -> bool:
    return answer.shape == expected.shape and bool(close(answer, expected).all())
