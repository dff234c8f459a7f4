"""What a wrong answer may be consistent with, in the order in which it is tried.

A hypothesis has a kind, a sentence, and a prediction of the whole answer at an observation. It speaks of what was
done, never of what would be right. General ones come first (the whole answer against the expected one), then one
slip on one edge of the program's graph; an exercise gets all of them for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from utils.checks.edges import in_the_backward_pass, in_the_forward_pass, in_the_pass_before
from utils.checks.general import always_the_same, anywhere, as_a_whole
from utils.checks.observations import Hypothesis, Observation
from utils.checks.whole import another_value, next_signal, one_index_twice, part_of_the_batch, something_more


def hypotheses(first: Observation) -> Iterator[Iterator[Hypothesis[Observation]]]:
    """Every hypothesis about an answer, in tiers. What a tier explains, the next would only say less plainly."""
    whole: Iterator[Hypothesis[Observation]] = chain(anywhere(first), part_of_the_batch(first))
    if not first.derivative and first.located:
        yield chain(whole, in_the_forward_pass(first, [first.of]))
    elif not first.derivative:
        yield chain(whole, in_the_forward_pass(first, list(first.program.steps)))
    elif first.located:
        yield chain(whole, in_the_backward_pass(first, [first.of]))
        yield in_the_backward_pass(first, first.program.descendants(first.of)[1:])
        yield in_the_pass_before(first)
    else:
        yield chain(whole, in_the_backward_pass(first, first.program.descendants(first.of)))
        yield in_the_pass_before(first)
    yield something_more(first)
    yield next_signal(first)
    yield one_index_twice(first)
    yield another_value(first)
    yield as_a_whole(first)
    yield always_the_same(first)
