"""Knows who is who in a class: which folder belongs to which of a platform's people, and what each handed in.

One file, `students.json` in the class's folder, holds all of it. nbgrader's gradebook gets a copy of the names, for the
formgrader to show. Two people never share a folder; the same person has the same one in every assignment, as far as the
platform says that it is the same person: Canvas and Gradescope do, Moodle numbers people anew in each assignment, and
nothing tells who was who where marking is anonymous.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, fields, replace

from nbgrader.api import Student as GradebookStudent

from autograder.course import Classroom
from autograder.desk.archive import Refused
from autograder.desk.upload import Person
from autograder.errors import CourseError, file_error
from autograder.files import write_atomically
from autograder.gradebook import open_gradebook
from autograder.saying import printable

_FILE = "students.json"
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,60}")
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
# Ids that may be another student's, or another for the same student, in the next assignment.
_NUMBERED_ANEW = {
    "moodle": ("Moodle", "this assignment's grading worksheet"),
    "brightspace": ("Brightspace", "the course's list of students"),
}
_OWN_NAMES = ("folder", "blackboard", "sakai")  # ids that a reader knows people by
_PLACES = {"feedback", "con", "prn", "aux", "nul"}  # names that nbgrader or Windows keep for themselves


@dataclass(frozen=True)
class HandedIn:
    """What was taken of one student's for one notebook.

    Attributes:
        platform: which handed it out.
        attempt: what orders the attempts there.
        late: whether the platform marked it as late.
        time: when it was handed in, in UTC (ISO 8601); None where the platform does not say.
        source: the archive's name and the file's in it.
        archive_time: the file's in the archive, in no known time zone.
        sha256: of the file.
    """

    platform: str
    attempt: tuple[int, ...]
    late: bool
    time: str | None
    source: str
    archive_time: str
    sha256: str


@dataclass
class Student:
    """Somebody in the class; `person` is all that platforms and rosters said of them."""

    folder: str
    person: Person
    handed_in: dict[str, HandedIn] = field(default_factory=dict)  # by notebook


class Students:
    """Everybody of a class, by folder and by what identifies them."""

    def __init__(self, classroom: Classroom, students: Iterable[Student] = ()) -> None:
        self._path = classroom.root / _FILE
        self._submitted = classroom.submitted
        self.by_folder: dict[str, Student] = {}
        self._by_id: dict[str, Student] = {}
        self._by_name: dict[str, list[Student]] = {}
        self._called: set[str] = set()  # folders and ids, in small letters
        for student in students:
            self._enter(student)

    @classmethod
    def read(cls, classroom: Classroom) -> Students:
        """What is known of a class; nobody where nothing was collected yet."""
        path = classroom.root / _FILE
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            return cls(classroom, [_from_plain(folder, entry) for folder, entry in content["students"].items()])
        except FileNotFoundError:
            return cls(classroom)
        except OSError as error:
            raise file_error(path, error, "read") from None
        except (ValueError, KeyError, TypeError, AttributeError):
            raise CourseError(
                f"{path} cannot be read, so students cannot be told from one another",
                "put a copy of it back, or begin a new class with --course DIR",
            ) from None

    def write(self) -> None:
        """Writes it down, all or nothing."""
        content = {folder: _to_plain(student) for folder, student in sorted(self.by_folder.items())}
        write_atomically(self._path, json.dumps({"students": content}, indent=1, ensure_ascii=False) + "\n")

    def is_known(self, name: str) -> bool:
        """Whether somebody's folder is called so, or an id of theirs."""
        return name.casefold() in self._called

    def find(self, person: Person) -> Student | None:
        """Who it is by what identifies them; a `Refused` where that names two."""
        found = {student.folder: student for key in person.ids if (student := self._by_id.get(key)) is not None}
        if len(found) > 1:
            raise Refused(f"could be {' or '.join(sorted(found))}: the roster gives both one identity")
        return next(iter(found.values()), None)

    def namesakes(self, name: str) -> list[Student]:
        """Everybody who is called so."""
        return self._by_name.get(same_name(name), []) if name else []

    def admit(self, person: Person, trust_names: Callable[[str], bool]) -> Student:
        """The student, entered if new; what is known of them grows.

        Args:
            person: whom the platform names, with what the roster adds.
            trust_names: whether nobody else in the course can have this name.
        """
        student = self.find(person)
        kind = person.ids[0].partition(":")[0]
        if student is None and kind in _NUMBERED_ANEW and (same := self.namesakes(person.name)):
            if len(same) > 1 or not trust_names(person.name):
                platform, its_list = _NUMBERED_ANEW[kind]
                raise Refused(
                    f"{platform} numbers students anew in each assignment, so this may be {same[0].folder} or "
                    f"somebody else of that name: add --roster with {its_list}, or "
                    "--trust-names if no two students share a name"
                )
            student = same[0]
        if student is None:
            student = Student(self._new_folder(person), person)
        self._enter(replace_person(student, person))
        return student

    def _enter(self, student: Student) -> None:
        self.by_folder[student.folder] = student
        self._called.add(student.folder.casefold())
        for key in student.person.ids:
            self._by_id[key] = student
            self._called.add(key.partition(":")[2].casefold())
        if student.person.name:
            known = self._by_name.setdefault(same_name(student.person.name), [])
            if student not in known:
                known.append(student)

    def _new_folder(self, person: Person) -> str:
        taken = {folder.casefold() for folder in self.by_folder}
        wanted = folder_name(person)
        name, count = wanted, 1
        while name.casefold() in taken:
            count += 1
            name = f"{wanted}-{count}"
        return name


def replace_person(student: Student, person: Person) -> Student:
    """The student, with what `person` adds: more ids, and names where there were none."""
    old = student.person
    filled = {key: getattr(old, key) or getattr(person, key) for key in ("name", "slug", "first", "last", "email")}
    ids = tuple(dict.fromkeys([*old.ids, *person.ids]))
    student.person = replace(old, ids=ids, anonymous=old.anonymous and person.anonymous, **filled)
    return student


def same_name(name: str) -> str:
    """A name as it is compared: composed, case and blanks apart."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def folder_name(person: Person) -> str:
    """A folder that nbgrader, every file system and a reader can live with: the name in plain letters, and the id."""
    key, _, value = person.ids[0].partition(":")
    if key in _OWN_NAMES and _SAFE.fullmatch(value) and value.casefold() not in _PLACES and not value.endswith("."):
        return value
    plain = unicodedata.normalize("NFKD", (person.slug or person.name).casefold()).translate(_PLAIN)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    slug = re.sub(r"[^a-z0-9]+", "-", plain)[:40].strip("-")
    if not (value.isascii() and value.isalnum() and len(value) <= 24):
        value = hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    if key == "canvas-anonymous":
        slug = "anon"
    return f"{slug or key}-{value}"


def name_in_gradebook(classroom: Classroom, students: Iterable[Student]) -> None:
    """Enters names where the gradebook has none: what stands there may be a person's correction."""
    named = [student for student in students if student.person.name]
    if not named:
        return
    with open_gradebook(classroom) as gradebook:
        known = {entry.id: entry for entry in gradebook.db.query(GradebookStudent)}
        for student in named:
            entry = known.get(student.folder)
            if entry is None:
                entry = GradebookStudent(id=student.folder)
                gradebook.db.add(entry)
            first, last = split_name(student.person)
            if not entry.first_name and not entry.last_name:
                entry.first_name, entry.last_name = printable(first, 128), printable(last, 128)
            if not entry.email and student.person.email:
                entry.email = printable(student.person.email, 128)
        gradebook.db.commit()


def split_name(person: Person) -> tuple[str, str]:
    """Given and family name; where they are not told apart, so that the two in a row are the whole name."""
    if person.first or person.last:
        return person.first, person.last
    first, _, last = person.name.rpartition(" ")
    return first, last


def _to_plain(student: Student) -> dict:
    return {**asdict(student.person), "handed_in": {name: asdict(one) for name, one in student.handed_in.items()}}


def _from_plain(folder: str, entry: dict) -> Student:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", folder):
        raise ValueError(folder)
    person = Person(**{one.name: entry[one.name] for one in fields(Person)} | {"ids": tuple(entry["ids"])})
    handed = {name: HandedIn(**{**one, "attempt": tuple(one["attempt"])}) for name, one in entry["handed_in"].items()}
    return Student(folder, person, handed)
