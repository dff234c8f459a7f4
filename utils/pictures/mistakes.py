"""The gallery of the images that a network gets most wrong, with what it thought of each."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from utils.pictures import style
from utils.pictures.images import frame
from utils.pictures.picture import Picture

ACROSS = 5


@style.picture
def worst_mistakes(probabilities: ArrayLike, X: ArrayLike, t: ArrayLike, most: int = 10) -> Picture:
    """The images whose right label the network thought least likely, the worst first.

    Args:
        probabilities: ``(N, classes)``, what the network gives each label.
        X: ``(N, pixels)``, square images with numbers from 0 to 1.
        t: ``(N,)``, the right labels.
        most: how many to show, at most 15.

    Raises:
        ValueError: the three do not fit together.
    """
    shares, X, t = np.asarray(probabilities, dtype=np.float64), np.asarray(X, dtype=np.float64), np.asarray(t)
    side = round(X.shape[-1] ** 0.5)
    if not (shares.ndim == X.ndim == 2 and len(shares) == len(X) == len(t) > 0 and side**2 == X.shape[1]):
        raise ValueError(
            f"worst_mistakes: probabilities {shares.shape}, X {X.shape} and t {t.shape} do not belong together; "
            "give one row of probabilities and one square image for each label."
        )
    given = shares[np.arange(len(t)), t]
    worst = np.argsort(given, kind="stable")[: min(most, 15)]
    down = -(-len(worst) // ACROSS)
    room = 0.62  # inches below an image, for two lines: who looks at the image first can judge it unprompted
    width = (style.WIDTH - 0.1) / ACROSS - 0.25
    tall = down * (width + room) + 0.1
    figure = style.new_figure(tall)
    said = []
    for place, i in enumerate(worst):
        row, column = divmod(place, ACROSS)
        left, top = 0.05 + column * (width + 0.25) + 0.125, tall - row * (width + room) - 0.1
        axes = figure.add_axes((left / style.WIDTH, (top - width) / tall, width / style.WIDTH, width / tall))
        axes.imshow(X[i].reshape(side, side), cmap="gray", vmin=0, vmax=1, interpolation="nearest", gid=f"image:{i}")
        frame(axes)
        thought = int(np.argmax(shares[i]))
        says = f"is {t[i]}, it says {thought}\n{shares[i, thought]:.0%} sure"
        axes.set_xlabel(says, fontsize=style.SMALL, labelpad=5, linespacing=1.2, gid="thought",
                        color=style.TEXT if thought == t[i] else style.ink(style.ACCENT))  # fmt: skip
        said.append(f"{t[i]} taken for {thought}, {shares[i, thought]:.0%} sure")
    wrong = int((shares.argmax(axis=1) != t).sum())
    alt = f"{len(worst)} images of {side} × {side} pixels, the ones it got most wrong first: {'; '.join(said)}."
    takeaway = f"Of {len(t)} images the network gets {wrong} wrong; here are those whose right label it least believed."
    return Picture(figure, alt, takeaway)
