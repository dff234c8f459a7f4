"""What to fix first: an earlier exercise that a function calls and whose own check did not pass.

Known from the names in the function's code and from the checks of this session. It runs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from types import CellType, CodeType, FunctionType
from typing import Any

from utils import progress
from utils.words import listed

FIRST = "first"  # the label of the row that says it


def fix_first(names: Sequence[str]) -> str:
    """The sentence about earlier exercises that are not right yet."""
    which, those = ("is", "that") if len(names) == 1 else ("are", "those")
    return f"It calls your {listed(names)}, which {which} not right yet. Fix {those} first."


def not_right_yet(exercise: str, functions: Iterable[Callable]) -> list[str]:
    """The exercises that the functions call, themselves or through others, and whose latest check did not pass.

    Args:
        exercise: the one that is judged.
        functions: the reader's. Of one that lives elsewhere, as in grading, nothing is known.
    """
    found: dict[str, None] = {}
    seen: set[int] = set()
    waiting: list[Any] = list(functions)
    while waiting:
        value = waiting.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, type):
            waiting += [method for method in vars(value).values() if isinstance(method, FunctionType)]
        elif isinstance(value, FunctionType):
            waiting += [cell.cell_contents for cell in value.__closure__ or () if _is_filled(cell)]
            if value.__module__ is not None and value.__module__.partition(".")[0] == "utils":
                continue  # the course's own, around the reader's
            for name in _names(value.__code__):
                if name != exercise and name in value.__globals__ and progress.is_wrong(name):
                    found[name] = None
                waiting.append(value.__globals__.get(name))
    return list(found)


def _names(code: CodeType) -> list[str]:
    """The global names that a piece of code uses, and those of what is defined inside it."""
    inside = [name for constant in code.co_consts if isinstance(constant, CodeType) for name in _names(constant)]
    return [*code.co_names, *inside]


def _is_filled(cell: CellType) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:
        return False
