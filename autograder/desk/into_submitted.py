"""Knows what becomes of each file that was handed in: taken into `submitted/`, or not, and why.

The latest attempt counts. What lies in `submitted/` is only replaced by a later attempt, and only while it is what an
earlier collecting put there: whatever a person changed or added stays.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from autograder.course import Classroom, Course
from autograder.desk.archive import Member, Refused, Source
from autograder.desk.platforms import handed_in
from autograder.desk.roster import Lookup
from autograder.desk.students import HandedIn, Student, Students
from autograder.desk.upload import Upload
from autograder.desk.which_notebook import Cells, by_name, is_archive, is_notebook
from autograder.errors import file_error
from autograder.files import write_atomically
from autograder.source import read_source

TAKEN, REPLACED, UNCHANGED, NOT_TAKEN = "taken", "replaced", "unchanged", "not taken"
_SAVE_EVERY = 50  # students; killed in between, the same command finds the files and enters them again


@dataclass(frozen=True)
class Row:
    """What became of one file.

    Attributes:
        state: one of the four above.
        shown: the file, as it may be shown.
        student: the folder, and `notebook`: where they are known.
        why: what else is to say.
        late: whether the platform marked it as late.
        problem: whether somebody's work may be missing because of it.
    """

    state: str
    shown: str
    student: str = ""
    notebook: str = ""
    why: str = ""
    late: bool = False
    problem: bool = False


@dataclass
class Collecting:
    """One run over one or more sources.

    Attributes:
        students: everybody known; grows.
        lookup: the roster, if there is one.
        only: the notebook asked for; None for all of them. A file that does not say which it is, is this one.
        trust_names: whether nobody else in the course can have a name.
        dry: whether nothing is to be written.
        rows: what became of each file.
        others: the files that are no notebooks.
    """

    course: Course
    classroom: Classroom
    students: Students
    lookup: Lookup | None = None
    only: str | None = None
    trust_names: bool = False
    dry: bool = False
    rows: list[Row] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._known = self.course.names()
        self._cells = Cells(self._known, lambda name: read_source(self.course.source(name)))

    def take(
        self,
        source: Source,
        platform: str | None = None,
        on_start: Callable[[int], None] = lambda count: None,
        on_done: Callable[[str], None] = lambda line: None,
    ) -> str:
        """Takes what is new in a source, and returns the platform it is from."""
        platform, handed = handed_in(source, self._is_known, self._refuse, platform)
        groups: dict[tuple[str, str], list[tuple[Upload, int]]] = {}
        for one in handed:
            try:
                found = self._which(source, one)
                if found is not None:
                    person = self.lookup.enriched(one.person) if self.lookup else one.person
                    student = self.students.admit(person, self._trusts)
                    groups.setdefault((student.folder, found[0]), []).append((one, found[1]))
            except Refused as reason:
                self.rows.append(Row(NOT_TAKEN, one.member.shown, why=str(reason), late=one.late, problem=True))
        on_start(len(groups))
        try:
            for number, ((folder, notebook), attempts) in enumerate(sorted(groups.items()), 1):
                row = self._place(source, self.students.by_folder[folder], notebook, attempts)
                self.rows.append(row)
                on_done(f"{folder} {notebook}: {row.state}")
                if not self.dry and number % _SAVE_EVERY == 0:
                    self.students.write()
        finally:
            if not self.dry and groups:
                self.students.write()
        return platform

    def _is_known(self, original: str) -> bool:
        return by_name(original, self._known) is not None

    def _trusts(self, name: str) -> bool:
        return self.trust_names or (self.lookup is not None and self.lookup.is_one(name))

    def _refuse(self, member: Member, why: str) -> None:
        name = member.name or member.shown
        work = is_notebook(name) or is_archive(name)
        if work or member.refused:
            self.rows.append(Row(NOT_TAKEN, member.shown, why=why, problem=True))
        else:
            self.others.append(member.shown)

    def _which(self, source: Source, one: Upload) -> tuple[str, int] | None:
        """The notebook that a file is, and what copy of it; None where it is none, which is no problem."""
        if is_archive(one.original):
            raise Refused("an archive inside the archive: unpack it and hand over the folder, or ask for the notebook")
        if not is_notebook(one.original):
            self.others.append(one.member.shown)
            return None
        found = by_name(one.original, self._known)
        if found is None and (notebook := self._cells.notebook(one.original, source.read(one.member))) is not None:
            found = notebook, 0
        if found is None and self.only is None:
            raise Refused("neither its name nor its cells say which notebook it is: say so with --notebook NAME")
        if found is not None and self.only not in (None, found[0]):
            self.rows.append(Row(NOT_TAKEN, one.member.shown, notebook=found[0], why=f"not {self.only}"))
            return None
        return found or (self.only, 0)

    def _place(self, source: Source, student: Student, notebook: str, attempts: list[tuple[Upload, int]]) -> Row:
        """Writes the latest of one student's files for one notebook, unless what is there has to stay."""
        # Of two that came at one time, the one whose name was not changed for being a second copy.
        attempts = sorted(attempts, key=lambda attempt: (attempt[0].attempt, -attempt[1]))
        latest, copies = attempts[-1]
        for earlier, _ in attempts[:-1]:
            self.rows.append(
                Row(NOT_TAKEN, earlier.member.shown, student.folder, notebook, "an earlier attempt", earlier.late)
            )

        def row(state: str, why: str = "", problem: bool = False) -> Row:
            return Row(state, latest.member.shown, student.folder, notebook, why, latest.late, problem)

        try:
            data = source.read(latest.member)
            twins = [one for one, number in attempts[:-1] if (one.attempt, number) == (latest.attempt, copies)]
            if any(source.read(one.member) != data for one in twins):
                raise Refused("two different files of one student, and nothing says which is the later")
            path = self.classroom.submitted / student.folder / notebook / f"{notebook}.ipynb"
            new = _record(source, latest, data)
            state = _may_replace(path, student.handed_in.get(notebook), new)
        except Refused as reason:
            return row(NOT_TAKEN, str(reason), problem=True)
        if state is None:
            return row(NOT_TAKEN, "an earlier attempt than the one that is there")
        if not self.dry:
            _write(path, data, new, state)
        old = student.handed_in.get(notebook)
        if state != UNCHANGED or old is None or (old.platform == new.platform and old.attempt <= new.attempt):
            student.handed_in[notebook] = new
        return row(state)


def _record(source: Source, one: Upload, data: bytes) -> HandedIn:
    date, clock = one.member.time[:3], one.member.time[3:]
    return HandedIn(
        one.platform,
        one.attempt,
        one.late,
        None if one.time is None else one.time.isoformat(),
        f"{source.path.name}: {one.member.shown}",
        "{:04}-{:02}-{:02}".format(*date) + " {:02}:{:02}:{:02}".format(*clock),
        hashlib.sha256(data).hexdigest(),
    )


def _may_replace(path: Path, old: HandedIn | None, new: HandedIn) -> str | None:
    """What writing `new` to `path` would be; None where a later attempt lies there; `Refused` where nobody can tell."""
    try:
        if not path.exists() and not path.is_symlink():
            return TAKEN
        if path.is_symlink() or not path.is_file():
            raise Refused(f"{path} is no file: move it away")
        with path.open("rb") as file:
            there = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise file_error(path, error, "read") from None
    if there == new.sha256:
        return UNCHANGED
    if old is None or there != old.sha256:
        raise Refused(f"{path} was put there or changed by somebody else: move it away to have this one")
    if old.platform != new.platform or old.attempt == new.attempt:
        raise Refused(f"it differs from {path}, and nothing says which is the later: move that away to have this one")
    return REPLACED if new.attempt > old.attempt else None


def _write(path: Path, data: bytes, new: HandedIn, state: str) -> None:
    """The time first: found without its notebook it is mended by the next run, graded without its time it is not."""
    stamp = path.with_name("timestamp.txt")
    if new.time is not None:
        write_atomically(stamp, f"{datetime.fromisoformat(new.time).isoformat()} UTC\n")
    elif state == REPLACED:
        try:
            stamp.unlink(missing_ok=True)
        except OSError as error:
            raise file_error(stamp, error, "write") from None
    write_atomically(path, data)
