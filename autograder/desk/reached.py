"""Knows which of the course's tasks a handout needs: those that its notebooks name, and what these stand on.

A task holds what an exercise is compared with. That of a notebook which is not handed out yet need not be given away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

TASKS = "utils/tasks/"
_NAMED = re.compile(r"\btasks\.(\w+)")
_IMPORTED = re.compile(r"from utils\.tasks import (\([^)]*\)|[^\n]*)")
_BY_NAME = re.compile(r'"(\w+)": "tasks\.(\w+)"')  # in `utils/__init__.py`: a name, and the task's module it is from


def tasks_not_reached(files: Mapping[str, bytes], notebooks: Iterable[str]) -> set[str]:
    """The modules of `utils.tasks`, by their paths, that nothing in the notebooks and the rest of `utils` uses.

    Args:
        files: the whole package, by path.
        notebooks: the texts of the notebooks.
    """
    modules = {path[len(TASKS) : -len(".py")]: path for path in files if path.startswith(TASKS)}
    names = dict(_BY_NAME.findall(files["utils/__init__.py"].decode()))
    others = [
        data.decode()
        for path, data in files.items()
        if path.endswith(".py") and path != "utils/__init__.py" and not path.startswith(TASKS)
    ]
    waiting: set[str] = {"__init__"}
    for text in others:
        waiting |= _used(text)
    for text in notebooks:
        waiting |= _used(text) | {module for name, module in names.items() if re.search(rf"\b{name}\b", text)}
    reached: set[str] = set()
    while waiting:
        module = waiting.pop()
        if module in modules and module not in reached:
            reached.add(module)
            if module != "__init__":  # which names all of them
                waiting |= _used(files[modules[module]].decode())
    return {path for module, path in modules.items() if module not in reached}


def _used(text: str) -> set[str]:
    """The modules of `utils.tasks` that a text names."""
    listed = (word for names in _IMPORTED.findall(text) for word in re.findall(r"\w+", names))
    return {*_NAMED.findall(text), *listed}
