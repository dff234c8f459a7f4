"""Knows how points and times are written, wherever a person reads them."""

from __future__ import annotations

from utils.words import counted

_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))


def number(points: float | None) -> str:
    """A number of points: 3, 2.5, 0.33; a dash where there is none."""
    return "–" if points is None else f"{round(points, 2):g}"


def pointed(points: float) -> str:
    """The same with its word: 1 point, 2.5 points."""
    return f"{number(points)} point" + "s" * (round(points, 2) != 1)


def duration(seconds: float) -> str:
    """How long that is, in two units at most and never more than it is: 5 minutes, 1 day 14 hours.

    Empty for no time at all.
    """
    if seconds <= 0:
        return ""
    for (size, unit), (smaller, part) in zip(_UNITS, (*_UNITS[1:], (1, "")), strict=True):
        if seconds >= size:
            rest = int(seconds % size // smaller) if part else 0
            return counted(int(seconds // size), unit) + (f" {counted(rest, part)}" if rest else "")
    return "less than a minute"
