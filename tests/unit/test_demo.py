"""The demonstration class: what it is drawn from."""

from __future__ import annotations

import json

import nbformat
import pytest
from mini_course import ask_a_person

from autograder.course import Classroom
from autograder.demo import make_archives, submissions
from autograder.desk.archive import open_source
from autograder.desk.platforms import CANVAS, uploads
from autograder.desk.roster import read_roster
from autograder.desk.upload import Context
from autograder.desk.which_notebook import by_name
from autograder.variants import read_variants


@pytest.fixture
def variants(tiny_course, tiny_source):
    return read_variants(tiny_course.variants("01_tiny"), tiny_source)


def _class(nb, variants, students=12):
    return dict(submissions(nb, "01_tiny", variants, students))


def _answers(text):
    return {cell.id: cell.source for cell in nbformat.reads(text, as_version=4).cells}


def test_the_class_is_the_same_every_time_and_a_larger_one_begins_with_it(tiny_source, variants):
    small, large = _class(tiny_source, variants, 5), _class(tiny_source, variants, 9)
    assert small == _class(tiny_source, variants, 5)
    assert list(large)[:5] == list(small) and all(large[student] == text for student, text in small.items())


def test_the_first_is_perfect_the_second_blank_the_third_unreadable(tiny_source, tiny_student, variants):
    perfect, blank, damaged = list(_class(tiny_source, variants, 3).values())
    assert "squared = x * x" in _answers(perfect)["square"] and "SOLUTION" not in perfect
    assert nbformat.reads(blank, as_version=4) == tiny_student
    with pytest.raises(ValueError):
        json.loads(damaged)


def test_the_others_have_one_to_three_mistakes_and_right_answers_for_the_rest(tiny_source, variants):
    wrong = {v.body for v in variants if v.kind == "wrong"}
    right = {v.body for v in variants if v.kind == "right"}
    for text in list(_class(tiny_source, variants, 30).values())[3:]:
        given = {_answers(text)["double"], _answers(text)["square"]}
        assert given <= wrong | right
        assert 1 <= len(given & wrong) <= 3


def test_a_submission_shows_nothing_that_a_student_does_not_have(tiny_source, variants):
    for text in _class(tiny_source, variants).values():
        assert "hidden case" not in text and "BEGIN" not in text


def test_the_class_in_canvas_form_holds_everybodys_submission_once_under_a_name_of_their_own(
    tiny_course, tiny_source, variants, tmp_path
):
    archive, gradebook = make_archives(tiny_course, Classroom(tmp_path), 25)
    refused = []
    with open_source(archive) as source:
        platform, handed = uploads(Context(source, refuse=lambda member, why: refused.append(why)))
        texts = [source.read(one.member).decode() for one in handed if by_name(one.original, ["01_tiny"])]
    assert platform == CANVAS and not refused
    assert texts == list(_class(tiny_source, variants, 25).values())
    listed = {person.ids[0] for person in read_roster(gradebook).people.values()}
    assert len({one.person.ids for one in handed}) == 25 and {one.person.ids[0] for one in handed} < listed
    assert any(one.late for one in handed) and not all(one.late for one in handed)
    assert len(listed) == 27


def test_a_question_for_a_person_is_answered_by_some_and_left_blank_by_others(tmp_path, tiny_course, variants):
    from autograder.source import read_source
    from autograder.variants import Variant

    path = ask_a_person(tiny_course)
    written = [Variant("written", "why", "short", "symmetry"), Variant("written", "why", "long", "equal gradients")]
    answers = [
        _answers(text)["why"]
        for number, text in enumerate(_class(read_source(path), variants + written, 30).values())
        if number != 2
    ]
    assert "Because it must." in answers[0] and "YOUR ANSWER HERE" in answers[1]
    assert {"symmetry", "equal gradients", answers[1]} == set(answers[2:])
