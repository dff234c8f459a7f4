"""A training that is computed only as far as somebody looks, and only once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from utils import xor_runs
from utils.pictures.training import outputs
from utils.xor_runs import Parameters, T, X

LR = 0.5
Descend = Callable[[Parameters, int], Parameters]


@dataclass
class Run:
    """One training on XOR, from one start, looked at every so many steps.

    Attributes:
        descend: ``descend(parameters, steps)`` gives the parameters after so many steps more.
        every: how many steps lie between two looks.
        now: the parameters at each look so far; the first is the start.
    """

    descend: Descend
    every: int
    now: list[Parameters] = field(default_factory=list)

    def until(self, look: int) -> Parameters:
        """The parameters at this look, counted from 0."""
        while len(self.now) <= look:
            self.now.append(self.descend(self.now[-1], self.every))
        return self.now[look]

    def costs(self, look: int) -> list[float]:
        """The costs up to and with this look."""
        self.until(look)
        return [cost(parameters) for parameters in self.now[: look + 1]]


def cost(parameters: Parameters) -> float:
    """Half the squared error, the mean over the four inputs of XOR."""
    return float(np.mean((outputs(X, parameters)[1] - T[:, 0]) ** 2) / 2)


def right(parameters: Parameters) -> int:
    """How many of the four inputs are on the right side of ½."""
    return int((xor_runs.labels(outputs(X, parameters)[1]) == T[:, 0]).sum())


def start(units: int, number: int) -> Parameters:
    """The random start of this number, the one that ``xor_runs.how_often`` tries."""
    return xor_runs.random_start(units, (units, number))
