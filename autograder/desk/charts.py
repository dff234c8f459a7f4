"""Knows the report's pictures: how marks are spread, and what became of each exercise. Nothing of where they stand.

One idea each, in the style of the notebooks' pictures: colours of Okabe and Ito, each beside its number or its word.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from autograder.results import DIED, ERROR, FAILED, NOT_ATTEMPTED, PASSED, TIMEOUT
from autograder.words import number
from utils.pictures import style
from utils.pictures.picture import Picture

# What a bar is divided into: words, colour, and the verdicts that it holds. The last takes what is left.
PARTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("right", style.GREEN, (PASSED,)),
    ("wrong", style.VERMILLION, (FAILED,)),
    ("raised an error", style.PURPLE, (ERROR,)),
    ("too long or died", style.ORANGE, (TIMEOUT, DIED)),
    ("not attempted", style.SKY, (NOT_ATTEMPTED,)),
    ("not judged", style.PALE, ()),
)
_MOST_BINS = 25


@style.drawing()
def histogram(points: Sequence[float], max_points: float, of: str) -> Picture:
    """How marks are spread: a bar for each mark, or for each twentieth of the points where there are many.

    Args:
        points: one for each who is counted, at least one.
        max_points: the most that can be reached, more than 0.
        of: what is marked, for the alt text; "notebook 04".
    """
    width = 1.0 if max_points <= _MOST_BINS else max_points / 20
    bins = Counter(min(round(max(mark, 0.0) / width), round(max_points / width)) for mark in points)
    middle, most = statistics.median(points), max(bins.values())

    figure = style.new_figure(2.5)
    axes = figure.add_axes((0.03, 0.24, 0.94, 0.6))
    axes.bar([place * width for place in bins], [*bins.values()], width=0.86 * width, color=style.BLUE)
    for place, count in bins.items():
        axes.text(place * width, count + 0.03 * most, str(count), ha="center", va="bottom", fontsize=style.SMALL)
    axes.axvline(middle, color=style.ACCENT, linewidth=1.5, linestyle=(0, (4, 3)), ymax=1.0)
    left = middle > 0.8 * max_points
    axes.text(
        middle,
        1.24 * most,
        f"median {number(middle)} " if left else f" median {number(middle)}",
        ha="right" if left else "left",
        va="bottom",
        color=style.ink(style.ACCENT),
        clip_on=False,
    )
    axes.set(
        xlim=(-0.8 * width, max_points + 0.8 * width),
        ylim=(0, 1.35 * most),
        yticks=[],
        xlabel=f"points, of {number(max_points)}",
    )
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10], integer=True))
    axes.spines["left"].set_visible(False)

    full, none = bins.get(round(max_points / width), 0), bins.get(0, 0)
    alt = (
        f"Histogram of the marks of {of}: {len(points)} from {number(min(points))} to {number(max(points))} of "
        f"{number(max_points)} points, median {number(middle)}. "
        + ", ".join(
            f"{count} at {'about ' * (width > 1)}{number(place * width)}" for place, count in sorted(bins.items())
        )
        + "."
    )
    about = "within half a bar of " if width > 1 else ""
    return Picture(
        figure,
        alt,
        f"Half of the marks are {number(middle)} or more, of {number(max_points)}; {full} "
        f"{'is' if full == 1 else 'are'} {about}full, {none} {about}zero.",
    )


def parts(verdicts: Mapping[str, int]) -> list[int]:
    """How many answers each of PARTS holds."""
    known = [sum(verdicts.get(verdict, 0) for verdict in held) for _, _, held in PARTS]
    known[-1] = sum(verdicts.values()) - sum(known)
    return known


@style.drawing()
def outcomes(verdicts: Mapping[str, Mapping[str, int]], of: str) -> Picture:
    """What became of each exercise: a bar divided into right, wrong and so on.

    Args:
        verdicts: exercise -> verdict -> how many; at least one of each.
        of: the notebook, for the alt text.
    """
    rows = {exercise: parts(counted) for exercise, counted in verdicts.items()}
    total = max(map(sum, rows.values()))
    shown = [place for place in range(len(PARTS)) if any(row[place] for row in rows.values())]
    height = 0.34 * len(rows) + 0.45
    figure = style.new_figure(height)
    names = max(style.text_width(figure, name, style.SMALL) for name in rows) + 0.15
    left = names / style.WIDTH
    axes = figure.add_axes((left, 0.02, 0.99 - left, 1 - 0.5 / height))
    for line, row in enumerate(rows.values()):
        start = 0
        for place in shown:
            axes.barh(line, row[place], left=start, height=0.74, color=PARTS[place][1], edgecolor="white", linewidth=1)
            if row[place] >= 0.03 * total:
                axes.text(start + row[place] / 2, line, str(row[place]), ha="center", va="center", fontsize=style.SMALL)
            start += row[place]
    axes.set(xlim=(0, total), ylim=(len(rows) - 0.5, -0.5), xticks=[])
    axes.set_yticks(range(len(rows)), list(rows))
    axes.tick_params(length=0, labelsize=style.SMALL, labelcolor=style.TEXT)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    _key(figure, shown, height)

    alt = f"Bars, one for each exercise of {of}. " + " ".join(
        f"{name}: " + ", ".join(f"{row[place]} {PARTS[place][0]}" for place in shown if row[place]) + "."
        for name, row in rows.items()
    )
    hardest = min(rows, key=lambda name: rows[name][0])
    return Picture(figure, alt, f"The fewest had {hardest} right: {rows[hardest][0]} of {sum(rows[hardest])}.")


def _key(figure: Figure, shown: Sequence[int], height: float) -> None:
    """The words for the colours in a line on top, in the order in which the bars have them."""
    canvas = style.canvas_in_inches(figure)
    x, y = 0.05, height - 0.2
    for place in shown:
        words, colour, _ = PARTS[place]
        canvas.add_patch(Rectangle((x, y - 0.07), 0.14, 0.14, facecolor=colour, edgecolor=style.GREY, linewidth=0.5))
        canvas.text(x + 0.2, y, words, va="center", fontsize=style.SMALL)
        x += 0.45 + style.text_width(figure, words, style.SMALL)
