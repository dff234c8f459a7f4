"""Submissions given to many machines, over a connection that is made up: who gets what, and what is believed of it."""

from __future__ import annotations

import json
import zlib
from collections import deque
from dataclasses import replace
from types import SimpleNamespace

import nbformat
import pytest

from autograder.cluster import carried, mapping
from autograder.cluster.address import address_of
from autograder.cluster.connection import AN_OBJECT, Answered, Begun, Workers
from autograder.cluster.grader import libraries
from autograder.cluster.mapping import grade_all_on
from autograder.conditions import Conditions
from autograder.errors import CourseError
from autograder.given import derived
from autograder.pool import Task
from autograder.results import PASSED, TestResult, by_hand, grader_version, to_plain
from autograder.source import exercises
from utils.checks.needs import missing

HERE = address_of("tcp://127.0.0.1:1")
CLOCK = [1.0]  # seconds, for whoever asks how long nothing has come
ONE, TWO = "tcp://127.0.0.1:11", "tcp://127.0.0.1:12"


def introduction(**changes) -> bytes:
    """What a worker says that is like this machine."""
    said = {"version": grader_version(), "libraries": libraries(), "wall": "", "lacks": missing(["torch"])}
    return carried.written(said | changes)


def graded(release, **changes) -> dict:
    """A perfect result, as a worker sends it."""
    tests = [
        {
            "exercise": exercise.name,
            "grade_id": test.grade_id,
            "points": test.points,
            "max_points": test.points,
            "verdict": PASSED,
        }
        for exercise in exercises(release)
        for test in exercise.tests
    ]
    result = {"student": "", "notebook": "", "status": "graded", "tests": tests, "by_hand": by_hand(release), "seed": 1}
    executed = json.loads(derived(release).graded)
    return {"version": grader_version(), "result": result | changes, "executed": executed}


class MadeUp:
    """A connection to workers of which each test says how they behave.

    `threads` are there at the beginning; `behave(self, ticket, worker)` says what becomes of a submission that `worker`
    is given. It appends to `news`.
    """

    def __init__(self, behave, threads=None, introduce=lambda worker: introduction()):
        self.behave, self.threads, self.introduction = behave, dict(threads or {ONE: 1}), introduce
        self.news = deque([Workers(dict(self.threads))])
        self.asked: list[tuple[str, str]] = []
        self.questions: dict[str, bytes] = {}
        self.forgotten: list[str] = []
        self.closed = False
        self.most = self.outstanding = self.idle = 0

    def __call__(self, address):
        return self

    def introduce(self, ticket, module, worker):
        self.news.append(Answered(ticket, self.introduction(worker)))

    def grade(self, ticket, module, question, seconds, worker):
        self.asked.append((ticket, worker))
        self.questions[ticket] = question
        self.outstanding += 1
        self.most = max(self.most, self.outstanding)
        if worker in self.threads:
            self.news.append(Begun(ticket, worker))
            self.behave(self, ticket, worker)

    def answer(self, ticket, data):
        self.news.append(Answered(ticket, carried.written(data) if isinstance(data, dict) else data))

    def dies(self, worker):
        del self.threads[worker]
        self.news.append(Workers(dict(self.threads)))

    def forget(self, ticket):
        self.forgotten.append(ticket)

    def next(self, seconds):
        if not self.news:
            CLOCK[0] += 0.01  # time passes only here, however slow the machine is
            self.idle += 1
            assert self.idle < 300, "the command waits for what nobody is going to say"
        news = self.news.popleft() if self.news else None
        if isinstance(news, Answered) and news.ticket in self.questions:
            self.outstanding -= 1
        return news

    def close(self):
        self.closed = True


@pytest.fixture
def tasks(tmp_path, tiny_release, tiny_solved):
    """So many submissions, each a file."""

    def make(count):
        found = []
        for number in range(count):
            path = tmp_path / f"student-{number}" / "01_tiny.ipynb"
            path.parent.mkdir()
            nbformat.write(tiny_solved, path)
            found.append(Task(f"student-{number}", "01_tiny", path, tiny_release, "key"))
        return found

    return make


@pytest.fixture(autouse=True)
def no_patience(monkeypatch):
    monkeypatch.setattr(mapping, "time", SimpleNamespace(monotonic=lambda: CLOCK[0]))
    monkeypatch.setattr(mapping, "_PATIENCE", 0.3)
    monkeypatch.setattr(mapping, "_ALL_REFUSED", 0.1)
    monkeypatch.setattr(mapping, "_SAID", 0.05)


def right(release):
    return lambda connection, ticket, worker: connection.answer(ticket, graded(release))


def run(connection, tasks, said=None):
    return list(grade_all_on(HERE, tasks, Conditions(), (said if said is not None else []).append, connect=connection))


def test_every_submission_has_its_result_and_few_are_with_the_scheduler_at_a_time(tasks, tiny_release):
    connection = MadeUp(right(tiny_release), {ONE: 2, TWO: 1})
    done = run(connection, tasks(20))
    assert sorted(task.student for task, _ in done) == sorted(f"student-{number}" for number in range(20))
    assert all(result.points == 20 and result.executed is not None for _, result in done)
    assert connection.most <= mapping.WINDOW * 3 and connection.closed


def test_what_travels_is_what_is_graded_and_nothing_of_it_names_the_student_or_a_path(tasks, tiny_release):
    (task,) = tasks(1)
    release = carried.Release(task.release)
    question = carried.question(task.path.name, task.path.read_bytes(), release, Conditions(seed=3))
    assert b"student-0" not in question and str(task.path.parent).encode() not in question
    with carried.unpacked(question) as (path, there, conditions):
        assert path.name == task.path.name and path.read_bytes() == task.path.read_bytes()
        assert json.dumps(there) == json.dumps(task.release) and conditions == Conditions(seed=3)
    assert not path.exists()


@pytest.mark.parametrize(
    "changes, why",
    [
        ({"version": "another"}, "another version of the grader"),
        ({"libraries": libraries() | {"numpy": "1.0"}}, "numpy 1.0"),
        ({"wall": "the program bwrap is not installed"}, "bwrap is not installed"),
        ({"refused": "the course's packages are not installed there"}, "not installed there"),
    ],
)
def test_a_worker_that_is_not_like_this_machine_is_left_out_with_a_line_and_given_nothing(
    tasks, tiny_release, changes, why
):
    said: list[str] = []
    connection = MadeUp(
        right(tiny_release), {ONE: 1, TWO: 1}, lambda worker: introduction(**changes if worker == ONE else {})
    )
    assert len(run(connection, tasks(4), said)) == 4
    assert all(worker == TWO for _, worker in connection.asked)
    assert any(ONE in line and "left out" in line and why in line for line in said)


def test_without_a_wall_to_build_a_worker_grades_what_needs_none(tasks, tiny_release):
    connection = MadeUp(right(tiny_release), introduce=lambda worker: introduction(wall="no bwrap"))
    conditions = Conditions(confined=False)
    assert len(list(grade_all_on(HERE, tasks(2), conditions, connect=connection))) == 2


def test_where_tests_need_pytorch_it_must_be_there_as_it_is_here(tasks, tiny_release):
    for cell in tiny_release.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "test_square":
            cell.source += '\n# check_task(square, needs="torch")\n'.replace("# ", "if False: ")
    other = [] if missing(["torch"]) else ["torch"]
    connection = MadeUp(right(tiny_release), introduce=lambda worker: introduction(lacks=other))
    with pytest.raises(CourseError) as refused:
        run(connection, tasks(1))
    assert "torch, which a test needs, is installed" in refused.value.details[0]


def test_where_all_are_left_out_or_nobody_is_there_the_command_ends_with_the_next_step(tasks, tiny_release):
    made = tasks(1)
    with pytest.raises(CourseError) as refused:
        run(MadeUp(right(tiny_release), introduce=lambda worker: introduction(version="")), made)
    assert "no worker" in refused.value.message and "autograder workers --scheduler" in refused.value.message
    assert ONE in refused.value.details[0] and "another version" in refused.value.details[0]
    connection = MadeUp(right(tiny_release))
    connection.news.clear()
    with pytest.raises(CourseError, match="has no worker"):
        run(connection, made)
    assert connection.closed


def test_unencrypted_a_worker_that_the_network_reaches_is_left_out(tasks, tiny_release):
    said: list[str] = []
    connection = MadeUp(right(tiny_release), {"tcp://192.0.2.7:99": 1, TWO: 1})
    assert len(run(connection, tasks(2), said)) == 2
    assert all(worker == TWO for _, worker in connection.asked)
    assert any("192.0.2.7" in line and "unencrypted" in line for line in said)


def test_a_worker_that_joins_late_is_used(tasks, tiny_release):
    def behave(connection, ticket, worker):
        if len(connection.asked) == 2:
            connection.threads[TWO] = 1
            connection.news.append(Workers(dict(connection.threads)))
        connection.answer(ticket, graded(tiny_release))

    connection = MadeUp(behave)
    assert len(run(connection, tasks(12))) == 12
    assert connection.asked[0][1] == ONE and TWO in {worker for _, worker in connection.asked}


def test_what_a_worker_did_not_finish_when_it_died_is_done_by_another(tasks, tiny_release):
    def behave(connection, ticket, worker):
        if worker == ONE:
            connection.dies(ONE)
        else:
            connection.answer(ticket, graded(tiny_release))

    done = run(MadeUp(behave, {ONE: 1, TWO: 1}), tasks(5))
    assert len(done) == 5 and all(result.points == 20 for _, result in done)


def test_what_was_given_to_workers_that_have_all_gone_is_given_to_who_comes_then(tasks, tiny_release):
    def behave(connection, ticket, worker):
        if worker == ONE and ONE in connection.threads:
            del connection.threads[ONE]
            connection.threads[TWO] = 1
            connection.news.append(Workers(dict(connection.threads)))
        elif worker == TWO:
            connection.answer(ticket, graded(tiny_release))

    connection = MadeUp(behave)
    done = run(connection, tasks(4))
    assert len(done) == 4 and all(result.points == 20 for _, result in done)
    assert connection.forgotten


@pytest.mark.parametrize("which", [0, 3], ids=["the first it was given", "the second"])
@pytest.mark.parametrize("heard", ["what it began", "what it did before", ""])
def test_a_submission_costs_two_workers_and_no_third_whatever_they_could_say(tasks, tiny_release, which, heard):
    made = tasks(4)
    made[which].path.write_bytes(made[which].path.read_bytes() + b"  ")
    marked = zlib.compress(made[which].path.read_bytes(), level=1)

    def lost(connection, worker, news):
        ours = {ticket for ticket, to in connection.asked if to == worker}
        unheard = Begun if heard == "what it did before" else (Begun, Answered)
        return isinstance(news, unheard) and news.ticket in ours

    def behave(connection, ticket, worker):
        if connection.questions[ticket].endswith(marked):
            if heard != "what it began":
                connection.news = deque(news for news in connection.news if not lost(connection, worker, news))
            connection.dies(worker)
        else:
            connection.answer(ticket, graded(tiny_release))

    connection = MadeUp(behave, {ONE: 1, TWO: 1, "tcp://127.0.0.1:13": 1})
    done = {task.student: result for task, result in run(connection, made)}
    assert len(connection.threads) == 1
    assert done.pop(f"student-{which}").reason == "the worker that graded it ended unexpectedly, twice"
    assert [result.points for result in done.values()] == [20, 20, 20]


def test_what_two_workers_died_over_at_once_costs_no_third(tasks, tiny_release):
    """It waits behind a slow one, is given to another who has nothing to do, and both begin it."""
    made = tasks(3)
    for number in (0, 2):
        made[number].path.write_bytes(made[number].path.read_bytes() + b" " * (number + 1))
    slow, deadly = (zlib.compress(made[number].path.read_bytes(), level=1) for number in (0, 2))
    given_to: list[str] = []

    def behave(connection, ticket, worker):
        if connection.questions[ticket].endswith(deadly):
            connection.news.pop()  # that it begins is not heard
            given_to.append(worker)
            if len(given_to) > 1:
                for other in set(given_to) & connection.threads.keys():
                    connection.dies(other)
        elif connection.questions[ticket].endswith(slow) and not given_to:
            pass  # it takes until its worker dies
        else:
            connection.answer(ticket, graded(tiny_release))

    connection = MadeUp(behave, {ONE: 1, TWO: 1, "tcp://127.0.0.1:13": 1})
    done = {task.student: result for task, result in run(connection, made)}
    assert len(given_to) == 2 and len(set(given_to)) == 2 and len(connection.threads) == 1
    assert done.pop("student-2").reason == "the worker that graded it ended unexpectedly, twice"
    assert [result.points for result in done.values()] == [20, 20]


def test_a_submission_whose_grader_died_twice_has_failed(tasks, tiny_release):
    connection = MadeUp(lambda connection, ticket, worker: connection.answer(ticket, {"gone": "it ended"}))
    ((_, result),) = run(connection, tasks(1))
    assert (result.status, result.reason) == ("failed", mapping.ENDED) and len(connection.asked) == 2


def test_a_failure_of_the_grader_is_tried_elsewhere_before_it_is_recorded(tasks, tiny_release):
    failed = {"student": "", "notebook": "", "status": "failed", "reason": "no more memory", "by_hand": 0}

    def behave(connection, ticket, worker):
        data = graded(tiny_release)
        if worker == ONE:
            tests = [test | {"points": 0, "verdict": "not run"} for test in data["result"]["tests"]]
            data = data | {"executed": None, "result": failed | {"tests": tests}}
        connection.answer(ticket, data)

    said: list[str] = []
    done = run(MadeUp(behave, {ONE: 1, TWO: 1}), tasks(9), said)
    assert len(done) == 9 and all(result.points == 20 for _, result in done)
    assert any(ONE in line and "left out" in line and "no more memory" in line for line in said)
    ((_, result),) = run(MadeUp(behave, {ONE: 1}), [done[0][0]])
    assert (result.status, result.reason) == ("failed", "no more memory")


def test_a_worker_that_raises_every_time_is_left_out(tasks, tiny_release):
    def behave(connection, ticket, worker):
        if worker == ONE:
            connection.news.append(Answered(ticket, None, "RuntimeError: broken"))
        else:
            connection.answer(ticket, graded(tiny_release))

    said: list[str] = []
    done = run(MadeUp(behave, {ONE: 1, TWO: 1}), tasks(9), said)
    assert len(done) == 9 and all(result.points == 20 for _, result in done)
    assert any(ONE in line and "left out" in line and "broken" in line for line in said)


def test_what_a_worker_had_when_it_was_left_out_is_done_by_others_and_its_answers_count_no_more(tasks, tiny_release):
    forged: list[str] = []

    def behave(connection, ticket, worker):
        if worker == TWO:
            connection.answer(ticket, graded(tiny_release))
        elif not forged:
            forged.append(ticket)
            connection.answer(ticket, b"{}")  # and of what else it has been given nothing more is heard

    connection = MadeUp(behave, {ONE: 1, TWO: 1})
    done = run(connection, tasks(6))
    assert len(done) == 6 and all(result.points == 20 for _, result in done)
    assert set(connection.forgotten) >= {ticket for ticket, to in connection.asked if to == ONE} - set(forged)


def test_at_the_end_what_waits_behind_a_slow_submission_is_given_to_who_has_nothing_to_do(tasks, tiny_release):
    class Slow(MadeUp):
        def grade(self, ticket, module, question, seconds, worker):
            if worker == ONE and any(asked == ONE for _, asked in self.asked):
                self.asked.append((ticket, worker))  # it lies there
            else:
                super().grade(ticket, module, question, seconds, worker)

    def behave(connection, ticket, worker):
        if worker == TWO:
            connection.answer(ticket, graded(tiny_release))
            if len({task for task, asked in connection.asked if asked == TWO}) == 7:
                first = next(task for task, asked in connection.asked if asked == ONE)
                connection.answer(first, graded(tiny_release))

    assert len(run(Slow(behave, {ONE: 1, TWO: 1}), tasks(8))) == 8


def test_what_is_read_in_one_way_and_not_in_the_other_ends_as_failed_and_not_never(tasks, tiny_release, monkeypatch):
    monkeypatch.setattr(mapping, "read_ordinary", lambda *_: (_ for _ in ()).throw(OSError("flickers")))
    ((_, result),) = run(MadeUp(right(tiny_release)), tasks(1))
    assert result.status == "failed"


def forgeries(release):
    """What a worker may send in the place of a result, by what is wrong with it."""
    data = graded(release)
    tests = data["result"]["tests"]

    def told(**changes):
        return data | {"result": data["result"] | changes}

    def cells(change):
        executed = json.loads(json.dumps(data["executed"]))
        change(executed["cells"])
        return data | {"executed": executed}

    return {
        "an object": AN_OBJECT,
        "a pickle": b"\x80\x04cos\nsystem\n(S'true'\ntR.",
        "nothing": b"",
        "no JSON": b"{",
        "too deep": b"[" * 100_000,
        "a list": b"[]",
        "no result": {"version": grader_version()},
        "more points": told(tests=[tests[0] | {"points": 1000}, *tests[1:]]),
        "infinite points": told(tests=[tests[0] | {"points": float("inf")}, *tests[1:]]),
        "points as text": told(tests=[tests[0] | {"points": "12"}, *tests[1:]]),
        "points without passing": told(tests=[tests[0] | {"verdict": "failed"}, *tests[1:]]),
        "a test of another notebook": told(tests=[tests[0] | {"grade_id": "test_other"}, *tests[1:]]),
        "a test less": told(tests=tests[1:]),
        "a test twice": told(tests=[*tests, tests[0]]),
        "another verdict": told(tests=[tests[0] | {"verdict": "splendid", "points": 0}, *tests[1:]]),
        "another status": told(status="splendid"),
        "more points by hand": told(by_hand=5),
        "a message that is none": told(tests=[tests[0] | {"message": {"a": 1}}, *tests[1:]]),
        "an endless message": told(tests=[tests[0] | {"message": "x" * 10**6}, *tests[1:]]),
        "a field that is none": told(surprise=1),
        "a notebook inside": told(executed={"cells": []}),
        "no notebook": data | {"executed": None},
        "a notebook that is none": data | {"executed": {"cells": 3}},
        "an empty notebook": data | {"executed": data["executed"] | {"cells": []}},
        "a notebook without a test": cells(lambda cells: cells.pop()),
        "a notebook with other marks": cells(lambda cells: cells[-1]["metadata"]["nbgrader"].update(points=100)),
        "a cell with marks besides": cells(lambda cells: cells.append(cells[-1] | {"id": "own-1"})),
        "a cell that is none": cells(lambda cells: cells.append({"id": "own-1", "cell_type": "oracle"})),
        "a seed that is none": told(seed="1"),
    }


def test_what_is_no_result_of_what_was_asked_is_refused_and_another_worker_is_asked(tasks, tiny_release):
    made = tasks(1)
    for kind, forged in forgeries(tiny_release).items():

        def behave(connection, ticket, worker, forged=forged):
            connection.answer(ticket, forged if worker == ONE else graded(tiny_release))

        said: list[str] = []
        ((_, result),) = run(MadeUp(behave, {ONE: 1, TWO: 1}), made, said)
        assert (result.status, result.points) == ("graded", 20), kind
        assert any(ONE in line and "left out: it sent no result" in line for line in said), kind


def test_the_genuine_result_that_the_forgeries_are_made_of_is_believed(tiny_release):
    said = carried.answered(carried.written(graded(tiny_release)), tiny_release)
    expected = replace(said.result, executed=None)
    assert to_plain(expected)["tests"][0]["points"] == 12 and all(isinstance(one, TestResult) for one in expected.tests)


def test_what_cannot_be_read_has_its_reason_without_any_worker(tasks, tiny_release):
    first, second = tasks(2)
    first.path.unlink()
    first.path.mkdir()
    connection = MadeUp(right(tiny_release))
    done = {task.student: result for task, result in run(connection, [first, second])}
    assert done["student-0"].status == "unreadable" and "is not a file" in done["student-0"].reason
    assert done["student-1"].points == 20 and len(connection.asked) == 1


def test_whoever_stops_listening_ends_the_connection(tasks, tiny_release):
    connection = MadeUp(right(tiny_release))
    running = grade_all_on(HERE, tasks(10), Conditions(), connect=connection)
    next(running)
    running.close()
    assert connection.closed
