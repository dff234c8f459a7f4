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
PAIRS = ((14, 44, 100.0, 2e-4), (500, 2000, 10.0, 1e-3), (2000, 8000, 9.0, 4e-3))
PATIENCE = 0.25  # seconds, after which no larger graph is tried; a linear pass needs some hundredths for 8 000 nodes
SMALLEST = 5  # nodes of the first graph that is tried
BY = 0.15  # sizes grow by so much, so that the first that takes too long takes little longer than the one before
WORTH_IT = 4.0  # seconds, for both passes on the largest graph; where it would take longer it is not tried
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
    forward, ahead = _grow(lambda graph, steps: forward_pass(graph, _inputs(steps)))
    backward, back = _grow(lambda graph, steps: backward_pass(graph, _values(steps)))
    rows = [("forward_pass", forward), ("backward_pass", backward)]
    slow = [name for name, found in rows if found != _LINEAR]
    if slow:
        rows.append(("next", "Your answer stays right, and keeps its points. " + " ".join(
            dict.fromkeys(_ADVICE[found] for _, found in rows if found in _ADVICE))))  # fmt: skip
        return TooMuchOnLongGraphs("your passes", f"{' and '.join(slow)} would not do for a large network", tuple(rows))
    nodes = f"{LARGE:,}".replace(",", " ")
    if ahead + back > WORTH_IT:
        rows.append(("not tried", f"{nodes} nodes: by these times they would take {ahead + back:.0f} seconds here"))
        return OnLongGraphs("your passes", "both are linear", tuple(rows))
    graph, steps = _euler(LARGE), _steps(LARGE)
    signals = backward_pass(graph, forward_pass(graph, _inputs(steps)))
    step = 1e-5
    measured = (_end(START + step, steps) - _end(START - step, steps)) / (2 * step)
    rows += [
        ("error signal of x, the starting value", f"{float(signals['x']):.8f}"),
        ("measured", f"{measured:.8f}"),
    ]
    return OnLongGraphs("your passes", f"both come through {nodes} nodes", tuple(rows))


_LINEAR = "linear: four times the nodes take about four times as long"
_RECURSIVE = "recursive: RecursionError on a graph of thousands of nodes"
_QUADRATIC = "quadratic, or worse: four times the nodes take far more than four times as long"
_EXPONENTIAL = "exponential: a few nodes more multiply the time"
_ADVICE = {
    _QUADRATIC: "Where does it look through the whole graph, or copy a whole dict or list, for a single node?",
    _EXPONENTIAL: "How often does it visit a node to which many paths lead?",
    _RECURSIVE: "A loop goes as far as one likes; a function that calls itself goes some 1000 calls deep.",
}


def _grow(run: Callable[[Graph, int], object]) -> tuple[str, float]:
    """What kind of growth a pass shows, in words, and about how many seconds it would take on the largest graph.

    No size is tried after one that took longer than ``PATIENCE``, and each is little larger than the one before: so
    whatever a pass does, it is left alone after a second or two.
    """
    taken: dict[int, float] = {}
    compared = {size for before, after, *_ in PAIRS for size in (before, after)}
    for size in _sizes():
        try:
            taken[size] = _seconds(run, size, 3 if size in compared else 1)
        except RecursionError:
            return _RECURSIVE, math.inf
        for before, after, too_much, least in PAIRS:
            if size == after and taken[size] > too_much * max(least, taken[before]):
                return _EXPONENTIAL if size < 100 else _QUADRATIC, math.inf
        if taken[size] > PATIENCE:
            break
    last, earlier = taken[size], list(taken.values())[:-1] or [math.inf]
    quarter = max((one for one in taken if one <= size / 4), default=SMALLEST)
    if last > PATIENCE and last > 2.5 * size / quarter * max(PAIRS[1][-1], taken[quarter]):
        return _EXPONENTIAL if size < 100 and last > 1.5 * earlier[-1] else _QUADRATIC, math.inf
    return _LINEAR, last * LARGE / size


def _sizes() -> list[int]:
    """Numbers of nodes to try: at first one step of the graph more each time, then by ``BY``; and those compared."""
    sizes = {size for before, after, *_ in PAIRS for size in (before, after)}
    size = SMALLEST
    while size < max(sizes):
        sizes.add(size)
        size += 3 * max(1, int(BY * size / 3))
    return sorted(sizes)


def _seconds(run: Callable[[Graph, int], object], size: int, times: int) -> float:
    """The shortest of so many runs, or the only one where it takes long; not counting what else the computer does."""
    graph, steps, best = _euler(size), _steps(size), math.inf
    collecting = gc.isenabled()
    gc.disable()
    try:
        for _ in range(times):
            start = _clock()
            run(graph, steps)
            best = min(best, _clock() - start)
            if best > PATIENCE:
                break
    finally:
        if collecting:
            gc.enable()
    return best


def _clock() -> float:
    """The seconds that the processor gave this thread; a browser has one thread, and no clock for it."""
    return time.thread_time() if hasattr(time, "thread_time") else time.process_time()


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
