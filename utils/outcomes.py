"""What a check can say, each a class, and the one way all of them are shown.

A message says, in this order: what is wrong, what it is consistent with, the next step, then where, and the evidence.
It never says the answer.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import ClassVar


@dataclass(frozen=True)
class Outcome:
    """What a check found about one exercise. Shown as a panel in Jupyter and as plain text elsewhere."""

    exercise: str
    headline: str
    rows: tuple[tuple[str, str], ...] = ()  # (label, text) pairs below the headline
    kinds: tuple[str, ...] = ()  # the names of the mistakes that the answer is consistent with

    sign: ClassVar[str]
    word: ClassVar[str]
    colour: ClassVar[str]  # Okabe–Ito; sign and word say the same without it

    def line(self) -> str:
        """What is wrong, or right, in one line."""
        return f"{self.sign} {self.exercise} · {self.word}: {self.headline}"

    def text(self) -> str:
        """The message as plain text, labels in a column of their own."""
        return "\n".join([self.line(), *(f"    {line}" for line in in_columns(self.rows))])

    def html(self) -> str:
        """The message as a panel that inherits the page's text colour, so that it reads in light and dark.

        A row's text stands beside its label where there is room for both, and below it where the pane is narrow.
        """
        rows = "".join(
            f'<div style="display:flex;flex-wrap:wrap;column-gap:12px;padding:1px 0">'
            f'<dt style="flex:0 0 8.5em;margin:0;padding:0;font-weight:normal;opacity:.75">{html.escape(label)}</dt>'
            f'<dd style="flex:1 1 18em;min-width:0;margin:0;padding:0;white-space:pre-wrap;overflow-wrap:anywhere;'
            f'{_font(label)}">{_folded(label, text)}</dd></div>'
            for label, text in in_reading_order(self.rows)
        )
        listed = f'<dl style="margin:4px 0 0">{rows}</dl>' if rows else ""
        return (
            f'<div role="status" style="border-left:6px solid {self.colour};padding:6px 12px;margin:4px 0">'
            f'<div><strong><span style="color:{self.colour}">{self.sign}</span> {html.escape(self.exercise)} · '
            f"{self.word}</strong>: {html.escape(self.headline)}</div>{listed}</div>"
        )

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        return {"text/html": self.html(), "text/plain": self.text()}


# The rows that are sentences; the others are numbers and code.
OTHER_CELLS = "other cells"  # what a function reads by accident is the likeliest reason of all
SENTENCES = ("first", "next", "because", "consistent with", OTHER_CELLS, "arguments")


def _font(label: str) -> str:
    return "" if label in SENTENCES else "font-family:monospace"


# The rows that a reader wants first. The others, where it was and the evidence, follow in their own order.
_FIRST = ("first", OTHER_CELLS, "error", "your line", "called from", "shapes", "consistent with", "next")
_LONG = 6  # lines of a case that are more than one wants to scroll past


def in_reading_order(rows: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Rows as they are shown, however they were put together: what to do, then what it was seen at."""
    return sorted(rows, key=lambda row: _FIRST.index(row[0]) if row[0] in _FIRST else len(_FIRST))


def _folded(label: str, text: str) -> str:
    """A row's text as HTML; a long case is folded."""
    if label != "where" or text.count("\n") < _LONG:
        return html.escape(text)
    return f"<details><summary>show the case</summary>{html.escape(text)}</details>"


def in_columns(rows: Iterable[tuple[str, str]]) -> list[str]:
    """Labelled texts as lines in reading order, the labels in a column of their own."""
    rows = in_reading_order(rows)
    width = max((len(label) for label, _ in rows), default=0)
    lines = []
    for label, text in rows:
        first, *rest = text.splitlines() or [""]
        lines += [f"{label:<{width}}  {first}", *(f"{'':<{width}}  {line}" for line in rest)]
    return lines


def advised(outcome: Outcome, step: str) -> Outcome:
    """The outcome with this next step in the place of its own; with none, where ``step`` is empty."""
    rows = tuple(row for row in outcome.rows if row[0] != "next")
    return replace(outcome, rows=(*rows, ("next", step)) if step else rows)


class Right(Outcome):
    """The answer is right; the headline says how closely it agrees. One may move on."""

    sign, word, colour = "✓", "right", "#009E73"


class RightSoFar(Outcome):
    """A step of the exercise is right; another check judges the whole. One may go on, and the exercise is not done."""

    sign, word, colour = "✓", "right so far", "#009E73"


class Wrong(Outcome):
    """The function ran and its answer is wrong."""

    sign, word, colour = "✗", "not right yet", "#D55E00"


class Raised(Outcome):
    """The reader's code raised an exception."""

    sign, word, colour = "!", "your code raised an error", "#CC79A7"


class NotAttempted(Outcome):
    """There is no answer yet."""

    sign, word, colour = "○", "not attempted", "#56B4E9"


class NotRun(Outcome):
    """A cell uses a name that is not there: the cell that gives it was not run, or stopped. No outcome of a check."""

    sign, word, colour = "○", "not there", "#56B4E9"


class Interrupted(Outcome):
    """The reader stopped the check while their function was running; it says nothing about the answer."""

    sign, word, colour = "■", "interrupted", "#999999"


class CheckInterrupted(KeyboardInterrupt):
    """A KeyboardInterrupt that knows which case the function was busy with.

    Whoever waits for a KeyboardInterrupt gets it. In Jupyter the panel has said the rest, so the traceback is one line.
    """

    def __init__(self, outcome: Interrupted) -> None:
        super().__init__(outcome.text())
        self.outcome = outcome

    def _render_traceback_(self) -> list[str]:
        return [f"KeyboardInterrupt: {self.outcome.exercise} was interrupted. (The check's panel says where.)"]


class NotJudged(Outcome):
    """There may be an answer; what it takes to judge it is not installed here. Never a reader's fault."""

    sign, word, colour = "?", "cannot be judged here", "#E69F00"


class BrokenTest(NotJudged):
    """The test itself stopped with an error: nothing is known of the answer, and a person has to look."""

    word = "the test failed, not you"


class CheckFailed(AssertionError):
    """Raised after any outcome but ``Right`` and ``RightSoFar``: a test runner sees that the check did not pass.

    ``str()`` is the whole message. In Jupyter the panel has said it already, so the traceback is one line;
    where only that is shown, as by nbgrader's Validate, it still says what is wrong.
    """

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.text())
        self.outcome = outcome

    def _render_traceback_(self) -> list[str]:
        return [f"{self.outcome.line()}. (The check's panel says more.)"]


# Who is shown outcomes, where it is not the notebook's reader.
_shown_to: ContextVar[Callable[[Outcome], None] | None] = ContextVar("shown_to", default=None)


@contextmanager
def shown_to(listener: Callable[[Outcome], None]) -> Iterator[None]:
    """Within it, ``listener`` gets every outcome that is reported, instead of a display."""
    token = _shown_to.set(listener)
    try:
        yield
    finally:
        _shown_to.reset(token)


def report(outcome: Outcome) -> None:
    """Show ``outcome``; raise ``CheckFailed`` unless it is right, or right so far, and ``CheckInterrupted`` if stopped.

    Without IPython, a right outcome is printed and any other is the exception's own text.
    """
    listener = _shown_to.get()
    if listener is not None:
        listener(outcome)
    elif in_a_notebook():
        from IPython.display import display

        display(outcome)
    elif isinstance(outcome, Right | RightSoFar):
        print(outcome.text())
    if isinstance(outcome, Interrupted):
        raise CheckInterrupted(outcome)
    if not isinstance(outcome, Right | RightSoFar):
        raise CheckFailed(outcome)


def in_a_notebook() -> bool:
    try:
        from IPython import get_ipython
    except ImportError:
        return False
    return get_ipython() is not None


def someone_looks() -> bool:
    """Whether outcomes are shown to a reader at a notebook, and not to a listener."""
    return _shown_to.get() is None and in_a_notebook()
