"""Notebook 02, the networks: a program that runs any of them, and functions that return the weights of one."""

from __future__ import annotations

from typing import Any

import numpy as np

from utils.checks.calling import cannot_judge
from utils.checks.task import Task, equal_to
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

LECTURE_UNITS = "the lecture's units"

_XOR = np.array([0.0, 1.0, 1.0, 0.0])

# A program that runs any network


def _network_arguments(rng: np.random.Generator) -> tuple:
    n = int(rng.integers(3, 5))
    X, W1 = rng.normal(size=(n + 3, n)), rng.normal(size=(n, n))
    return X, W1, rng.normal(size=n), rng.normal(size=n), np.float64(rng.normal())


run_network = Task(
    ("X", "W1", "b1", "w2", "b2"),
    _network_arguments,
    equal_to(lambda X, W1, b1, w2, b2: Network(W1, b1, w2, b2).output(X), "y"),
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
    judge_table(exercise, network, _XOR, where, xnor)
    H = network.hidden(X)
    known = {"OR": np.array([0.0, 1.0, 1.0, 1.0]), "AND": np.array([0.0, 0.0, 0.0, 1.0])}
    computes = [next((gate for gate, t in known.items() if np.array_equal(h, t)), None) for h in H.T]
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
        others = _reversed_bits(table), 1 - table, _reversed_bits(1 - table), _closed_upwards(table)
        if not any(np.array_equal(table, other) for other in others):
            return (table,)


def _reversed_bits(table: np.ndarray) -> np.ndarray:
    n = len(table).bit_length() - 1
    return np.transpose(np.reshape(table, (2,) * n)).ravel()


def _closed_upwards(table: np.ndarray) -> np.ndarray:
    """1 for every input that has at least the ones of some row with a 1."""
    X = all_inputs(len(table).bit_length() - 1)
    return np.array([float(any((x >= row).all() for row in X[np.asarray(table) == 1])) for x in X])


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
    }  # fmt: skip
    judge_table(exercise, network, table.astype(np.float64), where, behaviours)


boolean_network = Task(
    ("table",),
    _table,
    _judge_boolean,
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
    ),
    refuses=tuple((np.array([0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1, 1])[:length],) for length in (3, 6, 12)),
    against="its table on every input",
)


def _judge_parity(exercise: str, arguments: tuple, answer: Any, where: str) -> None:
    n = arguments[0]
    network = read_network(exercise, answer, n, where)
    units = len(network.b1)
    if units != n:
        count = ("yours", f"H = {units}"), ("expected", f"H = n = {n}")
        step = "Let each hidden unit ask how many ones there are, not which: at least 1, at least 2, …"
        headline = f"it has {units} hidden unit{'s' * (units != 1)} for {n} bit{'s' * (n != 1)}"
        raise cannot_judge(exercise, headline, where, step, NUMBER_OF_UNITS, *count)
    ones = all_inputs(n).sum(axis=1)
    behaviours = {
        OPPOSITE: ("It is 1 where the number of ones is even.", 1 - ones % 2),
        ONE_SIGN: ("It is 1 wherever there is a 1 at all: every hidden unit pulls the output up.", np.minimum(ones, 1)),
    }  # fmt: skip
    judge_table(exercise, network, ones % 2, where, behaviours)


parity_network = Task(
    ("n",),
    lambda rng: (int(rng.integers(3, 8)),),
    _judge_parity,
    edges=((1,), (2,), (3,), (4,), (9,)),
    against="parity on every input, with n hidden units,",
)
