"""A class graded by workers of a scheduler: the same marks as here, whatever becomes of workers and scheduler."""

from __future__ import annotations

import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import psutil
import pytest

from autograder.course import Classroom
from autograder.demo import make_class
from autograder.pool import Task
from autograder.results import read_result
from benchmarks.classes import CHECKOUT, Made, surroundings
from benchmarks.cluster import measure
from benchmarks.machines import Machines, machines
from benchmarks.resume import count_graded, differences, outcome
from benchmarks.watching import adopting, left_over

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="workers are put into namespaces"),
    pytest.mark.second_stage,  # the first has all that is decided here (`tests/unit/test_cluster_mapping.py`)
]

NAME, STUDENTS = "01_tiny", 12


@pytest.fixture
def folder() -> Iterator[Path]:
    """One whose path is short."""
    with tempfile.TemporaryDirectory(prefix="cluster-") as folder:
        yield Path(folder)


@pytest.fixture
def far(folder) -> Iterator[Machines]:
    """A scheduler without workers."""
    with machines(folder / "far") as far:
        yield far


@pytest.fixture
def dasks_own(folder) -> Iterator[Machines]:
    """A scheduler as Dask, Slurm and Kubernetes start it."""
    with machines(folder / "far", plain=True) as far:
        yield far


@pytest.fixture
def made(tiny_course, classroom) -> Made:
    make_class(tiny_course, classroom, STUDENTS)
    return Made(NAME, tiny_course.root)


def grade(classroom: Classroom, folder: Path, *options: object) -> subprocess.Popen:
    """The command, started."""
    return subprocess.Popen(
        [sys.executable, "-m", "autograder", "grade", "--seed", "1", *map(str, options)],
        cwd=classroom.root.parent,
        env=surroundings(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def graded(classroom: Classroom, folder: Path, *options: object) -> tuple[int, str, str]:
    """Its status, and what it wrote to both streams."""
    process = grade(classroom, folder, *options)
    try:
        out, err = process.communicate(timeout=300)
    finally:
        process.kill()
    return process.returncode, out, err


def until(true, seconds: float = 300) -> None:
    """Waits for something to be."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.05)


def slow(nb, seconds: float):
    """The same submission, which takes longer."""
    nb = nbformat.from_dict(nb)
    nb.cells.append(nbformat.v4.new_code_cell(f"import time\ntime.sleep({seconds})"))
    return nb


def test_two_machines_that_do_not_see_the_class_come_to_the_marks_that_are_given_here(made, tmp_path, folder, far):
    here, there = made.copy(tmp_path / "here"), made.copy(tmp_path / "there")
    for _ in range(2):
        far.start_worker(unseen=tmp_path)
    status, out, err = graded(there, folder, "--scheduler", far.address)
    assert status == 0 and f"{STUDENTS} graded now" in out, (out, err, far.said())
    assert graded(here, folder, "--jobs", 1)[0] == 0
    expected = outcome(here, NAME)
    assert len(expected) == 3 * STUDENTS and differences(expected, outcome(there, NAME)) == []
    assert "0 graded now" in graded(there, folder, "--scheduler", far.address)[1]


def test_a_worker_and_then_the_scheduler_are_killed_and_the_same_command_goes_on(
    made, tmp_path, folder, far, tiny_solved
):
    there = made.copy(tmp_path / "there")
    for number in (1, 2, 4, 5, 6, 7):
        path = there.submission(NAME, f"student-{number:02d}")
        path.write_text(nbformat.writes(slow(tiny_solved, 1.5)), encoding="utf-8")
    shutil.copytree(there.root.parent, tmp_path / "here")
    here = Classroom(tmp_path / "here" / "classroom")
    killed, stays = far.start_worker(), far.start_worker()
    with adopting() as before:
        running = grade(there, folder, "--scheduler", far.address)
        until(lambda: count_graded(there, NAME) >= 2)
        killed.kill()
        killed.wait()
        had = count_graded(there, NAME)
        until(lambda: count_graded(there, NAME) >= had + 2)
        far.processes[0].kill()
        _, err = running.communicate(timeout=300)
        assert running.returncode == 1 and f"the scheduler {far.address} has gone" in err, err
        assert "has gone: what it had is graded elsewhere" in err
        assert stays.poll() is None  # it waits for the scheduler to come back
        far.start_scheduler()
        status, out, err = graded(there, folder, "--scheduler", far.address)
        assert status == 0 and "0 unchanged" not in out, (out, err, far.said())
        far.stop()
        assert left_over(before) == []  # not a grader of the one that was killed either
    assert graded(here, folder, "--jobs", 2)[0] == 0
    assert differences(outcome(here, NAME), outcome(there, NAME)) == []


def test_a_worker_that_joins_late_is_used(tiny_course, classroom, hand_in, tiny_solved, folder, far):
    for number in range(10):
        hand_in(f"student-{number}", slow(tiny_solved, 6))  # so that it is there before the first has done them all
    far.start_worker()
    running = grade(classroom, folder, "--scheduler", far.address)
    until(lambda: count_graded(classroom, NAME) >= 1)
    far.start_worker()
    out, err = running.communicate(timeout=300)
    assert running.returncode == 0 and "10 graded now" in out
    assert len(re.findall("the worker tcp://127.0.0.1:[0-9]+ grades, one submission at a time", err)) == 2


def test_ctrl_c_ends_within_seconds_keeps_what_is_done_and_the_worker_is_free(
    tiny_course, classroom, hand_in, tiny_solved, folder, far
):
    hand_in("student-0", tiny_solved)
    for number in range(1, 4):
        hand_in(f"student-{number}", slow(tiny_solved, 300))
    far.start_worker()
    running = grade(classroom, folder, "--timeout", 500, "--scheduler", far.address)
    until(lambda: count_graded(classroom, NAME) == 1)
    time.sleep(2)
    running.send_signal(signal.SIGINT)
    started = time.monotonic()
    _, err = running.communicate(timeout=300)
    assert running.returncode == 130 and "interrupted; what was finished is kept" in err
    assert time.monotonic() - started < 100  # and not 300
    for number in range(1, 4):
        hand_in(f"student-{number}", tiny_solved)
    status, out, _ = graded(classroom, folder, "--scheduler", far.address)
    assert status == 0 and "3 graded now, 1 unchanged" in out


# A worker that somebody took over: `there.graded`, which it asks for results, is another function.
TAKEN_OVER = """\
import asyncio, os, pickle, sys
from autograder.cluster import there

class Planted:
    def __reduce__(self):
        return os.system, ("echo $PPID >> MARK",)

def returned(*arguments):
    return Planted()

def raised(*arguments):
    error = RuntimeError("forged")
    error.args = (Planted(),)
    raise error

def warned(*arguments):
    from distributed import get_worker
    for topic in ("warn", "print"):
        get_worker().log_event(topic, {"message": pickle.dumps(Planted()), "category": pickle.dumps(Planted())})
    return pickle.dumps(Planted())

def asked(*arguments):
    open("FOLDER/asked", "w").close()
    return HOW(*arguments)

there.graded = asked

async def work():
    from distributed import Worker
    worker = await Worker(sys.argv[1], nthreads=1, host="127.0.0.1", memory_limit=0, local_directory="FOLDER")
    await worker.finished()

asyncio.run(work())
"""


@pytest.mark.parametrize("how", ["returned", "raised", "warned"])
def test_nothing_that_a_worker_sends_is_unpickled_and_one_that_sends_an_object_is_left_out(
    made, tmp_path, folder, far, how
):
    there, mark = made.copy(tmp_path / "there"), folder / "mark"
    program = TAKEN_OVER.replace("MARK", str(mark)).replace("HOW", how).replace("FOLDER", str(folder))
    far.start_worker(program=program)
    running = grade(there, folder, "--scheduler", far.address)
    until((folder / "asked").exists)  # before there is another, who may do all
    far.start_worker()
    out, err = running.communicate(timeout=300)
    assert running.returncode == 0 and f"{STUDENTS} graded now" in out, (out, err, far.said())
    # Whoever reads the pickle writes down which process it is. Dask's worker reads those of its own exceptions.
    assert str(running.pid) not in (mark.read_text().split() if mark.exists() else [])
    assert read_result(there.record(NAME, "student-01")).points == 20
    if how != "raised":  # then nobody can say whose fault it was
        assert "is left out: it sent no result of what it was given" in err


def test_a_plain_worker_of_dask_grades_and_one_without_bubblewrap_or_the_course_is_left_out(
    made, tmp_path, folder, dasks_own, monkeypatch
):
    far, there = dasks_own, made.copy(tmp_path / "there")
    command = ["-m", "distributed.cli.dask_worker", "--nthreads", "2", "--no-dashboard"]
    command += ["--local-directory", str(folder / "scratch"), far.address]
    far.start(command)  # with a nanny, as Dask's own deployments start it
    without = folder / "without"
    without.mkdir()
    monkeypatch.setenv("PATH", str(without))
    programs = surroundings(folder)["PATH"]
    assert shutil.which("bwrap", path=programs) is None
    far.start([*command[:-1], "--no-nanny", far.address])
    monkeypatch.undo()
    nowhere = "import sys; sys.modules['autograder'] = None; sys.argv[:] = sys.argv[:1] + ['--no-nanny', sys.argv[1]]\n"
    far.start_worker(program=nowhere + "from distributed.cli.dask_worker import main; main()")
    status, out, err = graded(there, folder, "--scheduler", far.address)
    assert status == 0 and f"{STUDENTS} graded now" in out, (out, err, far.said())
    assert "grades, 2 submissions at a time" in err
    assert "left out: the program bwrap is not installed" in err
    assert "left out: the course's packages are not installed there" in err


def test_what_is_not_encrypted_and_not_of_this_machine_alone_is_refused(made, tmp_path, folder):
    there = made.copy(tmp_path / "there")
    status, _, err = graded(there, folder, "--scheduler", "tcp://192.0.2.1:8786")
    assert status == 1 and "is not encrypted and lies beyond this machine" in err and "--tls DIR" in err
    assert graded(there, folder, "--scheduler", "tcp://127.0.0.1:9")[2].startswith(
        "autograder: no scheduler answers at tcp://127.0.0.1:9"
    )
    command = [sys.executable, "-m", "autograder", "scheduler", "--host", "0.0.0.0"]
    done = subprocess.run(command, cwd=folder, env=surroundings(folder), capture_output=True, text=True, timeout=300)
    assert done.returncode == 1 and "is not encrypted and lies beyond this machine" in done.stderr


def certificates(folder: Path) -> Path:
    """Made as docs/cluster.md says."""
    text = (CHECKOUT / "docs" / "cluster.md").read_text(encoding="utf-8")
    (lines,) = re.findall(r"```\n(mkdir -m 700 certificates\n.*?)```", text, flags=re.DOTALL)
    folder.mkdir()
    subprocess.run(["sh", "-ec", lines], cwd=folder, check=True, capture_output=True)
    return folder / "certificates"


def test_with_certificates_made_as_the_page_says_the_class_is_graded_and_nobody_else_is_let_in(made, tmp_path, folder):
    there = made.copy(tmp_path / "there")
    ours, theirs = certificates(folder / "ours"), certificates(folder / "theirs")
    with machines(folder / "far", tls=ours, address="tls://0.0.0.0:0") as far:
        assert far.address.startswith("tls://")
        listening = [
            one.laddr for one in psutil.Process(far.processes[0].pid).net_connections() if one.status == "LISTEN"
        ]
        # Nothing else is there for others: no page, which nobody would need a certificate for.
        assert [f":{port}" for host, port in listening if host != "127.0.0.1"] == [far.address[-6:]]
        far.start_worker()
        status, _, err = graded(there, folder, "--scheduler", far.address, "--tls", theirs)
        assert status == 1 and "no scheduler answers" in err
        status, _, err = graded(there, folder, "--scheduler", far.address)
        assert status == 1 and "needs certificates" in err
        status, out, err = graded(there, folder, "--scheduler", far.address, "--tls", ours)
        assert status == 0 and f"{STUDENTS} graded now" in out, (out, err, far.said())


def test_a_scheduler_holds_on_to_nothing_that_it_passed_on(hand_in, tiny_solved, tiny_release, folder):
    large = nbformat.from_dict(tiny_solved)
    large.cells.append(nbformat.v4.new_markdown_cell(random.Random(0).randbytes(500_000).hex()))
    path = hand_in("student-1", large)
    tasks = [Task(f"student-{number}", NAME, path, tiny_release, "") for number in range(100)]
    cost = measure(tasks, 1, folder / "far")
    assert cost.grown < 25  # megabytes; there are 50


# A grader that dies over one submission, or ends its worker: no submission can, from behind the wall. What happens when
# there is no more memory is the same.
DEADLY = """\
import os, signal
from autograder import engine
real = engine.read_submission

def read(path, *rest):
    if b"4.321" in path.read_bytes():
        os.kill(os.WHOM(), signal.SIGKILL)
    return real(path, *rest)

engine.read_submission = read
from autograder.cluster.grader import main
main()
"""
GRADE_BY_IT = """\
import functools, sys
from autograder.cluster import mapping
mapping.grade_all_on = functools.partial(mapping.grade_all_on, module="deadly_grader")
from autograder.cli import main
sys.exit(main(["grade", "--scheduler", sys.argv[1]]))
"""


@pytest.mark.parametrize(
    "whom, workers, why",
    [
        ("getpid", 1, "the process that graded it ended unexpectedly"),
        ("getppid", 3, "the worker that graded it ended unexpectedly, twice"),
    ],
    ids=["its grader", "its worker"],
)
def test_a_submission_that_ends_what_grades_it_twice_has_failed_and_the_others_are_graded(
    tiny_course, classroom, hand_in, tiny_solved, folder, far, monkeypatch, whom, workers, why
):
    for number in range(6):
        hand_in(f"student-{number}", slow(tiny_solved, 4.321) if number == 1 else tiny_solved)
    (folder / "deadly_grader.py").write_text(DEADLY.replace("WHOM", whom))
    monkeypatch.setenv("PYTHONPATH", str(folder))
    started = [far.start_worker() for _ in range(workers)]
    until(lambda: far.said().count("works for") == workers)
    command = [sys.executable, "-c", GRADE_BY_IT, far.address]
    done = subprocess.run(
        command, cwd=classroom.root.parent, env=surroundings(folder), capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 1 and "1 of the submissions could not be graded" in done.stderr, (done, far.said())
    assert read_result(classroom.record(NAME, "student-1")).reason == why
    assert [read_result(classroom.record(NAME, f"student-{number}")).points for number in (0, 2, 3, 4, 5)] == [20] * 5
    assert sum(worker.poll() is not None for worker in started) == (0 if whom == "getpid" else 2), far.said()


def test_a_worker_that_is_stopped_says_so_and_leaves_nothing(folder, far):
    with adopting() as before:
        worker = far.start_worker()
        until(lambda: "works for" in far.said())
        worker.send_signal(signal.SIGINT)
        assert worker.wait(300) == 0 and "stopped: what was being graded here is graded elsewhere" in far.said()
        assert left_over(before) == []
    assert not list((folder / "far" / "temporary").glob("workers-*"))
