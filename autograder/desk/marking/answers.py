"""Knows what one answer was given: the points and words that nbgrader keeps, and which of them came from markers here.

What somebody changed elsewhere, in the formgrader say, counts: it then stands here as points and a remark of their own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from autograder.desk.marking.rubric import Given, digest


@dataclass(frozen=True)
class Score:
    """What nbgrader's gradebook holds of one graded cell."""

    id: str
    automatic: float | None
    manual: float | None
    extra: float
    waits: bool

    @property
    def points(self) -> float:
        """What counts."""
        return ((self.automatic if self.manual is None else self.manual) or 0.0) + self.extra


@dataclass(frozen=True)
class Answer:
    """One student's answer to a question, and what it was given.

    Attributes:
        id: of the submission, as nbgrader numbers them: it tells nothing of whose it is.
        student: the name of the folder.
        name: the student's own, as the gradebook has it.
        scores: of the question's cells, in their order.
        comment: what a person wrote, as the gradebook has it.
        given: by markers; where nobody marked it, nothing.
        marker: who did, and
        marked_at: when, as far as it was done here.
        elsewhere: whether the mark was given or changed elsewhere, such as in the formgrader.
    """

    id: str
    student: str
    name: str
    scores: tuple[Score, ...]
    comment: str
    given: Given
    marker: str = ""
    marked_at: str = ""
    elsewhere: bool = False

    @property
    def by_hand(self) -> bool:
        """Whether a person gave points."""
        return any(score.manual is not None for score in self.scores)

    @property
    def waits(self) -> bool:
        """Whether a person is to give points, and nobody has."""
        return any(score.waits for score in self.scores) and not self.by_hand

    @property
    def outdated(self) -> bool:
        """Whether it was graded again after it was marked."""
        return any(score.waits for score in self.scores) and self.by_hand

    @property
    def points(self) -> float:
        """What counts."""
        return sum(score.points for score in self.scores)

    @property
    def version(self) -> str:
        """Another one for each other mark, comment or set of lines."""
        kept = [[score.automatic, score.manual, score.extra, score.waits] for score in self.scores]
        return digest([kept, self.comment, self.given.lines, self.given.own, self.given.remark])


def answer_of(id: str, student: str, name: str, scores: tuple[Score, ...], manual_comment: str | None, kept) -> Answer:
    """Args: as in `Answer`; `kept` is what was written down here when it was marked, None where it never was."""
    words = manual_comment or ""
    if kept is not None and json.loads(kept.scores) == [s.manual for s in scores] and (kept.comment or "") == words:
        given = Given(tuple(json.loads(kept.lines)), kept.own, kept.remark)
        return Answer(id, student, name, scores, words, given, kept.marker, kept.marked_at)
    by_hand = any(score.manual is not None for score in scores)
    own = sum(score.points - score.extra for score in scores) if by_hand else None
    return Answer(id, student, name, scores, words, Given((), own, words), elsewhere=by_hand or bool(words))
