"""Knows how assignments enter a classroom: nbgrader's source, release and gradebook entries. Never touches marks."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable

from nbformat import NotebookNode
from nbgrader.api import Gradebook, InvalidEntry, MissingEntry, Notebook
from nbgrader.utils import is_grade, is_locked, is_solution, is_task
from sqlalchemy.exc import SQLAlchemyError

from autograder.core_path import core_of
from autograder.course import Classroom, Course
from autograder.earlier import remember
from autograder.editions import gradebook_edition, nbgrader_source, student_edition, to_text
from autograder.errors import CourseError, file_error, gradebook_error
from autograder.files import Outcome, Report, write, write_atomically
from autograder.new_gradebook import begin_gradebook
from autograder.rules import notebook_problems
from autograder.source import read_source


def prepare_classroom(
    course: Course,
    names: Iterable[str],
    classroom: Classroom,
    report: Report = lambda outcome: None,
    core: Collection[str] | None = None,
) -> list[Outcome]:
    """Enter assignments in the classroom's gradebook and lay nbgrader's source and release beside it.

    The gradebook comes first: where it refuses (cells added or removed though submissions exist) nothing is
    changed. What is up to date already is left alone.

    Args:
        course: whose sources these are.
        names: of the notebooks.
        classroom: the class.
        report: told of each outcome as it comes.
        core: which of them are handed out without *Going further*; None for those that were so before.
    """
    names = course.resolve(names)
    before = _core_only(classroom)
    short = before if core is None else (before - set(names)) | set(core)
    sources = {name: read_source(course.source(name)) for name in names}
    wrong = [str(problem) for name, nb in sources.items() for problem in notebook_problems(nb, name)]
    if wrong:
        raise CourseError(wrong[0], details=wrong[1:])
    sources = {name: core_of(nb, name) if name in short else nb for name, nb in sources.items()}
    try:
        classroom.root.mkdir(exist_ok=True)
    except OSError as error:
        raise file_error(classroom.root, error, "create") from None
    keep_out_of_git(classroom)
    _enter(classroom, {name: gradebook_edition(nb) for name, nb in sources.items()})

    outcomes: list[Outcome] = []

    def tell(outcome: Outcome) -> None:
        report(outcome)
        outcomes.append(outcome)

    if short != before:
        write_atomically(classroom.core_only, json.dumps(sorted(short)) + "\n")
    for name in sorted(before - short):
        tell(Outcome("note", note=f"{name} is handed out whole now; before, it was without Going further"))
    for name, nb in sources.items():
        released = remember(nbgrader_source(nb), classroom.source(name))
        write(course, classroom.source(name), to_text(released), tell)
        write(course, classroom.release(name), to_text(student_edition(nb)), tell)
    return outcomes


def _core_only(classroom: Classroom) -> set[str]:
    """The notebooks that this class was handed without *Going further*."""
    try:
        names = json.loads(classroom.core_only.read_text(encoding="utf-8"))
        return {name for name in names if isinstance(name, str)}
    except (FileNotFoundError, NotADirectoryError):
        return set()
    except (OSError, ValueError, TypeError):
        raise CourseError(
            f"{classroom.core_only} cannot be read, and says by which edition this class is graded",
            "run `autograder handout` again, with or without --core, after you moved that file away",
        ) from None


def keep_out_of_git(classroom: Classroom) -> None:
    """A class is private, whatever its folder is called; a `.gitignore` that somebody wrote stays."""
    path = classroom.root / ".gitignore"
    if not path.exists():
        write_atomically(path, "# A class is private: submissions, marks, feedback.\n*\n")


def _enter(classroom: Classroom, editions: dict[str, NotebookNode]) -> None:
    from nbgrader.preprocessors import SaveCells  # takes a while

    try:
        begin_gradebook(classroom.db_url)
        with Gradebook(classroom.db_url) as gradebook:
            changed = [name for name, nb in editions.items() if _differs(classroom, gradebook, name, nb)]
            for name in changed:
                gradebook.update_or_create_assignment(name)
        for name in changed:
            place = {"notebook": name, "assignment": name, "db_url": classroom.db_url}
            SaveCells().preprocess(editions[name], {"nbgrader": place})
    except (SQLAlchemyError, InvalidEntry) as error:  # nbgrader wraps some of the database's own errors
        raise gradebook_error(classroom.gradebook, error) from None


def _differs(classroom: Classroom, gradebook: Gradebook, name: str, nb: NotebookNode) -> bool:
    """Whether the gradebook knows these cells otherwise; a CourseError where that cannot be changed."""
    try:
        notebook = gradebook.find_notebook(name, name)
    except MissingEntry:
        return True
    wanted, recorded = _wanted_cells(nb), _recorded_cells(notebook)
    moved = sorted({row[1] for row in {row[:2] for row in wanted} ^ {row[:2] for row in recorded}})
    if moved and notebook.submissions:
        raise CourseError(
            f"{classroom.gradebook} holds submissions of {name}, so its cells cannot change ({', '.join(moved)})",
            "restore them, or begin a new class with --course DIR",
        )
    return wanted != recorded


def _wanted_cells(nb: NotebookNode) -> set[tuple]:
    """What nbgrader's SaveCells would record."""
    rows: set[tuple] = set()
    for cell in nb.cells:
        mark = cell.metadata.get("nbgrader", {})
        kinds = [
            kind for kind, holds in (("grade", is_grade), ("solution", is_solution), ("task", is_task)) if holds(cell)
        ]
        for kind in kinds:
            scored = () if kind == "solution" else (float(mark["points"]), cell.cell_type)
            rows.add((kind, mark["grade_id"], *scored))
        if kinds or is_locked(cell):
            rows.add(("source", mark["grade_id"], cell.cell_type, is_locked(cell), cell.source, mark.get("checksum")))
    return rows


def _recorded_cells(notebook: Notebook) -> set[tuple]:
    return (
        {("grade", cell.name, cell.max_score, cell.cell_type) for cell in notebook.grade_cells}
        | {("solution", cell.name) for cell in notebook.solution_cells}
        | {("task", cell.name, cell.max_score, cell.cell_type) for cell in notebook.task_cells}
        | {
            ("source", cell.name, cell.cell_type, cell.locked, cell.source, cell.checksum)
            for cell in notebook.source_cells
        }
    )
