"""The report's pictures: what they say to who cannot see them, and that they hold every number."""

from __future__ import annotations

import pytest

from autograder.desk.charts import PARTS, histogram, outcomes, parts
from autograder.results import FAILED, NOT_RUN, PASSED, VERDICTS


def texts(picture):
    return [text.get_text() for axes in picture.figure.axes for text in axes.texts]


def test_a_histogram_counts_everybody_once_and_says_so_without_the_picture():
    picture = histogram([0, 15, 15, 20, 14.5], 20, "notebook 04")
    assert "5 from 0 to 20 of 20 points, median 15" in picture.alt
    assert "1 at 0, 1 at 14, 2 at 15, 1 at 20" in picture.alt
    assert sorted(texts(picture)) == sorted([" median 15", "1", "1", "2", "1"])
    assert picture.takeaway == "Half of the marks are 15 or more, of 20; 1 is full, 1 zero."


@pytest.mark.parametrize(
    "points, most", [([0.0], 20), ([20.0] * 300, 20), ([22.0], 20), ([3.0, 150.0, 160.0], 160), ([0.2, 0.9], 1)]
)
def test_every_mark_lies_in_some_bar_also_beyond_the_points_and_in_large_sums(points, most):
    picture = histogram(points, most, "all")
    assert sum(patch.get_height() for axes in picture.figure.axes for patch in axes.patches) == len(points)


def test_the_parts_of_a_bar_add_up_to_everybody_whatever_the_verdicts_are():
    verdicts = dict.fromkeys((*VERDICTS, "a new one", "no record"), 2)
    assert sum(parts(verdicts)) == sum(verdicts.values())
    assert parts({"a new one": 3, NOT_RUN: 1})[-1] == 4 and len(parts({})) == len(PARTS)


def test_the_bars_say_in_words_what_they_show():
    picture = outcomes({"forward": {PASSED: 3, FAILED: 1}, "backward": {PASSED: 1, FAILED: 3}}, "notebook 04")
    assert "forward: 3 right, 1 wrong. backward: 1 right, 3 wrong." in picture.alt
    assert picture.takeaway == "The fewest had backward right: 1 of 4."
    assert {"right", "wrong", "3", "1"} <= set(texts(picture))
    assert "not attempted" not in texts(picture)


def test_a_picture_is_the_same_bytes_every_time():
    assert histogram([1, 2], 20, "x").html() == histogram([1, 2], 20, "x").html()
