"""What a reader takes hold of: a slider, steps with a play button, a choice, a line to type in, a pad to draw on.

A control is plain data: a label, a start, its limits. `stage.js` makes it an element of the page, each with its label
and each to be reached with Tab and moved with the keyboard.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Slider:
    """A number between two ends, with so many digits after its point; 0 digits make it a whole number."""

    label: str
    start: float
    low: float
    high: float
    step: float = 0.1
    digits: int = 1


@dataclass(frozen=True)
class Steps:
    """Steps from 0 to the last, one by one by hand, or by themselves when play is pressed.

    Attributes:
        every: how many are taken at once.
        milliseconds: from one to the next while it plays; more where the picture takes longer.
    """

    label: str
    start: int
    last: int
    every: int = 1
    milliseconds: int = 100


@dataclass(frozen=True)
class Choice:
    """One of a few words."""

    label: str
    start: str
    options: Sequence[str]


@dataclass(frozen=True)
class Typed:
    """A line of text, which counts once Enter is pressed or it is left."""

    label: str
    start: str


@dataclass(frozen=True)
class Pad:
    """A place to draw on. Its value is a list of strokes, each a list of points (x, y) from 0 to 1, y downwards.

    Attributes:
        width, height: in pixels.
        pen: how thick it draws, in pixels.
        chalk: whether it draws white on black, as digits are, and not blue on white.
    """

    label: str
    width: int
    height: int
    pen: int
    chalk: bool = False
    start: Sequence = ()


Control = Slider | Steps | Choice | Typed | Pad


def described(name: str, control: Control) -> dict[str, Any]:
    """The control as ``stage.js`` takes it."""
    return {"name": name, "kind": type(control).__name__, **asdict(control)}
