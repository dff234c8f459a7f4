"""What the visible checks say to every variant of the course, as `autograder mistakes` shows it.

Other tests hold that grading takes the points; these, that the reader is told what kind of mistake it is.
"""

from __future__ import annotations

import functools

import planted
import pytest

from autograder.mistakes import NAMED_AT_LEAST, ask, stages

NAMES = [name for name in planted.NAMES if planted.VARIANTS[name]]
VARIANTS = {
    name: [variant for variant in planted.VARIANTS[name] if variant.exercise not in planted.NOT_JUDGED_HERE[name]]
    for name in NAMES
}

_stages = functools.cache(lambda name: stages(planted.SOURCES[name], name))


# Planted mistakes that have a name and are not given it yet: (notebook, exercise, variant).
NOT_YET_NAMED: set[tuple[str, str, str]] = set()


def _finding(name, number):
    variant = VARIANTS[name][number]
    return ask(_stages(name)[variant.exercise], variant)


def _of_kind(kind):
    chosen = [(name, number) for name in NAMES for number, variant in enumerate(VARIANTS[name]) if variant.kind == kind]
    return pytest.mark.parametrize(
        ("name", "number"),
        chosen,
        ids=[
            f"{name[:2]}-{VARIANTS[name][number].exercise}-{kind}-{VARIANTS[name][number].name}"
            for name, number in chosen
        ],
    )


@_of_kind("right")
def test_the_visible_check_lets_a_right_answer_pass(name, number):
    assert _finding(name, number).message == ""


@_of_kind("wrong")
def test_the_visible_check_catches_a_planted_mistake_and_never_gives_it_a_wrong_name(name, number):
    finding = _finding(name, number)
    if finding.verdict == "unnamed":  # which may hang on the points that were drawn; the other two may not
        finding = _finding(name, number)
    assert not finding.passed
    assert finding.verdict != "misnamed", f"expected {finding.expected}, said {finding.kinds}:\n{finding.message}"
    if (name, finding.variant.exercise, finding.variant.name) not in NOT_YET_NAMED:
        assert finding.verdict != "unnamed", f"expected {finding.expected}, said no name:\n{finding.message}"


def test_nine_in_ten_of_the_mistakes_that_have_a_name_are_called_by_it():
    """All are, but for those that are listed here."""
    wanted = {
        (name, variant.exercise, variant.name)
        for name in NAMES
        for variant in VARIANTS[name]
        if variant.kind == "wrong" and "named" in variant.attributes
    }
    assert wanted, "no variant says by a line `# named: KIND` what its mistake is called"
    assert wanted >= NOT_YET_NAMED and len(NOT_YET_NAMED) <= (1 - NAMED_AT_LEAST) * len(wanted)
