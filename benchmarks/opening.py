"""How long it takes from opening a live notebook to its first check, and what is loaded for it.

    make site ARGS="--self-contained .cache/pyodide --lock .cache/pyodide/pyodide-lock.json"
    python -m benchmarks.opening                       04 and 06 of _site, cold and warm
    python -m benchmarks.opening 00 04 --site DIR      others, of another site
    python -m benchmarks.opening --all                 every notebook, cold, then warm

Chromium opens the notebook with an empty cache, then once more with what it has kept. Seconds by the clock count on a
quiet machine only; beside them stands a processor's time, of all of Chromium's processes. The steps, each since the
link was opened: the kernel is idle; the setup cell has run; the first check has said something. Then, with all answers
still missing, the slowest of all the cells, and how long each check took. `MB` is what the server sent until the first
check. Tests fetch `.cache/pyodide`: python tests/pyodide_copy.py.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from browsing import FLAGS, find_chromium  # noqa: E402
from live import LiveNotebook, sent, served  # noqa: E402

WARM, CHECK, PICTURE = 15.0, 1.0, 2.0  # seconds that are wanted
_OF_CELLS = (
    "return cells.map((c, i) => ({i, code: c.model.type === 'code' && !!c.model.sharedModel.getSource().trim(),"
    " name: (c.model.getMetadata('nbgrader') || {}).grade_id || '', text: c.model.sharedModel.getSource(),"
    " graded: !!(c.model.getMetadata('nbgrader') || {}).grade}))"
)


def main() -> int:
    """Measure, print, and exit 1 where a warm opening takes longer than is wanted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NOTEBOOK", help="such as 04; 04 and 06 unless told")
    parser.add_argument(
        "--site", type=Path, default=ROOT / "_site", metavar="DIR", help="a built site (default: _site)"
    )
    parser.add_argument("--all", action="store_true", help="every notebook of the site")
    parser.add_argument("--cells", action="store_true", help="then all cells one by one, and the slowest of them")
    options = parser.parse_args()
    there = sorted((options.site / "live" / "files").glob("course-*/*.ipynb"))
    chosen = [path for path in there if options.all or path.name[:2] in (options.names or ["04", "06"])]
    if not chosen:
        print(f"{options.site} has no such live notebook: `make site` builds one", file=sys.stderr)
        return 2
    print(f"{'notebook':<30}{'':<6}{'MB':>6}{'idle':>14}{'setup':>14}{'first check':>14}   seconds: clock / processor")
    slow = False
    for path in chosen:
        with tempfile.TemporaryDirectory(prefix="opening-") as profile, served(options.site) as address:
            url = f"{address}/live/notebooks/index.html?path={path.parent.name}/{path.name}"
            for kind in ("cold", "warm"):
                row = opened(url, Path(profile), options.cells and kind == "warm")
                steps = "".join(f"{row[step][0]:>8.1f}/{row[step][1]:>5.1f}" for step in ("idle", "setup", "check"))
                print(f"{path.stem:<30}{kind:<6}{row['mb']:>6.1f}{steps}", flush=True)
                for line in row["cells"]:
                    print(line)
            slow = slow or row["check"][0] > WARM
    return 1 if slow else 0


def opened(url: str, profile: Path, cells: bool) -> dict[str, Any]:
    """Open a notebook and run it as far as its first check; every cell of it, if asked."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(profile), executable_path=find_chromium(), args=list(FLAGS)
        )
        notebook, loaded = LiveNotebook(context.pages[0], url), sent()
        began, before = time.monotonic(), spent()
        found: dict[str, Any] = {"cells": []}

        def note(step: str) -> None:
            found[step] = (time.monotonic() - began, spent() - before)

        notebook.open()
        note("idle")
        all_cells = [cell for cell in notebook.do(_OF_CELLS) if cell["code"]]
        first = next(cell for cell in all_cells if cell["graded"])
        for cell in all_cells[: all_cells.index(first) + 1]:
            run_at(notebook, cell["i"])
            if cell["name"] == "setup":
                note("setup")
        found.setdefault("setup", found["idle"])
        note("check")
        found["mb"] = (sent() - loaded) / 1e6
        if cells:
            found["cells"] = one_by_one(notebook, all_cells[all_cells.index(first) + 1 :])
        context.close()
    return found


def run_at(notebook: LiveNotebook, number: int) -> None:
    """Run a cell and wait for its end."""
    notebook.do("nb.activeCellIndex = argument; nb.deselectAll();", number)
    notebook.page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-cell')")
    notebook.settle()


def one_by_one(notebook: LiveNotebook, cells: list[dict[str, Any]]) -> list[str]:
    """What the slowest cells took, checks and others apart."""
    took = []
    for cell in cells:
        began, before = time.monotonic(), spent()
        run_at(notebook, cell["i"])
        took.append((time.monotonic() - began, spent() - before, cell))
    lines = []
    for graded, wanted, word in ((True, CHECK, "checks"), (False, PICTURE, "other cells")):
        rows = sorted((one for one in took if one[2]["graded"] == graded), key=lambda one: -one[1])
        late = sum(row[0] > wanted for row in rows)
        lines.append(f"  {word}: {len(rows)}, {late} above {wanted:g} s by the clock; the slowest:")
        for clock, processor, cell in rows[:5]:
            words = cell["name"] or cell["text"].strip().splitlines()[0][:50]
            lines.append(f"    {clock:>6.1f}/{processor:>5.1f}  {words}")
    return lines


def spent() -> float:
    """Seconds of a processor that the processes begun from here have taken."""
    total = 0.0
    for process in psutil.Process().children(recursive=True):
        try:
            if "chrom" in process.name():
                times = process.cpu_times()
                total += times.user + times.system
        except psutil.Error:
            continue
    return total


if __name__ == "__main__":
    sys.exit(main())
