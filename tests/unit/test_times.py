"""Times as platforms write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.desk.times import as_order, in_utc, read_time

WRITTEN = {
    "2025-03-04 10:15:00.123456 UTC": datetime(2025, 3, 4, 10, 15, tzinfo=UTC),
    "2025-03-04 10_15_00.123456 UTC": datetime(2025, 3, 4, 10, 15, tzinfo=UTC),
    "2025-03-04T10:15:00Z": datetime(2025, 3, 4, 10, 15, tzinfo=UTC),
    "2025-03-04 10:15:00 +01:00": datetime(2025, 3, 4, 10, 15, tzinfo=timezone(timedelta(hours=1))),
    "2025-03-04 10:15:00 +03": datetime(2025, 3, 4, 10, 15, tzinfo=timezone(timedelta(hours=3))),
    "2025-03-04 10:15:00 CST": datetime(2025, 3, 4, 10, 15),  # three zones are called so
    "2025-03-04-10-15-59": datetime(2025, 3, 4, 10, 15, 59),
    "20250304101559000": datetime(2025, 3, 4, 10, 15, 59),
    "20250304-1015": datetime(2025, 3, 4, 10, 15),
    "2025-03-04": datetime(2025, 3, 4),
    "Mar 4, 2025 933 PM": datetime(2025, 3, 4, 21, 33),
    "Mar 4, 2025 1205 AM": datetime(2025, 3, 4, 0, 5),
    "Mar 4, 2025 1205 PM": datetime(2025, 3, 4, 12, 5),
    "Sept 4, 2025 105 PM": datetime(2025, 9, 4, 13, 5),
    "4 March 2025 22:10": datetime(2025, 3, 4, 22, 10),
}


@pytest.mark.parametrize("text", WRITTEN)
def test_a_time_is_read_as_a_platform_writes_it(text):
    assert read_time(text) == WRITTEN[text] and read_time(text).tzinfo == WRITTEN[text].tzinfo


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3/4/2025",
        "4 mars 2025 10 h 15",
        "2025-13-04",
        "Mar 40, 2025",
        "Mar 4, 2025 1370 PM",
        "12345678901234",
        "Monday",
    ],
)
def test_what_is_no_time_everywhere_is_none(text):
    assert read_time(text) is None


def test_a_clock_that_does_not_say_its_zone_is_where_it_is_said_to_be():
    moment = read_time("Jul 4, 2025 1015 AM")
    assert in_utc(moment, ZoneInfo("Europe/Berlin")) == datetime(2025, 7, 4, 8, 15)
    assert in_utc(read_time("2025-07-04T10:15:00Z"), ZoneInfo("Europe/Berlin")) == datetime(2025, 7, 4, 10, 15)
    assert as_order(moment) == (2025, 7, 4, 10, 15, 0) and as_order(None) == ()


@given(
    st.text(max_size=60)
    | st.from_regex(r"20[0-9]{2}[-_.]?[0-9]{2}.?[0-9]{2}[ T][0-9:]{0,9} ?[A-Z+-]{0,4}[0-9]{0,5}", fullmatch=True)
)
def test_whatever_is_written_it_is_a_time_or_none(text):
    moment = read_time(text)
    assert moment is None or in_utc(moment, UTC).tzinfo is None
