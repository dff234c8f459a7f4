"""Each thing to move: its numbers, and its pictures at rest and after a move."""

from __future__ import annotations

import pytest
from looking import *  # noqa: F403

from utils import play, xor_runs
from utils.pictures.picture import Picture
from utils.play.thing import Thing

# How each is made, and moves of its controls that show something else than its start.
THINGS = {
    "learning_xor": (lambda: play.learning_xor(), {"steps": 300, "number": 4}),
}


@pytest.fixture(scope="module")
def things() -> dict[str, Thing]:
    return {name: make() for name, (make, _) in THINGS.items()}


@pytest.fixture(params=[f"{name}:{when}" for name in THINGS for when in ("rest", "moved")])
def picture(request, things) -> Picture:
    """Every thing at rest, and as it looks after a move."""
    name, _, when = request.param.partition(":")
    thing = things[name]
    if when == "rest":
        return thing.still()
    seen = thing.at(**THINGS[name][1])
    return Picture(seen.figure, f"{seen.alt} {seen.says}", thing.takeaway)


def test_every_thing_is_tried_here():
    assert {name.partition(" ")[0] for name in THINGS} == set(play.__all__)


@pytest.mark.parametrize("name", THINGS)
def test_a_move_and_the_way_back_show_the_same_as_before(name, things):
    thing = things[name]
    before, moved, after = thing.at(), thing.at(**THINGS[name][1]), thing.at()
    assert before.says == after.says != moved.says


@pytest.mark.parametrize("name", THINGS)
def test_every_control_has_a_label_of_its_own(name, things):
    labels = [control.label for control in things[name].controls.values()]
    assert all(labels) and len(set(labels)) == len(labels)


def test_xor_is_learned_as_the_tries_of_notebook_06_say():
    thing = play.learning_xor(units=2)
    steps = thing.controls["steps"].last
    found = xor_runs.found_by(2, 6, steps, 0.5)
    said = ["It has learned XOR." in thing.at(steps=steps, number=number, units=2).says for number in range(6)]
    assert said == found.tolist() and 0 < sum(said) < 6
    assert thing.at(steps=0, number=2).says.startswith("After 0 steps: ")
