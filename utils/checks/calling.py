"""One careful call of a reader's function: what it returned, or why that cannot be judged.

Knows nothing of what the right answer is. What the call did is seen by ``witness``; here it is put into words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from utils.checks.witness import Seen, Trouble, clock_of, witness
from utils.outcomes import CheckInterrupted, Interrupted, NotAttempted, Outcome, Raised, Wrong
from utils.plain import extent

TOO_SLOW, TOO_LARGE = "too slow", "too large"
# What an answer may hold at most, by `extent`: so much, and so many times what was handed over. Right answers hold a
# few thousand numbers, and up to ten times what they were given. What is larger only takes long to look at.
ENOUGH, MORE = 100_000, 20

# The calls of the check that is running: the case in words, and its arguments.
_asked: ContextVar[dict[str, tuple] | None] = ContextVar("asked", default=None)


@contextmanager
def calls_noted() -> Iterator[dict[str, tuple]]:
    """Within it, every call's arguments are noted under its ``where``, the latest ones where two have the same."""
    noted: dict[str, tuple] = {}
    token = _asked.set(noted)
    try:
        yield noted
    finally:
        _asked.reset(token)


class CannotJudge(Exception):
    """A call did not give something to compare; ``outcome`` says why."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.text())
        self.outcome = outcome


def call(
    exercise: str,
    function: Callable,
    names: tuple[str, ...],
    arguments: tuple,
    where: str,
    seconds: float | None = None,
) -> Any:
    """Call ``function(*arguments)`` on copies of the arguments.

    Args:
        exercise: the exercise's name, for messages.
        function: the reader's function.
        names: the arguments' names, for messages.
        arguments: what to call it with: numbers, arrays, lists, tuples, dicts, functions.
        where: the point in words, for messages.
        seconds: how much of a processor's time the call may take, where that is limited. Not the time on the wall:
            a call takes longer there when the machine has other work to do, and its author cannot help that.

    Returns:
        What the function returned.

    Raises:
        CannotJudge: it is not written yet, raised an exception, changed an argument, overflowed on the way, or took
            too long.
        CheckInterrupted: the reader lost patience.
    """
    clock = clock_of(function) if seconds is not None else float
    before = clock()
    seen = observed(exercise, function, arguments, where)
    used = clock() - before
    if seen.changed:
        name = names[seen.changed[0]]
        headline = f"the argument {name} was changed in place"
        new = next((kind for kind in (dict, list) if isinstance(arguments[seen.changed[0]], kind)), None)
        step = f"Leave {name} as it is and put what you compute into a new {new.__name__ if new else 'array'}."
        if new is dict:
            step = f"Leave {name} as it is. What is to change, copy: dict({name}) is a new dict, list({name}) its keys."
        raise cannot_judge(exercise, headline, where, step, "changed in place", *_their_line(seen.trouble))
    if seen.trouble is not None:
        if "NotImplementedError" in seen.trouble.classes:
            raise CannotJudge(not_attempted(exercise, seen.trouble.unwritten))
        raise CannotJudge(_raised(exercise, seen.trouble, where))
    if seen.warnings:
        headline = "the arithmetic left the range of floating-point numbers"
        step = "Find the operation that overflows or divides by zero here, and write it another way."
        evidence = ("evidence", f"NumPy warns: {seen.warnings[0]}")
        if seen.warnings[0].startswith("divide by zero encountered in log"):
            step = (
                "A logarithm was given 0: print its argument. If it is a share too small to be stored, compute the "
                "share's logarithm directly; where the text has a formula for that, take it. If it is a sum of "
                "powers: is the largest of them 1 for every example?"
            )
        if seen.warnings[0].startswith("invalid value"):  # before anything overflowed
            headline = "an operation was given numbers for which it is not defined"
            step = "Find it: the logarithm or the root of a negative number, 0/0, or an inf that was there before."
            raise cannot_judge(exercise, headline, where, step, "invalid value", evidence)
        raise cannot_judge(exercise, headline, where, step, "overflow", evidence)
    if seconds is not None and used > seconds:
        headline = f"it took {used:.1f} s of a processor's time, and may take {seconds:g} s"
        step = (
            "Is there a Python loop over single examples? Let one product of arrays do a whole minibatch. "
            "If there is none: how many steps does one training make, and are so many needed?"
        )
        raise cannot_judge(exercise, headline, where, step, TOO_SLOW)
    enough = ENOUGH + MORE * extent(arguments)
    if extent(seen.result, enough) > enough:
        headline = "it returned far more than is asked for"
        step = "Print the length, or the shape, of what you return. Is something added in every round of a loop?"
        evidence = (
            "evidence",
            f"it holds more than {enough:_} numbers, or {enough // 10:_} entries of lists".replace("_", " "),
        )
        raise cannot_judge(exercise, headline, where, step, TOO_LARGE, evidence)
    return seen.result


def observed(exercise: str, function: Callable, arguments: tuple, where: str) -> Seen:
    """What ``witness`` sees of the call; where it is interrupted, a panel is to name the case.

    Raises:
        CheckInterrupted: in the place of a KeyboardInterrupt.
    """
    noted = _asked.get()
    if noted is not None:
        noted[where] = arguments
    try:
        return witness(function, arguments)
    except KeyboardInterrupt:
        step = "Does a loop go round for ever here? What has to become true for it to end, and what makes it true?"
        headline = "your function had not come to an end here"
        stopped = Interrupted(exercise, headline, (("where", where), ("next", step)))
        raise CheckInterrupted(stopped) from None


def cannot_judge(
    exercise: str, headline: str, where: str, step: str, kind: str, *evidence: tuple[str, str]
) -> CannotJudge:
    """A wrong answer that cannot be compared: what, where, the evidence, the next step, and the mistake's name."""
    return CannotJudge(Wrong(exercise, headline, (("where", where), *evidence, ("next", step)), (kind,)))


def not_attempted(exercise: str, called: str = "") -> NotAttempted:
    """The outcome of an exercise whose stub is still there, or that ``called`` another one which is not written."""
    if called.startswith(f"{exercise}."):  # a method, of the class that is the exercise
        method = called.removeprefix(f"{exercise}.")
        step = f"Write {method} in the class {exercise}, run its cell, then this one. What needs {method} waits for it."
        return NotAttempted(exercise, f"its method {method} is not written yet", (("next", step),))
    if called:
        step = f"Write {called} first, or do without it here."
        return NotAttempted(exercise, f"it calls {called}, which is not written yet", (("next", step),))
    return NotAttempted(
        exercise,
        "there is no answer here yet",
        (
            (
                "next",
                f"The cell of {exercise} still holds raise NotImplementedError(). Replace it (each, if several), "
                "run that cell, then this one.",
            ),
        ),
    )


def _raised(exercise: str, trouble: Trouble, where: str) -> Raised:
    line = () if _of_a_given_cell(trouble) else _their_line(trouble)
    rows = (("error", f"{trouble.name}: {trouble.text}"), *line, ("where", where))
    return Raised(exercise, trouble.name, (*rows, ("next", _advice(trouble))))


def _their_line(trouble: Trouble | None) -> tuple[tuple[str, str], ...]:
    if trouble is None or not trouble.line:
        return ()
    return (("your line", f"{trouble.line}    (line {trouble.number} of the cell, in {trouble.inside})"),)


def _of_a_given_cell(trouble: Trouble) -> bool:
    """Whether a cell of the course raised it, in words of its own; then the line is the course's as well."""
    return "TypeError" in trouble.classes and " has to " in trouble.text


def _advice(trouble: Trouble) -> str:
    """The next step for the commonest errors of beginners, by what Python says of them."""
    said = trouble.text
    if re.search(r"\braise ValueError\b", trouble.line):  # it is asked for an answer, so there is one
        return "Nothing is wrong with this case: it has an answer. What made your program come to that raise?"
    if step := _about_a_framework(said):
        return step
    if _of_a_given_cell(trouble):
        return "The message says what is expected, and what came instead. Read that method beside a worked one."
    if "RecursionError" in trouble.classes:
        return (
            "A function calls itself and never comes to an end: what makes it stop? It may be called by NumPy, whose "
            "np.exp of an object of yours calls the object's own method exp. Give NumPy a number, such as a value."
        )
    if "read-only" in said:
        return "An argument is not to be changed, even if you put it back afterwards. Change a copy of it."
    if "NameError" in trouble.classes:
        return "Is every name spelt as in the line with def, and given a value before it is used?"
    if "OverflowError" in trouble.classes:
        return "A number became too large to be stored. Find which, and write it another way."
    if "ufunc'" in said or "'function'" in said or "return arrays must be of ArrayType" in said:
        return "Is a function used as a number, without its (…)? Or a number where a function is to be called?"
    if "'dict' object has no attribute 'append'" in said:
        return "A dict has no append. What is put into it gets a name: d[name] = …"
    if "'dict' object has no attribute 'add'" in said:
        return "{} is an empty dict. An empty set is made by set()."
    if "'dict' object has no attribute" in said:
        return 'A dict gives its values by name: d["y"], not d.y.'
    if "boolean subtract" in said or "boolean negative" in said:
        return "Truth values cannot be subtracted. Turn True and False into 1.0 and 0.0 where the comparison is made."
    if "truth value of an" in said:
        return (
            "An if (or and, or, not) wants one truth value, and here is an array of them. np.where chooses entry by "
            "entry; np.all and np.any make one truth value of many."
        )
    if "bitwise_xor" in said or "for ^" in said:
        return "In Python a power is written **; ^ is for whole numbers and truth values only, not for floats like 1.0."
    if "'Op' object" in said:  # an entry of the table of operations, utils.graph.OPS
        return "An entry of OPS is no function. It has two of them, .value and .partials: which one is wanted here?"
    if "object is not callable" in said:
        return "Is a * missing between two factors? Python takes w(x) for a call."
    if "<U" in said or "'str'" in said:
        return "One of the values in that line is text. Unpacking a dict gives its keys; take its values by name."
    if "must not contain values inf, nan" in said:
        return "An inf or a nan is in it. Is something divided by 0? If columns are divided by sizes: which has size 0?"
    if "can't multiply sequence" in said:
        return (
            "In that line a list, a tuple or a text stands where a number belongs. Is a name given instead of its "
            "value? Or a list of numbers as one argument, without its star?"
        )
    if "list indices must be integers" in said:
        return "A list is indexed like an array in that line. Make an array of it first: np.array(…)."
    if "broadcast" in said or "mismatch" in said:
        return "Print the shape of each array in that line."
    return "Call your function on this case in a new cell: the error shows again, and you can look at each value."


def _about_a_framework(said: str) -> str:
    """The next step for an error of PyTorch's automatic differentiation, by its words; empty for any other."""
    if "numpy() on Tensor that requires grad" in said:
        return (
            "A function of NumPy or SciPy was given a tensor that is recorded, or numpy() was called on one. While the "
            "cost is computed use PyTorch's own functions, such as torch.sigmoid. Afterwards take of a parameter its "
            "gradient, W.grad, and compute a network's answers inside torch.no_grad()."
        )
    if "mat1 and mat2 shapes cannot be multiplied" in said:
        return (
            "Print the shapes of both factors: the first needs as many columns as the second has rows. Which of them "
            "has to be transposed, or which layer takes another number of inputs?"
        )
    if "must be Tensor, not" in said:
        return "PyTorch was given what is no tensor, such as a NumPy array. Make one of it: torch.tensor(…)."
    if "have the same dtype" in said:
        return (
            "A tensor in float64 (Double) meets one in float32 (Float). Print the dtype of each, and make them alike "
            "where the tensor is made: torch.tensor(…, dtype=…)."
        )
    if "is not a Module subclass" in said:
        return "nn.Sequential takes layers one beside the other. In front of a list of layers it needs a star."
    if "object has no attribute 'backward'" in said:
        return "backward is called on the tensor that was computed, before a Python number is made of it by item()."
    if "'NoneType' object has no attribute 'numpy'" in said:
        return (
            "An attribute grad is still None: nothing has arrived there. Was backward called on the cost, once it was "
            "computed? Does the cost depend on this tensor, and was the tensor made with requires_grad=True?"
        )
    if "grad can be implicitly created only for scalar" in said:
        return "backward starts at a single number, and this tensor holds several. Print its shape. Is a sum missing?"
    if "does not require grad and does not have a grad_fn" in said:
        return "Nothing was recorded on the way to this tensor. Was it computed inside torch.no_grad(), or with NumPy?"
    return ""
