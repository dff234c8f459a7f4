"""What a task is: what a function is to do, and the mistakes that are known of it. ``check_task`` checks it.

For exercises whose answers are no derivatives, or are not unique: what is right, the task's judge says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from utils.checks.judges import Judge, equal_to, integers_equal_to, labels_equal_to, unpacked, whole
from utils.checks.writing import describe_case

__all__ = ["Mistake", "Task", "equal_to", "integers_equal_to", "labels_equal_to", "unpacked", "whole"]


@dataclass(frozen=True)
class Mistake:
    """A known mistake: its name, a sentence for the reader, a function that makes it, and maybe its own next step.

    ``in_line`` is a pattern that the line of an error has to match: it tells mistakes apart that raise the same one.
    """

    kind: str
    says: str
    function: Callable
    step: str = ""
    in_line: str = ""


@dataclass(frozen=True)
class Task:
    """What a function is to do.

    Attributes:
        arguments: their names, for messages.
        draw: the arguments of a random case that hides nothing.
        judge: ``judge(exercise, arguments, answer, where)`` raises ``CannotJudge`` for a wrong answer. Build one with
            ``equal_to`` or ``integers_equal_to``, or write one, with ``unpacked``, ``whole`` and ``cannot_judge``.
        edges: further arguments, each case a tuple.
        mistakes: named where an answer equals what they return, at the case that failed and at all first and random
            ones; or where an error is the one that they raise, there and in no other of these cases.
        first: cases asked before the random ones, because they read well: small, or with round numbers.
        refuses: arguments for which a ValueError is expected, each case a tuple; for messages, the last one is why.
        refused: ``refused(*arguments)``, the next step where they are not; unless told: look at the last one first.
        against: what the answers are compared with, for the sentence "matches …".
        found: what is said of right answers in the place of that sentence's beginning.
        complete: whether the edges are all the cases there are; then none is drawn.
        say: ``say(*arguments)``, a case in words, for arguments that read badly one beside the other.
        seconds: how much of a processor's time one call may take, where that is limited. What may take long is asked
            once in each case, and not again to see whether it repeats itself or to explain a mistake.
        attained: ``attained(*arguments, answer)``, how good a right answer is, where more than enough is possible;
            said in the place of "matches …".
        then: what a reader may do whose answer is right.
        opens: the course's own modules that the exercise hands to its reader, who may use them in the answer.
        optional: arguments that a right function need not use.
        step: the step of its exercise that is judged, where another check judges the whole: the exercise is not done
            when it is right.
        together: ``together(exercise, seen)``, with all cases and the answers to them, raises ``CannotJudge`` where
            each by itself is right and all of them together are not.
    """

    arguments: tuple[str, ...]
    draw: Callable[[np.random.Generator], tuple]
    judge: Judge
    edges: tuple[tuple, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    first: tuple[tuple, ...] = ()
    refuses: tuple[tuple, ...] = ()
    against: str = "the expected values"
    found: str = ""
    complete: bool = False
    say: Callable[..., str] | None = None
    refused: Callable[..., str] | None = None
    seconds: float | None = None
    attained: Callable[..., str] | None = None
    then: str = "You may move on."
    step: str = ""
    opens: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    together: Callable[[str, Sequence[tuple[tuple, Any]]], None] | None = None

    def where(self, exercise: str, arguments: tuple, origin: str = "") -> str:
        """A case in words, with where it comes from."""
        if self.say is None:
            return describe_case(exercise, self.arguments, arguments, origin)
        said = self.say(*arguments)
        return f"{said}\n({origin})" if origin else said

    @property
    def right_answer(self) -> Callable | None:
        """What a right function returns, where there is one right answer and the judge knows it."""
        return getattr(self.judge, "trusted", None)
