"""How amounts are put into words."""

from __future__ import annotations


def counted(number: int, what: str, plural: str = "") -> str:
    """``1 student``, ``2 students``; ``plural`` where that is another word than ``what`` with an s."""
    return f"{number} {what if number == 1 else plural or what + 's'}"
