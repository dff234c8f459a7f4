"""The passes of a program with one slip in them: what an answer would be if just one thing had been done otherwise.

A slip sits on one edge of the graph, where a step reads a parent. Everything before and after it is done right, so
that it shows in the answer however far away it was made. Nothing here knows which slip is likely.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from utils.numerical import complex_step_gradient
from utils.reference import Program, Values

Contribution = Callable[[np.ndarray], np.ndarray]  # from a child's error signal to what its parent receives


def descendants(program: Program, name: str) -> list[str]:
    """``name`` and every step that depends on it, in order of computation."""
    found = {name}
    for step, parents in program.parents.items():
        if found & set(parents):
            found.add(step)
    return [step for step in program.parents if step in found]


def pull_back(program: Program, values: Values, step: str, parent: str, signal: np.ndarray) -> np.ndarray:
    """What ``parent`` receives from ``step``: the gradient of ``sum(signal · step)`` with respect to ``parent``."""
    arguments = {name: values[name] for name in program.parents[step]}

    def weighted(moved: np.ndarray) -> np.ndarray:
        return np.sum(signal * program.steps[step](**{**arguments, parent: moved}))

    return complex_step_gradient(weighted, values[parent])


def error_signal_with(
    program: Program, values: Values, of: str, step: str, parent: str, slip: Contribution
) -> np.ndarray:
    """The error signal of ``of`` when the edge from ``step`` back to ``parent`` contributes ``slip(signal)``.

    Args:
        program: the trusted computation.
        values: its forward pass.
        of: whose error signal.
        step: the child on the edge.
        parent: the parent on the edge; ``of`` itself or one of its descendants.
        slip: what the parent is given instead of ``pull_back``.

    Returns:
        An array of the shape of ``values[of]``, unless the slip gave another shape.
    """
    touched = set(program.parents) - {name for name in program.parents if parent not in descendants(program, name)}

    def signal(name: str) -> np.ndarray:
        if name not in touched:
            return program.error_signal(values, name)
        total = np.zeros(values[name].shape)
        for child in program.parents:
            if name in program.parents[child]:
                arrived = signal(child)
                if (child, name) == (step, parent):
                    total = total + slip(arrived)
                else:
                    total = total + pull_back(program, values, child, name, arrived)
        return total

    return signal(of)


def value_with(program: Program, values: Values, of: str, step: str, parent: str, instead: np.ndarray) -> np.ndarray:
    """The value of ``of`` when ``step`` reads ``instead`` in place of its parent."""
    arguments = {read: values[read] for read in program.parents[step]}
    return value_after(program, values, of, step, np.asarray(program.steps[step](**{**arguments, parent: instead})))


def value_after(program: Program, values: Values, of: str, step: str, value: np.ndarray) -> np.ndarray:
    """The value of ``of`` when ``step`` has come out as ``value``; the steps after it are run again."""
    changed = {**values, step: value}
    for name in descendants(program, step)[1:]:
        arguments = {read: changed[read] for read in program.parents[name]}
        changed[name] = np.asarray(program.steps[name](**arguments))
    return changed[of]
