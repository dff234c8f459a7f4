"""Knows how values become the parts of a message: JSON, and arrays as `.npy` bytes. What is no plain data is described.

Whoever unpacks them trusts none of it (`autograder.student.unpacking`).
"""

from __future__ import annotations

import collections
import functools
import io
from typing import Any

import numpy as np
from numpy.lib import format as npy

from autograder.student.unpacking import DEEPEST, KINDS, LARGEST_INT, strange
from utils.plain import NotPlain


def describe(value: Any) -> str:
    """What a value is, for who expected plain data: "a generator", "an object of class Thing"."""
    kind = type(value)
    name = str(getattr(kind, "__name__", "?"))[:80]
    if kind.__module__ == "builtins":
        name = {"type": "class", "builtin_function_or_method": "function", "module": "module"}.get(name, name)
        return f"{'an' if name[:1] in 'aeiou' else 'a'} {name}"
    return f"an object of class {name}"


def pack(value: Any, arrays: bytearray, depth: int = 0) -> Any:
    """The value as JSON knows it; arrays are appended to `arrays`."""
    if depth > DEEPEST:
        return {"no": "something nested too deeply"}
    kind = type(value)
    if value is None or kind in (bool, str):
        return value if kind is not str or value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
    if kind is int:
        return value if value.bit_length() <= LARGEST_INT else {"no": "a whole number too long to be sent"}
    if kind is float:
        return {"f": value.hex()}
    if kind is np.float64:
        return {"f64": float(value).hex()}
    if kind is complex:
        return {"c": [value.real.hex(), value.imag.hex()]}
    if kind in (list, tuple):
        return {kind.__name__: [pack(item, arrays, depth + 1) for item in value]}
    if kind is dict:
        return {"dict": [[pack(key, arrays, depth + 1), pack(item, arrays, depth + 1)] for key, item in value.items()]}
    if value is Ellipsis:
        return {"ellipsis": True}
    if kind is NotPlain:
        return {"no": value.description[:200]}
    return _numpy(value, arrays) or _relative(value, arrays, depth) or {"no": describe(value)}


def _numpy(value: Any, arrays: bytearray) -> Any:
    kind = type(value)
    if kind.__module__.partition(".")[0] != "numpy":
        return None
    if isinstance(value, np.ndarray | np.generic):
        if isinstance(value, np.ma.MaskedArray) and np.ma.is_masked(value):
            return {"no": "an array with masked entries"}
        array = np.asarray(value)
        if array.dtype.kind == "U":
            array = array.astype(array.dtype.newbyteorder("="), copy=False)
            if not array.dtype.itemsize or strange(np.frombuffer(array.tobytes(), np.uint32)):
                return {"no": "an array of text that is none"}
        if array.dtype.kind not in KINDS or array.dtype.char in "gG":
            return {"no": f"an array of {array.dtype.name}" if isinstance(value, np.ndarray) else describe(value)}
        array = array.astype(array.dtype.newbyteorder("="), copy=False)
        columns = array.flags.f_contiguous and not array.flags.c_contiguous
        at = len(arrays)
        arrays += _header(array.dtype.str, columns, array.shape)
        arrays += array.tobytes("F" if columns else "C")
        return {"array" if isinstance(value, np.ndarray) else "scalar": [at, len(arrays)]}
    if kind is np.random.Generator:
        return {"generator": pack(value.bit_generator.state, arrays, 1)}
    return None


@functools.lru_cache(maxsize=256)  # a check's arrays have few shapes
def _header(dtype: str, columns: bool, shape: tuple[int, ...]) -> bytes:
    """What stands before an array's bytes in a `.npy` file."""
    buffer = io.BytesIO()
    npy.write_array_header_1_0(buffer, {"descr": dtype, "fortran_order": columns, "shape": shape})
    return buffer.getvalue()


def _relative(value: Any, arrays: bytearray, depth: int) -> Any:
    """What is as good as plain data: the standard library's dicts, and named tuples."""
    kind = type(value)
    if isinstance(value, tuple) and hasattr(kind, "_fields"):
        return pack(tuple(tuple.__iter__(value)), arrays, depth)
    if isinstance(value, dict) and kind.__module__ == "collections":
        ordered = isinstance(value, collections.OrderedDict)  # its order is another than the dict's below it
        return pack(dict((collections.OrderedDict if ordered else dict).items(value)), arrays, depth)
    if hasattr(kind, "to_wire"):  # the grader's own: its reference to a function over there
        return value.to_wire()
    return None
