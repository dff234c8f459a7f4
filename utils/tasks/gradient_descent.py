"""The check of a gradient descent, row by row, in which an error made earlier is not charged twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from utils.checks.answers import Returns, array, as_float, number
from utils.checks.calling import call
from utils.checks.comparison import consistent_with
from utils.checks.diagnosis import Finding
from utils.checks.kinds import TRANSPOSE
from utils.checks.refusals import CannotJudge, cannot_judge
from utils.checks.running import run, same_again, still_the_same
from utils.checks.tolerance import close, relative_error
from utils.checks.writing import describe, short
from utils.outcomes import NotAttempted, Outcome, Right, Wrong
from utils.reference import Point, Program
from utils.tasks.gradient_descent_mistakes import Gradients, descend, diagnose_descents

_EDGE = ", edge case "
_ROWS = "There is one row more than there are steps: the start, and one after each step."


def check_descent(
    exercise: str,
    function: Callable,
    program: Program,
    gradients: Callable | None = None,
    *,
    settings: Sequence[tuple[float, int]] = ((0.5, 4), (2.0, 7), (60.0, 6), (1.0, 0)),
    seed: int = 1,
) -> None:
    """Check ``function(x, t, w0, b0, lr, steps)``, gradient descent on (w, b), row by row.

    The rows are compared with a descent on the program's numerical derivatives. An error made earlier is not
    charged twice: where they differ, the rows are also compared with a descent on the reader's own ``gradients``,
    as long as those are not constant (a constant would make any descent trivial).

    Args:
        exercise: the exercise's name.
        function: the reader's function; returns an array ``(steps + 1, 3)`` with rows w, b, J.
        program: the trusted cost, with inputs w, b, x, t.
        gradients: the reader's own ``(w, b, x, t) -> (J, dJ_dw, dJ_db)``, for the second comparison.
        settings: (learning rate, number of steps), each tried from a random point; the program's edges follow.
        seed: of the generator that draws the points.

    Raises:
        CheckFailed: any outcome but right; shown before.
    """
    rng = np.random.default_rng(seed)
    cases = [(program.random_point(rng), lr, steps, f", seed {seed}") for lr, steps in settings]
    cases += [(point, 0.7, 3, f"{_EDGE}{i + 1} of {len(program.edges)}") for i, point in enumerate(program.edges)]
    names = ("x", "t", "w0", "b0", "lr", "steps")

    def judge() -> Outcome:
        largest, followed = 0.0, False
        excusable = gradients is not None and _lead_somewhere(gradients, program, cases[0][0])
        kept: list[tuple[np.ndarray, np.ndarray]] = []
        wrong: list[tuple[np.ndarray, np.ndarray, str]] = []
        descents: list[tuple[np.ndarray, Gradients, Point, float, int]] = []
        for point, lr, steps, origin in cases:
            shown = {"x": point["x"], "t": point["t"], "w0": point["w"], "b0": point["b"]}
            where = describe(shown, f"lr = {lr:g}, steps = {steps}{origin}")
            arguments = (point["x"], point["t"], as_float(point["w"]), as_float(point["b"]), lr, steps)
            try:
                path = call(exercise, function, names, arguments, where)
            except CannotJudge as cannot:
                if origin.startswith(_EDGE) and excusable and _same_trouble(cannot, gradients, point):
                    followed = True
                    continue
                raise
            _check_rows(exercise, path, steps, where)
            path = array(exercise, "the path", path, (steps + 1, 3), where)
            trusted = _trusted_gradients(program, point)
            expected = descend(trusted, point, lr, steps)
            if close(path, expected).all():
                largest = max(largest, relative_error(path, expected))
                same_again(exercise, path, call(exercise, function, names, arguments, where), where)
            elif excusable and _follows(path, gradients, point, lr, steps):
                followed = True
            else:
                wrong.append((path, expected, where))
            kept.append((path, path.copy()))
            descents.append((path, trusted, point, lr, steps))
        still_the_same(exercise, kept)
        if wrong:
            return _wrong_row(exercise, *wrong[0], diagnose_descents(descents))
        if followed:
            return Right(
                exercise,
                "every row follows from your own gradients. Those are not right yet, so the rows are not either; "
                "this exercise is done all the same, and you may move on.",
            )
        return Right(
            exercise,
            f"every row of {len(cases)} descents is right, largest relative error {short(largest)}. You may move on.",
        )

    def with_note() -> Outcome:
        try:
            outcome = judge()
        except CannotJudge as cannot:
            outcome = cannot.outcome
        if isinstance(outcome, Right | NotAttempted) or gradients is None:
            return outcome
        trouble = next(filter(None, (_trouble(gradients, point) for point, *_ in cases)), None)
        if trouble is None:
            return outcome
        *rows, last = outcome.rows
        note = (
            "note",
            f"Your own gradients have a mistake: {trouble.headline}. If you call them here, mend them first.",
        )
        return replace(outcome, rows=(*rows, note, last))

    run(with_note)


def _trusted_gradients(program: Program, point: Point) -> Gradients:
    def gradients(w: float, b: float) -> tuple[float, float, float]:
        values = program.values({**point, "w": w, "b": b})
        signals = program.error_signals(values, ("w", "b"))
        return float(values[program.output]), float(signals["w"]), float(signals["b"])

    return gradients


def _check_rows(exercise: str, path: Any, steps: int, where: str) -> None:
    """Say of a path of the wrong shape what is wrong with its rows."""
    if not isinstance(path, np.ndarray) or path.ndim != 2 or path.shape == (steps + 1, 3):
        return
    if path.shape == (3, steps + 1):
        step = "Return one row for each step, with w, b and J side by side."
        raise cannot_judge(exercise, "rows and columns are exchanged", where, step, TRANSPOSE)
    if path.shape[1] == 3:
        headline = "one row is missing" if len(path) == steps else f"there are {len(path)} rows instead of {steps + 1}"
        raise cannot_judge(exercise, headline, where, _ROWS, "row missing" if len(path) <= steps else "too many rows")


def _wrong_row(exercise: str, path: np.ndarray, expected: np.ndarray, where: str, findings: Sequence[Finding]) -> Wrong:
    row, column = (int(i) for i in np.argwhere(~close(path, expected))[0])
    rows = [("where", where)]
    if row > 0:
        rows.append(("right so far", "row 0" if row == 1 else f"rows 0 to {row - 1}"))
    rows += [("yours", f"row {row}: {_row(path[row])}"), ("expected", f"row {row}: {_row(expected[row])}")]
    if column == 2 and row > 0:
        step = f"w and b are right in row {row}. Is J the cost at these, or at others?"
    elif row == 0:
        step = "Row 0 is the start, before any step: w0, b0 and the cost there."
    else:
        step = f"Is the change from row {row - 1} to row {row} −lr times both derivatives, both taken at row {row - 1}?"
    rows += [*consistent_with(findings), ("next", step)]
    kinds = tuple(finding.kind for finding in findings)
    return Wrong(exercise, f"{('w', 'b', 'J')[column]} is wrong in row {row}", tuple(rows), kinds)


def _own(gradients: Callable, point: Point) -> Callable[[float, float], tuple[float, ...]]:
    """The reader's gradients at the point's data, as a function of w and b. It raises CannotJudge where they do."""

    def own(w: float, b: float) -> tuple[float, ...]:
        result = call("", gradients, ("w", "b", "x", "t"), (np.float64(w), np.float64(b), point["x"], point["t"]), "")
        unpacked = Returns.as_tuple("J", "dJ_dw", "dJ_db").unpack("", result, "")
        return tuple(number("", name, value, "") for name, value in unpacked.items())

    return own


def _trouble(gradients: Callable, point: Point) -> Outcome | None:
    """What keeps the reader's gradients from being used at a point; None where nothing does."""
    try:
        _own(gradients, point)(point["w"], point["b"])
    except CannotJudge as cannot:
        return cannot.outcome
    return None


def _same_trouble(met: CannotJudge, gradients: Callable, point: Point) -> bool:
    """Whether a descent only met what is wrong with the reader's gradients there: say, an overflow."""
    trouble = _trouble(gradients, point)
    return trouble is not None and (trouble.kinds, type(trouble)) == (met.outcome.kinds, type(met.outcome))


def _lead_somewhere(gradients: Callable, program: Program, point: Point) -> bool:
    """Whether the reader's gradients depend on where they are taken and are not next to nothing.

    Any rows would follow gradients that are constant, and rows that stand still would follow tiny ones.
    """
    own, w, b = _own(gradients, point), point["w"], point["b"]
    try:
        here, there = own(w, b), own(w + 0.5, b - 0.3)
    except CannotJudge:
        return False
    trusted = _trusted_gradients(program, point)(w, b)
    return all(here[i] != there[i] and abs(here[i]) >= 1e-3 * abs(trusted[i]) for i in (1, 2))


def _follows(path: np.ndarray, gradients: Callable, point: Point, lr: float, steps: int) -> bool:
    """Whether the path is a descent on the reader's own gradients."""
    try:
        return bool(close(path, descend(_own(gradients, point), point, lr, steps)).all())
    except CannotJudge:
        return False


def _row(row: np.ndarray) -> str:
    return ", ".join(f"{name} = {short(value)}" for name, value in zip("wbJ", row, strict=True))
