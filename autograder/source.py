"""Knows how a notebook's source is written (jupytext's percent format) and what an exercise in it is.

Reads; does not judge what it read (rules do) and does not derive anything from it (editions do).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution, is_task

from autograder.errors import CourseError, file_error
from utils.merging import digest
from utils.trusted import answers

# Constant, so that an edition does not change with the Python that derived it.
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE_INFO = {
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}
HEADER = "course"  # the key of what a source's header says of the notebook, such as its points
_CELL_KEYS = {"jupyter", "nbgrader", "tags"}
_JUPYTEXT_KEYS = {"title", "cell_depth", "lines_to_next_cell", "lines_to_end_of_cell_marker"}


@dataclass(frozen=True)
class Test:
    """A test cell and what it is worth, which is nothing for an extra's."""

    __test__ = False  # pytest takes a class of this name for one of its own

    grade_id: str
    points: float
    needs: tuple[str, ...] = ()  # packages without which it cannot judge


@dataclass(frozen=True)
class Exercise:
    """A solution cell and the test cells that follow it, up to the next solution cell. Or a repair.

    A repair is a program with a mistake in it, which the notebook shows in an ordinary cell; only its test is marked.
    """

    name: str  # the solution cell's grade_id, which is the function's name; of a repair, what its test is called after
    cell_id: str  # the solution cell's; empty for a repair
    tests: tuple[Test, ...]

    @property
    def points(self) -> float:
        """What its tests are worth together."""
        return sum(test.points for test in self.tests)

    @property
    def is_extra(self) -> bool:
        """Whether it is beside the core of its notebook: tested and recorded like any other, and worth no points."""
        return not self.points

    @property
    def is_repair(self) -> bool:
        """Whether its answer lies in no solution cell."""
        return not self.cell_id


def read_source(path: Path) -> NotebookNode:
    """The notebook that `path` writes down: fixed cell ids, constant metadata, nothing executed."""
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise CourseError(f"{path}, line {line}: bytes that are not UTF-8", "save it as UTF-8") from None
    except OSError as error:
        raise file_error(path, error, "read") from None

    import jupytext  # only authors and instructors have it; exercises are read by `autograder check` too

    text = text.replace("\r\n", "\n")
    _check_header(path, text)
    try:
        nb = jupytext.reads(text, fmt="py:percent")
    except Exception as error:  # jupytext lets YAML's and Python's own errors through
        reason = " ".join(str(error).split())
        raise CourseError(f"{path}: jupytext cannot read it ({reason})", "mend what it names") from None
    _check_metadata(path, text, nb)

    if (kernel := nb.metadata.get("kernelspec", {}).get("name")) != "python3":
        raise CourseError(f"{path}: the header names the kernel {kernel!r}", "write `name: python3` under kernelspec")
    for cell in nb.cells:
        cell.source = cell.source.rstrip("\n")
        cell.metadata = NotebookNode({k: v for k, v in cell.metadata.items() if k in _CELL_KEYS})
    constant = {"kernelspec": KERNELSPEC, "language_info": LANGUAGE_INFO, "title": _title(nb) or path.stem}
    said = {HEADER: nb.metadata[HEADER]} if HEADER in nb.metadata else {}
    nb.metadata = nbformat.from_dict(constant | said)
    nb.nbformat, nb.nbformat_minor = 4, 5
    for cell, cell_id in zip(nb.cells, _cell_ids(nb), strict=True):
        cell.id = cell_id
    return nb


def _check_header(path: Path, text: str) -> None:
    """A header that jupytext does not recognise would silently become a cell."""
    lines = text.splitlines()
    if not lines or lines[0].strip() != "# ---":
        raise CourseError(f"{path}, line 1: no jupytext header", "begin it with `# ---` and `# jupyter:`")
    end = next((i for i, line in enumerate(lines[1:], 1) if line.strip() == "# ---"), None)
    first_cell = next((i for i, line in enumerate(lines) if line.startswith("# %%")), len(lines))
    if end is None or end > first_cell:
        raise CourseError(
            f"{path}, line {first_cell}: the jupytext header does not end",
            "close it with a line `# ---` above the first cell",
        )
    for number, line in enumerate(lines[1:end], 2):
        if not line.startswith("#"):
            raise CourseError(
                f"{path}, line {number}: the jupytext header is broken by {line!r}", "begin each of its lines with `#`"
            )
    if not any(line.strip() == "# jupyter:" for line in lines[1:end]):
        raise CourseError(
            f"{path}, line 1: the header has no `# jupyter:` section", "write kernelspec below `# jupyter:`"
        )


def _check_metadata(path: Path, text: str, nb: NotebookNode) -> None:
    """jupytext keeps what it cannot parse as text; a grade cell would be an ordinary one without notice."""
    for cell in nb.cells:
        broken = cell.metadata.get("incorrectly_encoded_metadata")
        unknown = sorted(set(cell.metadata) - _CELL_KEYS - _JUPYTEXT_KEYS)
        if not isinstance(cell.metadata.get("nbgrader", {}), dict):
            unknown = ["nbgrader"]
        if broken is None and not unknown:
            continue
        sign = broken or unknown[0]
        line = next((i for i, line in enumerate(text.splitlines(), 1) if line.startswith("# %%") and sign in line), "?")
        if broken is None:
            raise CourseError(
                f"{path}, line {line}: the cell's header has a strange {sign!r}",
                "write `nbgrader={…}`, `tags=[…]` or `jupyter={…}`, or leave it out",
            )
        raise CourseError(
            f"{path}, line {line}: the cell's metadata does not parse: {broken}", 'write JSON, nbgrader={"grade": …}'
        )


def _title(nb: NotebookNode) -> str | None:
    for cell in nb.cells:
        if cell.cell_type == "markdown" and (match := re.search(r"^# +(.+?)\s*$", cell.source, re.MULTILINE)):
            return match[1]
    return None


def _cell_ids(nb: NotebookNode) -> Iterator[str]:
    """Its grade_id, or what it says: so no cell's id depends on another's, twins apart."""
    taken: set[str] = set()
    grade_ids = {grade_id(cell) for cell in nb.cells}
    for cell in nb.cells:
        base = grade_id(cell)
        if not re.fullmatch(r"[\w-]{1,60}", base, re.ASCII):
            base = digest(cell.cell_type, cell.source)  # by which a reader's change is known, when editions are merged
            taken |= {base} & grade_ids  # an author may have chosen this very name
        candidate, count = base, 1
        while candidate in taken:
            count += 1
            candidate = f"{base}-{count}"
        taken.add(candidate)
        yield candidate


def grade_id(cell: NotebookNode) -> str:
    """nbgrader's name for a cell; empty where it has none."""
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def without_marks(source: str) -> str:
    """What a solution cell holds, without the lines that mark the answer in it."""
    return "\n".join(line for line in source.split("\n") if not re.search(r"(BEGIN|END) SOLUTION", line))


def is_test(cell: NotebookNode) -> bool:
    """A cell that checks the exercise above it: graded by running it, be it for no points."""
    return cell.cell_type == "code" and is_grade(cell) and not is_solution(cell)


def is_manual(cell: NotebookNode) -> bool:
    """A question whose answer a person marks."""
    return is_grade(cell) and is_solution(cell)


def exercises(nb: NotebookNode) -> list[Exercise]:
    """The exercises of a notebook, in order. Points that are no number count 0 (rules report them)."""
    found: list[tuple[str, str, list[Test]]] = []
    above: tuple[str, list[Test]] | None = None  # the exercise whose solution cell stands above, and its tests
    for cell in nb.cells:
        if is_solution(cell):
            above = None
            if not is_manual(cell):
                above = grade_id(cell), []
                found.append((above[0], cell.id, above[1]))
        elif is_test(cell):
            test = Test(grade_id(cell), points_of(cell), _needs_of(cell))
            if above is not None and (test.points or f"{test.grade_id}_".startswith(f"test_{above[0]}_")):
                above[1].append(test)
            elif not test.points:
                found.append((test.grade_id.removeprefix("test_"), "", [test]))
    return [Exercise(name, cell_id, tuple(tests)) for name, cell_id, tests in found]


def written_questions(nb: NotebookNode) -> list[NotebookNode]:
    """The cells whose points a person gives: written answers, and tasks that are answered somewhere below."""
    return [cell for cell in nb.cells if is_manual(cell) or is_task(cell)]


def total_of(nb: NotebookNode) -> float:
    """All points that a notebook gives: its tests' and those of its written questions."""
    return sum(map(points_of, nb.cells))


def said_total(nb: NotebookNode) -> float | None:
    """The points that a source's header promises; None where it names no number."""
    header = nb.metadata.get(HEADER)
    points = header.get("points") if isinstance(header, dict) else None
    return points if _is_number(points) else None


def needs(nb: NotebookNode) -> tuple[str, ...]:
    """The packages that not everybody has and without which some test of a notebook cannot judge."""
    return tuple(dict.fromkeys(package for cell in nb.cells if is_test(cell) for package in _needs_of(cell)))


def _needs_of(cell: NotebookNode) -> tuple[str, ...]:
    """What a test says it needs: ``check_task(…, needs="torch")``."""
    if "needs=" not in cell.source:  # as in nearly all of them
        return ()
    said = [
        keyword.value
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "needs"
    ]
    return tuple(dict.fromkeys(str(value.value) for value in said if isinstance(value, ast.Constant)))


def opened_for(nb: NotebookNode, figures: bool) -> tuple[str, ...]:
    """The course's own modules that a student's process needs although they answer exercises.

    Args:
        nb: what was released.
        figures: whether figures are drawn: then `all` of them, for pictures compute what they show.
    """
    if figures or any(is_manual(cell) and cell.cell_type == "code" for cell in nb.cells):
        return ("all",)
    modules: set[str] = set()
    for cell in nb.cells:
        if cell.cell_type == "code" and not is_test(cell) and "utils." in cell.source:
            for node in ast.walk(_parsed(cell.source)):
                named = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                named += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                modules.update(filter(answers, named))
    return tuple(sorted(modules))


def _parsed(source: str) -> ast.Module:
    """A cell's code; nothing of one that is no Python, such as one with a magic."""
    try:
        return ast.parse(source)
    except SyntaxError:
        return ast.Module([], [])


def points_of(cell: NotebookNode) -> float:
    """What a graded cell is worth."""
    points = cell.metadata.get("nbgrader", {}).get("points", 0)
    return points if (is_grade(cell) or is_task(cell)) and _is_number(points) else 0


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
