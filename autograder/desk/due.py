"""Knows what an instructor says to have a due date set, what follows from a changed one, and what is said of it."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime, tzinfo

from autograder.arguments import classroom_of
from autograder.classroom import prepare_classroom
from autograder.course import Classroom, Course
from autograder.deadlines import Deadline, deadline, set_due
from autograder.desk.feedback import page_path, write_pages
from autograder.desk.marks import Marked, read_marks
from autograder.desk.when import read_moment, seen_from, shown
from autograder.errors import CourseError
from autograder.gradebook import LatePlugin, open_gradebook, renew_lateness
from autograder.saying import printable, say
from autograder.words import duration, number
from utils.words import counted


def run(args: argparse.Namespace) -> int:
    """Sets a due date and says what follows from it; without one, shows what is set."""
    course = Course.find()
    classroom = classroom_of(args, course)
    names = course.resolve([args.name] if args.name else [])
    refuse_without_gradebook(classroom)
    if args.when is None:
        with open_gradebook(classroom) as gradebook:
            for name in names:
                _show(name, deadline(gradebook, name), args.zone)
        return 0
    (name,) = names
    moment, note = (None, "") if args.when.strip().casefold() == "none" else read_moment(args.when, args.zone)
    enter(course, classroom, name)
    with open_gradebook(classroom) as gradebook:
        before = deadline(gradebook, name)
        set_due(gradebook, name, moment)
    if note:
        say(f"note: {note}")
    if moment is None:
        say(f"{name} has no due date")
        for student, more in before.extensions.items():
            say(f"taken away with it: {printable(student)} had {duration(more.total_seconds())} more")
    else:
        now = datetime.now(UTC).replace(tzinfo=None)
        say(f"{name} is due {shown(moment, args.zone)}, {seen_from(moment, now)}")
    follow(course, classroom, name)
    return 0


def refuse_without_gradebook(classroom: Classroom) -> None:
    """A CourseError where there is no class yet."""
    if not classroom.gradebook.is_file():
        raise CourseError(
            f"{classroom.gradebook} is not there",
            "begin the class with `autograder handout`, or choose another with --course DIR",
        )


def enter(course: Course, classroom: Classroom, name: str) -> None:
    """Has the gradebook know a notebook that it does not know yet."""
    with open_gradebook(classroom) as gradebook:
        known = {assignment.name for assignment in gradebook.assignments}
    if name not in known:
        prepare_classroom(course, [name], classroom)


def follow(course: Course, classroom: Classroom, name: str) -> None:
    """Has marks and pages follow a due date or an extension that has changed, and says what that did."""
    rule = LatePlugin(course.root)
    changed = renew_lateness(classroom, [name], rule)
    say(f"late work {rule.rule} (nbgrader_config.py says so)")
    if changed:
        students = ", ".join(printable(one.rpartition(" ")[0]) for one in changed[:5])
        say(f"another penalty now: {students}" + (f" and {len(changed) - 5} more" if changed[5:] else ""))
    try:
        marks = read_marks(classroom, [name])
    except CourseError:  # nothing of it is graded yet
        return
    late = [marked for marked in marks[name] if marked.seconds_late > 0]
    of = counted(len(marks.students[name]), "graded submission")
    say(f"late: {len(late)} of {of}" + (f", such as {_lateness(late[0])}" if late else ""))
    pages = sum(
        written
        for _, written in write_pages(
            classroom, marks, rule, only=lambda student: page_path(classroom, student, name).is_file()
        )
    )
    if pages:
        say(f"{counted(pages, 'page')} for students written anew")
    for path in sorted(classroom.root.glob("marks-*.csv")) if changed else ():
        say(f"{course.shown(path)} was written before: run `autograder export` again")


def _lateness(marked: Marked) -> str:
    taken = f", {number(marked.penalty)} points taken off" if marked.penalty else ""
    return f"{printable(marked.student)} by {duration(marked.seconds_late)}{taken}"


def _show(name: str, set_: Deadline, zone: tzinfo | None) -> None:
    if set_.due is None:
        say(f"{name}: no due date")
        return
    now = datetime.now(UTC).replace(tzinfo=None)
    say(f"{name}: due {shown(set_.due, zone)}, {seen_from(set_.due, now)}")
    for student, more in set_.extensions.items():
        say(f"    {printable(student)}: {duration(more.total_seconds())} more, {shown(set_.due + more, zone)}")
