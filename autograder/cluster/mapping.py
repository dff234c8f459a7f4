"""Knows how submissions are graded by many machines: what `pool.grade_all` is on one, tasks in and results out.

A few for each place are with the scheduler at a time, so that ten thousand do not lie there. What a worker did not
finish is done by another; what two died over has failed.
"""

from __future__ import annotations

import secrets
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from nbformat import NotebookNode

from autograder.cluster import carried
from autograder.cluster.address import Address
from autograder.cluster.admission import Admission
from autograder.cluster.connection import Answered, Begun, Connection, News, Workers
from autograder.conditions import Conditions
from autograder.errors import CourseError
from autograder.files import Refused, read_ordinary
from autograder.pool import Task
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


@dataclass(eq=False)
class _Errand:
    """A submission on its way."""

    task: Task
    attempts: int = 0
    faults: int = 0  # how often what graded it ended, or had it when it ended
    worker: str = ""  # that has it
    begun: bool = False  # whether that one has said that it begins
    holders: set[str] = field(
        default_factory=set
    )  # the workers that may be at it: also one from which it was taken back
    why: str = ENDED  # it could not be graded
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
        """Gives each worker what it has room for.

        To that one alone: the scheduler by itself would give what one died over to the next, and that at once.
        """
        load: Counter[str] = Counter()
        for errand in self.outstanding.values():
            load[errand.worker] += self._room(errand, errand.worker)
        while (given := self._next(load)) is not None:
            errand, worker = given
            self.waiting.remove(errand)
            task = errand.task
            errand.attempts += 1
            try:
                submission = read_ordinary(task.path, self.conditions.limits.file_bytes)
            except (OSError, Refused):
                self._read_here(errand)
                continue
            errand.worker, errand.begun = worker, False
            errand.holders.add(worker)
            load[worker] += self._room(errand, worker)
            ticket = secrets.token_hex(8)  # so that no worker can speak of what it was not given
            self.outstanding[ticket] = errand
            self.connection.grade(
                ticket,
                self.module,
                carried.question(task.path.name, submission, self._release(task.release), self.conditions),
                self.conditions.limits.timeout_notebook + _GRACE,
                errand.worker,
            )
        if not self.waiting:
            self._even_out(load)

    def _room(self, errand: _Errand, worker: str) -> int:
        """How much it takes of what a worker may have at a time: all of it where it may end that worker again.

        So whatever ends a second worker is known for certain, and costs no third.
        """
        return WINDOW * self.admission.good.get(worker, 0) if errand.faults else 1

    def _next(self, load: Counter[str]) -> tuple[_Errand, str] | None:
        """What to give to whom: nothing to a worker where it has failed already, if there is another."""
        free = self._free(load, WINDOW)
        for errand in self.waiting if free else ():
            others = self.admission.good.keys() - errand.failed_at
            for worker in free:
                if errand.faults and load[worker]:
                    continue
                if not others or worker not in errand.failed_at:
                    return errand, worker
        return None

    def _free(self, load: Counter[str], most: int) -> list[str]:
        """The workers that have fewer than so many submissions for each of their places, those with least first."""
        good = self.admission.good
        free = [worker for worker, places in good.items() if load[worker] < most * places]
        return sorted(free, key=lambda worker: load[worker] / good[worker])

    def _even_out(self, load: Counter[str]) -> None:
        """At the end, what waits at one worker is given to another that has nothing to do."""
        for idle in self._free(load, 1):
            late = [
                (ticket, errand)
                for ticket, errand in self.outstanding.items()
                if not errand.begun
                and not errand.faults
                and load[errand.worker] > self.admission.good.get(errand.worker, 0)
            ]
            late = [(ticket, errand) for ticket, errand in late if idle not in errand.failed_at]
            if late:
                self._withdraw(*late[-1])
                load[late[-1][1].worker] -= 1
                load[idle] += 1

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
        # What it had begun, and done, a worker may not have had the time to say: any of what it had may have ended it.
        self.admission.seen(news.threads)
        for ticket, errand in list(self.outstanding.items()):
            gone = errand.holders - news.threads.keys()
            errand.faults += len(gone)
            if gone and (errand.worker in gone or errand.faults >= _FAULTS):
                self._withdraw(ticket, errand)
            errand.holders -= gone
        for errand in list(self.waiting):
            gone = errand.holders - news.threads.keys()
            errand.faults += len(gone)
            errand.holders -= gone
            if errand.faults >= _FAULTS:
                self.waiting.remove(errand)
                self._fail(errand, "the worker that graded it ended unexpectedly, twice")

    def _begun(self, news: Begun) -> None:
        errand = self.outstanding.get(news.ticket)
        if errand is not None and errand.worker == news.worker:
            errand.begun = True

    def _answered(self, errand: _Errand, news: Answered) -> None:
        worker = errand.worker
        errand.holders.discard(worker)
        if news.data is None:  # an exception was raised there, or the scheduler saw too many die that were to do it
            errand.why = f"no worker could do it ({printable(news.why)})"
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
            elif answer.result.status == "failed" and not errand.failed_at:
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
            if errand.worker == worker:
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
        del self.outstanding[ticket]
        self.connection.forget(ticket)
        errand.attempts -= 1
        self.waiting.appendleft(errand)

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
