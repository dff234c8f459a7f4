"""The mistakes that can happen anywhere, each described once: a whole answer against what is expected of it.

They need nothing but these two, so that every check tries them, whatever it knows of the computation. What is said of
an array of the wrong shape stands in ``shapes``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

import numpy as np

from utils.checks.kinds import FACTOR, SIGN, TRANSPOSE, ZEROS
from utils.checks.observations import Compared, Hypothesis
from utils.checks.tolerance import close

MULTIPLES = {2.0: "twice", 0.5: "half", -2.0: "minus twice", -0.5: "minus half"}
SIZES = {
    "N": "the number of examples",
    "K": "the number of outputs",
    "D": "the number of inputs",
}  # numbers of a case that are no arguments


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
    if first.expected.ndim == 2 and first.expected.shape[0] == first.expected.shape[1]:
        yield Hypothesis(TRANSPOSE, "It is the transpose of what is expected.", lambda seen: seen.expected.T)


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
