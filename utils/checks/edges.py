"""Hypotheses about one edge of the program's graph: every edge, every slip that can be made there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from utils.checks.kinds import (
    ANOTHER_FUNCTION,
    ANOTHER_LOSS,
    ANOTHER_SLOPE,
    BRANCH_LOST,
    BRANCH_SCALED,
    BROADCASTING,
    CLIPPED,
    EARLY_MEAN,
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
from utils.checks.usual import (
    clipped,
    functions,
    losses,
    slopes_of_functions,
    slopes_of_losses,
    step_to_the_square,
)
from utils.reference import LocalSlip, Values

MEAN_LAST = "The mean was taken too early: multiply for each example, then take the mean."

Taken = Callable[[Observation], np.ndarray]  # a value of the pass as somebody may have taken it
Sent = Callable[[Observation, np.ndarray], np.ndarray]  # from a child's error signal to what its parent receives


def in_the_backward_pass(first: Observation, parents: Sequence[str]) -> Iterator[Hypothesis[Observation]]:
    """Every slip of the backward pass on an edge that leads back to one of ``parents``."""
    program = first.program
    for slip in program.slips:
        if slip.parent in parents:
            sent = _backward(slip.step, slip.parent, _by_slip(slip))
            yield Hypothesis(slip.kind, slip.says, sent, step=slip.following)
    for parent in parents:
        for step in program.parents:
            if parent in program.parents[step]:
                yield from _on_edge(first, step, parent)


def _on_edge(first: Observation, step: str, parent: str) -> Iterator[Hypothesis[Observation]]:
    program = first.program
    of_what = f"the derivative of {step} with respect to {parent}"

    def when(
        kind: str, words: str, sent: Sent, far_fetched: bool = False, following: str = ""
    ) -> Hypothesis[Observation]:
        says = f"This is what you get when {words}."
        return Hypothesis(kind, says, _backward(step, parent, sent), far_fetched, following)

    def pulled(factor: float) -> Sent:
        return lambda seen, signal: factor * _pull(seen, step, parent, signal)

    def with_inputs(read: str, value: Taken) -> Sent:
        return lambda seen, signal: _pull(seen, step, parent, signal, {read: value(seen)})

    yield when(LEFT_OUT, f"{of_what} is left out", lambda seen, signal: signal)
    for kind, others in (
        (ANOTHER_SLOPE, slopes_of_functions(first, step)),
        (ANOTHER_LOSS, slopes_of_losses(first, step)),
    ):
        if others and parent not in ("t", "T"):
            for words, value in others:
                yield when(kind, f"{of_what} is a different one: {words}", _times(value), far_fetched=True)
    if step != program.output:
        yield when(
            UPSTREAM_IGNORED,
            f"{of_what} is not multiplied by the error signal of {step}",
            lambda seen, signal: _pull(seen, step, parent, np.ones_like(signal)),
        )
        yield from _one_term(first, step, parent)
        if first.examples and first.values[step].shape == first.values[parent].shape == (first.examples,):
            words = f"the mean is taken before the product with {of_what} is formed"
            yield when(EARLY_MEAN, words, _of_the_mean(step, parent), following=MEAN_LAST)
    if len(program.children(parent)) > 1:
        received = f"what {parent} receives from {step}"
        lost = when(BRANCH_LOST, f"{received} is lost", lambda seen, signal: np.zeros(seen.values[parent].shape))
        yield replace(lost, says=f"It lacks {received}.") if parent == first.of else lost
        for factor, words in ((2.0, "counts twice"), (0.5, "counts half"), (-1.0, "has the opposite sign")):
            yield when(BRANCH_SCALED, f"{received} {words}", pulled(factor))
        if "lam" in program.inputs:
            yield when(
                BRANCH_SCALED,
                f"{received} is multiplied by lam once more",
                lambda seen, signal: seen.values["lam"] * _pull(seen, step, parent, signal),
            )
    if len(program.parents[step]) == 1:
        for name in (step, parent):
            yield when(VALUE_FOR_DERIVATIVE, f"{name} itself stands in the place of {of_what}", _times(_value(name)))
    for read in program.parents[step]:
        if read != parent:
            for number in (0.0, 1.0):
                sent = with_inputs(read, _filled(read, number))
                if np.any(sent(first, np.ones(first.values[step].shape))):  # else nothing arrives: that branch is lost
                    words = f"{of_what} does not use {read}, as if it were {number:g}"
                    yield when(INPUT_LEFT_OUT, words, sent)
        for other, value in stand_ins(first, read):
            kind = WRONG_ARGUMENT if read == parent else WRONG_FACTOR
            kind = TRANSPOSE if other.startswith("the transpose") else kind
            if other == f"the mean of {read}":  # or the other factor: the mean of their product is the same
                stands = f"the mean is taken before the product with {read} is formed"
                yield when(EARLY_MEAN, stands, with_inputs(read, value), following=MEAN_LAST)
                continue
            if read == parent:
                stands, following = f"{of_what} is taken at {other}", f"The slope was given {other}; it takes {read}."
            else:
                stands = f"{of_what} contains {other} where another factor belongs"
                following = f"What remains when {step} is differentiated with respect to {parent}?"
            yield when(kind, stands, with_inputs(read, value), following="" if kind == TRANSPOSE else following)
    if step != program.output:
        yield when(
            VALUE_FOR_SIGNAL,
            f"{of_what} is multiplied by {step} itself, not by its error signal",
            lambda seen, signal: _pull(seen, step, parent, seen.values[step]),
        )


def _one_term(first: Observation, step: str, parent: str) -> Iterator[Hypothesis[Observation]]:
    """What arrives from several units at once is a sum; here one unit's term takes the place of it."""
    units = first.values[step].ndim - bool(first.program.batch)
    elementwise = len(first.program.parents[step]) == 1  # each entry has one term
    if units < 1 or first.values[step].shape[-1] < 2 or elementwise or not first.program.parents[parent]:
        return  # to a weight leads one unit alone

    def alone(unit: int) -> Sent:
        def sent(seen: Observation, signal: np.ndarray) -> np.ndarray:
            kept = np.zeros_like(signal)
            kept[..., unit] = signal[..., unit]
            return _pull(seen, step, parent, kept)

        return sent

    for unit, which in ((0, "first"), (-1, "last")):
        yield Hypothesis(
            ONE_TERM,
            f"This is what you get when only the {which} entry of {step} sends to {parent}.",
            _backward(step, parent, alone(unit)),
        )


def in_the_pass_before(first: Observation) -> Iterator[Hypothesis[Observation]]:
    """Every slip of the forward pass that comes before an error signal, which is then computed rightly from it."""
    program, of = first.program, first.of

    def after(step: str, value: Taken) -> Taken:
        return lambda seen: error_signal_after(seen.program, seen.values, seen.of, step, value(seen))

    for step in program.steps:
        if step != program.output and of in program.descendants(step):
            for said, value in _values_with_a_slip(first, step):
                says = f"This is what you get when in the forward pass {said}."
                yield Hypothesis(FORWARD_PASS, says, after(step, value))


def _values_with_a_slip(first: Observation, step: str) -> Iterator[tuple[str, Taken]]:
    parents = first.program.parents[step]

    def reading(parent: str, instead: Taken) -> Taken:
        return lambda seen: value_with(seen.program, seen.values, step, step, parent, instead(seen))

    if len(parents) == 1 and first.values[step].shape == first.values[parents[0]].shape:
        yield f"{step} is just {parents[0]}", _value(parents[0])
    for parent in parents:
        for number in (0.0, 1.0):
            words = f"{step} does not use {parent}, as if it were {number:g}"
            yield words, reading(parent, _filled(parent, number))
        yield f"{step} uses {parent} with the opposite sign", reading(parent, _negative(parent))
        for other, value in stand_ins(first, parent):
            if other not in first.program.descendants(step):
                yield f"{step} uses {other} where another value belongs", reading(parent, value)
    for other, value in extra_steps(first, step):
        yield f"{step} also goes through the step that leads to {other}", value
    for other, value in functions(first, step):
        yield f"{step} is {other}, another function than it should be", value
    for words, value in clipped(first, step):
        yield f"{step} is {words}", value


def in_the_forward_pass(first: Observation, steps: Sequence[str]) -> Iterator[Hypothesis[Observation]]:
    """Every slip of the forward pass in one of ``steps``."""
    for step in steps:
        if first.of in first.program.descendants(step):
            yield from _at_step(first, step)


def _at_step(first: Observation, step: str) -> Iterator[Hypothesis[Observation]]:
    program = first.program

    def when(kind: str, words: str, predict: Taken, following: str = "") -> Hypothesis[Observation]:
        return Hypothesis(kind, f"This is what you get when {step} {words}.", predict, step=following)

    def after(value: Taken) -> Taken:
        return lambda seen: value_after(seen.program, seen.values, seen.of, step, value(seen))

    def reading(parent: str, instead: Taken) -> Taken:
        return lambda seen: value_with(seen.program, seen.values, seen.of, step, parent, instead(seen))

    for words, value in losses(first, step):
        yield when(ANOTHER_LOSS, f"is another loss: {words}", after(value), step_to_the_square(first, step, words))
    for other, value in functions(first, step):
        yield when(ANOTHER_FUNCTION, f"is {other}, another function than it should be", after(value))
    if step != program.output:
        for words, value in clipped(first, step):
            yield when(CLIPPED, f"is {words}", after(value))
        for other, value in extra_steps(first, step):
            yield when(EXTRA_STEP, f"also goes through the step that leads to {other}", after(value))
    for parent in program.parents[step]:
        shape = first.values[parent].shape
        if len(program.parents[step]) == 1 and first.values[step].shape == shape:
            yield when(STEP_LEFT_OUT, f"is just {parent}", after(_value(parent)))
        for number in (0.0, 1.0):
            words = f"does not use {parent}, as if it were {number:g}"
            yield when(INPUT_LEFT_OUT, words, reading(parent, _filled(parent, number)))
        yield when(SIGN, f"uses {parent} with the opposite sign", reading(parent, _negative(parent)))
        if parent in program.batch or (program.batch and shape == first.values[program.batch[0]].shape[:1]):
            yield Hypothesis(
                BROADCASTING,
                f"This is what you get when {parent}, of shape (N,), meets the others of {step} as shape (N, 1).",
                reading(parent, _as_column(parent)),
            )
        for other in program.parents[step]:
            if other != parent and shape in ((), first.values[other].shape):
                words = f"uses {parent}·{other} where {parent} belongs, as with a bracket in another place"
                yield when(WRONG_INPUT, words, reading(parent, _product(parent, other)))
        for other, value in stand_ins(first, parent):
            if other not in program.descendants(step):
                kind = TRANSPOSE if other.startswith("the transpose") else WRONG_INPUT
                yield when(kind, f"uses {_said(other, parent)}", reading(parent, value))


def extra_steps(first: Observation, step: str) -> Iterator[tuple[str, Taken]]:
    """The value of ``step`` after one more step, of a kind that the program takes elsewhere."""
    parents = first.program.parents

    def through(other: str, read: str) -> Taken:
        return lambda seen: seen.program.compute(other, {**seen.values, read: seen.values[step]})

    children = [child for child in parents if step in parents[child]]
    for other, reads in parents.items():
        if len(reads) == 1 and other not in children and step not in (other, *reads) and first.values[other].shape:
            yield other, through(other, reads[0])


def stand_ins(first: Observation, read: str) -> Iterator[tuple[str, Taken]]:
    """What may stand where ``read`` belongs: every other value of its shape, and its own mean over the batch."""
    shape = first.values[read].shape
    for other in first.program.parents:
        if other != read and first.values[other].shape == shape:
            yield other, _value(other)
    if len(shape) == 2 and shape[0] == shape[1]:
        yield f"the transpose of {read}", lambda seen: seen.values[read].T
    if shape and first.program.batch:
        yield f"the mean of {read}", lambda seen: np.full(seen.values[read].shape, np.mean(seen.values[read]))


def _said(other: str, parent: str) -> str:
    if other == f"the transpose of {parent}":
        return f"{other}: an entry {parent}[i, j] where {parent}[j, i] belongs"
    return f"{other} where another value belongs"


def _value(name: str) -> Taken:
    return lambda seen: seen.values[name]


def _product(name: str, other: str) -> Taken:
    return lambda seen: seen.values[name] * seen.values[other]


def _negative(name: str) -> Taken:
    return lambda seen: -seen.values[name]


def _filled(name: str, number: float) -> Taken:
    return lambda seen: np.full(seen.values[name].shape, number)


def _as_column(name: str) -> Taken:
    return lambda seen: seen.values[name][:, np.newaxis] if seen.values[name].ndim == 1 else seen.values[name]


def _of_the_mean(step: str, parent: str) -> Sent:
    return lambda seen, signal: _pull(seen, step, parent, np.full_like(signal, np.mean(signal)))


def _times(value: Taken) -> Sent:
    return lambda seen, signal: signal * value(seen)


def _by_slip(slip: LocalSlip) -> Sent:
    return lambda seen, signal: signal * slip.local(seen.values)


def _backward(step: str, parent: str, sent: Sent) -> Taken:
    return lambda seen: error_signal_with(
        seen.program, seen.values, seen.of, step, parent, lambda signal: sent(seen, signal)
    )


def _pull(seen: Observation, step: str, parent: str, signal: np.ndarray, instead: Values | None = None) -> np.ndarray:
    return pull_back(seen.program, {**seen.values, **(instead or {})}, step, parent, signal)
