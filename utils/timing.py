"""How long several ways take to compute the same arrays, side by side. Nothing is judged."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

import numpy as np

ROUNDS = 5  # of each, of which the best counts: what else the computer does only makes one longer
PATIENCE = 1.0  # seconds, after which one is not tried again


def race(contestants: Mapping[str, Callable[..., Sequence[np.ndarray]]], *arguments: np.ndarray) -> None:
    """Prints how long each takes, how many times as long as the fastest, and how far its arrays are from the first's.

    Args:
        contestants: by name, functions that return arrays of the same shapes.
        arguments: what all of them are called with.
    """
    seconds: dict[str, float] = {}
    results: dict[str, Sequence[np.ndarray]] = {}
    for name, compute in contestants.items():
        taken: list[float] = []
        while len(taken) < ROUNDS and sum(taken) < PATIENCE:
            start = time.perf_counter()
            results[name] = compute(*arguments)
            taken.append(time.perf_counter() - start)
        seconds[name] = min(taken)
    first, fastest = next(iter(results)), min(seconds, key=lambda name: seconds[name])
    width = max(map(len, results))
    for name, took in seconds.items():
        says = [f"{name:<{width}} {1000 * took:10.3f} ms"]
        if name != fastest:
            says.append(f"{_times(took / max(seconds[fastest], 1e-9))} as long as {fastest}")
        if name != first:
            apart = max(
                float(np.abs(one - other).max()) for one, other in zip(results[name], results[first], strict=True)
            )
            says.append(f"differs from {first} by {apart:.0e}")
        print(", ".join(says))


def _times(ratio: float) -> str:
    return f"{ratio:.1f} times" if ratio < 10 else f"{ratio:.0f} times"
