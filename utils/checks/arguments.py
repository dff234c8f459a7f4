"""Mistakes in what a function does with one of its arguments, wherever a right function is known: not used, turned, …

The right function is run on arguments that are changed as somebody may have taken them; nothing is known of how it
computes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import permutations
from typing import Any

import numpy as np

from utils.checks.kinds import (
    EXTRA_STEP,
    FACTOR,
    INPUT_LEFT_OUT,
    MANY_TIMES,
    ONE_INPUT,
    ORDER,
    SIGN,
    SOME_EXAMPLES,
    TRANSPOSE,
    WRONG_INPUT,
)

Change = Callable[[Mapping[str, Any]], Mapping[str, Any]]  # of the arguments of a case, by name

_OF_ONE: tuple[tuple[str, str, Callable[[np.ndarray], np.ndarray]], ...] = (
    (INPUT_LEFT_OUT, "is not used, as if it were 0", np.zeros_like),
    (INPUT_LEFT_OUT, "is not used, as if it were 1", np.ones_like),
    (SIGN, "has the opposite sign", np.negative),
    (SIGN, "loses its sign", np.abs),
    (FACTOR, "counts twice", lambda v: 2 * v),
    (FACTOR, "counts half", lambda v: v / 2),
    (WRONG_INPUT, "is squared", np.square),
    (WRONG_INPUT, "is replaced by its square root", np.sqrt),
    (WRONG_INPUT, "is replaced by 1 divided by it", lambda v: 1 / v),
    (WRONG_INPUT, "is replaced by 1 minus it", lambda v: 1 - v),
    (WRONG_INPUT, "is rounded", np.round),
    (WRONG_INPUT, "is one too large", lambda v: v + 1),
    (WRONG_INPUT, "is one too small", lambda v: v - 1),
    (WRONG_INPUT, "is taken without its negative part", lambda v: np.maximum(v, 0)),
)
_OF_ARRAYS: tuple[tuple[str, str, Callable[[np.ndarray], np.ndarray]], ...] = (
    (ORDER, "is read from its end", lambda v: v[::-1]),
    (ORDER, "has its columns in the opposite order", lambda v: v[..., ::-1]),
    (ONE_INPUT, "is replaced by its mean", lambda v: np.full(v.shape, np.mean(v))),
    (ONE_INPUT, "is replaced by the mean of its rows", lambda v: np.broadcast_to(np.mean(v, axis=0), v.shape).copy()),
    (ONE_INPUT, "is replaced by its sum", lambda v: np.full(v.shape, np.sum(v))),
    (ONE_INPUT, "is read at its first entry alone", lambda v: np.broadcast_to(v[:1], v.shape).copy()),
    (ONE_INPUT, "is read at its last entry alone", lambda v: np.broadcast_to(v[-1:], v.shape).copy()),
    (SOME_EXAMPLES, "loses its first entry", lambda v: v[1:]),
    (SOME_EXAMPLES, "loses its last entry", lambda v: v[:-1]),
    (ORDER, "is sorted before", lambda v: np.sort(v, axis=0)),
    (WRONG_INPUT, "has its mean subtracted before", lambda v: v - np.mean(v)),
    (WRONG_INPUT, "has the mean of each column subtracted before", lambda v: v - np.mean(v, axis=0)),
)


def changes(arguments: Mapping[str, Any]) -> Iterator[tuple[str, str, Change]]:
    """Kind, words and change of every slip in reading one argument, or two in each other's place."""
    for name, value in arguments.items():
        if _is_number(value):
            for kind, words, change in (*_OF_ONE, *(_OF_ARRAYS if np.ndim(value) else ())):
                yield kind, f"{name} {words}", _with(name, change)
            if np.ndim(value) == 2 and np.shape(value)[0] == np.shape(value)[1]:
                yield TRANSPOSE, f"{name} is transposed", _with(name, np.transpose)
            yield from _once_for_each(name, value, arguments)
        elif callable(value):
            yield EXTRA_STEP, f"{name} is applied twice", _with_function(name)
        elif isinstance(value, list | tuple) and len(value) > 1:
            for words, part in (
                ("is read from its end", slice(None, None, -1)),
                ("loses its first entry", slice(1, None)),
                ("loses its last entry", slice(None, -1)),
            ):
                yield ORDER if "end" in words else SOME_EXAMPLES, f"{name} {words}", _sliced(name, part)
    numbers = [name for name, value in arguments.items() if _is_number(value)]
    for one, other in permutations(numbers, 2):
        if np.shape(arguments[one]) == np.shape(arguments[other]):
            yield WRONG_INPUT, f"{other} is read where {one} belongs", _in_the_place_of(one, other)
            if numbers.index(one) < numbers.index(other):
                yield ORDER, f"{one} and {other} are in each other's place", _exchanged(one, other)


def _once_for_each(name: str, value: Any, arguments: Mapping[str, Any]) -> Iterator[tuple[str, str, Change]]:
    """A bias that stands inside a sum over the inputs, so that it is added once for each of them."""
    if np.ndim(value) > 1:
        return
    for other, rows in arguments.items():
        if other != name and _is_number(rows) and np.ndim(rows) in (1, 2) and np.shape(rows)[-1] > 1:
            words = f"{name} counts once for each of the {{}} in {other}"
            entries = "columns" if np.ndim(rows) == 2 else "entries"
            yield MANY_TIMES, words.format(entries) + ", as inside a sum over them", _counted(name, other)


def _counted(name: str, other: str) -> Change:
    return lambda arguments: {**arguments, name: np.shape(arguments[other])[-1] * arguments[name]}


def _with_function(name: str) -> Change:
    def change(arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        once = arguments[name]
        return {**arguments, name: lambda *values: once(once(*values))}

    return change


def _is_number(value: Any) -> bool:
    """Whether it is a number or an array of numbers, and no truth value."""
    return isinstance(value, int | float | np.generic | np.ndarray) and np.asarray(value).dtype.kind in "iuf"


def _with(name: str, change: Callable[[np.ndarray], np.ndarray]) -> Change:
    return lambda arguments: {**arguments, name: _like(arguments[name], change(np.asarray(arguments[name])))}


def _like(value: Any, changed: np.ndarray) -> Any:
    """A number again where there was one, whole where it can be."""
    if isinstance(value, np.ndarray):
        return changed
    whole = isinstance(value, int) and float(changed).is_integer()
    return int(changed) if whole else np.asarray(changed)[()] if isinstance(value, np.generic) else float(changed)


def _sliced(name: str, part: slice) -> Change:
    return lambda arguments: {**arguments, name: arguments[name][part]}


def _in_the_place_of(one: str, other: str) -> Change:
    return lambda arguments: {**arguments, one: arguments[other]}


def _exchanged(one: str, other: str) -> Change:
    return lambda arguments: {**arguments, one: arguments[other], other: arguments[one]}
