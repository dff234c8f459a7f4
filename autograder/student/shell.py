"""Knows how a notebook's code cells are run as Jupyter runs them, and how their outputs are collected as plain data."""

from __future__ import annotations

import builtins
import io
import os
import sys
from collections.abc import Callable
from typing import Any, cast

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.formatters import DisplayFormatter
from IPython.core.interactiveshell import InteractiveShell
from matplotlib_inline.backend_inline import configure_inline_support
from traitlets import Any as AnyTrait
from traitlets import Type
from traitlets.config import Config

from utils import drawn

_IMAGES = {"image/png", "image/svg+xml", "image/jpeg", "application/pdf"}
_CUT = "\n… (the rest of this output was not kept)\n"
_MOST = 900  # outputs of one cell; the grader looks at a thousand


class Outputs:
    """The outputs of one cell, in nbformat's words, up to a number of characters.

    A long text takes no longer, for each of its characters, than a short one: students print in loops.
    """

    def __init__(self) -> None:
        self.restart(0)

    def restart(self, most: int) -> None:
        """Forgets what was collected; keeps `most` characters from now on."""
        self._kept: list[dict[str, Any]] = []
        self.most = self.left = most

    def stream(self, name: str, text: str) -> None:
        """Text printed to stdout or stderr; neighbours are one output."""
        if self.left <= 0 or not text:
            return
        if len(text) > self.left:
            text = text[: self.left] + _CUT
        self.left -= len(text)
        if self._kept and self._kept[-1].get("name") == name:
            self._kept[-1]["text"].append(text)
        else:
            self._add({"output_type": "stream", "name": name, "text": [text]})

    def rich(self, kind: str, data: dict[str, Any], metadata: dict[str, Any]) -> None:
        """A displayed value, in each of its representations."""
        size = sum(len(part) for part in data.values() if isinstance(part, str))
        if self.left > 0 and size > self.left:
            self.stream("stdout", "…" * (self.left + 1))
        elif self.left > 0:
            self.left -= size
            self._add({"output_type": kind, "data": data, "metadata": metadata})

    def _add(self, output: dict[str, Any]) -> None:
        self._kept.append(output)
        if len(self._kept) == _MOST:  # of many short ones each takes more room than its text
            self._kept.append({"output_type": "stream", "name": "stdout", "text": [_CUT]})
            self.left = 0

    def clear(self) -> None:
        """Forgets what was collected, as `clear_output` says: the last picture of many is there."""
        self.restart(self.most)

    @property
    def kept(self) -> list[dict[str, Any]]:
        """What was collected, as a notebook holds it."""
        return [
            {**output, "text": "".join(output["text"])} if output["output_type"] == "stream" else output
            for output in self._kept
        ]

    def error(self, name: str, value: str, traceback: list[str]) -> None:
        """An exception. Always kept, though cut."""
        lines = [line[:2000] for line in traceback[-100:]]
        self._kept.append({"output_type": "error", "ename": name[:200], "evalue": value[:10_000], "traceback": lines})


class _Stream(io.TextIOBase):
    """What `print` writes to."""

    encoding = "utf-8"

    def __init__(self, name: str, outputs: Outputs) -> None:
        self.name, self.outputs = name, outputs

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return False

    def write(self, text: str) -> int:
        self.outputs.stream(self.name, str.__str__(text) if isinstance(text, str) else _not_text(text))
        return len(text)

    def fileno(self) -> int:
        return {"stdout": 1, "stderr": 2}[self.name]


def _not_text(text: object) -> str:
    raise TypeError(f"write() argument must be str, not {type(text).__name__}")


class _Publisher(DisplayPublisher):
    outputs = AnyTrait()

    def publish(self, data, metadata=None, source=None, *, transient=None, update=False, **kwargs) -> None:
        self.outputs.rich("display_data", data, metadata or {})

    def clear_output(self, wait=False) -> None:
        self.outputs.clear()


class _Hook(DisplayHook):
    outputs = AnyTrait()

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict, md_dict=None) -> None:
        self.outputs.rich("execute_result", format_dict, md_dict or {})

    def finish_displayhook(self) -> None:
        pass


class _Formatter(DisplayFormatter):
    """Leaves images out unless they are wanted: drawing them costs more than all the rest of a notebook."""

    images = False

    def format(self, obj, include=None, exclude=None):
        left_out = {*(exclude or ()), *(() if self.images else _IMAGES)}
        return super().format(obj, include=include, exclude=left_out)


class Shell(InteractiveShell):
    """IPython, its outputs collected instead of shown."""

    outputs = AnyTrait()
    displayhook_class = Type(_Hook)

    def init_displayhook(self) -> None:
        self.outputs = Outputs()
        super().init_displayhook()
        cast(_Hook, self.displayhook).outputs = self.outputs

    def init_display_pub(self) -> None:
        self.display_pub = _Publisher(parent=self, shell=self)

    def init_display_formatter(self) -> None:
        self.display_formatter = _Formatter(parent=self)

    def _showtraceback(self, etype, evalue, stb) -> None:
        try:
            value = str(evalue)
        except Exception:
            value = "(its message cannot be shown)"
        self.outputs.error(getattr(etype, "__name__", "Error"), value, self.InteractiveTB.stb2text(stb).split("\n"))

    def _format_exception_for_storage(self, exception, filename=None, running_compiled_code=False):
        """Of a history that nobody keeps: to lay out a traceback once takes longer than most cells."""
        return {}

    def show_usage_error(self, exc: BaseException) -> None:
        """Of a magic that is not known, or wants something else. It stops the cell like any other error."""
        self.outputs.error("UsageError", str(exc), [f"UsageError: {exc}"])

    def enable_gui(self, gui: str | None = None) -> None:
        """There is nobody to open a window for."""

    def enable_matplotlib(self, gui: str | None = None) -> tuple[str | None, str]:
        """`%matplotlib` with whatever word behind it: figures are shown below their cell."""
        return super().enable_matplotlib("inline")

    def debugger(self, force: bool = False) -> None:
        """Nobody would answer it."""

    def ask_exit(self) -> None:
        """`exit` and `quit` end the process, as they do in Jupyter."""
        raise SystemExit


def new_shell() -> Shell:
    """The one shell of this process. Slow: to be made once, before any student's process is forked."""
    config = Config()
    config.HistoryManager.enabled = False
    shell = Shell.instance(config=config)
    cast(_Publisher, shell.display_pub).outputs = shell.outputs
    for name in ("autosave", "connect_info", "qtconsole"):  # a kernel's own magics, which are of no use here
        shell.magics_manager.register_function(_nothing, magic_name=name)
    # Figures are shown below the cell that made them.
    configure_inline_support(shell, "module://matplotlib_inline.backend_inline")
    return shell


def _nothing(line: str) -> None:
    """What some magics do here."""


def _no_input(*_: object) -> str:
    raise RuntimeError("input() cannot be answered while a notebook is graded: give the value in the cell instead")


def open_streams(shell: Shell, figures: bool) -> None:
    """Takes this process's standard streams for the notebook; draws figures only where they are wanted."""
    builtins.input = _no_input
    sys.stdout, sys.stderr = _Stream("stdout", shell.outputs), _Stream("stderr", shell.outputs)
    cast(_Formatter, shell.display_formatter).images = figures
    if not figures:
        drawn.leave_out("while notebooks are graded; with --figures it is")


def run_cell(shell: Shell, source: str, most: int, printed: Callable[[], str]) -> bool:
    """Runs one cell; its outputs are in `shell.outputs.kept`. Whether it ran to its end.

    Args:
        shell: of `new_shell`.
        source: the cell, with IPython's magics if it has some.
        most: characters of output to keep.
        printed: what was written to the process's own streams since it was last asked, as subprocesses do.
    """
    shell.outputs.restart(most)
    pid = os.getpid()
    try:
        result = shell.run_cell(source, store_history=True)
    finally:
        if os.getpid() != pid:  # a copy of this process that the cell forked off, and that outlived it
            os._exit(0)
    shell.outputs.stream("stdout", printed())
    return result.success
