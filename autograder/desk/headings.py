"""Knows which list a platform's list is, by its headings, and what each of them is in English; nothing of people.

Moodle's headings are known in the languages of `moodle_words`; in any other its worksheet is known by its shape.
"""

from __future__ import annotations

import re
from pathlib import Path

from autograder.desk.platforms.moodle_words import COLUMNS, LANGUAGES
from autograder.errors import CourseError
from autograder.saying import printable

CANVAS, WORKSHEET, MOODLE, GENERIC = KINDS = (
    "Canvas's gradebook",
    "Moodle's grading worksheet",
    "Moodle's grades",
    "a list of students",
)
_PREAMBLE = 4  # lines that may stand before the headings

# Headings, lower case, and what kind of id each holds, for lists that are no worksheet.
IDS = {
    CANVAS: {"id": "canvas", "sis user id": "canvas-sis", "sis login id": "canvas-login"},
    MOODLE: {"email address": "moodle-email", "id number": "moodle-idnumber", "username": "moodle-user"},
    GENERIC: {
        "student": "folder",
        "folder": "folder",
        "student id": "id",
        "id": "id",
        "orgdefinedid": "id",
        "sid": "gradescope-sid",
        "username": "login",
        "login": "login",
        "eid": "login",
        "github_username": "login",
        "email": "gradescope",
        "email address": "gradescope",
        "e-mail": "gradescope",
    },
}


def kind_of(path: Path, rows: list[list[str]]) -> tuple[str, list[str], int]:
    """Which list it is, its headings in English as far as that is known, and in which row they stand.

    Raises:
        CourseError: it has not the columns of any.
    """
    for start, header in enumerate(rows[:_PREAMBLE]):
        if any(len(title) >= len(header) for title in rows[:start]):  # Sakai's title is shorter than what follows
            break
        english = _in_english(header)
        if kind := _by_columns({plain(one) for one in english}):
            return kind, english, start
    if english := _by_shape(rows):
        return WORKSHEET, english, 0
    raise CourseError(
        f"{path} has not the columns of a list of students (it has {printable(', '.join(rows[0][:6]))})",
        "Canvas's has Student, ID, Section; Moodle's worksheet Identifier, Grade; Moodle's grades First name, Email "
        "address; any other Student, ID or Email",
    )


def _by_columns(have: set[str]) -> str:
    if {"id", "section"} <= have and ("student" in have or {"lastname", "firstname"} <= have):
        return CANVAS
    if {"identifier", "grade"} <= have:
        return WORKSHEET
    if {"first name", "email address"} <= have or "id number" in have:
        return MOODLE
    return GENERIC if have & set(IDS[GENERIC]) else ""


def _in_english(header: list[str]) -> list[str]:
    """Moodle's headings as they are in English, where another language explains more of them."""
    best, most = header, sum(plain(one) in map(plain, COLUMNS) for one in header)
    for words in LANGUAGES.values():
        pairs = [(one, english) for english, word in zip(COLUMNS, words, strict=True) for one in word.split("|")]
        of = {plain(one): english for one, english in pairs if one}
        known = [of.get(plain(one)) for one in header]
        have = {plain(one) for one in known if one}
        if len(have) > most and _by_columns(have) in (WORKSHEET, MOODLE):
            best = [there or one for there, one in zip(known, header, strict=True)]
            most = len(have)
    return best


def _by_shape(rows: list[list[str]]) -> list[str]:
    """A worksheet's headings in English, by what stands below them: one word and a number, a name, an e-mail.

    Which of the others is the grade does not show, so that nothing can be exported with it.
    """
    header, body = rows[0], [row for row in rows[1:] if any(cell.strip() for cell in row)]
    found = [re.fullmatch(r"(\D*[^\W\d]\D*?)\s*\d+", row[0].strip()) for row in body]
    if not body or len(header) < 5 or not all(found) or len({one[1] for one in found if one}) > 1:
        return []
    english = ["Identifier", *header[1:]]
    for column in range(1, len(header)):
        cells = [row[column].strip() for row in body if len(row) > column]
        if all("@" in cell for cell in cells):
            english[column] = "Email address"
        elif column == 1 and all(cell and not cell.isdecimal() for cell in cells):
            english[column] = "Full name"
    return english


def plain(heading: str) -> str:
    """A heading as it is compared: case and blanks apart."""
    return " ".join(heading.casefold().split())
