"""Times as a person types them: what is meant, and what is refused."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from autograder.desk.when import read_moment, read_more, seen_from, shown
from autograder.errors import CourseError

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-12-01T23:59", datetime(2026, 12, 1, 22, 59)),
        ("2026-12-01 23:59:30", datetime(2026, 12, 1, 22, 59, 30)),
        ("2026-07-01T23:59", datetime(2026, 7, 1, 21, 59)),
        ("2026-12-01T23:59Z", datetime(2026, 12, 1, 23, 59)),
        ("2026-12-01T23:59-05:00", datetime(2026, 12, 2, 4, 59)),
    ],
)
def test_a_time_is_taken_by_the_clock_of_its_zone_unless_it_says_its_own(text, utc):
    assert read_moment(text, BERLIN) == (utc, "")


def test_without_a_zone_it_is_this_machines(monkeypatch):
    monkeypatch.setenv("TZ", "America/New_York")
    import time

    time.tzset()
    try:
        assert read_moment("2026-12-01T23:59", None)[0] == datetime(2026, 12, 2, 4, 59)
        assert shown(datetime(2026, 12, 2, 4, 59), None) == "2026-12-01 23:59 EST (2026-12-02 04:59 UTC)"
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tomorrow", "'tomorrow' is no date and time: write a date and a time, such as 2026-12-01T23:59"),
        ("2026-12-01", "2026-12-01 says no time of day: write such as 2026-12-01T23:59"),
        ("2026-13-01T10:00", "is no date and time"),
        ("2026-02-30T10:00", "is no date and time"),
        ("01.12.2026 23:59", "is no date and time"),
        ("0026-12-01T10:00", "is in the year 26"),
        ("2026-03-29T02:30", "does not exist there, since clocks are put forward"),
        ("2026\x1b[2J", r"2026\x1b[2J"),
        ("", "'' is no date and time"),
    ],
)
def test_what_is_no_time_is_said_in_a_line(text, said):
    with pytest.raises(CourseError) as error:
        read_moment(text, BERLIN)
    assert said in str(error.value) and "\n" not in str(error.value) and "\x1b" not in str(error.value)


def test_an_hour_that_comes_twice_is_the_later_one_and_that_is_said():
    moment, note = read_moment("2026-10-25T02:30", BERLIN)
    assert moment == datetime(2026, 10, 25, 1, 30) and "the later one is meant" in note


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("+3d", timedelta(days=3)),
        ("36h", timedelta(hours=36)),
        ("+1d12h", timedelta(days=1, hours=12)),
        ("+2W", timedelta(weeks=2)),
        ("+90m", timedelta(minutes=90)),
        ("none", None),
        ("0", None),
    ],
)
def test_more_time_is_a_number_with_its_unit(text, more):
    assert read_more(text) == more


@pytest.mark.parametrize(
    "text", ["+3", "3 days", "-1d", "+1d2d", "+0d", "+9999w", "", "+½d", "+٣d", "2026-12-01T23:59"]
)
def test_what_is_no_more_time_is_said_in_a_line(text):
    with pytest.raises(CourseError) as error:
        read_more(text)
    assert "write such as +3d" in str(error.value)


def test_times_are_shown_by_the_clock_there_and_in_utc():
    assert shown(datetime(2026, 12, 1, 22, 59), BERLIN) == "2026-12-01 23:59 Europe/Berlin (2026-12-01 22:59 UTC)"
    assert shown(datetime(2026, 12, 1, 22, 59), ZoneInfo("UTC")) == "2026-12-01 22:59 UTC"
    assert seen_from(datetime(2026, 12, 2), datetime(2026, 12, 1)) == "in 1 day"
    assert seen_from(datetime(2026, 12, 1), datetime(2026, 12, 1, 0, 5)) == "5 minutes ago"
