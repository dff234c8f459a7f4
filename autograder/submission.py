"""Knows how to make a notebook that can be trusted in form out of one that cannot; never runs either.

A submission is read without believing anything in it, then rebuilt upon the notebook that was released:
cells, order, ids, points, locked sources and tests are the course's; only the contents of solution cells and
of cells a reader may edit, and cells of the student's own, are the student's.
"""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_locked, is_solution

from autograder.editions import gradebook_edition, student_edition
from autograder.files import Refused, read_ordinary
from autograder.limits import Limits
from autograder.rules import label
from autograder.source import grade_id, is_test

_KINDS = ("code", "markdown", "raw")


def _new_cell(kind: str, source: str) -> NotebookNode:
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
    _check_assignment(path, nb, release)
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
    language = _at(content, "metadata", "kernelspec", "language") or _at(content, "metadata", "language_info", "name")
    if isinstance(language, str) and language.lower() not in ("python", "ipython", "python3"):
        raise Unreadable(f"{name} is a notebook in {ascii(language)[1:-1][:40]}, expected Python")
    if len(content["cells"]) > limits.cells:
        raise Unreadable(f"{name} has {len(content['cells'])} cells, at most {limits.cells} are read")
    cells = [cell for cell in map(_read_cell, content["cells"]) if cell is not None]
    return NotebookNode(cells=cells, metadata=NotebookNode(), nbformat=4, nbformat_minor=5)


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
    return f" (found {', '.join(others[:3])}{' and more' if len(others) > 3 else ''} instead)"


def _parse(name: str, data: bytes) -> dict[str, Any]:
    if not data.strip():
        raise Unreadable(f"{name} is empty")
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Unreadable(f"{name} is not UTF-8 text (byte {error.start})") from None
    except (ValueError, RecursionError) as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise Unreadable(f"{name} is not valid JSON{where}: damaged, or not a notebook") from None
    if not isinstance(content, dict) or "nbformat" not in content:
        raise Unreadable(f"{name} is not a notebook")
    if content["nbformat"] != 4:
        version = content["nbformat"] if isinstance(content["nbformat"], int) else "unknown"
        raise Unreadable(f"{name} is in notebook format {version}, expected 4 (save it again in JupyterLab)")
    if not isinstance(content.get("cells"), list):
        raise Unreadable(f"{name} is a notebook without cells")
    return content


def _read_cell(raw: Any) -> NotebookNode | None:
    """A cell of plain parts, or None for what is no cell at all."""
    kind, source = _at(raw, "cell_type"), _at(raw, "source")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if kind not in _KINDS or not isinstance(source, str):
        return None
    # Half of a surrogate pair is legal in JSON and can be sent or written nowhere.
    cell = _new_cell(kind, source.encode("utf-8", "replace").decode("utf-8"))
    cell.id = cell_id if isinstance(cell_id := _at(raw, "id"), str) else ""
    if isinstance(mark := _at(raw, "metadata", "nbgrader", "grade_id"), str):
        cell.metadata["nbgrader"] = {"grade_id": mark}
    return cell


def _at(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _check_assignment(path: Path, nb: NotebookNode, release: NotebookNode) -> None:
    """Functions of one name occur in several notebooks, so the majority of the exercises decides.

    Given cells do not count: every notebook has those of its opening and its end.
    """
    ours = {grade_id(cell) for cell in release.cells} - {""}
    theirs = {grade_id(cell) for cell in nb.cells} - {""}
    exercises = {grade_id(cell) for cell in release.cells if is_solution(cell) or is_test(cell)}
    if len(theirs - ours) > len(theirs & exercises):
        example = sorted(theirs - ours)[0]
        raise Unreadable(f"{path.name} holds another assignment (it has a cell {example[:60]!r}), expected {path.stem}")
    ids = {cell.id for cell in release.cells}
    if not theirs & ours and not any(cell.id in ids for cell in nb.cells):
        raise Unreadable(
            f"{path.name} has none of the cells of {path.stem}: another notebook, or one whose cells "
            "were copied into a new file"
        )


def canonical(submitted: NotebookNode, release: NotebookNode) -> tuple[NotebookNode, list[str]]:
    """The notebook that is graded, and what had to be mended to get it.

    Args:
        submitted: what `read_submission` returned.
        release: nbgrader's source of the same notebook, with answers and hidden tests.

    Returns:
        A notebook with every cell of `release` in its order, and the student's own cells each behind the cell of
        `release` that it followed; and one line for each repair. Neither argument is changed.
    """
    text, shown = _derived(json.dumps(release))
    nb = nbformat.from_dict(json.loads(text))
    theirs, own, repairs = _sort(submitted, nb.cells)

    cells = [*own.get(None, [])]
    for cell in nb.cells:
        answer = theirs.get(cell.id)
        if answer is None:
            if cell.cell_type == "code" or grade_id(cell):  # deleted prose is nobody's loss
                repairs.append(f"{label(cell)} was missing: the released cell stands in its place")
        else:
            if answer.cell_type != cell.cell_type:
                repairs.append(
                    f"{label(cell)} had become a {answer.cell_type} cell: it is a {cell.cell_type} cell again"
                )
            if not is_locked(cell):
                cell.source = answer.source
            elif answer.source.strip() != shown[cell.id].strip():
                repairs.append(f"{label(cell)} is locked and had been changed: the released cell is used")
        cells += [cell, *own.get(cell.id, [])]

    _give_fresh_ids(cells, {cell.id for cell in nb.cells})
    nb.cells = cells
    return nb, repairs


@functools.lru_cache(maxsize=16)
def _derived(release: str) -> tuple[str, dict[str, str]]:
    """Of a release: answers out, hidden tests in, with the checksums that nbgrader keeps; and what students were shown.

    Deriving them takes longer than all the rest of the rebuilding, and a class has one release.
    """
    nb = nbformat.from_dict(json.loads(release))
    shown = {cell.id: cell.source for cell in student_edition(nb).cells}
    return json.dumps(gradebook_edition(nb)), shown


def _sort(
    submitted: NotebookNode,
    released: list[NotebookNode],
) -> tuple[dict[str, NotebookNode], dict[str | None, list[NotebookNode]], list[str]]:
    """Submitted cells by the released cell they answer, and the others by the released cell they follow."""
    ours = {cell.id: cell for cell in released}
    by_grade_id = {grade_id(cell): cell.id for cell in released if grade_id(cell)}
    by_text = {(cell.cell_type, cell.source): cell.id for cell in released}
    theirs: dict[str, NotebookNode] = {}
    own: dict[str | None, list[NotebookNode]] = {}
    repairs: list[str] = []
    place: str | None = None
    for cell in submitted.cells:
        known = by_grade_id.get(grade_id(cell)) or (cell.id if cell.id in ours else None)
        if known is None and (same := by_text.get((cell.cell_type, cell.source))) not in theirs:
            known = same  # older formats have no ids
        if known is None:
            own.setdefault(place, []).append(_plain(cell))
            continue
        place = known
        if known not in theirs:
            theirs[known] = cell
            continue
        # The first attempt has the place. Other attempts still run behind it, as they did for the student.
        repairs.append(f"{label(ours[known])} occurred more than once")
        if _is_blank(theirs[known], ours[known]):
            theirs[known] = cell
        elif is_solution(ours[known]) and not _is_blank(cell, ours[known]):
            own.setdefault(place, []).append(_plain(cell))
    return theirs, own, repairs


def _is_blank(cell: NotebookNode, stub: NotebookNode) -> bool:
    return cell.source.strip() in ("", stub.source.strip())


def _plain(cell: NotebookNode) -> NotebookNode:
    return _new_cell(cell.cell_type, cell.source)


def _give_fresh_ids(cells: list[NotebookNode], ours: set[str]) -> None:
    """The student's own cells: ids that say nothing and collide with none of ours."""
    number = 0
    for cell in cells:
        if cell.id not in ours:
            number += 1
            while f"own-{number}" in ours:
                number += 1
            cell.id = f"own-{number}"
