"""A class compared: who is listed, what the page says and holds, and that nobody is compared unasked."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from graded_class import QUESTION, fill
from mini_course import SQUARE_SOURCE, SQUARE_VARIANTS, make_course

from autograder.cli import main
from autograder.course import Classroom

ROOT = Path(__file__).resolve().parents[2]
ODD = """\
def square(x):
    # by the odd numbers, as in an old book <b>
    total_of_odd, next_odd = 0, 1
    for _ in range(abs(int(x))):
        total_of_odd += next_odd
        next_odd += 2
    return total_of_odd
"""
RENAMED = (
    ODD.replace("total_of_odd", "s")
    .replace("next_odd", "k")
    .replace("    # by the odd numbers, as in an old book <b>\n", "")
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    course = make_course(tmp_path_factory.mktemp("made") / "course", SQUARE_SOURCE, SQUARE_VARIANTS, own_utils=False)
    shutil.copy(ROOT / "nbgrader_config.py", course.root)
    answers = {
        f"student-{number:02}": {
            "double": "def double(x):\n    return x + x\n",
            "square": f"def square(x):\n    v{number} = x\n    return v{number} * v{number} + {number} - {number}\n",
            QUESTION: f"Reason number {number} of {number * 3} that I can think of is {number} times better than none.",
        }
        for number in range(1, 13)
    }
    answers["student-03"]["square"] = ODD
    answers["student-08"]["square"] = RENAMED
    fill(course, Classroom(course.root / "classroom"), answers)
    return course


@pytest.fixture
def run(made, monkeypatch, capsys):
    monkeypatch.chdir(made.root)

    def command(*arguments):
        status = main(["compare", *map(str, arguments)])
        return status, *capsys.readouterr()

    return command


def test_two_whose_answer_is_unusual_are_listed_side_by_side_with_what_it_does_not_prove(run, made):
    status, out, err = run()
    assert (status, err) == (0, "")
    assert out.splitlines() == [
        "wrote classroom/compare.html: 1 pair to read, of 66",
        "agreement proves nothing: read both texts, and hear both students",
    ]
    page = (made.root / "classroom" / "compare.html").read_text(encoding="utf-8")
    assert "Agreement proves nothing." in page and "It changes no mark." in page
    assert page.count("student-03 and student-08") == 2 and "student-05" not in page
    assert "as in an old book &lt;b&gt;" in page and "<b>" not in page
    marked = re.findall(r"<mark>(.*?)</mark>", page, re.DOTALL)
    assert any("total_of_odd" in piece for piece in marked) and any("s += k" in piece for piece in marked)
    assert run()[1].startswith("unchanged: classroom/compare.html")


def test_no_other_command_compares_anybody(made):
    callers = [
        path.name
        for path in (ROOT / "autograder").rglob("*.py")
        if re.search(r"desk[. ](?:import )?(compare|fingerprints)", path.read_text(encoding="utf-8"))
    ]
    assert sorted(callers) == ["compare.py", "compare.py"]  # the command, and what is said to it


def test_the_list_can_be_cut_and_a_class_of_nobody_is_said_in_a_line(run, made, tmp_path):
    status, out, _ = run("--most", 1, "--output", tmp_path / "page.html")
    assert status == 0 and (tmp_path / "page.html").is_file()
    status, _, err = run("--course", tmp_path / "nowhere")
    assert status == 1 and "gradebook.db is not there: grade the class first" in err
