"""Knows in which row of a platform's list a mark belongs, and who has none of the two; nothing of forms."""

from __future__ import annotations

from autograder.desk.final import Marks
from autograder.desk.forms import Given
from autograder.desk.roster import Lookup
from autograder.desk.students import Students
from autograder.saying import printable


def by_row(
    marks: Marks,
    students: Students,
    lookup: Lookup,
    trust_names: bool,
) -> tuple[Given, list[str], list[str]]:
    """The marks by the roster's rows, the marks that found none, and the people who have none."""
    listed = lookup.roster
    rows: dict[int, list[str]] = {}
    unmatched = []
    folders = sorted({folder for given in marks.values() for folder in given})
    for folder in folders:
        row = _row(folder, students, lookup, trust_names, next(g[folder].name for g in marks.values() if folder in g))
        if row is None:
            known = students.by_folder.get(folder)
            unmatched.append(
                f"{printable(folder)}: "
                + (
                    f"was not collected, and no id in {listed.path.name} is {printable(folder)}"
                    if known is None
                    else "handed in anonymously"
                    if known.person.anonymous
                    else f"{listed.path.name} has no row for {printable(' or '.join(known.person.ids))}"
                )
            )
        else:
            rows.setdefault(row, []).append(folder)
    given: Given = {}
    for row, those in rows.items():
        if len(those) > 1:
            unmatched += [
                f"{printable(folder)}: {' and '.join(map(printable, those))} would have one row" for folder in those
            ]
        else:
            given[row] = {name: of[those[0]] for name, of in marks.items() if those[0] in of}
    without = []
    for row, person in listed.people.items():
        if row not in rows or (lacking := [name for name in marks if name not in given.get(row, {})]):
            said = "" if row not in rows or len(marks) == 1 else f" ({', '.join(lacking)})"
            without.append(f"{printable(person.name or person.ids[0])}{said}")
    return given, unmatched, without


def _row(folder: str, students: Students, lookup: Lookup, trust_names: bool, name: str) -> int | None:
    known = students.by_folder.get(folder)
    row = lookup.row_of_folder(folder) if known is None else lookup.row(known.person)
    if row is None and trust_names and name and len(found := lookup.names(name)) == 1:
        return found[0] if len(students.namesakes(name)) <= 1 else None
    return row
