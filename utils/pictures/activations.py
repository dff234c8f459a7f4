"""The picture of the lecture's six activation functions over their derivatives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from utils.elementwise import logistic
from utils.pictures import style
from utils.pictures.picture import Picture

REACH = 4.0  # the curves are drawn for |z| up to this


@dataclass(frozen=True)
class _Activation:
    """A function, its derivative, how both are written, and what there is to say about the derivative."""

    name: str
    formula: str
    value: Callable[[np.ndarray], np.ndarray]
    slope: Callable[[np.ndarray], np.ndarray]
    says: str
    low: float  # of the values shown
    high: float
    breaks: str = ""  # "value" or "slope": which of the curves jumps at z = 0


def _step(z: np.ndarray) -> np.ndarray:
    return np.heaviside(z, 0.0)


SIX = (
    _Activation("linear", "$z$", lambda z: z, np.ones_like, "1 everywhere", -4.4, 4.4),
    _Activation("ReLU", "$\\max(0, z)$", lambda z: z * _step(z), _step, "0, then 1", -4.4, 4.4, "slope"),
    _Activation("softplus", "$\\log(1 + e^z)$", lambda z: np.logaddexp(0, z), logistic, "from 0 to 1", -4.4, 4.4),
    _Activation("threshold", "$\\mathbb{I}[z > 0]$", _step, np.zeros_like, "0 wherever it exists", -1.3, 1.3, "value"),
    _Activation("logistic", "$\\sigma(z)$", logistic, lambda z: logistic(z) * logistic(-z), "at most 0.25", -1.3, 1.3),
    _Activation("tanh", "$\\tanh(z)$", np.tanh, lambda z: 1 - np.tanh(z) ** 2, "at most 1", -1.3, 1.3),
)


@style.picture
def six_activations() -> Picture:
    """Each of the six activation functions above its derivative, in six small panels of two."""
    figure = style.new_figure(6.6)
    grid = figure.add_gridspec(5, 3, height_ratios=(1.25, 1, 0.42, 1.25, 1), left=0.065, right=0.985, bottom=0.08,
                               top=0.95, hspace=0.16, wspace=0.16)  # fmt: skip
    for i, one in enumerate(SIX):
        row, column = (0, 3)[i // 3], i % 3
        upper = figure.add_subplot(grid[row, column])
        lower = figure.add_subplot(grid[row + 1, column], sharex=upper)
        _draw(upper, lower, one, first=column == 0, last=i >= 3)
    alt = (
        f"Six pairs of panels over the pre-activation z from −{REACH:g} to {REACH:g}: an activation above, its "
        f"derivative below. {' '.join(f'{one.name}: {_told(one)}' for one in SIX)}"
    )
    takeaway = (
        "A derivative near 0 lets almost no change through: for the threshold it is 0 wherever it exists, for σ and "
        "tanh it is small at both ends, for ReLU and softplus on the left."
    )
    return Picture(figure, alt, takeaway)


def _draw(upper: Axes, lower: Axes, one: _Activation, first: bool, last: bool) -> None:
    colours = style.BLUE, style.ink(style.VERMILLION)
    for axes, curve, colour, dashes, kind in (
        (upper, one.value, colours[0], "-", "value"),
        (lower, one.slope, colours[1], (0, (5, 1.2)), "slope"),
    ):
        axes.axhline(0, color=style.FAINT, linewidth=0.8, zorder=0)
        axes.axvline(0, ymax=1 if kind == "value" else 0.72, color=style.FAINT, linewidth=0.8, zorder=0)
        jumps = one.breaks == kind
        ends = [(-REACH, 0), (1e-9, REACH)] if jumps else [(-REACH, REACH)]
        for z in (np.linspace(*end, 201) for end in ends):
            axes.plot(z, curve(z), color=colour, linewidth=2.5, linestyle=dashes, gid=f"{kind}:{one.name}")
        if jumps:
            at_zero, right = float(curve(np.array(0.0))), float(curve(np.array(1e-9)))
            axes.plot([0], [at_zero], "o", color=colour, markersize=6, gid=f"at zero:{one.name}")
            axes.plot([0], [right], "o", markerfacecolor="white", markeredgecolor=colour, markersize=6)
        axes.set(xlim=(-REACH, REACH), xticks=(-4, -2, 0, 2, 4))
        axes.tick_params(labelbottom=kind == "slope" and last, labelleft=first, length=3)
    if one.name == "threshold":  # at the jump there is no derivative
        lower.plot([0], [0], "o", markerfacecolor="white", markeredgecolor=colours[1], markersize=6)
    upper.set(ylim=(one.low, one.high), yticks=(-4, 0, 4) if one.high > 2 else (-1, 0, 1))
    lower.set(ylim=(-0.18, 1.5), yticks=(0, 0.5, 1))
    upper.set_title(f"{one.name}, {one.formula}", fontsize=style.SIZE, color=colours[0], pad=6, gid="title")
    lower.text(-3.85, 1.44, one.says, fontsize=style.SMALL, color=colours[1], va="top", gid=f"says:{one.name}")
    if last:
        lower.set_xlabel("$z$", labelpad=1)


def _told(one: _Activation) -> str:
    z = np.array([-REACH, 0.0, REACH])
    values, slopes = (", ".join(style.number(float(v), 2) for v in curve(z)) for curve in (one.value, one.slope))
    where = f"at z = −{REACH:g}, 0, {REACH:g}"
    if one.name == "threshold":
        return f"0 up to z = 0 and 1 beyond; derivative {one.says}."
    return f"{values} {where}; derivative {slopes}."
