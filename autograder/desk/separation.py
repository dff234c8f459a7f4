"""Knows how far an exercise separates those who do well on the rest of a notebook from those who do not."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Separation:
    """How an exercise goes together with the rest of its notebook.

    Attributes:
        correlation: item-rest, see `item_rest_correlation`.
        students: how many it was computed from.
        right: mean points on the rest of the notebook of those who had the exercise right; None where nobody had.
        wrong: the same of the others.
        rest: what the rest of the notebook is worth.
    """

    correlation: float
    students: int
    right: float | None
    wrong: float | None
    rest: float

    @property
    def chance(self) -> float:
        """By how much a correlation of so few students easily differs from that of many: see `chance_correlation`."""
        return chance_correlation(self.students)


def item_rest_correlation(items: Sequence[float], rests: Sequence[float]) -> float | None:
    """The corrected item-total correlation: Pearson's, of the points of one exercise with those of all others.

    r = Σ (xᵢ − x̄)(yᵢ − ȳ) / √(Σ (xᵢ − x̄)² Σ (yᵢ − ȳ)²), where yᵢ leaves the exercise itself out, since an exercise
    always goes together with a sum that it is part of. Where x is all or nothing, this is the point-biserial
    correlation (x̄ is then the share of those who had it right). Source: S. Henrysson, Correction of item-total
    correlations in item analysis, Psychometrika 28 (1963), 211–218.

    Args:
        items: points of each student on the exercise.
        rests: points of the same students on the others.

    Returns:
        A number from −1 to 1; None where it is undefined (one of the two is the same for all) or where there are fewer
        than three students, of whom it would always be −1 or 1.
    """
    if len(items) < 3 or len(set(items)) == 1 or len(set(rests)) == 1:
        return None
    try:
        return statistics.correlation(items, rests)
    except statistics.StatisticsError:  # the differences are too small to be squared
        return None


def chance_correlation(students: int) -> float:
    """Half the width of a 95 % interval around a correlation near 0: tanh(1.96 / √(n − 3)), after Fisher (1921).

    It holds for large n and smooth distributions, which points are not: a rule of thumb. 1 for three students.
    """
    return math.tanh(1.96 / math.sqrt(students - 3)) if students > 3 else 1.0
