"""The first cell of every notebook finds the course's utils, or says plainly why it does not."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from autograder.source import grade_id, read_source

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def setup_cell():
    nb = read_source(ROOT / "solutions" / "00_start_here.py")
    (cell,) = [cell for cell in nb.cells if grade_id(cell) == "setup"]
    return cell.source + "\nprint(utils.__file__)"


@pytest.fixture
def run(setup_cell):
    def run_in(folder, *, libraries=True, before=""):
        """Run the cell as a kernel started in `folder` would, in a Python into which the course is not installed."""
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        if libraries:  # -S leaves out the .pth file that an editable install relies on
            environment["PYTHONPATH"] = sysconfig.get_path("purelib")
        return subprocess.run(
            [sys.executable, "-S", "-c", before + setup_cell],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
        )

    return run_in


@pytest.mark.parametrize("folder", ["notebooks", ".", "solutions/variants"])
def test_utils_is_found_from_any_folder_of_the_course_without_being_installed(run, folder):
    done = run(ROOT / folder)
    assert (done.returncode, done.stdout.strip()) == (0, str(ROOT / "utils" / "__init__.py")), done.stderr


def test_a_students_own_utils_beside_the_notebook_is_passed_over(run, tmp_path):
    (tmp_path / "utils").symlink_to(ROOT / "utils")
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "utils.py").write_text("mine = True")
    done = run(tmp_path / "notebooks")
    assert done.returncode == 0 and "notebooks" not in done.stdout


def test_another_package_called_utils_is_named_with_what_to_do(run, tmp_path):
    (tmp_path / "utils.py").write_text("theirs = True")
    last = run(tmp_path).stderr.strip().splitlines()[-1]
    assert "Another package called utils is in the way" in last and str(tmp_path / "utils.py") in last
    assert "Rename it or move it elsewhere" in last


def test_a_missing_utils_is_said_with_what_to_do(run, tmp_path):
    last = run(tmp_path).stderr.strip().splitlines()[-1]
    assert "The course's package utils was not found" in last and "pip install ." in last


def test_in_colab_which_opens_a_notebook_without_its_folder_it_is_said_how_to_get_the_rest(run, tmp_path):
    colab = "import sys, types; sys.modules['google.colab'] = types.ModuleType('google.colab')\n"
    last = run(tmp_path, before=colab).stderr.strip().splitlines()[-1]
    assert "!git clone https://github.com/OWNER/NAME course` and `%cd course`" in last and "this page's address" in last
    assert "pip install" not in last
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "utils").symlink_to(ROOT / "utils")  # what those two lines do
    assert run(tmp_path / "course", before=colab).returncode == 0


@pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / "solutions").glob("0*.py")))
def test_every_notebook_has_the_same_way_to_find_the_course(name, setup_cell):
    (cell,) = [cell for cell in read_source(ROOT / "solutions" / name).cells if grade_id(cell) == "setup"]
    end = "\nimport numpy"
    assert cell.source.partition(end)[0] == setup_cell.partition(end)[0]
