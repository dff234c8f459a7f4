"""Knows how a command speaks with a Dask scheduler: questions go out, and all that is heard comes as news, in one line.

Nothing of what is asked, and of what an answer means. It never waits for the scheduler, so that Ctrl-C and a scheduler
that has gone are noticed at once. Nothing that it hears is unpickled (`no_objects`).
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import logging
import queue
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from autograder.cluster.address import Address, refuse_open, security
from autograder.cluster.no_objects import objects_left_out
from autograder.errors import CourseError

_CONNECT = 15  # seconds in which a scheduler answers at all
_LOOK = 0.5  # seconds after which it is asked again which workers there are
_SILENT = 30  # seconds without an answer to that, after which a scheduler counts as gone
_FAREWELL = 3  # seconds that it is given to hear that nothing is wanted any more


AN_OBJECT = object()  # what stands for something that was sent and is not read


@dataclass(frozen=True)
class Answered:
    """A question has an answer: bytes, if all is well, or `AN_OBJECT`; None where whoever was to give one failed."""

    ticket: str
    data: object
    why: str = ""  # it failed


@dataclass(frozen=True)
class Begun:
    """A worker has begun with a question; said by the worker."""

    ticket: str
    worker: str


@dataclass(frozen=True)
class Workers:
    """The workers that are there now: address -> how many questions each works on at a time."""

    threads: dict[str, int]


News = Answered | Begun | Workers


class Connection:
    """Questions to the workers of a scheduler."""

    def __init__(self, address: Address) -> None:
        """Connects; `close` ends it.

        Raises:
            CourseError: nobody answers there, it is open to others, or Dask is not installed.
        """
        try:
            be_quiet()
        except ModuleNotFoundError:
            raise CourseError("Dask is not installed here", "pip install -e '.[cluster]'") from None
        self.address = address
        self._topic = f"autograder-{uuid4().hex}"
        self._news: queue.SimpleQueue[News] = queue.SimpleQueue()
        self._futures: dict[str, Any] = {}
        self._looking: concurrent.futures.Future | None = None
        self._looked = self._heard = time.monotonic()
        self._refusing = contextlib.ExitStack()
        self._refusing.enter_context(objects_left_out())
        try:
            self._client = _client(address)
        except (OSError, ValueError) as error:
            self._refusing.close()
            said = str(error).strip().splitlines() or [type(error).__name__]
            step = "start one, or name another with --scheduler (docs/cluster.md)"
            raise CourseError(f"no scheduler answers at {address.text} ({said[0]})", step) from None
        except BaseException:
            self._refusing.close()
            raise
        try:
            # Who fails sends an exception, which is an object. It is left as it came: that it failed is enough to know.
            self._client.scheduler_comm.comm.deserialize = False
            self._client._stream_handlers["task-erred"] = self._note_failure
            for topic in ("print", "warn"):  # what workers would have printed here
                self._client.subscribe_topic(topic, lambda event: None)
            self._client.subscribe_topic(self._topic, self._note_begun)
            self._loop = self._client.loop.asyncio_loop
            identity = asyncio.run_coroutine_threadsafe(self._identity(), self._loop).result(_CONNECT)
            if not address.encrypted:
                refuse_open(address, str(identity["address"]), "the scheduler")
            self._note_workers(identity)
        except BaseException:
            self.close()
            raise

    def introduce(self, ticket: str, module: str, worker: str) -> None:
        """Asks one worker what its grader is."""
        self._submit(ticket, _introduce(), (module,), worker)

    def grade(self, ticket: str, module: str, question: bytes, seconds: float, worker: str) -> None:
        """Asks one worker for a result."""
        self._submit(ticket, _grade(), (module, question, seconds, self._topic, ticket), worker)

    def forget(self, ticket: str) -> None:
        """Nobody wants the answer any more. A worker that is at it leaves it."""
        future = self._futures.pop(ticket, None)
        if future is not None:
            future.release()

    def next(self, seconds: float) -> News | None:
        """What is heard next; None where nothing is for so long.

        Raises:
            CourseError: the scheduler has gone.
        """
        try:
            news = self._news.get(timeout=min(seconds, 0.1))
        except queue.Empty:
            news = None
        if isinstance(news, Answered):
            if news.ticket not in self._futures:  # it was forgotten
                return None
            if self._has_gone():
                self._raise_gone()
            self.forget(news.ticket)
        elif news is None or time.monotonic() - self._looked > _LOOK:
            self._look()
        return news

    def close(self) -> None:
        """Leaves: what is outstanding is not done any more."""
        try:
            for ticket in list(self._futures):
                self.forget(ticket)
            with contextlib.suppress(Exception):  # whatever it is, it goes on without us
                self._client.close(timeout=_FAREWELL)
            self._client.status = "closed"  # else it would be tried again, for half a minute, when Python ends
        finally:
            self._refusing.close()

    def _submit(self, ticket: str, function: Callable, arguments: tuple, worker: str) -> None:
        future = self._client.submit(
            function,
            *arguments,
            key=f"autograder-{ticket}",
            workers=[worker],
            allow_other_workers=False,
            pure=False,
            fifo_timeout=0,  # in the order in which they were asked
        )
        self._futures[ticket] = future
        fetching = asyncio.run_coroutine_threadsafe(self._fetch(future), self._loop)
        fetching.add_done_callback(lambda done: self._news.put(_heard(ticket, done)))

    async def _fetch(self, future: Any) -> object:
        try:
            (data,) = await self._client.gather([future], asynchronous=True, direct=False)
        except Exception:
            if future.status != "finished":
                raise
        else:
            return data
        # It came together with others, and one of them could not be read: which?
        try:
            response = await self._client.scheduler.gather(keys=[future.key])
        except TypeError:
            return AN_OBJECT
        return response["data"][future.key]  # which may be an `Unpickling` that stands for an object

    async def _identity(self) -> dict[str, Any]:
        return await self._client.scheduler.identity(n_workers=-1)

    def _look(self) -> None:
        if self._has_gone():
            self._raise_gone()
        if self._looking is not None and self._looking.done():
            with contextlib.suppress(Exception):
                identity = self._looking.result()
                self._heard = time.monotonic()
                self._note_workers(identity)
            self._looking = None
        elif self._looking is None and time.monotonic() - self._looked > _LOOK:
            self._looked = time.monotonic()
            self._looking = asyncio.run_coroutine_threadsafe(self._identity(), self._loop)
        elif time.monotonic() - self._heard > _SILENT:
            self._raise_gone()

    def _note_workers(self, identity: dict[str, Any]) -> None:
        self._news.put(Workers({one: int(about["nthreads"]) for one, about in identity["workers"].items()}))

    def _note_begun(self, event: Any) -> None:
        """In the thread of the connection. What stands in it a worker said."""
        with contextlib.suppress(TypeError, KeyError, ValueError):
            _, said = event
            if isinstance(said["ticket"], str) and isinstance(said["worker"], str):
                self._news.put(Begun(said["ticket"], said["worker"]))

    def _note_failure(self, key: Any = None, **_: Any) -> None:
        """In the thread of the connection, in the place of what would read the exception."""
        state = self._client.futures.get(key)
        if state is not None:
            state.set_error(RuntimeError("it raised an exception, which is not read"), None)

    def _has_gone(self) -> bool:
        # The task that listens ends, too, where something came that cannot be read.
        listening = getattr(self._client, "_handle_report_task", None)
        return self._client.status != "running" or (listening is not None and listening.done())

    def _raise_gone(self) -> None:
        step = "start it again, and run the same command: what was finished is kept"
        raise CourseError(f"the scheduler {self.address.text} has gone", step)


def _client(address: Address) -> Any:
    from distributed import Client

    with warnings.catch_warnings():  # such as another version there: whether it fits, the workers are asked
        warnings.simplefilter("ignore")
        return Client(
            address.text,
            timeout=_CONNECT,
            security=security(address),
            set_as_default=False,
            direct_to_workers=False,  # they may be where only the scheduler can reach them
            deserializers=["msgpack", "error"],
            name="autograder",
        )


def _heard(ticket: str, done: concurrent.futures.Future) -> Answered:
    if done.cancelled():
        return Answered(ticket, None, "it was cancelled")
    error = done.exception()
    if error is None:
        return Answered(ticket, done.result())
    # What stands in it a worker may have written.
    return Answered(ticket, None, f"{type(error).__name__}: {error}"[:300])


def _introduce() -> Callable:
    """What a worker runs to introduce itself. It travels by value, because nothing can import it: so the scheduler,
    which reads every question, need not have the course installed, and a worker without it can say so.
    """

    def introduce(module: str) -> bytes:
        import json

        try:
            from autograder.cluster.there import introduced

            return introduced(module)
        except ImportError:
            why = "the course's packages are not installed there"
        except Exception as error:
            why = f"its grader does not start ({type(error).__name__}: {error})"
        return json.dumps({"refused": why}).encode()

    return introduce


def _grade() -> Callable:
    """What a worker runs to grade a submission; it travels in the same way."""

    def grade(module: str, question: bytes, seconds: float, topic: str, ticket: str) -> bytes:
        import json

        from distributed import get_worker

        from autograder.cluster.there import Gone, graded

        worker = get_worker()
        key = worker.get_current_task()
        worker.log_event(topic, {"ticket": ticket, "worker": worker.address})

        def wanted() -> bool:
            task = worker.state.tasks.get(key)
            alive = worker.status.name in ("running", "paused", "closing_gracefully")
            return alive and task is not None and task.state != "cancelled"

        try:
            return graded(module, question, seconds, wanted)
        except Gone as error:
            return json.dumps({"gone": str(error)}).encode()

    return grade


def be_quiet() -> None:
    """What Dask says of lost connections is said here, in a line; and it keeps no more than it needs."""
    import dask
    import distributed  # noqa: F401  it makes its loggers

    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    dask.config.set(
        {
            # A submission with pictures may be large: it is what it is.
            "distributed.admin.large-graph-warning-threshold": "1 GiB",
            # For each connection, how many of the last messages are kept for who looks for a fault: with 1 000, as is
            # usual, a scheduler holds that many submissions for every worker.
            "distributed.admin.low-level-log-length": 10,
        }
    )
