"""What students are handed: it is complete, it starts where nothing else is, and no answer is in it."""

from __future__ import annotations

import ast
import html
import json
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import nbformat
import pytest
import yaml
from browsing import answer_of
from lacking import lacking
from mini_course import NAME
from our_notebooks import COURSE, NAMES

from autograder.course import Course
from autograder.desk.handout import fill_folder, handout
from autograder.desk.reached import tasks_not_reached
from autograder.editions import student_edition
from autograder.errors import CourseError
from autograder.source import read_source

ROOT = Path(__file__).resolve().parents[2]
FIRST = "00_start_here"
FOLDER = "neural-networks-course"


@pytest.fixture(scope="module")
def of_two():
    """The files of a handout of two notebooks."""
    return handout(Course(ROOT), [FIRST, "04_logistic_least_squares"])


@pytest.fixture
def with_files(tiny_course):
    """The tiny course, with what else a handout is made of."""
    for name in ("pyproject.toml", "constraints.txt", "environment.yml", "LICENSE", "LICENSE-content.md"):
        shutil.copy(ROOT / name, tiny_course.root)
    (tiny_course.root / "utils").mkdir()
    (tiny_course.root / "utils" / "__init__.py").write_text("COURSE = 'tiny'\n")
    (tiny_course.root / "utils" / "notes.txt").write_text("somebody's own\n")
    return tiny_course


def unpack(archive: Path, folder: Path) -> Path:
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)
    return folder / FOLDER


def test_it_holds_the_notebooks_all_of_utils_and_what_an_environment_is_made_from(of_two):
    tracked = subprocess.run(
        ["git", "ls-files", "utils"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert {name for name in tracked if not name.startswith("utils/tasks/")} <= set(of_two) and len(tracked) > 100
    rest = {name for name in of_two if not name.startswith("utils/")}
    assert rest == {
        ".gitignore",
        "LICENSE",
        "LICENSE-content.md",
        "README.md",
        "START-HERE.html",
        "constraints.txt",
        "environment.yml",
        "requirements.txt",
        f"notebooks/{FIRST}.ipynb",
        "notebooks/04_logistic_least_squares.ipynb",
    }


def test_tasks_of_other_notebooks_are_not_given_away_and_all_notebooks_get_all_of_them(of_two):
    tasks = {name for name in of_two if name.startswith("utils/tasks/")}
    assert {"utils/tasks/gradient_descent.py", "utils/tasks/numerical_derivative.py"} <= tasks
    assert not tasks & {"utils/tasks/gates.py", "utils/tasks/nodes.py", "utils/tasks/digits.py"}
    package = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in (ROOT / "utils").rglob("*.py")}
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "notebooks").glob("*.ipynb")]
    assert tasks_not_reached(package, texts) == set()


@pytest.mark.parametrize(
    "name", [NAMES[2], *(pytest.param(name, marks=pytest.mark.second_stage) for name in (*NAMES[:2], *NAMES[3:]))]
)
def test_what_a_notebook_alone_gets_has_all_that_its_cells_import_and_name(name, tmp_path):
    files = handout(COURSE, [name])
    fill_folder(tmp_path, files)
    text = files[f"notebooks/{name}.ipynb"].decode()
    named = sorted(set(re.findall(r"\btasks\.\w+\.\w+", text)))
    nodes = [
        node
        for cell in nbformat.reads(text, 4).cells
        if cell.cell_type == "code"
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("utils")
    ]
    imports = "\n".join(map(ast.unparse, nodes))
    modules = sorted(path[:-3].replace("/", ".") for path in files if path.startswith("utils/tasks/"))
    program = f"{imports}\nimport {', '.join(modules) or 'utils'}\nfrom utils import tasks\n" + "\n".join(named)
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_conda_and_pip_get_what_the_course_needs_and_nothing_that_is_not_there(of_two):
    environment = yaml.safe_load(of_two["environment.yml"])
    ours = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert environment["dependencies"] == [one for one in ours["dependencies"] if isinstance(one, str) and one != "pip"]
    lines = of_two["requirements.txt"].decode().splitlines()
    assert lines[0] == "-c constraints.txt" and any(line.startswith("jupyterlab") for line in lines)
    assert f"-n {environment['name']} jupyter lab" in of_two["README.md"].decode()


def test_the_page_and_the_text_say_the_same_lines(of_two):
    text, page = of_two["README.md"].decode(), of_two["START-HERE.html"].decode()
    lines = [line for block in re.findall(r"```\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]
    assert len(lines) == 9 and "&amp;&amp;" in page
    assert [line for line in lines if line not in html.unescape(page)] == []
    assert "such as `python3.13` or `py -3.13`" in text  # where there are several
    assert "<script" not in page


def test_the_page_begins_with_the_browser_edition_where_there_is_one():
    words = handout(Course(ROOT), [FIRST], browser="https://example.org/lite")["README.md"].decode()
    assert words.index("https://example.org/lite") < words.index("conda")
    assert "PyTorch" not in words and "1 notebook is in the folder" in words


def test_the_command_packs_the_same_bytes_and_enters_the_class(command, with_files, classroom):
    status, out, err = command("handout")
    archive = classroom.root / "handout.zip"
    first = archive.read_bytes()
    assert (status, err) == (0, "") and "wrote classroom/handout.zip: 1 notebook, 10 files" in out
    assert classroom.release(NAME).is_file() and classroom.source(NAME).is_file()
    archive.unlink()
    os.utime(with_files.root / "utils" / "__init__.py", (1, 1))
    assert command("handout")[0] == 0 and archive.read_bytes() == first
    status, out, err = command("handout", NAME, "--core")
    assert (status, err) == (0, "") and "unchanged: classroom/handout.zip" in out
    assert f"whole, since there is no section `Going further`: {NAME}" in out
    with zipfile.ZipFile(archive) as opened:
        assert all(name.startswith(f"{FOLDER}/") for name in opened.namelist())
        assert not [name for name in opened.namelist() if "notes.txt" in name or "solutions" in name]
        nb = nbformat.reads(opened.read(f"{FOLDER}/notebooks/{NAME}.ipynb").decode(), 4)
    assert nb == student_edition(read_source(with_files.source(NAME)))


def test_a_folder_is_filled_and_what_is_not_of_this_handout_is_named(command, with_files, tmp_path):
    students = tmp_path / "students"
    (students / "notebooks").mkdir(parents=True)
    (students / "notebooks" / "00_old.ipynb").write_text("{}")
    status, out, err = command("handout", "--folder", students)
    assert (status, err) == (0, "") and "10 files, 10 of them new or changed" in out
    assert "left there, and not of this handout: notebooks/00_old.ipynb" in out
    assert "10 files, 0 of them new or changed" in command("handout", "--folder", students)[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--folder", "."), "holds the course itself"),
        (("--folder", ".."), "holds the course itself"),
        (("--output", "students.txt"), "would hold a zip archive"),
        (("--browser-edition", "javascript:alert(1)"), "is no address"),
        (("09",), "'09' is no notebook of this course"),
    ],
)
def test_what_cannot_be_meant_is_one_line(command, with_files, arguments, said):
    status, out, err = command("handout", *arguments)
    assert (status, out, err.count("\n")) == (1, "", 1) and said in err


def test_an_answer_that_would_be_shown_stops_it_before_anything_is_written(command, with_files, classroom):
    source = with_files.source(NAME)
    text = source.read_text(encoding="utf-8").replace("# Write `double`.", "# Write `double`, as `twice = factor * x`.")
    text = text.replace("as `twice = factor * x`", "as in\n#\n#     twice = factor * x\n#")
    source.write_text(text, encoding="utf-8")
    status, out, err = command("handout")
    assert status == 1 and "shows a line of double's answer" in err
    assert not (classroom.root / "handout.zip").exists() and not classroom.release(NAME).exists()


def test_marks_of_an_answer_are_found_in_every_file(with_files):
    (with_files.root / "utils" / "more.py").write_text("### BEGIN SOLUTION\nx = 1\n### END SOLUTION\n")
    with pytest.raises(CourseError, match=r"utils/more.py: it holds `BEGIN SOLUTION`"):
        handout(with_files, [NAME])


def test_a_class_is_graded_by_the_core_that_it_was_handed(command, with_files, classroom, hand_in, graded_here):
    source = with_files.source(NAME)
    text = source.read_text(encoding="utf-8").replace(
        'prediction = "?"', 'prediction = "?"\n\n# %% [markdown]\n# ## Going further\n'
    )
    text = (
        text.replace('"points": 5', '"points": 0')
        .replace('"points": 3', '"points": 0')
        .replace("points: 20", "points: 12")
    )
    source.write_text(text, encoding="utf-8")
    assert command("handout", "--core")[0] == 0
    nb = nbformat.read(classroom.release(NAME), 4)
    assert "square" not in [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in nb.cells]
    next(cell for cell in nb.cells if "YOUR CODE" in cell.source).source = "def double(x):\n    return 2 * x\n"
    hand_in("student-01", nb)
    status, out, err = command("grade")
    assert (status, err) == (0, ""), out
    record = json.loads((classroom.results / NAME / "student-01.json").read_text())
    assert record["repairs"] == [] and [test["grade_id"] for test in record["tests"]] == ["test_double"]
    status, _, err = command("handout")  # whole, though submissions are there
    assert status == 1 and "holds submissions" in err


@pytest.mark.second_stage
def test_unpacked_elsewhere_the_first_notebook_finds_its_utils_and_runs(of_two, tmp_path):
    fill_folder(tmp_path, of_two)
    run = (
        "import nbformat, sys\n"
        "scope = {'__name__': '__main__'}\n"
        f"for cell in nbformat.read('{FIRST}.ipynb', 4).cells:\n"
        "    if cell.cell_type == 'code':\n"
        "        try:\n"
        "            exec(cell.source, scope)\n"
        "        except Exception as error:\n"
        "            assert 'raises-exception' in cell.metadata.get('tags', []), (cell.source, error)\n"
        "print(scope['utils'].__file__)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", run], cwd=tmp_path / "notebooks", capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == str(tmp_path / "utils" / "__init__.py")


@pytest.mark.second_stage
def test_in_an_empty_folder_the_two_lines_start_jupyterlab_and_the_first_notebook_runs(of_two, tmp_path):
    """As README.md says it, on this system: packages are installed anew, which needs what `make venv` needs."""
    fill_folder(tmp_path, of_two)
    (lines,) = re.findall(r"On Linux and macOS:\n\n```\n(.*?)\n(.*?)\n```", of_two["README.md"].decode())
    env = {key: value for key, value in os.environ.items() if key not in ("VIRTUAL_ENV", "PYTHONPATH")}
    env["PATH"] = os.pathsep.join([str(Path(sys.base_prefix, "bin")), env["PATH"]])
    env |= {"JUPYTER_CONFIG_DIR": str(tmp_path / "config"), "JUPYTER_DATA_DIR": str(tmp_path / "data")}
    env |= {"PIP_NO_COMPILE": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}  # quicker, and all the same
    installed = subprocess.run(lines[0], shell=True, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    if "No matching distribution" in installed.stderr or "Could not find a version" in installed.stderr:
        lacking("pip finds no packages here, of which students' environment is made: it needs a package index")
    assert installed.returncode == 0, installed.stderr
    log = (tmp_path / "log").open("w+")
    options = " --no-browser --ServerApp.port=0" + (" --allow-root" if os.geteuid() == 0 else "")
    lab = subprocess.Popen("exec " + lines[1] + options, shell=True, cwd=tmp_path, env=env, stderr=log)
    try:
        address = _address(Path(log.name), lab)
        assert "/lab" in address
        base, token = re.match(r"(http://[^/]+/).*token=(\w+)", address).groups()
        with answer_of(f"{base}api/contents/{FIRST}.ipynb?token={token}", lab) as answer:
            assert json.load(answer)["type"] == "notebook"
    finally:
        lab.terminate()
        lab.wait()
        log.close()
    python = tmp_path / ".venv" / "bin" / "python"
    ran = subprocess.run(
        [python, "-m", "nbconvert", "--to", "notebook", "--execute", "--output", "ran", f"notebooks/{FIRST}.ipynb"],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr


def _address(log: Path, lab: subprocess.Popen) -> str:
    """What JupyterLab says of where it is."""
    while lab.poll() is None:
        if found := re.findall(r"http://\S+token=\w+", log.read_text()):
            return found[-1]
        time.sleep(0.2)
    raise AssertionError(log.read_text())
