"""Notebook 07: the tasks that leave to chance which rows go where: minibatches, and a split in two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from utils.checks.kinds import NOTHING, NUMBER_OF_VALUES, ORDER, SHAPE, TYPE
from utils.checks.refusals import CannotJudge, cannot_judge
from utils.checks.task import Task
from utils.checks.writing import show, type_name
from utils.words import counted

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

    sizes = [len(batch) for batch in batches]
    count = counted(len(batches), "piece", "pieces")
    lengths = ("yours", f"{count} of the size{'s' * (len(sizes) != 1)} {_shown(sizes)}")
    if 0 in sizes:
        step = "Print where each piece begins and where it ends in the shuffled order. Which of them has nothing in it?"
        if sizes.index(0) == len(sizes) - 1 and n % size == 0:
            step = "Where does the last piece begin, when the sizes divide?"
        elif n > size and sizes[0] and not any(sizes[1:]):
            step = (
                "A slice is order[start : end], and its end is counted from the beginning of order, not from start. "
                "Where should the second piece end?"
            )
        raise wrong("a piece is empty" if sizes.count(0) == 1 else f"{sizes.count(0)} pieces are empty", step, EMPTY,
                    lengths)  # fmt: skip
    everything = np.concatenate(batches) if batches else np.zeros(0, dtype=np.int64)
    outside = everything[(everything < 0) | (everything >= n)]
    if outside.size:
        step = "The numbers are positions in arrays of n rows."
        raise wrong(f"{outside[0]} is none of 0 … {n - 1}", step, OUTSIDE, lengths)
    found, counts = np.unique(everything, return_counts=True)
    if (counts > 1).any():
        step = "Shuffle all n numbers once, and cut what comes out into pieces."
        if _overlap(batches, size):
            begins = ", ".join(map(str, range(0, n, size)[:3]))
            step = f"Your pieces overlap. Where does the second one begin? With batch_size = {size} they begin "
            step += f"at {begins}."
        at = ("evidence", f"{found[counts > 1][0]} occurs {counts.max()} times in the pieces")
        raise wrong(f"{int((counts > 1).sum())} of the numbers come more than once", step, TWICE, lengths, at)
    missing = np.setdiff1d(np.arange(n), found)
    if missing.size:
        lost = len(missing) == n % size and all(len(batch) == size for batch in batches)
        are = "is" if missing.size == 1 else "are"
        headline = "the last, short piece is missing" if lost else f"{missing.size} of the {n} numbers {are} missing"
        step = f"Your pieces end too early. Where does the last one start, for n = {n}?"
        if not lost:
            step = "The numbers are 0 to n - 1, both included. Is every number of the shuffled order in a piece?"
        if not batches:
            step = "The list is still empty. Is each piece appended to it?"
        at = ("missing", _shown(missing.tolist()))
        raise wrong(headline, step, LAST_LOST if lost else MISSING, lengths, at)
    if sizes != [size] * (n // size) + [n % size] * (n % size > 0):
        step = "Every piece has batch_size numbers; only the last one may have fewer."
        raise wrong("the pieces have wrong sizes", step, SIZES, lengths)
    if n >= FEWEST_SHUFFLED:
        _judge_order(batches, everything, wrong)


def _overlap(batches: Sequence[np.ndarray], size: int) -> bool:
    """Whether each batch is the one before it, moved on by less than its size: pieces of one order."""
    pairs = list(zip(batches, batches[1:], strict=False))
    return (
        size > 1
        and bool(pairs)
        and all(
            any(np.array_equal(one[step:], other[: len(one) - step]) for step in range(1, min(size, len(one))))
            for one, other in pairs
            if len(one) > 1
        )
    )


def _judge_order(batches: Sequence[np.ndarray], order: np.ndarray, wrong: Any) -> None:
    step = "Shuffle all numbers first, then cut."
    if np.array_equal(order, np.arange(len(order))):
        raise wrong("nothing is shuffled", step, NOT_SHUFFLED, ("yours", f"the first piece is {_shown(batches[0])}"))
    if (np.abs(np.diff(order)) == 1).sum() >= TOO_ORDERLY:
        headline = "neighbours are still neighbours"
        raise wrong(headline, step, PARTLY_SHUFFLED, ("evidence", f"a piece is {_shown(batches[0])}"))
    blocks = [b for b in batches if len(b) >= FEWEST_IN_BLOCK and np.ptp(b) == len(b) - 1]
    if len(blocks) > 1:  # one may be chance
        said = ("evidence", f"a piece is {_shown(np.sort(blocks[0]))}, in another order")
        raise wrong("each piece holds neighbours, only their order is shuffled", step, PARTLY_SHUFFLED, said)
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
        step = (
            "Return a list with an array for each piece. pieces.append(…) adds one to a list; pieces = … replaces it."
        )
        raise wrong(f"it returned {type_name(answer)} instead of a list", step, TYPE)
    for batch in answer:
        if not isinstance(batch, np.ndarray):
            step = "Let each entry of the list be an array of whole numbers."
            raise wrong(f"the list holds {type_name(batch)}, and should hold arrays", step, TYPE)
        if batch.ndim != 1:
            raise wrong(f"a piece has shape {batch.shape}", "A piece is an array with one dimension.", SHAPE)
        if batch.dtype.kind not in "iu":
            step = "Pieces are used as positions: rng.permutation(n) gives whole numbers."
            raise wrong(f"a piece holds {batch.dtype}, and should hold whole numbers", step, TYPE)
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
        _edge(1, 4), _edge(9, 8), _edge(200, 64), _edge(35, 17), _edge(5000, 32),
    ),
    found="the pieces are as they should be",
    say=lambda n, size, rng: f"n = {n}, batch_size = {size}, rng = a random number generator",
    together=_together,
)  # fmt: skip


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
    found="the two parts are as they should be",
    say=lambda n, n_val, rng: f"n = {n}, n_val = {n_val}, rng = a random number generator",
    together=_splits_together,
)
