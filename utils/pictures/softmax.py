"""The picture of softmax's Jacobian: how far each output moves when each input does."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from utils.numerical import complex_step_gradient
from utils.pictures import style
from utils.pictures.picture import Picture
from utils.softmax import softmax

MOST = 6  # outputs that can be read
CELL = (0.86, 0.6)  # inches
NAMES, SUMS = 1.35, 1.05  # inches, for the rows' names and their sums
TOP, BOTTOM = 0.5, 0.5
COLOURS = LinearSegmentedColormap.from_list("signed", [style.VERMILLION, "white", style.BLUE])


@style.picture
def softmax_jacobian(z: ArrayLike = (2.0, 1.0, 0.0, -1.0), sums: bool = True) -> Picture:
    """The derivatives of y = softmax(z) as a signed map, dy_i/dz_j in row i and column j.

    Args:
        z: two to six pre-activations.
        sums: whether each row's sum stands beside it. It is of all digits: the entries shown are rounded.
    """
    z = np.asarray(z, dtype=np.float64)
    if z.ndim != 1 or not 2 <= z.size <= MOST or not np.isfinite(z).all():
        raise ValueError(f"softmax_jacobian: z must be from 2 to {MOST} finite numbers; it is {z.tolist()}.")
    y = softmax(z)
    shifted = z - z.max()

    def output(i: int) -> Callable[[np.ndarray], np.ndarray]:
        return lambda v: np.exp(v)[i] / np.exp(v).sum()

    jacobian = np.array([complex_step_gradient(output(i), shifted) for i in range(z.size)])
    width, height = CELL
    left = (style.WIDTH - NAMES - z.size * width - sums * SUMS) / 2 + NAMES
    figure = style.new_figure(TOP + z.size * height + BOTTOM)
    axes = style.canvas_in_inches(figure)
    top = figure.get_figheight() - TOP
    largest = np.abs(jacobian).max()
    for i in range(z.size):
        middle = top - (i + 0.5) * height
        axes.text(left - 0.15, middle, f"$y_{{{i + 1}}}$ = {y[i]:.3f}", ha="right", va="center", gid=f"y:{i}")
        for j in range(z.size):
            share = jacobian[i, j] / largest
            shade = COLOURS(0.5 + 0.36 * share)
            axes.add_patch(
                Rectangle(
                    (left + j * width, top - (i + 1) * height), width, height, facecolor=shade, edgecolor=style.FAINT,
                    linewidth=1, gid=f"cell:{i},{j}",
                )
            )  # fmt: skip
            axes.text(
                left + (j + 0.5) * width, middle, _signed(jacobian[i, j]), ha="center", va="center",
                gid=f"entry:{i},{j}",
            )  # fmt: skip
        if sums:
            axes.text(left + z.size * width + 0.55, middle, f"{abs(jacobian[i].sum()):.0f}", ha="center", va="center",
                      gid=f"sum:{i}")  # fmt: skip
    for j in range(z.size):
        axes.text(left + (j + 0.5) * width, top + 0.1, f"$z_{{{j + 1}}}$ = {style.number(z[j])}", ha="center",
                  va="bottom", gid=f"z:{j}")  # fmt: skip
    if sums:
        axes.text(left + z.size * width + 0.55, top + 0.1, "exact sum", ha="center", va="bottom", color=style.GREY,
                  gid="row sum")  # fmt: skip
    for j, (sign, word) in enumerate(((1, "positive"), (-1, "negative"))):
        x = left + 1.4 * j
        axes.add_patch(Rectangle((x, 0.14), 0.2, 0.2, facecolor=COLOURS(0.5 + 0.36 * sign), edgecolor=style.FAINT,
                                 gid=f"key:{word}"))  # fmt: skip
        axes.text(x + 0.28, 0.24, word, va="center_baseline", fontsize=style.SMALL, gid=f"says:{word}")
    said = "; ".join(
        f"y{i + 1} = {y[i]:.3f}: {', '.join(_signed(entry) for entry in row)}" for i, row in enumerate(jacobian)
    )
    alt = (
        f"A heat map of the derivatives of softmax at z = ({', '.join(style.number(v) for v in z)}), one row for each "
        f"output, one column for each z. {said}. The entries on the diagonal are positive, all others are negative."
    )
    takeaway = "Raising one z raises its own y and lowers every other."
    if sums:
        alt += " Every row sums to 0."
        takeaway = "Every row sums to 0: raising all z alike changes nothing."
    return Picture(figure, alt, takeaway)


def _signed(value: float) -> str:
    return f"{value:+.3f}".replace("-", "\N{MINUS SIGN}")
