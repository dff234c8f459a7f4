"""Knows how bytes go to a program through a pipe and come back: each message with its length before it.

On a worker it is imported beside Dask, so it imports nothing that takes long.
"""

from __future__ import annotations

import os
import select
import struct
import time
from collections.abc import Callable
from typing import BinaryIO

LONGEST = 300_000_000  # bytes of one message
_LENGTH = struct.Struct(">Q")
_GLANCE = 0.3  # seconds after which it is looked whether anybody waits still


class Gone(Exception):
    """No message comes: the other side has ended, the time is over, or nobody wants it any more."""


def send(file: BinaryIO, data: bytes) -> None:
    """Writes one message."""
    file.write(_LENGTH.pack(len(data)))
    file.write(data)
    file.flush()


def receive(file: BinaryIO) -> bytes | None:
    """The next message, however long it takes; None where the other side has closed."""
    head = file.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    data = file.read(length) if length <= LONGEST else b""
    return data if len(data) == length else None


def wait_for(descriptor: int, seconds: float, wanted: Callable[[], bool] = lambda: True) -> bytes:
    """The next message from a pipe, within so many seconds.

    Args:
        descriptor: of the pipe; nothing else reads from it.
        seconds: how long to wait for all of it.
        wanted: asked now and then; where it says no, there is nothing to wait for.

    Raises:
        Gone: there is none; the text says why.
    """
    until = time.monotonic() + seconds
    (length,) = _LENGTH.unpack(_bytes(descriptor, _LENGTH.size, until, wanted))
    if length > LONGEST:
        raise Gone(f"it sent {length} bytes")
    return _bytes(descriptor, length, until, wanted)


def _bytes(descriptor: int, count: int, until: float, wanted: Callable[[], bool]) -> bytes:
    data = bytearray()
    while len(data) < count:
        if time.monotonic() > until:
            raise Gone("it did not answer in time")
        if not select.select([descriptor], [], [], _GLANCE)[0]:
            if not wanted():
                raise Gone("nobody waits for it")
            continue
        part = os.read(descriptor, min(count - len(data), 1 << 20))
        if not part:
            raise Gone("it ended")
        data += part
    return bytes(data)
