"""The picture of softmax regression in the plane: a coloured region for each class, mixed as its probabilities are."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from utils.pictures import style
from utils.pictures.picture import Picture
from utils.softmax import log_softmax

CLASSES = ((style.BLUE, "o"), (style.VERMILLION, "s"), (style.GREEN, "^"), (style.PURPLE, "D"))  # a colour, a marker
PALE = 0.42  # how much of a class's colour its region has; the rest is white
FINE = 121  # points on a side
MOST = 2  # panels
NAME = np.array([0.115, 0.04])  # half a name's width and height, as parts of the plane's side
ROOM = 0.08  # of the plane's side, around the examples


@style.picture
def class_regions(fits: Mapping[str, tuple[ArrayLike, ArrayLike]], X: ArrayLike, label: ArrayLike) -> Picture:
    """Where softmax regression takes each class for the most probable one, and how sure it is of that.

    Args:
        fits: one or two pairs ``(W, b)`` of shapes ``(K, 2)`` and ``(K,)``, by the words that stand above their panel.
        X: the examples, `(N, 2)`.
        label: their classes, whole numbers from 0 to K − 1, with K from 2 to 4. Class 0 is called class 1 in the
            picture, as the lecture counts.

    Raises:
        ValueError: there are more panels or classes, or shapes that do not fit.
    """
    X, label = np.asarray(X, dtype=np.float64), np.asarray(label, dtype=int)
    pairs = {name: tuple(np.asarray(a, dtype=np.float64) for a in fit) for name, fit in fits.items()}
    shapes = {(W.shape, b.shape) for W, b in pairs.values()}
    K = max((len(b) for _, b in pairs.values()), default=0)
    if not 1 <= len(pairs) <= MOST or not 2 <= K <= len(CLASSES) or shapes != {((K, 2), (K,))}:
        raise ValueError(f"class_regions: give one or {MOST} pairs W (K, 2), b (K,), with K from 2 to {len(CLASSES)}.")
    if X.ndim != 2 or X.shape[1] != 2 or label.shape != (len(X),) or not ((label >= 0) & (label < K)).all():
        raise ValueError(f"class_regions: X must be (N, 2), and label (N,) with classes from 0 to {K - 1}.")
    height = 4.1
    figure = style.new_figure(height)
    side = 0.415
    low = X.min(axis=0) - ROOM * np.ptp(X, axis=0)
    reach = float((X.max(axis=0) + ROOM * np.ptp(X, axis=0) - low).max())
    said = []
    for place, (name, (W, b)) in enumerate(pairs.items()):
        left = 0.065 + 0.5 * place if len(pairs) == 2 else (1 - side) / 2
        axes = figure.add_axes((left, 0.11, side, side * style.WIDTH / height))
        _regions(axes, W, b, X, label, low, reach)
        log_y = log_softmax(X @ W.T + b, axis=1)
        right = int((log_y.argmax(axis=1) == label).sum())
        cost = -float(log_y[np.arange(len(X)), label].mean())
        state = f"cost {style.number(cost)}, {right} of {len(X)} right"
        axes.set_title(f"{name}\n{state}", fontsize=style.SIZE, pad=6)
        said.append(f"{name}: {state}")
    counts = ", ".join(f"{int((label == k).sum())} of class {k + 1}" for k in range(K))
    alt = (
        f"The plane of x1 and x2 with {len(X)} examples, {counts}, each class with a colour and a marker of its own. "
        "The plane is coloured by the class that softmax regression takes for the most probable one, and near the "
        f"boundaries, which are straight, the colours mix. {'; '.join(said)}."
    )
    takeaway = "Between two classes the boundary is straight; the farther away a point is, the more certain the model."
    return Picture(figure, alt, takeaway)


def _regions(
    axes: Axes, W: np.ndarray, b: np.ndarray, X: np.ndarray, label: np.ndarray, low: np.ndarray, reach: float
) -> None:
    ticks = [np.linspace(start, start + reach, FINE) for start in low]
    points = np.stack(np.meshgrid(*ticks), axis=-1).reshape(-1, 2)
    Z = points @ W.T + b
    pale = np.array([1 - PALE * (1 - np.array(to_rgb(colour))) for colour, _ in CLASSES[: len(b)]])
    colours = (np.exp(log_softmax(Z, axis=1)) @ pale).reshape(FINE, FINE, 3)
    extent = (low[0], low[0] + reach, low[1], low[1] + reach)
    axes.imshow(colours, origin="lower", extent=extent, interpolation="bilinear", zorder=0, gid="shade")
    for k in range(len(b)):
        ahead = (Z[:, k] - np.delete(Z, k, axis=1).max(axis=1)).reshape(FINE, FINE)
        if ahead.min() < 0 < ahead.max():
            axes.contour(*ticks, ahead, levels=[0], colors=[style.TEXT], linewidths=1.6, zorder=1)
    for k, (colour, marker) in enumerate(CLASSES[: len(b)]):
        axes.plot(*X[label == k].T, marker, color=colour, markeredgecolor="white", markeredgewidth=0.6, markersize=6,
                  zorder=3, gid=f"examples:{k}")  # fmt: skip
    axes.set(xlim=extent[:2], ylim=extent[2:], aspect="equal")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(5, integer=True))
    axes.set_xlabel("$x_1$", fontsize=style.LABEL, labelpad=-9, x=0.6)
    axes.set_ylabel("$x_2$", fontsize=style.LABEL, labelpad=-12, rotation=0, va="center", y=0.59)
    _names(axes, points, Z.argmax(axis=1), X, reach)


def _names(axes: Axes, points: np.ndarray, most: np.ndarray, X: np.ndarray, reach: float) -> None:
    """Writes each region's class where there is most room: off examples, other names, boundaries and the frame."""
    coarse = np.arange(len(points)).reshape(FINE, FINE)[::4, ::4].ravel()
    places, owner = points[coarse], most[coarse]
    half = reach * NAME
    inside = (np.abs(places - points.min(axis=0) - reach / 2) < reach * 0.49 - half).all(axis=1)
    full = X
    for k in np.unique(owner):
        own = places[(owner == k) & inside]
        others = places[owner != k]
        if not len(own):
            continue
        room = _gaps(own, full, half)
        if len(others):  # to come near a boundary is less bad than to cover an example
            room = np.minimum(room, 0.02 * reach + _gaps(own, others, half))
        x, y = own[room.argmax()]
        full = np.concatenate([full, (x, y) + half * np.array([(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)])])
        axes.text(x, y, f"class {k + 1}", ha="center", va="center", zorder=4, gid=f"name:{k}",
                  color=style.ink(CLASSES[k][0]), fontweight="bold",
                  bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5, "alpha": 0.75})  # fmt: skip


def _gaps(centres: np.ndarray, points: np.ndarray, half: np.ndarray) -> np.ndarray:
    """From a box of these half sides around each centre to the nearest of the points; 0 where one lies in it."""
    beyond = np.maximum(np.abs(centres[:, np.newaxis] - points) - half, 0)
    return np.hypot(beyond[..., 0], beyond[..., 1]).min(axis=1)
