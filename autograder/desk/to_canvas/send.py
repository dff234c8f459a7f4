"""Knows what an instructor says to have marks and pages sent to Canvas, what is missing there, and what is said."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from autograder.arguments import classroom_of
from autograder.cli import counting
from autograder.course import Classroom, Course
from autograder.desk import forms
from autograder.desk.feedback import page_path, write_pages
from autograder.desk.final import final_marks, notes
from autograder.desk.marks import ClassMarks, read_marks
from autograder.desk.roster import Lookup, Roster
from autograder.desk.rows import by_row
from autograder.desk.sheets import number
from autograder.desk.students import Students
from autograder.desk.to_canvas.address import read_address, read_token
from autograder.desk.to_canvas.assignment import Assignment, There
from autograder.desk.to_canvas.connection import Connection
from autograder.errors import CourseError
from autograder.gradebook import LatePlugin, renew_lateness, without_time
from autograder.saying import printable, say
from utils.words import counted

_AT_ONCE = 100  # marks in one request


@dataclass(frozen=True)
class Going:
    """What one student gets.

    Attributes:
        user: Canvas's number.
        shown: what messages call the student.
        mark: the points as they are sent.
        there: what Canvas holds already.
        file: what the page is called; empty where none is to be sent.
        page: what it holds.
    """

    user: int
    shown: str
    mark: str
    there: There
    file: str = ""
    page: bytes = b""

    @property
    def lacks_mark(self) -> bool:
        """Whether Canvas has another mark, or none."""
        return not _is(self.there, self.mark)

    @property
    def lacks_page(self) -> bool:
        """Whether Canvas has not got this very page."""
        return bool(self.file) and not self.there.has(self.file)


def run(args: argparse.Namespace) -> int:
    """Sends what is missing, and names everybody who got nothing."""
    course = Course.find()
    classroom = classroom_of(args, course)
    (name,) = course.resolve([args.name])
    address = read_address(args.address)
    graded = read_marks(classroom, [name])
    rule = LatePlugin(course.root)
    renew_lateness(classroom, graded, rule)
    if name not in graded.students:
        raise CourseError(f"nothing of {name} was graded", "grade it first: `autograder grade`")
    marks = final_marks(classroom, graded, args.looked, args.without_waiting)
    students = Students.read(classroom)
    assignment = Assignment(Connection(address, read_token(address.host)), address)

    listed = assignment.people()
    given, unmatched, without = by_row(marks, students, Lookup(listed), args.trust_names)
    said: list[str] = []
    factor = forms.factor(said, name, assignment.maximum, given, args.scale)
    there = assignment.there()
    pages = _pages(classroom, graded, rule, name, given) if args.pages else {}
    going, left_out = _going(name, listed, given, factor, there, pages)

    for line in [
        *said,
        *notes(marks, students),
        *without_time(classroom, graded.students),
        *_of_canvas(assignment, going),
    ]:
        say(f"note: {line}")
    for line in without:
        say(f"in Canvas, no mark: {line}")
    for line in [*unmatched, *left_out]:
        say(f"not sent: {line}")
    if args.dry_run:
        _say_what_would_be(assignment.name, going)
    else:
        left_out += _send(assignment, name, going)
    if unmatched or left_out:
        raise CourseError(
            f"{counted(len(unmatched) + len(left_out), 'mark')} "
            + ("would not get" if args.dry_run else "did not get")
            + " into Canvas, for the reasons above",
            "enter them by hand, or put right what they name and run the same command again",
        )
    return 0


def _pages(
    classroom: Classroom, graded: ClassMarks, rule: LatePlugin, name: str, given: forms.Given
) -> dict[str, bytes]:
    """The pages as they are now, by the student's folder."""
    wanted = {marks[name].student for marks in given.values()}
    for _ in write_pages(classroom, graded, rule, wanted.__contains__):
        pass
    return {student: page_path(classroom, student, name).read_bytes() for student in wanted}


def _going(
    name: str,
    listed: Roster,
    given: forms.Given,
    factor: float,
    there: dict[int, There],
    pages: dict[str, bytes],
) -> tuple[list[Going], list[str]]:
    """What each student gets, and who gets nothing, with the reason."""
    going, left_out = [], []
    for row, marks in sorted(given.items()):
        marked, user = marks[name], int(listed.cell(row, "ID"))
        shown = printable(
            f"{marked.student} ({listed.people[row].name})" if listed.people[row].name else marked.student
        )
        if user not in there:
            left_out.append(f"{shown}: does not have this assignment in Canvas")
        elif there[user].excused:
            left_out.append(f"{shown}: is excused in Canvas")
        else:
            page = pages.get(marked.student, b"")
            # The digest tells this page from an earlier one, also for whoever runs the command again.
            file = f"{name}-{hashlib.sha256(page).hexdigest()[:10]}.html" if page else ""
            going.append(Going(user, shown, number(marked.points * factor), there[user], file, page))
    return going, left_out


def _of_canvas(assignment: Assignment, going: list[Going]) -> Iterator[str]:
    """What Canvas does with marks that an instructor may not think of."""
    late = [one for one in going if one.there.deducted]
    if late:
        yield (
            f"Canvas itself takes points off for being late, from {counted(len(late), 'student')} "
            f"(such as {late[0].shown}): its rule comes on top of the course's"
        )
    if assignment.posts_by_hand:
        yield f"students see nothing of {assignment.name!r} before you choose Post grades in Canvas"


def _say_what_would_be(name: str, going: list[Going]) -> None:
    for one in going:
        if one.lacks_mark or one.lacks_page:
            held = "has none" if one.there.score is None else f"has {number(one.there.score)}"
            parts = [f"{one.mark} points (Canvas {held})"] * one.lacks_mark + ["the page"] * one.lacks_page
            say(f"would send: {one.shown}: {' and '.join(parts)}")
    marks, pages = sum(one.lacks_mark for one in going), sum(one.lacks_page for one in going)
    say(f"nothing was sent; it would be {_counts(marks, pages)}, to {name!r}; {_already(going)}")


def _send(assignment: Assignment, name: str, going: list[Going]) -> list[str]:
    """Sends marks, then pages; a line for each mark that Canvas did not take.

    Raises:
        CourseError: something failed. What was sent until then is said before.
    """
    marks = [one for one in going if one.lacks_mark]
    pages = [one for one in going if one.lacks_page]
    sent, uncertain = {"marks": 0, "pages": 0}, [0]
    try:
        with counting("to Canvas") as (start, tell):
            start(len(marks) + len(pages))
            _send_marks(assignment, marks, sent, uncertain, tell)
            for one in pages:
                assignment.send_page(
                    one.user, one.page, one.file, f"Feedback on {name}: open the page that is attached."
                )
                sent["pages"] += 1
                tell(f"{one.shown}: page")
    except (CourseError, KeyboardInterrupt):
        say(
            f"sent before that: {_counts(sent['marks'], sent['pages'])}"
            + (
                f"; of {counted(uncertain[0], 'mark')} Canvas has not said whether they are entered"
                * bool(uncertain[0])
            )
        )
        raise
    taken = assignment.there() if marks else {}
    refused = [
        f"{one.shown}: {one.mark} was sent, and Canvas has {number(now.score) if now.score is not None else 'nothing'}"
        for one in marks
        if not _is(now := taken[one.user], one.mark)
    ]
    for line in refused:
        say(f"not taken by Canvas: {line}")
    say(f"sent: {_counts(sent['marks'] - len(refused), sent['pages'])}, to {assignment.name!r}; {_already(going)}")
    return refused


def _send_marks(
    assignment: Assignment,
    marks: list[Going],
    sent: dict[str, int],
    uncertain: list[int],
    tell: Callable[[str], None],
) -> None:
    for begin in range(0, len(marks), _AT_ONCE):
        some = marks[begin : begin + _AT_ONCE]
        uncertain[0] = len(some)
        assignment.send_marks({one.user: one.mark for one in some})
        uncertain[0] = 0
        sent["marks"] += len(some)
        for one in some:
            tell(f"{one.shown}: {one.mark} points")


def _is(there: There, mark: str) -> bool:
    """Whether Canvas has this mark; it keeps no more digits than are sent."""
    return there.score is not None and abs(there.score - float(mark)) < 5e-5


def _counts(marks: int, pages: int) -> str:
    return f"{counted(marks, 'mark')} and {counted(pages, 'page')}"


def _already(going: list[Going]) -> str:
    marks = sum(not one.lacks_mark for one in going)
    pages = sum(bool(one.file) and not one.lacks_page for one in going)
    return f"{_counts(marks, pages)} were there already"
