"""Knows what an instructor says to divide a notebook's answers among markers on machines of their own."""

from __future__ import annotations

import argparse
from pathlib import Path

from autograder.arguments import classroom_of
from autograder.course import Course
from autograder.desk.marking.ledger import Ledger
from autograder.desk.marking.questions import read_questions
from autograder.desk.marking.shares import divide, write_share
from autograder.desk.marks import read_marks
from autograder.errors import CourseError
from autograder.gradebook import open_gradebook
from autograder.saying import say
from utils.words import counted


def run(args: argparse.Namespace) -> int:
    """Writes an archive for each marker."""
    course = Course.find()
    classroom = classroom_of(args, course)
    (name,) = course.resolve([args.name])
    read_marks(classroom, [name])  # or says what is missing
    questions = read_questions(classroom, name)
    if not questions:
        raise CourseError(f"nothing in {name} carries points", "name another notebook")
    with open_gradebook(classroom) as gradebook:
        answers = Ledger(classroom, gradebook).answers(name, questions[0])
    if len(answers) < args.markers:
        raise CourseError(
            f"{name} has {counted(len(answers), 'submission')} for {args.markers} markers", "give a smaller --markers"
        )
    folder = args.output or classroom.root / "shares"
    paths = [folder / f"{name}-share-{number}.zip" for number in range(1, args.markers + 1)]
    if there := [path for path in paths if path.exists()]:
        raise CourseError(
            f"{course.shown(there[0])} is there already, and may hold marks",
            "merge it, and move it away, or choose another folder with --output",
        )
    ordered = sorted(answer.id for answer in answers)
    labels = {answer.id: answer.student for answer in answers}
    if args.anonymous:
        labels = {id: f"answer-{number:0{len(str(len(ordered)))}}" for number, id in enumerate(ordered, 1)}
    if strange := [label for label in labels.values() if Path(label).name != label or label in ("", ".", "..")]:
        raise CourseError(
            f"the gradebook holds a student {strange[0]!r}, which cannot be the name of a folder",
            "remove that student (`nbgrader db student remove`), or add --anonymous",
        )
    folders = {answer.id: answer.student for answer in answers}
    for number, (ids, path) in enumerate(zip(divide(ordered, args.markers), paths, strict=True), 1):
        students = {id: folders[id] for id in ids}
        write_share(classroom, name, questions, students, labels, (number, args.markers), path)
        say(f"wrote {course.shown(path)}: {counted(len(ids), 'submission')}, {path.stat().st_size / 1e6:.1f} MB")
    say(f"give each marker one; what comes back goes to: autograder merge {course.shown(folder)}/{name}-share-*.zip")
    return 0
