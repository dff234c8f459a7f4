"""The grader's own side has limits too: what is read is looked at first, and judging an answer ends."""

from __future__ import annotations

import json
import os
import signal
import stat
import sys
import time

import pytest

from autograder.engine import grade_notebook
from autograder.judging import JudgedTooLong, bounded
from autograder.limits import Limits
from autograder.results import read_result, result_key

NAME = "01_tiny"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits are asked of Linux")


def _cell(nb, name):
    return next(cell for cell in nb.cells if cell.id == name)


@pytest.fixture
def warm(warm_with):
    return warm_with(confined=False)


@pytest.fixture
def grade(tmp_path, tiny_release, tiny_solved, warm):
    """Grades the perfect notebook with one test replaced; its tests by name."""

    def run(test, limits):
        _cell(tiny_release, "test_square").source = test
        path = tmp_path / f"{NAME}.ipynb"
        path.write_text(json.dumps(tiny_solved))
        result = grade_notebook(path, tiny_release, limits, warm=warm)
        return {one.grade_id: one for one in result.tests}

    return run


@pytest.mark.parametrize(
    "test",
    [
        "while square(2): pass",
        "sum(square(1) for i in range(10**9))",
        "try:\n    while square: pass\nexcept Exception:\n    pass",
        "import utils.outcomes\n[i for i in range(10**9) if i < 0]",
    ],
)
def test_judging_ends_after_its_time_and_the_other_tests_are_judged(test, grade):
    started = time.process_time()
    tests = grade(test, Limits(judging=0.6))
    assert tests["test_square"].verdict == "timeout" and tests["test_square"].points == 0
    assert tests["test_square"].message.startswith("judging the answers took more than 1 s")
    assert [tests[name].points for name in ("test_double", "test_square_negative")] == [12, 3]
    assert time.process_time() - started < 10


def test_waiting_for_a_students_function_is_no_judging(grade, tiny_solved):
    """Only this process's own work counts."""
    _cell(tiny_solved, "square").source = "import time\ndef square(x):\n    time.sleep(1.5)\n    return x * x"
    assert grade("assert square(3) == 9", Limits(judging=1.0))["test_square"].points == 5


def test_judging_takes_so_much_memory_and_no_more(grade):
    tests = grade("square(2)\nlarge = [b'x' * 10**6 for i in range(10_000)]", Limits(judging_memory=300_000_000))
    assert tests["test_square"].message.startswith("judging the answers took more than 300 MB of memory")
    assert [tests[name].points for name in ("test_double", "test_square_negative")] == [12, 3]


def test_a_students_own_lack_of_memory_is_not_the_graders(grade, tiny_solved):
    _cell(tiny_solved, "square").source = "def square(x):\n    raise MemoryError('too much')"
    assert grade("square(2)", Limits())["test_square"].message == "MemoryError: too much"


def test_the_time_for_a_whole_notebook_is_limited_as_well(grade):
    tests = grade("while True: pass", Limits(judging=5.0, judging_notebook=1.0))
    assert tests["test_square"].verdict == "timeout"
    assert tests["test_square_negative"].verdict == "not run"
    assert "the time for judging was used up" in tests["test_square_negative"].message


def test_a_bound_leaves_signals_and_limits_as_they_were():
    import resource

    before = signal.getsignal(signal.SIGPROF), resource.getrlimit(resource.RLIMIT_AS)
    for _ in range(3):
        with pytest.raises(JudgedTooLong), bounded(0.05, 10**8):
            while True:
                pass
        with pytest.raises(MemoryError), bounded(5, 10**8):
            b"x" * 10**9
    assert (signal.getsignal(signal.SIGPROF), resource.getrlimit(resource.RLIMIT_AS)) == before
    assert signal.getitimer(signal.ITIMER_PROF)[0] == 0


def test_a_notebook_made_to_take_all_memory_when_it_is_read_is_refused(tmp_path, tiny_release, warm):
    path = tmp_path / f"{NAME}.ipynb"
    path.write_text('{"nbformat": 4, "cells": [' + "[{}]," * 4_000_000 + "[]]}")
    result = grade_notebook(path, tiny_release, Limits(judging_memory=400_000_000), warm=warm)
    assert (result.status, result.points) == ("unreadable", 0)
    assert "takes more than 400 MB to read" in result.reason


# ---- what lies where a submission should -----------------------------------------------------------------------


def _fifo(path):
    os.mkfifo(path)


def _sparse(path):
    with path.open("wb") as file:
        file.truncate(10**13)


def _socket(path):
    os.mknod(path, stat.S_IFSOCK | 0o600)  # a socket's own path would have to be short


def _device(path):
    path.symlink_to("/dev/zero")


STRANGE = {
    "a pipe": (_fifo, "is not a file"),
    "a terabyte of nothing": (_sparse, "is too large: 10000000 MB"),
    "a socket": (_socket, "is not a file"),
    "a link to a device": (_device, "is a link to somewhere else"),
    "a link to a pipe": (lambda path: (_fifo(path.with_name("pipe")), path.symlink_to("pipe")), "is a link"),
    "a folder": (lambda path: path.mkdir(), "is not a file"),
}


@pytest.mark.usefixtures("graded_here")
def test_a_class_with_pipes_devices_and_links_among_the_submissions_is_graded(
    command, classroom, hand_in, tiny_solved, tmp_path
):
    hand_in("student-01", tiny_solved)
    for number, (make, _) in enumerate(STRANGE.values()):
        folder = classroom.submitted / f"strange-{number}" / NAME
        folder.mkdir(parents=True)
        make(folder / f"{NAME}.ipynb")
        os.mkfifo(folder / "timestamp.txt")
    signal.alarm(120)  # it waited for ever
    try:
        status, out, err = command("grade", "--jobs", "1", "--no-sandbox")
    finally:
        signal.alarm(0)
    assert status == 0, err
    assert read_result(classroom.record(NAME, "student-01")).points == 20
    for number, (_, reason) in enumerate(STRANGE.values()):
        result = read_result(classroom.record(NAME, f"strange-{number}"))
        assert result.status == "unreadable" and reason in result.reason, result.reason


@pytest.mark.usefixtures("graded_here")
def test_check_says_of_a_pipe_that_it_is_no_file(tmp_path, tiny_course, command):
    os.mkfifo(tmp_path / f"{NAME}.ipynb")
    signal.alarm(60)
    try:
        status, out, err = command("check", "--no-sandbox", tmp_path / f"{NAME}.ipynb")
    finally:
        signal.alarm(0)
    assert status == 1 and "is not a file" in out + err


@pytest.mark.usefixtures("graded_here")
@pytest.mark.parametrize("level", ["student", "notebook"])
def test_a_folder_that_is_a_link_to_the_solution_is_not_followed(level, command, classroom, hand_in, tiny_solved):
    hand_in("student-01", tiny_solved)
    assert command("grade", "--jobs", "1", "--no-sandbox")[0] == 0
    student = classroom.submitted / "student-02"
    if level == "student":
        student.symlink_to("../source")
    else:
        student.mkdir()
        (student / NAME).symlink_to(f"../../source/{NAME}")
    status, out, err = command("grade", "--jobs", "1", "--no-sandbox")
    result = read_result(classroom.record(NAME, "student-02"))
    assert (result.status, result.points) == ("unreadable", 0) and "is a link to somewhere else" in result.reason
    assert "student-02" in out and status == 0
    link = student if level == "student" else student / NAME
    link.unlink()
    hand_in("student-02", tiny_solved)
    command("grade", "--jobs", "1", "--no-sandbox")
    assert read_result(classroom.record(NAME, "student-02")).points == 20


def test_the_key_of_a_pipe_is_found_without_waiting_for_it(tmp_path, tiny_release):
    os.mkfifo(tmp_path / f"{NAME}.ipynb")
    signal.alarm(20)
    try:
        first = result_key(tmp_path / f"{NAME}.ipynb", tiny_release)
    finally:
        signal.alarm(0)
    (tmp_path / f"{NAME}.ipynb").unlink()
    (tmp_path / f"{NAME}.ipynb").write_text("{}")
    assert result_key(tmp_path / f"{NAME}.ipynb", tiny_release) != first
