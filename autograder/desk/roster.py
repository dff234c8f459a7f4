"""Knows how to read a platform's list of students: Canvas's gradebook, Moodle's worksheet and grades, or any CSV.

Which columns they have, `headings` knows. Everything in a cell is a stranger's text.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.desk.headings import CANVAS, GENERIC, IDS, MOODLE, WORKSHEET, kind_of, plain
from autograder.desk.platforms.moodle_words import NO
from autograder.desk.students import Students, same_name
from autograder.desk.upload import Person
from autograder.errors import CourseError, file_error
from autograder.saying import printable

_HOW = {  # where a list of a platform's comes from
    CANVAS: "in Canvas's gradebook of this course choose Export",
    WORKSHEET: "in Moodle open this very assignment and choose Download grading worksheet",
    MOODLE: "use this assignment's grading worksheet, or --trust-names if no two students share a name",
    GENERIC: "it needs a column Student, ID, Username or Email with what the platform calls them",
}
# Whose ids no list has: there a name that occurs once will do.
_BY_NAME = ("folder", "brightspace", "brightspace-name", "sakai", "blackboard")
_LARGEST = 20_000_000  # bytes; 10 000 students with 100 assignments each


@dataclass(frozen=True)
class Roster:
    """A list of students as a platform exports it.

    Attributes:
        path: of the file.
        kind: one of `headings.KINDS`.
        header: the headings as they stand there.
        english: what they would be in English, as far as that is known.
        rows: all others, each as long as the header.
        people: by the number of their row (from 0) those rows that are somebody's.
        bom: whether it begins with a byte order mark, as Excel wants it.
    """

    path: Path
    kind: str
    header: list[str]
    english: list[str]
    rows: list[list[str]]
    people: dict[int, Person]
    bom: bool

    def column(self, heading: str) -> int | None:
        """Where a heading stands, case, blanks and language apart."""
        wanted = plain(heading)
        return next((number for number, one in enumerate(self.english) if plain(one) == wanted), None)

    def cell(self, row: int, heading: str) -> str:
        """What stands in a row below a heading; empty where there is no such column."""
        column = self.column(heading)
        return "" if column is None else self.rows[row][column].strip()

    def is_locked(self, row: int) -> bool:
        """Whether Moodle says that a grade cannot be changed."""
        return self.cell(row, "Grade can be changed").casefold() in {one.casefold() for one in NO}


class Lookup:
    """Finds people in a roster."""

    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        self._by_key: dict[str, set[int]] = {}
        for row, person in roster.people.items():
            for key in _keys(person):
                self._by_key.setdefault(key, set()).add(row)
        self._by_name: dict[str, list[int]] = {}
        self._by_value: dict[str, set[int]] = {}
        for row, person in roster.people.items():
            if person.name:
                self._by_name.setdefault(same_name(person.name), []).append(row)
            for key in person.ids:
                self._by_value.setdefault(key.partition(":")[2].casefold(), set()).add(row)

    def row(self, person: Person, trust_names: bool = False) -> int | None:
        """The one row that has an id or the e-mail of theirs; None where there is none, or several.

        Args:
            person: whom to find.
            trust_names: whether a name is enough, where exactly one row has it.
        """
        found = set().union(*(self._by_key.get(key, ()) for key in _keys(person)))
        if found:
            return next(iter(found)) if len(found) == 1 else None
        kind, _, value = person.ids[0].partition(":")
        if kind == "folder" and (row := self.row_of_folder(value)) is not None:
            return row
        same = self.names(person.name or (value if kind == "folder" else ""))
        return same[0] if len(same) == 1 and (trust_names or kind in _BY_NAME) else None

    def row_of_folder(self, folder: str) -> int | None:
        """The one row that has a folder's name for an id, where a class was not collected but put there by hand."""
        found = self._by_value.get(folder.casefold(), set())
        return next(iter(found)) if len(found) == 1 else None

    def names(self, name: str) -> list[int]:
        """The rows of everybody of that name."""
        return self._by_name.get(same_name(name), [])

    def knows(self, folder: str) -> bool:
        """Whether a folder is called like somebody, or by an id of theirs."""
        return self.row_of_folder(folder) is not None or len(self.names(folder)) > 0

    def is_one(self, name: str) -> bool:
        """Whether exactly one of the list is called so."""
        return len(self.names(name)) == 1

    def enriched(self, person: Person, trust_names: bool = False) -> Person:
        """The person with what the roster knows besides."""
        row = self.row(person, trust_names)
        if row is None:
            return person
        known = self.roster.people[row]
        # An id that only a roster gives, such as a login, is not lost; the platform's own stays first.
        return replace(
            known,
            ids=tuple(dict.fromkeys([*person.ids, *known.ids])),
            slug=person.slug or known.slug,
            anonymous=person.anonymous,
        )

    def without(self, students: Students, folders: Iterable[str], seen: Iterable[Person] = ()) -> list[Person]:
        """Everybody who has none of these folders, and is none of `seen`."""
        rows = {self.row(students.by_folder[folder].person) for folder in folders if folder in students.by_folder}
        rows |= {self.row_of_folder(folder) for folder in folders if folder not in students.by_folder}
        rows |= {self.row(person) for person in seen}
        return [person for row, person in self.roster.people.items() if row not in rows]

    def is_another(self, what: str, count: int) -> CourseError:
        """What is to be said where nobody of `what` is on it."""
        return CourseError(
            f"{self.roster.path} ({self.roster.kind}) has none of the {count} students of {what}: it is another list",
            _HOW[self.roster.kind],
        )


def read_roster(path: Path) -> Roster:
    """The list in `path`.

    Raises:
        CourseError: it cannot be read, has not the columns of any list that is known, or gives two rows one id.
    """
    text, bom = _text(path)
    rows = _rows(path, text)
    kind, english, start = kind_of(path, rows)
    header, rest = rows[start], rows[start + 1 :]
    body = [row + [""] * (len(header) - len(row)) for row in rest if any(cell.strip() for cell in row)]
    if any(len(row) > len(header) for row in body):
        row = next(number for number, row in enumerate(rest, start + 2) if len(row) > len(header))
        raise CourseError(f"{path}, row {row}: more cells than headings", "export it again, unchanged")
    return made_of(Roster(path, kind, header, english, body, {}, bom))


def made_of(roster: Roster) -> Roster:
    """The list, with the people of its rows entered.

    Raises:
        CourseError: it gives two rows one id, or has nobody.
    """
    path = roster.path
    for number in range(len(roster.rows)):
        person = _worksheet_person(roster, number) if roster.kind == WORKSHEET else _person(roster, number)
        if person is not None:
            roster.people[number] = person
    counts = Counter(key for person in roster.people.values() for key in person.ids)
    if twice := [key for key, count in counts.items() if count > 1]:
        raise CourseError(
            f"{path}: two rows have the same {printable(twice[0].replace(':', ' ', 1))}", "take one of them out"
        )
    if not roster.people:
        raise CourseError(f"{path} lists no students", "export it again")
    return roster


def _text(path: Path) -> tuple[str, bool]:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise file_error(path, error, "read") from None
    if len(data) > _LARGEST:
        raise CourseError(f"{path} is larger than {_LARGEST / 1e6:g} MB", "is it a list of students?")
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return data.decode("utf-16"), False
        return data.decode("utf-8-sig"), data.startswith(codecs.BOM_UTF8)
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), False  # as spreadsheets on Windows save


def _rows(path: Path, text: str) -> list[list[str]]:
    """Separated by what gives the first row most cells: commas, or semicolons where commas are decimal."""
    first, _, rest = text.partition("\n")
    if re.fullmatch(r"sep=.", first.strip()):
        text = rest
    try:
        line = next((line for line in text.splitlines() if line.strip()), "")
        split = max(",;\t", key=lambda one: len(next(csv.reader([line], delimiter=one), [])))
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=split, strict=True) if row]
    except csv.Error as error:
        raise CourseError(f"{path} is no CSV file ({error})", "export it again as CSV") from None
    if not rows:
        raise CourseError(f"{path} is empty", "export it again")
    return rows


def _person(roster: Roster, row: int) -> Person | None:
    ids = [
        f"{kind}:{_id(kind, value)}"
        for heading, kind in IDS[roster.kind].items()
        if (value := roster.cell(row, heading))
    ]
    first = roster.cell(row, "First name") or roster.cell(row, "FirstName")
    last = roster.cell(row, "Surname") or roster.cell(row, "Last name") or roster.cell(row, "LastName")
    name = " ".join(filter(None, (first, last))) or roster.cell(row, "Name") or roster.cell(row, "Full name")
    if roster.kind == CANVAS:
        if not roster.cell(row, "ID").isdecimal():
            return None  # points possible, and how grades are posted
        if not name:
            last, _, first = (part.strip() for part in roster.cell(row, "Student").partition(","))
            name = f"{first} {last}".strip()
        is_test = "Test Student" in (f"{first} {last}", f"{last} {first}")
        if is_test and not roster.cell(row, "SIS User ID"):
            return None  # Canvas's own
    email = next(filter(None, (roster.cell(row, one) for one in ("Email address", "Email", "E-mail"))), "")
    return Person(tuple(dict.fromkeys(ids)), name, "", False, first, last, email) if ids else None


def _worksheet_person(roster: Roster, row: int) -> Person | None:
    number = re.search(r"(\d+)$", roster.cell(row, "Identifier"))
    if number is None:
        return None
    email = roster.cell(row, "Email address")
    ids = [f"moodle:{int(number[1])}", *([f"moodle-email:{email.casefold()}"] if email else [])]
    return Person(tuple(ids), roster.cell(row, "Full name"), email=email)


def _id(kind: str, value: str) -> str:
    value = value.removeprefix("#")  # as Brightspace keeps spreadsheets from taking ids for numbers
    return value if kind in ("folder", "canvas", "canvas-sis", "moodle-idnumber") else value.casefold()


def _keys(person: Person) -> set[str]:
    return {*person.ids, *([f"email:{person.email.casefold()}"] if person.email else [])}
