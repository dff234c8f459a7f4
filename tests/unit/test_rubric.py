"""What follows from a rubric's lines: points, comments, and what cannot be given."""

from __future__ import annotations

import pytest

from autograder.desk.marking.rubric import (
    Given,
    Line,
    NotGiven,
    Rubric,
    comment,
    points,
    read_given,
    read_rubric,
    spread,
    without_lost,
)

UP = Rubric((Line("a", "names the symmetry", 1.5), Line("b", "says what follows", 1), Line("c", "see chapter 6")))
DOWN = Rubric((Line("a", "right", 0), Line("b", "no step", -0.5), Line("c", "no bars", -4)), from_full=True)


@pytest.mark.parametrize(
    ("rubric", "given", "wanted"),
    [
        (UP, Given(), None),
        (UP, Given(("c",)), None),  # a comment alone marks nothing
        (UP, Given(("a",)), 1.5),
        (UP, Given(("a", "b")), 2),  # never more than there is
        (UP, Given(("a",), own=0.0), 0),
        (DOWN, Given(("a",)), 2),
        (DOWN, Given(("b",)), 1.5),
        (DOWN, Given(("b", "c")), 0),  # never less than nothing
        (DOWN, Given((), own=1), 1),
    ],
)
def test_lines_give_points_unless_the_marker_gives_their_own(rubric, given, wanted):
    assert points(rubric, given, 2) == wanted


def test_a_comment_is_the_lines_in_the_rubrics_order_and_the_remark():
    assert comment(UP, Given(("c", "a"), remark="Well seen.")) == (
        "names the symmetry (+1.5)\nsee chapter 6\n\nWell seen."
    )
    assert comment(DOWN, Given(("b",))) == "no step (−0.5)"
    assert comment(UP, Given()) == ""


def test_points_of_an_exercise_fill_its_tests_in_their_order():
    assert spread(6, [5, 3]) == [5, 1]
    assert spread(0, [5, 3]) == [0, 0]
    assert spread(0.3, [0.1, 0.2]) == [0.1, 0.2]


def test_another_rubric_has_another_version_and_the_same_one_the_same():
    assert UP.version == Rubric(UP.lines).version
    assert len({UP.version, DOWN.version, Rubric().version, Rubric(UP.lines, from_full=True).version}) == 4


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"own": 3}, "3 of 2 points: give 0 to 2"),
        ({"own": -1}, "-1 of 2 points"),
        ({"own": "2"}, "points are a number"),
        ({"own": True}, "points are a number"),
        ({"own": float("nan")}, "points are a number"),
        ({"lines": ["z"]}, "no line z"),
        ({"lines": [["a"]]}, "no line"),
        ({"lines": "a"}, "a list and a text"),
        ({"remark": 3}, "a list and a text"),
        ({"remark": "x" * 10_001}, "at most 10000 characters"),
    ],
)
def test_what_cannot_be_given_is_refused_with_the_reason(data, said):
    with pytest.raises(NotGiven, match=said):
        read_given(data, UP, 2)


def test_what_is_given_is_kept_in_the_rubrics_order_and_cleaned():
    data = {"lines": ["c", "a", "a"], "own": 1, "remark": " one\r\ntwo\x00\x1b[31m \ud800"}
    assert read_given(data, UP, 2) == Given(("a", "c"), 1.0, "one\ntwo[31m ?")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("abc", "a list of at most 50 lines"),
        ([{}] * 51, "a list of at most 50 lines"),
        (["a"], "line 1 is none"),
        ([{"id": "a", "words": "  ", "points": 1}], "line 1 has no words"),
        ([{"id": "a", "words": "x" * 501, "points": 1}], "more than 500 characters"),
        ([{"id": "a", "words": "x", "points": "1"}], "points of line 1 are no number"),
        ([{"id": "a", "words": "x", "points": float("inf")}], "points of line 1 are no number"),
        ([{"id": "a/b", "words": "x", "points": 1}], "no name that can be kept"),
        ([{"id": "a", "words": "x"}, {"id": "a", "words": "y"}], "two lines have the same name"),
    ],
)
def test_what_is_no_rubric_is_refused_with_the_reason(lines, said):
    with pytest.raises(NotGiven, match=said):
        read_rubric({"lines": lines})


def test_a_line_that_is_gone_is_given_to_nobody():
    assert without_lost(Given(("a", "b"), None, "x"), Rubric(UP.lines[1:])) == Given(("b",), None, "x")
