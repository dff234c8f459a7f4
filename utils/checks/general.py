"""The mistakes that can happen anywhere, each described once: a whole answer against what is expected of it.

They need nothing but these two, so that every check tries them, whatever it knows of the computation. What is said of
an array of the wrong shape stands in ``shapes``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

import numpy as np

from utils.checks.kinds import CONSTANT, FACTOR, INSTEAD, ORDER, SIGN, TRANSPOSE, ZEROS
from utils.checks.observations import Compared, Hypothesis, Observation
from utils.checks.tolerance import close

MULTIPLES = {2.0: "twice", 0.5: "half", -2.0: "minus twice", -0.5: "minus half"}
SIZES = {
    "N": "the number of examples",
    "K": "the number of outputs",
    "D": "the number of inputs",
}  # numbers of a case that are no arguments


Change = Callable[[np.ndarray], np.ndarray]


def _rounded(places: int) -> Change:
    return lambda v: np.round(v, places)


def _clipped(low: float, high: float) -> Change:
    return lambda v: np.clip(v, low, high)


_INSTEAD: tuple[tuple[str, Change], ...] = (
    ("1 more than expected, at every point", lambda v: v + 1),
    ("1 less than expected, at every point", lambda v: v - 1),
    ("½ more than expected, at every point", lambda v: v + 0.5),
    ("½ less than expected, at every point", lambda v: v - 0.5),
    ("1 minus what is expected", lambda v: 1 - v),
    ("the square of what is expected", lambda v: v**2),
    ("half the square of what is expected", lambda v: v**2 / 2),
    ("the square root of what is expected", np.sqrt),
    ("1 divided by what is expected", lambda v: 1 / v),
    ("the exponential of what is expected", np.exp),
    ("the logarithm of what is expected", np.log),
    ("minus the logarithm of what is expected", lambda v: -np.log(v)),
    ("the sign of what is expected: −1, 0 or 1", np.sign),
    ("what is expected, rounded to whole numbers", np.round),
    ("what is expected, rounded down", np.floor),
    ("what is expected, without what stands behind the point, as in an array of whole numbers", np.trunc),
    *((f"what is expected, rounded to {places} places", _rounded(places)) for places in (1, 2, 3, 4, 5)),
    *((f"what is expected, clipped to [{low:g}, {high:g}]", _clipped(low, high))
      for low, high in ((0.0, 1.0), (-1.0, 1.0), (0.0, np.inf), (-np.inf, 0.0))),
)  # fmt: skip
_OF_ARRAYS: tuple[tuple[str, Change], ...] = (
    ("what is expected in the opposite order, from the last to the first", lambda v: v[::-1]),
    ("what is expected with its columns in the opposite order", lambda v: v[..., ::-1]),
    ("what is expected in another order: shifted by one", lambda v: np.roll(v, 1, axis=0)),
    ("what is expected in another order: shifted by one", lambda v: np.roll(v, -1, axis=0)),
    ("what is expected in another order: sorted", lambda v: np.sort(v, axis=None).reshape(v.shape)),
    ("the mean of what is expected, in every entry", lambda v: np.full(v.shape, np.mean(v))),
    ("the sum of what is expected, in every entry", lambda v: np.full(v.shape, np.sum(v))),
    ("the mean of what is expected, in all rows", lambda v: np.broadcast_to(np.mean(v, axis=0), v.shape)),
    ("the sum of what is expected, in all rows", lambda v: np.broadcast_to(np.sum(v, axis=0), v.shape)),
    ("the first of what is expected, everywhere", lambda v: np.broadcast_to(v[:1], v.shape)),
    ("the last of what is expected, everywhere", lambda v: np.broadcast_to(v[-1:], v.shape)),
    ("what is expected, added up from the first to the last", lambda v: np.cumsum(v, axis=0)),
    ("what is expected, divided by its sum", lambda v: v / np.sum(v)),
    ("what is expected, divided by its largest entry", lambda v: v / np.max(v)),
    ("what is expected, divided by its length", lambda v: v / np.sqrt(np.sum(v**2))),
)


def anywhere(first: Compared) -> Iterator[Hypothesis[Compared]]:
    """Zero, another sign, a factor (fixed, or a number of the case), the transpose.

    Args:
        first: the wrong answer. A hypothesis is worth trying at it; whether it fits, all answers tell.
    """
    yield Hypothesis(ZEROS, "It is zero everywhere.", lambda seen: np.zeros_like(seen.expected))
    yield Hypothesis(SIGN, "The size is right, and the sign is the opposite.", lambda seen: -seen.expected)
    for sign, words in ((1.0, "the absolute value of"), (-1.0, "minus the absolute value of")):
        if (sign * first.expected >= 0).all():
            continue  # it is right here
        yield Hypothesis(
            SIGN,
            f"It is {words} what is expected: right at some points, with the opposite sign at others.",
            _absolute(sign),
        )
    for factor, words in MULTIPLES.items():
        yield _times(f"exactly {words} what is expected, at every point", _always(factor))
    for name in first.numbers:
        yield from _number(name)
    yield from _products(first)
    ratio = _ratio(first)
    if ratio is not None and not any(close(ratio, known) for known in (1, -1, *MULTIPLES, 0)):
        yield _times(f"{ratio:.4g} times what is expected, at every point", _always(ratio))
    if np.isin(first.expected, (0, 1)).all():
        yield Hypothesis(SIGN, "Zeros and ones are exchanged.", lambda seen: 1 - seen.expected)
    if (
        first.expected.ndim == 2
        and first.expected.shape[0] != first.expected.shape[1]
        and 1 not in first.expected.shape
    ):
        says = (
            "This is what you get when the transpose is given this shape by reshape, which cuts its numbers anew and "
            "does not turn rows into columns: .T does, and np.column_stack puts columns side by side."
        )
        yield Hypothesis(TRANSPOSE, says, lambda seen: seen.expected.T.reshape(seen.expected.shape))
    if first.expected.ndim == 2 and first.expected.shape[0] == first.expected.shape[1]:
        yield Hypothesis(TRANSPOSE, "It is the transpose of what is expected.", lambda seen: seen.expected.T)


def always_the_same(first: Compared) -> Iterator[Hypothesis[Compared]]:
    """One answer, whatever the arguments are. No mistake where the right answer is one, too."""
    answer = first.answer

    def alike(seen: Compared) -> np.ndarray:
        expected = (seen.expected.shape, first.expected.shape)
        asked_alike = expected[0] == expected[1] and close(seen.expected, first.expected).all()
        return np.full(answer.shape, np.nan) if seen is not first and asked_alike else answer

    says = "It is the same in every case" + (f": {float(answer):g}." if answer.ndim == 0 else ".")
    yield Hypothesis(CONSTANT, f"{says} On which of the arguments does it depend?", alike)


def as_a_whole(first: Compared) -> Iterator[Hypothesis[Compared]]:
    """A function of the whole answer in its place: shifted, squared, its root, turned round, rounded, one for all."""
    for words, change in _INSTEAD:
        yield Hypothesis(INSTEAD, f"It is {words}.", _changed(change))
    if first.expected.ndim:
        for words, change in _OF_ARRAYS:
            yield Hypothesis(ORDER if "order" in words else INSTEAD, f"It is {words}.", _changed(change))


def _changed(change: Callable[[np.ndarray], np.ndarray]) -> Callable[[Compared], np.ndarray]:
    return lambda seen: np.asarray(change(seen.expected), dtype=np.float64)


def _times(words: str, factor: Callable[[Compared], float]) -> Hypothesis[Compared]:
    return Hypothesis(FACTOR, f"It is {words}.", lambda seen: factor(seen) * seen.expected)


def _absolute(sign: float) -> Callable[[Compared], np.ndarray]:
    return lambda seen: sign * np.abs(seen.expected)


def _always(factor: float) -> Callable[[Compared], float]:
    return lambda seen: factor


def _power(name: str, power: int) -> Callable[[Compared], float]:
    return lambda seen: seen.numbers[name] ** power


def _number(name: str) -> Iterator[Hypothesis[Compared]]:
    """Powers of a number of the case as a factor."""
    if name in SIZES:
        for power, words in ((1, f"{name} times"), (-1, f"1/{name} times"), (2, f"{name}² times")):
            yield _times(f"exactly {words} what is expected, where {name} is {SIZES[name]}", _power(name, power))
        return
    yield _times(f"exactly {name} times what is expected, at every point", _power(name, 1))
    yield Hypothesis(
        FACTOR,
        f"It is exactly what is expected, divided by {name}, at every point.",
        lambda seen: seen.expected / seen.numbers[name] if seen.numbers[name] else None,
    )


def _products(first: Compared) -> Iterator[Hypothesis[Compared]]:
    """Two or three factors at once: 2 or ½, and sizes of the case."""
    sizes = [name for name in SIZES if name in first.numbers]

    def factor(number: float, powers: tuple[int, ...]) -> Callable[[Compared], float]:
        return lambda seen: number * float(np.prod([seen.numbers[s] ** p for s, p in zip(sizes, powers, strict=True)]))

    for number in (1.0, 2.0, 0.5, -1.0, -2.0):
        for powers in product((0, 1, -1), repeat=len(sizes)):
            if sum(map(abs, powers)) + (number != 1) >= 2:  # one alone was tried before
                above = [size for size, power in zip(sizes, powers, strict=True) if power == 1]
                below = [size for size, power in zip(sizes, powers, strict=True) if power == -1]
                words = f"{'·'.join([f'{number:g}'.replace('-', '−')] * (number != 1 or not above) + above)}"
                words += f"/{below[0]}" if len(below) == 1 else f"/({'·'.join(below)})" if below else ""
                where = ", ".join(f"{size} is {SIZES[size]}" for size in (*above, *below))
                yield _times(f"exactly {words} times what is expected, where {where}", factor(number, powers))


def _ratio(seen: Compared) -> float | None:
    """The one factor by which every entry differs from what is expected; None where there is none."""
    nonzero = seen.expected != 0
    if not nonzero.any() or np.any(seen.answer[~nonzero] != 0):
        return None
    ratios = seen.answer[nonzero] / seen.expected[nonzero]
    return float(ratios.flat[0]) if close(ratios, ratios.flat[0]).all() else None


def divided_again(by: str) -> Hypothesis[Observation]:
    """A gradient that is divided by N once more, where ``by``, of which it is made, has the factor already."""
    return Hypothesis(
        FACTOR,
        f"It is exactly 1/N times what is expected: `{by}` has the factor 1/N already.",
        lambda seen: seen.expected / seen.examples if seen.derivative and seen.examples else None,
    )
