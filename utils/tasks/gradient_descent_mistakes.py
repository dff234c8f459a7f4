"""Gradient descents with one mistake in them: the rows that come of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from utils.checks.diagnosis import MOST_FINDINGS, Finding
from utils.checks.kinds import SIGN
from utils.checks.tolerance import close
from utils.reference import Point

Gradients = Callable[[float, float], tuple[float, float, float]]  # (w, b) -> (J, dJ_dw, dJ_db)


def diagnose_descents(descents: Sequence[tuple[np.ndarray, Gradients, Point, float, int]]) -> list[Finding]:
    """The ways to go down wrongly that give the rows of every descent."""
    candidates = {
        Finding(SIGN, "Each step goes up: the rows follow the gradient instead of its opposite."): _uphill,
        Finding(
            "updated too early", "w is changed first, and the derivative for b is then taken at the new w."
        ): _early,
        Finding(
            "updated too early", "b is changed first, and the derivative for w is then taken at the new b."
        ): _early_b,
        Finding("cost after the step", "Each row holds the cost after the step that follows it."): _cost_after,
        Finding("learning rate ignored", "The steps are those of a learning rate of 1."): _without_rate,
        Finding("gradient at the start", "Every step uses the gradient at the start."): _same_gradient,
        Finding("gradient at the start", "Every row uses the cost and the gradient of the start."): _same_everything,
        Finding("cost before the step", "Each row holds the cost of the row before it."): _cost_before,
        Finding("assignment", "Each new value is −lr times the derivative alone, as w =- … gives."): _replaced,
        Finding("parameter not updated", "b never changes."): _without_b,
        Finding("parameter not updated", "w never changes."): _without_w,
    }
    return [
        finding
        for finding, descend in candidates.items()
        if all(
            close(path, descend(gradients, point, lr, steps)).all() for path, gradients, point, lr, steps in descents
        )
    ][:MOST_FINDINGS]


def _uphill(gradients: Gradients, point: Point, lr: float, steps: int) -> np.ndarray:
    return descend(gradients, point, -lr, steps)


def _without_rate(gradients: Gradients, point: Point, lr: float, steps: int) -> np.ndarray:
    return descend(gradients, point, 1.0, steps)


def _cost_after(gradients: Gradients, point: Point, lr: float, steps: int) -> np.ndarray:
    longer = descend(gradients, point, lr, steps + 1)
    return np.column_stack([longer[:-1, :2], longer[1:, 2]])


def _same_gradient(gradients: Gradients, point: Point, lr: float, steps: int) -> np.ndarray:
    _, slope_w, slope_b = gradients(float(point["w"]), float(point["b"]))
    return descend(lambda w, b: (gradients(w, b)[0], slope_w, slope_b), point, lr, steps)


def _same_everything(gradients: Gradients, point: Point, lr: float, steps: int) -> np.ndarray:
    start = gradients(float(point["w"]), float(point["b"]))
    return descend(lambda w, b: start, point, lr, steps)


def _cost_before(gradients: Gradients, point: Point, lr: float, steps: int) -> np.ndarray:
    path = descend(gradients, point, lr, steps)
    return np.column_stack([path[:, :2], np.concatenate([path[:1, 2], path[:-1, 2]])])


def _replaced(gradients: Gradients, point: Point, lr: float, steps: int) -> np.ndarray:
    def from_nothing(w: float, b: float) -> tuple[float, float, float]:
        cost, slope_w, slope_b = gradients(w, b)
        return cost, slope_w + w / lr, slope_b + b / lr

    return descend(from_nothing, point, lr, steps)


def _without_b(gradients: Gradients, point: Point, lr: float, steps: int) -> np.ndarray:
    return descend(lambda w, b: (*gradients(w, b)[:2], 0.0), point, lr, steps)


def _without_w(gradients: Gradients, point: Point, lr: float, steps: int) -> np.ndarray:
    def only_b(w: float, b: float) -> tuple[float, float, float]:
        cost, _, slope_b = gradients(w, b)
        return cost, 0.0, slope_b

    return descend(only_b, point, lr, steps)


def _early(gradients: Gradients, point: Point, lr: float, steps: int) -> np.ndarray:
    def with_new_w(w: float, b: float) -> tuple[float, float, float]:
        cost, slope_w, _ = gradients(w, b)
        return cost, slope_w, gradients(w - lr * slope_w, b)[2]

    return descend(with_new_w, point, lr, steps)


def _early_b(gradients: Gradients, point: Point, lr: float, steps: int) -> np.ndarray:
    def with_new_b(w: float, b: float) -> tuple[float, float, float]:
        cost, _, slope_b = gradients(w, b)
        return cost, gradients(w, b - lr * slope_b)[1], slope_b

    return descend(with_new_b, point, lr, steps)


def descend(gradients: Callable, point: Point, lr: float, steps: int) -> np.ndarray:
    """The rows (w, b, J) of a descent on ``gradients`` from the point, before each step and after the last."""
    w, b = float(point["w"]), float(point["b"])
    rows = []
    for _ in range(steps + 1):
        cost, slope_w, slope_b = gradients(w, b)
        rows.append((w, b, cost))
        w, b = w - lr * slope_w, b - lr * slope_b
    return np.array(rows)
