"""Lets plain nbgrader commands, run from the checkout's root, work on `classroom/`.

    nbgrader generate_assignment NAME --force     nbgrader autograde NAME     nbgrader generate_feedback NAME
"""
import os
import sys
from pathlib import Path

from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.preprocessors import GetGrades

from autograder.hiding import HideTests

c = get_config()  # noqa: F821

c.CourseDirectory.root = str(Path(__file__).resolve().parent / "classroom")

# A new gradebook calls the program `alembic`. It lies beside this Python, which is not on PATH where the virtual
# environment is not activated.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])

# A check may take longer than nbgrader's 30 seconds on a busy machine.
c.Execute.timeout = 60

# What a student gets back does not show the hidden tests.
c.GenerateFeedback.preprocessors = [GetGrades, HideTests, CSSHTMLHeaderPreprocessor]
