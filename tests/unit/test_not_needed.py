"""What libraries import though no command needs it waits until it is asked for, and is all there then."""

from __future__ import annotations

import subprocess
import sys

import pytest

START = "import sys, autograder, nbgrader.api, nbgrader.utils;"


def _said(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", START + code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("module", ["jupyter_server", "nbgrader.apps", "setuptools", "arrow", "lark", "nbconvert"])
def test_the_gradebook_is_there_without_it(module):
    assert _said(f"print({module!r} in sys.modules)") == "False"


def test_a_server_extension_is_there_for_who_loads_it_imports_from_it_or_looks_into_it():
    said = _said(
        "import nbgrader.server_extensions.formgrader.handlers as one;"
        "from nbgrader.server_extensions.course_list.handlers import CourseListHandler as two;"
        "import nbgrader.server_extensions.assignment_list as three;"
        "print(one.__name__, two.__name__, three.handlers.__name__, nbgrader.load_validate.__module__)"
    )
    assert said == (
        "nbgrader.server_extensions.formgrader.handlers CourseListHandler "
        "nbgrader.server_extensions.assignment_list.handlers autograder.not_needed"
    )


def test_what_starts_an_extension_starts_the_real_one():
    said = _said(
        "app = type('App', (), {})();\ntry: nbgrader.load_validate(app)\nexcept AttributeError as error: print(error)"
    )
    assert "'App' object has no attribute" in said


def test_archives_are_unpacked_as_ever(tmp_path):
    said = _said(
        "import zipfile, os;"
        f"os.chdir({str(tmp_path)!r});"
        "archive = zipfile.ZipFile('a.zip', 'w'); archive.writestr('one.txt', 'x'); archive.close();"
        "os.mkdir('out'); nbgrader.utils.unzip('a.zip', 'out'); print(sorted(os.listdir('out')))"
    )
    assert said == "['one.txt']"


def test_where_nbgrader_was_started_first_nothing_is_put_in_a_module_s_place():
    code = (
        "import sys, nbgrader, autograder; print(type(sys.modules['nbgrader.server_extensions.formgrader']).__name__)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "module"
