"""Knows what starts a worker on this machine, and keeps it there: the command `workers`."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import platform
import signal
import tempfile
from typing import Any
from uuid import uuid4

from autograder.cluster import there
from autograder.cluster.address import Address, address_of, security
from autograder.cluster.connection import be_quiet
from autograder.errors import CourseError
from autograder.sandbox import check_sandbox
from autograder.saying import say

_CONNECT = 10  # seconds in which it may answer
_AGAIN = 2  # seconds until a scheduler that is not there is looked for again
_FAREWELL = 5  # seconds in which a worker may say that it goes


def run(args: argparse.Namespace) -> int:
    """Works for a scheduler until somebody stops it."""
    address = address_of(args.scheduler, args.tls)
    check_sandbox()
    try:
        be_quiet()
    except ModuleNotFoundError:
        raise CourseError("Dask is not installed here", "pip install -e '.[cluster]'") from None
    asyncio.run(_work(address, args.jobs))
    say("stopped: what was being graded here is graded elsewhere")
    return 0


async def _work(address: Address, jobs: int) -> None:
    """Until Ctrl-C or SIGTERM; where the scheduler ends, it waits for it to come back."""
    import dask

    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, stop.set)
    # What watches a worker's threads is of no use for threads that wait, and pages about it for nobody.
    dask.config.set({"distributed.worker.profile.enabled": False, "distributed.worker.http.routes": []})
    stopped = asyncio.ensure_future(stop.wait())
    told = ""
    with tempfile.TemporaryDirectory(prefix="workers-") as folder:
        while not stop.is_set():
            joining = asyncio.ensure_future(_joined(address, jobs, folder))
            await asyncio.wait([joining, stopped], return_when=asyncio.FIRST_COMPLETED)
            if not joining.done():
                joining.cancel()
                return
            try:
                worker = joining.result()
            except (OSError, TimeoutError, ValueError, RuntimeError) as error:
                line = f"waiting for the scheduler {address.text} ({_first_line(error)})"
                if line != told:
                    say(line)
                told = line
                await asyncio.wait([stopped], timeout=_AGAIN)
                continue
            told = f"works for {address.text}, {jobs} at a time; Ctrl-C stops it"
            say(told)
            left = asyncio.ensure_future(worker.finished())
            await asyncio.wait([left, stopped], return_when=asyncio.FIRST_COMPLETED)
            # Before the worker: a thread of it that waits for a grader would keep this process alive.
            await asyncio.to_thread(there.end_all, stop.is_set())
            with contextlib.suppress(Exception):
                await asyncio.wait_for(worker.close(reason="stopped"), _FAREWELL)


async def _joined(address: Address, jobs: int, folder: str) -> Any:
    """A worker that has registered with the scheduler."""
    from distributed import Worker
    from distributed.comm import connect

    with_what = security(address)
    # Once by hand: a worker that cannot connect does not say why.
    comm = await connect(address.text, timeout=_CONNECT, **with_what.get_connection_args("worker"))
    await comm.close()
    return await Worker(
        address.text,
        nthreads=jobs,
        host=None if address.encrypted else "127.0.0.1",
        name=f"{platform.node()}-{uuid4().hex[:8]}",
        security=with_what,
        memory_limit=0,  # graders' memory is no affair of the worker's
        local_directory=folder,
        death_timeout=_CONNECT,
        dashboard_address="127.0.0.1:0",  # where nothing is served
    )


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
