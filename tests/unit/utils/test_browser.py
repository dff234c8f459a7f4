"""A kernel in a browser: a check that does not pass ends its cell without an error, and whatever else fails is shown."""

from __future__ import annotations

import ast
import re
import subprocess
import sys

import pytest
from IPython.core.interactiveshell import InteractiveShell
from our_notebooks import COURSE, NAMES

from utils.browser import DEEPEST, go_on_after_failed_checks, settle_in
from utils.checks.absent import explain_name_errors

FAILS = """
from utils import check_task, tasks
check_task("half", lambda z: z, tasks.activations.logistic_function)
"""


@pytest.fixture
def shell(monkeypatch):
    """A shell as a kernel in a browser has it: what it shows of errors is kept, and ends the run of all cells."""
    shell = InteractiveShell()
    shell.errors = []
    monkeypatch.setattr(shell, "_showtraceback", lambda kind, error, trace: shell.errors.append(kind.__name__))
    explain_name_errors(shell)
    go_on_after_failed_checks(shell)
    return shell


def test_a_check_that_fails_is_shown_and_the_next_cell_runs(shell, capsys):
    result = shell.run_cell(FAILS)
    assert shell.errors == [] and "half · not right yet" in capsys.readouterr().out
    assert type(result.error_in_exec).__name__ == "CheckFailed"  # who asks is told all the same


def test_every_other_error_stays_one_and_what_is_said_of_missing_names_is_said(shell, capsys):
    shell.run_cell("1 / 0")
    shell.run_cell("nowhere")
    assert shell.errors == ["ZeroDivisionError", "NameError"]
    assert "no cell that was run in this session gives this name" in capsys.readouterr().out


def test_a_call_that_never_ends_is_stopped_sooner_than_elsewhere():
    before = sys.getrecursionlimit()
    try:
        settle_in(InteractiveShell())
        assert sys.getrecursionlimit() < before

        def deep(calls):
            return 0 if calls == 0 else 1 + deep(calls - 1)

        assert deep(DEEPEST - 20) == DEEPEST - 20
        with pytest.raises(RecursionError):
            deep(
                2 * DEEPEST
            )  # how many calls of its own a kernel's frames count for differs between versions of Python
        lower = sys.getrecursionlimit() - 30
        sys.setrecursionlimit(lower)
        settle_in(InteractiveShell())
        assert sys.getrecursionlimit() == lower  # who wants less gets less
    finally:
        sys.setrecursionlimit(before)


# What takes a browser seconds to load is loaded by what needs it, and by nothing else.
@pytest.mark.parametrize(
    "code, absent",
    [
        ("from utils import pictures, tasks, check, check_task, models, data, summary", "scipy matplotlib sklearn"),
        ("from utils import play", "scipy"),
        pytest.param(
            "from utils import data; data.digits()", "scipy matplotlib sklearn", marks=pytest.mark.second_stage
        ),
        pytest.param(
            "from utils import tasks; tasks.gates; tasks.minibatches",
            "scipy matplotlib",
            marks=pytest.mark.second_stage,
        ),
        pytest.param("from utils import pictures; pictures.Picture", "scipy", marks=pytest.mark.second_stage),
        pytest.param(
            "from utils import check_training, check_descent, check_feature, check_differentiator",
            "scipy matplotlib",
            marks=pytest.mark.second_stage,
        ),
    ],
)
def test_what_is_slow_to_import_waits_for_who_needs_it(code, absent):
    code += f"; import sys; print([m for m in {absent.split()} if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_scipy_is_for_one_extra_alone():
    """Its wheel is a quarter of what a browser would load. A linear program is worth it; a function of one line is not."""
    asks = [
        path.name for path in sorted((COURSE.root / "utils").rglob("*.py")) if "scipy" in imported(path.read_text())
    ]
    assert asks == ["separability_mistakes.py"]
    for name in NAMES:
        core, stop, _ = (
            (COURSE.root / "solutions" / f"{name}.py").read_text(encoding="utf-8").partition("You may stop here")
        )
        assert stop and not re.search(r"^ *(?:from|import) scipy", core, re.MULTILINE), name


def imported(source: str) -> set[str]:
    """The packages that a source imports, at its top or within."""
    found = {node.module or "" for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)}
    found |= {one.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import) for one in node.names}
    return {name.split(".")[0] for name in found}


@pytest.mark.second_stage
def test_every_picture_that_is_named_is_in_the_module_that_is_said_to_have_it():
    from utils import pictures

    assert all(callable(getattr(pictures, name)) for name in pictures.__all__)


def test_every_task_is_there_and_no_picture_is_called_like_its_module():
    from utils import pictures, tasks

    # A module that is imported takes its name in the folder: of a picture called the same it would take the place.
    assert not [name for name, home in pictures._HOMES.items() if name == home]
    assert {type(getattr(tasks, name)).__name__ for name in tasks.__all__} == {"module"}
    with pytest.raises(AttributeError, match="no attribute 'painting'"):
        pictures.painting  # noqa: B018
    with pytest.raises(ImportError):
        from utils.tasks import sculptures  # noqa: F401
