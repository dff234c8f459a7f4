"""Whether what is computed only to be looked at is computed: pictures, and what is trained or measured for one.

In a notebook it is. Whoever runs one that nobody watches, as in grading, says so, and a line takes its place.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar, cast

Draws = TypeVar("Draws", bound=Callable[..., Any])

# Why nothing is drawn, as it goes on after "The picture … is not drawn"; empty where everything is.
_reasons: list[str] = []


@dataclass(frozen=True)
class Instead:
    """A line in the place of what is not shown."""

    line: str

    def __repr__(self) -> str:
        return self.line


def leave_out(reason: str) -> None:
    """From now on nothing is drawn in this process.

    Args:
        reason: why, as the end of a sentence, such as "while notebooks are graded".
    """
    _reasons.append(reason)


@contextmanager
def nothing_drawn(reason: str) -> Iterator[None]:
    """Within it nothing is drawn."""
    leave_out(reason)
    try:
        yield
    finally:
        _reasons.pop()


def wanted() -> bool:
    """Whether anybody is going to look."""
    return not _reasons


def instead(what: str) -> Instead:
    """The line in the place of ``what``, which is left out here."""
    return Instead(f"({what} is not drawn {_reasons[-1]}.)")


def only_to_look_at(draw: Draws) -> Draws:
    """``draw``, not run where nobody looks: a decorator for what computes nothing that is used further."""

    @functools.wraps(draw)
    def drawn(*arguments: Any, **keywords: Any) -> Any:
        return draw(*arguments, **keywords) if wanted() else instead(f"The picture {draw.__name__}")

    return cast(Draws, drawn)
