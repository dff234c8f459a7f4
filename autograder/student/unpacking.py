"""Knows how values are rebuilt from the parts of a message, with their exact types, without believing any of it.

Nothing is executed, and what is not exactly as `autograder.student.packing` writes it is refused.
"""

from __future__ import annotations

import functools
import json
import math
import re
from collections import Counter
from typing import Any, Literal

import numpy as np

from utils.plain import NotPlain

DEEPEST = 40  # nested containers
LARGEST_INT = 4096  # bits; Python itself refuses to read much longer numbers
KINDS = "biufcU"  # dtypes that are plain data
_GENERATORS = ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")
_MOST_ON_ONE_PLACE = 10  # keys of a dict with one hash: each further one is compared with all of them
# The header of `.npy` as it is written here, and no other: NumPy's reader of headers has many a corner.
_HEADER = re.compile(
    r"\{'descr': '([<>|][biufcU][0-9]{1,7})', 'fortran_order': (True|False), "
    r"'shape': \(([0-9, ]{0,400})\), \} *\n",
    re.ASCII,
)


_USUAL_HEADER = 200  # bytes; what a longer one says is not kept


class Garbled(Exception):
    """What arrived is no message."""


def parse(text: bytes, arrays: bytes, functions: bool = False) -> dict[str, Any]:
    """The message in a frame: its JSON text, the arrays behind it, and whether it may refer to functions.

    Raises:
        Garbled: it is none.
    """
    try:
        said = text.decode("utf-8")
        # Half a character stands in no UTF-8, and can only be escaped.
        message = _Reader(arrays, functions, "\\u" not in said).value(json.loads(said), 0)
    except Exception as error:  # whatever it is, it comes of what arrived
        why = " ".join(str(error).encode("ascii", "backslashreplace").decode().split())
        raise Garbled(f"{type(error).__name__}: {why[:200]}") from None
    if type(message) is not dict or not all(type(key) is str for key in message):
        raise Garbled("no message")
    return message


class _Reader:
    """Rebuilds the values of one message."""

    def __init__(self, arrays: bytes, functions: bool, whole: bool) -> None:
        self.arrays, self.functions = arrays, functions
        self.whole = whole  # whether no text in the message can hold half a character
        self.read = 0  # bytes of arrays; each is used once, so that a small message makes no large value

    def value(self, node: Any, depth: int) -> Any:
        """One value, from the JSON that stands for it."""
        if depth > 2 * DEEPEST:
            raise ValueError("nested too deeply")
        if type(node) is str:
            return node if self.whole else _writable(node)
        if node is None or type(node) is bool:
            return node
        if type(node) is int:
            if node.bit_length() > LARGEST_INT:
                raise ValueError("a number too long")
            return node
        if type(node) is not dict or len(node) != 1:
            raise ValueError("no value")
        ((tag, part),) = node.items()
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
            return _dict([(self._key(key, depth + 1), self.value(item, depth + 1)) for key, item in _list(part)])
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
            names = tuple(_text(name, 200) for name in _list(part))
            if len(names) != (1 if tag == "own" else 2):
                raise ValueError("no reference")
            return Reference(tag, names)
        raise ValueError(f"no kind of value: {tag[:20]}")

    def _key(self, node: Any, depth: int) -> Any:
        key = self.value(node, depth)
        if type(key) is str:  # nearly all are
            return key
        if isinstance(key, NotPlain | np.ndarray | list | dict | Reference):
            return repr(key)[:200]
        hash(key)  # a tuple may hold something that has none: a TypeError
        return key


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
    if type(part) is not str:
        raise ValueError("no number")
    value = float.fromhex(part[:40])
    return value if not math.isnan(value) else math.nan


def _dict(pairs: list[tuple[Any, Any]]) -> dict:
    if len(pairs) > _MOST_ON_ONE_PLACE:
        ((_, most),) = Counter(hash(key) for key, _ in pairs).most_common(1)
        if most > _MOST_ON_ONE_PLACE:
            raise ValueError("keys that fall on one place")
    return dict(pairs)


def _text(part: Any, longest: int) -> str:
    if type(part) is not str:
        raise ValueError("no text")
    return _writable(part[:longest])


def _writable(text: str) -> str:
    text.encode("utf-8")  # half a character can be written into no record: a ValueError
    return text


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
    if data[:8] != b"\x93NUMPY\x01\x00":
        raise ValueError("not the version of .npy that is written here")
    end = 10 + int.from_bytes(data[8:10], "little")
    head = data[10:end]
    dtype, order, shape = _header(head) if len(head) <= _USUAL_HEADER else _header.__wrapped__(head)
    body = data[end:]
    if math.prod(shape) * dtype.itemsize != len(body):
        raise ValueError("an array of another size than it says")
    flat = np.frombuffer(body, dtype)
    if dtype.kind == "b" and flat.view(np.uint8).max(initial=0) > 1:
        raise ValueError("no truth values")
    if dtype.kind == "U" and strange(flat.view(np.uint32)):
        raise ValueError("no characters")
    return flat.reshape(shape, order=order).copy(order="C")


@functools.lru_cache(maxsize=256)  # a check's arrays have few shapes
def _header(head: bytes) -> tuple[np.dtype, Literal["C", "F"], tuple[int, ...]]:
    """What a header says: of a plain dtype, in which order the entries stand, the shape."""
    header = _HEADER.fullmatch(head.decode("ascii"))
    if header is None:
        raise ValueError("not a header as it is written here")
    dtype, shape = np.dtype(header[1]), tuple(int(part) for part in header[3].split(",") if part.strip())
    # Long doubles have entries that no comparison understands.
    if dtype.kind not in KINDS or dtype.char in "gG" or not dtype.isnative or not dtype.itemsize or len(shape) > 32:
        raise ValueError("no plain array")
    return dtype, "F" if header[2] == "True" else "C", shape


def strange(codes: np.ndarray) -> bool:
    """Whether there is one among the codes of characters that stands for none, or for half of one."""
    return bool(np.any((codes > 0x10FFFF) | ((codes >= 0xD800) & (codes <= 0xDFFF))))


def _generator(state: Any) -> np.random.Generator:
    name = state["bit_generator"]
    if name not in _GENERATORS:
        raise ValueError("no generator of NumPy's")
    bits = getattr(np.random, name)()
    bits.state = state
    # NumPy believes these, and reads its next number from there.
    if not (
        0 <= bits.state.get("buffer_pos", 0) <= 4 and (name != "MT19937" or 0 <= bits.state["state"]["pos"] <= 624)
    ):
        raise ValueError("no state of a generator")
    return np.random.Generator(bits)
