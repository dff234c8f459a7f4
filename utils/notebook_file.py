"""Reads a notebook's file, which may be damaged, as plain data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

LARGEST = 20_000_000  # bytes of a notebook that is still looked into


def read_notebook(path: Path) -> dict[str, Any]:
    """A notebook, each cell's source as one text.

    Raises:
        ValueError: it is none, or too large for one.
        OSError: it cannot be read.
    """
    if path.stat().st_size > LARGEST:
        raise ValueError(f"{path} is larger than any notebook of the course")
    try:
        notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8-sig"))
        for cell in notebook["cells"]:
            lines = cell["source"]
            cell["source"] = (lines if isinstance(lines, str) else "".join(lines)).replace("\r\n", "\n").rstrip("\n")
            cell["cell_type"], cell["metadata"] = str(cell["cell_type"]), dict(cell.get("metadata", {}))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ValueError(f"{path} is no notebook, or is damaged") from None
    return notebook
