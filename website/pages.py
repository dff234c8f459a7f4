"""The pages to read: the landing page, the student edition of each notebook, and the documentation, made by Sphinx.

A notebook's page shows what a reader sees who has run it and answered nothing: of the outputs that the course's own
solution has, only those stay that no answer can have changed.
"""

from __future__ import annotations

import ast
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from website.edition import Edition
from website.errors import SiteError
from website.live import THEN

HERE = Path(__file__).parent / "templates"
DOCUMENTS = ("students", "lecture", "instructors", "grading", "site")  # of docs/, in the order of the table of contents
_JUPYTERS_ANCHOR = re.compile(r"\]\(#[^)]+\)")  # a link to a heading, whose capitals a page does not keep
# Of MathJax, what pages with TeX need: the program, its fonts, and the extensions that it loads by itself.
_MATHJAX = re.compile(r"mathjax/(tex-mml-chtml\.js|output/chtml/fonts/woff-v2/.*|input/tex/extensions/.*)$")
# What the theme and the tables say to who does not see the page, and what they are to say.
_FOR_SCREEN_READERS = (
    ('<th class="head"><p></p></th>', '<td class="head"></td>'),
    ('title="Search" aria-label="Search" data-bs-placement', 'title="Search" data-bs-placement'),
    ('<summary aria-label="Toggle hidden content">', "<summary>"),
    (
        'id="pst-primary-sidebar" class="bd-sidebar-primary bd-sidebar"',
        'id="pst-primary-sidebar" class="bd-sidebar-primary bd-sidebar" role="navigation" aria-label="All pages"',
    ),
)


def build_pages(edition: Edition, target: Path, work: Path) -> None:
    """Write the pages to ``target``, which is not there yet.

    Raises:
        SiteError: Sphinx fails, or warns.
    """
    source = work / "pages"
    shutil.copytree(HERE, source, ignore=shutil.ignore_patterns("live.js"))
    (source / "notebooks").mkdir()
    for name in edition.course.names():
        page = notebook_page(edition, name)
        (source / "notebooks" / f"{name}.ipynb").write_text(json.dumps(page), encoding="utf-8")
    (source / "docs").mkdir()
    for name in DOCUMENTS:
        text = (edition.course.root / "docs" / f"{name}.md").read_text(encoding="utf-8")
        (source / "docs" / f"{name}.md").write_text(_links_inside(text), encoding="utf-8")
    for image in sorted((edition.course.root / "docs").glob("*.png")):
        shutil.copyfile(image, source / "docs" / image.name)
    index = (source / "index.md").read_text(encoding="utf-8")
    (source / "index.md").write_text(_filled(index, edition), encoding="utf-8")
    _mathjax(source / "_static")
    _run_sphinx(source, target, work / "doctrees")


def notebook_page(edition: Edition, name: str) -> dict[str, Any]:
    """The student edition of a notebook as a page: outputs that show no answer, and how to open it live."""
    nb = edition.student(name)
    solved = json.loads(edition.course.solved(name).read_text(encoding="utf-8"))
    outputs = {cell["id"]: cell.get("outputs", []) for cell in solved["cells"]}
    free = {cell["id"] for cell in untouched(nb["cells"])}
    for cell in nb["cells"]:
        if cell["cell_type"] != "code":
            cell["source"] = _JUPYTERS_ANCHOR.sub(lambda link: link[0].lower(), "".join(cell["source"]))
            continue
        tags = cell["metadata"].setdefault("tags", [])
        if cell["metadata"].get("jupyter", {}).get("source_hidden"):
            tags.append("hide-input")
        if cell["id"] in free:
            cell["outputs"] = [one for one in outputs.get(cell["id"], []) if one["output_type"] != "error"]
    title, _, rest = "".join(nb["cells"][0]["source"]).partition("\n")
    nb["cells"][0]["source"] = f"{title}\n\n{_door(edition, name)}\n{rest}"
    return nb


def untouched(cells: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The code cells, in order, that no answer can change: they use no name that an answer gives, or comes of one."""
    changed: set[str] = set()
    for cell in cells:
        if cell["cell_type"] != "code":
            continue
        grading = cell["metadata"].get("nbgrader", {})
        try:
            tree = ast.parse("".join(cell["source"]))
        except SyntaxError:  # a line for the shell
            continue
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        texts = {
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        given = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)} | {
            node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        answer = grading.get("solution") or any(name.startswith("prediction") for name in given)
        # `after(["backward"], …)` names an exercise in a text; what is settled shows what was to be predicted.
        touched = answer or changed & (names | texts) or {"settle", "summary", "after"} & names
        if touched:
            changed |= given
        elif not grading.get("grade"):
            yield cell


def _door(edition: Edition, name: str) -> str:
    file = f"{name}.ipynb"
    links = (
        [f'<a class="open-live" href="../{edition.live(name)}">Open live in the browser</a>']
        if name in edition.names
        else []
    )
    if name in edition.names:
        links.append(f'<a href="../live/files/{edition.folder}/{file}" download="{file}">Download</a>')
    links += [f'<a href="{address}">{word}</a>' for word, address in elsewhere(edition, name)]
    return f'<p class="door">{" · ".join(links)}</p>\n'


def elsewhere(edition: Edition, name: str) -> list[tuple[str, str]]:
    """Where else a notebook can be opened, if it is known where the course is kept."""
    if not edition.repository:
        return []
    path = f"notebooks/{name}.ipynb"
    return [
        ("Binder", f"https://mybinder.org/v2/gh/{edition.repository}/HEAD?labpath={path}"),
        ("Colab", f"https://colab.research.google.com/github/{edition.repository}/blob/main/{path}"),
    ]


def _filled(index: str, edition: Edition) -> str:
    rows = "\n".join(
        f"| [{edition.title(name)}](notebooks/{name}.ipynb) | "
        + (f'<a href="{edition.live(name)}">open live</a> |' if name in edition.names else "|")
        for name in edition.course.names()
    )
    pages = "\n".join(f"notebooks/{name}" for name in edition.course.names())
    documents = "\n".join(f"docs/{name}" for name in DOCUMENTS)
    first = edition.live(edition.names[0])
    for mark, text in (("ROWS", rows), ("NOTEBOOKS", pages), ("DOCUMENTS", documents), ("FIRST", first)):
        index = index.replace(f"@{mark}@", text)
    return index


def _links_inside(text: str) -> str:
    """A document whose links to what the site does not have are words."""
    inside = {f"{name}.md" for name in DOCUMENTS}

    def kept(link: re.Match[str]) -> str:
        target = link[2].partition("#")[0]
        return link[0] if "://" in target or not target or target in inside or target.endswith(".png") else link[1]

    return re.sub(r"(?<!!)\[([^\]]+)\]\(([^)\s]+)\)", kept, text)


def _mathjax(static: Path) -> None:
    try:
        files = importlib.metadata.files("sphinx-mathjax-offline") or []
    except importlib.metadata.PackageNotFoundError:
        raise SiteError("MathJax is not installed", "make site installs it") from None
    for file in files:
        if found := _MATHJAX.search(file.as_posix()):
            place = static / "mathjax" / found[1]
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(str(file.locate()), place)
    if not (static / "mathjax" / "tex-mml-chtml.js").is_file():
        raise SiteError("sphinx-mathjax-offline does not hold MathJax where it did", "look for it, and mend pages.py")


def _run_sphinx(source: Path, target: Path, doctrees: Path) -> None:
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-q", "-W", "--keep-going", "-d", str(doctrees)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(THEN), "PYTHONHASHSEED": "0"}
    done = subprocess.run(
        [*command, str(source), str(target)], capture_output=True, text=True, env=environment, check=False
    )
    if done.returncode:
        raise SiteError(f"Sphinx could not make the pages:\n{(done.stderr or done.stdout).strip()[-4000:]}")
    for left in (".buildinfo", "objects.inv"):
        (target / left).unlink(missing_ok=True)
    shutil.rmtree(target / "_sources", ignore_errors=True)  # notebooks come live, and nowhere else
    for page in target.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for is_so, better in _FOR_SCREEN_READERS:
            text = text.replace(is_so, better)
        page.write_text(text, encoding="utf-8")
