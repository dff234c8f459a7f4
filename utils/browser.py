"""What is different where Python runs in a browser, and what the course does about it. Elsewhere nothing of it happens.

What NumPy does not notice there is in ``checks.arithmetic``.
"""

from __future__ import annotations

import sys
from types import FrameType, TracebackType
from typing import Any

from utils import late
from utils.outcomes import CheckFailed

# How deep a reader's functions may call each other. Python's own limit is 1000, and showing what a thousand calls did
# takes a browser some twenty seconds. And where each call goes through C (`+` that calls itself, `sorted` with such a
# key), 250 deep is more than the browser's stack holds: that is the end of the kernel, and no error.
DEEPEST = 200


def in_a_browser() -> bool:
    """Whether this Python was compiled for a browser."""
    return sys.platform == "emscripten"


def settle_in(shell: Any) -> None:
    """Prepare a notebook's kernel in a browser."""
    below = 0  # calls that the kernel itself is in
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        below, frame = below + 1, frame.f_back
    sys.setrecursionlimit(min(sys.getrecursionlimit(), below + DEEPEST))
    go_on_after_failed_checks(shell)
    if in_a_browser():
        late.load_late()


def go_on_after_failed_checks(shell: Any) -> None:
    """Let a cell whose check did not pass end as if it had.

    JupyterLite runs no further cell once one has stopped with an error, whatever its tag ``raises-exception`` says. The
    panel and the line below it are shown all the same. To be called after others that settle how errors are shown.
    """
    others, show = shell.custom_exceptions, shell.CustomTB

    def handler(
        shell: Any, kind: type, error: BaseException, tb: TracebackType | None, tb_offset: int | None = None
    ) -> list[str]:
        if not isinstance(error, CheckFailed):
            return show(kind, error, tb, tb_offset=tb_offset)
        print(*error._render_traceback_(), sep="\n")
        return []

    shell.set_custom_exc((*others, CheckFailed), handler)
