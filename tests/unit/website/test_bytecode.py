"""What a site has of Python is compiled for the browser's version, where that version is here; the sources stay."""

from __future__ import annotations

import subprocess
import sys

import pytest

from website.bytecode import compiler, with_bytecode
from website.errors import SiteError

FILES = {
    "pack/__init__.py": b"from pack import one",
    "pack/one.py": b"x = 1\n",
    "pack/stage.js": b"1",
    "pack/bad.py": b"(",
}
HERE = f"{sys.version_info[0]}.{sys.version_info[1]}"


def test_byte_code_is_used_in_the_place_of_a_source_and_is_the_same_each_time(tmp_path):
    made = with_bytecode(FILES, compiler(f"{HERE}.0"))
    assert made == with_bytecode(FILES, compiler(f"{HERE}.0"))
    tag = sys.implementation.cache_tag
    assert set(made) == {*FILES, f"pack/__pycache__/__init__.{tag}.pyc", f"pack/__pycache__/one.{tag}.pyc"}
    for name, content in made.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    (tmp_path / "pack" / "one.py").write_text("x = 2")  # nobody looks
    code = "import sys; sys.path.insert(0, '.'); import pack.one; print(pack.one.x, pack.one.__file__)"
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert run.stdout.split()[0] == "1" and run.stdout.strip().endswith("one.py")


def test_without_that_version_only_the_sources_are_there():
    assert compiler("3.99.0") is None
    assert with_bytecode(FILES, None) == FILES


def test_a_compiler_that_does_not_run_is_named(tmp_path):
    broken = tmp_path / "python3.14"
    broken.write_text("#!/bin/sh\necho no such thing >&2\nexit 3\n")
    broken.chmod(0o755)
    with pytest.raises(SiteError, match="python3.14 does not compile:\nno such thing"):
        with_bytecode(FILES, str(broken))
