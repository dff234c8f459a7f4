"""How a forward and a backward pass fare on long graphs: recursive, worse than linear, or linear. Nothing is judged.

What a pass needs is compared at two sizes, small ones first, so that even a hopeless one is told so soon.
"""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Callable

from utils.graph import Graph
from utils.outcomes import Outcome

LARGE = 100_001  # nodes: two inputs, and three for each of 33 333 steps
# Nodes before and after, the ratio of times that is too much, and the least time that counts as one, in seconds: some
# clocks tick slowly. The first pair finds what follows every path, whose time grows exponentially; the others what
# looks at every pair of nodes, be it fast or slow at that: four times the nodes, sixteen times the time.
PAIRS = ((14, 44, 30.0, 2e-4), (500, 2000, 10.0, 1e-3), (2000, 8000, 9.0, 4e-3))
PATIENCE = 0.25  # seconds, after which no run is repeated; a linear pass needs some hundredths for 8 000 nodes
START, DURATION = 0.5, 2.0


class OnLongGraphs(Outcome):
    """Both passes came through when the graph grew."""

    sign, word, colour = "✓", "on long graphs", "#0072B2"


class TooMuchOnLongGraphs(OnLongGraphs):
    """One of them would not, or both."""

    sign, colour = "△", "#E69F00"


def how_it_scales(forward_pass: Callable, backward_pass: Callable) -> OnLongGraphs:
    """Try both passes on graphs of growing size, up to 100 000 nodes.

    The graph follows v′ = sin v by steps of Euler's method, v ← v + h sin v: three nodes a step. Each v is used twice
    and h in every step.

    Args:
        forward_pass: ``(graph, inputs) -> values``, right on small graphs.
        backward_pass: ``(graph, values) -> error signals``, right on small graphs.
    """
    forward = _grow(lambda graph, steps: forward_pass(graph, _inputs(steps)))
    backward = _grow(lambda graph, steps: backward_pass(graph, _values(steps)))
    rows = [("forward_pass", forward), ("backward_pass", backward)]
    slow = [name for name, found in rows if found != _LINEAR]
    if slow:
        rows.append(("next", "Your answer stays right, and keeps its points. " + " ".join(
            dict.fromkeys(_ADVICE[found] for _, found in rows if found in _ADVICE))))  # fmt: skip
        return TooMuchOnLongGraphs("your passes", f"{' and '.join(slow)} would not do for a large network", tuple(rows))
    graph, steps = _euler(LARGE), _steps(LARGE)
    signals = backward_pass(graph, forward_pass(graph, _inputs(steps)))
    step = 1e-5
    measured = (_end(START + step, steps) - _end(START - step, steps)) / (2 * step)
    rows += [
        ("error signal of x, the starting value", f"{float(signals['x']):.8f}"),
        ("measured", f"{measured:.8f}"),
    ]
    return OnLongGraphs("your passes", f"both come through {len(graph):,} nodes".replace(",", " "), tuple(rows))


_LINEAR = "linear: four times the nodes take about four times as long"
_RECURSIVE = "recursive: RecursionError on a graph of thousands of nodes"
_QUADRATIC = "quadratic, or worse: four times the nodes take far more than four times as long"
_EXPONENTIAL = "exponential: a few nodes more multiply the time"
_ADVICE = {
    _QUADRATIC: "Where does it look through the whole graph, or copy a whole dict or list, for a single node?",
    _EXPONENTIAL: "How often does it visit a node to which many paths lead?",
    _RECURSIVE: "A loop goes as far as one likes; a function that calls itself goes some 1000 calls deep.",
}


def _grow(run: Callable[[Graph, int], object]) -> str:
    """What kind of growth a pass shows, in words."""
    for small, large, too_much, least in PAIRS:
        kind = _EXPONENTIAL if large < 100 else _QUADRATIC
        try:
            before = max(least, _seconds(run, small))
            if before > 4 * PATIENCE or _seconds(run, large) > too_much * before:
                return kind
        except RecursionError:
            return _RECURSIVE
    return _LINEAR


def _seconds(run: Callable[[Graph, int], object], size: int) -> float:
    """The shortest of three runs, or the only one where it takes long; not counting what else the computer does."""
    graph, steps, best = _euler(size), _steps(size), math.inf
    collecting = gc.isenabled()
    gc.disable()
    try:
        for _ in range(3):
            start = time.thread_time()
            run(graph, steps)
            best = min(best, time.thread_time() - start)
            if best > PATIENCE:
                break
    finally:
        if collecting:
            gc.enable()
    return best


def _steps(size: int) -> int:
    return (size - 2) // 3


def _inputs(steps: int) -> dict[str, float]:
    return {"x": START, "h": DURATION / steps}


def _euler(size: int) -> Graph:
    graph: Graph = [("x", "input", ()), ("h", "input", ())]
    v = "x"
    for k in range(1, _steps(size) + 1):
        graph += [(f"s{k}", "sin", (v,)), (f"m{k}", "mul", ("h", f"s{k}")), (f"v{k}", "add", (v, f"m{k}"))]
        v = f"v{k}"
    return graph


def _values(steps: int) -> dict[str, float]:
    values = _inputs(steps)
    v, h = values["x"], values["h"]
    for k in range(1, steps + 1):
        values[f"s{k}"], values[f"m{k}"] = math.sin(v), h * math.sin(v)
        v = v + h * math.sin(v)
        values[f"v{k}"] = v
    return values


def _end(x: float, steps: int) -> float:
    v, h = x, DURATION / steps
    for _ in range(steps):
        v += h * math.sin(v)
    return v
