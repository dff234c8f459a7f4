"""Hypotheses about a whole answer of a program: some of the batch, a term or a factor more, another value."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from utils.checks.edges import Taken, stand_ins
from utils.checks.kinds import (
    ANOTHER_VALUE,
    EXTRA_FACTOR,
    EXTRA_TERM,
    NEXT_SIGNAL,
    SOME_EXAMPLES,
    WRONG_INDEX,
)
from utils.checks.observations import Hypothesis, Observation
from utils.checks.slips import pull_back, value_with
from utils.checks.tolerance import close


def part_of_the_batch(first: Observation) -> Iterator[Hypothesis[Observation]]:
    """Only the first or the last example of a batch was handled."""
    if not first.program.batch:
        return

    def of_one(index: int, divide: bool) -> Taken:
        def predict(seen: Observation) -> np.ndarray:
            one = dict(seen.values)
            for name in seen.program.batch:
                one[name] = seen.values[name][index : index + 1 or None]
            values = seen.program.values(one)
            result = seen.program.error_signal(values, seen.of) if seen.derivative else values[seen.of]
            return result / seen.examples if divide else result

        return predict

    def row_of_one(index: int) -> Callable[[Observation], np.ndarray | None]:
        def predict(seen: Observation) -> np.ndarray | None:
            if seen.expected.shape[:1] != (seen.examples,):
                return None
            only = np.zeros_like(seen.expected)
            only[index] = seen.expected[index]
            return only

        return predict

    for index, which in ((0, "first"), (-1, "last")):
        says = f"Only the {which} example is there; the others are zero."
        yield Hypothesis(SOME_EXAMPLES, says, row_of_one(index))
        for divide in (False, True):
            yield Hypothesis(SOME_EXAMPLES, f"Only the {which} example counts in it.", of_one(index, divide))


def something_more(first: Observation) -> Iterator[Hypothesis[Observation]]:
    """What is expected, with one factor or one term too many."""
    program, of = first.program, first.of

    def multiplied(name: str) -> Taken:
        return lambda seen: seen.expected * seen.values[name]

    def penalised(factor: float) -> Taken:
        return lambda seen: seen.expected + factor * seen.values["lam"] * seen.values[of]

    def and_of(parent: str, value: Taken) -> Taken:
        return lambda seen: seen.expected + value_with(seen.program, seen.values, of, of, parent, value(seen))

    if first.derivative and first.expected.shape == ():
        yield from _one_edge_too_far(first)
    for name in program.parents:
        if first.values[name].shape in ((), first.expected.shape):
            yield Hypothesis(EXTRA_FACTOR, f"It is what is expected, multiplied by {name}.", multiplied(name))
    if "lam" in program.inputs:
        for factor, words in ((1.0, "lam times"), (-1.0, "minus lam times"), (2.0, "twice lam times")):
            says = f"It is what is expected, plus {words} {of}: {of} seems to be penalised."
            yield Hypothesis(EXTRA_TERM, says, penalised(factor))
    if not first.derivative and of in program.steps and len(program.parents[of]) == 1:
        (parent,) = program.parents[of]
        for other, value in stand_ins(first, parent):
            says = f"It is what is expected for {parent}, plus the same for {other}."
            yield Hypothesis(EXTRA_TERM, says, and_of(parent, value))


def _one_edge_too_far(first: Observation) -> Iterator[Hypothesis[Observation]]:
    """An error signal that was sent on already: times the derivative of its value with respect to a parent."""
    program, of = first.program, first.of

    def sent(parent: str) -> Taken:
        return lambda seen: pull_back(seen.program, seen.values, of, parent, seen.expected)

    for parent in program.parents[of]:
        if first.values[parent].shape != () or parent in ("x", "t"):  # of the data no error signal is wanted
            continue
        local = pull_back(program, first.values, of, parent, np.ones(()))
        names = [name for name in program.parents if np.array_equal(first.values[name].shape, ())]
        name = next((name for name in names if close(local, first.values[name]).all()), "")
        if name:
            yield Hypothesis(
                EXTRA_FACTOR,
                f"It is what is expected, multiplied by {name}, the derivative of {of} with respect to {parent}.",
                sent(parent),
                step=f"The factor {name} belongs in the line of {parent}_bar.",
            )


def one_index_twice(first: Observation) -> Iterator[Hypothesis[Observation]]:
    """A gradient of a matrix with the index of the row in both factors: z_bar[j] * x[j] in the place of x[d]."""
    matrix = first.expected
    if not first.derivative or matrix.ndim != 2 or not 1 < matrix.shape[0] <= matrix.shape[1]:
        return
    yield Hypothesis(
        WRONG_INDEX,
        "Each row holds one number throughout: the second factor seems to have the index of the row, and not that of "
        "the column.",
        lambda seen: (
            np.tile(np.diag(seen.expected)[:, None], seen.expected.shape[1])
            if seen.expected.shape[0] <= seen.expected.shape[1]
            else None
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

    def value(name: str) -> Taken:
        return lambda seen: seen.values[name]

    def signal(name: str) -> Taken:
        return lambda seen: seen.signal(name)

    for name in first.program.parents:
        if name != first.of or first.derivative:
            yield Hypothesis(ANOTHER_VALUE, f"It is {name}.", value(name))
        if first.derivative and name not in (first.of, first.program.output):
            yield Hypothesis(ANOTHER_VALUE, f"It is the derivative with respect to {name}.", signal(name))
