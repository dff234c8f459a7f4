"""What the cells of this notebook did in this kernel: which definition stands, and whether the last edit of it failed.

A check judges the function that the kernel holds. If the cell that was to define it anew stopped with an error, that
is the version before. And after a restart, names are missing whose cells were not run. IPython tells of every cell
that is run; here is kept what checks, pictures and the summary want to know of it. Where there is no IPython, and in
grading, nothing is watched and nothing is known.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from utils.notebook_file import read_notebook


@dataclass(frozen=True)
class Edit:
    """The latest cell that was to define a name.

    Attributes:
        definition: what it defines, the same for cells that differ in comments and layout only.
        failed: the error that kept it from doing so, with its line; empty where it did.
    """

    definition: str
    failed: str = ""


@dataclass
class _Session:
    shell: Any = None
    edits: dict[str, Edit] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)  # what the names of the running cell stood for before it
    source: str = ""  # of the cell that runs, or ran last


_session = _Session()


def watch(shell: Any) -> None:
    """Watch the cells that ``shell`` (an IPython shell) runs from now on. Once is enough; more do no harm."""
    if _session.shell is shell:
        return
    forget()
    _session.shell = shell
    shell.events.register("pre_run_cell", _begins)
    shell.events.register("post_run_cell", _ended)


def forget() -> None:
    """Watch no longer, and forget everything."""
    if _session.shell is not None:
        _session.shell.events.unregister("pre_run_cell", _begins)
        _session.shell.events.unregister("post_run_cell", _ended)
    _session.shell = None
    _session.edits.clear()
    _session.before.clear()
    _session.source = ""


def running() -> str:
    """The source of the cell that is running; empty where nothing is watched."""
    return _session.source


def definition(name: str) -> str:
    """The definition of ``name`` that the kernel holds, or that was to replace it; empty where none was seen."""
    return _session.edits[name].definition if name in _session.edits else ""


def last_edit_failed(name: str) -> str:
    """How the last cell that was to define ``name`` failed: ``SyntaxError in line 3``; empty where it did not."""
    return _session.edits[name].failed if name in _session.edits else ""


def giver(name: str) -> str:
    """Where in the notebook a name is given: section and first line of the cell; empty where that is unknown."""
    section = ""
    for kind, source in _cells():
        if kind == "markdown":
            section = ([section] + [line.lstrip("# ") for line in source.splitlines() if line.startswith("#")])[-1]
        elif kind == "code" and name in given(source):
            lines = [line for line in source.splitlines() if line.strip() and not line.lstrip().startswith("#")]
            under = f"under “{section}”, " if section else ""
            return f"{under}in the cell that begins with `{lines[0].strip()}`" if lines else ""
    return ""


def cells_are_known() -> bool:
    """Whether the cells of this kernel's notebook can be looked into: then a name may be given by none of them."""
    return any(True for _ in _cells())


def given(source: str) -> set[str]:
    """The names that a cell's source gives a meaning to, outside its functions."""
    tree = _parsed(source)
    if tree is None:
        return set(re.findall(r"^(?:def|class)\s+(\w+)", source, re.MULTILINE))
    return set(_given(tree))


def _given(tree: ast.AST) -> Iterator[str]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from ((alias.asname or alias.name).partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif not isinstance(node, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            yield from _given(node)


def _parsed(source: str) -> ast.Module | None:
    try:
        transform = getattr(_session.shell, "transform_cell", None)
        return ast.parse(transform(source) if transform is not None else source)
    except (SyntaxError, ValueError):
        return None


def _definitions(source: str) -> dict[str, str]:
    """The functions, classes and predictions that a cell defines, each with its definition in a form to compare."""
    tree = _parsed(source)
    if tree is None:
        names = re.findall(r"^(?:(?:def|class)\s+(\w+)|(prediction\w*)\s*=)", source, re.MULTILINE)
        return {one or other: source for one, other in names}
    found = {node.name: ast.dump(node) for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    for node in tree.body:
        for target in node.targets if isinstance(node, ast.Assign) else ():
            if isinstance(target, ast.Name) and target.id.startswith("prediction"):
                found[target.id] = ast.dump(node)
    return found


def _begins(info: Any) -> None:
    names = _session.shell.user_ns
    _session.source = info.raw_cell or ""
    _session.before = {name: names.get(name) for name in _definitions(info.raw_cell or "")}


def _ended(result: Any) -> None:
    error = result.error_before_exec or result.error_in_exec
    for name, text in _definitions(result.info.raw_cell or "").items():
        there = error is None or _session.shell.user_ns.get(name) is not _session.before.get(name)
        _session.edits[name] = Edit(text, "" if there else _in_words(error))
    _session.before = {}


def _in_words(error: BaseException) -> str:
    name = type(error).__name__.removeprefix("_").replace("IncompleteInputError", "SyntaxError")
    line = getattr(error, "lineno", None)
    tb = error.__traceback__
    while line is None and tb is not None:
        if tb.tb_frame.f_code.co_name == "<module>" and tb.tb_frame.f_globals is _session.shell.user_ns:
            line = tb.tb_lineno
        tb = tb.tb_next
    place = f"{name} in line {line}" if line else name
    if isinstance(error, SyntaxError) and re.search(r"\blambda\b(?!\s*[\w, =*]*:)", error.text or ""):
        return f"{place}: lambda is a reserved word, and λ is called lam"
    return place


def _cells() -> Iterator[tuple[str, str]]:
    """The kind and source of the cells of this kernel's notebook, as it was saved last; none where it is not known."""
    names = _session.shell.user_ns if _session.shell is not None else {}
    said = names.get("__vsc_ipynb_file__") or os.environ.get("JPY_SESSION_NAME") or ""
    try:
        if Path(said).suffix == ".ipynb":
            for cell in read_notebook(Path(said))["cells"]:
                yield cell["cell_type"], cell["source"]
    except (OSError, ValueError):
        return
