"""Plain nbgrader commands, run from the checkout's root with our configuration and no activated environment."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.classroom import prepare_classroom
from autograder.cli import main
from autograder.course import Classroom, Course
from autograder.results import read_result

NAME = "01_tiny"

pytestmark = pytest.mark.usefixtures("graded_here")


@pytest.fixture(autouse=True)
def _gradebook(classroom, new_gradebook):
    classroom.root.mkdir()
    shutil.copy(new_gradebook, classroom.gradebook)


@pytest.fixture
def nbgrader(tiny_course):
    """Runs an nbgrader command as somebody would whose PATH does not lead to this Python."""

    def run(*arguments, **variables):
        program = Path(sys.executable).with_name("nbgrader")
        return subprocess.run(
            [program, *arguments],
            cwd=tiny_course.root,
            capture_output=True,
            text=True,
            env={"PATH": "/usr/bin:/bin", "HOME": str(tiny_course.root.parent), **variables},
            check=False,
            timeout=600,
        )

    return run


def _scores(classroom):
    with Gradebook(classroom.db_url) as gradebook:
        return {s.student_id: s.score for s in gradebook.assignment_submissions(NAME)}


@pytest.mark.second_stage
def test_nbgrader_generates_grades_and_returns_feedback(nbgrader, tiny_course, classroom, hand_in, tiny_solved):
    prepare_classroom(tiny_course, [NAME], classroom)
    classroom.gradebook.unlink()
    released = classroom.release(NAME).read_text()

    done = nbgrader("generate_assignment", NAME, "--force")
    assert done.returncode == 0, done.stderr
    assert nbformat.reads(classroom.release(NAME).read_text(), 4) == nbformat.reads(released, 4)

    hand_in("student-01", _answering(tiny_solved, "square", "def square(x):\n    return 2 * x"))
    done = nbgrader("autograde", NAME)
    assert done.returncode == 0, done.stderr
    assert _scores(classroom) == {"student-01": 12}

    done = nbgrader("generate_feedback", NAME)
    assert done.returncode == 0, done.stderr
    assert "Score: 12.0 / 20.0" in (classroom.feedback / "student-01" / NAME / f"{NAME}.html").read_text()


def _without_ids(path: Path) -> None:
    nb = json.loads(path.read_text())
    for cell in nb["cells"]:
        del cell["id"]
    path.write_text(json.dumps(nb | {"nbformat_minor": 4}))


@pytest.mark.second_stage
def test_a_source_whose_cells_have_no_ids_is_graded_by_nbgraders_own_command(
    nbgrader, tiny_course, classroom, hand_in, tiny_solved
):
    prepare_classroom(tiny_course, [NAME], classroom)
    hand_in("student-01", tiny_solved)
    _without_ids(classroom.source(NAME))
    done = nbgrader("autograde", NAME)
    assert done.returncode == 0, done.stderr
    assert _scores(classroom) == {"student-01": 20}


def _to_a_pipe(path: Path) -> None:
    os.mkfifo(path)


def _to_a_link(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _to_a_hole(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(2**40)


def test_nbgraders_own_command_waits_for_nothing_and_goes_on(nbgrader, tiny_course, classroom, hand_in, tiny_solved):
    """One command for all three: each is told apart, and a submission after them is graded."""
    prepare_classroom(tiny_course, [NAME], classroom)
    traps = {
        "student-01": (_to_a_pipe, "is not a file"),
        "student-02": (_to_a_link, "is a link to somewhere else"),
        "student-03": (_to_a_hole, "is too large"),
    }
    for student, (turned, _) in traps.items():
        path = hand_in(student, tiny_solved)
        path.unlink()
        turned(path)
    hand_in("student-04", tiny_solved)
    done = nbgrader("autograde", NAME)
    for student, (_, said) in traps.items():
        assert re.search(rf"{student}\b.*{NAME}\.ipynb {said}", done.stderr), (student, done.stderr)
    assert _scores(classroom)["student-04"] == 20


def _answering(nb, cell_id, source):
    nb = nbformat.from_dict(nb)
    next(cell for cell in nb.cells if cell.id == cell_id).source = source
    return nb


@pytest.mark.second_stage
def test_nbgrader_takes_over_what_our_grade_has_left(
    nbgrader, tiny_course, classroom, hand_in, tiny_solved, monkeypatch
):
    monkeypatch.chdir(tiny_course.root)
    hand_in("student-01", tiny_solved)
    hand_in("student-02", _answering(tiny_solved, "double", "def double(x):\n    return int(2 * x)"))
    hand_in("student-03", _answering(tiny_solved, "double", "def double(x):\n    return int(x) * 2"))
    hand_in("student-04", "{")
    assert main(["grade"]) == 0
    ours = _scores(classroom)
    assert ours == {"student-01": 20, "student-02": 20, "student-03": 8, "student-04": 0}

    done = nbgrader("generate_feedback", NAME)
    assert done.returncode == 0, done.stderr
    page = (classroom.feedback / "student-03" / NAME / f"{NAME}.html").read_text()
    assert "Score: 8.0 / 20.0" in page
    assert "AssertionError: a hidden case" in page and "double(-0.5)" not in page and "-1.0" not in page
    assert "was not graded" in (classroom.feedback / "student-04" / NAME / f"{NAME}.html").read_text()

    done = nbgrader("autograde", NAME, "--force", "--student=student-03")
    assert done.returncode == 0, done.stderr
    assert _scores(classroom) == ours


@pytest.mark.second_stage
def test_nbgraders_own_command_grades_a_class_as_ours_does(
    nbgrader, tiny_course, classroom, hand_in, tiny_student, tiny_solved, monkeypatch, capsys
):
    """One command for all of them: tests run apart from what students wrote, and nobody's case is another's."""
    prepare_classroom(tiny_course, [NAME], classroom)
    forging = (
        "import builtins, IPython\ndouble = square = None\nclass Always:\n    def __eq__(self, other):\n"
        "        return True\ndef double(x):\n    return Always()\n"
        "IPython.get_ipython().input_transformers_cleanup.append(lambda lines: [])"
    )
    hand_in("student-01", _answering(tiny_solved, "double", forging))
    hand_in("student-02", _answering(tiny_solved, "square", "import os\nos._exit(1)"))
    noisy = "import sys, warnings\ndef square(x):\n    print('squaring', file=sys.stderr)\n    warnings.warn('slow')\n    return x * x"
    hand_in("student-03", _answering(tiny_solved, "square", noisy))
    _without_ids(hand_in("student-04", tiny_solved))
    elsewhere = nbformat.from_dict(tiny_student)
    text = "```python\ndef double(x):\n    return 2 * x\n```"
    elsewhere.cells.insert(1, nbformat.v4.new_markdown_cell(text))
    hand_in("student-05", elsewhere)
    hand_in("student-06", tiny_solved)
    done = nbgrader("autograde", NAME)
    assert done.returncode == 0, done.stderr
    scores = {"student-01": 0, "student-02": 12, "student-03": 20, "student-04": 20, "student-05": 0, "student-06": 20}
    assert _scores(classroom) == scores
    assert "squaring" in (classroom.autograded / "student-03" / NAME / f"{NAME}.ipynb").read_text()

    # What is answered elsewhere is listed as our command lists it, and waits.
    (look,) = read_result(classroom.record(NAME, "student-05")).looks
    assert (look.name, look.cell) == ("double", "test_double") and "def of double stands in" in look.found
    assert not read_result(classroom.record(NAME, "student-06")).looks
    with Gradebook(classroom.db_url) as gradebook:
        waits = {
            (student, cell): gradebook.find_grade(cell, NAME, NAME, student).needs_manual_grade
            for student in ("student-05", "student-06")
            for cell in ("test_double", "test_square")
        }
    assert [key for key, waiting in waits.items() if waiting] == [("student-05", "test_double")]
    monkeypatch.chdir(tiny_course.root)
    assert main(["export"]) == 1 and "answered elsewhere, look: test_double" in capsys.readouterr().err


@pytest.mark.second_stage
def test_our_commands_take_over_what_nbgraders_autograde_has_left(
    nbgrader, tiny_course, classroom, hand_in, tiny_solved, monkeypatch, capsys
):
    """The same record, to the letter but for the seed, what follows from it, and the time it took."""
    prepare_classroom(tiny_course, [NAME], classroom)
    hand_in("student-01", _answering(tiny_solved, "double", "def double(x):\n    return int(x) * 2"))
    done = nbgrader("autograde", NAME)
    assert done.returncode == 0, done.stderr
    theirs = read_result(classroom.record(NAME, "student-01"))
    assert [test.message for test in theirs.tests] == ["a hidden case", "", ""]

    monkeypatch.chdir(tiny_course.root)
    assert main(["grade"]) == 0
    assert "0 graded now, 1 unchanged" in capsys.readouterr().out
    assert main(["grade", "--regrade"]) == 0
    ours = read_result(classroom.record(NAME, "student-01"))

    def timeless(result):
        return replace(result, seed=None, seconds=0, tests=tuple(replace(test, seconds=0) for test in result.tests))

    assert timeless(theirs) == timeless(ours)


@pytest.mark.second_stage
def test_a_submission_that_changed_after_nbgraders_autograde_is_graded_again(
    nbgrader, tiny_course, classroom, hand_in, tiny_solved, monkeypatch, capsys
):
    prepare_classroom(tiny_course, [NAME], classroom)
    hand_in("student-01", tiny_solved)
    assert nbgrader("autograde", NAME).returncode == 0
    hand_in("student-01", _answering(tiny_solved, "double", "def double(x):\n    return 0"))
    monkeypatch.chdir(tiny_course.root)
    assert main(["grade"]) == 0
    assert "1 graded now" in capsys.readouterr().out and _scores(classroom) == {"student-01": 8}


@pytest.mark.second_stage
def test_nbgraders_feedback_does_not_tell_at_which_points_hidden_tests_try_a_function(
    nbgrader, tiny_course, classroom, hand_in, tiny_solved, monkeypatch
):
    """Neither a function that prints its arguments, nor a cell that prints what a function has kept, is listened to."""
    monkeypatch.chdir(tiny_course.root)
    spying = (
        "kept = []\ndef double(x):\n    kept.append(x)\n    print('argument', x)\n"
        "    return 2 * x\nprint('before any test')"
    )
    nb = _answering(tiny_solved, "double", spying)
    nb.cells += [
        nbformat.v4.new_code_cell("print('kept', kept)"),
        nbformat.v4.new_code_cell("{'kept': kept}"),
        nbformat.v4.new_code_cell("raise KeyError('an error of their own')"),
    ]
    hand_in("student-01", nb)
    assert main(["grade"]) == 0
    assert "argument -0.5" in (classroom.autograded / "student-01" / NAME / f"{NAME}.ipynb").read_text()  # for a person
    done = nbgrader("generate_feedback", NAME)
    assert done.returncode == 0, done.stderr
    page = (classroom.feedback / "student-01" / NAME / f"{NAME}.html").read_text()
    assert "-0.5" not in page and "before any test" in page
    assert page.count("What this cell put out is not shown") == 2 and "an error of their own" in page


@pytest.mark.parametrize("command", ["autograder", pytest.param("nbgrader", marks=pytest.mark.second_stage)])
def test_a_late_submission_is_penalised_as_nbgrader_is_told_to(
    command, nbgrader, tiny_course, classroom, hand_in, tiny_solved, monkeypatch
):
    prepare_classroom(tiny_course, [NAME], classroom)
    with (tiny_course.root / "nbgrader_config.py").open("a") as config:
        config.write('\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    with Gradebook(classroom.db_url) as gradebook:
        gradebook.update_or_create_assignment(NAME, duedate="2030-01-01 00:00:00 UTC")
    for student, day in (("student-01", "2029-12-31"), ("student-02", "2030-01-02")):
        hand_in(student, tiny_solved).with_name("timestamp.txt").write_text(f"{day} 12:00:00 UTC")
    if command == "nbgrader":
        done = nbgrader("autograde", NAME)
        assert done.returncode == 0, done.stderr
    else:
        monkeypatch.chdir(tiny_course.root)
        assert main(["grade"]) == 0
    with Gradebook(classroom.db_url) as gradebook:
        entries = [gradebook.find_submission_notebook(NAME, NAME, f"student-0{i}") for i in (1, 2)]
        assert [(entry.score, entry.late_submission_penalty or 0) for entry in entries] == [(20, 0), (20, 20)]


@pytest.mark.second_stage
def test_stock_nbgrader_without_our_configuration_grades_in_the_kernel(tmp_path, new_gradebook):
    """The real notebook 04 in a course that knows nothing of `autograder`, but has `utils` to import."""
    name, root = "04_logistic_least_squares", Path(__file__).resolve().parents[2]
    course, classroom = Course(root), Classroom(tmp_path / "plain")
    classroom.root.mkdir()
    shutil.copy(new_gradebook, classroom.gradebook)
    prepare_classroom(course, [name], classroom)
    for student, edition in (("student-01", course.solved(name)), ("student-02", course.student(name))):
        handed_in = classroom.submitted / student / name / f"{name}.ipynb"
        handed_in.parent.mkdir(parents=True)
        handed_in.write_bytes(edition.read_bytes())
    (classroom.root / "nbgrader_config.py").write_text("c = get_config()\nc.Execute.timeout = 120\n")
    done = subprocess.run(
        [Path(sys.executable).with_name("nbgrader"), "autograde", name],
        cwd=classroom.root,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOME": str(tmp_path), "PYTHONPATH": str(root)},
    )
    assert done.returncode == 0, done.stderr
    with Gradebook(classroom.db_url) as gradebook:
        scores = {s.student_id: s.score for s in gradebook.assignment_submissions(name)}
    assert scores == {"student-01": 20, "student-02": 0}


@pytest.mark.second_stage
def test_another_class_than_the_usual_one_is_chosen_by_a_variable(nbgrader, tiny_course, new_gradebook):
    for name in ("classroom", "spring"):
        folder = tiny_course.root / name
        folder.mkdir(exist_ok=True)
        shutil.copy(new_gradebook, folder)
        with Gradebook(Classroom(folder).db_url) as gradebook:
            gradebook.add_student(f"student-of-{name}")
    assert "student-of-spring" in nbgrader("db", "student", "list", CLASSROOM="spring").stdout
    assert "student-of-classroom" in nbgrader("db", "student", "list").stdout
