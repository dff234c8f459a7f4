"""The widget of a thing to move: what goes between the page and the kernel. The page's side is in ``stage.js``.

It is anywidget's and not a row of ipywidgets' own controls, because those (8.1) leave a slider and a play button
without a name, so that a screen reader cannot tell one from another. anywidget is imported when a widget is made.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def new_stage(**traits: Any) -> Any:
    """Controls, a picture and a line. The page counts up ``asked``; the answer to it counts up ``answered``."""
    return _stage()(**traits)


@lru_cache(maxsize=1)
def _stage() -> type:
    import anywidget
    import traitlets

    class Stage(anywidget.AnyWidget):
        _esm = HERE / "stage.js"
        _css = HERE / "stage.css"

        controls: traitlets.List = traitlets.List().tag(sync=True)
        takeaway = traitlets.Unicode().tag(sync=True)
        rests = traitlets.Unicode("none").tag(sync=True)  # the class of the picture at rest, hidden while this moves

        values = traitlets.Dict().tag(sync=True)
        asked = traitlets.Int(0).tag(sync=True)

        picture = traitlets.Bytes().tag(sync=True)
        width = traitlets.Int(0).tag(sync=True)
        alt = traitlets.Unicode().tag(sync=True)
        says = traitlets.Unicode().tag(sync=True)
        put = traitlets.Dict().tag(sync=True)  # values that controls are to take
        last = traitlets.Dict().tag(sync=True)  # and last steps
        answered = traitlets.Int(0).tag(sync=True)

    return Stage
