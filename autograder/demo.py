"""Knows how to make up a class: submissions drawn from the variants, the same ones every time.

Writes only what it made itself: a list of that, with digests, lies in the classroom.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from nbformat import NotebookNode

from autograder.arguments import classroom_of
from autograder.classroom import prepare_classroom
from autograder.course import Classroom, Course
from autograder.desk.rehearsal import write_archive, write_gradebook
from autograder.editions import solved_edition, student_edition, to_text
from autograder.errors import CourseError, file_error
from autograder.files import Refused, read_ordinary, write_atomically
from autograder.limits import Limits
from autograder.saying import say
from autograder.source import exercises, grade_id, is_manual, read_source
from autograder.variants import Variant, read_variants, submission
from utils.words import counted

_LIST = "demo.json"
_SEED = 1


def submissions(nb: NotebookNode, name: str, variants: list[Variant], students: int) -> Iterator[tuple[str, str]]:
    """Students and what each handed in: the first perfect, the second blank, the third unreadable, then a mixture.

    Whoever is asked for more students gets the same ones first.
    """
    answered, blank = _answered(nb), student_edition(nb)
    for number in range(1, students + 1):
        student = f"student-{number:02d}"
        if number == 1:
            yield student, to_text(answered)
        elif number == 2:
            yield student, to_text(blank)
        elif number == 3:
            text = to_text(answered)
            yield student, text[: len(text) // 2]  # as an interrupted upload leaves it
        else:
            drawn = _draw(nb, variants, f"{_SEED} {name} {student}")
            yield student, to_text(submission(answered, drawn + _written(blank, variants, f"{name} {student}")))


def _answered(nb: NotebookNode) -> NotebookNode:
    """The student edition with the author's answers: a submission shows nothing that only a solution has."""
    answers = {grade_id(cell): cell.source for cell in solved_edition(nb).cells if grade_id(cell)}
    names = {exercise.name for exercise in exercises(nb)}
    answered = student_edition(nb)
    for cell in answered.cells:
        if grade_id(cell) in names or is_manual(cell):
            cell.source = answers[grade_id(cell)]
    return answered


def _draw(nb: NotebookNode, variants: list[Variant], seed: str) -> list[Variant]:
    """One answer to each exercise that has variants, one to three of them mistaken.

    A right answer that calls a mistaken one would be wrong too; another is drawn in its place, so that what was
    planted is what is wrong.
    """
    chance = random.Random(seed)
    names = [exercise.name for exercise in exercises(nb) if any(v.exercise == exercise.name for v in variants)]
    mistaken = set(chance.sample(names, min(chance.randint(1, 3), len(names))))
    drawn = []
    for name in names:
        kind = "wrong" if name in mistaken else "right"
        fitting = [v for v in variants if (v.exercise, v.kind) == (name, kind)]
        if kind == "right":
            fitting = [v for v in fitting if not mistaken & set(re.findall(r"\w+", v.body))]
        if fitting:  # else the author's own answer stays
            drawn.append(chance.choice(fitting))
    return drawn


def _written(blank: NotebookNode, variants: list[Variant], seed: str) -> list[Variant]:
    """One answer to each question that a person marks; now and then there is none, as handed out."""
    chance = random.Random(f"{_SEED} written {seed}")
    drawn = []
    for cell in filter(is_manual, blank.cells):
        fitting = [v for v in variants if (v.exercise, v.kind) == (grade_id(cell), "written")]
        nothing = Variant("written", grade_id(cell), "nothing", cell.source)
        drawn.append(chance.choice([*fitting, nothing]))
    return drawn


def drawable(course: Course, names: Iterable[str] = ()) -> list[str]:
    """The notebooks that a class can be drawn from; of those that a person typed, if any."""
    asked = course.resolve(names)
    found = [name for name in asked if course.variants(name).exists()]
    if not found:
        raise CourseError(
            f"{course.shown(course.root / 'solutions' / 'variants')} holds no variants"
            + (f" of {', '.join(asked)}" if asked != course.names() else ""),
            "a class is drawn from them: write some",
        )
    return found


def make_archives(course: Course, classroom: Classroom, students: int, names: Iterable[str] = ()) -> list[Path]:
    """Writes the class as Canvas hands it out, to the folder `canvas`: an archive for each notebook, the gradebook."""
    names = drawable(course, names)
    folder = classroom.root / "canvas"
    paths = []
    for name in names:
        nb = read_source(course.source(name))
        made = submissions(nb, name, read_variants(course.variants(name), nb), students)
        paths.append(folder / f"{name}.zip")
        write_archive(paths[-1], name, (text for _, text in made))
    write_gradebook(folder / "gradebook.csv", names, students)
    return [*paths, folder / "gradebook.csv"]


def make_class(course: Course, classroom: Classroom, students: int, chosen: Iterable[str] = ()) -> list[str]:
    """Puts the class's submissions in `classroom`; a line to say for each that somebody has changed since."""
    names = drawable(course, chosen)
    made = _made_before(classroom)
    _refuse_other_students(classroom, made)
    prepare_classroom(course, names, classroom)

    changed = []
    for name in names:
        nb = read_source(course.source(name))
        for student, text in submissions(nb, name, read_variants(course.variants(name), nb), students):
            path = classroom.submitted / student / name / f"{name}.ipynb"
            key = path.relative_to(classroom.submitted).as_posix()
            if path.exists() and made.get(key) != _digest(path):
                changed.append(
                    f"left alone: {path} was changed since the demonstration made it; delete it for a new one"
                )
                continue
            # Noted first: interrupted between the two, it finds its own file, not a stranger's.
            made[key] = hashlib.sha256(text.encode()).hexdigest()
            write_atomically(path, text)
            _note(classroom, made)
    return changed


def _made_before(classroom: Classroom) -> dict[str, str]:
    path = classroom.root / _LIST
    try:
        return json.loads(path.read_text(encoding="utf-8"))["made"]
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError, OSError):
        raise CourseError(
            f"{path} cannot be read, so what the demonstration made cannot be told from a class's work",
            "choose another folder with --course DIR",
        ) from None


def _refuse_other_students(classroom: Classroom, made: dict[str, str]) -> None:
    ours = {key.partition("/")[0] for key in made}
    try:
        others = sorted(
            path.name
            for path in classroom.submitted.iterdir()
            if not path.name.startswith(".") and path.name not in ours
        )
    except FileNotFoundError:
        return
    except OSError as error:
        raise file_error(classroom.submitted, error, "read") from None
    if others:
        more = f" and {len(others) - 3} more" if len(others) > 3 else ""
        raise CourseError(
            f"{classroom.submitted} holds work that the demonstration did not make ({', '.join(others[:3])}{more})",
            "choose another folder with --course DIR",
        )


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(read_ordinary(path, Limits().file_bytes)).hexdigest()
    except Refused:
        return ""  # nothing that the demonstration makes
    except OSError as error:
        raise file_error(path, error, "read") from None


def _note(classroom: Classroom, made: dict[str, str]) -> None:
    write_atomically(classroom.root / _LIST, json.dumps({"made": made}, indent=1, sort_keys=True) + "\n")


def run(args: argparse.Namespace) -> int:
    """Makes the class and says where it is."""
    course = Course.find()
    classroom = classroom_of(args, course)
    if args.archive:
        *archives, gradebook = map(course.shown, make_archives(course, classroom, args.students, args.names))
        told = f" --course {args.course}" if args.course else ""
        say(
            f"{counted(args.students, 'student')} in {', '.join(archives)}; the roster is {gradebook}",
            f"next: autograder collect {' '.join(archives)} --roster {gradebook}{told}",
        )
        return 0
    for line in make_class(course, classroom, args.students, args.names):
        say(line)
    told = f" --course {args.course}" if args.course else ""
    say(
        f"{counted(args.students, 'student')} in {course.shown(classroom.submitted)}",
        f"next: autograder grade {' '.join([*args.names, ''])}{told.strip()}".rstrip(),
    )
    return 0
