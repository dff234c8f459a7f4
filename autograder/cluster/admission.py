"""Knows which workers of a scheduler may grade, and why the others are left out.

A worker introduces itself when it is first seen. What it says is compared with what the grader here would say.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from autograder.cluster.address import Address, refuse_open
from autograder.cluster.carried import Forged, plain
from autograder.cluster.connection import Connection
from autograder.cluster.grader import libraries
from autograder.errors import CourseError
from autograder.results import grader_version
from autograder.saying import printable
from utils.checks.needs import missing

_LONGEST = 300  # characters of what a worker says of itself


@dataclass
class Admission:
    """The workers that are there, and what is known of each.

    Attributes:
        module: the grader that is asked.
        confined: whether students' processes are to run behind a wall.
        needs: the packages without which a test of these notebooks cannot judge.
        say: takes a line about a worker.
    """

    connection: Connection
    address: Address
    module: str
    confined: bool
    needs: tuple[str, ...]
    say: Callable[[str], None]
    good: dict[str, int] = field(default_factory=dict)  # address -> how many it grades at a time
    left_out: dict[str, str] = field(default_factory=dict)  # address -> why
    _asked: dict[str, str] = field(default_factory=dict)  # ticket -> address
    _threads: dict[str, int] = field(default_factory=dict)

    @property
    def undecided(self) -> int:
        """How many have been asked and have not answered."""
        return len(self._asked)

    @property
    def places(self) -> int:
        """How many submissions are graded at a time."""
        return sum(self.good.values())

    def seen(self, threads: Mapping[str, int]) -> None:
        """The workers that are there now."""
        for worker in [worker for worker in self._threads if worker not in threads]:
            if self.good.pop(worker, None) is not None:
                self.say(f"the worker {printable(worker)} has gone: what it had is graded elsewhere")
            self.left_out.pop(worker, None)
            for ticket in [ticket for ticket, asked in self._asked.items() if asked == worker]:
                del self._asked[ticket]
                self.connection.forget(ticket)
            del self._threads[worker]
        for worker in [worker for worker in threads if worker not in self._threads]:
            self._threads[worker] = threads[worker]
            if not self.address.encrypted:
                try:
                    refuse_open(self.address, worker, "it")
                except CourseError as error:
                    self.leave_out(worker, error.message)
                    continue
            ticket = secrets.token_hex(8)
            self._asked[ticket] = worker
            self.connection.introduce(ticket, self.module, worker)

    def is_about(self, ticket: str) -> bool:
        """Whether a ticket is one of those that workers introduce themselves by."""
        return ticket in self._asked

    def introduced(self, ticket: str, data: object, why: str) -> None:
        """A worker has introduced itself, or failed to."""
        worker = self._asked.pop(ticket)
        if data is None:
            self.leave_out(worker, f"it could not be asked ({printable(why)})")
        elif reason := self._why_not(data):
            self.leave_out(worker, reason)
        else:
            self.good[worker] = self._threads[worker]
            many = f"{self.good[worker]} submissions" if self.good[worker] > 1 else "one submission"
            self.say(f"the worker {printable(worker)} grades, {many} at a time")

    def leave_out(self, worker: str, why: str) -> None:
        """Gives a worker nothing more to grade, and says why."""
        self.good.pop(worker, None)
        self.left_out[worker] = why
        self.say(f"the worker {printable(worker)} is left out: {why}")

    def _why_not(self, data: object) -> str:
        try:
            said = plain(data)
        except Forged as error:
            return f"it did not say what it is ({error})"
        if "refused" in said:
            return _short(said["refused"])
        if said.get("version") != grader_version():
            return "it has another version of the grader: install the same checkout there"
        if self.confined and said.get("wall") != "":
            return _short(said.get("wall"))
        ours, theirs = libraries(), said.get("libraries")
        if theirs != ours:
            theirs = theirs if isinstance(theirs, dict) else {}
            differ = [
                f"{name} {_short(theirs.get(name))} (here {version})"
                for name, version in ours.items()
                if theirs.get(name) != version
            ]
            return f"it has other libraries, {', '.join(differ)}: install by the same constraints.txt there"
        for package in self.needs:
            there, here = package not in (said.get("lacks") or ()), not missing([package])
            if there != here:
                where = "there and not here" if there else "here and not there"
                return f"{package}, which a test needs, is installed {where}"
        return ""


def _short(said: object) -> str:
    return printable(str(said), _LONGEST)
