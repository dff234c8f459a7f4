"""What a wrong answer may be consistent with, as predictions of the answer.

A hypothesis has a kind, a sentence, and a prediction of the whole answer at an observation. It speaks of what was
done, never of what would be right. General ones come first (the whole answer against the expected one), then one
slip on one edge of the program's graph; an exercise gets all of them for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from utils.checks.shapes import BROADCASTING, TRANSPOSE
from utils.checks.slips import descendants, error_signal_with, pull_back, value_with
from utils.reference import Program, Values

# The names of mistakes. A planted mistake says which of them it is; a message may say one or two.
SIGN = "sign"
FACTOR = "factor"
ZEROS = "zeros"
ANOTHER_VALUE = "another value"
EXTRA_FACTOR = "extra factor"
EXTRA_TERM = "extra term"
SOME_EXAMPLES = "some examples"
SOME_ENTRIES = "some entries"
LEFT_OUT = "local derivative left out"
UPSTREAM_IGNORED = "upstream ignored"
BRANCH_LOST = "branch lost"
BRANCH_SCALED = "branch scaled"
WRONG_ARGUMENT = "wrong argument"
WRONG_FACTOR = "wrong factor"
VALUE_FOR_DERIVATIVE = "value for derivative"
STEP_LEFT_OUT = "step left out"
INPUT_LEFT_OUT = "input left out"
WRONG_INPUT = "wrong input"


@dataclass(frozen=True)
class Observation:
    """One call of a reader's function, with the trusted pass at the same point.

    Attributes:
        program: the trusted computation.
        values: its forward pass at the point.
        of: the program's name that is asked for.
        derivative: whether its error signal is asked for, or its value.
        answer: what the function returned, float64, of the right shape.
        expected: what the program says.
        located: every error signal from which this one is computed was returned too, and is right.
    """

    program: Program
    values: Values
    of: str
    derivative: bool
    answer: np.ndarray
    expected: np.ndarray
    located: bool = False
    _signals: Values = field(default_factory=dict)

    def signal(self, name: str) -> np.ndarray:
        """The error signal of any of the program's names."""
        if name not in self._signals:
            self._signals[name] = self.program.error_signal(self.values, name)
        return self._signals[name]

    @property
    def examples(self) -> int | None:
        """N, the number of examples of a batch; None for one example."""
        return len(self.values[self.program.batch[0]]) if self.program.batch else None


@dataclass(frozen=True)
class Hypothesis:
    """A possible mistake: its name, a sentence for the reader, and the answer it leads to (None: does not apply)."""

    kind: str
    says: str
    predict: Callable[[Observation], np.ndarray | None]


def hypotheses(first: Observation) -> Iterator[Iterator[Hypothesis]]:
    """Every hypothesis about an answer, in tiers. What a tier explains, the next would only say less plainly."""
    whole = chain(_of_the_whole_answer(first), _of_part_of_the_batch(first))
    if not first.derivative and first.located:
        yield chain(whole, _slips_forward(first, [first.of]))
    elif not first.derivative:
        yield chain(whole, _slips_forward(first, list(first.program.steps)))
    elif first.located:
        yield chain(whole, _slips_backward(first, [first.of]))
        yield _slips_backward(first, descendants(first.program, first.of)[1:])
    else:
        yield chain(whole, _slips_backward(first, descendants(first.program, first.of)))
    yield _something_more(first)
    yield _another_value(first)


def _of_the_whole_answer(first: Observation) -> Iterator[Hypothesis]:
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
    if ratio is not None and not any(np.isclose(ratio, known, rtol=1e-6) for known in (1, -1, 2, 0.5, -2, -0.5, 0)):
        yield Hypothesis(
            FACTOR,
            f"It is {ratio:.4g} times what is expected, at every point.",
            lambda seen: ratio * seen.expected,
        )
    if first.expected.ndim == 2 and first.expected.shape[0] == first.expected.shape[1]:
        yield Hypothesis(TRANSPOSE, "It is the transpose of what is expected.", lambda seen: seen.expected.T)


def _of_part_of_the_batch(first: Observation) -> Iterator[Hypothesis]:
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


def _slips_backward(first: Observation, parents: Sequence[str]) -> Iterator[Hypothesis]:
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
                yield from _slips_on_edge(first, step, parent)


def _slips_on_edge(first: Observation, step: str, parent: str) -> Iterator[Hypothesis]:
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
        kind = WRONG_ARGUMENT if read == parent else WRONG_FACTOR
        for other, value in _stand_ins(first, read):
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


def _slips_forward(first: Observation, steps: Sequence[str]) -> Iterator[Hypothesis]:
    program, of = first.program, first.of
    for step in steps:
        if of not in descendants(program, step):
            continue
        for parent in program.parents[step]:
            shape = first.values[parent].shape
            if len(program.parents[step]) == 1 and first.values[step].shape == shape:
                yield Hypothesis(
                    STEP_LEFT_OUT,
                    f"It is what comes out when {step} is just {parent}.",
                    lambda seen, step=step, parent=parent: _rerun(seen, step, seen.values[parent]),
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
            for other, value in _stand_ins(first, parent):
                if other not in descendants(program, step):
                    yield Hypothesis(
                        WRONG_INPUT,
                        f"It is what comes out when {step} uses {other} where another value belongs.",
                        _forward(step, parent, value),
                    )


def _something_more(first: Observation) -> Iterator[Hypothesis]:
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
        for other, value in _stand_ins(first, parent):
            yield Hypothesis(
                EXTRA_TERM,
                f"It is what is expected for {parent}, plus the same for {other}.",
                lambda seen, value=value: (
                    seen.expected + value_with(seen.program, seen.values, of, of, parent, value(seen))
                ),
            )


def _another_value(first: Observation) -> Iterator[Hypothesis]:
    for name in first.program.parents:
        if name != first.of or first.derivative:
            yield Hypothesis(ANOTHER_VALUE, f"It is {name}.", lambda seen, name=name: seen.values[name])
        if first.derivative and name not in (first.of, first.program.output):
            yield Hypothesis(
                ANOTHER_VALUE,
                f"It is the derivative with respect to {name}.",
                lambda seen, name=name: seen.signal(name),
            )


# --- the pieces


def _stand_ins(first: Observation, read: str) -> Iterator[tuple[str, Callable[[Observation], np.ndarray]]]:
    """What may stand where ``read`` belongs: every other value of its shape, and its own mean over the batch."""
    shape = first.values[read].shape
    for other in first.program.parents:
        if other != read and first.values[other].shape == shape:
            yield other, lambda seen, other=other: seen.values[other]
    if shape and first.program.batch:
        yield f"the mean of {read}", lambda seen: np.full(seen.values[read].shape, np.mean(seen.values[read]))


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


def _rerun(seen: Observation, step: str, value: np.ndarray) -> np.ndarray:
    """The value asked for when ``step`` has come out as ``value``."""
    changed = {**seen.values, step: value}
    for name in descendants(seen.program, step)[1:]:
        changed[name] = np.asarray(
            seen.program.steps[name](**{read: changed[read] for read in seen.program.parents[name]})
        )
    return changed[seen.of]


def _column(row: np.ndarray) -> np.ndarray:
    return row[:, np.newaxis] if row.ndim == 1 else row


def _power(base: np.ndarray, power: int, factor: np.ndarray) -> np.ndarray | None:
    return None if power < 0 and base == 0 else factor * float(base) ** power


def _ratio(seen: Observation) -> float | None:
    """The one factor by which every entry differs from what is expected; None where there is none."""
    nonzero = seen.expected != 0
    if not nonzero.any() or np.any(seen.answer[~nonzero] != 0):
        return None
    ratios = seen.answer[nonzero] / seen.expected[nonzero]
    return float(ratios.flat[0]) if np.allclose(ratios, ratios.flat[0], rtol=1e-6, atol=0) else None
