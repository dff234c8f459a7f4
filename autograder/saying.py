"""Knows how a line reaches a terminal, a log or a letter. What a stranger wrote, such as the name of a file, is seen in
it, steers nothing, and stays on that line.
"""

from __future__ import annotations

import sys
from typing import TextIO

_LONGEST = 4000  # characters of a line
_LONGEST_NAME = 200


def visible(text: str) -> str:
    """A text of several lines as a terminal may show it: what would steer it is written out."""
    return "".join(_seen(c) if c not in "\n\t" else c for c in text)


def one_line(text: object) -> str:
    """The same of a single line: a break in it is written out as well; what is very long is cut."""
    shown = "".join(_seen(c) if c != "\t" else c for c in str(text)[: _LONGEST + 1])
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]} …"


def printable(text: str, most: int = _LONGEST_NAME) -> str:
    """A stranger's name, or a few words of theirs, to be put into a line: at most so many characters."""
    shown = "".join(map(_seen, text[: most + 1]))
    return shown if len(shown) <= most else f"{shown[: most - 3]}..."


def say(*lines: object, file: TextIO | None = None) -> None:
    """Prints each on a line of its own, at once."""
    print("\n".join(map(one_line, lines)), file=file or sys.stdout, flush=True)


def _seen(c: str) -> str:
    return c if c.isprintable() else c.encode("unicode_escape", "backslashreplace").decode()
