"""How values and cases are written in messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from utils.plain import NotPlain

LARGEST_SHOWN = 24  # entries of an array that a message still prints
# What a message says of an array with too many entries to print.
ELIDED = "array of shape"


def describe(point: Mapping[str, Any], origin: str) -> str:
    """A point in words: each argument by name (of a list of tuples, each entry), and where it comes from."""
    entries: dict[str, Any] = {}
    for name, value in point.items():
        if isinstance(value, list):
            entries |= {f"{name}[{i}][{j}]": one for i, pair in enumerate(value) for j, one in enumerate(pair)}
        else:
            entries[name] = value
    texts = {name: _value(value) for name, value in entries.items()}
    if any("\n" in text for text in texts.values()):  # a matrix: one line or more for each
        shown = [f"{name} = " + text.replace("\n", "\n" + " " * (len(name) + 3)) for name, text in texts.items()]
        said = "\n".join(shown)
    else:
        said = ", ".join(f"{name} = {text}" for name, text in texts.items())
    return f"{said}\n({origin})" if origin else said


def _value(value: Any) -> str:
    value = np.asarray(value)
    if value.shape == ():
        return short(float(value))
    if value.size <= 8:
        return np.array2string(value, precision=4, separator=", ", max_line_width=100)
    return f"{ELIDED} {value.shape}"


def try_it(exercise: str) -> str:
    """How a reader gets at the values of a case: the first half of a sentence."""
    if exercise.partition(" ")[0] == "Node":  # a class; the given function that puts it to work takes these arguments
        return (
            "Copy the graph and the inputs of this case into a new cell, and write evaluate(graph, inputs) below them"
        )
    return "Call your function on this case in a new cell"


PLACES = (
    "np.where with a condition alone gives the places where it holds, as a tuple of indices. With two more arguments, "
    "np.where(condition, a, b), it takes from a where the condition holds, and from b elsewhere."
)

# How a next step begins that wants the arguments of a case.
CALL_IT = "Call your function on these arguments"
COMPARE = "and compare it line by line with your code"  # how one ends that wants none
COMPUTED_FROM_IT = "is computed from it"  # so ends a step that leads to one line where no mistake is known
MOST_BY_HAND = 6  # digits that products and sums of a case's numbers may have


def step_by_hand(name: str, where: str, expected: float | None = None) -> str:
    """The next step where a value is wrong and nothing is known of why.

    By hand, where the case is all there to see, and nothing in it is an exponential: those have no end of digits.
    """
    long = expected is not None and abs(float(f"{expected:.{MOST_BY_HAND}g}") - expected) > 1e-12 * abs(expected)
    arrays = ELIDED in where or "[" in where
    if ELIDED in where or long:
        return (
            f"{CALL_IT}, and print every value on the way to {name}{', with its shape' if arrays else ''}. "
            "Which is the first that is not what you meant?"
        )
    return f"Compute {name} for this case on paper, {COMPARE}."


def is_by_hand(step: str) -> bool:
    """Whether a next step is one of those that nobody needs who knows what to look for."""
    return step.startswith(CALL_IT) or step.endswith((f"{COMPARE}.", f"{COMPUTED_FROM_IT}."))


# The course's functions that no notebook shows.
_FORMULAS = {
    ("utils.elementwise", "leaky"): "leaky, which is z where z > 0, and z/10 elsewhere",
    ("utils.elementwise", "identity"): "identity, which is z itself",
}


def short(number: float | np.generic | np.ndarray) -> str:
    return f"{float(number):.6g}" if abs(float(number)) >= 1e-4 or number == 0 else f"{float(number):.2g}"


def is_tensor(value: Any) -> bool:
    """Whether it is a tensor of PyTorch, by its name: the package may be another process's."""
    return type_name(value).endswith(" Tensor")


def type_name(value: Any) -> str:
    """The type of a value, with its article: "an int", "a list"."""
    if isinstance(value, NotPlain):
        return value.description
    name = type(value).__name__
    return f"an {name}" if name[0] in "aeiouAEIO" or name == "ndarray" else f"a {name}"


def count(value: Any) -> str:
    """A whole number in full, as long as it is known in full."""
    if np.asarray(value).dtype.kind in "iu":
        return str(value)
    return f"{float(value):.0f}" if float(value).is_integer() and abs(value) < 2**53 else short(value)


def describe_case(
    exercise: str, names: Sequence[str], arguments: Sequence[Any], origin: str, point: bool = False
) -> str:
    """A case in words: each argument by name, and where it comes from; ``point`` as for ``show``."""
    if not names:
        return f"{exercise}()"
    said = [f"{name} = " + show(value, len(name) + 3, point) for name, value in zip(names, arguments, strict=True)]
    joined = "\n".join(said) if any("\n" in one for one in said) else ", ".join(said)
    return f"{joined}\n({origin})" if origin else joined


def show(value: Any, indent: int = 0, point: bool = False) -> str:
    """A value for messages: short numbers, small arrays in full, functions by name.

    With ``point``, floats without a fraction are written 1., where it matters that they are floats.
    """
    if isinstance(value, np.ndarray) and value.ndim and value.dtype.kind in "biuf":
        if value.size > LARGEST_SHOWN:
            return f"{ELIDED} {value.shape}"
        texts = np.array2string(value, separator=", ", max_line_width=100, formatter={"float_kind": _in(value, point)})
        return texts.replace("\n", "\n" + " " * indent)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key!r}: {show(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list | tuple):
        joined = ", ".join(" ".join(show(entry).split()) for entry in value)
        comma = "," if len(value) == 1 else ""
        return f"[{joined}]" if isinstance(value, list) else f"({joined}{comma})"
    if isinstance(value, float | np.floating):
        return _digits(value, point=point)
    if callable(value) and hasattr(value, "__name__"):
        return _FORMULAS.get((getattr(value, "__module__", ""), value.__name__), value.__name__)
    return str(value) if isinstance(value, np.generic | np.ndarray) else repr(value)


def _in(array: np.ndarray, point: bool) -> Callable[[np.floating], str]:
    """How an array's numbers are written: in few digits, but different ones differently."""
    different = np.unique(array)
    for digits in (6, 9, 12):
        if len({f"{number:.{digits}g}" for number in different}) == different.size:
            break
    else:
        digits = 17
    return lambda number: _digits(number, digits, point)


def _digits(value: float | np.floating, digits: int = 6, point: bool = False) -> str:
    """All digits where they are few, as in 1000000.000001; so many where they are many."""
    exact = repr(float(value))
    exact = exact.removesuffix("0") if point and exact.endswith(".0") else exact.removesuffix(".0")
    if len(exact) <= 15:
        return exact
    return short(value) if digits == 6 else f"{float(value):.{digits}g}"
