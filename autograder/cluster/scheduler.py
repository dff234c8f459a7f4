"""Knows what starts a scheduler on this machine: the command `scheduler`.

Dask's own would do. This one cannot be reached unencrypted from elsewhere, serves no pages, and holds on to nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import signal

from autograder.cluster.address import Address, address_of, security
from autograder.cluster.connection import be_quiet
from autograder.errors import CourseError
from autograder.saying import say

_NOWHERE_ELSE = "127.0.0.1"
_EVERYWHERE = "0.0.0.0"


def run(args: argparse.Namespace) -> int:
    """Passes on submissions and results until somebody stops it."""
    protocol, host = ("tls", args.host or _EVERYWHERE) if args.tls else ("tcp", args.host or _NOWHERE_ELSE)
    address = address_of(f"{protocol}://{host}:{args.port}", args.tls)
    try:
        be_quiet()
    except ModuleNotFoundError:
        raise CourseError("Dask is not installed here", "pip install -e '.[cluster]'") from None
    asyncio.run(_serve(address, host, args.port))
    say("stopped: what was finished is kept by who asked for it")
    return 0


async def _serve(address: Address, host: str, port: int) -> None:
    import dask
    from distributed import Scheduler

    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, stop.set)
    # Pages would be for anybody who reaches the port, without a certificate.
    dask.config.set({"distributed.scheduler.http.routes": []})
    scheduler = Scheduler(
        protocol=f"{address.text.partition('://')[0]}://",
        host=host,
        port=port,
        security=security(address),
        dashboard=False,
        dashboard_address=f"{_NOWHERE_ELSE}:0",
    )
    try:
        await scheduler
    except (OSError, RuntimeError) as error:
        why = error.__cause__ or error
        said = (getattr(why, "strerror", None) or str(why)).strip()
        raise CourseError(f"no scheduler can be at {address.text} ({said})", "choose another with --port") from None
    with_what = f" --tls {address.tls}" if address.tls else ""
    say(
        f"the scheduler {scheduler.address} is there; Ctrl-C stops it",
        f"  on each machine that grades:  autograder workers --scheduler {scheduler.address}{with_what}",
        f"  beside the class:             autograder grade --scheduler {scheduler.address}{with_what}",
    )
    await stop.wait()
    await scheduler.close(reason="stopped")
