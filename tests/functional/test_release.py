"""Releases that run notebooks and fill gradebooks."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from mini_course import DOUBLE, NAME, SOURCE, TEST_DOUBLE, VARIANTS, make_course, nbgrader
from nbgrader.api import Gradebook

from autograder.classroom import prepare_classroom
from autograder.course import Classroom, Course
from autograder.errors import CourseError
from autograder.release import release

CHECKOUT = Path(__file__).resolve().parents[2]
# -P: as the installed command, it does not look for packages where it is run, where this course has a `utils` of its own.
AUTOGRADER = [sys.executable, "-P", "-m", "autograder"]

PICTURE = """
# %%
from IPython.display import HTML
from utils.picture import page

HTML(page())
"""

LIBRARY = """
import base64, io
from PIL import Image

def page():
    data = io.BytesIO()
    Image.new("RGB", (8, 8), (0, 0, 200)).save(data, "png", compress_level=9)
    return f'<img alt="blue" src="data:image/png;base64,{base64.b64encode(data.getvalue()).decode()}">'
"""


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    course = make_course(tmp_path_factory.mktemp("released") / "course", SOURCE + PICTURE)
    (course.root / "utils" / "picture.py").write_text(LIBRARY)
    release(course, [])
    return course


@pytest.fixture
def course(released, tmp_path):
    """The released course, to be changed at will."""
    return Course(Path(shutil.copytree(released.root, tmp_path / "course")))


@pytest.fixture
def classroom(tmp_path):
    return Classroom(tmp_path / "classroom")


@pytest.fixture
def begun(classroom, new_gradebook):
    """The classroom with an empty gradebook in it: nbgrader takes seconds to make one."""
    classroom.root.mkdir()
    shutil.copy(new_gradebook, classroom.gradebook)


def lines(outcomes):
    return [str(outcome) for outcome in outcomes]


def snapshot(root):
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in root.rglob("*") if path.is_file()}


def output_text(course):
    return [output for cell in nbformat.read(course.solved(NAME), 4).cells for output in cell.get("outputs", ())]


def test_the_solved_edition_is_run_with_the_courses_own_library(course):
    first, half, page = output_text(course)
    assert first.text == "hello <object object at 0x0>\n"
    assert half.data["text/plain"] == "1.5"
    assert 'alt="blue"' in page.data["text/html"]
    assert "/" not in json.dumps([cell.metadata for cell in nbformat.read(course.solved(NAME), 4).cells])


@pytest.mark.usefixtures("begun")
def test_twice_in_a_row_changes_nothing(course, classroom):
    release(course, [], classroom)
    before = snapshot(course.root) | snapshot(classroom.root)
    assert {outcome.state for outcome in release(course, [], classroom)} == {"unchanged"}
    assert snapshot(course.root) | snapshot(classroom.root) == before
    assert release(course, [], check=True) == []


def test_running_it_all_anew_gives_the_same_bytes(course):
    before = course.solved(NAME).read_bytes()
    course.solved(NAME).unlink()
    release(course, [])
    assert course.solved(NAME).read_bytes() == before


def test_a_picture_stored_otherwise_but_looking_the_same_does_not_churn(course):
    before = output_text(course)
    library = course.root / "utils" / "picture.py"
    library.write_text(LIBRARY.replace("compress_level=9", "compress_level=0").replace("200", "201"))
    assert lines(release(course, [], check=True)) == ["solutions/01_tiny.ipynb is stale: run `autograder release 01`"]
    assert "wrote solutions/01_tiny.ipynb" in lines(release(course, []))
    assert output_text(course) == before
    assert release(course, [], check=True) == []


@pytest.mark.parametrize(
    ("folder", "old", "new"),
    [
        ("notebooks", "Two exercises.", "Three exercises."),
        ("solutions", "Two exercises.", "Three exercises."),
        ("solutions", '"1.5"', '"6"'),
        ("solutions", '"execution_count": 1,', '"execution_count": 2,'),
        ("solutions", '"digest"', '"dugest"'),
    ],
)
def test_check_sees_a_generated_file_that_was_edited_by_hand(course, folder, old, new):
    path = course.root / folder / f"{NAME}.ipynb"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    assert lines(release(course, [], check=True)) == [f"{folder}/{NAME}.ipynb is stale: run `autograder release 01`"]


@pytest.mark.parametrize(
    ("old", "new", "stale"),
    [
        ("Two exercises.", "Some exercises.", ["notebooks", "solutions"]),
        ("twofold = x + x", "twofold = 2 * x", ["solutions"]),
        ("double(-5) == -10", "double(-6) == -12", []),  # students see nothing of it, in either edition
    ],
)
def test_check_sees_a_changed_source_in_the_editions_that_show_it(course, old, new, stale):
    course.source(NAME).write_text((SOURCE + PICTURE).replace(old, new))
    assert lines(release(course, [], check=True)) == [
        f"{folder}/{NAME}.ipynb is stale: run `autograder release 01`" for folder in stale
    ]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("1 / 0", "cell '1 / 0': solved, it raises ZeroDivisionError: division by zero"),
        ("import os; os._exit(1)", "the solved edition's kernel gave up"),
    ],
)
def test_a_cell_that_fails_is_named_and_the_old_editions_stay(course, code, message):
    before = snapshot(course.root / "notebooks")
    course.source(NAME).write_text(SOURCE + f"\n# %%\n{code}\n")
    with pytest.raises(CourseError, match="solutions/01_tiny.py.*" + message):
        release(course, [])
    assert snapshot(course.root / "notebooks") == before


def test_a_solved_edition_must_pass_its_tests_though_they_carry_a_tag_to_go_on(course):
    course.source(NAME).write_text(SOURCE.replace("double(3) == 6", "double(3) == 7"))
    with pytest.raises(CourseError, match="cell test_double: solved, it raises AssertionError"):
        release(course, [])


def test_a_cell_that_its_author_lets_fail_may_fail_without_naming_this_machine(course):
    failing = '\n# %% tags=["raises-exception"]\nimport utils\nopen(utils.__file__ + "x")\n'
    course.source(NAME).write_text(SOURCE + failing)
    release(course, [])
    text = course.solved(NAME).read_text()
    assert "FileNotFoundError" in text and "utils/__init__.pyx" in text
    for place in (course.root, Path.home(), sys.prefix):
        assert f"{place}/" not in text


def test_interrupting_ends_tidily_leaves_no_kernel_and_keeps_what_was_there(course):
    before = snapshot(course.root)
    mark = course.root / "running"
    sleepy = f"import os, time\nopen({str(mark)!r}, 'w').write(str(os.getpid()))\ntime.sleep(900)"
    course.source(NAME).write_text(f"{SOURCE}\n# %%\n{sleepy}\n")
    running = subprocess.Popen(
        [*AUTOGRADER, "release"],
        cwd=course.root,
        env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        while not (mark.exists() and mark.read_text()):
            assert running.poll() is None, running.stderr.read()
            time.sleep(0.1)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=300)
    finally:
        running.kill()
    assert (running.returncode, said.strip().count("\n")) == (130, 0)
    assert said.strip().startswith("autograder: interrupted")
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text()), 0)
    after = snapshot(course.root)
    assert {path for path in after if after[path] != before.get(path)} == {course.source(NAME), mark}


# A gradebook ---------------------------------------------------------------------------------------------


def scores(classroom):
    with Gradebook(classroom.db_url) as gradebook:
        notebook = gradebook.find_notebook(NAME, NAME)
        return {cell.name: cell.max_score for cell in notebook.grade_cells}


def hand_in_and_mark(classroom):
    """A submission with a mark given by a person."""
    with Gradebook(classroom.db_url) as gradebook:
        gradebook.add_student("somebody")
        gradebook.add_submission(NAME, "somebody")
        grade = gradebook.find_grade("test_double", NAME, NAME, "somebody")
        grade.manual_score = 5
        gradebook.db.commit()


def mark(classroom):
    with Gradebook(classroom.db_url) as gradebook:
        return gradebook.find_grade("test_double", NAME, NAME, "somebody").manual_score


def test_a_classroom_is_made_from_nothing(course, classroom):
    release(course, [], classroom)
    assert scores(classroom) == {"test_double": 8, "test_triple": 12}
    assert "twofold" in classroom.source(NAME).read_text()
    assert classroom.release(NAME).read_bytes() == course.student(NAME).read_bytes()


@pytest.mark.second_stage  # the first has nbgrader's own command so (`test_nbgrader_commands`)
def test_nbgrader_runs_without_an_activated_environment(course):
    env = {"PATH": "/usr/bin:/bin", "HOME": str(course.root), "PYTHONPATH": str(CHECKOUT)}
    done = subprocess.run(
        [*AUTOGRADER, "release", "--course", "class"],
        cwd=course.root,
        env=env,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "unchanged notebooks/01_tiny.ipynb",
        "unchanged solutions/01_tiny.ipynb",
        "wrote class/source/01_tiny/01_tiny.ipynb",
        "wrote class/release/01_tiny/01_tiny.ipynb",
        "variants not tried since it changed: run `autograder mistakes 01`",
    ]


@pytest.mark.usefixtures("begun")
def test_changed_points_and_tests_reach_a_gradebook_with_marks_and_leave_the_marks(course, classroom):
    prepare_classroom(course, [], classroom)
    hand_in_and_mark(classroom)
    course.source(NAME).write_text(
        SOURCE.replace('"points": 8', '"points": 9')
        .replace('"points": 12', '"points": 11')
        .replace("double(-5) == -10", "double(-6) == -12")
    )
    prepare_classroom(course, [], classroom)
    assert scores(classroom) == {"test_double": 9, "test_triple": 11}
    assert mark(classroom) == 5
    with Gradebook(classroom.db_url) as gradebook:
        assert "double(-6)" in gradebook.find_source_cell("test_double", NAME, NAME).source


@pytest.mark.usefixtures("begun")
def test_an_exercise_added_though_there_are_submissions_is_refused_and_nothing_changes(course, classroom):
    prepare_classroom(course, [], classroom)
    hand_in_and_mark(classroom)
    before = snapshot(classroom.root)
    course.source(NAME).write_text(
        SOURCE.replace('"points": 8', '"points": 7')
        + (DOUBLE + TEST_DOUBLE).replace("double", "again").replace('"points": 8', '"points": 1')
    )
    with pytest.raises(
        CourseError,
        match=r"holds submissions of 01_tiny, so its cells cannot change "
        r"\(again, test_again\): restore them, or begin a new class",
    ):
        prepare_classroom(course, [], classroom)
    assert {path: content for path, (content, _) in snapshot(classroom.root).items()} == {
        path: content for path, (content, _) in before.items()
    }
    assert mark(classroom) == 5


@pytest.mark.usefixtures("begun")
def test_an_exercise_added_before_anybody_handed_in_is_entered(course, classroom):
    prepare_classroom(course, [], classroom)
    course.source(NAME).write_text(
        SOURCE.replace('"points": 8', '"points": 7')
        + (DOUBLE + TEST_DOUBLE).replace("double", "again").replace('"points": 8', '"points": 1')
    )
    prepare_classroom(course, [], classroom)
    assert scores(classroom) == {"test_double": 7, "test_triple": 12, "test_again": 1}


@pytest.mark.usefixtures("begun")
def test_a_refused_notebook_keeps_the_others_of_the_same_command_out(course, classroom):
    prepare_classroom(course, [NAME], classroom)
    hand_in_and_mark(classroom)
    course.source("02_next").write_text(SOURCE)
    course.source(NAME).write_text(SOURCE.replace('"test_double"', '"test_twice"'))
    with pytest.raises(CourseError, match="holds submissions"):
        prepare_classroom(course, [], classroom)
    assert not classroom.source("02_next").exists()


@pytest.mark.usefixtures("begun")
def test_a_written_question_is_entered_with_its_points_and_found_unchanged(course, classroom):
    question = nbgrader("why", grade=True, points=2, locked=False, solution=True).replace("%%", "%% [markdown]")
    course.source(NAME).write_text(f"{SOURCE.replace('points: 20', 'points: 22')}\n{question}\n# Because.\n")
    prepare_classroom(course, [], classroom)
    assert scores(classroom)["why"] == 2
    assert {outcome.state for outcome in prepare_classroom(course, [], classroom)} == {"unchanged"}


def test_a_classroom_that_is_a_file_is_named(course, classroom):
    classroom.root.write_text("")
    with pytest.raises(CourseError, match=r"cannot create .*classroom \(file exists\)"):
        prepare_classroom(course, [], classroom)


def test_a_classroom_in_a_folder_that_is_not_there_is_named(course, tmp_path):
    with pytest.raises(CourseError, match="nowhere/classroom"):
        prepare_classroom(course, [], Classroom(tmp_path / "nowhere" / "classroom"))


def test_a_gradebook_that_is_none_is_named_and_left_alone(course, classroom):
    classroom.root.mkdir()
    classroom.gradebook.write_text("precious, but no database; long enough to be looked at " * 20)
    before = classroom.gradebook.read_bytes()
    with pytest.raises(CourseError, match=r"the gradebook .*gradebook.db cannot be used \(file is not a database\)"):
        prepare_classroom(course, [], classroom)
    assert classroom.gradebook.read_bytes() == before


def test_a_gradebook_that_cannot_be_opened_is_named(course, classroom):
    classroom.gradebook.mkdir(parents=True)
    with pytest.raises(CourseError, match="the gradebook .*gradebook.db cannot be used"):
        prepare_classroom(course, [], classroom)


@pytest.mark.usefixtures("begun")
def test_a_gradebook_that_may_only_be_read_is_named_once_a_source_has_changed(course, classroom, monkeypatch, capfd):
    prepare_classroom(course, [], classroom)
    course.source(NAME).write_text(SOURCE.replace("assert ", "assert True and "))
    read_only = f"sqlite:///file:{classroom.gradebook}?mode=ro&uri=true"
    monkeypatch.setattr(Classroom, "db_url", property(lambda self: read_only))
    with pytest.raises(CourseError, match="the gradebook .*gradebook.db cannot be used"):
        prepare_classroom(course, [], classroom)
    assert "Traceback" not in "".join(capfd.readouterr())


def test_a_source_with_mistakes_does_not_reach_a_gradebook(course, classroom):
    course.source(NAME).write_text(SOURCE.replace('"points": 8', '"points": 7'))
    with pytest.raises(CourseError, match="add up to 19"):
        prepare_classroom(course, [], classroom)
    assert not classroom.gradebook.exists()


@pytest.mark.usefixtures("begun")
def test_variants_are_no_condition_for_a_classroom(course, classroom):
    course.variants(NAME).write_text(VARIANTS.split("# %%")[0])
    assert len(prepare_classroom(course, [], classroom)) == 2
