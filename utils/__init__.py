"""What a notebook of the course imports.

The modules, each standing only on those before it:

* ``trusted``      whether a reader's function is running, to which the course's own computations are refused
* ``elementwise``  activation functions that the course uses and hands over
* ``softmax``      softmax and its logarithm, likewise
* ``bounded``      least squares with bounds
* ``numerical``    derivatives without algebra: centred differences, complex step
* ``functions``    functions of an array, to try a gradient check on
* ``plain``        plain data: what it is, how it is copied, when two values are the same
* ``words``        numbers and lists in English sentences
* ``data``         handwritten digits, and points that no line separates
* ``outcomes``     what a check can say, and how it looks
* ``late``         SciPy, loaded when it is first imported, in a browser
* ``browser``      what is different where Python runs in a browser
* ``notebook_file``   a notebook's file, read as plain data
* ``session``      what the cells of this notebook did in this kernel
* ``drawn``        whether what is only looked at is computed
* ``progress``     which exercises of this session are done, and at which arguments a check failed
* ``predictions``  predict, run, explain
* ``reference``    trusted computations, their values and their error signals
* ``graph``        graphs of named operations, with values and error signals; ``trace`` records one
* ``models``       the course's own trusted computations, with random points to try them at
* ``checks``       from a reader's function to an outcome: the engine, which knows no exercise
* ``how_far``      how far a reader is in all notebooks, as one small file
* ``merging``, ``carrying``   a reader's answers, from one edition of a notebook into another
* ``two_layer``    the trusted networks of notebook 06
* ``xor_runs``, ``xor_graph``   what comes of training a network on XOR; the same network in single operations
* ``timing``       how long ways to compute the same arrays take, side by side
* ``scaling``      what a reader's passes over a graph cost when it grows
* ``pictures``     every figure, one function each; ``live`` shows one while a training goes
* ``play``         things to move, one function each, with a picture at rest where nothing can move
* ``tasks``        what single exercises are to do, and the mistakes that are known of them

Of these, ``utils`` itself imports one when its name is first asked for: who wants a word is not to wait for a check.

``utils`` knows no notebook and no marks. It needs NumPy, SciPy and Matplotlib, and runs wherever they do;
only what moves in ``play`` asks for anywidget as well.
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from utils import data, models, tasks
    from utils.carrying import carry_over
    from utils.checks.answers import Returns
    from utils.checks.check import check
    from utils.checks.check_task import check_task
    from utils.checks.seeds import fresh_seed
    from utils.how_far import portfolio
    from utils.outcomes import CheckFailed
    from utils.predictions import settle
    from utils.progress import after, failing_arguments, summary
    from utils.tasks.gradient_descent import check_descent
    from utils.tasks.my_feature_map import check_feature
    from utils.tasks.numerical_derivative import check_differentiator
    from utils.tasks.training import check_training

# The setup cell of every notebook looks for this name, to tell the course's package from another `utils`.
COURSE = "neural-networks-course"

__all__ = [
    "COURSE",
    "CheckFailed",
    "Returns",
    "after",
    "carry_over",
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
    "portfolio",
    "settle",
    "summary",
    "tasks",
]

_HOMES = {  # name -> the module that it comes from; modules that are names themselves have none
    "CheckFailed": "outcomes",
    "Returns": "checks.answers",
    "after": "progress",
    "carry_over": "carrying",
    "check": "checks.check",
    "check_descent": "tasks.gradient_descent",
    "check_differentiator": "tasks.numerical_derivative",
    "check_feature": "tasks.my_feature_map",
    "check_task": "checks.check_task",
    "check_training": "tasks.training",
    "failing_arguments": "progress",
    "fresh_seed": "checks.seeds",
    "portfolio": "how_far",
    "settle": "predictions",
    "summary": "progress",
}


def __getattr__(name: str) -> Any:
    if name in ("data", "models", "tasks", "session"):
        return importlib.import_module(f"utils.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module 'utils' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"utils.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def _watch_the_notebook() -> None:
    """In a notebook's kernel, and nowhere else: see which cells ran, and say of a missing name where it comes from."""
    ipython = sys.modules.get("IPython")  # a kernel has imported it; nobody else is to wait for it
    shell = ipython.get_ipython() if ipython is not None else None
    if getattr(shell, "kernel", None) is not None:
        from utils import session
        from utils.checks.absent import explain_name_errors

        session.watch(shell)
        explain_name_errors(shell)
        if sys.platform == "emscripten":
            from utils import browser

            browser.settle_in(shell)


_watch_the_notebook()
