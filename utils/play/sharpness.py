"""How sharp σ(kz) is, and what a network of such units makes of XOR while they turn into thresholds."""

from __future__ import annotations

import numpy as np

from utils.drawn import only_to_look_at
from utils.elementwise import logistic
from utils.pictures import style
from utils.pictures.gates import INPUTS, mark
from utils.play.controls import Slider
from utils.play.morph import OR_AND
from utils.play.plane import Plane
from utils.play.thing import Seen, Thing


@only_to_look_at
def sharpness(k: float = 1.0) -> Thing:
    """σ(kz) closing on the threshold, beside the lecture's XOR network with σ(kz) in the place of 𝕀[z > 0].

    Args:
        k: to begin with, from 0.5 to 30.
    """
    scene = _Sharpness()
    controls = {"k": Slider("k", k, 0.5, 30, 0.5)}
    takeaway = "The larger k is, the nearer σ(kz) is to the threshold, except at z = 0, where it stays at ½."
    return Thing(controls, scene.show, takeaway)


class _Sharpness:
    def __init__(self) -> None:
        self._z = np.linspace(-2, 2, 401)
        with style.drawing():
            self.figure = style.new_figure(3.5)
            axes = self.figure.add_axes((0.065, 0.16, 0.46, 0.72))
            for ends, height in (((-2, 0), 0), ((0, 2), 1)):
                axes.plot(ends, (height, height), color=style.FAINT, linewidth=7, zorder=0, solid_capstyle="butt")
            axes.text(-1.95, 0.06, "threshold", color=style.GREY)
            (self._curve,) = axes.plot([], [], color=style.BLUE, linewidth=2.8, gid="sigma")
            axes.plot([0], [0.5], "o", color=style.ACCENT, markersize=9, zorder=3)
            axes.text(0.12, 0.47, "always ½", color=style.ink(style.ACCENT), va="top")
            (self._ends,) = axes.plot([], [], "D", color=style.TEXT, markersize=7, zorder=4, gid="at half")
            axes.set(xlim=(-2, 2), ylim=(-0.06, 1.06), yticks=(0, 0.5, 1), xlabel="pre-activation $z$")
            self._title = axes.set_title("", fontsize=style.SIZE, loc="left")
            self._plane = Plane(self.figure.add_axes((0.63, 0.13, 0.75 * 3.5 / style.WIDTH, 0.75)))
            self._plane.axes.set_title("three of them, wired for XOR", fontsize=style.SIZE, loc="left")
            mark(self._plane.axes, INPUTS, [0, 1, 1, 0], size=12)

    def show(self, k: float) -> Seen:
        W1, b1, w2, b2 = OR_AND
        self._title.set_text(rf"one unit, $\sigma(kz)$ with $k$ = {style.number(k)}")
        self._curve.set_data(self._z, logistic(k * self._z))
        low, high = (float(logistic(k * z)) for z in (-0.5, 0.5))
        self._ends.set_data([-0.5, 0.5], [low, high])
        self._plane.show(lambda X: logistic(k * (logistic(k * (X @ W1.T + b1)) @ w2 + b2)))
        says = f"k = {style.number(k)}: σ(kz) is {style.number(low, 2)} at z = −½ and {style.number(high, 3)} at z = ½."
        alt = (
            "Left, the curve σ(kz) over the threshold; diamonds on it at z = −½ and ½, and a dot at z = 0, where it is "
            "½ for every k. Right, the input plane of XOR shaded by the output of the lecture's network whose three "
            "units are σ(kz), with a line where it is ½."
        )
        return Seen(self.figure, says, alt)
