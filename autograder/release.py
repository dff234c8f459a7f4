"""Knows which editions are up to date, and brings the others up to date: the command `release`.

What is in an edition, editions know; what a source must not do, rules.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.classroom import prepare_classroom
from autograder.course import Classroom, Course
from autograder.editions import leaks, solved_edition, student_edition, to_text
from autograder.errors import CourseError
from autograder.files import Outcome, Report, write
from autograder.outputs import outputs_digest, source_digest, with_outputs
from autograder.rules import notebook_problems, variants_to_mend
from autograder.running import run_solved
from autograder.saying import say
from autograder.source import needs, read_source
from autograder.tried import changed, not_tried
from utils.checks.needs import and_how, missing


def release(
    course: Course,
    names: Iterable[str],
    classroom: Classroom | None = None,
    check: bool = False,
    execute: bool = True,
    report: Report = lambda outcome: None,
) -> list[Outcome]:
    """Derive every edition of the named notebooks (all, if none is named).

    Args:
        classroom: where nbgrader's source, release and gradebook entries go; None leaves them out.
        check: change and run nothing; the outcomes are what is stale or wrong, none if all is well.
        execute: False leaves a solved edition that is not up to date as it is.
        report: told of each outcome as it comes.
    """
    names = list(names)
    chosen = course.resolve(names)
    outcomes: list[Outcome] = []

    def tell(outcome: Outcome) -> None:
        report(outcome)
        if outcome.state != "running":
            outcomes.append(outcome)

    sources, wrong, to_do = _read(course, chosen)
    if check:
        for note in wrong + to_do + ([] if names else _orphans(course)):
            tell(Outcome("problem", note=note))
        for name, nb in sources.items():
            _check(course, name, nb, tell)
        return outcomes
    if wrong:
        raise CourseError(
            wrong[0] if len(wrong) == 1 else f"nothing released, {len(wrong)} things to mend",
            details=wrong if len(wrong) > 1 else (),
        )
    failures: list[CourseError] = []
    for name, nb in sources.items():
        try:
            _release_one(course, name, nb, execute, tell)
        except CourseError as error:
            failures.append(error)
    if failures:
        raise CourseError(
            failures[0].message, details=[*failures[0].details, *(str(failure) for failure in failures[1:])]
        )
    for note in to_do:
        tell(Outcome("to do", note=f"still to do: {note}"))
    if classroom is not None:
        prepare_classroom(course, chosen, classroom, tell)
    return outcomes


def _read(course: Course, names: list[str]) -> tuple[dict[str, NotebookNode], list[str], list[str]]:
    """The sources that can be read, what is wrong with any, and what their variants lack.

    Variants are for whoever tries the tests: without them there is a notebook to look at all the same.
    """
    sources: dict[str, NotebookNode] = {}
    wrong: list[str] = []
    to_do: list[str] = []
    for name in names:
        try:
            nb = read_source(course.source(name))
            found = notebook_problems(nb, name) or leaks(nb, student_edition(nb), name)
            to_do += variants_to_mend(course, name, nb)
        except CourseError as error:
            wrong.append(str(error).replace(f"{course.root}{os.sep}", ""))
        else:
            wrong += map(str, found)
            if not found:
                sources[name] = nb
    return sources, wrong, to_do


def _orphans(course: Course) -> list[str]:
    return [
        f"{course.shown(path)} has no source: delete it, or write solutions/{path.stem}.py"
        for folder in (course.root / "notebooks", course.root / "solutions")
        for path in sorted(folder.glob("*.ipynb"))
        if path.stem not in course.names()
    ]


def _check(course: Course, name: str, nb: NotebookNode, tell: Report) -> None:
    student, solved = course.student(name), course.solved(name)
    solved_text = _up_to_date(course, solved_edition(nb), _load(solved))
    for path, text in ((student, to_text(student_edition(nb))), (solved, solved_text)):
        if not path.exists():
            tell(Outcome("missing", course.shown(path)))
        elif text is None or text.encode() != path.read_bytes():
            tell(Outcome("stale", course.shown(path)))
            if path == student and (shown := _load(student)):
                for problem in leaks(nb, shown, name):
                    where = f"{course.shown(path)}, cell {problem.cell}"
                    tell(Outcome("problem", note=f"{where}: {problem.reason}"))


def _release_one(course: Course, name: str, nb: NotebookNode, execute: bool, tell: Report) -> None:
    solved, path = solved_edition(nb), course.solved(name)
    old = _load(path)
    text = _up_to_date(course, solved, old)
    lacking = missing(needs(nb)) if text is None and execute else []
    if lacking:
        tell(
            Outcome(
                "problem", note=f"{course.shown(path)} was not run, and stays as it is: it needs {and_how(lacking)}"
            )
        )
    elif text is None and execute:
        tell(Outcome("running", course.shown(path)))
        text = _recorded(course, solved, run_solved(course, name, solved, old))
    if write(course, course.student(name), to_text(student_edition(nb)), tell):
        changed(course, name)
    if text is None and not lacking:
        tell(Outcome("stale" if path.exists() else "missing", course.shown(path)))
    elif text is not None:
        write(course, path, text, tell)


def _load(path: Path) -> NotebookNode | None:
    """A generated notebook as it lies there; None where it is missing or no notebook any more."""
    try:
        nb = nbformat.v4.reads(path.read_text(encoding="utf-8"))
        whole = all({"id", "source", "cell_type", "metadata"} <= set(cell) for cell in nb.cells)
        return nb if whole else None
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return None


def _up_to_date(course: Course, solved: NotebookNode, old: NotebookNode | None) -> str | None:
    """The solved edition's text with the outputs it has, unless it has to be run for new ones."""
    if old is None:
        return None
    record = old.metadata.get("course", {})
    try:
        if record.get("digest") != source_digest(solved, _library(course)):
            return None
        return _recorded(course, solved, old) if record.get("outputs") == outputs_digest(old) else None
    except (AttributeError, KeyError):  # somebody has been at its cells
        return None


def _recorded(course: Course, solved: NotebookNode, ran: NotebookNode) -> str:
    nb = with_outputs(solved, ran)
    nb.metadata["course"] = {"digest": source_digest(solved, _library(course)), "outputs": outputs_digest(nb)}
    return to_text(nb)


def _library(course: Course) -> dict[str, str]:
    return {
        path.relative_to(course.root).as_posix(): path.read_text(encoding="utf-8")
        for path in (course.root / "utils").rglob("*.py")
    }


def run(args: argparse.Namespace) -> int:
    from autograder.cli import progress  # the command line shows what we only report

    course = Course.find()
    if args.check:
        outcomes = release(course, args.names, check=True, report=say)
        if not outcomes:
            say("everything is up to date")
        return 1 if outcomes else 0
    classroom = Classroom(args.course or course.root / "classroom")
    with progress() as show:
        if args.watch:
            from autograder.watching import watch  # for who asked for it alone

            try:
                watch(course, args.names, show, release)
            except KeyboardInterrupt:  # as it is meant to end
                show("no longer watching")
            return 0

        def report(outcome: Outcome) -> None:
            show(str(outcome), passing=outcome.state == "running")

        outcomes = release(course, args.names, classroom, report=report)
        for name in course.resolve(args.names):
            if not_tried(course, name):
                show(f"variants not tried since it changed: run `autograder mistakes {name[:2]}`")
    return 1 if any(outcome.state == "to do" for outcome in outcomes) else 0
