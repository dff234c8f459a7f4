"""Knows the outputs of an executed notebook: whether they are still those of its cells, and what in them is noise."""

from __future__ import annotations

import base64
import copy
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
from nbformat import NotebookNode
from PIL import Image


def source_digest(solved: NotebookNode, library: dict[str, str]) -> str:
    """What the outputs of a solved edition depend on: its cells, and the text of the library they import."""
    cells = [[cell.cell_type, cell.id, cell.source] for cell in solved.cells]
    return _digest([cells, sorted(library.items())])


def outputs_digest(nb: NotebookNode) -> str:
    """Tells outputs that were edited by hand."""
    return _digest([[cell.id, cell.execution_count, cell.outputs] for cell in nb.cells if cell.cell_type == "code"])


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def with_outputs(solved: NotebookNode, ran: NotebookNode) -> NotebookNode:
    """A copy of `solved` with the outputs that the same cells have in `ran`."""
    nb = copy.deepcopy(solved)
    by_id = {cell.id: cell for cell in ran.cells}
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.outputs = copy.deepcopy(by_id[cell.id].outputs)
            cell.execution_count = by_id[cell.id].execution_count
    return nb


# Fonts and lines are smoothed a little differently by every build of the drawing library. This much, out of
# 255, is invisible; the smallest real change, a moved digit, goes from paper to ink in some pixel.
PIXEL_TOLERANCE = 8
_DATA_URI = re.compile(r"(data:[\w/+.-]+;base64,[A-Za-z0-9+/=\s]+)")
_PNG_URI = "data:image/png;base64,"


def settle_outputs(ran: NotebookNode, old: NotebookNode | None, hidden: dict[str, str]) -> NotebookNode:
    """A copy of `ran` without what differs from one run to the next though nothing changed.

    Addresses and the paths in `hidden` (path → what to write instead) are replaced; a picture that looks like
    the one in the same place of `old` keeps its old bytes.
    """
    nb = copy.deepcopy(ran)
    before = {cell.id: cell for cell in old.cells} if old else {}
    for cell in nb.cells:
        if cell.cell_type != "code":
            continue
        cell.outputs = [_rewrite(output, lambda text: _settle_text(text, hidden)) for output in cell.outputs]
        known = before.get(cell.id, {}).get("outputs", ())
        keep = iter([picture for output in known for picture in _pictures(output)])
        cell.outputs = [_rewrite(output, partial(_keep_pictures, old=keep)) for output in cell.outputs]
    return nb


def _rewrite(output: NotebookNode, change: Callable[[str], str]) -> NotebookNode:
    """`output` with every string in it changed, PNG data in the form of a data URI."""

    def walk(value: Any, key: str = "") -> Any:
        if isinstance(value, str):
            return change(_PNG_URI + value)[len(_PNG_URI) :] if key == "image/png" else change(value)
        if isinstance(value, dict):
            return NotebookNode({k: walk(v, k) for k, v in value.items()})
        return [walk(v) for v in value] if isinstance(value, list) else value

    return walk(output)


def _pictures(output: NotebookNode) -> list[str]:
    found: list[str] = []

    def note(text: str) -> str:
        found.extend(part for part in _DATA_URI.split(text) if part.startswith(_PNG_URI))
        return text

    _rewrite(output, note)
    return found


def _settle_text(text: str, hidden: dict[str, str]) -> str:
    parts = _DATA_URI.split(text)
    for i, part in enumerate(parts):
        if not part.startswith("data:"):
            for path, name in hidden.items():
                part = part.replace(path, name)
            part = re.sub(r"[^\s'\"<>]*ipykernel_\d+[/\\]\d+\.py", "cell", part)
            parts[i] = re.sub(r"\bat 0x[0-9A-Fa-f]+", "at 0x0", part)
    return "".join(parts)


def _keep_pictures(text: str, old: Iterator[str]) -> str:
    parts = _DATA_URI.split(text)
    for i, part in enumerate(parts):
        if part.startswith(_PNG_URI):
            before = next(old, None)
            if before is not None and same_picture(before, part):
                parts[i] = before
    return "".join(parts)


def same_picture(one: str, other: str) -> bool:
    """Whether two PNG data URIs show the same, to the eye."""
    if one == other:
        return True
    try:
        first, second = (_pixels(uri) for uri in (one, other))
    except (OSError, ValueError):
        return False
    return first.shape == second.shape and bool(np.abs(first - second).max(initial=0) <= PIXEL_TOLERANCE)


def _pixels(uri: str) -> np.ndarray:
    with Image.open(io.BytesIO(base64.b64decode(uri[len(_PNG_URI) :]))) as picture:
        return np.asarray(picture.convert("RGBA"), dtype=int)
