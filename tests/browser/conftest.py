"""JupyterLab, started once for these tests, and a page in a real browser to look at it.

SCREENSHOTS=DIR keeps what the tests photograph; otherwise it goes into pytest's temporary folder.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browsing import FLAGS, Lab, copy_checkout, find_chromium, lab_on
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from autograder.course import Course

# Milliseconds. Nothing takes so long on a quiet machine; where it does, the condition is said not to hold.
PATIENCE = 150_000


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    program = find_chromium()
    with sync_playwright() as playwright:
        # A new, empty profile each time: Playwright's own doing.
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def course(tmp_path_factory) -> Course:
    """A copy of the checkout's needed parts, which the tests may write to."""
    return copy_checkout(tmp_path_factory.mktemp("browser") / "course")


@pytest.fixture(scope="package")
def lab(browser, course, tmp_path_factory) -> Iterator[Lab]:
    """JupyterLab on `course`. After `browser`, so that nothing is started in vain."""
    with lab_on(course, tmp_path_factory.mktemp("home")) as lab:
        yield lab


@pytest.fixture
def page(browser, lab, shot) -> Iterator[Page]:
    """A window that reaches JupyterLab and nothing else. Its last sight is kept, for whoever asks why a test failed."""
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    context.route(
        lambda url: not url.startswith((lab.address, "file:", "data:", "blob:", "about:")), lambda route: route.abort()
    )
    page = context.new_page()
    yield page
    print(f"the last sight: {shot(page, 'last')}\nthe server's last words:\n{''.join(lab.lines[-30:])}")
    context.close()


@pytest.fixture(scope="package")
def shot(tmp_path_factory) -> Callable[..., Path]:
    """Photographs a page, or a part of it, as a small PNG: `shot(page_or_locator, name)`."""
    folder = Path(os.environ.get("SCREENSHOTS") or tmp_path_factory.mktemp("screenshots"))
    folder.mkdir(parents=True, exist_ok=True)

    def take(what, name: str, **options) -> Path:
        path = folder / f"{name}.png"
        picture = Image.open(io.BytesIO(what.screenshot(animations="disabled", **options))).convert("RGB")
        picture.quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)
        return path

    return take


@pytest.fixture(scope="package")
def autograder(course) -> Callable[..., str]:
    """Runs a command of the course in `course`, as a person does, and returns what it printed."""

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "autograder", *arguments],
            cwd=course.root,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run
