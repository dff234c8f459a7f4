"""Knows what of the course's package is not there in a student's process: whatever answers an exercise.

A check compares with what stands in `utils`, and a student's process has no check to run. So the modules that answer
are never imported there; what stands in their place has every name, does nothing, and refuses while a function is being
judged. Cells of the notebook that show something by them run on, for nobody who looks.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import math
import sys
from collections.abc import Callable, Iterable, Iterator
from types import ModuleType
from typing import Any

# Pictures compute what they show; where nothing is drawn they are not needed.
_SHOWN = ("utils.pictures", "utils.play")
# What cells hand to their readers out of a module that is closed: its name -> where it is at home.
_HANDED_OUT = {"utils.tasks.detectors.strokes": ("utils.strokes", "strokes")}


def close(opened: Iterable[str]) -> None:
    """From now on the modules that answer cannot be imported in this process, but for those that are opened.

    To be called before `utils` is imported.
    """
    (folder,) = importlib.util.find_spec("utils").submodule_search_locations  # type: ignore[union-attr,misc]
    spec = importlib.util.spec_from_file_location("names_of_trusted", f"{folder}/trusted.py")
    names = importlib.util.module_from_spec(spec)  # type: ignore[arg-type]
    spec.loader.exec_module(names)  # type: ignore[union-attr]
    sys.meta_path.insert(0, _Finder(frozenset(opened), names.answers))


def is_closed() -> bool:
    """Whether this process has closed them."""
    return any(isinstance(finder, _Finder) for finder in sys.meta_path)


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds something else in the place of a closed module."""

    def __init__(self, opened: frozenset[str], answers: Callable[[str], bool]) -> None:
        self.opened, self.answers = opened, answers

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        shown = any(name == one or name.startswith(f"{one}.") for one in _SHOWN)
        if name in self.opened or not (shown or self.answers(name)) or name == "utils.checks":
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: Any) -> ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        pass


class _Module(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _named(f"{self.__name__}.{name}")


def _named(name: str) -> Any:
    if name in _HANDED_OUT:
        module, function = _HANDED_OUT[name]
        return getattr(importlib.import_module(module), function)
    return TheCoursesOwn(name)


class TheCoursesOwn:
    """In the place of anything out of a closed module, and of anything that comes of it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        self._refuse()
        return _named(f"{self._name}.{name}")

    def __call__(self, *arguments: object, **keywords: object) -> Any:
        self._refuse()
        drawn = importlib.import_module("utils.drawn")
        if self._name.startswith(_SHOWN) and not drawn.wanted():
            return drawn.instead(f"The picture {self._name.rpartition('.')[2]}")
        return self

    def _refuse(self) -> None:
        importlib.import_module("utils.trusted").refuse(self._name.removeprefix("utils."))

    def _same(self, *_: object) -> TheCoursesOwn:
        self._refuse()
        return self

    __getitem__ = __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _same
    __matmul__ = __rmatmul__ = __pow__ = __rpow__ = __neg__ = __abs__ = __enter__ = _same

    def __exit__(self, *_: object) -> None:
        pass

    def __setitem__(self, key: object, value: object) -> None:
        pass

    def __iter__(self) -> Iterator[Any]:
        self._refuse()
        return iter(())

    def __len__(self) -> int:
        return 0

    def __float__(self) -> float:
        self._refuse()
        return math.nan

    def __format__(self, spec: str) -> str:
        return "–"

    def __repr__(self) -> str:
        return f"(The course's own {self._name.removeprefix('utils.')} is not there while notebooks are graded.)"
