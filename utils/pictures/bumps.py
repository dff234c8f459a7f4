"""The pictures of universal approximation: a bump of two units, many bumps closing on a curve, and their limits.

They run the reader's own network, given as the function that builds its weights.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from utils.elementwise import logistic
from utils.pictures import style
from utils.pictures.picture import Picture

Builder = Callable[[np.ndarray, np.ndarray, float], Sequence]
SHARPNESS = 40.0  # k, times the width of a bump: a step takes about a tenth of it
COUNTS = (5, 10, 20, 40, 80)
TINY = 1e-12  # of the interval: what changes by more than a thousandth on it is a jump


@style.picture
def bump_of_two_units(sharpness: Sequence[float] = (4.0, 12.0, 60.0)) -> Picture:
    """Two steps, and their difference: a bump on [0, 1] that gets its corners as k grows."""
    x = np.linspace(-1, 2, 601)
    figure = style.new_figure(3.1)
    left, right = figure.subplots(1, 2)
    figure.subplots_adjust(left=0.065, right=0.985, bottom=0.175, top=0.96, wspace=0.14)
    k = sharpness[1]
    left.plot(x, logistic(k * x), color=style.BLUE, linewidth=2.5, gid="step")
    left.plot(
        x, -logistic(k * (x - 1)), color=style.ink(style.VERMILLION), linewidth=2.5, linestyle=(0, (5, 1.2)), gid="step"
    )
    left.text(0.95, 0.86, r"$\sigma(k\,x)$", color=style.BLUE, fontsize=style.LABEL, ha="center", va="top")
    left.text(
        0.86, -0.45, r"$-\sigma(k\,(x - 1))$", color=style.ink(style.VERMILLION), fontsize=style.LABEL, ha="right"
    )
    left.text(1.95, -0.3, f"$k$ = {style.number(k)}", ha="right", color=style.GREY)
    looks = ((style.SKY, ":"), (style.BLUE, (0, (5, 1.2))), (style.TEXT, "-"))
    for value, (colour, dashes) in zip(sharpness, looks, strict=True):
        bump = logistic(value * x) - logistic(value * (x - 1))
        right.plot(x, bump, color=colour, linestyle=dashes, linewidth=2.5, gid=f"bump:{value:g}")
    right.text(0.5, 0.42, "their sum", ha="center", va="center")
    tops = [float(logistic(value * 0.5) - logistic(-value * 0.5)) for value in sharpness]
    for value, (colour, _), at, up in zip(sharpness, looks, (1.25, 0.9, 0.95), (0.42, 0.7, 0.97), strict=True):
        right.annotate(
            f"$k$ = {style.number(value)}",
            (at, float(logistic(value * at) - logistic(value * (at - 1)))),
            xytext=(1.38, up),
            va="center",
            color=style.ink(colour),
            arrowprops={"arrowstyle": "-", "color": style.GREY, "shrinkA": 1, "shrinkB": 2},
            gid="says",
        )
    for axes in (left, right):
        axes.axhline(0, color=style.FAINT, linewidth=0.8, zorder=0)
        axes.set(xlim=(-1, 2), xticks=(-1, 0, 1, 2), xlabel="$x$")
    left.set(ylim=(-1.1, 1.1), yticks=(-1, 0, 1))
    right.set(ylim=(-0.12, 1.1), yticks=(0, 0.5, 1))
    alt = (
        f"Left, for k = {style.number(k)}: a step of σ(kx) from 0 up to 1 at x = 0, and −σ(k(x − 1)), from 0 "
        "down to −1 at x = 1. Right, their sum, a bump between 0 and 1: its height in the middle is "
        + ", ".join(
            f"{style.number(top)} for k = {style.number(value)}" for value, top in zip(sharpness, tops, strict=True)
        )
        + ", and with growing k its sides become vertical."
    )
    return Picture(figure, alt, "A step up and a step down make a bump; the larger k, the sharper its corners.")


def network_of(build: Builder, f: Callable, interval: tuple[float, float], count: int) -> Callable:
    """The network of ``count`` bumps for ``f`` on an interval: heights are f in the middle of each bump.

    The outermost edges lie one bump's width outside, so that the network has not begun to fall to 0 at the ends.
    """
    edges = np.linspace(*interval, count + 1)
    heights = _values(f, (edges[:-1] + edges[1:]) / 2)
    width = edges[1] - edges[0]
    edges[0], edges[-1] = edges[0] - width, edges[-1] + width
    W1, b1, w2, b2 = (np.asarray(part, dtype=float) for part in build(edges, heights, SHARPNESS / width))
    return lambda x: logistic(np.asarray(x)[:, None] @ W1.T + b1) @ w2 + b2


def _values(f: Callable, x: np.ndarray) -> np.ndarray:
    """f at every entry of x.

    Raises:
        ValueError: f does not give that.
    """
    try:
        y = f(x)
        y = np.zeros(0) if y is None else np.asarray(y, dtype=np.float64)
    except Exception as error:
        said = " ".join(str(error).split())
        step = "np.where(x > 0, …, …) takes the place of if. " if "truth value" in said else ""
        said = f"It stops with {type(error).__name__}: {said}"
        raise ValueError(f"The curve does not take an array x. {step}{said}") from None
    if y.shape == ():
        raise ValueError("The curve returns one number; it should return an array, with a value for each entry of x.")
    if y.size == 0:
        raise ValueError("The curve returns nothing. Is there a return at its end?")
    if y.shape != x.shape:
        raise ValueError(f"The curve returns an array of shape {y.shape} for x of shape {x.shape}.")
    if not np.isfinite(y).all():
        raise ValueError(f"The curve is not finite at x = {x[~np.isfinite(y)][0]:g}; choose one that is.")
    return y


def _steepest(f: Callable, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Between each two neighbours of x the place where f changes most, from the left and from the right.

    A jump is between the two, so the largest error beside it is seen there.
    """
    left, right = x[:-1].copy(), x[1:].copy()
    low, high = _values(f, left), _values(f, right)
    for _ in range(40):
        middle = (left + right) / 2
        between = _values(f, middle)
        on_the_left = np.abs(between - low) >= np.abs(high - between)
        left, low = np.where(on_the_left, left, middle), np.where(on_the_left, low, between)
        right, high = np.where(on_the_left, middle, right), np.where(on_the_left, between, high)
    return left, right


@style.picture
def bumps_closing_in(
    build: Builder, f: Callable, interval: tuple[float, float] = (-3.0, 3.0), counts: Sequence[int] = COUNTS
) -> Picture:
    """A target with networks of more and more bumps, and the largest error against their number.

    Args:
        build: ``build(edges, heights, k)`` gives the network's W1, b1, w2, b2.
        f: the target, of arrays.
        interval: where it is approximated.
        counts: five numbers of bumps.

    Raises:
        ValueError: f does not give a finite number for every entry of an array, or is constant.
    """
    x = np.linspace(*interval, 2401)
    shown = _values(f, x)
    low, high = float(shown.min()), float(shown.max())
    if low == high:
        raise ValueError("The curve is constant on the interval, and one bump is enough; choose one that varies.")
    sides = _steepest(f, x)
    beside = (np.clip(side, *interval) for side in (sides[0] - TINY * np.ptp(x), sides[1] + TINY * np.ptp(x)))
    jumps = np.abs(np.subtract(*(_values(f, side) for side in beside)))
    tried = np.concatenate([x, *sides])
    wanted = _values(f, tried)
    figure = style.new_figure(4.9)
    panels = figure.subplots(2, 3).ravel()
    figure.subplots_adjust(left=0.075, right=0.985, bottom=0.115, top=0.94, wspace=0.2, hspace=0.42)
    errors = []
    for axes, count in zip(panels, counts, strict=False):
        network = network_of(build, f, interval, count)
        errors.append(float(np.abs(network(tried) - wanted).max()))
        axes.plot(x, shown, color=style.ORANGE, linewidth=4, alpha=0.75, gid="target")
        axes.plot(x, network(x), color=style.BLUE, linewidth=1.5, gid=f"network:{count}")
        axes.set_title(f"{count} bumps", fontsize=style.SIZE, pad=5, gid="title")
        axes.set(
            xlim=interval,
            ylim=(low - 0.15 * (high - low), high + 0.15 * (high - low)),
            xticks=(interval[0], 0, interval[1]),
        )
        axes.tick_params(labelbottom=axes in panels[2:], labelleft=axes in panels[[0, 3]])
    panels[0].text(0.05, 0.94, "curve", color=style.ink(style.ORANGE), transform=panels[0].transAxes, va="top")
    panels[0].text(0.96, 0.06, "network", color=style.BLUE, transform=panels[0].transAxes, ha="right")
    axes = panels[5]
    axes.plot(counts, errors, "o-", color=style.ink(style.VERMILLION), markersize=6, gid="errors")
    axes.set(
        xscale="log", yscale="log", xlim=(counts[0] / 1.5, counts[-1] * 1.5), ylim=(min(errors) / 2, 2.2 * max(errors))
    )
    axes.set_xticks(counts, [str(count) for count in counts])
    axes.set_yticks((0.1, 1), ("0.1", "1"))
    axes.minorticks_off()
    axes.set_xlabel("bumps", labelpad=2)
    axes.set_title("largest error", fontsize=style.SIZE, color=style.ink(style.VERMILLION), pad=5, gid="title")
    for count, error, side in ((counts[0], errors[0], "left"), (counts[-1], errors[-1], "right")):
        place = (8, 0) if side == "left" else (-8, -2)
        axes.annotate(
            style.number(error, 2),
            (count, error),
            xytext=place,
            textcoords="offset points",
            ha=side,
            va="center" if side == "left" else "top",
            gid="says",
        )
    said = ", ".join(f"{style.number(error, 2)} with {count}" for count, error in zip(counts, errors, strict=True))
    alt = (
        f"Six panels. Five show the curve for x from {style.number(interval[0])} to {style.number(interval[1])} with "
        f"a staircase of {', '.join(map(str, counts[:-1]))} and {counts[-1]} bumps, which follows it more and more "
        f"closely. The sixth shows the largest error against the number of bumps, both axes logarithmic: {said}."
    )
    times, fell = counts[-1] / counts[0], errors[0] / errors[-1]
    takeaway = f"{times:g} times as many bumps make the largest error {style.number(fell, 2)} times smaller"
    early, late = errors[0] / errors[1], errors[-2] / errors[-1]
    if early < 0.95 * late:
        takeaway += (
            f": from {counts[0]} to {counts[1]} bumps {style.number(early, 2)} times, because such bumps are wide "
            f"compared with the bends of the curve, from {counts[-2]} to {counts[-1]} {style.number(late, 2)} times"
        )
    takeaway += "."
    if jumps.max() > 1e-3 * (high - low):
        at, size = float(sides[0][jumps.argmax()]), float(jumps.max())
        takeaway = (
            f"At x = {style.number(round(at, 9) + 0.0, 2)} the curve jumps by {style.number(size, 2)}: "
            f"no network comes closer to it there than {style.number(size / 2, 2)}, however many bumps it has."
        )
    return Picture(figure, alt, takeaway)


@style.picture
def outside_the_interval(
    build: Builder, f: Callable, interval: tuple[float, float] = (-3.0, 3.0), count: int = 80
) -> Picture:
    """The same target and network on a wider stretch of x: outside the interval they have nothing in common."""
    width = interval[1] - interval[0]
    ends = interval[0] - 0.4 * width, interval[1] + 0.4 * width
    x = np.linspace(*ends, 4801)
    y = network_of(build, f, interval, count)(x)
    figure = style.new_figure(3.3)
    axes = figure.add_axes((0.065, 0.16, 0.92, 0.815))
    axes.axvspan(*interval, color=style.PALE, linewidth=0, zorder=0, gid="interval")
    axes.plot(x, f(x), color=style.ORANGE, linewidth=4, alpha=0.75, gid="target")
    axes.plot(x, y, color=style.BLUE, linewidth=1.8, gid="network")
    low, high = float(f(x).min()), float(f(x).max())
    axes.set(xlim=ends, ylim=(low - 0.08 * (high - low), high + 0.12 * (high - low)), xlabel="$x$")
    top = high + 0.09 * (high - low)
    axes.text(float(np.mean(interval)), top, "the interval", ha="center", va="top", color=style.GREY)
    far = interval[1] + 0.22 * width
    axes.annotate(
        "curve",
        (far, float(f(np.array([far]))[0])),
        xytext=(-6, 14),
        textcoords="offset points",
        ha="right",
        color=style.ink(style.ORANGE),
    )
    axes.annotate(
        "network: 0", (far, 0), xytext=(0, -6), textcoords="offset points", ha="center", va="top", color=style.BLUE
    )
    inside = (x >= interval[0]) & (x <= interval[1])
    errors = [float(np.abs(y - f(x))[where].max()) for where in (inside, ~inside)]
    alt = (
        f"Target and network of {count} bumps for x from {style.number(ends[0])} to {style.number(ends[1])}. On the "
        f"shaded interval from {style.number(interval[0])} to {style.number(interval[1])} they agree, the largest "
        f"error is {style.number(errors[0], 1)}. Outside it the network falls to 0 and stays there while the curve "
        f"goes on; the largest error there is {style.number(errors[1], 2)}."
    )
    takeaway = (
        f"On the interval the largest error is {style.number(errors[0], 1)}, outside it {style.number(errors[1], 2)}: "
        "the network knows nothing of what it was not built for; the first and the last bump reach a little beyond the "
        "interval, so that the fall to 0 lies outside it."
    )
    return Picture(figure, alt, takeaway)
