"""Makes wheels of pure Python packages: the same files, the same bytes.

``utils`` is taken from the checkout; what things to move need, and Pyodide does not bring, from what is installed here.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from website.errors import SiteError

_THEN = (2020, 1, 1, 0, 0, 0)  # the time that every file in an archive was changed: else the bytes differ each time


@dataclass(frozen=True)
class Package:
    """A package that Pyodide does not bring.

    Attributes:
        name: as it is installed.
        imports: what of it is imported.
        depends: on which others it stands.
    """

    name: str
    imports: tuple[str, ...]
    depends: tuple[str, ...] = ()


# What `utils.play` shows things to move with.
WIDGETS = (
    Package("comm", ("comm",)),
    Package("psygnal", ("psygnal",)),
    Package("ipywidgets", ("ipywidgets",), ("comm", "ipython", "traitlets")),
    Package("anywidget", ("anywidget",), ("ipywidgets", "psygnal", "typing-extensions")),
)
COURSE = Package("neural-networks-course", ("utils",), ("numpy", "matplotlib", "pillow", "anywidget"))
# SciPy is loaded when it is imported: `utils.late`.


def course_files(root: Path) -> dict[str, bytes]:
    """``utils``, as files by name."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted((root / "utils").rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def installed_files(package: Package) -> tuple[str, dict[str, bytes]]:
    """The version of an installed package, and its files by name: its Python alone, no machine code."""
    try:
        found = importlib.metadata.distribution(package.name)
    except importlib.metadata.PackageNotFoundError:
        raise SiteError(f"{package.name} is not installed", "make site installs it") from None
    files = {}
    for file in sorted(found.files or [], key=str):
        inside = file.as_posix()
        path = Path(str(file.locate()))
        belongs = inside.split("/")[0] in package.imports and "__pycache__" not in inside
        if belongs and path.suffix not in (".so", ".pyd", ".dylib"):
            files[inside] = path.read_bytes()
    return found.version, files


def wheel(name: str, version: str, files: Mapping[str, bytes]) -> tuple[str, bytes]:
    """The file name and the bytes of these files as a wheel."""
    stem = f"{name.replace('-', '_')}-{version}"
    info = f"{stem}.dist-info"
    everything = {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: website\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        **files,  # what was a wheel before says this itself
    }
    return f"{stem}-py3-none-any.whl", packed(with_record(everything, info))


def with_record(files: Mapping[str, bytes], info: str) -> dict[str, bytes]:
    """The files of a wheel with the list of them that a wheel has."""
    lines = [
        f"{name},sha256={base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b'=').decode()},{len(content)}"
        for name, content in files.items()
    ]
    return {**files, f"{info}/RECORD": "\n".join([*lines, f"{info}/RECORD,,", ""]).encode()}


def packed(files: Mapping[str, bytes]) -> bytes:
    """The bytes of an archive of these files."""
    import io

    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _THEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            file.writestr(entry, content)
    return archive.getvalue()
