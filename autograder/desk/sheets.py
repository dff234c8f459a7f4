"""Knows how a table becomes a CSV file that a platform reads back and a spreadsheet cannot be tricked by.

A spreadsheet runs a cell that begins with =, +, - or @. Such text gets an apostrophe in front, which spreadsheets take
for "this is text". Numbers stay as they are, negative ones too. A program that opens the file with another separator
sees other cells, so what follows a semicolon, a tab or a line's end inside a cell is treated in the same way.

The apostrophe changes the text, so it must never get into what a platform matches by. Whoever writes a row looks first
(`is_safe`) and leaves the row out, by name, where the key itself would have to be changed. Everything else that a
platform is given back (names, sections) it does not read.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from pathlib import Path

from autograder.files import write_atomically

_NUMBER = re.compile(r" *[+-]?[0-9]+([.,][0-9]+)?%? *")
# The last four are the same signs, full width, which some spreadsheets treat alike. What stands before them is what a
# spreadsheet may take off: blanks, quotes.
_FORMULA = re.compile(r"(^|[;\t\r\n\v\f\x85\u2028\u2029|])([\s\"\u200b\ufeff]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")


def is_safe(text: str) -> bool:
    """Whether a cell can be written as it is."""
    return safe(text) == text


def safe(text: str) -> str:
    """The cell as it may be written: no spreadsheet runs any of it.

    >>> safe("=1+1"), safe("-1.5"), safe("Zwölf, Student")
    ("'=1+1", '-1.5', 'Zwölf, Student')
    """
    text = text.replace("\0", "")
    if _NUMBER.fullmatch(text) or text == "-":  # Moodle's own sign for "never"
        return text
    return ("'" if text[:1] in ("\t", "\r", "\n") and text else "") + _FORMULA.sub(r"\1\2'", text)


def _first(cell: str) -> str:
    """With another separator a row's first cell goes on to the next semicolon: there no sign is only a number's."""
    text = safe(cell)
    return f"'{text}" if text.lstrip()[:1] in ("-", "+") else text


def number(points: float) -> str:
    """Points as every platform reads them: a decimal point, no more than four digits behind it."""
    return f"{points:.4f}".rstrip("0").rstrip(".")


def write_csv(path: Path, rows: Iterable[list[str]], bom: bool) -> bool:
    """Writes the rows, every cell of them made safe; whether that changed the file.

    Args:
        path: where to.
        rows: the header first.
        bom: whether to begin with a byte order mark, by which Excel knows that it is UTF-8.
    """
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(
        [_first(cell) if place == 0 else safe(cell) for place, cell in enumerate(row)] for row in rows
    )
    return write_atomically(path, text.getvalue().encode("utf-8-sig" if bom else "utf-8", "replace"))
