"""Knows what students are handed: which files, what must not be in them, and how they are packed, always the same way.

The notebooks are derived from their sources at that moment, and the class is graded by what it was handed.
"""

from __future__ import annotations

import argparse
import re
import tomllib
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from markupsafe import Markup

from autograder.arguments import classroom_of
from autograder.classroom import prepare_classroom
from autograder.core_path import core_of, has_more_than_the_core
from autograder.course import Course
from autograder.desk.page import plain_text, render
from autograder.desk.reached import TASKS, tasks_not_reached
from autograder.editions import leaks, student_edition, to_text
from autograder.errors import CourseError, file_error
from autograder.files import fill_atomically, write_atomically
from autograder.rules import MARKED, notebook_problems, variants_to_mend
from autograder.saying import say
from autograder.source import read_source
from autograder.tried import not_tried
from utils.words import counted

_OF_UTILS = {
    ".py",
    ".css",
    ".js",
    ".npz",
    ".md",
}  # what the package consists of; anything else in its folder is somebody's own
_LICENCES = ("LICENSE", "LICENSE-content.md")
_IGNORED = ".venv/\n__pycache__/\n.ipynb_checkpoints/\n"  # for students who keep their work in Git
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # that an archive can write down

Files = dict[str, bytes]  # by path below the students' folder


def run(args: argparse.Namespace) -> int:
    """Makes the archive, or fills the folder, and says what is in it."""
    course = Course.find()
    classroom = classroom_of(args, course)
    names = course.resolve(args.names)
    if not re.fullmatch(r"(https?://[^\s<>\"]+)?", args.browser_edition):
        raise CourseError(f"{args.browser_edition!r} is no address", "write one that begins with https://")
    if args.output is not None and args.output.suffix.lower() != ".zip":
        raise CourseError(f"{args.output} would hold a zip archive", "give --output a name that ends with .zip")
    if args.folder is not None:
        _refuse_the_course_itself(course, args.folder)
    files = handout(course, names, args.core, args.browser_edition)
    for outcome in prepare_classroom(course, names, classroom, core=names if args.core else ()):
        if outcome.state == "note":
            say(f"note: {outcome.note}")

    if args.folder is not None:
        changed = fill_folder(args.folder, files)
        say(f"{args.folder}: {counted(len(files), 'file')}, {changed} of them new or changed")
        for other in _others(args.folder, files):
            say(f"left there, and not of this handout: {other}")
    else:
        path: Path = args.output or classroom.root / "handout.zip"
        changed_archive = fill_atomically(path, lambda file: _pack(file, _folder_name(course), files))
        say(
            f"{'wrote' if changed_archive else 'unchanged:'} {course.shown(path)}: "
            f"{counted(len(names), 'notebook')}, {counted(len(files), 'file')}, {path.stat().st_size / 1e6:.1f} MB"
        )
    for name in names:
        if to_mend := variants_to_mend(course, name, read_source(course.source(name))):
            say(f"still to do: {to_mend[0]}")
        elif not_tried(course, name):
            say(f"not tried: nobody knows what the tests of {name} say to a mistake; `autograder mistakes {name[:2]}`")
    if args.core:
        whole = [name for name in names if not has_more_than_the_core(read_source(course.source(name)))]
        if whole:
            say(f"whole, since there is no section `Going further`: {', '.join(whole)}")
    told = f" --course {args.course}" if args.course else ""
    say(
        "no line of an answer or a hidden test was found in it",
        f"next: give it to the students; autograder due {names[-1]} WHEN{told} sets a due date",
    )
    return 0


def handout(course: Course, names: list[str], core: bool = False, browser: str = "") -> Files:
    """Every file that students get.

    Args:
        course: whose sources are read.
        names: the notebooks, in the order of their names.
        core: without *Going further*.
        browser: the address of an edition that runs in a browser; empty where there is none.

    Raises:
        CourseError: a source has a fault, or a line of an answer or a hidden test would be in one of them.
    """
    files: Files = {}
    found: list[str] = []
    for name in names:
        source = read_source(course.source(name))
        found += map(str, notebook_problems(source, name))
        if found:
            continue
        shown = student_edition(core_of(source, name) if core else source)
        found += map(str, leaks(source, shown, name))
        files[f"notebooks/{name}.ipynb"] = to_text(shown).encode()
    package = _package(course)
    if f"{TASKS}__init__.py" in package:
        texts = [data.decode() for data in files.values()]
        package = {path: package[path] for path in package.keys() - tasks_not_reached(package, texts)}
    files |= package
    files |= _surroundings(course, names, browser)
    found += _marks(files)
    if found:
        raise CourseError(found[0] if len(found) == 1 else "nothing is handed out", details=found if found[1:] else ())
    return dict(sorted(files.items()))


def _package(course: Course) -> Files:
    """The package that notebooks import, as it lies in the checkout."""
    root = course.root / "utils"
    try:
        return {
            path.relative_to(course.root).as_posix(): path.read_bytes()
            for path in sorted(root.rglob("*"))
            if path.suffix in _OF_UTILS and path.is_file() and not path.is_symlink() and "__pycache__" not in path.parts
        }
    except OSError as error:
        raise file_error(root, error, "read") from None


def _surroundings(course: Course, names: list[str], browser: str) -> Files:
    """What an environment is made from, the licences, and the page that says how to begin."""
    project = _project(course)
    constraints, environment = _text(course.root / "constraints.txt"), _text(course.root / "environment.yml")
    requirements = "".join(f"{line}\n" for line in ["-c constraints.txt", *project["dependencies"]])
    # The checkout installs itself; students have no package to install, for the notebooks find `utils` beside them.
    dependencies = re.sub(r"(?m)^  - pip\n  - pip:\n(?:      - .*\n?)+", "", environment)
    conda = "".join(line for line in dependencies.splitlines(keepends=True) if not line.startswith("#"))
    named = re.search(r"(?m)^name: (\S+)$", conda)
    words = plain_text(
        "start.md",
        count=counted(len(names), "notebook"),
        single=len(names) == 1,
        first=names[0],
        last=names[-1],
        browser=browser,
        environment=named[1] if named else "base",
        pythons=_pythons(project["requires-python"]),
        newest=_pythons(project["requires-python"]).split()[-1],
        torch="08_automatic_differentiation" in names,
    )
    files = {
        "README.md": words,
        "START-HERE.html": render("start.html", title="How to begin", words=_as_html(words)),
        "requirements.txt": requirements,
        "constraints.txt": constraints,
        "environment.yml": conda,
        ".gitignore": _IGNORED,
    }
    files |= {name: _text(course.root / name) for name in _LICENCES}
    return {name: text.encode() for name, text in files.items()}


def _as_html(words: str) -> Markup:
    """The page's words, without the heading, which the page has already."""
    import mistune

    return Markup(mistune.html(words.partition("\n")[2]))


def _pythons(said: str) -> str:
    """``>=3.11,<3.14`` as a reader says it: 3.11, 3.12 or 3.13."""
    low, high = (int(minor) for minor in re.findall(r"3\.(\d+)", said))
    *others, last = [f"3.{minor}" for minor in range(low, high)]
    return f"{', '.join(others)} or {last}" if others else last


def _project(course: Course) -> dict:
    return tomllib.loads(_text(course.root / "pyproject.toml"))["project"]


def _folder_name(course: Course) -> str:
    return str(_project(course)["name"])


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise file_error(path, error, "read") from None


def _marks(files: Mapping[str, bytes]) -> Iterator[str]:
    """Whatever file it is: where nbgrader's marks of an answer or a hidden test stand, so may what they enclose."""
    for name, data in files.items():
        for mark in MARKED:
            if f"BEGIN {mark}".encode() in data:
                yield f"{name}: it holds `BEGIN {mark}`, and must not be handed out"


def _pack(file: BinaryIO, folder: str, files: Files) -> None:
    """The same files, the same bytes."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(f"{folder}/{name}", _EARLIEST)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)


def fill_folder(folder: Path, files: Files) -> int:
    """Writes what is new or changed into a folder; how many files that were."""
    return sum(write_atomically(folder / name, data) for name, data in files.items())


def _others(folder: Path, files: Iterable[str]) -> list[str]:
    """What lies in the folders of the handout and is none of it: of an earlier one, or somebody's own."""
    ours = set(files)
    return [
        found.relative_to(folder).as_posix()
        for part in ("notebooks", "utils", "solutions")
        for found in sorted((folder / part).rglob("*"))
        if found.is_file() and "__pycache__" not in found.parts and found.relative_to(folder).as_posix() not in ours
    ]


def _refuse_the_course_itself(course: Course, folder: Path) -> None:
    there, own = folder.resolve(), course.root.resolve()
    if there == own or own.is_relative_to(there):
        raise CourseError(f"{folder} holds the course itself, with its solutions", "choose another --folder DIR")
    if folder.exists() and not folder.is_dir():
        raise CourseError(f"{folder} is a file", "choose another --folder DIR")
