"""Where random points come from: seeds that nobody could have known, or the same ones in every run; and their words."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# Where fresh seeds come from: the system, unless a run is to be repeated.
_seeds: ContextVar[random.Random | None] = ContextVar("seeds", default=None)


def fresh_seed() -> int:
    """A seed nobody could have known before; a check prints the seed it used when it fails."""
    return (_seeds.get() or secrets.SystemRandom()).randrange(2**32)


@contextmanager
def repeatable(seed: int | str) -> Iterator[None]:
    """Within it, ``fresh_seed`` gives the same seeds in every run: those that follow from ``seed``."""
    token = _seeds.set(random.Random(seed))
    try:
        yield
    finally:
        _seeds.reset(token)


def drawn(what: str, number: int, count: int, seed: int) -> str:
    """Where a random case comes from, for messages: ``random point 2 of 5, seed 1``."""
    return f"random {what} {number} of {count}, {in_words(seed)}"


def in_words(seed: int) -> str:
    """A seed as messages write it."""
    return f"seed {seed}"
