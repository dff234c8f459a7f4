"""What a site has of Python is compiled for the browser's version, where that version is here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pyodide_copy import copy_of_pyodide

from website.bytecode import NEVER_OPENED, Compiler, unpacked
from website.errors import SiteError

FILES = {
    "pack/__init__.py": b"from pack import one",
    "pack/one.py": b"x = 1\n",
    "pack/stage.js": b"1",
    "pack/bad.py": b"(",
}
HERE = f"{sys.version_info[0]}.{sys.version_info[1]}"


def test_byte_code_is_used_in_the_place_of_a_source_and_is_the_same_each_time(tmp_path):
    compiler = Compiler.found(f"{HERE}.0")
    made = compiler.compiled({"pack": FILES})["pack"]
    assert made == compiler.compiled({"pack": FILES})["pack"]
    tag = sys.implementation.cache_tag
    assert set(made) == {*FILES, f"pack/__pycache__/__init__.{tag}.pyc", f"pack/__pycache__/one.{tag}.pyc"}
    written(tmp_path, made)
    (tmp_path / "pack" / "one.py").write_text("x = 2")  # nobody looks
    code = "import sys; sys.path.insert(0, '.'); import pack.one; print(pack.one.x, pack.one.__file__)"
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert run.stdout.split()[0] == "1" and run.stdout.strip().endswith("one.py")


def test_without_that_version_there_is_no_compiler(tmp_path, monkeypatch):
    assert Compiler.found("3.99.0") is None
    monkeypatch.setattr("website.bytecode.shutil.which", lambda name: None)
    assert Compiler.found("3.99.0", tmp_path) is None  # a copy of Pyodide, and no Node to run it


def test_a_compiler_that_does_not_run_is_named(tmp_path):
    broken = tmp_path / "python3.14"
    broken.write_text("#!/bin/sh\necho no such thing >&2\nexit 3\n")
    broken.chmod(0o755)
    with pytest.raises(SiteError, match="python3.14 does not compile:\nno such thing"):
        Compiler(str(broken)).compiled({"pack": FILES})


@pytest.mark.second_stage
def test_pyodides_own_modules_that_are_imported_are_byte_code_alone_and_the_same_each_time():
    copy = copy_of_pyodide()
    compiler = Compiler.found("3.14.0", copy)
    (cycler,), (matplotlib,) = copy.glob("cycler-*.whl"), copy.glob("matplotlib-3*.whl")
    trees = {path.name: unpacked(path.read_bytes()) for path in (cycler, matplotlib)}
    beside = {"course": {"utils/__init__.py": b"import cycler\n"}, "w": {"ipywidgets/__init__.py": b""}}
    made = compiler.in_place(trees, beside)
    assert made == compiler.in_place(trees, beside)
    assert {name for name in made[cycler.name] if "dist-info" not in name} == {"cycler/__init__.pyc", "cycler/py.typed"}
    names = set(made[matplotlib.name])
    assert {"matplotlib/pyplot.pyc", "matplotlib/backends/backend_pdf.py"} <= names  # the second is never imported
    assert not {"matplotlib/pyplot.py", "matplotlib/backends/backend_pdf.pyc"} & names
    assert any(part in name for name in trees[matplotlib.name] for part in NEVER_OPENED)
    assert not any(part in name for name in names for part in NEVER_OPENED)


def written(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
