"""The check of gradient descent, in which an error made earlier is not charged twice.

``check_descents`` judges any exercise that goes down, by its ``Form``; the training of a network is one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from utils.checks.absent import missing_name
from utils.checks.answers import Returns, array, as_float, number
from utils.checks.calling import call
from utils.checks.comparison import consistent_with
from utils.checks.diagnosis import Finding
from utils.checks.kinds import NOT_ONES_OWN, SHAPE
from utils.checks.refusals import CannotJudge, cannot_judge, judged
from utils.checks.running import NOTE, run, same_again, still_the_same
from utils.checks.seeds import in_words
from utils.checks.task_mistakes import same_numbers
from utils.checks.tolerance import close, relative_error
from utils.checks.witness import foresee
from utils.checks.writing import describe, short
from utils.outcomes import NotAttempted, Outcome, Right, Wrong
from utils.plain import copy_of
from utils.reference import Point, Program
from utils.tasks.descents import (
    Answer,
    Gradients,
    Path,
    Run,
    WrongWay,
    agree,
    descend,
    diagnose,
    parameters,
    trusted_gradients,
)
from utils.tasks.training_mistakes import LAST_COST_TWICE, training_mistakes

ARRIVED, STOPPED = "arrived", "stopped"
TWICE_A_STEP = (
    "costs needs steps + 1 entries: one before each step, and one after the last. Is your last append inside the loop?"
)
ENTRIES = "It needs steps + 1 entries: the cost before each step, and the cost after the last one."
_EDGE = ", edge case "
FEW_STEPS = 10  # of a descent that is made again with every known mistake
TINY = 1e-3  # of the trusted gradient: smaller ones lead nowhere, and anything would follow them


@dataclass(frozen=True)
class Case:
    """A descent that is asked for."""

    point: Point
    lr: float
    steps: int
    origin: str


@dataclass(frozen=True)
class Form:
    """How an exercise asks for a descent, and what it wants back.

    Attributes:
        program: the trusted cost; what is not its batch is a parameter.
        names: of the arguments, for messages.
        arguments: of a case.
        shown: the arguments of a case by name, for messages, without learning rate and steps.
        read: ``read(exercise, result, case, where)``, what was returned by name, held to its shape.
        answer: the same of a right path.
        gradient: the name of a parameter's gradient where the reader's own function returns it.
        own: how that function packs its cost J and its gradients.
        mistakes: the known ones, by program and gradients.
        wrong: ``wrong(exercise, where, mine, expected, by, findings)``, the message about a wrong answer; ``by`` says
            whose gradients led to what is expected.
        every, all_right: how messages call the parts of a right answer.
    """

    program: Program
    names: tuple[str, ...]
    arguments: Callable[[Case], tuple]
    shown: Callable[[Point], Mapping[str, Any]]
    read: Callable[[str, Any, Case, str], Answer]
    answer: Callable[[Path], Answer]
    gradient: Callable[[str], str]
    own: Returns
    mistakes: Callable[[Program, Gradients], list[WrongWay]]
    wrong: Callable[[str, str, Answer, Answer, str, Sequence[Finding]], Wrong]
    every: str
    all_right: str

    def where(self, case: Case) -> str:
        """A case in words."""
        return describe(self.shown(case.point), f"lr = {case.lr:g}, steps = {case.steps}{case.origin}")

    def right(self, gradients: Gradients, case: Case | Run) -> Answer:
        """What a descent on these gradients returns."""
        return self.answer(descend(self.program, gradients, case.point, case.lr, case.steps))


def check_training(
    exercise: str,
    function: Callable,
    program: Program,
    own: Callable | None = None,
    *,
    settings: Sequence[tuple[float, int]] = ((0.3, 3), (0.7, 5), (0.1, 2), (1.5, 2), (0.5, 1), (0.2, 0), (0.1, 40)),
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
    names = parameters(program)
    packing = Returns.as_dict("costs", *names)
    form = Form(
        program=program,
        names=(*program.inputs, "lr", "steps"),
        arguments=lambda case: (*program.arguments(case.point).values(), case.lr, case.steps),
        shown=program.arguments,
        read=lambda exercise, result, case, where: {
            name: _held(exercise, name, value, case, where)
            for name, value in packing.unpack(exercise, result, where).items()
        },
        answer=lambda path: {name: values if name == "costs" else values[-1] for name, values in path.items()},
        gradient=lambda name: f"{name}_bar",
        own=Returns.as_pair("J", Returns.as_dict(*(f"{name}_bar" for name in names)), "grads"),
        mistakes=training_mistakes,
        wrong=_wrong,
        every="every step follows your own gradients. Those are not right yet, so the costs are not either",
        all_right="every cost and all parameters of {} descents are right",
    )
    points = program.random_points(len(settings), seed)
    drawn = [Case(point, lr, steps, f", {in_words(seed)}") for point, (lr, steps) in zip(points, settings, strict=True)]
    plain = [Case(point, 0.5, 2, ", a plain case") for point in program.first]
    check_descents(exercise, function, form, own, [*plain, *drawn, *edges(program, 0.05, 2)], drawn[0].point)


def edges(program: Program, lr: float, steps: int) -> list[Case]:
    """A descent from each of the program's edges."""
    count = len(program.edges)
    return [Case(point, lr, steps, f"{_EDGE}{i + 1} of {count}") for i, point in enumerate(program.edges)]


def check_descents(
    exercise: str, function: Callable, form: Form, own: Callable | None, cases: Sequence[Case], typical: Point
) -> None:
    """Check a function that goes down, case by case.

    Args:
        exercise: the exercise's name.
        function: the reader's function.
        form: how it is called, and what it returns.
        own: the reader's own gradients, if there are some.
        cases: what is asked for.
        typical: a point at which gradients are neither tiny nor constant.

    Raises:
        CheckFailed: any outcome but right; shown before.
    """
    program, trusted = form.program, trusted_gradients(form.program)
    followed_by = reader_gradients(form, own) if own is not None else None

    def returned(case: Case) -> Any:
        return call(exercise, function, form.names, form.arguments(case), partial(form.where, case))

    def read(case: Case, result: Any) -> Answer:
        return judged(partial(form.read, exercise, result, case), partial(form.where, case))

    def called(case: Case) -> tuple[Any, Answer]:
        result = returned(case)
        return result, read(case, result)

    def steps_by_itself(case: Case, excuse: Gradients) -> bool:
        """Whether it goes down at another learning rate too, at which the gradients have not been asked yet."""
        if not case.steps:
            return True
        other = replace(case, lr=0.7 * case.lr)
        try:
            return agree(called(other)[1], form.right(excuse, other))
        except CannotJudge:
            return False

    def went_as_far(case: Case, ending: Ending, planned: Ending | None) -> str:
        """How it ended, where gradients of whatever shape end alike, also at a learning rate not asked for before."""
        if planned is None or not planned.is_like(ending):
            return ""
        assert own is not None  # else there were no plan
        other = replace(case, lr=0.7 * case.lr)
        try:
            also = Ending(returned(other))
        except CannotJudge as stopped:
            also = Ending(error=stopped.outcome.headline)
        there, again = _as_they_are(form, own, other), _as_they_are(form, own, case)
        if there is None or again is None or not (there.is_like(also) and again.is_like(planned)):
            return ""
        return STOPPED if planned.error or not case.steps else ARRIVED

    def judge() -> Outcome:
        largest, followed = 0.0, False
        excuse = followed_by if followed_by and _lead_somewhere(followed_by, program, typical) else None
        right_ones = excuse is not None and all(_same_gradients(excuse, trusted, case.point) for case in cases)
        if right_ones:
            excuse = None  # there is nothing to excuse
        # Asked before the function is called at all: afterwards they could say whatever suits what it returned.
        planned = {id(case): _planned(form, excuse, case) for case in cases} if excuse else {}
        shapeless = {id(case): _as_they_are(form, own, case) for case in cases} if own and not right_ones else {}
        kept: list[tuple[Any, Any]] = []
        wrong: list[tuple[str, Run]] = []
        runs: list[Run] = []
        misshapen: list[tuple[str, CannotJudge]] = []
        foresee([(function, form.arguments(case)) for case in cases for _ in range(2)])
        for case in cases:
            ending = None
            try:
                result = returned(case)
                ending = Ending(result)
                mine = read(case, result)
            except CannotJudge as cannot:
                ending = ending or Ending(error=cannot.outcome.headline)
                if excuse and _same_trouble(cannot, planned[id(case)], form, excuse, case):
                    followed = True
                    continue
                if went := went_as_far(case, ending, shapeless.get(id(case))):
                    misshapen.append((went, cannot))
                    continue
                if wrong:  # a case before had an answer, and a wrong one: that is told first
                    break
                raise
            runs.append(Run(case.point, case.lr, case.steps, mine))
            kept.append((result, copy_of(result)))
            expected = form.right(trusted, case)
            if agree(mine, expected):
                largest = max([largest, *(relative_error(mine[name], expected[name]) for name in mine)])
                same_again(exercise, kept[-1][1], called(case)[0], partial(form.where, case))
            elif excuse and _follows(mine, planned[id(case)], form, excuse, case) and steps_by_itself(case, excuse):
                followed = True
            else:
                wrong.append((form.where(case), runs[-1]))
        if misshapen:
            if ARRIVED not in [went for went, _ in misshapen]:  # no step was seen to be right
                raise misshapen[0][1]
            followed = True
        still_the_same(exercise, kept)
        if wrong:
            return _explained(exercise, form, *wrong[0], trusted, excuse, runs)
        if followed:
            return Right(exercise, f"{form.every}; this exercise is done all the same, and you may move on.")
        right = form.all_right.format(len(cases))
        return Right(exercise, f"{right}, largest relative error {short(largest)}. You may move on.")

    def with_note() -> Outcome:
        try:
            outcome = judge()
        except CannotJudge as cannot:
            outcome = cannot.outcome
        if isinstance(outcome, Right | NotAttempted) or followed_by is None:
            return outcome
        trouble = next(filter(None, (_trouble(followed_by, case) for case in cases)), None)
        if trouble is None:
            return outcome
        *rows, last = outcome.rows
        said = f"Your own gradients have a mistake: {trouble.headline}. Fix them first, if they are called here."
        there = dict(trouble.rows)
        missing = missing_name(there.get("error", "")) if trouble.headline == "NameError" else ""
        if missing and there.get("your line", "").endswith("in <lambda>)"):  # the test cell's, which calls them
            said = f"The cell of {missing} has not been run in this session: run it, then this one."
        return replace(outcome, rows=(*rows, (NOTE, said), last))

    run(exercise, with_note)


def _explained(
    exercise: str, form: Form, where: str, first: Run, trusted: Gradients, own: Gradients | None, runs: Sequence[Run]
) -> Wrong:
    """The message about a descent that follows neither the trusted gradients nor the reader's own.

    Where the two differ, it speaks of those that explain it; of the reader's own where neither do.
    """
    gradients, by = trusted, "expected"
    # Long ones tell no more than short ones, and cost most.
    runs = [one for one in runs if one.steps <= FEW_STEPS or one is first]
    findings = diagnose(form.mistakes(form.program, trusted), form.answer, runs)
    if not findings and own is not None and not _same_gradients(own, trusted, first.point):
        try:
            findings = diagnose(form.mistakes(form.program, own), form.answer, runs)
            if not agree(first.mine, form.right(own, first)):  # else it is the gradients that say now this, now that
                gradients, by = own, "by your own gradients"
        except CannotJudge:  # at another point they raise
            findings = ()
    return form.wrong(exercise, where, first.mine, form.right(gradients, first), by, findings)


def _held(exercise: str, name: str, value: Any, case: Case, where: str) -> np.ndarray:
    """A returned array, held to its shape; of costs, what is wrong with their number."""
    wanted = (case.steps + 1,) if name == "costs" else np.shape(case.point[name])
    if name == "costs" and isinstance(value, list | tuple):
        headline = f"costs is a {type(value).__name__} and should be an array"
        raise cannot_judge(exercise, headline, where, "Make an array of it at the end: np.array(costs).", "type")
    if name == "costs" and type(value) is np.ndarray and value.dtype == object and value.shape[1:] == (2,):
        step = "cost_and_gradients returns (J, grads), and costs needs J only."
        raise cannot_judge(exercise, "the entries of costs are pairs and should be numbers", where, step, "type")
    if name == "costs" and isinstance(value, np.ndarray) and value.ndim == 1 and value.shape != wanted:
        headline = f"costs has {len(value)} entries instead of {wanted[0]}"
        kind = "row missing" if len(value) < wanted[0] else "too many rows"
        inside = len(value) == 2 * case.steps and case.steps > 1
        raise cannot_judge(exercise, headline, where, TWICE_A_STEP if inside else ENTRIES, kind)
    return array(exercise, name, value, wanted, where)


def _wrong(exercise: str, where: str, mine: Answer, expected: Answer, by: str, findings: Sequence[Finding]) -> Wrong:
    name = next(name for name in mine if not close(mine[name], expected[name]).all())
    at = tuple(int(i) for i in np.argwhere(~close(mine[name], expected[name]))[0])
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
            f"Look at the step from costs[{at[0] - 1}] to costs[{at[0]}]. Is it minus lr times the gradient? "
            "Does every parameter make it? Are all gradients taken before any parameter changes?"
        )
        if any(finding.kind == LAST_COST_TWICE for finding in findings):
            step = "After the last step, below the loop, call cost_and_gradients once more."
        elif findings:
            step = "Look in the lines that make a step, and in those that record a cost."
    rows += [(said, f"{label} = {short(found[name][at])}") for said, found in (("yours", mine), (by, expected))]
    rows += [*consistent_with(findings), ("next", step)]
    return Wrong(exercise, f"{name} is wrong", tuple(rows), tuple(finding.kind for finding in findings))


def reader_gradients(form: Form, own: Callable) -> Gradients:
    """The reader's gradients as a function of a point. It raises CannotJudge where they do."""
    names = parameters(form.program)

    def gradients(point: Point) -> tuple[float, dict[str, np.ndarray]]:
        arguments = form.program.arguments(point)
        result = call("", own, tuple(arguments), tuple(map(as_float, arguments.values())), "")
        unpacked = form.own.unpack("", result, "")
        slopes = {name: _number_or_array(form.gradient(name), unpacked, np.shape(point[name])) for name in names}
        return float(_number_or_array("J", unpacked, ())), slopes

    return gradients


@dataclass(frozen=True)
class Ending:
    """How a descent ended: what it returned, or with which error."""

    result: Any = None
    error: str = ""

    def is_like(self, other: Ending) -> bool:
        """Whether the other one ended in the same way; it may have returned more."""
        if self.error or other.error:
            return self.error == other.error
        mine, theirs = self.result, other.result
        return (
            isinstance(theirs, Mapping)
            and set(mine) <= set(theirs)
            and all(same_numbers(theirs[name], mine[name]) for name in mine)
        )


def _as_they_are(form: Form, own: Callable, case: Case) -> Ending | None:
    """How a descent ends that takes the reader's gradients as they are; None where these have the shapes they should.

    Gradients of a bias that have the shape (H, 1) make a matrix of it in the first step. With one hidden unit there are
    the same numbers in the end, otherwise an error.
    """
    trouble = _trouble(reader_gradients(form, own), case)
    if trouble is None or SHAPE not in trouble.kinds:
        return None
    point: dict[str, Any] = dict(case.point)
    path: dict[str, Any] = {"costs": [], **{name: [] for name in parameters(form.program)}}
    try:
        for step in range(case.steps + 1):
            arguments = form.program.arguments(point)
            unpacked = form.own.unpack("", call("", own, tuple(arguments), tuple(arguments.values()), ""), "")
            for name in path:
                path[name].append(unpacked["J"] if name == "costs" else point[name])
            if step < case.steps:
                steps = {name: case.lr * np.asarray(unpacked[form.gradient(name)]) for name in path if name != "costs"}
                point = {**point, **{name: np.asarray(point[name] - change) for name, change in steps.items()}}
        return Ending({name: np.asarray(value) for name, value in form.answer(path).items()})
    except CannotJudge as stopped:
        return Ending(error=stopped.outcome.headline)
    except ValueError:
        return Ending(error="ValueError")


def _number_or_array(name: str, unpacked: Mapping[str, Any], shape: tuple[int, ...]) -> np.ndarray:
    value = unpacked[name]
    if shape == ():
        return np.array(number("", name, value, ""))
    return array("", name, np.broadcast_to(value, shape) if _spreads(value, shape) else value, shape, "")


def _spreads(value: Any, shape: tuple[int, ...]) -> bool:
    """Whether a gradient of fewer numbers does what one of the right shape does: NumPy takes it for every entry."""
    found = np.asarray(value) if isinstance(value, int | float | np.number | np.ndarray) else None
    if found is None or found.dtype.kind not in "iuf" or found.shape == shape or found.ndim > len(shape):
        return False
    return all(one in (1, other) for one, other in zip(found.shape[::-1], shape[::-1], strict=False))


def _same_gradients(own: Gradients, trusted: Gradients, point: Point) -> bool:
    try:
        (J, mine), (cost, slopes) = own(point), trusted(point)
    except CannotJudge:
        return False
    return bool(close(J, cost)) and agree(mine, slopes)


def _trouble(own: Gradients, case: Case) -> Outcome | None:
    """What keeps the reader's gradients from being used at a point; None where nothing does."""
    try:
        own(case.point)
    except CannotJudge as cannot:
        return cannot.outcome
    return None


def _planned(form: Form, own: Gradients, case: Case) -> Answer | CannotJudge:
    """What a descent on the reader's gradients returns, or what keeps there from being one."""
    try:
        return form.right(own, case)
    except CannotJudge as cannot:
        return cannot


def _same_trouble(met: CannotJudge, planned: Answer | CannotJudge, form: Form, own: Gradients, case: Case) -> bool:
    """Whether a descent only met what is wrong with the reader's gradients there: say, an overflow.

    That happens at edges. Where gradients raise at any point, there is no descent that could be judged.
    """
    again = _planned(form, own, case)
    if not (case.origin.startswith(_EDGE) and isinstance(planned, CannotJudge) and isinstance(again, CannotJudge)):
        return False
    kinds = {(one.outcome.kinds, type(one.outcome)) for one in (met, planned, again)}
    return len(kinds) == 1 and NOT_ONES_OWN not in met.outcome.kinds


def _lead_somewhere(own: Gradients, program: Program, point: Point) -> bool:
    """Whether the reader's gradients depend on where they are taken and are not next to nothing."""
    moved = {name: value + 0.3 if name in parameters(program) else value for name, value in point.items()}
    try:
        here, there = own(point)[1], own(moved)[1]
    except CannotJudge:
        return False
    trusted = trusted_gradients(program)(point)[1]
    return all(
        not close(here[name], there[name]).all() and np.abs(here[name]).max() >= TINY * np.abs(trusted[name]).max()
        for name in trusted
    )


def _follows(mine: Answer, planned: Answer | CannotJudge, form: Form, own: Gradients, case: Case) -> bool:
    """Whether what was returned is a descent on the reader's own gradients, which say the same each time."""
    again = _planned(form, own, case)
    if isinstance(planned, CannotJudge) or isinstance(again, CannotJudge):
        return False
    return agree(mine, planned) and agree(planned, again)
