"""A class of forty: right answers in whatever shape people hand them in, and doubts. No mark is lost, no doubt passes."""

from __future__ import annotations

import base64
import csv
import io
import json
import os
import zipfile

import pytest
from handed_in import DOUBLE, FOUND, RIGHT, SQUARE, Sheet
from mini_course import NAME, ask_a_person

from autograder.editions import solved_edition, student_edition
from autograder.results import read_result
from autograder.source import read_source
from autograder.variants import read_variants, submission

PICTURE = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(20)).decode()
ZIP = io.BytesIO()
with zipfile.ZipFile(ZIP, "w") as packed:
    packed.writestr(f"{NAME}.ipynb", "{}")


def _right(source, course):
    """Right answers written differently, in the places where they were asked for or elsewhere: by what was done."""
    solved = submission(solved_edition(source))
    # Nobody wrote anything below the question: nothing of theirs waits for a person.
    next(cell for cell in solved.cells if cell.id == "why").source = Sheet(student_edition(source))["why"]["source"]
    for variant in read_variants(course.variants(NAME), source):
        if variant.kind == "right":
            yield f"right: {variant.name}", Sheet(submission(solved, [variant]))
    for how in list(FOUND)[:12]:
        blank = Sheet(student_edition(source))
        if "one cell" not in how and "joined with another" not in how:
            blank.write("square", SQUARE)
        yield f"found: {how}", FOUND[how](blank)
    for how in list(RIGHT)[:14]:
        yield f"right: {how}", RIGHT[how](Sheet(solved))
    loud = Sheet(solved).write("square", f"for i in range(200_000):\n    print('epoch', i)\n{SQUARE}")
    yield "right: two hundred thousand lines", loud
    stopped = Sheet(solved)
    yield "right: an import that stops", stopped.add(stopped.at("double"), "import a_package_that_is_not_here")


def _doubtful(source):
    """What a person has to look at, and a word of what is said of it."""
    solved = submission(solved_edition(source))
    blank = student_edition(source)
    yield "the answer in a text", Sheet(blank).write("square", SQUARE).end(DOUBLE, "markdown"), "answered elsewhere"
    yield "a page", "<!DOCTYPE html>\n<html><head><title>notebook</title></head></html>", "a web page"
    yield "rich text", '{\\rtf1\\ansi \\{ "cells": [ ] \\}}', "word processor"
    yield "a zip", ZIP.getvalue(), "zip"
    yield "nothing", b"", "is empty"
    yield "a pipe", None, "is not a file"
    picture = Sheet(solved).write("why", "On paper: ![](attachment:photo.png)")
    picture["why"]["attachments"] = {"photo.png": {"image/png": PICTURE}}
    yield "a picture", picture, "waits for a person"
    below = Sheet(solved)
    below.write("why", Sheet(blank)["why"]["source"])
    yield "the answer below the question", below.end("Because it must be so.", "markdown"), "waits for a person"


@pytest.mark.second_stage
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes")
@pytest.mark.usefixtures("graded_here")
def test_every_right_answer_has_its_points_every_doubt_is_in_a_list_and_export_waits(
    command, classroom, tiny_course, hand_in
):
    source = read_source(ask_a_person(tiny_course))
    right = {f"student-{number:02}": pair for number, pair in enumerate(_right(source, tiny_course), 1)}
    doubtful = {f"student-{len(right) + number:02}": case for number, case in enumerate(_doubtful(source), 1)}
    assert len(right) + len(doubtful) == 40
    for student, (_, sheet) in right.items():
        hand_in(student, json.dumps(sheet.nb))
    for student, (_, what, _) in doubtful.items():
        path = hand_in(student, json.dumps(what.nb) if isinstance(what, Sheet) else what or b"")
        if what is None:
            path.unlink()
            os.mkfifo(path)

    status, graded, err = command("grade")
    assert (status, err) == (0, "") and "40 graded now" in graded
    for student, (how, _) in right.items():
        record = read_result(classroom.record(NAME, student))
        assert record.points == 20 and not record.looks, (how, record.tests, record.looks)
        assert not how.startswith("found") or record.repairs, how
    records = {student: read_result(classroom.record(NAME, student)) for student in doubtful}
    for student, (how, _, word) in doubtful.items():
        record = records[student]
        lines = [line for line in graded.splitlines() if student in line]
        assert record.status == "unreadable" or record.looks or "waits" in word, how
        if record.status == "unreadable":
            assert word.lower() in record.reason.lower() and any(record.reason[:40] in line for line in lines), how

    status, out, err = command("export")
    assert status == 1 and "8 submissions have no final mark, so nothing was written" in err
    named = {line.split()[0] for line in (out + err).splitlines() if line.startswith("student-")}
    assert named == set(doubtful)
    for student, (how, _, word) in doubtful.items():
        assert any(word.lower() in line.lower() for line in err.splitlines() if line.startswith(student)), how
    assert not list(classroom.root.glob("marks-*"))

    assert command("report")[0] == 0
    page = (classroom.root / "report.html").read_text(encoding="utf-8")
    assert all(student in page for student in doubtful)
    assert command("export", "--without-waiting")[0] == 0
    with (classroom.root / "marks-general.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    column = next(number for number, heading in enumerate(rows[0]) if heading == NAME)
    marks = {row[0]: row[column] for row in rows[1:] if row[0].startswith("student-")}
    assert marks == dict.fromkeys(right, "20")
