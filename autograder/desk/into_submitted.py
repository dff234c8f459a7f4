"""Knows what becomes of each file that was handed in: taken into `submitted/`, or not, and why.

What lies in `submitted/` is only replaced by a later attempt, and only while it is what an earlier collecting put
there: whatever a person changed or added stays. Which of several files of one student counts, `attempts` knows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from pathlib import Path

from autograder.course import Classroom, Course
from autograder.desk.archive import Member, Refused, Source, is_folder
from autograder.desk.attempts import RENAMED, Candidate, Choice, Undecided, choose
from autograder.desk.file_kind import archive_kind, is_archive
from autograder.desk.platforms import BLACKBOARD, BRIGHTSPACE, CANVAS, PATTERN, is_junk, uploads
from autograder.desk.platforms.canvas import TEST_STUDENT
from autograder.desk.roster import Lookup
from autograder.desk.students import HandedIn, Student, Students
from autograder.desk.upload import Context, Person, Upload
from autograder.desk.which_notebook import Cells, by_name, is_notebook, may_be_notebook
from autograder.desk.without_notebook import Without
from autograder.errors import file_error
from autograder.files import write_atomically
from autograder.source import read_source
from autograder.submission import Unreadable, parse_cells

TAKEN, REPLACED, UNCHANGED, NOT_TAKEN = "taken", "replaced", "unchanged", "not taken"
_LOCAL = (BRIGHTSPACE, BLACKBOARD, PATTERN)  # whose times do not say in which zone they are
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
        lacking: why the student has no notebook that can be graded, in words for the student; empty where there is one.
    """

    state: str
    shown: str
    student: str = ""
    notebook: str = ""
    why: str = ""
    late: bool = False
    problem: bool = False
    lacking: str = ""


@dataclass(frozen=True)
class How:
    """What the instructor says of the files.

    Attributes:
        platform: who named them; None: told by the names.
        pattern: how they are named; empty where a platform did it.
        only: the notebook asked for; None for all of them. A file that does not say which it is, is this one.
        zone: where the platform's clock is, for times that do not say; None for this machine's.
        trust_names: whether nobody else in the course can have a name.
        trust_dates: whether the files' own dates say which of two is the later.
    """

    platform: str | None = None
    pattern: str = ""
    only: str | None = None
    zone: tzinfo | None = None
    trust_names: bool = False
    trust_dates: bool = False


@dataclass
class Collecting:
    """One run over one or more sources.

    Attributes:
        students: everybody known; grows.
        lookup: the roster, if there is one.
        how: what was said of the files.
        dry: whether nothing is to be written.
        rows: what became of each file.
        others: the files that are no notebooks and nobody's.
        without: those of whom no notebook can be graded, and what they handed in.
        notes: what is to be said of the whole.
        seen: everybody of whom anything was found.
    """

    course: Course
    classroom: Classroom
    students: Students
    lookup: Lookup | None = None
    how: How = How()
    dry: bool = False
    rows: list[Row] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    without: list[Without] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seen: list[Person] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._known = self.course.names()
        self._cells = Cells(self._known, lambda name: read_source(self.course.source(name)))

    def take(
        self,
        source: Source,
        on_start: Callable[[int], None] = lambda count: None,
        on_done: Callable[[str], None] = lambda line: None,
    ) -> str:
        """Takes what is new in a source, and returns the platform it is from."""
        context = Context(
            source,
            self._notebook_named,
            self._names_student,
            self._refuse,
            self._note,
            self.how.zone,
            self.how.trust_dates,
            self.how.pattern,
        )
        platform, handed = uploads(context, self.how.platform)
        handed = [replace(one, person=self._enriched(one.person)) for one in handed if not self._is_canvas_test(one)]
        self._check_roster(source, handed)
        if self.how.zone is None and any(one.time for one in handed) and platform in _LOCAL:
            self._note("times are taken as this machine's clock has them; `--timezone` says where the platform's is")

        groups: dict[tuple[str, str], list[Candidate]] = {}
        gave: dict[str, Without] = {}
        for one in handed:
            theirs = gave.setdefault(one.person.ids[0], Without(one.person))
            for file in self._unpacked(source, one, theirs):
                try:
                    found = self._which(source, file)
                    if found is None:
                        theirs.add(source, file)
                        continue
                    theirs.has_notebook = True
                    if self.how.only not in (None, found[0]):
                        why = f"not {self.how.only}"
                        self.rows.append(Row(NOT_TAKEN, file.member.shown, notebook=found[0], why=why))
                        continue
                    student = self.students.admit(file.person, self._trusts)
                    groups.setdefault((student.folder, found[0]), []).append(Candidate(file, found[1]))
                except Refused as reason:
                    theirs.add(source, file, str(reason))
                    self.rows.append(Row(NOT_TAKEN, file.member.shown, why=str(reason), late=one.late, problem=True))
        on_start(len(groups))
        try:
            for number, ((folder, notebook), candidates) in enumerate(sorted(groups.items(), key=lambda it: it[0]), 1):
                row = self._place(source, self.students.by_folder[folder], notebook, candidates)
                self.rows.append(row)
                if row.lacking:
                    shown = next(one.upload for one in candidates if one.upload.member.shown == row.shown)
                    gave[shown.person.ids[0]].add_spoilt(shown, row.lacking)
                on_done(f"{folder} {notebook}: {row.state}")
                if not self.dry and number % _SAVE_EVERY == 0:
                    self.students.write()
        finally:
            if not self.dry and groups:
                self.students.write()
        self.seen += [one.person for one in handed]
        self.without += [one for one in gave.values() if one.lacks]
        self.others += [
            file.shown for one in gave.values() if one.has_notebook for file in one.files if not file.refused
        ]
        return platform

    def _notebook_named(self, name: str) -> str | None:
        found = by_name(name, self._known)
        return None if found is None else found[0]

    def _names_student(self, folder: str) -> bool:
        return self.students.is_known(folder) or (self.lookup is not None and self.lookup.knows(folder))

    def _enriched(self, person: Person) -> Person:
        return self.lookup.enriched(person, self.how.trust_names) if self.lookup else person

    def _trusts(self, name: str) -> bool:
        return self.how.trust_names or (self.lookup is not None and self.lookup.is_one(name))

    def _note(self, line: str) -> None:
        if line not in self.notes:
            self.notes.append(line)

    def _refuse(self, member: Member, why: str) -> None:
        name = member.name or member.shown
        if is_notebook(name) or is_archive(name) or member.refused or self._notebook_named(name):
            self.rows.append(Row(NOT_TAKEN, member.shown, why=why, problem=True))
        else:
            self.others.append(member.shown)

    def _is_canvas_test(self, one: Upload) -> bool:
        if one.platform != CANVAS or one.person.slug != TEST_STUDENT:
            return False
        if self.lookup is not None and self.lookup.row(one.person) is not None:
            return False
        self._note(
            f"Canvas's test student is passed over ({one.member.shown}); --roster with the exported gradebook says "
            "whether somebody is really called so"
        )
        return True

    def _check_roster(self, source: Source, handed: list[Upload]) -> None:
        """A list on which nobody is found is not this class's: better to stop than to say that nobody handed in."""
        people = {one.person.ids[0]: one.person for one in handed if not one.person.anonymous}
        if self.lookup is not None and people and all(self.lookup.row(one) is None for one in people.values()):
            raise self.lookup.is_another(source.path.name, len(people))

    def _unpacked(self, source: Source, one: Upload, theirs: Without) -> list[Upload]:
        """The files that an upload stands for: itself, or those in the archive that it is."""
        name = one.original
        if one.kind or not (is_archive(name) or is_notebook(name) or may_be_notebook(name)):
            return [one]
        try:
            kind = archive_kind(source.begins(one.member))
            if not kind and not is_archive(name):
                return [one]
            if kind != "zip":
                said = f"a {kind} archive" if kind else "no archive, or a damaged one"
                raise Refused(f"{said}: ask for the notebook itself, or unpack it and put the notebook in its place")
            files = []
            for member in source.inside(one.member):
                if is_folder(member) or is_junk(member):
                    continue
                if member.refused:
                    self._refuse(member, member.refused)
                else:
                    files.append(replace(one, member=member, original=member.name))
            if not files:
                raise Refused("an archive with nothing in it that can be read")
            return files
        except Refused as reason:
            theirs.add(source, one, str(reason))
            self.rows.append(Row(NOT_TAKEN, one.member.shown, why=str(reason), late=one.late, problem=True))
            return []

    def _which(self, source: Source, one: Upload) -> tuple[str, int] | None:
        """The notebook that a file is, and how far its name is from it; None where it is none, which is no problem."""
        named = is_notebook(one.original)
        if one.kind or not (named or (may_be_notebook(one.original) and _is_notebook_inside(source, one))):
            return None
        found = by_name(one.original, self._known)
        if found is None and (notebook := self._cells.notebook(one.original, source.read(one.member))) is not None:
            found = notebook, RENAMED
        if found is None and self.how.only is None:
            raise Refused("neither its name nor its cells say which notebook it is: say so with --notebook NAME")
        if found is None:
            assert self.how.only is not None
            return self.how.only, RENAMED
        exact = one.original.strip().casefold() == f"{found[0]}.ipynb".casefold()
        return found[0], 0 if exact else found[1] + 1 if found[1] < RENAMED else RENAMED

    def _place(self, source: Source, student: Student, notebook: str, candidates: list[Candidate]) -> Row:
        """Writes the file that counts of one student's for one notebook, unless what is there has to stay."""
        path = self.classroom.submitted / student.folder / notebook / f"{notebook}.ipynb"

        def nothing(why: str) -> Row:
            shown = candidates[0].upload.member.shown
            lacking = "" if path.is_file() else why.partition(": ")[0]
            return Row(NOT_TAKEN, shown, student.folder, notebook, why, problem=True, lacking=lacking)

        try:
            choice = choose(candidates, source.read)
        except Undecided as reason:
            chosen = _chosen_by_hand(source, path, candidates)
            if chosen is None:
                return nothing(f"{reason}: put the right one at {path}")
            choice = Choice(chosen, [])
        except Refused as reason:
            return nothing(str(reason))
        best = choice.best.upload
        for other, why in choice.others:
            self.rows.append(
                Row(NOT_TAKEN, other.upload.member.shown, student.folder, notebook, why, other.upload.late)
            )

        def row(state: str, why: str = "", problem: bool = False, lacking: str = "") -> Row:
            return Row(state, best.member.shown, student.folder, notebook, why, best.late, problem, lacking)

        try:
            data = source.read(best.member)
        except Refused as reason:
            return nothing(str(reason))
        try:
            new = _record(source, best, data)
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
        if reason := _unreadable(best.original, data):
            return row(state, f"it is taken, but cannot be graded: {reason}", problem=True, lacking=reason)
        return row(state)


def _is_notebook_inside(source: Source, one: Upload) -> bool:
    """Whether a file without a notebook's ending is one."""
    head = source.begins(one.member)
    if not head.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \r\n\t").startswith(b"{"):
        return False
    return not _unreadable(one.original, source.read(one.member))


def _unreadable(name: str, data: bytes) -> str:
    """Why a file is no notebook that can be graded; empty where it is one."""
    try:
        parse_cells(name, data)
        return ""
    except Unreadable as reason:
        return str(reason)


def _chosen_by_hand(source: Source, path: Path, candidates: list[Candidate]) -> Candidate | None:
    """The one that a person has put in its place."""
    try:
        there = path.read_bytes() if path.is_file() and not path.is_symlink() else None
    except OSError as error:
        raise file_error(path, error, "read") from None
    return next((one for one in candidates if there is not None and source.read(one.upload.member) == there), None)


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
    if old.platform != new.platform or old.attempt == new.attempt or not (old.attempt and new.attempt):
        dates = "" if new.attempt else " (or say --trust-dates, where the files' own dates are right)"
        raise Refused(
            f"it differs from {path}, and nothing says which is the later: move that away to have this one{dates}"
        )
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
