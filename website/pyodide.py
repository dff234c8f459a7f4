"""Knows the Python that runs in a browser: which files it consists of, their digests, and where they come from.

``pyodide.json`` holds, of one version of Pyodide, the digests of its core and the part of its own lock that the course
needs. A reader's browser takes these files from Pyodide's official address and refuses what has another digest; or from
the site itself, where a local copy was given, every file of which is compared with its digest before.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from website.errors import SiteError

HERE = Path(__file__).parent / "pyodide.json"
LOCK = "pyodide-lock.json"
ENTRY = "pyodide.mjs"
# What the kernel, the notebooks and the things to move import; the lock says what these need.
ROOTS = (
    "numpy", "scipy", "matplotlib", "pillow", "ipython", "jedi", "micropip", "traitlets", "typing-extensions",
)  # fmt: skip


@dataclass(frozen=True)
class Distribution:
    """A version of Pyodide.

    Attributes:
        version: which.
        core: the digests (SHA-256) of the files that every Python in a browser starts with.
        info: what its lock says of itself.
        packages: by name, what its lock says of each package.
    """

    version: str
    core: Mapping[str, str]
    info: Mapping[str, Any]
    packages: Mapping[str, Mapping[str, Any]]

    @classmethod
    def known(cls) -> Distribution:
        """The one that the course was tested with."""
        kept = json.loads(HERE.read_text(encoding="utf-8"))
        return cls(kept["version"], kept["core"], kept["info"], kept["packages"])

    def locked_by(self, lock: Path) -> Distribution:
        """The same with the packages of another lock."""
        try:
            said = json.loads(lock.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise SiteError(f"{lock} cannot be read as a lock ({error})", "--lock takes a pyodide-lock.json") from None
        return replace(self, info=said["info"], packages=needed(said["packages"], ROOTS))

    def files(self) -> set[str]:
        """The names of its packages' files."""
        return {str(entry["file_name"]) for entry in self.packages.values()}


def canonical(name: str) -> str:
    """A package's name as a lock writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def needed(packages: Mapping[str, Mapping[str, Any]], roots: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    """What these packages need, and themselves."""
    found: dict[str, Mapping[str, Any]] = {}
    waiting = [canonical(root) for root in roots]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = packages[name]
            waiting += map(canonical, packages[name]["depends"])
    return dict(sorted(found.items()))


@dataclass(frozen=True)
class Own:
    """A wheel that the site has itself."""

    name: str
    version: str
    file: str
    content: bytes
    imports: tuple[str, ...]
    depends: tuple[str, ...] = ()

    def entry(self) -> dict[str, Any]:
        """What the lock says of it."""
        return {
            "name": self.name,
            "version": self.version,
            "file_name": self.file,
            "install_dir": "site",
            "sha256": hashlib.sha256(self.content).hexdigest(),
            "package_type": "package",
            "imports": list(self.imports),
            "depends": list(self.depends),
            "unvendored_tests": False,
        }


def official_address(version: str) -> str:
    """Where Pyodide's makers keep it: the address that JupyterLite has, for this version."""
    from jupyterlite_pyodide_kernel.constants import PYODIDE_CDN_URL, PYODIDE_VERSION

    return PYODIDE_CDN_URL.replace(PYODIDE_VERSION, version)


def check_copy(copy: Path, known: Distribution) -> None:
    """Compare every file of a copy of Pyodide with its digest.

    Raises:
        SiteError: a file is missing, or has another digest.
    """
    for name, digest in [*known.core.items(), *((e["file_name"], e["sha256"]) for e in known.packages.values())]:
        _check(copy / name, digest)


def place(
    target: Path, known: Distribution, own: Iterable[Own], copy: Path | None, instead: Mapping[str, bytes] | None = None
) -> str:
    """Write the lock, and beside it what the site has itself; returns where the browser finds Pyodide's entry.

    Args:
        target: a folder of the site.
        known: which files belong to it.
        own: wheels that Pyodide does not bring.
        copy: a local copy of Pyodide that becomes part of the site; without one its official address is used.
        instead: by file name, what the site has in the place of a package's file in the copy.

    Raises:
        SiteError: a file of the copy is missing, or has another digest.
    """
    target.mkdir(parents=True)
    packages = {name: dict(entry) for name, entry in known.packages.items()}
    if copy is not None:
        check_copy(copy, known)
        for name in known.core:
            shutil.copyfile(copy / name, target / name)
        for entry in packages.values():
            content = (instead or {}).get(entry["file_name"])
            if content is None:
                shutil.copyfile(copy / entry["file_name"], target / entry["file_name"])
                continue
            # In a folder of its own: a browser that keeps Pyodide's file of this name is not to take that.
            entry["sha256"] = hashlib.sha256(content).hexdigest()
            entry["file_name"] = f"{entry['sha256'][:8]}/{entry['file_name']}"
            (target / entry["file_name"]).parent.mkdir(exist_ok=True)
            (target / entry["file_name"]).write_bytes(content)
    else:
        for entry in packages.values():
            entry["file_name"] = f"{official_address(known.version)}/{entry['file_name']}"
    for one in own:
        packages[one.name] = one.entry()
        (target / one.file).write_bytes(one.content)
    lock = {"info": known.info, "packages": dict(sorted(packages.items()))}
    (target / LOCK).write_text(json.dumps(lock, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return f"{official_address(known.version)}/{ENTRY}" if copy is None else ENTRY


def _check(path: Path, digest: str) -> None:
    if not path.is_file():
        raise SiteError(f"{path.name} is not in {path.parent}", "this takes a whole copy of Pyodide's distribution")
    if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
        raise SiteError(
            f"{path.name} in {path.parent} has another digest than Pyodide's own lock says",
            "fetch it again from where Pyodide's makers keep it",
        )
