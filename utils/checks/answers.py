"""What a reader's function returned: unpacked, held to type and shape. How close is right, ``tolerance`` says."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from numbers import Number
from typing import Any

import numpy as np

from utils.checks.kinds import MISSING_KEY, NOT_FINITE, NOTHING, NUMBER_OF_VALUES, SHAPE, TYPE
from utils.checks.refusals import CannotJudge, cannot_judge, not_attempted
from utils.checks.writing import PLACES, is_tensor, try_it, type_name
from utils.plain import is_plain
from utils.words import counted, listed

_FIND_THE_FIRST = "Print every value on the way, and find the first that is not finite."
_FROM_COMPARISON = "A comparison gives True and False. Turn them into 1.0 and 0.0."
_NO_RETURN = "Is there a return at the end, indented like the other lines? Did the exercise's cell show an error?"


@dataclass(frozen=True)
class Returns:
    """What an exercise returns: how its numbers are packed, and each one's name in the order of computation.

    A name is a step of the program (``"z"``: its value), or says of what it is the derivative (``"z_bar"``,
    ``"dL_dz"``). Build one with ``Returns.as_dict``, ``Returns.as_tuple`` or ``Returns.as_value``; from these, one
    that is packed in others with ``Returns.as_pair`` or ``Returns.as_list``.
    """

    names: tuple[str, ...]
    packing: str
    parts: tuple[Returns, ...] = ()
    called: tuple[str, ...] = ()  # the parts in messages

    @classmethod
    def as_dict(cls, *names: str) -> Returns:
        """A dict with these keys; further keys are allowed."""
        return cls(names, "dict")

    @classmethod
    def as_tuple(cls, *names: str) -> Returns:
        """A tuple, a list or a one-dimensional array of exactly these, in this order."""
        return cls(names, "sequence")

    @classmethod
    def as_value(cls, name: str) -> Returns:
        """The value alone."""
        return cls((name,), "one")

    @classmethod
    def as_pair(cls, name: str, second: Returns, called: str, order: Sequence[str] = ()) -> Returns:
        """A value, and what is packed by itself and ``called`` so; judged in another ``order`` if one is given."""
        return cls((name, *(order or second.names)), "sequence", (cls.as_value(name), second), (name, called))

    @classmethod
    def as_list(cls, *parts: Returns) -> Returns:
        """A tuple or a list of what is packed by itself."""
        called = tuple(f"({', '.join(part.names)})" for part in parts)
        return cls(tuple(name for part in parts for name in part.names), "list", parts, called)

    def unpack(self, exercise: str, result: Any, where: str, entry: str = "") -> dict[str, Any]:
        """The returned values by name; ``entry`` is where they stand, if they are not all that was returned.

        Raises:
            CannotJudge: the result is packed in another way.
        """

        def wrong(headline: str, step: str, mistake: str) -> CannotJudge:
            if entry:
                headline = headline.replace("it returned", f"{entry} is", 1)
                step = f"{entry} has to be ({', '.join(self.names)}), in this order."
            return cannot_judge(exercise, headline, where, step, mistake)

        if result is None:
            raise wrong("it returned None", _NO_RETURN, NOTHING)
        if self.packing == "one":
            return {self.names[0]: result}
        called = self.called or self.names
        wanted = ", ".join(called)
        if self.packing == "dict":
            step = f"Return a dict with the keys {wanted}"
            if not isinstance(result, Mapping):
                raise wrong(f"it returned {type_name(result)} instead of a dict", f"{step}.", TYPE)
            missing = [name for name in self.names if name not in result]
            if missing:
                has = listed([str(key) for key in result]) or "none"
                raise wrong(f"the returned dict has no {listed(missing)}", f"{step}; it has {has}.", MISSING_KEY)
            return {name: result[name] for name in self.names}
        inside = f"[{wanted}]" if self.packing == "list" else f"({wanted})"
        step = f"Return {inside}, in this order."
        if isinstance(result, np.ndarray) and result.ndim == 1 and not self.parts:
            result = list(result)  # it unpacks like a tuple
        if not isinstance(result, tuple | list):
            packed = "list" if self.packing == "list" else "tuple"
            raise wrong(f"it returned {type_name(result)} instead of a {packed}", step, TYPE)
        if len(result) != len(called):
            headline = f"it returned {counted(len(result), 'value')} instead of {len(called)}"
            raise wrong(headline, step, NUMBER_OF_VALUES)
        if not self.parts:
            return dict(zip(self.names, result, strict=True))
        found: dict[str, Any] = {}
        for place, (part, name, value) in enumerate(zip(self.parts, called, result, strict=True)):
            found |= part._part(exercise, f"entry {place}" if self.packing == "list" else name, value, where)
        return {name: found[name] for name in self.names}

    def _part(self, exercise: str, name: str, value: Any, where: str) -> dict[str, Any]:
        """What ``unpack`` says of a part, in messages by its own name."""
        try:
            return self.unpack(exercise, value, where)
        except CannotJudge as cannot:
            headline = f"{name}: {cannot.outcome.headline.removeprefix('it returned ')}"
            *rows, (title, step) = cannot.outcome.rows
            if step == _NO_RETURN:  # there is one: something else was returned beside it
                step = f"None stands where {name} should be. The methods reverse and sort of a list return None."
            step = step.replace("Return ", f"Here {name} should be ", 1)
            raise CannotJudge(replace(cannot.outcome, headline=headline, rows=(*rows, (title, step)))) from None


def number(exercise: str, name: str, value: Any, where: str) -> float:
    """A returned scalar as a float: a Python number, a NumPy scalar or a 0-d array of real numbers.

    Raises:
        CannotJudge: it is anything else, or not finite.
    """
    if value is Ellipsis:
        raise CannotJudge(not_attempted(exercise))
    if isinstance(value, np.ndarray) and value.shape != ():
        headline = f"{name} has shape {value.shape} and should be one number"
        step = f"Return {name} as a number, without a dimension: 0.5, not [0.5]."
        if value.size > 1:
            step = f"{name} is still an array. Are its entries to be added up?"
        raise cannot_judge(exercise, headline, where, step, SHAPE)
    if _are_places(value):
        headline = f"{name} is a tuple of indices and should be one number"
        raise cannot_judge(exercise, headline, where, PLACES, TYPE)
    real = isinstance(value, Number | np.generic | np.ndarray) and np.asarray(value).dtype.kind in "iuf"
    if not real:
        headline = f"{name} is {type_name(value)} and should be a real number"
        step = f"{try_it(exercise)}, and look at the type of {name}."
        if is_tensor(value):
            step = "Of a tensor that holds one number, its method item() makes a number. Does this one hold one?"
        if isinstance(value, bool | np.bool_ | np.ndarray) and np.asarray(value).dtype.kind == "b":
            step = _FROM_COMPARISON
        raise cannot_judge(exercise, headline, where, step, TYPE)
    result = float(value)
    if not math.isfinite(result):
        raise cannot_judge(exercise, f"{name} is {result}", where, _FIND_THE_FIRST, NOT_FINITE)
    return result


def array(exercise: str, name: str, value: Any, shape: tuple[int, ...], where: str) -> np.ndarray:
    """A returned array of real numbers of exactly ``shape``, as float64.

    Raises:
        CannotJudge: it is anything else, or not finite.
    """

    def wrong(headline: str, step: str, mistake: str, *evidence: tuple[str, str]) -> CannotJudge:
        return cannot_judge(exercise, headline, where, step, mistake, *evidence)

    if value is Ellipsis:
        raise CannotJudge(not_attempted(exercise))
    if value is None:
        raise wrong("it returned None", _NO_RETURN, NOTHING)
    if not isinstance(value, np.ndarray):
        step = f"Return a NumPy array of shape {shape}."
        if _are_places(value):
            raise wrong(f"{name} is a tuple of indices and should be an array", PLACES, TYPE)
        if isinstance(value, list | tuple) and shape_as_array(value) == shape:
            step = "Return a NumPy array: np.array(…) makes one of it."
        if isinstance(value, list | tuple) and any(isinstance(one, np.ndarray) and one.shape == shape for one in value):
            step = f"One array of shape {shape} is wanted, and there are several. Which is {name}? Return it alone."
        if is_tensor(value):
            step = "Make an array of the tensor with its method numpy(); one that is recorded wants detach() before it."
        if isinstance(value, Number | np.generic) and shape:
            step = f"This is one number for everything. Return an array of shape {shape}, with a number for each entry."
        raise wrong(f"{name} is {type_name(value)} and should be an array", step, TYPE)
    if value.dtype.kind not in "iuf":
        headline = f"{name} holds {value.dtype} and should hold real numbers"
        step = _FROM_COMPARISON if value.dtype.kind == "b" else "Find where another type comes in."
        raise wrong(headline, step, TYPE)
    if value.shape != shape:
        shapes = ("yours", str(value.shape)), ("expected", str(shape))
        raise wrong(f"{name} has the wrong shape", "Print the shape of each array on the way.", SHAPE, *shapes)
    answer = np.asarray(value, dtype=np.float64)  # a plain array, also of a matrix or a masked array
    if not np.isfinite(answer).all():
        first = tuple(int(i) for i in np.argwhere(~np.isfinite(answer))[0])
        entry = ("evidence", f"entry {list(first)} is {answer[first]}")
        raise wrong(f"{name} is not finite", _FIND_THE_FIRST, NOT_FINITE, entry)
    return answer


def _are_places(value: Any) -> bool:
    """Whether it is what np.where gives of a condition alone: a tuple of arrays of whole numbers, one for each axis."""
    return (
        isinstance(value, tuple)
        and 0 < len(value) <= 3
        and all(isinstance(one, np.ndarray) and one.ndim == 1 and one.dtype.kind == "i" for one in value)
        and len({one.size for one in value}) == 1
    )


def shape_as_array(value: list | tuple) -> tuple[int, ...] | None:
    """The shape of the array that np.array makes of a list; None where it makes none of numbers."""
    try:
        made = np.array(value) if _all_plain(value) else np.array([None])
    except ValueError:  # rows of different lengths
        return None
    return made.shape if made.dtype.kind in "iuf" else None


def _all_plain(value: Any) -> bool:
    """Whether there are numbers alone in a list, or in the lists that are in it; nothing else is made an array of."""
    return all(map(_all_plain, value)) if isinstance(value, list | tuple) else is_plain(value)


def as_float(value: Any) -> Any:
    return np.float64(value) if isinstance(value, int | float) else value
