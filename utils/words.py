"""Numbers and lists in English sentences."""

from __future__ import annotations

from collections.abc import Sequence


def counted(number: int, what: str, plural: str = "") -> str:
    """``1 value``, ``2 values``; with another ``plural`` where it is not one letter more."""
    return f"{number} {what if number == 1 else plural or what + 's'}"


def listed(words: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    *most, last = words or [""]
    return f"{', '.join(most)} and {last}" if most else last
