"""Knows in which forms platforms write down when something was handed in, and what that is in UTC.

    nbgrader     2025-03-04 10:15:00.123456 UTC      also with other signs for colons
    Blackboard   2025-03-04-10-15-00
    Brightspace  Mar 4, 2025 1015 AM                 also with a colon, with 24 hours, with the day first
    Sakai        20250304101500000, 2025-03-04T10:15:00Z

A form that is not known is no time: nothing is guessed, such as which of 3/4 is the month.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ZONE = r"\s*(?P<zone>Z|UTC|GMT|[+-]\d\d(?::?\d\d)?|[A-Z]{3,5})?"
_DIGITS = re.compile(
    r"(?P<year>20\d\d)(?P<sign>[-_.]?)(?P<month>\d\d)(?P=sign)(?P<day>\d\d)"
    r"(?:[T _-]{0,3}(?P<hour>\d\d)(?P<colon>[:_.-]?)(?P<minute>\d\d)"
    r"(?:(?P=colon)(?P<second>\d\d)(?:[.,]?\d{1,9})?)?)?" + _ZONE
)
_WORDS = re.compile(
    r"(?:(?P<month>[a-z]{3,9})\.?\s+(?P<day>\d{1,2})|(?P<day_first>\d{1,2})\.?\s+(?P<month_second>[a-z]{3,9})\.?)"
    r",?\s+(?P<year>20\d\d)(?:,?\s+(?P<hour>\d{1,2})[:._]?(?P<minute>\d\d)(?:[:._](?P<second>\d\d))?\s*(?P<half>am|pm)?)?",
    re.IGNORECASE,
)


def read_time(text: str) -> datetime | None:
    """The time that a text says, with its zone where it says one; None where it says none.

    >>> read_time("Mar 4, 2025 933 PM"), read_time("2025-03-04-10-15-00")
    (datetime.datetime(2025, 3, 4, 21, 33), datetime.datetime(2025, 3, 4, 10, 15))
    """
    text = " ".join(text.split())
    found = _DIGITS.fullmatch(text) or _WORDS.fullmatch(text)
    if found is None:
        return None
    said = found.groupdict()
    month = said["month"] or said.get("month_second") or ""
    number = int(month) if month.isdecimal() else _month(month)
    hour = int(said["hour"] or 0)
    if half := (said.get("half") or "").lower():
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (half == "pm")
    try:
        return datetime(
            int(said["year"]),
            number,
            int(said["day"] or said.get("day_first") or 0),
            hour,
            int(said["minute"] or 0),
            int(said["second"] or 0),
            tzinfo=_zone(said.get("zone") or ""),
        )
    except ValueError:
        return None


def in_utc(moment: datetime, zone: tzinfo | None) -> datetime:
    """In UTC, without saying so, as nbgrader keeps times.

    Args:
        moment: what `read_time` found.
        zone: where the platform's clock is, for a time that does not say; None for this machine's.
    """
    if moment.tzinfo is None and zone is not None:
        moment = moment.replace(tzinfo=zone)
    return moment.astimezone(UTC).replace(tzinfo=None)


def as_order(moment: datetime | None) -> tuple[int, ...]:
    """What orders attempts: the time as it is written. Nothing where there is none."""
    return () if moment is None else tuple(moment.timetuple()[:6])


def _month(word: str) -> int:
    word = word.lower()
    full = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october")
    names = {name[:length] for name in (*full, "november", "december") for length in range(3, 10)}
    return _MONTHS.index(word[:3]) + 1 if word in names else 0


def _zone(text: str) -> tzinfo | None:
    """What a zone's name means everywhere. Letters such as CST mean several, and so nothing."""
    if text in ("Z", "UTC", "GMT"):
        return UTC
    if offset := re.fullmatch(r"([+-])(\d\d):?(\d\d)?", text):
        delta = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        return timezone(-delta if offset[1] == "-" else delta)
    return None
