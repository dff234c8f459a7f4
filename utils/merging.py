"""Merges what a reader wrote in one edition of a notebook into another one, cell by cell. Reads and writes no file.

What belongs to which cell is known from nbgrader's names and from cell ids. The id of a given cell is a digest of what
it says, so a cell that a reader has changed is known from one that the course has.
"""

from __future__ import annotations

import ast
import copy
import hashlib
import itertools
import re
from dataclasses import dataclass, field
from typing import Any

from utils import session
from utils.checks.left_over import is_answered

Cell = dict[str, Any]

_GIVEN_ID = re.compile(r"[0-9a-f]{12}(-\d+)?")
_RAISE = re.compile(r"^[ \t]*raise NotImplementedError\b", re.MULTILINE)
_BLANK = "YOUR ANSWER HERE"  # what stands in the place of an answer in words
_PREDICTION = re.compile(r"""^(prediction\w*\s*=\s*)(".*?"|'.*?')""", re.MULTILINE)


def digest(kind: str, source: str) -> str:
    """The id of a given cell of this kind (``code``, ``markdown``) with this text."""
    return hashlib.sha1(f"{kind}\n{source}".encode(), usedforsecurity=False).hexdigest()[:12]


@dataclass
class Merged:
    """What became of what a reader wrote.

    Attributes:
        cells: of the new edition, with what was taken, without outputs.
        taken: what was carried over: exercises, predictions, changed cells.
        own: how many cells that the reader added.
        look: what was carried over and needs a look, with the reason.
        left: what was not, with the reason.
        open: exercises of the new edition that have no answer yet.
    """

    cells: list[Cell]
    taken: list[str] = field(default_factory=list)
    own: int = 0
    look: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)


def merge(old: list[Cell], new: list[Cell]) -> Merged:
    """Carry over what the reader wrote.

    Args:
        old: the cells of the notebook that the reader worked in, each with its source as one text.
        new: those of the new edition. Where it holds an answer already, that one stays.

    Raises:
        ValueError: they are not two editions of the same notebook.
    """
    return _Merge(old, new).said


class _Merge:
    """One merge: the reader's cells are met in their order, and each finds its place."""

    def __init__(self, old: list[Cell], new: list[Cell]) -> None:
        self.new, self.said = new, Merged(copy.deepcopy(new))
        self.place = {_name(cell) or str(cell.get("id")): at for at, cell in enumerate(new)}
        self.texts = {_without_guess(cell): at for at, cell in enumerate(new) if not _is_answer(cell)}
        self.named = {_name(cell) for cell in old}
        self.has_ids = any(not _name(cell) and cell.get("id") in self.place for cell in old)  # some editors lose them
        if not self.has_ids and not self.named & self.place.keys():
            raise ValueError("no cell of it is in the corrected edition: it is another notebook")
        self.names = set().union(*(session.given(cell["source"]) for cell in old if cell["cell_type"] == "code"))
        self.met: set[str] = set()  # exercises to which an answer was found
        self.own: dict[int, list[Cell]] = {}  # by the place of the cell of the new edition that they stand below
        self.at = -1
        for cell in old:
            self._meet(cell)
        self.said.open = [_name(cell) for cell in self.said.cells if _is_answer(cell) and not _is_filled(cell)]
        self.said.cells = _together(self.said.cells, self.own)

    def _meet(self, cell: Cell) -> None:
        name = _name(cell)
        if not name and not self.has_ids:
            given = session.given(cell["source"]) if cell["cell_type"] == "code" else set()
            name = next((one for one in sorted(given - self.named) if one in self.place), "")
        known = self.place.get(name or str(cell.get("id")))
        if known is None and not name:
            known = self.texts.get(_without_guess(cell))
        if known is not None:
            self.at = known
            if _is_answer(self.new[known]):
                self._answer(_name(self.new[known]), cell)
            elif not name:
                self._change(cell)
        elif name:
            if _is_answer(cell) and _is_written(cell, None, self.names):
                self._keep(cell)
                self.said.look.append(f"{name} is no exercise any more: it is kept as a cell of your own")
        elif cell["source"].strip():
            self._unknown(cell)

    def _answer(self, name: str, cell: Cell) -> None:
        given, written = self.new[self.at], _is_written(cell, self.new[self.at], self.names)
        if name in self.met:  # copied by the reader: what runs later counts, so their order stays
            if written and cell["source"] != self.said.cells[self.at]["source"]:
                self._keep(cell)
                self.said.own += 1
        elif written is None:
            self.said.left.append(f"{name}: nothing seems to be written there, and its cell has been corrected")
        elif written:
            self.met.add(name)
            if _is_filled(given):
                self.said.left.append(f"{name}: it has another answer in the new file, which stays")
                return
            self.said.cells[self.at]["source"] = cell["source"]
            self.said.taken.append(name)
            wanted, has = _arguments(given["source"], name), _arguments(cell["source"], name)
            if wanted is not None and has is not None and wanted != has:
                self.said.look.append(f"{name} has the arguments {has}, and is asked for with {wanted}")

    def _change(self, cell: Cell) -> None:
        """A given cell, which the reader may have changed."""
        given = self.new[self.at]
        if cell["source"] == given["source"] or _is_given(cell):
            return
        if not _is_given(given):
            self.said.left.append(f"{_called(cell)}: it is changed in the new file too, which stays")
            return
        self.said.cells[self.at]["source"] = cell["source"]
        self.said.taken.append(_called(cell))

    def _unknown(self, cell: Cell) -> None:
        """A cell that the new edition does not have: the reader's own, or one of the old edition."""
        if self.has_ids and not _GIVEN_ID.fullmatch(str(cell.get("id"))):
            self._keep(cell)
            self.said.own += 1
        elif cell["cell_type"] == "code" and not _is_given(cell):
            reason = (
                "the corrected edition has another one" if self.has_ids else "it cannot be told whether it is yours"
            )
            self.said.left.append(f"{_called(cell)}: {reason}")

    def _keep(self, cell: Cell) -> None:
        about = {key: value for key, value in cell["metadata"].items() if key in ("tags", "jupyter")}
        self.own.setdefault(self.at, []).append({**copy.deepcopy(cell), "metadata": about})


def _together(cells: list[Cell], own: dict[int, list[Cell]]) -> list[Cell]:
    """The cells of the new edition and the reader's own, each with an id of its own, and no outputs."""
    ids = {cell.get("id") for cell in cells}
    merged = [*own.get(-1, [])]
    for at, cell in enumerate(cells):
        merged += [cell, *own.get(at, [])]
    for cell in itertools.chain.from_iterable(own.values()):
        if not isinstance(cell.get("id"), str) or cell["id"] in ids:
            cell["id"] = next(one for one in map("own-{}".format, itertools.count(1)) if one not in ids)
        ids.add(cell["id"])
    for cell in merged:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    return merged


def _name(cell: Cell) -> str:
    """nbgrader's name for a cell; empty where it has none."""
    about = cell["metadata"].get("nbgrader")
    return str(about.get("grade_id", "")) if isinstance(about, dict) else ""


def _is_answer(cell: Cell) -> bool:
    """Whether a cell is there for an answer."""
    about = cell["metadata"].get("nbgrader")
    return isinstance(about, dict) and bool(about.get("solution"))


def _is_given(cell: Cell) -> bool:
    """Whether a cell says what it said when it was handed out, by its id."""
    return str(cell.get("id")).partition("-")[0] == digest(cell["cell_type"], cell["source"])


def _is_filled(cell: Cell) -> bool:
    """Whether no blank is left in the place for an answer."""
    return _BLANK not in cell["source"] and not _RAISE.search(cell["source"])


def _is_written(cell: Cell, stub: Cell | None, names: set[str]) -> bool | None:
    """Whether a reader wrote something in the place for an answer; None where that cannot be told.

    Args:
        cell: the reader's.
        stub: what the new edition has there.
        names: that the notebook gives.
    """
    source = cell["source"]
    if stub is not None and _in_short(source) == _in_short(stub["source"]):
        return False
    if cell["cell_type"] != "code":
        return bool(source.strip()) and _BLANK not in source
    blanks = [source.count("\n", 0, found.end()) + 1 for found in _RAISE.finditer(source)]
    asked = len(_RAISE.findall(stub["source"])) if stub is not None else 1
    if not blanks:
        return bool(source.strip())
    return True if len(blanks) < asked or any(is_answered(source, line, names) for line in blanks) else None


def _in_short(source: str) -> str:
    """A text without what says nothing to Python: comments, layout, docstrings."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return source.strip()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:]
    return ast.dump(tree)


def _arguments(source: str, name: str) -> str | None:
    """The arguments of a function that a text defines, as they are written; None where it defines none."""
    try:
        defined = [one for one in ast.parse(source).body if isinstance(one, ast.FunctionDef) and one.name == name]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return f"({ast.unparse(defined[-1].args)})" if defined else None


def _without_guess(cell: Cell) -> str:
    return _PREDICTION.sub(r'\1""', cell["source"].strip())


def _called(cell: Cell) -> str:
    """How a cell is named to its reader: a prediction by its name, others by their first line."""
    lines = [line.strip() for line in cell["source"].splitlines() if line.strip()]
    if found := _PREDICTION.search(cell["source"]):
        return found[1].rstrip(" =")
    first = next((line for line in lines if not line.startswith("#")), lines[0])
    return f"the cell that begins with `{first[:60]}`"
