"""One logistic unit over six points: its curve, its loss, its tangent and its gradient at once, with two losses.

Slopes are measured by a tiny imaginary step, unless the reader's own function is given.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from utils.drawn import only_to_look_at
from utils.elementwise import logistic
from utils.numerical import COMPLEX_STEP
from utils.pictures import style
from utils.pictures.gates import mark
from utils.play.controls import Choice, Control, Slider
from utils.play.thing import Seen, Thing

X = np.array([-3.0, -2.0, -1.0, 0.5, 2.0, 3.0])
T = np.array([0.0, 0.0, 1.0, 0.0, 1.0, 1.0])
SQUARED, CROSS = "squared error", "cross-entropy"
LOSSES: dict[str, Callable] = {
    SQUARED: lambda z, t: (logistic(z) - t) ** 2 / 2,
    CROSS: lambda z, t: -np.log(logistic(z) if t else logistic(-z)),
}
HIGH = {SQUARED: 0.6, CROSS: 7.0}  # of the loss's axis
REACH = 9.0  # of the axis of z


@only_to_look_at
def unit(cost_and_gradients: Callable | None = None, w: float = -2.0, b: float = 0.0) -> Thing:
    """w and b of y = σ(wx + b) over six points, with the loss of one point against its z.

    Args:
        cost_and_gradients: the reader's ``(w, b, x, t) -> (J, dJ_dw, dJ_db)`` for the squared error; without it
            nothing is said of the cost.
        w, b: to begin with: the point x = 3 is confidently wrong.
    """
    scene = _Unit(cost_and_gradients)
    names = [_named(x, t) for x, t in zip(X, T, strict=True)]
    controls: dict[str, Control] = {
        "w": Slider("w", w, -3, 3),
        "b": Slider("b", b, -3, 3),
        "loss": Choice("loss", SQUARED, list(LOSSES)),
        "point": Choice("point", names[-1], names),
    }
    takeaway = "The flatter the loss, the less the unit learns from the point."
    if cost_and_gradients is not None:
        takeaway = "Where a unit is confidently wrong the squared error is flat and the cross-entropy is steep."
    return Thing(controls, scene.show, takeaway)


def _named(x: float, t: float) -> str:
    return f"x = {style.number(x)}, t = {t:.0f}"


def slope(loss: str, z: float, t: float) -> float:
    """How fast the loss changes with z."""
    return float(np.imag(LOSSES[loss](z + 1j * COMPLEX_STEP, t)) / COMPLEX_STEP)


def cost(loss: str, w: complex, b: complex) -> complex:
    """The mean loss over the six points."""
    return np.mean([LOSSES[loss](w * x + b, t) for x, t in zip(X, T, strict=True)])


def gradient(loss: str, w: float, b: float) -> tuple[float, float]:
    """Of the cost, by w and by b."""
    step = 1j * COMPLEX_STEP
    return (
        float(np.imag(cost(loss, w + step, b)) / COMPLEX_STEP),
        float(np.imag(cost(loss, w, b + step)) / COMPLEX_STEP),
    )


class _Unit:
    def __init__(self, cost_and_gradients: Callable | None) -> None:
        self._own = cost_and_gradients
        self._x, self._z = np.linspace(-4, 4, 161), np.linspace(-REACH, REACH, 181)
        with style.drawing():
            self.figure = style.new_figure(3.6)
            left = self.figure.add_axes((0.06, 0.16, 0.41, 0.7))
            self._right = self.figure.add_axes((0.56, 0.16, 0.42, 0.7))
            (self._curve,) = left.plot([], [], color=style.BLUE, linewidth=2.5, gid="sigma")
            (self._gaps,) = left.plot([], [], color=style.GREY, linewidth=1.2, linestyle=":", gid="errors")
            mark(left, np.stack([X, T], axis=1), T, size=10)
            (self._ring,) = left.plot([], [], "o", markersize=20, markerfacecolor="none", markeredgewidth=2.2,
                                      markeredgecolor=style.ACCENT, zorder=6, clip_on=False, gid="chosen")  # fmt: skip
            left.set(xlim=(-4, 4), ylim=(-0.08, 1.08), yticks=(0, 0.5, 1), xlabel="input $x$")
            left.set_title(r"six points and $y = \sigma(wx + b)$", fontsize=style.SIZE, loc="left", pad=10)

    def show(self, w: float, b: float, loss: str, point: str) -> Seen:
        i = [_named(x, t) for x, t in zip(X, T, strict=True)].index(point)
        x, t = float(X[i]), float(T[i])
        z = w * x + b
        y = float(logistic(z))
        self._curve.set_data(self._x, logistic(w * self._x + b))
        ys = logistic(w * X + b)
        gaps = np.stack([np.stack([X, X, X]), np.stack([T, ys, np.full(6, np.nan)])]).transpose(0, 2, 1).reshape(2, -1)
        self._gaps.set_data(*gaps)
        self._ring.set_data([x], [t])
        here, steep = float(np.real(LOSSES[loss](z, t))), slope(loss, z, t)
        self._loss_panel(loss, t, z, here, steep)
        n = style.number
        says = f"{loss}, {point}: z = {n(z)}, y = {n(y)}, loss {n(here)}, slope dL/dz {n(steep)}."
        if self._own is not None:
            J, (by_w, by_b) = float(np.real(cost(loss, w, b))), gradient(loss, w, b)
            whose = ""
            if loss == SQUARED:
                J, by_w, by_b = (float(part) for part in self._own(w, b, X.copy(), T.copy()))
                whose = " by your cost_and_gradients"
            says += f"\nAll six points{whose}: cost J = {n(J)}, dJ/dw = {n(by_w)}, dJ/db = {n(by_b)}."
        alt = (
            "Left, six points, filled circles where t = 1 and open squares where t = 0, with the curve σ(wx + b) for "
            f"w = {n(w)}, b = {n(b)}, a dotted line from each point to the curve, and a ring on the chosen point. "
            f"Right, that point's loss, {loss}, against its z, with the tangent at its z."
        )
        return Seen(self.figure, f"{says[0].upper()}{says[1:]}", alt)

    def _loss_panel(self, loss: str, t: float, z: float, here: float, steep: float) -> None:
        axes, high = self._right, HIGH[loss]
        axes.cla()
        axes.plot(self._z, [np.real(LOSSES[loss](one, t)) for one in self._z], color=style.BLUE, linewidth=2.5,
                  gid="loss")  # fmt: skip
        at = float(np.clip(z, -REACH, REACH))
        half = min(2.5, 0.3 * high / max(abs(steep), 1e-9))
        ends = np.array([at - half, at + half])
        axes.plot(ends, here + steep * (ends - z), color=style.ACCENT, linewidth=4, gid="tangent")
        axes.plot([at], [here], "o", color=style.ACCENT, markersize=10, zorder=4, gid="here")
        side = 1 if at < 0 else -1
        axes.text(0.97 if side > 0 else 0.05, 0.93, f"slope {style.number(steep)}", transform=axes.transAxes,
                  ha="right" if side > 0 else "left", va="top", color=style.ink(style.ACCENT), weight="bold",
                  gid="slope")  # fmt: skip
        axes.set(xlim=(-REACH, REACH), ylim=(-0.04 * high, high), xlabel="pre-activation $z$")
        axes.set_title(f"its loss, {loss}, for $t$ = {t:.0f}", fontsize=style.SIZE, loc="left", pad=10)
        axes.locator_params(nbins=5)
