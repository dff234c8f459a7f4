"""Hypotheses about a whole answer, against what is expected of it, whatever the program computes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from utils.checks.edges import stand_ins
from utils.checks.kinds import (
    ANOTHER_VALUE,
    EXTRA_FACTOR,
    EXTRA_TERM,
    FACTOR,
    NEXT_SIGNAL,
    SIGN,
    SOME_EXAMPLES,
    TRANSPOSE,
    ZEROS,
)
from utils.checks.observations import Hypothesis, Observation
from utils.checks.slips import value_with
from utils.checks.tolerance import close


def whole_answer(first: Observation) -> Iterator[Hypothesis]:
    """Zero, another sign, a factor (fixed, of N or of lam), the transpose."""
    yield Hypothesis(ZEROS, "It is zero everywhere.", lambda seen: np.zeros_like(seen.expected))
    yield Hypothesis(SIGN, "The size is right, and the sign is the opposite.", lambda seen: -seen.expected)
    for factor, words in ((2.0, "twice"), (0.5, "half"), (-2.0, "minus twice"), (-0.5, "minus half")):
        yield Hypothesis(
            FACTOR,
            f"It is exactly {words} what is expected, at every point.",
            lambda seen, factor=factor: factor * seen.expected,
        )
    if first.program.batch:
        for power, words in ((1, "N times"), (-1, "1/N times"), (2, "N² times")):
            yield Hypothesis(
                FACTOR,
                f"It is exactly {words} what is expected, where N is the number of examples.",
                lambda seen, power=power: seen.expected * float(seen.examples) ** power,
            )
    if "lam" in first.program.inputs:
        for power, words in ((1, "lam times what is expected"), (-1, "what is expected, divided by lam")):
            yield Hypothesis(
                FACTOR,
                f"It is exactly {words}, at every point.",
                lambda seen, power=power: _power(seen.values["lam"], power, seen.expected),
            )
    ratio = _ratio(first)
    if ratio is not None and not any(close(ratio, known) for known in (1, -1, 2, 0.5, -2, -0.5, 0)):
        yield Hypothesis(
            FACTOR,
            f"It is {ratio:.4g} times what is expected, at every point.",
            lambda seen: ratio * seen.expected,
        )
    if first.expected.ndim == 2 and first.expected.shape[0] == first.expected.shape[1]:
        yield Hypothesis(TRANSPOSE, "It is the transpose of what is expected.", lambda seen: seen.expected.T)


def part_of_the_batch(first: Observation) -> Iterator[Hypothesis]:
    """Only the first or the last example of a batch was handled."""
    if not first.program.batch:
        return

    def of_one(seen: Observation, index: int, divide: bool) -> np.ndarray | None:
        one = dict(seen.values)
        for name in seen.program.batch:
            one[name] = seen.values[name][index : index + 1 or None]
        values = seen.program.values(one)
        result = seen.program.error_signal(values, seen.of) if seen.derivative else values[seen.of]
        return result / seen.examples if divide else result

    def row_of_one(seen: Observation, index: int) -> np.ndarray | None:
        if seen.expected.shape[:1] != (seen.examples,):
            return None
        only = np.zeros_like(seen.expected)
        only[index] = seen.expected[index]
        return only

    for index, which in ((0, "first"), (-1, "last")):
        yield Hypothesis(
            SOME_EXAMPLES,
            f"Only the {which} example is there; the others are zero.",
            lambda seen, index=index: row_of_one(seen, index),
        )
        for divide in (False, True):
            yield Hypothesis(
                SOME_EXAMPLES,
                f"Only the {which} example counts in it.",
                lambda seen, index=index, divide=divide: of_one(seen, index, divide),
            )


def something_more(first: Observation) -> Iterator[Hypothesis]:
    """What is expected, with one factor or one term too many."""
    program, of = first.program, first.of
    names = [name for name in program.parents if first.values[name].shape in ((), first.expected.shape)]
    for name in names:
        yield Hypothesis(
            EXTRA_FACTOR,
            f"It is what is expected, multiplied by {name}.",
            lambda seen, name=name: seen.expected * seen.values[name],
        )
    if "lam" in program.inputs:
        for factor, words in (
            (1.0, f"lam times {of}"),
            (-1.0, f"minus lam times {of}"),
            (2.0, f"twice lam times {of}"),
        ):
            yield Hypothesis(
                EXTRA_TERM,
                f"It is what is expected, plus {words}: {of} seems to be penalised.",
                lambda seen, factor=factor: seen.expected + factor * seen.values["lam"] * seen.values[of],
            )
    if not first.derivative and of in program.steps and len(program.parents[of]) == 1:
        (parent,) = program.parents[of]
        for other, value in stand_ins(first, parent):
            yield Hypothesis(
                EXTRA_TERM,
                f"It is what is expected for {parent}, plus the same for {other}.",
                lambda seen, value=value: (
                    seen.expected + value_with(seen.program, seen.values, of, of, parent, value(seen))
                ),
            )


def next_signal(first: Observation) -> Iterator[Hypothesis]:
    """The error signal of what an array was computed from, entry by entry: often the array was changed in place."""
    parents = first.program.parents.get(first.of, ())
    if not first.derivative or len(parents) != 1 or not first.expected.shape:
        return
    (parent,) = parents
    if first.values[parent].shape == first.expected.shape:
        yield Hypothesis(
            NEXT_SIGNAL,
            f"It is the error signal of {parent}. Was this array computed so, or changed in place later, by *= or "
            "under a second name?",
            lambda seen: seen.signal(parent),
        )


def another_value(first: Observation) -> Iterator[Hypothesis]:
    """Another value of the pass, or another derivative, in the place of this one."""
    for name in first.program.parents:
        if name != first.of or first.derivative:
            yield Hypothesis(ANOTHER_VALUE, f"It is {name}.", lambda seen, name=name: seen.values[name])
        if first.derivative and name not in (first.of, first.program.output):
            yield Hypothesis(
                ANOTHER_VALUE,
                f"It is the derivative with respect to {name}.",
                lambda seen, name=name: seen.signal(name),
            )


def _power(base: np.ndarray, power: int, factor: np.ndarray) -> np.ndarray | None:
    return None if power < 0 and base == 0 else factor * float(base) ** power


def _ratio(seen: Observation) -> float | None:
    """The one factor by which every entry differs from what is expected; None where there is none."""
    nonzero = seen.expected != 0
    if not nonzero.any() or np.any(seen.answer[~nonzero] != 0):
        return None
    ratios = seen.answer[nonzero] / seen.expected[nonzero]
    return float(ratios.flat[0]) if close(ratios, ratios.flat[0]).all() else None
