"""Returned values against a trusted program, name by name, and what is said of the first that differs.

What kind of mistake a difference is consistent with is not known here; ``Difference`` holds all there is to find it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from utils.answers import array, close, number, relative_error, short
from utils.calling import CannotJudge
from utils.outcomes import Wrong
from utils.reference import Program, Values


@dataclass(frozen=True)
class Difference:
    """The first returned value that disagrees, with the evidence.

    Attributes:
        exercise: the exercise's name.
        name: the returned value's name, such as ``"z_bar"``.
        answer: what was returned, float64, of the right shape.
        expected: what the program says, of the same shape.
        derivative_of: the program's name of which it is the derivative, ``"z"``; None for a plain value.
        output: the program's name that is differentiated, ``"L"``.
        right_before: the names that were compared before and agreed.
        located: everything from which ``name`` is computed was compared before and agreed.
        where: the point in words.
    """

    exercise: str
    name: str
    answer: np.ndarray
    expected: np.ndarray
    derivative_of: str | None
    output: str
    right_before: tuple[str, ...]
    located: bool
    where: str

    def outcome(self) -> Wrong:
        """The message: where, what, the evidence, the next step."""
        rows = [("where", self.where)]
        if self.right_before:
            rows.append(("right so far", ", ".join(self.right_before)))
        at, answer, expected = self.name, self.answer, self.expected
        if answer.shape != ():
            bad = ~close(answer, expected)
            first = tuple(int(i) for i in np.argwhere(bad)[0])
            at = f"{self.name}[{', '.join(map(str, first))}]"
            rows.append(("wrong at", f"{int(bad.sum())} of {bad.size} entries, the first is {at}"))
            answer, expected = answer[first], expected[first]
        rows.append(("yours", f"{at} = {short(answer)}"))
        rows.append(("numerical derivative" if self.derivative_of else "expected", f"{at} = {short(expected)}"))
        if short(answer) == short(expected):
            rows.append(("difference", short(float(answer - expected))))
        return Wrong(self.exercise, f"{self.name} is wrong", (*rows, ("next", self._next())))

    def _next(self) -> str:
        if self.derivative_of is None:
            return f"Compute {self.name} at this point on paper, and compare it line by line with your code."
        if self.located:
            return f"What {self.name} is computed from is right: look only at the line that computes {self.name}."
        return f"Compute the factors of {self.name} one by one at these numbers. Which one is not what it should be?"


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


def compare(exercise: str, mine: Mapping[str, Any], program: Program, values: Values, where: str) -> float:
    """Compare name by name, in order.

    Args:
        exercise: the exercise's name.
        mine: what was returned, by name, in the order of judgement.
        program: the trusted computation.
        values: its forward pass at the point.
        where: the point in words.

    Returns:
        The largest relative error.

    Raises:
        CannotJudge: at the first difference.
    """
    largest = 0.0
    right: list[str] = []
    agreed = {program.output}  # of these the error signals are right; the output's own is 1 by definition
    for name, returned in mine.items():
        of, derivative = target(program, name)
        expected = program.error_signal(values, of) if derivative else values[of]
        if expected.shape == ():
            answer = np.array(number(exercise, name, returned, where))
        else:
            answer = array(exercise, name, returned, expected.shape, where)
        if not close(answer, expected).all():
            derivative_of = of if derivative else None
            located = derivative and program.children(of) <= agreed
            found = Difference(
                exercise, name, answer, expected, derivative_of, program.output, tuple(right), located, where
            )
            raise CannotJudge(found.outcome())
        largest = max(largest, relative_error(answer, expected))
        right.append(name)
        if derivative:
            agreed.add(of)
    return largest
