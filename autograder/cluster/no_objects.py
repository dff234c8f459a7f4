"""Knows that nothing is unpickled in this process for as long as it listens to other machines.

Dask pickles by habit: the type of every result, every exception and every warning of a worker arrive as pickles beside
the results themselves, and reading a pickle can run anything. What is refused here is the one step that all of them
need, whichever module takes it: finding a class or a function by the name that stands in a pickle.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_lock = threading.Lock()
_listening = 0
_watched = False


class Unpickling(TypeError):
    """Somebody sent an object. (A `TypeError`, as Dask takes for what cannot be read.)"""


@contextmanager
def objects_left_out() -> Iterator[None]:
    """The same for Dask, which goes on: what it would unpickle in a message is an `Unpickling` instead.

    Without it a single exception of a worker would end the connection to the scheduler, which passes it on.
    """
    from distributed.protocol import pickle

    def left_out(data: Any, *, buffers: Any = ()) -> Unpickling:
        return Unpickling("an object that is not read")

    with nothing_unpickled():
        module: Any = pickle
        real, module.loads = module.loads, left_out
        try:
            yield
        finally:
            module.loads = real


@contextmanager
def nothing_unpickled() -> Iterator[None]:
    """Inside, no pickle is read that names anything, in any thread."""
    global _listening, _watched
    with _lock:
        _listening += 1
        if not _watched:
            sys.addaudithook(_refuse)  # there is no way to remove one
            _watched = True
    try:
        yield
    finally:
        with _lock:
            _listening -= 1


def _refuse(event: str, arguments: tuple) -> None:
    if event == "pickle.find_class" and _listening:
        raise Unpickling(f"a pickle that names {arguments[0]}.{arguments[1]} is not read")
