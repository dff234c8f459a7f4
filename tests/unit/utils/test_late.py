"""A package that a browser has not loaded yet is loaded when it is imported, once, and only with the right digest."""

from __future__ import annotations

import hashlib
import importlib
import io
import json
import sys
import zipfile
from types import SimpleNamespace

import pytest

from utils import late


@pytest.fixture
def browser(tmp_path, monkeypatch):
    """What Pyodide has of a browser, made up: one wheel at one address."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("laggard/__init__.py", "here = True")
    wheel = archive.getvalue()
    made = SimpleNamespace(asked=[], said=[], status=200, content=wheel, broken=False)

    class Request:
        def open(self, method, address, later):
            made.asked.append((method, address, later))

        def send(self):
            if made.broken:
                raise RuntimeError("NetworkError")
            self.status, self.response = made.status, SimpleNamespace(to_bytes=lambda: made.content)

    made.js = SimpleNamespace(
        XMLHttpRequest=SimpleNamespace(new=Request),
        URL=SimpleNamespace(new=lambda file, base: SimpleNamespace(href=base + file)),
        JSON=SimpleNamespace(parse=json.loads),
        postMessage=lambda told: made.said.append(told["_logMessage"]["data"]),
    )
    entry = SimpleNamespace(file_name="laggard.whl", sha256=hashlib.sha256(wheel).hexdigest())
    lock = SimpleNamespace(packages=SimpleNamespace(laggard=entry))
    pyodide = SimpleNamespace(loadedPackages=SimpleNamespace(), lockfile=lock, lockfileBaseUrl="https://a.site/")
    monkeypatch.setattr(late, "LATE", ("laggard",))
    monkeypatch.setattr(late.sysconfig, "get_path", lambda _: str(tmp_path))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "meta_path", [late.Late(pyodide, made.js), *sys.meta_path])
    yield made
    sys.modules.pop("laggard", None)


def test_it_is_fetched_at_once_when_it_is_imported_and_no_second_time(browser):
    import laggard

    assert laggard.here
    del sys.modules["laggard"]
    importlib.import_module("laggard")
    assert browser.asked == [("GET", "https://a.site/laggard.whl", False)]
    assert browser.said == ["Loading laggard", "Loaded laggard"]


@pytest.mark.parametrize(
    "change, words",
    [
        ({"broken": True}, "could not be loaded from https://a.site/laggard.whl: is there a connection"),
        ({"status": 404}, "the answer was 404"),
        ({"content": b"another"}, "What came in the place of laggard is something else"),
    ],
)
def test_what_cannot_be_had_is_said_and_can_be_tried_again(browser, change, words):
    before = {name: getattr(browser, name) for name in change}
    for name, value in change.items():
        setattr(browser, name, value)
    with pytest.raises(ImportError, match=words):
        importlib.import_module("laggard")
    for name, value in before.items():
        setattr(browser, name, value)
    assert importlib.import_module("laggard").here


def test_nothing_of_it_happens_where_the_course_is_installed():
    import utils  # noqa: F401

    assert not [finder for finder in sys.meta_path if isinstance(finder, late.Late)]
