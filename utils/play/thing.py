"""A thing to move: controls, a picture that follows them, and a line that says its numbers.

Where there is a live kernel with widgets it moves. Everywhere else, and in what is saved of it, stands the picture
of the same thing at rest, with its alt text. Knows nothing of what is shown.
"""

from __future__ import annotations

import html
import io
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from utils.pictures import style
from utils.pictures.picture import CSS_PIXELS_PER_INCH, Picture
from utils.play.controls import Control, described
from utils.play.stage import new_stage

DPI = 150  # of a picture that moves: crisp enough, and quick
VIEW = "application/vnd.jupyter.widget-view+json"
AT_REST = "(Run this cell in Jupyter, and it moves.)"


@dataclass(frozen=True)
class Seen:
    """What is to be seen at one position of the controls.

    Attributes:
        figure: the drawing.
        says: its numbers in a sentence or two, for the line below the picture; plain text.
        alt: what a reader who cannot see the drawing needs besides.
        put: controls that are to stand elsewhere, with their new values.
        last: of controls with steps, the new last step.
    """

    figure: Figure
    says: str
    alt: str
    put: Mapping[str, Any] = field(default_factory=dict)
    last: Mapping[str, int] = field(default_factory=dict)


class Trouble(ValueError):
    """What the reader gave cannot be shown; the message says why, and what to do."""


class Thing:
    """Displays itself as the last expression of a cell."""

    def __init__(
        self,
        controls: Mapping[str, Control],
        move: Callable[..., Seen],
        takeaway: str,
        still: Callable[[], Picture] | None = None,
    ) -> None:
        """Args:
        controls: by the names that ``move`` takes them by.
        move: ``move(**values)``; it may draw into the same figure again.
        takeaway: the one sentence to remember.
        still: the picture at rest; the one with all controls at their start unless told.
        """
        self.controls, self.move, self.takeaway, self._still = controls, move, takeaway, still

    def at(self, **values: Any) -> Seen:
        """What is to be seen there; controls that are not named stand at their start."""
        with style.drawing():
            return self.move(**({name: control.start for name, control in self.controls.items()} | values))

    def still(self) -> Picture:
        """The picture at rest.

        Raises:
            Trouble: it cannot be shown.
        """
        if self._still is not None:
            return self._still()
        seen = self.at()
        return Picture(seen.figure, f"{seen.alt} {seen.says}", self.takeaway)

    def stage(self) -> Any:
        """The widget that moves: a new one at each call."""
        stage = new_stage(
            controls=[described(name, control) for name, control in self.controls.items()],
            values={name: control.start for name, control in self.controls.items()},
            takeaway=self.takeaway,
        )
        self._answer(stage)
        stage.observe(lambda change: self._answer(stage), "asked")
        return stage

    def _answer(self, stage: Any) -> None:
        """Draws anew, and says so; whatever goes wrong, in the reader's own function too, is said in the line."""
        with stage.hold_sync():
            try:
                seen = self.at(**stage.values)
                with style.drawing():
                    stage.picture = rendered(seen.figure)
                stage.width = round(seen.figure.get_figwidth() * CSS_PIXELS_PER_INCH)
                stage.alt, stage.says = seen.alt, seen.says
                stage.put, stage.last = dict(seen.put), dict(seen.last)
                stage.values = stage.values | stage.put
            except Exception as error:
                stage.says, stage.put, stage.last = said(error), {}, {}
            stage.answered = stage.asked

    def _ipython_display_(self) -> None:
        if not live():
            raise NotImplementedError  # with which IPython goes on to what is below
        from IPython.display import display

        mark = f"play-at-rest-{uuid.uuid4().hex}"
        at_rest = self._repr_mimebundle_()
        # What JupyterLab says of a widget without its kernel is not to be seen: the picture at rest stands there.
        lost = f".jp-OutputArea-child:has(.{mark}) + .jp-OutputArea-child .jp-OutputArea-output:not(:has(*))"
        shown = f'<div class="{mark}"><style>{lost} {{ display: none }}</style>{at_rest["text/html"]}</div>'
        display({**at_rest, "text/html": shown}, raw=True)
        stage = self.stage()
        stage.rests = mark
        view = {"version_major": 2, "version_minor": 0, "model_id": stage.model_id}
        display({VIEW: view, "text/plain": AT_REST}, raw=True)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        try:
            return self.still()._repr_mimebundle_()
        except Exception as error:
            text = said(error)
            return {"text/html": f"<p>{html.escape(text)}</p>", "text/plain": text}


def live() -> bool:
    """Whether a widget can move here: there is a kernel to answer it, and anywidget to ask with."""
    try:
        import anywidget  # noqa: F401
        from IPython import get_ipython
    except ImportError:
        return False
    return getattr(get_ipython(), "kernel", None) is not None


def said(error: Exception) -> str:
    """An error as a line for the reader."""
    text = " ".join(str(error).split())
    return text if isinstance(error, Trouble) else f"This cannot be shown: {type(error).__name__}: {text}"


def rendered(figure: Figure) -> bytes:
    """The drawing as PNG, as quickly as may be."""
    figure.set_dpi(DPI)
    figure.canvas.draw()
    png = io.BytesIO()
    Image.fromarray(np.asarray(cast(FigureCanvasAgg, figure.canvas).buffer_rgba())).convert("RGB").save(
        png, "PNG", compress_level=1
    )
    return png.getvalue()
