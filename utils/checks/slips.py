"""The passes of a program with one slip in them: what an answer would be if just one thing had been done otherwise.

A slip sits on one edge of the graph, where a step reads a parent, or at one step. Everything before and after it is
done right, so that it shows in the answer however far away it was made. Nothing here knows which slip is likely.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from utils.numerical import complex_step_gradient
from utils.reference import Program, Values

Contribution = Callable[[np.ndarray], np.ndarray]  # from a child's error signal to what its parent receives


def pull_back(program: Program, values: Values, step: str, parent: str, signal: np.ndarray) -> np.ndarray:
    """What ``parent`` receives from ``step``: the gradient of ``sum(signal · step)`` with respect to ``parent``."""

    def weighted(moved: np.ndarray) -> np.ndarray:
        return np.sum(signal * program.compute(step, {**values, parent: moved}))

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
    touched = {name for name in program.parents if parent in program.descendants(name)}

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
    return value_after(program, values, of, step, program.compute(step, {**values, parent: instead}))


def value_after(program: Program, values: Values, of: str, step: str, value: np.ndarray) -> np.ndarray:
    """The value of ``of`` when ``step`` has come out as ``value``."""
    return program.run_after(values, step, value)[of]


def error_signal_after(program: Program, values: Values, of: str, step: str, value: np.ndarray) -> np.ndarray:
    """The error signal of ``of`` when ``step`` has come out as ``value``, and everything after that is right."""
    return program.error_signal(program.run_after(values, step, value), of)
