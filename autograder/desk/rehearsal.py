"""Knows how a made-up class looks when Canvas hands it out: archives, and the gradebook to go with them.

For trying the way from the archive to the marks without anybody's work. Names are invented and look it. The files bear
the traces of real life: late ones, second uploads, names that a browser changed.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable
from pathlib import Path

from autograder.desk.sheets import write_csv
from autograder.files import write_atomically

_FAMILIES = (
    "Zwölf",
    "Éxemple",
    "Ñandú",
    "Ångström-Test",
    "O'Invented",
    "von und zu Test",
    "Łódka",
    "Test-Ümlaut",
    "İnvented",
    "Βήτα",
    "Test",
    "例",
)
_STAMP = (2026, 1, 2, 3, 4, 6)  # constant: the same class, the same archive
_NOBODY = 2  # students of the gradebook who hand in nothing


def sortable_name(number: int) -> str:
    """Family name, given name, as Canvas sorts them; another for every number."""
    return f"{_FAMILIES[number % len(_FAMILIES)]} {number:03d}, Student"


def user(number: int) -> int:
    """Canvas's number for a student."""
    return 4000 + 7 * number


def original_name(number: int, name: str) -> str:
    """What a student's file of a notebook was called when it was uploaded."""
    return {6: f"{name} ({number % 3 + 1}).ipynb", 7: f"{name.upper()}.ipynb", 8: f"{name}-2.ipynb"}.get(
        number % 11, f"{name}.ipynb"
    )


def file_name(number: int, original: str, place: int) -> str:
    """What Canvas calls a student's file, as its ContentZipper does; `place` among the files of one upload."""
    person = re.sub(r"\W", "", sortable_name(number).lower())
    late = ["LATE"] if number % 5 == 4 else []
    return "_".join([person, *late, str(user(number)), str(90_000 + 10 * number + place), original])


def write_archive(path: Path, name: str, texts: Iterable[str]) -> None:
    """Writes Canvas's archive of one assignment.

    Args:
        path: where to.
        name: of the notebook.
        texts: what student 1, 2, … handed in. One in nine also typed a remark, which comes as a file of its own.
    """
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, text in enumerate(texts, 1):
            name_there = file_name(number, original_name(number, name), 1)
            archive.writestr(zipfile.ZipInfo(name_there, _STAMP), text, zipfile.ZIP_DEFLATED)
            if number % 9 == 5:
                remark = zipfile.ZipInfo(file_name(number, "remark.txt", 2), _STAMP)
                archive.writestr(remark, "I could not open the notebook on the train.\n")
    write_atomically(path, content.getvalue())


def write_gradebook(path: Path, names: Iterable[str], students: int) -> None:
    """Writes the gradebook as Canvas exports it: with everybody, and two who have handed in nothing."""
    names = list(names)
    columns = [f"{name} ({700 + place})" for place, name in enumerate(names)]
    rows = [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *columns, "Current Score"],
        ["    Points Possible", "", "", "", "", *["20.00"] * len(names), "(read only)"],
    ]
    for number in range(1, students + _NOBODY + 1):
        rows.append(
            [
                unicodedata.normalize("NFC", sortable_name(number)),
                str(user(number)),
                f"S{number:05d}",
                f"student-{number:02d}",
                "Invented section",
                *[""] * len(names),
                "",
            ]
        )
    write_csv(path, rows, bom=False)
