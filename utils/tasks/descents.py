"""Gradient descents: how one goes, right or with one mistake in it, and which mistakes lead to what was returned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from utils.checks.diagnosis import MOST_FINDINGS, Finding
from utils.checks.tolerance import close
from utils.reference import Point, Program

Gradients = Callable[[Point], tuple[float, dict[str, np.ndarray]]]  # the cost, and its gradient by each parameter
Path = dict[str, np.ndarray]  # the costs, and each parameter: before each step, and after the last
Answer = dict[str, np.ndarray]  # of a path what an exercise wants to have back


@dataclass(frozen=True)
class Run:
    """A descent that was asked for, and what was returned."""

    point: Point
    lr: float
    steps: int
    mine: Answer


@dataclass(frozen=True)
class WrongWay:
    """A way to go down wrongly: what is said of it, and the path that it leads to."""

    finding: Finding
    path: Callable[[Run], Path]


def parameters(program: Program) -> tuple[str, ...]:
    """The inputs that are learned: all but the batch."""
    return tuple(name for name in program.inputs if name not in program.batch)


def trusted_gradients(program: Program) -> Gradients:
    """The program's cost, and its numerical derivatives by every parameter."""

    def gradients(point: Point) -> tuple[float, dict[str, np.ndarray]]:
        values = program.values(point)
        return float(values[program.output]), program.error_signals(values, parameters(program))

    return gradients


def descend(
    program: Program,
    gradients: Gradients,
    point: Point,
    lr: float,
    steps: int,
    groups: Sequence[Sequence[str]] = (),
    frozen: Sequence[str] = (),
) -> Path:
    """A descent on ``gradients`` from the point.

    Args:
        program: whose parameters these are.
        gradients: the cost and its gradients at a point.
        point: the start.
        lr: the learning rate.
        steps: how many.
        groups: parameters that change one group after the other, each by gradients taken after the one before.
        frozen: parameters that never change.
    """
    names = parameters(program)
    at = {name: np.array(value, dtype=np.float64) for name, value in point.items()}
    costs: list[float] = []
    visited: dict[str, list[np.ndarray]] = {name: [] for name in names}
    for step in range(steps + 1):
        cost, slopes = gradients(at)
        costs.append(cost)
        for name in names:
            visited[name].append(at[name])
        if step == steps:
            break
        for number, group in enumerate(groups or (names,)):
            if number:
                slopes = gradients(at)[1]
            at = {**at, **{name: at[name] - lr * slopes[name] for name in group if name not in frozen}}
    return {"costs": np.array(costs), **{name: np.array(values) for name, values in visited.items()}}


def diagnose(ways: Sequence[WrongWay], answer: Callable[[Path], Answer], runs: Sequence[Run]) -> tuple[Finding, ...]:
    """The mistakes that lead to everything that was returned, at most two of different kinds."""
    found: dict[str, Finding] = {}
    runs = sorted(runs, key=lambda one: abs(one.steps - 1))  # one step tells most mistakes apart, and costs least
    for way in ways:
        if way.finding.kind not in found and all(_leads_to(way, answer, one) for one in runs):
            found[way.finding.kind] = way.finding
    return tuple(found.values())[:MOST_FINDINGS]


def _leads_to(way: WrongWay, answer: Callable[[Path], Answer], one: Run) -> bool:
    with np.errstate(all="ignore"):
        made = answer(way.path(one))
    return agree(one.mine, made)


def agree(mine: Answer, expected: Answer) -> bool:
    """Whether everything that was returned is as expected."""
    return all(close(mine[name], expected[name]).all() for name in mine)


class Going:
    """Descents of one program on one set of gradients, with a mistake in them: what a list of mistakes is made of."""

    def __init__(self, program: Program, gradients: Gradients) -> None:
        self.program, self.gradients = program, gradients
        self.names = parameters(program)

    def on(
        self,
        gradients: Callable[[Run], Gradients] | None = None,
        rate: Callable[[Run], float] = lambda one: 1.0,
        groups: Sequence[Sequence[str]] = (),
        frozen: Sequence[str] = (),
    ) -> Callable[[Run], Path]:
        """On other gradients, with a multiple of the learning rate, in groups, or with frozen parameters."""
        return lambda one: descend(
            self.program, gradients(one) if gradients else self.gradients, one.point, rate(one) * one.lr, one.steps,
            groups, frozen,
        )  # fmt: skip

    def at_the_start(self, one: Run) -> Gradients:
        """Gradients that stay those of the start, beside costs that are right."""
        slopes = self.gradients(one.point)[1]
        return lambda point: (self.gradients(point)[0], slopes)

    def shifted(self, by: int) -> Callable[[Run], Path]:
        """The parameters of a descent, and the costs of the step after (1) or before (−1) each."""

        def path(one: Run) -> Path:
            longer = descend(self.program, self.gradients, one.point, one.lr, one.steps + max(by, 0))["costs"]
            costs = longer[1:] if by > 0 else np.concatenate([longer[:1], longer[:-1]])
            return {**self.on()(one), "costs": costs}

        return path

    def examples(self, one: Run) -> int:
        """N."""
        return len(one.point[self.program.batch[0]])
