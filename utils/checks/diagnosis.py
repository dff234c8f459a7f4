"""From observations of a wrong answer to the mistakes it is consistent with.

Says nothing where nothing fits. A hypothesis fits when it predicts every entry of the answer at every observed
point, to one part in a million: two that fit at several random points are mostly the same mistake in other words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from utils.checks.hypotheses import hypotheses
from utils.checks.kinds import SOME_ENTRIES, VALUE_FOR_DERIVATIVE, WRONG_ARGUMENT, ZEROS
from utils.checks.observations import Hypothesis, Observation, Seen
from utils.checks.tolerance import close

LEAST_OBSERVATIONS = 2  # at one point too many hypotheses fit by chance
MOST_FINDINGS = 2  # more would be a list to choose from, not an explanation


@dataclass(frozen=True)
class Finding:
    """A mistake that an answer is consistent with: its name, a sentence for the reader, and maybe its own next step."""

    kind: str
    says: str
    step: str = ""


def diagnose(seen: Sequence[Observation], added: Iterable[Hypothesis[Observation]] = ()) -> tuple[Finding, ...]:
    """The mistakes that fit every observation, at most two of different kinds, from the first tier that has any.

    Args:
        seen: calls at which the answer is known, the first of them wrong. A mistake fits them all, or it is none.
        added: hypotheses of the exercise's author, tried before the general ones.

    Returns:
        Findings; empty where nothing fits.
    """
    if found := first_that_fit(chain([added], hypotheses(seen[0])), seen):
        return found
    at_entries = {_at_some_entries(one) for one in seen if not close(one.answer, one.expected).all()}
    return at_entries.pop() if len(at_entries) == 1 else ()  # the same ones every time, or it is chance


def first_that_fit(tiers: Iterable[Iterable[Hypothesis[Seen]]], seen: Sequence[Seen]) -> tuple[Finding, ...]:
    """The hypotheses that fit everything seen, at most two of different kinds, from the first tier that has any."""
    for tier in tiers:
        found: dict[str, Finding] = {}
        far_fetched: dict[str, Finding] = {}
        for hypothesis in tier:
            known = far_fetched if hypothesis.far_fetched else found
            if hypothesis.kind not in known and all(_fits(hypothesis, one) for one in seen):
                known[hypothesis.kind] = Finding(hypothesis.kind, hypothesis.says, hypothesis.step)
            if VALUE_FOR_DERIVATIVE in found:  # the same in other words, where a derivative is its argument
                found.pop(WRONG_ARGUMENT, None)
            if ZEROS in found or len(found) == MOST_FINDINGS:  # what else comes to zero explains nothing
                break
        if told := found or far_fetched:
            return tuple(told.values())[:MOST_FINDINGS]
    return ()


def _fits(hypothesis: Hypothesis[Seen], seen: Seen) -> bool:
    try:
        with np.errstate(all="ignore"):
            predicted = hypothesis.predict(seen)
    except ValueError:  # shapes that do not go together: this slip cannot have been made
        return False
    return (
        predicted is not None
        and np.shape(predicted) == seen.answer.shape
        and bool(np.isfinite(predicted).all())
        and bool(close(seen.answer, np.asarray(predicted)).all())
    )


def _at_some_entries(seen: Observation) -> tuple[Finding, ...]:
    """Where most entries of an array are right, where the others are."""
    bad = ~close(seen.answer, seen.expected)
    if seen.answer.ndim == 0 or not 0 < bad.sum() <= bad.size / 2:
        return ()
    for axis, word in enumerate(("row", "column")[: seen.answer.ndim]):
        others = tuple(i for i in range(bad.ndim) if i != axis)
        lines = np.flatnonzero(bad.any(axis=others)) if others else np.flatnonzero(bad)
        if others and np.array_equal(bad, bad.any(axis=others, keepdims=True) & np.ones_like(bad)):
            which = ", ".join(map(str, lines))
            return (Finding(SOME_ENTRIES, f"Everything is right except {word} {which}."),)
    which = ", ".join(str([int(i) for i in index]) for index in np.argwhere(bad)[:5])
    more = f" and {int(bad.sum()) - 5} more" if bad.sum() > 5 else ""
    return (Finding(SOME_ENTRIES, f"Everything is right except at {which}{more}."),)
