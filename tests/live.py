"""Knows how to serve a site and to work in its live notebooks: Chromium, with no network but that server."""

from __future__ import annotations

import functools
import http.server
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page

PATIENCE = 400  # seconds for what takes fifteen on a quiet machine
_LIVE = (
    "const nb = window.jupyterapp.shell.currentWidget.content; const cells = [...nb.widgets];"
    "const at = id => cells.findIndex(c => (c.model.getMetadata('nbgrader') || {}).grade_id === id);"
)


class _Handler(http.server.SimpleHTTPRequestHandler):
    extensions_map = {
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
    }

    sent = 0  # bytes, to whoever asked

    def copyfile(self, source: Any, outputfile: Any) -> None:
        _Handler.sent += os.fstat(source.fileno()).st_size
        super().copyfile(source, outputfile)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address under which a folder is served, as `python -m http.server` does."""
    handler = functools.partial(_Handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join(timeout=20)


def sent() -> int:
    """How many bytes were sent by all that was served by now."""
    return _Handler.sent


class Watch:
    """What a context asked others for, and what its consoles said in red."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.foreign: list[str] = []
        self.asked: list[str] = []
        self.errors: list[str] = []
        self._address = address
        context.on("request", self._asked)
        context.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))

    def _asked(self, request: Any) -> None:
        self.asked.append(request.url)
        if not request.url.startswith((self._address, "data:", "blob:", "about:")):
            self.foreign.append(request.url)


class LiveNotebook:
    """A notebook that is open in JupyterLite."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address

    def open(self) -> None:
        """Open it, and wait until it is there and its kernel is idle."""
        self.look()
        self.wait("window.jupyterapp.shell.currentWidget.sessionContext?.kernelDisplayStatus === 'idle'")

    def look(self) -> None:
        """Open it, and wait until it is there."""
        self.page.goto(self.address, timeout=PATIENCE * 1000)
        self.wait("window.jupyterapp?.shell?.currentWidget?.content?.widgets?.length > 1")

    def wait(self, condition: str) -> None:
        self.page.wait_for_function(f"() => {condition}", timeout=PATIENCE * 1000, polling=250)

    def do(self, body: str, argument: object = None) -> Any:
        """Run JavaScript that knows `nb`, `cells`, and `at(grade_id)`."""
        return self.page.evaluate(f"argument => {{ {_LIVE} {body} }}", argument)

    def command(self, name: str) -> None:
        self.page.evaluate(f"() => {{ window.jupyterapp.commands.execute('{name}'); }}")

    def write(self, cell: str, source: str) -> None:
        self.do("cells[at(argument[0])].model.sharedModel.setSource(argument[1])", [cell, source])

    def read(self, cell: str) -> str:
        return self.do("return cells[at(argument)].model.sharedModel.getSource()", cell)

    def run(self, cell: str) -> str:
        """Run a cell, and return all that is shown below it."""
        before = self.do("return cells[at(argument)].model.executionCount", cell)
        self.do("nb.activeCellIndex = at(argument); nb.deselectAll();", cell)
        self.command("notebook:run-cell")
        self._until(lambda: self.do("return cells[at(argument)].model.executionCount", cell) not in (None, before))
        self.settle()
        return self.shown(cell)

    def run_all(self) -> tuple[int, int]:
        """Run all cells; how many code cells were run, of how many."""
        self.command("notebook:run-all-cells")
        counted = (
            "const code = cells.filter(c => c.model.type === 'code' && c.model.sharedModel.getSource().trim());"
            "return [code.filter(c => c.model.executionCount).length, code.length]"
        )
        last, since = (-1, 0), time.monotonic()
        while time.monotonic() - since < 60:
            now = tuple(self.do(counted))
            if now[0] == now[1]:
                break
            if now != last or self.busy():
                last, since = now, time.monotonic()
            self.page.wait_for_timeout(300)
        self.settle()
        return tuple(self.do(counted))  # type: ignore[return-value]

    def busy(self) -> bool:
        """Whether a cell runs or waits to run."""
        return bool(
            self.do(
                "return cells.some(c => (c.node.querySelector('.jp-InputPrompt')?.innerText || '').includes('*'))"
                " || window.jupyterapp.shell.currentWidget.sessionContext?.kernelDisplayStatus === 'busy'"
            )
        )

    def settle(self) -> None:
        self._until(lambda: not self.busy())

    def shown(self, cell: str) -> str:
        return self.do(
            "return cells[at(argument)].model.outputs.toJSON().map(o => o.output_type === 'stream' ? [].concat(o.text).join('')"
            " : o.output_type === 'error' ? 'ERROR ' + o.ename + ': ' + o.evalue"
            " : [].concat(o.data?.['text/plain'] || '').join('')).join('\\n')",
            cell,
        )

    def errors(self) -> list[str]:
        """The names of the errors that any cell shows."""
        return self.do(
            "return cells.flatMap(c => c.model.type === 'code' ? c.model.outputs.toJSON() : [])"
            ".filter(o => o.output_type === 'error').map(o => o.ename + ': ' + o.evalue)"
        )

    def said(self, words: str) -> None:
        """Wait until the line beside the notebook says this."""
        line = self.page.locator("#course-bar [role=status]")
        line.filter(has_text=words).wait_for(timeout=PATIENCE * 1000)

    def save(self) -> None:
        self.command("docmanager:save")
        self.wait("!window.jupyterapp.shell.currentWidget.context.model.dirty")

    def download(self, path: Path) -> str:
        """Download it to `path`; the name that the browser was told."""
        with self.page.expect_download(timeout=PATIENCE * 1000) as caught:
            self.command("docmanager:download")
        caught.value.save_as(path)
        return caught.value.suggested_filename

    def _until(self, there: Any) -> None:
        end = time.monotonic() + PATIENCE
        while not there():
            assert time.monotonic() < end, "nothing happens any more"
            self.page.wait_for_timeout(100)
