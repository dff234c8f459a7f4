"""The check of a function by what it does: how it is called, and when an answer is refused whatever it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from utils.checks import seeds
from utils.checks.broken import of_the_test
from utils.checks.calling import call, observed
from utils.checks.kinds import NOT_REFUSED, ORDER, TRANSPOSE, TYPE
from utils.checks.needs import refuse_without
from utils.checks.refusals import CannotJudge, Where, cannot_judge, judged
from utils.checks.running import run, same_again, still_the_same
from utils.checks.task import Task
from utils.checks.task_mistakes import (
    OUT_OF_RANGE,
    WARNED,
    constant,
    error_of,
    general_findings,
    leads_to,
    named,
    of_a_product,
    own_mistakes,
    raises,
    shape_explained,
    warns_alike,
    with_findings,
)
from utils.checks.witness import foresee
from utils.checks.writing import is_by_hand, show, type_name
from utils.outcomes import Outcome, Raised, Right, RightSoFar, Wrong, advised
from utils.plain import copy_of
from utils.trusted import opened
from utils.words import counted, listed

# The next step where a mistake is known; and where the numbers are wrong as well as their type: with another type the
# same mistake would be there.
OF_BOTH = "Correct first what the answer is consistent with. The type of what you return comes after it."
REPEATED, REPEATED_EDGES = 10, 4  # cases and edges that are asked twice; who repeats these repeats all others


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
    with of_the_test(exercise):
        telling += [(task.draw(rng), seeds.drawn("case", i + 1, count, seed)) for i in range(count)]
    edges = [
        (edge, "" if task.complete else f"edge case {i + 1} of {len(task.edges)}") for i, edge in enumerate(task.edges)
    ]
    cases = telling + edges
    if not telling:  # else they tell one mistake from another; an edge is made to tell one from the right answer
        telling = edges

    def asked(arguments: tuple, where: Where, quiet: bool = False) -> Any:
        return call(exercise, function, task.arguments, arguments, where, task.seconds, quiet)

    def explain(outcome: Outcome, arguments: tuple, answer: Any) -> Outcome:
        """Ask for the answers to the other telling cases, and say what all of them are consistent with."""
        if not explained or not isinstance(outcome, Wrong):
            return outcome
        where = task.where(exercise, arguments)
        # What a call before left behind explains it all. Two answers of a wrong type may differ by being two.
        if task.seconds is None and TYPE not in outcome.kinds:
            _same_mistake_again(
                exercise, task, outcome, arguments, copy_of(answer), asked(arguments, where, quiet=True)
            )
        seen = [(arguments, answer)]
        for other, _ in telling if task.seconds is None else ():
            try:
                if other is not arguments:
                    seen.append((other, asked(other, task.where(exercise, other), quiet=True)))
            except CannotJudge:
                continue
        if fitting := own_mistakes(exercise, task, seen):
            if step := fitting[0].step or (OF_BOTH if TYPE in outcome.kinds else ""):
                outcome = replace(outcome, rows=(*outcome.rows[:-1], ("next", step)))
            return _looked_for(with_findings(outcome, named(fitting)))
        found = general_findings(task, seen)
        if not found and not outcome.kinds and task.right_answer is None:
            found = constant(seen)
        outcome = with_findings(shape_explained(outcome, task, arguments, answer), found)
        return _looked_for(outcome) if found else outcome

    def explain_error(outcome: Outcome) -> Outcome:
        """Say which mistakes raise the same error in the same cases; of several, those that are the same elsewhere."""
        if not explained or not isinstance(outcome, Raised) or task.seconds is not None:
            return outcome
        if _their_own(outcome) and task.refuses:
            outcome = _refused_in_vain(outcome)
        seen: list[tuple[tuple, str]] = []
        answered: list[tuple[tuple, Any]] = []
        for arguments, _ in telling:
            try:
                answered.append((arguments, asked(arguments, task.where(exercise, arguments), quiet=True)))
                seen.append((arguments, ""))
            except CannotJudge as cannot:
                seen.append((arguments, error_of(cannot.outcome)))
        line = dict(outcome.rows).get("your line", "")
        in_this_line = [mistake for mistake in task.mistakes if re.search(mistake.in_line, line)]
        fitting = [mistake for mistake in in_this_line if all(raises(mistake, task, *one) for one in seen)]
        rows_alone = re.match(r"\w+ \(\d+,\) @ \w+ \(\d+,\)", dict(outcome.rows).get("shapes", ""))
        if rows_alone and fitting and fitting[0].kind in (ORDER, TRANSPOSE):  # there is no matrix to be the other way
            return outcome
        if not fitting or not any(error for _, error in seen):
            return outcome
        fitting = [mistake for mistake in fitting if all(leads_to(mistake, *one) for one in answered)] or fitting
        step = fitting[0].step
        if not step and of_a_product(error_of(outcome)):
            step = "Look for that in your program. The line of the error is only where it shows."
            here = re.search(r"@|\b(dot|matmul)\(", dict(outcome.rows).get("your line", ""))
            if here and fitting[0].kind == TRANSPOSE:
                step = "Look at that product: which of the two stands first, and which of them is to be transposed?"
        if step:
            outcome = replace(outcome, rows=(*outcome.rows[:-1], ("next", step)))
        return with_findings(outcome, named(fitting))

    def explain_warning(outcome: Outcome) -> Outcome:
        """Say which mistakes leave the range of floating-point numbers in these cases, and are the same in others."""
        if not explained or not OUT_OF_RANGE & set(outcome.kinds) or task.seconds is not None:
            return outcome
        seen: list[tuple[tuple, Any]] = []
        for arguments, _ in cases:
            try:
                seen.append((arguments, asked(arguments, task.where(exercise, arguments), quiet=True)))
            except CannotJudge as cannot:
                if not OUT_OF_RANGE & set(cannot.outcome.kinds):
                    return outcome
                seen.append((arguments, WARNED))
        fitting = [mistake for mistake in task.mistakes if all(warns_alike(mistake, *one) for one in seen)]
        if fitting and fitting[0].step:
            outcome = replace(outcome, rows=(*outcome.rows[:-1], ("next", fitting[0].step)))
        return with_findings(outcome, named(fitting))

    def twice(number: int) -> bool:
        """Whether a case is asked for twice."""
        among_edges = number - len(telling)
        return task.seconds is None and (number < REPEATED or 0 <= among_edges < REPEATED_EDGES)

    def judge() -> Outcome:
        refuse_without(exercise, [needs] if needs else [], lambda: asked(cases[0][0], ""))
        kept: list[tuple[Any, Any]] = []
        seen: list[tuple[tuple, Any]] = []
        if task.seconds is None:
            wanted = [one for number, (one, _) in enumerate(cases) for _ in range(1 + twice(number))]
            foresee([(function, arguments) for arguments in (*wanted, *task.refuses)])
        for number, (arguments, origin) in enumerate(cases):
            where = partial(task.where, exercise, arguments, origin)
            try:
                answer = asked(arguments, where)
            except CannotJudge as cannot:
                return explain_warning(explain_error(cannot.outcome))
            try:
                judged(partial(task.judge, exercise, arguments, answer), where)
            except CannotJudge as cannot:
                return explain(cannot.outcome, arguments, answer)
            kept.append((answer, copy_of(answer)))
            seen.append((arguments, answer))
            if twice(number):
                again = asked(arguments, where, quiet=True)
                same_again(exercise, kept[-1][1], again, where, _generator(task, arguments))
        still_the_same(exercise, kept)
        if task.together is not None:
            task.together(exercise, seen)
        for arguments in task.refuses:
            where = partial(task.where, exercise, arguments)
            trouble = observed(exercise, function, arguments, where).trouble
            if trouble is None or "ValueError" not in trouble.classes:
                ask = partial(asked, arguments, where)
                raise _not_refused(exercise, ask, where(), task, arguments)
        said = task.attained(*seen[-1][0], seen[-1][1]) if task.attained is not None else _said(task, count)
        right = RightSoFar if task.step else Right
        return right(exercise, f"{said}. {task.then}")

    with opened(*task.opens):
        run(exercise, judge, task.step, task.optional)


def _looked_for(outcome: Outcome) -> Outcome:
    """An outcome of which a mistake is known: nobody has to go through it all by hand."""
    return advised(outcome, "") if is_by_hand(dict(outcome.rows).get("next", "")) else outcome


def _same_mistake_again(exercise: str, task: Task, outcome: Outcome, arguments: tuple, first: Any, second: Any) -> None:
    """Refuse a wrong answer that another call does not repeat; unless both are wrong by the same mistake.

    Parents in a set are visited in another order each time, so that who sends too early sends something else.
    """
    where = task.where(exercise, arguments)
    try:
        same_again(exercise, first, second, where, _generator(task, arguments))
    except CannotJudge:
        try:
            task.judge(exercise, arguments, second, where)
        except CannotJudge as cannot:
            if outcome.kinds and cannot.outcome.kinds == outcome.kinds:
                return
        raise


def _said(task: Task, count: int) -> str:
    found = task.found or f"matches {task.against}"
    if not task.arguments:
        return found
    if task.complete:
        return f"{found} at all {len(task.edges)} cases"
    numbers = (len(task.first), "plain case"), (count, "random case"), (len(task.edges), "edge case")
    at = listed([counted(number, what) for number, what in numbers if number])
    refused = f", and refuses what it should ({len(task.refuses)} tried)" if task.refuses else ""
    return f"{found} at {at}{refused}"


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


def _generator(task: Task, arguments: tuple) -> str:
    """The name of the argument that random numbers are drawn from; empty where there is none."""
    pairs = zip(task.arguments, arguments, strict=False)  # a case may leave out an argument that has a default
    return next((name for name, value in pairs if isinstance(value, np.random.Generator)), "")
