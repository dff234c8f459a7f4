"""Knows which folders are students' where no platform named them: STUDENT/…original, and folders around all of them.

Files that are no work (a README beside the students' folders) decide nothing. What can be read as one student's or as
several students' is asked, never guessed: `--pattern` says it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from autograder.desk.archive import Member
from autograder.desk.upload import Context, Person, Upload
from autograder.desk.which_notebook import is_notebook, plain_name
from autograder.errors import CourseError
from autograder.file_kind import is_archive
from autograder.saying import printable

_STAMP = "timestamp.txt"
_Path = tuple[str, ...]
# Folders that a student makes in a hand-in, and nobody is called.
_NOBODY = re.compile(
    r"(my|the)?[\W_]*(final|draft|old|new|newest|latest|backup|copy|copies|versions?|v|attempt|try|tmp|temp|data|images?|"
    r"img|src|code|work|files?|notebooks?|solutions?|attachments?)[\W_\d]*",
    re.IGNORECASE,
)
# Folders around a class's, in a few languages.
_AROUND = re.compile(
    r"(submissions?|submitted|inbound|students?|class(room)?|home[\W_]?works?|hw|assignments?|exercises?|downloads?|export|"
    r"abgaben?|übung(en)?|rendus?|devoirs?|entregas?|consegne)[\W_\d]*",
    re.IGNORECASE,
)


def read(context: Context, members: list[Member]) -> Iterator[Upload]:
    """Whose each file is.

    Raises:
        CourseError: the folders can be read in two ways; it says how to say which.
    """
    if not members:
        return
    work = [one.parts for one in members if _is_work(context, one.name)] or [one.parts for one in members]
    level = _level(context, work)
    around = {path[:level] for path in work}
    without_prefix = _without_prefix(context, {path[level] for path in work if len(path) > level + 1}, around)
    stamps = 0
    for member in members:
        folder = member.parts[level] if len(member.parts) > level + 1 else ""
        if not folder or member.parts[:level] not in around:
            context.refuse(member, "in nobody's folder: put it in STUDENT/, or say whose it is with --pattern")
        elif (context.notebook_named(folder) or _NOBODY.fullmatch(folder)) and not context.names_student(folder):
            context.refuse(member, f"{printable(folder)}/ is hardly a student's: say whose it is with --pattern")
        elif member.name == _STAMP:
            stamps += 1
        else:
            student = without_prefix.get(folder, folder)
            # What a file says of its date was perhaps written by its author.
            order = member.time if context.trust_dates else ()
            person = Person((f"folder:{student}",), slug=student)
            yield Upload(member, "folders", person, member.name, order, hand_in=order)
    if stamps:
        context.note(
            f"{_STAMP} in {stamps} folders is not believed, because a student can write it; `--from nbgrader` believes "
            "it in folders STUDENT/NAME/ that nbgrader collected"
        )


def _is_work(context: Context, name: str) -> bool:
    return is_notebook(name) or is_archive(name) or context.notebook_named(name) is not None


def _level(context: Context, work: list[_Path]) -> int:
    """At which part of the paths students' folders stand."""
    level = 0
    while True:
        inner = [path for path in work if len(path) > level + 1]
        tops = {path[level] for path in inner}
        if not tops:
            raise _nothing_says(context, work)
        if any(map(context.names_student, tops)):
            return level
        assignments = all(context.notebook_named(top) for top in tops)
        if not assignments and len(tops) > 1:
            _check_students(context, inner, level)
            return level
        if not assignments and not _is_around(context, inner, level):
            return level
        work, level = inner, level + 1


def _check_students(context: Context, inner: list[_Path], level: int) -> None:
    """Folders side by side are students', unless most hold the same work several times, or nobody is called so."""
    tops = sorted({path[level] for path in inner})
    repeated = [top for top in tops if _repeats(context, [path for path in inner if path[level] == top], level + 1)]
    if 2 * len(repeated) > len(tops) or all(map(_NOBODY.fullmatch, tops)):
        raise _two_ways(context, level, tops[0], f"{tops[0]} and {tops[1]} may be students, or folders of students")


def _is_around(context: Context, inner: list[_Path], level: int) -> bool:
    """Whether the one folder that everything lies in is around students' folders, not a student's own."""
    top = inner[0][level]
    below = {path[level + 1] for path in inner if len(path) > level + 2}
    if any(map(context.names_student, below)):
        return True
    if not below or all(map(context.notebook_named, below)):  # STUDENT/NAME/NAME.ipynb
        return False
    if all(map(_NOBODY.fullmatch, below)):
        return False
    if len(below) == 1:
        (inside,) = below
        archive = plain_name(context.source.path.stem)
        deeper = {path[level + 2] for path in inner if len(path) > level + 3}
        if _AROUND.fullmatch(top) or plain_name(top) == archive or len(deeper) > 1:
            return True
        raise _two_ways(context, level, top, f"the student may be {top} or {inside}")
    beside = {context.notebook_named(path[-1]) for path in inner if len(path) == level + 2}
    if _repeats(context, inner, level + 1, named=any(beside)):
        return True
    if beside:
        return False
    raise _two_ways(context, level, top, f"{top} may be a student, or {' and '.join(sorted(below)[:2])}")


def _repeats(context: Context, paths: Iterable[_Path], level: int, named: bool = False) -> bool:
    """Whether folders side by side hold the same notebook. Those that do not say which they are may be the same.

    Args:
        context: which names are those of notebooks.
        paths: of work.
        level: where in them the folders stand.
        named: whether those that do not say which they are do not count.
    """
    holders: dict[str, set[str]] = defaultdict(set)
    for path in paths:
        if len(path) > level + 1 and context.notebook_named(path[level]) is None:
            holders[context.notebook_named(path[-1]) or ""].add(path[level])
    return any(len(folders) > 1 for notebook, folders in holders.items() if notebook or not named)


def _without_prefix(context: Context, folders: set[str], around: Iterable[_Path]) -> dict[str, str]:
    """The students where every folder is called ASSIGNMENT-student, as GitHub Classroom's in ASSIGNMENT-submissions."""
    outer = {path[-1].removesuffix("submissions") for path in around if path and path[-1].endswith("-submissions")}
    found = {folder: folder.removeprefix(prefix) for prefix in outer for folder in folders if folder.startswith(prefix)}
    for folder in folders if not any(map(context.notebook_named, folders)) else ():
        for cut in [place.start() for place in re.finditer(r"[-_]", folder)]:
            if context.notebook_named(folder[:cut]) and folder[cut + 1 :]:
                found[folder] = folder[cut + 1 :]
    return found if len(found) == len(folders) and len(set(found.values())) == len(found) else {}


def _nothing_says(context: Context, work: list[_Path]) -> CourseError:
    name = work[0][-1]
    fitting = (
        "{student}.zip" if name.endswith(".zip") else "{student} - {file}" if " - " in name else "{student}_{file}"
    )
    return CourseError(
        f"{context.source.path}: nothing says whose the files are (such as {printable('/'.join(work[0]))})",
        f"put each into a folder STUDENT/, or say how they are named, such as --pattern '{fitting}'",
    )


def _two_ways(context: Context, level: int, top: str, what: str) -> CourseError:
    around = "{any}/" * level
    return CourseError(
        f"{context.source.path}: {printable(what)}",
        f"say which: --pattern '{around}{{student}}/{{file}}' if {printable(top)} is a student, else "
        f"--pattern '{around}{{any}}/{{student}}/{{file}}'",
    )
