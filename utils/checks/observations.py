"""What was seen of a wrong answer, and what a hypothesis about it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

import numpy as np

from utils.reference import Program, Values


class Compared(Protocol):
    """A returned array beside what is expected of it, wherever that comes from."""

    @property
    def answer(self) -> np.ndarray:
        """What the function returned, float64, of the right shape."""

    @property
    def expected(self) -> np.ndarray:
        """What it should be."""

    @property
    def numbers(self) -> Mapping[str, float]:
        """Numbers of the case that may get into an answer as a factor, by name: N, the number of examples; lam."""


@dataclass(frozen=True)
class Answer:
    """A returned array beside what is expected of it, where nothing is known of how it is computed.

    Attributes:
        answer, expected, numbers: as of whatever is compared.
        arguments: those of the case, by name.
    """

    answer: np.ndarray
    expected: np.ndarray
    numbers: Mapping[str, float] = field(default_factory=dict)
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Observation:
    """One call of a reader's function, with the trusted pass at the same point.

    Attributes:
        program: the trusted computation.
        values: its forward pass at the point.
        of: the program's name that is asked for.
        derivative: whether its error signal is asked for, or its value.
        answer: what the function returned, float64, of the right shape.
        expected: what the program says.
        located: every error signal from which this one is computed was returned too, and is right.
    """

    program: Program
    values: Values
    of: str
    derivative: bool
    answer: np.ndarray
    expected: np.ndarray
    located: bool = False
    _signals: Values = field(default_factory=dict)

    def signal(self, name: str) -> np.ndarray:
        """The error signal of any of the program's names."""
        if name not in self._signals:
            self._signals[name] = self.program.error_signal(self.values, name)
        return self._signals[name]

    @property
    def numbers(self) -> dict[str, float]:
        """N examples of a batch, K outputs, D inputs, and lam, the weight of a penalty, where there are these."""
        found = {} if self.examples is None else {"N": float(self.examples)}
        for size, names in (("K", ("T", "t")), ("D", ("X", "x"))):
            arrays = [self.values[name] for name in names if name in self.program.inputs]
            if arrays and arrays[0].ndim == 1 + bool(self.program.batch):
                found[size] = float(arrays[0].shape[-1])
        return found | ({"lam": float(self.values["lam"])} if "lam" in self.program.inputs else {})

    @property
    def examples(self) -> int | None:
        """N, the number of examples of a batch; None for one example."""
        return len(self.values[self.program.batch[0]]) if self.program.batch else None


Seen = TypeVar("Seen", bound=Compared, contravariant=True)


@dataclass(frozen=True)
class Hypothesis(Generic[Seen]):
    """A possible mistake: its name, a sentence for the reader, and the answer it leads to (None: does not apply).

    A far-fetched one is told only where nothing plainer fits: half of an answer is seldom another function's slope. One
    that knows a next step of its own has it as ``step``.
    """

    kind: str
    says: str
    predict: Callable[[Seen], np.ndarray | None]
    far_fetched: bool = False
    step: str = ""
