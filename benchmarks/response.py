"""How long a reader waits for a check, and for all of ``utils`` to be imported.

    python -m benchmarks.response              every notebook
    python -m benchmarks.response 03 06        some of them
    python -m benchmarks.response --solved     the answers of the solved edition alone, without variants

For every exercise: a processor's time for its visible checks on the solved edition's answer, on the other right answers
and on the planted mistakes (whose diagnosis takes longer), the slowest of each. What went into the answer itself, such
as a training or a slow way to count, no check can save: it stands apart for the first, and is left out of the others.
Then ``from utils import *`` beside ``import
matplotlib.figure``, in fresh interpreters, taken in turn. What is wanted: no check above 0.2 s without the answer's own
time, and a ratio of imports of at most 1.
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence

from autograder.course import Course
from autograder.editions import solved_edition
from autograder.mistakes import Stage, ask, stages
from autograder.source import grade_id, read_source
from autograder.variants import Variant, read_variants
from utils.checks import witness

WANTED = 0.2  # seconds


def main() -> int:
    """Measure, print, and exit 1 where something is slower than wanted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NOTEBOOK", help="such as 03; all of them unless told")
    parser.add_argument("--solved", action="store_true", help="only the solved edition's answers, and no imports")
    parser.add_argument("--repeats", type=int, default=5, help="of each measurement; the median counts (default: 5)")
    options = parser.parse_args()
    checks = check_times(options.names, options.repeats, options.solved)
    print(f"{'exercise':<28}{'solved':>8}{'its own':>9}{'right':>8}{'mistake':>9}   seconds of a processor's time")
    for exercise, row in checks.items():
        columns = [f"{row[kind]:.3f}" if kind in row else "–" for kind in ("solved", "its own", "right", "wrong")]
        print(f"{exercise:<28}{columns[0]:>8}{columns[1]:>9}{columns[2]:>8}{columns[3]:>9}")
    slow = [
        exercise
        for exercise, row in checks.items()
        if max(row["solved"] - row["its own"], row.get("right", 0.0), row.get("wrong", 0.0)) > WANTED
    ]
    print(f"\nslower than {WANTED} s: {', '.join(slow) or 'none'}")
    if options.solved:
        return 1 if slow else 0
    ours, theirs = import_times(options.repeats)
    print(f"from utils import * {ours:.3f} s, import matplotlib.figure {theirs:.3f} s, ratio {ours / theirs:.2f}")
    return 1 if slow or ours > theirs else 0


def check_times(chosen: Sequence[str], repeats: int, solved_only: bool) -> dict[str, dict[str, float]]:
    """Seconds by exercise and kind of answer: the slowest answer, its median over the repeats.

    Of an answer that trains by itself, variants are left out: each of them would be a training.
    """
    course = Course.find()
    slowest: dict[str, dict[str, float]] = {}
    for name in course.resolve(chosen):
        nb = read_source(course.source(name))
        ready = stages(nb, name)
        solved = {grade_id(cell): cell.source for cell in solved_edition(nb).cells}
        for exercise, stage in ready.items():
            answer = Variant("right", exercise, "solved", solved[exercise])
            timed = [_timed(stage, answer) for _ in range(repeats)]
            row = slowest.setdefault(f"{name[:2]} {exercise}", {})
            row["solved"], row["its own"] = (statistics.median(one[part] for one in timed) for part in (0, 1))
        if solved_only or not course.variants(name).exists():
            continue
        for variant in read_variants(course.variants(name), nb):
            row = slowest.get(f"{name[:2]} {variant.exercise}", {"its own": WANTED})
            if row["its own"] < WANTED:
                timed = [_timed(ready[variant.exercise], variant) for _ in range(repeats)]
                taken = statistics.median(whole - own for whole, own in timed)
                row[variant.kind] = max(row.get(variant.kind, 0.0), taken)
    return slowest


def _timed(stage: Stage, answer: Variant) -> tuple[float, float]:
    """A processor's seconds for the checks of an answer, and those of them that it spent in the answer."""
    with _clock_of_answers() as own:
        before = time.process_time()
        ask(stage, answer)
        return time.process_time() - before, sum(own)


@contextlib.contextmanager
def _clock_of_answers() -> Iterator[list[float]]:
    """The processor's seconds of every call of an answer."""
    own: list[float] = []
    call: Callable = witness._call

    def timed(*arguments: object) -> object:
        before = time.process_time()
        try:
            return call(*arguments)
        finally:
            own.append(time.process_time() - before)

    witness._call = timed  # type: ignore[assignment]
    try:
        yield own
    finally:
        witness._call = call


def import_times(repeats: int) -> tuple[float, float]:
    """Median seconds of a fresh interpreter that imports all of utils, and of one that imports Matplotlib's figures."""

    def fresh(code: str) -> float:
        return _seconds(lambda: subprocess.run([sys.executable, "-c", code], check=True))

    # All of it: `utils` alone imports a check when its name is first asked for.
    pairs = [(fresh("from utils import *"), fresh("import matplotlib.figure")) for _ in range(repeats + 1)][
        1:
    ]  # the first fills caches
    return statistics.median(ours for ours, _ in pairs), statistics.median(theirs for _, theirs in pairs)


def _seconds(run) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
