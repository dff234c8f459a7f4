"""The mistakes that are known of gradient descent on the arrays of a network."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from utils.checks.diagnosis import Finding
from utils.checks.kinds import FACTOR, SIGN
from utils.checks.slips import error_signal_with, pull_back
from utils.reference import Point, Program
from utils.tasks.descents import Going, Gradients, Path, Run, WrongWay, descend

LAST_COST_TWICE = "last cost twice"

EARLY, NOT_UPDATED = "updated too early", "parameter not updated"
_FIRST = "is changed first, and the gradients of the others are then taken at the new one."


def training_mistakes(program: Program, gradients: Gradients) -> list[WrongWay]:
    """Mistakes in a descent on these gradients, those of a hidden layer for a program that has one."""
    go = Going(program, gradients)
    names, biases = go.names, [name for name in go.names if name.startswith("b")]
    singly = [[name] for name in names]

    def way(kind: str, says: str, path: Callable[[Run], Path]) -> WrongWay:
        return WrongWay(Finding(kind, says), path)

    def last_cost_twice(one: Run) -> Path:
        path = go.on()(one)
        costs = path["costs"]
        return {**path, "costs": np.concatenate([costs[:-1], costs[-2:-1]]) if len(costs) > 1 else costs}

    def other_steps(more: int) -> Callable[[Run], Path]:
        def path(one: Run) -> Path:
            moved = descend(program, gradients, one.point, one.lr, max(one.steps + more, 0))
            return {**moved, "costs": go.on()(one)["costs"]}

        return path

    def parameters_of_the_start(one: Run) -> Path:
        return {**go.on()(one), **{name: np.asarray(one.point[name])[np.newaxis] for name in names}}

    def others_than(name: str) -> list[str]:
        return [other for other in names if other != name]

    known = [
        way(SIGN, "Each step goes up: it follows the gradient instead of its opposite.",
             go.on(rate=lambda one: -1.0)),
        way("learning rate ignored", "The steps are those of a learning rate of 1.",
            go.on(rate=lambda one: 1 / one.lr)),
        way(FACTOR, "The steps are N times too short, where N is the number of examples.",
             go.on(rate=lambda one: 1 / go.examples(one))),
        way(FACTOR, "The steps are N times too long, where N is the number of examples.", go.on(rate=go.examples)),
        way("cost after the step", "Each entry is the cost after the step that follows it.", go.shifted(1)),
        way("cost before the step", "Each entry is the cost of the step before it.", go.shifted(-1)),
        way(LAST_COST_TWICE, "The last two entries of costs are the same number: after the last step the cost was "
             "not computed again.", last_cost_twice),
        way("one step more", "The parameters are those after one step more.", other_steps(1)),
        way("one step less", "The parameters are those before the last step.", other_steps(-1)),
        way("gradient at the start", "Every step uses the gradients at the start.", go.on(go.at_the_start)),
        way(NOT_UPDATED, "The parameters that are returned are those of the start.", parameters_of_the_start),
        way(NOT_UPDATED, "No parameter ever changes.", go.on(frozen=names)),
        way(NOT_UPDATED, "The biases never change.", go.on(frozen=biases)),
        way(NOT_UPDATED, "Only the last layer changes.", go.on(frozen=names[:-2])),
        way(NOT_UPDATED, "The last layer never changes.", go.on(frozen=names[-2:])),
        *(way(SIGN, f"The steps of {name} go up, and the others down.", go.on(go.scaled([name], lambda one: -1.0)))
          for name in names),
        *(way("learning rate ignored", f"The steps of {name} are those of a learning rate of 1.",
              go.on(go.scaled([name], lambda one: 1 / one.lr))) for name in names),
        *(way(NOT_UPDATED, f"{name} never changes.", go.on(frozen=[name])) for name in names),
        *(way(EARLY, f"{name} {_FIRST}", go.on(groups=[[name], others_than(name)])) for name in names),
        way(EARLY, "Each parameter is changed before the next one's gradient is taken.", go.on(groups=singly)),
        way(EARLY, "Each parameter is changed before the gradient of the one in front of it is taken.",
             go.on(groups=singly[::-1])),
        way(EARLY, "Each parameter is changed before the next one's gradient is taken, the last layer first.",
             go.on(groups=[[name] for i in range(len(names) - 2, -1, -2) for name in names[i : i + 2]])),
        way(EARLY, "The last layer is changed first, and the gradients before it are taken at the new one.",
             go.on(groups=[names[-2:], names[:-2]])),
    ]  # fmt: skip
    known += [way(*one) for one in go.usual()]
    if {"W2", "Y", "A"} <= set(program.parents):
        says = "W2 is changed first, and the error signal is then sent back through the new one."
        known.append(way(EARLY, says, go.on(lambda one: _through_new_weights(program, gradients, one.lr))))
    return known


def _through_new_weights(program: Program, gradients: Gradients, lr: float) -> Gradients:
    """Gradients in which the hidden layer's error signal comes through W2 as it is after the step."""

    def slipped(point: Point) -> tuple[float, dict[str, np.ndarray]]:
        cost, slopes = gradients(point)
        values = program.values(point)
        after = {**values, "W2": values["W2"] - lr * slopes["W2"]}
        (hidden,) = program.parents["A"]
        signal = error_signal_with(
            program, values, hidden, "Y", "A", lambda signal: pull_back(program, after, "Y", "A", signal)
        )
        return cost, slopes | {name: pull_back(program, values, hidden, name, signal) for name in ("W1", "b1")}

    return slipped
