"""Notebook 07: the task of early stopping: which epoch was the best, and when patience was lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from utils.checks.kinds import ORDER, SIGN
from utils.checks.task import Mistake, Task, integers_equal_to

Costs = Sequence[float] | np.ndarray

OFF_BY_ONE, AFTER_THE_LOOP = "off by one", "after the loop"


def _stopped(costs: Costs, patience: int, *, better: Any = None, wait: int = 0) -> tuple[int, int]:
    """The first minimum, and the epoch at which patience was lost; ``better(new, best, before)`` says what is one."""
    better = better or (lambda new, best, before: new < best)
    best = since = 0
    for epoch in range(1, len(costs)):
        if better(costs[epoch], costs[best], costs[epoch - 1]):
            best, since = epoch, 0
        else:
            since += 1
        if since >= patience + wait:
            return best, epoch
    return best, len(costs) - 1


def _never_reset(costs: Costs, patience: int) -> tuple[int, int]:
    best = bad = 0
    for epoch in range(1, len(costs)):
        if costs[epoch] < costs[best]:
            best = epoch
        else:
            bad += 1
        if bad >= patience:
            return best, epoch
    return best, len(costs) - 1


def _costs(rng: np.random.Generator) -> tuple:
    """Costs that fall, waver and rise; patience is lost before the end, and a lower cost comes after that."""
    while True:
        size = int(rng.integers(12, 20))
        fall = np.abs(np.linspace(-1, 0.6, size)) + rng.normal(scale=0.12, size=size) + 0.3
        patience = int(rng.integers(2, 4))
        best, stop = _stopped(fall, patience)
        told_apart = (
            (int(fall.argmin()), stop), _never_reset(fall, patience), _stopped(fall, patience, wait=1),
            _stopped(fall, patience, better=lambda new, best, before: new < before),
        )  # fmt: skip
        if best > 0 and stop < size - 2 and (best, stop) not in told_apart:
            return np.round(fall, 3), patience


def _from_one(costs: Costs, patience: int) -> tuple[int, int]:
    """Epoch 0, which is not smaller than itself, counts as one without a new minimum."""
    best = since = 0
    for epoch, cost in enumerate(costs):
        best, since = (epoch, 0) if cost < costs[best] else (best, since + 1)
        if since >= patience:
            return best, epoch
    return best, len(costs) - 1


def _against_the_number(costs: Costs, patience: int, early: int) -> tuple[int, int]:
    """A cost counts as smaller if it is smaller than the number of the best epoch, which begins with 0."""
    best = 0
    for epoch, cost in enumerate(costs):
        best = epoch if cost < best else best
        if epoch - best + early >= patience:
            return best, epoch
    return best, len(costs) - 1


def _some(*costs: float) -> np.ndarray:
    return np.array(costs, dtype=np.float64)


def _at_stop(costs: Costs, patience: int) -> tuple[int, int]:
    return _stopped(costs, patience)[1], _stopped(costs, patience)[1]


def _unused(costs: Costs, patience: int) -> bool:
    best, stop = _stopped(costs, patience)
    return stop - best < patience


def _at_the_end(costs: Costs, patience: int, last: Callable[[int], int]) -> tuple[int, int]:
    """With another stop where patience is not used up."""
    best, stop = _stopped(costs, patience)
    return best, last(best) if _unused(costs, patience) else stop


def _last_minimum(costs: Costs, patience: int) -> tuple[int, int]:
    return _stopped(costs, patience, better=lambda new, best, before: new <= best)


early_stopping = Task(
    ("val_costs", "patience"),
    _costs,
    integers_equal_to(_stopped, "best_epoch", "stop_epoch"),
    first=(
        (_some(0.9, 0.6, 0.5, 0.55, 0.48, 0.52, 0.51, 0.5, 0.3), 3),
        (_some(0.9, 0.7, 0.8, 0.6, 0.65, 0.62, 0.4, 0.9), 2),
        (_some(0.9, 0.95, 0.5), 2),  # epoch 0 is a minimum, so that patience is not used up at epoch 1
    ),
    edges=(
        (_some(0.5), 1),
        (_some(0.5), 7),
        (_some(0.9, 0.8, 0.7, 0.6), 2),
        (_some(0.9, 0.5, 0.5, 0.5, 0.4), 2),
        (_some(0.5, 0.5, 0.5), 5),
        (_some(0.5, 0.6, 0.7, 0.8), 3),
        (_some(0.5, 0.6, 0.7, 0.4), 3),
        (_some(0.5, 0.6, 0.1), 1),
        (_some(0.9, 0.5, 0.6, 0.7), 2),
        (_some(0.9, 0.5, 0.6), 10),
        (_some(-1.0, -2.0, -1.5, -1.0), 2),
        (_some(3.0, 2.0, 2.5, 1.0, 1.5, 0.5, 0.7, 0.6, 0.2), 2),
        (1e9 * _some(3.0, 2.0, 4.0, 5.0), 1),
        (_some(0.5, 0.5 - 1e-9, 0.6, 0.7, 0.8, 0.4), 3),  # lower is lower, however little
        (_some(0.9, 0.5, 0.495, 0.4949, 0.49489, 0.6, 0.7), 2),
        (np.abs(np.linspace(-1.0, 0.5, 600)) + 0.1, 150),  # many epochs, and much patience
    ),
    refuses=((_some(0.9, 0.5, 0.6), 0), (_some(0.5), -1), (_some(0.9, 0.8), -3)),
    mistakes=(
        Mistake(ORDER, "The two are in each other's place.", lambda costs, patience: _stopped(costs, patience)[::-1]),
        Mistake("whole history", "best_epoch is the minimum of all costs, also of those after the stop.",
                lambda costs, patience: (int(np.argmin(costs)), _stopped(costs, patience)[1])),
        Mistake("whole history", "It is the minimum of all costs, and the last epoch.",
                lambda costs, patience: (int(np.argmin(costs)), len(costs) - 1)),
        Mistake("whole history", "best_epoch is the minimum of all costs, and stop_epoch comes patience epochs later.",
                lambda costs, patience: (int(np.argmin(costs)), min(int(np.argmin(costs)) + patience, len(costs) - 1))),
        Mistake("whole history", "best_epoch is the minimum of all costs, and stop_epoch comes patience epochs later.",
                lambda costs, patience: (int(np.argmin(costs)), int(np.argmin(costs)) + patience)),
        Mistake("never reset", "All epochs without a new minimum are counted, also those before the last one.",
                _never_reset),
        Mistake("epoch 0", "Epoch 0 is counted as an epoch without a new minimum; it always is one.", _from_one,
                "What is your count after epoch 0? Nothing came before it, so it is the smallest cost so far."),
        *(Mistake("cost against an epoch", "best_epoch stays 0: a cost seems to be compared with the number of an "
                  "epoch.", lambda costs, patience, early=early: _against_the_number(costs, patience, early),
                  "Which of the two that you compare is a cost, and which an epoch? The cost of the epoch best is "
                  "val_costs[best].")
          for early in (0, 1)),
        Mistake(OFF_BY_ONE, "It stops one epoch too late.",
                lambda costs, patience: _stopped(costs, patience, wait=1),
                "At the epoch where patience epochs have passed, stop: ==, not >."),
        Mistake(OFF_BY_ONE, "It stops one epoch too early.",
                lambda costs, patience: _stopped(costs, patience, wait=-1)),
        Mistake(OFF_BY_ONE, "stop_epoch is one too large.",
                lambda costs, patience: (_stopped(costs, patience)[0], _stopped(costs, patience)[1] + 1)),
        Mistake(OFF_BY_ONE, "Both are one too large: epochs are counted from 0.",
                lambda costs, patience: tuple(np.add(_stopped(costs, patience), 1).tolist())),
        Mistake("epoch before", "A cost is compared with the one before it, not with the smallest so far.",
                lambda costs, patience: _stopped(costs, patience, better=lambda new, best, before: new < before)),
        Mistake("epoch before", "Rises are counted from one epoch to the next, not epochs without a new minimum.",
                lambda costs, patience: _rises(costs, patience)),
        Mistake("not strict", "A cost that is equal to the smallest so far counts as a new one.", _last_minimum),
        *(Mistake("least gain", f"A cost counts as a new smallest one only if it is lower by more than {least:g}. Any "
                  "lower cost is a new one.",
                  lambda costs, patience, least=least: _stopped(
                      costs, patience, better=lambda new, best, before: new < best - least))
          for least in (0.1, 0.01, 0.005, 0.001, 1e-4, 1e-5, 1e-6, 1e-8)),
        Mistake("restored too late", "best_epoch is the epoch of the stop.", _at_stop),
        Mistake("cost for epoch", "best_epoch is the smallest cost itself, not its epoch.",
                lambda costs, patience: (costs[_stopped(costs, patience)[0]], _stopped(costs, patience)[1]),
                "Which of your variables holds the number of the best epoch? Return that one."),
        Mistake(AFTER_THE_LOOP, "Where patience is not used up, stop_epoch is the number of epochs; they are counted "
                "from 0.", lambda costs, patience: _at_the_end(costs, patience, lambda best: len(costs)),
                "What is the number of the last epoch, when there are three of them?"),
        Mistake(AFTER_THE_LOOP, "Where patience is not used up, stop_epoch is the best epoch.",
                lambda costs, patience: _at_the_end(costs, patience, lambda best: best),
                "Nothing stopped the training here. Up to which epoch did it go?"),
        Mistake(AFTER_THE_LOOP, "Where patience is not used up, best_epoch is the last epoch.",
                lambda costs, patience: (_at_stop if _unused(costs, patience) else _stopped)(costs, patience)),
        Mistake("never stops", "stop_epoch is the last epoch, whatever patience is.",
                lambda costs, patience: (_stopped(costs, patience)[0], len(costs) - 1)),
        Mistake(SIGN, "It looks for the largest cost, not the smallest.",
                lambda costs, patience: _stopped(-np.asarray(costs), patience)),
    ),
    against="the epochs",
)  # fmt: skip


def _rises(costs: Costs, patience: int) -> tuple[int, int]:
    best = since = 0
    for epoch in range(1, len(costs)):
        best = epoch if costs[epoch] < costs[best] else best
        since = since + 1 if costs[epoch] >= costs[epoch - 1] else 0
        if since >= patience:
            return best, epoch
    return best, len(costs) - 1
