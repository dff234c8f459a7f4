"""Knows how a submission is shown to whoever marks it: what a student wrote as harmless HTML, nothing else.

Every function returns a piece of a page in which nothing runs and nothing is loaded. The page's own policy forbids the
same once more.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup
from nbformat import NotebookNode

from autograder.course import Classroom
from autograder.desk.marking.questions import Question
from autograder.desk.page import VERDICT_WORDS, code, message, seen, text
from autograder.files import Refused, read_ordinary
from autograder.harmless import harmless_markdown
from autograder.limits import Limits
from autograder.results import PASSED, read_result

_PICTURES = ("image/png", "image/jpeg", "image/gif")
_LONGEST = 20_000  # characters of a text that is laid out; a longer one is shown as it is written


def answer(classroom: Classroom, name: str, question: Question, student: str) -> Markup:
    """What a student answered, with what the tests said and where else the answer may stand."""
    record = read_result(classroom.record(name, student))
    parts = []
    if record is not None and record.status != "graded":
        return Markup('<p class="panel error">It was not graded: {}.</p>').format(seen(record.reason))
    if record is not None:
        cells = {cell for cell, _ in question.cells}
        parts += [
            Markup('<p class="panel waits">Look: {}.</p>').format(seen(look.found))
            for look in record.looks
            if look.cell in cells
        ]
        told = set()
        for test in record.tests:
            if test.grade_id in cells and (test.verdict, test.message) not in told:
                told.add((test.verdict, test.message))
                kind, words = VERDICT_WORDS[test.verdict]
                said = message(test.message, test.rows) if test.message and test.verdict != PASSED else Markup("")
                parts.append(Markup('<div class="panel {}"><p>The test: {}</p>{}</div>').format(kind, words, said))
    cells_ = _cells(classroom.autograded / student / name / f"{name}.ipynb")
    if cells_ is None:
        parts.append(Markup("<p>The graded notebook cannot be read.</p>"))
    own = next((cell for cell in cells_ or () if _name(cell) == question.name), None)
    if own is not None:
        if _source(own).strip() in ("", question.released.strip()) and not own.get("attachments"):
            parts.append(Markup("<p><em>Nothing was written here.</em></p>"))
        else:
            parts.append(_shown(own))
    return Markup("").join(parts)


def notebook(classroom: Classroom, name: str, student: str) -> Markup:
    """All that stands in a student's notebook as it was graded, without outputs."""
    cells = _cells(classroom.autograded / student / name / f"{name}.ipynb")
    if cells is None:
        return Markup("<p>The graded notebook cannot be read.</p>")
    return Markup("").join(
        Markup('<section class="cell"><p class="note">cell {}{}</p>{}</section>').format(
            number, Markup(" · <code>{}</code>").format(_name(cell)) if _name(cell) else "", _shown(cell)
        )
        for number, cell in enumerate(cells, 1)
    )


def markdown(source: str, attachments: Iterable[tuple[str, dict]] = ()) -> Markup:
    """A text with its formatting. Formulas stay as they are written."""
    if len(source) > _LONGEST:
        return text(source)
    cell = NotebookNode(attachments={name: NotebookNode(kinds) for name, kinds in attachments})
    context = Environment().from_string("").new_context({"cell": cell})
    html = harmless_markdown(context, seen(source))
    described = re.sub(r"<img(?![^>]*\balt=)", '<img alt="a picture without a description"', html)
    return Markup('<div class="prose">{}</div>').format(Markup(described))


def _shown(cell: dict) -> Markup:
    if cell.get("cell_type") == "markdown":
        return markdown(_source(cell), _pictures(cell))
    return code(_source(cell)) if cell.get("cell_type") == "code" else text(_source(cell))


def _cells(path: Path) -> list[dict] | None:
    """The cells of a notebook as plain JSON; None where it cannot be read."""
    try:
        cells = json.loads(read_ordinary(path, Limits().file_bytes).decode("utf-8"))["cells"]
        return [cell for cell in cells if isinstance(cell, dict)]
    except (OSError, Refused, ValueError, KeyError, TypeError, RecursionError):
        return None


def _name(cell: dict) -> str:
    try:
        return str(cell["metadata"]["nbgrader"]["grade_id"])
    except (KeyError, TypeError):
        return ""


def _source(cell: dict) -> str:
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(map(str, source)) if isinstance(source, list) else ""


def _pictures(cell: dict) -> list[tuple[str, dict]]:
    attached = cell.get("attachments")
    if not isinstance(attached, dict):
        return []
    return [
        (str(name), {kind: data for kind, data in kinds.items() if kind in _PICTURES and isinstance(data, str)})
        for name, kinds in attached.items()
        if isinstance(kinds, dict)
    ]
