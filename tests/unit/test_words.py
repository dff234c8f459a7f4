"""How points, amounts and times are written: in one way, whoever reads them."""

from __future__ import annotations

import pytest

from autograder.words import duration, number, pointed
from utils.words import counted

DAY, HOUR, MINUTE = 86_400, 3_600, 60


def test_points_are_written_as_people_write_them():
    assert [number(value) for value in (3, 3.0, 2.5, 1 / 3, 0.0)] == ["3", "3", "2.5", "0.33", "0"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, ""),
        (-5, ""),
        (1, "less than a minute"),
        (59.9, "less than a minute"),
        (MINUTE, "1 minute"),
        (59 * MINUTE + 59, "59 minutes"),
        (HOUR, "1 hour"),
        (2 * HOUR, "2 hours"),
        (2 * HOUR + 90, "2 hours 1 minute"),
        (1.6 * DAY, "1 day 14 hours"),
        (DAY, "1 day"),
        (DAY + 59 * MINUTE, "1 day"),
        (30 * DAY + HOUR, "30 days 1 hour"),
    ],
)
def test_a_time_has_two_units_and_is_never_longer_than_it_was(seconds, words):
    assert duration(seconds) == words


def test_one_is_singular_and_everything_else_is_plural():
    assert [counted(amount, "point") for amount in (0, 1, 2)] == ["0 points", "1 point", "2 points"]
    assert counted(2, "submission has", "submissions have") == "2 submissions have"


def test_one_point_is_not_one_points():
    assert [pointed(points) for points in (0, 0.5, 1, 1.0, 2)] == [
        "0 points",
        "0.5 points",
        "1 point",
        "1 point",
        "2 points",
    ]
