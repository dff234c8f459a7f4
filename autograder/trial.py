"""Knows how a test cell is run in the grader's own process, on functions that live in a student's.

The cell is ordinary code. What it imports itself and what the course's locked cells import is the grader's; every other
name is looked up in the student's process. Nothing a test cell defines is seen by another one.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import copy
import io
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import CodeType
from typing import Any

from nbformat import NotebookNode
from nbgrader.utils import is_locked, is_solution

from autograder.helpers import NO_HELPERS, Helpers
from autograder.judging import JudgedTooLong, bounded
from autograder.once import for_each_text
from autograder.remote import Gone, RemoteFunction, Student
from autograder.results import ERROR, FAILED, NOT_ATTEMPTED, NOT_JUDGED, PASSED, TIMEOUT
from autograder.source import is_test, needs
from autograder.transcript import error_output, new_output, outputs_of
from utils.checks.seeds import repeatable
from utils.outcomes import BrokenTest, CheckFailed, NotAttempted, NotJudged, Outcome, Raised, shown_to

_TOO_LARGE = "are they larger than they have to be?"
_VERDICTS = {NotAttempted: NOT_ATTEMPTED, Raised: ERROR, NotJudged: NOT_JUDGED, BrokenTest: NOT_JUDGED}


@dataclass
class Trial:
    """What came of one test cell."""

    verdict: str  # PASSED, FAILED, NOT_ATTEMPTED, ERROR, or why the student's process is gone
    name: str = ""  # of the exception
    message: str = ""  # for the student
    rows: tuple[tuple[str, str], ...] = ()  # and the check's evidence below it
    seconds: float = 0.0
    judging: float = 0.0  # seconds of this process's own processor time
    outcomes: list[Outcome] = field(default_factory=list)  # what its checks said
    failed: Outcome | None = None  # of the check that stopped it
    printed: str = ""  # by the test itself
    outputs: list[NotebookNode] = field(default_factory=list)  # of the student's functions, up to a cell's limit

    def transcript(self) -> list[NotebookNode]:
        """As a cell's outputs: what was printed, what the checks said, and the error if it did not pass."""
        outputs = [*self.outputs]
        if self.printed:
            outputs.append(new_output("stream", name="stdout", text=self.printed))
        for outcome in self.outcomes:
            outputs.append(new_output("display_data", data=outcome._repr_mimebundle_()))
        if self.verdict != PASSED and self.name != "ProcessEnded":
            said = self.message.partition("\n")[0] if self.outcomes else self.message
            outputs.append(error_output(self.name, self.failed.line() if self.failed is not None else said))
        return outputs


@dataclass
class Import:
    """A name that the course's cells import: imported once a test uses it, for most names wait for whole libraries."""

    statements: list[ast.stmt]  # each with this name alone; the last counts of those that can be imported here

    @cached_property
    def found(self) -> dict[str, Any]:
        """The name with its value; nothing where it cannot be imported."""
        names: dict[str, Any] = {}
        for statement in self.statements:
            # What is not installed here cannot be imported there either, and the cell says so to its reader.
            with contextlib.suppress(ImportError):
                exec(compile(ast.Module([statement], []), "<import>", "exec"), names)
        names.pop("__builtins__", None)
        return names


def trusted_names(release: NotebookNode, handed_in: NotebookNode | None = None) -> dict[str, Import]:
    """What the released cells of a notebook import: the grader's own in its tests.

    What locked cells import is, whatever a student calls by the same name. What ordinary cells import, such as
    ``import numpy as np``, is as long as no answer gives the name to something else.

    Args:
        release: nbgrader's source of the notebook.
        handed_in: the student's notebook; without it, nothing that ordinary cells import counts.
    """
    names: dict[str, Import] = {}
    needed = needs(release)  # by what students write, not by the tests themselves; and it takes seconds to import
    given = [cell for cell in release.cells if cell.cell_type == "code" and not is_solution(cell) and not is_test(cell)]
    ordinary = [cell for cell in given if not is_locked(cell)] if handed_in is not None else []
    theirs = [cell for cell in [*release.cells, *handed_in.cells] if is_solution(cell)] if handed_in is not None else []
    own = [cell for cell in handed_in.cells if not is_locked(cell)] if handed_in is not None else []
    taken = {name for cell in [*theirs, *own] if cell.cell_type == "code" for name in _bound(cell.source)}
    for cell in [*(cell for cell in given if is_locked(cell)), *ordinary]:
        for statement in _imports(cell.source):
            modules = [getattr(statement, "module", None) or alias.name for alias in statement.names]
            if any(module.partition(".")[0] in needed for module in modules):
                continue
            if not is_locked(cell) and any(_name_of(alias) in {*taken, *names} for alias in statement.names):
                continue
            for name, one in _one_by_one(statement):
                names.setdefault(name, Import([])).statements.append(one)
    return names


def _one_by_one(statement: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, ast.stmt]]:
    """The names that a statement imports, each with a statement that imports it alone."""
    aliases = statement.names
    if aliases[0].name == "*":  # only the module knows what it brings
        aliases = [ast.alias(name, lineno=1, col_offset=0) for name in Import([statement]).found]
    for alias in aliases:
        one = copy.copy(statement)
        one.names = [alias]
        yield _name_of(alias), one


def _name_of(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]


@for_each_text
def _bound(source: str) -> frozenset[str]:
    """The names that a cell gives to something, but for what it imports."""
    names: set[str] = set()
    for node in ast.walk(_parsed(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.add(node.id)
    return frozenset(names)


def _parsed(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # a magic, or what a student has not finished
        return ast.Module([], [])


@for_each_text
def _imports(source: str) -> tuple[ast.Import | ast.ImportFrom, ...]:
    """The import statements of a cell outside its functions and classes."""
    found: list[ast.Import | ast.ImportFrom] = []
    waiting: list[ast.AST] = [_parsed(source)]
    while waiting:
        for node in ast.iter_child_nodes(waiting.pop()):
            if isinstance(node, ast.Import | ast.ImportFrom):
                found.append(node)
            elif isinstance(node, ast.If | ast.Try | ast.With):
                waiting.append(node)
    return tuple(found)


@for_each_text
def _compiled(source: str) -> tuple[CodeType, frozenset[str]]:
    """A test, and the names in it."""
    code = compile(source, "<test>", "exec", dont_inherit=True)
    names: set[str] = set()
    waiting = [code]
    while waiting:
        one = waiting.pop()
        names.update(one.co_names)
        waiting += [constant for constant in one.co_consts if isinstance(constant, CodeType)]
    return code, frozenset(names)


def try_cell(
    source: str,
    trusted: Mapping[str, Import],
    student: Student,
    seed: str,
    seconds: float | None = None,
    helpers: Helpers = NO_HELPERS,
) -> Trial:
    """Runs one test cell.

    Args:
        source: the cell, hidden tests and all.
        trusted: of `trusted_names`.
        student: whose functions are tested.
        seed: what the test's random points follow from.
        seconds: of this process's own processor time that judging may take; as the limits say unless told. The
            student's side has limits of its own.
        helpers: what the course's own cells define of what the test uses.

    Returns:
        The verdict: PASSED only where the cell ran to its end.
    """
    trial, started, printed = Trial(ERROR), time.monotonic(), io.StringIO()
    worked, memory = time.process_time(), student.limits.judging_memory
    seconds = student.limits.judging if seconds is None else seconds
    names = _Names(trusted, student, _Keeper(trial.outputs, student.limits.output).keep)
    try:
        code, used = _compiled(source)
        names.bring(used)  # now, so that no limit of time stops it half-way
        student.give(helpers)
        with (
            shown_to(trial.outcomes.append),
            repeatable(seed),
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(io.StringIO()),
            bounded(seconds, memory),  # the innermost: what it interrupts is the test alone
        ):
            exec(code, names)
        trial.verdict = PASSED
    except Gone as gone:
        trial.verdict, trial.name, trial.message = gone.verdict, "ProcessEnded", gone.reason
    except CheckFailed as failed:
        trial.verdict = _VERDICTS.get(type(failed.outcome), FAILED)
        trial.name, trial.failed = "CheckFailed", failed.outcome
        trial.message, trial.rows = failed.outcome.headline, failed.outcome.rows
    except NotImplementedError as error:
        trial.verdict, trial.name, trial.message = NOT_ATTEMPTED, type(error).__name__, str(error) or "not attempted"
        if stopped := getattr(error, "stopped", ""):  # there is an answer, and the raise of its stub beside it
            trial.verdict, trial.message = ERROR, stopped
    except AssertionError as error:
        trial.verdict, trial.name, trial.message = FAILED, type(error).__name__, str(error) or "an assertion failed"
    except JudgedTooLong:
        student.end()  # it may have been in the middle of a message
        trial.verdict, trial.name = TIMEOUT, "Timeout"
        trial.message = f"judging the answers took more than {seconds:.0f} s: {_TOO_LARGE}"
    except MemoryError as error:
        trial.name, trial.message = "MemoryError", f"MemoryError: {error}"
        if not getattr(error, "theirs", False):
            trial.message = f"judging the answers took more than {memory / 1e6:.0f} MB of memory: {_TOO_LARGE}"
    except Exception as error:
        trial.name, trial.message = type(error).__name__, f"{type(error).__name__}: {error}"
    with contextlib.suppress(Gone):  # then it is lost, and whoever started it sees that
        student.leave_the_rest()
    trial.seconds, trial.printed = time.monotonic() - started, printed.getvalue()
    trial.judging = time.process_time() - worked
    return trial


@dataclass
class _Keeper:
    """Keeps what a student's functions print while they are tested, up to a number of characters."""

    kept: list[NotebookNode]
    left: int

    def keep(self, said: list[Any]) -> None:
        """Adds the outputs of one call, unchecked as yet."""
        for output in outputs_of(said, self.left) if self.left > 0 else ():
            if output.output_type == "stream":
                self.left -= len(output.text)
                output.name = "stdout"  # to nbgrader, a word on stderr is a test that failed
                self.kept.append(output)


class _Names(dict):
    """The names of a test cell: its own, the trusted ones, and those of the student's notebook."""

    def __init__(self, trusted: Mapping[str, Import], student: Student, keep: Callable[[list[Any]], None]) -> None:
        super().__init__(__name__="__main__")
        self._trusted, self._student, self._keep = trusted, student, keep

    def bring(self, names: Iterable[str]) -> None:
        """Imports those of the names that are trusted ones."""
        for name in names:
            if name in self._trusted:
                self.update(self._trusted[name].found)

    def __missing__(self, name: str) -> Any:
        self.bring([name])
        if name in self:
            return self[name]
        if hasattr(builtins, name):
            raise KeyError(name)  # Python's own, whatever a student calls by the same name
        value = self._student.look_up(name)
        if isinstance(value, RemoteFunction):
            value.printed = self._keep
            self[name] = value  # it is found by its name at every call, so nobody need look it up twice
        return value
