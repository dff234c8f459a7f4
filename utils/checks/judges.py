"""What a task's judge is made of: an answer read, held to type and shape, compared, and shown in a message.

A judge is a function ``judge(exercise, arguments, answer, where)`` that raises ``CannotJudge`` for a wrong answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from utils.checks.answers import Returns, array, number, shape_as_array
from utils.checks.comparison import LARGEST_MAP
from utils.checks.kinds import NUMBER_OF_VALUES, SHAPE, TRANSPOSE, TYPE
from utils.checks.packed import about_one_array, one_array, packed_otherwise
from utils.checks.refusals import CannotJudge, cannot_judge
from utils.checks.shapes import explain_shape
from utils.checks.tolerance import close, nearly
from utils.checks.writing import count, short, show, step_by_hand, type_name
from utils.outcomes import Wrong
from utils.trusted import own
from utils.words import counted

Judge = Callable[[str, tuple, Any, str], None]
Agrees = Callable[[np.ndarray, np.ndarray], np.ndarray]  # an answer and what is expected: which entries agree


@dataclass(frozen=True)
class EqualTo:
    """A judge that wants what ``trusted(*arguments)`` returns: numbers, arrays, and tuples, lists or dicts of them.

    Attributes:
        trusted: takes the task's arguments.
        names: what the answer is called in messages; for a tuple the names of its entries.
        read: holds a returned number or array to what is expected.
        agrees: which of its entries are right.
        fills: the name of the dict that a given loop is to fill and return; empty where there is none.
    """

    trusted: Callable
    names: tuple[str, ...]
    read: Callable[[str, str, Any, np.ndarray, str], np.ndarray]
    agrees: Agrees
    fills: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "trusted", own(self.trusted))

    def __call__(self, exercise: str, arguments: tuple, answer: Any, where: str) -> None:
        expected = self.trusted(*arguments)
        try:
            self._compare(exercise, self.names or ("the answer",), answer, expected, where)
        except CannotJudge as cannot:
            by_key = isinstance(expected, Mapping)
            outcome = packed_otherwise(cannot.outcome, answer, self._by_name(expected), by_key, self.fills)
            raise CannotJudge(outcome) from None

    def _by_name(self, expected: Any) -> dict[str, Any]:
        """The values that are expected, where there are several and each is a number or an array."""
        if isinstance(expected, tuple | list):
            named = dict(zip(self.names if len(self.names) == len(expected) else (), expected, strict=False))
        else:
            named = dict(expected) if isinstance(expected, Mapping) else {}
        return (
            named if all(isinstance(value, int | float | np.generic | np.ndarray) for value in named.values()) else {}
        )

    def _compare(self, exercise: str, names: tuple[str, ...], answer: Any, expected: Any, where: str) -> None:
        name = names[0]
        if isinstance(expected, tuple | list):
            names = names if len(names) == len(expected) else tuple(f"{name}[{i}]" for i in range(len(expected)))
            parts = Returns.as_tuple(*names).unpack(exercise, answer, where)
            wanted = dict(zip(names, expected, strict=True))
        elif isinstance(expected, Mapping):
            parts, wanted = Returns.as_dict(*expected).unpack(exercise, answer, where), dict(expected)
        else:
            value = Returns.as_value(name).unpack(exercise, answer, where)[name]
            right = np.asarray(expected)
            found = self.read(exercise, name, value, right, where)
            if not self.agrees(found, right).all():
                raise CannotJudge(difference(exercise, name, found, right, where, self.agrees))
            return
        for part in wanted:
            self._compare(exercise, (part,), parts[part], wanted[part], where)


def equal_to(trusted: Callable, *names: str, fills: str = "") -> EqualTo:
    """A judge that wants what ``trusted(*arguments)`` returns, of the given names, or in a dict that a loop ``fills``.

    Numbers are close within one part in a million, with a floor of 1e-12; shapes are held exactly.
    """
    return EqualTo(trusted, names, _real, close, fills)


def integers_equal_to(trusted: Callable, *names: str) -> EqualTo:
    """The same for whole numbers and truth values, which have to be equal to the last digit.

    Python's and NumPy's int and bool count, floats do not.
    """
    return EqualTo(trusted, names, whole, np.equal)


def labels_equal_to(trusted: Callable, *names: str) -> EqualTo:
    """The same for what is made of 0s and 1s, as labels are: bool, int and float are all right."""
    return EqualTo(trusted, names, _labels, close)


def _labels(exercise: str, name: str, value: Any, expected: np.ndarray, where: str) -> np.ndarray:
    if isinstance(value, bool | np.bool_ | np.ndarray) and np.asarray(value).dtype.kind == "b":
        value = np.asarray(value).astype(np.float64)
    return _real(exercise, name, value, expected, where)


def unpacked(
    exercise: str,
    answer: Any,
    shapes: Mapping[str, tuple],
    where: str,
    meant: Mapping[str, str] | None = None,
    entry: str = "",
) -> dict[str, np.ndarray]:
    """A returned tuple of real numbers and arrays, by name, as float64.

    Args:
        exercise: the exercise's name.
        answer: what the function returned.
        shapes: name -> shape; a letter in it stands for a size that is free but the same everywhere: ``("H", 2)``.
        where: the case in words.
        meant: name -> what its entries stand for, in a sentence: what is said where there are more or fewer.
        entry: where the tuple stands, if it is not all that was returned: ``weights["AND"]``.

    Raises:
        CannotJudge: it is packed otherwise, an entry has another shape, or is not finite.
    """
    sizes: dict[str, int] = {}
    known: dict[str, str] = {}  # where a letter's size was seen, in words
    found: dict[str, np.ndarray] = {}
    if one_array(answer, list(shapes.values())):
        about = Wrong(exercise, "", (("where", where),), (NUMBER_OF_VALUES,))
        raise CannotJudge(about_one_array(about, answer, [*shapes], entry))
    for name, value in Returns.as_tuple(*shapes).unpack(exercise, answer, where, entry).items():
        shape = shapes[name]
        fits = isinstance(value, np.ndarray) and _fits(value.shape, shape)
        before = dict(sizes)
        if fits:
            for axis, (letter, size) in enumerate(zip(shape, value.shape, strict=True)):
                if isinstance(letter, str) and letter not in sizes:
                    sizes[letter] = size
                    what = "entry" if value.ndim == 1 else ("row", "column")[axis] if axis < 2 else "layer"
                    known[letter] = f"each of the {counted(size, what)} of {name}"
        wanted = tuple(sizes.get(size, size) for size in shape)
        free = any(isinstance(size, str) for size in wanted)
        step = (meant or {}).get(name, "Print the shape of each array that you return.")
        if len(shape) == 1 and shape[0] in before:
            step = f"{name} needs one entry for {known[str(shape[0])]}, that is shape {wanted}."
        if isinstance(value, list | tuple) and shape:
            made = shape_as_array(value)
            step = f"Return a NumPy array of shape {_in_letters(wanted)}."
            if made is not None and _fits(made, wanted):
                step = f"Return a NumPy array of shape {made}: np.array({name}) makes one of it."
            headline = f"{name} is {type_name(value)} and should be an array"
            raise cannot_judge(exercise, headline, where, step, TYPE)
        if isinstance(value, np.ndarray) and value.ndim == 2 and len(shape) == 1 and 1 not in value.shape:
            n, m = value.shape
            step = (
                f"A column ({n}, 1) and an array ({m},) make a table ({n}, {m}). Which value in the line of {name} is "
                "a column?"
            )
        elif isinstance(value, np.ndarray) and value.ndim > len(shape) == 1 and _fits((value.size,), shape):
            step = f"{name} is to have one dimension, as np.array([1.0, 2.0]) has, with no brackets inside these."
        if isinstance(value, np.ndarray) and shape and (free or value.shape != wanted):
            rows = [("yours", str(value.shape)), ("expected", _in_letters(wanted if not free else shape))]
            turned = value.ndim > 1 and _fits(value.shape[::-1], wanted)
            rows += [("consistent with", "It may be the transpose of what is expected.")] if turned else []
            cannot = cannot_judge(exercise, f"{name} has the wrong shape", where, step, SHAPE, *rows)
            raise CannotJudge(replace(cannot.outcome, kinds=(TRANSPOSE, SHAPE))) if turned else cannot
        like = np.empty([0 if isinstance(s, str) else s for s in wanted])
        found[name] = _real(exercise, name, value, like, where)
    return found


def _in_letters(shape: tuple) -> str:
    """A shape, its free sizes as letters without quotation marks: (H, 2)."""
    return str(shape).replace("'", "")


def _fits(found: tuple[int, ...], shape: tuple) -> bool:
    """Whether a shape is of this form; a letter stands for any size but 0."""
    pairs = zip(found, shape, strict=False)
    return len(found) == len(shape) and all(one > 0 if isinstance(two, str) else one == two for one, two in pairs)


def _real(exercise: str, name: str, value: Any, expected: np.ndarray, where: str) -> np.ndarray:
    try:
        if expected.shape == ():
            return np.array(number(exercise, name, value, where))
        return array(exercise, name, value, expected.shape, where)
    except CannotJudge as cannot:
        raise CannotJudge(explain_shape(cannot.outcome, value, expected.astype(np.float64), None)) from None


def whole(exercise: str, name: str, value: Any, expected: np.ndarray, where: str) -> np.ndarray:
    """A returned whole number or truth value, or an array of them of the shape of ``expected``, in all its digits.

    Raises:
        CannotJudge: it is anything else.
    """
    if isinstance(value, bool | np.bool_ | np.ndarray) and np.asarray(value).dtype.kind == "b":
        value = np.asarray(value).astype(np.int64)
    try:
        _real(exercise, name, value, expected, where)
    except CannotJudge as cannot:
        headline = cannot.outcome.headline.replace("should be a real number", "should be a whole number")
        rows = cannot.outcome.rows
        if isinstance(value, list | tuple) and not expected.shape:
            rows = (*rows[:-1], ("next", "Is the number of its entries meant? len(…) gives it."))
        raise CannotJudge(replace(cannot.outcome, headline=headline, rows=rows)) from None
    if np.asarray(value).dtype.kind == "f":
        what = "is a float and should be a whole number"
        if expected.shape:
            what = "holds floats and should hold whole numbers"
        step = "Keep whole numbers whole: / makes a float of any two, // does not; float(…) and np.zeros give floats."
        if not np.equal(value, np.round(value)).all():
            step = "Not all of them are whole numbers. Which line makes others of them, and is it meant to?"
        elif np.isin(expected, (0, 1)).all():
            step = "Comparisons give bool, and .astype(int) or int(…) turns these into 0 and 1."
            what += "" if expected.shape else " or a truth value"
        headline = f"{name} {what}"
        raise cannot_judge(exercise, headline, where, step, TYPE, ("yours", show(value, point=True)))
    return np.asarray(value)


def difference(
    exercise: str, name: str, answer: np.ndarray, expected: np.ndarray, where: str, agrees: Agrees = close
) -> Wrong:
    """The message about an answer of the right shape with wrong numbers: the first of them, and how many."""
    rows = [("where", where)]
    at, mine, wanted = name, answer, expected
    if expected.shape != ():
        bad = ~agrees(answer, expected)
        first = tuple(int(i) for i in np.argwhere(bad)[0])
        entry_at = f"[{', '.join(map(str, first))}]"
        at = f"entry {entry_at} of {name}" if " " in name else f"{name}{entry_at}"
        rows.append(("wrong at", f"{int(bad.sum())} of {bad.size} entries, the first is {at}"))
        if bad.ndim == 2 and not bad.all() and max(bad.shape) <= LARGEST_MAP:
            rows.append(("map", "\n".join(" ".join("✗" if entry else "·" for entry in row) for row in bad)))
        mine, wanted = answer[first], expected[first]
    truth = expected.dtype.kind == "b" and float(mine) in (0.0, 1.0)
    digits = count if expected.dtype.kind in "iu" else short
    step = step_by_hand(at, where, float(wanted) if expected.dtype.kind == "f" else None)
    if expected.dtype.kind == "f" and nearly(mine, wanted):
        step = (
            "The two nearly agree. Is a number rounded on the way, measured by a difference quotient, or is a small "
            "one added somewhere? A formula gives all digits."
        )
    said = [str(bool(value)) if truth else digits(value) for value in (mine, wanted)]
    rows += [("yours", f"{at} = {said[0]}"), ("expected", f"{at} = {said[1]}"), ("next", step)]
    return Wrong(exercise, f"{name} is wrong", tuple(rows))
