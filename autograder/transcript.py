"""Knows how what happened is written into a notebook's cells, as Jupyter would have written it.

A student's process says what its outputs were; only what has the form of an output is believed to be one.
"""

from __future__ import annotations

import json
import re
from typing import Any

import nbformat
from nbformat import NotebookNode

_MOST = 1000  # outputs of one cell
_CUT = "… (the rest of this output was not kept)\n"
_MIME = re.compile(r"[a-zA-Z0-9]+/[a-zA-Z0-9.+-]+")  # what nbformat takes for a kind of data


def new_output(kind: str, **parts: Any) -> NotebookNode:
    """As nbformat makes it, without a check of the schema for each."""
    if kind in ("display_data", "execute_result"):
        parts = {"metadata": NotebookNode(), **parts, "data": nbformat.from_dict(parts["data"])}
    return NotebookNode(output_type=kind, **parts)


def outputs_of(said: list[Any], most: int) -> list[NotebookNode]:
    """The outputs of a student's cell, up to `most` characters; an error is always kept, and short."""
    kept: list[NotebookNode] = []
    for part in said[:_MOST]:
        output = _output(part)
        if output is None:
            continue
        if most >= 0:
            most -= len(json.dumps(output))
            kept.append(output if most >= 0 else new_output("stream", name="stdout", text=_CUT))
        elif output.output_type == "error":
            kept.append(error_output(output.ename[:200], output.evalue[:2000]))
    return kept


def error_output(name: str, message: str) -> NotebookNode:
    """The reason why there is no other output, where it will be read, in nbgrader's feedback too."""
    return new_output("error", ename=name, evalue=message, traceback=[f"{name}: {message}"])


def _output(part: Any) -> NotebookNode | None:
    kind = part.get("output_type") if isinstance(part, dict) else None
    if not isinstance(kind, str):  # an array would be compared entry by entry
        return None
    if kind == "stream" and isinstance(part.get("name"), str) and isinstance(part.get("text"), str):
        if part["name"] not in ("stdout", "stderr"):
            return None
        return new_output("stream", name=part["name"], text=part["text"])
    if kind in ("display_data", "execute_result"):
        data = {
            key: value
            for key, value in _dict(part.get("data")).items()
            if isinstance(key, str)
            and _MIME.fullmatch(key)
            and (_plain(value) if key.endswith("json") else isinstance(value, str))
        }
        output = new_output(kind, data=data)
        if kind == "execute_result":
            output.execution_count = None
        return output
    if kind == "error":
        lines = part.get("traceback")
        lines = [line for line in lines if isinstance(line, str)] if isinstance(lines, list) else []
        name, value = part.get("ename"), part.get("evalue")
        return new_output(
            "error",
            ename=name if isinstance(name, str) else "Error",
            evalue=value if isinstance(value, str) else "",
            traceback=lines,
        )
    return None


def _dict(value: Any) -> dict[Any, Any]:
    return value if isinstance(value, dict) else {}


def _plain(value: Any) -> bool:
    """Whether it can be written into a notebook."""
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return False
    return True
