"""A digit that the reader draws, as the network sees it, and what the network thinks of it while it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from utils.drawn import only_to_look_at
from utils.elementwise import logistic
from utils.pictures import style
from utils.pictures.images import frame
from utils.pictures.picture import Picture
from utils.play.controls import Pad
from utils.play.strokes import Strokes, as_image
from utils.play.thing import Seen, Thing, Trouble
from utils.softmax import log_softmax

PAD = 220  # pixels
# A two, for where nobody can draw: an arc, then straight to the left, then along the ground.
_TURN = np.radians(np.linspace(-170, 20, 20))
SAMPLE: Strokes = [
    [*zip((0.5 + 0.2 * np.cos(_TURN)).tolist(), (0.33 + 0.18 * np.sin(_TURN)).tolist(), strict=True),
     (0.3, 0.85), (0.73, 0.85)]
]  # fmt: skip
Network = Mapping[str, np.ndarray] | Callable[[np.ndarray], np.ndarray]


@only_to_look_at
def draw_digit(params: Network, side: int | None = None) -> Thing:
    """A pad to draw a digit on; the ten probabilities move with every stroke.

    Args:
        params: ``W1, b1, W2, b2`` of the reader's logistic–softmax network, or a function from ``(N, pixels)`` to
            ``(N, 10)`` probabilities.
        side: of its images, in pixels, 8 or 28; to be told only where ``params`` is a function of other than 8 × 8.
    """
    scene = _Digit(params, side)
    takeaway = "The network gives every drawing its ten probabilities, whether it has ever seen the like or not."

    def at_rest() -> Picture:
        with style.drawing():
            seen = scene.show(SAMPLE)
        return Picture(seen.figure, f"A two was drawn. {seen.alt} {seen.says}", takeaway)

    controls = {"strokes": Pad("Draw a digit, large", PAD, PAD, 16, chalk=True)}
    return Thing(controls, scene.show, takeaway, at_rest)


def probabilities(params: Network, X: np.ndarray) -> np.ndarray:
    """``(N, 10)``, of the network with these parameters or of the function."""
    if callable(params):
        return np.asarray(params(X), dtype=np.float64)
    H = logistic(X @ params["W1"].T + params["b1"])
    return np.exp(log_softmax(H @ params["W2"].T + params["b2"], axis=1))


class _Digit:
    def __init__(self, params: Network, side: int | None) -> None:
        self._params = params
        pixels = 64 if callable(params) else params["W1"].shape[1]
        self._side = side or round(pixels**0.5)
        if self._side not in (8, 28):
            raise Trouble(f"draw_digit: the network's images have {pixels} pixels; they should have 64 or 784.")
        with style.drawing():
            self.figure = style.new_figure(2.9)
            image = self.figure.add_axes((0.02, 0.12, 0.74 * 2.9 / style.WIDTH, 0.74))
            self._image = image.imshow(np.zeros((self._side, self._side)), cmap="gray", vmin=0, vmax=1,
                                       interpolation="nearest")  # fmt: skip
            frame(image)
            image.set_title("what the network sees", fontsize=style.SIZE, pad=7)
            axes = self.figure.add_axes((0.4, 0.2, 0.58, 0.66))
            self._bars = axes.bar(range(10), np.zeros(10), color=style.SKY, width=0.75)
            axes.set(xlim=(-0.6, 9.6), ylim=(0, 1), yticks=(0, 0.5, 1), xticks=range(10))
            axes.set_yticklabels(["0", "½", "1"])
            axes.set_title("its ten probabilities", fontsize=style.SIZE, loc="left", pad=7)
            self._top = axes.text(0, 0, "", ha="center", va="bottom", weight="bold", color=style.ink(style.ACCENT))

    def show(self, strokes: Strokes) -> Seen:
        image = as_image(strokes, self._side)
        self._image.set_data(image)
        if not image.any():
            for bar in self._bars:
                bar.set_height(0)
            self._top.set_text("")
            return Seen(self.figure, "Nothing is drawn yet.", "An empty image, and no probabilities.")
        shares = probabilities(self._params, image.reshape(1, -1))[0]
        order = np.argsort(-shares)
        for digit, (bar, share) in enumerate(zip(self._bars, shares, strict=True)):
            bar.set_height(share)
            bar.set_color(style.ACCENT if digit == order[0] else style.SKY)
        best, second = int(order[0]), int(order[1])
        self._top.set_position((best, min(float(shares[best]) + 0.02, 0.89)))
        self._top.set_text(str(best))
        self._top.set_color("white" if shares[best] > 0.87 else style.ink(style.ACCENT))
        says = f"The network says {best} ({shares[best]:.0%}), then {second} ({shares[second]:.0%})."
        every = ", ".join(f"{digit} {share:.0%}" for digit, share in enumerate(shares))
        alt = f"The drawing as {self._side} × {self._side} pixels, and ten bars, the probabilities: {every}."
        return Seen(self.figure, says, alt)
