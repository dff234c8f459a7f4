"""What every picture of the course meets. A test module with a fixture `picture` imports these tests by name.

from looking import *  # noqa: F403
from looking import Drawn, artists
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from itertools import combinations

from matplotlib.text import Text
from matplotlib.transforms import Bbox

from utils.pictures.picture import Picture

__all__ = [
    "test_alt_and_takeaway_are_sentences",
    "test_a_picture_is_small_enough_to_be_kept_in_a_notebook",
    "test_no_picture_has_a_legend_box",
    "test_no_text_is_written_over_another",
    "test_no_text_leaves_its_figure",
    "test_texts_can_be_read_at_notebook_width",
]


class Drawn(dict[str, Picture]):
    """Pictures by their names, each drawn when it is first looked at: a file's tests may run in several processes."""

    def __init__(self, how: Mapping[str, Callable[[], Picture]]) -> None:
        self.how = how

    def __missing__(self, name: str) -> Picture:
        self[name] = self.how[name]()
        return self[name]


def artists(owner, gid: str) -> list:
    """The artists of this gid in a picture, a figure or axes."""
    return (owner.figure if isinstance(owner, Picture) else owner).findobj(lambda artist: artist.get_gid() == gid)


# As many as there are tests of one picture, one after the other.
@functools.lru_cache(maxsize=1)
def _texts_with_extents(picture: Picture) -> tuple[tuple[str, Bbox], ...]:
    return tuple(_laid_out(picture))


def _laid_out(picture: Picture) -> Iterator[tuple[str, Bbox]]:
    figure = picture.figure
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    # Axes own tick labels beyond their limits, which are never drawn, and others where they are switched off.
    ticks = {label for axes in figure.axes for label in (*axes.get_xticklabels(), *axes.get_yticklabels())}
    for text in figure.findobj(Text):
        off = text.axes is not None and not text.axes.axison and text not in (*text.axes.texts, text.axes.title)
        # A "piece" is part of a formula that is written in several colours.
        if text.get_text() and text.get_visible() and text not in ticks and not off and text.get_gid() != "piece":
            # The words alone: an annotation's own extent includes its arrow.
            yield text.get_text(), Text.get_window_extent(text, renderer)


def test_no_text_leaves_its_figure(picture):
    width, height = picture.figure.canvas.get_width_height()
    found = _texts_with_extents(picture)
    assert found
    for text, box in found:
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height, text


def test_no_text_is_written_over_another(picture):
    for (one, first), (other, second) in combinations(_texts_with_extents(picture), 2):
        assert not first.overlaps(second), f"{one!r} and {other!r}"


def test_texts_can_be_read_at_notebook_width(picture):
    assert min(text.get_fontsize() for text in picture.figure.findobj(Text) if text.get_text()) >= 10
    assert picture.figure.get_figwidth() <= 7.5


def test_alt_and_takeaway_are_sentences(picture):
    assert len(picture.alt) > 80 and picture.alt.endswith(".")
    assert picture.takeaway[0].isupper() or picture.takeaway[0] in "σ0123456789"
    assert picture.takeaway.endswith(".") and picture.takeaway.count(". ") == 0
    for forbidden in ("$", "\\", "nan", "  "):
        assert forbidden not in picture.alt + picture.takeaway


def test_no_picture_has_a_legend_box(picture):
    assert all(axes.get_legend() is None for axes in picture.figure.axes)


def test_a_picture_is_small_enough_to_be_kept_in_a_notebook(picture):
    assert len(picture.png()) < 120_000
