"""A class whose grading is killed at its most delicate moments, and started again, ends as if nothing had happened."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from killing import killed_at

from autograder.demo import make_class
from benchmarks.classes import Made, surroundings
from benchmarks.resume import differences, finish, outcome, partial_files, start
from benchmarks.watching import adopting, left_over

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="processes are looked for in /proc"),
    pytest.mark.second_stage,  # the first has Ctrl-C, and what is written last (`test_grade_class`)
]

NAME, STUDENTS = "01_tiny", 12
# The third file is the executed notebook of the second submission: its marks are in the gradebook already.
MOMENTS = {
    "while submissions run": ("autograder.batch", "record", "1"),
    "with half a file written": ("os", "replace", "3"),
    "before the record that it is done": ("autograder.batch", "write_result", "3"),
}


@pytest.fixture
def made(tiny_course, classroom) -> Made:
    make_class(tiny_course, classroom, STUDENTS)
    return Made(NAME, tiny_course.root)


@pytest.fixture
def folder() -> Iterator[Path]:
    """One whose path is short: a socket's may have some hundred characters, and lies in its temporary files."""
    with tempfile.TemporaryDirectory(prefix="resume-") as folder:
        yield Path(folder)


def test_a_class_killed_three_times_ends_with_the_marks_of_an_undisturbed_run_and_leaves_nothing(
    made, tmp_path, folder
):
    whole, again = made.copy(tmp_path / "whole"), made.copy(tmp_path / "again")
    graded, half_written = [], []
    with adopting() as before:
        finish(start(whole, folder, 1, []), folder)
        for moment in MOMENTS.values():
            grade = ["grade", "--jobs", "2", "--seed", "1"]
            killed_at(moment, grade, again.root.parent, surroundings(folder))
            assert left_over(before) == []
            graded.append(len(list(again.results.glob("*/[!.]*.json"))))
            half_written.append(len(partial_files(again)))
        finish(start(again, folder, 1, []), folder)
        assert left_over(before) == []
    assert graded == [0, 1, 3]  # what was recorded before a kill was not done again after it
    # Which submission is next is not told, so the file begun in the second run may still lie there after the third.
    assert half_written[:2] == [0, 1] and half_written[2] <= 1
    assert partial_files(again) == set()
    assert not list(folder.glob("temporary/warm-*"))
    expected = outcome(whole, NAME)
    assert len(expected) == 3 * STUDENTS and None not in expected.values()
    assert differences(expected, outcome(again, NAME)) == []
