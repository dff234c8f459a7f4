"""Notebook 07, a feature designed by hand: five strokes, what a detector says to them, and weights as images."""

from __future__ import annotations

from typing import Any

import numpy as np

from utils.checks.answers import array
from utils.checks.kinds import SHAPE, SIGN, TRANSPOSE
from utils.checks.refusals import CannotJudge, with_step
from utils.checks.task import Mistake, Task, equal_to
from utils.checks.tolerance import ROUNDING
from utils.checks.writing import short
from utils.models import signed
from utils.outcomes import Wrong
from utils.strokes import ANTI, HORIZONTAL, MAIN, SIDE, VERTICAL, WHITE, strokes

NO_INHIBITION, WRONG_STROKE, NO_RESPONSE = "no inhibition", "wrong stroke", "no response"
RESCALED = "rescaled"


def responses(w: np.ndarray) -> dict[str, float]:
    """``w·x`` for each of the strokes."""
    return {name: float(np.ravel(w) @ image.ravel()) for name, image in strokes().items()}


def _detects(w: np.ndarray, wanted: str = MAIN) -> bool:
    found = responses(w)
    large_enough = (1 + ROUNDING) * found[wanted]  # exactly twice, summed in another order, is twice
    return found[wanted] > 0 and all(large_enough >= 2 * found[other] for other in found if other != wanted)


def _judge_detector(exercise: str, arguments: tuple, answer: Any, where: str) -> None:
    try:
        w = array(exercise, "w", answer, (SIDE * SIDE,), where)
    except CannotJudge as cannot:
        if isinstance(answer, np.ndarray) and SHAPE in cannot.outcome.kinds and answer.shape == (SIDE, SIDE):
            raise with_step(cannot, f".ravel() makes {SIDE * SIDE} numbers of the table, row after row.") from None
        raise
    if _detects(w):
        return
    found = responses(w)
    seen = [("evidence", "\n".join(f"{name:<14} {short(value)}" for name, value in found.items()))]
    other = max((name for name in found if name != MAIN), key=lambda name: found[name])
    says = ""
    mistake: tuple[str, ...] = ()
    if found[MAIN] <= 0:
        headline = f"the response to the main diagonal is {short(found[MAIN])} and should be positive"
        step = "Which sign do the weights have where this stroke is white?"
        on_it = w[strokes()[MAIN].ravel() > 0]
        if 0 < (on_it < 0).sum() < len(on_it):
            step = (
                f"On {(on_it < 0).sum()} of the stroke's {len(on_it)} pixels your weights are negative. It is three "
                "pixels wide: which of them does your condition leave out?"
            )
        mistake = () if w.any() else (NO_RESPONSE,)
    else:
        headline = f"the response to the {other} is more than half of that to the main diagonal"
        step = f"Which pixels are white in the {other} image and black in the main diagonal's? Look at their weights."
        if other == WHITE:
            headline = "the response to an all-white image is more than half of that to the main diagonal"
            step = "The all-white image has the stroke in it. How could the white of the other pixels count against it?"
            if found[WHITE] < found[MAIN]:
                step = (
                    "The white beside the stroke counts against it already, but not enough: the response to the "
                    f"all-white image is {short(found[WHITE])} and must be at most {short(found[MAIN] / 2)}."
                )
            mistake = (NO_INHIBITION,)
        else:
            mistake = (WRONG_STROKE,)
    stroke = next((name for name in (ANTI, VERTICAL, HORIZONTAL) if _detects(w, name)), None)
    if _detects(-w) and -found[MAIN] > max(found.values()):
        says, mistake = "With the opposite sign it would be right.", (SIGN,)
    elif stroke:
        says, mistake = f"It would be right for the {stroke} stroke.", (WRONG_STROKE,)
    rows = [("where", where), *seen, *([("consistent with", says)] if says else []), ("next", step)]
    raise CannotJudge(Wrong(exercise, headline, tuple(rows), mistake))


diagonal_detector = Task(
    (), lambda rng: (), _judge_detector, against="the main diagonal at least twice as well as any of the other images"
)


def _weights(rng: np.random.Generator) -> tuple:
    H, rows, columns = (int(size) for size in rng.permutation([2, 3, 4, 5, 6, 7])[:3])
    return signed(rng, H, rows * columns), (rows, columns)


def _images(W1: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    return W1.reshape(len(W1), *shape)


def _scaled(W1: np.ndarray) -> np.ndarray:
    return W1 / np.abs(W1).max(axis=1, keepdims=True)


def _numbered(H: int, pixels: int) -> np.ndarray:
    return np.arange(1.0, H * pixels + 1).reshape(H, pixels) - 2.5


weights_as_images = Task(
    ("W1", "shape"),
    _weights,
    equal_to(_images, "the array"),
    first=((_numbered(2, 6), (2, 3)),),
    edges=(
        (_numbered(1, 6), (3, 2)),
        (_numbered(4, 9), (3, 3)),
        (_numbered(3, 3), (3, 1)),
        (_numbered(3, 5), (1, 5)),
        (_numbered(1, 1), (1, 1)),
        (_numbered(2, 64), (8, 8)),
        (_numbered(4, 4), (2, 2)),
    ),
    refuses=(
        (_numbered(4, 6), (2, 2)),  # as many numbers as six images of this shape
        (_numbered(4, 6), (3, 4)),  # as two
        (_numbered(3, 4), (5, 5)),
        (_numbered(6, 10), (2, 4)),
        (_numbered(1, 8), (2, 2)),
    ),
    mistakes=(
        Mistake("order", "Each image is filled column by column, not row by row.",
                lambda W1, shape: W1.reshape(len(W1), *shape[::-1]).transpose(0, 2, 1)),
        Mistake(TRANSPOSE, "The numbers are taken from the columns of W1: one image is made of several units.",
                lambda W1, shape: W1.T.reshape(len(W1), *shape)),
        Mistake(TRANSPOSE, "Rows and columns of each image are exchanged.",
                lambda W1, shape: W1.reshape(len(W1), *shape).transpose(0, 2, 1)),
        Mistake(TRANSPOSE, "Rows and columns of each image are exchanged.",
                lambda W1, shape: W1.reshape(len(W1), *shape[::-1])),
        Mistake(RESCALED, "Each image is divided by its largest absolute weight.",
                lambda W1, shape: _images(_scaled(W1), shape)),
        Mistake(RESCALED, "All of it is divided by the largest absolute weight.",
                lambda W1, shape: _images(W1 / np.abs(W1).max(), shape)),
        Mistake(RESCALED, "The weights are moved and stretched to the range from 0 to 1.",
                lambda W1, shape: _images((W1 - W1.min()) / (W1.max() - W1.min()), shape)),
        Mistake(RESCALED, "Each image is moved and stretched to the range from 0 to 1.",
                lambda W1, shape: _images((W1 - W1.min(1, keepdims=True)) / np.ptp(W1, axis=1, keepdims=True), shape)),
        Mistake("absolute values", "The signs of the weights are gone.", lambda W1, shape: _images(abs(W1), shape)),
        Mistake(SIGN, "Every weight has the opposite sign.", lambda W1, shape: _images(-W1, shape)),
        Mistake("reversed", "The images are upside down.", lambda W1, shape: _images(W1, shape)[:, ::-1]),
        Mistake("one image", "It is the image of the first unit alone.", lambda W1, shape: W1[0].reshape(shape)),
    ),
    against="the images",
)  # fmt: skip
