"""Which mistakes a wrong answer to a task is consistent with: the task's own, then those that can happen anywhere."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from utils.checks.arguments import Change, changes
from utils.checks.arithmetic import watching_arithmetic
from utils.checks.comparison import consistent_with
from utils.checks.diagnosis import LEAST_OBSERVATIONS, MOST_FINDINGS, Finding, first_that_fit
from utils.checks.general import always_the_same, anywhere, as_a_whole
from utils.checks.kinds import CONSTANT, OF_AN_ERROR, ONE_INPUT, SHAPE, SUM_MISSING, TRANSPOSE
from utils.checks.observations import Answer, Hypothesis
from utils.checks.refusals import CannotJudge
from utils.checks.shapes import explain_shape
from utils.checks.task import Mistake, Task
from utils.checks.tolerance import close
from utils.outcomes import Outcome, Raised
from utils.plain import copy_of, is_plain

Asked = tuple[tuple, Any]  # the arguments of a case, and the answer

OUT_OF_RANGE = {"overflow", "invalid value"}
WARNED = object()  # stands for the answer where NumPy warned
LEAST_CONSTANT = 4  # answers that are the same, before that is said

# What a mistake raises at arguments at which it cannot have been made.
_IMPOSSIBLE = (ValueError, TypeError, ArithmeticError, IndexError, KeyError)


def own_mistakes(exercise: str, task: Task, seen: Sequence[Asked]) -> list[Mistake]:
    """The task's known mistakes that lead to every answer; the first one is wrong."""
    return [
        mistake
        for mistake in task.mistakes
        if _shows(exercise, task, mistake, seen[0][0]) and all(leads_to(mistake, *one) for one in seen)
    ]


def general_findings(task: Task, seen: Sequence[Asked]) -> tuple[Finding, ...]:
    """The mistakes that can happen anywhere and lead to every answer; the first one is wrong.

    They are looked for in the first part of the answer that is wrong, and in the same part of the others.
    """
    if task.right_answer is None:
        return ()
    path = _first_wrong_part(seen[0][1], task.right_answer(*map(copy_of, seen[0][0])))
    compared: list[Answer] = []
    for arguments, answer in seen:
        mine = _numbers_in(_part(answer, path))
        expected = _numbers_in(_part(task.right_answer(*map(copy_of, arguments)), path))
        if mine is not None and expected is not None and mine.shape == expected.shape:
            named = dict(zip(task.arguments, arguments, strict=False))  # one that has a default may be left out
            compared.append(Answer(mine, expected, _numbers_of(task, arguments), named))
        elif not compared:
            return ()  # the wrong answer itself cannot be compared
    if len(compared) < LEAST_OBSERVATIONS:
        return ()
    first = compared[0]
    if close(first.answer, first.expected).all():  # its numbers are right: it is refused for something else
        return ()
    tiers = [anywhere(first), _with_an_argument(task, first, path), as_a_whole(first), always_the_same(first)]
    return first_that_fit(tiers, compared)


def constant(seen: Sequence[Asked]) -> tuple[Finding, ...]:
    """That all answers are one and the same, where nothing is known of what they should be; else nothing."""
    answers = [answer for _, answer in seen]
    if len(answers) < LEAST_CONSTANT or not all(same_numbers(answers[0], other) for other in answers[1:]):
        return ()
    shown = f": {answers[0]}" if isinstance(answers[0], int | float | np.number | bool) else ""
    return (Finding(CONSTANT, f"It is the same in every case{shown}. On which of the arguments does it depend?"),)


def _with_an_argument(task: Task, first: Answer, path: Sequence[Any]) -> Iterator[Hypothesis[Answer]]:
    """What the right function gives where one argument is taken for something else, at the part that is wrong."""

    def predicted(change: Change) -> Callable[[Answer], np.ndarray | None]:
        def predict(seen: Answer) -> np.ndarray | None:
            if task.right_answer is None:
                return None
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    changed = task.right_answer(*map(copy_of, change(seen.arguments).values()))
            except _IMPOSSIBLE:
                return None
            return _numbers_in(_part(changed, path))

        return predict

    for kind, words, change in changes(first.arguments):
        yield Hypothesis(kind, f"This is what you get when {words}.", predicted(change))


def shape_explained(outcome: Outcome, task: Task, arguments: tuple, answer: Any) -> Outcome:
    """An outcome about a wrong shape; where the number of examples tells more than the judge said, with that."""
    examples = _numbers_of(task, arguments).get("N")
    if {TRANSPOSE, SHAPE} <= {*outcome.kinds} and examples is not None and "W" in task.arguments:
        step = "The rows of A @ B come from A. You want a row for each example: which should stand first?"
        return replace(outcome, rows=(*outcome.rows[:-1], ("next", step)))
    said = any(label == "consistent with" for label, _ in outcome.rows)
    if said or outcome.kinds != (SHAPE,) or task.right_answer is None or examples is None:
        return outcome
    right = task.right_answer(*map(copy_of, arguments))
    path = _first_wrong_part(answer, right)
    expected = _numbers_in(_part(right, path))
    return outcome if expected is None else explain_shape(outcome, _part(answer, path), expected, int(examples))


def _numbers_of(task: Task, arguments: tuple) -> dict[str, float]:
    """N, where there is a batch X, and every argument that is a single float."""
    found: dict[str, float] = {}
    for name, value in zip(task.arguments, arguments, strict=False):  # one that has a default may be left out
        if name == "X" and np.ndim(value) == 2:
            found["N"] = float(len(value))
        elif isinstance(value, float | np.floating):
            found[name] = float(value)
    return found


def _first_wrong_part(answer: Any, right: Any) -> list[Any]:
    """The way to it: an index or a key for each level; empty where the answer has no parts."""
    pairs: list[tuple[Any, Any]] = []
    if isinstance(right, Mapping) and isinstance(answer, Mapping):
        pairs = [(key, right[key]) for key in right if key in answer]
    elif isinstance(right, tuple | list) and isinstance(answer, tuple | list):
        pairs = list(enumerate(right))[: len(answer)]
    for place, part in pairs:
        if not same_numbers(answer[place], part):
            return [place, *_first_wrong_part(answer[place], part)]
    return []


def _part(answer: Any, path: Sequence[Any]) -> Any:
    for place in path:
        try:
            answer = answer[place]
        except (TypeError, KeyError, IndexError):
            return None
    return answer


def _numbers_in(value: Any) -> np.ndarray | None:
    """As float64; None where it holds anything else."""
    if value is None or not is_plain(value) or np.asarray(value).dtype.kind not in "biuf":
        return None
    return np.asarray(value, dtype=np.float64)


def _shows(exercise: str, task: Task, mistake: Mistake, arguments: tuple) -> bool:
    """Whether a mistake shows in this case; where it does not, it explains nothing."""
    try:
        task.judge(exercise, arguments, _made(mistake, arguments), "")
    except (CannotJudge, *_IMPOSSIBLE):
        return True
    return False


def error_of(outcome: Outcome) -> str:
    """The error that an answer raised; of a matrix product with the shapes that do not meet."""
    rows = dict(outcome.rows) if isinstance(outcome, Raised) else {}
    error = rows.get("error", "")
    return f"{error}; {rows.get('shapes', '')}" if "matrix product" in error else error


def raises(mistake: Mistake, task: Task, arguments: tuple, error: str) -> bool:
    """Whether a mistake raises this error, or none where there is none; a message of one's own is free."""
    try:
        _made(mistake, arguments)
        raised = ""
    except Exception as made:
        raised = f"{type(made).__name__}: {made}"
    if of_a_product(raised) and of_a_product(error):
        sizes, others = _sizes(raised), _sizes(error)  # they stand in a message only where its line can be read
        return not sizes or not others or sizes == others
    return raised == error or (bool(task.refuses) and raised[:11] == error[:11] == "ValueError:")


def warns_alike(mistake: Mistake, arguments: tuple, answer: Any) -> bool:
    """Whether a mistake leaves the range of floating-point numbers where an answer did, and is the same elsewhere."""
    raising = np.errstate(over="raise", divide="raise", invalid="raise", under="ignore")
    with raising, watching_arithmetic(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            made = mistake.function(*(copy_of(argument) for argument in arguments))
        except FloatingPointError:
            return answer is WARNED
        except _IMPOSSIBLE:
            return False
    return answer is not WARNED and same_numbers(answer, made)


def of_a_product(error: str) -> bool:
    """Whether an error says that a matrix product does not exist."""
    return "core dimension" in error or "not aligned" in error or "matrix product" in error


def _sizes(error: str) -> list[str]:
    """The two sizes of a matrix product that does not exist, which @ and np.dot say in other words; [] where unsaid."""
    sizes = re.search(
        r"size (\d+) is different from (\d+)|: (\d+) \(dim \d\) != (\d+)|(\d+) and (\d+) do not meet", error
    )
    return sorted(filter(None, sizes.groups())) if sizes else []


def named(mistakes: Sequence[Mistake]) -> list[Finding]:
    """At most two of them, of different kinds."""
    found: dict[str, Finding] = {}
    for mistake in mistakes:
        found.setdefault(mistake.kind, Finding(mistake.kind, mistake.says))
    return list(found.values())[:MOST_FINDINGS]


def leads_to(mistake: Mistake, arguments: tuple, answer: Any) -> bool:
    """Whether a mistake gives this answer."""
    try:
        return same_numbers(answer, _made(mistake, arguments))
    except _IMPOSSIBLE:
        return False


def _made(mistake: Mistake, arguments: tuple) -> Any:
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return mistake.function(*(copy_of(argument) for argument in arguments))


def same_numbers(answer: Any, other: Any) -> bool:
    """Whether two answers hold the same numbers in the same shapes, whatever the types of list and number."""
    if isinstance(answer, Mapping) and isinstance(other, Mapping):
        return set(answer) == set(other) and all(same_numbers(answer[key], other[key]) for key in answer)
    if isinstance(answer, list | tuple) and isinstance(other, list | tuple):
        return len(answer) == len(other) and all(map(same_numbers, answer, other))
    if not (is_plain(answer) and is_plain(other)):  # such as a tensor: it is what no mistake returns
        return False
    one, two = np.asarray(answer), np.asarray(other)
    if one.shape != two.shape or not {one.dtype.kind, two.dtype.kind} <= set("biuf"):
        return answer is None and other is None
    one, two = one.astype(np.float64), two.astype(np.float64)
    return bool((close(one, two) | (one == two) | (np.isnan(one) & np.isnan(two))).all())


def with_findings(outcome: Outcome, findings: Sequence[Finding]) -> Outcome:
    if any(label == "consistent with" for label, _ in outcome.rows):
        findings = [finding for finding in findings if finding.kind not in outcome.kinds]  # said already
    if not findings:
        return outcome
    *rows, last = outcome.rows
    if {ONE_INPUT, SUM_MISSING} & {*outcome.kinds}:  # a known mistake says more than that it is one number, or several
        rows = [row for row in rows if row[0] != "consistent with"]
    known = [kind for kind in outcome.kinds if kind != SUM_MISSING and kind not in OF_AN_ERROR]
    kinds = dict.fromkeys((*(one.kind for one in findings), *known))
    return replace(outcome, rows=(*rows, *consistent_with(findings), last), kinds=tuple(kinds))
