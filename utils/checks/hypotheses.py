"""What a wrong answer may be consistent with, in the order in which it is tried.

A hypothesis has a kind, a sentence, and a prediction of the whole answer at an observation. It speaks of what was
done, never of what would be right. General ones come first (the whole answer against the expected one), then one
slip on one edge of the program's graph; an exercise gets all of them for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from utils.checks.edges import slips_backward, slips_before, slips_forward
from utils.checks.observations import Hypothesis, Observation
from utils.checks.slips import descendants
from utils.checks.whole import another_value, next_signal, part_of_the_batch, something_more, whole_answer


def hypotheses(first: Observation) -> Iterator[Iterator[Hypothesis]]:
    """Every hypothesis about an answer, in tiers. What a tier explains, the next would only say less plainly."""
    whole = chain(whole_answer(first), part_of_the_batch(first))
    if not first.derivative and first.located:
        yield chain(whole, slips_forward(first, [first.of]))
    elif not first.derivative:
        yield chain(whole, slips_forward(first, list(first.program.steps)))
    elif first.located:
        yield chain(whole, slips_backward(first, [first.of]))
        yield slips_backward(first, descendants(first.program, first.of)[1:])
        yield slips_before(first)
    else:
        yield chain(whole, slips_backward(first, descendants(first.program, first.of)))
        yield slips_before(first)
    yield something_more(first)
    yield next_signal(first)
    yield another_value(first)
