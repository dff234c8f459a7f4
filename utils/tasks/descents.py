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
    """The program's cost, and its numerical derivatives by every parameter. Each point is looked at once."""
    known: dict[bytes, tuple[float, dict[str, np.ndarray]]] = {}  # many descents begin at the same point

    def gradients(point: Point) -> tuple[float, dict[str, np.ndarray]]:
        key = b"".join(np.asarray(point[name], dtype=np.float64).tobytes() for name in program.inputs)
        key += str([np.shape(point[name]) for name in program.inputs]).encode()
        if key not in known:
            values = program.values(point)
            known[key] = float(values[program.output]), program.error_signals(values, parameters(program))
        return known[key]

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

    def scaled(self, names: Sequence[str], factor: Callable[[Run], float]) -> Callable[[Run], Gradients]:
        """Gradients of which some are multiplied by a factor."""

        def gradients(one: Run) -> Gradients:
            def changed(point: Point) -> tuple[float, dict[str, np.ndarray]]:
                cost, slopes = self.gradients(point)
                return cost, {name: slope * (factor(one) if name in names else 1.0) for name, slope in slopes.items()}

            return changed

        return gradients

    def through(self, change: Callable[[dict[str, np.ndarray], int, dict[str, np.ndarray]], dict[str, np.ndarray]]):
        """Gradients changed by ``change(slopes, step, memory)``; what it returns is also the next step's memory."""

        def gradients(one: Run) -> Gradients:
            memory: dict[str, np.ndarray] = {}
            step = -1

            def changed(point: Point) -> tuple[float, dict[str, np.ndarray]]:
                nonlocal memory, step
                cost, slopes = self.gradients(point)
                step += 1
                memory = change(slopes, step, memory)
                return cost, memory

            return changed

        return gradients

    def usual(self) -> list[tuple[str, str, Callable[[Run], Path]]]:
        """What happens to a learning rate or to a gradient in anybody's descent: kind, words, path."""
        weights = [name for name in self.names if not name.lower().startswith("b")]
        biases = [name for name in self.names if name not in weights]

        def clip(limit: float) -> Callable:
            return lambda slopes, step, memory: {name: np.clip(s, -limit, limit) for name, s in slopes.items()}

        def by_norm(limit: float) -> Callable:
            def change(slopes: dict, step: int, memory: dict) -> dict:
                norm = float(np.sqrt(sum(np.sum(s**2) for s in slopes.values())))
                return {name: s * min(1.0, limit / max(norm, 1e-300)) for name, s in slopes.items()}

            return change

        def momentum(beta: float, share: float) -> Callable:
            return lambda slopes, step, memory: {n: beta * memory.get(n, 0.0) + share * s for n, s in slopes.items()}

        def decay(at: Callable[[int], float]) -> Callable:
            return lambda slopes, step, memory: {name: at(step) * s for name, s in slopes.items()}

        ways: list[tuple[str, str, Callable[[Run], Path]]] = [
            ("learning rate twice", "The steps are −lr² times the gradient.", self.on(rate=lambda one: one.lr)),
            ("learning rate ignored", "The steps are the gradient divided by lr.",
             self.on(rate=lambda one: 1 / one.lr**2)),
            ("factor", "The steps are twice as long as they should be.", self.on(rate=lambda one: 2.0)),
            ("factor", "The steps are half as long as they should be.", self.on(rate=lambda one: 0.5)),
        ]  # fmt: skip
        for names, called in ((biases, "biases"), (weights, "weights")):
            ways += [
                ("factor", f"The steps of the {called} are divided by N once more.",
                 self.on(self.scaled(names, lambda one: 1 / self.examples(one)))),
                ("factor", f"The steps of the {called} are N times too long.",
                 self.on(self.scaled(names, self.examples))),
                ("learning rate ignored", f"The steps of the {called} are those of a learning rate of 1.",
                 self.on(self.scaled(names, lambda one: 1 / one.lr))),
                ("sign", f"The steps of the {called} go up, and the others down.",
                 self.on(self.scaled(names, lambda one: -1.0))),
                ("factor", f"The steps of the {called} are twice as long.",
                 self.on(self.scaled(names, lambda one: 2.0))),
            ]  # fmt: skip
        for limit in (0.01, 0.1, 0.5, 1.0, 5.0):
            ways += [
                ("clipped", f"Every entry of a gradient is clipped to ±{limit:g}.", self.on(self.through(clip(limit)))),
                ("clipped", f"A gradient that is longer than {limit:g} is made as short as that.",
                 self.on(self.through(by_norm(limit)))),
            ]  # fmt: skip
        for beta in (0.9, 0.5, 0.99):
            says = f"The steps have momentum: {beta:g} of the step before is added."
            ways += [("momentum", says, self.on(self.through(momentum(beta, share)))) for share in (1.0, 1 - beta)]
        for words, rate in (
            ("lr/(1 + step)", lambda step: 1 / (1 + step)),
            ("0.99 times the one before", lambda step: 0.99**step),
            ("0.99 times the one before", lambda step: 0.99 ** (step + 1)),
            ("0.9 times the one before", lambda step: 0.9**step),
            ("0.9 times the one before", lambda step: 0.9 ** (step + 1)),
        ):
            ways.append(("learning rate changes", f"The learning rate does not stay the same: it is {words}.",
                         self.on(self.through(decay(rate)))))  # fmt: skip
        return ways

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
