"""A notebook that an author begins: all of it passes as it is, through the checks, the release and the engine."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder.cli import main
from autograder.course import Course
from autograder.editions import leaks, nbgrader_source, solved_edition, student_edition
from autograder.engine import grade_notebook
from autograder.limits import Limits
from autograder.mistakes import ask, ask_all, failed_conditions, stages
from autograder.release import release
from autograder.rules import problems
from autograder.source import read_source
from autograder.tried import not_tried
from autograder.variants import Variant, read_variants, submission
from autograder.watching import watch

ROOT = Path(__file__).resolve().parents[2]
NAME = "09_my_topic"


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course that holds nothing but what `autograder new` wrote."""
    root = tmp_path / "course"
    (root / "solutions").mkdir(parents=True)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    (root / "utils").mkdir()
    monkeypatch.chdir(root)
    assert main(["new", NAME]) == 0
    return Course(root)


def test_it_follows_every_rule_leaks_nothing_and_its_checks_name_its_mistakes(course):
    nb = read_source(course.source(NAME))
    assert problems(nb, NAME, read_variants(course.variants(NAME), nb)) == []
    assert leaks(nb, student_edition(nb), NAME) == []
    findings = ask_all(course, NAME)
    assert failed_conditions(findings) == [] and {one.verdict for one in findings} == {"right", "named"}


def test_students_see_no_note_for_the_author(course):
    nb = read_source(course.source(NAME))
    assert "For the author" in "".join(cell.source for cell in solved_edition(nb).cells)
    shown = "".join(cell.source for cell in student_edition(nb).cells)
    assert "author" not in shown and "9 · My topic" in shown and "{" + "number" not in shown


@pytest.mark.parametrize("which", ["solved", "not scaled", "without x"])
def test_the_engine_gives_it_all_its_points_and_takes_those_of_a_mistake_alone(course, warm, tmp_path, which):
    nb = read_source(course.source(NAME))
    chosen = [variant for variant in read_variants(course.variants(NAME), nb) if variant.name == which]
    path = tmp_path / f"{NAME}.ipynb"
    nbformat.write(submission(solved_edition(nb), chosen), path)
    result = grade_notebook(path, nbgrader_source(nb), Limits(), warm=warm)
    lost = {"solved": None, "not scaled": "perpendicular", "without x": "gradients"}[which]
    assert {test.exercise: test.points == test.max_points for test in result.tests} == {
        name: name != lost for name in ("gradients", "perpendicular")
    }
    assert result.max_points == 12


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("9_topic", "'9_topic' cannot be a notebook's name: write two digits, an underscore and a word"),
        ("10_my-topic", "cannot be a notebook's name"),
        ("10_" + "a" * 60, "cannot be a notebook's name"),
        ("../10_topic", "cannot be a notebook's name"),
        ("09_other", "the number 09 is taken by 09_my_topic: choose another, such as 01"),
    ],
)
def test_a_name_that_cannot_be_is_one_line(course, capsys, name, said):
    capsys.readouterr()
    assert main(["new", name]) == 1
    err = capsys.readouterr().err
    assert said in err and err.count("\n") == 1
    assert course.names() == [NAME]


def test_variants_that_somebody_wrote_are_not_overwritten(course):
    course.source(NAME).unlink()
    before = course.variants(NAME).read_bytes()
    assert main(["new", NAME]) == 1 and course.variants(NAME).read_bytes() == before
    assert not course.source(NAME).exists()


def test_the_command_that_tries_variants_says_which_condition_failed(course, capsys):
    path = course.variants(NAME)
    text = path.read_text(encoding="utf-8")
    assert text.count("\n# named: ") == 5
    path.write_text(text.replace("# named: sign\n", "").replace("# named: length\n", ""), encoding="utf-8")
    capsys.readouterr()
    assert main(["mistakes", "09"]) == 1
    *_, wrong, named = capsys.readouterr().out.splitlines()
    assert wrong == "failed: 2 planted mistakes are called by a wrong name"
    assert named.startswith("failed: 3 of 5 planted mistakes are called by the name") and "2 have no such line" in named


def test_an_error_in_the_judge_is_named_by_the_command_and_nobody_is_told_to_hand_it_out(course, capsys):
    source = course.source(NAME)
    text = source.read_text(encoding="utf-8")
    assert text.count("raise cannot_judge") == 2
    source.write_text(text.replace("raise cannot_judge", "raise cannot_juge", 1), encoding="utf-8")
    assert main(["release", "09"]) == 0  # the solution does not come by it
    assert "variants not tried since it changed: run `autograder mistakes 09`" in capsys.readouterr().out
    assert main(["mistakes", "09"]) == 1
    out = capsys.readouterr().out
    assert "perpendicular | no minus: the test itself stopped with NameError: name 'cannot_juge' is not defined" in out
    assert "failed: 1 answer makes a test stop with an error of its own" in out
    source.write_text(text, encoding="utf-8")
    assert main(["mistakes", "09"]) == 0 and not not_tried(course, NAME)
    assert "met by no" not in capsys.readouterr().out
    path = course.variants(NAME)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("=> return direction\n", "=> return 1.0\n"), encoding="utf-8")
    main(["mistakes", "09"])
    assert "met by no planted mistake: perpendicular: `length`" in capsys.readouterr().out


def test_stopping_a_check_stops_the_command_that_tries_variants(course):
    nb = read_source(course.source(NAME))
    stopped = Variant("wrong", "gradients", "stopped", "def gradients(w, b, x, t):\n    raise KeyboardInterrupt\n")
    with pytest.raises(KeyboardInterrupt):
        ask(stages(nb, NAME)["gradients"], stopped)


def test_watching_derives_it_again_at_each_change_and_an_error_does_not_end_it(course, monkeypatch):
    lines: list[str] = []
    monkeypatch.setattr("autograder.watching._try_variants", lambda *about: True)
    monkeypatch.setattr("autograder.release.run_solved", lambda course, name, solved, old: solved)
    source = course.source(NAME)
    whole, variants = source.read_text(encoding="utf-8"), course.variants(NAME).read_text(encoding="utf-8")
    steps = iter(
        [
            lambda: source.write_text(whole.replace("### END SOLUTION", "### END", 1), encoding="utf-8"),
            lambda: source.write_text(whole.replace("Hint 1", "First hint"), encoding="utf-8"),
            lambda: None,
            lambda: course.variants(NAME).write_text(
                variants.replace("right perpendicular | what", "wrong perpendicular | what"), encoding="utf-8"
            ),
        ]
    )

    def wait():
        lines.append("--")
        step = next(steps, None)
        if step is not None:
            step()
        return step is not None

    watch(course, ["09"], lambda line, passing=False: lines.append(line), release, wait)
    first, broken, mended, same, short, nothing = " | ".join(lines).split("--")
    assert "wrote notebooks/09_my_topic.ipynb" in first and "all is well" in first
    assert "BEGIN SOLUTION" in broken and "all is well" not in broken
    assert "wrote notebooks/09_my_topic.ipynb" in mended and "First hint" in course.student(NAME).read_text("utf-8")
    assert "still to do: solutions/variants/09_my_topic.py, perpendicular: 1 right and 3 wrong" in short
    assert "all is well" in mended and "all is well" not in short
    assert "wrote" not in same and nothing.strip(" |") == ""


@pytest.mark.second_stage
@pytest.mark.parametrize("arguments", [("release", "09"), ("release", "09", "--watch"), ("mistakes", "09")])
def test_interrupting_ends_in_one_tidy_line(course, arguments):
    text = course.source(NAME).read_text(encoding="utf-8")
    waits = "# %%\nimport time\n\ntime.sleep(600)\n\n# %% [markdown]\n# ## Recap"
    course.source(NAME).write_text(text.replace("# %% [markdown]\n# ## Recap", waits), encoding="utf-8")
    (course.root / "utils").rmdir()
    (course.root / "utils").symlink_to(ROOT / "utils")
    started = subprocess.Popen(
        [sys.executable, "-m", "autograder", *arguments],
        cwd=course.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    begun = {"mistakes": NAME, "--watch": "trying the variants"}.get(
        arguments[-1 if "--watch" in arguments else 0], "running"
    )
    for line in started.stdout:
        if begun in line:
            break
    os.killpg(started.pid, signal.SIGINT)
    rest, _ = started.communicate(timeout=300)
    if "--watch" in arguments:
        assert (started.returncode, rest.split()) == (0, ["no", "longer", "watching"])
    else:
        assert started.returncode == 130 and "Traceback" not in rest and rest.count("interrupted; ") == 1
