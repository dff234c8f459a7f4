"""Knows how all that lies in one source becomes submissions: whose each file is, which notebook, and who gave none.

A file that is an archive stands for what is in it. What it all becomes in `submitted/`, `into_submitted` knows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import tzinfo

from autograder.course import Classroom, Course
from autograder.desk.archive import Member, Refused, Source, is_folder
from autograder.desk.attempts import RENAMED, Candidate
from autograder.desk.into_submitted import NOT_TAKEN, Row, place, unreadable
from autograder.desk.platforms import BLACKBOARD, BRIGHTSPACE, CANVAS, PATTERN, is_junk, uploads
from autograder.desk.platforms.canvas import TEST_STUDENT
from autograder.desk.roster import Lookup
from autograder.desk.students import Students
from autograder.desk.upload import Context, Person, Upload
from autograder.desk.which_notebook import Cells, by_name, is_notebook, may_be_notebook
from autograder.desk.without_notebook import Without
from autograder.file_kind import archive_kind, is_archive
from autograder.saying import printable
from autograder.source import read_source

_LOCAL = (BRIGHTSPACE, BLACKBOARD, PATTERN)  # whose times do not say in which zone they are
_SAVE_EVERY = 50  # students; killed in between, the same command finds the files and enters them again


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
        on_start(len(handed))  # looking into each file takes as long as all the rest
        for one in handed:
            on_done(one.member.shown)
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
        on_start(len(handed) + len(groups))
        try:
            for number, ((folder, notebook), candidates) in enumerate(sorted(groups.items(), key=lambda it: it[0]), 1):
                student = self.students.by_folder[folder]
                rows = place(self.classroom, source, student, notebook, candidates, self.dry)
                self.rows += rows
                row = rows[-1]
                if row.lacking:
                    shown = next(one.upload for one in candidates if one.upload.member.shown == row.shown)
                    gave[shown.person.ids[0]].add_spoilt(shown, row.lacking)
                on_done(f"{folder} {notebook}: {row.state}")
                if not self.dry and number % _SAVE_EVERY == 0:
                    self.students.write()
        finally:
            if not self.dry and groups:
                self.students.write()
        self._note_later(handed, [one.upload for candidates in groups.values() for one in candidates])
        self.seen += [one.person for one in handed]
        self.without += [one for one in gave.values() if one.lacks]
        self.others += [
            file.shown for one in gave.values() if one.has_notebook for file in one.files if not file.refused
        ]
        return platform

    def _note_later(self, handed: list[Upload], notebooks: list[Upload]) -> None:
        """Whose latest hand-in holds no notebook, though an earlier one does."""
        latest = {one.person.ids[0]: one.hand_in for one in notebooks}
        for one in notebooks:
            latest[one.person.ids[0]] = max(latest[one.person.ids[0]], one.hand_in)
        for one in handed:
            if not one.kind and one.hand_in > latest.get(one.person.ids[0], one.hand_in):
                self._note(
                    f"{printable(one.person.shown)} handed in no notebook at last, but {one.member.shown}: "
                    "the attempt before counts"
                )

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


def _is_notebook_inside(source: Source, one: Upload) -> bool:
    """Whether a file without a notebook's ending is one."""
    head = source.begins(one.member)
    if not head.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \r\n\t").startswith(b"{"):
        return False
    return not unreadable(one.original, source.read(one.member))
