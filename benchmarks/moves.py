"""How long a move of each thing to move takes in the kernel, in milliseconds of processor time.

    python -m benchmarks.moves

Each row: the first move, on which texts are set for the first time, and the median of the moves after it, drawing and
PNG included. What the page and the messages take comes on top. What is wanted: no median above 100 ms, so that an
answer is there within 150. Besides the moves, choosing another graph in backpropagation, which draws it anew.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from utils import play
from utils.pictures import style
from utils.play.backpropagation import EXAMPLES
from utils.play.draw_digit import SAMPLE
from utils.play.thing import Thing, rendered

WANTED = 100.0  # milliseconds
RNG = np.random.default_rng(0)
NETWORK = {"W1": RNG.normal(size=(40, 64)), "b1": np.zeros(40), "W2": RNG.normal(size=(10, 40)), "b2": np.zeros(10)}

# Each thing with the control that is moved, and where to.
MOVES: dict[str, tuple[Callable[[], Thing], str, list[Any]]] = {
    "learning_xor": (play.learning_xor, "steps", [100, 110, 120, 130, 140, 150]),
    "line": (play.line, "w1", [0.4, 0.5, 0.6, 0.7, 0.8, 0.9]),
    "weights_of_not": (play.weights_of_not, "w", [0.4, 0.5, 0.6, 0.7, 0.8, 0.9]),
    "morph": (play.morph, "way", [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]),
    "sharpness": (play.sharpness, "k", [2.0, 3.0, 4.0, 5.0, 6.0, 7.0]),
    "layer": (play.layer, "way", [1.1, 1.2, 1.3, 1.4, 1.5, 1.6]),
    "bumps": (play.bumps, "count", [7, 8, 9, 10, 11, 12]),
    "unit": (play.unit, "w", [0.4, 0.5, 0.6, 0.7, 0.8, 0.9]),
    "backpropagation": (play.backpropagation, "step", [5, 6, 7, 8, 9, 10]),
    "backpropagation, graph": (play.backpropagation, "which", ["one unit", "L2 regression", "softmax", "two paths"]),
    "training": (play.training, "steps", [100, 120, 140, 160, 180, 200]),
    "polynomials": (play.polynomials, "exponent", [-6.0, -5.5, -5.0, -4.5, -4.0, -3.5]),
    "draw_digit": (
        lambda: play.draw_digit(NETWORK), "strokes", [[SAMPLE[0][:end]] for end in (4, 8, 12, 16, 20, 22)]
    ),
}  # fmt: skip


def milliseconds(make: Callable[[], Thing], control: str, values: list[Any]) -> list[float]:
    """Of processor time, for each move in turn."""
    thing = make()
    rendered(thing.at().figure)
    taken = []
    for value in values:
        rest = dict(zip(("formula", "values"), EXAMPLES[value], strict=True)) if control == "which" else {}
        start = time.process_time()
        seen = thing.at(**{control: value}, **rest)
        with style.drawing():
            rendered(seen.figure)
        taken.append(1000 * (time.process_time() - start))
    return taken


def main() -> int:
    """Measure, print, and exit 1 where a move is slower than wanted."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    print(f"{'thing':<24}{'first':>8}{'median':>8}   ms of processor time")
    slow = []
    for name, (make, control, values) in MOVES.items():
        first, *later = milliseconds(make, control, values)
        median = statistics.median(later)
        print(f"{name:<24}{first:>8.0f}{median:>8.0f}")
        if median > WANTED and control != "which":
            slow.append(name)
    print(f"slower than {WANTED:.0f} ms: {', '.join(slow) or 'none'}")
    return 1 if slow else 0


if __name__ == "__main__":
    raise SystemExit(main())
