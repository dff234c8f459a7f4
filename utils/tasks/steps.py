"""Notebook 07, the parts of a training: minibatches, one step with weight decay, when to stop, and a split in two."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from utils.checks.answers import NOTHING, NUMBER_OF_VALUES, SHAPE, TYPE, kind
from utils.checks.calling import CannotJudge, cannot_judge
from utils.checks.judges import show
from utils.checks.observations import EXTRA_FACTOR, FACTOR, INPUT_LEFT_OUT, SIGN
from utils.checks.task import Mistake, Task, equal_to, integers_equal_to
from utils.models import signed

# Minibatches

NOT_SHUFFLED, PARTLY_SHUFFLED, SAME_SHUFFLE = "not shuffled", "partly shuffled", "same shuffle"
LAST_LOST, TWICE, MISSING, EMPTY, SIZES, OUTSIDE = (
    "last batch lost", "numbers twice", "numbers missing", "empty batch", "batch sizes", "numbers outside",
)  # fmt: skip

# In a random order of n numbers about one stays in its place, about one follows its predecessor, and so on; whatever
# n is, 15 or more do so less than once in 10^12 orders. Below 30 numbers chance could not be told from no shuffling.
FEWEST_SHUFFLED, TOO_ORDERLY = 30, 15
FEWEST_IN_BLOCK = 6  # of 30 and more numbers, six are those of a block less than once in 20 000 batches
Args = tuple[int, int, np.random.Generator]


def _batch_arguments(rng: np.random.Generator) -> Args:
    size = int(rng.integers(8, 13))
    n = size * int(rng.integers(5, 9)) + int(rng.integers(1, size))
    return n, size, np.random.default_rng(int(rng.integers(2**32)))


def _judge_batches(exercise: str, arguments: Args, answer: Any, where: str) -> None:
    n, size, _ = arguments
    batches = _batches(exercise, answer, where)

    def wrong(headline: str, step: str, mistake: str, *evidence: tuple[str, str]) -> CannotJudge:
        return cannot_judge(exercise, headline, where, step, mistake, *evidence)

    lengths = ("yours", f"{len(batches)} batches of the sizes {_shown([len(batch) for batch in batches])}")
    if any(len(batch) == 0 for batch in batches):
        raise wrong("a batch is empty", "Where does the last batch begin, when the sizes divide?", EMPTY, lengths)
    everything = np.concatenate(batches) if batches else np.zeros(0, dtype=np.int64)
    outside = everything[(everything < 0) | (everything >= n)]
    if outside.size:
        step = "The numbers are positions in arrays of n rows."
        raise wrong(f"{outside[0]} is none of 0 … {n - 1}", step, OUTSIDE, lengths)
    found, counts = np.unique(everything, return_counts=True)
    if (counts > 1).any():
        step = "Shuffle all n numbers once, and cut what comes out into pieces."
        at = ("evidence", f"{found[counts > 1][0]} stands in the batches {counts.max()} times")
        raise wrong(f"{int((counts > 1).sum())} of the numbers come more than once", step, TWICE, lengths, at)
    missing = np.setdiff1d(np.arange(n), found)
    if missing.size:
        lost = len(missing) == n % size and all(len(batch) == size for batch in batches)
        are = "is" if missing.size == 1 else "are"
        headline = "the last, short batch is missing" if lost else f"{missing.size} of the {n} numbers {are} missing"
        step = "How many numbers are left over when as many full batches as possible are filled?"
        if not lost:
            step = "The numbers are 0 to n - 1, both included. Is every number of the shuffled order in a batch?"
        at = ("missing", _shown(missing.tolist()))
        raise wrong(headline, step, LAST_LOST if lost else MISSING, lengths, at)
    if [len(batch) for batch in batches] != [size] * (n // size) + [n % size] * (n % size > 0):
        step = "Every batch has batch_size numbers; only the last one may have fewer."
        raise wrong("the batches have wrong sizes", step, SIZES, lengths)
    if n >= FEWEST_SHUFFLED:
        _judge_order(batches, everything, wrong)


def _judge_order(batches: Sequence[np.ndarray], order: np.ndarray, wrong: Any) -> None:
    step = "Shuffle all numbers first, then cut."
    if np.array_equal(order, np.arange(len(order))):
        raise wrong("nothing is shuffled", step, NOT_SHUFFLED, ("yours", f"the first batch is {_shown(batches[0])}"))
    if (np.abs(np.diff(order)) == 1).sum() >= TOO_ORDERLY:
        headline = "neighbours are still neighbours"
        raise wrong(headline, step, PARTLY_SHUFFLED, ("evidence", f"a batch is {_shown(batches[0])}"))
    blocks = [b for b in batches if len(b) >= FEWEST_IN_BLOCK and np.ptp(b) == len(b) - 1]
    if len(blocks) > 1:  # one may be chance
        said = ("evidence", f"a batch is {_shown(np.sort(blocks[0]))}, in another order")
        raise wrong("each batch holds neighbours, only their order is shuffled", step, PARTLY_SHUFFLED, said)
    if (order == np.arange(len(order))).sum() >= TOO_ORDERLY:
        same = int((order == np.arange(len(order))).sum())
        said = ("evidence", f"{same} of {len(order)} numbers are where they would be without shuffling")
        raise wrong("only a part is shuffled", step, PARTLY_SHUFFLED, said)


def _batches(exercise: str, answer: Any, where: str) -> list[np.ndarray]:
    def wrong(headline: str, step: str, mistake: str) -> CannotJudge:
        return cannot_judge(exercise, headline, where, step, mistake)

    if answer is None:
        raise wrong("it returned None", "Is there a return at the end, indented like the other lines?", NOTHING)
    if not isinstance(answer, list | tuple):
        step = "Return a list with an array for each batch."
        raise wrong(f"it returned {kind(answer)} instead of a list", step, TYPE)
    for batch in answer:
        if not isinstance(batch, np.ndarray):
            step = "Let each entry of the list be an array of whole numbers."
            raise wrong(f"the list holds {kind(batch)}, and should hold arrays", step, TYPE)
        if batch.ndim != 1:
            raise wrong(f"a batch has shape {batch.shape}", "A batch is an array with one dimension.", SHAPE)
        if batch.dtype.kind not in "iu":
            step = "Batches are used as positions: rng.permutation(n) gives whole numbers."
            raise wrong(f"a batch holds {batch.dtype}, and should hold whole numbers", step, TYPE)
    return [batch.astype(np.int64) for batch in answer]


def _together(exercise: str, seen: Sequence[tuple[Args, Sequence[np.ndarray]]]) -> None:
    """Two generators in different states, one n and one batch_size: the same order twice is no chance."""
    orders: dict[tuple[int, int], list[np.ndarray]] = {}
    for (n, size, _), batches in seen:
        orders.setdefault((n, size), []).append(np.concatenate(batches))
    for (n, size), (first, *others) in orders.items():
        if n >= FEWEST_SHUFFLED and any(np.array_equal(first, other) for other in others):
            where = f"n = {n}, batch_size = {size}, and two generators in different states"
            step = "Draw from the rng that is handed over, and from nothing else."
            raise cannot_judge(exercise, "two generators gave the same order", where, step, SAME_SHUFFLE)


def _shown(numbers: Any) -> str:
    numbers = [int(number) for number in numbers]
    return "[" + ", ".join(map(str, numbers[:16])) + (", …]" if len(numbers) > 16 else "]")


def _edge(n: int, size: int, seed: int = 7) -> Args:
    return n, size, np.random.default_rng(seed)


minibatches = Task(
    ("n", "batch_size", "rng"),
    _batch_arguments,
    _judge_batches,
    first=(_edge(10, 4),),
    edges=(
        _edge(60, 10, 1), _edge(60, 10, 2), _edge(12, 4), _edge(5, 5), _edge(3, 8), _edge(1, 1), _edge(7, 1),
        _edge(1, 4), _edge(9, 8), _edge(200, 64), _edge(35, 17),
    ),
    against="what batches have to be",
    say=lambda n, size, rng: f"n = {n}, batch_size = {size}, rng = a random number generator",
    together=_together,
)  # fmt: skip


# One step

Params = Mapping[str, np.ndarray]


def _params(rng: np.random.Generator) -> tuple:
    D, H, K = (int(size) for size in rng.permutation([2, 3, 4, 5])[:3])
    shapes = {"W1": (H, D), "b1": (H,), "W2": (K, H), "b2": (K,)}
    params, grads = ({name: signed(rng, *shape) for name, shape in shapes.items()} for _ in range(2))
    return params, grads, float(rng.uniform(0.2, 0.7)), float(rng.uniform(1.5, 3.0))


def _stepped(params: Params, grads: Params, change: Any) -> dict[str, np.ndarray]:
    return {name: change(name, np.asarray(params[name]), np.asarray(grads[name])) for name in params}


def _step(params: Params, grads: Params, lr: float, lam: float) -> dict[str, np.ndarray]:
    return _stepped(params, grads, lambda name, p, g: p - lr * (g + lam * p * name.startswith("W")))


def _side_by_side(params: Params, grads: Params, lr: float, lam: float) -> dict[str, np.ndarray]:
    return _step(params, dict(zip(params, grads.values(), strict=True)), lr, lam)


def _slip(mistake: str, words: str, change: Any) -> Mistake:
    """A step in which each parameter changes as ``change(name, p, g, lr, lam)`` says."""
    return Mistake(
        mistake,
        f"It is what comes out {words}.",
        lambda params, grads, lr, lam: _stepped(params, grads, lambda name, p, g: change(name, p, g, lr, lam)),
    )


def _decays(name: str) -> bool:
    return name.startswith("W")


_one = {"W1": np.array([[0.5, -1.0, 2.0]]), "b1": np.array([0.3])}
_slope = {"W1": np.array([[0.2, 0.4, -0.6]]), "b1": np.array([-0.8])}
_deep = {f"{letter}{i}": np.full((2, 2) if letter == "W" else 2, 0.3 * i) for i in range(1, 5) for letter in "Wb"}

sgd_step = Task(
    ("params", "grads", "lr", "lam"),
    _params,
    equal_to(_step),
    first=((_one, _slope, 0.1, 2.0),),
    edges=(
        (_one, _slope, 0.5, 0.0),
        (_one, _slope, 0.01, 1000.0),
        (_one, dict(reversed(_slope.items())), 0.1, 0.5),
        ({"W": np.array([1.5, -2.0]), "b": np.float64(0.7)}, {"W": np.array([0.1, 0.2]), "b": np.float64(-0.4)},
         0.3, 1.2),
        ({"b": np.array([2.0, -3.0])}, {"b": np.array([1.0, 1.0])}, 0.2, 3.0),
        ({"bW": np.array([2.0]), "W_out": np.array([[1.0]]), "gain": np.array([0.5])},
         {"bW": np.array([0.1]), "W_out": np.array([[-0.2]]), "gain": np.array([0.3])}, 0.4, 1.5),
        (_deep, _deep, 0.1, 0.5),
        ({"w": np.array([1.5]), "W": np.array([-0.5, 2.0])}, {"w": np.array([0.2]), "W": np.array([0.4, -0.3])},
         0.3, 1.2),
        ({}, {}, 0.1, 0.1),
    ),
    mistakes=(
        _slip("bias penalised", "when every parameter decays, the biases as well",
              lambda name, p, g, lr, lam: p - lr * (g + lam * p)),
        _slip("bias penalised", "when the biases decay, and the weights do not",
              lambda name, p, g, lr, lam: p - lr * (g + lam * p * (not _decays(name)))),
        _slip(INPUT_LEFT_OUT, "without the penalty", lambda name, p, g, lr, lam: p - lr * g),
        _slip(INPUT_LEFT_OUT, "without lr in the penalty's part",
              lambda name, p, g, lr, lam: p - lr * g - lam * p * _decays(name)),
        _slip(EXTRA_FACTOR, "when lr stands in the penalty's part twice: lr times the slope is taken at the end",
              lambda name, p, g, lr, lam: p - lr * (g + lr * lam * p * _decays(name))),
        _slip(INPUT_LEFT_OUT, "without lam", lambda name, p, g, lr, lam: p - lr * (g + p * _decays(name))),
        _slip(INPUT_LEFT_OUT, "without lr", lambda name, p, g, lr, lam: p - (g + lam * p * _decays(name))),
        _slip(INPUT_LEFT_OUT, "without lr before the gradient",
              lambda name, p, g, lr, lam: p - g - lr * lam * p * _decays(name)),
        _slip("gradient left out", "for the weights when only the penalty moves them",
              lambda name, p, g, lr, lam: p - lr * (lam * p if _decays(name) else g)),
        _slip("gradient left out", "when the change is returned, not the new parameter",
              lambda name, p, g, lr, lam: -lr * (g + lam * p * _decays(name))),
        _slip("gradient left out", "when the direction is returned, not the new parameter",
              lambda name, p, g, lr, lam: g + lam * p * _decays(name)),
        _slip(SIGN, "when the step goes uphill", lambda name, p, g, lr, lam: p + lr * (g + lam * p * _decays(name))),
        _slip(SIGN, "when the penalty makes weights grow",
              lambda name, p, g, lr, lam: p - lr * (g - lam * p * _decays(name))),
        _slip(FACTOR, "with twice the penalty", lambda name, p, g, lr, lam: p - lr * (g + 2 * lam * p * _decays(name))),
        _slip(FACTOR, "with half the penalty", lambda name, p, g, lr, lam: p - lr * (g + lam / 2 * p * _decays(name))),
        _slip("value for derivative", "when the penalty itself is added to the gradient, not its derivative",
              lambda name, p, g, lr, lam: p - lr * (g + lam / 2 * np.sum(p**2) * _decays(name))),
        _slip("value for derivative", "when the derivative of the penalty is taken to be lam · w²",
              lambda name, p, g, lr, lam: p - lr * (g + lam * p**2 * _decays(name))),
        _slip("value for derivative", "when the penalty is lam times the sum of |w|",
              lambda name, p, g, lr, lam: p - lr * (g + lam * np.sign(p) * _decays(name))),
        _slip("after the step", "when the weights decay after the step, from where it led",
              lambda name, p, g, lr, lam: (p - lr * g) * (1 - lr * lam * _decays(name))),
        _slip("some weights", "when only W1 decays",
              lambda name, p, g, lr, lam: p - lr * (g + lam * p * (name == "W1"))),
        _slip("some weights", "when W1 does not decay",
              lambda name, p, g, lr, lam: p - lr * (g + lam * p * (_decays(name) and name != "W1"))),
        _slip(EXTRA_FACTOR, "when the gradient of the weights is multiplied by lam",
              lambda name, p, g, lr, lam: p - lr * g * (lam if _decays(name) else 1)),
        _slip(INPUT_LEFT_OUT, "when lam alone is added to the slope of a weight: there is no w in it",
              lambda name, p, g, lr, lam: p - lr * (g + lam * _decays(name))),
        _slip("gradient for weight", "when lam multiplies the gradient, not the weight",
              lambda name, p, g, lr, lam: p - lr * (g + lam * g * _decays(name))),
        _slip("some weights", "when only W1 and W2 decay, and no other name that begins with W",
              lambda name, p, g, lr, lam: p - lr * (g + lam * p * (name in ("W1", "W2")))),
        _slip("wrong names", "when what decays is decided by an array's shape, not by its name",
              lambda name, p, g, lr, lam: p - lr * (g + lam * p * (np.ndim(p) == 2))),
        _slip("wrong names", "when names that begin with a small w decay as well",
              lambda name, p, g, lr, lam: p - lr * (g + lam * p * (name[:1] in ("W", "w")))),
        Mistake("order of the keys", "The two dicts are read side by side, each in its own order.", _side_by_side,
                "Take each gradient by the name of its parameter."),
        _slip("wrong names", "when every name with a W in it decays",
              lambda name, p, g, lr, lam: p - lr * (g + lam * p * ("W" in name))),
    ),
    against="the step",
)  # fmt: skip


# When to stop

ORDER, OFF_BY_ONE, AFTER_THE_LOOP = "order", "off by one", "after the loop"


def _stopped(costs: Sequence[float], patience: int, *, better: Any = None, wait: int = 0) -> tuple[int, int]:
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


def _never_reset(costs: Sequence[float], patience: int) -> tuple[int, int]:
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


def _some(*costs: float) -> np.ndarray:
    return np.array(costs, dtype=np.float64)


def _at_stop(costs: Sequence[float], patience: int) -> tuple[int, int]:
    return _stopped(costs, patience)[1], _stopped(costs, patience)[1]


def _unused(costs: Sequence[float], patience: int) -> bool:
    best, stop = _stopped(costs, patience)
    return stop - best < patience


def _at_the_end(costs: Sequence[float], patience: int, last: Callable[[int], int]) -> tuple[int, int]:
    """With another stop where patience is not used up."""
    best, stop = _stopped(costs, patience)
    return best, last(best) if _unused(costs, patience) else stop


def _last_minimum(costs: Sequence[float], patience: int) -> tuple[int, int]:
    return _stopped(costs, patience, better=lambda new, best, before: new <= best)


early_stopping = Task(
    ("val_costs", "patience"),
    _costs,
    integers_equal_to(_stopped, "best_epoch", "stop_epoch"),
    first=(
        (_some(0.9, 0.6, 0.5, 0.55, 0.48, 0.52, 0.51, 0.5, 0.3), 3),
        (_some(0.9, 0.7, 0.8, 0.6, 0.65, 0.62, 0.4, 0.9), 2),
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
        Mistake(OFF_BY_ONE, "It stops one epoch too late.",
                lambda costs, patience: _stopped(costs, patience, wait=1)),
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


def _rises(costs: Sequence[float], patience: int) -> tuple[int, int]:
    best = since = 0
    for epoch in range(1, len(costs)):
        best = epoch if costs[epoch] < costs[best] else best
        since = since + 1 if costs[epoch] >= costs[epoch - 1] else 0
        if since >= patience:
            return best, epoch
    return best, len(costs) - 1


# The repair: a split in two


def _judge_split(exercise: str, arguments: tuple, answer: Any, where: str) -> None:
    n, n_val, _ = arguments
    if not isinstance(answer, list | tuple) or len(answer) != 2:
        step = "Return two arrays: the rows to train on, and the rows to validate with."
        raise cannot_judge(exercise, f"it returned {show(answer)}", where, step, NUMBER_OF_VALUES)
    train, val = _batches(exercise, answer, where)
    wanted = n - n_val, n_val
    if (len(train), len(val)) == wanted[::-1] != wanted:
        step = "Which is returned first: the rows to train on, or those to validate with?"
        raise cannot_judge(exercise, "the two parts are in each other's place", where, step, ORDER)
    for name, rows, size in zip(("training", "validation"), (train, val), wanted, strict=True):
        if len(np.unique(rows)) != size or len(rows) != size:
            step = f"There should be {size} different ones."
            headline = f"there are {len(rows)} {name} rows, {len(np.unique(rows))} different ones"
            raise cannot_judge(exercise, headline, where, step, SIZES)
    common = np.intersect1d(train, val)
    if common.size:
        step = "No row may be in both. From what is each of the two taken?"
        headline = f"{common.size} of {n_val} validation rows are training rows as well"
        raise cannot_judge(exercise, headline, where, step, TWICE, ("evidence", f"for instance row {common[0]}"))
    if train.min() < 0 or val.min() < 0 or max(train.max(), val.max()) >= n:
        raise cannot_judge(exercise, "a row is outside", where, "Rows are numbered 0 … n − 1.", OUTSIDE)
    if n >= FEWEST_SHUFFLED and np.ptp(val) == n_val - 1:  # 8 of 30 rows in a block: by chance once in 250 000 times
        step = "Which rows are kept aside must be left to chance: the examples may lie in some order."
        evidence = ("evidence", f"the validation rows are {val.min()} to {val.max()}, without a gap")
        raise cannot_judge(exercise, "nothing is shuffled", where, step, NOT_SHUFFLED, evidence)


def _splits_together(exercise: str, seen: Sequence[tuple[Args, Sequence[np.ndarray]]]) -> None:
    """Two generators in different states choose the same validation rows by chance once in 10^9 times."""
    chosen: dict[tuple[int, int], list[np.ndarray]] = {}
    for (n, n_val, _), (_, val) in seen:
        chosen.setdefault((n, n_val), []).append(np.sort(val))
    for (n, n_val), (first, *others) in chosen.items():
        if n >= FEWEST_SHUFFLED and any(np.array_equal(first, other) for other in others):
            where = f"n = {n}, n_val = {n_val}, and two generators in different states"
            step = "Draw from the rng that is handed over, and from nothing else."
            raise cannot_judge(exercise, "two generators gave the same split", where, step, SAME_SHUFFLE)


split = Task(
    ("n", "n_val", "rng"),
    lambda rng: (int(rng.integers(30, 60)), int(rng.integers(8, 15)), np.random.default_rng(int(rng.integers(2**32)))),
    _judge_split,
    edges=(
        (10, 3, np.random.default_rng(1)),
        (2, 1, np.random.default_rng(2)),
        (200, 100, np.random.default_rng(3)),
        (200, 100, np.random.default_rng(4)),
    ),
    against="what a split has to be",
    say=lambda n, n_val, rng: f"n = {n}, n_val = {n_val}, rng = a random number generator",
    together=_splits_together,
)
