"""Why an answer is refused: an exception that carries the outcome, and how the commonest outcomes are made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from utils.outcomes import NotAttempted, Outcome, Raised, Wrong

Where = str | Callable[[], str]  # a case in words, or what writes them: only where something is wrong are they read
Judged = TypeVar("Judged")


def words_of(where: Where) -> str:
    """A case in words, which take long to write beside the judging of a right answer."""
    return where if isinstance(where, str) else where()


def judged(judge: Callable[[str], Judged], where: Where) -> Judged:
    """What ``judge`` says, which is handed a case in words for its messages, and computes from data alone.

    It is asked without the words, and once more with them where something is wrong.
    """
    if isinstance(where, str):
        return judge(where)
    try:
        return judge("")
    except CannotJudge:
        pass
    return judge(where())


_IN_WORDS = ("none", "one", "two", "three")


class CannotJudge(Exception):
    """A call did not give something to compare; ``outcome`` says why."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.text())
        self.outcome = outcome


def cannot_judge(
    exercise: str, headline: str, where: str, step: str, kind: str, *evidence: tuple[str, str]
) -> CannotJudge:
    """A wrong answer that cannot be compared: what, where, the evidence, the next step, and the mistake's name."""
    return CannotJudge(Wrong(exercise, headline, (("where", where), *evidence, ("next", step)), (kind,)))


def not_attempted(
    exercise: str, called: str = "", line: int = 0, blank: str = "", open_of: tuple[int, int] = (0, 1)
) -> NotAttempted:
    """The outcome of an exercise whose stub is still there, or that ``called`` another one which is not written.

    ``line`` is that of the ``raise`` in its cell, where there may be a finished answer above it. ``blank`` says in
    which of several blanks it stands, "first", of a function or a method that may be written but for that. ``open_of``
    is how many of its places still hold such a line, and how many it has.
    """
    if blank and called:
        inside = called.removeprefix(f"{exercise}.")
        step = f"Fill it, in line {line} of the cell of {exercise}. Run that cell, then this one."
        return NotAttempted(exercise, f"the {blank} blank, in {inside}, is still open", (("next", step),))
    if called.startswith(f"{exercise}."):  # a method, of the class that is the exercise
        method = called.removeprefix(f"{exercise}.")
        step = f"Write {method} in the class {exercise}, run its cell, then this one. What needs {method} waits for it."
        return NotAttempted(exercise, f"its method {method} is not written yet", (("next", step),))
    if called:
        step = f"Write {called} first and run its cell, then this one."
        return NotAttempted(exercise, f"it calls {called}, which is not written yet", (("next", step),))
    raises = f"line {line} of the cell" if line else f"the cell of {exercise}"
    left, places = open_of
    where = "in its place" if places == 1 or left == 1 else "in each such place"
    step = (
        f"{raises[0].upper()}{raises[1:]} still says raise NotImplementedError(). Write the answer {where}. If the "
        "answer stands above it, delete that line. Run the cell, then this one."
    )
    headline = f"line {line} of its cell has no answer yet" if line else "there is no answer here yet"
    if 0 < left < places < len(_IN_WORDS):  # they may come from over the wall
        headline = f"{_IN_WORDS[left]} of its {_IN_WORDS[places]} answers {'is' if left == 1 else 'are'} missing"
        headline += f", in line {line} of its cell" if line else ""
    return NotAttempted(exercise, headline, (("next", step),))


def stopped_by_its_stub(exercise: str, called: str, line: int) -> Raised:
    """The outcome of an exercise that is answered, where the ``raise`` of its stub in ``line`` stops the answer.

    ``called`` is the function that it stands in, where that is another one.
    """
    whose = f" of {called.removeprefix(f'{exercise}.')}" if called else ""
    headline = f"the answer{whose} is there, and the raise NotImplementedError() left in line {line} stops it"
    step = f"Delete line {line} of the cell, run the cell, then this one."
    return Raised(exercise, headline, (("next", step),))


def with_step(cannot: CannotJudge, step: str) -> CannotJudge:
    """The same refusal with another next step."""
    return CannotJudge(replace(cannot.outcome, rows=(*cannot.outcome.rows[:-1], ("next", step))))
