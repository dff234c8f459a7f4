"""Knows how messages cross between grader and student's process: one by one, bounded in size and time."""

from __future__ import annotations

import json
import select
import socket
import struct
import time
from collections.abc import Mapping
from typing import Any

from autograder.student.packing import pack
from autograder.student.unpacking import parse

_FRAME = struct.Struct(">II")  # lengths in bytes: of the JSON text, of the arrays behind it
_AT_ONCE = 1 << 16  # bytes that are asked for at least: several short messages
# Made once; what is packed is a tree, so nobody need look for a value that holds itself.
_JSON = json.JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":"))
_LARGEST_TEXT = 8_000_000  # bytes of JSON: parsed, it takes some twenty times as much memory


class TooLarge(Exception):
    """A message exceeds what its reader takes."""


class Channel:
    """One end of a stream of messages."""

    def __init__(self, sock: socket.socket, largest: int, functions: bool = False) -> None:
        """Args:
        sock: a connected stream.
        largest: bytes of a message that are read or sent at most.
        functions: whether references to functions are understood; what a student's process sends holds none.
        """
        self.sock, self.largest, self.functions = sock, largest, functions
        self._read_ahead = bytearray()  # what has arrived of the messages to come

    def waiting(self) -> bool:
        """Whether something has arrived that was not received yet."""
        return bool(self._read_ahead) or bool(select.select([self.sock], [], [], 0)[0])

    def send(self, message: Mapping[str, Any], deadline: float | None = None) -> None:
        """Sends one message.

        Args:
            message: plain data by name.
            deadline: on `time.monotonic`'s clock; None waits for ever.

        Raises:
            TooLarge: nothing was sent.
            TimeoutError: nobody read it in time.
            OSError: nobody reads any more.
        """
        arrays = bytearray()
        text = _JSON.encode(pack(message, arrays)).encode("utf-8")
        self._check_size(len(text), len(arrays))
        self.sock.settimeout(_left(deadline))
        self.sock.sendall(_FRAME.pack(len(text), len(arrays)) + text + arrays)

    def receive(self, deadline: float | None = None) -> dict[str, Any]:
        """The next message.

        Args:
            deadline: on `time.monotonic`'s clock; None waits for ever.

        Raises:
            TimeoutError: it was not there, whole, in time.
            EOFError: nobody writes any more.
            Garbled, TooLarge: what came is none.
        """
        text_size, arrays_size = _FRAME.unpack(self._read(_FRAME.size, deadline))
        self._check_size(text_size, arrays_size)
        body = self._read(text_size + arrays_size, deadline)
        return parse(body[:text_size], body[text_size:], self.functions)

    def _check_size(self, text: int, arrays: int) -> None:
        if text > _LARGEST_TEXT or text + arrays > self.largest:
            raise TooLarge(
                f"{(text + arrays) / 1e6:.0f} MB, at most {self.largest / 1e6:.0f} MB, and "
                f"{_LARGEST_TEXT / 1e6:.0f} MB without arrays"
            )

    def _read(self, size: int, deadline: float | None) -> bytes:
        data = self._read_ahead
        while len(data) < size:
            self.sock.settimeout(_left(deadline))
            try:
                part = self.sock.recv(min(max(size - len(data), _AT_ONCE), 1 << 20))
            except ConnectionError:
                part = b""
            if not part:
                raise EOFError
            data += part
        wanted = bytes(data[:size])
        del data[:size]
        return wanted


def _left(deadline: float | None) -> float | None:
    if deadline is None:
        return None
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
