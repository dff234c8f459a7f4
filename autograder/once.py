"""Knows how to keep what follows from a text alone: a class hands in the same cells again and again."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TypeVar

_MOST = 1024  # texts of which it is kept
_LONGEST = 20_000  # characters; what is longer is nobody's cell but one submission's

Found = TypeVar("Found")


def for_each_text(function: Callable[[str], Found]) -> Callable[[str], Found]:
    """A function of a text that is asked once for each; what it returns is nothing that anybody changes."""
    kept = functools.lru_cache(maxsize=_MOST)(function)

    @functools.wraps(function)
    def asked(text: str) -> Found:
        return kept(text) if len(text) <= _LONGEST else function(text)

    return asked
