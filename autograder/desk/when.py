"""Knows what a person types for a point in time, and for more of it, and how such times are said."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo

from autograder.errors import CourseError
from autograder.saying import printable
from autograder.words import duration

_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes"}
_MORE = re.compile(r"\+?((?:\d{1,4}[wdhm])+)", re.ASCII)
_LONGEST = timedelta(days=3660)
_FORM = "write a date and a time, such as 2026-12-01T23:59"


def read_moment(text: str, zone: tzinfo | None) -> tuple[datetime, str]:
    """The time that is meant, in UTC and without saying so, as nbgrader keeps it; and a note, mostly empty.

    Args:
        text: such as ``2026-12-01T23:59``, or with an offset of its own, ``2026-12-01T23:59+01:00``.
        zone: where the clock is; None for this machine's.

    Raises:
        CourseError: it is no such time, or one that the clock of that zone never shows.
    """
    said = text.strip()
    try:
        day = date.fromisoformat(said)
    except ValueError:
        pass
    else:
        raise CourseError(f"{printable(said)} says no time of day", f"write such as {day}T23:59")
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        raise CourseError(f"'{printable(said)}' is no date and time", _FORM) from None
    if not 2000 <= moment.year <= 2100:
        raise CourseError(f"{printable(said)} is in the year {moment.year}", _FORM)
    if moment.tzinfo is not None:
        return moment.astimezone(UTC).replace(tzinfo=None), ""
    first, second = (_in_utc(moment.replace(fold=fold), zone) for fold in (0, 1))
    if first == second:
        return first, ""
    if first > second:  # what stands in a gap comes out the other way round
        raise CourseError(
            f"{printable(said)} does not exist there, since clocks are put forward", "choose another time"
        )
    return second, f"clocks show {said} twice there, since they are put back; the later one is meant"


def _in_utc(moment: datetime, zone: tzinfo | None) -> datetime:
    there = moment if zone is None else moment.replace(tzinfo=zone)
    return there.astimezone(UTC).replace(tzinfo=None)


def read_more(text: str) -> timedelta | None:
    """How much more time that is: ``+3d``, ``+36h``, ``+1d12h``; None for ``none``, which is no more at all.

    Raises:
        CourseError: it says something else.
    """
    if text.strip().casefold() in ("none", "0"):
        return None
    found = _MORE.fullmatch(text.strip().casefold())
    parts = re.findall(r"(\d+)([wdhm])", found[1]) if found else []
    units = [unit for _, unit in parts]
    if not parts or len(set(units)) < len(units):
        raise CourseError(
            f"'{printable(text)}' is no more time", "write such as +3d, +36h, +1d12h or +2w, or none to take it away"
        )
    more = timedelta(**{_UNITS[unit]: int(number) for number, unit in parts})
    if not timedelta() < more <= _LONGEST:
        raise CourseError(
            f"{printable(text)} is {'nothing' if not more else 'more than ten years'}", "write such as +3d"
        )
    return more


def shown(moment: datetime, zone: tzinfo | None) -> str:
    """A time of the gradebook as a person there reads it, and in UTC."""
    there = moment.replace(tzinfo=UTC).astimezone(zone)
    name = str(zone) if zone is not None else there.tzname() or ""
    local = f"{there:%Y-%m-%d %H:%M} {name}"
    return local if name == "UTC" else f"{local} ({moment:%Y-%m-%d %H:%M} UTC)"


def seen_from(moment: datetime, now: datetime) -> str:
    """How far away that is: in 12 days 3 hours, 2 days ago."""
    seconds = (moment - now).total_seconds()
    return f"in {duration(seconds)}" if seconds > 0 else f"{duration(-seconds)} ago" if seconds else "now"
