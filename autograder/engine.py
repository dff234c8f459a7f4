"""Knows how a submission becomes a result: read, rebuilt, run, tested, scored. No database, no course, no global state.

A student's cells run in a process of their own, tests in this one. A test passes only if it was seen to pass here: its
cell ran to the end. Silence, a dead process, a cell that is not there: no points, and a reason.
"""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from nbformat import NotebookNode

from autograder.defining import names_in
from autograder.editions import STUB
from autograder.elsewhere import later_answers, looks, untouched_repairs
from autograder.given import derived
from autograder.helpers import NO_HELPERS, Helpers, helpers_of
from autograder.judging import JudgedTooLong, bounded
from autograder.limits import Limits
from autograder.reaching import reached_for
from autograder.rebuilding import canonical
from autograder.reliance import may_rely, reliance
from autograder.remote import Gone, Student
from autograder.results import (
    DIED,
    ERROR,
    FAILED,
    NOT_ATTEMPTED,
    NOT_JUDGED,
    NOT_RUN,
    PASSED,
    TIMEOUT,
    Look,
    Result,
    TestResult,
    by_hand,
    in_short,
    unread,
)
from autograder.rules import first_line, label
from autograder.sandbox import SandboxError, Warm
from autograder.source import (
    Exercise,
    Test,
    exercises,
    grade_id,
    is_manual,
    is_test,
    needs,
    opened_for,
)
from autograder.submission import Unreadable, read_submission
from autograder.transcript import error_output, new_output, outputs_of
from autograder.trial import Import, Trial, trusted_names, try_cell
from utils.checks.earlier import FIRST, fix_first
from utils.checks.needs import missing, not_judged
from utils.outcomes import Right
from utils.words import listed

_NO_ANSWER = "there is no answer here yet"
_NOT_REPAIRED = "the program is as it was handed out; nothing is repaired yet"
_NAMES = {TIMEOUT: "Timeout", DIED: "ProcessEnded", NOT_RUN: "NotRun"}


@dataclass(frozen=True)
class Ran:
    """What was seen of one cell."""

    verdict: str  # of `results`
    message: str = ""  # of the exception, or the reason
    name: str = ""  # of the exception
    seconds: float = 0.0
    mistakes: tuple[str, ...] = ()  # that the check named
    rows: tuple[tuple[str, str], ...] = ()  # and its evidence


def grade_notebook(
    submission: Path,
    release: NotebookNode,
    limits: Limits = Limits(),
    *,
    warm: Warm | None = None,
    seed: int | None = None,
) -> Result:
    """Grades one submitted file.

    Args:
        submission: the file a student handed in, trusted in nothing.
        release: nbgrader's source of the notebook, with answers and hidden tests.
        limits: what the submission may use.
        warm: what starts the student's process. One is made, and ended, for this submission alone where it is None,
            which takes a second.
        seed: what the tests' random points follow from; a new one where it is None. It is recorded in the result.

    Returns:
        A result without student, notebook's name and key, which are the caller's; the executed notebook with it.
    """
    started = time.monotonic()
    try:
        with bounded(limits.judging, limits.judging_memory):
            nb, repairs = canonical(read_submission(submission, release, limits), release)
            later = later_answers(nb, derived(release).given)
    except Unreadable as error:
        return unread("unreadable", str(error), release)
    except (JudgedTooLong, MemoryError) as error:
        most = (
            f"{limits.judging:.0f} s" if isinstance(error, JudgedTooLong) else f"{limits.judging_memory / 1e6:.0f} MB"
        )
        return unread("unreadable", f"{submission.name} takes more than {most} to read: damaged, or made to", release)
    seed = secrets.randbelow(2**32) if seed is None else seed
    if any(is_manual(cell) and cell.cell_type == "code" for cell in release.cells):
        limits = replace(limits, figures=True)  # a person is going to look
    try:
        if warm is None:
            with Warm(modules=needs(release), opened=opened_for(release, limits.figures)) as warm:
                run = _Run(nb, release, limits, warm, seed, later)
                tests = _tested(run)
        else:
            run = _Run(nb, release, limits, warm, seed, later)
            tests = _tested(run)
    except SandboxError as error:  # which is not the student's doing
        return unread("failed", error.message, release)
    found = tuple(looks(nb, derived(release).given, tests))
    return Result(
        "",
        "",
        "graded",
        repairs=(*repairs, *run.repairs),
        tests=tuple(_pointed_out(test, found) for test in tests),
        looks=found,
        reached=tuple(reached_for(nb, release)),
        by_hand=by_hand(release),
        seed=seed,
        seconds=round(time.monotonic() - started, 3),
        executed=nb,
    )


def _tested(run: _Run) -> tuple[TestResult, ...]:
    """What came of each test; of some on a second look."""
    nb, ran = run.nb, run.run()
    by_grade_id = {grade_id(cell): ran[cell.id] for cell in nb.cells if cell.id in ran and grade_id(cell)}
    by_id = {cell.id: cell for cell in nb.cells}
    stopped = _stopped(nb, ran)
    blank = {one.name for one in derived(run.release).given if one.answer and one.is_blank(by_id[one.id])}
    unrepaired = untouched_repairs(nb, derived(run.release).given)
    tests: list[TestResult] = []
    for exercise in exercises(run.release):
        own = [_score(test, exercise, by_grade_id, exercise.name in blank) for test in exercise.tests]
        if exercise.name in unrepaired:
            own = [_not_repaired(test) for test in own]
        own = [_with_cause(test, stopped) for test in own]
        wrong = {test.exercise for test in tests if test.verdict not in (PASSED, NOT_JUDGED, NOT_RUN)}
        tests += own if exercise.name in blank | unrepaired else _looked_at_again(run, exercise, own, wrong)
    return tuple(tests)


def _not_repaired(test: TestResult) -> TestResult:
    """The released program fails, as it should: that says nothing about a student who has not begun."""
    if test.verdict not in (FAILED, ERROR):
        return test
    return replace(test, verdict=NOT_ATTEMPTED, message=_NOT_REPAIRED, rows=(), mistakes=(), cause="")


def _stopped(nb: NotebookNode, ran: dict[str, Ran]) -> dict[str, tuple[str, Ran]]:
    """By the names that they were to define the cells, not tests, that did not run to their end; and why."""
    found: dict[str, tuple[str, Ran]] = {}
    for cell in nb.cells:
        if cell.id in ran and not is_test(cell):
            names = names_in(cell.source)
            if ran[cell.id].verdict == PASSED:
                for name in names & set(found):
                    del found[name]
            else:
                found |= dict.fromkeys(names, (first_line(cell), ran[cell.id]))
    return found


def _with_cause(test: TestResult, stopped: dict[str, tuple[str, Ran]]) -> TestResult:
    """What misses a name says which cell was to define it, and what stopped that."""
    if test.verdict not in (ERROR, FAILED):
        return test
    said = "\n".join([test.message, *(text for _, text in test.rows)])
    for name in re.findall(r"name '(\w+)' is not defined", said):
        if name in stopped:
            cell, why = stopped[name]
            reason = in_short(f"{why.name}: {why.message}".partition("\n")[0])
            row = ("cause", f"{name} was to come from the cell {cell}, which stopped with {reason}")
            last = 1 if test.rows and test.rows[-1][0] == "next" else 0
            rows = (*test.rows[: len(test.rows) - last], row, *test.rows[len(test.rows) - last :])
            return replace(test, rows=rows, cause=reason)
    return test


def _looked_at_again(run: _Run, exercise: Exercise, own: list[TestResult], wrong: set[str]) -> list[TestResult]:
    """The results of an exercise's tests, judged once more where it relies on earlier answers that are `wrong`."""
    if all(test.verdict in (PASSED, NOT_JUDGED, NOT_RUN) for test in own):
        return own
    used = [name for name in run.relies_on(exercise.name) if name in wrong]
    given = [name for name in used if name in run.may_rely_on(exercise.name)]
    passed = run.passes_with(exercise, given) if given else set()
    return [
        _passed_with(run.nb, test, given) if test.grade_id in passed else _told_what_first(test, used) for test in own
    ]


def _passed_with(nb: NotebookNode, test: TestResult, given: list[str]) -> TestResult:
    """A test that passes with the course's answers to the exercises `given`; what stands below its cell follows."""
    names = listed(given)
    for cell in nb.cells:
        if grade_id(cell) == test.grade_id:
            outcome = Right(test.exercise, f"right with the course's {names} in place of yours, which is not right yet")
            kept = [output for output in cell.outputs if output.output_type == "stream"]
            cell.outputs = [*kept, new_output("display_data", data=outcome._repr_mimebundle_())]
    return replace(test, points=test.max_points, verdict=PASSED, message="", rows=(), mistakes=(), given=tuple(given))


def _told_what_first(test: TestResult, used: list[str]) -> TestResult:
    if not used or test.verdict in (PASSED, NOT_JUDGED, NOT_RUN):
        return test
    return replace(test, rows=((FIRST, fix_first(used)), *test.rows))


def _score(test: Test, exercise: Exercise, ran: dict[str, Ran], blank: bool) -> TestResult:
    seen = ran.get(test.grade_id, Ran(NOT_RUN, "the test was not run"))
    answer = ran.get(exercise.name, Ran(NOT_RUN))
    if not exercise.is_repair and seen.verdict == ERROR and seen.name == "NameError" and answer.verdict != PASSED:
        # What is missing was to be made by a cell of which more is known.
        stopped = f"the cell of {exercise.name} stopped with {answer.name}: {answer.message}"
        seen = replace(
            seen,
            verdict=ERROR if answer.verdict == FAILED else answer.verdict,
            message=stopped if answer.verdict == FAILED else answer.message,
            rows=(),
        )
    if seen.name == "NameError" and blank:
        seen = replace(seen, verdict=NOT_ATTEMPTED, message=_NO_ANSWER, rows=())
    if seen.verdict != NOT_ATTEMPTED and (lacking := missing(test.needs)):
        # Whatever was seen, without it nobody can say whether the answer is right: an import that failed, say.
        said = not_judged(exercise.name, lacking)
        seen = replace(seen, verdict=NOT_JUDGED, message=said.headline, rows=said.rows)
        if blank:  # its frame may need the package before it comes to what is to be written
            seen = replace(seen, verdict=NOT_ATTEMPTED, message=_NO_ANSWER, rows=())
    points = test.points if seen.verdict == PASSED else 0
    return TestResult(
        exercise.name,
        test.grade_id,
        points,
        test.points,
        seen.verdict,
        "" if seen.verdict == PASSED else in_short(seen.message),
        round(seen.seconds, 3),
        seen.mistakes,
        () if seen.verdict == PASSED else tuple((label, in_short(text)) for label, text in seen.rows),
    )


def _pointed_out(test: TestResult, found: Sequence[Look]) -> TestResult:
    """Nobody is told that there is no answer, where there may be one in another cell."""
    where = next((look.found for look in found if look.name == test.exercise), "")
    if not where or test.verdict != NOT_ATTEMPTED:
        return test
    return replace(test, verdict=ERROR, message=f"{test.exercise} was not defined when its test ran: {where}")


@dataclass
class _Run:
    """One notebook, cell by cell: a student's in the student's process, a test here. Leaves outputs in `nb`."""

    nb: NotebookNode
    release: NotebookNode
    limits: Limits
    warm: Warm
    seed: int
    later: dict[str, list[Exercise]]  # behind which cells the tests of which exercises are tried again
    repairs: list[str] = field(default_factory=list)
    student: Student | None = None
    deadly: set[str] = field(default_factory=set)  # cells that ended the process; never run again
    starts: int = 0
    written: int = 0  # characters of outputs so far
    deadline: float = 0.0
    judged: float = 0.0  # seconds of this process's own processor time, for all tests so far
    trusted: dict[str, Import] = field(default_factory=dict)
    helpers: dict[str, Helpers] = field(default_factory=dict)
    relied: dict[str, set[str]] | None = None  # once somebody asks

    def relies_on(self, exercise: str) -> list[str]:
        """The earlier exercises that the student's answer uses, in the notebook's order."""
        if self.relied is None:
            try:
                with bounded(self.limits.judging, self.limits.judging_memory):
                    self.relied = reliance(self.nb.cells)
            except (JudgedTooLong, MemoryError):
                self.relied = {}
        return [name for name in self.relied if name in self.relied.get(exercise, ())]

    def may_rely_on(self, exercise: str) -> set[str]:
        """Those that an answer to it may well use."""
        return may_rely(self.release).get(exercise, set())

    def passes_with(self, exercise: Exercise, given: Iterable[str]) -> set[str]:
        """The tests of an exercise that pass where the course's answers stand in for the student's to those `given`.

        In a process of its own, which holds a course's answer beside the student's code. So nothing is kept of it but
        whether each test passed: no output, no message, no value. It ends before anything else is run.
        """
        answers = {grade_id(cell): cell.source for cell in self.release.cells if grade_id(cell) in given}
        due = {test.grade_id for test in exercise.tests}
        passed: set[str] = set()
        if time.monotonic() >= self.deadline or any(STUB in answer for answer in answers.values()):
            return passed  # who grades by a student edition has no answers
        student = Student(self.warm, self.limits, self.deadline)
        student.foresees = False  # so that nothing in it is lost and has to be run again
        try:
            for cell in (cell for cell in self.nb.cells if cell.cell_type == "code"):
                if is_test(cell):
                    seconds = min(self.limits.judging, self.limits.judging_notebook - self.judged)
                    if grade_id(cell) in due and seconds > 0:
                        due.remove(grade_id(cell))
                        trial = self._try(cell, student, seconds)
                        passed |= {grade_id(cell)} if trial.verdict == PASSED else set()
                elif grade_id(cell) in answers:
                    student.run_cell(answers[grade_id(cell)], _label(cell))
                elif cell.id not in self.deadly:
                    student.run_cell(cell.source, _label(cell))
                if not due:
                    break
        except Gone:
            pass
        finally:
            student.end()
        return passed

    def run(self) -> dict[str, Ran]:
        """What was seen of each code cell, by its id."""
        self.deadline = time.monotonic() + self.limits.timeout_notebook
        self.trusted, self.helpers = trusted_names(self.release, self.nb), helpers_of(self.release)
        ran: dict[str, Ran] = {}
        cells = [cell for cell in self.nb.cells if cell.cell_type == "code"]
        try:
            for number, cell in enumerate(cells):
                cell.execution_count, cell.outputs = number + 1, []
                try:
                    if is_test(cell):
                        ran[cell.id] = self._test(cells[:number], cell)
                    else:
                        ran[cell.id] = self._answer(self._be_there(cells[:number]), cell)
                except Gone as gone:
                    ran[cell.id] = Ran(gone.verdict, gone.reason, _NAMES[gone.verdict])
                    self.deadly.add(cell.id)
                if ran[cell.id].verdict in _NAMES:
                    cell.outputs.append(error_output(_NAMES[ran[cell.id].verdict], ran[cell.id].message))
                for exercise in self.later.get(cell.id, ()):
                    self._try_again(exercise, cells[: number + 1], ran)
        finally:
            if self.student is not None:
                self.student.end()
        return ran

    def _be_there(self, before: Iterable[NotebookNode]) -> Student:
        """The process, in the state that the cells before leave behind.

        Raises:
            Gone: there can be none.
        """
        while self.student is None or not self.student.alive:
            if self.starts > self.limits.restarts:
                raise Gone(NOT_RUN, "not run: the Python process had ended too often before")
            if time.monotonic() >= self.deadline:
                raise Gone(NOT_RUN, "not run: the notebook's time was used up by the cells before")
            self.starts += 1
            self.student = Student(self.warm, self.limits, self.deadline)
            for cell in before:
                if is_test(cell) or cell.id in self.deadly:
                    continue
                try:
                    self.student.run_cell(cell.source, _label(cell))
                except Gone:  # it did not, the first time
                    self.deadly.add(cell.id)
                    break
        return self.student

    def _try_again(self, exercise: Exercise, before: list[NotebookNode], ran: dict[str, Ran]) -> None:
        """The tests of an exercise once more, where the cells before have answered it below its tests."""
        worth = {test.grade_id: test.points for test in exercise.tests}
        tests = [cell for cell in before if grade_id(cell) in worth]

        def earned(seen: dict[str, Ran]) -> tuple[float, int]:
            passed = [worth[grade_id(cell)] for cell in tests if seen[cell.id].verdict == PASSED]
            return sum(passed), len(passed)

        if earned(ran)[1] == len(tests):
            return
        again: dict[str, Ran] = {}
        kept = {cell.id: cell.outputs for cell in tests}
        for cell in tests:
            try:
                again[cell.id] = self._test(before, cell, "again")
            except Gone as gone:
                again[cell.id] = Ran(gone.verdict, gone.reason, _NAMES[gone.verdict])
                cell.outputs = [error_output(_NAMES[gone.verdict], gone.reason)]
        nothing = all(ran[cell.id].verdict == NOT_ATTEMPTED or ran[cell.id].name == "NameError" for cell in tests)
        if earned(again) > earned(ran) or nothing:
            ran |= again
            self.repairs.append(
                f"{exercise.name} is answered below its test, in the cell {first_line(before[-1])}: it was tested there"
            )
        else:
            for cell in tests:
                cell.outputs = kept[cell.id]

    def _answer(self, student: Student, cell: NotebookNode) -> Ran:
        started = time.monotonic()
        done, outputs = student.run_cell(cell.source, _label(cell))
        # Kept within bounds over there too; what arrives may be forged. In JSON a text is somewhat longer.
        cell.outputs = outputs_of(outputs, 2 * self.limits.output)
        self.written += len(json.dumps(cell.outputs))
        if self.written > self.limits.outputs:
            cell.outputs = [output for output in cell.outputs if output.output_type == "error"]
        seconds = time.monotonic() - started
        errors = [output for output in cell.outputs if output.output_type == "error"]
        if done and not errors:
            return Ran(PASSED, seconds=seconds)
        name, message = (errors[-1].ename, errors[-1].evalue) if errors else ("Error", "it did not run to its end")
        # Python 3.13's own word for an open bracket.
        return Ran(FAILED, message, name.replace("_IncompleteInputError", "SyntaxError"), seconds)

    def _test(self, before: Sequence[NotebookNode], cell: NotebookNode, time: str = "") -> Ran:
        """Runs a test in the state that the cells before leave behind.

        Raises:
            Gone: there can be none.
        """
        student, judged = self._be_there(before), self.judged
        ran = self._test_on(student, cell, time)
        if student.lost:  # as if nothing had been asked for before its turn
            self.starts, self.judged = self.starts - 1, judged
            student = self._be_there(before)
            student.foresees = False
            ran = self._test_on(student, cell, time)
            student.foresees = True
        return ran

    def _test_on(self, student: Student, cell: NotebookNode, time: str = "") -> Ran:
        seconds = min(self.limits.judging, self.limits.judging_notebook - self.judged)
        if seconds <= 0:
            return Ran(NOT_RUN, "not run: the time for judging was used up by the answers before", _NAMES[NOT_RUN])
        trial = self._try(cell, student, seconds, time)
        cell.outputs = trial.transcript()
        for outcome in trial.outcomes[-1:]:
            if student.alive:
                student.remember(outcome.exercise, outcome.word)
        mistakes = tuple(dict.fromkeys(kind for outcome in trial.outcomes for kind in outcome.kinds))
        return Ran(trial.verdict, trial.message, trial.name, trial.seconds, mistakes, trial.rows)

    def _try(self, cell: NotebookNode, student: Student, seconds: float, time: str = "") -> Trial:
        # A seed of its own for each test, whatever tests came before it.
        given = self.helpers.get(grade_id(cell), NO_HELPERS)
        trial = try_cell(cell.source, self.trusted, student, f"{self.seed} {grade_id(cell)}{time}", seconds, given)
        self.judged += trial.judging
        return trial


def _label(cell: NotebookNode) -> str:
    return grade_id(cell) or label(cell)
