"""A check asks for its cases in one message; what comes of it is what comes of asking for them one by one."""

from __future__ import annotations

import collections
import itertools
import time
from dataclasses import replace
from typing import NamedTuple

import nbformat
import numpy as np
import pytest
from attacking import read_attacks
from planted import NAMES, VARIANTS, editions

from autograder import remote
from autograder.editions import nbgrader_source, solved_edition
from autograder.engine import grade_notebook
from autograder.limits import Limits
from autograder.remote import RemoteFunction, Student
from autograder.source import needs, opened_for
from autograder.variants import submission

MOST_REQUESTS = 110


@pytest.fixture
def requests(monkeypatch):
    """What was asked of students' processes, by kind."""
    count: collections.Counter[str] = collections.Counter()
    send = remote.Channel.send

    def counted(self, message, deadline=None):
        count[message["do"]] += 1
        send(self, message, deadline)

    monkeypatch.setattr(remote.Channel, "send", counted)
    return count


@pytest.fixture
def graded(tmp_path, warm_with, monkeypatch):
    """What comes of a submission, with calls asked for before their turn or not; without the time that it took."""

    def run(nb, release, at_once=True, limits=Limits()):
        path = tmp_path / "one.ipynb"
        nbformat.write(nb, path)
        monkeypatch.setattr(Student, "foresees", at_once)
        result = grade_notebook(
            path, release, limits, warm=warm_with(needs(release), opened=opened_for(release, False)), seed=7
        )
        cells = [[(cell.source, cell.get("outputs")) for cell in result.executed.cells]]
        tests = tuple(replace(test, seconds=0.0) for test in result.tests)
        return replace(result, tests=tests, seconds=0.0, executed=None), cells

    return run


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name[:2] == "04" else pytest.mark.second_stage) for name in NAMES]
)
def test_a_solved_notebook_takes_few_requests(name, graded, requests):
    release, solved = editions(name)
    result, _ = graded(solved, release)
    assert result.status == "graded" and 0 < sum(requests.values()) <= MOST_REQUESTS, requests


def _rows():
    """Planted mistakes, one of each exercise at a time. Only in the first row are they judged beside right answers."""
    for name in NAMES:
        found: dict[str, list] = {}
        for variant in VARIANTS[name]:
            if variant.kind == "wrong":
                found.setdefault(variant.exercise, []).append(variant)
        for number, row in enumerate(itertools.zip_longest(*found.values())):
            marks = () if (name[:2], number) == ("04", 0) else pytest.mark.second_stage
            yield pytest.param(name, tuple(filter(None, row)), number == 0, id=f"{name[:2]}-{number}", marks=marks)


@pytest.mark.parametrize(("name", "variants", "whole"), list(_rows()))
def test_of_planted_mistakes_the_same_comes_both_ways(name, variants, whole, graded):
    release, solved = editions(name, None if whole else frozenset(variant.exercise for variant in variants))
    nb = submission(solved, variants)
    assert graded(nb, release) == graded(nb, release, at_once=False)


CHECK = """
import numpy as np
from utils import check_task
from utils.checks.task import Mistake, Task, equal_to

def twice(x):
    return 2.0 * x

task = Task(
    ("x",),
    draw=lambda rng: (float(rng.uniform(1, 2)),),
    judge=equal_to(twice, "y"),
    first=((1.0,), (2.0,)),
    edges=((0.0,), (-7.0,), (1e6,)),
    mistakes=(Mistake("three times", "It is three times x.", lambda x: 3.0 * x),),
    refuses=(("a word",),),
)
check_task("double", double, task, seed=3)
"""
GUARD = "    if isinstance(x, str):\n        raise ValueError('no word')\n"
ANSWERS = {
    "right": "    return 2.0 * x",
    "wrong everywhere, with a name": "    return 3.0 * x",
    "wrong at an edge": "    return 2.0 * x if x < 1e5 else 0.0",
    "raises at an edge": "    return 2.0 * x if x > -7 else 1 / 0",
    "prints": "    print('x is', x)\n    return 2.0 * x",
    "prints, and is wrong": "    print('x is', x)\n    return 2.0 * x + (x < 0)",
    "depends on what was before": "    global n\n    n = globals().get('n', 0) + 1\n    return 2.0 * x + (n > 3)",
    "returns what is no plain data": "    return (2.0 * x for _ in '1') if x < 0 else 2.0 * x",
    "returns far too much": "    return 2.0 * x if x >= 0 else __import__('numpy').ones(9_000_000)",
    "cannot be sent": "    return 2.0 * x if x >= 0 else 'x' * 9_000_000",
    "ends the process at an edge": "    if x == 1e6:\n        import os\n        os._exit(3)\n    return 2.0 * x",
    "wrong at first, ends the process later": "    if x == 1e6:\n        import os\n        os._exit(3)\n    return 2 * x + 1",
    "wrong at first, never ends later": "    while x == 1e6:\n        pass\n    return int(x)",
    "never ends at an edge": "    while x == -7:\n        pass\n    return 2.0 * x",
    "leaves by the back door": "    if x < 0:\n        raise SystemExit\n    return 2.0 * x",
    "interrupts": "    if x < 0:\n        raise KeyboardInterrupt\n    return 2.0 * x",
    "closes its connection": "    if x < 0:\n        import os\n        os.closerange(3, 200)\n    return 2.0 * x",
    "not written": "    raise NotImplementedError()",
    "refuses nothing": "    return 2.0 * x if not isinstance(x, str) else 0.0",
    "changes what it is remembered in": "    from utils import progress\n    progress.record = None\n    return 2.0 * x",
}


# Those that end by themselves: pretending to be right, and forging what crosses the wall. No limit of time takes part.
ATTACKS = (
    *("base_exceptions", "change_arguments", "end_of_iteration", "equal_to_everything", "exit_politely"),
    *("generator_answer", "hostile_object", "names_of_the_tests", "patched_json", "patched_runtime"),
    *("relatives_of_float", "replaced_check", "replaced_testing", "spoofed_module"),
    *("forged_garbage", "forged_pickle", "forged_replay"),
)


@pytest.fixture
def checked(tiny_source):
    """The tiny notebook's source, in which a check judges `double`."""
    source = nbformat.from_dict(tiny_source)
    for cell in source.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "test_double":
            cell.source = CHECK.strip()
    return source


@pytest.mark.second_stage
@pytest.mark.parametrize("name", ATTACKS)
def test_of_an_attack_the_same_points_and_verdicts_come_both_ways(name, checked, tiny_student, graded):
    (attack,) = [attack for attack in read_attacks() if attack.name == name]
    limits = Limits(timeout_cell=120, timeout_call=120, memory=600_000_000, scratch=50_000_000)
    seen = []
    for at_once in (True, False):
        result, _ = graded(attack.submission(tiny_student), nbgrader_source(checked), at_once, limits)
        seen.append([(test.grade_id, test.points, test.verdict) for test in result.tests])
    assert seen[0] == seen[1] and {test for test, points, _ in seen[0] if points} <= attack.earns, seen


@pytest.fixture
def tried(checked, graded):
    """What comes of an answer to `double` that a check judges, and of the notebook around it."""

    def run(answer, at_once):
        nb = solved_edition(checked)
        for cell in nb.cells:
            if cell.metadata.get("nbgrader", {}).get("grade_id") == "double":
                guard = "" if answer == "refuses nothing" else GUARD
                cell.source = f"def double(x):\n{guard}{ANSWERS[answer]}"
        return graded(nb, nbgrader_source(checked), at_once, Limits(timeout_call=2))

    return run


@pytest.mark.parametrize("answer", ANSWERS)
def test_of_an_answer_the_same_comes_both_ways(answer, tried):
    at_once, cells = tried(answer, True)
    one_by_one, other_cells = tried(answer, False)
    assert at_once == one_by_one and cells == other_cells
    double, *others = at_once.tests
    right = answer in ("right", "prints", "changes what it is remembered in")
    assert (double.verdict == "passed") == right, double
    assert all(test.verdict == "passed" for test in others)


class Drawn(NamedTuple):
    """Arguments with names, as some tasks draw them."""

    x: float
    y: float


def test_arguments_with_names_arrive_as_they_do_one_by_one(warm):
    student = Student(warm, Limits(), time.monotonic() + 600)
    try:
        student.run_cell("def total(x, y):\n    return x + y", "total")
        function = RemoteFunction(student, "total")
        function.foresee([(function, Drawn(1.0, 2.0)), (function, Drawn(3.0, 4.0))])
        assert [function.witness(case).result for case in (Drawn(1.0, 2.0), Drawn(3.0, 4.0))] == [3.0, 7.0]
    finally:
        student.end()


def test_a_case_that_is_another_by_now_is_asked_for_by_itself(warm):
    student = Student(warm, Limits(), time.monotonic() + 600)
    try:
        student.run_cell("def total(x):\n    return float(x.sum())", "total")
        function, cases = RemoteFunction(student, "total"), [(np.ones(3),), (np.ones(3),), (np.ones(4),)]
        function.foresee([(function, case) for case in cases])
        assert function.witness(cases[0]).result == 3.0
        cases[1][0][0] = 5.0
        assert function.witness(cases[1]).result == 7.0
        assert function.witness(cases[2]).result == 4.0
        assert student.run_cell("x = 1", "x")[0]
    finally:
        student.end()


def test_answers_too_large_to_be_sent_keep_their_place(warm):
    student = Student(warm, Limits(message=200_000), time.monotonic() + 600)
    try:
        student.run_cell("import numpy as np\ndef zeros(n):\n    return np.zeros(n)", "zeros")
        function, cases = RemoteFunction(student, "zeros"), [(2,), (100_000,), (3,)]
        function.foresee([(function, case) for case in cases])
        first, second, third = (function.witness(case).result for case in cases)
        assert len(first) == 2 and "too large" in str(second) and len(third) == 3
    finally:
        student.end()
