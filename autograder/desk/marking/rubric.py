"""Knows what a marker gives to an answer, and what points and which comment follow from it; nothing of a class.

A rubric is a list of lines, each some words and some points. A marker says which lines hold of an answer, may give
points of their own in place of the lines', and may add a remark. So a line that is changed afterwards changes every
mark that it is in.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from autograder.words import number, pointed

LONGEST_WORDS = 500  # characters of a line
LONGEST_REMARK = 10_000
MOST_LINES = 50


class NotGiven(Exception):
    """Why something cannot be given, in a line: "3 of 2 points"."""


@dataclass(frozen=True)
class Line:
    """One line of a rubric; `points` may be negative, and are None for a comment alone, which marks nothing."""

    id: str
    words: str
    points: float | None = None


@dataclass(frozen=True)
class Rubric:
    """The lines of one question.

    Attributes:
        lines: in the order in which they are shown.
        from_full: whether lines count down from full points; else up from 0.
    """

    lines: tuple[Line, ...] = ()
    from_full: bool = False

    @property
    def version(self) -> str:
        """Another one for every rubric that says something else."""
        return digest([self.from_full, [[line.id, line.words, line.points] for line in self.lines]])


@dataclass(frozen=True)
class Given:
    """What a marker gave to one answer.

    Attributes:
        lines: the ids of the rubric's lines that hold.
        own: points of the marker's own, in place of the lines'; None where the lines count.
        remark: words for this student alone.
    """

    lines: tuple[str, ...] = ()
    own: float | None = None
    remark: str = ""


def points(rubric: Rubric, given: Given, most: float) -> float | None:
    """The points of an answer, between 0 and `most`; None where nothing was given yet."""
    if given.own is not None:
        return given.own
    held = [line.points for line in _held(rubric, given) if line.points is not None]
    if not held:
        return None
    return round(min(max(sum(held) + (most if rubric.from_full else 0.0), 0.0), most), 4)


def comment(rubric: Rubric, given: Given) -> str:
    """What the student reads: the lines that hold, one below the other, then the remark."""
    lines = [
        line.words + (f" ({'+' if line.points > 0 else '−'}{number(abs(line.points))})" if line.points else "")
        for line in _held(rubric, given)
    ]
    return "\n\n".join(filter(None, ["\n".join(lines), given.remark]))


def spread(total: float, worth: Sequence[float]) -> list[float]:
    """Points of an exercise as its tests get them: the first is filled first."""
    parts = []
    for most in worth:
        parts.append(min(total, most))
        total = round(total - parts[-1], 4)
    return parts


def _held(rubric: Rubric, given: Given) -> list[Line]:
    return [line for line in rubric.lines if line.id in given.lines]


def read_given(data: Mapping[str, object], rubric: Rubric, most: float) -> Given:
    """What somebody says that they give, looked at before it is believed.

    Raises:
        NotGiven: it cannot be given.
    """
    lines, own, remark = data.get("lines", []), data.get("own"), data.get("remark", "")
    if not isinstance(lines, list) or not isinstance(remark, str):
        raise NotGiven("lines and remark are a list and a text")
    known = {line.id for line in rubric.lines}
    if strange := [line for line in lines if not isinstance(line, str) or line not in known]:
        raise NotGiven(f"the rubric has no line {str(strange[0])[:40]}")
    if own is not None:
        own = _number(own, "points are a number")
        if not 0 <= own <= most:
            raise NotGiven(f"{number(own)} of {pointed(most)}: give 0 to {number(most)}")
    if len(remark) > LONGEST_REMARK:
        raise NotGiven(f"a remark has at most {LONGEST_REMARK} characters")
    return Given(tuple(line.id for line in rubric.lines if line.id in lines), own, clean(remark))


def read_rubric(data: Mapping[str, object]) -> Rubric:
    """A rubric that somebody wrote, looked at.

    Raises:
        NotGiven: it is none.
    """
    lines = data.get("lines")
    if not isinstance(lines, list) or len(lines) > MOST_LINES:
        raise NotGiven(f"a rubric is a list of at most {MOST_LINES} lines")
    read = []
    for number_, line in enumerate(lines, 1):
        if not isinstance(line, dict):
            raise NotGiven(f"line {number_} is none")
        name, words = line.get("id"), line.get("words")
        if not isinstance(words, str) or not (words := " ".join(clean(words).split())):
            raise NotGiven(f"line {number_} has no words")
        if len(words) > LONGEST_WORDS:
            raise NotGiven(f"line {number_} has more than {LONGEST_WORDS} characters")
        worth = line.get("points")
        if worth is not None:
            worth = _number(worth, f"the points of line {number_} are no number")
        if not isinstance(name, str) or not (name.isascii() and name.isalnum() and len(name) <= 32):
            raise NotGiven(f"line {number_} has no name that can be kept")
        read.append(Line(name, words, worth))
    if len({line.id for line in read}) < len(read):
        raise NotGiven("two lines have the same name")
    return Rubric(tuple(read), data.get("from_full") is True)


def plain_rubric(rubric: Rubric) -> dict:
    """A rubric as `read_rubric` reads it."""
    lines = [{"id": line.id, "words": line.words, "points": line.points} for line in rubric.lines]
    return {"lines": lines, "from_full": rubric.from_full}


def without_lost(given: Given, rubric: Rubric) -> Given:
    """The same without lines that the rubric no longer has."""
    known = {line.id for line in rubric.lines}
    return Given(tuple(line for line in given.lines if line in known), given.own, given.remark)


def clean(text: str) -> str:
    """A text without what a database or a page cannot hold, and without space around it."""
    kept = "".join(c for c in text.replace("\r\n", "\n") if c in "\n\t" or c >= " ")
    return kept.encode("utf-8", "replace").decode("utf-8").strip()


def digest(parts: Iterable[object]) -> str:
    """A short name for what these parts say: other parts, another name."""
    return hashlib.sha256(json.dumps(list(parts)).encode("ascii")).hexdigest()[:16]


def _number(value: object, otherwise: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or abs(value) > 1e6:
        raise NotGiven(otherwise)
    return round(float(value), 4)
