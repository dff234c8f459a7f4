"""Where the machine is at fault: one clear line with the next step, and nothing lost but what was being done."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
import sys

import pytest

from autograder import files
from autograder.cli import main
from autograder.results import read_result

NAME = "01_tiny"


@pytest.fixture
def grade(tiny_course, classroom, new_gradebook, graded_here, monkeypatch, capsys):
    """Runs the command in the course's folder: its status and what it said on stderr."""
    monkeypatch.chdir(tiny_course.root)
    classroom.root.mkdir()
    shutil.copy(new_gradebook, classroom.gradebook)

    def run(*arguments):
        status = main(["grade", "--jobs", "1", *arguments])
        return status, capsys.readouterr().err

    return run


def test_a_damaged_gradebook_is_named_and_left_as_it_is(grade, classroom, hand_in, tiny_solved):
    hand_in("student-01", tiny_solved)
    classroom.root.mkdir(exist_ok=True)
    classroom.gradebook.write_bytes(b"no database" * 1000)
    status, err = grade()
    assert status == 1 and len(err.strip().splitlines()) == 1
    assert "gradebook.db cannot be used (file is not a database): put a copy back, or move it away" in err
    assert classroom.gradebook.read_bytes() == b"no database" * 1000


def test_a_locked_gradebook_is_said_and_the_same_command_does_the_rest(grade, classroom, hand_in, tiny_solved):
    hand_in("student-01", tiny_solved)
    grade()
    hand_in("student-02", tiny_solved)
    holder = sqlite3.connect(classroom.gradebook)
    holder.execute("BEGIN EXCLUSIVE")
    status, err = grade()
    holder.close()
    assert status == 1 and "(database is locked): close what else uses it, then run the same command again" in err
    assert grade()[0] == 0 and read_result(classroom.results / NAME / "student-02.json").points == 20


def test_a_full_disk_is_said_and_what_was_written_before_stays(grade, classroom, hand_in, tiny_solved, monkeypatch):
    hand_in("student-01", tiny_solved)
    hand_in("student-02", tiny_solved)
    replace = os.replace

    def full_at_last(source, target):
        if str(target).endswith("student-02.json"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        replace(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(files.os, "replace", full_at_last)
        status, err = grade()
    assert status == 1 and "(no space left on device): make room, then run the same command again" in err
    assert read_result(classroom.results / NAME / "student-01.json").points == 20
    assert read_result(classroom.results / NAME / "student-02.json") is None
    assert not list((classroom.results / NAME).glob(".*"))
    assert grade()[0] == 0 and read_result(classroom.results / NAME / "student-02.json").points == 20


@pytest.mark.second_stage
def test_a_folder_for_temporary_files_whose_path_is_too_long_is_named(
    tiny_course, classroom, hand_in, tiny_solved, tmp_path
):
    hand_in("student-01", tiny_solved)
    long = tmp_path / ("a" * 100)
    long.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "grade", "--jobs", "1"],
        cwd=tiny_course.root,
        env=os.environ | {"TMPDIR": str(long)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1 and len(done.stderr.strip().splitlines()) == 1
    assert f"{long} as the folder for temporary files" in done.stderr and "TMPDIR=/tmp" in done.stderr
