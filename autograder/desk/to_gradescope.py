"""Knows how pages and marks get to Gradescope, which takes no files for students: as an autograder that tells them.

    run_autograder     tells the submission that it is started for its mark and its page
    setup.sh           sees to Python
    marks.json         points by the submission's number
    pages/NUMBER.html  the page, without what surrounds it

An instructor uploads it under *Configure Autograder* and has all submissions graded again. The forms are those of
Gradescope's documentation for autograders (`submission_metadata.json`, `results.json`).
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import BinaryIO

from autograder.desk.students import Student

_TEMPLATES = Path(__file__).with_name("templates")
_SETUP = "#!/usr/bin/env bash\ncommand -v python3 >/dev/null || { apt-get update && apt-get install -y python3; }\n"
_RUNS = ("run_autograder", "setup.sh")


def submission_number(student: Student, notebook: str) -> str | None:
    """The number that Gradescope gave what was taken of a student's; None where it is from elsewhere."""
    handed = student.handed_in.get(notebook)
    return str(handed.attempt[0]) if handed and handed.platform == "gradescope" and len(handed.attempt) == 1 else None


def contents(pages: Iterable[tuple[str, Path]], points: Mapping[str, float]) -> dict[str, bytes]:
    """The files of the archive.

    Args:
        pages: the number of each submission, and its page.
        points: by the number.
    """
    files = {f"pages/{number}.html": _inner(path) for number, path in pages}
    files["marks.json"] = (json.dumps(dict(sorted(points.items())), indent=1) + "\n").encode()
    files["run_autograder"] = (_TEMPLATES / "run_autograder.txt").read_bytes()
    files["setup.sh"] = _SETUP.encode()
    return files


def fill(file: BinaryIO, files: Mapping[str, bytes]) -> None:
    """The same files, the same bytes; what Gradescope starts can be started."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name)
            entry.create_system, entry.external_attr = 3, (0o755 if name in _RUNS else 0o644) << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)


def _inner(page: Path) -> bytes:
    """What stands inside a page: it is shown in a page of Gradescope's."""
    text = page.read_text(encoding="utf-8")
    return text[text.index("<main>") + len("<main>") : text.rindex("</main>")].strip().encode()
