"""Builds a whole site, and puts it in the place of the one before only when nothing was wrong."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from website.bytecode import Compiler
from website.edition import Edition
from website.errors import SiteError
from website.live import build_live
from website.pages import build_pages
from website.pyodide import Distribution
from website.searching import Secrets, shown

MARK = ".neural-networks-site"  # lies in every site that was built here: only such a folder is replaced


def build(
    edition: Edition,
    out: Path,
    copy: Path | None = None,
    lock: Path | None = None,
    say: Callable[[str], None] = lambda line: None,
) -> None:
    """Build the site of an edition in ``out``.

    Args:
        edition: which notebooks, and what the pages say of where they are kept.
        out: the folder; what an earlier build left there goes.
        copy: a local copy of Pyodide that becomes part of the site.
        lock: another lock than Pyodide's own, for a copy that was put together from other places.
        say: is told what is done.

    Raises:
        SiteError: a part could not be built, or a file shows an answer. The folder is as it was before.
    """
    if out.exists() and any(out.iterdir()) and not (out / MARK).is_file():
        raise SiteError(
            f"{out} holds something else than a site", "choose another folder with --out, or empty this one"
        )
    known = Distribution.known() if lock is None else Distribution.known().locked_by(lock)
    with tempfile.TemporaryDirectory(prefix="site-") as temporary:
        work, made = Path(temporary), Path(temporary) / "site"
        say("pages to read")
        build_pages(edition, made, work)
        say(f"live notebooks: {len(edition.names)}")
        if Compiler.found(known.info["python"], copy) is None:
            version = ".".join(known.info["python"].split(".")[:2])
            more = "" if copy is None else ", and no node to run the copy's"
            say(f"without byte-code: there is no python{version} here{more}; each start takes some seconds more")
        build_live(edition, made / "live", work, known, copy)
        (made / ".nojekyll").touch()  # GitHub Pages leaves out folders with _ otherwise
        (made / MARK).write_text("Built by python -m website; it may be deleted and built again.\n", encoding="utf-8")
        say("search for answers")
        if answers := shown(made, Secrets.of(edition.course), known.files()):
            more = f"\n… and {len(answers) - 10} more" if len(answers) > 10 else ""
            raise SiteError("the site shows answers, and is not written:\n" + "\n".join(answers[:10]) + more)
        if out.exists():
            shutil.rmtree(out)
        shutil.copytree(made, out)
