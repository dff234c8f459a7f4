"""Knows how a submission is looked at before it is graded: by the visible checks alone, without a gradebook."""

from __future__ import annotations

import argparse
import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from autograder.conditions import Conditions
from autograder.desk.handed_out import HandedOut
from autograder.desk.page import SIGNS, VERDICT_WORDS, seen
from autograder.desk.which_notebook import Cells, by_end
from autograder.errors import CourseError
from autograder.files import Refused, read_ordinary
from autograder.limits import Limits, limits_of
from autograder.results import NOT_JUDGED, PASSED, Look, TestResult
from autograder.sandbox import Warm, check_sandbox
from autograder.saying import say
from autograder.words import number
from autograder.worker import grade_surely
from utils.outcomes import in_columns
from utils.words import listed


def run(args: argparse.Namespace) -> int:
    """Checks and prints file by file. 0 only if every visible check in every file passes."""
    course = HandedOut.find()
    paths = find_notebooks(args.paths)
    if not args.no_sandbox:
        check_sandbox()
    release = functools.cache(course.release)
    names = course.names()
    cells = Cells(names, release)
    conditions = Conditions(limits_of(args.timeout), confined=not args.no_sandbox, hidden=(course.root.resolve(),))
    passed = 0
    warm: Warm | None = None
    try:
        for path in paths:
            checked, warm = check_file(path, names, release, conditions, warm, cells)
            passed += checked.passes
            say(*lines_of(checked, args.quiet))
    finally:
        if warm is not None:
            warm.close()
    if len(paths) > 1:
        say("", f"in {passed} of {len(paths)} files all visible checks pass")
    return 0 if passed == len(paths) else 1


@dataclass(frozen=True)
class Checked:
    """What was seen of one file: `checks` are all visible checks in it, extras' among them."""

    path: Path
    notebook: str | None
    reason: str = ""  # why nothing of it was run
    repairs: tuple[str, ...] = ()
    looks: tuple[Look, ...] = ()
    checks: tuple[TestResult, ...] = ()

    @property
    def core(self) -> list[TestResult]:
        """The checks that points depend on; all of them where none do."""
        return [check for check in self.checks if not check.is_extra] or [*self.checks]

    @property
    def extras(self) -> list[TestResult]:
        """The others."""
        return [check for check in self.checks if check not in self.core]

    @property
    def passes(self) -> bool:
        """Whether it was run and every check that counts passes."""
        return not self.reason and passing(self.core) == len(self.core)


def passing(checks: Iterable[TestResult]) -> int:
    """How many checks pass."""
    return sum(check.verdict == PASSED for check in checks)


def find_notebooks(paths: Iterable[Path]) -> list[Path]:
    """The notebooks among `paths` and in the folders among them, each once.

    Raises:
        CourseError: one is not there, or a folder holds none.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = [
                file
                for file in sorted(path.rglob("*.ipynb"))
                if not any(part.startswith(".") for part in file.relative_to(path).parts)
            ]
            if not inside:
                raise CourseError(f"{path} holds no notebook (.ipynb)", "name a notebook or a folder of them")
            found.update(dict.fromkeys(inside))
        elif path.exists():
            found[path] = None
        else:
            raise CourseError(f"{path} is not there", "name a notebook or a folder of them")
    return list(found)


def check_file(
    path: Path,
    names: list[str],
    release: Callable[[str], NotebookNode],
    conditions: Conditions,
    warm: Warm | None,
    cells: Cells,
) -> tuple[Checked, Warm | None]:
    """Runs one file; and what the next one can start from.

    Args:
        path: the file, trusted in nothing.
        names: the course's notebooks.
        release: what a submission of one of them is graded by.
        conditions: under which it runs.
        warm: what an earlier file has left to start from.
        cells: of all notebooks, for a file whose name does not say which it is.
    """
    name = by_end(path.name, names) or cells.notebook(path.name, _content(path))
    if name is None:
        return Checked(path, None, f"nothing in {path.name} is of a notebook of this course ({', '.join(names)})"), warm
    result, warm = grade_surely(path, release(name), conditions, warm)
    if result.status != "graded":
        return Checked(path, name, result.reason), warm
    return Checked(path, name, repairs=result.repairs, looks=result.looks, checks=result.tests), warm


def _content(path: Path) -> bytes:
    """A file's bytes; none of one that is too large, no ordinary file, or cannot be read."""
    try:
        return read_ordinary(path, Limits().file_bytes)
    except (OSError, Refused):
        return b""


def lines_of(checked: Checked, quiet: bool = False) -> list[str]:
    """What is printed of one file; everything in it can be seen, and nothing in it steers a terminal."""
    about = f"{checked.path}" + (f" · {checked.notebook}" if checked.notebook not in (None, checked.path.stem) else "")
    lines = [about]
    if checked.reason:
        lines.append(f"  {SIGNS['error']} nothing would be graded: {checked.reason}")
    lines += [f"  would be repaired: {repair}" for repair in checked.repairs]
    if not checked.reason and not quiet:
        width = max((len(_name(check)) for check in checked.checks), default=0)
        for check in checked.checks:
            lines += _lines_of_check(check, width)
    lines += [
        f"  {SIGNS['waits']} {look.name} has no points, and is answered elsewhere: {look.found}"
        for look in checked.looks
    ]
    if not checked.reason:
        unjudged = sum(check.verdict == NOT_JUDGED for check in checked.checks)
        lines.append(
            f"  {passing(checked.core)} of {len(checked.core)} visible checks pass"
            + (f"; extras: {passing(checked.extras)} of {len(checked.extras)}" if checked.extras else "")
            + (f"; {unjudged} cannot be judged here" if unjudged else "")
        )
    if quiet:
        lines = [": ".join([lines[0], lines[-1].strip()])]
    return [seen(line) for line in lines]


def _name(check: TestResult) -> str:
    """The exercise's, and what sets several tests of one apart."""
    return check.grade_id.removeprefix("test_")


def _lines_of_check(check: TestResult, width: int) -> list[str]:
    kind, words = VERDICT_WORDS[check.verdict]
    if check.given:
        words += f", with the course's {listed(check.given)} in place of yours"
    worth = f"{number(check.max_points)} {'point' if check.max_points == 1 else 'points'}"
    lines = [f"  {SIGNS[kind]} {_name(check):<{width}}  {'extra' if check.is_extra else worth:<9}  {words}"]
    lines += [f"      {line}" for line in check.message.splitlines()]
    return lines + [f"          {line}" for line in in_columns(check.rows)]
