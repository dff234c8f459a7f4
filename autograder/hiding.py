"""Knows what of a graded notebook a student does not get back: hidden tests, in the cell and in its traceback."""
from __future__ import annotations

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests


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
