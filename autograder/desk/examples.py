"""Knows how a mistake is shown without showing whose it is: an answer to an exercise, comments out, and its message.

Reads the notebooks as they ran. Nothing in them is trusted, and nothing is run.
"""

from __future__ import annotations

import ast
import io
import json
import re
import tokenize
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from autograder.course import Classroom
from autograder.desk.counts import Answer
from autograder.desk.people import People

_CANDIDATES = 12  # answers looked at for each mistake
_LONGEST = 60  # lines of an example


@dataclass(frozen=True)
class Example:
    """One answer, nobody's, and what the test said to it."""

    code: str
    message: str
    rows: tuple[tuple[str, str], ...] = ()


def examples(
    classroom: Classroom, name: str, wanted: Mapping[tuple[str, str], Iterable[Answer]], people: People
) -> dict[tuple[str, str], Example]:
    """For each exercise and mistake a short answer that gives nobody away; none where there is none.

    The shortest of the candidates. Each student's notebook is read once.

    Args:
        classroom: whose `autograded` folder is read.
        name: the notebook.
        wanted: (exercise, mistake) -> `candidates` among the answers that are consistent with it.
        people: of the class.
    """
    of_student: dict[str, list[tuple[tuple[str, str], Answer]]] = defaultdict(list)
    for key, answers in wanted.items():
        for answer in answers:
            of_student[answer.student].append((key, answer))
    best: dict[tuple[str, str], tuple[tuple[bool, int, str], Example]] = {}
    for student in sorted(of_student):
        cells = _answers(classroom, student, name)
        for key, answer in of_student[student]:
            bare, parsed = without_comments(cells.get(key[0], ""))
            if not bare or any(map(people.gives_away, (bare, answer.message, *(text for _, text in answer.rows)))):
                continue
            rank = (not parsed, len(bare), bare)
            if key not in best or rank < best[key][0]:
                best[key] = rank, Example(_cut(bare), answer.message, answer.rows)
    return {key: example for key, (_, example) in best.items()}


def candidates(answers: Iterable[Answer]) -> list[Answer]:
    """The few that are looked at for an example, so that a large class takes no longer.

    Short messages first: they are the plain cases. Then by what was said, not by who was told.
    """
    return sorted(answers, key=_plainest_first)[:_CANDIDATES]


def _plainest_first(answer: Answer) -> tuple[int, int, str, tuple[tuple[str, str], ...]]:
    length = len(answer.message) + sum(len(text) for _, text in answer.rows)
    return len(answer.mistakes), length, answer.message, answer.rows


def _answers(classroom: Classroom, student: str, name: str) -> dict[str, str]:
    """Sources of a student's solution cells by grade_id; empty where the notebook cannot be read."""
    try:
        nb = json.loads((classroom.autograded / student / name / f"{name}.ipynb").read_text(encoding="utf-8"))
        cells = [(cell["metadata"].get("nbgrader", {}), cell["source"]) for cell in nb["cells"]]
        return {
            mark["grade_id"]: source if isinstance(source, str) else "".join(source)
            for mark, source in cells
            if mark.get("solution")
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def without_comments(source: str) -> tuple[str, bool]:
    """Python without comments, docstrings and empty lines, and whether it could be read as Python.

    Of what is no Python everything behind a `#` goes, wherever it stands.
    """
    try:
        tree = ast.parse(source)
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (SyntaxError, ValueError, RecursionError, MemoryError, tokenize.TokenError):
        lines = [re.sub("#.*", "", line).rstrip() for line in source.splitlines()]
        return "\n".join(line for line in lines if line), False
    lines = source.split("\n")
    for token in tokens:
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    for node in ast.walk(tree):
        if isinstance(body := getattr(node, "body", None), list) and len(body) > 1:  # alone, it keeps a function whole
            for text in filter(_is_text, body):
                lines[text.lineno - 1 : text.end_lineno] = [""] * (text.end_lineno - text.lineno + 1)
    return "\n".join(line.rstrip() for line in lines if line.strip()), True


def _is_text(statement: object) -> bool:
    """A docstring, or a text that stands where one would."""
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def _cut(code: str) -> str:
    lines = code.split("\n")
    return "\n".join(
        [*lines[:_LONGEST], f"… and {len(lines) - _LONGEST} more lines"] if len(lines) > _LONGEST else lines
    )
