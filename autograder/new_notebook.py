"""Knows how a notebook begins: with a source that has an exercise of each kind, and their variants, to be changed."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from autograder.course import Course
from autograder.errors import CourseError
from autograder.files import write_atomically
from autograder.saying import say

_TEMPLATES = Path(__file__).with_name("templates")
_NAME = re.compile(r"(?P<number>\d\d)_(?P<words>[A-Za-z][A-Za-z0-9_]*)", re.ASCII)
_LONGEST = 60  # characters; folders and files of every student are called like the notebook


def begin(course: Course, name: str) -> list[Path]:
    """Writes the source and the variants of a new notebook.

    Raises:
        CourseError: it cannot be called so, or its number is taken.
    """
    found = _NAME.fullmatch(name)
    if found is None or len(name) > _LONGEST:
        raise CourseError(
            f"{name!r} cannot be a notebook's name", "write two digits, an underscore and a word or more: 09_my_topic"
        )
    number = found["number"]
    if taken := [other for other in course.names() if other.startswith(f"{number}_")]:
        free = next(
            (f"{n:02d}" for n in range(1, 100) if not any(o.startswith(f"{n:02d}_") for o in course.names())), ""
        )
        raise CourseError(
            f"the number {number} is taken by {taken[0]}",
            f"choose another, such as {free}; to drop or rename that one, see `Another name` in docs/authors.md",
        )
    title = found["words"].strip("_").replace("_", " ")
    # The variants first: a source without them would be refused.
    made = [(course.variants(name), "variants.py.txt"), (course.source(name), "notebook.py.txt")]
    for path, _ in made:
        if path.exists():
            raise CourseError(f"{course.shown(path)} is there already", "move it away, or choose another name")
    for path, template in made:
        text = (_TEMPLATES / template).read_text(encoding="utf-8")
        write_atomically(path, text.format(number=number.lstrip("0") or "0", title=title[:1].upper() + title[1:]))
    return [path for path, _ in reversed(made)]


def run(args: argparse.Namespace) -> int:
    """Writes them and says what comes next."""
    course = Course.find()
    source, variants = (course.shown(path) for path in begin(course, args.name))
    number = args.name[:2]
    say(
        f"wrote {source}: one exercise with derivatives, one judged by what it does, one written question",
        f"wrote {variants}: for each exercise right answers and planted mistakes",
        f"next: autograder release {number} --watch    (each time you save: derived, and its variants tried)",
        f"      then look at notebooks/{args.name}.ipynb and change the source; docs/authors.md explains it",
    )
    return 0
