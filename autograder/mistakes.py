"""Knows what the visible checks say to the variants: which planted mistakes they catch, and by what name.

Runs the author's own code in this process, which is no way to run a student's. Draws and displays nothing, and does
not know how a check finds a name: it compares what was said with what the variant's line `# named: KIND` expects.
"""

from __future__ import annotations

import argparse
import io
import linecache
import math
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from nbformat import NotebookNode

from autograder import mistake_names
from autograder.course import Course
from autograder.editions import RAISES, solved_edition
from autograder.errors import CourseError
from autograder.not_met import not_met
from autograder.rules import label, notebook_problems, variants_to_mend
from autograder.saying import say
from autograder.source import Exercise, exercises, grade_id, is_test, read_source
from autograder.tried import did_well
from autograder.variants import Variant, read_variants
from utils import drawn, progress, words
from utils.checks.needs import and_how, missing
from utils.outcomes import BrokenTest, CheckFailed, Interrupted

NAMED_AT_LEAST = Fraction(9, 10)  # of all planted mistakes, also those that expect no name


@dataclass(frozen=True)
class Stage:
    """Where an exercise is answered."""

    namespace: dict[str, Any]  # what is there before its cell runs, everything above being solved
    cells: tuple[NotebookNode, ...]  # the code cells below its own, up to its last test


@dataclass(frozen=True)
class Finding:
    """What the visible checks of an exercise said to one variant."""

    variant: Variant
    passed: bool
    kinds: tuple[str, ...] = ()  # the mistakes that the check named
    headline: str = ""
    message: str = ""
    broken: bool = False  # the test itself stopped with an error

    @property
    def expected(self) -> str | None:
        """The name that its mistake is to be given; None where no name is expected."""
        return self.variant.attributes.get("named")

    @property
    def verdict(self) -> str:
        """``right`` or ``refused`` for a right answer.

        Whatever it is, ``broken`` where the test itself stopped. For a planted mistake ``missed`` (the check passed),
        ``misnamed`` (by other names, or where none is expected), ``named``, ``unnamed`` (though a name is expected), or
        ``caught`` where no name is expected and none given.
        """
        if self.broken:
            return "broken"
        if self.variant.kind == "right":
            return "right" if self.passed else "refused"
        if self.passed:
            return "missed"
        if self.kinds:
            return "named" if self.expected in self.kinds else "misnamed"
        return "unnamed" if self.expected else "caught"


def stages(nb: NotebookNode, name: str) -> dict[str, Stage]:
    """The stage of every exercise of a source, by running its solved edition once.

    Raises:
        CourseError: a solved cell raises.
    """
    # The solved edition's tests are the student edition's: hidden tests are in neither.
    cells = [cell for cell in solved_edition(nb).cells if cell.cell_type == "code"]
    place = {grade_id(cell): number for number, cell in enumerate(cells)}
    found_here, left_out = _judged(nb)
    last = {exercise.name: place[exercise.tests[-1].grade_id] for exercise in found_here if exercise.tests}
    not_run = {test.grade_id for exercise in left_out for test in exercise.tests}
    found: dict[str, Stage] = {}
    namespace: dict[str, Any] = {"__name__": "__main__"}
    with _nothing_shown():
        for number, cell in enumerate(cells):
            if (exercise := grade_id(cell)) in last:
                found[exercise] = Stage(dict(namespace), tuple(cells[number + 1 : last[exercise] + 1]))
            if grade_id(cell) in not_run:
                continue
            try:
                _execute(cell.source, label(cell), namespace)
            except Exception as error:
                if isinstance(error, CheckFailed) and isinstance(error.outcome, Interrupted):
                    raise KeyboardInterrupt from None
                if is_test(cell) or RAISES not in cell.metadata.get("tags", []):
                    raise CourseError(
                        f"solutions/{name}.py, cell {label(cell)}: solved, it raises {_first(error)}", "mend it first"
                    ) from None
    return found


def _judged(nb: NotebookNode) -> tuple[list[Exercise], list[Exercise]]:
    """The exercises that can be judged here, and those of which a test needs what is not installed."""
    lacking = {
        exercise.name: missing(package for test in exercise.tests for package in test.needs)
        for exercise in exercises(nb)
    }
    return (
        [exercise for exercise in exercises(nb) if not lacking[exercise.name]],
        [exercise for exercise in exercises(nb) if lacking[exercise.name]],
    )


def ask(stage: Stage, variant: Variant) -> Finding:
    """Put a variant in its exercise's place and run the checks below it, as a reader would."""
    namespace = dict(stage.namespace)
    with _nothing_shown():
        try:
            _execute(variant.body, variant.exercise, namespace)
        except Exception as error:
            said = f"its own cell raises {_first(error)}"
            return Finding(variant, False, headline=said, message=said)
        for cell in stage.cells:
            try:
                _execute(cell.source, label(cell), namespace)
            except Exception as error:
                if is_test(cell):  # another cell is only a reader's own trial
                    return _failed(variant, error)
    return Finding(variant, True)


def _failed(variant: Variant, error: Exception) -> Finding:
    if isinstance(error, CheckFailed):
        outcome = error.outcome
        if isinstance(outcome, Interrupted):  # by the author, who wants this command to end
            raise KeyboardInterrupt
        broken = isinstance(outcome, BrokenTest)
        return Finding(variant, False, outcome.kinds, outcome.headline, outcome.text(), broken)
    return Finding(variant, False, headline=_first(error), message=f"{type(error).__name__}: {error}")


def ask_all(course: Course, name: str) -> list[Finding]:
    """What the visible checks of a notebook say to the variants that they can judge here, in the file's order."""
    nb = read_source(course.source(name))
    if wrong := notebook_problems(nb, name):
        raise CourseError(str(wrong[0]), details=map(str, wrong[1:]))
    variants = [variant for variant in read_variants(course.variants(name), nb) if variant.kind != "written"]
    known = {exercise.name for exercise in exercises(nb) if exercise.tests}
    for variant in variants:
        if variant.exercise not in known:
            raise CourseError(
                f"{course.shown(course.variants(name))}: {variant.exercise!r} is no exercise with a test",
                f"choose from {', '.join(sorted(known)) or 'those that you write'}",
            )
    ready = stages(nb, name)
    return [ask(ready[variant.exercise], variant) for variant in variants if variant.exercise in ready]


def _execute(source: str, name: str, namespace: dict[str, Any]) -> None:
    """Runs a cell; under a name by which a message about it finds its lines."""
    filename = f"<cell {name}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    exec(compile(source, filename, "exec"), namespace)


@contextmanager
def _nothing_shown() -> Iterator[None]:
    """Nothing printed, no picture drawn; afterwards no trace of what ran."""
    path = list(sys.path)  # a notebook's first cell puts its own folder there
    nobody_looks = drawn.nothing_drawn("while checks are tried on variants")
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()), nobody_looks:
        try:
            yield
        finally:
            sys.path[:] = path
            progress.forget()


def _first(error: Exception) -> str:
    """An error as one line."""
    return f"{type(error).__name__}: {error}".splitlines()[0].rstrip(": ")


def failed_conditions(findings: Sequence[Finding]) -> list[str]:
    """What keeps a command from succeeding, a line each.

    Every mistake is caught, none is misnamed, nine in ten get the name that they expect, no right answer is refused.
    """
    count = Counter(finding.verdict for finding in findings)
    planted = sum(finding.variant.kind == "wrong" for finding in findings)
    enough = min(math.ceil(NAMED_AT_LEAST * planted), max(planted - 1, 0))  # of a few, one may have none
    failed = [
        f"{words.counted(count[verdict], one, several)} {what}"
        for verdict, one, several, what in (
            ("broken", "answer makes", "answers make", "a test stop with an error of its own"),
            ("missed", "planted mistake is", "planted mistakes are", "not caught by the visible check"),
            ("misnamed", "planted mistake is", "planted mistakes are", "called by a wrong name"),
            ("refused", "right answer is", "right answers are", "refused"),
        )
        if count[verdict]
    ]
    if count["named"] < enough:
        silent = sum(finding.variant.kind == "wrong" and finding.expected is None for finding in findings)
        failed.append(
            f"{count['named']} of {planted} planted mistakes are called by the name in their line `# named: KIND`, and "
            f"{enough} have to be (nine in ten)" + (f"; {silent} have no such line" if silent else "")
        )
    return failed


def table(findings: Sequence[Finding]) -> list[str]:
    """The planted mistakes of a notebook as lines: a heading, one line each, then what is to be mended."""
    wrong = [finding for finding in findings if finding.variant.kind == "wrong"]
    rows = [("exercise", "planted mistake", "expected name", "said", "headline")]
    rows += [
        (
            finding.variant.exercise,
            finding.variant.name,
            finding.expected or "–",
            "passed" if finding.passed else ", ".join(finding.kinds) or "–",
            finding.headline,
        )
        for finding in wrong
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.insert(1, "-" * (sum(widths[:4]) + 8 + len("headline")))
    return lines + [line for finding in findings if (line := _to_mend(finding))]


def _to_mend(finding: Finding) -> str:
    """What is wrong with a finding, as a line; empty if nothing is."""
    what = f"{finding.variant.exercise} | {finding.variant.name}"
    if finding.verdict == "broken":
        return f"{what}: {finding.headline}"
    if finding.verdict == "missed":
        return f"not caught: {what}"
    if finding.verdict == "misnamed":
        expects = f"expected {finding.expected}" if finding.expected else "no name expected"
        return f"misnamed: {what}: {', '.join(finding.kinds)} ({expects})"
    if finding.verdict == "unnamed":
        return f"unnamed: {what} (expected {finding.expected})"
    if finding.verdict == "refused":
        return f"right, and refused: {what}: {finding.headline}"
    return ""


def _not_met(nb: NotebookNode, findings: Sequence[Finding]) -> Iterator[str]:
    tests = {grade_id(cell): cell.source for cell in nb.cells if is_test(cell)}
    for exercise in _judged(nb)[0]:
        kinds = [kind for finding in findings if finding.variant.exercise == exercise.name for kind in finding.kinds]
        if line := not_met(exercise, (tests[test.grade_id] for test in exercise.tests), kinds):
            yield line


def counted(findings: Sequence[Finding]) -> str:
    """The counts, as one line."""
    count = Counter(finding.verdict for finding in findings)
    right = sum(finding.variant.kind == "right" for finding in findings)
    wrong = len(findings) - right
    broken = sum(finding.broken and finding.variant.kind == "wrong" for finding in findings)
    return (
        f"{wrong} planted mistakes: {wrong - count['missed'] - broken} caught by the visible check, "
        f"{count['named']} named rightly, {count['unnamed']} unnamed, {count['misnamed']} misnamed, "
        f"{count['caught']} with no name expected or given; {count['right']} of {right} right answers pass"
    )


def run(args: argparse.Namespace) -> int:
    """Prints a table for each notebook and the counts of all."""
    course = Course.find()
    if args.kinds:
        say(*mistake_names.lines(course))
        return 0
    chosen = course.resolve(args.names)
    names = [name for name in chosen if course.variants(name).exists()]
    without = [name for name in chosen if name not in names]
    if not names or (args.names and without):
        raise CourseError(
            f"{' and '.join(without)} has no variants", f"write {course.shown(course.variants(without[0]))}"
        )
    everything: list[Finding] = []
    for name in names:
        say(name, "")
        findings = ask_all(course, name)
        for exercise in _judged(read_source(course.source(name)))[1]:
            needed = missing(package for test in exercise.tests for package in test.needs)
            say(f"left out: {exercise.name} needs {and_how(needed)}")
        everything += findings
        nb = read_source(course.source(name))
        to_mend = variants_to_mend(course, name, nb)
        say(*table(findings), *_not_met(nb, findings), *(f"still to do: {line}" for line in to_mend), "")
        if not to_mend and not failed_conditions(findings):
            did_well(course, name)
        if args.messages:
            for finding in findings:
                if not finding.passed:
                    say(f"{finding.variant.exercise} | {finding.variant.name}", *finding.message.split("\n"), "")
    say(counted(everything))
    failed = failed_conditions(everything)
    for line in failed:
        say(f"failed: {line}")
    return 1 if failed else 0
