"""Knows the tables that Canvas and Moodle import marks from, and a general one; writes none.

    Canvas     the gradebook as Canvas exports it, cut down: what names a student (up to Section), the columns of these
               notebooks, the row "Points Possible", and the students who have a mark. A student without a mark in one
               of the columns keeps what stood there.
    worksheet  Moodle's offline grading worksheet: Identifier, Grade and "Last modified (grade)" are what it reads. What
               else it has stays, but feedback and online text, which an import would write over.
    grades     Moodle's import of grades: what identifies a student, and a column for each notebook.

Canvas finds students by ID, Moodle's worksheet by Identifier: names are not read. Where a cell that is read would have
to be changed to be safe in a spreadsheet, the row is left out and named.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from autograder.desk.marks import Marked
from autograder.desk.platforms.moodle_words import COLUMNS
from autograder.desk.roster import Roster
from autograder.desk.sheets import is_safe, number
from autograder.desk.students import Students
from autograder.desk.which_notebook import plain_name
from autograder.errors import CourseError
from autograder.saying import printable

COLUMN = "column"  # to be scaled to what the platform's column goes up to
Scale = float | str | None  # points to be scaled to this maximum, to COLUMN's, or not at all
Given = dict[int, dict[str, Marked]]  # row of the roster -> notebook -> what it was given

# Of Moodle's worksheet: from Identifier to Last modified (grade), without feedback and what the student wrote.
_WORKSHEET = COLUMNS[:9]


@dataclass
class Form:
    """A table, what is to be said of it, and what had to be left out of it."""

    rows: list[list[str]]
    notes: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    students: int = 0

    def add(self, row: list[str]) -> None:
        """A student's row."""
        self.rows.append(row)
        self.students += 1


def canvas(roster: Roster, columns: dict[str, int], given: Given, scale: Scale = None) -> Form:
    """Args: the gradebook, where in it each notebook's column is, the marks, and to what points are scaled."""
    about = range(_place(roster, "Section") + 1)
    keep = [*about, *columns.values()]
    form = Form([[roster.header[column] for column in keep]])
    possible = next((line for line in roster.rows if line[0].strip().startswith("Points Possible")), None)
    if possible is not None:
        form.rows.append([possible[column] for column in keep])
    factors = {
        name: factor(form.notes, name, possible[column] if possible is not None else "", given, scale)
        for name, column in columns.items()
    }
    for row, marks in sorted(given.items()):
        if not is_safe(roster.cell(row, "ID")):
            form.left_out.append(_unsafe(roster, row))
            continue
        form.add(
            [roster.rows[row][column] for column in about]
            + [
                number(marks[name].points * factors[name]) if name in marks else roster.rows[row][column]
                for name, column in columns.items()
            ]
        )
    return form


def worksheet(roster: Roster, name: str, given: Given, scale: Scale = None) -> Form:
    """Args: the worksheet of one assignment, its notebook, the marks, and to what points are scaled."""
    keep = [column for heading in _WORKSHEET if (column := roster.column(heading)) is not None]
    if roster.column("Grade") is None:
        raise CourseError(
            f"{roster.path} is in a language in which its column of grades is not known",
            "set your own language in Moodle to English, download the worksheet again, and import it so",
        )
    grade = _place(roster, "Grade")
    if roster.column("Last modified (grade)") is None:
        raise CourseError(
            f"{roster.path} has no column Last modified (grade), without which Moodle does not import it",
            "download the grading worksheet again",
        )
    form = Form([[roster.header[column] for column in keep]])
    factors = {
        maximum: factor(form.notes, name, maximum, given, scale)
        for maximum in sorted({roster.cell(row, "Maximum Grade") for row in given})
    }
    for row, marks in sorted(given.items()):
        cells = roster.rows[row]
        if roster.is_locked(row):
            form.left_out.append(f"{_who(roster, row)}: Moodle says that this grade cannot be changed")
        elif not (is_safe(roster.cell(row, "Identifier")) and is_safe(roster.cell(row, "Last modified (grade)"))):
            form.left_out.append(_unsafe(roster, row))
        else:
            points = number(marks[name].points * factors[roster.cell(row, "Maximum Grade")])
            form.add([points if column == grade else cells[column] for column in keep])
    return form


def moodle_grades(roster: Roster, columns: dict[str, int | None], given: Given, scale: Scale = None) -> Form:
    """Args: exported grades, where in them each notebook's column is, if at all; the marks; to what they are scaled."""
    heading = next(
        (
            one
            for one in ("ID number", "Email address", "Username")
            if roster.column(one) is not None and all(roster.cell(row, one) for row in given)
        ),
        None,
    )
    if heading is None:
        raise CourseError(
            f"{roster.path} has no ID number, Email address or Username for every student",
            "export the grades with one of them",
        )
    form = Form([[heading, *(name if column is None else roster.header[column] for name, column in columns.items())]])
    factors = {name: factor(form.notes, name, "", given, scale) for name in columns}
    for row, marks in sorted(given.items()):
        if not is_safe(roster.cell(row, heading)):
            form.left_out.append(_unsafe(roster, row))
            continue
        form.add(
            [
                roster.cell(row, heading),
                *(
                    number(marks[name].points * factors[name])
                    if name in marks
                    else ""
                    if column is None
                    else roster.rows[row][column]
                    for name, column in columns.items()
                ),
            ]
        )
    return form


def general(marks: dict[str, dict[str, Marked]], students: Students) -> Form:
    """Everything that is known, a row for each student; for whatever else reads tables.

    Args:
        marks: by notebook and folder.
        students: who is who.
    """
    heading = ["student", "name", "email", "ids"]
    for name in marks:
        heading += [
            name,
            f"{name} of",
            f"{name} penalty",
            f"{name} late",
            f"{name} handed in (UTC)",
            f"{name} extras",
            f"{name} extras of",
        ]
    form = Form([heading])
    for folder in sorted({folder for given in marks.values() for folder in given}):
        known = students.by_folder.get(folder)
        one = next(given[folder] for given in marks.values() if folder in given)
        row = [
            folder,
            one.name or (known.person.name if known else ""),
            known.person.email if known else "",
            " ".join(known.person.ids) if known else "",
        ]
        for name, given in marks.items():
            if (mark := given.get(folder)) is None:
                row += [""] * 7
                continue
            handed = known.handed_in.get(name) if known else None
            late = mark.seconds_late > 0 or (handed is not None and handed.late)
            row += [
                number(mark.points),
                number(mark.max_points),
                number(mark.penalty),
                "yes" if late else "",
                "" if mark.handed_in is None else mark.handed_in.isoformat(" ", "seconds"),
                *(map(number, (sum(mark.extras.values()), len(mark.extras))) if mark.extras else ("", "")),
            ]
        form.add(row)
    return form


def find_columns(roster: Roster, names: Iterable[str], told: dict[str, str], first: int = 0) -> dict[str, int | None]:
    """Where each notebook's column is: as told, or the one whose heading holds its name; None where there is none.

    Args:
        roster: the list.
        names: of the notebooks.
        told: headings by notebook.
        first: where columns of assignments begin.
    """
    found: dict[str, int | None] = {}
    for name in names:
        if name in told:
            places = [
                column
                for column, heading in enumerate(roster.header)
                if column >= first and told[name].strip() in (heading.strip(), _title(heading))
            ]
        else:
            places = [
                column
                for column, heading in enumerate(roster.header)
                if column >= first and f"_{plain_name(name)}_" in f"_{plain_name(_title(heading))}_"
            ]
        if len(places) > 1 or (name in told and not places):
            said = f"{len(places)} columns {told.get(name, name)!r}" if places else f"no column {told[name]!r}"
            raise CourseError(
                f"{roster.path} has {said}",
                f"say which with --column {name[:2]}=HEADING, one of "
                + printable(", ".join(repr(one) for one in roster.header[first:])),
            )
        found[name] = places[0] if places else None
    taken = [column for column in found.values() if column is not None]
    if len(taken) != len(set(taken)):
        raise CourseError(f"{roster.path}: two notebooks would go into one column", "say which with --column")
    return found


def _title(heading: str) -> str:
    """Without Canvas's number behind it."""
    return re.sub(r"\s*\(\d+\)\s*$", "", heading).strip()


def _place(roster: Roster, heading: str) -> int:
    column = roster.column(heading)
    if column is None:
        raise CourseError(f"{roster.path} has no column {heading}", "export it again, unchanged")
    return column


def factor(notes: list[str], name: str, maximum: str, given: Given, scale: Scale) -> float:
    """By what the points of a notebook are multiplied; a note where they are, or where the platform counts otherwise.

    Args:
        notes: get the note.
        name: the notebook.
        maximum: what the platform's column goes up to, as it stands there.
        given: the marks.
        scale: what was asked for.

    Raises:
        CourseError: the column's maximum was asked for, and it says none.
    """
    worth = next((marks[name].max_points for marks in given.values() if name in marks), None)
    try:
        of_column = float(maximum.replace(",", "."))
    except ValueError:
        of_column = math.nan
    most = of_column if scale == COLUMN else scale
    if worth is None or not worth:
        return 1.0
    if most is None:
        if of_column == of_column and of_column != worth:
            notes.append(
                f"{name} gives up to {number(worth)} points, the platform's column up to "
                f"{printable(maximum.strip())}: points are written as they are (--scale changes that)"
            )
        return 1.0
    if not 0 < float(most) < math.inf:
        raise CourseError(f"the list does not say up to how many points {name} counts", "say it: --scale 100")
    if float(most) != worth:
        notes.append(f"{name}: points are scaled from {number(worth)} to {number(float(most))}")
    return float(most) / worth


def _who(roster: Roster, row: int) -> str:
    person = roster.people[row]
    return printable(person.name or person.ids[0])


def _unsafe(roster: Roster, row: int) -> str:
    return f"{_who(roster, row)}: a spreadsheet would run what identifies this student: enter the mark by hand"
