"""The check of gradient descent on arrays of parameters, in which an error made earlier is not charged twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from utils.checks.answers import Returns, array
from utils.checks.calling import call
from utils.checks.comparison import consistent_with
from utils.checks.refusals import CannotJudge, cannot_judge
from utils.checks.running import run, same_again, still_the_same
from utils.checks.tolerance import close, relative_error
from utils.checks.writing import describe, short
from utils.outcomes import NotAttempted, Outcome, Right, Wrong
from utils.reference import Point, Program
from utils.tasks.training_mistakes import Gradients, Run, descend, diagnose_runs, parameters

ENTRIES = "There is one entry more than there are steps: the cost at the start, and one after each step."


@dataclass(frozen=True)
class _Case:
    point: Point
    lr: float
    steps: int
    origin: str

    def where(self, shown: Mapping[str, Any]) -> str:
        return describe(shown, f"lr = {self.lr:g}, steps = {self.steps}{self.origin}")


def check_training(
    exercise: str,
    function: Callable,
    program: Program,
    own: Callable | None = None,
    *,
    settings: Sequence[tuple[float, int]] = ((0.3, 3), (0.7, 5), (0.1, 2), (0.5, 1), (0.2, 0)),
    seed: int = 1,
) -> None:
    """Check ``function(*inputs, lr, steps)``, which returns a dict of the parameters at the end, and ``costs``.

    Costs and parameters are compared with a descent on the program's numerical derivatives. An error made earlier is
    not charged twice: where they differ, they are also compared with a descent on the reader's own gradients, as long
    as those depend on where they are taken (anything would follow gradients that are constant or tiny).

    Args:
        exercise: the exercise's name.
        function: the reader's function.
        program: the trusted cost; what is not its batch is a parameter.
        own: the reader's own ``(*inputs) -> (J, dict of NAME_bar)``, for the second comparison.
        settings: (learning rate, number of steps), each tried from a random point; the program's first cases come
            before them, its edges after.
        seed: of the generator that draws the points.

    Raises:
        CheckFailed: any outcome but right; shown before.
    """
    rng = np.random.default_rng(seed)
    drawn = [_Case(program.random_point(rng), lr, steps, f", seed {seed}") for lr, steps in settings]
    cases = [_Case(point, 0.5, 2, ", a plain case") for point in program.first] + drawn
    edges = len(program.edges)
    cases += [_Case(point, 0.05, 2, f", edge case {i + 1} of {edges}") for i, point in enumerate(program.edges)]
    returns = Returns.as_dict("costs", *parameters(program))
    trusted = trusted_gradients(program)

    def called(case: _Case) -> tuple[Any, dict[str, np.ndarray]]:
        where = case.where(program.arguments(case.point))
        arguments = (*program.arguments(case.point).values(), case.lr, case.steps)
        result = call(exercise, function, (*program.inputs, "lr", "steps"), arguments, where)
        unpacked = returns.unpack(exercise, result, where)
        return result, {name: _held(exercise, name, unpacked[name], case, where) for name in returns.names}

    def judge() -> Outcome:
        largest, followed = 0.0, False
        excusable = own is not None and _lead_somewhere(own, program, drawn[0].point)
        kept: list[tuple[Any, Any]] = []
        wrong: list[Run] = []
        runs: list[Run] = []
        for case in cases:
            try:
                result, mine = called(case)
            except CannotJudge as cannot:
                if excusable and _same_trouble(cannot, own, program, case):
                    followed = True
                    continue
                if wrong:  # a case before had an answer, and a wrong one: that is told first
                    break
                raise
            expected = descend(program, trusted, case.point, case.lr, case.steps)
            if _agree(mine, expected):
                largest = max([largest, *(relative_error(mine[name], expected[name]) for name in mine)])
                same_again(exercise, result, called(case)[0], case.where(program.arguments(case.point)))
            elif excusable and _follows(mine, own, program, case):
                followed = True
            else:
                wrong.append(Run(program, case.point, case.lr, case.steps, mine))
            kept.append((result, {name: value.copy() for name, value in mine.items()}))
            runs.append(Run(program, case.point, case.lr, case.steps, mine))
        still_the_same(exercise, [({name: result[name] for name in then}, then) for result, then in kept])
        if wrong:
            first = next(case for case in cases if case.point is wrong[0].point)
            where = first.where(program.arguments(first.point))
            return _wrong(exercise, wrong[0], trusted, _own(own, program) if excusable else None, where, runs)
        if followed:
            return Right(
                exercise,
                "every step follows your own gradients. Those are not right yet, so the costs are not either; "
                "this exercise is done all the same, and you may move on.",
            )
        return Right(
            exercise,
            f"every cost and all parameters of {len(cases)} descents are right, "
            f"largest relative error {short(largest)}. You may move on.",
        )

    def with_note() -> Outcome:
        try:
            outcome = judge()
        except CannotJudge as cannot:
            outcome = cannot.outcome
        if isinstance(outcome, Right | NotAttempted) or own is None:
            return outcome
        trouble = next(filter(None, (_trouble(own, program, case) for case in cases)), None)
        if trouble is None:
            return outcome
        *rows, last = outcome.rows
        said = f"Your own gradients have a mistake: {trouble.headline}. If you call them here, mend them first."
        return replace(outcome, rows=(*rows, ("note", said), last))

    run(with_note)


def trusted_gradients(program: Program) -> Gradients:
    """The program's cost, and its numerical derivatives by every parameter."""

    def gradients(point: Point) -> tuple[float, dict[str, np.ndarray]]:
        values = program.values(point)
        return float(values[program.output]), program.error_signals(values, parameters(program))

    return gradients


def _held(exercise: str, name: str, value: Any, case: _Case, where: str) -> np.ndarray:
    """A returned array, held to its shape; of costs, what is wrong with their number."""
    wanted = (case.steps + 1,) if name == "costs" else np.shape(case.point[name])
    if name == "costs" and isinstance(value, list | tuple):
        headline = f"costs is a {type(value).__name__} and should be an array"
        raise cannot_judge(exercise, headline, where, "Make an array of it at the end: np.array(costs).", "type")
    if name == "costs" and isinstance(value, np.ndarray) and value.ndim == 1 and value.shape != wanted:
        headline = f"costs has {len(value)} entries instead of {wanted[0]}"
        kind = "row missing" if len(value) < wanted[0] else "too many rows"
        raise cannot_judge(exercise, headline, where, ENTRIES, kind)
    return array(exercise, name, value, wanted, where)


def _agree(mine: Mapping[str, np.ndarray], expected: Mapping[str, np.ndarray]) -> bool:
    return all(close(mine[name], expected[name]).all() for name in mine)


def _wrong(
    exercise: str, first: Run, trusted: Gradients, own: Gradients | None, where: str, runs: Sequence[Run]
) -> Wrong:
    """The message about a descent that follows neither the trusted gradients nor the reader's own.

    Where the two differ, it speaks of those that explain it; of the reader's own where neither do.
    """
    findings, gradients, by = diagnose_runs(runs, trusted), trusted, "expected"
    if not findings and own is not None and not _same_gradients(own, trusted, first.point):
        try:
            findings, gradients, by = diagnose_runs(runs, own), own, "by your own gradients"
            descend(first.program, own, first.point, first.lr, first.steps)
        except CannotJudge:  # at another point they raise
            findings, gradients, by = [], trusted, "expected"
    expected = descend(first.program, gradients, first.point, first.lr, first.steps)
    name = next(name for name in first.mine if not close(first.mine[name], expected[name]).all())
    at = tuple(int(i) for i in np.argwhere(~close(first.mine[name], expected[name]))[0])
    label = f"{name}[{', '.join(map(str, at))}]"
    rows = [("where", where)]
    if name != "costs":
        rows.append(("right so far", "costs"))
        step = f"The costs are right. Is the {name} that you return the one after the last step?"
    elif at == (0,):
        step = "The first entry is the cost at the start, before any step."
    else:
        if at[0] > 0:
            rows.append(("right so far", "costs[0]" if at[0] == 1 else f"costs[0] to costs[{at[0] - 1}]"))
        step = (
            f"Is the step from costs[{at[0] - 1}] to costs[{at[0]}] −lr times the gradient, for all parameters, "
            "and every gradient taken before any of them changes?"
        )
    pair = ("yours", first.mine), (by, expected)
    rows += [(said, f"{label} = {short(found[name][at])}") for said, found in pair]
    rows += [*consistent_with(findings), ("next", step)]
    return Wrong(exercise, f"{name} is wrong", tuple(rows), tuple(finding.kind for finding in findings))


def _same_gradients(own: Gradients, trusted: Gradients, point: Point) -> bool:
    try:
        (J, mine), (cost, slopes) = own(point), trusted(point)
    except CannotJudge:
        return False
    return bool(close(np.array(J), np.array(cost))) and all(close(mine[name], slopes[name]).all() for name in slopes)


def _own(own: Callable, program: Program) -> Gradients:
    """The reader's gradients as a function of a point. It raises CannotJudge where they do."""
    names = parameters(program)
    returns = Returns.as_pair("J", Returns.as_dict(*(f"{name}_bar" for name in names)), "grads")

    def gradients(point: Point) -> tuple[float, dict[str, np.ndarray]]:
        arguments = program.arguments(point)
        unpacked = returns.unpack("", call("", own, tuple(arguments), tuple(arguments.values()), ""), "")
        cost = float(array("", "J", np.asarray(unpacked["J"]), (), ""))
        return cost, {name: array("", name, unpacked[f"{name}_bar"], np.shape(point[name]), "") for name in names}

    return gradients


def _trouble(own: Callable, program: Program, case: _Case) -> Outcome | None:
    """What keeps the reader's gradients from being used at a point; None where nothing does."""
    try:
        _own(own, program)(case.point)
    except CannotJudge as cannot:
        return cannot.outcome
    return None


def _same_trouble(met: CannotJudge, own: Callable, program: Program, case: _Case) -> bool:
    """Whether a descent only met what is wrong with the reader's gradients there: say, an overflow."""
    trouble = _trouble(own, program, case)
    return trouble is not None and (trouble.kinds, type(trouble)) == (met.outcome.kinds, type(met.outcome))


def _lead_somewhere(own: Callable, program: Program, point: Point) -> bool:
    """Whether the reader's gradients depend on where they are taken and are not next to nothing."""
    moved = {name: value + 0.3 if name in parameters(program) else value for name, value in point.items()}
    try:
        here, there = _own(own, program)(point)[1], _own(own, program)(moved)[1]
    except CannotJudge:
        return False
    trusted = trusted_gradients(program)(point)[1]
    return all(
        not close(here[name], there[name]).all() and np.abs(here[name]).max() >= 1e-3 * np.abs(trusted[name]).max()
        for name in trusted
    )


def _follows(mine: Mapping[str, np.ndarray], own: Callable, program: Program, case: _Case) -> bool:
    """Whether what was returned is a descent on the reader's own gradients."""
    try:
        return _agree(mine, descend(program, _own(own, program), case.point, case.lr, case.steps))
    except CannotJudge:
        return False
