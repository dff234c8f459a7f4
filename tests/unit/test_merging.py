"""Marks that were given apart, brought together: what is taken, what is a conflict, and that nothing goes unseen."""

from __future__ import annotations

from autograder.desk.marking.merging import HERE, SHARES, Marks, merge
from autograder.desk.marking.rubric import Given, Line, Rubric

A, B = Line("a", "names the symmetry", 1), Line("b", "says what follows", 0.5)
BASE = Marks(Rubric((A, B)), {"1": (Given(("a",)), ""), "2": (Given(), ""), "3": (Given(), "")})


def marks(rubric=BASE.rubric, **given):
    """The base with some marks changed, each by its marker: `m1=(given, marker)`."""
    return Marks(rubric, dict(BASE.given) | {name[1:]: one for name, one in given.items()})


def test_what_one_side_changed_is_taken_and_the_rest_stays():
    here = marks(m1=(Given((), 2.0), "H"))
    share = marks(m2=(Given(("b",)), "S"))
    merged = merge(BASE, here, share)
    assert (merged.taken, merged.conflicts) == (1, [])
    assert merged.marks.given == {"1": (Given((), 2.0), "H"), "2": (Given(("b",)), "S"), "3": (Given(), "")}


def test_the_same_mark_on_both_sides_is_no_conflict_and_a_second_time_changes_nothing():
    share = marks(m2=(Given((), 1.0), "S"))
    once = merge(BASE, marks(m2=(Given((), 1.0), "H")), share)
    assert (once.taken, once.conflicts, once.marks.given["2"][1]) == (0, [], "H")
    again = merge(BASE, merge(BASE, marks(), share).marks, share)
    assert (again.taken, again.conflicts) == (0, [])


def test_a_mark_that_both_changed_is_a_conflict_with_both_in_words():
    here, share = marks(m2=(Given((), 1.5, "Good."), "H")), marks(m2=(Given(("b",)), "S"))
    merged = merge(BASE, here, share)
    assert merged.conflicts == [("2", "1.5 points, “Good.” by H", "“says what follows” by S")]
    assert merge(BASE, here, share, HERE).marks.given["2"] == (Given((), 1.5, "Good."), "H")
    assert merge(BASE, here, share, SHARES).marks.given["2"] == (Given(("b",)), "S")


def test_a_mark_taken_back_on_one_side_is_taken_back():
    assert merge(BASE, marks(), marks(m1=(Given(), "S"))).marks.given["1"] == (Given(), "S")


def test_lines_that_were_added_changed_or_removed_on_one_side_come_together():
    other = Line("c", "a line of theirs", 2)
    here = marks(Rubric((Line("a", "names it", 1), B)))
    share = marks(Rubric((A, other), from_full=True))
    merged = merge(BASE, here, share)
    assert merged.conflicts == []
    assert merged.marks.rubric == Rubric((Line("a", "names it", 1), other), from_full=True)


def test_a_line_that_both_changed_is_a_conflict():
    here, share = marks(Rubric((Line("a", "names it", 1), B))), marks(Rubric((B,)))
    merged = merge(BASE, here, share)
    assert merged.conflicts == [("", "“names it” (1)", "it is removed")]
    assert merge(BASE, here, share, SHARES).marks.rubric == Rubric((B,))


def test_a_line_that_one_side_removed_and_the_other_has_just_used_stays():
    here = marks(Rubric((A,)))
    share = marks(m2=(Given(("b",)), "S"))
    assert merge(BASE, here, share).marks.rubric == Rubric((A, B))
    here = marks(m2=(Given(("b",)), "H"))
    share = marks(Rubric((A,)))
    assert merge(BASE, here, share).marks.rubric == Rubric((A, B))


def test_answers_that_the_share_knows_nothing_of_stay():
    here = marks(m9=(Given((), 1.0), "H"))
    assert merge(BASE, here, Marks(BASE.rubric, {})).marks == here
