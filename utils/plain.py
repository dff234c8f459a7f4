"""Plain data: what it is, what stands for anything else, how it is copied, and when two values are the same.

Plain data is all that passes between a reader's function and a check: numbers, texts, arrays, and lists, tuples and
dicts of them. Knows nothing of checks.
"""

from __future__ import annotations

import copy
from typing import Any

import numpy as np


class NotPlain:
    """Stands for a value that is no plain data and so cannot leave the process it was made in."""

    def __init__(self, description: str) -> None:
        self.description = description

    def __repr__(self) -> str:
        return self.description


def copy_of(argument: Any, read_only: bool = False) -> Any:
    """A copy that shares nothing that could be changed; functions and numbers are passed as they are.

    A generator of random numbers is copied with its state, so that every call draws the same from it.
    """
    if isinstance(argument, np.ndarray):
        copied = argument.copy()
        copied.flags.writeable = not read_only
        return copied
    if isinstance(argument, dict):
        return {key: copy_of(value, read_only) for key, value in argument.items()}
    if isinstance(argument, list | tuple):
        return type(argument)(copy_of(value, read_only) for value in argument)
    if isinstance(argument, np.random.Generator):
        return copy.deepcopy(argument)
    return argument


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal in type, shape and every entry (NaN equals NaN).

    A generator of random numbers is there to be drawn from: in whatever state, it counts as unchanged. What is no plain
    data, such as a tensor, cannot be looked into: two of one kind count as equal.
    """
    if one is other:
        return True
    if isinstance(one, NotPlain) or isinstance(other, NotPlain):
        return isinstance(one, NotPlain) and isinstance(other, NotPlain) and one.description == other.description
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        return (
            isinstance(one, np.ndarray)
            and isinstance(other, np.ndarray)
            and one.dtype == other.dtype
            and np.array_equal(one, other, equal_nan=one.dtype.kind in "fc")
        )
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and type(one) is type(other):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, np.random.Generator):
        return type(one) is type(other)
    if isinstance(one, float | np.floating) and one != one:
        return bool(other != other)
    if not (is_plain(one) and is_plain(other)):
        return type(one) is type(other)
    return bool(one == other)


def identical(one: Any, other: Any) -> bool:
    """Whether two values are the same to the last bit, generators in their state too: no function tells them apart.

    Of anything but plain data and generators only the very same object is.
    """
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray | np.generic):
        return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
    if isinstance(one, dict):
        return identical(list(one), list(other)) and identical(list(one.values()), list(other.values()))
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(identical, one, other))
    if isinstance(one, np.random.Generator):
        return identical(one.bit_generator.state, other.bit_generator.state)
    if isinstance(one, float | complex):
        return repr(one) == repr(other)  # −0.0 is another number than 0.0
    return is_plain(one) and bool(one == other)


def is_plain(value: Any) -> bool:
    """Whether a value that holds no others is plain data: a number, a text, an array, None, True or False."""
    return value is None or isinstance(value, bool | int | float | complex | str | bytes | np.generic | np.ndarray)


def extent(value: Any, most: int = 10**9) -> int:
    """How much there is to look at in a value: its numbers and characters, and ten for each entry of a list or dict.

    Counting ends beyond ``most``: a list that holds another one a thousand times may stand for more than any memory.
    """
    counted, waiting = 0, [value]
    while waiting and counted <= most:
        one = waiting.pop()
        if isinstance(one, np.ndarray):
            counted += one.size * max(1, one.dtype.itemsize // 16)  # of texts, their characters
        elif isinstance(one, str | bytes):
            counted += len(one)
        elif isinstance(one, dict | list | tuple):
            counted += 10 * len(one)
            if counted <= most:
                waiting += [*one.keys(), *one.values()] if isinstance(one, dict) else one
    return counted
