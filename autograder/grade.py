"""Knows what an instructor says to have a class graded, and what is said in return."""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import sys
from contextlib import ExitStack
from pathlib import Path

from nbformat import NotebookNode

from autograder.arguments import classroom_of
from autograder.batch import ClassResults, Spread, find_submissions, grade_class
from autograder.classroom import prepare_classroom
from autograder.conditions import Conditions
from autograder.course import Classroom, Course
from autograder.desk.counts import count
from autograder.desk.marks import Marked, read_marks
from autograder.errors import CourseError
from autograder.files import read_notebook
from autograder.gradebook import LatePlugin, without_time
from autograder.limits import limits_of
from autograder.pool import workers_ahead
from autograder.results import NOT_JUDGED, TIMEOUT, Result
from autograder.sandbox import check_sandbox
from autograder.saying import printable, say
from autograder.source import exercises, read_source
from autograder.table import draw, lay_out, plain
from autograder.words import number

_PIPED_WIDTH = 120


def run(args: argparse.Namespace) -> int:
    """Grades, prints the tables, and says where to look next."""
    from autograder.cli import counting

    spread = None if args.scheduler is None else _on_many_machines(args)
    course = Course.find()
    classroom = classroom_of(args, course)
    names = course.resolve(args.names)
    submissions, strange = find_submissions(classroom, course.names())
    submissions = {name: students for name, students in submissions.items() if name in names}
    if not submissions:
        raise CourseError(
            f"{classroom.submitted} holds no submission of {', '.join(names)}"
            + (f" (it holds {', '.join(strange[:3])})" if strange else ""),
            "put it in submitted/STUDENT/NAME/NAME.ipynb",
        )
    if not args.no_sandbox and spread is None:
        check_sandbox()
    conditions = Conditions(
        limits_of(args.timeout, args.memory, args.figures),
        confined=not args.no_sandbox,
        hidden=(course.root.resolve(), classroom.root.resolve()),
        seed=args.seed,
    )
    rule = LatePlugin(course.root)
    count = 0 if spread else min(args.jobs, _surely_new(classroom, submissions, args.regrade))
    with ExitStack() as stack:
        ahead = []
        if count:
            like = _release_like(course, classroom, next(iter(submissions)))
            ahead = stack.enter_context(workers_ahead(conditions, like, count))
        prepare_classroom(course, submissions, classroom)
        with counting("grading") as (start, tell):
            done = grade_class(
                classroom,
                submissions,
                conditions,
                args.jobs,
                args.regrade,
                on_start=start,
                on_result=lambda result: tell(f"{printable(result.student)} {result.notebook}: {_outcome(result)}"),
                late=rule,
                spread=spread,
                ahead=ahead,
            )

    submissions = {name: students for name, students in submissions.items() if name not in done.unfit}
    marks = read_marks(classroom, submissions) if submissions else {}
    waiting = []
    for name, students in submissions.items():
        submitted = [marked for marked in marks[name] if marked.student in students]
        _print_table(name, submitted, classroom, rule)
        waiting += [name] * any(marked.waits for marked in submitted)
    say("", _summary(done))
    if done.penalties:
        say(f"penalties for being late that are others than before: {', '.join(map(printable, done.penalties))}")
    for line in without_time(classroom, submissions):
        say(line)
    for entry in strange:
        say(f"left alone: {classroom.submitted / entry} is no notebook of this course")
    if submissions:
        _say_where_to_look(course, classroom, list(submissions), waiting)
    _refuse_unfit(done)
    failed = [result for results in done.results.values() for result in results if result.status == "failed"]
    if failed:
        raise CourseError(
            f"{len(failed)} of the submissions could not be graded, through no fault of theirs",
            "put right what the reasons above name, and run the same command again",
        )
    return 0


def _surely_new(classroom: Classroom, submissions: dict[str, list[str]], regrade: bool) -> int:
    """How many submissions are going to be graded, as far as that is seen at once: there may be more."""
    return sum(
        regrade or not os.path.lexists(classroom.record(name, student))
        for name, students in submissions.items()
        for student in students
    )


def _release_like(course: Course, classroom: Classroom, name: str) -> NotebookNode:
    """What a notebook's release needs, before it is known: the class's last one, or its source, where that is read."""
    try:
        return read_notebook(classroom.source(name))
    except CourseError:
        return read_source(course.source(name))


def _on_many_machines(args: argparse.Namespace) -> Spread:
    """What has tasks graded by the workers of a scheduler. Only who asks for it waits for what it imports."""
    from autograder.cluster.address import address_of
    from autograder.cluster.mapping import grade_all_on

    address = address_of(args.scheduler, args.tls)
    return lambda tasks, conditions: grade_all_on(address, tasks, conditions, lambda line: say(line, file=sys.stderr))


def _refuse_unfit(done: ClassResults) -> None:
    """A CourseError that says which releases the course's own solution does not pass, and where."""
    if done.unfit:
        raise CourseError(
            f"nothing of {', '.join(done.unfit)} was graded: the course's own solution does not earn every point",
            "put its test or its solution right, and run the same command again",
            [f"{name}: {line}" for name, lines in done.unfit.items() for line in lines],
        )


def _summary(done: ClassResults) -> str:
    results = [result for results in done.results.values() for result in results]
    counts = {
        "could not be read": sum(result.status == "unreadable" for result in results),
        "repaired": sum(bool(result.repairs) for result in results),
        "repaired and short of points": sum(
            bool(result.repairs) and any(test.points < test.max_points for test in result.tests) for result in results
        ),
        "answered elsewhere, to look at": sum(bool(result.looks) for result in results),
        "ran out of time": sum(any(test.verdict == TIMEOUT for test in result.tests) for result in results),
        "could not be judged in full": sum(
            any(test.verdict == NOT_JUDGED for test in result.tests) for result in results
        ),
        "failed": sum(result.status == "failed" for result in results),
    }
    said = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    return f"{done.graded} graded now, {len(results) - done.graded} unchanged since they were graded" + (
        f"; of all, {said}" if said else ""
    )


def _outcome(result: Result) -> str:
    if result.status != "graded":
        return result.reason
    waits = f" ({number(result.by_hand)} for a person to give)" if result.by_hand else ""
    return f"{number(result.points)} of {number(result.max_points)}{waits}"


def _print_table(name: str, marked: list[Marked], classroom: Classroom, rule: LatePlugin) -> None:
    say("")
    costs = rule.rule if any(one.seconds_late > 0 for one in marked) else ""
    counted = count(name, marked, exercises(read_notebook(classroom.source(name))))
    if sys.stdout.isatty():
        draw(lay_out(counted, shutil.get_terminal_size().columns, costs))
    else:
        say(*plain(lay_out(counted, _PIPED_WIDTH, costs)).split("\n"))


def _say_where_to_look(course: Course, classroom: Classroom, names: list[str], waiting: list[str]) -> None:
    """Paths as they are typed from the checkout's root."""
    # A virtual environment that is not activated has its programs here.
    programs = Path(sys.executable).parent
    program = course.shown(programs / "autograder") if programs.is_relative_to(course.root) else "autograder"
    default = classroom.root.resolve() == (course.root / "classroom").resolve()
    shown = course.shown(classroom.root)
    where = "" if default else f" --course {shlex.quote(shown)}"
    say(
        f"marks and why:        {shown}/results/{names[-1]}/STUDENT.json",
        f"nbgrader's gradebook: {shown}/gradebook.db",
        f"notebooks as run:     {shown}/autograded/STUDENT/{names[-1]}/",
        *(f"to mark by hand:      {program} mark {name}{where}" for name in waiting),
        f"feedback to return:   {program} feedback {names[-1]}{where}",
    )
