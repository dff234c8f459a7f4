"""JupyterLite with the student editions: notebooks that run in the reader's browser."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from utils.late import LATE
from website.bytecode import Compiler, Files, unpacked
from website.edition import Edition
from website.errors import SiteError
from website.pyodide import LOCK, Distribution, Own, check_copy, place
from website.wheel import COURSE, WIDGETS, Package, course_files, installed_files, packed, wheel, with_record

KERNEL = "@jupyterlite/pyodide-kernel-extension"
# What runs in the page beside JupyterLite itself. Others that are installed here (nbgrader's) would ask a server.
EXTENSIONS = (KERNEL, "@jupyter-widgets/jupyterlab-manager", "anywidget")
KERNEL_WHEELS = ("piplite", "ipykernel", "pyodide-kernel")
# Loaded together when a kernel starts. What is named here, JupyterLite does not look for in other places.
AT_START = ("micropip", *KERNEL_WHEELS, "comm", "jedi", "ipython", COURSE.name)
STATIC = "static/pyodide"
BESIDE = Path(__file__).parent / "templates" / "live.js"  # what is said beside a notebook, and the file to hand in
THEN = 1577836800  # the time that JupyterLite gives to every file, in seconds: the beginning of 2020


def build_live(edition: Edition, target: Path, work: Path, known: Distribution, copy: Path | None) -> None:
    """Write JupyterLite with the notebooks of the edition to ``target``, which is not there yet.

    Args:
        edition: which notebooks.
        target: the folder of the site.
        work: a folder for what is made on the way.
        known: which Pyodide.
        copy: a local copy of it, which becomes part of the site.

    Raises:
        SiteError: something is not installed, or JupyterLite fails.
    """
    contents = work / "contents" / edition.folder
    contents.mkdir(parents=True)
    for name in edition.names:
        shutil.copyfile(edition.course.student(name), contents / f"{name}.ipynb")
        os.utime(contents / f"{name}.ipynb", (THEN, THEN))
    lite = work / "lite"
    lite.mkdir()
    if copy is not None:
        check_copy(copy, known)  # before any of it runs here
    compiler = Compiler.found(known.info["python"], copy)
    own, instead = _packages(edition, compiler, known, copy)
    entry = place(work / "pyodide", known, own, copy, instead)
    settings = _settings(entry if "://" in entry else f"./{STATIC}/{entry}")
    (lite / "jupyter-lite.json").write_text(json.dumps(settings, indent=1), encoding="utf-8")
    _run_jupyterlite(lite, contents.parent, target)
    shutil.copytree(work / "pyodide", target / STATIC)
    shutil.copyfile(BESIDE, target / BESIDE.name)
    python = entry if "://" in entry else f"../{STATIC}/{entry}"
    for app in ("notebooks", "lab"):
        _put_beside(target / app / "index.html", python)


def _packages(
    edition: Edition, compiler: Compiler | None, known: Distribution, copy: Path | None
) -> tuple[list[Own], dict[str, bytes]]:
    """What Pyodide does not bring; and what the site has in the place of files of Pyodide's, by their names.

    What Pyodide does not bring is the course's own, what things to move need, and the kernel's own. With byte-code,
    where there is a compiler. Pyodide's own packages only where the site has them: elsewhere they are not ours.
    """
    about: dict[str, tuple[str, Package]] = {COURSE.name: (edition.version, COURSE)}
    trees: dict[str, Files] = {COURSE.name: course_files(edition.course.root)}
    for package in WIDGETS:
        version, trees[package.name] = installed_files(package)
        about[package.name] = version, package
    for name in KERNEL_WHEELS:
        module = name.replace("-", "_")
        (path,) = (labextension(KERNEL) / "static" / "pypi").glob(f"{module}-*.whl")
        about[name], trees[name] = (path.name.split("-")[1], Package(name, (module,))), unpacked(path.read_bytes())
    instead = {}
    if compiler is not None:
        if compiler.pyodide is not None and copy is not None:
            files = {
                str(entry["file_name"]): unpacked((copy / str(entry["file_name"])).read_bytes())
                for name, entry in known.packages.items()
                if name not in LATE
            }
            for file, made in compiler.in_place(files, trees).items():
                (metadata,) = [name for name in made if name.endswith(".dist-info/METADATA")]
                instead[file] = packed(with_record(made, metadata.removesuffix("/METADATA")))
        trees = compiler.compiled(trees)
    own = []
    for name, (version, package) in about.items():
        file, content = wheel(name, version, trees[name])
        own.append(Own(name, version, file, content, package.imports, package.depends))
    return own, instead


def labextension(name: str) -> Path:
    """Where an extension of JupyterLab is installed."""
    folder = Path(sys.prefix) / "share" / "jupyter" / "labextensions" / name
    if not (folder / "package.json").is_file():
        raise SiteError(f"{name} is not installed in this Python", "make site installs what a site is built with")
    return folder


def _put_beside(page: Path, python: str) -> None:
    text = page.read_text(encoding="utf-8")
    script = f'<script src="../{BESIDE.name}" data-python="{python}" data-pages="../../" defer></script>'
    if text.count("</head>") != 1:
        raise SiteError(f"{page.name} of JupyterLite is not made as it was", "look where live.js belongs, in live.py")
    icon = '<link rel="icon" href="../../_static/favicon.svg">'  # else every browser asks for one that is not there
    page.write_text(text.replace("</head>", f"  {icon}\n  {script}\n</head>"), encoding="utf-8")


def _settings(entry: str) -> dict[str, Any]:
    kernel = {
        "pyodideUrl": entry,
        "disablePyPIFallback": True,
        "loadPyodideOptions": {"lockFileURL": f"./{STATIC}/{LOCK}", "packages": list(AT_START)},
    }
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "Neural networks",
            "exposeAppInBrowser": True,
            "settingsOverrides": {"@jupyterlab/apputils-extension:themes": {"adaptive-theme": True}},  # dark by night
            "litePluginSettings": {f"{KERNEL}:kernel": kernel},
        },
    }


def _run_jupyterlite(lite: Path, contents: Path, target: Path) -> None:
    config = {
        "lite_dir": str(lite),
        "contents": [str(contents)],
        "output_dir": str(target),
        "apps": ["lab", "notebooks", "tree"],
        "federated_extensions": [str(labextension(name)) for name in EXTENSIONS],
        "ignore_sys_prefix": ["federated_extensions"],
        "no_sourcemaps": True,
        "no_unused_shared_packages": True,
        "source_date_epoch": THEN,
    }
    (lite / "jupyter_lite_config.json").write_text(json.dumps({"LiteBuildConfig": config}), encoding="utf-8")
    command = [sys.executable, "-m", "jupyterlite_core", "build"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=lite, check=False)
    if done.returncode:
        raise SiteError(f"JupyterLite could not be built:\n{(done.stderr or done.stdout).strip()[-2000:]}")
