"""Lets plain nbgrader commands and the formgrader, run from the checkout's root, work on `classroom/`.

    nbgrader generate_assignment NAME --force     nbgrader autograde NAME     nbgrader generate_feedback NAME

Another class, in a folder below the root: CLASSROOM=spring in front of the command, or of `make lab`.
"""

import os
import sys
from pathlib import Path

from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties, CheckCellMetadata, GetGrades, SaveAutoGrades

from autograder.files import UNFINISHED
from autograder.harmless import HarmlessOutputs, harmless_markdown
from autograder.preprocessors import GradeIsolated, HideTests, KeepRecord, look_first

c = get_config()  # noqa: F821

c.CourseDirectory.root = str(Path(__file__).resolve().parent / os.environ.get("CLASSROOM", "classroom"))

# nbgrader copies what lies beside a notebook. A file that a killed command had begun to write is none of it.
c.CourseDirectory.ignore = [*CourseDirectory.ignore.default(), f"*{UNFINISHED}"]

# A new gradebook calls the program `alembic`. It lies beside this Python, which is not on PATH where the virtual
# environment is not activated.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])

# Students' code runs isolated, and tests apart from it, as with `autograder grade`; the same record is kept. Without
# bubblewrap, for who accepts that students' code runs as them: c.GradeIsolated.sandbox = False
c.Autograde.sanitize_preprocessors = [GradeIsolated]
c.Autograde.pre_convert_hook = look_first  # before nbgrader opens a submission's file
c.Autograde.autograde_preprocessors = [SaveAutoGrades, AssignLatePenalties, CheckCellMetadata, KeepRecord]

# For a submission after its due date, nbgrader's own setting: c.LateSubmissionPlugin.penalty_method = "zero"

# What a student gets back does not show the hidden tests, nor what students' code printed once they had run.
c.GenerateFeedback.preprocessors = [GetGrades, HideTests, CSSHTMLHeaderPreprocessor]

# What a student wrote runs nowhere, on formgrader's pages and in feedback neither.
c.HTMLExporter.preprocessors = [HarmlessOutputs]
c.HTMLExporter.filters = {"markdown2html": harmless_markdown}
