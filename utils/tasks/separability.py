"""The tasks about separability itself: whether a line separates given data, and for how many tables one does."""

from __future__ import annotations

from typing import Any

import numpy as np

from utils.checks.answers import Returns
from utils.checks.judges import whole
from utils.checks.kinds import TYPE
from utils.checks.refusals import CannotJudge, cannot_judge
from utils.checks.task import Mistake, Task
from utils.checks.writing import short, show, type_name
from utils.outcomes import Wrong
from utils.tasks import planted
from utils.tasks.gates import TABLES, TWO
from utils.tasks.separability_mistakes import GUESSES

_STEP_1 = (
    "Did step 1 happen, in the order given, and for each column by itself? Print X before the constraints are built: "
    "every column has mean 0 there, and 1 as its largest absolute value."
)
# What to ask of a function that is wrong at data of this kind alone.
_STEPS = {
    "not centred": _STEP_1,
    "not scaled": _STEP_1,
    "one class": "Which w and b give every example here its label? Is that allowed by your constraints?",
    "both labels": "The two demands of this point contradict each other. Does your function keep both?",
    "touching": "The point in between has a demand too: z ≥ 1 or z ≤ −1, and not 0. Does your function keep to it?",
    "narrow margin": "Does your function stop before it is sure, or round? No distance here is below 1e-6.",
    "degenerate": "A column holds one number everywhere. What becomes of it in step 1?",
}


def _truth_value(exercise: str, answer: Any, where: str) -> float:
    answer = Returns.as_value("the answer").unpack(exercise, answer, where)["the answer"]
    if not isinstance(answer, bool | int | np.generic | np.ndarray) and answer is not Ellipsis:
        step = "Return True or False themselves. A comparison, such as status == 0, gives one of them."
        headline = f"the answer is {type_name(answer)} and should be True or False"
        raise cannot_judge(exercise, headline, where, step, TYPE)
    return float(whole(exercise, "the answer", answer, np.array(True), where))


def _judge_separable(exercise: str, arguments: tuple, answer: Any, where: str) -> None:
    assert isinstance(arguments, planted.Planted)
    found = _truth_value(exercise, answer, where)
    if found == arguments.separable:
        return
    evidence = [("evidence", arguments.proof)]
    if arguments.note:
        evidence.append(("special", arguments.note))
    evidence += [("yours", show(answer)), ("expected", str(arguments.separable))]
    kinds = (arguments.kind,) if arguments.kind else ()
    step = "Put the evidence into your constraints, row by row: which of them does not say what it should?"
    if kinds and found in (0, 1):
        step = _STEPS[arguments.kind]
    headline = "a data set that no line separates is accepted"
    if arguments.separable:
        headline = "a data set that a line separates is refused"
    raise CannotJudge(Wrong(exercise, headline, (("where", where), *evidence, ("next", step)), kinds))


def _many() -> tuple[planted.Planted, planted.Planted]:
    """Sixty examples with five columns that a line separates, and the same with four of XOR among them."""
    X, w = np.sin(np.arange(400.0) ** 2).reshape(80, 5).round(3), np.array([1.0, -2.0, 0.5, 1.5, -1.0])
    X = X[np.abs(X @ w - 0.2) > 0.1][:60]
    t = (X @ w - 0.2 > 0).astype(int)
    corners = np.column_stack([TWO, np.zeros((4, 3))])
    others = np.concatenate([np.full(4, 0.5), np.zeros(len(X))])
    note = "there are many examples"
    return (
        planted.by_line(X, t, w, -0.2, note),
        planted.by_point(np.vstack([corners, X]), np.concatenate([TABLES["XOR"], t]), others, note),
    )


_AND, _XOR, _NAND = (TWO.astype(float), TABLES["AND"]), (TWO.astype(float), TABLES["XOR"]), (TWO, TABLES["NAND"])
_ONE_CLASS, _BOTH, _TOUCH = "one class", "both labels", "touching"
_and = planted.by_line(*_AND, [1.0, 1.0], -1.5)
_xor = planted.by_point(*_XOR, [0.5] * 4)
separable_data = Task(
    ("X", "t"),
    planted.draw,
    _judge_separable,
    edges=(
        _and,
        planted.by_line(*_NAND, [-1.0, -1.0], 1.5),
        _xor,
        planted.by_line([[0.3, -1.2]], [1], [1.0, 0.0], 0.0, "there is one example only", _ONE_CLASS),
        planted.by_line([[0.3, -1.2], [2.0, 0.5]], [0, 0], [0.0, 0.0], -1.0, "there is one class only", _ONE_CLASS),
        planted.by_line([[1.0], [3.0], [2.0]], [1.0, 1.0, 1.0], [0.0], 1.0, "there is one class only", _ONE_CLASS),
        planted.by_point([[0.5, 1.0], [2.0, -1.0], [0.5, 1.0]], [0, 0, 1], [1, 0, 1],
                         "one point has both labels", _BOTH),
        planted.by_line([[0.5, 1.0], [2.0, -1.0], [0.5, 1.0]], [0.0, 1.0, 0.0], [1.0, 0.0], -1.0,
                        "one point occurs twice, with one label"),
        planted.by_point([[0.0], [1.0], [2.0]], [0, 1, 0], [0.5, 1, 0.5]),
        planted.by_point([[0.0, 0.0], [2.0, 2.0], [1.0, 1.0], [3.0, 0.0]], [0, 0, 1, 1], [0.5, 0.5, 1, 0],
                         "a point of one class lies between two of the other", _TOUCH),
        planted.by_line([[1.0, 5.0, 2.0], [2.0, 5.0, 4.0], [4.0, 5.0, 8.0]], [0, 0, 1], [1.0, 0.0, 0.0], -3.0,
                        "all points lie on one line", "degenerate"),
        planted.by_line([[0.0, 0.0], [1.0, 1.0], [0.5, 0.500001], [0.0, 1.0]], [0, 0, 1, 1], [-2e6, 2e6], -1.0,
                        "the classes nearly touch", "narrow margin"),
        planted.by_point([[0.0, 0.0], [1.0, 1.0], [0.5, 0.500001], [0.5, 0.499999]], [0, 0, 1, 1], [0.5] * 4,
                         "the classes barely overlap", "narrow margin"),
        planted.by_line([[0.0], [1e-6]], [0, 1], [1e6], -0.5, "the distances are tiny", "not scaled"),
        planted.moved(_xor, 1e-6, 0.0),
        planted.by_line([[-900.0, 0.0], [1e-6, 1e-6], [2e-6, -1e-6], [900.0, 1e-6]], [0, 0, 1, 1], [1e6, 0.0], -1.5,
                        "large and tiny distances meet", "not scaled"),
        *(planted.moved(data, scale, offset) for offset, scale in ((1e3, 2.0**-18), (2.0**20, 2.0**-18), (1e8, 1.0))
          for data in (_and, _xor)),
        # Where one mean or one largest value for all columns together is not enough.
        *(planted.moved(data, 2.0**-18, [4096.0, -4096.0]) for data in (_and, _xor)),
        *(planted.moved(data, [2e-6, 1e6], 0.0) for data in (_and, _xor)),
        *_many(),
    ),
    mistakes=GUESSES,
    against="how the data were made",
)  # fmt: skip
hard_separable_data = Task(("X", "t"), planted.draw_hard, _judge_separable, against="how the data were made")


_COUNTS = {1: 4, 2: 14, 3: 104}


def _judge_count(exercise: str, arguments: tuple, answer: Any, where: str) -> None:
    answer = Returns.as_value("the count").unpack(exercise, answer, where)["the count"]
    found, (n,) = whole(exercise, "the count", answer, np.array(0), where), arguments
    if found == _COUNTS[n]:
        return
    tables = 2**2**n
    if found > tables:
        step = (
            "Is a table counted more than once, say once for all w and b that give it? Print what is counted for n = 1."
        )
        says = ("evidence", f"there are only {tables} tables of {n} inputs")
    else:
        few = found < _COUNTS[n]
        step = "Print the tables that you count for n = 2. For which of them can you find no line?"
        if few:
            step = "Which of the tables are missing? Do your candidates reach far enough, in both directions?"
        says = ("evidence", f"too {'few' if few else 'many'}; there are {tables} tables in all")
    headline = f"the count for n = {n} is wrong"
    raise CannotJudge(Wrong(exercise, headline, (("where", where), says, ("yours", short(found)), ("next", step))))


def _counts(kind: str, says: str, *counts: int) -> Mistake:
    return Mistake(kind, says, lambda n: counts[n - 1])


count_separable = Task(
    ("n",),
    lambda rng: (int(rng.integers(1, 4)),),
    _judge_count,
    edges=((1,), (2,), (3,)),
    mistakes=(
        _counts("all tables", "It counts every table.", 4, 16, 256),
        _counts("n ignored", "It is 14 whatever n is: the tables of two inputs are counted, also for n = 1 and 3.",
                14, 14, 14),
        _counts("n ignored", "It is 4 whatever n is: the tables of one input are counted.", 4, 4, 4),
        _counts("n ignored", "It is 104 whatever n is: the tables of three inputs are counted.", 104, 104, 104),
        _counts("return in the loop", "It is 1, whatever n is. Is the return inside the loop, so that the first table "
                "ends it?", 1, 1, 1),
        _counts("return in the loop", "It is 0, whatever n is. Is the return inside the loop, so that the first table "
                "ends it? Or is nothing ever added?", 0, 0, 0),
        _counts("all tables", "It is all tables of two inputs, 16, whatever n is.", 16, 16, 16),
        _counts("share", "It is the number of examples, not of tables.", 2, 4, 8),
        _counts("guess", "It is all tables but two: right for n = 2 alone.", 2, 14, 254),
        _counts("constants left out", "The tables that are 0 everywhere or 1 everywhere are left out.", 2, 12, 102),
        _counts("constants alone", "Only the tables that are 0 everywhere or 1 everywhere are counted.", 2, 2, 2),
        _counts("one table lost", "One table is missing each time, such as the first or the last.", 3, 13, 103),
        *(
            _counts("too few weights", f"It is what comes of {words}.", *counts)
            for words, counts in (
                ("weights without a bias", (2, 6, 32)),
                ("weights that are never negative", (3, 6, 20)),
                ("weights and biases that are never negative", (3, 5, 9)),
                ("weights and biases −1, 0 and 1", (4, 13, 47)),
                ("weights −1, 0 and 1 with any bias", (4, 14, 56)),
                ("weights −1, 0 and 1 with biases up to 1.5", (4, 14, 54)),
                ("whole numbers from −2 to 1: a range ends before its end", (4, 13, 60)),
                ("weights that are large enough, with biases that are not", (4, 14, 100)),
                ("weights that are large enough, with biases that are not", (4, 14, 96)),
            )
        ),
    ),
    against="the known counts",
    complete=True,
)  # fmt: skip
