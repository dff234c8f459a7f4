"""How long a reader waits for a check, and for all of ``utils`` to be imported.

    python -m benchmarks.response

For every exercise that has variants: the time of its visible check on the right answers and on the planted mistakes
(whose diagnosis takes longer), the slowest of each. Then ``from utils import *`` beside ``import matplotlib.figure``,
in fresh interpreters, taken in turn. What is wanted: no check above 0.2 s, and a ratio of imports of at most 1.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time

from autograder.course import Course
from autograder.mistakes import ask, stages
from autograder.source import read_source
from autograder.variants import read_variants

WANTED = 0.2  # seconds


def main() -> int:
    """Measure, print, and exit 1 where something is slower than wanted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=5, help="of each measurement; the median counts (default: 5)")
    repeats = parser.parse_args().repeats
    checks = check_times(repeats)
    print(f"{'exercise':<24}{'right':>10}{'mistake':>10}   seconds, the slowest answer of each kind")
    for exercise, slowest in checks.items():
        print(f"{exercise:<24}{slowest['right']:>10.3f}{slowest['wrong']:>10.3f}")
    ours, theirs = import_times(repeats)
    print(f"\nfrom utils import * {ours:.3f} s, import matplotlib.figure {theirs:.3f} s, ratio {ours / theirs:.2f}")
    slow = [exercise for exercise, slowest in checks.items() if max(slowest.values()) > WANTED]
    print(f"slower than {WANTED} s: {', '.join(slow) or 'none'}")
    return 1 if slow or ours > theirs else 0


def check_times(repeats: int) -> dict[str, dict[str, float]]:
    """Seconds by exercise and kind of answer: the slowest answer, its median over the repeats."""
    course = Course.find()
    slowest: dict[str, dict[str, float]] = {}
    for name in course.names():
        if not course.variants(name).exists():
            continue
        nb = read_source(course.source(name))
        ready = stages(nb, name)
        for variant in read_variants(course.variants(name), nb):
            times = [_seconds(lambda v=variant, r=ready: ask(r[v.exercise], v)) for _ in range(repeats)]
            row = slowest.setdefault(variant.exercise, {"right": 0.0, "wrong": 0.0})
            row[variant.kind] = max(row[variant.kind], statistics.median(times))
    return slowest


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
