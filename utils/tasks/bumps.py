"""The task of a network built from bumps: judged by running the weights that were returned.

For large k the output has to be the heights between the edges and 0 outside. Where k is small against the bumps it is
free between the outermost edges, so only the slopes, and the output far outside, are judged.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from utils.checks.answers import shape_as_array
from utils.checks.kinds import EXTRA_TERM, FACTOR, SHAPE, SIGN, TRANSPOSE
from utils.checks.refusals import CannotJudge, cannot_judge
from utils.checks.task import Task, unpacked
from utils.checks.tolerance import FLOOR, RELATIVE, ROUNDING, close
from utils.checks.writing import short
from utils.elementwise import logistic
from utils.models import signed
from utils.outcomes import Wrong

AWAY = 60.0  # times 1/k from an edge a step is over: σ(60) is 1 in float64
SHARP = 200.0  # times 1/k: a bump this wide has a middle
SLOPE, OPEN, NOT_JUMPS, PLACE = "slope", "left open", "heights for jumps", "place of the steps"

_NEXT = "Go along the input from left to right: what does the output change by at each edge, and where is that edge?"


def _judge(exercise: str, arguments: tuple, answer: object, where: str) -> None:
    edges, heights, k = arguments
    if isinstance(answer, tuple | list) and len(answer) == 4:  # b1 and w2 in lists are as good
        W1, *rows, b2 = answer
        rows = [np.array(row) if isinstance(row, list) and len(shape_as_array(row) or ()) == 1 else row for row in rows]
        answer = (W1, *rows, b2)
    _refuse_a_row(exercise, answer, where)
    _refuse_levels_for_changes(exercise, answer, len(heights), where)
    parts = unpacked(exercise, answer, {"W1": ("H", 1), "b1": ("H",), "w2": ("H",), "b2": ()}, where)
    slopes = parts["W1"][:, 0]
    off = np.abs(np.abs(slopes) - k) > ROUNDING * k
    if off.any():
        first = int(np.argmax(off))
        said = ("yours", f"W1[{first}, 0] = {short(slopes[first])}"), ("expected", f"k or −k, with k = {k:g}")
        raise cannot_judge(exercise, "a slope is neither k nor −k", where, "Look at what W1 is made of.", SLOPE, *said)
    tolerance = max(FLOOR, RELATIVE * float(np.abs(heights).max()))
    for x, expected, place in _points(edges, heights, k):
        y = _run(parts, x)
        if not abs(y - expected) <= tolerance:
            rows = [
                ("where", where),
                ("yours", f"{short(y)} at x = {short(x)}, {place}"),
                ("expected", short(expected)),
            ]
            kinds = []
            for kind, says in _explanation(parts, edges, heights, k):
                rows.append(("consistent with", says))
                kinds.append(kind)
            step = "Look at w2: how does the height of a bump get in there?" if FACTOR in kinds else _NEXT
            raise CannotJudge(Wrong(exercise, "the network's output is wrong", (*rows, ("next", step)), tuple(kinds)))


def _refuse_a_row(exercise: str, answer: object, where: str) -> None:
    if isinstance(answer, tuple | list) and len(answer) == 4 and isinstance(answer[0], np.ndarray):
        shape = answer[0].shape
        if len(shape) == 2 and shape[0] == 1 < shape[1]:
            step = "W1 is W[to, from]: one row for each hidden unit, one column for the one input."
            rows = ("yours", str(shape)), ("expected", f"({shape[1]}, 1)")
            raise cannot_judge(exercise, "W1 is a row and should be a column", where, step, TRANSPOSE, *rows)


def _refuse_levels_for_changes(exercise: str, answer: object, bumps: int, where: str) -> None:
    """Refuse a w2 without one entry for each edge, beside a W1 and a b1 that have it: levels, or two a bump."""
    if not (isinstance(answer, tuple | list) and len(answer) == 4 and bumps > 1):
        return
    shapes = [one.shape for one in answer[:3] if isinstance(one, np.ndarray)]
    if shapes[:2] == [(bumps + 1, 1), (bumps + 1,)] and shapes[2:] in ([(bumps,)], [(bumps - 1,)], [(bumps + 2,)]):
        step = (
            f"{bumps} bumps have {bumps + 1} edges. w2 is not a level but the change at each edge: what does levels do "
            "there?"
        )
        rows = ("yours", f"({shapes[2][0]},)"), ("expected", f"({bumps + 1},), one for each edge")
        raise cannot_judge(exercise, "w2 has the wrong shape", where, step, SHAPE, *rows)
    if shapes == [(bumps + 1, 1), (bumps + 1,), (2 * bumps,)]:
        step = "Neighbouring bumps share an edge: one entry for both changes there."
        rows = (
            ("yours", f"({2 * bumps},), two entries for each bump"),
            ("expected", f"({bumps + 1},), one for each edge"),
        )
        raise cannot_judge(exercise, "w2 has the wrong shape", where, step, SHAPE, *rows)


def _run(parts: dict[str, np.ndarray], x: float) -> float:
    return float(logistic(parts["W1"][:, 0] * x + parts["b1"]) @ parts["w2"] + parts["b2"])


def _points(edges: np.ndarray, heights: np.ndarray, k: float) -> Iterator[tuple[float, float, str]]:
    """Where the output is known, what it is there, and the place in words."""
    gaps, width = np.diff(edges), edges[-1] - edges[0]
    if k * gaps.min() >= SHARP:
        for j, (left, right) in enumerate(zip(edges[:-1], edges[1:], strict=True)):
            for x in ((left + right) / 2, left + AWAY / k, right - AWAY / k):
                yield x, float(heights[j]), f"between edges[{j}] = {short(left)} and edges[{j + 1}] = {short(right)}"
    for distance in (AWAY / k, 2 * AWAY / k + width, 100 * (width + 1 / k)):
        if k * gaps.min() >= SHARP or distance > AWAY / k:
            yield edges[0] - distance, 0.0, f"left of edges[0] = {short(edges[0])}"
            yield edges[-1] + distance, 0.0, f"right of edges[{len(edges) - 1}] = {short(edges[-1])}"


def _explanation(parts: dict, edges: np.ndarray, heights: np.ndarray, k: float) -> list[tuple[str, str]]:
    """What the places of the steps, or else the outputs between them, are consistent with; nothing for few edges."""
    if len(heights) < 2:
        return []
    steps = (-parts["b1"] / parts["W1"][:, 0]).round(9)
    falling = np.unique(steps[parts["W1"][:, 0] < 0])
    if falling.size and np.isin(falling, (-edges).round(9)).all() and not np.isin(falling, edges.round(9)).all():
        return [(SIGN, "With weight −k and bias −k·edge the step is at minus the edge. The bias is to be k·edge.")]
    steps = np.unique(steps)
    for places, kind, says in (
        (-edges, SIGN, "The steps are at minus the edges: look at the sign of b1."),
        (edges / k, PLACE, "The steps are at the edges divided by k: k multiplies x, but not the edge."),
        (edges * k, PLACE, "The steps are at the edges multiplied by k: the edge is multiplied by k twice."),
        ((edges[1:] + edges[:-1]) / 2, PLACE, "The steps are in the middles of the bumps."),
    ):
        if np.isin(steps, np.unique(np.asarray(places).round(9))).all() and not np.isin(steps, edges.round(9)).all():
            return [(kind, says)]
    if k * np.diff(edges).min() < SHARP:
        return []
    outside = 0.5 * (edges[-1] - edges[0])
    at = np.array([edges[0] - outside, *(edges[1:] + edges[:-1]) / 2, edges[-1] + outside])
    seen = np.array([_run(parts, x) for x in at])
    wanted = np.array([0.0, *heights, 0.0])
    rising = np.array([0.0, *np.cumsum(heights)])
    candidates = (
        (NOT_JUMPS, "Between the edges the output is the sum of all heights so far.", rising, slice(0, -1)),
        (NOT_JUMPS, "Each bump adds its height twice: its second step goes up as well.",
         np.array([0.0, *(2 * np.cumsum(heights) - heights), 2 * heights.sum()]), slice(None)),
        (OPEN, "The last bump is never ended.", np.array([0.0, *heights, heights[-1]]), slice(None)),
        (OPEN, "Left of the first edge the output is already the first height.",
         np.array([heights[0], *heights, 0.0]), slice(None)),
        (SIGN, "The size is right, and the sign is the opposite.", -wanted, slice(None)),
        (FACTOR, "Every height is k times too large: k belongs in W1 and b1 only.", k * wanted, slice(None)),
        ("order", "The heights come in the opposite order.", np.array([0.0, *heights[::-1], 0.0]), slice(None)),
    )  # fmt: skip
    for kind, says, predicted, part in candidates:
        if close(seen[part], predicted, floor=ROUNDING).all():
            return [(kind, says)]
    if np.ptp(seen - wanted) < ROUNDING:
        return [(EXTRA_TERM, "The output is off by the same amount everywhere.")]
    return []


def _draw(rng: np.random.Generator) -> tuple:
    m = int(rng.integers(3, 7))
    edges = (signed(rng)[()] + np.cumsum([0.0, *rng.uniform(0.3, 1.5, size=m)])).round(2)
    while True:
        heights = signed(rng, m).round(2)
        if np.abs(np.diff(heights)).min() > 0.1:
            break
    return edges, heights, float(rng.choice([2e3, 1e4, 1e6]))


bump_network = Task(
    ("edges", "heights", "k"),
    _draw,
    _judge,
    edges=(
        (np.array([-0.5, 0.7]), np.array([1.5]), 1000.0),  # one bump
        (np.array([0.0, 1.0]), np.array([-0.4]), 1000),  # below 0; k whole
        (np.array([-2.0, -1.9, 0.5, 4.0]), np.array([-1.0, -2.5, -0.3]), 4000.0),  # uneven, all below 0
        (np.array([0.0, 1.0, 2.0, 3.0]), np.array([1.2, 0.0, -0.8]), 500.0),  # a height of 0
        (np.array([0.0, 1.0, 2.0, 3.0]), np.array([0.9, 0.9, -0.9]), 500.0),  # no step between equal neighbours
        (np.array([99.5, 100.0, 101.0]), np.array([0.7, -0.6]), 1e4),  # far from 0
        (np.linspace(-3, 3, 13), np.sin(np.arange(1.0, 13.0)).round(2), 2e3),  # many
        (np.linspace(-5, 5, 121), np.sin(np.arange(1.0, 121.0)).round(2), 1e4),  # very many
        (np.array([-1.0, 0.0, 1.5]), np.array([1.1, -0.7]), 3.0),  # blunt
        (np.array([-1.0, 0.0, 1.5]), np.array([1.1, -0.7]), 0.5),
    ),
    against="the heights between the edges, 0 outside, and the slopes ±k,",
)
