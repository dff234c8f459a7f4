"""Knows what an instructor says to give a student more time, and who is meant by what was typed."""

from __future__ import annotations

import argparse
import difflib
from pathlib import Path

from autograder.arguments import classroom_of
from autograder.course import Classroom, Course
from autograder.deadlines import deadline, set_extension, students_known
from autograder.desk.due import enter, follow, refuse_without_gradebook
from autograder.desk.roster import Lookup, read_roster
from autograder.desk.students import Students, name_in_gradebook
from autograder.desk.when import read_more, shown
from autograder.errors import CourseError
from autograder.gradebook import open_gradebook
from autograder.saying import printable, say
from autograder.words import duration


def run(args: argparse.Namespace) -> int:
    """Gives more time, and says until when that is and what follows from it."""
    course = Course.find()
    classroom = classroom_of(args, course)
    (name,) = course.resolve([args.name])
    more = read_more(args.more)
    refuse_without_gradebook(classroom)
    student = who(classroom, args.student, args.roster)
    enter(course, classroom, name)
    with open_gradebook(classroom) as gradebook:
        set_extension(gradebook, name, student, more)
        due = deadline(gradebook, name).due
    if more is None:
        say(f"{printable(student)} has no more time than the others for {name}")
    elif due is not None:
        say(
            f"{printable(student)} has {duration(more.total_seconds())} more for {name}: "
            f"due {shown(due + more, args.zone)}"
        )
    follow(course, classroom, name)
    return 0


def who(classroom: Classroom, said: str, roster: Path | None = None) -> str:
    """The folder of the student who is meant by a folder's name, an id, an e-mail address or a name.

    Args:
        classroom: the class.
        said: what was typed.
        roster: the platform's list; who is on it and in no folder yet gets one, which `collect` will use.

    Raises:
        CourseError: nobody is meant, or more than one.
    """
    students = Students.read(classroom)
    with open_gradebook(classroom) as gradebook:
        folders = {*students_known(gradebook), *students.by_folder}
    if classroom.submitted.is_dir():
        folders |= {path.name for path in classroom.submitted.iterdir() if path.is_dir() and path.name[0] != "."}
    if said in folders:
        return said
    wanted = said.strip().casefold()
    found = {
        folder
        for folder, student in students.by_folder.items()
        if wanted in _called(student.person.ids, student.person.email, student.person.name)
    }
    if not found and roster is not None:
        lookup = Lookup(read_roster(roster))
        listed = [
            person
            for person in lookup.roster.people.values()
            if wanted in _called(person.ids, person.email, person.name)
        ]
        if len(listed) == 1:
            admitted = students.admit(listed[0], lookup.is_one)
            students.write()
            name_in_gradebook(classroom, [admitted])
            return admitted.folder
        found = {person.shown for person in listed}
    if len(found) > 1:
        names = ", ".join(map(printable, sorted(found)[:5]))
        raise CourseError(f"'{printable(said)}' could be {names}", "use the folder's name or an id")
    if found:
        return found.pop()
    near = difflib.get_close_matches(said, folders, 3)
    raise CourseError(
        f"'{printable(said)}' is no student of {classroom.root}",
        f"did you mean {' or '.join(map(printable, near))}?"
        if near
        else "use the name of a folder in submitted/"
        + ("" if roster else ", or name the platform's list with --roster FILE for who has handed in nothing yet"),
    )


def _called(ids: tuple[str, ...], email: str, name: str) -> set[str]:
    """By what somebody can be asked for, in small letters."""
    return {one.casefold() for one in (*ids, *(key.partition(":")[2] for key in ids), email, name) if one}
