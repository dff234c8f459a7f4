"""The site as its readers meet it: built, served, and worked in with Chromium, which reaches nothing but that server."""

from __future__ import annotations

import filecmp
import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from lacking import lacking
from live import LiveNotebook, Watch, served
from our_notebooks import COURSE
from pyodide_copy import AXE, copy_of_pyodide

from website.build import build
from website.edition import Edition
from website.pyodide import LOCK, Distribution, official_address

pytestmark = pytest.mark.second_stage

WRONG = """def backward(w, b, x, t):
    z = w * x + b
    y = logistic(z)
    y_bar = y - t
    z_bar = y_bar
    w_bar = z_bar * x
    b_bar = z_bar
    return {"y_bar": y_bar, "z_bar": z_bar, "w_bar": w_bar, "b_bar": b_bar}
"""
RIGHT = WRONG.replace("z_bar = y_bar\n", "z_bar = y_bar * y * (1 - y)\n")
ENDLESS = (
    "class A:\n    def __add__(self, other):\n        return self + other\nA() + A()",
    "def by(x):\n    return sorted([x], key=by)\nby(1)",
    "def f(x):\n    return f(x + 1)\nf(0)",
)
PAGES = ("index.html", "notebooks/04_logistic_least_squares.html", "docs/site.html", "docs/instructors.html")


@pytest.fixture(scope="module")
def edition() -> Edition:
    if importlib.util.find_spec("jupyterlite_core") is None:
        lacking("what a site is built with is not installed: make .venv/.site")
    return Edition.of(COURSE, ["00", "04"])


@pytest.fixture(scope="module")
def site(edition, tmp_path_factory) -> Path:
    """A site that has its Python itself."""
    copy = copy_of_pyodide()
    out = tmp_path_factory.mktemp("site") / "one"
    build(edition, out, copy, copy / LOCK)
    return out


@pytest.fixture
def context(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    yield context
    context.close()


def live(site: Path, address: str, context, name: str) -> LiveNotebook:
    return LiveNotebook(context.new_page(), f"{address}/{Edition.of(COURSE, ['00', '04']).live(name)}")


@pytest.fixture
def unsearched(monkeypatch) -> None:
    """A build without its search for answers, which takes half of its time: in the same files `site` has searched."""
    monkeypatch.setattr("website.build.Secrets.of", lambda _: None)
    monkeypatch.setattr("website.build.shown", lambda *_: [])


def test_a_site_is_the_same_however_often_it_is_built(edition, site, tmp_path, unsearched):
    copy = copy_of_pyodide()
    build(edition, tmp_path / "two", copy, copy / LOCK)

    def all_files(folder: Path) -> list[str]:
        return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())

    names = all_files(site)
    assert names == all_files(tmp_path / "two") and len(names) > 300
    assert filecmp.cmpfiles(site, tmp_path / "two", names, shallow=False)[1:] == ([], [])


def test_an_answer_that_gets_into_a_site_stops_it(edition, tmp_path, monkeypatch):
    monkeypatch.setattr("website.build.build_live", lambda *_: None)
    answer = COURSE.solved("04_logistic_least_squares").read_text(encoding="utf-8")
    monkeypatch.setattr(
        "website.build.build_pages", lambda _, made, work: (made.mkdir(), (made / "x").write_text(answer))
    )
    with pytest.raises(Exception, match="shows an answer of 04_logistic_least_squares"):
        build(edition, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_pages_are_read_without_anybody_else_at_any_width_by_day_and_by_night(site, browser, shot):
    with served(site) as address:
        for width, scheme in ((1280, "light"), (400, "dark")):
            context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
            watch, page = Watch(context, address), context.new_page()
            for path in PAGES:
                page.goto(f"{address}/{path}")
                page.wait_for_load_state("networkidle")
                name = path.replace("/", "-").removesuffix(".html")
                shot(page, f"site-{name}-{width}-{scheme}")
                assert page.evaluate("document.documentElement.scrollWidth") <= width, path
                page.evaluate(AXE.read_text(encoding="utf-8"))
                barred = page.evaluate("async () => (await axe.run()).violations.map(v => [v.id, v.nodes[0].html])")
                assert barred == [], path
            page.goto(f"{address}/notebooks/04_logistic_least_squares.html")
            page.wait_for_selector("mjx-container")
            assert page.locator("mjx-merror").count() == 0
            assert page.locator("img:not([alt])").count() == 0 and page.locator("img").count() > 3
            assert (watch.foreign, watch.errors) == ([], [])
            context.close()


def test_no_line_separates_the_points_on_the_landing_page(site, context):
    with served(site) as address:
        page = context.new_page()
        page.goto(f"{address}/index.html")
        best = page.evaluate(
            "() => { const [a, b] = document.querySelectorAll('#try-a-line input'); let best = 0;"
            "for (a.value = 0; a.value < 360; a.value = +a.value + 15) for (const d of [-0.4, 0, 0.3, 0.6, 1, 1.4]) {"
            " b.value = d; b.dispatchEvent(new Event('input'));"
            " best = Math.max(best, parseInt(document.getElementById('try-said').textContent)); } return best; }"
        )
        assert best == 3 and "Three is the most" in page.locator("#try-said").inner_text()


def test_the_first_notebook_runs_to_its_end_and_its_thing_moves(site, context, shot):
    with served(site) as address:
        watch = Watch(context, address)
        notebook = live(site, address, context, "00_start_here")
        notebook.open()
        done, of = notebook.run_all()
        assert done == of and notebook.errors() == []
        page = notebook.page
        notebook.do("nb.scrollToItem(2, 'start')")
        page.get_by_text("After 0 steps").first.wait_for(timeout=60_000)
        page.get_by_role("button", name="play").first.click()  # what is drawn and said from now on is the kernel's
        page.get_by_text(re.compile(r"After [1-9]\d* steps")).first.wait_for(timeout=60_000)
        shot(page, "live-00-moving")
        notebook.write("d_squared_error", "def d_squared_error(y, t):\n    return y - t")
        notebook.run("d_squared_error")
        assert "right" in notebook.run("test_d_squared_error")
        notebook.said("All checks are right. Download the notebook")
        assert not [url for url in watch.asked if "/scipy-" in url]  # it is large, and nothing here needs it
        notebook.write("d_squared_error", 'print(__import__("scipy.special").special.expit(0.0))')
        assert notebook.run("d_squared_error") == "0.5\n"
        assert [url for url in watch.asked if "/scipy-" in url]
        assert (watch.foreign, watch.errors) == ([], [])


def test_a_student_works_through_04_in_the_browser_and_hands_in_what_is_graded(site, context, shot, tmp_path):
    with served(site) as address:
        watch = Watch(context, address)
        notebook = live(site, address, context, "04_logistic_least_squares")
        notebook.open()
        done, of = notebook.run_all()
        assert done == of and notebook.errors() == []  # no check is passed, and every cell was reached
        notebook.write("backward", WRONG)
        notebook.run("backward")
        said = notebook.run("test_backward")
        assert "z_bar is wrong" in said and "derivative of y with respect to z is left out" in said
        notebook.do("nb.scrollToItem(at('backward'), 'start')")
        shot(notebook.page, "live-04-wrong")
        for endless in ENDLESS:  # each is an error, and not the end of the kernel
            notebook.write("backward", endless)
            notebook.run("backward")
            assert "RecursionError" in notebook.errors()[0]
        notebook.write("backward", RIGHT)
        notebook.run("backward")
        assert notebook.errors() == []
        assert "✓ backward · right" in notebook.run("test_backward")
        notebook.save()
        notebook.open()
        assert notebook.read("backward") == RIGHT
        page = notebook.page
        page.wait_for_selector("#course-bar button:visible")
        with page.expect_download() as caught:
            page.locator("#course-bar button").click()
        assert caught.value.suggested_filename == "04_logistic_least_squares.ipynb"
        file = tmp_path / caught.value.suggested_filename
        caught.value.save_as(file)
        page.goto(f"{address}/index.html")
        row = page.locator("#progress tr").filter(has_text="Logistic least squares")
        assert re.search(r"\b1 of \d+", row.inner_text())
        assert "not begun here" in page.locator("#progress tr").filter(has_text="Multilayer").inner_text()
        assert (watch.foreign, watch.errors) == ([], [])
    run = subprocess.run(
        [sys.executable, "-m", "autograder", "check", str(file)],
        cwd=COURSE.root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    lines = [line for line in run.stdout.splitlines() if re.search(r"^ *. backward ", line)]
    assert len(lines) == 1 and "✓" in lines[0], run.stdout + run.stderr


def answered(folder: Path) -> Path:
    """A notebook as a reader has downloaded it: one right answer, whose check has said so."""
    nb = json.loads(COURSE.student("04_logistic_least_squares").read_text(encoding="utf-8"))
    for cell in nb["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name == "backward":
            cell["source"] = RIGHT
        elif name == "test_backward":
            said = {"text/plain": "✓ backward · right: it agrees"}
            cell["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": said}]
    file = folder / "04_logistic_least_squares.ipynb"
    file.write_text(json.dumps(nb), encoding="utf-8")
    return file


def test_a_downloaded_notebook_is_opened_again_and_its_answers_get_into_a_corrected_edition(site, context, tmp_path):
    file = answered(tmp_path)
    edition = Edition.of(COURSE, ["00", "04"])
    with served(site) as address:
        page = context.new_page()
        page.goto(f"{address}/live/tree/index.html")
        with page.expect_file_chooser() as chooser:
            page.get_by_role("button", name="Upload").first.click(timeout=120_000)
        chooser.value.set_files(file)
        page.locator(".jp-DirListing-item").filter(has_text=file.name).wait_for(timeout=120_000)
        notebook = LiveNotebook(page, f"{address}/live/notebooks/index.html?path={file.name}")
        notebook.look()
        assert notebook.read("backward") == RIGHT and "backward · right" in notebook.shown("test_backward")
        # The edition before this one, as its reader has saved it in this browser.
        page.evaluate(
            "async file => { const all = window.jupyterapp.serviceManager.contents;"
            " for (const folder of ['course-0.0.9', 'course-9.0']) {"
            "  await all.save(folder, {type: 'directory'}); await all.copy(file, folder); } }",
            file.name,
        )
        notebook = LiveNotebook(page, f"{address}/{edition.live('04_logistic_least_squares')}")
        notebook.open()
        notebook.said('carry_over("../course-0.0.9")')
        assert "NotImplementedError" in notebook.read("backward")
        notebook.run("setup")
        notebook.write("forward", 'from utils import carry_over\ncarry_over("../course-0.0.9")')
        said = notebook.run("forward")
        assert "taken over      backward" in said and "Your old files are as they were" in said
        for folder in (f"{edition.folder}/carried_over", "course-0.0.9"):  # the new file, and the old one as it was
            notebook = LiveNotebook(page, f"{address}/live/notebooks/index.html?path={folder}/{file.name}")
            notebook.look()
            assert notebook.read("backward").rstrip() == RIGHT.rstrip()


def test_how_far_one_is_can_be_taken_from_one_browser_or_computer_to_another(site, context, tmp_path):
    from utils import portfolio

    answered(tmp_path)
    file = portfolio(tmp_path).file
    with served(site) as address:
        watch, page = Watch(context, address), context.new_page()
        page.goto(f"{address}/index.html")
        said = page.locator("#progress [role=status]")
        assert "No notebook was opened live" in said.inner_text()
        add = page.locator("#progress input[type=file]")
        (tmp_path / "other.json").write_text('{"x": {"right": 5, "of": 3}}')
        add.set_input_files(tmp_path / "other.json")
        said.filter(has_text="other.json is no file with progress of this course").wait_for()
        add.set_input_files(file)
        said.filter(has_text="progress.json is added. 1 checks are right, in 1 of 9 notebooks").wait_for()
        page.reload()
        row = page.locator("#progress tr").filter(has_text="Logistic least squares")
        assert re.search(r"\b1 of \d+", row.inner_text())
        with page.expect_download() as caught:
            page.get_by_text("Save this as a file").click()
        caught.value.save_as(tmp_path / "again.json")
        assert json.loads((tmp_path / "again.json").read_text()) == json.loads(file.read_text())
        assert (watch.foreign, watch.errors) == ([], [])


def test_by_default_python_comes_from_its_makers_address_with_digests(
    edition, context, tmp_path, monkeypatch, unsearched
):
    # Where Python comes from, only live notebooks are told.
    monkeypatch.setattr("website.build.build_pages", lambda _, made, work: made.mkdir())
    copy = copy_of_pyodide()
    build(edition, tmp_path / "site", lock=copy / LOCK)
    version = Distribution.known().version
    assert not list((tmp_path / "site").rglob("*.wasm"))
    asked: list[str] = []

    def makers(route) -> None:
        asked.append(route.request.url)
        route.fulfill(path=copy / route.request.url.rsplit("/", 1)[1], headers={"access-control-allow-origin": "*"})

    context.route(f"{official_address(version)}/**", makers)
    with served(tmp_path / "site") as address:
        watch = Watch(context, address)
        notebook = live(tmp_path / "site", address, context, "00_start_here")
        notebook.open()
        assert notebook.run("setup") == ""
        assert watch.foreign and {url.rsplit("/", 1)[0] for url in watch.foreign} == {official_address(version)}
        assert any(url.endswith(".wasm") for url in asked) and any("numpy" in url for url in asked)


def test_where_python_cannot_be_reached_or_nothing_be_kept_a_line_says_so_and_what_to_do(site, browser):
    with served(site) as address:
        for wrong, words in (
            ("python", "Python cannot be loaded from 127.0.0.1"),
            ("storage", "keeps no data"),
            ("old", "too old"),
        ):
            context = browser.new_context()
            if wrong == "python":
                context.route("**/pyodide.mjs", lambda route: route.abort())
            elif wrong == "storage":
                context.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('full'); }")
            else:
                context.add_init_script("delete window.structuredClone; window.structuredClone = undefined;")
            page = context.new_page()
            page.goto(f"{address}/{Edition.of(COURSE, ['00']).live('00_start_here')}")
            line = page.locator("#course-bar [role=status]")
            line.filter(has_text=words).wait_for(timeout=120_000)
            assert line.locator("a").get_attribute("href").endswith("docs/site.html#if-it-does-not-start")
            context.close()


def test_a_check_runs_where_service_workers_are_refused_and_who_cannot_carry_over_is_told_why(site, context):
    context.add_init_script("Object.defineProperty(navigator, 'serviceWorker', {value: undefined})")
    with served(site) as address:
        notebook = live(site, address, context, "00_start_here")
        notebook.open()
        notebook.said("refuses service workers")
        assert notebook.run("setup") == notebook.run("d_squared_error") == ""
        assert "not attempted" in notebook.run("test_d_squared_error")
        notebook.write("d_squared_error", 'from utils import carry_over\ncarry_over("../course-0.0.9")')
        assert "In this browser Python sees no files at all" in notebook.run("d_squared_error")


def test_work_that_cannot_be_saved_is_said_to_be_downloaded(site, context):
    context.add_init_script(
        "window.full = false; const put = IDBObjectStore.prototype.put; IDBObjectStore.prototype.put = function (...given)"
        " { if (window.full) throw new DOMException('full', 'QuotaExceededError'); return put.apply(this, given); };"
    )
    with served(site) as address:
        notebook = live(site, address, context, "00_start_here")
        notebook.look()
        notebook.wait("document.querySelector('#course-bar') && window.jupyterapp.shell.currentWidget.context.isReady")
        notebook.page.wait_for_selector("#course-bar button:visible", timeout=400_000)
        notebook.write("d_squared_error", "x = 1")
        notebook.page.evaluate("() => { window.full = true; }")
        notebook.command("docmanager:save")
        notebook.said("could not be saved")


def test_every_live_link_of_the_pages_leads_to_a_notebook(site):
    shown = json.loads((site / "live" / "jupyter-lite.json").read_text(encoding="utf-8"))
    assert "https://" not in json.dumps(shown["jupyter-config-data"]["litePluginSettings"])
    links = set(
        re.findall(r'href="[./]*(live/[^"]+)"', "".join(p.read_text(encoding="utf-8") for p in site.rglob("*.html")))
    )
    paths = {link.partition("path=")[2] for link in links if "path=" in link}
    assert len(paths) == 2 and all((site / "live" / "files" / path).is_file() for path in paths)
    assert all((site / link).is_file() for link in links if "path=" not in link and link.endswith(".ipynb"))
    assert os.path.getsize(site / "searchindex.js") > 10_000
