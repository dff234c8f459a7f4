"""Knows how plain data crosses between the grader and a student's process: JSON, and arrays as `.npy` bytes.

Nothing that arrives is executed, and every value is rebuilt from its parts with its exact type. What is no plain data
does not cross: a `NotPlain` that describes it does. Both sides use this module; only the grader relies on it.
"""
from __future__ import annotations

import io
import json
import math
import socket
import struct
import time
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.lib import format as npy

from utils.checks.witness import NotPlain

_FRAME = struct.Struct(">II")  # lengths in bytes: of the JSON text, of the arrays behind it
_LARGEST_TEXT = 8_000_000  # bytes of JSON: parsed, it takes some twenty times as much memory
_DEEPEST = 40  # nested containers
_LARGEST_INT = 4096  # bits; Python itself refuses to read much longer numbers
_KINDS = "biufcU"  # dtypes that are plain data
_GENERATORS = ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")


class Garbled(Exception):
    """What arrived is no message."""


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
        text = json.dumps(_encode(message, arrays, 0), ensure_ascii=True, allow_nan=False).encode("ascii")
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
            raise TooLarge(f"{(text + arrays) / 1e6:.0f} MB, at most {self.largest / 1e6:.0f} MB, and "
                           f"{_LARGEST_TEXT / 1e6:.0f} MB without arrays")

    def _read(self, size: int, deadline: float | None) -> bytes:
        data = bytearray()
        while len(data) < size:
            self.sock.settimeout(_left(deadline))
            try:
                part = self.sock.recv(min(size - len(data), 1 << 20))
            except ConnectionError:
                part = b""
            if not part:
                raise EOFError
            data += part
        return bytes(data)


def _left(deadline: float | None) -> float | None:
    if deadline is None:
        return None
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def parse(text: bytes, arrays: bytes, functions: bool = False) -> dict[str, Any]:
    """The message in a frame: its JSON text, the arrays behind it, and whether it may refer to functions.

    Raises:
        Garbled: it is none.
    """
    try:
        message = _Reader(arrays, functions).value(json.loads(text), 0)
    except (ValueError, TypeError, KeyError, IndexError, RecursionError, MemoryError, OverflowError) as error:
        raise Garbled(f"{type(error).__name__}: {str(error)[:200]}") from None
    if not isinstance(message, dict) or not all(isinstance(key, str) for key in message):
        raise Garbled("no message")
    return message


def describe(value: Any) -> str:
    """What a value is, for who expected plain data: "a generator", "an object of class Thing"."""
    kind = type(value)
    name = str(getattr(kind, "__name__", "?"))[:80]
    if kind.__module__ == "builtins":
        name = {"type": "class", "builtin_function_or_method": "function", "module": "module"}.get(name, name)
        return f"{'an' if name[:1] in 'aeiou' else 'a'} {name}"
    return f"an object of class {name}"


# ---- to the wire -----------------------------------------------------------------------------------------------


def _encode(value: Any, arrays: bytearray, depth: int) -> Any:
    """The value as JSON knows it; arrays are appended to `arrays`."""
    if depth > _DEEPEST:
        return {"no": "something nested too deeply"}
    kind = type(value)
    if value is None or kind in (bool, str):
        return value if kind is not str else value.encode("utf-8", "replace").decode("utf-8")
    if kind is int:
        return value if value.bit_length() <= _LARGEST_INT else {"no": "a whole number too long to be sent"}
    if kind is float:
        return {"f": value.hex()}
    if kind is np.float64:
        return {"f64": float(value).hex()}
    if kind is complex:
        return {"c": [value.real.hex(), value.imag.hex()]}
    if kind in (list, tuple):
        return {kind.__name__: [_encode(item, arrays, depth + 1) for item in value]}
    if kind is dict:
        return {"dict": [[_encode(key, arrays, depth + 1), _encode(item, arrays, depth + 1)]
                         for key, item in value.items()]}
    if value is Ellipsis:
        return {"ellipsis": True}
    if kind is NotPlain:
        return {"no": value.description[:200]}
    return _encode_numpy(value, arrays) or _encode_relative(value, arrays, depth) or {"no": describe(value)}


def _encode_numpy(value: Any, arrays: bytearray) -> Any:
    kind = type(value)
    if kind.__module__.partition(".")[0] != "numpy":
        return None
    if isinstance(value, np.ndarray | np.generic):
        if isinstance(value, np.ma.MaskedArray) and np.ma.is_masked(value):
            return {"no": "an array with masked entries"}
        array = np.asarray(value)
        if array.dtype.kind not in _KINDS:
            return {"no": f"an array of {array.dtype.name}" if isinstance(value, np.ndarray) else describe(value)}
        buffer = io.BytesIO()
        npy.write_array(buffer, array.astype(array.dtype.newbyteorder("="), copy=False), allow_pickle=False)
        at = len(arrays)
        arrays += buffer.getvalue()
        return {"array" if isinstance(value, np.ndarray) else "scalar": [at, len(arrays)]}
    if kind is np.random.Generator:
        return {"generator": _encode(value.bit_generator.state, arrays, 1)}
    return None


def _encode_relative(value: Any, arrays: bytearray, depth: int) -> Any:
    """What is as good as plain data: the standard library's dicts, and named tuples."""
    kind = type(value)
    if isinstance(value, tuple) and hasattr(kind, "_fields"):
        return _encode(tuple(tuple.__iter__(value)), arrays, depth)
    if isinstance(value, dict) and kind.__module__ == "collections":
        return _encode(dict(dict.items(value)), arrays, depth)
    if hasattr(kind, "to_wire"):  # the grader's own: its reference to a function over there
        return value.to_wire()
    return None


# ---- from the wire ---------------------------------------------------------------------------------------------


class _Reader:
    """Rebuilds the values of one message."""

    def __init__(self, arrays: bytes, functions: bool) -> None:
        self.arrays, self.functions = arrays, functions
        self.read = 0  # bytes of arrays; each is used once, so that a small message makes no large value

    def value(self, node: Any, depth: int) -> Any:
        """One value, from the JSON that stands for it."""
        if depth > 2 * _DEEPEST:
            raise ValueError("nested too deeply")
        if node is None or type(node) in (bool, str):
            return node
        if type(node) is int:
            if node.bit_length() > _LARGEST_INT:
                raise ValueError("a number too long")
            return node
        if type(node) is not dict or len(node) != 1:
            raise ValueError("no value")
        (tag, part), = node.items()
        if tag == "f":
            return _float(part)
        if tag == "f64":
            return np.float64(_float(part))
        if tag == "c":
            real, imaginary = part
            return complex(_float(real), _float(imaginary))
        if tag in ("list", "tuple"):
            items = [self.value(item, depth + 1) for item in _list(part)]
            return items if tag == "list" else tuple(items)
        if tag == "dict":
            return {_key(self.value(key, depth + 1)): self.value(item, depth + 1) for key, item in _list(part)}
        if tag == "ellipsis":
            return Ellipsis
        if tag == "no":
            return NotPlain(_text(part, 200))
        if tag in ("array", "scalar"):
            start, stop = part
            if start != self.read or not start < _int(stop) <= len(self.arrays):
                raise ValueError("arrays out of order")
            self.read = stop
            array = _array(self.arrays[start:stop])
            if tag == "array":
                return array
            if array.shape:
                raise ValueError("no scalar")
            return array[()]
        if tag == "generator":
            return _generator(self.value(part, depth + 1))
        if tag in ("own", "import") and self.functions:
            return Reference(tag, tuple(_text(name, 200) for name in _list(part)))
        raise ValueError(f"no kind of value: {tag[:20]}")


class Reference:
    """A function by where it is found: `own`, a name in the notebook; `import`, a module and a name in it."""

    def __init__(self, place: str, names: tuple[str, ...]) -> None:
        self.place, self.names = place, names

    def __repr__(self) -> str:
        return f"the function {self.names[-1]}"

    def to_wire(self) -> dict[str, list[str]]:
        """As a value of a message."""
        return {self.place: list(self.names)}


def _float(part: Any) -> float:
    value = float.fromhex(_text(part, 40))
    return value if not math.isnan(value) else math.nan


def _key(key: Any) -> Any:
    if isinstance(key, NotPlain | np.ndarray | list | dict | Reference):
        return repr(key)[:200]
    hash(key)  # a tuple may hold something that has none: a TypeError
    return key


def _text(part: Any, longest: int) -> str:
    if type(part) is not str:
        raise ValueError("no text")
    return part[:longest]


def _int(part: Any) -> int:
    if type(part) is not int or part < 0:
        raise ValueError("no position")
    return part


def _list(part: Any) -> list:
    if type(part) is not list:
        raise ValueError("no list")
    return part


def _array(data: bytes) -> np.ndarray:
    """An array from `.npy` bytes, of a plain dtype, every entry of which is one that NumPy itself could have made."""
    buffer = io.BytesIO(data)
    version = npy.read_magic(buffer)
    if version != (1, 0):
        raise ValueError("not the version of .npy that is written here")
    shape, fortran, dtype = npy.read_array_header_1_0(buffer, max_header_size=1000)
    if dtype.kind not in _KINDS or not dtype.itemsize or not dtype.isnative:
        raise ValueError("no plain numbers or texts")
    if len(shape) > 32 or any(length < 0 for length in shape):
        raise ValueError("no plain array")
    body = data[buffer.tell():]
    if math.prod(shape) * dtype.itemsize != len(body):
        raise ValueError("an array of another size than it says")
    flat = np.frombuffer(body, dtype)
    if dtype.kind == "b" and flat.view(np.uint8).max(initial=0) > 1:
        raise ValueError("no truth values")
    if dtype.kind == "U" and flat.view(np.uint32).max(initial=0) > 0x10FFFF:
        raise ValueError("no characters")
    return flat.reshape(shape, order="F" if fortran else "C").copy(order="C")


def _generator(state: Any) -> np.random.Generator:
    name = state["bit_generator"]
    if name not in _GENERATORS:
        raise ValueError("no generator of NumPy's")
    bits = getattr(np.random, name)()
    bits.state = state
    return np.random.Generator(bits)
