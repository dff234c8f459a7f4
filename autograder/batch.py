"""Knows how a class is graded: what was handed in, what of it is new, and that each result is kept at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

import nbformat
from nbgrader.plugins import LateSubmissionPlugin
from sqlalchemy.exc import SQLAlchemyError

from autograder import own_solution
from autograder.conditions import Conditions
from autograder.course import Classroom
from autograder.errors import CourseError, file_error
from autograder.files import read_notebook
from autograder.gradebook import Late, open_gradebook, record, recorded_students, renew_lateness
from autograder.pool import Task, grade_all
from autograder.results import Result, read_result, result_key, unread, write_result

_LONGEST_NAME = 200  # bytes: records, pages and unfinished files are called like a student, with something behind it
Spread = Callable[[list[Task], Conditions], Iterator[tuple[Task, Result]]]
_LINKED = "a link"  # the key of a submission that is not even looked at


@dataclass
class ClassResults:
    """What became of a class's submissions, in the order of notebooks and students."""

    results: dict[str, list[Result]] = field(default_factory=dict)  # notebook -> one for each student
    graded: int = 0  # how many were graded now; the others had been before
    penalties: list[str] = field(default_factory=list)  # of whom the penalty for being late has changed
    unfit: dict[str, list[str]] = field(default_factory=dict)  # notebook -> why nothing is graded by its release


def find_submissions(classroom: Classroom, known: Iterable[str]) -> tuple[dict[str, list[str]], list[str]]:
    """Who handed in which of the notebooks in `known`, and what lies in `submitted` that is none of them."""
    known = list(known)
    try:
        folders = [
            path for path in sorted(classroom.submitted.iterdir()) if path.is_dir() and not path.name.startswith(".")
        ]
        inside = {path.name: {p.name for p in path.iterdir() if not p.name.startswith(".")} for path in folders}
    except (FileNotFoundError, NotADirectoryError):
        raise CourseError(
            f"{classroom.submitted} is not there",
            "put submissions in submitted/STUDENT/NAME/NAME.ipynb, choose another class with "
            "--course DIR, or make one with `autograder demo`",
        ) from None
    except OSError as error:
        raise file_error(classroom.submitted, error, "read") from None
    found = {
        name: students
        for name in known
        if (students := [student for student, names in inside.items() if name in names])
    }
    strange = [f"{student}/{name}" for student, names in inside.items() for name in sorted(names - set(known))]
    return found, strange


def grade_class(
    classroom: Classroom,
    submissions: dict[str, list[str]],
    conditions: Conditions,
    jobs: int,
    regrade: bool = False,
    on_result: Callable[[Result], None] = lambda result: None,
    on_start: Callable[[int], None] = lambda count: None,
    late: Late | None = None,
    spread: Spread | None = None,
    ahead: list | None = None,
) -> ClassResults:
    """Grades what is new or changed, and records every result as it comes.

    Args:
        classroom: prepared for the notebooks in question (see `classroom.prepare_classroom`).
        submissions: notebook -> students, as `find_submissions` has them.
        conditions: under which each is graded.
        jobs: how many are graded at once, here.
        regrade: grade all of them, also where a record holds.
        on_result: called with each new result; `on_start` before, with their number.
        late: what decides on penalties for late submissions; none are assigned unless told.
        spread: what has tasks graded; processes on this machine, `jobs` of them, unless told.
        ahead: of these processes, some that were started before (see `pool.workers_ahead`).
    """
    done = ClassResults()
    started = (ahead,) if ahead else ()
    spread = spread or (lambda tasks, conditions: grade_all(tasks, conditions, jobs, *started))
    releases = {name: read_notebook(classroom.source(name)) for name in submissions}
    kept: dict[tuple[str, str], Result] = {}
    with open_gradebook(classroom) as gradebook:
        tasks: list[Task] = []
        refused: list[tuple[Task, Result]] = []
        for name, students in submissions.items():
            recorded, written = recorded_students(gradebook, name), nbformat.writes(releases[name])
            for student in students:
                if unfit := _unfit(student):
                    kept[name, student] = replace(
                        unread("failed", unfit, releases[name]), student=student, notebook=name
                    )
                    on_result(kept[name, student])
                    continue
                path = classroom.submission(name, student)
                link = classroom.linked(name, student)
                key = _LINKED if link is not None else result_key(path, releases[name], written)
                task = Task(student, name, path, releases[name], key)
                result = read_result(classroom.record(name, student))
                if not regrade and result is not None and student in recorded and _holds(classroom, result, task):
                    kept[name, student] = result
                elif link is not None:
                    reason = f"the folder {link.name} is a link to somewhere else: put the files themselves there"
                    refused.append((task, unread("unreadable", reason, task.release)))
                else:
                    tasks.append(task)
        on_start(len(refused) + len(tasks))

        def keep(task: Task, result: Result) -> None:
            result = replace(result, student=task.student, notebook=task.notebook, key=task.key)
            try:
                record(gradebook, classroom, result, task.release, late or LateSubmissionPlugin())
                # Last: whoever finds this file need not grade again.
                write_result(classroom.record(task.notebook, task.student), result)
            except (CourseError, SQLAlchemyError):
                raise
            except Exception as error:  # something in it that cannot be written down must not stop the class
                said = f"the result could not be recorded ({type(error).__name__}: {error})"
                result = replace(unread("failed", said, task.release), student=task.student, notebook=task.notebook)
            kept[task.notebook, task.student] = replace(result, executed=None)
            done.graded += 1
            on_result(result)

        for task, result in refused:
            keep(task, result)
        for task, result in _graded_by_fit_releases(classroom, tasks, conditions, spread, done.unfit):
            keep(task, result)
    fit = {name: students for name, students in submissions.items() if name not in done.unfit}
    done.penalties = renew_lateness(classroom, fit, late or LateSubmissionPlugin())
    done.results = {name: [kept[name, student] for student in students] for name, students in fit.items()}
    return done


def _graded_by_fit_releases(
    classroom: Classroom, tasks: list[Task], conditions: Conditions, spread: Spread, unfit: dict[str, list[str]]
) -> Iterator[tuple[Task, Result]]:
    """The results of `tasks`, each once its release is known to be fit to grade by; what is not goes into `unfit`."""
    releases = {task.notebook: task.release for task in tasks}
    held: dict[str, list[tuple[Task, Result]]] = {}
    with ExitStack() as files:
        solutions = []
        for name, release in releases.items():
            if not own_solution.is_known_to_pass(release, classroom.solution_passed(name)):
                path = files.enter_context(own_solution.handed_in(release, name))
                solutions.append(Task("", name, path, release, ""))
                held[name] = []
        left = [*solutions, *tasks]
        while left:
            for task, result in spread(list(left), conditions):
                left.remove(task)
                if task in solutions:
                    name, waiting = task.notebook, held.pop(task.notebook)
                    if wrong := own_solution.faults(result, task.release, classroom.solution_passed(name)):
                        unfit[name] = wrong
                        break  # nobody waits for what is not going to count
                    yield from waiting
                elif task.notebook in held:
                    held[task.notebook].append((task, result))
                else:
                    yield task, result
            left = [task for task in left if task.notebook not in unfit]


def _unfit(student: str) -> str:
    """Why nothing can be recorded under a student's name; empty where it can."""
    try:
        return "its folder's name is too long: give it a shorter one" if len(student.encode()) > _LONGEST_NAME else ""
    except UnicodeEncodeError:
        return "its folder's name is no text: give it another one"


def _holds(classroom: Classroom, result: Result, task: Task) -> bool:
    """A fault of the grader is tried again; so is what nbgrader would not find."""
    return (
        result.key == task.key
        and result.status != "failed"
        and (classroom.autograded / task.student / task.notebook / f"{task.notebook}.ipynb").exists()
    )
