"""What several test modules share: a course of one small notebook, made afresh in a temporary folder."""

from __future__ import annotations

import contextlib
import functools
import json
import shutil
import signal
import sys
from multiprocessing import forkserver
from pathlib import Path

from autograder.not_needed import leave_out

# As every command begins: see there. It is a second of each test process.
leave_out()
# What pytest makes of a test's file is kept for the next run, also where PYTHONDONTWRITEBYTECODE is set.
WRITES_NONE, sys.dont_write_bytecode = sys.dont_write_bytecode, False

import nbformat
import pytest
from dealing import dealt
from hypothesis import HealthCheck, settings
from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from mini_course import NAME, SQUARE_SOURCE, SQUARE_VARIANTS, make_course
from nbgrader.api import Gradebook
from nbgrader.nbgraderformat import common

from autograder.cli import main
from autograder.course import Classroom, Course
from autograder.editions import nbgrader_source, solved_edition, student_edition
from autograder.new_gradebook import begin_gradebook
from autograder.source import read_source
from autograder.variants import submission

# How long an example takes is the machine's affair: on a busy one, tests would fail that nothing is wrong with.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

ROOT = Path(__file__).resolve().parents[1]

# A shell that starts the tests in the background has Ctrl-C ignored, by them and by every command that they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    with contextlib.suppress(ValueError):  # not in the main thread
        signal.signal(signal.SIGINT, signal.default_int_handler)


_begin = forkserver.ForkServer.ensure_running


def _begin_as_commands_do(server) -> None:
    """What workers are forked from stays for all tests of a process. It is to import the course, and not the `utils`
    that may lie where the test works that happens to start it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONSAFEPATH", "1")
        _begin(server)


forkserver.ForkServer.ensure_running = _begin_as_commands_do
forkserver.ensure_running = forkserver._forkserver.ensure_running


@functools.cache
def _validator(schema: str):
    kind = validator_for(json.loads(schema))
    kind.check_schema(json.loads(schema))
    return kind(json.loads(schema))


class _SchemaCheckedOnce:
    """What nbgrader validates with. By itself it has its own schema checked anew with every cell that is held against
    it, which was two thirds of what deriving an edition takes."""

    @staticmethod
    def validate(instance: object, schema: dict) -> None:
        if error := best_match(_validator(json.dumps(schema)).iter_errors(instance)):
            raise error


common.jsonschema = _SchemaCheckedOnce


def _place(item: pytest.Item) -> str:
    return f"{item.path.relative_to(ROOT).as_posix()}::{item.name.partition('[')[0]}"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    rows = getattr(config, "workerinput", {}).get("workercount", 1)
    items[:] = dealt(items, rows, _place)


def pytest_collection_finish() -> None:
    sys.dont_write_bytecode = WRITES_NONE


@pytest.fixture
def tiny_course(tmp_path) -> Course:
    """A checkout with one source, its variants, and nothing derived yet."""
    course = make_course(tmp_path / "course", SQUARE_SOURCE, SQUARE_VARIANTS, own_utils=False)
    course.student(NAME).parent.mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", course.root)
    return course


@pytest.fixture
def classroom(tiny_course) -> Classroom:
    """The class of `tiny_course`; its folder does not exist yet."""
    return Classroom(tiny_course.root / "classroom")


@pytest.fixture(scope="session")
def new_gradebook(tmp_path_factory) -> Path:
    """A gradebook that is still empty, to be copied."""
    path = tmp_path_factory.mktemp("new") / "gradebook.db"
    begin_gradebook(f"sqlite:///{path}")
    Gradebook(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def tiny_source(tiny_course):
    """What the author wrote, as a notebook."""
    return read_source(tiny_course.source(NAME))


@pytest.fixture
def tiny_release(tiny_source):
    """nbgrader's source of the tiny notebook, which grading starts from."""
    return nbgrader_source(tiny_source)


@pytest.fixture
def tiny_solved(tiny_source):
    """A perfect submission."""
    return submission(solved_edition(tiny_source))


@pytest.fixture
def tiny_student(tiny_source):
    """A blank submission."""
    return student_edition(tiny_source)


@pytest.fixture
def hand_in(classroom):
    """Puts a notebook, text or bytes where a student's submission is looked for, and returns its path."""

    def put(student: str, what, name: str = NAME, filename: str | None = None) -> Path:
        path = classroom.submitted / student / name / (filename or f"{name}.ipynb")
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(what, bytes):
            path.write_bytes(what)
        else:
            path.write_text(what if isinstance(what, str) else nbformat.writes(what), encoding="utf-8")
        return path

    return put


@pytest.fixture
def command(tiny_course, classroom, new_gradebook, monkeypatch, capsys):
    """Runs a command in the tiny course: its exit status, and what it wrote to both streams."""
    monkeypatch.chdir(tiny_course.root)
    classroom.root.mkdir(exist_ok=True)
    shutil.copy(new_gradebook, classroom.gradebook)

    def run(*arguments):
        status = main([str(argument) for argument in arguments])
        written = capsys.readouterr()
        return status, written.out, written.err

    return run
