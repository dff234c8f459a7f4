"""The input plane of a network, drawn once and then only coloured anew: where its output is high, and the boundary."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.contour import QuadContourSet

from utils.pictures import style

# Pale enough for marks and lines upon them: vermillion at 0, white at ½, blue at 1.
PALE = LinearSegmentedColormap.from_list("pale", ["#F7D2BC", "#FFFFFF", "#B5D6EC"])
FINE = 61  # points on a side, in between colours are mixed


class Plane:
    """A square of inputs, shaded by an output from 0 to 1, with a line where it is ½."""

    def __init__(self, axes: Axes, low: float = -0.4, high: float = 1.4, letter: str = "x") -> None:
        self.axes = axes
        self.ticks = np.linspace(low, high, FINE)
        self.grid = np.stack(np.meshgrid(self.ticks, self.ticks), axis=-1).reshape(-1, 2)
        self._image = axes.imshow(np.full((FINE, FINE), 0.5), cmap=PALE, vmin=0, vmax=1, origin="lower",
                                  extent=(low, high, low, high), interpolation="bilinear", zorder=0,
                                  gid="shade")  # fmt: skip
        self._line: QuadContourSet | None = None
        axes.set(xlim=(low, high), ylim=(low, high), xticks=(0, 1), yticks=(0, 1), aspect="equal")
        axes.set_xlabel(f"${letter}_1$", fontsize=style.LABEL, labelpad=-8)
        axes.set_ylabel(f"${letter}_2$", fontsize=style.LABEL, labelpad=-6, rotation=0, va="center")

    def show(self, output: Callable[[np.ndarray], np.ndarray]) -> None:
        """Colours it by ``output`` of its points, ``(N, 2) -> (N,)``."""
        values = np.asarray(output(self.grid), dtype=np.float64).reshape(FINE, FINE)
        self._image.set_data(np.clip(values, 0, 1))
        if self._line is not None:
            self._line.remove()
        self._line = None
        if values.min() < 0.5 < values.max():
            self._line = self.axes.contour(self.ticks, self.ticks, values, levels=[0.5], colors=[style.TEXT],
                                           linewidths=2, zorder=1)  # fmt: skip
