"""What the checks of this session found: which exercises are done, and the arguments of the call that failed last."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from utils import drawn, session
from utils.outcomes import NotAttempted, Outcome, Raised, Right, RightSoFar, Wrong
from utils.plain import copy_of
from utils.words import counted, listed

# The latest outcome of each exercise checked in this kernel. A session's memory, forgotten with the kernel.
_latest: dict[str, Outcome] = {}

# The step whose check that was, where an exercise has several checks; empty where the check judges the whole.
_step: dict[str, str] = {}

# What defined each exercise's function when its check ran last: a later edit is not what was judged.
_judged: dict[str, str] = {}

# The exercise whose check failed last, and the arguments of the call that it speaks of; empty where it speaks of none.
_failing: list[tuple[str, tuple]] = []


def record(outcome: Outcome, arguments: tuple | None = None, step: str = "") -> None:
    """Remember ``outcome`` as the latest one of its exercise.

    A step that is right takes back nothing that another check of the exercise has found.

    Args:
        outcome: what a check found.
        arguments: of the call that the outcome speaks of, for ``failing_arguments``; None where it speaks of none.
        step: the step of the exercise that was judged; empty for the whole.
    """
    before = _latest.get(outcome.exercise)
    weighs = before is not None and not isinstance(before, NotAttempted | RightSoFar)
    if isinstance(outcome, RightSoFar) and weighs and _step[outcome.exercise] != step:
        return
    _step[outcome.exercise] = step
    _latest[outcome.exercise] = outcome
    _judged[outcome.exercise] = session.definition(outcome.exercise)
    if arguments is not None:
        _failing[:] = [(outcome.exercise, arguments)]
    elif any(exercise == outcome.exercise for exercise, _ in _failing):
        _failing.clear()


def failing_arguments() -> tuple[Any, ...]:
    """The arguments of the call that the last failing check speaks of, in order: ``f(*failing_arguments())``.

    Copies, which may be changed.

    Raises:
        LookupError: no check failed at a call, or its exercise has come right since.
    """
    if not _failing:
        raise LookupError(
            "There are no failing arguments: no check of this session failed at a call, or what failed is right now."
        )
    return tuple(copy_of(argument) for argument in _failing[0][1])


def is_wrong(exercise: str) -> bool:
    """Whether its latest check of this session judged an answer and did not pass. Of no check nothing is known."""
    return isinstance(_latest.get(exercise), Wrong | Raised | NotAttempted)


def is_right(exercise: str) -> bool:
    """Whether its latest check of this session passed, and it was not defined anew since."""
    return isinstance(_latest.get(exercise), Right) and not changed(exercise)


def forget() -> None:
    """Forget everything, as a new kernel would."""
    _latest.clear()
    _step.clear()
    _judged.clear()
    _failing.clear()


def changed(exercise: str) -> bool:
    """Whether the exercise's function was defined anew since its check, or its last edit stopped with an error."""
    if exercise not in _latest:
        return False
    return session.definition(exercise) != _judged[exercise] or bool(session.last_edit_failed(exercise))


def after(exercises: Sequence[str], show: Callable[[], object]) -> object:
    """What ``show()`` returns, once the checks of ``exercises`` are right; before that, a line that says so.

    For a picture that shows an answer, or that is drawn from one, and for all that is computed only to be looked at:
    with no exercises it waits for nothing. Where nobody looks, as in grading, ``show`` is not called.
    """
    if not drawn.wanted():
        return drawn.instead("What this cell shows")
    missing = [name for name in exercises if not isinstance(_latest.get(name), Right)]
    edited = [name for name in exercises if name not in missing and changed(name)]
    if edited:
        names = listed(edited)
        return drawn.Instead(f"{names} changed since the check. Run the check of {names} again, then this cell.")
    if not missing:
        return show()
    last = "last " * isinstance(_latest.get(missing[0]), RightSoFar)
    checks = f"{last}check of {missing[0]} passes" if len(missing) == 1 else f"checks of {listed(missing)} pass"
    waits_for = f"the {checks}"
    return drawn.Instead(f"This is shown once {waits_for}. Then run this cell again.")


@dataclass(frozen=True)
class Summary:
    """A table of exercises: points, state."""

    rows: tuple[tuple[str, str, str], ...]  # exercise, points, state
    total: str

    def text(self) -> str:
        """The table as plain text."""
        width = max(len(name) for name, *_ in self.rows)
        lines = [f"{name:<{width}}  {points:>6}  {state}" for name, points, state in self.rows]
        return "\n".join([*lines, self.total])

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        cell = "padding:2px 16px 2px 0;text-align:left;background:none"
        body = "".join(
            f'<tr style="background:none"><th scope="row" style="{cell};font-weight:normal;font-family:monospace">'
            f'{html.escape(name)}</th><td style="{cell};text-align:right">{points}</td>'
            f'<td style="{cell}">{html.escape(state)}</td></tr>'
            for name, points, state in self.rows
        )
        head = "".join(f'<th scope="col" style="{cell}">{word}</th>' for word in ("exercise", "points", "state"))
        return {
            "text/html": f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
            f"<p>{html.escape(self.total)}</p>",
            "text/plain": self.text(),
        }


def summary(points: Mapping[str, float]) -> Summary:
    """The state of the exercises named in ``points``, from the checks run in this kernel.

    Args:
        points: exercise -> its points, in the notebook's order; 0 for an extra. Extras stand below the others and are
            counted apart, unless nothing in the notebook has points.

    Returns:
        A table that shows itself as the last expression of a cell.
    """
    core = [name for name, worth in points.items() if worth] or [*points]
    extras = [name for name in points if name not in core]
    done = {name for name in points if isinstance(_latest.get(name), Right) and not changed(name)}
    rows = [
        (name, "extra" if name in extras else f"{points[name]:g}" if points[name] else "–", _state(name))
        for name in (*core, *extras)
    ]
    total = f"{len(done.intersection(core))} of {counted(len(core), 'check')} right"
    if graded := sum(points.values()):
        total += f", {sum(points[name] for name in done):g} of {graded:g} points by the visible checks"
    if extras:
        total += f". Extras: {len(done.intersection(extras))} of {len(extras)}"
    left = [name for name in core if name not in done]
    further = [name for name in extras if name not in done]
    if left:
        total += f". Next: {left[0]}."
    elif further:
        total += f". The core of this notebook is done: you may stop here, or go further with {further[0]}."
    else:
        total += ". You are done with this notebook."
    return Summary(tuple(rows), total)


def _state(exercise: str) -> str:
    outcome = _latest.get(exercise)
    if outcome is None:
        return "– not checked yet"
    if changed(exercise):
        return f"~ changed since its check ({outcome.word}): run the check again"
    return f"{outcome.sign} {outcome.word}"
