"""Notebook 02, the networks: a program that runs any of them, and functions that return the weights of one."""

from __future__ import annotations

from typing import Any

import numpy as np

from utils.checks.answers import Returns, array
from utils.checks.refusals import CannotJudge, cannot_judge
from utils.checks.task import Task
from utils.checks.writing import show
from utils.outcomes import Wrong
from utils.tasks.networks import (
    BIT_ORDER,
    MORE_ROWS,
    NUMBER_OF_UNITS,
    ONE_SIGN,
    OPPOSITE,
    Network,
    all_inputs,
    judge_table,
    read_network,
)
from utils.words import counted

LECTURE_UNITS = "the lecture's units"
BIAS, PICKED_BY_NUMBER, OFF_BY_ONE, PRECEDENCE = "bias", "picked by number", "off by one", "precedence"

_XOR = np.array([0.0, 1.0, 1.0, 0.0])

# A program that runs any network


def _network_arguments(rng: np.random.Generator) -> tuple:
    n = int(rng.integers(3, 5))
    X, W1 = rng.normal(size=(n + 3, n)), rng.normal(size=(n, n))
    return X, W1, rng.normal(size=n), rng.normal(size=n), np.float64(rng.normal())


def _judge_run(exercise: str, arguments: tuple, answer: Any, where: str) -> None:
    """Says where and what the formula gives there; the mistake is to be found by its reader."""
    X, network = arguments[0], Network(*arguments[1:])
    expected = network.output(X)
    value = Returns.as_value("y").unpack(exercise, answer, where)["y"]
    if isinstance(value, np.ndarray) and value.dtype.kind == "b":
        value = value.astype(np.float64)  # a truth value is as good as 0 or 1
    found = array(exercise, "y", value, expected.shape, where)
    bad = np.flatnonzero(found != expected)
    if not len(bad):
        return
    i = int(bad[0])
    z, h = network.sums(X)[i], network.hidden(X)[i]
    rows = (
        ("where", where),
        ("wrong at", f"{len(bad)} of {len(X)} examples, the first is row {i}, x = {show(X[i])}"),
        ("by the formula", f"the hidden layer's sums are {show(z)} for this row, so h = {show(h)}"),
        ("yours", f"y[{i}] = {show(found[i])}"),
        ("expected", f"y[{i}] = {expected[i]:g}"),
        (
            "next",
            "Work out the sums and h for this row on paper. Then print the program's own, step by step, and compare.",
        ),
    )
    raise CannotJudge(Wrong(exercise, "y is wrong", rows))


run_network = Task(
    ("X", "W1", "b1", "w2", "b2"),
    _network_arguments,
    _judge_run,
    first=(
        (np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), np.array([[1.0, 2.0], [-1.0, 1.0]]), np.array([-1.5, -0.5]),
         np.array([1.0, -1.0]), np.float64(-0.5)),
    ),
    edges=(
        (all_inputs(2), np.array([[1.0, 1.0], [-1.0, 1.0], [1.0, -1.0]]), np.array([-1.5, -0.5, -0.5]),
         np.array([-1.0, 1.0, 1.0]), np.float64(-0.5)),
        (np.array([[1.0, 0.0, 1.0]]), np.array([[1.0, -1.0, 1.0]]), np.array([-1.5]), np.ones(1), np.float64(-0.5)),
    ),
)  # fmt: skip


# Networks by their weights


def _judge_my_xor(exercise: str, arguments: tuple, answer: Any, where: str) -> None:
    network = read_network(exercise, answer, 2, where, hidden=2)
    X = all_inputs(2)
    xnor = {OPPOSITE: ("It computes the opposite of XOR: 1 where the inputs are equal.", 1 - _XOR)}
    H = network.hidden(X)
    known = {"OR": np.array([0.0, 1.0, 1.0, 1.0]), "AND": np.array([0.0, 0.0, 0.0, 1.0])}
    computes = [next((gate for gate, t in known.items() if np.array_equal(h, t)), None) for h in H.T]
    refused = ""
    if all(computes):
        refused = (
            f"Hidden unit 1 computes {computes[0]} and hidden unit 2 computes {computes[1]}. Here one of them has to "
            "compute another gate: choose that first, then w2 and b2."
        )
    judge_table(exercise, network, _XOR, where, xnor, hidden_refused=refused)
    if all(computes):
        does = ("evidence", f"hidden unit 1 computes {computes[0]}, hidden unit 2 computes {computes[1]}")
        headline = "it computes XOR, with the hidden units of the lecture"
        step = "Let at least one hidden unit compute another gate. Other numbers for the same gate do not count."
        raise cannot_judge(exercise, headline, where, step, LECTURE_UNITS, does)


my_xor_weights = Task((), lambda rng: (), _judge_my_xor, against="XOR on all four inputs, by another route")


def _table(rng: np.random.Generator) -> tuple:
    n = int(rng.integers(3, 5))
    while True:
        table = rng.integers(0, 2, 2**n)
        others = (
            _reversed_bits(table), 1 - table, _reversed_bits(1 - table), _closed_upwards(table), _rows_0_and_1(table)
        )  # fmt: skip
        if not any(np.array_equal(table, other) for other in others):
            return (table,)


def _reversed_bits(table: np.ndarray) -> np.ndarray:
    n = len(table).bit_length() - 1
    return np.transpose(np.reshape(table, (2,) * n)).ravel()


def _closed_upwards(table: np.ndarray) -> np.ndarray:
    """1 for every input that has at least the ones of some row with a 1."""
    X = all_inputs(len(table).bit_length() - 1)
    return np.array([float(any((x >= row).all() for row in X[np.asarray(table) == 1])) for x in X])


def _rows_0_and_1(table: np.ndarray) -> np.ndarray:
    """1 where ``X[table]`` leads, which takes row 0 for every 0 and row 1 for every 1."""
    return np.isin(np.arange(len(table)), table).astype(np.float64)


def _never_on(network: Network, table: np.ndarray) -> dict[str, str]:
    """A hidden unit that is 1 for no input, though the row of the table it has the weights for holds a 1."""
    X = all_inputs(network.W1.shape[1])
    own = network.W1 > 0  # the input at which the unit's sum is largest
    for j in np.flatnonzero((network.W1 != 0).all(axis=1) & (network.w2 != 0)):
        row = int(np.flatnonzero((own[j] == X).all(axis=1))[0])
        z = float(X[row] @ network.W1[j] + network.b1[j])
        if z <= 0 and table[row] == 1:
            x = "(" + ", ".join(f"{bit:g}" for bit in X[row]) + ")"
            says = (
                f"Row {j} of W1 belongs to x = {x}, but this unit is not 1 even there: its sum is {z:.6g}. With "
                "weights of +1 and −1, the sum without the bias is the number of ones; the bias has to fit that number."
            )
            return {BIAS: says}
    return {}


def _judge_boolean(exercise: str, arguments: tuple, answer: Any, where: str) -> None:
    table = arguments[0]
    network = read_network(exercise, answer, len(table).bit_length() - 1, where)
    behaviours = {
        OPPOSITE: ("It is 1 exactly where the table is 0.", 1 - table),
        BIT_ORDER: ("It takes x1 for the least significant bit; x1 is the most significant.", _reversed_bits(table)),
        MORE_ROWS: (
            "A hidden unit responds to more inputs than its row: to all that have the row's ones and others.",
            _closed_upwards(table),
        ),
        PICKED_BY_NUMBER: (
            "It is 1 for rows 0 and 1 of the inputs: X[table] takes row 0 for every 0 of the table and row 1 for "
            "every 1. X[table == 1] keeps the rows where the table is 1.",
            _rows_0_and_1(table),
        ),
    }  # fmt: skip
    judge_table(exercise, network, table.astype(np.float64), where, behaviours, _never_on(network, table))


boolean_network = Task(
    ("table",),
    _table,
    _judge_boolean,
    first=((np.array([0, 1, 0, 0, 0, 1, 1, 0]),),),
    edges=(
        (np.array([0, 1]),),
        (np.array([1, 0]),),
        (np.array([0, 0]),),
        (np.array([1, 1]),),
        (np.array([0, 1, 1, 0]),),
        (np.array([1, 0, 0, 0]),),
        (np.zeros(8, dtype=int),),
        (np.ones(8, dtype=int),),
        (np.array([1, 0, 0, 0, 0, 0, 0, 1]),),
        (np.random.default_rng(6).integers(0, 2, 64),),
        (np.random.default_rng(7).integers(0, 2, 256),),
    ),
    refuses=tuple((np.array([0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1, 1])[:length],) for length in (3, 6, 12)),
    against="its table on every input",
)


def _judge_parity(exercise: str, arguments: tuple, answer: Any, where: str) -> None:
    n = arguments[0]
    first = answer[0] if isinstance(answer, tuple | list) and answer else None
    another_number = isinstance(first, np.ndarray) and first.ndim == 2 and first.shape[1] == n
    network = read_network(exercise, answer, n, where, hidden="H" if another_number else n)
    units = len(network.b1)
    if units != n:
        count = ("yours", f"H = {units}"), ("expected", f"H = n = {n}")
        step = "Let each hidden unit ask how many ones there are, not which: at least 1, at least 2, …"
        headline = f"it has {counted(units, 'hidden unit')} for {counted(n, 'bit')}"
        raise cannot_judge(exercise, headline, where, step, NUMBER_OF_UNITS, *count)
    ones = all_inputs(n).sum(axis=1)
    behaviours = {
        OPPOSITE: ("It is 1 where the number of ones is even.", 1 - ones % 2),
        ONE_SIGN: ("It is 1 wherever there is a 1 at all: every hidden unit pulls the output up.", np.minimum(ones, 1)),
    }  # fmt: skip
    judge_table(exercise, network, ones % 2, where, behaviours, _miscounted(network, ones))


def _miscounted(network: Network, ones: np.ndarray) -> dict[str, str]:
    """Units that count from 0 or from 2 instead of 1; the powers of −1 without their brackets."""
    n, H = len(network.b1), network.hidden(all_inputs(len(network.b1)))

    def asks(start: int) -> bool:
        return bool(np.array_equal(H, ones[:, np.newaxis] >= np.arange(start, start + n)))

    if asks(0):
        says = (
            "The first hidden unit is always 1: the units ask for at least 0, 1, … ones. j runs from 1 to n; "
            "np.arange(n) runs from 0 to n − 1."
        )
        return {OFF_BY_ONE: says}
    if asks(2):
        return {OFF_BY_ONE: "The units ask for at least 2, 3, … ones. The first should ask for at least 1."}
    if n > 1 and asks(1) and np.ptp(network.w2) == 0 and network.w2[0] < 0:
        says = (
            "Every entry of w2 is negative. If it comes from -1.0 ** j: Python reads that as −(1.0 ** j). The power of "
            "−1 is (-1.0) ** j."
        )
        return {PRECEDENCE: says}
    return {}


parity_network = Task(
    ("n",),
    lambda rng: (int(rng.integers(3, 8)),),
    _judge_parity,
    first=((3,),),
    edges=((1,), (2,), (4,), (9,), (12,)),
    against="parity on every input, with n hidden units,",
)
