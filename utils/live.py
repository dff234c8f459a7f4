"""Shows how a training goes while it goes: the curves so far, in one place that is drawn anew now and then.

Where nothing can be displayed a line of text is printed instead; where nobody looks (see ``drawn``), nothing is.
"""

from __future__ import annotations

import time
from types import TracebackType
from typing import Any

from utils import drawn, pictures
from utils.outcomes import in_a_notebook
from utils.pictures.learning import last_epoch

PAUSE = 0.5  # seconds between two looks, at least
SHARE = 0.25  # of the time, at most, goes into drawing


class Live:
    """A training watched: ``with Live(epochs) as live:``, and after each epoch ``live(training, validation)``.

    The first and the last state are always shown; between them as often as ``PAUSE`` and ``SHARE`` allow. What is
    left at the end is the whole curve, however fast the training was.
    """

    def __init__(self, epochs: int, held_out: str = "validation") -> None:
        """Args:
        epochs: how many there are to be; the curve's axis is that long from the start.
        held_out: what the examples are called that are not trained on.
        """
        self.epochs, self.held_out = epochs, held_out
        self.training: list[float] = []
        self.validation: list[float] = []
        self._handle: Any = None
        self._next = 0.0

    def __call__(self, training: float, validation: float) -> None:
        """Remember the costs after one more epoch, and show them if it is time."""
        self.training.append(float(training))
        self.validation.append(float(validation))
        if time.monotonic() >= self._next:
            self._show()

    def __enter__(self) -> Live:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.training:
            self._show()

    def _show(self) -> None:
        if not drawn.wanted():
            return
        started = time.monotonic()
        if in_a_notebook():
            from IPython.display import display

            names: dict[str, Any] = {"epochs": self.epochs, "held_out": self.held_out}
            picture = pictures.learning_curves(self.training, self.validation, **names)
            if self._handle is None:
                self._handle = display(picture, display_id=True)
            else:
                self._handle.update(picture)
        else:
            costs = f"training cost {self.training[-1]:.3f}, {self.held_out} cost {self.validation[-1]:.3f}"
            print(f"{last_epoch(len(self.training), self.epochs)}: {costs}")
        now = time.monotonic()
        self._next = now + max(PAUSE, (now - started) / SHARE)
