"""Where nobody looks, nothing is computed that is only looked at."""

from __future__ import annotations

import pytest

from utils import after, drawn, pictures
from utils.live import Live

WHY = "while notebooks are graded"
DRAWS = [name for name in pictures.__all__ if not isinstance(getattr(pictures, name), type)]


@pytest.mark.parametrize("name", DRAWS)
def test_every_picture_is_left_out_whatever_it_would_be_drawn_from(name):
    with drawn.nothing_drawn(WHY):
        shown = getattr(pictures, name)("no", such="arguments")
    assert repr(shown) == f"(The picture {name} is not drawn {WHY}.)"
    with pytest.raises((TypeError, ValueError)):  # and else it is drawn, or tried
        getattr(pictures, name)("no", such="arguments")


def test_what_is_shown_after_a_check_is_not_computed():
    with drawn.nothing_drawn(WHY):
        assert repr(after([], lambda: 1 / 0)) == f"(What this cell shows is not drawn {WHY}.)"
        assert repr(after(["forward"], lambda: 1 / 0)) == f"(What this cell shows is not drawn {WHY}.)"
    assert after([], lambda: "the picture") == "the picture"


def test_a_training_goes_on_without_its_curve(monkeypatch, capsys):
    with drawn.nothing_drawn(WHY), Live(2) as watch:
        watch(1.0, 2.0)
        watch(0.5, 1.0)
    assert watch.training == [1.0, 0.5] and capsys.readouterr() == ("", "")


def test_it_is_drawn_again_afterwards_whatever_happened_meanwhile():
    with pytest.raises(ZeroDivisionError), drawn.nothing_drawn(WHY):
        assert not drawn.wanted()
        raise ZeroDivisionError
    assert drawn.wanted()
