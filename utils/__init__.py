"""What a notebook of the course imports.

The modules, each standing only on those before it:

* ``numerical``    derivatives without algebra: centred differences, complex step
* ``reference``    trusted computations, their values and their error signals
* ``models``       the course's own trusted computations, with random points to try them at
* ``outcomes``     the four things a check can say, and how they look
* ``progress``     which exercises of this session are done, and at which arguments a check failed
* ``checks``       from a reader's function to an outcome
* ``tasks``        what the functions of some notebooks are to do, for ``check_task``
* ``predictions``  predict, run, explain
* ``two_layer``    the trusted network of notebook 06
* ``xor_runs``     what comes of training a reader's network on XOR
* ``pictures``     every figure, one function each
* ``data``         handwritten digits
* ``live``         how a training goes, while it goes
* ``trace``        what a Python function computes, as a graph
* ``functions``    functions of an array, to try a gradient check on

``utils`` knows no notebook and no marks. It needs NumPy, SciPy and Matplotlib, and runs wherever they do.
"""

from __future__ import annotations

from utils import data, models, tasks
from utils.checks.answers import Returns
from utils.checks.check import check, fresh_seed
from utils.checks.descent import check_descent
from utils.checks.differentiator import check_differentiator
from utils.checks.feature import check_feature
from utils.checks.task import check_task
from utils.checks.training import check_training
from utils.outcomes import CheckFailed
from utils.predictions import settle
from utils.progress import after, failing_arguments, summary

# The setup cell of every notebook looks for this name, to tell the course's package from another `utils`.
COURSE = "neural-networks-course"

__all__ = [
    "COURSE",
    "CheckFailed",
    "Returns",
    "after",
    "check",
    "check_descent",
    "check_differentiator",
    "check_feature",
    "check_task",
    "check_training",
    "data",
    "failing_arguments",
    "fresh_seed",
    "models",
    "settle",
    "summary",
    "tasks",
]
