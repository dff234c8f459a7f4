"""The tasks about threshold units, gates and feature maps: weights are judged by what they compute on every input."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from utils.checks.answers import Returns
from utils.checks.comparison import consistent_with
from utils.checks.diagnosis import Finding
from utils.checks.judges import EqualTo, Judge, unpacked
from utils.checks.kinds import INPUT_LEFT_OUT, SHAPE, SIGN, TRANSPOSE, TYPE
from utils.checks.refusals import CannotJudge, cannot_judge, with_step
from utils.checks.task import Mistake, Task, equal_to, labels_equal_to
from utils.checks.tolerance import FLOOR, ROUNDING
from utils.checks.writing import short, show, type_name
from utils.models import signed
from utils.outcomes import Wrong

TIE, ANOTHER_GATE, LABELS = "tie", "another gate", "labels"
TWO_SHARES = "Each class has two points: one share for each."
WHICH_TWO = "Which two numbers does 𝕀[…] give?"
TWO = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
ONE = np.array([[0], [1]])
TABLES = {
    "NOT": (1, 0),
    "AND": (0, 0, 0, 1),
    "OR": (0, 1, 1, 1),
    "NAND": (1, 1, 1, 0),
    "XOR": (0, 1, 1, 0),
}  # on ONE or TWO, row by row
KNOWN = {**TABLES, "NOR": (1, 0, 0, 0), "XNOR": (1, 0, 0, 1), "x1": (0, 0, 1, 1), "x2": (0, 1, 0, 1),
         "the constant 0": (0, 0, 0, 0), "the constant 1": (1, 1, 1, 1)}  # fmt: skip


# linear_classifier


def _batch(rng: np.random.Generator) -> tuple:
    """A batch in which every column, the weights and the bias matter, both labels occur and no point is near a tie."""
    while True:
        N, D = int(rng.integers(5, 9)), int(rng.integers(2, 4))
        X, w, b = np.round(signed(rng, N, D), 2), np.round(signed(rng, D), 2), float(np.round(signed(rng), 2))
        z, bare = X @ w + b, X @ w
        if N != D and np.abs(z).min() > 0.05 and 1 < (z > 0).sum() < N - 1 and ((z > 0) != (bare > 0)).any():
            return X, w, b


_W = np.array([1.5, -0.5])
linear_classifier = Task(
    ("X", "w", "b"),
    _batch,
    labels_equal_to(lambda X, w, b: (X @ w + b > 0).astype(int), "y"),
    edges=(
        (np.array([[0.4, -1.2]]), _W, -0.3),  # one example
        (np.array([[2.0], [-1.0], [0.25]]), np.array([-2.0]), 1.0),  # one column
        (np.array([[0.5, 0.25, -1.0], [1.0, 1.0, 2.0], [-0.5, 2.0, 0.5]]), np.array([1.0, -2.0, 0.5]), 0.25),  # N = D
        (np.array([[1.0, 1.0], [1.0, 3.0], [0.0, 0.0]]), np.array([1.0, -1.0]), 0.0),  # ties, exactly 0
        (np.array([[0.0, 0.0], [1.0, -2.0]]), np.array([0.0, -0.0]), -0.0),
        (np.array([[1000.0, 0.0], [-1000.0, 0.0]]), np.array([1.0, 1.0]), 0.5),
        (TWO, np.array([1, 2]), -2),  # whole numbers
        (np.sin(np.arange(300.0)).reshape(50, 6), np.cos(np.arange(6.0)), 0.4),  # many
    ),
    mistakes=(
        Mistake(INPUT_LEFT_OUT, "b is not used.", lambda X, w, b: X @ w > 0, "Where does b enter z?"),
        Mistake(
            SIGN,
            "b is subtracted: that also comes out when z without b is compared with b.",
            lambda X, w, b: X @ w - b > 0,
            "Add b to X @ w, and compare the sum with 0.",
        ),
        Mistake(SIGN, "The outputs are exchanged: 1 where z is not above 0.", lambda X, w, b: ~(X @ w + b > 0)),
        Mistake(
            TIE,
            "It gives 1 where z is exactly 0.",
            lambda X, w, b: X @ w + b >= 0,
            "Which comparison is false when z is 0?",
        ),
        Mistake(
            LABELS,
            "The outputs are −1 and 1.",
            lambda X, w, b: np.where(X @ w + b > 0, 1, -1),
            WHICH_TWO,
        ),
        Mistake(LABELS, "The outputs are −1, 0 and 1.", lambda X, w, b: np.sign(X @ w + b), WHICH_TWO),
        Mistake(
            "threshold left out",
            "It is z itself, without the threshold.",
            lambda X, w, b: X @ w + b,
            "Compare z with 0: what is to come out where it is larger, and what elsewhere?",
        ),
        Mistake("some entries", "Only the first example is classified.", lambda X, w, b: X[0] @ w + b > 0),
    ),
)


# gate_weights, xor_feature_weights


def _as_pair(numbers: np.ndarray) -> str:
    """An input as it is written in the text, (0, 1)."""
    return show(numbers).replace("[", "(").replace("]", ")")


def _judge_weights(
    exercise: str, gate: str, features: np.ndarray, answer: Any, where: str, meant: str, entry: str = "",
    inputs: np.ndarray | None = None, same: Sequence[str] = (),
) -> None:  # fmt: skip
    """Refuse (w, b) that do not compute the gate on these rows.

    ``meant`` says how many weights there are; ``entry`` is where the pair stands, if it is not all that was returned;
    ``inputs`` are what the rows are called; ``same`` are the gates whose w is the very same array.
    """
    table, inputs = np.array(TABLES[gate]), features if inputs is None else inputs
    if isinstance(answer, tuple | list) and len(answer) == 2 and isinstance(answer[0], tuple | list):
        answer = (np.array(answer[0]), answer[1])  # w as a list of numbers computes the same
    if isinstance(answer, tuple | list) and len(answer) == 2 and np.ndim(answer[0]) == 0 and np.ndim(answer[1]) == 1:
        step = "Put w first and b second: (w, b)."
        raise cannot_judge(exercise, "w and b are in the wrong order", where, step, "order")
    inside = f"[{show(answer[0])}]" if _is_two_numbers(answer) else ""
    if inside and features.shape[1] == 1:
        raise _number_for_an_array(exercise, "w", answer[0], where, f"also when it has one entry: np.array({inside})")
    if inside:
        raise _number_for_an_array(
            exercise, "w", answer[0], where, f"with {features.shape[1]} entries: a weight for each"
        )
    pair = unpacked(exercise, answer, {"w": (features.shape[1],), "b": ()}, where, {"w": meant}, entry)
    z = features @ pair["w"] + pair["b"]
    y = (z > 0).astype(int)
    if np.array_equal(y, table):
        return
    first = int(np.argmax(y != table))
    findings = []
    if np.array_equal(np.where(z == 0, table, y), table):
        findings = [Finding(TIE, "z is exactly 0 at every input that is wrong, and 𝕀[z > 0] is 0 there.")]
    elif np.array_equal(y, 1 - table):
        findings = [Finding(SIGN, "Every output is the opposite of the one wanted.")]
    elif name := next((name for name, known in KNOWN.items() if known == tuple(int(v) for v in y)), None):
        findings = [Finding(ANOTHER_GATE, f"These weights compute {name}.")]
    elif np.array_equal(features @ pair["w"] - pair["b"] > 0, table == 1):
        findings = [Finding(SIGN, "It would be right with the opposite sign of b: z is w·x + b, and not w·x − b.")]
    change = "greater than 0" if table[first] else "0 or less"
    step = f"At the input {_as_pair(inputs[first])} z has to be {change}. Which weights are part of z there?"
    if len(same) > 1 and np.array_equal(features @ -pair["w"] + pair["b"] > 0, table == 1):
        findings = [
            Finding(SIGN, f"It would be right with -w. {', '.join(same[:-1])} and {same[-1]} hold one array w.")
        ]
        step = "w *= -1 changes that array everywhere it is held. Write -w, which makes a new array."
    rows = [
        ("where", f"{where}\ninput {_as_pair(inputs[first])}"),
        ("w, b", f"{show(pair['w'])}, {show(float(pair['b']))}"),
        ("yours", f"z = {short(z[first])}, so y = {y[first]}"),
        ("expected", f"y = {table[first]}"),
        *consistent_with(findings),
        ("next", step),
    ]
    headline = f"{gate} is wrong on {int((y != table).sum())} of {len(table)} inputs"
    raise CannotJudge(Wrong(exercise, headline, tuple(rows), tuple(finding.kind for finding in findings)))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)


def _is_two_numbers(answer: Any) -> bool:
    return isinstance(answer, tuple | list) and len(answer) == 2 and all(map(_is_number, answer))


def _number_for_an_array(exercise: str, name: str, value: Any, where: str, which: str) -> CannotJudge:
    """Of numbers that were written down by hand: nothing was summed, so that no sum is looked for."""
    headline = f"{name} is {type_name(value)} and should be an array"
    return cannot_judge(exercise, headline, where, f"{name} is an array, {which}.", TYPE)


def _judge_gates(exercise: str, arguments: tuple, answer: Any, where: str) -> None:
    found = Returns.as_dict("NOT", "AND", "OR", "NAND").unpack(exercise, answer, where)
    for gate, pair in found.items():
        rows, meant = (ONE, "one input, so one weight") if gate == "NOT" else (TWO, "two inputs: one weight for each")
        where, entry = f'{exercise}()["{gate}"]', f'weights["{gate}"]'
        array = _weights(pair)
        same = [other for other in found if array is not None and _weights(found[other]) is array]
        if gate == "NAND":  # a minus that is missing there has changed no array
            same = []
        _judge_weights(exercise, gate, rows, pair, where, f"{gate} has {meant}.", entry, same=same)


def _weights(pair: Any) -> np.ndarray | None:
    """The array w of a pair (w, b); None where there is none."""
    return pair[0] if isinstance(pair, tuple | list) and pair and isinstance(pair[0], np.ndarray) else None


gate_weights = Task((), lambda rng: (), _judge_gates, against="the truth tables of NOT, AND, OR and NAND")


def _features(X: np.ndarray) -> np.ndarray:
    return np.column_stack([X, X.prod(axis=1)])


xor_feature_weights = Task(
    (),
    lambda rng: (),
    lambda exercise, arguments, answer, where: _judge_weights(
        exercise, "XOR", _features(TWO), answer, where, "ψ has three features: one weight for each.", inputs=TWO
    ),
    against="the truth table of XOR, with the features x1, x2 and x1·x2",
)


# xor_witness


def _judge_witness(exercise: str, arguments: tuple, answer: Any, where: str) -> None:
    if isinstance(answer, tuple | list):
        answer = [np.array(part) if isinstance(part, tuple | list) else part for part in answer]
    elif isinstance(answer, np.ndarray) and answer.ndim == 2:
        answer = list(answer)
    if isinstance(answer, tuple | list) and len(answer) == 2:
        for name, share in zip(("alpha", "beta"), answer, strict=True):
            if _is_number(share):
                which = "with two shares, one for each point: np.array([…, …])"
                raise _number_for_an_array(exercise, name, share, where, which)
        if _are_points(answer[0], TWO[1:3]) and _are_points(answer[1], TWO[[0, 3]]):
            step = (
                "Return their shares, two numbers for each class: how much of each of its points is in the mixture? "
                "alpha = np.array([…, …]), and beta as well."
            )
            raise cannot_judge(exercise, "alpha and beta hold the points themselves", where, step, SHAPE)
        for name, share in zip(("alpha", "beta"), answer, strict=True):
            if isinstance(share, np.ndarray) and share.shape == (2, 2):
                step = (
                    f"{name} is two numbers side by side, np.array([…, …]): the share of each of its two points. The "
                    "points themselves are not in it; the check multiplies by them."
                )
                shapes = ("yours", str(share.shape)), ("expected", "(2,)")
                raise cannot_judge(exercise, f"{name} is a table and should be two shares", where, step, SHAPE, *shapes)
    shares = unpacked(
        exercise, answer, {"alpha": (2,), "beta": (2,)}, where, dict.fromkeys(("alpha", "beta"), TWO_SHARES)
    )
    for name, share in shares.items():
        mine = ("yours", f"{name} = {show(share)}")
        if (share < -FLOOR).any():
            step = "A share below 0 leads out of the hull. Both have to be 0 or more."
            raise cannot_judge(exercise, f"{name} has a negative share", where, step, "negative share", mine)
        if abs(share.sum() - 1) > ROUNDING:
            step = "The shares of one class make up a whole: they add up to 1."
            if _meet(*(one / one.sum() if one.sum() > 0 else one for one in shares.values())):
                step = f"{step} Divide {name} by its sum."
            headline = f"{name} adds up to {short(share.sum())} instead of 1"
            raise cannot_judge(exercise, headline, where, step, "not a mixture", mine)
    one, zero = shares["alpha"] @ TWO[1:3], shares["beta"] @ TWO[[0, 3]]
    if not _meet(*shares.values()):
        step = "Each mixture lies on the segment between its two points. Where do these two segments meet?"
        evidence = ("class 1", f"alpha gives the point {show(one)}"), ("class 0", f"beta gives the point {show(zero)}")
        raise cannot_judge(
            exercise, "the two mixtures are different points", where, step, "different points", *evidence
        )


def _are_points(share: Any, points: np.ndarray) -> bool:
    """Whether the points of a class stand in the place of their shares, in either order."""
    return isinstance(share, np.ndarray) and any(np.array_equal(share, one) for one in (points, points[::-1]))


def _meet(alpha: np.ndarray, beta: np.ndarray) -> bool:
    """Whether the two mixtures are one point."""
    return bool(np.abs(alpha @ TWO[1:3] - beta @ TWO[[0, 3]]).max() <= ROUNDING)


xor_witness = Task(
    (),
    lambda rng: (),
    _judge_witness,
    found="the shares ½ and ½ of each class give the point (0.5, 0.5): one point in both hulls",
)


# xor_feature_map


def _advised(judge: EqualTo, kind: str, step: str) -> Judge:
    """The judge, with this next step where an answer is refused for this kind; for its numbers, if it is ""."""

    def advised(exercise: str, arguments: tuple, answer: Any, where: str) -> None:
        try:
            judge(exercise, arguments, answer, where)
        except CannotJudge as cannot:
            kinds = cannot.outcome.kinds
            raise (with_step(cannot, step) if kind in kinds or not kind and not kinds else cannot) from None

    advised.trusted = judge.trusted  # type: ignore[attr-defined]  # what is right, stays known
    return advised


def _points(rng: np.random.Generator) -> tuple:
    return (np.round(signed(rng, int(rng.integers(4, 8)), 2), 2),)


_column = np.column_stack
xor_feature_map = Task(
    ("X",),
    _points,
    _advised(
        equal_to(_features, "psi"),
        SHAPE,
        "Return one row for each input and one column for each feature: x1, x2, x1·x2.",
    ),
    edges=(
        (TWO.astype(float),),
        (TWO,),  # whole numbers
        (np.array([[0.5, -4.0]]),),  # one example
        (np.array([[1.5, 2.0], [-0.5, 0.25]]),),  # N = D
        (np.array([[-1000.0, 1000.0], [0.0, 2.0], [3.0, 1.5]]),),
        (np.sin(np.arange(100.0)).reshape(50, 2),),  # many
    ),
    mistakes=(
        Mistake(TRANSPOSE, "Rows and columns are exchanged: a feature is a column.", lambda X: _features(X).T),
        Mistake(
            "wrong axis", "The product runs over the examples.", lambda X: _column([X, np.full(len(X), X[:, 0].prod())])
        ),
        Mistake(
            "wrong axis",
            "The product is that of the first two rows, not of the two columns.",
            lambda X: _column([X, np.full(len(X), (X[0] * X[1])[0])]),
        ),
        Mistake("sum for product", "The third feature is a sum.", lambda X: _column([X, X.sum(axis=1)])),
        Mistake("square for product", "The third feature is the square of x1.", lambda X: _column([X, X[:, 0] ** 2])),
        Mistake("square for product", "The third feature is the square of x2.", lambda X: _column([X, X[:, 1] ** 2])),
        Mistake("logic for product", "The third feature is only 0 or 1.", lambda X: _column([X, (X > 0).all(axis=1)])),
        Mistake("logic for product", "The third feature is only 0 or 1.", lambda X: _column([X, (X != 0).all(axis=1)])),
        Mistake("logic for product", "The third feature is only 0 or 1.", lambda X: _column([X, (X == 1).all(axis=1)])),
        Mistake(
            "logic for product", "The third feature is the smaller of both.", lambda X: _column([X, X.min(axis=1)])
        ),
        Mistake("order", "The features stand in another order.", lambda X: _column([X.prod(axis=1), X])),
        Mistake("order", "x1 and x2 are exchanged.", lambda X: _features(X)[:, [1, 0, 2]]),
        Mistake("inputs left out", "Only the product is there.", lambda X: X.prod(axis=1)),
        Mistake("inputs left out", "Only the product is there.", lambda X: X.prod(axis=1, keepdims=True)),
        Mistake("something more", "There is a column of ones too.", lambda X: _column([np.ones(len(X)), _features(X)])),
        Mistake("something more", "There is a column of ones too.", lambda X: _column([_features(X), np.ones(len(X))])),
        Mistake("some entries", "Only the first example is there.", lambda X: np.array([*X[0], X[0].prod()])),
    ),
)


# a repair

CENTRE = np.array([2.0, 1.0])
radius_feature = Task(
    ("X",),
    lambda rng: (CENTRE + np.round(signed(rng, int(rng.integers(3, 6)), 2) + 0.3, 2),),
    _advised(
        equal_to(lambda X: ((X - CENTRE) ** 2).sum(axis=1, keepdims=True), "feature"),
        "",
        "How far is the first wrong row from the point (2, 1)? From which point does your code measure here?",
    ),
    edges=((np.array([[4.0, 1.0]]),), (CENTRE[np.newaxis],)),
)
