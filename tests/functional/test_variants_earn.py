"""The tests are tested: every right answer earns full points, every planted mistake loses its own and no other's.

Right answers share submissions, one to each exercise; a planted mistake has one of its own, so that what it loses is
its doing. Here go one set of right answers and one mistake of each exercise, the rest in the second stage; to every
mistake the visible checks answer in the first stage too (`test_mistakes_are_named`).

No mistake meets the tests of exercises before its own: when they run, its answer has not. The first of each exercise
meets all that come after. The others meet those that have points to lose and rely on theirs: whose answer, in the
course's own edition or by its tags, or whose test names it, directly or through other exercises.
"""

from __future__ import annotations

import functools
import itertools
import re

import nbformat
import pytest
from nbformat import NotebookNode
from planted import NAMES, NOT_JUDGED_HERE, SOURCES, VARIANTS, editions, with_tests_of

from autograder.editions import student_edition
from autograder.engine import grade_notebook
from autograder.reliance import may_rely
from autograder.source import exercises, grade_id, is_test, needs, opened_for, total_of
from autograder.variants import Variant, submission


def _by_exercise(name: str, kind: str) -> list[list[Variant]]:
    found: dict[str, list[Variant]] = {}
    for variant in VARIANTS[name]:
        if variant.kind == kind:
            found.setdefault(variant.exercise, []).append(variant)
    return list(found.values())


def _sets_of_right_ones():
    for name in NAMES:
        for number, row in enumerate(itertools.zip_longest(*_by_exercise(name, "right"))):
            marks = pytest.mark.second_stage if number else ()
            yield pytest.param(name, tuple(filter(None, row)), id=f"{name[:2]}-right-{number}", marks=marks)


def _mistakes():
    for name in NAMES:
        for number, variant in itertools.chain.from_iterable(map(enumerate, _by_exercise(name, "wrong"))):
            marks = pytest.mark.second_stage if number else ()
            label = f"{name[:2]}-{variant.exercise}-wrong-{variant.name}"
            yield pytest.param(name, variant, number == 0, id=label, marks=marks)


@pytest.fixture
def grade(tmp_path, warm_with):
    """What comes of an edition of a notebook when it is handed in, and what is said by exercise where it did not pass."""

    def run(name: str, release: NotebookNode, edition: NotebookNode):
        path = tmp_path / f"{name}.ipynb"
        nbformat.write(edition, path)
        result = grade_notebook(path, release, warm=warm_with(needs(release), opened=opened_for(release, False)))
        return result, {test.exercise: test.message for test in result.tests if test.verdict != "passed"}

    return run


@functools.cache
def _relied_on(name: str) -> dict[str, set[str]]:
    """For each exercise the earlier ones that its answer or its tests use, directly or through others."""
    found: dict[str, set[str]] = {}
    tests = {grade_id(cell): cell.source for cell in SOURCES[name].cells if is_test(cell)}
    answers = may_rely(SOURCES[name])
    for exercise in exercises(SOURCES[name]):
        named = {word for test in exercise.tests for word in re.findall(r"\w+", tests[test.grade_id])}
        direct = answers[exercise.name] | (named & set(found))
        found[exercise.name] = direct.union(*(found[one] for one in direct))  # the earlier ones are complete already
    return found


def _met_by(name: str, exercise: str, first: bool) -> list[str]:
    """The exercises whose tests a mistake in one of them meets, the first of its mistakes or another."""
    _, *after = itertools.dropwhile(lambda one: one.name != exercise, exercises(SOURCES[name]))
    relying = [one.name for one in after if not one.is_extra and exercise in _relied_on(name)[one.name]]
    return [exercise, *([one.name for one in after] if first else relying)]


@pytest.mark.parametrize(("name", "variants"), list(_sets_of_right_ones()))
def test_right_answers_earn_full_points_however_they_are_written(grade, name, variants):
    release, solved = editions(name)
    result, said = grade(name, release, submission(solved, variants))
    lacking = NOT_JUDGED_HERE[name]
    handed_in = [f"{variant.exercise} | {variant.name}" for variant in variants]
    assert (result.status, set(said), result.repairs) == ("graded", set(lacking), ()), (said, handed_in)
    assert result.max_points == total_of(SOURCES[name])
    assert result.points == result.max_points - result.by_hand - sum(lacking.values())


@pytest.mark.parametrize(("name", "variant", "first"), list(_mistakes()))
def test_a_planted_mistake_loses_its_own_exercise_and_no_other(grade, name, variant, first):
    release, solved = editions(name, frozenset(_met_by(name, variant.exercise, first)))
    result, said = grade(name, release, submission(solved, [variant]))
    judged = {test.exercise for test in result.tests}
    assert result.status == "graded" and set(said) == {variant.exercise, *NOT_JUDGED_HERE[name]} & judged, said
    own = [test for test in result.tests if test.exercise == variant.exercise]
    # An exercise with several tests, Node, may pass one of them: what the mistake touches is lost.
    assert said[variant.exercise] and all(test.points == 0 for test in own if test.verdict != "passed")
    assert any(test.verdict != "passed" and (test.max_points or test.is_extra) for test in own)
    assert len(own) > 1 or sum(test.points for test in own) == 0


def test_the_first_mistake_of_an_exercise_meets_its_own_tests_and_all_after_them():
    for name in NAMES:
        whole = exercises(SOURCES[name])
        for place, exercise in enumerate(whole):
            left = exercises(with_tests_of(name, _met_by(name, exercise.name, first=True)))
            judged = [(one.name, one.tests) for one in left if one.tests]
            assert judged == [(one.name, one.tests) for one in whole[place:]]


@pytest.mark.parametrize(
    ("name", "exercise", "met"),
    [
        ("04_logistic_least_squares", "backward", ("backward_regularised", "cost_and_gradients")),
        ("04_logistic_least_squares", "numerical_derivative", ()),
        ("06_two_layer_network", "two_layer_by_hand", ()),
        ("06_two_layer_network", "backward_vectorised", ("cost_and_gradients", "train")),
        ("07_features_and_overfitting", "minibatches", ("train_digit_classifier",)),
        ("08_automatic_differentiation", "gradient_check", ()),
    ],
)
def test_another_mistake_meets_its_own_tests_and_those_that_rely_on_it_and_have_points(name, exercise, met):
    assert _met_by(name, exercise, first=False) == [exercise, *met]


def test_whoever_has_points_and_names_an_exercise_in_its_answer_or_test_is_met_by_every_mistake_in_it():
    for name in NAMES:
        _, solved = editions(name)
        whole = exercises(SOURCES[name])
        texts = {grade_id(cell): cell.source for cell in solved.cells if grade_id(cell)}
        for place, exercise in enumerate(whole):
            for later in whole[place + 1 :]:
                cells = [later.name, *(test.grade_id for test in later.tests)]
                called = any(
                    re.search(rf"\b{exercise.name}\(|, {exercise.name}\b", texts.get(cell, "")) for cell in cells
                )
                if called and later.points:
                    assert later.name in _met_by(name, exercise.name, first=False), (exercise.name, later.name)


@pytest.mark.parametrize("name", NAMES)
def test_of_a_source_with_fewer_tests_nothing_else_is_left_out_above_the_last_of_them(name):
    for exercise in exercises(SOURCES[name]):
        left = with_tests_of(name, [exercise.name]).cells
        end = next(n for n, cell in enumerate(SOURCES[name].cells) if grade_id(cell) == exercise.tests[-1].grade_id)
        above = SOURCES[name].cells[: end + 1]
        own = {test.grade_id for test in exercise.tests}
        assert left == [cell for cell in above if not is_test(cell) or grade_id(cell) in own]


@pytest.mark.parametrize("name", NAMES)
def test_the_solved_edition_earns_all_points_and_the_student_edition_none(grade, name):
    release, edition = editions(name)
    solved, said = grade(name, release, edition)
    blank, _ = grade(name, release, student_edition(SOURCES[name]))
    lacking = NOT_JUDGED_HERE[name]
    assert (set(said), solved.repairs) == (set(lacking), ()), said
    assert solved.max_points == total_of(SOURCES[name])
    assert solved.points == solved.max_points - solved.by_hand - sum(lacking.values())
    assert (blank.status, blank.points) == ("graded", 0)
    repairs = {one.name for one in exercises(SOURCES[name]) if one.is_repair}  # whose programs are there, wrong
    assert {test.verdict for test in blank.tests if test.exercise not in repairs} <= {"not attempted"}
    assert "passed" not in {test.verdict for test in blank.tests if test.exercise in repairs}
