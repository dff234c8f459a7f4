"""How far a reader is in all notebooks of a folder, and that as one small file: ``portfolio``.

It counts what stands below the checks in the files, as they were saved. The landing page of the course's site counts in
the same way what was done in a browser, and takes the file.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from utils.notebook_file import read_notebook
from utils.words import counted

COURSE = "neural-networks-course"
FILE = "progress.json"
_RIGHT = re.compile(r"✓ .* · right:")  # how a check begins that passed; website/templates/live.js looks for the same


@dataclass(frozen=True)
class Portfolio:
    """How many checks are right in each notebook; shows itself as the last expression of a cell.

    Attributes:
        notebooks: name -> checks that are right, all checks.
        file: where that was written.
        trouble: files that could not be read, each with the reason.
    """

    notebooks: dict[str, tuple[int, int]]
    file: Path
    trouble: tuple[str, ...] = ()

    def text(self) -> str:
        """It as plain text."""
        width = max(map(len, self.notebooks), default=0)
        lines = [
            f"{name:<{width}}  {right:>3} of {of:>3} checks are right" for name, (right, of) in self.notebooks.items()
        ]
        return "\n".join([*lines, *self.trouble, self._closing()])

    def _closing(self) -> str:
        right = sum(one for one, _ in self.notebooks.values())
        return (
            f"{counted(right, 'check is', 'checks are')} right in all, as the notebooks were saved last. "
            f"Written to {self.file}."
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        cell = "padding:2px 16px 2px 0;text-align:left;background:none"
        rows = "".join(
            f'<tr style="background:none"><th scope="row" style="{cell};font-weight:normal;font-family:monospace">'
            f'{html.escape(name)}</th><td style="{cell}">{right} of {of} checks are right</td></tr>'
            for name, (right, of) in self.notebooks.items()
        )
        below = "".join(f"<p>{html.escape(line)}</p>" for line in (*self.trouble, self._closing()))
        return {"text/html": f"<table><tbody>{rows}</tbody></table>{below}", "text/plain": self.text()}


def portfolio(folder: str | Path = ".") -> Portfolio:
    """Count the checks that are right in every notebook of a folder, and write that to ``progress.json`` there.

    Save your notebooks first: what counts is what stands below the checks in their files.

    Args:
        folder: with the notebooks; this notebook's own, unless told.

    Raises:
        ValueError: there is no notebook of the course in it, or another ``progress.json``.
    """
    place = Path(folder)
    found, trouble = {}, []
    for path in sorted(place.glob("*.ipynb")):
        try:
            checks = [_RIGHT.match(said) is not None for said in _said_by_checks(read_notebook(path))]
        except (OSError, ValueError) as error:
            trouble.append(str(error))
            continue
        if checks:
            found[path.stem] = (sum(checks), len(checks))
    if not found:
        raise ValueError(f"No notebook of the course is in {place.resolve()}. {' '.join(trouble)}".strip())
    said = {name: {"right": right, "of": of} for name, (right, of) in found.items()}
    file = place / FILE
    if file.exists() and COURSE not in file.read_text(encoding="utf-8", errors="replace")[:200]:
        raise ValueError(f"{file} is something else, and is left as it is. Rename it, then run this cell again.")
    file.write_text(json.dumps({"course": COURSE, "notebooks": said}, indent=1) + "\n", encoding="utf-8")
    return Portfolio(found, file, tuple(trouble))


def _said_by_checks(notebook: dict[str, Any]) -> Iterator[str]:
    """What stands below each check; empty where nothing does."""
    for cell in notebook["cells"]:
        about = cell["metadata"].get("nbgrader")
        if cell["cell_type"] != "code" or not isinstance(about, dict) or not about.get("grade"):
            continue
        yield next(filter(_RIGHT.match, map(_plain, cell.get("outputs", []))), "")


def _plain(output: Any) -> str:
    data = output.get("data") if isinstance(output, dict) else None
    text = data.get("text/plain", "") if isinstance(data, dict) else ""
    return text if isinstance(text, str) else "".join(map(str, text)) if isinstance(text, list) else ""
