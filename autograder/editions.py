"""Knows what each reader gets to see of a source, and whether an answer shows where it should not.

Every edition is a list of small steps, most of them nbgrader's own preprocessors. Pure: reads and writes
no file, runs no cell. A source handed in here has passed the rules.
"""

from __future__ import annotations

import copy
import io
import re
import tokenize
from collections.abc import Callable, Iterable, Iterator

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_solution

from autograder.rules import MARKED, Problem, label, regions
from autograder.source import HEADER, is_test, without_marks

SOLVED_ONLY = "solved-only"
RAISES = "raises-exception"

Step = Callable[[NotebookNode], NotebookNode]


def _nbgrader(preprocessor: str) -> Step:
    def step(nb: NotebookNode) -> NotebookNode:
        from nbgrader import preprocessors  # takes a while, and many read editions that derive none

        return getattr(preprocessors, preprocessor)().preprocess(nb, {})[0]

    return step


def is_solved_only(cell: NotebookNode) -> bool:
    """Whether a cell exists in the solved edition alone."""
    return SOLVED_ONLY in cell.metadata.get("tags", [])


def _drop_header(nb: NotebookNode) -> NotebookNode:
    """What the source's header says is for its author: in an edition each cell has its points."""
    nb.metadata.pop(HEADER, None)
    return nb


def _drop_solved_only(nb: NotebookNode) -> NotebookNode:
    nb.cells = [cell for cell in nb.cells if not is_solved_only(cell)]
    return nb


def _go_on_after_tests(nb: NotebookNode) -> NotebookNode:
    """Run All is to reach the last check, though the first one fails."""
    for cell in nb.cells:
        if is_test(cell) and RAISES not in cell.metadata.get("tags", []):
            cell.metadata["tags"] = [*cell.metadata.get("tags", []), RAISES]
    return nb


def _drop_marks(nb: NotebookNode) -> NotebookNode:
    """The answers stay, the lines that mark them go."""
    for cell in nb.cells:
        cell.source = without_marks(cell.source)
    return nb


_SOURCE = (
    _drop_header,
    _drop_solved_only,
    _go_on_after_tests,
    _nbgrader("ClearOutput"),
    _nbgrader("CheckCellMetadata"),
)
# As nbgrader's generate_assignment has them, up to and after the step that fills the gradebook.
_GRADEBOOK = (_nbgrader("LockCells"), _nbgrader("ClearSolutions"), _nbgrader("ComputeChecksums"))
_STUDENT = (
    _nbgrader("ClearHiddenTests"),
    _nbgrader("ClearMarkScheme"),
    _nbgrader("ComputeChecksums"),
    _nbgrader("CheckCellMetadata"),
)
_SOLVED = (
    _drop_header,
    _go_on_after_tests,
    _nbgrader("ClearOutput"),
    _nbgrader("ClearHiddenTests"),
    _nbgrader("ClearMarkScheme"),
    _nbgrader("LockCells"),
    _drop_marks,
    _nbgrader("CheckCellMetadata"),
)


def _derive(nb: NotebookNode, *steps: Iterable[Step]) -> NotebookNode:
    edition = copy.deepcopy(nb)
    for step in (step for group in steps for step in group):
        edition = step(edition)
    return edition


def nbgrader_source(nb: NotebookNode) -> NotebookNode:
    """What `nbgrader generate_assignment` starts from: answers and hidden tests in."""
    return _derive(nb, _SOURCE)


def gradebook_edition(nb: NotebookNode) -> NotebookNode:
    """What nbgrader's gradebook remembers of an assignment: answers out, hidden tests in."""
    return _derive(nb, _SOURCE, _GRADEBOOK)


def student_edition(nb: NotebookNode) -> NotebookNode:
    """What a student gets, which is nbgrader's release: answers and hidden tests out."""
    return _derive(nb, _SOURCE, _GRADEBOOK, _STUDENT)


def visible_source(nb: NotebookNode) -> NotebookNode:
    """What `nbgrader_source` is, without hidden tests: for grading by what students see."""
    return _derive(nb, _SOURCE, (_nbgrader("ClearHiddenTests"), _nbgrader("ClearMarkScheme")))


def source_of(student: NotebookNode) -> NotebookNode:
    """A source of which `student` is the student edition, for who has no other: stubs stand where answers would."""
    nb = copy.deepcopy(student)
    for cell in nb.cells:
        if is_solution(cell):
            cell.source = _STUB.sub(r"\g<indent>### BEGIN SOLUTION\n\g<0>\n\g<indent>### END SOLUTION", cell.source)
    return nb


STUB = "# YOUR CODE HERE"  # what nbgrader puts in an answer's place
_STUB = re.compile(
    r"^(?P<indent>[ \t]*)(# YOUR CODE HERE\n[ \t]*raise NotImplementedError\(\)|YOUR ANSWER HERE)$", re.MULTILINE
)


def solved_edition(nb: NotebookNode) -> NotebookNode:
    """What a student hands in who got everything right: answers in, hidden tests out; not run."""
    return _derive(nb, _SOLVED)


def to_text(nb: NotebookNode) -> str:
    """A notebook as the file it is written to: the same notebook, the same bytes."""
    return nbformat.writes(nb, version=4) + "\n"


def leaks(source: NotebookNode, student: NotebookNode, name: str = "") -> list[Problem]:
    """Lines of answers, hidden tests and solved-only cells that a student edition shows."""
    secret = {line: label(cell) for cell, line in secret_lines(source)}
    found = []
    for cell in student.cells:
        for line, shown in _lines(cell.source, cell.cell_type, shown=True):
            if line in secret:
                found.append(
                    Problem(
                        name,
                        label(cell),
                        f"the student edition shows a line of {secret[line]}'s answer or hidden tests: {shown}",
                    )
                )
    return found


def secret_lines(source: NotebookNode) -> Iterator[tuple[NotebookNode, str]]:
    """Telling lines of answers, hidden tests and solved-only cells, without blanks and comments, each with its cell."""
    given: set[str] = set()  # what a solved-only cell repairs: programs shown since the last exercise
    for cell in source.cells:
        if is_solved_only(cell):
            for line, _ in _lines(cell.source, cell.cell_type):
                if line not in given:
                    yield cell, line
            continue
        texts = ["\n".join(regions(cell.source, mark)[0]) for mark in MARKED]
        if is_solution(cell) and not any(texts):
            texts = [cell.source]  # nbgrader then replaces all of it
        for text in texts:
            for line, _ in _lines(text, cell.cell_type):
                yield cell, line
        if is_solution(cell):
            given = set()
        elif cell.cell_type == "code" and not is_test(cell):
            given |= {line for line, _ in _lines(cell.source, "code")}


# Lines that say nothing about an answer: only brackets, quotes and keywords that stand alone.
_STRUCTURAL = re.compile(
    r"""[\s()\[\]{}:,;'"`.]*"""
    r"""((else|try|finally|pass|return|break|continue|except)[\s:]*)?[()\[\]{},'"`]*"""
)


def _lines(text: str, cell_type: str, shown: bool = False) -> Iterator[tuple[str, str]]:
    """The telling lines of a cell, each as it is compared (no blanks, no comment) and as it was written.

    With `shown`, also what stands behind a comment sign, a list's dash or a tag: there, too, it can be read.
    """
    for raw in text.splitlines():
        line = raw.strip()
        candidates = [line]
        if shown:
            candidates.append(re.sub(r"</?(pre|code|details|summary)\b[^>]*>", "", line))
            candidates.append(re.sub(r"^[#>*+\-\s]+", "", candidates[-1]))
        elif cell_type == "code" and line.startswith("#"):
            continue
        for candidate in dict.fromkeys(candidates):
            code = _without_comment(candidate) if cell_type == "code" or shown else candidate
            key = re.sub(r"\s", "", code)
            if len(code) >= 6 and not _STRUCTURAL.fullmatch(code):
                yield key, line


def _without_comment(line: str) -> str:
    """A line of Python without the comment behind it; half a statement tokenizes as far as it goes."""
    try:
        for token in tokenize.generate_tokens(io.StringIO(line).readline):
            if token.type == tokenize.COMMENT:
                return line[: token.start[1]].rstrip()
    except (tokenize.TokenError, SyntaxError):
        pass
    return line
