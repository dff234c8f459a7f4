"""A training watched: the whole curve at the end, a drawing now and then before it, and lines where none is possible."""

from __future__ import annotations

import IPython.display
import pytest

from utils import live, pictures
from utils.live import Live


@pytest.fixture
def shown(monkeypatch):
    """What is displayed, one after the other, as in a notebook whose clock moves a tenth of a second per look at it."""
    seen, now = [], [0.0]

    class Handle:
        def update(self, picture):
            seen.append(picture)

    def display(picture, display_id):
        seen.append(picture)
        return Handle()

    def clock():
        now[0] += 0.1
        return now[0]

    monkeypatch.setattr(live, "in_a_notebook", lambda: True)
    monkeypatch.setattr(IPython.display, "display", display)
    monkeypatch.setattr(live.time, "monotonic", clock)
    return seen


def train(epochs):
    with Live(epochs) as watch:
        for epoch in range(epochs):
            watch(1 / (epoch + 1), 2 / (epoch + 1))


def test_the_first_and_the_last_state_are_shown_and_some_between_in_one_place(shown, monkeypatch):
    monkeypatch.setattr(
        pictures, "learning_curves", lambda training, validation, epochs, held_out: (len(training), epochs)
    )
    train(40)
    assert shown[0] == (1, 40) and shown[-1] == (40, 40)
    assert 4 < len(shown) < 12  # five tenths of a second pass between two of them


def test_where_pictures_are_not_drawn_a_training_runs_all_the_same(shown, monkeypatch):
    monkeypatch.setattr(pictures, "learning_curves", lambda *_, **__: None)
    train(3)
    assert set(shown) == {None}


def test_a_training_that_is_broken_off_shows_how_far_it_came(shown, monkeypatch):
    monkeypatch.setattr(pictures, "learning_curves", lambda training, validation, epochs, held_out: len(training))
    with pytest.raises(KeyboardInterrupt), Live(9) as watch:
        watch(1.0, 1.0)
        watch(0.5, 0.6)
        raise KeyboardInterrupt
    assert shown[-1] == 2


def test_without_a_notebook_lines_are_printed(capsys):
    train(3)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "epoch 0, of 0 to 2: training cost 1.000, validation cost 2.000"
    assert lines[-1] == "epoch 2, the last: training cost 0.333, validation cost 0.667"


def test_what_is_not_trained_on_is_called_as_the_caller_says(shown, monkeypatch, capsys):
    monkeypatch.setattr(pictures, "learning_curves", lambda training, validation, epochs, held_out: held_out)
    with Live(2, held_out="held out") as watch:
        watch(1.0, 2.0)
    monkeypatch.setattr(live, "in_a_notebook", lambda: False)
    with Live(1, held_out="held out") as watch:
        watch(1.0, 2.0)
    assert set(shown) == {"held out"}
    assert "epoch 0, the last: training cost 1.000, held out cost 2.000" in capsys.readouterr().out


def test_a_training_of_no_epoch_shows_nothing(capsys):
    with Live(0):
        pass
    assert capsys.readouterr().out == ""
