"""Knows how nbgrader's own commands grade with this engine: steps for `nbgrader_config.py` to name.

    c.Autograde.sanitize_preprocessors = [GradeIsolated]
    c.Autograde.autograde_preprocessors = [SaveAutoGrades, AssignLatePenalties, CheckCellMetadata, KeepRecord]
    c.Autograde.pre_convert_hook = look_first
    c.GenerateFeedback.preprocessors = [GetGrades, HideTests, CSSHTMLHeaderPreprocessor]

nbgrader reads points off a test cell's outputs. On the notebook that comes out of here it reads ours: a test that did
not pass holds an error, one that passed holds none.
"""

from __future__ import annotations

import atexit
import functools
from dataclasses import replace
from pathlib import Path

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import ClearHiddenTests, NbGraderPreprocessor
from traitlets import Bool, Float, Integer
from traitlets.log import get_logger

from autograder.course import Classroom
from autograder.engine import grade_notebook
from autograder.errors import CourseError
from autograder.files import Refused, read_notebook, refuse_unless_ordinary
from autograder.gradebook import ask_to_look, complete
from autograder.limits import MEGABYTES, Limits, limits_of
from autograder.own_solution import found_out
from autograder.results import Result, result_key, write_result
from autograder.sandbox import Warm, check_sandbox
from autograder.saying import one_line, printable
from autograder.source import is_test, needs, opened_for
from autograder.transcript import error_output, new_output

_LONGEST_MESSAGE = 1500  # characters of an error that feedback quotes, as many as the record does
_LEFT_OUT = "(What this cell put out is not shown: it ran after a hidden test, whose points it could show.)\n"

# What GradeIsolated found of a submission, until nbgrader has entered its marks and KeepRecord writes it down.
_graded: dict[tuple[str, str], Result] = {}


class GradeIsolated(NbGraderPreprocessor):
    """Grades a submission from its file; what nbgrader has read of it is put aside."""

    timeout = Float(Limits().timeout_cell, help="Seconds that one cell may run.").tag(config=True)
    memory = Integer(MEGABYTES, help="Megabytes that one submission may take.").tag(config=True)
    figures = Bool(False, help="Whether figures are drawn into the graded notebooks.").tag(config=True)
    sandbox = Bool(True, help="Whether students' code runs isolated, which takes bubblewrap.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        about = resources["nbgrader"]
        course = CourseDirectory(parent=self)
        path = Path(
            course.format_path(course.submitted_directory, about["student"], about["assignment"]),
            f"{about['notebook']}.ipynb",
        )
        if (
            link := next((folder for folder in (path.parent.parent, path.parent) if folder.is_symlink()), None)
        ) is not None:
            raise CourseError(f"{link} is a link to somewhere else", "put the files themselves there")
        source = Path(course.format_path(course.source_directory, ".", about["assignment"]), path.name)
        if not source.exists():
            raise CourseError(f"{source} is not there, and it holds the tests", "run `make release`")
        with Gradebook(about["db_url"]) as gradebook:
            complete(gradebook, about["assignment"], about["student"])
        limits = limits_of(self.timeout, self.memory, self.figures)
        release = read_notebook(source)
        warm = _warm(self.sandbox, Path(course.root).resolve(), needs(release), opened_for(release, self.figures))
        memory = Classroom(Path(course.root)).solution_passed(about["notebook"])
        if wrong := found_out(
            release, about["notebook"], memory, lambda own: grade_notebook(own, release, limits, warm=warm)
        ):
            raise CourseError(
                f"nothing of {about['assignment']} is graded: the course's own solution does not earn every point",
                "put its test or its solution right",
                wrong,
            )
        key = result_key(path, release)  # of the file as it is now, should it be replaced meanwhile
        result = grade_notebook(path, release, limits, warm=warm)
        if result.status == "failed":
            _warm.cache_clear()
        if result.executed is None:
            raise CourseError(f"{printable(about['student'])}: {result.reason}")
        for repair in result.repairs:
            self.log.warning("%s: %s", printable(about["student"]), one_line(repair))
        _graded[about["student"], about["notebook"]] = replace(
            result, student=about["student"], notebook=about["notebook"], key=key, executed=None
        )
        return result.executed, resources


def look_first(*, notebooks: list[str], **_: object) -> None:
    """nbgrader's hook in front of a submission: leaves out of `notebooks` what it would wait for, or read for ever.

    nbgrader opens the file of a submission before anything of ours runs; a pipe in its place would never answer.
    """
    for path in list(notebooks):
        try:
            refuse_unless_ordinary(Path(path).lstat(), Limits().file_bytes)
        except (OSError, Refused) as why:
            notebooks.remove(path)  # the list is nbgrader's own; without a notebook the submission is an error to it
            get_logger().error("%s %s, so it is not opened", one_line(path), one_line(why))


class KeepRecord(NbGraderPreprocessor):
    """Writes the record that `autograder grade` would write, once nbgrader's own steps have entered the marks.

    So that command need not grade the submission again, and `autograder feedback` knows the reasons.
    """

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        about = resources["nbgrader"]
        result = _graded.pop((about["student"], about["notebook"]), None)
        if result is not None and about["assignment"] == about["notebook"]:  # as this course has it
            if result.looks:
                with Gradebook(about["db_url"]) as gradebook:
                    submitted = gradebook.find_submission_notebook(
                        about["notebook"], about["assignment"], about["student"]
                    )
                    ask_to_look(gradebook, submitted, result)
                    gradebook.db.commit()
            write_result(
                Classroom(Path(CourseDirectory(parent=self).root)).record(result.notebook, result.student), result
            )
        return nb, resources


@functools.lru_cache(maxsize=1)
def _warm(confined: bool, hidden: Path, modules: tuple[str, ...], opened: tuple[str, ...]) -> Warm:
    """One for all submissions of a command."""
    if confined:
        check_sandbox()
    warm = Warm(confined, [hidden], modules, opened)
    atexit.register(warm.close)
    return warm


class HideTests(ClearHiddenTests):
    """nbgrader's own step, and what else could show a hidden test: lines in a traceback, and what students print.

    A student's function that prints its arguments prints those of hidden tests; one that keeps them can have a later
    cell print them. So from the first hidden test on only what the checks said is shown, and the name and message of
    each error.
    """

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        self._hidden = False  # whether a hidden test has run
        return super().preprocess(nb, resources)

    def preprocess_cell(
        self,
        cell: NotebookNode,
        resources: ResourcesDict,
        cell_index: int,
    ) -> tuple[NotebookNode, ResourcesDict]:
        before = cell.source
        cell, resources = super().preprocess_cell(cell, resources, cell_index)
        self._hidden = self._hidden or cell.source != before
        if self._hidden and cell.cell_type == "code":
            cell.outputs = _after_hidden_tests(cell)
        return cell, resources


def _after_hidden_tests(cell: NotebookNode) -> list[NotebookNode]:
    """The outputs of a cell as far as feedback shows them."""
    errors = [
        error_output(output.ename[:200], output.evalue[:_LONGEST_MESSAGE])
        for output in cell.outputs
        if output.output_type == "error"
    ]
    if is_test(cell):
        return [output for output in cell.outputs if output.output_type == "display_data"] + errors
    return [new_output("stream", name="stdout", text=_LEFT_OUT)] * (len(errors) < len(cell.outputs)) + errors
