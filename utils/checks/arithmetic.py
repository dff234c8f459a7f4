"""Overflow, division by zero and invalid values, where the processor has no flags that NumPy could read.

WebAssembly, on which Python runs in a browser, has none: NumPy warns of nothing there, and ``np.linalg`` finds no
matrix singular. So NumPy's functions are watched while a reader's function runs. What an operator computes (a bare
``/``) is not, nor a function under a name of its own (``from numpy import exp``). Where there are flags, nothing is
done.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import numpy as np

OVERFLOW, POLE, INVALID = "overflow", "divide by zero", "invalid value"  # as NumPy's warnings begin
_SETTING = {OVERFLOW: "over", POLE: "divide", INVALID: "invalid"}  # of np.errstate

# Those that compute entry by entry, and those in which every entry of the result comes from many.
_SINGLE = (
    "add", "subtract", "multiply", "divide", "true_divide", "reciprocal", "power", "float_power", "square", "sqrt",
    "exp", "exp2", "expm1", "sinh", "cosh", "log", "log2", "log10", "log1p", "arctanh", "arccos", "arcsin",
)  # fmt: skip
_MANY = ("matmul", "dot", "vdot", "inner", "outer", "tensordot", "einsum")
_INVERSE = ("inv", "solve")  # of numpy.linalg
_ALWAYS_POLES = ("log", "log2", "log10", "log1p", "arctanh")  # what is infinite there divided by zero
_NO_ZEROS = {"divide": 1, "true_divide": 1, "reciprocal": 0, "power": 0, "float_power": 0}  # which argument, in these


@lru_cache(maxsize=1)
def there_are_flags() -> bool:
    """Whether NumPy notices here that a number became too large."""
    with warnings.catch_warnings(record=True) as caught, np.errstate(over="warn"):
        warnings.simplefilter("always")
        np.exp(np.full(1, 1000.0))
    return bool(caught)


@contextmanager
def watching_arithmetic() -> Iterator[None]:
    """Within it a reader's function runs. What NumPy's functions would warn of elsewhere, they warn of here."""
    if there_are_flags() or isinstance(np.exp, _Watched):
        yield
        return
    places = [(np, name) for name in (*_SINGLE, *_MANY)] + [(np.linalg, name) for name in _INVERSE]
    kept = [(module, name, getattr(module, name)) for module, name in places]
    try:
        for module, name, function in kept:
            setattr(module, name, _Watched(name, function))
        yield
    finally:
        for module, name, function in kept:
            setattr(module, name, function)


class _Watched:
    """A function of NumPy that says what it could not compute; everything else about it is as it was."""

    def __init__(self, name: str, function: Callable) -> None:
        self._name, self._function = name, function

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        result = self._function(*arguments, **keywords)
        if self._name in _INVERSE:
            if _all_finite(arguments) and not _all_finite((result,)):
                raise np.linalg.LinAlgError("Singular matrix")
            return result
        for found in _found(self._name, arguments, keywords.get("where", True), result):
            message = f"{found} encountered in {self._name.removeprefix('true_')}"
            wanted = np.geterr()[_SETTING[found]]  # type: ignore[literal-required]
            if wanted == "raise":
                raise FloatingPointError(message)
            if wanted == "warn":
                warnings.warn(message, RuntimeWarning, stacklevel=2)
        return result

    def __getattr__(self, name: str) -> Any:  # np.add.at, np.multiply.outer
        return getattr(self._function, name)


def _found(name: str, arguments: tuple, where: Any, result: Any) -> list[str]:
    """What a function came upon, as NumPy names it."""
    if np.asarray(result).dtype.kind not in "fc":
        return []
    numbers = (int, float, complex, list, np.ndarray, np.generic)
    given = [np.asarray(one) for one in arguments if isinstance(one, numbers)]
    given = [one for one in given if one.dtype.kind in "biufc"]
    if name in _MANY:
        overflown = _all_finite(given) and bool(np.isinf(result).any())
        invalid = bool(np.isnan(result).any()) and not any(np.isnan(one).any() for one in given)
        return [word for word, is_so in ((OVERFLOW, overflown), (INVALID, invalid)) if is_so]
    finite: Any = np.True_
    known: Any = np.True_
    pole: Any = np.bool_(name in _ALWAYS_POLES)
    for one in given:
        finite, known = finite & np.isfinite(one), known & ~np.isnan(one)
    if name in _NO_ZEROS and len(given) > _NO_ZEROS[name]:
        pole = pole | (given[_NO_ZEROS[name]] == 0)
    infinite = where & finite & np.isinf(result)
    of_each = ((POLE, infinite & pole), (OVERFLOW, infinite & ~pole), (INVALID, where & known & np.isnan(result)))
    return [word for word, entries in of_each if np.any(entries)]


def _all_finite(values: Any) -> bool:
    with_numbers = [np.asarray(one) for one in values]
    return all(bool(np.isfinite(one).all()) for one in with_numbers if one.dtype.kind in "biufc")
