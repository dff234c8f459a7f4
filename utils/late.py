"""Loads SciPy when it is first imported, where Python runs in a browser. Elsewhere nothing of it happens.

Its wheel is a quarter of all that a kernel would load, and unpacking it takes seconds. What a cell imports itself, the
kernel sees beforehand and lets Pyodide load. What `utils` imports inside is found here. An import cannot wait for what
a browser does in its own time, so the file is asked for at once, which a worker may do.
"""

from __future__ import annotations

import hashlib
import importlib
import io
import json
import sys
import sysconfig
import zipfile
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from typing import Any

LATE = ("scipy",)  # what it needs itself is there already


class Late(MetaPathFinder):
    """Finds packages that are loaded only now.

    Args:
        pyodide: the module ``pyodide_js``: what is loaded, and the lock, which says where a package is.
        browser: the module ``js``.
    """

    def __init__(self, pyodide: Any, browser: Any) -> None:
        self.pyodide, self.browser = pyodide, browser

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if fullname not in LATE or hasattr(self.pyodide.loadedPackages, fullname):
            return None
        entry = getattr(self.pyodide.lockfile.packages, fullname)
        content = self._fetched(fullname, str(self.browser.URL.new(entry.file_name, self.pyodide.lockfileBaseUrl).href))
        if hashlib.sha256(content).hexdigest() != entry.sha256:
            raise ImportError(
                f"What came in the place of {fullname} is something else. Reload the page, and try again."
            )
        with zipfile.ZipFile(io.BytesIO(content)) as wheel:
            wheel.extractall(sysconfig.get_path("purelib"))
        setattr(self.pyodide.loadedPackages, fullname, "default channel")  # else Pyodide would load it once more
        importlib.invalidate_caches()
        return PathFinder.find_spec(fullname)

    def _fetched(self, name: str, address: str) -> bytes:
        self._tell(f"Loading {name}")
        request = self.browser.XMLHttpRequest.new()
        try:
            request.open("GET", address, False)
            request.responseType = "arraybuffer"
            request.send()
        except Exception as error:  # a JsException, which only Pyodide has
            raise ImportError(f"{name} could not be loaded from {address}: is there a connection? ({error})") from None
        if request.status != 200:
            raise ImportError(f"{name} could not be loaded from {address}: the answer was {request.status}")
        self._tell(f"Loaded {name}")
        return bytes(request.response.to_bytes())

    def _tell(self, line: str) -> None:
        """As the kernel tells the page of what Pyodide loads."""
        told = json.dumps({"_logMessage": {"type": "text", "level": "info", "data": line}})
        self.browser.postMessage(self.browser.JSON.parse(told))


def load_late() -> None:
    """Have packages found that are not loaded yet; once is enough, more do no harm."""
    if not any(isinstance(finder, Late) for finder in sys.meta_path):
        sys.meta_path.insert(0, Late(importlib.import_module("pyodide_js"), importlib.import_module("js")))
