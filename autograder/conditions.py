"""Knows under which conditions the submissions of a class are graded, wherever that is done."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autograder.limits import Limits


@dataclass(frozen=True)
class Conditions:
    """What is the same for all submissions that are graded together."""

    limits: Limits = Limits()
    confined: bool = True  # whether students' processes run behind a wall
    hidden: tuple[Path, ...] = ()  # folders that they are never to see
    seed: int | None = None  # what the tests' random points follow from; None: a new one for each submission
