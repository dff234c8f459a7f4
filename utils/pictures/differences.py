"""The picture of how well differences approach a derivative. Knows no function but the one it is given."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes

from utils.pictures import style
from utils.pictures.picture import Picture


@style.picture
def difference_errors(f: Callable[[float], float], df: Callable[[float], float], x: float, name: str = "f") -> Picture:
    """The errors of forward and centred differences of `f` at `x` against the step, from 10⁻¹ to 10⁻¹³.

    Args:
        f: a function of one number.
        df: its derivative, to measure the errors with.
        x: where.
        name: how f is written, in mathematics: "e^x".
    """
    written = name.strip("$")
    steps = 10.0 ** -np.linspace(1, 13, 61)
    exact = df(x)
    errors = {
        "forward": np.array([abs((f(x + h) - f(x)) / h - exact) for h in steps]),
        "centred": np.array([abs((f(x + h) - f(x - h)) / (2 * h) - exact) for h in steps]),
    }
    if not min(errors["centred"]) <= 1e-4 * (1 + abs(exact)) or not any(errors["forward"]):
        raise ValueError(f"difference_errors: no errors of {name} to show at {x}; is df its derivative?")
    figure = style.new_figure(4.6)
    axes = figure.add_axes((0.125, 0.135, 0.855, 0.845))
    axes.set(xscale="log", yscale="log", xlabel="step $h$")
    axes.set_ylabel(f"error of the derivative of ${written}$ at {style.number(x)}")
    noise = float(np.median((errors["forward"] * steps)[steps < 1e-10]))
    if noise > 0:
        few = np.array([1e-13, 1e-9])
        axes.plot(few, 2 * noise / few, color=style.TEXT, linewidth=1.5, linestyle=":", gid="rounding")
        axes.annotate(
            "rounding error, $\\propto 1/h$",
            (1e-12, 2 * noise / 1e-12),
            xytext=(8, 4),
            textcoords="offset points",
            gid="name:rounding",
        )
    said = {}
    for kind, colour, marker, up in (("forward", style.BLUE, "s", True), ("centred", style.ACCENT, "o", False)):
        error = errors[kind]
        shown = np.where(error > 0, error, np.nan)  # an error of exactly 0 has no place on a logarithmic scale
        axes.plot(steps, shown, marker, color=colour, markersize=4.5, gid=kind)
        place = _best(error)
        i = _lowest_near(place, error)
        axes.plot(
            steps[i],
            shown[i],
            "o",
            markersize=13,
            markerfacecolor="none",
            markeredgecolor=style.TEXT,
            markeredgewidth=1.8,
            gid=f"best:{kind}",
        )
        axes.annotate(
            f"best: $h$ ≈ {style.number(steps[i], 1)}",
            (steps[i], shown[i]),
            xytext=(0, 40 if up else -32),
            textcoords="offset points",
            va="bottom" if up else "top",
            color=style.ink(colour),
            ha="right" if steps[i] > 1e-3 else "center",
            gid=f"says:{kind}",
            arrowprops={"arrowstyle": "-", "color": style.GREY, "shrinkB": 8},
        )
        follows = _label_power(axes, kind, steps, error, place, up, style.ink(colour))
        h, least = style.number(steps[i], 1), style.number(error[i], 1)
        said[kind] = h, least, f"falls in proportion to {follows} and " if follows else ""
    low, high = axes.get_ylim()
    axes.set(ylim=(low / 300, high), xlim=(4e-14, 2.5e-1))  # room below for what the lowest point says
    spoken = written.translate(str.maketrans("", "", "\\{}"))
    parts = [f"The {kind} error {falls}is least near h = {h}, about {e}" for kind, (h, e, falls) in said.items()]
    alt = (
        f"The errors of forward and centred differences for the derivative of {spoken} at {style.number(x)}, "
        f"against the step h from 0.1 down to 10⁻¹³, both axes logarithmic. {'. '.join(parts)}. "
        "At smaller steps the errors scatter and grow in proportion to 1/h, as rounding takes over."
    )
    (centred_h, centred_error, _), (forward_h, forward_error, _) = said["centred"], said["forward"]
    takeaway = (
        f"The best step is not the smallest: centred differences err by about {centred_error} near h = {centred_h}, "
        f"forward ones by about {forward_error} near h = {forward_h}, and below that rounding takes over."
    )
    return Picture(figure, alt, takeaway)


def _best(error: np.ndarray) -> int:
    """Where the error is least.

    Rounding makes single errors small by luck, so each is judged by the largest among its neighbours.
    """
    around = np.lib.stride_tricks.sliding_window_view(np.pad(error, 2, mode="edge"), 5).max(axis=1)
    around[error == 0] = np.inf
    return int(np.argmin(around))


def _lowest_near(place: int, error: np.ndarray) -> int:
    """The lowest of the dots judged together: a ring around any other would be seen to be wrong."""
    near = np.arange(max(0, place - 2), min(len(error), place + 3))
    near = near[error[near] > 0]
    return int(near[np.argmin(error[near])])


def _label_power(axes: Axes, kind: str, steps: np.ndarray, error: np.ndarray, best: int, up: bool, colour: str) -> str:
    """Name the points; add and return the power of h that theory says they follow, where at large steps they do."""
    power, text, said = {"forward": (1, "h", "h"), "centred": (2, "h^2", "h²")}[kind]
    large = np.flatnonzero((steps > 5 * steps[best]) & (error > 0))
    found = np.polyfit(np.log(steps[large]), np.log(error[large]), 1)[0] if len(large) > 4 else 0.0
    if abs(found - power) < 0.3:
        i = large[len(large) * (2 if up else 3) // 5]
        label, place = f"{kind}, $\\propto {text}$", (-10, 4) if up else (12, -4)
    else:
        i, label, said, place, up = len(steps) // 4, kind, "", (14, 14), True
    axes.annotate(
        label,
        (steps[i], error[i]),
        xytext=place,
        textcoords="offset points",
        color=colour,
        gid=f"name:{kind}",
        ha="right" if place[0] < 0 else "left",
        va="bottom" if up else "top",
    )
    return said
