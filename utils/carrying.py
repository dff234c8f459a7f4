"""Knows how a reader's answers get from an earlier edition of the notebooks into a corrected one: ``carry_over``.

Nothing is overwritten: a new file has the cells of the new edition and the reader's answers, and the old one stays.
Which cell is carried where is in ``merging``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from utils.browser import in_a_browser
from utils.merging import Merged, merge
from utils.notebook_file import read_notebook
from utils.words import counted

FOLDER = "carried_over"  # beside the notebooks of the new edition


@dataclass(frozen=True)
class Carried:
    """What became of one notebook.

    Attributes:
        name: of its file.
        said: what was carried over, and what was not; None where none of it could be.
        file: the new file; None where nothing was written.
        trouble: why none of it could be carried over.
    """

    name: str
    said: Merged | None
    file: Path | None = None
    trouble: str = ""

    def lines(self) -> list[str]:
        """It in words."""
        if self.said is None:
            return [self.name, f"  not taken over  {self.trouble}"]
        taken = [*self.said.taken, *([counted(self.said.own, "cell") + " of your own"] if self.said.own else [])]
        rows = [
            ("taken over", [", ".join(taken) or "nothing: there is nothing of yours in it"]),
            ("look again", self.said.look),
            ("not taken over", self.said.left),
            ("without answer", [", ".join(self.said.open)] if self.said.open else []),
        ]
        head = str(self.file) if self.file is not None else f"{self.name}: no new file"
        return [head, *(f"  {word:<16}{text}" for word, texts in rows for text in texts)]


@dataclass(frozen=True)
class Report:
    """What became of several notebooks; shows itself as the last expression of a cell."""

    notebooks: tuple[Carried, ...]

    def __repr__(self) -> str:
        lines = [line for one in self.notebooks for line in one.lines()]
        if any(one.file is not None for one in self.notebooks):
            lines.append("Open each new file and choose Run → Run All Cells: the checks are to be run again.")
        return "\n".join([*lines, "Your old files are as they were."])


def carry_over(old: str | Path, new: str | Path = ".") -> Report:
    """Take what you wrote in an earlier edition of the notebooks over to the corrected one.

    Run it in a cell of a notebook of the corrected edition. ``carry_over("../../old-course")`` takes all notebooks of
    that folder, ``carry_over("../../old-course/notebooks/04_logistic_least_squares.ipynb")`` takes one. New files are
    written to the folder ``carried_over``, under the names that are handed in. No file is changed.

    Args:
        old: a notebook that you worked in, or a folder of them.
        new: the folder of the corrected edition; the one that this notebook is in, unless told.

    Returns:
        What was taken over, and what could not be, for each notebook.

    Raises:
        ValueError: there is no notebook to take anything from, or none to take it to.
    """
    files, corrected = _notebooks(Path(old)), _folder(Path(new))
    if Path(old).is_dir():
        files = [file for file in files if (corrected / file.name).is_file()]
    elif not (corrected / files[0].name).is_file():
        raise ValueError(f"{files[0].name} is not in {corrected.resolve()}. Is it under the name that it was given?")
    if not files:
        raise ValueError(f"None of the notebooks in {old} is also in {corrected.resolve()}.{_unseen()}")
    if any(file.resolve() == (corrected / file.name).resolve() for file in files):
        raise ValueError(f"{old} is the corrected edition itself. Name the folder with what you wrote before.")
    target = _free(corrected / FOLDER, [file.name for file in files])
    return Report(tuple(_carried(file, corrected / file.name, target / file.name) for file in files))


def _notebooks(old: Path) -> list[Path]:
    if old.is_file():
        return [old]
    if found := sorted(_folder(old).glob("*.ipynb")):
        return found
    raise ValueError(f"There is no notebook at {old}, looked for from {Path.cwd()}.{_unseen()}")


def _folder(path: Path) -> Path:
    """A folder of notebooks. Where a whole course is named, it is in there."""
    inside = path / "notebooks"
    return inside if inside.is_dir() and not any(path.glob("*.ipynb")) else path


def _unseen() -> str:
    if in_a_browser() and not any(Path.cwd().glob("*.ipynb")):
        return (
            " In this browser Python sees no files at all. That is so in private windows, and where service workers "
            "are refused. Carry over in another window, or where the course is installed."
        )
    return ""


def _free(folder: Path, names: Iterable[str]) -> Path:
    """The folder, numbered if need be, in which none of these files is."""
    wanted, number, found = list(names), 1, folder
    while any((found / name).exists() for name in wanted):
        number += 1
        found = folder.with_name(f"{folder.name}_{number}")
    return found


def _carried(old: Path, new: Path, target: Path) -> Carried:
    try:
        notebook = read_notebook(new)
        said = merge(read_notebook(old)["cells"], notebook["cells"])
        if not said.taken and not said.own and not said.look:
            return Carried(old.name, said)
        _write(target, json.dumps({**notebook, "cells": said.cells}, indent=1, ensure_ascii=False) + "\n")
        return Carried(old.name, said, target)
    except (OSError, ValueError) as error:
        return Carried(old.name, None, trouble=str(error))


def _write(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("x", encoding="utf-8", newline="\n") as file:  # x: never over another file
        try:
            file.write(text)
            file.flush()
        except BaseException:  # half a notebook is worse than none
            target.unlink()
            raise
