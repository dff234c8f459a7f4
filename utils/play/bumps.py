"""Bumps that follow a curve which the reader types or draws."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from utils.drawn import only_to_look_at
from utils.elementwise import logistic
from utils.pictures import style
from utils.pictures.bumps import Builder
from utils.play.controls import Control, Pad, Slider, Typed
from utils.play.formula import curve
from utils.play.thing import Seen, Thing, Trouble

INTERVAL = (-3.0, 3.0)
DRAWN = "drawn by hand"


def _course(edges: np.ndarray, heights: np.ndarray, k: float, x: np.ndarray) -> tuple[np.ndarray, int]:
    """The sum of the bumps, two units each, and how many units that makes."""
    steps = logistic(k * (x[:, None] - edges))
    return (steps[:, :-1] - steps[:, 1:]) @ heights, 2 * len(heights)


def _of(build: Builder) -> Callable:
    """The same of the network that the reader builds."""

    def output(edges: np.ndarray, heights: np.ndarray, k: float, x: np.ndarray) -> tuple[np.ndarray, int]:
        W1, b1, w2, b2 = (np.asarray(part, dtype=float) for part in build(edges, heights, k))
        return logistic(x[:, None] @ W1.T + b1) @ w2 + b2, len(b1)

    return output


@only_to_look_at
def bumps(bump_network: Builder | None = None, formula: str = "sin(2*x) + x/3") -> Thing:
    """A network of bumps over a curve: how many, how high, how sharp; the curve is typed, or drawn on the pad.

    Args:
        bump_network: the reader's ``(edges, heights, k) -> (W1, b1, w2, b2)``; without it the course's bumps are shown.
        formula: the curve to begin with, of x from −3 to 3.
    """
    scene = _Bumps(_of(bump_network), own=True) if bump_network else _Bumps(_course)
    controls: dict[str, Control] = {
        "count": Slider("bumps", 6, 1, 40, 1, 0),
        "height": Slider("height, times the curve's", 1.0, 0, 1.5, 0.05, 2),
        "sharp": Slider("sharpness, k times a bump's width", 20, 1, 60, 1, 0),
        "formula": Typed("curve f(x) =", formula),
        "strokes": Pad("or draw the curve here", 320, 110, 4),
    }
    takeaway = "More bumps, sharp enough, follow any curve without jumps as closely as you like, on a bounded interval."
    return Thing(controls, scene.show, takeaway)


class _Bumps:
    def __init__(self, output: Callable, own: bool = False) -> None:
        self._output, self._own = output, own
        self._x = np.linspace(*INTERVAL, 601)
        with style.drawing():
            self.figure = style.new_figure(3.4)
            axes = self._axes = self.figure.add_axes((0.065, 0.15, 0.92, 0.75))
            (self._curve,) = axes.plot([], [], color=style.ORANGE, linewidth=5, alpha=0.75, gid="target")
            (self._network,) = axes.plot([], [], color=style.BLUE, linewidth=2, gid="network")
            axes.set(xlim=INTERVAL, xlabel="$x$")
            for x, text, colour in (
                (0.01, "━ the curve", style.ORANGE),
                (0.2, "— your network" if own else "— the network", style.BLUE),
            ):
                axes.text(x, 1.03, text, transform=axes.transAxes, color=style.ink(colour), va="bottom")
            self._edges = axes.vlines([], 0, 1, color=style.FAINT, linewidth=1, linestyle=":", zorder=0)

    def show(self, count: int, height: float, sharp: float, formula: str, strokes: Sequence) -> Seen:
        f, named = (drawn(strokes), DRAWN) if any(len(stroke) > 1 for stroke in strokes) else (curve(formula), formula)
        target = f(self._x)
        if not np.isfinite(target).all():
            raise Trouble(f"The curve is not finite at x = {style.number(self._x[~np.isfinite(target)][0])}.")
        edges = np.linspace(*INTERVAL, int(count) + 1)
        heights = height * f((edges[:-1] + edges[1:]) / 2)
        width = edges[1] - edges[0]
        # The outermost edges lie one width outside, so that the network has not begun to fall at the ends.
        wide = np.concatenate([[edges[0] - width], edges[1:-1], [edges[-1] + width]])
        y, units = self._output(wide, heights, sharp / width, self._x)
        self._curve.set_data(self._x, target)
        self._network.set_data(self._x, y)
        low, high = min(target.min(), 0.0), max(target.max(), 0.0)
        room = 0.25 * (high - low or 1.0)
        self._axes.set_ylim(low - room, high + room)
        self._edges.remove()
        self._edges = self._axes.vlines(edges[1:-1], low - room, high + room, color=style.FAINT, linewidth=1,
                                        linestyle=":", zorder=0, gid="edges")  # fmt: skip
        error = float(np.abs(y - target).max())
        each = "1 bump" if count == 1 else f"{count:.0f} bumps"
        units_of = f"{units} hidden units" + " in your network" * self._own
        says = f"{each}, {units_of}: the largest error is {style.number(error, 2)}."
        alt = (
            f"The curve f(x), {named}, for x from −3 to 3 with the output of a network of bumps over it, dotted lines "
            "where one bump ends and the next begins."
        )
        return Seen(self.figure, says, alt)


def drawn(strokes: Sequence[Sequence[tuple[float, float]]]) -> Callable[[np.ndarray], np.ndarray]:
    """The curve that was drawn on the pad, from −1 at its lower edge to 1 at its upper; later strokes go over earlier.

    Between two places that nothing was drawn over, and to the ends, it goes straight on.
    """
    fine = np.linspace(0, 1, 321)
    heights = np.full(fine.size, np.nan)
    for stroke in strokes:
        points = np.asarray(stroke, dtype=np.float64).reshape(-1, 2)
        for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
            (left, first), (right, second) = sorted([(x0, y0), (x1, y1)])
            over = (fine >= left - 0.002) & (fine <= right + 0.002)
            heights[over] = np.interp(fine[over], [left, max(right, left + 1e-9)], [first, second])
    known = np.flatnonzero(~np.isnan(heights))
    if not known.size:
        raise Trouble("The pad is empty. Draw from left to right across it.")
    heights = 1 - 2 * np.interp(fine, fine[known], heights[known])
    low, high = INTERVAL
    return lambda x: np.interp((np.asarray(x) - low) / (high - low), fine, heights)
