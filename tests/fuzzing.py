"""Many random cases of one test, from one seeded generator; and what plain data is, said independently of the wire.

FUZZ_CASES sets how many cases there are, FUZZ_SEED another seed. What fails is named with both.
"""

from __future__ import annotations

import os
import random
import traceback
from collections.abc import Callable
from typing import Any

import numpy as np

from utils.plain import NotPlain

SEED = int(os.environ.get("FUZZ_SEED", "1"))
_SHOWN = 5  # different failures
_SCALARS = (type(None), bool, int, float, complex, str, type(Ellipsis), NotPlain)


def fuzz(count: int, attempt: Callable[[random.Random], None], one_in: int = 1) -> None:
    """Makes `count` attempts, or FUZZ_CASES, each with a generator of its own; fails with the first case of each kind.

    Args:
        count: how many, unless the environment says otherwise.
        attempt: raises an exception where something is wrong.
        one_in: of how many cases one is made, where each takes long.
    """
    failures: dict[str, str] = {}
    failed, total = 0, int(os.environ.get("FUZZ_CASES", count))
    for number in range(0, total, one_in):
        try:
            attempt(random.Random(f"{SEED} {number}"))
        except (KeyboardInterrupt, MemoryError):
            raise
        except BaseException as error:  # the grader's own way to say that a process is gone is no Exception
            failed += 1
            where = traceback.extract_tb(error.__traceback__)[-1]
            kind = f"{type(error).__name__} in {where.name}, {os.path.basename(where.filename)}:{where.lineno}"
            if kind not in failures and len(failures) < _SHOWN:
                failures[kind] = f"case {number}: {kind}: {str(error)[:800]}\n" + "".join(
                    traceback.format_tb(error.__traceback__)[-3:]
                )
    assert not failed, (
        f"{failed} of {-(-total // one_in)} cases failed. FUZZ_SEED={SEED} FUZZ_CASES={total} repeats them; "
        "the first of each kind:\n" + "\n".join(failures.values())
    )


def bytes_in(value: Any, depth: int = 0) -> int:
    """How many bytes a value's arrays hold, once it is seen that it is made of plain data's exact types, all usable.

    Raises:
        AssertionError: it is not.
    """
    kind = type(value)
    assert depth < 200, "nested too deeply"
    if kind in (list, tuple):
        return sum(bytes_in(item, depth + 1) for item in value)
    if kind is dict:
        return sum(bytes_in(part, depth + 1) for item in value.items() for part in item)
    if kind is str:
        value.encode("utf-8")  # it is going to be written into records
        return 0
    if kind in _SCALARS:
        return 0
    if kind is np.random.Generator:
        _assert_sound(value.bit_generator.state)
        value.random(3)
        return 0
    assert kind is np.ndarray or kind.__module__ == "numpy" and isinstance(value, np.generic), f"a {kind}"
    assert value.dtype.kind in "biufcU" and value.dtype.isnative and value.dtype.names is None, value.dtype
    array = np.asarray(value)
    if array.dtype.kind == "b":
        assert array.view(np.uint8).max(initial=0) <= 1, "a truth value that is neither"
    if array.dtype.kind == "U":
        "".join(array.ravel()[:1000].tolist()).encode("utf-8")
    assert repr(value), "it can be shown"
    return array.nbytes


def _assert_sound(state: dict[str, Any]) -> None:
    """Else a draw from it reads memory that is none of its own."""
    position, last = {"MT19937": lambda: (state["state"]["pos"], 624), "Philox": lambda: (state["buffer_pos"], 4)}.get(
        state["bit_generator"], lambda: (0, 0)
    )()
    assert 0 <= position <= last, f"{state['bit_generator']} at position {position}"
