"""How much of a processor's time a call took is known from outside, whatever the student's process says of it."""

from __future__ import annotations

import time

import pytest

from autograder import sandbox
from autograder.limits import Limits
from autograder.remote import Student
from autograder.results import FAILED, PASSED
from autograder.trial import try_cell

_LIMIT = 0.6  # seconds
TEST = f"""
from utils.checks.check_task import check_task
from utils.checks.task import Task
task = Task(("x",), lambda rng: (1.0,), lambda exercise, arguments, answer, where: None, seconds={_LIMIT})
check_task("f", f, task, count=1)
"""
BUSY = """
import time
def busy(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass
"""
# A process that does the work, and that is waited for by the end of a pipe.
DISOWNED = """
import os, signal
def disowned(seconds, twice=False):
    reading, writing = os.pipe()
    if os.fork() == 0:
        if twice and os.fork():
            os._exit(0)
        os.close(reading)
        busy(seconds)
        os._exit(0)
    os.close(writing)
    os.read(reading, 1)
    os.close(reading)
"""


@pytest.fixture
def tried(warm):
    def run(answer):
        student = Student(warm, Limits(), time.monotonic() + 600)
        try:
            assert student.run_cell(BUSY + answer, "answer")[0]
            return try_cell(TEST, {}, student, "0 test")
        finally:
            student.end()

    return run


def test_a_call_that_waits_long_and_computes_little_is_not_too_slow(tried):
    assert tried("def f(x):\n    time.sleep(1.2)\n    busy(0.05)\n    return x").verdict == PASSED


def test_children_that_were_waited_for_count_once(tried):
    work = "pid = os.fork()\n    if pid == 0:\n        busy(0.2)\n        os._exit(0)\n    os.waitpid(pid, 0)\n"
    assert tried(f"import os, time\ndef f(x):\n    {work}    time.sleep(0.2)\n    {work}    return x").verdict == PASSED


def test_a_child_that_ends_while_the_account_is_read_is_not_forgotten(warm, monkeypatch):
    student = Student(warm, Limits(), time.monotonic() + 600)
    reading, seconds = sandbox.descendants, 0.3
    looked = []

    def after_its_end(pid):
        """What there is once the child has gone: the account that was asked for before still counts it as living."""
        while not looked and len(reading(pid)) > before:
            time.sleep(0.01)
        looked.append(pid)
        return reading(pid)

    try:
        assert student.run_cell(f"{BUSY}{DISOWNED}signal.signal(signal.SIGCHLD, signal.SIG_IGN)", "answer")[0]
        before, spent = len(reading(warm._process.pid)), student.processor_time()
        # Whoever waits for the pipe goes on before the child has ended.
        late = f"busy({seconds})\n        os.close(writing)\n        time.sleep(1)\n"
        assert student.run_cell(
            f"reading, writing = os.pipe()\nif os.fork() == 0:\n    try:\n        {late}    finally:\n        os._exit(0)\n"
            "os.close(writing)\nos.read(reading, 1)\nos.close(reading)",
            "answer",
        )[0]
        monkeypatch.setattr(sandbox, "descendants", after_its_end)
        assert student.processor_time() - spent > 0.9 * seconds
        assert len(looked) > 1
    finally:
        student.end()


@pytest.mark.parametrize(
    "answer",
    [
        "def f(x):\n    busy(1.2)\n    return x",
        # Clocks turned back, and work given to others, which are waited for.
        "busy_ = busy\ndef f(x):\n    busy_(1.2)\n    time.process_time = lambda: 0.0\n    time.monotonic = lambda: 0.0\n    return x",
        "import os\ndef f(x):\n    pid = os.fork()\n    if pid == 0:\n        busy(1.2)\n        os._exit(0)\n"
        "    os.waitpid(pid, 0)\n    return x",
        "import threading\ndef f(x):\n    other = threading.Thread(target=busy, args=(1.2,))\n    other.start()\n"
        "    other.join()\n    return x",
        # Children that nobody waits for: their parent ignores that they end, or has ended before.
        f"{DISOWNED}def f(x):\n    signal.signal(signal.SIGCHLD, signal.SIG_IGN)\n    disowned(1.2)\n    return x",
        f"{DISOWNED}def f(x):\n    signal.signal(signal.SIGCHLD, signal.SIG_IGN)\n    for _ in range(12):\n"
        "        disowned(0.2)\n    return x",
        f"{DISOWNED}def f(x):\n    disowned(1.2, twice=True)\n    return x",
        f"{DISOWNED}def f(x):\n    signal.signal(signal.SIGCHLD, signal.SIG_IGN)\n    disowned(1.2, twice=True)\n"
        "    return x",
    ],
)
def test_a_call_that_computes_long_is_too_slow_whatever_it_does_to_hide_it(tried, answer):
    trial = tried(answer)
    assert trial.verdict == FAILED
    assert "of a processor's time" in trial.message and f"may take {_LIMIT} s" in trial.message
