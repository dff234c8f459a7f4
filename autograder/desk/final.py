"""Knows which marks are final, what the others wait for, and what a person may want to look at before marks are out."""

from __future__ import annotations

from dataclasses import replace

from autograder.batch import find_submissions
from autograder.course import Classroom
from autograder.desk.marks import ClassMarks, Marked, without_reasons
from autograder.desk.students import Students
from autograder.errors import CourseError
from autograder.saying import printable, say
from utils.words import counted

_UNREADABLE = "could not be read"

Marks = dict[str, dict[str, Marked]]  # notebook -> folder -> what it was given


def final_marks(classroom: Classroom, graded: ClassMarks, looked: bool, leave_out: bool) -> Marks:
    """The marks that can go out.

    Args:
        classroom: whose.
        graded: every graded submission.
        looked: whether a person has looked at what is answered elsewhere or unreadable.
        leave_out: whether what is not finished is left out, instead of refusing.

    Raises:
        CourseError: something is not finished, or nothing is.
    """
    marks: Marks = {name: {one.student: without_reasons(one) for one in given} for name, given in graded.items()}
    if looked:
        marks = {name: {folder: _as_looked(one) for folder, one in of.items()} for name, of in marks.items()}
    _leave_out_unfinished(classroom, marks, leave_out)
    return marks


def _leave_out_unfinished(classroom: Classroom, marks: Marks, leave_out: bool) -> None:
    """Takes out what has no final mark yet; refuses unless that was asked for."""
    submitted, _ = find_submissions(classroom, marks) if classroom.submitted.is_dir() else ({}, [])
    unfinished = []
    for name, given in marks.items():
        unfinished += [
            f"{printable(folder)} {name}: not graded yet" for folder in submitted.get(name, []) if folder not in given
        ]
        for folder, marked in list(given.items()):
            if why := _unfinished(marked):
                unfinished.append(f"{printable(folder)} {name}: {why}")
                del given[folder]
    if unfinished and not leave_out:
        raise CourseError(
            f"{counted(len(unfinished), 'submission has', 'submissions have')} no final mark, so nothing was written",
            "finish them (`autograder grade`, `autograder mark`"
            + (
                "; what is answered elsewhere or unreadable takes marks there, 0 too, or --looked for all as they are"
                if any("answered elsewhere" in line or _UNREADABLE in line for line in unfinished)
                else ""
            )
            + "), or leave them out with --without-waiting",
            unfinished,
        )
    for line in unfinished:
        say(f"left out: {line}")
    for name in [name for name, given in marks.items() if not given]:
        del marks[name]
    if not marks:
        raise CourseError("no submission has a final mark", "finish them: `autograder grade`, `autograder mark`")


def _as_looked(marked: Marked) -> Marked:
    """The same, with no exercise or file left to look at; a question that waits for its mark goes on waiting."""
    record = None if marked.record is not None and marked.record.status == "unreadable" else marked.record
    marks = tuple(replace(mark, look="", waits=False) if mark.look else mark for mark in marked.marks)
    return replace(marked, marks=marks, record=record)


def _unfinished(marked: Marked) -> str:
    """Why a submission has no final mark; empty where it has one."""
    if marked.record is not None and marked.record.status == "failed":
        return "grading it failed: grade again"
    if (
        marked.record is not None
        and marked.record.status == "unreadable"
        and not all(mark.by_hand for mark in marked.marks)
    ):
        return f"{_UNREADABLE}: {marked.record.reason}"
    waiting = [mark.grade_id for mark in marked.marks if mark.waits and not mark.look]
    elsewhere = [f"{mark.grade_id} (it has no points; {mark.look})" for mark in marked.marks if mark.look]
    unjudged = [mark for mark in marked.marks if mark.not_judged]
    return "; ".join(
        [
            *([f"waits for a person's mark ({', '.join(waiting)})"] if waiting else []),
            *([f"answered elsewhere, look: {', '.join(elsewhere)}"] if elsewhere else []),
            *(
                [f"{', '.join(mark.grade_id for mark in unjudged)} could not be judged: {unjudged[0].not_judged}"]
                if unjudged
                else []
            ),
        ]
    )


def notes(marks: Marks, students: Students) -> list[str]:
    """What a person may want to look at before the marks are out."""
    of = [marked for given in marks.values() for marked in given.values()]
    found = []
    if outdated := [marked for marked in of if any(mark.outdated for mark in marked.marks)]:
        found.append(
            f"{len(outdated)} have a mark given by hand before they were graded again (such as "
            f"{printable(outdated[0].student)}): look at them in nbgrader's formgrader"
        )
    late = [
        marked
        for marked in of
        if marked.handed_in is None
        and (known := students.by_folder.get(marked.student)) is not None
        and (handed := known.handed_in.get(marked.notebook)) is not None
        and handed.late
    ]
    if late:
        found.append(
            f"{len(late)} were late by the platform's own mark, which says no time, so no penalty was taken "
            f"off (such as {printable(late[0].student)})"
        )
    return found
