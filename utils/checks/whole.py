"""Hypotheses about a whole answer of a program: some of the batch, a term or a factor more, another value."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from utils.checks.edges import stand_ins
from utils.checks.kinds import (
    ANOTHER_VALUE,
    EXTRA_FACTOR,
    EXTRA_TERM,
    NEXT_SIGNAL,
    SOME_EXAMPLES,
)
from utils.checks.observations import Hypothesis, Observation
from utils.checks.slips import value_with


def part_of_the_batch(first: Observation) -> Iterator[Hypothesis[Observation]]:
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


def something_more(first: Observation) -> Iterator[Hypothesis[Observation]]:
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


def next_signal(first: Observation) -> Iterator[Hypothesis[Observation]]:
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


def another_value(first: Observation) -> Iterator[Hypothesis[Observation]]:
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
