"""Compiles Python beforehand, for the very version that runs in a reader's browser, which else does so at each start.

That version is taken where it is: as ``python3.14`` (for Pyodide 314), or as a copy of Pyodide itself, run by Node.
With the copy its own packages are compiled too: those modules that a notebook imports, in the place of their sources,
since both together would be more to load. The course's sources stay beside their byte-code: tracebacks show them.
"""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from website.errors import SiteError

Files = dict[str, bytes]  # by name, what is in a wheel
RUN = Path(__file__).with_name("bytecode.mjs")

_COMPILE = """
import pathlib, py_compile, sys
root = pathlib.Path(ROOT)
for path in sorted(root.glob("*/**/*.py")):
    py_compile.compile(
        str(path), dfile="/".join(path.relative_to(root).parts[1:]), quiet=2,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
"""
# Which modules a notebook imports is seen by importing them. SciPy is not among them: see ``utils.late``.
_IMPORT = """
import contextlib, importlib, json, pathlib, pkgutil, sys
root = pathlib.Path(ROOT)
sys.path[:0] = [str(folder) for folder in sorted(root.iterdir())]
for name in (
    "IPython", "IPython.core.interactiveshell", "IPython.core.display_functions", "jedi", "micropip", "ipywidgets",
    "numpy.random", "numpy.linalg", "matplotlib.pyplot", "matplotlib.backends.backend_agg",
    "matplotlib_inline.backend_inline", "PIL.PngImagePlugin", "utils",
):
    importlib.import_module(name)
for module in pkgutil.walk_packages(sys.modules["utils"].__path__, "utils."):
    with contextlib.suppress(Exception):  # what moves asks for packages as they are installed
        importlib.import_module(module.name)
marker = "/site-packages/"
files = [str(getattr(module, "__file__", None) or "") for module in list(sys.modules.values())]
imported = sorted({file.partition(marker)[2] for file in files if marker in file and file.endswith(".py")})
(root / "imported.json").write_text(json.dumps(imported))
"""
# What of Pyodide's packages no notebook opens: headers for C, other programs' fonts (two hundred files that Matplotlib
# would read at its first picture), and data for Matplotlib's own examples.
NEVER_OPENED = ("/include/", "/mpl-data/sample_data/", "/mpl-data/fonts/afm/", "/mpl-data/fonts/pdfcorefonts/")


@dataclass(frozen=True)
class Compiler:
    """A Python of the browser's version.

    Attributes:
        program: the one that is installed here.
        pyodide: a copy of Pyodide, for Node to run.
    """

    program: str = ""
    pyodide: Path | None = None

    @classmethod
    def found(cls, version: str, copy: Path | None = None) -> Compiler | None:
        """One for this version (``3.14.0``): its byte-code is that of all 3.14. None without one.

        Args:
            version: of the Python in the browser.
            copy: a copy of Pyodide whose files were compared with their digests.
        """
        if copy is not None and shutil.which("node"):
            return cls(pyodide=copy.resolve())
        major, minor, *_ = version.split(".")
        if sys.version_info[:2] == (int(major), int(minor)):
            return cls(sys.executable)
        program = shutil.which(f"python{major}.{minor}")
        return cls(program) if program else None

    def compiled(self, trees: Mapping[str, Files]) -> dict[str, Files]:
        """These packages, each with the byte-code of the Python in it, sources kept.

        Raises:
            SiteError: the compiler does not run.
        """
        with tempfile.TemporaryDirectory(prefix="bytecode-") as temporary:
            root = Path(temporary)
            _write(root, trees)
            self._run(_COMPILE, root)
            return {name: {**files, **_read(root / name, "*.pyc")} for name, files in trees.items()}

    def in_place(self, trees: Mapping[str, Files], beside: Mapping[str, Files]) -> dict[str, Files]:
        """Pyodide's packages, with byte-code in the place of the sources that a notebook imports.

        What no notebook opens is left out.

        Args:
            trees: the packages.
            beside: the course's own, which are imported to see what they import.

        Raises:
            SiteError: the compiler does not run.
        """
        with tempfile.TemporaryDirectory(prefix="bytecode-") as temporary:
            seen, root = Path(temporary) / "seen", Path(temporary) / "root"
            _write(seen, beside)
            self._run(
                _IMPORT, seen, ("numpy", "matplotlib", "pillow", "ipython", "jedi", "micropip", "typing-extensions")
            )
            imported = set(json.loads((seen / "imported.json").read_text(encoding="utf-8")))
            chosen = {
                name: {file: content for file, content in files.items() if file in imported}
                for name, files in trees.items()
            }
            _write(root, chosen)
            self._run(_COMPILE, root)
            made = {}
            for name, files in trees.items():
                there = _read(root / name, "*.pyc")
                placed = {_beside(file): content for file, content in there.items()}
                left = {
                    file: content
                    for file, content in files.items()
                    if f"{file.removesuffix('.py')}.pyc" not in placed and not any(one in file for one in NEVER_OPENED)
                }
                made[name] = {**left, **placed}
            return made

    def _run(self, program: str, root: Path, packages: tuple[str, ...] = ()) -> None:
        if self.pyodide is None:
            command = [self.program, "-I", "-"]
            program = program.replace("ROOT", repr(str(root)))
        else:
            command = ["node", str(RUN), str(self.pyodide), str(root), ",".join(packages)]
            program = program.replace("ROOT", "'/folder'")
        done = subprocess.run(command, input=program, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SiteError(f"{command[0]} does not compile:\n{(done.stderr or done.stdout).strip()[-1000:]}")


def unpacked(wheel: bytes) -> Files:
    """The files of a wheel, without the list of them, which packing makes anew."""
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        return {
            name: archive.read(name)
            for name in sorted(archive.namelist())
            if not name.endswith(("/", ".dist-info/RECORD"))
        }


def _beside(file: str) -> str:
    """Where byte-code is found that has no source: ``a/__pycache__/b.cpython-314.pyc`` -> ``a/b.pyc``."""
    path = Path(file)
    return (path.parent.parent / f"{path.name.split('.')[0]}.pyc").as_posix()


def _write(root: Path, trees: Mapping[str, Files]) -> None:
    for package, files in trees.items():
        (root / package).mkdir(parents=True)
        for name, content in files.items():
            (root / package / name).parent.mkdir(parents=True, exist_ok=True)
            (root / package / name).write_bytes(content)


def _read(root: Path, pattern: str) -> Files:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob(pattern))}
