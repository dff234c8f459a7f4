"""Looks for the course's secrets in a page that a student is given."""

from __future__ import annotations

import html
import json
import re

from nbformat import NotebookNode

from autograder.editions import secret_lines


def leaked(page: str, source: NotebookNode, handed_in: str, given: NotebookNode) -> list[str]:
    """Lines of answers and hidden tests that a page shows, and that its student neither wrote nor was given.

    Args:
        page: HTML.
        source: what the author wrote.
        handed_in: the submitted file's text, all of which its student has.
        given: the student edition.
    """
    theirs = _packed("\n".join([*_sources(handed_in), *(cell.source for cell in given.cells)]))
    text = html.unescape(re.sub(r"<(style|script)\b.*?</\1>|<[^>]*>", "\0", page, flags=re.DOTALL))
    lines = {_packed(line.strip("\0")) for line in text.replace("\0", "").splitlines()} | set(
        map(_packed, re.split(r"[\0\n]+", text))
    )
    packed = _packed(text.replace("\0", ""))
    # A short line may be part of another by chance; a long one is looked for anywhere.
    return sorted(
        {
            key
            for _, key in secret_lines(source)
            if (key in packed if len(key) >= 16 else key in lines) and key not in theirs
        }
    )


def _sources(handed_in: str) -> list[str]:
    """Of a damaged file, none: a page can show nothing of it."""
    try:
        return ["".join(cell["source"]) for cell in json.loads(handed_in)["cells"]]
    except ValueError:
        return []


def _packed(text: str) -> str:
    return re.sub(r"\s", "", text)
