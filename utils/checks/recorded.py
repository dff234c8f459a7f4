"""What is seen of PyTorch while a reader's function trains: losses that are handed what they cannot be meant for.

``cross_entropy`` has the softmax in it, so that rows of shares, which sum to 1 already, go through it twice;
``nll_loss`` wants logarithms of shares. Neither raises an error, and a network may learn all the same, in one run and
not in the next. Does nothing where PyTorch was not imported.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

TWICE = "SoftmaxTwice"  # the names of the troubles
NO_LOGARITHM = "NoLogarithm"
LOOKED_AT = 5  # calls of a loss, all of which have to be so
_NEAR = 1e-4  # of 1: float32


@contextmanager
def watching_losses() -> Iterator[list[str]]:
    """Within it a reader's function runs; yields the names of troubles, filled when it is left."""
    found: list[str] = []
    functional = getattr(getattr(sys.modules.get("torch"), "nn", None), "functional", None)
    if functional is None:
        yield found
        return
    before = {name: getattr(functional, name) for name in ("cross_entropy", "nll_loss")}
    seen: dict[str, list[bool]] = {TWICE: [], NO_LOGARITHM: []}
    functional.cross_entropy = _looking(before["cross_entropy"], seen[TWICE], _are_shares)
    functional.nll_loss = _looking(before["nll_loss"], seen[NO_LOGARITHM], _are_no_logarithms)
    try:
        yield found
    finally:
        for name, function in before.items():
            setattr(functional, name, function)
        found += [name for name, looks in seen.items() if looks and all(looks)]


def _looking(function: Callable, looks: list[bool], is_so: Callable[[Any], bool]) -> Callable:
    """The function, which looks at its first argument while gradients are recorded."""

    def looking(*arguments: Any, **keywords: Any) -> Any:
        scores: Any = arguments[0] if arguments else keywords.get("input")
        if len(looks) < LOOKED_AT and getattr(scores, "requires_grad", False) and scores.dim() == 2:
            looks.append(is_so(scores.detach()))
        return function(*arguments, **keywords)

    return looking


def _are_shares(scores: Any) -> bool:
    """Whether in each row there are numbers of 0 or more that sum to 1."""
    return bool((scores >= 0).all()) and bool(((scores.sum(1) - 1).abs() < _NEAR).all())


def _are_no_logarithms(scores: Any) -> bool:
    """Whether in no row the exponentials sum to 1."""
    return bool(((scores.exp().sum(1) - 1).abs() > _NEAR).all())
