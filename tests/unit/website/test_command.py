"""The command that builds a site says what it takes, what is wrong, and destroys nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest
from our_notebooks import COURSE

from website.__main__ import main
from website.build import build
from website.edition import Edition
from website.errors import SiteError


def test_the_help_has_examples_and_the_command_runs_from_the_checkout():
    run = subprocess.run(
        [sys.executable, "-m", "website", "--help"], cwd=COURSE.root, capture_output=True, text=True, check=True
    )
    assert "examples:" in run.stdout and "--self-contained" in run.stdout


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(SiteError, match="holds something else than a site"):
        build(Edition.of(COURSE, ["00"]), tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_an_unknown_notebook_and_a_lock_that_is_none_are_named(tmp_path, capsys):
    assert main(["99", "--out", str(tmp_path / "out")]) == 1
    assert "'99' is no notebook of this course" in capsys.readouterr().err
    assert main(["00", "--out", str(tmp_path / "out"), "--lock", str(tmp_path / "none.json")]) == 1
    assert "none.json cannot be read as a lock" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
