"""Knows a student's process from the grader's side: cells, names and functions over there, each with its limit of time.

Nothing that arrives is trusted: a value is what it says it is made of and nothing more, and an answer that is none ends
the process.
"""

from __future__ import annotations

import builtins
import importlib
import secrets
import signal
import time
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from autograder.helpers import Helpers
from autograder.limits import Limits
from autograder.results import DIED, TIMEOUT
from autograder.sandbox import SandboxError, Warm
from autograder.student.unpacking import Garbled, Reference
from autograder.student.wire import Channel, TooLarge
from utils import trusted
from utils.checks.glance import Glance
from utils.checks.refusals import stopped_by_its_stub
from utils.checks.witness import Seen, Trouble
from utils.plain import NotPlain, copy_of, extent, identical

_MOST_AHEAD = 1_000_000  # numbers in the arguments of calls that are asked for before their turn
_PATIENCE = 5  # seconds for each of them to come to its end when nobody wants it any more
_READY = 30  # seconds for a student's process to say that it is there


class Gone(BaseException):
    """The student's process is no more. No Exception, so that no test takes it for a student's error."""

    def __init__(self, verdict: str, reason: str) -> None:
        super().__init__(reason)
        self.verdict, self.reason = verdict, reason


class ReturnedNothingPlain(TypeError):
    """A function returned something that is no plain data, and a test wanted to use it."""

    theirs = True  # whoever runs the test: it is the student's answer


class Student:
    """A student's process, from its start to its end."""

    foresees = True  # whether calls are asked for before their turn

    def __init__(self, warm: Warm, limits: Limits, deadline: float) -> None:
        """Starts it.

        Args:
            warm: what starts it.
            limits: what it may use.
            deadline: when, on `time.monotonic`'s clock, the notebook's time is used up.

        Raises:
            SandboxError: it could not be started or confined.
        """
        self.warm, self.limits, self.deadline = warm, limits, deadline
        self._channel = Channel(warm.begin(limits), limits.message)
        self.alive, self._given = True, False
        self.lost = False  # whether it ended over one that nobody had come to ask for
        self._ahead: _Ahead | None = None
        self._to_remember: list[tuple[str, str]] = []
        try:
            hello = self._channel.receive(time.monotonic() + _READY)
        except (EOFError, TimeoutError, Garbled, TooLarge) as error:
            self.end()
            raise SandboxError(f"a student's process did not start ({type(error).__name__})") from None
        except BaseException:
            self.end()
            raise
        if hello.get("ready") is not True:
            self.end()
            raise SandboxError(f"a student's process could not be confined ({hello.get('failed')})")

    def end(self, patience: float = 0.0) -> tuple[int | None, str]:
        """Ends it and everything it started; how it ended and why, as `Warm.end` says it."""
        if not self.alive:
            return None, ""
        self.alive = False
        self._channel.sock.close()
        return self.warm.end(patience)

    def run_cell(self, source: str, label: str) -> tuple[bool, list[Any]]:
        """Runs a cell: whether it ran to its end, and its outputs, unchecked.

        Args:
            source: the cell.
            label: what to call it where something is wrong.

        Raises:
            Gone: the process ended, or had to be.
        """
        answer = self._ask(label, self.limits.timeout_cell, do="cell", source=source, output=self.limits.output)
        outputs = answer.get("outputs")
        return answer.get("done") is True, outputs if isinstance(outputs, list) else []

    def look_up(self, name: str) -> Any:
        """The value of a name in the notebook; functions as `RemoteFunction`.

        Raises:
            KeyError: there is no such name.
            Gone: the process ended, or had to be.
        """
        answer = self._ask(f"looking up {name}", self.limits.timeout_call, do="name", name=name)
        if answer.get("found") is not True:
            raise KeyError(name)
        return RemoteFunction(self, name) if answer.get("callable") is True else answer.get("value")

    def give(self, helpers: Helpers) -> None:
        """From now on these names are what the course's cells make of them, whatever the notebook has done with them.

        Raises:
            Gone: the process ended, or had to be.
        """
        if helpers.sources or self._given:
            self._given = bool(helpers.sources)
            request = {"sources": list(helpers.sources), "names": sorted(helpers.names)}
            self._ask("a given cell", self.limits.timeout_cell, do="give", **request)

    def call(
        self,
        function: Reference,
        arguments: tuple,
        keywords: dict[str, Any] | None = None,
    ) -> tuple[Seen, list[Any]]:
        """Calls a function of the notebook: what was seen, and what it printed.

        Raises:
            Gone: the process ended, or had to be.
        """
        answer = self._ask(
            f"a call of {function.names[-1]}",
            self.limits.timeout_call,
            do="call",
            function=function,
            arguments=tuple(map(_sendable, arguments)),
            keywords=_sendable(keywords or {}),
            opens=trusted.opened_now(),
            output=self.limits.output,
        )
        outputs = answer.get("outputs")
        return _seen(answer, partial(self.glance, function, arguments)), outputs if isinstance(outputs, list) else []

    def glance(self, function: Reference, arguments: tuple) -> Glance:
        """What can be seen of a function's text, called with these arguments.

        Raises:
            Gone: the process ended, or had to be.
        """
        if not self.alive:
            return Glance()
        what, given = f"a call of {function.names[-1]}", tuple(map(_sendable, arguments))
        return _glance(self._ask(what, self.limits.timeout_call, do="glance", function=function, arguments=given))

    def foresee(self, calls: Sequence[tuple[Reference, tuple]]) -> None:
        """Says which calls are going to be asked for next, in this order, if nothing goes wrong.

        They are asked for all at once when the first of them is; `foreseen` gives the answers one by one.
        """
        self.leave_the_rest()
        if not self.foresees:
            return
        # Copies: arguments that somebody has changed meanwhile are others.
        self._ahead = _Ahead(deque((function, tuple(map(copy_of, arguments))) for function, arguments in calls))

    def foreseen(self, function: Reference, arguments: tuple) -> tuple[Seen, list[Any]] | None:
        """The answer to a call that was foreseen; None where it is another one, and then the others are left.

        Raises:
            Gone: the process ended, or had to be.
        """
        ahead = self._ahead
        if ahead is None or not self.alive:
            return None
        if not ahead.awaits(function, arguments):
            self.leave_the_rest()
            return None
        if not ahead.outstanding and not self._ask_ahead(ahead):
            return None
        what = f"a call of {function.names[-1]}"
        answer = self._receive(what, self.limits.timeout_call, (ahead.ticket,))
        if type(answer.get("number")) is not int or answer["number"] != ahead.number:
            self.end()
            raise Gone(DIED, f"{what} sent an answer to another question")
        ahead.step()
        outputs = answer.get("outputs")
        return _seen(answer, partial(self.glance, function, arguments)), outputs if isinstance(outputs, list) else []

    def _ask_ahead(self, ahead: _Ahead) -> bool:
        """Asks for as many of the calls as one message holds; whether for more than one."""
        calls = ahead.next_calls()
        if len(calls) == 1 and calls[0][2] == 1:
            self._ahead = None
            return False
        until = min(time.monotonic() + self.limits.timeout_call, self.deadline)
        request = {"do": "calls", "opens": ahead.opens, "output": self.limits.output}
        try:
            asked = [[function, tuple(map(_sendable, given)), times] for function, given, times in calls]
            self._send({"id": ahead.ticket, **request, "calls": asked}, until)
        except (TypeError, TooLarge, OSError):  # whoever asks for the call by itself finds out what is wrong
            self._ahead = None
            return False
        ahead.outstanding = sum(times for _, _, times in calls)
        return True

    def leave_the_rest(self) -> None:
        """Has calls that were foreseen and are not asked for any more stopped; what has come of them is thrown away.

        Where the process ends over one of them it is `lost`, and that is held against no call and no cell.

        Raises:
            Gone: it ended.
        """
        ahead, self._ahead = self._ahead, None
        if ahead is None or not ahead.outstanding or not self.alive:
            return
        what, ticket = f"a call of {ahead.calls[0][0].names[-1]}", secrets.token_hex(16)
        patience = min(_PATIENCE, self.limits.timeout_call)
        try:
            # Small enough to be taken at once, whatever waits to be read here: over there they may wait for that.
            self._send({"id": ticket, "do": "stop"}, min(time.monotonic() + self.limits.timeout_call, self.deadline))
            for _ in range(ahead.outstanding + 1):
                if self._receive(what, patience, (ahead.ticket, ticket))["id"] == ticket:
                    return
            self.end()
            raise Gone(DIED, f"{what} sent more answers than there were questions")
        except (Gone, OSError) as error:
            self.end()
            self.lost = True
            raise (error if isinstance(error, Gone) else Gone(DIED, f"{what} ended the Python process")) from None

    def processor_time(self) -> float:
        """Seconds of a processor's time that have been spent over there, by the kernel's account and nobody else's."""
        return self.warm.processor_time()

    def remember(self, exercise: str, word: str) -> None:
        """Tells the notebook what a check found, for its own table at the end: with the next request."""
        self._to_remember.append((exercise, word))

    def _ask(self, what: str, seconds: float, **request: Any) -> dict[str, Any]:
        if not self.alive:
            raise Gone(DIED, "the Python process had ended")
        self.leave_the_rest()
        # Never told before: a stray or forged answer to another question carries another one.
        ticket = secrets.token_hex(16)
        return self._receive(what, seconds, (ticket,), {"id": ticket, **request})

    def _send(self, request: dict[str, Any], until: float) -> None:
        more = {"remember": tuple(self._to_remember)} if self._to_remember else {}
        self._channel.send({**request, **more}, until)
        self._to_remember.clear()

    def _receive(
        self, what: str, seconds: float, tickets: tuple[str, ...], request: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """The next answer, of one of these tickets; the request is sent before, if there is one."""
        now = time.monotonic()
        until = min(now + seconds, self.deadline)
        try:
            if request is not None:
                self._send(request, until)
            answer = self._channel.receive(until)
        except TimeoutError:
            self.end()
            if now + seconds > self.deadline:
                raise Gone(
                    TIMEOUT, f"{what} was running when the notebook's {self.limits.timeout_notebook:.0f} s were used up"
                ) from None
            raise Gone(TIMEOUT, f"{what} ran longer than {seconds:.0f} s and was ended") from None
        except (EOFError, OSError):
            raise Gone(DIED, self._how_it_ended(what)) from None
        except (Garbled, TooLarge) as error:
            self.end()
            raise Gone(DIED, f"{what} sent something that is no answer ({error})") from None
        if type(answer.get("id")) is not str or answer["id"] not in tickets:  # an array compares by entries
            self.end()
            raise Gone(DIED, f"{what} sent an answer to another question")
        return answer

    def _how_it_ended(self, what: str) -> str:
        status, why = self.end(patience=1)
        if why == "asked":
            return f"{what} closed the connection to the grader"
        if why == "memory":
            return f"{what} took more than {self.limits.memory / 1e6:.0f} MB of memory"
        if why == "processes":
            return f"{what} started more than {self.limits.processes} processes"
        number = (status or 0) - 128 if (status or 0) > 128 else -(status or 0)
        if number > 0:
            try:
                name = signal.Signals(number).name
            except ValueError:
                name = f"signal {number}"
            return f"{what} ended the Python process ({name})"
        return f"{what} ended the Python process"


class _Ahead:
    """Calls that are going to be asked for, in their order."""

    def __init__(self, calls: deque[tuple[Reference, tuple]]) -> None:
        self.calls, self.opens = calls, trusted.opened_now()
        self.ticket, self.number, self.outstanding = "", 0, 0  # of the message that was sent last

    def awaits(self, function: Reference, arguments: tuple) -> bool:
        """Whether this is the call that comes next."""
        if not self.calls or self.opens != trusted.opened_now():
            return False
        expected, given = self.calls[0]
        return function.names == expected.names and identical(given, tuple(arguments))

    def next_calls(self) -> list[tuple[Reference, tuple, int]]:
        """What the next message asks for: functions, arguments, and how often in a row."""
        self.ticket, self.number = secrets.token_hex(16), 0
        found: list[tuple[Reference, tuple, int]] = []
        size = 0
        for function, arguments in self.calls:
            if found and found[-1][0].names == function.names and identical(found[-1][1], arguments):
                found[-1] = (function, arguments, found[-1][2] + 1)
                continue
            size += extent(arguments)
            if found and size > _MOST_AHEAD:
                break
            found.append((function, arguments, 1))
        return found

    def step(self) -> None:
        """One of them has been answered."""
        self.calls.popleft()
        self.number, self.outstanding = self.number + 1, self.outstanding - 1


class RemoteFunction:
    """A student's function, called over there."""

    def __init__(self, student: Student, name: str) -> None:
        self.__name__ = name
        self._student = student
        self.reference = Reference("own", (name,))
        self.printed: Callable[[list[Any]], None] = lambda outputs: None

    def __repr__(self) -> str:
        return f"<the student's {self.__name__}>"

    def witness(self, arguments: tuple, quiet: bool = False) -> Seen:
        """What a call did, as `utils.checks` asks for it; `quiet`: what it printed is not kept."""
        seen, outputs = self._student.foreseen(self.reference, arguments) or self._student.call(
            self.reference, arguments
        )
        if not quiet:
            self.printed(outputs)
        return seen

    def foresee(self, calls: Sequence[tuple[Any, tuple]]) -> None:
        """Says which calls `witness` is going to be asked for, of this function and others over there."""
        if all(isinstance(one, RemoteFunction) and one._student is self._student for one, _ in calls):
            self._student.foresee([(one.reference, arguments) for one, arguments in calls])

    def processor_time(self) -> float:
        """The clock by which `utils.checks` measures what a call takes."""
        return self._student.processor_time()

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """What the function returns; what it raises is raised here, as the built-in error it is nearest to."""
        seen, outputs = self._student.call(self.reference, arguments, keywords)
        self.printed(outputs)
        if seen.trouble is not None:
            raise _as_error(seen.trouble)
        if seen.changed:
            error = ValueError(f"{self.__name__} changed its argument number {seen.changed[0] + 1} in place")
            vars(error)["theirs"] = True
            raise error
        if isinstance(seen.result, NotPlain):
            raise ReturnedNothingPlain(
                f"{self.__name__} returned {seen.result}, where plain data is expected: "
                "numbers, arrays, strings, lists, tuples or dicts"
            )
        return seen.result


def _as_error(trouble: Trouble) -> Exception:
    for name in trouble.classes:
        kind = getattr(builtins, name, None)
        # StopIteration would end a loop of the test's own, unseen.
        if isinstance(kind, type) and issubclass(kind, Exception) and kind not in (StopIteration, StopAsyncIteration):
            try:
                error = kind(trouble.text)
            except TypeError:  # one that wants more than a message
                continue
            if name != trouble.name:
                error.add_note(f"raised as {trouble.name}")
            vars(error)["theirs"] = True  # so that a MemoryError is not taken for one of the grader's
            if trouble.answered:
                vars(error)["stopped"] = stopped_by_its_stub("", trouble.unwritten, trouble.number).headline
            return error
    other = RuntimeError(f"{trouble.name}: {trouble.text}")
    vars(other)["theirs"] = True
    return other


def _seen(answer: dict[str, Any], look: Callable[[], Glance] = Glance) -> Seen:
    """What a student's process says of a call, as far as it says so in the right form.

    Args:
        answer: what it says.
        look: asks it for what can be seen of the function.
    """
    if isinstance(answer.get("too_large"), str):
        return Seen(NotPlain(f"a value too large to be sent ({answer['too_large']})"))
    trouble = answer.get("trouble")
    if isinstance(trouble, dict):
        return Seen(
            trouble=Trouble(
                name=_text(trouble.get("name")),
                text=_text(trouble.get("text")),
                classes=tuple(_text(name) for name in _items(trouble.get("classes"))[:20]),
                line=_text(trouble.get("line")),
                number=number if type(number := trouble.get("number")) is int else 0,
                inside=_text(trouble.get("inside")),
                unwritten=_text(trouble.get("unwritten")),
                shapes=_text(trouble.get("shapes")),
                close=_text(trouble.get("close")),
                caller=_text(trouble.get("caller")),
                promised=trouble.get("promised") is True,
                answered=trouble.get("answered") is True,
                blank=_text(trouble.get("blank")),
                left=left if type(left := trouble.get("left")) is int else 0,
                places=places if type(places := trouble.get("places")) is int else 1,
            ),
            changed=_positions(answer),
            look=look,
        )
    if trouble is not None or "result" not in answer:
        return Seen(trouble=Trouble("Error", _text(trouble), ("Exception",)))
    warned = tuple(map(_text, _items(answer.get("warnings"))))
    return Seen(answer["result"], None, _positions(answer), warned, look)


def _glance(answer: dict[str, Any]) -> Glance:
    """What was seen of the function's text over there: leads for a message, which decide nothing."""
    said = answer.get("glance")
    if not isinstance(said, dict):
        return Glance()

    def texts(part: str) -> tuple[str, ...]:
        return tuple(map(_text, _items(said.get(part))[:20]))

    def line(part: str) -> int:
        return number if type(number := said.get(part)) is int else 0

    return Glance(
        texts("reads"),
        said.get("prints") is True,
        said.get("returns") is not False,
        unused=texts("unused"),
        whole=texts("whole"),
        unpaired=texts("unpaired"),
        misread=texts("misread"),
        rows=texts("rows"),
        products=texts("products"),
        of_all=_text(said.get("of_all")),
        multiplies=said.get("multiplies") is not False,
        returns_in_loop=line("returns_in_loop"),
        returns_early=line("returns_early"),
        returns_twice=line("returns_twice"),
    )


def _positions(answer: dict[str, Any]) -> tuple[int, ...]:
    said = _items(answer.get("changed"))[:100]
    return tuple(position for position in said if type(position) is int and position >= 0)


def _items(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


def _text(value: Any) -> str:
    return value[:2000] if isinstance(value, str) else ""


def _sendable(value: Any) -> Any:
    """An argument with each function in it replaced by where it is found.

    Raises:
        TypeError: a function that is neither importable nor the student's own: a mistake in a test.
    """
    if isinstance(value, RemoteFunction):
        return value.reference
    if isinstance(value, list | tuple) and type(value) in (list, tuple):
        return type(value)(map(_sendable, value))
    if isinstance(value, dict):
        return {key: _sendable(item) for key, item in value.items()}
    if callable(value):
        return _importable(value)
    return value


def _importable(function: Any) -> Reference:
    """Where a function is found by name.

    Raises:
        TypeError: nowhere.
    """
    name = str(getattr(function, "__qualname__", None) or getattr(function, "__name__", ""))
    # The functions of scipy.special do not say where they are at home.
    for module in (getattr(function, "__module__", None), "numpy", "scipy.special"):
        if not module:
            continue
        value: Any = importlib.import_module(module)
        for part in name.split("."):
            value = getattr(value, part, None)
        if value is function:
            return Reference("import", (module, name))
    raise TypeError(f"{function!r} cannot be handed to a student's function: it cannot be imported by name")
