"""Gradient descents on arrays of parameters with one mistake in them: the costs and parameters that come of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from utils.checks.diagnosis import MOST_FINDINGS, Finding
from utils.checks.kinds import FACTOR, SIGN
from utils.checks.slips import error_signal_with, pull_back
from utils.checks.tolerance import close
from utils.reference import Point, Program

Gradients = Callable[[Point], tuple[float, dict[str, np.ndarray]]]  # the cost, and its gradient by each parameter
Descent = dict[str, np.ndarray]  # costs, and the parameters after the last step


@dataclass(frozen=True)
class Run:
    """A descent that was asked for, and what was returned."""

    program: Program
    point: Point
    lr: float
    steps: int
    mine: Mapping[str, np.ndarray]


def parameters(program: Program) -> tuple[str, ...]:
    """The inputs that are learned: all but the batch."""
    return tuple(name for name in program.inputs if name not in program.batch)


def descend(
    program: Program,
    gradients: Gradients,
    point: Point,
    lr: float,
    steps: int,
    groups: Sequence[Sequence[str]] = (),
    frozen: Sequence[str] = (),
) -> Descent:
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
    costs = []
    for step in range(steps + 1):
        cost, slopes = gradients(at)
        costs.append(cost)
        if step == steps:
            break
        for number, group in enumerate(groups or (names,)):
            if number:
                slopes = gradients(at)[1]
            at = {**at, **{name: at[name] - lr * slopes[name] for name in group if name not in frozen}}
    return {"costs": np.array(costs), **{name: at[name] for name in names}}


def diagnose_runs(runs: Sequence[Run], gradients: Gradients) -> list[Finding]:
    """The ways to go down wrongly that give everything that was returned, at most two of different kinds."""
    found: dict[str, Finding] = {}
    runs = sorted(runs, key=lambda one: abs(one.steps - 1))  # one step tells most mistakes apart, and costs least
    for finding, going_wrong in _candidates(runs[0].program, gradients):
        if finding.kind not in found and all(_gives(going_wrong, one) for one in runs):
            found[finding.kind] = finding
    return list(found.values())[:MOST_FINDINGS]


def _gives(going_wrong: Callable[[Run], Descent], one: Run) -> bool:
    with np.errstate(all="ignore"):
        made = going_wrong(one)
    return all(close(one.mine[name], made[name]).all() for name in one.mine)


def _candidates(program: Program, gradients: Gradients) -> list[tuple[Finding, Callable[[Run], Descent]]]:
    names = parameters(program)

    def going(one: Run, gradients: Gradients = gradients, rate: float = 1.0, **kwargs) -> Descent:
        return descend(program, gradients, one.point, rate * one.lr, one.steps, **kwargs)

    def at_start(one: Run) -> Gradients:
        slopes = gradients(one.point)[1]
        return lambda point: (gradients(point)[0], slopes)

    def shifted(one: Run, by: int) -> Descent:
        """The costs of a longer or shorter row of steps."""
        costs = descend(program, gradients, one.point, one.lr, one.steps + max(by, 0))["costs"]
        costs = costs[1:] if by > 0 else np.concatenate([costs[:1], costs[:-1]])
        return {**going(one), "costs": costs}

    def last_again(costs: np.ndarray) -> np.ndarray:
        return np.concatenate([costs[:-1], costs[-2:-1]]) if len(costs) > 1 else costs

    def steps(one: Run, more: int) -> Descent:
        moved = descend(program, gradients, one.point, one.lr, max(one.steps + more, 0))
        return {**moved, "costs": going(one)["costs"]}

    def examples(one: Run) -> int:
        return len(one.point[program.batch[0]])

    early = "updated too early", "is changed first, and the gradients of the others are then taken at the new one."
    singly = [[name] for name in names]
    candidates: list[tuple[Finding, Callable[[Run], Descent]]] = [
        (Finding(SIGN, "Each step goes up: it follows the gradient instead of its opposite."),
         lambda one: going(one, rate=-1.0)),
        (Finding("learning rate ignored", "The steps are those of a learning rate of 1."),
         lambda one: going(one, rate=1 / one.lr)),
        (Finding(FACTOR, "The steps are N times too short, where N is the number of examples."),
         lambda one: going(one, rate=1 / examples(one))),
        (Finding(FACTOR, "The steps are N times too long, where N is the number of examples."),
         lambda one: going(one, rate=examples(one))),
        (Finding("cost after the step", "Each entry is the cost after the step that follows it."),
         lambda one: shifted(one, 1)),
        (Finding("cost before the step", "Each entry is the cost of the step before it."),
         lambda one: shifted(one, -1)),
        (Finding("last cost twice", "The last two entries of costs are the same number: after the last step the cost "
                                    "was not computed again."),
         lambda one: {**going(one), "costs": last_again(going(one)["costs"])}),
        (Finding("one step more", "The parameters are those after one step more."), lambda one: steps(one, 1)),
        (Finding("one step less", "The parameters are those before the last step."), lambda one: steps(one, -1)),
        (Finding("gradient at the start", "Every step uses the gradients at the start."),
         lambda one: going(one, at_start(one))),
        (Finding("parameter not updated", "The parameters that are returned are those of the start."),
         lambda one: {**going(one), **{name: np.asarray(one.point[name]) for name in names}}),
        (Finding("parameter not updated", "No parameter ever changes."), lambda one: going(one, frozen=names)),
        (Finding("parameter not updated", "The biases never change."),
         lambda one: going(one, frozen=[name for name in names if name.startswith("b")])),
        (Finding("parameter not updated", "Only the last layer changes."), lambda one: going(one, frozen=names[:-2])),
        (Finding("parameter not updated", "The last layer never changes."), lambda one: going(one, frozen=names[-2:])),
        *((Finding("parameter not updated", f"{name} never changes."),
           lambda one, name=name: going(one, frozen=[name])) for name in names),
        *((Finding(early[0], f"{name} {early[1]}"),
           lambda one, name=name: going(one, groups=[[name], [other for other in names if other != name]]))
          for name in names),
        (Finding(early[0], "Each parameter is changed before the next one's gradient is taken."),
         lambda one: going(one, groups=singly)),
        (Finding(early[0], "Each parameter is changed before the gradient of the one in front of it is taken."),
         lambda one: going(one, groups=singly[::-1])),
        (Finding(early[0], "The last layer is changed first, and the gradients before it are taken at the new one."),
         lambda one: going(one, groups=[names[-2:], names[:-2]])),
    ]  # fmt: skip
    if {"W2", "Y", "H"} <= set(program.parents):
        candidates.append(
            (Finding(early[0], "W2 is changed first, and the error signal is then sent back through the new one."),
             lambda one: going(one, _through_new_weights(program, gradients, one.lr)))
        )  # fmt: skip
    return candidates


def _through_new_weights(program: Program, gradients: Gradients, lr: float) -> Gradients:
    """Gradients in which the hidden layer's error signal comes through W2 as it is after the step."""

    def slipped(point: Point) -> tuple[float, dict[str, np.ndarray]]:
        cost, slopes = gradients(point)
        values = program.values(point)
        after = {**values, "W2": values["W2"] - lr * slopes["W2"]}
        for name in ("W1", "b1"):
            slopes[name] = error_signal_with(
                program, values, name, "Y", "H", lambda signal: pull_back(program, after, "Y", "H", signal)
            )
        return cost, slopes

    return slipped
