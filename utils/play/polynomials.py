"""A polynomial through points: its degree and its penalty to be moved, with the length of its weights."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from utils.drawn import only_to_look_at
from utils.pictures import style
from utils.pictures.fits import Features, Fit
from utils.play.controls import Slider
from utils.play.thing import Seen, Thing, Trouble

NONE = -10.0  # on the slider: no penalty at all
POSITIVE, NEGATIVE = style.VERMILLION, style.BLUE  # weights, as in all images of weights


def sine(x: np.ndarray) -> np.ndarray:
    """The curve behind the points."""
    return np.sin(2 * np.pi * x)


X = np.linspace(0.0, 1.0, 10)
T = sine(X) + 0.25 * np.random.default_rng(1).normal(size=10)


def _powers(x: np.ndarray, M: int) -> np.ndarray:
    return np.vander(x, M + 1, increasing=True)


def _least_squares(Phi: np.ndarray, t: np.ndarray, lam: float) -> np.ndarray:
    """The penalty as more examples: each weight but the first is wanted to be 0, the more so the larger λ is."""
    wanted = np.sqrt(lam) * np.eye(Phi.shape[1])[1:]
    return np.linalg.lstsq(np.vstack([Phi, wanted]), np.concatenate([t, np.zeros(len(wanted))]), rcond=None)[0]


@only_to_look_at
def polynomials(
    features: Features | None = None,
    fit: Fit | None = None,
    x: np.ndarray = X,
    t: np.ndarray = T,
    truth: Callable[[np.ndarray], np.ndarray] = sine,
    M: int = 9,
) -> Thing:
    """The degree M and the penalty λ of a polynomial through ten points.

    Args:
        features: ``(x, M)`` -> the powers of x, the course's or the reader's.
        fit: ``(Phi, t, lam)`` -> the weights.
        x, t: the points.
        truth: the curve that they are scattered around.
        M: the degree to begin with.
    """
    scene = _Polynomials(features or _powers, fit or _least_squares, np.asarray(x, float), np.asarray(t, float), truth)
    controls = {
        "M": Slider("degree M", M, 0, 9, 1, 0),
        "exponent": Slider("log₁₀ λ (far left: λ = 0)", NONE, NONE, 1, 0.5),
    }
    takeaway = "A high degree without a penalty needs huge weights to go through every point, and misses the curve."
    return Thing(controls, scene.show, takeaway)


class _Polynomials:
    def __init__(self, features: Features, fit: Fit, x: np.ndarray, t: np.ndarray, truth: Callable) -> None:
        self._features, self._fit, self._points, self._truth = features, fit, (x, t), truth
        self._x = np.linspace(x.min(), x.max(), 301)
        with style.drawing():
            self.figure = style.new_figure(3.5)
            axes = self.figure.add_axes((0.065, 0.15, 0.63, 0.74))
            axes.plot(self._x, truth(self._x), color=style.GREEN, linewidth=4, alpha=0.6, gid="truth")
            (self._curve,) = axes.plot([], [], color=style.PURPLE, linewidth=2.2, gid="fit")
            axes.plot(x, t, "o", color=style.TEXT, markersize=7, zorder=4, gid="points")
            reach = 0.5 * np.ptp(t)
            axes.set(ylim=(t.min() - reach, t.max() + reach), xlabel="$x$")
            for place, text, colour in ((0.0, "● the points", style.TEXT), (0.27, "— the polynomial", style.PURPLE),
                                        (0.62, "━ the curve behind", style.GREEN)):  # fmt: skip
                axes.text(place, 1.04, text, transform=axes.transAxes, color=style.ink(colour), va="bottom")
            self._weights = self.figure.add_axes((0.77, 0.22, 0.195, 0.67))
            for place, text, colour in ((0.755, "■ positive", POSITIVE), (0.87, "■ negative", NEGATIVE)):
                self.figure.text(place, 0.04, text, color=style.ink(colour), fontsize=style.SMALL, va="bottom")

    def show(self, M: int, exponent: float) -> Seen:
        M, lam = int(M), 0.0 if exponent <= NONE else 10.0**exponent
        x, t = self._points
        Phi = np.asarray(self._features(x.copy(), M), dtype=np.float64)
        w = np.asarray(self._fit(Phi, t.copy(), lam), dtype=np.float64)
        if w.shape != (M + 1,) or not np.isfinite(w).all():
            raise Trouble(f"The fit gives weights of shape {w.shape}; there should be M + 1 = {M + 1} finite numbers.")
        y = np.asarray(self._features(self._x, M)) @ w
        self._curve.set_data(self._x, y)
        axes = self._weights
        axes.cla()
        size = np.abs(w)
        axes.barh(range(M + 1), np.maximum(size, 1e-2), color=[POSITIVE if v >= 0 else NEGATIVE for v in w],
                  height=0.7)  # fmt: skip
        axes.set(xscale="log", xlim=(0.03, 1e6), ylim=(9.6, -0.6), yticks=range(10), xticks=(1, 1e3, 1e6))
        axes.set_xticklabels(["1", "10³", "10⁶"])
        axes.minorticks_off()
        axes.set_title("size of each $w_m$", fontsize=style.SIZE, loc="left", pad=8)
        n = style.number
        off = float(np.sqrt(np.mean((Phi @ w - t) ** 2)))
        missed = float(np.sqrt(np.mean((y - self._truth(self._x)) ** 2)))
        penalty = f"λ = {n(lam, 2)}" if lam else "λ = 0"
        says = (
            f"M = {M}, {penalty}: ‖w‖ = {n(float(np.linalg.norm(w)), 2)}; off the points by {n(off, 2)}, "
            f"off the curve behind them by {n(missed, 2)} (root mean square)."
        )
        alt = (
            f"{len(x)} points, the curve that they are scattered around, and the polynomial of degree {M} fitted with "
            f"{penalty}. Beside them bars, the size of its weights: {', '.join(n(v, 2) for v in w)}."
        )
        return Seen(self.figure, says, alt)
