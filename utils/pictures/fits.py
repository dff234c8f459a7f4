"""The picture of over-fitting: polynomials of four degrees through the same points, with and without a penalty."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from utils.pictures import style
from utils.pictures.picture import Picture

Features = Callable[[np.ndarray, int], np.ndarray]
Fit = Callable[[np.ndarray, np.ndarray, float], np.ndarray]


@style.picture
def polynomial_fits(
    features: Features,
    fit: Fit,
    x: np.ndarray,
    t: np.ndarray,
    lam: float,
    truth: Callable[[np.ndarray], np.ndarray],
    degrees: Sequence[int] = (0, 1, 3, 9),
) -> Picture:
    """For each of four degrees the fitted curve, above without and below with a penalty, and ‖w‖ with each.

    Args:
        features: ``features(x, M)`` gives the powers of x, ``(N, M + 1)``.
        fit: ``fit(Phi, t, lam)`` gives the weights.
        x, t: the points.
        lam: the penalty of the lower row.
        truth: the curve that the points are scattered around.
        degrees: four of them.
    """
    fine = np.linspace(x.min(), x.max(), 400)
    figure = style.new_figure(4.9)
    grid = figure.subplots(2, len(degrees), sharex=True, sharey=True)
    figure.subplots_adjust(left=0.175, right=0.99, bottom=0.13, top=0.92, wspace=0.08, hspace=0.42)
    reach = 0.55 * np.ptp(t)
    low, high = t.min() - reach, t.max() + reach
    norms: dict[tuple[float, int], float] = {}
    for row, penalty in zip(grid, (0.0, lam), strict=True):
        for axes, M in zip(row, degrees, strict=True):
            w = np.asarray(fit(features(x, M), t, penalty), dtype=np.float64)
            norms[penalty, M] = float(np.linalg.norm(w))
            axes.plot(fine, truth(fine), color=style.GREEN, linewidth=3, alpha=0.7, gid="truth")
            axes.plot(fine, features(fine, M) @ w, color=style.PURPLE, linewidth=1.6, gid=f"fit:{M}:{penalty:g}")
            axes.plot(x, t, "o", color=style.TEXT, markersize=4.5, gid="points")
            axes.set(ylim=(low, high), xticks=(0, 1), yticks=(-1, 0, 1))
            size = style.math_number(norms[penalty, M], 2)
            title = rf"$\Vert\mathbf{{w}}\Vert = {size}$"
            axes.set_title(title, fontsize=style.SIZE, pad=5, gid=f"norm:{M}:{penalty:g}")
            axes.set_xlabel("$x$" if penalty else "", labelpad=-9)
        text = r"$\lambda = 0$" if penalty == 0 else rf"$\lambda = {style.math_number(penalty, 2)}$"
        row[0].set_ylabel(text, rotation=0, ha="right", va="center", fontsize=style.LABEL - 2, labelpad=6)
        for axes, M in zip(row, degrees, strict=True):
            axes.annotate(f"M = {M}", (0.5, 0.04), xycoords="axes fraction", ha="center", va="bottom", color=style.GREY)
    # Named below all of them: no panel has room for three words that touch no curve.
    for place, colour, name in ((0.2, style.TEXT, "● the points"), (0.5, style.PURPLE, "— the fitted curve"),
                                (0.8, style.GREEN, "━ the curve behind them")):  # fmt: skip
        figure.text(place, 0.012, name, ha="center", va="bottom", color=style.ink(colour), gid=f"name:{name[2:]}")
    said = "; ".join(
        f"M = {M}: {style.number(norms[0.0, M], 2)} without, {style.number(norms[lam, M], 2)} with the penalty"
        for M in degrees
    )
    last = degrees[-1]
    alt = (
        f"{2 * len(degrees)} panels, each with {len(x)} points around a smooth curve and a fitted polynomial of degree "
        f"M. Above without a penalty, below with lambda = {style.number(lam, 2)}. "
        f"The length of w: {said}."
    )
    takeaway = (
        f"With M = {last} the weights have the length {style.number(norms[0.0, last], 2)}; with the penalty "
        f"{style.number(norms[lam, last], 2)}, and the curve is calm."
    )
    return Picture(figure, alt, takeaway)
