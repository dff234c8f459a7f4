"""Where a function takes the values of its forward pass from another function of the reader's, whether these are right.

A backward pass can only be as right as the forward pass that it begins with. What is wrong there is no mistake of the
lines below, which may have been given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import CodeType, FunctionType

import numpy as np

from utils.checks.tolerance import close
from utils.checks.witness import witness
from utils.reference import Program, Values


def wrong_forward_pass(function: Callable, given: tuple, program: Program, values: Values) -> str:
    """The name of another function of the reader's that ``function`` calls, and whose forward pass is wrong.

    Args:
        function: the reader's. Of one that lives elsewhere, as in grading, nothing is known.
        given: the arguments of the case.
        program: the trusted computation.
        values: its forward pass in this case.

    Returns:
        The name; empty where there is no such function.
    """
    code, known = getattr(function, "__code__", None), getattr(function, "__globals__", {})
    if not isinstance(code, CodeType):
        return ""
    for name in code.co_names:
        other = known.get(name)
        if not isinstance(other, FunctionType) or other is function or other.__module__ != function.__module__:
            continue
        if not 0 < other.__code__.co_argcount <= len(given):
            continue
        result = witness(other, given[: other.__code__.co_argcount], quiet=True).result
        if isinstance(result, Mapping) and _differs(result, program, values):
            return name
    return ""


def _differs(result: Mapping, program: Program, values: Values) -> bool:
    """Whether a value of the forward pass is another one than it should be."""
    for step in program.steps:
        mine = result.get(step)
        if not isinstance(mine, int | float | np.number | np.ndarray) or np.shape(mine) != values[step].shape:
            continue
        if np.asarray(mine).dtype.kind in "iuf" and not close(np.asarray(mine), values[step]).all():
            return True
    return False
