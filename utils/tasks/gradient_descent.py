"""The check of gradient descent on two numbers, w and b, row by row: ``training``'s check for rows of w, b and J."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from utils.checks.answers import Returns, array, as_float
from utils.checks.comparison import consistent_with
from utils.checks.diagnosis import Finding
from utils.checks.kinds import SIGN, TRANSPOSE
from utils.checks.refusals import cannot_judge
from utils.checks.seeds import in_words
from utils.checks.tolerance import close
from utils.checks.writing import short
from utils.outcomes import Wrong
from utils.reference import Point, Program
from utils.tasks.descents import Answer, Going, Gradients, Path, Run, WrongWay
from utils.tasks.training import Case, Form, check_descents, edges
from utils.tasks.training_mistakes import EARLY, NOT_UPDATED

_ROWS = "There is one row more than there are steps: the start, and one after each step."


def check_descent(
    exercise: str,
    function: Callable,
    program: Program,
    gradients: Callable | None = None,
    *,
    settings: Sequence[tuple[float, int]] = ((0.5, 4), (2.0, 7), (60.0, 6), (1.0, 0), (0.5, 120)),
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
    form = Form(
        program=program,
        names=("x", "t", "w0", "b0", "lr", "steps"),
        arguments=lambda case: (
            case.point["x"], case.point["t"], as_float(case.point["w"]), as_float(case.point["b"]), case.lr, case.steps,
        ),
        shown=lambda point: {"x": point["x"], "t": point["t"], "w0": point["w"], "b0": point["b"]},
        read=_read,
        answer=lambda path: {"rows": np.column_stack([path["w"], path["b"], path["costs"]])},
        gradient=lambda name: f"dJ_d{name}",
        own=Returns.as_tuple("J", "dJ_dw", "dJ_db"),
        mistakes=descent_mistakes,
        wrong=_wrong_row,
        every="every row follows from your own gradients. Those are not right yet, so the rows are not either",
        all_right="every row of {} descents is right",
    )  # fmt: skip
    points = program.random_points(len(settings), seed)
    drawn = [Case(point, lr, steps, f", {in_words(seed)}") for point, (lr, steps) in zip(points, settings, strict=True)]
    check_descents(exercise, function, form, gradients, [*drawn, *edges(program, 0.7, 3)], drawn[0].point)


def descent_mistakes(program: Program, gradients: Gradients) -> list[WrongWay]:
    """Mistakes in a descent on these gradients."""
    go = Going(program, gradients)

    def way(kind: str, says: str, path: Callable[[Run], Path]) -> WrongWay:
        return WrongWay(Finding(kind, says), path)

    def all_at_the_start(one: Run) -> Gradients:
        start = gradients(one.point)
        return lambda point: start

    def assigned(one: Run) -> Gradients:
        def from_nothing(point: Point) -> tuple[float, dict[str, np.ndarray]]:
            cost, slopes = gradients(point)
            return cost, {name: slope + point[name] / one.lr for name, slope in slopes.items()}

        return from_nothing

    return [
        way(SIGN, "Each step goes up: the rows follow the gradient instead of its opposite.",
             go.on(rate=lambda one: -1.0)),
        way(EARLY, "w is changed first, and the derivative for b is then taken at the new w.",
             go.on(groups=[["w"], ["b"]])),
        way(EARLY, "b is changed first, and the derivative for w is then taken at the new b.",
             go.on(groups=[["b"], ["w"]])),
        way("cost after the step", "Each row holds the cost after the step that follows it.", go.shifted(1)),
        way("learning rate ignored", "The steps are those of a learning rate of 1.",
            go.on(rate=lambda one: 1 / one.lr)),
        way("gradient at the start", "Every step uses the gradient at the start.", go.on(go.at_the_start)),
        way("gradient at the start", "Every row uses the cost and the gradient of the start.", go.on(all_at_the_start)),
        way("cost before the step", "Each row holds the cost of the row before it.", go.shifted(-1)),
        way("assignment", "Each new value is −lr times the derivative alone, as w =- … gives.", go.on(assigned)),
        way(NOT_UPDATED, "b never changes.", go.on(frozen=["b"])),
        way(NOT_UPDATED, "w never changes.", go.on(frozen=["w"])),
        *(way(*one) for one in go.usual()),
    ]  # fmt: skip


def _read(exercise: str, result: Any, case: Case, where: str) -> Answer:
    """The rows, held to their shape, with what is wrong with their number."""
    wanted = (case.steps + 1, 3)
    if isinstance(result, np.ndarray) and result.ndim == 2 and result.shape != wanted:
        if result.shape == wanted[::-1]:
            step = "Return one row for each step, with w, b and J side by side."
            raise cannot_judge(exercise, "rows and columns are exchanged", where, step, TRANSPOSE)
        if result.shape[1] == 3:
            few = len(result) <= case.steps
            headline = f"there are {len(result)} rows instead of {case.steps + 1}"
            headline = "one row is missing" if len(result) == case.steps else headline
            raise cannot_judge(exercise, headline, where, _ROWS, "row missing" if few else "too many rows")
    return {"rows": array(exercise, "the path", result, wanted, where)}


def _wrong_row(
    exercise: str, where: str, mine: Answer, expected: Answer, by: str, findings: Sequence[Finding]
) -> Wrong:
    path, right = mine["rows"], expected["rows"]
    row, column = (int(i) for i in np.argwhere(~close(path, right))[0])
    rows = [("where", where)]
    if row > 0:
        rows.append(("right so far", "row 0" if row == 1 else f"rows 0 to {row - 1}"))
    rows += [("yours", f"row {row}: {_row(path[row])}"), (by, f"row {row}: {_row(right[row])}")]
    if column == 2 and row > 0:
        step = f"w and b are right in row {row}. Is J the cost at these, or at others?"
    elif row == 0:
        step = "Row 0 is the start, before any step: w0, b0 and the cost there."
    else:
        step = f"Is the change from row {row - 1} to row {row} −lr times both derivatives, both taken at row {row - 1}?"
    rows += [*consistent_with(findings), ("next", step)]
    kinds = tuple(finding.kind for finding in findings)
    return Wrong(exercise, f"{('w', 'b', 'J')[column]} is wrong in row {row}", tuple(rows), kinds)


def _row(row: np.ndarray) -> str:
    return ", ".join(f"{name} = {short(value)}" for name, value in zip("wbJ", row, strict=True))
