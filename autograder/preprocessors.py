"""Knows how nbgrader's own commands grade with this engine: two steps for `nbgrader_config.py` to name.

    c.Autograde.sanitize_preprocessors = [GradeIsolated]
    c.Autograde.autograde_preprocessors = [SaveAutoGrades, AssignLatePenalties, CheckCellMetadata]   # nbgrader's

nbgrader reads points off a test cell's outputs. On the notebook that comes out of here it reads ours: a test that did
not pass holds an error, one that passed holds none.
"""
from __future__ import annotations

import atexit
import functools
from pathlib import Path

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import ClearHiddenTests, NbGraderPreprocessor
from traitlets import Bool, Float, Integer

from autograder.engine import grade_notebook
from autograder.errors import CourseError
from autograder.limits import Limits
from autograder.sandbox import Warm, check_sandbox
from autograder.source import needs


class GradeIsolated(NbGraderPreprocessor):
    """Grades a submission from its file; what nbgrader has read of it is put aside."""

    timeout = Float(Limits().timeout_cell, help="Seconds that one cell may run.").tag(config=True)
    memory = Integer(Limits().memory // 1_000_000, help="Megabytes that one submission may take.").tag(config=True)
    figures = Bool(False, help="Whether figures are drawn into the graded notebooks.").tag(config=True)
    sandbox = Bool(True, help="Whether students' code runs isolated, which takes bubblewrap.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        about = resources["nbgrader"]
        course = CourseDirectory(parent=self)
        path = Path(course.format_path(course.submitted_directory, about["student"], about["assignment"]),
                    f"{about['notebook']}.ipynb")
        source = Path(course.format_path(course.source_directory, ".", about["assignment"]), path.name)
        if not source.exists():
            raise CourseError(f"{source} is not there, and it holds the tests", "run `make release`")
        limits = Limits(timeout_cell=self.timeout, timeout_call=self.timeout, memory=self.memory * 1_000_000,
                        figures=self.figures)
        release = nbformat.read(source, as_version=4)
        warm = _warm(self.sandbox, Path(course.root).resolve(), needs(release))
        result = grade_notebook(path, release, limits, warm=warm)
        if result.status == "failed":
            _warm.cache_clear()
        if result.executed is None:
            raise CourseError(f"{about['student']}: {result.reason}")
        for repair in result.repairs:
            self.log.warning("%s: %s", about["student"], repair)
        return result.executed, resources


@functools.lru_cache(maxsize=1)
def _warm(confined: bool, hidden: Path, modules: tuple[str, ...]) -> Warm:
    """One for all submissions of a command."""
    if confined:
        check_sandbox()
    warm = Warm(confined, [hidden], modules)
    atexit.register(warm.close)
    return warm


class HideTests(ClearHiddenTests):
    """nbgrader's own step, and the lines that a traceback quotes. The error's name and message stay."""

    def preprocess_cell(self, cell: NotebookNode, resources: ResourcesDict, cell_index: int,
                        ) -> tuple[NotebookNode, ResourcesDict]:
        before = cell.source
        cell, resources = super().preprocess_cell(cell, resources, cell_index)
        if cell.source != before:
            for output in cell.get("outputs", ()):
                if output.output_type == "error":
                    output.traceback = [f"{output.ename}: {output.evalue}".removesuffix(": ")]
        return cell, resources
