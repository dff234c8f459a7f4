"""Knows how Canvas, Moodle and Gradescope name what students handed in; reads names and lists, no notebook.

    Canvas      sortablename_[LATE_]USER_FILE_original.ipynb            one archive for each assignment, flat
                [LATE_]anon_CODE_FILE_original.ipynb                    where marking is anonymous
    Moodle      Full Name_NUMBER_assignsubmission_file[_]/…original     "download in folders"
                Full Name_NUMBER_assignsubmission_file_original         without folders
    Gradescope  submission_NUMBER/…original, and submission_metadata.yml
    folders     STUDENT/…original                                       anything else

The forms are those of the platforms' own sources (Canvas's ContentZipper, Moodle's assign downloader). A name that a
student chose for herself must not be read as somebody else's number: what can be read in two ways is not read at all.
"""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import yaml
from nbgrader.utils import parse_utc

from autograder.desk.archive import Member, Refused, Source, is_folder
from autograder.errors import CourseError

CANVAS, MOODLE, GRADESCOPE, FOLDERS = PLATFORMS = ("canvas", "moodle", "gradescope", "folders")
METADATA = "submission_metadata.yml"
_DEEPEST = 50  # lists in lists; Gradescope's own have six


@dataclass(frozen=True)
class Person:
    """Somebody as a platform names them.

    Attributes:
        ids: what identifies them, such as "canvas:1234", the most telling first.
        name: as it is shown; empty where the platform does not say.
        slug: the same squeezed, where it is all there is.
        anonymous: whether the platform hides who it is, so that the id says nothing next week.
        first: given name, `last` and `email`: where they are known.
    """

    ids: tuple[str, ...]
    name: str = ""
    slug: str = ""
    anonymous: bool = False
    first: str = ""
    last: str = ""
    email: str = ""


@dataclass(frozen=True)
class Handed:
    """One file that somebody handed in.

    Attributes:
        member: where it lies.
        person: who it is from.
        original: the name that the student's own file had.
        attempt: orders one student's files, the latest last; only those of one `platform` can be compared.
        late: whether the platform marked it as late.
        time: when it was handed in, in UTC; None where the platform does not say.
    """

    member: Member
    platform: str
    person: Person
    original: str
    attempt: tuple[int, ...]
    late: bool = False
    time: datetime | None = None


Known = Callable[[str], bool]
Tell = Callable[[Member, str], None]

_JUNK = re.compile(r"__MACOSX|\.ipynb_checkpoints|\._.*|\.DS_Store|Thumbs\.db|desktop\.ini|\.git")
_CANVAS = re.compile(r"(LATE_)?(?:anon_([0-9A-Za-z]+)|([1-9]\d*))_([1-9]\d*)_(.+)", re.DOTALL)  # behind the name
_CANVAS_NAME = re.compile(r"(^(LATE_)?anon_[0-9A-Za-z]+|_[1-9]\d*)_[1-9]\d*_.")
_CANVAS_TYPED = re.compile(r".+_(text|link)\.html")
_MOODLE = re.compile(r"(?P<name>[^_]*)_(?P<number>\d+)_assignsubmission_(?P<type>[a-z]+)_?(?P<original>.*)", re.DOTALL)
_GRADESCOPE = re.compile(r"submission_(\d+)")


def handed_in(source: Source, is_known: Known, refuse: Tell, platform: str | None = None,
              ) -> tuple[str, list[Handed]]:
    """The platform, and every file in `source` that can be said to be somebody's.

    Args:
        source: what the platform handed out, also if it was unpacked since.
        is_known: whether an original name is that of a notebook of this course.
        refuse: told of each file that is nobody's, and why. The system's own files are passed over.
        platform: one of PLATFORMS; told by the names unless given.
    """
    members = []
    for member in source.members:
        if is_folder(member) or any(_JUNK.fullmatch(part) for part in member.parts):
            continue
        if member.refused:
            refuse(member, member.refused)
        else:
            members.append(member)
    members = _without_wrapper(members, is_known)
    platform = platform or _platform(members)
    read = {CANVAS: _canvas, MOODLE: _moodle, GRADESCOPE: _gradescope, FOLDERS: _folders}[platform]
    return platform, list(read(source, members, is_known, refuse))


def _without_wrapper(members: list[Member], is_known: Known) -> list[Member]:
    """Without one folder around everything, which unpacking and Gradescope add. A student's own folder stays."""
    while members and all(len(member.parts) > 1 for member in members):
        top = members[0].parts[0]
        if any(member.parts[0] != top for member in members) or _MOODLE.fullmatch(top) or _GRADESCOPE.fullmatch(top):
            break
        inner = [replace(member, parts=member.parts[1:]) for member in members]
        students = {member.parts[0] for member in inner}
        if _platform(inner) == FOLDERS and (any(len(member.parts) == 1 for member in inner) or len(students) == 1
                                            or any(is_known(student) for student in students)):
            break
        members = inner
    return members


def _platform(members: list[Member]) -> str:
    """By the majority: one student's file name does not decide."""
    if any(member.parts == (METADATA,) for member in members):
        return GRADESCOPE
    tops = {member.parts[0]: len(member.parts) == 1 for member in members}
    counts = {MOODLE: sum(bool(_MOODLE.fullmatch(top)) for top in tops),
              CANVAS: sum(flat and bool(_CANVAS_NAME.search(top) or _CANVAS_TYPED.fullmatch(top))
                          for top, flat in tops.items())}
    return next((platform for platform, count in counts.items() if 2 * count > len(tops)), FOLDERS)


def _canvas(source: Source, members: list[Member], is_known: Known, refuse: Tell) -> Iterator[Handed]:
    for member in members:
        if len(member.parts) > 1:
            refuse(member, "in a folder, which Canvas does not make")
            continue
        readings = list(_canvas_readings(member))
        if len(readings) > 1:
            readings = [one for one in readings if is_known(one.original)] or readings
        if len(readings) == 1:
            yield readings[0]
        elif readings:
            refuse(member, "its name can be read as two students': put it in submitted/ yourself")
        else:
            refuse(member, "typed into Canvas, no file" if _CANVAS_TYPED.fullmatch(member.name) else
                   "not named as Canvas names files")


def _canvas_readings(member: Member) -> Iterator[Handed]:
    """Every way to read a name. Canvas takes numbers between underscores out of names of people, so that few remain."""
    tokens = member.name.split("_")
    for split in range(len(tokens)):
        head, tail = "_".join(tokens[:split]), "_".join(tokens[split:])
        found = _CANVAS.fullmatch(tail)
        if found is None or re.search(r"_\d+_", head) or head.endswith("LATE"):
            continue
        late, code, user, file, original = found.groups()
        if bool(head) == bool(code):  # names are left out exactly where marking is anonymous
            continue
        person = (Person((f"canvas-anonymous:{code}",), slug=f"anon-{code}", anonymous=True) if code else
                  Person((f"canvas:{user}",), slug=head))
        yield Handed(member, CANVAS, person, original, (int(file),), bool(late))


def _moodle(source: Source, members: list[Member], is_known: Known, refuse: Tell) -> Iterator[Handed]:
    found = [(member, _MOODLE.fullmatch(member.parts[0])) for member in members]
    numbers = {match["number"]: match["name"] for _, match in found if match}
    # Where marking is anonymous everybody is called "Participant", in the language of the site.
    hidden = len(numbers) > 1 and len(set(numbers.values())) == 1
    for member, match in found:
        if match is None:
            refuse(member, "not named as Moodle names files")
        elif match["type"] != "file":
            refuse(member, "typed into Moodle, no file")
        else:
            name = " ".join(match["name"].split())
            anonymous = hidden or name == "Participant" or not name
            person = Person((f"moodle:{int(match['number'])}",), "" if anonymous else name,
                            "participant" if anonymous else name, anonymous)
            original = member.name if len(member.parts) > 1 else match["original"]
            yield Handed(member, MOODLE, person, original, member.time)


def _gradescope(source: Source, members: list[Member], is_known: Known, refuse: Tell) -> Iterator[Handed]:
    listed = next((member for member in members if member.parts == (METADATA,)), None)
    if listed is None:
        raise CourseError(f"{source.path} has no {METADATA}, which Gradescope adds", "hand over the whole export")
    about = _metadata(source, listed)
    for member in members:
        number = _GRADESCOPE.fullmatch(member.parts[0])
        if member is listed:
            continue
        entry = about.get(member.parts[0])
        if number is None or len(member.parts) < 2 or not isinstance(entry, dict):
            refuse(member, f"not in a folder that {METADATA} lists")
            continue
        people = [person for one in _list(entry.get(":submitters")) if (person := _submitter(one)) is not None]
        if not people:
            refuse(member, f"{METADATA} names nobody who handed it in")
        for person in people:  # a group hands in once, for each of its members
            yield Handed(member, GRADESCOPE, person, member.name, (int(number[1]),),
                         time=_time(entry.get(":created_at")))


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Plain data only; Ruby's own objects as the plain data they are made of."""


def _plain(loader: yaml.Loader, suffix: str, node: yaml.Node) -> object:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node)
    return loader.construct_sequence(node) if isinstance(node, yaml.SequenceNode) else loader.construct_scalar(node)


_Loader.add_multi_constructor("!ruby/", _plain)


def _check_yaml(text: bytes) -> None:
    """What is nested thousands deep ends the C library's process; what is merged again and again fills the memory."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise ValueError(f"nested more than {_DEEPEST} deep")
        if isinstance(event, yaml.ScalarEvent) and event.value == "<<":
            raise ValueError("a merge key")


def _metadata(source: Source, member: Member) -> dict:
    try:
        text = source.read(member)
        _check_yaml(text)
        about = yaml.load(text, Loader=_Loader)
    except (yaml.YAMLError, ValueError, RecursionError, Refused) as error:
        raise CourseError(f"{METADATA} in {source.path} cannot be read ({' '.join(str(error).split())[:100]})",
                          "export again from Gradescope") from None
    if not isinstance(about, dict):
        raise CourseError(f"{METADATA} in {source.path} lists no submissions", "export again from Gradescope")
    return about


def _list(value: object) -> list:
    return value if isinstance(value, list) else []


def _submitter(entry: object) -> Person | None:
    if not isinstance(entry, dict):
        return None
    name, number, email = (" ".join(str(entry.get(key) or "").split())[:200] for key in (":name", ":sid", ":email"))
    key = f"gradescope:{email.casefold()}" if email else f"gradescope-sid:{number}" if number else ""
    return Person((key,), name, name or email.partition("@")[0], email=email) if key else None


def _time(value: object) -> datetime | None:
    """In UTC, without saying so, as nbgrader keeps times."""
    if isinstance(value, dict):
        value = value.get("utc") or value.get("time")
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip().replace(" UTC", "+00:00"))
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value


def _folders(source: Source, members: list[Member], is_known: Known, refuse: Tell) -> Iterator[Handed]:
    stamps = {member.parts[:-1]: member for member in members if member.name == "timestamp.txt"}
    for member in members:
        if len(member.parts) < 2:
            refuse(member, "in nobody's folder: put it in STUDENT/")
        elif member.name != "timestamp.txt":
            top = member.parts[0]
            yield Handed(member, FOLDERS, Person((f"folder:{top}",), slug=top), member.name, member.time,
                         time=_stamp(source, stamps.get(member.parts[:-1])))


def _stamp(source: Source, member: Member | None) -> datetime | None:
    """What nbgrader wrote beside a notebook when it was handed in."""
    try:
        return parse_utc(source.read(member)[:100].decode().strip()) if member is not None else None
    except (Refused, ValueError, OverflowError):
        return None
