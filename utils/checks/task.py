"""The check of a function by what it does: at cases, against a trusted function or by a property of its answer.

For exercises whose answers are no derivatives, or are not unique. What is right, a task's judge says; here is how
the function is called, when an answer is refused whatever it is, and which mistake a wrong one is consistent with.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from utils.checks.calling import call, observed
from utils.checks.comparison import consistent_with
from utils.checks.diagnosis import MOST_FINDINGS, Finding
from utils.checks.judges import Judge, equal_to, integers_equal_to, unpacked, whole
from utils.checks.kinds import NOT_REFUSED, TYPE
from utils.checks.needs import refuse_without
from utils.checks.refusals import CannotJudge, cannot_judge
from utils.checks.running import run, same_again, still_the_same
from utils.checks.tolerance import close
from utils.checks.writing import describe_case, show, type_name
from utils.outcomes import Outcome, Raised, Right, RightSoFar, Wrong
from utils.plain import copy_of, is_plain
from utils.words import counted, listed

__all__ = ["Mistake", "Task", "check_task", "equal_to", "integers_equal_to", "unpacked", "whole"]

# What a mistake raises at arguments at which it cannot have been made.
_IMPOSSIBLE = (ValueError, TypeError, ArithmeticError, IndexError, KeyError)


@dataclass(frozen=True)
class Mistake:
    """A known mistake: its name, a sentence for the reader, a function that makes it, and maybe its own next step."""

    kind: str
    says: str
    function: Callable
    step: str = ""


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
        complete: whether the edges are all the cases there are; then none is drawn.
        say: ``say(*arguments)``, a case in words, for arguments that read badly one beside the other.
        seconds: how much of a processor's time one call may take, where that is limited. What may take long is asked
            once in each case, and not again to see whether it repeats itself or to explain a mistake.
        attained: ``attained(*arguments, answer)``, how good a right answer is, where more than enough is possible.
        then: what a reader may do whose answer is right.
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
    complete: bool = False
    say: Callable[..., str] | None = None
    refused: Callable[..., str] | None = None
    seconds: float | None = None
    attained: Callable[..., str] | None = None
    then: str = "You may move on."
    step: str = ""
    together: Callable[[str, Sequence[tuple[tuple, Any]]], None] | None = None


def check_task(
    exercise: str,
    function: Callable,
    task: Task,
    *,
    count: int = 5,
    seed: int = 1,
    explained: bool = True,
    needs: str = "",
) -> None:
    """Check a function against a task: at its first and at random cases, at its edges, then at what it has to refuse.

    Args:
        exercise: the exercise's name.
        function: the reader's function; takes the task's arguments, by position.
        task: what it is to do.
        count: how many random cases to draw; a function without arguments is called as it is.
        seed: of the generator that draws them.
        explained: whether to say what a wrong answer is consistent with; a repair is to be found by its reader.
        needs: a package without which nothing can be judged; written out in the call, where the grader reads it.

    Raises:
        CheckFailed: any outcome but right, or right so far; shown before.
    """
    rng = np.random.default_rng(seed)
    if task.complete:
        count = 0
    elif not task.arguments:
        count = 1
    telling = [(arguments, "a plain case") for arguments in task.first]
    telling += [(task.draw(rng), f"random case {i + 1} of {count}, seed {seed}") for i in range(count)]
    edges = [
        (edge, "" if task.complete else f"edge case {i + 1} of {len(task.edges)}") for i, edge in enumerate(task.edges)
    ]
    cases = telling + edges
    if not telling:  # else they tell one mistake from another; an edge is made to tell one from the right answer
        telling = edges

    def asked(arguments: tuple, where: str) -> Any:
        return call(exercise, function, task.arguments, arguments, where, task.seconds)

    def explain(outcome: Outcome, arguments: tuple, answer: Any) -> Outcome:
        """Ask for the answers to the other telling cases, and say what all of them are consistent with."""
        if not explained or not isinstance(outcome, Wrong):
            return outcome
        where = _where(task, exercise, arguments, "")
        # What a call before left behind explains it all. Two answers of a wrong type may differ by being two.
        if task.seconds is None and TYPE not in outcome.kinds:
            same_again(exercise, answer, asked(arguments, where), where, _generator(task, arguments))
        seen = [(arguments, answer)]
        for other, _ in telling if task.seconds is None else ():
            try:
                if other is not arguments:
                    seen.append((other, asked(other, _where(task, exercise, other, ""))))
            except CannotJudge:
                continue
        different = [mistake for mistake in task.mistakes if refused(mistake, arguments)]
        fitting = [mistake for mistake in different if all(_leads_to(mistake, *one) for one in seen)]
        if fitting and fitting[0].step:
            outcome = replace(outcome, rows=(*outcome.rows[:-1], ("next", fitting[0].step)))
        return _with_findings(outcome, _named(fitting))

    def explain_error(outcome: Outcome) -> Outcome:
        """Say which mistakes raise the same error in the same cases."""
        if not explained or not isinstance(outcome, Raised) or task.seconds is not None:
            return outcome
        if _their_own(outcome) and task.refuses:
            outcome = _refused_in_vain(outcome)
        seen: list[tuple[tuple, str]] = []
        for arguments, _ in telling:
            try:
                asked(arguments, _where(task, exercise, arguments, ""))
                seen.append((arguments, ""))
            except CannotJudge as cannot:
                seen.append((arguments, _error(cannot.outcome)))
        fitting = [mistake for mistake in task.mistakes if all(_raises(mistake, task, *one) for one in seen)]
        return _with_findings(outcome, _named(fitting)) if any(error for _, error in seen) else outcome

    def refused(mistake: Mistake, arguments: tuple) -> bool:
        """Whether the mistake shows in this case; where it does not, it explains nothing."""
        try:
            task.judge(exercise, arguments, _made(mistake, arguments), "")
        except (CannotJudge, *_IMPOSSIBLE):
            return True
        return False

    def judge() -> Outcome:
        refuse_without(exercise, [needs] if needs else [], lambda: asked(cases[0][0], ""))
        kept: list[tuple[Any, Any]] = []
        seen: list[tuple[tuple, Any]] = []
        for arguments, origin in cases:
            where = _where(task, exercise, arguments, origin)
            try:
                answer = asked(arguments, where)
            except CannotJudge as cannot:
                return explain_error(cannot.outcome)
            try:
                task.judge(exercise, arguments, answer, where)
            except CannotJudge as cannot:
                return explain(cannot.outcome, arguments, answer)
            kept.append((answer, copy_of(answer)))
            seen.append((arguments, answer))
            if task.seconds is None:
                same_again(exercise, answer, asked(arguments, where), where, _generator(task, arguments))
        still_the_same(exercise, kept)
        if task.together is not None:
            task.together(exercise, seen)
        for arguments in task.refuses:
            where = _where(task, exercise, arguments, "")
            trouble = observed(exercise, function, arguments, where).trouble
            if trouble is None or "ValueError" not in trouble.classes:
                ask = partial(asked, arguments, where)
                raise _not_refused(exercise, ask, where, task, arguments)
        attained = f": {task.attained(*seen[-1][0], seen[-1][1])}" if task.attained is not None else ""
        right = RightSoFar if task.step else Right
        return right(exercise, f"{_said(task, count)}{attained}. {task.then}")

    run(judge, task.step)


def _where(task: Task, exercise: str, arguments: tuple, origin: str) -> str:
    if task.say is None:
        return describe_case(exercise, task.arguments, arguments, origin)
    return f"{task.say(*arguments)}\n({origin})" if origin else task.say(*arguments)


def _said(task: Task, count: int) -> str:
    if not task.arguments:
        return f"matches {task.against}"
    if task.complete:
        return f"matches {task.against} at all {len(task.edges)} cases"
    numbers = (len(task.first), "plain case"), (count, "random case"), (len(task.edges), "edge case")
    at = listed([counted(number, what) for number, what in numbers if number])
    refused = f", and refuses what it should ({len(task.refuses)} tried)" if task.refuses else ""
    return f"matches {task.against} at {at}{refused}"


def _not_refused(exercise: str, ask: Callable[[], Any], where: str, task: Task, arguments: tuple) -> CannotJudge:
    """What to say of arguments that should have been refused and were not."""
    name = task.arguments[-1]
    step = f"Look at {name} before you compute anything, and raise a ValueError that says what is wrong with it."
    if task.refused is not None:
        step = task.refused(*arguments)
    try:
        answer = ask()
    except CannotJudge as cannot:
        if not isinstance(cannot.outcome, Raised):
            return cannot
        rows = (*cannot.outcome.rows[:-1], ("expected", "a ValueError"), ("next", step))
        return CannotJudge(replace(cannot.outcome, rows=rows))
    evidence = ("yours", show(answer)), ("expected", "a ValueError")
    if type_name(answer).endswith("Error"):
        step = "The error was returned. Write raise in the place of return."
    headline = f"{name} = {show(arguments[-1])} was not refused"
    return cannot_judge(exercise, headline, where, step, NOT_REFUSED, *evidence)


def _their_own(outcome: Raised) -> bool:
    """Whether a ValueError comes from a raise of the reader's."""
    return outcome.headline == "ValueError" and dict(outcome.rows).get("your line", "").startswith("raise")


def _refused_in_vain(outcome: Raised) -> Raised:
    step = "Nothing is wrong with this case: it has an answer. What made your program come to that raise?"
    return replace(outcome, rows=(*outcome.rows[:-1], ("next", step)))


def _error(outcome: Outcome) -> str:
    return dict(outcome.rows).get("error", "") if isinstance(outcome, Raised) else ""


def _raises(mistake: Mistake, task: Task, arguments: tuple, error: str) -> bool:
    """Whether a mistake raises this error, or none where there is none; a message of one's own is free."""
    try:
        _made(mistake, arguments)
        raised = ""
    except Exception as made:
        raised = f"{type(made).__name__}: {made}"
    return raised == error or (bool(task.refuses) and raised[:11] == error[:11] == "ValueError:")


def _generator(task: Task, arguments: tuple) -> str:
    """The name of the argument that random numbers are drawn from; empty where there is none."""
    pairs = zip(task.arguments, arguments, strict=False)  # a case may leave out an argument that has a default
    return next((name for name, value in pairs if isinstance(value, np.random.Generator)), "")


def _named(mistakes: Sequence[Mistake]) -> list[Finding]:
    """At most two of them, of different kinds."""
    found: dict[str, Finding] = {}
    for mistake in mistakes:
        found.setdefault(mistake.kind, Finding(mistake.kind, mistake.says))
    return list(found.values())[:MOST_FINDINGS]


def _leads_to(mistake: Mistake, arguments: tuple, answer: Any) -> bool:
    try:
        return _equal(answer, _made(mistake, arguments))
    except _IMPOSSIBLE:
        return False


def _made(mistake: Mistake, arguments: tuple) -> Any:
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return mistake.function(*(copy_of(argument) for argument in arguments))


def _equal(answer: Any, other: Any) -> bool:
    """Whether two answers hold the same numbers in the same shapes, whatever the types of list and number."""
    if isinstance(answer, Mapping) and isinstance(other, Mapping):
        return set(answer) == set(other) and all(_equal(answer[key], other[key]) for key in answer)
    if isinstance(answer, list | tuple) and isinstance(other, list | tuple):
        return len(answer) == len(other) and all(map(_equal, answer, other))
    if not (is_plain(answer) and is_plain(other)):  # such as a tensor: it is what no mistake returns
        return False
    one, two = np.asarray(answer), np.asarray(other)
    if one.shape != two.shape or not {one.dtype.kind, two.dtype.kind} <= set("biuf"):
        return answer is None and other is None
    one, two = one.astype(np.float64), two.astype(np.float64)
    return bool((close(one, two) | (one == two) | (np.isnan(one) & np.isnan(two))).all())


def _with_findings(outcome: Outcome, findings: Sequence[Finding]) -> Outcome:
    if any(label == "consistent with" for label, _ in outcome.rows):
        findings = [finding for finding in findings if finding.kind not in outcome.kinds]  # said already
    if not findings:
        return outcome
    *rows, last = outcome.rows
    kinds = dict.fromkeys([*(finding.kind for finding in findings), *outcome.kinds])
    return replace(outcome, rows=(*rows, *consistent_with(findings), last), kinds=tuple(kinds))
