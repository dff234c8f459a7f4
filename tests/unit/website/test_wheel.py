"""Wheels of a site: the same bytes each time, all that `utils` needs in them, nothing compiled."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile

from our_notebooks import COURSE

from website.wheel import COURSE as OURS
from website.wheel import WIDGETS, course_files, installed_files, wheel


def course_wheel() -> tuple[str, bytes]:
    return wheel(OURS.name, "1.2.3", course_files(COURSE.root))


def test_the_course_is_one_wheel_with_the_same_bytes_each_time():
    name, content = course_wheel()
    assert (name, content) == course_wheel()
    assert name == "neural_networks_course-1.2.3-py3-none-any.whl"
    inside = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    assert {"utils/__init__.py", "utils/digits.npz", "utils/play/stage.js"} <= inside
    assert not [
        one for one in inside if "__pycache__" in one or one.startswith(("autograder", "solutions", "notebooks"))
    ]


def test_a_notebook_finds_the_course_in_the_wheel_alone(tmp_path):
    name, content = course_wheel()
    zipfile.ZipFile(io.BytesIO(content)).extractall(tmp_path)
    code = "import utils; print(utils.__file__, len(utils.data.digits().X_train))"
    run = subprocess.run(
        [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {code}"],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert run.stdout.split() == [str(tmp_path / "utils" / "__init__.py"), "1000"]


def test_what_things_to_move_need_is_taken_from_here_as_python_alone():
    for package in WIDGETS:
        version, files = installed_files(package)
        name, content = wheel(package.name, version, files)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert archive.testzip() is None
            inside = archive.namelist()
        assert version in name and f"{package.imports[0]}/__init__.py" in inside
        assert not [one for one in inside if one.endswith((".so", ".pyd")) or one.startswith("..")]
