"""Knows how a submission is rebuilt upon the notebook that was released, so that it can be trusted in form.

Cells, order, ids, points, locked sources and tests are the course's; the contents of solution cells and of cells a
reader may edit, and cells of the student's own, are the student's, and run in the order in which they stand. Runs none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import nbformat
from nbformat import NotebookNode

from autograder.defining import names_in
from autograder.earlier import digest
from autograder.elsewhere import written
from autograder.given import Given, derived
from autograder.matching import Match, match
from autograder.rules import first_line, label
from autograder.source import grade_id
from autograder.submission import LANGUAGE, LEFT_OUT, new_cell

NOTHING_HERE = "# Nothing was handed in in this cell: "  # how what stands in for a stub begins


def canonical(submitted: NotebookNode, release: NotebookNode) -> tuple[NotebookNode, list[str]]:
    """The notebook that is graded, and what had to be mended to get it.

    Args:
        submitted: what `read_submission` returned.
        release: nbgrader's source of the same notebook, with answers and hidden tests.

    Returns:
        A notebook with every cell of `release` in its order, and the student's own cells each behind the cell of
        `release` that it followed; and one line for each repair. Neither argument is changed.
    """
    about = derived(release)
    nb = nbformat.from_dict(json.loads(about.graded))
    found = match(submitted.cells, about.given)
    own: dict[int, list[NotebookNode]] = {}
    for one, place in found.places.items():
        own.setdefault(place, []).append(_own(submitted.cells[one]))
    repairs = [*_of_all(submitted, about.given, found)]
    for number, cell in enumerate(nb.cells):
        if number in found.theirs:
            answer = submitted.cells[found.theirs[number]]
            repairs += _filled(cell, about.given[number], answer, number, found, own)
    repairs += _copies(submitted.cells, nb.cells, found)
    cells = [*own.get(-1, []), *(part for number, cell in enumerate(nb.cells) for part in (cell, *own.get(number, [])))]
    missing = [cell for number, cell in enumerate(nb.cells) if number not in found.theirs]
    emptied = _without_stubs(cells, about.given, {cell.id for cell in missing})
    repairs += [
        f"{label(cell)} was missing: the released cell stands in its place"
        for cell in missing
        if cell.id not in emptied and (cell.cell_type == "code" or grade_id(cell))  # deleted prose is nobody's loss
    ]
    repairs += emptied.values()
    _give_fresh_ids(cells, {cell.id for cell in nb.cells})
    nb.cells = cells
    return nb, repairs


def _of_all(submitted: NotebookNode, given: Sequence[Given], found: Match) -> Iterator[str]:
    if language := submitted.metadata.get(LANGUAGE):
        yield f"the file says that it is a notebook in {language}: its cells ran as Python, which they are"
    if count := submitted.metadata.get(LEFT_OUT):
        yield f"{count} of the pictures in its texts were left out: together they are too large"
    if found.unmarked:
        names = [given[number].name for number in sorted(found.unmarked)]
        which = f"{len(names)} cells had lost their marks ({', '.join(names[:3])}{' …' if names[3:] else ''})"
        if found.stripped:
            which = "every cell had lost its marks"
        yield f"{which}: they were found by what stands in them"


def _filled(
    cell: NotebookNode,
    given: Given,
    answer: NotebookNode,
    number: int,
    found: Match,
    own: dict[int, list[NotebookNode]],
) -> Iterator[str]:
    """Puts into a released cell what was handed in for it; says what had to be done."""
    if number in found.instead and not found.stripped:
        yield f"{label(cell)} was answered in another cell, {first_line(answer)}: it stands in the answer's place"
    elif number in found.moved and given.kind == "code":
        yield f"{label(cell)} had been moved: it stands in its own place again"
    if answer.cell_type != cell.cell_type:
        yield f"{label(cell)} had become a {answer.cell_type} cell: it is a {cell.cell_type} cell again"
    if not given.locked:
        cell.source = answer.source
        if "attachments" in answer and cell.cell_type == "markdown":
            cell.attachments = answer.attachments
    elif answer.source.strip() != given.text.strip() and digest(answer.source) not in given.earlier:
        more = names_in(answer.source) - given.defines
        yield f"{label(cell)} is locked and had been changed: the released cell is used" + (
            f", and what defined {', '.join(sorted(more)[:3])} there runs in front of it" if more else ""
        )
        if more:
            own.setdefault(number - 1, []).append(_own(answer))


def _copies(submitted: Sequence[NotebookNode], released: Sequence[NotebookNode], found: Match) -> Iterator[str]:
    for number in sorted(set(found.copies.values())):
        copies = [one for one, original in found.copies.items() if original == number and one not in found.dropped]
        yield f"{label(released[number])} occurred more than once" + (
            f": {first_line(submitted[copies[0]])} runs where it stands" if copies else ""
        )


def _without_stubs(cells: Sequence[NotebookNode], given: Sequence[Given], missing: set[str]) -> dict[str, str]:
    """Empties released cells that would run over an answer that stands elsewhere, or say that there is none.

    Returns:
        The ids of those cells, each with what is said of it.
    """
    emptied = {}
    theirs = written(cells, given)
    by_id = {one.id: one for one in given}
    for number, cell in enumerate(cells):
        one = by_id.get(cell.id)
        if one is None or one.kind != "code" or one.locked or not one.defines:
            continue
        if cell.id not in missing and not (one.answer and one.is_blank(cell)):
            continue
        others = [other for other in theirs if one.asked & other.names]
        everything = frozenset().union(*(other.names for other in others))
        if others and (others[0].number < number or one.defines <= everything):
            where = f"{', '.join(sorted(one.asked))} is defined in the cell {first_line(others[-1].cell)}"
            emptied[cell.id] = f"{label(cell)} was not answered in its own cell: {where}"
            cell.source = f"{NOTHING_HERE}{where}"
    return emptied


def _own(cell: NotebookNode) -> NotebookNode:
    plain = new_cell(cell.cell_type, cell.source)
    if "attachments" in cell and cell.cell_type != "code":
        plain.attachments = cell.attachments
    return plain


def _give_fresh_ids(cells: Sequence[NotebookNode], ours: set[str]) -> None:
    """The student's own cells: ids that say nothing and collide with none of ours."""
    number = 0
    for cell in cells:
        if cell.id not in ours:
            number += 1
            while f"own-{number}" in ours:
                number += 1
            cell.id = f"own-{number}"
