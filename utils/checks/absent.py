"""What is said where a cell uses a name that no cell has given yet: after a restart, out of order, or not written."""

from __future__ import annotations

import linecache
import re
from typing import Any

import numpy as np

from utils import session
from utils.outcomes import NotRun, Outcome

RUN_ALL_ABOVE = "Run → Run All Above Selected Cell"
_SIGMA = ("σ", "sigma", "sigmoid")
GIVEN = "given_"  # so begin the names of the functions that a notebook gives
_UNQUOTED = re.compile(r"\s*(prediction\w*)\s*=\s*(\w+)\s*(#.*)?$")


def missing_name(said: str) -> str:
    """The name in a NameError's message; empty where there is none."""
    found = re.search(r"name '(\w+)' is not defined", said) or re.search(r"local variable '(\w+)'", said)
    return found[1] if found else ""


def where_it_comes_from(name: str, near: str = "") -> str:
    """The next step for a missing name, as far as the notebook or NumPy is known to give it; empty otherwise.

    ``near`` is a name in reach that may be meant, such as logistic for the given_logistic of another notebook.
    """
    if failed := session.last_edit_failed(name):
        return f"The cell of {name} stopped with {failed}. Fix it, run it, then this cell."
    if near == f"{GIVEN}{name}":
        return f"Here it is called {near}."
    if place := session.giver(name):
        return f"{name} is given {place}. Run that cell, or all above: {RUN_ALL_ABOVE}. Then this cell again."
    if name.startswith(GIVEN):
        called = f"Is {near} meant?" if near else "What does this notebook call it?"
        if session.cells_are_known():
            return f"No cell of this notebook makes {name}. {called}"
        if near:
            return f"There is no {name} here. {called}"
        step = f"If a cell further up makes {name}, it has not been run in this session: {RUN_ALL_ABOVE}."
        return f"There is no {name} here. {called} {step}"
    if name in _SIGMA:
        return "Python does not know σ: call logistic."
    if hasattr(np, name):
        return f"NumPy's {name} is written np.{name}."
    return ""


def panel(name: str, line: str = "") -> Outcome:
    """What is shown where a cell of the notebook stopped at ``line`` because ``name`` is not there."""
    step = where_it_comes_from(name)
    if (unquoted := _UNQUOTED.match(line)) and unquoted[2] == name:
        headline = "Python takes it for a name, because it stands without quotation marks"
        step = f'Write the letter between quotation marks: {unquoted[1]} = "{name}"'
    elif name.startswith("prediction"):
        headline = "there is no prediction yet, because its cell has not been run"
        step = "Write one letter between the quotation marks of the cell above, run it, then this one."
    elif failed := session.last_edit_failed(name):
        headline = f"it is not there, because its cell stopped with {failed}"
    elif step:
        headline = "it is not there yet"
    elif re.search(rf'\bcheck\w*\(\s*"{name}"', session.running()):  # the check of the function itself
        headline = "it is not there yet"
        step = f"Run the cell that defines it, just above, then this one. Is its name changed? It must be `{name}`."
    else:
        headline = "no cell that was run in this session gives this name"
        step = (
            f"Is it spelt as where it was given? If a cell above gives it, run that cell first ({RUN_ALL_ABOVE}), then "
            "this one."
        )
    return NotRun(name, headline, (("next", step),))


def explain_name_errors(shell: Any) -> None:
    """Show the panel where a cell stops with a NameError; what Python says stays, in a line below it."""
    from IPython.display import display

    def handler(shell: Any, kind: type, error: BaseException, tb: Any, tb_offset: int | None = None) -> list[str]:
        name = missing_name(str(error))
        last = tb
        while last is not None and last.tb_next is not None:
            last = last.tb_next
        # In the cell itself, and not in a function that it calls: there the traceback says more.
        if name and last is not None and last.tb_frame.f_code.co_name in ("<module>", "<lambda>"):
            display(panel(name, linecache.getline(last.tb_frame.f_code.co_filename, last.tb_lineno)))
            error._render_traceback_ = lambda: [f"{kind.__name__}: {error}"]  # type: ignore[attr-defined]
        shell.showtraceback((kind, error, tb), tb_offset=tb_offset)
        return []

    shell.set_custom_exc((NameError,), handler)
