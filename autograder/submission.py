"""Knows how a submitted file is read without believing anything in it; never runs it.

What comes out are cells: type, text, marks and pasted pictures of each, and a reason in one line where there are none.
How they are then put upon the notebook that was released is not known here.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from autograder.defining import names_in
from autograder.file_kind import file_kind
from autograder.files import Refused, read_ordinary
from autograder.given import Given, derived
from autograder.limits import Limits
from autograder.saying import printable
from autograder.source import grade_id

# In the metadata of what was read, where there is something to say:
LANGUAGE = "language"  # another language than Python that the file says it is in
LEFT_OUT = "left_out"  # how many pictures are not read, as they are too large together
_KINDS = ("code", "markdown", "raw")
_PICTURES = {"image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8\xff", "image/gif": b"GIF8"}  # and how they begin


def new_cell(kind: str, source: str) -> NotebookNode:
    """As nbformat makes it, without its check of the schema, which takes longer than all the rest of the reading."""
    more: dict[str, Any] = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return NotebookNode(id="", cell_type=kind, metadata=NotebookNode(), source=source, **more)


class Unreadable(Exception):
    """Why a submission cannot be graded: one line, for the student and the instructor."""


def read_submission(path: Path, release: NotebookNode, limits: Limits = Limits()) -> NotebookNode:
    """The submitted cells: type, source, id and grade_id of each, and nothing else that the file says.

    Args:
        path: the submitted file, ``NAME.ipynb``.
        release: nbgrader's source of NAME, by which a submission of another assignment is told.
        limits: ``file_bytes`` is the one that matters here.

    Raises:
        Unreadable: with the reason to record.
    """
    nb = parse_cells(path.name, _read_bytes(path, limits), limits)
    _check_assignment(path, nb, derived(release).given)
    return nb


def parse_cells(name: str, data: bytes, limits: Limits = Limits()) -> NotebookNode:
    """The cells of a file, whichever notebook it is: type, source, id and grade_id of each.

    Args:
        name: what the file is called, for the reason.
        data: its bytes.
        limits: ``cells`` is the one that matters here.

    Raises:
        Unreadable: with the reason to record.
    """
    content = _parse(name, data)
    if len(content["cells"]) > limits.cells:
        raise Unreadable(f"{name} has {len(content['cells'])} cells, at most {limits.cells} are read")
    pictures = _Pictures(limits.pictures)
    cells = [cell for cell in (_read_cell(raw, pictures) for raw in content["cells"]) if cell is not None]
    nb = NotebookNode(cells=cells, metadata=NotebookNode(), nbformat=4, nbformat_minor=5)
    language = _at(content, "metadata", "kernelspec", "language") or _at(content, "metadata", "language_info", "name")
    if isinstance(language, str) and language.lower() not in ("python", "ipython", "python3"):
        nb.metadata[LANGUAGE] = ascii(language)[1:-1][:40]
    if pictures.left_out:
        nb.metadata[LEFT_OUT] = pictures.left_out
    return nb


def _read_bytes(path: Path, limits: Limits) -> bytes:
    try:
        return read_ordinary(path, limits.file_bytes)
    except FileNotFoundError:
        raise Unreadable(f"no {path.name} was handed in{_found_instead(path)}") from None
    except Refused as why:
        hint = " (clear its outputs)" if "too large" in str(why) else ""
        raise Unreadable(f"{path.name} {why}{hint}") from None
    except OSError as error:
        raise Unreadable(f"{path.name} cannot be read ({(error.strerror or str(error)).lower()})") from None


def _found_instead(path: Path) -> str:
    others = sorted(p.name for p in path.parent.glob("*") if p.is_file() and p.name != "timestamp.txt")
    if not others:
        return " (its folder is empty)" if path.parent.is_dir() else ""
    named = ", ".join(printable(name, 60) for name in others[:3])
    return f" (found {named}{' and more' if len(others) > 3 else ''} instead)"


def _parse(name: str, data: bytes) -> dict[str, Any]:
    if not data.strip():
        raise Unreadable(f"{name} is empty")
    encoding = json.detect_encoding(data)  # by its byte order mark, or by where its zeros are
    try:
        content = json.loads(data.decode(encoding))
    except UnicodeDecodeError as error:
        said = encoding.upper().removesuffix("-SIG")
        raise Unreadable(_other(name, data) or f"{name} is not {said} text (byte {error.start})") from None
    except (ValueError, RecursionError) as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise Unreadable(_other(name, data) or f"{name} is not valid JSON{where}: damaged, or not a notebook") from None
    if "nbformat" in (inner := _at(content, "content") or {}):  # as a Jupyter server sends it
        content = inner
    if not isinstance(content, dict) or "nbformat" not in content:
        link = isinstance(content, dict) and {"url", "doc_id"} & set(content)
        raise Unreadable(f"{name} is {'a link, not the notebook itself' if link else 'not a notebook'}")
    if content["nbformat"] == 3 and isinstance(content.get("worksheets"), list):
        cells = [cell for sheet in content["worksheets"] for cell in _at(sheet, "cells") or ()]
        content = {**content, "nbformat": 4, "cells": cells} if cells else content
    if content["nbformat"] != 4:
        version = content["nbformat"] if isinstance(content["nbformat"], int) else "unknown"
        raise Unreadable(f"{name} is in notebook format {version}, expected 4 (save it again in JupyterLab)")
    if not isinstance(content.get("cells"), list):
        raise Unreadable(f"{name} is a notebook without cells")
    return content


def _other(name: str, data: bytes) -> str:
    """What a file is that only calls itself a notebook, and what to hand in instead; empty where that is not known."""
    kind = file_kind("", data[:1000])
    if "archive" in kind:
        return f"{name} is {kind}, not a notebook: unpack it and hand in the .ipynb file that is in it"
    if kind != "no notebook":
        return f"{name} is {kind}, not a notebook: hand in the .ipynb file itself (in JupyterLab: File, Download)"
    if re.search(rb"^<<<<<<< ", data, re.MULTILINE) and re.search(rb"^>>>>>>> ", data, re.MULTILINE):
        return f"{name} holds two versions at once, as git leaves it after a conflict: settle it and hand it in again"
    return ""


def _read_cell(raw: Any, pictures: _Pictures) -> NotebookNode | None:
    """A cell of plain parts, or None for what is no cell at all."""
    kind, source = _at(raw, "cell_type"), _at(raw, "source")
    if source is None:  # as the formats before the fourth have it
        kind, source = ("code", _at(raw, "input")) if kind == "code" else (kind, source)
    if kind in ("heading", "html"):
        kind = "markdown"
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if kind not in _KINDS or not isinstance(source, str):
        return None
    # Half of a surrogate pair is legal in JSON and can be sent or written nowhere. Ends of lines are no difference.
    source = source.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    cell = new_cell(kind, source)
    cell.id = cell_id if isinstance(cell_id := _at(raw, "id"), str) else ""
    if isinstance(mark := _at(raw, "metadata", "nbgrader", "grade_id"), str):
        cell.metadata["nbgrader"] = {"grade_id": mark}
    if kind != "code" and (attached := pictures.of(_at(raw, "attachments"))):
        cell.attachments = attached
    return cell


class _Pictures:
    """Pictures pasted into the texts of a notebook, up to a number of bytes."""

    def __init__(self, most: int) -> None:
        self.left, self.left_out = most, 0

    def of(self, attachments: Any) -> NotebookNode:
        """Those of one cell: name -> kind -> base64. Nothing but pictures, each of the kind that it says."""
        kept = NotebookNode()
        for name, kinds in attachments.items() if isinstance(attachments, dict) else ():
            for kind, data in kinds.items() if isinstance(kinds, dict) else ():
                text = "".join(data) if isinstance(data, list) and all(isinstance(part, str) for part in data) else data
                if not isinstance(text, str) or not _is_picture(kind, text):
                    continue
                if len(text) > self.left:
                    self.left_out += 1
                    continue
                self.left -= len(text)
                kept.setdefault(name.encode("utf-8", "replace").decode("utf-8"), NotebookNode())[kind] = text
        return kept


def _is_picture(kind: str, text: str) -> bool:
    try:
        return kind in _PICTURES and base64.b64decode("".join(text.split()), validate=True).startswith(_PICTURES[kind])
    except (binascii.Error, ValueError):
        return False


def _at(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _check_assignment(path: Path, nb: NotebookNode, given: Sequence[Given]) -> None:
    """Functions of one name occur in several notebooks, so the majority of the exercises decides.

    Given cells do not count: every notebook has those of its opening and its end. Where all marks are gone, a third of
    the texts or half of the answers will do.
    """
    ours = {one.name for one in given} - {""}
    theirs = {grade_id(cell) for cell in nb.cells} - {""}
    exercises = {one.name for one in given if one.answer or one.test}
    if len(theirs - ours) > len(theirs & exercises):
        example = sorted(theirs - ours)[0]
        raise Unreadable(f"{path.name} holds another assignment (it has a cell {example[:60]!r}), expected {path.stem}")
    ids = {one.id for one in given}
    if theirs & ours or any(cell.id in ids for cell in nb.cells):
        return
    texts = {one.text.strip() for one in given if not one.answer}
    defined = frozenset().union(*(names_in(cell.source) for cell in nb.cells if cell.cell_type == "code"))
    answers = [one for one in given if one.answer and one.asked]
    found = texts & {cell.source.strip() for cell in nb.cells}
    if 3 * len(found) >= len(texts) or 0 < len(answers) <= 2 * sum(one.asked <= defined for one in answers):
        return
    if LANGUAGE in nb.metadata:
        raise Unreadable(f"{path.name} is a notebook in {nb.metadata[LANGUAGE]}, expected Python")
    raise Unreadable(f"{path.name} has none of the cells of {path.stem}, and none of its answers: another notebook")
