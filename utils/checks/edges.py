"""Hypotheses about one edge of the program's graph: every edge, every slip that can be made there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from utils.checks.kinds import (
    BRANCH_LOST,
    BRANCH_SCALED,
    BROADCASTING,
    EXTRA_STEP,
    FORWARD_PASS,
    INPUT_LEFT_OUT,
    LEFT_OUT,
    ONE_TERM,
    SIGN,
    STEP_LEFT_OUT,
    TRANSPOSE,
    UPSTREAM_IGNORED,
    VALUE_FOR_DERIVATIVE,
    VALUE_FOR_SIGNAL,
    WRONG_ARGUMENT,
    WRONG_FACTOR,
    WRONG_INPUT,
)
from utils.checks.observations import Hypothesis, Observation
from utils.checks.slips import error_signal_after, error_signal_with, pull_back, value_after, value_with
from utils.reference import Values


def in_the_backward_pass(first: Observation, parents: Sequence[str]) -> Iterator[Hypothesis]:
    """Every slip of the backward pass on an edge that leads back to one of ``parents``."""
    program = first.program
    for slip in program.slips:
        if slip.parent in parents:
            yield Hypothesis(
                slip.kind,
                slip.says,
                _backward(slip.step, slip.parent, lambda seen, signal, slip=slip: signal * slip.local(seen.values)),
            )
    for parent in parents:
        for step in program.parents:
            if parent in program.parents[step]:
                yield from _on_edge(first, step, parent)


def _on_edge(first: Observation, step: str, parent: str) -> Iterator[Hypothesis]:
    program = first.program
    of_what = f"the derivative of {step} with respect to {parent}"
    yield Hypothesis(
        LEFT_OUT,
        f"It is what comes out when {of_what} is left out.",
        _backward(step, parent, lambda seen, signal: signal),
    )
    if step != program.output:
        yield Hypothesis(
            UPSTREAM_IGNORED,
            f"It is what comes out when {of_what} is not multiplied by the error signal of {step}.",
            _backward(step, parent, lambda seen, signal: _pull(seen, step, parent, np.ones_like(signal))),
        )
        yield from _one_term(first, step, parent)
    if len(program.children(parent)) > 1:
        yield Hypothesis(
            BRANCH_LOST,
            f"It is what comes out when what {parent} receives from {step} is lost.",
            _backward(step, parent, lambda seen, signal: np.zeros(seen.values[parent].shape)),
        )
        for factor, words in ((2.0, "counts twice"), (0.5, "counts half"), (-1.0, "has the opposite sign")):
            yield Hypothesis(
                BRANCH_SCALED,
                f"It is what comes out when what {parent} receives from {step} {words}.",
                _backward(step, parent, lambda seen, signal, factor=factor: factor * _pull(seen, step, parent, signal)),
            )
        if "lam" in program.inputs:
            yield Hypothesis(
                BRANCH_SCALED,
                f"It is what comes out when what {parent} receives from {step} is multiplied by lam once more.",
                _backward(step, parent, lambda seen, signal: seen.values["lam"] * _pull(seen, step, parent, signal)),
            )
    if len(program.parents[step]) == 1:
        for name in (step, parent):
            yield Hypothesis(
                VALUE_FOR_DERIVATIVE,
                f"It is what comes out when {name} itself stands in the place of {of_what}.",
                _backward(step, parent, lambda seen, signal, name=name: signal * seen.values[name]),
            )
    for read in program.parents[step]:
        if read != parent:
            for number in (0.0, 1.0):
                at_number = {read: np.full(first.values[read].shape, number)}
                if not np.any(_pull(first, step, parent, np.ones(first.values[step].shape), at_number)):
                    continue  # nothing would arrive: that branch is lost
                yield Hypothesis(
                    INPUT_LEFT_OUT,
                    f"It is what comes out when {of_what} does not use {read}, as if it were {number:g}.",
                    _backward(
                        step,
                        parent,
                        lambda seen, signal, read=read, number=number: _pull(
                            seen, step, parent, signal, {read: np.full(seen.values[read].shape, number)}
                        ),
                    ),
                )
        for other, value in stand_ins(first, read):
            kind = WRONG_ARGUMENT if read == parent else WRONG_FACTOR
            kind = TRANSPOSE if other.startswith("the transpose") else kind
            if other == f"the mean of {read}":
                stands = f"{read} is replaced by its mean before the product is formed"
            elif read == parent:
                stands = f"{of_what} is taken at {other}"
            else:
                stands = f"{of_what} contains {other} where another value belongs"
            yield Hypothesis(
                kind,
                f"It is what comes out when {stands}.",
                _backward(
                    step,
                    parent,
                    lambda seen, signal, read=read, value=value: _pull(seen, step, parent, signal, {read: value(seen)}),
                ),
            )
    if step != program.output:
        yield Hypothesis(
            VALUE_FOR_SIGNAL,
            f"It is what comes out when {of_what} is multiplied by {step} itself, not by its error signal.",
            _backward(step, parent, lambda seen, signal: _pull(seen, step, parent, seen.values[step])),
        )


def _one_term(first: Observation, step: str, parent: str) -> Iterator[Hypothesis]:
    """What arrives from several units at once is a sum; here one unit's term takes the place of it."""
    units = first.values[step].ndim - bool(first.program.batch)
    elementwise = len(first.program.parents[step]) == 1  # each entry has one term
    if units < 1 or first.values[step].shape[-1] < 2 or elementwise or not first.program.parents[parent]:
        return  # to a weight leads one unit alone

    def alone(seen: Observation, signal: np.ndarray, unit: int) -> np.ndarray:
        kept = np.zeros_like(signal)
        kept[..., unit] = signal[..., unit]
        return _pull(seen, step, parent, kept)

    for unit, which in ((0, "first"), (-1, "last")):
        yield Hypothesis(
            ONE_TERM,
            f"It is what comes out when of all entries of {step} only the {which} one sends to {parent}.",
            _backward(step, parent, lambda seen, signal, unit=unit: alone(seen, signal, unit)),
        )


def in_the_pass_before(first: Observation) -> Iterator[Hypothesis]:
    """Every slip of the forward pass that comes before an error signal, which is then computed rightly from it."""
    program, of = first.program, first.of
    for step in program.steps:
        if step == program.output or of not in program.descendants(step):
            continue
        for said, value in _values_with_a_slip(first, step):
            yield Hypothesis(
                FORWARD_PASS,
                f"It is what comes out when in the forward pass {said}.",
                lambda seen, step=step, value=value: error_signal_after(
                    seen.program, seen.values, seen.of, step, value(seen)
                ),
            )


def _values_with_a_slip(first: Observation, step: str) -> Iterator[tuple[str, Callable[[Observation], np.ndarray]]]:
    parents = first.program.parents[step]

    def read_as(seen: Observation, parent: str, instead: np.ndarray) -> np.ndarray:
        return value_with(seen.program, seen.values, step, step, parent, instead)

    if len(parents) == 1 and first.values[step].shape == first.values[parents[0]].shape:
        yield f"{step} is just {parents[0]}", lambda seen: seen.values[parents[0]]
    for parent in parents:
        for number in (0.0, 1.0):
            yield (
                f"{step} does not use {parent}, as if it were {number:g}",
                lambda seen, parent=parent, number=number: read_as(
                    seen, parent, np.full(seen.values[parent].shape, number)
                ),
            )
        yield (
            f"{step} uses {parent} with the opposite sign",
            lambda seen, parent=parent: read_as(seen, parent, -seen.values[parent]),
        )
        for other, value in stand_ins(first, parent):
            if other not in first.program.descendants(step):
                yield (
                    f"{step} uses {other} where another value belongs",
                    lambda seen, parent=parent, value=value: read_as(seen, parent, value(seen)),
                )
    for other, value in extra_steps(first, step):
        yield f"{step} also goes through the step that leads to {other}", value


def in_the_forward_pass(first: Observation, steps: Sequence[str]) -> Iterator[Hypothesis]:
    """Every slip of the forward pass in one of ``steps``."""
    program, of = first.program, first.of
    for step in steps:
        if of not in program.descendants(step):
            continue
        if step != program.output:
            for other, value in extra_steps(first, step):
                yield Hypothesis(
                    EXTRA_STEP,
                    f"It is what comes out when {step} also goes through the step that leads to {other}.",
                    lambda seen, step=step, value=value: value_after(
                        seen.program, seen.values, seen.of, step, value(seen)
                    ),
                )
        for parent in program.parents[step]:
            shape = first.values[parent].shape
            if len(program.parents[step]) == 1 and first.values[step].shape == shape:
                yield Hypothesis(
                    STEP_LEFT_OUT,
                    f"It is what comes out when {step} is just {parent}.",
                    lambda seen, step=step, parent=parent: value_after(
                        seen.program, seen.values, seen.of, step, seen.values[parent]
                    ),
                )
            for number, word in ((0.0, "0"), (1.0, "1")):
                yield Hypothesis(
                    INPUT_LEFT_OUT,
                    f"It is what comes out when {step} does not use {parent}, as if it were {word}.",
                    _forward(step, parent, lambda seen, parent=parent, n=number: np.full(seen.values[parent].shape, n)),
                )
            yield Hypothesis(
                SIGN,
                f"It is what comes out when {step} uses {parent} with the opposite sign.",
                _forward(step, parent, lambda seen, parent=parent: -seen.values[parent]),
            )
            if parent in program.batch or (program.batch and shape == first.values[program.batch[0]].shape[:1]):
                yield Hypothesis(
                    BROADCASTING,
                    f"It is what comes out when {parent}, of shape (N,), meets the others of {step} as shape (N, 1).",
                    _forward(step, parent, lambda seen, parent=parent: _column(seen.values[parent])),
                )
            for other, value in stand_ins(first, parent):
                if other not in program.descendants(step):
                    yield Hypothesis(
                        TRANSPOSE if other.startswith("the transpose") else WRONG_INPUT,
                        f"It is what comes out when {step} uses {_said(other, parent)}.",
                        _forward(step, parent, value),
                    )


def extra_steps(first: Observation, step: str) -> Iterator[tuple[str, Callable[[Observation], np.ndarray]]]:
    """The value of ``step`` after one more step, of a kind that the program takes elsewhere."""
    parents = first.program.parents
    children = [child for child in parents if step in parents[child]]
    for other, reads in parents.items():
        if len(reads) == 1 and other not in children and step not in (other, *reads) and first.values[other].shape:
            yield (
                other,
                lambda seen, other=other: seen.program.compute(
                    other, {**seen.values, seen.program.parents[other][0]: seen.values[step]}
                ),
            )


def stand_ins(first: Observation, read: str) -> Iterator[tuple[str, Callable[[Observation], np.ndarray]]]:
    """What may stand where ``read`` belongs: every other value of its shape, and its own mean over the batch."""
    shape = first.values[read].shape
    for other in first.program.parents:
        if other != read and first.values[other].shape == shape:
            yield other, lambda seen, other=other: seen.values[other]
    if len(shape) == 2 and shape[0] == shape[1]:
        yield f"the transpose of {read}", lambda seen: seen.values[read].T
    if shape and first.program.batch:
        yield f"the mean of {read}", lambda seen: np.full(seen.values[read].shape, np.mean(seen.values[read]))


def _said(other: str, parent: str) -> str:
    if other == f"the transpose of {parent}":
        return f"{other}: an entry {parent}[i, j] where {parent}[j, i] belongs"
    return f"{other} where another value belongs"


def _backward(
    step: str, parent: str, slip: Callable[[Observation, np.ndarray], np.ndarray]
) -> Callable[[Observation], np.ndarray]:
    return lambda seen: error_signal_with(
        seen.program, seen.values, seen.of, step, parent, lambda signal: slip(seen, signal)
    )


def _pull(seen: Observation, step: str, parent: str, signal: np.ndarray, instead: Values | None = None) -> np.ndarray:
    return pull_back(seen.program, {**seen.values, **(instead or {})}, step, parent, signal)


def _forward(step: str, parent: str, instead: Callable[[Observation], np.ndarray]) -> Callable:
    return lambda seen: value_with(seen.program, seen.values, seen.of, step, parent, instead(seen))


def _column(row: np.ndarray) -> np.ndarray:
    return row[:, np.newaxis] if row.ndim == 1 else row
