"""Knows whether a reader's function is being judged: the course's own computations then refuse to run.

What a check judges by stands in this package, so a line that calls it would be right without any work. While a reader's
function runs, such a call is refused, and the check says so. Nothing here keeps anybody from reading or copying; where
marks are given, this package's trusted modules are besides not there at all.
"""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import FunctionType, ModuleType
from typing import Any

# What answers for the reader, with all that lies in it; and what of that is only there to watch.
CLOSED = (
    "utils.models",
    "utils.two_layer",
    "utils.reference",
    "utils.numerical",
    "utils.graph",
    "utils.scaling",
    "utils.xor_runs",
    "utils.tasks",
    "utils.checks",
)
WATCHING = tuple(
    f"utils.checks.{one}"
    for one in ("arithmetic", "witness", "glance", "indices", "left_over", "operands", "pairing", "recorded")
)  # look on while it runs
# Their objects hold trusted functions: module -> classes.
_CLASSES = {
    "utils.reference": ("Program", "LocalSlip"),
    "utils.checks.task": ("Task", "Mistake"),
    "utils.checks.judges": ("EqualTo",),
    "utils.checks.observations": ("Hypothesis",),
    "utils.graph": ("Op",),
}


class CoursesOwn(RuntimeError):
    """A reader's function called what it is to be compared with."""


_watched = 0  # how many readers' functions are running, one inside the other
_reached: list[str] = []  # what was refused to the one that runs now
_handed: tuple[int, ...] = ()  # the functions that it was given as arguments, which it may call
_opened: set[str] = set()  # modules that it may use all the same
_guards: dict[Callable, Callable] = {}  # by what each guards
_guarding: dict[Callable, Callable] = {}  # each guard with what it guards
_classes: list[tuple[str, type]] = []  # whose objects refuse, each with its module
_seen_modules = 0


def is_closed(module: str) -> bool:
    """Whether a module is among those that answer, and is not opened now."""
    return answers(module) and not _lies_in(module, _opened)


def answers(module: str) -> bool:
    """Whether what a check judges by stands in it."""
    return _lies_in(module, CLOSED) and module not in WATCHING


def _lies_in(module: str, places: Iterable[str]) -> bool:
    return f"{module}.".startswith(tuple([f"{place}." for place in places]))


@contextmanager
def opened(*modules: str) -> Iterator[None]:
    """Within it a reader's function may use these, and what lies in them: an exercise hands them to its reader."""
    more = set(modules) - _opened
    _opened.update(more)
    try:
        yield
    finally:
        _opened.difference_update(more)


def opened_now() -> list[str]:
    """What is opened: for a grader to say where the reader's function runs elsewhere."""
    return sorted(_opened)


@contextmanager
def watching(arguments: tuple = ()) -> Iterator[list[str]]:
    """Within it a reader's function runs; yields what it was refused, which it may have kept quiet about.

    Args:
        arguments: what it is called with. A function among them is one that it may call.
    """
    global _watched, _reached, _handed
    before = _reached, _handed
    _reached, _handed = [], tuple(map(id, _functions(arguments)))
    if not _watched:
        _guard_modules()
        _guard_classes(True)
    _watched += 1
    try:
        yield _reached
    finally:
        _watched -= 1
        if not _watched:
            _guard_classes(False)
        _reached, _handed = before


def refuse(what: str) -> None:
    """Refuses ``what`` to a reader's function; nothing happens where none is running.

    Raises:
        CoursesOwn: one is.
    """
    if _watched:
        _reached.append(what)
        raise CoursesOwn(f"this calls the course's own {what}; write it yourself")


def own(function: Callable) -> Callable:
    """``function``, which refuses while a reader's function runs, unless that was given it as an argument."""
    if not isinstance(function, FunctionType) or function in _guarding:
        return function
    module = function.__module__
    name = f"{module}.{function.__qualname__}".removeprefix("utils.").replace(".<locals>", "").replace(".<lambda>", "")

    def guard(*arguments: Any, **keywords: Any) -> Any:
        if _watched and id(guard) not in _handed and not _lies_in(module, _opened):
            refuse(name)
        return function(*arguments, **keywords)

    functools.update_wrapper(guard, function)
    del guard.__wrapped__  # type: ignore[attr-defined]  # else it would say where the way round it is
    guard.__signature__ = inspect.signature(function)  # type: ignore[attr-defined]
    _guarding[guard] = function
    return guard


def unguarded(function: Callable) -> Callable:
    """What a guard guards, for computations that are themselves refused; the guard while a reader's function runs."""
    return (
        _guarding[function]
        if isinstance(function, FunctionType) and function in _guarding and not _watched
        else function
    )


def _functions(value: Any) -> Iterator[Callable]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            yield from _functions(item)
    elif callable(value):
        yield value


def _guard_modules() -> None:
    """Puts a guard in the place of each function of the trusted modules that have been imported by now."""
    global _seen_modules
    if len(sys.modules) == _seen_modules:
        return
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
    for name, module in list(sys.modules.items()):
        if name == "utils" or answers(name):
            _guard(module)
    _find_classes()
    _seen_modules = len(sys.modules)


def _guard(module: ModuleType) -> None:
    for name, value in list(vars(module).items()):
        if name.startswith("__"):  # what imports a module of tasks: to refuse that is the finder's affair
            continue
        if isinstance(value, FunctionType) and answers(value.__module__) and value not in _guarding:
            if value not in _guards:
                _guards[value] = own(value)
            setattr(module, name, _guards[value])


def _guard_classes(on: bool) -> None:
    for module, kind in _classes:
        if on and not (_opened and _lies_in(module, _opened)):
            kind.__getattribute__ = _refusing  # type: ignore[method-assign,assignment]
        elif not on and "__getattribute__" in vars(kind):
            del kind.__getattribute__


def _find_classes() -> None:
    """Notes the classes to be guarded of the modules that have been imported by now."""
    kinds = [
        (module, getattr(sys.modules[module], name, None))
        for module, names in _CLASSES.items()
        if module in sys.modules
        for name in names
    ]
    _classes[:] = [(module, kind) for module, kind in kinds if isinstance(kind, type)]


def _refusing(self: object, name: str) -> Any:
    if not name.startswith("__"):
        refuse(f"{type(self).__name__}.{name}")
    return object.__getattribute__(self, name)


class _Finder:
    """Refuses to a reader's function what it would be the first to import."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        if _watched and is_closed(name):
            refuse(name.removeprefix("utils."))
