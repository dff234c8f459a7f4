"""Knows how submissions are graded by many machines: what `pool.grade_all` is on one, tasks in and results out.

A few for each place are with the scheduler at a time, so that ten thousand do not lie there. What a worker did not
finish is done by another; what two died over has failed.
"""

from __future__ import annotations

import secrets
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from nbformat import NotebookNode

from autograder.cluster import carried
from autograder.cluster.address import Address
from autograder.cluster.admission import Admission
from autograder.cluster.connection import Answered, Begun, Connection, News, Workers
from autograder.errors import CourseError
from autograder.files import Refused, read_ordinary
from autograder.pool import Conditions, Task
from autograder.results import Result, grader_version, unread
from autograder.saying import printable
from autograder.source import needs
from autograder.submission import Unreadable, read_submission

WINDOW = 3  # submissions for each place that are with the scheduler at a time
GRADER = "autograder.cluster.grader"
_GRACE = 120  # seconds beyond a notebook's own limit, after which a grader is taken for stuck
_PATIENCE = 120  # seconds in which some worker is to be there
_SAID = 3  # the same before a line says that it is waited for
_ALL_REFUSED = 60  # the same where all that are there are left out
_FAULTS = 2  # how often a submission may end what grades it
_BLAMED = 3  # how often a worker's grader may fail over what another's graded
_ATTEMPTS = 6  # how often it is handed out at all
ENDED = "the process that graded it ended unexpectedly"


@dataclass
class _Errand:
    """A submission on its way."""

    task: Task
    attempts: int = 0
    faults: int = 0  # what graded it ended
    at: str = ""  # the worker that has begun with it
    why: str = ENDED  # it could not be graded
    given_to: frozenset[str] = frozenset()  # the workers that may grade it
    failed_at: set[str] = field(default_factory=set)  # the workers whose grader failed


def grade_all_on(
    address: Address,
    tasks: Iterable[Task],
    conditions: Conditions,
    say: Callable[[str], None] = lambda line: None,
    module: str = GRADER,
    connect: Callable[[Address], Connection] = Connection,
) -> Iterator[tuple[Task, Result]]:
    """Grades `tasks` on the workers of a scheduler. Whoever stops listening cancels what is outstanding.

    Args:
        address: of the scheduler.
        tasks: what to grade.
        conditions: under which all of them are graded.
        say: takes lines about workers.
        module: what grades, as a worker's ``python -m`` has it.
        connect: what connects.

    Raises:
        CourseError: no scheduler is there, or it has gone; no worker is there that can grade.
    """
    waiting = deque(_Errand(task) for task in tasks)
    if not waiting:
        return
    connection = connect(address)
    try:
        needed = dict.fromkeys(package for errand in waiting for package in needs(errand.task.release))
        admission = Admission(connection, address, module, conditions.confined, tuple(needed), say)
        yield from _Mapping(connection, admission, waiting, conditions, module, say).results()
    finally:
        connection.close()


@dataclass
class _Mapping:
    connection: Connection
    admission: Admission
    waiting: deque[_Errand]
    conditions: Conditions
    module: str
    say: Callable[[str], None]
    outstanding: dict[str, _Errand] = field(default_factory=dict)  # ticket -> what it is for
    done: deque[tuple[Task, Result]] = field(default_factory=deque)
    blamed: dict[str, int] = field(default_factory=dict)  # worker -> how often
    _releases: dict[int, tuple[NotebookNode, carried.Release]] = field(default_factory=dict)
    _lonely_since: float = 0.0
    _said_so: bool = False

    def results(self) -> Iterator[tuple[Task, Result]]:
        """The results, in the order in which they are ready."""
        self._lonely_since = time.monotonic()
        while self.waiting or self.outstanding or self.done:
            self._hand_out()  # before a result is looked at: whoever listens may take a while to write it down
            while self.done:
                yield self.done.popleft()
            if self.waiting or self.outstanding:
                self._hear(self.connection.next(1.0))
                self._refuse_loneliness()

    def _hand_out(self) -> None:
        good = self.admission.good
        while self.waiting and len(self.outstanding) < WINDOW * self.admission.places:
            errand = self.waiting.popleft()
            task = errand.task
            errand.attempts += 1
            try:
                submission = read_ordinary(task.path, self.conditions.limits.file_bytes)
            except (OSError, Refused):
                self._read_here(errand)
                continue
            # Not where its grader has failed already, if there is another.
            errand.given_to = frozenset(good) - errand.failed_at or frozenset(good)
            errand.at = ""
            ticket = secrets.token_hex(8)  # so that no worker can speak of what it was not given
            self.outstanding[ticket] = errand
            self.connection.grade(
                ticket,
                self.module,
                carried.question(task.path.name, submission, self._release(task.release), self.conditions),
                self.conditions.limits.timeout_notebook + _GRACE,
                errand.given_to,
            )

    def _release(self, release: NotebookNode) -> carried.Release:
        if id(release) not in self._releases:
            self._releases[id(release)] = release, carried.Release(release)
        return self._releases[id(release)][1]

    def _read_here(self, errand: _Errand) -> None:
        """What cannot be read has its reason here, where it lies."""
        task = errand.task
        try:
            read_submission(task.path, task.release, self.conditions.limits)
        except Unreadable as why:
            self.done.append((task, unread("unreadable", str(why), task.release)))
        else:  # it came meanwhile
            self._again(errand)

    def _hear(self, news: News | None) -> None:
        if isinstance(news, Workers):
            self._workers_are(news)
        elif isinstance(news, Begun):
            self._begun(news)
        elif isinstance(news, Answered):
            if self.admission.is_about(news.ticket):
                self.admission.introduced(news.ticket, news.data, news.why)
            elif news.ticket in self.outstanding:
                self._answered(self.outstanding.pop(news.ticket), news)

    def _workers_are(self, news: Workers) -> None:
        self.admission.seen(news.threads)
        for ticket, errand in list(self.outstanding.items()):
            if errand.at and errand.at not in news.threads:
                self._died(ticket, errand)
            if ticket in self.outstanding and not errand.given_to & news.threads.keys():
                # All that it was given to have gone: the scheduler would keep it for one of them.
                self._withdraw(ticket, errand)

    def _begun(self, news: Begun) -> None:
        errand = self.outstanding.get(news.ticket)
        if errand is not None and news.worker in errand.given_to:
            if errand.at:  # it had begun before, so that one has died
                self._died(news.ticket, errand)
            errand.at = news.worker

    def _died(self, ticket: str, errand: _Errand) -> None:
        """A worker died while it graded this. The scheduler has given it to another."""
        errand.at = ""
        errand.faults += 1
        if errand.faults >= _FAULTS:
            self._take_back(ticket)
            self._fail(errand, "the worker that graded it ended unexpectedly, twice")

    def _answered(self, errand: _Errand, news: Answered) -> None:
        worker = errand.at
        if news.data is None:  # an exception was raised there, or the scheduler saw too many die that were to do it
            errand.why = f"no worker could do it ({printable(news.why)})"
            if worker:
                errand.failed_at.add(worker)
                self._blame(worker, errand.why)
            self._again(errand)
            return
        try:
            answer = carried.answered(news.data, errand.task.release)
        except carried.NoAnswer:
            errand.faults += 1
            errand.why = ENDED
            self._again(errand)
        except carried.Forged as why:
            self._distrust(errand, worker, f"it sent no result of what it was given: {why}")
        else:
            if answer.version != grader_version():
                self._distrust(errand, worker, "its grader has become another version")
            elif answer.result.status == "failed" and not errand.failed_at and worker:
                errand.failed_at.add(worker)
                errand.why = answer.result.reason
                self._again(errand)
            else:
                if answer.result.status != "failed":  # so it was not the submission's fault
                    for other in errand.failed_at - {worker}:
                        self._blame(other, errand.why)
                self.done.append((errand.task, answer.result))

    def _blame(self, worker: str, why: str) -> None:
        self.blamed[worker] = self.blamed.get(worker, 0) + 1
        if self.blamed[worker] >= _BLAMED:
            self._leave_out(worker, f"it fails where others do not ({printable(why)})")

    def _distrust(self, errand: _Errand, worker: str, why: str) -> None:
        self._leave_out(worker, why)
        errand.why = why
        self._again(errand)

    def _leave_out(self, worker: str, why: str) -> None:
        """Gives a worker nothing more, and takes back what it has or may still be given."""
        if worker not in self.admission.good:
            return
        self.admission.leave_out(worker, why)
        for ticket, errand in list(self.outstanding.items()):
            if worker in errand.given_to and errand.at in ("", worker):
                self._withdraw(ticket, errand)

    def _again(self, errand: _Errand) -> None:
        if errand.faults >= _FAULTS or errand.attempts >= _ATTEMPTS:
            self._fail(errand, errand.why)
        else:
            self.waiting.appendleft(errand)

    def _fail(self, errand: _Errand, why: str) -> None:
        self.done.append((errand.task, unread("failed", why, errand.task.release)))

    def _withdraw(self, ticket: str, errand: _Errand) -> None:
        """It is to be given to others, as if it had not been given to anybody."""
        self._take_back(ticket)
        errand.attempts -= 1
        self.waiting.appendleft(errand)

    def _take_back(self, ticket: str) -> None:
        del self.outstanding[ticket]
        self.connection.forget(ticket)

    def _refuse_loneliness(self) -> None:
        """Ends where nobody is there to grade."""
        if self.admission.good:
            self._lonely_since = 0.0
            return
        now = time.monotonic()
        self._lonely_since = self._lonely_since or now
        if not self._said_so and now - self._lonely_since > _SAID:
            self._said_so = True
            self.say(
                f"waiting for a worker that can grade (autograder workers --scheduler {self.admission.address.text})"
            )
        left_out = self.admission.left_out
        patience = _ALL_REFUSED if left_out and not self.admission.undecided else _PATIENCE
        if now - self._lonely_since > patience:
            address = self.admission.address.text
            raise CourseError(
                f"no worker of the scheduler {address} can grade"
                if left_out
                else f"the scheduler {address} has no worker",
                f"start one: autograder workers --scheduler {address}; then run the same command again",
                [f"{worker}: {why}" for worker, why in list(left_out.items())[:20]],
            )
