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


def what_to_see_to(names: Sequence[str], inside: str = "") -> str:
    """What to do about exercises whose latest check did not pass: fix them, or check them again; empty for nothing.

    One that was written anew since its check may be right now: nobody is told that it is not.

    Args:
        names: the exercises.
        inside: the function that an error arose in; empty where there is none, and any of them may be the reason.
    """
    edited = [name for name in names if progress.changed(name)]
    as_judged = [name for name in names if name not in edited]
    said = [fix_first(as_judged)] if as_judged else []
    if edited := [name for name in edited if inside in ("", name)]:
        it, that = ("it", "that check") if len(edited) == 1 else ("them", "those checks")
        said.append(f"The last check of {listed(edited)} failed, and you have changed {it} since. Run {that} again.")
    return " ".join(said)


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
