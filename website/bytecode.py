"""Compiles the Python in the site's own wheels beforehand, for the very version that runs in the browser.

That version has to be installed here (``python3.14`` for Pyodide 314). Without it a reader's browser compiles at each
start, which takes it seconds. The sources stay beside it: where the byte-code does not fit, Python takes them.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from website.errors import SiteError

_COMPILE = """
import pathlib, py_compile, sys
root = pathlib.Path(sys.argv[1])
for path in sorted(root.rglob("*.py")):
    py_compile.compile(
        str(path), dfile=path.relative_to(root).as_posix(), quiet=2,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
"""


def compiler(version: str) -> str | None:
    """The program of a Python of this version (``3.14.0``), whose byte-code is that of all 3.14; None without one."""
    major, minor, *_ = version.split(".")
    if sys.version_info[:2] == (int(major), int(minor)):
        return sys.executable
    return shutil.which(f"python{major}.{minor}")


def with_bytecode(files: Mapping[str, bytes], python: str | None) -> dict[str, bytes]:
    """These files, by name, and the byte-code of the Python among them; only themselves where there is no compiler.

    Raises:
        SiteError: the compiler does not run.
    """
    if python is None:
        return dict(files)
    with tempfile.TemporaryDirectory(prefix="bytecode-") as temporary:
        root = Path(temporary)
        for name, content in files.items():
            if name.endswith(".py"):
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_bytes(content)
        done = subprocess.run([python, "-I", "-c", _COMPILE, str(root)], capture_output=True, text=True, check=False)
        if done.returncode:
            raise SiteError(f"{python} does not compile:\n{done.stderr.strip()[-1000:]}")
        made = {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*.pyc"))}
    return {**files, **made}
