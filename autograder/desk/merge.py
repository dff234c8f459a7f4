"""Knows what an instructor says to bring the marks of several markers together, and what is said of each share."""

from __future__ import annotations

import argparse
from pathlib import Path

from autograder.arguments import classroom_of
from autograder.course import Course
from autograder.desk.marking.ledger import Ledger
from autograder.desk.marking.merging import Marks, merge
from autograder.desk.marking.questions import Question, read_questions
from autograder.desk.marking.shares import Share, marks_of, read_share
from autograder.desk.marks import read_marks
from autograder.errors import CourseError
from autograder.gradebook import open_gradebook
from autograder.saying import printable, say
from utils.words import counted


def run(args: argparse.Namespace) -> int:
    """Takes the marks of all shares, or none where two markers differ and nobody says whose counts."""
    course = Course.find()
    classroom = classroom_of(args, course)
    read_marks(classroom, course.resolve())
    lines: list[str] = []
    conflicts: list[str] = []
    known = {name: read_questions(classroom, name) for name in course.names() if classroom.source(name).is_file()}

    def questions_of(name: str) -> list[Question]:
        if name not in known:
            raise CourseError(f"this class has no notebook {printable(name)}", "choose its class with --course DIR")
        return known[name]

    shares = [(path, read_share(path, questions_of)) for path in args.shares]
    with open_gradebook(classroom) as gradebook:
        ledger = Ledger(classroom, gradebook)
        with ledger.writing():  # from here on nobody else writes: what is compared is what is replaced
            for path, share in shares:
                lines.append(_take(ledger, path, share, known[share.notebook], args.take or "", conflicts))
            if conflicts and (not args.take or args.dry_run):
                raise CourseError(
                    f"{counted(len(conflicts), 'mark or line is', 'marks or lines are')} not the same on both sides, "
                    "so nothing was written",
                    "settle them with `autograder mark` on one side, or say whose count: --take here, --take shares",
                    conflicts,
                )
            if args.dry_run:
                gradebook.db.rollback()
    for line in conflicts:
        say(f"differed, and taken from {args.take}: {line}")
    for line in lines:
        say(line)
    if args.dry_run:
        say("nothing was written")
    return 0


def _take(
    ledger: Ledger, path: Path, share: Share, questions: list[Question], prefer: str, conflicts: list[str]
) -> str:
    """Puts one share's marks in; what became of it, in a line."""
    taken, missing = 0, set()
    for question in questions:
        rubric, answers = ledger.now(share.notebook, question)
        students = {answer.id: answer.student for answer in answers}
        given = share.given.get(question.name, Marks())
        missing |= given.given.keys() - students.keys()
        there = Marks(given.rubric, {id: one for id, one in given.given.items() if id in students})
        merged = merge(share.base.get(question.name, Marks()), marks_of(rubric, answers), there, prefer)
        for id, stands, came in merged.conflicts:
            of = f"{printable(students[id])}, {question.name}" if id else f"the rubric of {question.name}"
            conflicts.append(f"{of}: here {stands}; in {path.name} {came}")
        ledger.put(share.notebook, question, merged.marks.rubric, merged.marks.given)
        taken += merged.taken
    gone = f", {len(missing)} left out, of submissions that are not in the class any more" if missing else ""
    wait = f", {share.waiting} still wait" if share.waiting else ""
    return f"{printable(path.name)}: {counted(taken, 'mark')} taken{wait}{gone}"
