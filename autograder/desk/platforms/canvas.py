"""Knows how Canvas names what students handed in, in assignments and in quizzes.

    sortablename_[LATE_]USER_FILE_original           one archive for each assignment, flat
    [LATE_]anon_CODE_FILE_original                   where marking is anonymous
    sortablename_[LATE_]USER_text.html, …_link.html  typed, no file
    sort_name12345_question_QUESTION_FILE_original   of a quiz: USER without a sign before it

Names of groups stand where names of people do. The forms are those of Canvas's ContentZipper and QuizSubmissionZipper.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from autograder.desk.archive import Member
from autograder.desk.upload import TYPED, Context, Person, Upload

_REST = re.compile(r"(LATE_)?(?:anon_([0-9A-Za-z]+)|([1-9]\d*))_([1-9]\d*)_(.+)", re.DOTALL)  # behind the name
_NAMED = re.compile(r"(^(LATE_)?anon_[0-9A-Za-z]+|_[1-9]\d*)_[1-9]\d*_.")
_TYPED = re.compile(
    r"(?:(?P<slug>.*[^\W\d].*)_)?(?:anon_(?P<code>[0-9A-Za-z]+)|(?P<user>[1-9]\d*))_(?:text|link)\.html"
)
_QUIZ = re.compile(r"(?P<slug>.*\D)(?P<user>[1-9]\d*)_question_[1-9]\d*_(?P<file>[1-9]\d*)_(?P<original>.+)", re.DOTALL)
TEST_STUDENT = "studenttest"  # "Student, Test", which Canvas adds to each course


def place(parts: tuple[str, ...]) -> int | None:
    """Canvas names files; in which folder they were put since does not matter."""
    name = parts[-1]
    return len(parts) - 1 if _NAMED.search(name) or _TYPED.fullmatch(name) or _QUIZ.fullmatch(name) else None


def is_several(named: Collection[tuple[str, ...]]) -> bool:
    """Whether the names are those of several people, or all in one folder: `ann/hw_4_2_mine` is no name of Canvas's."""
    return len({path[:-1] for path in named}) == 1 or any(len(users) > 1 for users in _by_folder(named).values())


def is_scattered(named: Collection[tuple[str, ...]]) -> bool:
    """Whether they could be Canvas's or not: several people, each in a folder of their own."""
    return not is_several(named) and len(set().union(*_by_folder(named).values())) > 1


def read(context: Context, members: list[Member]) -> Iterator[Upload]:
    """Whose each file is; what can be read as two students' is nobody's."""
    found: list[Upload] = []
    for member in members:
        readings = list(_readings(member))
        if len(readings) > 1:
            readings = [one for one in readings if context.notebook_named(one.original)] or readings
        if len(readings) == 1:
            found += readings
        elif readings:
            context.refuse(member, "its name can be read as two students': put it in submitted/ yourself")
        else:
            context.refuse(member, "not named as Canvas names files")
    names = defaultdict(set)
    for one in found:
        names[one.person.ids].add(one.person.slug)
    for one in found:
        if len(names[one.person.ids]) == 1:
            yield one
        else:
            context.refuse(
                one.member,
                f"{one.person.ids[0].partition(':')[2]} stands where Canvas has a student's number, and here behind "
                "several names: say how files are named with --pattern",
            )


def _readings(member: Member) -> Iterator[Upload]:
    """Every way to read a name. Canvas takes numbers between underscores out of names of people, so that few remain."""
    name = member.name
    if quiz := _QUIZ.fullmatch(name):  # no number of a student's stands before another underscore
        person = Person((f"canvas:{quiz['user']}",), slug=quiz["slug"].strip("_"))
        yield _upload(member, person, quiz["original"], int(quiz["file"]), False)
        return
    if typed := _TYPED.fullmatch(name):
        slug, late = _without_late(typed["slug"] or "")
        person = _person(typed["code"], typed["user"], slug)
        yield Upload(member, "canvas", person, name, late=late, kind=TYPED)
        return
    tokens = name.split("_")
    for split in range(len(tokens)):
        head, tail = "_".join(tokens[:split]), "_".join(tokens[split:])
        found = _REST.fullmatch(tail)
        if found is None or re.search(r"_\d+_", head) or head.endswith("LATE"):
            continue
        marked, code, user, file, original = found.groups()
        if bool(head) == bool(code):  # names are left out exactly where marking is anonymous
            continue
        slug, older = _without_late(head)
        yield _upload(member, _person(code, user, slug), original, int(file), bool(marked) or older)


def _without_late(head: str) -> tuple[str, bool]:
    """Older versions of Canvas write the whole in small letters."""
    slug = re.sub(r"_late$|_?LATE$", "", head)
    return slug, slug != head


def _person(code: str | None, user: str | None, slug: str) -> Person:
    if code:
        return Person((f"canvas-anonymous:{code}",), slug=f"anon-{code}", anonymous=True)
    return Person((f"canvas:{user}",), slug=slug)


def _upload(member: Member, person: Person, original: str, file: int, late: bool) -> Upload:
    # An archive holds one hand-in of each student, so the files' numbers order its files only.
    return Upload(member, "canvas", person, original, attempt=(file,), uploaded=(file,), late=late)


def _by_folder(named: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], set[str]]:
    users: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for path in named:
        for found in re.findall(r"_([1-9]\d*)_[1-9]\d*_|(anon_[0-9A-Za-z]+)_|([1-9]\d*)_question_", path[-1])[:1]:
            users[path[:-1]].add("".join(found))
    return users
